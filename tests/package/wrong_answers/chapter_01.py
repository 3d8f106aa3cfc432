"""Plausible wrong answers to chapter 1, unseen by its checks."""

import numpy as np


def biases_forgotten(inputs, weights, biases):
    outputs = np.zeros((len(inputs), len(biases)))
    for i in range(len(inputs)):
        for j in range(len(biases)):
            for k in range(len(weights)):
                outputs[i, j] += inputs[i, k] * weights[k, j]
    return outputs


def bias_at_every_input(inputs, weights, biases):
    return inputs @ weights + len(weights) * biases


def a_neuron_to_a_row(inputs, weights, biases):
    outputs = np.zeros((len(inputs), len(biases)))
    for i in range(len(inputs)):
        for j in range(len(biases)):
            outputs[i, j] = biases[j]
            for k in range(len(inputs[0])):
                outputs[i, j] += inputs[i, k] * weights[j, k]
    return outputs


def last_input_only(inputs, weights, biases):
    outputs = np.zeros((len(inputs), len(biases)))
    for i in range(len(inputs)):
        for j in range(len(biases)):
            for k in range(len(weights)):
                outputs[i, j] = biases[j] + inputs[i, k] * weights[k, j]
    return outputs


def total_not_reset(inputs, weights, biases):
    outputs, total = np.zeros((len(inputs), len(biases))), 0
    for i in range(len(inputs)):
        for j in range(len(biases)):
            total += biases[j]
            for k in range(len(weights)):
                total += inputs[i, k] * weights[k, j]
            outputs[i, j] = total
    return outputs


def first_sample_only(inputs, weights, biases):
    outputs = []
    for j in range(len(biases)):
        total = biases[j]
        for k in range(len(weights)):
            total += inputs[0][k] * weights[k][j]
        outputs.append(total)
    return outputs


def reshaped_weights(inputs, weights, biases):
    return inputs @ weights.T.reshape(weights.shape) + biases


def biases_moved(inputs, weights, biases):
    outputs = []
    for sample in inputs:
        biases += sample @ weights
        outputs.append(biases.copy())
    return outputs


def batch_mean_taken(inputs, weights, biases):
    return (inputs - inputs.mean(axis=0)) @ weights + biases


def bend_added(inputs, weights, biases):
    return np.maximum(inputs @ weights + biases, 0)


def whole_numbers_only(inputs, weights, biases):
    outputs = np.zeros((len(inputs), len(biases)), dtype=int)
    outputs[...] = inputs @ weights + biases
    return outputs


def nothing_returned(inputs, weights, biases):
    inputs @ weights + biases


def dot_product(x, z):
    return x @ z


def one_length_only(x, z):
    return x @ z / (x @ x)


def root_forgotten(x, z):
    return x @ z / ((x @ x) * (z @ z))


def lengths_added(x, z):
    return x @ z / (np.linalg.norm(x) + np.linalg.norm(z))


def sum_for_length(x, z):
    return x @ z / (np.abs(x).sum() * np.abs(z).sum())


def sign_lost(x, z):
    return np.abs(x @ z) / np.sqrt((x @ x) * (z @ z))


def mean_taken_off(x, z):
    x, z = x - x.mean(), z - z.mean()
    return x @ z / np.sqrt((x @ x) * (z @ z) + 1e-300)


def the_angle(x, z):
    cosine = x @ z / np.sqrt((x @ x) * (z @ z))
    return np.arccos(np.clip(cosine, -1, 1))


def entry_by_entry(x, z):
    return x * z / np.sqrt((x @ x) * (z @ z))


def arguments_scaled(x, z):
    x /= np.sqrt(x @ x)
    z /= np.sqrt(z @ z)
    return x @ z


def distance_turned(x, z):
    return 1 - np.sqrt(((x - z) ** 2).sum())


def inner_sizes_kept(left, right):
    return (left[1], right[0]) if left[1] == right[0] else (0, 0)


def never_refused(left, right):
    return left[0], right[1]


def equal_shapes_only(left, right):
    return left if left == right else (0, 0)


def outer_sizes_compared(left, right):
    return (left[0], right[1]) if left[0] == right[1] else (0, 0)


def transposed_result(left, right):
    return (right[1], left[0]) if left[1] == right[0] else (0, 0)


def bias_left_out(top, left, right):
    return (left + right) / 2


def bias_on_the_wrong_side(top, left, right):
    return (left + right + 0.2) / 2


def weight_left_out(top, left, right):
    return left + right - 0.2


def for_one_scan(top, left, right):
    return 0.4


def top_counted(top, left, right):
    return (top + left + right - 0.2) / 2


def in_numbers(shape, size):
    return shape[1], 1


def rows_for_columns(shape, size):
    return shape[0] * size, size


def column_after_column(shape, size):
    return size, shape[0] * size


def eight_bytes(shape, size):
    return 8 * shape[1], 8


