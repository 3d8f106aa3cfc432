"""Plausible wrong answers to the exercises of chapter 4."""

import math

import numpy as np

from nnfs import SoftmaxCrossEntropy


def unshifted(scores):
    return np.log(np.exp(scores).sum(axis=1))


def shift_of_the_whole_batch(scores):
    largest = scores.max()
    return largest + np.log(np.exp(scores - largest).sum(axis=1))


def shift_not_put_back(scores):
    largest = scores.max(axis=1, keepdims=True)
    return np.log(np.exp(scores - largest).sum(axis=1))


def shift_by_the_mean(scores):
    middle = scores.mean(axis=1)
    return middle + np.log(np.exp(scores - middle[:, None]).sum(axis=1))


def shift_by_the_smallest(scores):
    least = scores.min(axis=1)
    return least + np.log(np.exp(scores - least[:, None]).sum(axis=1))


def over_the_columns(scores):
    largest = scores.max(axis=0)
    return largest + np.log(np.exp(scores - largest).sum(axis=0))


def axis_kept(scores):
    largest = scores.max(axis=1, keepdims=True)
    return largest + np.log(np.exp(scores - largest).sum(axis=1, keepdims=True))


def shift_in_place(scores):
    largest = scores.max(axis=1)
    scores -= largest[:, None]
    return largest + np.log(np.exp(scores).sum(axis=1))


def sum_instead_of_mean(scores, labels):
    loss = SoftmaxCrossEntropy()
    return len(labels) * loss.forward(scores, labels), loss.backward()


def loss_of_every_sample(scores, labels):
    loss = SoftmaxCrossEntropy()
    loss.forward(scores, labels)
    truth = scores[np.arange(len(labels)), labels]
    costs = np.logaddexp.reduce(scores, axis=1) - truth
    return costs, loss.backward()


def slopes_of_the_sum(scores, labels):
    loss = SoftmaxCrossEntropy()
    return loss.forward(scores, labels), len(labels) * loss.backward()


def slopes_uphill(scores, labels):
    loss = SoftmaxCrossEntropy()
    return loss.forward(scores, labels), -loss.backward()


def slopes_over_classes(scores, labels):
    loss = SoftmaxCrossEntropy()
    value = loss.forward(scores, labels)
    return value, loss.backward() / scores.shape[1]


def slopes_without_truth(scores, labels):
    loss = SoftmaxCrossEntropy()
    value = loss.forward(scores, labels)
    return value, loss.exponentials / loss.totals / len(labels)


def clipped(scores, labels):
    loss = SoftmaxCrossEntropy()
    loss.forward(scores, labels)
    p = (loss.exponentials / loss.totals)[np.arange(len(labels)), labels]
    return -np.mean(np.log(np.clip(p, 1e-7, 1 - 1e-7))), loss.backward()


def logarithm_of_softmax(scores, labels):
    loss = SoftmaxCrossEntropy()
    loss.forward(scores, labels)
    p = (loss.exponentials / loss.totals)[np.arange(len(labels)), labels]
    return -np.mean(np.log(p)), loss.backward()


def overflowing(scores, labels):
    rows = np.arange(len(labels))
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(p[rows, labels]))
    p[rows, labels] -= 1
    return loss, p / len(labels)


def every_label_for_every_row(scores, labels):
    loss = SoftmaxCrossEntropy()
    value = loss.forward(scores, labels)
    p = loss.exponentials / loss.totals
    p[:, labels] -= 1
    return value, p / len(labels)


def only_the_loss(scores, labels):
    return SoftmaxCrossEntropy().forward(scores, labels)


def score_as_rate(scores, counts):
    return np.mean(scores - counts * np.log(np.abs(scores) + 1e-12))


def sum_over_counts(scores, counts):
    return np.sum(np.exp(scores) - counts * scores)


def likelihood_uphill(scores, counts):
    return np.mean(counts * scores - np.exp(scores))


def factorial_kept(scores, counts):
    constants = [math.lgamma(k + 1) for k in counts]
    return np.mean(np.exp(scores) - counts * scores + constants)


def squared_counts(scores, counts):
    return np.mean((np.exp(scores) - counts) ** 2)


def rate_forgotten(scores, counts):
    return np.mean(-counts * scores)


WRONG = {
    "4.3": [
        unshifted,
        shift_of_the_whole_batch,
        shift_not_put_back,
        shift_by_the_mean,
        shift_by_the_smallest,
        over_the_columns,
        axis_kept,
        shift_in_place,
    ],
    "4.4": [
        sum_instead_of_mean,
        loss_of_every_sample,
        slopes_of_the_sum,
        slopes_uphill,
        slopes_over_classes,
        slopes_without_truth,
        clipped,
        logarithm_of_softmax,
        overflowing,
        every_label_for_every_row,
        only_the_loss,
    ],
    "4.6": [
        score_as_rate,
        sum_over_counts,
        likelihood_uphill,
        factorial_kept,
        squared_counts,
        rate_forgotten,
    ],
}
