"""Plausible wrong answers to chapter 10, unseen by its checks."""

import numpy as np

EPSILON = 1e-5


def normed_over_the_columns(X, scales, shifts):
    root = np.sqrt(X.var(axis=0) + EPSILON)
    return (X - X.mean(axis=0)) / root * scales + shifts


def normed_over_everything(X, scales, shifts):
    return (X - X.mean()) / np.sqrt(X.var() + EPSILON) * scales + shifts


def normed_without_keepdims(X, scales, shifts):
    root = np.sqrt(X.var(axis=1) + EPSILON)
    return (X - X.mean(axis=1)) / root * scales + shifts


def normed_by_the_variance(X, scales, shifts):
    mean = X.mean(axis=1, keepdims=True)
    variance = X.var(axis=1, keepdims=True) + EPSILON
    return (X - mean) / variance * scales + shifts


def normed_with_epsilon_outside(X, scales, shifts):
    mean = X.mean(axis=1, keepdims=True)
    root = X.std(axis=1, keepdims=True) + EPSILON
    return (X - mean) / root * scales + shifts


def normed_without_epsilon(X, scales, shifts):
    mean = X.mean(axis=1, keepdims=True)
    root = X.std(axis=1, keepdims=True)
    return (X - mean) / root * scales + shifts


def normed_with_one_feature_less(X, scales, shifts):
    mean = X.mean(axis=1, keepdims=True)
    root = np.sqrt(X.var(axis=1, ddof=1, keepdims=True) + EPSILON)
    return (X - mean) / root * scales + shifts


def shifted_before_it_is_scaled(X, scales, shifts):
    mean = X.mean(axis=1, keepdims=True)
    root = np.sqrt(X.var(axis=1, keepdims=True) + EPSILON)
    return ((X - mean) / root + shifts) * scales


def normed_and_not_scaled(X, scales, shifts):
    mean = X.mean(axis=1, keepdims=True)
    return (X - mean) / np.sqrt(X.var(axis=1, keepdims=True) + EPSILON)


def normed_in_place(X, scales, shifts):
    X -= X.mean(axis=1, keepdims=True)
    root = np.sqrt((X**2).mean(axis=1, keepdims=True) + EPSILON)
    return X / root * scales + shifts


def root_of(X):
    return np.sqrt((X**2).mean(axis=1, keepdims=True) + EPSILON)


def back_with_the_root_fixed(d_outputs, X, scales):
    root = root_of(X)
    return d_outputs * scales / root, (d_outputs * X / root).sum(axis=0)


def back_with_the_mean_taken_off(d_outputs, X, scales):
    root = root_of(X)
    Z, d = X / root, d_outputs * scales
    left = d - d.mean(axis=1, keepdims=True)
    left = left - Z * (d * Z).mean(axis=1, keepdims=True)
    return left / root, (d_outputs * Z).sum(axis=0)


def back_with_the_scales_last(d_outputs, X, scales):
    root = root_of(X)
    Z = X / root
    left = d_outputs - Z * (d_outputs * Z).mean(axis=1, keepdims=True)
    return left * scales / root, (d_outputs * Z).sum(axis=0)


def back_without_the_scales(d_outputs, X, scales):
    root = root_of(X)
    Z = X / root
    left = d_outputs - Z * (d_outputs * Z).mean(axis=1, keepdims=True)
    return left / root, (d_outputs * Z).sum(axis=0)


def back_with_a_sum_for_the_mean(d_outputs, X, scales):
    root = root_of(X)
    Z, d = X / root, d_outputs * scales
    left = d - Z * (d * Z).sum(axis=1, keepdims=True)
    return left / root, (d_outputs * Z).sum(axis=0)


def back_along_the_columns(d_outputs, X, scales):
    root = np.sqrt((X**2).mean(axis=0) + EPSILON)
    Z, d = X / root, d_outputs * scales
    left = d - Z * (d * Z).mean(axis=0)
    return left / root, (d_outputs * Z).sum(axis=0)


def back_with_scales_of_the_raw_inputs(d_outputs, X, scales):
    root = root_of(X)
    Z, d = X / root, d_outputs * scales
    left = d - Z * (d * Z).mean(axis=1, keepdims=True)
    return left / root, (d_outputs * X).sum(axis=0)


