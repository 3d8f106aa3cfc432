"""Answers to chapter 6 that look right and are not."""

import numpy as np


def ascends(gradient, start, rate, steps):
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] + rate * gradient(path[-1]))
    return np.array(path)


def moves_the_start(gradient, start, rate, steps):
    path = [np.array(start)]
    for _ in range(steps):
        start[...] = start - rate * gradient(start)
        path.append(start.copy())
    return np.array(path)


def same_array_in_every_row(gradient, start, rate, steps):
    w = np.array(start, dtype=float)
    path = [w]
    for _ in range(steps):
        w -= rate * gradient(w)
        path.append(w)
    return np.array(path)


def forgets_the_start(gradient, start, rate, steps):
    w, path = np.array(start, dtype=float), []
    for _ in range(steps):
        w = w - rate * gradient(w)
        path.append(w)
    return np.array(path)


def keeps_integers(gradient, start, rate, steps):
    path = np.zeros((steps + 1, len(start)), dtype=np.asarray(start).dtype)
    path[0] = start
    for k in range(steps):
        path[k + 1] = path[k] - rate * gradient(path[k])
    return path


def one_gradient_for_all(gradient, start, rate, steps):
    g = gradient(np.array(start, dtype=float))
    return start - rate * np.arange(steps + 1).reshape(-1, 1) * g


def ends_where_it_is_level(gradient, start, rate, steps):
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        place = path[-1] - rate * gradient(path[-1])
        if np.allclose(place, path[-1]):
            break
        path.append(place)
    return np.array(path)


def rests_where_it_is_level(gradient, start, rate, steps):
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        step = rate * gradient(path[-1])
        path.append(path[-1] - (np.abs(step).max() > 1e-3) * step)
    return np.array(path)


def yields_its_batches(X, y, size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), size):
        part = order[start : start + size]
        yield X[part], y[part]


def drops_the_rest(X, y, size, rng):
    order = rng.permutation(len(X))
    return [
        (X[order[i : i + size]], y[order[i : i + size]])
        for i in range(0, len(X) - size + 1, size)
    ]


def keeps_the_order(X, y, size, rng):
    starts = range(0, len(X), size)
    return [(X[i : i + size], y[i : i + size]) for i in starts]


def shuffles_apart(X, y, size, rng):
    X, y = rng.permutation(X), rng.permutation(y)
    starts = range(0, len(X), size)
    return [(X[i : i + size], y[i : i + size]) for i in starts]


def shuffles_in_place(X, y, size, rng):
    order = rng.permutation(len(X))
    X[:], y[:] = X[order], y[order]
    starts = range(0, len(X), size)
    return [(X[i : i + size], y[i : i + size]) for i in starts]


def shuffles_batches_only(X, y, size, rng):
    starts = range(0, len(X), size)
    parts = [(X[i : i + size], y[i : i + size]) for i in starts]
    full = len(X) // size
    return [parts[i] for i in rng.permutation(full)] + parts[full:]


def draws_with_repetition(X, y, size, rng):
    parts = []
    for i in range(0, len(X), size):
        rows = rng.integers(len(X), size=min(size, len(X) - i))
        parts.append((X[rows], y[rows]))
    return parts


def seeds_its_own_generator(X, y, size, rng):
    order = np.random.default_rng(0).permutation(len(X))
    starts = range(0, len(X), size)
    return [(X[order[i : i + size]], y[order[i : i + size]]) for i in starts]


def _power(product, n, rng, rounds=2000):
    v, value = rng.normal(size=n), 0.0
    for _ in range(rounds):
        length = np.linalg.norm(v)
        if length == 0:
            break
        v = v / length
        w = product(v)
        value, v = v @ w, w
    return value


def largest_in_size_is_largest(product, n, rng):
    high = _power(product, n, rng)
    low = high + _power(lambda v: product(v) - high * v, n, rng)
    return low, high


def ignores_signs(product, n, rng):
    def length(v):
        return np.linalg.norm(product(v / np.linalg.norm(v)))

    v = rng.normal(size=n)
    for _ in range(2000):
        v = product(v / np.linalg.norm(v))
    high = length(v)
    return high - _power(lambda u: high * u - product(u), n, rng), high


def forgets_to_shift_back(product, n, rng):
    far = _power(product, n, rng)
    other = _power(lambda v: product(v) - far * v, n, rng)
    return min(far, other), max(far, other)


def too_few_rounds(product, n, rng):
    far = _power(product, n, rng, rounds=5)
    other = far + _power(lambda v: product(v) - far * v, n, rng, rounds=5)
    return min(far, other), max(far, other)


def never_normalises(product, n, rng):
    def power(times):
        v = rng.normal(size=n)
        for _ in range(2000):
            v = times(v)
        return v @ times(v) / (v @ v)

    far = power(product)
    other = far + power(lambda v: product(v) - far * v)
    return min(far, other), max(far, other)


WRONG = {
    "6.3": [
        ascends,
        moves_the_start,
        same_array_in_every_row,
        forgets_the_start,
        keeps_integers,
        one_gradient_for_all,
        ends_where_it_is_level,
        rests_where_it_is_level,
    ],
    "6.4": [
        yields_its_batches,
        drops_the_rest,
        keeps_the_order,
        shuffles_apart,
        shuffles_in_place,
        shuffles_batches_only,
        draws_with_repetition,
        seeds_its_own_generator,
    ],
    "6.5": [
        largest_in_size_is_largest,
        ignores_signs,
        forgets_to_shift_back,
        too_few_rounds,
        never_normalises,
    ],
}
