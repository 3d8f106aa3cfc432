"""What must be true of any answer to the exercises of chapter 1."""

import numpy as np

from nnfs.exercises.trial import exercise


@exercise("1.3", "layer_in_loops(inputs, weights, biases)")
def layer_in_loops(trial, rng):
    """Weights and biases come out where one input is on; the rest is linear."""
    sizes = [(1, 2, 1), (2, 3, 2), *rng.integers(1, 6, size=(20, 3))]
    for case, (n, d, m) in enumerate(sizes):
        X, Z = rng.integers(-3, 4, size=(2, n, d)).astype(float)
        weights = rng.integers(-4, 5, size=(d, m)).astype(float)
        biases = rng.integers(1, 5, size=m).astype(float)
        if case > 1:
            X, weights = rng.normal(size=(n, d)), rng.normal(size=(d, m))

        trial.expect(
            trial(np.zeros((n, d), dtype=float), weights, biases, shape=(n, m)),
            np.tile(biases, (n, 1)),
            "where all inputs are zero, every sample gets the biases",
        )
        one_on = trial(np.eye(d, dtype=float), weights, biases, shape=(d, m))
        hint = "with input k alone on, neuron j gives weights[k][j] + biases[j]"
        trial.expect(one_on, weights + biases, hint)
        of_X, of_Z = (trial(A, weights, biases, shape=(n, m)) for A in (X, Z))
        for i in range(n):
            alone = trial(X[i : i + 1], weights, biases, shape=(1, m))
            hint = "a sample gets the same outputs alone as in its batch"
            trial.expect(alone, of_X[i : i + 1], hint)
        trial.expect(
            trial(X + 2 * Z, weights, biases),
            of_X + 2 * (of_Z - biases),
            "weighted sums add up: the outputs for X + 2Z are those for X, "
            "plus twice those for Z without its biases",
        )


@exercise("1.4", "cosine(x, z)")
def cosine(trial, rng):
    """Known angles in a plane, whatever the lengths; the order is free."""
    hand = [
        ([1, 0], [1, 0], 1, "an arrow points just where it points itself"),
        ([1, 0], [0, 2], 0, "at a right angle the cosine is 0"),
        ([3, 4], [6, 8], 1, "twice as long in the same direction: still 1"),
        ([3, 4], [-3, -4], -1, "opposite directions: -1"),
        ([1, 0], [2, 2], np.sqrt(0.5), "an angle of 45 degrees"),
    ]
    for x, z, expected, hint in hand:
        trial.expect(
            trial(np.array(x, float), np.array(z, float)), expected, hint
        )
    for d in (2, 3, 4, *rng.integers(2, 65, size=20)):
        across = np.linalg.qr(rng.normal(size=(d, 2)))[0].T
        angle, a, b = rng.uniform(-np.pi, np.pi), *rng.uniform(0.1, 9, size=2)
        x = a * across[0]
        z = b * (np.cos(angle) * across[0] + np.sin(angle) * across[1])
        trial.expect(
            trial(x, z),
            np.cos(angle),
            f"their angle is {np.degrees(angle):.1f} degrees",
        )
        hint = "the order of the two does not matter"
        trial.expect(trial(z, x), np.cos(angle), hint)
        hint = "turning one arrow round changes the sign"
        trial.expect(trial(-3 * x, z), -np.cos(angle), hint)