def back_with_scales_as_a_mean(d_outputs, X, scales):
    root = root_of(X)
    Z, d = X / root, d_outputs * scales
    left = d - Z * (d * Z).mean(axis=1, keepdims=True)
    return left / root, (d_outputs * Z).mean(axis=0)


def back_with_another_sign(d_outputs, X, scales):
    root = root_of(X)
    Z, d = X / root, d_outputs * scales
    left = d + Z * (d * Z).mean(axis=1, keepdims=True)
    return left / root, (d_outputs * Z).sum(axis=0)


def growth_of_the_square(factor, slope, layers):
    return (factor**2 * (1 + slope**2)) ** layers


def growth_of_the_factor_alone(factor, slope, layers):
    return factor**layers


def growth_added_up(factor, slope, layers):
    return factor * np.sqrt(1 + slope**2) * layers


def growth_with_the_slope_itself(factor, slope, layers):
    return (factor * np.sqrt(1 + slope)) ** layers


def growth_without_the_lost_half(factor, slope, layers):
    return (factor * np.sqrt(2 * (1 + slope**2))) ** layers


def growth_with_the_square_of_the_mean(factor, slope, layers):
    return (factor * (1 + slope) / np.sqrt(2)) ** layers


def drawn_with_the_variance(n_inputs, n_outputs, slope, rng):
    variance = 2 / ((1 + slope**2) * n_inputs)
    return rng.normal(0, variance, (n_inputs, n_outputs))


def drawn_as_for_relu(n_inputs, n_outputs, slope, rng):
    return rng.normal(0, np.sqrt(2 / n_inputs), (n_inputs, n_outputs))


def drawn_by_the_outputs(n_inputs, n_outputs, slope, rng):
    size = np.sqrt(2 / ((1 + slope**2) * n_outputs))
    return rng.normal(0, size, (n_inputs, n_outputs))


def drawn_with_the_slope_unsquared(n_inputs, n_outputs, slope, rng):
    size = np.sqrt(2 / ((1 + slope) * n_inputs))
    return rng.normal(0, size, (n_inputs, n_outputs))


def drawn_uniform_to_the_deviation(n_inputs, n_outputs, slope, rng):
    size = np.sqrt(2 / ((1 + slope**2) * n_inputs))
    return rng.uniform(-size, size, (n_inputs, n_outputs))


def drawn_above_zero(n_inputs, n_outputs, slope, rng):
    size = np.sqrt(2 / ((1 + slope**2) * n_inputs))
    return abs(rng.normal(0, size, (n_inputs, n_outputs)))


def drawn_from_a_seed(n_inputs, n_outputs, slope, rng):
    rng = np.random.default_rng(0)
    size = np.sqrt(2 / ((1 + slope**2) * n_inputs))
    return rng.normal(0, size, (n_inputs, n_outputs))


def drawn_transposed(n_inputs, n_outputs, slope, rng):
    size = np.sqrt(2 / ((1 + slope**2) * n_inputs))
    return rng.normal(0, size, (n_outputs, n_inputs))


def drawn_once_for_all_neurons(n_inputs, n_outputs, slope, rng):
    size = np.sqrt(2 / ((1 + slope**2) * n_inputs))
    column = rng.normal(0, size, (n_inputs, 1))
    return np.repeat(column, n_outputs, axis=1)


def length_of_a_straight_walk(length, slope, rate, steps):
    for _ in range(steps):
        length = length + rate * slope / length
    return length


def length_of_equal_steps(length, slope, rate, steps):
    return np.sqrt(length**2 + steps * (rate * slope) ** 2)


def length_of_the_first_step_repeated(length, slope, rate, steps):
    return np.sqrt(length**2 + steps * (rate * slope / length) ** 2)


def length_unchanged(length, slope, rate, steps):
    return length


def length_with_longer_slopes(length, slope, rate, steps):
    for _ in range(steps):
        length = np.hypot(length, rate * slope * length)
    return length


def length_squared(length, slope, rate, steps):
    square = length**2
    for _ in range(steps):
        square = square + (rate * slope) ** 2 / square
    return square


def a_row_of_zeros(images):
    return np.zeros(images.shape[1])


def a_row_like_the_first(images):
    return images[0].copy()