def rolled_around(scans, pixels):
    return np.roll(scans.reshape(-1, 8, 8), pixels, axis=2).reshape(-1, 64)


def rolled_in_line(scans, pixels):
    return np.roll(scans, pixels, axis=1)


def moved_down(scans, pixels):
    moved = np.zeros_like(scans)
    if pixels >= 0:
        moved[:, 8 * pixels :] = scans[:, : 64 - 8 * pixels]
    else:
        moved[:, : 8 * pixels] = scans[:, -8 * pixels :]
    return moved


def never_to_the_left(scans, pixels):
    pictures = scans.reshape(-1, 8, 8)
    moved = np.zeros_like(pictures)
    pixels = abs(pixels)
    moved[:, :, pixels:] = pictures[:, :, : 8 - pixels]
    return moved.reshape(-1, 64)


def other_way(scans, pixels):
    pictures = scans.reshape(-1, 8, 8)
    moved = np.zeros_like(pictures)
    if pixels <= 0:
        moved[:, :, -pixels:] = pictures[:, :, : 8 + pixels]
    else:
        moved[:, :, :-pixels] = pictures[:, :, pixels:]
    return moved.reshape(-1, 64)


def edge_repeated(scans, pixels):
    columns = np.clip(np.arange(8) - pixels, 0, 7)
    return scans.reshape(-1, 8, 8)[:, :, columns].reshape(-1, 64)


def along_the_input(x, weights, bias):
    return -(x @ weights + bias) / (x @ weights) * x


def length_not_squared(x, weights, bias):
    return -(x @ weights + bias) / np.sqrt(weights @ weights) * weights


def bias_not_fooled(x, weights, bias):
    return -(x @ weights) / (weights @ weights) * weights


def pushed_away(x, weights, bias):
    return (x @ weights + bias) / (weights @ weights) * weights


def largest_weight_only(x, weights, bias):
    lie = np.zeros(len(x))
    k = np.abs(weights).argmax()
    lie[k] = -(x @ weights + bias) / weights[k]
    return lie


def all_features_alike(x, weights, bias):
    return np.full(len(x), -(x @ weights + bias) / weights.sum())


def the_other_difference(weights, biases, j, k):
    return weights[:, k] - weights[:, j], biases[k] - biases[j]


def rows_for_neurons(weights, biases, j, k):
    return weights[j] - weights[k], biases[j] - biases[k]


def biases_added(weights, biases, j, k):
    return weights[:, j] - weights[:, k], biases[j] + biases[k]


def first_two_only(weights, biases, j, k):
    return weights[:, 1] - weights[:, 0], biases[1] - biases[0]


def the_bar_neuron(inputs):
    return inputs @ np.array([0.0, -1.0, 2.0, -1.0]) + 0.2


def twice_the_bar_neuron(inputs):
    return inputs @ np.array([0.0, -2.0, 4.0, -2.0]) + 0.4


def the_other_way_round(inputs):
    return inputs @ np.array([0.0, 1.0, -1.5, 0.5]) - 0.05


def decisions_only(inputs):
    return inputs @ np.array([0.0, -1.0, 1.5, -0.5]) > -0.05


def three_neurons(inputs):
    return inputs @ np.ones((4, 3))


def a_bend_added(inputs):
    return np.maximum(inputs @ np.array([0.0, -1.0, 1.5, -0.5]) + 0.05, 0)


WRONG = {
    "1.1": [
        inner_sizes_kept,
        never_refused,
        equal_shapes_only,
        outer_sizes_compared,
        transposed_result,
    ],
    "1.2": [
        bias_left_out,
        bias_on_the_wrong_side,
        weight_left_out,
        for_one_scan,
        top_counted,
    ],
    "1.5": [in_numbers, rows_for_columns, column_after_column, eight_bytes],
    "1.6": [
        rolled_around,
        rolled_in_line,
        moved_down,
        never_to_the_left,
        other_way,
        edge_repeated,
    ],
    "1.7": [
        along_the_input,
        length_not_squared,
        bias_not_fooled,
        pushed_away,
        largest_weight_only,
        all_features_alike,
    ],
    "1.8": [
        the_other_difference,
        rows_for_neurons,
        biases_added,
        first_two_only,
    ],
    "1.9": [
        the_bar_neuron,
        twice_the_bar_neuron,
        the_other_way_round,
        decisions_only,
        three_neurons,
        a_bend_added,
    ],
    "1.3": [
        biases_forgotten,
        bias_at_every_input,
        a_neuron_to_a_row,
        last_input_only,
        total_not_reset,
        first_sample_only,
        reshaped_weights,
        biases_moved,
        batch_mean_taken,
        bend_added,
        whole_numbers_only,
        nothing_returned,
    ],
    "1.4": [
        dot_product,
        one_length_only,
        root_forgotten,
        lengths_added,
        sum_for_length,
        sign_lost,
        mean_taken_off,
        the_angle,
        entry_by_entry,
        arguments_scaled,
        distance_turned,
    ],
}
