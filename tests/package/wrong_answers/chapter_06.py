"""Answers to chapter 6 that look right and are not."""

from math import comb

import numpy as np


def never_oscillates(rate, curvature):
    factor = 1 - rate * curvature
    if abs(factor) >= 1:
        return 3
    return 0 if factor >= 0 else 1


def bound_at_one_over(rate, curvature):
    a = rate * curvature
    return 3 if a > 1 else 2 if a == 1 else 0


def takes_the_rate_alone(rate, curvature):
    factor = 1 - rate * 9
    if abs(factor) > 1:
        return 3
    return 2 if factor == -1 else 0 if factor >= 0 else 1


def zigzags_on_arrival(rate, curvature):
    factor = 1 - rate * curvature
    if abs(factor) > 1:
        return 3
    return 2 if factor == -1 else 0 if factor > 0 else 1


def slopes_of_the_start(order, rate):
    slopes = np.array([4, -8, -20])[order]
    return list(-rate * np.cumsum(slopes))


def forgets_the_two(order, rate):
    w, places = 0, []
    for k in order:
        x, t = [-1, 1, 2][k], [2, 4, 5][k]
        w -= rate * x * (w * x - t)
        places.append(w)
    return places


def takes_the_samples_as_they_stand(order, rate):
    w, places = 0, []
    for x, t in [(-1, 2), (1, 4), (2, 5)]:
        w -= rate * 2 * x * (w * x - t)
        places.append(w)
    return places


def divides_by_three(order, rate):
    w, places = 0, []
    for k in order:
        x, t = [-1, 1, 2][k], [2, 4, 5][k]
        w -= rate / 3 * 2 * x * (w * x - t)
        places.append(w)
    return places


def of_the_weight_alone(inputs):
    return 1 / np.mean(inputs**2)


def of_the_trace(inputs):
    return 2 / (2 * np.mean(inputs**2) + 2)


def of_the_smallest(inputs):
    mean = inputs.mean()
    hessian = 2 * np.array([[np.mean(inputs**2), mean], [mean, 1]])
    return 2 / np.linalg.eigvalsh(hessian)[0]


def the_best_rate(inputs):
    mean = inputs.mean()
    hessian = 2 * np.array([[np.mean(inputs**2), mean], [mean, 1]])
    return 2 / np.linalg.eigvalsh(hessian).sum()


def of_the_sum(inputs):
    table = np.column_stack([inputs, np.ones(len(inputs))])
    return 1 / np.linalg.norm(table, 2) ** 2


def exchanged(slopes, size):
    drawn, count = np.var(slopes) / size, len(slopes)
    return drawn * (count - size) / (count - 1), drawn


def of_an_estimate(slopes, size):
    drawn, count = np.var(slopes, ddof=1) / size, len(slopes)
    return drawn, drawn * (count - size) / count


def standard_deviations(slopes, size):
    drawn, count = np.std(slopes) / np.sqrt(size), len(slopes)
    return drawn, drawn * np.sqrt((count - size) / (count - 1))


def corrects_by_the_count(slopes, size):
    drawn, count = np.var(slopes) / size, len(slopes)
    return drawn, drawn * (count - size) / count


def sorts_the_pairs(slopes, size):
    drawn, count = np.var(slopes) / size, len(slopes)
    return drawn, drawn * (comb(count, size) - 1) / comb(count, size)


def any_fall_will_do(value, gradient, w, rate):
    g = gradient(w)
    while value(w - rate * g) > value(w):
        rate /= 2
    return rate


def demands_it_all(value, gradient, w, rate):
    g = gradient(w)
    while rate > 1e-9 and value(w - rate * g) > value(w) - 0.9 * rate * (g @ g):
        rate /= 2
    return rate


def halves_first(value, gradient, w, rate):
    g = gradient(w)
    while True:
        rate /= 2
        if value(w - rate * g) <= value(w) - rate * (g @ g) / 2:
            return rate


def by_the_length(value, gradient, w, rate):
    g = gradient(w)
    while value(w - rate * g) > value(w) - rate * np.linalg.norm(g) / 2:
        rate /= 2
        if rate < 1e-9:
            break
    return rate


def by_tenths(value, gradient, w, rate):
    g = gradient(w)
    while value(w - rate * g) > value(w) - rate * (g @ g) / 2:
        rate /= 10
    return rate


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


def cuts_even_parts(X, y, size, rng):
    order = rng.permutation(len(X))
    parts = np.array_split(order, -(-len(X) // size))
    return [(X[part], y[part]) for part in parts]


def turns_the_order(X, y, size, rng):
    order = np.roll(np.arange(len(X)), rng.integers(len(X)))
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
    "6.1": [
        never_oscillates,
        bound_at_one_over,
        takes_the_rate_alone,
        zigzags_on_arrival,
    ],
    "6.2": [
        slopes_of_the_start,
        forgets_the_two,
        takes_the_samples_as_they_stand,
        divides_by_three,
    ],
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
        cuts_even_parts,
        turns_the_order,
    ],
    "6.5": [
        largest_in_size_is_largest,
        ignores_signs,
        forgets_to_shift_back,
        too_few_rounds,
        never_normalises,
    ],
    "6.6": [
        of_the_weight_alone,
        of_the_trace,
        of_the_smallest,
        the_best_rate,
        of_the_sum,
    ],
    "6.7": [
        exchanged,
        of_an_estimate,
        standard_deviations,
        corrects_by_the_count,
        sorts_the_pairs,
    ],
    "6.8": [
        any_fall_will_do,
        demands_it_all,
        halves_first,
        by_the_length,
        by_tenths,
    ],
}
