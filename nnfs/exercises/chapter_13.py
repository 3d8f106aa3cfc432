"""What must be true of any answer to the exercises of chapter 13."""

import numpy as np

from nnfs import Conv1D, Conv2D, Dense, MaxPool, Network
from nnfs.exercises.trial import exercise


def draw_chain(rng, largest=3):
    """Return some (size, stride), each stride no longer than its size."""
    chain = []
    for _ in range(rng.integers(1, 4)):
        size = int(rng.integers(1, largest + 1))
        chain.append((size, int(rng.integers(1, size + 1))))
    return chain


@exercise("13.1", "sizes(n, channels, layers)")
def sizes(trial, rng):
    """The layers of the package are as large, and have as many parameters."""
    cases = [
        (28, 1, [(8, 5, 1, 0), (16, 3, 2, 1)]),
        (9, 2, [(3, 3, 1, 1)]),
        (10, 1, [(2, 3, 2, 0)]),
        (7, 3, [(4, 1, 1, 0), (2, 7, 1, 0)]),
    ]
    for _ in range(14):
        chain = [
            tuple(int(number) for number in rng.integers(low, high))
            for low, high in [((1, 1, 1, 0), (6, 5, 4, 3))] * rng.integers(1, 4)
        ]
        cases.append(
            (int(rng.integers(28, 40)), int(rng.integers(1, 5)), chain)
        )
    for n, channels, chain in cases:
        layers, inward = [], channels
        for filters, size, stride, padding in chain:
            layer = Conv2D(
                inward, filters, size, stride=stride, padding=padding
            )
            layers.append(layer)
            inward = filters
        network = Network(*layers)
        maps = network.forward(np.zeros((1, n, n, channels), dtype=float))
        found = trial(n, channels, chain, shape=[(), ()])
        hint = (
            "n numbers and a rim of zeros at both ends make room for "
            "(n + 2 * padding - size) // stride + 1 windows"
        )
        trial.expect(found[0], maps.shape[1], hint, what="the side")
        hint = (
            "a filter has size * size weights for each channel that comes in, "
            "and one bias; the filters are the channels of the next layer"
        )
        wanted = network.parameters.size
        trial.expect(found[1], wanted, hint, what="the parameters")


@exercise("13.2", "conv1d(x, w, stride)")
def conv1d(trial, rng):
    """NumPy's correlation, every so many places."""
    cases = [
        (np.array([1.0, 2, 0, -1, 3]), np.array([1.0, 0, -1]), 2),
        (np.array([2.0, 5]), np.array([3.0]), 1),
        (np.array([2.0, 5]), np.array([3.0, 1]), 3),
        (np.arange(6.0), np.array([1.0, 10]), 3),
    ]
    for _ in range(16):
        size = int(rng.integers(1, 6))
        signal = rng.normal(size=size + rng.integers(0, 12))
        cases.append((signal, rng.normal(size=size), int(rng.integers(1, 5))))
    for signal, weights, stride in cases:
        wanted = np.correlate(signal, weights, "valid")[::stride]
        found = trial(signal, weights, stride, shape=wanted.shape)
        hint = (
            "output i is the sum of x[i * stride + k] * w[k] over all k: the "
            "filter is not reversed, and no window hangs over the end"
        )
        trial.expect(found, wanted, hint)


@exercise("13.4", "fold1d(windows, n, stride)")
def fold1d(trial, rng):
    """The transpose of taking windows: one law for all signals."""
    by_hand = np.array([[1.0, 0, -1], [0, 0, 0], [-1, 0, 1]])
    cases = [(by_hand, 5, 1), (np.ones((3, 3), dtype=float), 5, 1)]
    for _ in range(20):
        size, stride = (int(number) for number in rng.integers(1, 6, size=2))
        n = int(size + rng.integers(0, 12))
        places = (n - size) // stride + 1
        cases.append((rng.normal(size=(places, size)), n, stride))
    for windows, n, stride in cases:
        found = trial(windows, n, stride, shape=(n,))
        size = windows.shape[1]
        starts = stride * np.arange(len(windows))[:, None]
        stands = starts + np.arange(size)  # where each number came from
        hint = (
            "number k of window i came from place i * stride + k, and a place "
            "collects from all windows that it stands in"
        )
        for place in range(n):
            what = f"the slope of place {place}"
            wanted = windows[stands == place].sum()
            trial.expect(found[place], wanted, hint, what=what)


