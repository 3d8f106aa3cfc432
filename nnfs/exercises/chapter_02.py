"""What must be true of any answer to the exercises of chapter 2."""

import numpy as np

from nnfs.exercises.networks import pairs_of, relu_network
from nnfs.exercises.trial import exercise


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
