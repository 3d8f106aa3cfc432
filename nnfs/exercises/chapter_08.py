"""What must be true of any answer to the exercises of chapter 8."""

import numpy as np

from nnfs.exercises.trial import exercise
from nnfs.schedules import cosine


def together(arrays):
    """Return all numbers of several arrays in one vector."""
    return np.concatenate([np.ravel(array) for array in arrays])


@exercise("8.4", "clip(gradients, limit)")
def clip(trial, rng):
    """The length is at most the limit, and the direction is the same."""
    hand = [
        ([[3.0], [4.0]], 1, [0.6, 0.8]),
        ([[3.0], [4.0]], 10, [3, 4]),
        ([[0.0, 0.0], [0.0]], 1, [0, 0, 0]),
    ]
    cases = [([np.array(a) for a in arrays], c) for arrays, c, _ in hand]
    expected = [np.array(vector, float) for *_, vector in hand]
    shapes = [(2, 3), (3,), (3, 1), (1,)]
    for size in rng.uniform(0.01, 100, size=20):
        some = [size * rng.normal(size=shape) for shape in shapes]
        long = together(some)
        share = rng.choice([0.1, 0.5, 0.9, 1.1, 3])
        cases.append((some, share * np.linalg.norm(long)))
        expected.append(long * min(share, 1))
    for (arrays, limit), vector in zip(cases, expected, strict=True):
        found = trial(arrays, limit, shape=[np.shape(a) for a in arrays])
        length = np.linalg.norm(together(arrays))
        hint = "together the arrays are too long: shrink all by one factor"
        if length <= limit:
            hint = "together the arrays are no longer than the limit: keep them"
        trial.expect(together(found), vector, hint, what="all the numbers")


@exercise("8.5", "one_cycle(step, rate, steps, warmup)")
def one_cycle(trial, rng):
    """Equal steps up, the package's cosine down, nothing afterwards."""
    runs = [(1.0, 100, 10), (0.5, 8, 4), (2.0, 2, 1)]
    for _ in range(15):
        steps = int(rng.integers(3, 500))
        rate, up = rng.uniform(0.01, 2), int(rng.integers(1, steps))
        runs.append((float(rate), steps, up))
    for rate, steps, up in runs:
        first = trial(0, rate, steps, up, shape=())
        trial.expect(first, rate / up, "step 0 takes one share of the way up")
        for step in sorted({up - 1, up // 2, *rng.integers(0, up, size=3)}):
            hint = "the rates rise in equal steps and reach the full rate at "
            hint += "step warmup - 1"
            risen = trial(int(step), rate, steps, up, shape=())
            trial.expect(risen, first * (step + 1), hint)
        falling = cosine(rate, steps - up)
        later = rng.integers(up, steps + 1, size=3)
        for step in (up, (up + steps) // 2, *later, steps):
            hint = "half a cosine from the full rate at step warmup to 0 at "
            fallen = trial(int(step), rate, steps, up, shape=())
            trial.expect(fallen, falling(step - up), hint + "step steps")
        hint = "when the run is over the rate stays 0"
        for step in (steps + 1, 2 * steps - up, 3 * steps):
            trial.expect(trial(step, rate, steps, up, shape=()), 0, hint)


@exercise("8.6", "gain(bend)")
def gain(trial, rng):
    """Bends whose mean square under a normal input is known exactly."""

    def same(z):
        return z + 0.0

    def relu(z):
        return np.where(z > 0, z, 0.0)

    def square(z):
        return z**2

    def cosine_of(z):
        return np.cos(z)

    hint = "1 over the root of the mean of bend(z)**2, z standard normal"
    close = {"rtol": 1e-4}
    trial.expect(trial(same, shape=()), 1, hint, **close)
    trial.expect(trial(relu, shape=()), np.sqrt(2), hint, **close)
    trial.expect(trial(square, shape=()), np.sqrt(1 / 3), hint, **close)
    half = (1 + np.exp(-2)) / 2
    trial.expect(trial(cosine_of, shape=()), half**-0.5, hint, **close)
    for below, above, shift in rng.uniform(0.1, 3, size=(10, 3)):

        def kinked(z, below=below, above=above):
            return np.where(z > 0, above * z, below * z)

        def raised(z, above=above, shift=shift):
            return above * z + shift

        expected = np.sqrt(2 / (below**2 + above**2))
        trial.expect(trial(kinked, shape=()), expected, hint, **close)
        expected = 1 / np.hypot(above, shift)
        offset = hint + "; the mean of bend(z) itself need not be 0"
        trial.expect(trial(raised, shape=()), expected, offset, **close)
