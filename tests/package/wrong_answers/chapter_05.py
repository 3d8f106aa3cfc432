"""Plausible wrong answers to chapter 5, unseen by its checks."""

import numpy as np

from nnfs.exercises.chapter_05 import suspect


def larger_gets_both(a, b, c):
    return [(b + c) * (a > b), (b + c) * (b > a), max(a, b)]


def fork_overwritten(a, b, c):
    return [(b + c) * (a > b), max(a, b), max(a, b)]


def maximum_not_seen(a, b, c):
    return [b + c, b + c + max(a, b), max(a, b)]


def always_the_second(a, b, c):
    return [0, b + c + b, b]


def values_not_swapped(a, b, c):
    total, top = b + c, max(a, b)
    return [top * (a > b), top * (b > a) + total, total]


def _on_paper(t1, t2, share=1.0, off=0.0):
    e1, e2 = share * (3 - t1), share * (-0.5 - t2)
    one, two = 2 * e1 - e2, off * (e2 / 2 - e1)
    return [
        2 * one,
        2 * two,
        one,
        two,
        one,
        two,
        1.5 * e1,
        1.5 * e2,
        0,
        0,
        e1,
        e2,
    ]


def slope_of_the_square_forgotten(t1, t2):
    return _on_paper(t1, t2, share=0.5)


def mean_over_the_sample_alone(t1, t2):
    return _on_paper(t1, t2, share=2)


def deaf_neuron_hears(t1, t2):
    return _on_paper(t1, t2, off=1)


def for_the_targets_of_the_text(t1, t2):
    return _on_paper(1, 1)


def second_layer_first(t1, t2):
    found = _on_paper(t1, t2)
    return found[6:] + found[:6]


def columns_for_rows(t1, t2):
    a, b, c, d, *others = _on_paper(t1, t2)
    return [a, c, b, d, *others]


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


def as_it_came(X, T, W1, b1, W2, b2):
    return suspect(X, T, W1, b1, W2, b2)


def _mended(X, T, W1, b1, W2, b2, *, tanh=True, mean=False, square=2):
    H = np.tanh(X @ W1 + b1)
    errors = H @ W2 + b2 - T
    d_Y = 2 * errors / errors.size
    d_Z = d_Y @ W2.T * (1 - (H if tanh else X @ W1 + b1) ** square)
    d_b2 = d_Y.mean(axis=0) if mean else d_Y.sum(axis=0)
    return np.mean(errors**2), X.T @ d_Z, d_Z.sum(axis=0), H.T @ d_Y, d_b2


def tanh_alone_mended(X, T, W1, b1, W2, b2):
    return _mended(X, T, W1, b1, W2, b2, mean=True)


def mean_alone_mended(X, T, W1, b1, W2, b2):
    return _mended(X, T, W1, b1, W2, b2, tanh=False)


def not_squared(X, T, W1, b1, W2, b2):
    return _mended(X, T, W1, b1, W2, b2, square=1)


def without_the_loss(X, T, W1, b1, W2, b2):
    return _mended(X, T, W1, b1, W2, b2)[1:]


def mean_over_the_rows_alone(X, T, W1, b1, W2, b2):
    loss, *gradients = _mended(X, T, W1, b1, W2, b2)
    return loss, *[T.shape[1] * part for part in gradients]


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


def half_a_bracket(k):
    return abs(k - 1)


def sign_kept(k):
    return (k - 1) / (k + 1) if k != -1 else 1


def over_one_length(k):
    return abs(k - 1) / max(abs(k), 1)


def small_factors_only(k):
    return (1 - k) / (1 + abs(k))


WRONG = {
    "5.1": [
        larger_gets_both,
        fork_overwritten,
        maximum_not_seen,
        always_the_second,
        values_not_swapped,
    ],
    "5.2": [
        slope_of_the_square_forgotten,
        mean_over_the_sample_alone,
        deaf_neuron_hears,
        for_the_targets_of_the_text,
        second_layer_first,
        columns_for_rows,
    ],
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
    "5.6": [
        as_it_came,
        tanh_alone_mended,
        mean_alone_mended,
        not_squared,
        without_the_loss,
        mean_over_the_rows_alone,
    ],
    "5.7": [
        d_mean_forgotten,
        d_deviation_forgotten,
        scale_only,
        over_the_batch,
        scale_forgotten,
        sums_for_means,
    ],
    "5.8": [
        half_a_bracket,
        sign_kept,
        over_one_length,
        small_factors_only,
    ],
}
