"""Plausible wrong answers to chapter 13, unseen by its checks."""

import numpy as np


def size_forgotten_one(n, channels, layers):
    parameters = 0
    for filters, size, stride, padding in layers:
        n = (n + 2 * padding - size) // stride
        parameters += size * size * channels * filters + filters
        channels = filters
    return n, parameters


def padding_at_one_end(n, channels, layers):
    parameters = 0
    for filters, size, stride, padding in layers:
        n = (n + padding - size) // stride + 1
        parameters += size * size * channels * filters + filters
        channels = filters
    return n, parameters


def sides_rounded_up(n, channels, layers):
    parameters = 0
    for filters, size, stride, padding in layers:
        n = -(-(n + 2 * padding - size) // stride) + 1
        parameters += size * size * channels * filters + filters
        channels = filters
    return n, parameters


def channels_forgotten(n, channels, layers):
    parameters = 0
    for filters, size, stride, padding in layers:
        n = (n + 2 * padding - size) // stride + 1
        parameters += size * size * filters + filters
    return n, parameters


def no_biases(n, channels, layers):
    parameters = 0
    for filters, size, stride, padding in layers:
        n = (n + 2 * padding - size) // stride + 1
        parameters += size * size * channels * filters
        channels = filters
    return n, parameters


def a_bias_to_each_place(n, channels, layers):
    parameters = 0
    for filters, size, stride, padding in layers:
        n = (n + 2 * padding - size) // stride + 1
        parameters += size * size * channels * filters + filters * n * n
        channels = filters
    return n, parameters


def channels_never_change(n, channels, layers):
    parameters = 0
    for filters, size, stride, padding in layers:
        n = (n + 2 * padding - size) // stride + 1
        parameters += size * size * channels * filters + filters
    return n, parameters


def true_convolution(x, w, stride):
    return np.convolve(x, w, "valid")[::stride]


def one_window_short(x, w, stride):
    starts = range(0, len(x) - len(w), stride)
    return np.array([x[i : i + len(w)] @ w for i in starts])


def stride_ignored(x, w, stride):
    return np.correlate(x, w, "valid")


def stride_within_the_window(x, w, stride):
    last = len(x) - (len(w) - 1) * stride
    return np.array(
        [x[i : i + len(w) * stride : stride] @ w for i in range(last)]
    )


def hangs_over_the_end(x, w, stride):
    wide = np.append(x, np.zeros(len(w) - 1, dtype=float))
    return np.correlate(wide, w, "valid")[::stride]


def last_write_wins(windows, n, stride):
    sums = np.zeros(n, dtype=float)
    for i, window in enumerate(windows):
        sums[i * stride : i * stride + len(window)] = window
    return sums


def stride_forgotten(windows, n, stride):
    sums = np.zeros(n, dtype=float)
    for i, window in enumerate(windows):
        sums[i : i + len(window)] += window
    return sums


def windows_side_by_side(windows, n, stride):
    sums = np.zeros(n, dtype=float)
    flat = windows.ravel()[:n]
    sums[: len(flat)] = flat
    return sums


def mean_of_the_windows(windows, n, stride):
    sums, counts = np.zeros((2, n), dtype=float)
    for i, window in enumerate(windows):
        sums[i * stride : i * stride + len(window)] += window
        counts[i * stride : i * stride + len(window)] += 1
    return sums / np.maximum(counts, 1)


def indices_added_at_once(windows, n, stride):
    sums = np.zeros(n, dtype=float)
    places, size = windows.shape
    stands = stride * np.arange(places)[:, None] + np.arange(size)
    sums[stands] += windows  # of equal indices only one counts
    return sums


def window_reversed(windows, n, stride):
    sums = np.zeros(n, dtype=float)
    for i, window in enumerate(windows):
        sums[i * stride : i * stride + len(window)] += window[::-1]
    return sums


def all_the_largest(x, d, size):
    slopes = np.zeros_like(x)
    for i, slope in enumerate(d):
        window = x[i * size : (i + 1) * size]
        slopes[i * size : (i + 1) * size] = slope * (window == window.max())
    return slopes


def shared_among_the_largest(x, d, size):
    slopes = np.zeros_like(x)
    for i, slope in enumerate(d):
        window = x[i * size : (i + 1) * size]
        largest = window == window.max()
        slopes[i * size : (i + 1) * size] = slope * largest / largest.sum()
    return slopes


def last_of_the_largest(x, d, size):
    slopes = np.zeros_like(x)
    for i, slope in enumerate(d):
        window = x[i * size : (i + 1) * size]
        slopes[(i + 1) * size - 1 - window[::-1].argmax()] = slope
    return slopes


def all_of_the_window(x, d, size):
    slopes = np.zeros_like(x)
    slopes[: len(d) * size] = np.repeat(d, size)
    return slopes


def place_within_the_window(x, d, size):
    slopes = np.zeros_like(x)
    for i, slope in enumerate(d):
        slopes[x[i * size : (i + 1) * size].argmax()] += slope
    return slopes


def largest_by_amount(x, d, size):
    slopes = np.zeros_like(x)
    for i, slope in enumerate(d):
        window = np.abs(x[i * size : (i + 1) * size])
        slopes[i * size + window.argmax()] = slope
    return slopes


def all_sizes_multiplied(layers):
    field = step = 1
    for size, stride in layers:
        field *= size
        step *= stride
    return field, step


def strides_ignored(layers):
    return 1 + sum(size - 1 for size, _ in layers), 1


def own_stride_counted(layers):
    field = step = 1
    for size, stride in layers:
        step *= stride
        field += (size - 1) * step
    return field, step


def strides_added(layers):
    field, step = 1, 1
    for size, stride in layers:
        field += (size - 1) * step
        step += stride - 1
    return field, step


def last_stride_forgotten(layers):
    field = step = before = 1
    for size, stride in layers:
        field += (size - 1) * step
        before = step
        step *= stride
    return field, before


def from_the_last_to_the_first(layers):
    field = step = 1
    for size, stride in layers[::-1]:
        field += (size - 1) * step
        step *= stride
    return field, step


def _crops(pictures, side):
    view = np.lib.stride_tricks.sliding_window_view
    return view(pictures, (side, side), axis=(1, 2))


def crops_transposed(weights, biases, pictures, side):
    crops = np.swapaxes(_crops(pictures, side), -1, -2)
    return crops.reshape(*crops.shape[:3], -1) @ weights + biases


def biases_forgotten(weights, biases, pictures, side):
    crops = _crops(pictures, side)
    return crops.reshape(*crops.shape[:3], -1) @ weights


def filters_reversed(weights, biases, pictures, side):
    crops = _crops(pictures, side)[..., ::-1, ::-1]
    return crops.reshape(*crops.shape[:3], -1) @ weights + biases


def places_exchanged(weights, biases, pictures, side):
    crops = _crops(pictures.transpose(0, 2, 1), side)
    scores = crops.reshape(*crops.shape[:3], -1) @ weights + biases
    return scores.transpose(0, 2, 1, 3)


def crops_side_by_side(weights, biases, pictures, side):
    crops = _crops(pictures, side)[:, ::side, ::side]
    return crops.reshape(*crops.shape[:3], -1) @ weights + biases


def just_reshaped(weights, size):
    return weights.reshape(weights.shape[1], -1, size, size)


def transposed_and_reshaped(weights, size):
    return weights.T.reshape(weights.shape[1], -1, size, size)


def rows_and_columns_exchanged(weights, size):
    rows = weights.reshape(size, size, -1, weights.shape[1])
    return rows.transpose(3, 2, 1, 0)


def read_backwards(weights, size):
    rows = weights.reshape(size, size, -1, weights.shape[1])
    return rows[::-1, ::-1].transpose(3, 2, 0, 1)


def channels_first_assumed(weights, size):
    rows = weights.reshape(-1, size, size, weights.shape[1])
    return rows.transpose(3, 0, 1, 2)


WRONG = {
    "13.1": [
        size_forgotten_one,
        padding_at_one_end,
        sides_rounded_up,
        channels_forgotten,
        no_biases,
        a_bias_to_each_place,
        channels_never_change,
    ],
    "13.2": [
        true_convolution,
        one_window_short,
        stride_ignored,
        stride_within_the_window,
        hangs_over_the_end,
    ],
    "13.4": [
        last_write_wins,
        stride_forgotten,
        windows_side_by_side,
        mean_of_the_windows,
        indices_added_at_once,
        window_reversed,
    ],
    "13.5": [
        all_the_largest,
        shared_among_the_largest,
        last_of_the_largest,
        all_of_the_window,
        place_within_the_window,
        largest_by_amount,
    ],
    "13.6": [
        all_sizes_multiplied,
        strides_ignored,
        own_stride_counted,
        strides_added,
        last_stride_forgotten,
        from_the_last_to_the_first,
    ],
    "13.7": [
        crops_transposed,
        biases_forgotten,
        filters_reversed,
        places_exchanged,
        crops_side_by_side,
    ],
    "13.8": [
        just_reshaped,
        transposed_and_reshaped,
        rows_and_columns_exchanged,
        read_backwards,
        channels_first_assumed,
    ],
}
