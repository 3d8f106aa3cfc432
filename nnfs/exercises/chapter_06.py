"""What must be true of any answer to the exercises of chapter 6."""

from itertools import combinations, product

import numpy as np

from nnfs import SGD
from nnfs.exercises.trial import exercise


@exercise("6.1", "fate(rate, curvature)")
def fate(trial, rng):
    """The class takes 200 steps from 1, and its signs say what it does."""
    cases = [(rate, c) for rate in (1 / 10, 1 / 6, 1 / 5) for c in (1, 9)]
    cases += [(2 / 9, 1), (2 / 9, 9), (1 / 4, 1), (1 / 4, 9)]
    cases += [(0.5, 4), (2.0, 1), (0.125, 16), (0.5, 2), (0.25, 4)]
    while len(cases) < 60:
        a, c = rng.uniform(0.1, 3), rng.uniform(0.1, 30)
        if min(abs(a - 1), abs(a - 2)) > 0.1:  # no close call
            cases.append((a / c, c))
    does = [
        "converges from one side, or arrives",
        "zigzags and converges",
        "goes to and fro for ever",
        "diverges",
    ]
    for rate, curvature in cases:
        optimizer, w, way = SGD(rate), np.ones(1, dtype=float), [1.0]
        for _ in range(200):
            optimizer.step(w, curvature * w)
            way.append(w[0])
        size, second = abs(way[-1]), way[1]
        kind = (second < 0) * (1 + (size > 0.5) + (size > 2))
        hint = (
            f"from 1 this weight {does[kind]}: the next places are "
            f"{way[1]:.3g}, {way[2]:.3g} and {way[3]:.3g}"
        )
        trial.expect(trial(rate, curvature, shape=()), kind, hint)


@exercise("6.2", "epoch(order, rate)")
def epoch(trial, rng):
    """Each step is against the slope of one sample's error, measured."""
    inputs, targets = [-1, 1, 2], [2, 4, 5]

    def error(w, k):
        return (w * inputs[k] - targets[k]) ** 2

    cases = [([2, 0, 1], 1 / 8), ([1, 0, 2], 1 / 8)]
    while len(cases) < 20:
        cases.append((rng.permutation(3).tolist(), rng.uniform(0.01, 0.5)))
    for order, rate in cases:
        w, places = 0.0, []
        for k in order:  # of a parabola the central difference is exact
            w = w - rate * (error(w + 1, k) - error(w - 1, k)) / 2
            places.append(w)
        hint = (
            "step against the slope of the one sample, 2 x (w x - t), at the "
            "place where the step before has led"
        )
        got = trial(order, rate, shape=(3,))
        trial.expect(got, places, hint)


@exercise("6.3", "gradient_descent(gradient, start, rate, steps)")
def gradient_descent(trial, rng):
    """On a slope the steps are equal; in a bowl each distance is multiplied."""
    for case, p in enumerate([1, 2, 1, 2, *rng.integers(1, 7, size=16)]):
        steps, rate = case % 6, rng.choice([0.125, 0.25, 0.5])
        steps = 40 if case == 19 else steps
        start = rng.integers(-4, 5, size=p)  # whole numbers, as typed by hand
        if case > 9:
            start = rng.normal(size=p)
        k, shape = np.arange(steps + 1).reshape(-1, 1), (steps + 1, p)

        g = rng.integers(1, 5, size=p) * rng.choice([-1.0, 1.0], size=p)

        def gradient(w, g=g):
            return g.copy()

        path = trial(gradient, start, rate, steps, shape=shape)
        trial.expect(path[0], start, "the first row is the start")
        hint = (
            f"the gradient is {g.tolist()} everywhere: each row is the one "
            "before it, minus the rate times this"
        )
        trial.expect(path, start - k * rate * g, hint)

        curve = rng.integers(1, 6, size=p) / 2
        bottom = rng.integers(-3, 4, size=p)
        if case in (3, 7):  # it starts at the bottom and stays there
            bottom = start.copy()

        def gradient(w, curve=curve, bottom=bottom):
            return curve * (w - bottom)

        path = trial(gradient, start, rate, steps, shape=shape)
        expected = bottom + (1 - rate * curve) ** k * (start - bottom)
        hint = (
            f"the gradient at w is {curve.tolist()} * (w - {bottom.tolist()}): "
            "ask for it anew at each place on the way"
        )
        trial.expect(path, expected, hint)


