"""Plausible wrong answers to chapter 2, unseen by its checks."""

from itertools import pairwise

import numpy as np


def bend_after_the_last(inputs, layers):
    for weights, biases in layers:
        inputs = np.maximum(inputs @ weights + biases, 0)
    return inputs


def no_bend(inputs, layers):
    for weights, biases in layers:
        inputs = inputs @ weights + biases
    return inputs


def bend_before_the_biases(inputs, layers):
    for weights, biases in layers[:-1]:
        inputs = np.maximum(inputs @ weights, 0) + biases
    return inputs @ layers[-1][0] + layers[-1][1]


def bend_before_every_layer(inputs, layers):
    for weights, biases in layers:
        inputs = np.maximum(inputs, 0) @ weights + biases
    return inputs


def transposed_weights(inputs, layers):
    for weights, biases in layers[:-1]:
        inputs = np.maximum(inputs @ weights.T + biases, 0)
    return inputs @ layers[-1][0].T + layers[-1][1]


def first_layer_bent_only(inputs, layers):
    for k, (weights, biases) in enumerate(layers):
        inputs = inputs @ weights + biases
        if k == 0 and len(layers) > 1:
            inputs = np.maximum(inputs, 0)
    return inputs


def two_layers_only(inputs, layers):
    (W1, b1), (W2, b2) = layers
    return np.maximum(inputs @ W1 + b1, 0) @ W2 + b2


def last_layer_taken_off(inputs, layers):
    weights, biases = layers.pop()
    for W, b in layers:
        inputs = np.maximum(inputs @ W + b, 0)
    return inputs @ weights + biases


def maximum_of_all(inputs, layers):
    for weights, biases in layers[:-1]:
        inputs = np.max(inputs @ weights + biases)
    return inputs @ layers[-1][0] + layers[-1][1]


def size_instead_of_bend(inputs, layers):
    for weights, biases in layers[:-1]:
        inputs = np.abs(inputs @ weights + biases)
    return inputs @ layers[-1][0] + layers[-1][1]


def biases_of_the_last_forgotten(inputs, layers):
    for weights, biases in layers[:-1]:
        inputs = np.maximum(inputs @ weights + biases, 0)
    return inputs @ layers[-1][0]


def inputs_passed_through(weights, biases):
    m = len(biases)
    return weights, biases, np.eye(m), np.zeros(m)


def twins_added(weights, biases):
    m = len(biases)
    W1 = np.hstack([weights, -weights])
    b1 = np.concatenate([biases, -biases])
    return W1, b1, np.vstack([np.eye(m), np.eye(m)]), np.zeros(m)


def twins_biases_not_turned(weights, biases):
    m = len(biases)
    W1 = np.hstack([weights, -weights])
    b1 = np.concatenate([biases, biases])
    return W1, b1, np.vstack([np.eye(m), -np.eye(m)]), np.zeros(m)


def lifted_over_the_bend(weights, biases):
    m, lift = len(biases), 1e4
    return weights, biases + lift, np.eye(m), np.full(m, -lift)


def lifted_out_of_sight(weights, biases):
    m, lift = len(biases), 1e12
    return weights, biases + lift, np.eye(m), np.full(m, -lift)


def biases_twice(weights, biases):
    m = len(biases)
    W1 = np.hstack([weights, -weights])
    b1 = np.concatenate([biases, -biases])
    return W1, b1, np.vstack([np.eye(m), -np.eye(m)]), biases


def stacked_the_wrong_way(weights, biases):
    m = len(biases)
    W1 = np.hstack([weights, -weights])
    b1 = np.concatenate([biases, -biases])
    return W1, b1, np.hstack([np.eye(m), -np.eye(m)]), np.zeros(m)


def three_results(weights, biases):
    m = len(biases)
    W1 = np.hstack([weights, -weights])
    b1 = np.concatenate([biases, -biases])
    return W1, b1, np.vstack([np.eye(m), -np.eye(m)])


