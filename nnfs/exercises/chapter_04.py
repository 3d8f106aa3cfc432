"""What must be true of any answer to the exercises of chapter 4."""

import numpy as np

from nnfs.exercises.trial import exercise
from nnfs.gradient_check import numerical_gradient
from nnfs.losses import SoftmaxCrossEntropy


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


@exercise("4.4", "cross_entropy(scores, labels)")
def cross_entropy(trial, rng):
    """The loss by hand and by the package; the slopes by measurement."""
    loss = SoftmaxCrossEntropy()
    for size in (1, 1, 3, 3, 1e3, 1e6):
        n, K = rng.integers(2, 6, size=2)
        scores = rng.normal(scale=size, size=(n, K))
        labels = rng.integers(0, K, size=n)
        value, slopes = trial(scores, labels, quiet=True, shape=[(), (n, K)])
        trial.expect(
            value,
            loss.forward(scores, labels),
            "the mean over the samples of ln(sum of exponentials) less the "
            "true score, with the largest score taken out of the sum",
            what="the loss",
        )
        trial.expect(
            slopes.sum(axis=1),
            np.zeros(n, dtype=float),
            "raising all scores of a row by the same changes nothing, so the "
            "slopes of a row sum to 0",
            what="the sum of the slopes of each row",
        )
        wanted = loss.backward()
        if size <= 3:  # beyond, too steep to measure
            wanted = numerical_gradient(
                lambda z, c=labels: loss.forward(z, c), scores
            )
        trial.expect(
            slopes,
            wanted,
            "move one score a little and see how the mean loss changes",
            what="the slopes",
            rtol=1e-5,
            atol=1e-8,
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
