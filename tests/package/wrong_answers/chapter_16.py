"""Plausible wrong answers to chapter 16, unseen by its checks."""

import numpy as np


def plain_mean(sizes, losses, gradients):
    return np.mean(losses), np.mean(gradients, axis=0)


def without_nan(sizes, losses, gradients):
    return np.nanmean(losses), np.nanmean(gradients, axis=0)


def weighted_nan(sizes, losses, gradients):
    shares = np.array(sizes) / np.sum(sizes)
    return shares @ np.array(losses), shares @ gradients


def summed(sizes, losses, gradients):
    there = np.array(sizes) > 0
    sizes = np.array(sizes)[there]
    return sizes @ np.array(losses)[there], sizes @ gradients[there]


def plain_loss(sizes, losses, gradients):
    there = np.array(sizes) > 0
    shares = np.array(sizes)[there] / np.sum(sizes)
    return np.mean(np.array(losses)[there]), shares @ gradients[there]


def rounded(samples, workers):
    return np.rint(np.linspace(0, samples, workers + 1)).astype(int)


def larger_last(samples, workers):
    return [samples * k // workers for k in range(workers + 1)]


def rest_to_last(samples, workers):
    return [samples // workers * k for k in range(workers)] + [samples]


def rest_to_first(samples, workers):
    least = samples // workers
    first = samples - least * (workers - 1)
    return np.cumsum([0, first] + [least] * (workers - 1))


def ceilings(samples, workers):
    most = -(-samples // workers)
    return [min(samples, most * k) for k in range(workers + 1)]


def exclusive(samples, workers):
    return np.cumsum([len(s) for s in np.array_split([0] * samples, workers)])


def by_the_sign(gradient):
    return float(2.0 ** np.floor(np.log2(65504 / gradient.max())))


def by_the_largest(gradient):
    return float(2.0 ** np.floor(np.log2(65504 / abs(gradient).max())))


def by_the_mean(gradient):
    return float(2.0 ** np.floor(np.log2(65504 / abs(gradient).mean())))


def no_power(gradient):
    return float(65504 / abs(gradient).max())


def upwards(gradient):
    return float(2.0 ** np.ceil(np.log2(65504 / abs(gradient).max())))


def never_below_one(gradient):
    scale = 1.0
    while np.isfinite((gradient * 2 * scale).astype(np.float16)).all():
        scale *= 2
    return scale


def own_piece_always(workers):
    return [list(range(workers))] * (2 * (workers - 1))


def wrong_way(workers):
    n = workers
    return [[(w + t) % n for w in range(n)] for t in range(2 * (n - 1))]


def half_a_ring(workers):
    n = workers
    return [[(w - t) % n for w in range(n)] for t in range(n - 1)]


def second_half_again(workers):
    n = workers
    return [[(w - t) % n for w in range(n)] for t in range(n - 1)] * 2


def second_half_off(workers):
    n = workers
    plan = [[(w - t) % n for w in range(n)] for t in range(n - 1)]
    return plan + [[(w + 2 - t) % n for w in range(n)] for t in range(n - 1)]


def plain_pieces(gradient_of, inputs, targets, most):
    cuts = range(most, len(inputs), most)
    pieces = zip(np.split(inputs, cuts), np.split(targets, cuts), strict=True)
    losses, slopes = zip(
        *(gradient_of(*piece) for piece in pieces), strict=True
    )
    return np.mean(losses), np.mean(slopes, axis=0)


def last_dropped(gradient_of, inputs, targets, most):
    loss, slopes, n = 0.0, 0.0, len(inputs) // most * most
    for start in range(0, n, most):
        part = slice(start, start + most)
        value, slope = gradient_of(inputs[part], targets[part])
        loss, slopes = loss + value * most / n, slopes + slope * most / n
    return (loss, slopes) if n else gradient_of(inputs, targets)


def added_up(gradient_of, inputs, targets, most):
    loss, slopes = 0.0, 0.0
    for start in range(0, len(inputs), most):
        part = slice(start, start + most)
        value, slope = gradient_of(inputs[part], targets[part])
        loss, slopes = loss + value, slopes + slope
    return loss, slopes


def by_the_most(gradient_of, inputs, targets, most):
    loss, slopes = 0.0, 0.0
    for start in range(0, len(inputs), most):
        part = slice(start, start + most)
        value, slope = gradient_of(inputs[part], targets[part])
        share = most / len(inputs)
        loss, slopes = loss + share * value, slopes + share * slope
    return loss, slopes


def all_at_once(gradient_of, inputs, targets, most):
    return gradient_of(inputs, targets)


WRONG = {
    "16.1": [plain_mean, without_nan, weighted_nan, summed, plain_loss],
    "16.2": [
        rounded,
        larger_last,
        rest_to_last,
        rest_to_first,
        ceilings,
        exclusive,
    ],
    "16.3": [
        by_the_sign,
        by_the_largest,
        by_the_mean,
        no_power,
        upwards,
        never_below_one,
    ],
    "16.4": [
        own_piece_always,
        wrong_way,
        half_a_ring,
        second_half_again,
        second_half_off,
    ],
    "16.5": [plain_pieces, last_dropped, added_up, by_the_most, all_at_once],
}
