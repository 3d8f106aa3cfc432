"""What must be true of any answer to the exercises of chapter 4."""

import math

import numpy as np

from nnfs.activations import Softmax
from nnfs.exercises.trial import exercise
from nnfs.gradient_check import numerical_gradient
from nnfs.losses import SoftmaxCrossEntropy
from nnfs.metrics import accuracy


@exercise("4.1", "expected(shares)")
def expected(trial, rng):
    """The losses of equal scores, and of scores that give the shares."""
    loss = SoftmaxCrossEntropy()
    counts = [np.ones(26, dtype=int), np.array([9, 1])]
    counts += [rng.integers(1, 9, size=K).astype(int) for K in (2, 3, 5, 10)]
    for count in counts:
        K, n = count.size, count.sum()
        labels = np.repeat(np.arange(K), count)
        first, last = trial(count / n, quiet=True, shape=[(), ()])
        trial.expect(
            first,
            loss.forward(np.zeros((n, K), dtype=float), labels),
            "a fresh network has seen no labels: it gives every class the "
            "same probability",
            what="the first loss",
            rtol=1e-3,
        )
        trial.expect(
            last,
            loss.forward(np.tile(np.log(count / n), (n, 1)), labels),
            "the network gives each class its share, in every sample; the "
            "truth is of each class as often as its share says",
            what="the loss once the shares are learned",
            rtol=1e-3,
        )


@exercise("4.2", "by_hand(what)")
def by_hand(trial, rng):
    """What the package says of the three samples, and measured slopes."""
    scores = np.log([[2.0, 2, 1], [1, 4, 1], [7, 2, 1]])
    labels = np.arange(3)
    loss = SoftmaxCrossEntropy()
    wanted = {
        "probabilities": Softmax().forward(scores),
        "losses": [
            loss.forward(scores[[row]], labels[[row]]) for row in range(3)
        ],
        "loss": loss.forward(scores, labels),
        "accuracy": accuracy(scores, labels),
        "slopes": numerical_gradient(lambda z: loss.forward(z, labels), scores),
    }
    hints = {
        "probabilities": "e to each score, divided by the sum of its row",
        "losses": "minus the natural logarithm of the probability that the "
        "true class got: one number to a sample",
        "loss": "the mean of the three losses",
        "accuracy": "among equal scores the answer is the first",
        "slopes": "probability minus truth, and the loss is a mean over three",
    }
    for what, numbers in wanted.items():
        trial.expect(
            trial(what, shape=np.shape(numbers)),
            numbers,
            hints[what],
            what=what,
            rtol=0,
            atol=6e-4,
        )


@exercise("4.3", "log_sum_exp(scores)")
def log_sum_exp(trial, rng):
    """Sums known by hand; a shift passes through; far apart, the largest."""
    for _ in range(10):
        n, K = rng.integers(1, 6, size=2)
        parts = rng.integers(1, 9, size=(n, K)).astype(float)
        trial.expect(
            trial(np.log(parts), quiet=True),
            np.log(parts.sum(axis=1)),
            "one number to a row: the logarithm of the sum of exponentials",
        )
        scores = rng.normal(size=(n, K))
        plain = trial(scores, quiet=True)
        for size in (-1e6, 1e6):
            shift = size * rng.uniform(0.5, 1, size=(n, 1))
            trial.expect(
                trial(scores + shift, quiet=True),
                plain + shift[:, 0],
                "what is added to all scores of a row comes out again: take "
                "the largest score of each row out of the sum",
                rtol=1e-12,
            )
        apart = rng.normal(scale=1e6, size=(n, K))
        trial.expect(
            trial(apart, quiet=True),
            apart.max(axis=1),
            "beside the largest score of a row, one that lies thousands below "
            "it adds nothing",
        )


@exercise("4.4", "cross_entropy(scores, targets)")
def cross_entropy(trial, rng):
    """Each class alone by the package, weighted; the slopes measured."""
    for size in (1, 3, 1e3, 1e6):
        for kind in ("one-hot", "some zeros", "soft"):
            n, K = rng.integers(2, 5, size=2)
            scores = rng.normal(scale=size, size=(n, K))
            targets = _shares(kind, n, K, rng)
            value, slopes = trial(
                scores, targets, quiet=True, shape=[(), (n, K)]
            )
            loss, gradients = _weighted(scores, targets)
            trial.expect(
                value,
                loss,
                "the mean over the samples of ln(sum of exponentials) less "
                "the scores weighted by the shares; take the largest score "
                "out of the sum, and take no logarithm of a probability",
                what="the loss",
            )
            trial.expect(
                slopes.sum(axis=1),
                np.zeros(n, dtype=float),
                "raising all scores of a row by the same changes nothing, so "
                "the slopes of a row sum to 0",
                what="the sum of the slopes of each row",
            )
            if size <= 3:  # beyond, too steep to measure
                gradients = numerical_gradient(
                    lambda z, t=targets: _weighted(z, t)[0], scores
                )
            trial.expect(
                slopes,
                gradients,
                "move one score a little and see how the mean loss changes",
                what="the slopes",
                rtol=1e-5,
                atol=1e-8,
            )