@exercise("6.4", "minibatches(X, y, size, rng)")
def minibatches(trial, rng):
    """Every sample once, each with its label, all of them mixed."""
    sizes = [(4, 2), (5, 2), (3, 5), (6, 6), (40, 10), (41, 8), (60, 60)]
    for n, size in sizes:
        y = np.arange(n)
        X = np.column_stack([10 * y, rng.normal(size=n).round(2)])
        counts = [size] * (n // size) + [n % size] * (n % size > 0)
        shapes = [[(count, 2), (count,)] for count in counts]
        seed = int(rng.integers(1000))

        def epoch(source, X=X, y=y, size=size, shapes=shapes):
            parts = trial(X, y, size, source, shape=shapes)
            rows, labels = (
                np.concatenate(part) for part in zip(*parts, strict=True)
            )
            hint = "each row of X must keep its own label"
            trial.expect(rows[:, 0], 10 * labels, hint, what="first columns")
            hint = "every sample comes exactly once, in the short batch too"
            trial.expect(np.sort(labels), y, hint, what="all labels, sorted")
            trial.expect(rows, X[labels], "the rows are those of X")
            return labels, np.asarray(parts[0][1])

        source = np.random.default_rng(seed)
        (labels, first), (later, _) = epoch(source), epoch(source)
        again, _ = epoch(np.random.default_rng(seed))
        hint = "draw the order with rng alone: the same seed, the same batches"
        trial.expect(again, labels, hint, what="labels, drawn twice")
        fixed = np.array_equal(labels, y) or np.array_equal(labels, later)
        apart = size < n and np.ptp(first) < size
        if n > 39 and (fixed or apart):
            hint = "mix the samples, not only the batches, anew at each call"
            trial.fail("another order at each call", labels, hint)


@exercise("6.5", "extremes(product, n, rng)")
def extremes(trial, rng):
    """The ends of a spectrum that the check has chosen, signs and all."""
    spectra = [
        *([1, 3], [-3, 1], [-3, -1], [1, 2, 4], [-4, 1, 2], [-4, -2, -1]),
        *([-1, 0, 3], [-3, 0, 1], [-2, 0.5, 1, 3], [-3, -1, 2, 2.5]),
        *([0.01, 0.5, 1], [-50, 3, 20], [1, 2, 3, 4, 5, 6], [-9, *range(6)]),
    ]
    for values in spectra:
        n = len(values)
        axes = np.linalg.qr(rng.normal(size=(n, n)))[0]
        H = axes * values @ axes.T

        def product(v, H=H):
            return H @ v

        found = trial(product, n, rng, shape=[(), ()])
        trial.expect(
            found,
            [min(values), max(values)],
            f"the eigenvalues of this matrix are {values}",
            what="(smallest, largest)",
            rtol=2e-6,
            atol=1e-6,
        )


@exercise("6.6", "bound(inputs)")
def bound(trial, rng):
    """The largest singular value of inputs and ones sets the bound."""
    x = np.array([-1.0, 1, 2])
    cases = [x, 10 * x, (x - x.mean()) / x.std()]
    cases += [
        rng.normal(rng.normal(), 3, size=rng.integers(2, 9)) for _ in range(17)
    ]
    for inputs in cases:
        table = np.column_stack([inputs, np.ones_like(inputs)])
        stretch = np.linalg.svd(table, compute_uv=False)[0]
        hint = (
            "the second derivatives of the mean squared error are 2 mean(x^2), "
            "2 mean(x) and 2; the bound is 2 over their largest eigenvalue"
        )
        got = trial(inputs, shape=())
        trial.expect(got, len(inputs) / stretch**2, hint)


@exercise("6.7", "variances(slopes, size)")
def variances(trial, rng):
    """All batches that there are, one by one."""
    cases = [([8.0, -4, -4], size) for size in (1, 2, 3)]
    for n in (2, 3, 4, 5):
        cases += [(rng.normal(2, 3, size=n).round(2), 1 + k) for k in range(n)]
    for values, size in cases:
        slopes = np.array(values)
        drawn = [np.mean(batch) for batch in product(slopes, repeat=size)]
        apart = [np.mean(batch) for batch in combinations(slopes, size)]
        got = trial(slopes, size, shape=[(), ()])
        hint = (
            f"this is the variance of the {len(drawn)} means of all batches "
            "in which a sample may occur again"
        )
        trial.expect(got[0], np.var(drawn), hint, what="drawn", atol=1e-9)
        hint = (
            f"this is the variance of the {len(apart)} means of all batches "
            "of different samples"
        )
        trial.expect(got[1], np.var(apart), hint, what="different", atol=1e-9)


@exercise("6.8", "accepted(value, gradient, w, rate)")
def accepted(trial, rng):
    """On a bowl the rates up to one over the curvature along g are accepted."""

    def parabola(w):
        return 2 * (w @ w)

    got = trial(parabola, lambda w: 4 * w, np.ones(1, dtype=float), 1.0)
    hint = (
        "from 1 the rate 1/4 leads to the bottom of 2 w^2: the value falls by "
        "2, and this is half of 1/4 * 16, so at least that much"
    )
    trial.expect(got, 0.25, hint)
    tried = 0
    while tried < 24:
        p = int(rng.integers(1, 5))
        root, w = rng.normal(size=(p, p)), rng.normal(size=p)
        H, b = root @ root.T + 0.1 * np.eye(p, dtype=float), rng.normal(size=p)

        def value(w, H=H, b=b):
            return w @ H @ w / 2 + b @ w

        def gradient(w, H=H, b=b):
            return H @ w + b

        g, rate = gradient(w), 10 ** rng.uniform(-2, 2)
        limit = (g @ g) / (g @ H @ g)
        halvings = np.log2(rate / limit)
        if abs(halvings - round(halvings)) < 0.02:
            continue  # a close call
        tried += 1
        expected = rate / 2 ** max(0, np.ceil(halvings))
        hint = (
            "the first of rate, rate / 2, rate / 4 ... whose step lowers the "
            f"value by half of rate * (g @ g), where g is {g.round(3).tolist()}"
        )
        got = trial(value, gradient, w, rate, shape=())
        trial.expect(got, expected, hint)
