"""What must be true of any answer to the exercises of chapter 5."""

from functools import partial

import numpy as np

from nnfs.activations import Softmax
from nnfs.exercises.networks import pairs_of, relu_network
from nnfs.exercises.trial import exercise
from nnfs.gradient_check import numerical_gradient as measured
from nnfs.gradient_check import relative_error
from nnfs.losses import MeanSquaredError


@exercise("5.1", "slopes(a, b, c)")
def slopes(trial, rng):
    """Measured slopes agree, whichever of the two is the larger."""

    def end(p):
        return max(p[0], p[1]) * (p[1] + p[2])

    for case in range(20):
        a, b, c = rng.integers(-9, 10, size=3).astype(float)
        b += 0.5 * (a == b)
        if case % 2 == (a > b):
            a, b = b, a
        point = np.array([a, b, c])
        trial.expect(
            trial(*point.tolist(), shape=(3,)),
            measured(end, point),
            "the slopes of a, b and c: the larger of a and b gets what comes "
            "back through the maximum, and b is used by the sum as well",
            rtol=1e-6,
            atol=1e-6,
        )


@exercise("5.2", "gradients(t1, t2)")
def gradients(trial, rng):
    """The network of the figure, made of layers, agrees."""
    known, loss = relu_network([2, 2, 2], rng), MeanSquaredError()
    known.parameters = [1, -1, 0.5, 1, -1, 0, 2, -1, -1, 0.5, 0, 1]
    for case in range(8):
        targets = [[1, 1]] if case == 0 else rng.normal(0, 2, size=(1, 2))
        loss.forward(known.forward([[2, 1]]), targets)
        known.backward(loss.backward())
        found = trial(*np.ravel(targets).tolist(), shape=(12,))
        for name, start, stop in [
            ("the weights of the second layer, row by row", 6, 10),
            ("the biases of the second layer", 10, 12),
            ("the weights of the first layer, row by row", 0, 4),
            ("the biases of the first layer", 4, 6),
        ]:
            trial.expect(
                found[start:stop],
                known.gradients[start:stop],
                "work backwards: the slopes of the outputs first, then what "
                "meets which value, and which neuron is off",
                what=name,
            )


@exercise("5.3", "numerical_gradient(function, x)")
def numerical_gradient(trial, rng):
    """Functions of any shape whose gradients are known."""
    for shape in [(1,), (3,), (2, 3), (2, 1, 2)] * 3:
        shares, x = rng.normal(size=(2, *shape))

        def weighted_sum(x, shares=shares):
            return np.sum(shares * x)

        def half_square(x, shares=shares):
            return np.sum(shares * x) ** 2 / 2

        def sum_of_exponentials(x):
            return np.sum(np.exp(x))

        flat = "the slope of a weighted sum is the weight, at every entry"
        square = "the slope of s * s / 2 is s, times that of s: move one entry "
        for function, expected, hint in [
            (weighted_sum, shares, flat),
            (
                half_square,
                shares * np.sum(shares * x),
                square + "at a time, to both sides, and put it back",
            ),
            (sum_of_exponentials, np.exp(x), "take a small step to both sides"),
        ]:
            slopes = trial(function, x, shape=shape)
            trial.expect(slopes, expected, hint, rtol=1e-6, atol=1e-6)

    def sum_of_sizes(x):
        return np.sum(np.abs(x))

    def sum_of_squares(x):
        return np.sum(x * x)

    for shape in [(1,), (2, 2)]:
        level = np.zeros(shape, dtype=float)
        slopes = trial(sum_of_sizes, level, shape=shape)
        hint = "at the tip of |x| the two sides differ by nothing: a central "
        trial.expect(slopes, level, hint + "difference is 0", atol=1e-6)
        whole = rng.integers(1, 9, size=shape)
        slopes = trial(sum_of_squares, whole, shape=shape)
        hint = "these are integers, and a small step into them is lost: move a "
        trial.expect(slopes, 2 * whole, hint + "copy of floats", atol=1e-6)


@exercise("5.4", "gradient_vector(inputs, layers, d_outputs)")
def gradient_vector(trial, rng):
    """A network of the package, with the same parameters, agrees."""
    cases = [
        (4, 3),
        (3, 3),
        (2, 5, 3),
        (3, 4, 4, 2),
        (4, 4, 4, 4),
        (2, 6, 5, 4, 1),
    ]
    for widths in cases * 2:
        known = relu_network(widths, rng)
        known.parameters = rng.normal(size=known.parameters.size)
        stack = pairs_of(known)
        inputs = rng.normal(size=(7, widths[0]))
        d_outputs = rng.normal(size=(7, widths[-1]))
        known.forward(inputs)
        known.backward(d_outputs)
        found = trial(inputs, stack, d_outputs, shape=known.gradients.shape)
        trial.expect(
            found,
            known.gradients,
            f"the widths are {widths}: compare the gradients layer by layer, "
            "from the last, whose part stands at the end of the vector",
        )


