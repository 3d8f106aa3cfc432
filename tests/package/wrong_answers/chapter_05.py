"""Plausible wrong answers to chapter 5, unseen by its checks."""

import numpy as np


def forward_difference(function, x):
    slopes, here = np.empty_like(x), function(x)
    for index in np.ndindex(x.shape):
        moved = x.copy()
        moved[index] += 1e-5
        slopes[index] = (function(moved) - here) / 1e-5
    return slopes


def forward_by_a_tiny_step(function, x):
    slopes, here = np.zeros(x.shape), function(x)
    for index in np.ndindex(x.shape):
        moved = x.astype(float)
        moved[index] += 1e-8
        slopes[index] = (function(moved) - here) / 1e-8
    return slopes


def integers_moved(function, x):
    slopes, x = np.zeros(x.shape), x.copy()
    for index in np.ndindex(x.shape):
        value = x[index]
        x[index] = value + 1e-5
        above = function(x)
        x[index] = value - 1e-5
        slopes[index] = (above - function(x)) / 2e-5
        x[index] = value
    return slopes


def halving_forgotten(function, x):
    slopes = np.empty_like(x)
    for index in np.ndindex(x.shape):
        move = np.zeros_like(x)
        move[index] = 1e-5
        slopes[index] = (function(x + move) - function(x - move)) / 1e-5
    return slopes


def step_too_small(function, x):
    slopes = np.empty_like(x)
    for index in np.ndindex(x.shape):
        move = np.zeros_like(x)
        move[index] = 1e-13
        slopes[index] = (function(x + move) - function(x - move)) / 2e-13
    return slopes


def never_put_back(function, x):
    slopes, x = np.empty_like(x), x.copy()
    for index in np.ndindex(x.shape):
        x[index] += 1e-5
        above = function(x)
        x[index] -= 2e-5
        slopes[index] = (above - function(x)) / 2e-5
    return slopes


def argument_moved(function, x):
    slopes = np.empty_like(x)
    for index in np.ndindex(x.shape):
        x[index] += 1e-5
        above = function(x)
        x[index] -= 2e-5
        slopes[index] = (above - function(x)) / 2e-5
    return slopes


def all_at_once(function, x):
    slope = (function(x + 1e-5) - function(x - 1e-5)) / 2e-5
    return np.full_like(x, slope)


def rows_at_once(function, x):
    slopes = np.empty_like(x)
    for i in range(len(x)):
        move = np.zeros_like(x)
        move[i] = 1e-5
        slopes[i] = (function(x + move) - function(x - move)) / 2e-5
    return slopes


def sign_turned(function, x):
    slopes = np.empty_like(x)
    for index in np.ndindex(x.shape):
        move = np.zeros_like(x)
        move[index] = 1e-5
        slopes[index] = (function(x - move) - function(x + move)) / 2e-5
    return slopes


def _stack(inputs, layers, d_outputs, *, mask=True, transpose=True):
    """Return (d_weights, d_biases) a layer, for the answers below."""
    seen, sums = [inputs], []
    for weights, biases in layers:
        sums.append(seen[-1] @ weights + biases)
        seen.append(np.maximum(sums[-1], 0))
    pairs = []
    for k in range(len(layers) - 1, -1, -1):
        if k < len(layers) - 1 and mask:
            d_outputs = d_outputs * (sums[k] > 0)
        pairs.append((seen[k].T @ d_outputs, d_outputs.sum(axis=0)))
        weights = layers[k][0]
        square = weights.shape[0] == weights.shape[1]
        if transpose or not square:
            weights = weights.T
        d_outputs = d_outputs @ weights
    return pairs[::-1]


def _vector(pairs):
    return np.concatenate([part.ravel() for pair in pairs for part in pair])


def mask_forgotten(inputs, layers, d_outputs):
    return _vector(_stack(inputs, layers, d_outputs, mask=False))


def transpose_forgotten(inputs, layers, d_outputs):
    return _vector(_stack(inputs, layers, d_outputs, transpose=False))


def divided_by_the_batch(inputs, layers, d_outputs):
    return _vector(_stack(inputs, layers, d_outputs)) / len(inputs)


def last_layer_first(inputs, layers, d_outputs):
    return _vector(_stack(inputs, layers, d_outputs)[::-1])


