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


WRONG = {
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
