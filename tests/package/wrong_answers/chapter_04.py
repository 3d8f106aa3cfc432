"""Plausible wrong answers to the exercises of chapter 4."""

import math

import numpy as np


def first_from_the_shares(shares):
    entropy = -np.sum(shares * np.log(shares))
    return entropy, entropy


def the_other_way_round(shares):
    return -np.sum(shares * np.log(shares)), np.log(len(shares))


def in_bits(shares):
    return np.log2(len(shares)), -np.sum(shares * np.log2(shares))


def always_the_commonest(shares):
    return np.log(len(shares)), -np.log(shares.max())


def every_class_alike(shares):
    return np.log(len(shares)), -np.mean(np.log(shares))


def one_in_all(shares):
    return 1 / len(shares), np.sum(shares**2)


def learned_to_nothing(shares):
    return np.log(len(shares)), 0.0


BY_HAND = {
    "probabilities": [[0.4, 0.4, 0.2], [1 / 6, 2 / 3, 1 / 6], [0.7, 0.2, 0.1]],
    "losses": [0.916, 0.405, 2.303],
    "loss": 1.208,
    "accuracy": 0.667,
    "slopes": [
        [-0.2, 0.133, 0.067],
        [0.056, -0.111, 0.056],
        [0.233, 0.067, -0.3],
    ],
}


def sum_of_the_losses(what):
    return (BY_HAND | {"loss": 3.624})[what]


def slopes_of_one_sample(what):
    slopes = 3 * np.array(BY_HAND["slopes"])
    return (BY_HAND | {"slopes": slopes})[what]


def tie_to_the_other(what):
    return (BY_HAND | {"accuracy": 0.333})[what]


def logarithms_to_ten(what):
    return (BY_HAND | {"losses": [0.398, 0.176, 1.0]})[what]


def probabilities_from_the_scores(what):
    scores = np.log([[2.0, 2, 1], [1, 4, 1], [7, 2, 1]])
    shares = scores / scores.sum(axis=1, keepdims=True)
    return (BY_HAND | {"probabilities": shares})[what]


def likelihood_for_losses(what):
    return (BY_HAND | {"losses": [0.4, 0.667, 0.1]})[what]


def truth_minus_probability(what):
    return (BY_HAND | {"slopes": -np.array(BY_HAND["slopes"])})[what]


def two_digits(what):
    return np.round(BY_HAND[what], 2)


def all_at_once(what):
    return list(BY_HAND.values())


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


def probabilities_of(scores):
    parts = np.exp(scores - scores.max(axis=1, keepdims=True))
    return parts / parts.sum(axis=1, keepdims=True)


def right(scores, targets):
    high = scores.max(axis=1)
    sums = high + np.log(np.exp(scores - high[:, None]).sum(axis=1))
    value = np.mean(sums - (targets * scores).sum(axis=1))
    return value, (probabilities_of(scores) - targets) / len(scores)


def sum_instead_of_mean(scores, targets):
    value, slopes = right(scores, targets)
    return len(scores) * value, slopes


def mean_over_the_table(scores, targets):
    value, slopes = right(scores, targets)
    return value / scores.shape[1], slopes


def loss_of_every_sample(scores, targets):
    sums = np.logaddexp.reduce(scores, axis=1)
    costs = sums - (targets * scores).sum(axis=1)
    return costs, right(scores, targets)[1]


def slopes_of_the_sum(scores, targets):
    value, slopes = right(scores, targets)
    return value, len(scores) * slopes


def slopes_uphill(scores, targets):
    value, slopes = right(scores, targets)
    return value, -slopes


def slopes_over_classes(scores, targets):
    value, slopes = right(scores, targets)
    return value, slopes * len(scores) / scores.shape[1]


def slopes_without_truth(scores, targets):
    value, slopes = right(scores, targets)
    return value, slopes + targets / len(scores)


def largest_share_only(scores, targets):
    return right(scores, np.eye(scores.shape[1])[targets.argmax(axis=1)])


