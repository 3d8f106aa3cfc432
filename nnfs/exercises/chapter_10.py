"""What must be true of any answer to the exercises of chapter 10."""

import math

import numpy as np

from nnfs.activations import ReLU
from nnfs.exercises.trial import exercise
from nnfs.gradient_check import numerical_gradient as measured
from nnfs.initializers import he
from nnfs.layers import Dense
from nnfs.network import Network
from nnfs.normalization import BatchNorm, LayerNorm


def leaky(slope, signal):
    """Return the signal behind a leaky ReLU; a slope of 1 bends nothing."""
    return np.where(signal > 0, signal, slope * signal)


@exercise("10.1", "layer_norm(X, scales, shifts)")
def layer_norm(trial, rng):
    """Mean and deviation of each row, then the package's layer."""
    cases = [np.array([[1, 6], [7, 2], [9, 2], [15, 6]], dtype=float)]
    cases += [np.full((3, 4), 2.0), np.array([[1.0, 1.004]])]
    for _ in range(15):
        n, d = rng.integers(1, 9), rng.integers(2, 9)
        if rng.random() < 0.3:
            n = d  # rows and columns exchanged have the same shape
        size = rng.uniform(0.1, 9)
        cases.append(rng.normal(rng.normal(0, 9, size=(n, 1)), size, (n, d)))
    for X in cases:
        n, d = X.shape
        known = LayerNorm(d)
        wanted = known.forward(X)
        ones, nothing = np.ones(d), np.zeros(d, dtype=float)
        found = trial(X, ones, nothing, shape=X.shape, quiet=True)
        hint = "each row has the mean 0 before scales and shifts come"
        zeros = np.zeros(n, dtype=float)
        what = "the means of the rows"
        trial.expect(found.mean(axis=1), zeros, hint, what=what, atol=1e-8)
        hint = "of each row: the mean square distance from its mean, plus "
        hint += "1e-5, and the root of that is the divisor"
        what = "the deviations of the rows"
        pair = found.std(axis=1), wanted.std(axis=1)
        trial.expect(*pair, hint, what=what, atol=1e-9)
        hint = "in its row a number keeps its place"
        trial.expect(found, wanted, hint, atol=1e-9)
        known.scales, known.shifts = rng.normal(1, 2, size=(2, d))
        arrays = X, known.scales.copy(), known.shifts.copy()
        found = trial(*arrays, shape=X.shape)
        hint = "scale and shift belong to the feature: times the scale of the "
        hint += "column, then plus its shift"
        trial.expect(found, known.forward(X), hint, atol=1e-9)


def weighed(shares, scales, X):
    """Return one number for RMSNorm's outputs: each with its share, added."""
    squares = np.sum(X * X, axis=1, keepdims=True) / X.shape[1]
    return np.sum(shares * scales * X / np.sqrt(squares + 1e-5))


@exercise("10.2", "rms_norm_backward(d_outputs, X, scales)")
def rms_norm_backward(trial, rng):
    """The law of each row, and differences agree for both."""
    for n, d in [(1, 2), (1, 5), (3, 2), (4, 4), (2, 6)] * 3:
        X = rng.normal(1, rng.uniform(0.5, 3), size=(n, d))
        d_outputs = rng.normal(size=(n, d))
        scales = rng.normal(1, 1, size=d)
        slopes, d_scales = trial(d_outputs, X, scales, shape=[(n, d), (d,)])
        trial.expect(
            (slopes * X).sum(axis=1),
            np.zeros(n, dtype=float),
            "a stretch of a row changes none of its outputs: what points "
            "along the row must go",
            what="the sums of the rows of d_inputs * X",
            atol=2e-3,
        )
        hint = "a scale meets the numbers over their root, in every row"
        near = {"rtol": 1e-5, "atol": 1e-7}
        ends = [
            (lambda g, s=d_outputs, x=X: weighed(s, g, x), scales),
            (lambda x, s=d_outputs, g=scales: weighed(s, g, x), X),
        ]
        what = "d_scales"
        trial.expect(d_scales, measured(*ends[0]), hint, what=what, **near)
        hint = "what comes back meets the scale first; then an input reaches "
        hint += "its own output, and all of its row through the root"
        what = "d_inputs"
        trial.expect(slopes, measured(*ends[1]), hint, what=what, **near)


