"""What must be true of any answer to the exercises of chapter 11."""

import numpy as np

from nnfs import Adam, AdamW
from nnfs.exercises.trial import exercise

COMPASS = np.array([[4, 1, 4], [2, 4, 0], [4, 3, 4]])  # 4 is no direction
WAYS = ["right", "up", "left", "down"]


def eight(picture):
    """Return a square picture and its mirror image, in four turns each."""
    sides = picture, picture[:, ::-1]
    return [np.rot90(side, turns) for turns in range(4) for side in sides]


def shared(masks):
    """Tell whether any two columns agree in some rows, and not in all."""
    alike = [
        np.mean(a == b) for k, a in enumerate(masks.T) for b in masks.T[:k]
    ]
    return 0.1 < min(alike) <= max(alike) < 0.9


@exercise("11.2", "variance_of_mean(variance, correlation, k)")
def variance_of_mean(trial, rng):
    """The sum of all variances and covariances, over the square of k."""
    cases = [(1.0, 0.0, 4), (1.0, 1.0, 4), (3.0, 0.5, 1), (0.5, -0.25, 5)]
    for _ in range(12):
        k = int(rng.integers(2, 30))
        correlation = rng.uniform(-1 / (k - 1), 1)
        cases.append((rng.uniform(0.1, 9), correlation, k))
    for variance, correlation, k in cases:
        table = np.full((k, k), correlation * variance)
        np.fill_diagonal(table, variance)
        found = trial(variance, correlation, k, shape=())
        hint = (
            "the variance of a sum is the sum of the k variances and of the "
            "k * (k - 1) covariances; a mean divides the sum by k, and its "
            "variance by k squared"
        )
        trial.expect(found, table.mean(), hint)


@exercise("11.3", "early_stop(losses, patience)")
def early_stop(trial, rng):
    """By hand, then random runs: each as far as the stopped run sees it."""
    cases = [
        ([3.0, 2.0, 1.0], 2, "it falls to the end: the last epoch is the best"),
        ([1.0, 2.0, 3.0, 4.0], 2, "no epoch is better than the first one"),
        ([2.0, 3.0], 5, "the run ends before the patience does"),
        ([2.0], 1, "a run of one epoch keeps that one"),
        ([3.0, 2.0, 2.0, 2.0], 4, "of equal epochs the first one is kept"),
        ([3.0, 4.0, 2.0], 2, "the second epoch of the patience is in time"),
        ([3.0, 4.0, 5.0, 2.0], 2, "the run has stopped before the last epoch"),
        ([5.0, 3.0, 4.0, 3.5, 1.0], 2, "the patience counts from the best"),
        ([5.0, 6.0, 4.0, 5.0, 3.0], 2, "a better epoch renews the patience"),
        ([2.0, np.nan, 1.0], 2, "nan is an epoch without a smaller loss"),
        ([2.0, np.nan, np.nan, 1.0], 2, "nan uses up the patience as well"),
    ]
    hint = "the best so far, until `patience` epochs have passed since"
    for size in (*range(1, 6), *rng.integers(3, 40, size=40)):
        losses = rng.integers(1, 9, size=size) + np.linspace(4, 0, size).round()
        losses[1:][rng.random(size - 1) < 0.1] = np.nan
        cases.append((losses.tolist(), int(rng.integers(1, 8)), hint))
    for losses, patience, hint in cases:
        for seen in range(1, len(losses) + 1):
            best = int(np.nanargmin(losses[:seen]))
            if seen - 1 - best == patience:
                break
        trial.expect(trial(losses, patience, shape=()), best, hint)


