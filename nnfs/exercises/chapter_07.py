"""What must be true of any answer to the exercises of chapter 7."""

import numpy as np

from nnfs import Adam, Momentum
from nnfs.exercises.trial import exercise


@exercise("7.3", "momentum(gradient, start, rate, beta, steps)")
def momentum(trial, rng):
    """Two steps by hand, a steady slope, and the class on random bowls."""
    for case in range(16):
        p, steps = int(rng.integers(1, 5)), case % 7
        start, rate = rng.normal(size=p), rng.choice([0.05, 0.1, 0.2])
        beta, shape = rng.choice([0, 0.5, 0.75, 0.9]), (steps + 1, p)

        def steady(w):
            return np.ones_like(w)

        path = trial(steady, start, rate, beta, steps, shape=shape)
        trial.expect(path[0], start, "the first row is the start")
        k = np.arange(steps)
        sums = np.array([(beta ** np.arange(n + 1)).sum() for n in k])
        hint = (
            "the slope is 1 everywhere: the velocities are 1, 1 + beta, "
            "1 + beta + beta**2 ..., and each step is the rate times one"
        )
        moved = start - rate * np.cumsum(sums)[:, None]
        trial.expect(path[1:], moved.reshape(steps, p), hint)

        curve, w = rng.uniform(0.5, 3, size=p), start.copy()

        def bowl(w, curve=curve):
            return curve * w

        expected, optimizer = [start], Momentum(rate, beta)
        for _ in range(steps):
            optimizer.step(w, curve * w)
            expected.append(w.copy())
        path = trial(bowl, start, rate, beta, steps, shape=shape)
        hint = (
            f"the gradient at w is {curve.round(3).tolist()} * w: ask for it "
            "once a step, where the weights stand at that step"
        )
        trial.expect(path, np.array(expected), hint)


@exercise("7.4", "adam_step(w, g, m, s, t, rate, beta1, beta2, epsilon)")
def adam_step(trial, rng):
    """The first step is the rate; later ones are those of the class."""
    for size in (1e-3, 1.0, 1e3):
        w, g = rng.normal(size=3), size * np.array([1.0, -2.0, 0.5])
        zeros = np.zeros(3, dtype=float)
        values = w, g, zeros, zeros.copy(), 1, 0.1, 0.9, 0.999, 1e-12
        moved, m, s = trial(*values, shape=[(3,)] * 3)
        hint = "the mean of the slopes: a tenth of the slope is new here"
        trial.expect(m, 0.1 * g, hint, what="m")
        hint = "the mean of the squares: a thousandth of the square is new"
        trial.expect(s, 0.001 * g**2, hint, what="s")
        hint = "the first step is one rate long, against the sign of the slope"
        trial.expect(moved, w - 0.1 * np.sign(g), hint, rtol=1e-6)
    for case in range(10):
        p, (beta1, beta2) = case % 5 + 1, rng.uniform(0.1, 0.95, size=2)
        rate, epsilon = rng.uniform(0.01, 1), rng.choice([1e-8, 0.1, 1])
        w, m, s = (
            rng.normal(size=p),
            np.zeros(p, dtype=float),
            np.zeros(p, dtype=float),
        )
        optimizer = Adam(rate, beta1, beta2, epsilon)
        for t in range(1, 6):
            g, point = rng.normal(size=p), w.copy()
            if t == 1:
                parameters = point
            optimizer.step(parameters, g)
            values = w, g, m, s, t, rate, beta1, beta2, epsilon
            w, m, s = trial(*values, shape=[(p,)] * 3)
            hint = "how full is each mean at step t, and where does epsilon go?"
            trial.expect(w, parameters, hint, what="w", rtol=1e-6)


@exercise("7.7", "lion_step(w, g, m, rate, beta1, beta2)")
def lion_step(trial, rng):
    """The length of a step, its sign, and what is remembered."""
    for case in range(20):
        p, rate = int(rng.integers(1, 6)), rng.uniform(0.001, 1)
        w, m = rng.normal(size=(2, p))
        g = rng.normal(size=p) * (0 if case == 5 else 1)
        beta1, beta2 = rng.uniform(0.1, 0.95, size=2)
        if case == 5:
            m = np.zeros(p, dtype=float)
        moved, kept = trial(w, g, m, rate, beta1, beta2, shape=[(p,)] * 2)
        length = np.abs(moved - w)
        hint = "every weight with a slope or a memory moves by exactly the rate"
        trial.expect(
            length,
            rate * (case != 5) * np.ones(p),
            hint,
            what="|new w - w|",
            atol=1e-9,
        )
        side = np.sign(m + (1 - beta1) * (g - m))
        hint = "the sign is that of beta1 m + (1 - beta1) g, with the old m"
        trial.expect(np.sign(w - moved), side, hint, what="sign of the step")
        hint = "the new m keeps the share beta2 of the old one"
        trial.expect(kept, m + (1 - beta2) * (g - m), hint, what="m")
