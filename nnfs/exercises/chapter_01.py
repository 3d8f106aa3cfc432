"""What must be true of any answer to the exercises of chapter 1."""

import numpy as np

from nnfs.datasets import digits
from nnfs.exercises.trial import exercise


@exercise("1.1", "product_shape(left, right)")
def product_shape(trial, rng):
    """NumPy multiplies two tables of these shapes, or refuses."""
    shapes = [(5, 3, 3, 5), (3, 5, 5, 3), (5, 3, 5, 3), (2, 4, 3, 4)]
    for a, b, c, d in [*shapes, *rng.integers(1, 5, size=(30, 4)).tolist()]:
        left, right = (
            np.zeros((a, b), dtype=float),
            np.zeros((c, d), dtype=float),
        )
        try:
            expected = (left @ right).shape
            hint = "where the inner sizes agree, the outer ones remain"
        except ValueError:
            expected = (0, 0)
            hint = "a row of the left must be as long as a column of the right"
        trial.expect(trial((a, b), (c, d), shape=(2,)), expected, hint)


@exercise("1.2", "edge(top, left, right)")
def edge(trial, rng):
    """With what comes back in the middle, the bar neuron answers zero."""
    for top, left, right in [(0.2, 0.1, 0.9), *rng.random(size=(20, 3))]:
        middle = trial(float(top), float(left), float(right), shape=())
        trial.expect(
            0 * top - 1 * left + 2 * middle - 1 * right + 0.2,
            0,
            "with this middle, 0 * top - left + 2 * middle - right + 0.2 "
            "should be 0: solve that for the middle",
            what="the bar neuron's answer",
        )


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
            trial(np.array(x, float), np.array(z, float), shape=()),
            expected,
            hint,
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


@exercise("1.5", "fresh_strides(shape, size)")
def fresh_strides(trial, rng):
    """A new array of NumPy has these strides."""
    cases = [(5, 7, 4), (3, 4, 8), (7, 5, 4), (2, 2, 1)]
    for rows, columns, size in [
        *cases,
        *rng.integers(2, 9, size=(20, 3)).tolist(),
    ]:
        trial.expect(
            trial((rows, columns), size, shape=(2,)),
            np.zeros((rows, columns), dtype=f"V{size}").strides,
            "how many bytes from a number to the one below it, and to the one "
            "on its right, when row follows row?",
        )


@exercise("1.6", "shifted(scans, pixels)")
def shifted(trial, rng):
    """Each pixel of each scan is followed to its new place, if it has one."""
    for case, pixels in enumerate([0, 1, -1, 2, *range(-7, 8)]):
        scans = np.zeros((2, 64), dtype=float)
        scans[0, 18] = scans[1, 45] = 1.0  # row 2, column 2; row 5, column 5
        if case > 3:
            scans = rng.random(size=(3, 64)).round(2)
        expected = np.zeros(scans.shape, dtype=float)
        for place in range(64):
            column = place % 8 + pixels
            if 0 <= column < 8:
                expected[:, place + pixels] = scans[:, place]
        trial.expect(
            trial(scans, pixels, shape=scans.shape),
            expected,
            "each row of 8 pixels moves by itself, to the right if pixels is "
            "positive; what comes in is 0",
        )


@exercise("1.7", "smallest_lie(x, weights, bias)")
def smallest_lie(trial, rng):
    """The answer becomes zero, and the length is that of the distance."""
    for case, d in enumerate([2, 4, 3, *rng.integers(1, 9, size=20)]):
        x, weights = rng.normal(size=(2, d))
        bias = float(rng.normal())
        if case == 0:  # straight down to a level line, three below
            x, weights, bias = np.array([5.0, 4.0]), np.array([0.0, 2.0]), -2.0
        lie = trial(x, weights, bias, shape=(d,))
        trial.expect(
            (x + lie) @ weights + bias,
            0,
            "the neuron's answer to x plus your vector should be 0",
            what="the answer to x + lie",
            atol=1e-9,
        )
        trial.expect(
            np.sqrt(lie @ lie),
            abs(x @ weights + bias) / np.sqrt(weights @ weights),
            "it can be shorter: which direction changes the answer most?",
            what="the length of the lie",
        )


@exercise("1.8", "one_for_two(weights, biases, j, k)")
def one_for_two(trial, rng):
    """Its answer is the difference of the two scores, whatever the input."""
    for d, m in [(1, 2), (2, 2), (3, 4), *rng.integers(2, 7, size=(15, 2))]:
        weights = rng.integers(-4, 5, size=(d, m)).astype(float)
        biases = rng.integers(-4, 5, size=m).astype(float)
        j, k = map(int, rng.choice(m, size=2, replace=False))
        w, b = trial(weights, biases, j, k, shape=[(d,), ()])
        for x in [
            np.zeros(d, dtype=float),
            *np.eye(d, dtype=float),
            *rng.normal(size=(3, d)),
        ]:
            scores = x @ weights + biases
            shown = ", ".join(f"{number:.2g}" for number in x)
            trial.expect(
                x @ w + b,
                scores[j] - scores[k],
                f"to this input neuron {j} answers {scores[j]:.2f} and neuron "
                f"{k} answers {scores[k]:.2f}",
                what=f"the answer to x = [{shown}]",
            )


@exercise("1.9", "my_neuron(inputs)")
def my_neuron(trial, rng):
    """A weighted sum plus a bias, which reads more than 356 of the scans."""
    bias = trial(np.zeros((1, 4), dtype=float), shape=(1,))
    weights = trial(np.eye(4, dtype=float), shape=(4,)) - bias
    for n in (1, 2, 5, 30):
        inputs = rng.random(size=(n, 4))
        hint = "a neuron is a weighted sum plus a bias, one answer to a row"
        trial.expect(trial(inputs, shape=(n,)), inputs @ weights + bias, hint)
    scans, labels = digits()
    pictures = scans[labels < 2].reshape(-1, 8, 8) / 16
    is_one = labels[labels < 2] == 1
    regions = [
        pictures[:, rows, columns].mean(axis=(1, 2))
        for rows, columns in [
            (slice(0, 2), slice(1, 7)),
            (slice(2, 6), slice(1, 3)),
            (slice(2, 6), slice(3, 5)),
            (slice(2, 6), slice(5, 7)),
        ]
    ]
    answers = trial(np.column_stack(regions), shape=(360,))
    right = int(((answers > 0) == is_one).sum())
    if right <= 356:
        trial.fail(
            "more than 356 of 360",
            f"{right} of 360",
            "change one weight or the bias at a time, and count again",
            what="how many scans it reads",
        )