def weights_turned_in_place(weights, biases):
    m = len(biases)
    W1, b1 = weights.copy(), biases.copy()
    weights *= -1
    biases *= -1
    W1, b1 = np.hstack([W1, weights]), np.concatenate([b1, biases])
    return W1, b1, np.vstack([np.eye(m), -np.eye(m)]), np.zeros(m)


def carry_first(bits):
    total = bits.sum(axis=1)
    return np.column_stack([total // 2, total % 2])


def half_adder(bits):
    total = bits[:, 0] + bits[:, 1]
    return np.column_stack([total % 2, total // 2])


def carry_of_all_three(bits):
    total = bits.sum(axis=1)
    return np.column_stack([total % 2, total // 3])


def bits_flattened(bits):
    return np.array([bits.sum() % 2, bits.sum() // 2])


def one_bend_too_few(bits):
    total = bits.sum(axis=1)
    h1, h2 = total, np.maximum(total - 1, 0)
    return np.column_stack([h1 - 2 * h2, h2])


def true_and_false_off_by_a_half(bits):
    total = bits.sum(axis=1)
    return np.column_stack([total % 2, total / 2])


def batch_forgotten(batch, widths):
    return sum(d * m for d, m in pairwise(widths))


def biases_counted(batch, widths):
    return batch * sum((d + 1) * m for d, m in pairwise(widths))


def ends_only(batch, widths):
    return batch * widths[0] * widths[-1]


def all_widths_multiplied(batch, widths):
    return batch * int(np.prod(widths))


def neurons_counted(batch, widths):
    return batch * sum(widths[1:])


def right_loss(targets):
    return 0.0, 0.0


def only_the_diagonal(targets):
    return 0.0, np.mean((targets - targets.mean()) ** 2)


def variance_twice(targets):
    variance = np.mean((targets - targets.mean()) ** 2)
    return variance, variance


def unbiased_variance(targets):
    variance = targets.var(ddof=1)
    return 2 * variance, variance


def sums_for_means(targets):
    apart = np.sum((targets - targets.mean()) ** 2)
    return 2 * apart, apart


def losses_swapped(targets):
    return targets.var(), 2 * targets.var()


def always(n, m):
    return True


def equal_only(n, m):
    return n == m


def one_forgotten(n, m):
    return n in (1, m)


def either_is_one(n, m):
    return n == 1 or m == 1


def half(d):
    return d // 2


def half_rounded_up(d):
    return (d + 1) // 2


def one_below_half(d):
    return d // 2 - 1


def for_a_thousand(d):
    return 499


def half_as_a_fraction(d):
    return d / 2


WRONG = {
    "2.1": [
        batch_forgotten,
        biases_counted,
        ends_only,
        all_widths_multiplied,
        neurons_counted,
    ],
    "2.3": [
        right_loss,
        only_the_diagonal,
        variance_twice,
        unbiased_variance,
        sums_for_means,
        losses_swapped,
    ],
    "2.6": [always, equal_only, one_forgotten, either_is_one],
    "2.7": [
        half,
        half_rounded_up,
        one_below_half,
        for_a_thousand,
        half_as_a_fraction,
    ],
    "2.4": [
        bend_after_the_last,
        no_bend,
        bend_before_the_biases,
        bend_before_every_layer,
        transposed_weights,
        first_layer_bent_only,
        two_layers_only,
        last_layer_taken_off,
        maximum_of_all,
        size_instead_of_bend,
        biases_of_the_last_forgotten,
    ],
    "2.5": [
        inputs_passed_through,
        twins_added,
        twins_biases_not_turned,
        lifted_over_the_bend,
        lifted_out_of_sight,
        biases_twice,
        stacked_the_wrong_way,
        three_results,
        weights_turned_in_place,
    ],
    "2.8": [
        carry_first,
        half_adder,
        carry_of_all_three,
        bits_flattened,
        one_bend_too_few,
        true_and_false_off_by_a_half,
    ],
}