@exercise("10.3", "growth(factor, slope, layers)")
def growth(trial, rng):
    """Measured behind wide random layers, then layer by layer."""
    cases = [(1.0, 0.0, 7), (3.0, 0.0, 2), (1.0, 1.0, 2), (0.5, 0.3, 1)]
    for factor, slope, layers in cases:
        squares = []
        for _ in range(40):
            rows = rng.normal(size=(8, 200))
            for _ in range(layers):
                bent = leaky(slope, rows)
                rows = bent @ (factor * he(200, 200, rng))
            squares.append(np.mean(rows**2))
        found = trial(factor, slope, layers, shape=())
        hint = "measured, with 40 draws of layers of 200 neurons: follow the "
        hint += "mean square, layer by layer, and take the root at the end"
        size = math.sqrt(np.mean(squares))
        trial.expect(found, size, hint, rtol=0.08)
    for _ in range(15):
        factor, slope = rng.uniform((0.2, 0), (3, 1)).tolist()
        one, two = rng.integers(1, 30, size=2).tolist()
        whole = trial(factor, slope, one + two, shape=())
        parts = [trial(factor, slope, k, shape=()) for k in (one, two)]
        hint = "what one stretch of layers hands on, the next one multiplies"
        trial.expect(whole, math.prod(parts), hint, what="a longer stretch")
        plain = trial(1.0, slope, one, shape=())
        hint = "the factor stands before the weights of each layer"
        what = "the result over that of the factor 1"
        trial.expect(parts[0] / plain, factor**one, hint, what=what)
        signal = rng.normal(size=50)
        both = np.array([signal, -signal])
        passed = leaky(slope, both)
        gone = np.mean(passed**2) / np.mean(both**2)
        hint = "n numbers of mean square q, each times a weight of variance "
        hint += "2 / n, sum to the mean square 2 q: what is q behind the bend?"
        what = "the square of one layer's, with the factor 1"
        ratio = trial(1.0, slope, 1, shape=()) ** 2
        trial.expect(ratio, 2 * gone, hint, what=what)


@exercise("10.4", "leaky_he(n_inputs, n_outputs, slope, rng)")
def leaky_he(trial, rng):
    """Moments of many draws; drawn from rng alone, and anew each time."""
    cases = [(1, 1, 0.0), (2, 3, 0.1), (3, 2, 1.0), (200, 500, 0.0)]
    cases += [(200, 500, 0.5), (500, 200, 1.0), (300, 300, 2.0)]
    for n_inputs, n_outputs, slope in cases:
        sizes, seed = (n_inputs, n_outputs, slope), int(rng.integers(1000))
        source = np.random.default_rng(seed)
        first = trial(*sizes, source, shape=sizes[:2])
        later = trial(*sizes, source, shape=sizes[:2])
        again = trial(*sizes, np.random.default_rng(seed), shape=sizes[:2])
        hint = "draw from rng alone: the same seed, the same weights"
        trial.expect(again, first, hint, what="weights, drawn twice")
        hint = "the second layer must not start as the first one did"
        same = np.any(first == later)
        trial.expect(same, False, hint, what="whether two draws agree")
        if first.size < 1000:
            continue
        signal = rng.normal(0, 3, size=(400, n_inputs))
        passed = leaky(slope, signal) @ first
        hint = "behind bend and weights the mean square is what it was before"
        what = "the mean square behind the layer"
        before = np.mean(signal**2)
        trial.expect(np.mean(passed**2), before, hint, what=what, rtol=0.05)
        size = np.sqrt(np.mean(first**2))
        hint = "the weights have the mean 0, and do not depend on one another"
        for axis, n in enumerate(sizes[:2]):
            what = f"the largest mean along axis {axis}, in its own deviations"
            mean = abs(first.mean(axis=axis)).max() / size * np.sqrt(n)
            trial.expect(mean, 3, hint, what=what, atol=2)


