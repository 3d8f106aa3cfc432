"""What must be true of any answer to the exercises of chapter 7."""

import numpy as np

from nnfs import AdaGrad, Adam, Momentum
from nnfs.exercises.trial import exercise


def ways_of(optimizer, start, curve, steps):
    """Return the places of weights in a bowl, start included."""
    w = np.array(start, dtype=float)
    path = [w.copy()]
    for _ in range(steps):
        optimizer.step(w, curve * w)
        path.append(w.copy())
    return np.array(path)


@exercise("7.1", "fate(rate, curvature, beta)")
def fate(trial, rng):
    """The class takes 300 steps from rest, and its signs say what it does."""
    cases = [(0.01, 0.5), (0.01, 0.9), (0.9, 0.9), (0.9, 0.5), (0.74, 0.5)]
    cases = [(rate, 4.0, beta) for rate, beta in cases]
    while len(cases) < 60:
        a, beta = rng.uniform(0.01, 5), rng.choice([0.2, 0.4, 0.6, 0.8, 0.9])
        off = np.abs(np.abs(np.sqrt(a) - 1) - np.sqrt(beta)) > 0.05
        if off and abs(a - 2 * (1 + beta)) > 0.1:  # no close call
            curvature = rng.choice([0.1, 1.0, 30.0])
            cases.append((a / curvature, curvature, beta))
    verbs = ["creeps", "swings", "flips", "diverges"]
    for rate, curvature, beta in cases:
        way = ways_of(Momentum(rate, beta), [1.0], curvature, 300)[:, 0]
        turns = np.count_nonzero(np.diff(np.sign(way)))
        does = {0: 0, 300: 2}.get(turns, 1)
        if np.abs(way[-1]) > 1e3:
            does = 3
        hint = (
            f"from 1 at rest this weight {verbs[does]}: its sign changes in "
            f"{turns} of 300 steps, and its last size is {abs(way[-1]):.0e}"
        )
        got = trial(rate, curvature, beta, shape=())
        trial.expect(got, does, hint)


@exercise("7.2", "place(rule, step)")
def place(trial, rng):
    """The classes walk along the same slopes; three digits count."""
    rules = {
        "momentum": Momentum(0.1, beta=0.5),
        "AdaGrad": AdaGrad(0.1, epsilon=1e-300),
        "Adam": Adam(0.1, beta1=0.5, beta2=0.75, epsilon=1e-300),
    }
    hints = {
        "momentum": "half of the velocity stays, and the slope is added",
        "AdaGrad": "the sum of the squares goes on, the slope's sign does too",
        "Adam": "how full is each mean after this step?",
    }
    for rule, optimizer in rules.items():
        w = np.ones(1, dtype=float)
        for step, slope in enumerate((2.0, -2.0, 1.0), start=1):
            optimizer.step(w, np.array([slope]))
            got = trial(rule, step, shape=())
            trial.expect(got, w[0], hints[rule], rtol=0, atol=6e-4)


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


@exercise("7.5", "delays(beta)")
def delays(trial, rng):
    """The class counts, step by step."""
    # an odd number of thousandths: no share is met exactly
    odd = 2 * rng.integers(150, 497, size=18) + 1
    for beta in (0.9, 0.99, *(odd / 1000)):
        optimizer, w = Momentum(1.0, beta), np.zeros(1, dtype=float)
        velocity, counts, final = 0.0, [0, 0], 1 / (1 - beta)
        while velocity < 0.9 * final:
            before = w.copy()
            optimizer.step(w, np.ones(1, dtype=float))
            velocity = (before - w)[0]
            counts[0] += 1
        while final > 0:
            final = beta * final - 1
            counts[1] += final > 0
        got = trial(float(beta), shape=(2,))
        hint = "add up slopes of 1 until the sum is 0.9 / (1 - beta)"
        trial.expect(got[0], counts[0], hint, what="steps to nine tenths")
        hint = (
            "from 1 / (1 - beta) on, each step keeps the share beta of the "
            "velocity and takes 1 away: count the steps that leave it positive"
        )
        trial.expect(got[1], counts[1], hint, what="steps the old way")


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


@exercise("7.9", "arrivals(rate, beta, limit)")
def arrivals(trial, rng):
    """The class walks the ravine, and every step is looked at."""
    cases = [(4 / 121, 81 / 121, 1e-6), (0.0255, 0.715, 1e-6)]
    cases += [(2 / 101, 0.0, 1e-6), (0.01, 0.9, 1e-3)]
    while len(cases) < 24:
        beta = rng.uniform(0, 0.85)
        rate = rng.uniform(0.4, 0.95) * 2 * (1 + beta) / 100  # it converges
        cases.append((rate, beta, rng.choice([1e-2, 1e-4, 1e-6])))
    for rate, beta, limit in cases:
        optimizer = Momentum(rate, beta)
        way = ways_of(optimizer, [1.0, 1.0], np.array([1.0, 100.0]), 2500)
        size = np.abs(way).max(axis=1)
        clear = np.abs(size / limit - 1).min() > 1e-9  # no close call
        if clear and size[-1] < limit:
            outside = size > limit
            first, stays = outside.argmin(), np.flatnonzero(outside)[-1] + 1
            got = trial(rate, beta, limit, shape=(2,))
            hint = "the first step after which both weights are within"
            trial.expect(got[0], first, hint, what="first within")
            hint = "the last step after which a weight is outside, and one more"
            trial.expect(got[1], stays, hint, what="within to stay")
