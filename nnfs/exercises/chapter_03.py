"""What must be true of any answer to the exercises of chapter 3."""

import numpy as np

from nnfs.activations import Sigmoid, Softmax
from nnfs.exercises.trial import exercise


@exercise("3.1", "slope_at(x, w, b, v)")
def slope_at(trial, rng):
    """The rise of the network over its run, left and right of each joint."""
    hint = "a unit that is on at x adds a slope of its own, the others nothing"
    given = [np.array(row, float) for row in ([1, -2, 1], [-1, 4, -3])]
    cases = [(*given, np.array([1.0, 1, -1]), np.arange(1.0, 4))]
    for n in (1, 2, 3, 6):
        joints = np.cumsum(rng.uniform(0.3, 2, size=n)) - 3
        w = rng.uniform(0.5, 2, size=n) * rng.choice([-1, 1], size=n)
        cases.append((w, -w * joints, rng.normal(size=n), joints))
    for w, b, v, joints in cases:
        for x in [*(joints - 0.1), *(joints + 0.1)]:
            low, high = (
                np.maximum(w * (x + side) + b, 0) @ v for side in (-0.01, 0.01)
            )
            slope = trial(float(x), w, b, v, shape=())
            trial.expect(slope, (high - low) / 0.02, hint, rtol=1e-6, atol=1e-6)


@exercise("3.2", "shares(powers, temperature)")
def shares(trial, rng):
    """The logarithms of the powers are scores; a power of 0 takes no part."""
    for temperature in (1.0, 0.5, 2.0, *rng.uniform(0.3, 5, size=3).tolist()):
        K = int(rng.integers(2, 6))
        powers = rng.integers(1, 10, size=K).astype(float)
        p = trial(powers, temperature, shape=(K,), quiet=True)
        trial.expect(p.sum(), 1, "they must sum to 1", what="their sum")
        ratios = p[1:] / p[0]
        wanted = np.exp(np.diff(np.log(powers)).cumsum() / temperature)
        hint = "e^(z/T) is e^z to another power: to which?"
        trial.expect(ratios, wanted, hint, what="ratios to the first")

        again = trial(100 * powers, temperature, shape=(K,), quiet=True)
        hint = (
            "a common factor, which is a shift of the scores, changes nothing"
        )
        trial.expect(again, p, hint)
        more = np.insert(powers, 1, 0)
        again = trial(more, temperature, shape=(K + 1,), quiet=True)
        hint = "a power of 0 has a share of 0: no logarithm is needed"
        trial.expect(again, np.insert(p, 1, 0), hint)


@exercise("3.3", "softplus(z)")
def softplus(trial, rng):
    """Twice its odd part is z, its slope the sigmoid; e to it is 1 + e^z."""
    for scale in (1, 20, 40, 700):
        z = rng.uniform(0, scale, size=8)
        below, above = (trial(s * z, shape=(8,), quiet=True) for s in (-1, 1))
        hint = "softplus(z) - softplus(-z) must be z, in all digits"
        what = "softplus(z) - softplus(-z)"
        trial.expect(above - below, z, hint, what=what, rtol=1e-13, atol=1e-14)

    z = rng.uniform(-5, 5, size=8)
    rise = (trial(z + 1e-5) - trial(z - 1e-5)) / 2e-5
    hint = "its slope at z is the sigmoid of z"
    slopes = Sigmoid().predict(z)
    trial.expect(rise, slopes, hint, what="the measured slope", rtol=1e-6)

    edges = np.array([-700, -40, -36, -30, -20, -10, 0])
    z = rng.uniform(edges[:-1], edges[1:])
    hint = "to the left it nears e^z: small, and its digits are lost in 1 + e^z"
    found = np.expm1(trial(z, quiet=True))
    what = "e to the softplus, minus 1"
    trial.expect(found, np.exp(z), hint, what=what, rtol=1e-13, atol=0)
    z = rng.uniform(700, 10_000, size=5)
    hint = "far to the right it is z itself"
    trial.expect(trial(z, quiet=True), z, hint, rtol=1e-13)


