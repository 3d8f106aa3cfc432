"""What must be true of any answer to the exercises of chapter 5."""

import numpy as np

from nnfs.activations import Softmax
from nnfs.exercises.networks import pairs_of, relu_network
from nnfs.exercises.trial import exercise
from nnfs.gradient_check import numerical_gradient as measured


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


@exercise("5.7", "normalise_backward(inputs, d_outputs)")
def normalise_backward(trial, rng):
    """Differences agree; a shift and a stretch of a row change nothing."""

    def normalise(x):
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
            measured(lambda x, s=shares: np.sum(s * normalise(x)), inputs),
            "both sums are right; now the size and the sign",
            rtol=1e-5,
            atol=1e-8,
        )
