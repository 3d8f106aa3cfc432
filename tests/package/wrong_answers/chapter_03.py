"""Wrong answers to the exercises of chapter 3, which their checkers refuse."""

import numpy as np


def softplus_naive(z):
    return np.log(1 + np.exp(z))


def softplus_overflowing(z):
    return np.log1p(np.exp(z))


def softplus_without_small_numbers(z):
    return np.maximum(z, 0) + np.log(1 + np.exp(-np.abs(z)))


def softplus_switched_too_late(z):
    small = np.exp(-np.abs(z))
    tail = np.where(np.abs(z) > 38, small, np.log(1 + small))
    return np.maximum(z, 0) + tail


def softplus_switched_too_early(z):
    small = np.exp(-np.abs(z))
    tail = np.where(np.abs(z) > 25, small, np.log(1 + small))
    return np.maximum(z, 0) + tail


def softplus_straight_from_fourteen(z):
    return np.where(z > 14, z, np.log1p(np.exp(np.minimum(z, 14))))


def softplus_right_to_seven_digits(z):
    return np.logaddexp(0, z) * (1 + 3e-8)


def softplus_clipped(z):
    return np.log1p(np.exp(np.clip(z, -500, 500)))


def softplus_without_the_line(z):
    return np.log1p(np.exp(-np.abs(z)))


def softplus_with_a_kink(z):
    return np.maximum(z, 0)


def softplus_in_base_two(z):
    return np.logaddexp2(0, z)


def softmax_overflowing(scores, temperature):
    powers = np.exp(scores / temperature)
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_multiplied(scores, temperature):
    scores = scores * temperature
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_one_maximum_for_all_rows(scores, temperature):
    powers = np.exp((scores - scores.max()) / temperature)
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_less_the_smallest(scores, temperature):
    scores = scores - scores.min(axis=1, keepdims=True)
    powers = np.exp(scores / temperature)
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_at_the_root_of_the_temperature(scores, temperature):
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores / np.sqrt(temperature))
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_down_the_columns(scores, temperature):
    powers = np.exp((scores - scores.max(axis=0)) / temperature)
    return powers / powers.sum(axis=0)


def softmax_cooled_too_late(scores, temperature):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) / temperature


def softmax_sharpened_and_not_normalised(scores, temperature):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1, keepdims=True)) ** (1 / temperature)


def softmax_that_changes_its_scores(scores, temperature):
    scores -= scores.max(axis=1, keepdims=True)
    powers = np.exp(scores / temperature)
    return powers / powers.sum(axis=1, keepdims=True)


def _network(knots, weights, start):
    n = len(knots)
    return np.ones((1, n)), -knots, weights.reshape(n, 1), np.array([start])


def interpolate_from_zero(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    changes = np.diff(slopes, prepend=0, append=0)
    return _network(knots, changes, 0.0)


def interpolate_from_the_last_value(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    changes = np.diff(slopes, prepend=0, append=0)
    return _network(knots, changes, values[-1])


def interpolate_with_slopes(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    return _network(knots, np.append(slopes, 0), values[0])


def interpolate_that_never_ends(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    changes = np.append(np.diff(slopes, prepend=0), 0)
    return _network(knots, changes, values[0])


def interpolate_evenly(knots, values):
    width = (knots[-1] - knots[0]) / (len(knots) - 1)
    slopes = np.diff(values) / width
    changes = np.diff(slopes, prepend=0, append=0)
    return _network(knots, changes, values[0])


def interpolate_with_joints_mirrored(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    changes = np.diff(slopes, prepend=0, append=0)
    return _network(-knots, changes, values[0])


def interpolate_with_values_as_weights(knots, values):
    return _network(knots, values, values[0])


def interpolate_transposed(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    changes = np.diff(slopes, prepend=0, append=0)
    W1, b1, W2, b2 = _network(knots, changes, values[0])
    return W1.T, b1, W2.T, b2


WRONG = {
    "3.3": [
        softplus_naive,
        softplus_overflowing,
        softplus_without_small_numbers,
        softplus_switched_too_late,
        softplus_switched_too_early,
        softplus_straight_from_fourteen,
        softplus_right_to_seven_digits,
        softplus_clipped,
        softplus_without_the_line,
        softplus_with_a_kink,
        softplus_in_base_two,
    ],
    "3.4": [
        softmax_overflowing,
        softmax_multiplied,
        softmax_one_maximum_for_all_rows,
        softmax_less_the_smallest,
        softmax_at_the_root_of_the_temperature,
        softmax_down_the_columns,
        softmax_cooled_too_late,
        softmax_sharpened_and_not_normalised,
        softmax_that_changes_its_scores,
    ],
    "3.5": [
        interpolate_from_zero,
        interpolate_from_the_last_value,
        interpolate_with_slopes,
        interpolate_that_never_ends,
        interpolate_evenly,
        interpolate_with_joints_mirrored,
        interpolate_with_values_as_weights,
        interpolate_transposed,
    ],
}