@exercise("5.5", "log_softmax_backward(outputs, d_outputs)")
def log_softmax_backward(trial, rng):
    """Differences agree; cross-entropy leaves probability minus truth."""

    def log_softmax(scores):
        return np.log(Softmax().forward(scores))

    for n, classes in [(1, 2), (1, 3), (4, 3), (3, 3), (6, 10)] * 2:
        scores, shares = rng.normal(size=(2, n, classes))
        outputs = log_softmax(scores)
        slopes = trial(outputs, shares, shape=(n, classes))
        trial.expect(
            slopes.sum(axis=1),
            np.zeros(n, dtype=float),
            "a shift of all scores of a row changes nothing",
            what="the sums of the rows",
        )
        trial.expect(
            slopes,
            measured(lambda z, s=shares: np.sum(s * log_softmax(z)), scores),
            "each output reacts to all scores of its row: add up what comes "
            "back along each",
            rtol=1e-5,
            atol=1e-8,
        )
    high = np.array([[0.0, -800.0]])
    slopes = trial(high, np.array([[0.0, -1.0]]), quiet=True)
    trial.expect(
        slopes, [[1, -1]], "probability minus truth, also for large scores"
    )


def suspect(X, T, W1, b1, W2, b2):
    """Return a loss, and four gradients of which some are wrong: 5.6 asks."""
    Z = X @ W1 + b1
    H = np.tanh(Z)
    errors = H @ W2 + b2 - T
    loss = np.mean(errors**2)
    d_Y = 2 * errors / errors.size
    d_W2 = H.T @ d_Y
    d_b2 = d_Y.mean(axis=0)
    d_H = d_Y @ W2.T
    d_Z = d_H * (1 - Z**2)
    d_W1 = X.T @ d_Z
    d_b1 = d_Z.sum(axis=0)
    return loss, d_W1, d_b1, d_W2, d_b2


def _loss_of(place, X, T, parts, part):
    """Return the loss with another array in one of the four places."""
    return suspect(X, T, *parts[:place], part, *parts[place + 1 :])[0]


@exercise("5.6", "repaired(X, T, W1, b1, W2, b2)")
def repaired(trial, rng):
    """The loss is the suspect's, and its slopes are those that come back."""
    for n, d, h, m in [(7, 4, 5, 3), (1, 2, 3, 1), (5, 3, 3, 3)] * 2:
        X, T = rng.normal(size=(n, d)), rng.normal(size=(n, m))
        parts = [rng.normal(size=s) for s in [(d, h), (h,), (h, m), (m,)]]
        shapes = [(), *(part.shape for part in parts)]
        loss, *found = trial(X, T, *parts, shape=shapes)
        hint = "the loss was right: leave it as it was"
        trial.expect(loss, suspect(X, T, *parts)[0], hint, what="the loss")
        for place, name in enumerate(["W1", "b1", "W2", "b2"]):
            loss_of = partial(_loss_of, place, X, T, parts)
            trial.expect(
                found[place],
                measured(loss_of, parts[place]),
                f"measure the slopes of {name}, and compare entry by entry",
                what=f"the gradient of {name}",
                rtol=1e-6,
                atol=1e-8,
            )


@exercise("5.7", "normalize_backward(inputs, d_outputs)")
def normalize_backward(trial, rng):
    """Differences agree; a shift and a stretch of a row change nothing."""

    def normalize(x):
        return (x - x.mean(axis=1, keepdims=True)) / x.std(
            axis=1, keepdims=True
        )

    for n, d in [(1, 3), (5, 4), (4, 4), (3, 10)] * 3:
        inputs, shares = rng.normal(2, 3, size=(2, n, d))
        slopes = trial(inputs, shares, shape=(n, d))
        trial.expect(
            slopes.sum(axis=1),
            np.zeros(n, dtype=float),
            "a shift of a row changes none of its outputs: the mean forks "
            "to all of them",
            what="the sums of the rows",
            atol=1e-9,
        )
        trial.expect(
            (slopes * inputs).sum(axis=1),
            np.zeros(n, dtype=float),
            "a stretch of a row changes none of its outputs: so does the "
            "standard deviation",
            what="the sums of result times inputs",
            atol=1e-9,
        )
        trial.expect(
            slopes,
            measured(lambda x, s=shares: np.sum(s * normalize(x)), inputs),
            "both sums are right; now the size and the sign",
            rtol=1e-5,
            atol=1e-8,
        )


@exercise("5.8", "error_of_factor(k)")
def error_of_factor(trial, rng):
    """Random gradients, and their multiples, compared as a check does."""
    for k in [2, 0.5, 0, -1, 1, 24, *rng.normal(0, 3, size=20).tolist()]:
        gradient = rng.normal(size=5)
        trial.expect(
            trial(k),
            relative_error(k * gradient, gradient),
            "the length of k g - g, over the sum of the lengths of k g and g; "
            "a length is never negative",
            atol=1e-9,
        )
