"""What must be true of any answer to the exercises of chapter 2."""

import itertools

import numpy as np

from nnfs.exercises.networks import pairs_of, relu_network
from nnfs.exercises.trial import exercise


@exercise("2.1", "multiplications(batch, widths)")
def multiplications(trial, rng):
    """Counted one by one: for each sample, each wire multiplies once."""
    cases = [(1, [2, 3]), (4, [2, 3, 2]), (50, [64, 64, 32, 10]), (3, [5])]
    for _ in range(20):
        widths = rng.integers(1, 9, size=rng.integers(2, 6)).tolist()
        cases.append((int(rng.integers(1, 9)), widths))
    for batch, widths in cases:
        wires = [d * m for d, m in itertools.pairwise(widths)]
        trial.expect(
            trial(batch, widths, shape=()),
            sum(wires) * batch,
            f"between the layers run {wires} wires: each multiplies one "
            "number of each sample",
        )


@exercise("2.3", "two_losses(targets)")
def two_losses(trial, rng):
    """The mean over all pairs, and no outputs come below the second."""
    cases = [[1, 2, 6], [0, 1, 1, 0], [3, 3], *rng.normal(size=(12, 7))]
    for case in cases:
        targets = np.array(case, dtype=float)
        pairs = targets.reshape(-1, 1) - targets
        perfect, lowest = trial(targets, shape=[(), ()])
        hint = "every output is compared with every target, n * n pairs"
        what = "the wrong loss of perfect outputs"
        trial.expect(perfect, np.mean(pairs**2), hint, what=what)
        level = np.full((len(targets), 1), targets.mean())
        hint = "it is smallest where every output is the mean of all targets"
        what = "the smallest wrong loss"
        trial.expect(lowest, np.mean((level - targets) ** 2), hint, what=what)


@exercise("2.4", "forward(inputs, layers)")
def forward(trial, rng):
    """The same as a network of the package, from one layer to five."""
    for case, widths in enumerate(
        [(1, 1), (2, 2), (1, 1, 1), (2, 2, 1), (2, 3, 2), (5, 4, 3, 2, 1)] * 4
    ):
        network = relu_network(widths, rng)
        n = 3
        if case < 5:
            n, size = case % 2 + 1, network.parameters.size
            network.parameters = rng.integers(-3, 4, size=size).astype(float)
        for dense in network.layers[::2]:
            dense.biases = rng.integers(-2, 3, size=dense.n_outputs)
        layers = pairs_of(network)
        inputs = rng.integers(-2, 3, size=(n, widths[0])).astype(float)
        hints = [
            "one layer is inputs @ weights + biases: it is the last, so no "
            "ReLU follows",
            "a ReLU stands between two layers, and none after the last",
        ]
        trial.expect(
            trial(inputs, layers, shape=(n, widths[-1])),
            network.predict(inputs),
            hints[len(layers) > 1],
        )


@exercise("2.5", "unbent(weights, biases)")
def unbent(trial, rng):
    """Two layers with a bend between them answer like the one, everywhere."""
    for d, m in [(1, 1), (2, 1), (2, 3), (5, 2)] * 3:
        weights = rng.integers(-3, 4, size=(d, m)).astype(float)
        biases = rng.integers(-3, 4, size=m).astype(float)
        W1, b1, W2, b2 = trial(weights, biases, shape=[None] * 4)
        h = np.size(b1)
        shapes = [(d, h), (h,), (h, m), (m,)]
        found = [np.shape(array) for array in (W1, b1, W2, b2)]
        if found != shapes:
            trial.fail(
                ", ".join(map(str, shapes)),
                ", ".join(map(str, found)),
                f"W1 takes {d} inputs, b2 belongs to {m} outputs, and all "
                "three in between have the same number of hidden neurons",
                what="the shapes of W1, b1, W2, b2",
            )
        points = [rng.integers(-3, 4, size=(8, d)).astype(float)]
        for scale in (1, 1e6, 1e12):  # every input: large ones too
            points.append(scale * rng.normal(size=(8, d)))
        for x in np.concatenate(points):
            size = np.abs(x) @ np.abs(weights) + np.abs(biases) + 1
            shown = ", ".join(f"{number:.2g}" for number in x)
            trial.expect(
                np.maximum(x @ W1 + b1, 0) @ W2 + b2,
                x @ weights + biases,
                "what a neuron drops below zero, another one must keep, "
                "however large the input is",
                what=f"the answer to x = [{shown}] through the bend",
                rtol=0,
                atol=1e-9 * size.max(),
            )


@exercise("2.6", "accepted(n, m)")
def accepted(trial, rng):
    """NumPy lines the two shapes up, or refuses."""
    for n in range(1, 6):
        for m in range(1, 6):
            try:
                np.broadcast_shapes((n, m), (m, 1))
                fits = True
            except ValueError:
                fits = False
            hint = (
                f"line up ({n}, {m}) and ({m}, 1) from the right: two lengths "
                "fit if they are equal or if one of them is 1"
            )
            trial.expect(trial(n, m, shape=()), fits, hint)


@exercise("2.7", "widest_saving(d)")
def widest_saving(trial, rng):
    """The stack is counted for every r."""
    for d in (1000, 1, 2, 3, 4, 5, 10, 11, *rng.integers(2, 300, size=15)):
        d = int(d)
        cheaper = [r for r in range(1, d + 1) if d * r + r * d < d * d]
        trial.expect(
            trial(d, shape=()),
            max(cheaper, default=0),
            f"one layer needs {d * d} multiplications a sample, the stack "
            f"{2 * d} for each unit of r; it must need fewer",
        )


@exercise("2.8", "full_adder(bits)")
def full_adder(trial, rng):
    """Sum and carry bit count what came in; each row by itself."""
    cases = np.array([[i >> 2 & 1, i >> 1 & 1, i & 1] for i in range(8)], float)
    for bits in [*cases[:, None], cases, rng.permutation(cases[[7, 1, 1, 2]])]:
        outputs = trial(bits, shape=(len(bits), 2))
        total = bits.sum(axis=1)
        trial.expect(
            outputs @ [1, 2],
            total,
            "the sum bit, and twice the carry bit, count the ones",
            what="sum bit + 2 * carry bit",
            atol=1e-9,
        )
        hint = "both outputs are bits: one of 0 and 1, up to rounding"
        trial.expect(outputs, outputs.round().clip(0, 1), hint, atol=1e-9)