@exercise("13.5", "pool_back(x, d, size)")
def pool_back(trial, rng):
    """As MaxPool, ties and the rest of the signal included."""
    cases = [
        (np.array([2.0, 2, 1, 3]), np.array([1.0, 1]), 2),
        (np.array([0.0, 0, 0, 0, 5]), np.array([3.0, -2]), 2),
        (np.array([-1.0, -3, -2]), np.array([4.0]), 3),
        (np.array([1.0, 4, 2]), np.array([1.0, 2, 3]), 1),
    ]
    for _ in range(20):
        size = int(rng.integers(1, 5))
        n = int(size + rng.integers(0, 12))
        signal = rng.integers(-2, 3, size=n).astype(float)
        cases.append((signal, rng.normal(size=n // size), size))
    for signal, slopes, size in cases:
        pool = MaxPool(size)
        pool.forward(signal.reshape(1, -1, 1))
        wanted = pool.backward(slopes.reshape(1, -1, 1)).ravel()
        found = trial(signal, slopes, size, shape=signal.shape)
        hint = (
            "the first of the largest numbers of a window has all of its "
            "slope; every other number has 0"
        )
        trial.expect(found, wanted, hint)


@exercise("13.6", "receptive_field(layers)")
def receptive_field(trial, rng):
    """Where the slopes of a number and of its neighbour arrive."""
    cases = [[(5, 2), (2, 2), (3, 1)], [(3, 1)], [(1, 1)], [(3, 2), (3, 1)]]
    cases += [draw_chain(rng, largest=4) for _ in range(14)]
    for chain in cases:
        layers = [Conv1D(1, 1, size, stride=step) for size, step in chain]
        network = Network(*layers)
        for layer in layers:
            layer.weights[:] = 1
        maps = network.forward(np.zeros((1, 200, 1), dtype=float))
        ends = []
        for place in (0, 1):
            slopes = np.zeros_like(maps)
            slopes[0, place] = 1
            reached = np.flatnonzero(network.backward(slopes, True))
            ends.append((reached[0], reached[-1]))
        (first, last), (after, _) = ends
        field, step = trial(chain, shape=[(), ()])
        hint = (
            "a layer adds size - 1 places of its input, and each of these is "
            "as many pixels apart as all strides before it multiply to"
        )
        trial.expect(field, last - first + 1, hint, what="the field")
        hint = "the strides multiply, that of the last layer included"
        trial.expect(step, after - first, hint, what="between neighbours")


@exercise("13.7", "everywhere(weights, biases, pictures, side)")
def everywhere(trial, rng):
    """The dense layer, asked about every crop."""
    cases = [(2, 3, 2, 1, 2), (1, 2, 4, 3, 2), (3, 3, 3, 2, 1)]
    for _ in range(12):
        side = int(rng.integers(1, 4))
        extra = rng.integers(0, 4, size=2)
        m, n = rng.integers(1, 4, size=2)
        cases.append((side, *(int(k) for k in side + extra), int(m), int(n)))
    for side, height, width, m, n in cases:
        layer = Dense(side * side, m, rng=rng)
        layer.weights = np.round(10 * layer.weights)
        layer.biases = rng.integers(-3, 4, size=m).astype(float)
        pictures = rng.integers(0, 9, size=(n, height, width)).astype(float)
        shape = n, height - side + 1, width - side + 1, m
        found = trial(layer.weights, layer.biases, pictures, side, shape=shape)
        for row in range(shape[1]):
            for column in range(shape[2]):
                crop = pictures[:, row : row + side, column : column + side]
                wanted = layer.forward(crop.reshape(n, -1))
                hint = "each crop, as a row in C order, times the weights"
                what = f"the scores at row {row}, column {column}"
                got = found[:, row, column]
                trial.expect(got, wanted, hint, what=what)


@exercise("13.8", "to_torch(weights, size)")
def to_torch(trial, rng):
    """One number at a time: where it stands here, and where there."""
    cases = [(2, 1, 1), (3, 2, 4), (1, 3, 2), (2, 2, 2)]
    cases += [tuple(rng.integers(1, 5, size=3)) for _ in range(8)]
    for size, channels, filters in cases:
        size = int(size)
        count = size * size * channels * filters
        weights = np.arange(1.0, count + 1).reshape(-1, filters)
        shape = int(filters), int(channels), size, size
        found = trial(weights, size, shape=shape)
        layer = Conv2D(channels, filters, size)
        layer.weights = weights
        layer.biases = np.zeros(filters, dtype=float)
        for row, column, channel in np.ndindex(size, size, channels):
            picture = np.zeros((1, size, size, channels), dtype=float)
            picture[0, row, column, channel] = 1
            wanted = layer.forward(picture).ravel()
            hint = (
                "a column holds a filter, its numbers in the order row, "
                "column, channel: take it apart in this order, then move axes"
            )
            what = f"the weights of row {row}, column {column} and {channel=}"
            got = found[:, channel, row, column]
            trial.expect(got, wanted, hint, what=what)