@exercise("3.4", "softmax_at(scores, temperature)")
def softmax_at(trial, rng):
    """At 1 it is the softmax; ratios tell the temperature; shifts do not."""
    for _ in range(10):
        shape = n, _ = tuple(rng.integers((1, 2), 6).tolist())
        scores = rng.normal(scale=2, size=shape)
        p = trial(scores, 1.0, shape=shape)
        plain = Softmax().predict(scores)
        trial.expect(p, plain, "at temperature 1 it is the softmax, row by row")

        temperature = rng.uniform(0.5, 5)
        p = trial(scores, temperature, shape=shape, quiet=True)
        trial.expect(p.sum(axis=1), np.ones(n), "each row must sum to 1")
        ratios = temperature * np.log(p[:, 0] / p[:, 1])
        hint = "divide the scores by the temperature before the exponential"
        what = "temperature * np.log(p[:, 0] / p[:, 1])"
        trial.expect(ratios, scores[:, 0] - scores[:, 1], hint, what=what)

        shifted = scores + np.linspace(-9000, 9000, n).reshape(-1, 1)
        again = trial(shifted, temperature, shape=shape, quiet=True)
        trial.expect(again, p, "each row may be shifted by a number of its own")
    scores = rng.permuted(np.tile([1e3, 2e3, 3e3], (4, 1)), axis=1)
    cold = trial(scores, 1e-4, shape=(4, 3), quiet=True)
    trial.expect(cold, scores == 3e3, "in the cold the largest score takes all")


@exercise("3.5", "interpolate(knots, values)")
def interpolate(trial, rng):
    """The network is np.interp, which stays level outside of the knots."""
    for n in (2, 3, 3, 5, 8, 20):
        knots = np.cumsum(rng.uniform(0.2, 3, size=n)) - 5
        values = rng.normal(size=n)
        shapes = [(1, n), (n,), (n, 1), (1,)]
        W1, b1, W2, b2 = trial(knots, values, shape=shapes)

        low, high = knots[[0, -1]]
        far = rng.uniform(0, 9, size=3)
        for x, hint in [
            (knots, "the curve must pass through every point"),
            (rng.uniform(low, high, 20), "between knots it runs straight"),
            (low - far, "left of the first knot it must stay level"),
            (high + far, "right of the last knot it must stay level"),
        ]:
            found = np.maximum(x.reshape(-1, 1) @ W1 + b1, 0) @ W2 + b2
            wanted = np.interp(x, knots, values)
            what = f"the network at x = {np.round(x[:5], 3)}"
            trial.expect(found[:, 0], wanted, hint, what=what, atol=1e-9)


@exercise("3.7", "swish(z)")
def swish(trial, rng):
    """Divided by z it is the sigmoid; its slopes are those measured."""
    for scale in (1, 3, 6, 30, 9000):
        z = rng.uniform(-scale, scale, size=8)
        values, slopes = trial(z, shape=[(8,), (8,)], quiet=True)
        hint = "a swish is z times its sigmoid"
        what = "the values, divided by z"
        trial.expect(values / z, Sigmoid().predict(z), hint, what=what)

        low, high = (
            trial(z + side, shape=[(8,), (8,)], quiet=True)[0]
            for side in (-1e-5, 1e-5)
        )
        hint = "by the product rule there are two terms"
        rise = (high - low) / 2e-5
        trial.expect(slopes, rise, hint, what="the slopes", atol=1e-6)

        _, mirrored = trial(-z, shape=[(8,), (8,)], quiet=True)
        hint = "swish(z) - swish(-z) is z: the slopes at z and -z sum to 1"
        what = "the slopes at z and at -z, summed"
        trial.expect(slopes + mirrored, np.ones(8), hint, what=what)


@exercise("3.8", "two_slopes(left, right)")
def two_slopes(trial, rng):
    """The network is a straight line on each side of 0."""
    fixed = [(-1, 1), (1, 1), (0, 1), (0.1, 1), (2, -3)]
    for left, right in [*fixed, *rng.normal(size=(5, 2)).tolist()]:
        shapes = [(1, 2), (2,), (2, 1), (1,)]
        W1, b1, W2, b2 = trial(float(left), float(right), shape=shapes)
        for side, slope in [("left", left), ("right", right)]:
            x = rng.uniform(0, [0.1, 1, 10, 1000])
            x = -x if side == "left" else x
            found = np.maximum(x.reshape(-1, 1) @ W1 + b1, 0) @ W2 + b2
            hint = f"{side} of 0 one unit is on: what slope does it give?"
            what = f"the network at x = {np.round(x, 3)}"
            trial.expect(found[:, 0], slope * x, hint, what=what, atol=1e-9)
