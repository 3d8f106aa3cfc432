"""Wrong answers to the exercises of chapter 3, which their checkers refuse."""

import numpy as np


def slope_at_of_all_units(x, w, b, v):
    return np.sum(v * w)


def slope_at_without_the_hidden_weights(x, w, b, v):
    return np.sum(v * (w * x + b > 0))


def slope_at_without_the_output_weights(x, w, b, v):
    return np.sum(w * (w * x + b > 0))


def slope_at_of_units_that_are_off(x, w, b, v):
    return np.sum(v * w * (w * x + b < 0))


def slope_at_right_of_every_joint(x, w, b, v):
    return np.sum(v * w * (x > -b / w))


def slope_at_with_joints_mirrored(x, w, b, v):
    return np.sum(v * w * (w * x > b))


def slope_at_the_height(x, w, b, v):
    return np.maximum(w * x + b, 0) @ v


def slope_at_from_the_origin(x, w, b, v):
    return np.maximum(w * x + b, 0) @ v / x


def shares_at_temperature_one(powers, temperature):
    return powers / powers.sum()


def shares_divided(powers, temperature):
    shares = powers / temperature
    return shares / shares.sum()


def shares_to_the_temperature(powers, temperature):
    shares = powers**temperature
    return shares / shares.sum()


def shares_not_normalised(powers, temperature):
    return powers ** (1 / temperature)


def shares_by_the_old_sum(powers, temperature):
    return powers ** (1 / temperature) / powers.sum()


def shares_normalised_too_early(powers, temperature):
    return (powers / powers.sum()) ** (1 / temperature)


def shares_by_logarithm(powers, temperature):
    scores = np.log(powers) / temperature
    shares = np.exp(scores - scores.max())
    return shares / shares.sum()


def shares_of_powers_taken_for_scores(powers, temperature):
    shares = np.exp((powers - powers.max()) / temperature)
    return shares / shares.sum()


def _gate(z):
    return np.exp(-np.logaddexp(0, -z))


def swish_slope_without_the_product_rule(z):
    return z * _gate(z), _gate(z) * (1 - _gate(z))


def swish_slope_of_one_term(z):
    return z * _gate(z), _gate(z)


def swish_slope_of_the_other_term(z):
    return z * _gate(z), z * _gate(z) * (1 - _gate(z))


def swish_slope_with_a_minus(z):
    return z * _gate(z), _gate(z) - z * _gate(z) * (1 - _gate(z))


def swish_overflowing(z):
    gate = 1 / (1 + np.exp(-z))
    return z * gate, gate + z * gate * (1 - gate)


def swish_of_a_steeper_gate(z):
    gate = _gate(1.702 * z)  # close to the GELU
    return z * gate, gate + 1.702 * z * gate * (1 - gate)


def swish_that_is_a_softplus(z):
    return np.logaddexp(0, z), _gate(z)


def swish_that_is_a_sigmoid(z):
    return _gate(z), _gate(z) * (1 - _gate(z))


def _two_units(left, right):
    W1, b1 = np.array([[-1.0, 1.0]]), np.zeros(2)
    return W1, b1, np.array([[left], [right]]), np.zeros(1)


def two_slopes_with_the_left_one_mirrored(left, right):
    return _two_units(left, right)


def two_slopes_exchanged(left, right):
    return _two_units(-right, left)


def two_slopes_without_signs(left, right):
    return _two_units(abs(left), abs(right))


def two_slopes_both_to_the_right(left, right):
    _, b1, W2, b2 = _two_units(left, right)
    return np.ones((1, 2)), b1, W2, b2


def two_slopes_on_top_of_each_other(left, right):
    return _two_units(-left, right - left)


def two_slopes_in_the_hidden_layer(left, right):
    W1, b1 = np.array([[-left, right]]), np.zeros(2)
    return W1, b1, np.ones((2, 1)), np.zeros(1)


def two_slopes_off_the_origin(left, right):
    W1, b1, W2, b2 = _two_units(-left, right)
    return W1, b1, W2, b2 + 1e-3


def two_slopes_transposed(left, right):
    W1, b1, W2, b2 = _two_units(-left, right)
    return W1.T, b1, W2.T, b2


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
    "3.1": [
        slope_at_of_all_units,
        slope_at_without_the_hidden_weights,
        slope_at_without_the_output_weights,
        slope_at_of_units_that_are_off,
        slope_at_right_of_every_joint,
        slope_at_with_joints_mirrored,
        slope_at_the_height,
        slope_at_from_the_origin,
    ],
    "3.2": [
        shares_at_temperature_one,
        shares_divided,
        shares_to_the_temperature,
        shares_not_normalised,
        shares_by_the_old_sum,
        shares_normalised_too_early,
        shares_by_logarithm,
        shares_of_powers_taken_for_scores,
    ],
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
    "3.7": [
        swish_slope_without_the_product_rule,
        swish_slope_of_one_term,
        swish_slope_of_the_other_term,
        swish_slope_with_a_minus,
        swish_overflowing,
        swish_of_a_steeper_gate,
        swish_that_is_a_softplus,
        swish_that_is_a_sigmoid,
    ],
    "3.8": [
        two_slopes_with_the_left_one_mirrored,
        two_slopes_exchanged,
        two_slopes_without_signs,
        two_slopes_both_to_the_right,
        two_slopes_on_top_of_each_other,
        two_slopes_in_the_hidden_layer,
        two_slopes_off_the_origin,
        two_slopes_transposed,
    ],
}
