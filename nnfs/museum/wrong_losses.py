"""Losses, and what a run has around them, with a published mistake each.

The docstring of each says what is wrong; what is right stands in `nnfs.losses`
and in chapter 9, or beside it.
"""

import copy

import numpy as np

from nnfs.activations import Softmax
from nnfs.losses import (
    CategoricalCrossEntropy,
    MeanAbsoluteError,
    MeanSquaredError,
    SoftmaxCrossEntropy,
)
from nnfs.metrics import accuracy, one_hot


class SoftmaxTwice(SoftmaxCrossEntropy):
    """The scores are probabilities already, and get a second softmax."""

    def forward(self, predictions, targets):
        self.softmax = Softmax()
        return super().forward(self.softmax.forward(predictions), targets)

    def backward(self):
        return self.softmax.backward(super().backward())


class SoftmaxOfColumns(CategoricalCrossEntropy):
    """The softmax runs over the samples of the batch, not over the classes."""

    def check(self, predictions, targets):
        return Softmax().forward(predictions.T).T, targets

    def backward(self):
        p, slopes = self.predictions, super().backward()
        return p * (slopes - (slopes * p).sum(axis=0))


class FlippedSign(MeanAbsoluteError):
    """The slope has the sign of target minus prediction."""

    def backward(self):
        return -super().backward()


class SpreadTargets(MeanSquaredError):
    """Targets (n,) against predictions (n, 1): every pair is an error."""

    def forward(self, predictions, targets):
        self.errors = predictions - targets.ravel()
        return float(np.mean(self.errors**2))

    def backward(self):
        return super().backward().sum(axis=1, keepdims=True)


class DividedTwice(SoftmaxCrossEntropy):
    """The slope is divided by the size of the batch a second time."""

    def backward(self):
        return super().backward() / self.totals.size


def each_output(scores, labels):
    """Count every output that is on the right side of one half."""
    answers = Softmax().forward(scores) > 0.5
    return float(np.mean(answers == one_hot(labels, scores.shape[-1])))


def each_sample(scores, labels):
    """Count every sample whose largest score is its label's."""
    return accuracy(scores, labels)


def scaled_together(train, test):
    """Standardise both by the mean and the deviation of all rows."""
    return _standardised(np.concatenate([train, test]), train, test)


def scaled_apart(train, test):
    """Standardise both by the mean and the deviation of the training rows."""
    return _standardised(train, train, test)


def _standardised(rows, *parts):
    """Return each part in deviations of `rows` from their mean."""
    mean, deviation = rows.mean(axis=0), rows.std(axis=0)
    return [(x - mean) / np.where(deviation == 0, 1, deviation) for x in parts]


def forked(rng, workers):
    """Give each worker a copy of one generator, at each epoch the same."""
    return [copy.deepcopy(rng) for _ in range(workers)]


def spawned(rng, workers):
    """Give each worker a generator of its own, at each epoch another."""
    return rng.spawn(workers)


def all_alike(sizes):
    """Give each part of a batch the same share of the mean."""
    return np.full(len(sizes), 1 / len(sizes))


def by_size(sizes):
    """Give each part of a batch a share of the mean by its size."""
    return np.array(sizes) / sum(sizes)