@exercise("11.4", "dropout(inputs, d_outputs, rate, training, rng)")
def dropout(trial, rng):
    """One mask both ways, of two values, each number for itself."""
    for _ in range(5):
        inputs, slopes = rng.normal(size=(2, *rng.integers(1, 6, size=2)))
        found = trial(inputs, slopes, 0.5, False, rng, shape=[slopes.shape] * 2)
        hint = "in prediction everything passes as it is"
        trial.expect(found[0], inputs, hint, what="the outputs")
        trial.expect(found[1], slopes, hint, what="the gradient")
    cases = [(0.5, np.array([[2.0, 4.0]]), np.ones((1, 2), dtype=float))] * 8
    for rate in (0.0, 0.2, 0.75, *rng.uniform(0.1, 0.9, size=4)):
        cases += [(rate, *rng.integers(1, 9, size=(2, 3, 2)).astype(float))] * 8
        cases.append((rate, *rng.uniform(1, 2, size=(2, 40, 50))))
    for rate, inputs, slopes in cases:
        outputs, back = trial(
            inputs, slopes, rate, True, rng, shape=[slopes.shape] * 2
        )
        kept = outputs != 0
        hint = "what is not 0 is divided by 1 - rate, the probability to stay"
        wanted = np.where(kept, inputs / (1 - rate), 0)
        trial.expect(outputs, wanted, hint, what="the outputs")
        hint = "the gradient goes through the same mask as the inputs"
        wanted = np.where(kept, slopes / (1 - rate), 0)
        trial.expect(back, wanted, hint, what="the gradient")
        if kept.size > 6:
            hint = "each number becomes 0 with the probability `rate`"
            room = 5 * np.sqrt(rate * (1 - rate) / kept.size)
            trial.expect(np.mean(~kept), rate, hint, what="zeros", atol=room)
    kept, ones = [], np.ones((4, 3), dtype=float)
    twins = [np.random.default_rng(seed) for seed in (7, 7)]
    one, other = (
        trial(ones, ones, 0.5, True, twin, shape=[ones.shape] * 2)[0]
        for twin in twins
    )
    hint = "all chance comes from `rng`: the same generator, the same mask"
    trial.expect(other, one, hint, what="the outputs of two equal generators")
    for _ in range(60):
        both = trial(ones, ones, 0.5, True, rng, shape=[ones.shape] * 2)
        kept.append(both[0] != 0)
    hint = "each number is silenced or kept for itself, in each call anew"
    masks = np.array(kept).reshape(-1, 12)
    what = "whether any two numbers share their fate in 10 to 90 % of the calls"
    trial.expect(shared(masks), True, hint, what=what)
    varied = len(set(masks.sum(axis=1))) > 2
    trial.expect(varied, True, hint, what="whether the number kept varies")


@exercise("11.5", "ridge_by_rows(H, T, strength)")
def ridge_by_rows(trial, rng):
    """At the solution the gradient of the penalised loss is zero."""
    one = np.ones((1, 1), dtype=float)
    for strength in (1.0, 0.5, 3.0):
        found = trial(one, one, strength, shape=(1, 1))
        hint = (
            "(w - 1)**2 / 2 + strength * w**2 / 2 is least where its slope is 0"
        )
        trial.expect(found - 1 + strength * found, [[0.0]], hint, what="slope")
    for case in range(16):
        n, d, m = rng.integers(1, 20, size=3)
        if case == 0:
            n, d = 3, 12  # more features than rows
        features, targets = rng.normal(size=(n, d)), rng.normal(size=(n, m))
        strength = float(rng.choice([0.01, 0.3, 1, 10, 100]))
        weights = trial(features, targets, strength, shape=(d, m))
        slopes = features.T @ (features @ weights - targets) / n
        hint = (
            "where the loss is least, the gradient of the mean square and that "
            "of the penalty, strength * weights, add up to 0"
        )
        trial.expect(
            slopes + strength * weights,
            np.zeros((d, m), dtype=float),
            hint,
            what="the gradient there",
            atol=1e-8,
        )