def _shares(kind, n, K, rng):
    """Draw rows of shares: one at 1, some at 0, or none."""
    if kind == "one-hot":
        return np.eye(K, dtype=float)[rng.integers(0, K, size=n)]
    parts = rng.integers(1, 9, size=(n, K)).astype(float)
    if kind == "some zeros":
        parts[np.arange(n), rng.integers(0, K, size=n)] = 0
    return parts / parts.sum(axis=1, keepdims=True)


def _weighted(scores, targets):
    """Return loss and slopes, as if each class were the true one in turn."""
    loss = SoftmaxCrossEntropy()
    n, value, slopes = len(scores), 0.0, np.zeros_like(scores)
    for row in range(n):
        for label, share in enumerate(targets[row]):
            single = scores[[row]], np.array([label])
            value += share * loss.forward(*single) / n
            slopes[row] += share * loss.backward()[0] / n
    return value, slopes


@exercise("4.5", "counterexamples(limit)")
def counterexamples(trial, rng):
    """Clipped, the first row is flat and the second answers otherwise."""
    loss, truth = SoftmaxCrossEntropy(), np.array([1])
    for limit in (30.0, 1.0, 5.0, 100.0, *rng.uniform(0.1, 50, size=4)):
        stuck, other = trial(limit, shape=[(2,), (2,)])

        def within(z, limit=limit):
            return loss.forward(np.clip(z, -limit, limit)[None], truth)

        trial.expect(
            stuck.argmax(),
            0,
            "the true class is 1, and the first row must answer wrongly",
            what="the answer of the first row",
        )
        trial.expect(
            numerical_gradient(within, stuck),
            np.zeros(2, dtype=float),
            "a score inside the range still moves the loss",
            what="the slopes of the clipped loss, at the first row",
        )
        if other.argmax() == np.clip(other, -limit, limit).argmax():
            trial.fail(
                "an answer that clipping changes",
                f"the answer {other.argmax()}, clipped and not",
                "clip the row and look: of equal scores the first is the "
                "answer",
                what=f"the answer of the second row, {other}",
            )


@exercise("4.6", "poisson_loss(scores, counts)")
def poisson_loss(trial, rng):
    """Differences of two losses are those of the log-likelihoods."""
    for _ in range(10):
        n = rng.integers(1, 20)
        counts = rng.poisson(4.0, size=n)
        silent, scores = np.zeros(n, dtype=float), rng.normal(scale=2, size=n)
        trial.expect(
            trial(silent, 0 * counts, quiet=True),
            1,
            "rate 1 gives the count 0 the probability exp(-1), whose -ln is 1",
        )
        rate = np.exp(scores)
        factors = [
            np.prod(r / np.arange(1, k + 1))
            for r, k in zip(rate, counts, strict=True)
        ]
        ones = [np.prod(1 / np.arange(1, k + 1)) for k in counts]
        fall = np.mean(rate - np.log(factors)) - np.mean(1 - np.log(ones))
        trial.expect(
            trial(scores, counts, quiet=True)
            - trial(silent, counts, quiet=True),
            fall,
            "the mean of -ln of r^k exp(-r) / k!, where r = exp(score); the "
            "term with k! cancels in this difference",
            what="the loss less the loss of scores that are 0",
        )
    trial.expect(
        trial(np.zeros(2, dtype=float), np.array([0, 3]), quiet=True),
        1,
        "leave out the term that does not depend on the score: at score 0 "
        "every count then costs 1",
    )


@exercise("4.7", "predicted_steps(z, rate)")
def predicted_steps(trial, rng):
    """Runs of the neuron take as many steps, to one in twenty."""
    for rate in (0.15, 0.3, rng.uniform(0.05, 0.1), rng.uniform(0.2, 0.5)):
        for start in (7.0, 8.0, rng.uniform(8, 9), 9.0):
            count, weight, bias = 0, start / 2, start / 2
            while weight + bias >= 0:
                y = 1 / (1 + math.exp(-(weight + bias)))
                slope = 2 * y * (y - y * y)
                weight, bias = weight - rate * slope, bias - rate * slope
                count += 1
            trial.expect(
                trial(start, rate, shape=()),
                count,
                "near the start the slope is about 2 exp(-z), and z is the "
                "sum of two numbers that both take a step; so exp(z) falls "
                "by nearly the same in each",
                what="the number of steps",
                rtol=0.05,
            )