def biases_first(inputs, layers, d_outputs):
    pairs = _stack(inputs, layers, d_outputs)
    return _vector([pair[::-1] for pair in pairs])


def biases_averaged(inputs, layers, d_outputs):
    pairs = _stack(inputs, layers, d_outputs)
    n = len(inputs)
    return _vector([(d_weights, d_biases / n) for d_weights, d_biases in pairs])


def weights_lying_down(inputs, layers, d_outputs):
    pairs = _stack(inputs, layers, d_outputs)
    return _vector([(d_weights.T, d_biases) for d_weights, d_biases in pairs])


def bend_after_the_last_too(inputs, layers, d_outputs):
    outputs = inputs
    for weights, biases in layers:
        outputs = np.maximum(outputs @ weights + biases, 0)
    return _vector(_stack(inputs, layers, d_outputs * (outputs > 0)))


def softmax_instead(outputs, d_outputs):
    total = (d_outputs * outputs).sum(axis=1, keepdims=True)
    return outputs * (d_outputs - total)


def slopes_passed_on(outputs, d_outputs):
    return d_outputs.copy()


def sum_over_the_batch(outputs, d_outputs):
    return d_outputs - np.exp(outputs) * d_outputs.sum(axis=0)


def share_subtracted_once(outputs, d_outputs):
    return d_outputs - np.exp(outputs)


def diagonal_only(outputs, d_outputs):
    return d_outputs * (1 - np.exp(outputs))


def logarithm_not_undone(outputs, d_outputs):
    return d_outputs - outputs * d_outputs.sum(axis=1, keepdims=True)


def through_one_over_p(outputs, d_outputs):
    p = np.exp(outputs)
    d_p = d_outputs / p
    return p * (d_p - (d_p * p).sum(axis=1, keepdims=True))


def d_mean_forgotten(inputs, d_outputs):
    spread = inputs.std(axis=1, keepdims=True)
    y = (inputs - inputs.mean(axis=1, keepdims=True)) / spread
    return (
        d_outputs - y * (d_outputs * y).mean(axis=1, keepdims=True)
    ) / spread


def d_deviation_forgotten(inputs, d_outputs):
    spread = inputs.std(axis=1, keepdims=True)
    return (d_outputs - d_outputs.mean(axis=1, keepdims=True)) / spread


def scale_only(inputs, d_outputs):
    return d_outputs / inputs.std(axis=1, keepdims=True)


def over_the_batch(inputs, d_outputs):
    spread = inputs.std(axis=0)
    y = (inputs - inputs.mean(axis=0)) / np.where(spread > 0, spread, 1)
    centred = d_outputs - d_outputs.mean(axis=0)
    return (centred - y * (d_outputs * y).mean(axis=0)) / np.where(
        spread > 0, spread, 1
    )


def scale_forgotten(inputs, d_outputs):
    spread = inputs.std(axis=1, keepdims=True)
    y = (inputs - inputs.mean(axis=1, keepdims=True)) / spread
    centred = d_outputs - d_outputs.mean(axis=1, keepdims=True)
    return centred - y * (d_outputs * y).mean(axis=1, keepdims=True)


def sums_for_means(inputs, d_outputs):
    spread = inputs.std(axis=1, keepdims=True)
    y = (inputs - inputs.mean(axis=1, keepdims=True)) / spread
    centred = d_outputs - d_outputs.sum(axis=1, keepdims=True)
    return (centred - y * (d_outputs * y).sum(axis=1, keepdims=True)) / spread


WRONG = {
    "5.3": [
        forward_difference,
        forward_by_a_tiny_step,
        integers_moved,
        halving_forgotten,
        step_too_small,
        never_put_back,
        argument_moved,
        all_at_once,
        rows_at_once,
        sign_turned,
    ],
    "5.4": [
        mask_forgotten,
        transpose_forgotten,
        divided_by_the_batch,
        last_layer_first,
        biases_first,
        biases_averaged,
        weights_lying_down,
        bend_after_the_last_too,
    ],
    "5.5": [
        softmax_instead,
        slopes_passed_on,
        sum_over_the_batch,
        share_subtracted_once,
        diagonal_only,
        logarithm_not_undone,
        through_one_over_p,
    ],
    "5.7": [
        d_mean_forgotten,
        d_deviation_forgotten,
        scale_only,
        over_the_batch,
        scale_forgotten,
        sums_for_means,
    ],
}