@exercise("11.6", "two_pulls(w, g, rate, decay)")
def two_pulls(trial, rng):
    """The classes take the step, with and without the pull in the slopes."""
    cases = [(np.full(3, 2.0), np.array([1, -0.1, 100]), 0.1, 0.1)]
    for case in range(15):
        w, g = rng.normal(size=(2, case % 5 + 1))
        g = g * rng.choice([0.01, 1, 100], size=len(g))
        cases.append((w, g, rng.uniform(0.01, 1), rng.uniform(0.01, 0.9)))
    for w, g, rate, decay in cases:
        inside, beside = w.copy(), w.copy()
        Adam(rate, epsilon=1e-300).step(inside, g + decay * w)
        AdamW(rate, epsilon=1e-300, weight_decay=decay).step(beside, g)
        found = trial(w, g, rate, decay, shape=[w.shape] * 2)
        hint = (
            "the first step of Adam is one rate long, whatever the slope, and "
            "with L2 the slope is g + decay * w"
        )
        trial.expect(found[0], inside, hint, what="w after a step with L2")
        hint = "Adam's step, and beside it the share rate * decay of the old w"
        trial.expect(found[1], beside, hint, what="w after a step of AdamW")


@exercise("11.7", "turned(pictures, labels, rng)")
def turned(trial, rng):
    """Each picture is one of eight, and its label is where the arrow points."""
    seen = np.zeros(8, dtype=int)
    arrow = np.array([[[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]])
    cases = [(arrow, np.array([0]))] * 4
    for count, side in [(1, 2), (2, 3), (4, 2), (3, 8), (800, 2)]:
        places = np.tile(np.arange(1.0, side**2 + 1), (count, 1))
        pictures = rng.permuted(places, axis=1).reshape(count, side, side)
        cases.append((pictures, rng.integers(0, 4, size=count)))
    for pictures, labels in cases:
        count = len(pictures)
        shapes = [pictures.shape, labels.shape]
        new, told = trial(pictures, labels, rng, shape=shapes)
        for k in range(count):
            choices = np.array(eight(pictures[k]))
            away = np.abs(choices - new[k]).max(axis=(1, 2))
            place = int(away.argmin())
            hint = "a square has four turns, and four turns of its mirror image"
            what = f"picture {k} and the nearest of its eight forms"
            trial.expect(new[k], choices[place], hint, what=what)
            arrow = eight(labels[k] == COMPASS)[place]
            points = COMPASS[arrow][0]
            hint = (
                f"by its label picture {k} pointed {WAYS[labels[k]]}; what "
                f"became of it points {WAYS[points]}"
            )
            trial.expect(told[k], points, hint, what=f"label {k}")
            seen[place] += count == 800
    hint = "each picture draws for itself, and all eight forms are as likely"
    what = "whether each of the eight comes 60 to 140 times in 800"
    trial.expect(60 <= seen.min() <= seen.max() <= 140, True, hint, what=what)


@exercise("11.8", "parts(predictions, targets)")
def parts(trial, rng):
    """The three add up to the error of every model on every draw."""
    cases = [(np.array([[1.0], [3.0]]), np.array([[5.0], [5.0]]))]
    for _ in range(14):
        runs, draws, points = rng.integers(2, 15, size=3)
        predictions = rng.normal(rng.normal(), 2, size=(runs, points))
        predictions += rng.normal(0, 3, size=points)
        targets = rng.normal(0, rng.choice([0, 1]), size=(draws, points))
        cases.append((predictions, targets + rng.normal(0, 2, size=points)))
    for predictions, targets in cases:
        bias, variance, noise = trial(predictions, targets, shape=[()] * 3)
        error = np.mean((predictions[:, None] - targets) ** 2)
        hint = (
            "compare the mean prediction with the mean target at each point, "
            "square, and only then take the mean over the points"
        )
        gap = (predictions[:, None] - targets).mean(axis=(0, 1))
        trial.expect(bias, np.mean(gap**2), hint, what="bias squared")
        hint = "how far the runs are from their own mean, point by point"
        pairs = (predictions[:, None] - predictions) ** 2
        trial.expect(variance, pairs.mean() / 2, hint, what="the variance")
        hint = "how far the targets are from their own mean, point by point"
        pairs = (targets[:, None] - targets) ** 2
        trial.expect(noise, pairs.mean() / 2, hint, what="the noise")
        hint = "the three add up to the mean square of all differences"
        trial.expect(bias + variance + noise, error, hint, what="their sum")