def the_row_in_the_middle(images):
    return images.mean(axis=0)


def the_darkest_row_there_is(images):
    return np.full(images.shape[1], 16.0)


def a_row_that_is_no_number(images):
    return np.full(images.shape[1], np.nan)


def a_row_of_infinities(images):
    return np.full(images.shape[1], np.inf)


def a_hundred_times_the_first(images):
    return 100 * images[0]


def folded_without_the_means(weights, biases, norm):
    scales, shifts, _, variances = norm
    steep = scales / np.sqrt(variances + EPSILON)
    return weights * steep, biases * steep + shifts


def folded_with_the_biases_kept(weights, biases, norm):
    scales, shifts, means, variances = norm
    steep = scales / np.sqrt(variances + EPSILON)
    return weights * steep, biases + shifts - means * steep


def folded_by_the_variance(weights, biases, norm):
    scales, shifts, means, variances = norm
    steep = scales / (variances + EPSILON)
    return weights * steep, (biases - means) * steep + shifts


def folded_without_epsilon(weights, biases, norm):
    scales, shifts, means, variances = norm
    steep = scales / np.sqrt(variances)
    return weights * steep, (biases - means) * steep + shifts


def folded_along_the_inputs(weights, biases, norm):
    scales, shifts, means, variances = norm
    steep = scales / np.sqrt(variances + EPSILON)
    new = (biases - means) * steep + shifts
    if weights.shape[0] != weights.shape[1]:
        return weights * steep, new
    return weights * steep[:, None], new


def folded_with_epsilon_outside(weights, biases, norm):
    scales, shifts, means, variances = norm
    steep = scales / (np.sqrt(variances) + EPSILON)
    return weights * steep, (biases - means) * steep + shifts


def folded_with_the_mean_added(weights, biases, norm):
    scales, shifts, means, variances = norm
    steep = scales / np.sqrt(variances + EPSILON)
    return weights * steep, (biases + means) * steep + shifts


def folded_in_another_order(weights, biases, norm):
    scales, shifts, variances, means = norm
    steep = scales / np.sqrt(abs(variances) + EPSILON)
    return weights * steep, (biases - means) * steep + shifts


WRONG = {
    "10.1": [
        normed_over_the_columns,
        normed_over_everything,
        normed_without_keepdims,
        normed_by_the_variance,
        normed_with_epsilon_outside,
        normed_without_epsilon,
        normed_with_one_feature_less,
        shifted_before_it_is_scaled,
        normed_and_not_scaled,
        normed_in_place,
    ],
    "10.2": [
        back_with_the_root_fixed,
        back_with_the_mean_taken_off,
        back_with_the_scales_last,
        back_without_the_scales,
        back_with_a_sum_for_the_mean,
        back_along_the_columns,
        back_with_scales_of_the_raw_inputs,
        back_with_scales_as_a_mean,
        back_with_another_sign,
    ],
    "10.3": [
        growth_of_the_square,
        growth_of_the_factor_alone,
        growth_added_up,
        growth_with_the_slope_itself,
        growth_without_the_lost_half,
        growth_with_the_square_of_the_mean,
    ],
    "10.4": [
        drawn_with_the_variance,
        drawn_as_for_relu,
        drawn_by_the_outputs,
        drawn_with_the_slope_unsquared,
        drawn_uniform_to_the_deviation,
        drawn_above_zero,
        drawn_from_a_seed,
        drawn_transposed,
        drawn_once_for_all_neurons,
    ],
    "10.5": [
        length_of_a_straight_walk,
        length_of_equal_steps,
        length_of_the_first_step_repeated,
        length_unchanged,
        length_with_longer_slopes,
        length_squared,
    ],
    "10.6": [
        a_row_of_zeros,
        a_row_like_the_first,
        the_row_in_the_middle,
        the_darkest_row_there_is,
        a_row_that_is_no_number,
        a_row_of_infinities,
        a_hundred_times_the_first,
    ],
    "10.7": [
        folded_without_the_means,
        folded_with_the_biases_kept,
        folded_by_the_variance,
        folded_without_epsilon,
        folded_along_the_inputs,
        folded_with_epsilon_outside,
        folded_with_the_mean_added,
        folded_in_another_order,
    ],
}