@exercise("10.5", "length_after(length, slope, rate, steps)")
def length_after(trial, rng):
    """A vector is walked, each step at a right angle to where it stands."""
    cases = [(1.0, 1.0, 1.0, 1), (2.0, 1.0, 1.0, 2), (7.0, 1.0, 0.1, 0)]
    for _ in range(15):
        length, slope, rate = rng.uniform(0.2, 4, size=3).tolist()
        cases.append((length, slope, rate, int(rng.integers(1, 60))))
    for length, slope, rate, steps in cases:
        w = rng.normal(size=5)
        w *= length / np.linalg.norm(w)
        for _ in range(steps):
            size, side = np.linalg.norm(w), rng.normal(size=5)
            side -= (side @ w) / size**2 * w
            w = w - rate * slope / size * side / np.linalg.norm(side)
        found = trial(length, slope, rate, steps, shape=())
        hint = "a step of the length rate * slope / length, at a right angle: "
        hint += "Pythagoras says how long the weights are then"
        trial.expect(found, np.linalg.norm(w), hint)


def networks_of_two_norms(rng):
    """Yield networks with a state, and images that they tell apart."""
    for d, n in [(4, 3), (9, 5), (16, 40), (64, 100), (64, 7)] * 2:
        while True:
            layers = []
            for wide in (d, 16):
                norm = BatchNorm(16)
                norm.scales = rng.uniform(0.5, 2, size=16)
                norm.shifts = rng.normal(size=16)
                layers += [Dense(wide, 16, rng=rng), norm, ReLU()]
            network = Network(*layers, Dense(16, 5, rng=rng))
            images = rng.integers(0, 17, size=(n, d)).astype(float)
            for _ in range(50):
                network.forward(images, training=True)
            apart = network.predict(images).argmax(axis=1)
            if len(set(apart.tolist())) > 1:
                yield network, images
                break


@exercise("10.6", "poison(images)")
def poison(trial, rng):
    """Beside the row all images are one class; alone they were several."""
    for network, images in networks_of_two_norms(rng):
        row = trial(images, shape=images.shape[1:])
        hint = "the row must be made of finite numbers"
        trial.expect(np.isfinite(row), np.full(row.shape, True), hint)
        batch = np.concatenate([images, [row]])
        scores = network.forward(batch, training=True)[:-1]
        hint = "the images are still of several classes: mean and deviation of "
        hint += "each neuron must come from your row alone"
        read = scores.argmax(axis=1)
        wanted = np.full(len(read), read[0])
        trial.expect(read, wanted, hint, what="the classes of the images")


@exercise("10.7", "fold_batch_norm(weights, biases, norm)")
def fold_batch_norm(trial, rng):
    """One layer predicts what the two of the package predict."""
    for d, m in [(1, 1), (3, 2), (4, 4), (2, 5), (6, 6)] * 3:
        dense, norm = Dense(d, m, rng=rng), BatchNorm(m)
        dense.biases, norm.shifts, norm.means = rng.normal(size=(3, m))
        norm.scales = rng.normal(1, 1, size=m)
        norm.variances = 10 ** rng.uniform(-6, 2, size=m)
        four = norm.scales, norm.shifts, norm.means, norm.variances
        arrays = dense.weights.copy(), dense.biases.copy()
        copies = tuple(array.copy() for array in four)
        folded = trial(*arrays, copies, shape=[(d, m), (m,)])
        inputs = np.concatenate(
            [np.zeros((1, d), dtype=float), rng.normal(size=(9, d))]
        )
        outputs = norm.predict(dense.predict(inputs))
        new = inputs @ folded[0] + folded[1]
        hint = "for inputs of zero: what does norm make of the old biases?"
        what = "what the new layer makes of zeros"
        near = {"rtol": 1e-12, "atol": 1e-12 * np.abs(outputs).max()}
        trial.expect(new[0], outputs[0], hint, what=what, **near)
        hint = "each output of norm is a line in each of its inputs: how steep?"
        what = "what the new layer predicts"
        trial.expect(new, outputs, hint, what=what, **near)
