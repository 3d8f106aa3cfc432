"""What must be true of any answer to the exercises of chapter 6."""

import numpy as np

from nnfs.exercises.trial import exercise


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