def smoothed_once_more(scores, targets):
    return right(scores, 0.9 * targets + 0.1 / scores.shape[1])


def clipped_probabilities(scores, targets):
    p = np.clip(probabilities_of(scores), 1e-7, 1 - 1e-7)
    value = -np.mean(np.sum(targets * np.log(p), axis=1))
    return value, right(scores, targets)[1]


def a_little_added(scores, targets):
    p = probabilities_of(scores)
    value = -np.mean(np.sum(targets * np.log(p + 1e-12), axis=1))
    return value, right(scores, targets)[1]


def logarithm_of_softmax(scores, targets):
    p = probabilities_of(scores)
    value = -np.mean(np.sum(targets * np.log(p), axis=1))
    return value, right(scores, targets)[1]


def overflowing(scores, targets):
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    value = -np.mean(np.sum(targets * np.log(p), axis=1))
    return value, (p - targets) / len(scores)


def divergence(scores, targets):
    value, slopes = right(scores, targets)
    entropy = -np.sum(targets * np.log(np.where(targets > 0, targets, 1)))
    return value - entropy / len(scores), slopes


def only_the_loss(scores, targets):
    return right(scores, targets)[0]


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


def right_and_sure(limit):
    return [-2 * limit, 2 * limit], [limit + 10, limit + 15]


def one_inside(limit):
    return [2 * limit, 0], [limit + 10, limit + 15]


def on_the_border(limit):
    return [limit, -limit], [limit + 10, limit + 15]


def both_inside(limit):
    return [limit / 2, -limit / 2], [limit + 10, limit + 15]


def a_tie_to_the_same(limit):
    return [2 * limit, -2 * limit], [limit + 15, limit + 10]


def fixed(limit):
    return [31, -31], [35, 40]


def nothing_clipped(limit):
    return [2 * limit, -2 * limit], [limit / 3, limit / 2]


def second_first(limit):
    return [limit + 10, limit + 15], [2 * limit, -2 * limit]


def only_one_row(limit):
    return [2 * limit, -2 * limit]


def steps_of_one_parameter(z, rate):
    return np.exp(z) / (2 * rate)


def rate_of_the_text(z, rate):
    return np.exp(z) / 0.6


def steps_of_the_cross_entropy(z, rate):
    return z / (2 * rate)


def rate_times_steps(z, rate):
    return 4 * rate * np.exp(z)


def first_step_for_all(z, rate):
    return z * np.exp(z) / (4 * rate)


def ten_per_cent_less(z, rate):
    return 0.9 * np.exp(z) / (4 * rate)


WRONG = {
    "4.1": [
        first_from_the_shares,
        the_other_way_round,
        in_bits,
        always_the_commonest,
        every_class_alike,
        one_in_all,
        learned_to_nothing,
    ],
    "4.2": [
        sum_of_the_losses,
        slopes_of_one_sample,
        tie_to_the_other,
        logarithms_to_ten,
        probabilities_from_the_scores,
        likelihood_for_losses,
        truth_minus_probability,
        two_digits,
        all_at_once,
    ],
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
        mean_over_the_table,
        loss_of_every_sample,
        slopes_of_the_sum,
        slopes_uphill,
        slopes_over_classes,
        slopes_without_truth,
        largest_share_only,
        smoothed_once_more,
        clipped_probabilities,
        a_little_added,
        logarithm_of_softmax,
        overflowing,
        divergence,
        only_the_loss,
    ],
    "4.5": [
        right_and_sure,
        one_inside,
        on_the_border,
        both_inside,
        a_tie_to_the_same,
        fixed,
        nothing_clipped,
        second_first,
        only_one_row,
    ],
    "4.6": [
        score_as_rate,
        sum_over_counts,
        likelihood_uphill,
        factorial_kept,
        squared_counts,
        rate_forgotten,
    ],
    "4.7": [
        steps_of_one_parameter,
        rate_of_the_text,
        steps_of_the_cross_entropy,
        rate_times_steps,
        first_step_for_all,
        ten_per_cent_less,
    ],
}
