"""What must be true of any answer to the exercises of chapter 8."""

import math

import numpy as np

from nnfs.exercises.trial import exercise
from nnfs.losses import SoftmaxCrossEntropy
from nnfs.schedules import cosine, inverse_time_decay


def together(arrays):
    """Return all numbers of several arrays in one vector."""
    return np.concatenate([np.ravel(array) for array in arrays])


def walked(slope, start, rate):
    """Return the steps until the weight is beyond one half."""
    w, steps = start, 0
    while abs(w) <= 0.5:
        w, steps = w - rate * slope(w), steps + 1
    return steps


@exercise("8.1", "shares(rates)")
def shares(trial, rng):
    """A walk with one measurement switched on ends at its share."""
    runs = [1 / np.arange(1, 5), np.full(4, 0.5), np.array([0.3])]
    runs += [rng.uniform(0, 1, size=n) for n in range(2, 12)]
    hint = "let one measurement be 1 and the others 0: w ends at its share"
    for rates in runs:
        w = np.zeros(len(rates), dtype=float)  # one walk for each measurement
        for place, rate in enumerate(rates):
            alone = np.arange(len(rates)) == place
            w = w - rate * (w - alone)
        found = trial(rates, shape=rates.shape)
        if len(rates) > 1 and np.allclose(found[::-1], w):
            hint = "the share of the first measurement comes first"
        trial.expect(found, w, hint)


@exercise("8.2", "waits(start, rate)")
def waits(trial, rng):
    """Every wait is walked, but for those that never end."""

    def ridge(w):
        return w**3 - w

    def edge(w):
        return 3 * w**2 * (w**3 - 1)

    starts = [(0.1, 0.1), (0.001, 0.1), (-1e-300, 0.1), (-1e-8, 0.2)]
    for power in rng.uniform(1, 3, size=8):
        starts.append((float(10**-power), float(rng.uniform(0.08, 0.3))))
        starts.append((float(-(10 ** (-4 * power))), starts[-1][1]))
    for start, rate in starts:
        on_saddle, on_plateau = trial(start, rate, shape=[(), ()])
        steps = walked(ridge, start, rate)
        hint = "near 0 a step multiplies the weight by 1 + rate"
        what = "the steps on the saddle"
        trial.expect(on_saddle, steps, hint, what=what, rtol=0, atol=4)
        hint = "to which side does the plateau lead? does it lead over 0?"
        steps = np.inf
        if start > 0:
            hint = "near 0 each step takes 3 * rate off 1 / w"
            steps = walked(edge, start, rate)
        what = "the steps on the plateau"
        trial.expect(on_plateau, steps, hint, what=what, rtol=0.1, atol=4)


@exercise("8.3", "floor(rate, curvature, variance)")
def floor(trial, rng):
    """The mean square is iterated until it rests, or known to grow."""
    cases = [(0.1, 1, 1), (0.1, 10, 1), (0.2, 10, 1), (0.5, 10, 1)]
    for share in rng.uniform(0.05, 1.95, size=15):
        curvature = rng.uniform(0.1, 20)
        rate, variance = share / curvature, rng.uniform(0.1, 9)
        cases.append((float(rate), float(curvature), float(variance)))
    for rate, curvature, variance in cases:
        mean, hint = 0.0, "at rest a step leaves the mean of w**2 as it is"
        for _ in range(2000):
            mean = (1 - rate * curvature) ** 2 * mean + rate**2 * variance
        if rate * curvature >= 2:
            mean, hint = np.inf, "at this rate the mean of w**2 grows for ever"
        found = trial(rate, curvature, variance, shape=())
        trial.expect(found, mean, hint)


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
    for place in (0.7, 1.6):  # a coarse grid misses a corner that is not at 0

        def late(z, place=place):
            return np.where(z > place, z - place, 0.0)

        beyond = math.erfc(place / 2**0.5) / 2
        height = math.exp(-(place**2) / 2) / (2 * math.pi) ** 0.5
        expected = ((1 + place**2) * beyond - place * height) ** -0.5
        trial.expect(trial(late, shape=()), expected, hint, **close)


@exercise("8.7", "mended(ink, labels, rate, decay, steps)")
def mended(trial, rng):
    """The package's loss and falling rate, for small and huge scores."""
    sizes = [(1, 0.5, 0.0), (1, 0.5, 0.1), (16, 0.0055, 0.0093)]
    sizes += [(100, 0.5, 0.05)] * 3 + [(1, 0.2, 1.0)] * 3
    for size, rate, decay in sizes:
        ink = size * rng.uniform(0, 1, size=(30, 6))
        labels = rng.integers(0, 10, size=30)
        steps = int(rng.integers(5, 20))
        falling, loss = inverse_time_decay(rate, decay), SoftmaxCrossEntropy()
        weights, losses = np.zeros((6, 10), dtype=float), []
        for step in range(steps):
            losses.append(loss.forward(ink @ weights, labels))
            weights -= falling(step) * ink.T @ loss.backward()
        found = trial(ink, labels, rate, decay, steps, shape=(steps,))
        hint = "the rate must fall: it is rate / (1 + decay * step)"
        if not np.isfinite(found).all():
            hint = "the log of a probability that became 0 is infinite: "
            hint += "take the log of the sum, without the quotient"
        trial.expect(found, losses, hint, what="the losses", rtol=1e-6)
