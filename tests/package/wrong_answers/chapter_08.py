"""Plausible wrong answers to chapter 8, unseen by its checks."""

import math

import numpy as np


def what_each_step_takes(rates):
    return np.array(rates)


def last_measurement_first(rates):
    kept = np.cumprod([1, *(1 - rates[:0:-1])])
    return rates[::-1] * kept


def kept_from_the_start(rates):
    return rates * np.cumprod([1, *(1 - rates[:-1])])


def loses_by_its_own_step(rates):
    return rates * np.cumprod((1 - rates)[::-1])[::-1]


def normalised_to_one(rates):
    kept = np.cumprod([1, *(1 - rates[:0:-1])])[::-1]
    return rates * kept / np.sum(rates * kept)


def all_the_same(rates):
    return np.full(len(rates), 1 / len(rates))


def plateau(start, rate):
    return (1 / start - 2) / (3 * rate) if start > 0 else np.inf


def sign_forgotten(start, rate):
    return np.log(0.5 / start) / np.log(1 + rate), plateau(start, rate)


def rate_for_its_logarithm(start, rate):
    return np.log(0.5 / abs(start)) / rate, plateau(start, rate)


def until_the_weight_is_one(start, rate):
    return np.log(1 / abs(start)) / np.log(1 + rate), plateau(start, rate)


def plateau_of_a_parabola(start, rate):
    on_saddle = np.log(0.5 / abs(start)) / np.log(1 + rate)
    return on_saddle, np.log(0.5 / abs(start)) / (3 * rate)


def plateau_from_both_sides(start, rate):
    on_saddle = np.log(0.5 / abs(start)) / np.log(1 + rate)
    return on_saddle, plateau(abs(start), rate)


def exponent_forgotten(start, rate):
    on_saddle = np.log(0.5 / abs(start)) / np.log(1 + rate)
    return on_saddle, plateau(start, rate / 3)


def for_curvature_one(rate, curvature, variance):
    return rate * variance / (2 - rate) if rate < 2 else np.inf


def for_small_rates(rate, curvature, variance):
    if rate * curvature >= 2:
        return np.inf
    return rate * variance / (2 * curvature)


def negative_beyond_the_bound(rate, curvature, variance):
    left = 1 - (1 - rate * curvature) ** 2
    return rate**2 * variance / left if left else np.inf


def of_the_loss(rate, curvature, variance):
    if rate * curvature >= 2:
        return np.inf
    return rate * variance / (2 - rate * curvature) / 2


def deviation_for_variance(rate, curvature, variance):
    if rate * curvature >= 2:
        return np.inf
    return rate * variance**2 / (curvature * (2 - rate * curvature))


def norm(arrays):
    return np.sqrt(sum(np.sum(array**2) for array in arrays))


def each_array_by_itself(gradients, limit):
    return [g * limit / max(limit, np.linalg.norm(g)) for g in gradients]


def each_number_by_itself(gradients, limit):
    return [np.clip(g, -limit, limit) for g in gradients]


def always_the_length_of_the_limit(gradients, limit):
    return [g * limit / (norm(gradients) or 1) for g in gradients]


def factor_turned_round(gradients, limit):
    return [g * max(limit, norm(gradients)) / limit for g in gradients]


def root_forgotten(gradients, limit):
    return [g * limit / max(limit, norm(gradients) ** 2) for g in gradients]


def sum_of_the_lengths(gradients, limit):
    length = sum(np.linalg.norm(g) for g in gradients)
    return [g * limit / max(limit, length) for g in gradients]


def largest_number_instead_of_length(gradients, limit):
    largest = max(np.abs(g).max() for g in gradients)
    return [g * limit / max(limit, largest) for g in gradients]


def clipped_in_place(gradients, limit):
    factor = limit / max(limit, norm(gradients))
    for g in gradients:
        g *= factor
    return gradients


def one_flat_vector(gradients, limit):
    long = np.concatenate([g.ravel() for g in gradients])
    return long * limit / max(limit, np.linalg.norm(long))


def half_wave(share):
    return (1 + math.cos(math.pi * min(share, 1))) / 2


def both_multiplied(step, rate, steps, warmup):
    return rate * min(1, (step + 1) / warmup) * half_wave(step / steps)


def starts_at_zero(step, rate, steps, warmup):
    if step < warmup:
        return rate * step / warmup
    return rate * half_wave((step - warmup) / (steps - warmup))


def falls_over_all_steps(step, rate, steps, warmup):
    if step < warmup:
        return rate * (step + 1) / warmup
    return rate * half_wave((step - warmup) / steps)


def rises_again_after_the_end(step, rate, steps, warmup):
    if step < warmup:
        return rate * (step + 1) / warmup
    share = (step - warmup) / (steps - warmup)
    return rate * (1 + math.cos(math.pi * share)) / 2


def falls_on_a_line(step, rate, steps, warmup):
    if step < warmup:
        return rate * (step + 1) / warmup
    return rate * max(0, 1 - (step - warmup) / (steps - warmup))


def whole_wave(step, rate, steps, warmup):
    if step < warmup:
        return rate * (step + 1) / warmup
    return rate * half_wave(2 * (step - warmup) / (steps - warmup))


def returns_a_schedule(step, rate, steps, warmup):
    return lambda t: starts_at_zero(t, rate, steps, warmup)


Z = np.linspace(-10, 10, 20_001)
DENSITY = np.exp(-(Z**2) / 2) / np.exp(-(Z**2) / 2).sum()


def always_he(bend):
    return np.sqrt(2)


def root_not_taken(bend):
    return 1 / np.sum(bend(Z) ** 2 * DENSITY)


def root_without_the_fraction(bend):
    return np.sqrt(np.sum(bend(Z) ** 2 * DENSITY))


def deviation_instead_of_mean_square(bend):
    mean = np.sum(bend(Z) * DENSITY)
    return 1 / np.sqrt(np.sum((bend(Z) - mean) ** 2 * DENSITY))


def mean_of_the_size(bend):
    return 1 / np.sum(np.abs(bend(Z)) * DENSITY)


def density_forgotten(bend):
    z = np.linspace(-1, 1, 1001)
    return 1 / np.sqrt(np.mean(bend(z) ** 2))


def ten_random_numbers(bend):
    z = np.random.default_rng(0).normal(size=10)
    return 1 / np.sqrt(np.mean(bend(z) ** 2))


def tails_cut_off(bend):
    seen = np.abs(Z) < 2
    return 1 / np.sqrt(np.sum((bend(Z) ** 2 * DENSITY)[seen]))


def trained(ink, labels, rates, loss_of, shift=True, mean=True):
    weights, losses = np.zeros((ink.shape[1], 10)), []
    rows = np.arange(len(labels))
    for rate in rates:
        scores = ink @ weights
        if shift:
            scores = scores - scores.max(axis=1, keepdims=True)
        sums = np.exp(scores).sum(axis=1)
        p = np.exp(scores) / sums[:, None]
        losses.append(loss_of(scores[rows, labels], sums, p[rows, labels]))
        p[rows, labels] -= 1
        weights -= rate * ink.T @ p / (len(labels) if mean else 1)
    return np.array(losses)


def good(score, total, p):
    return np.mean(np.log(total) - score)


def falling(rate, decay, steps):
    return rate / (1 + decay * np.arange(steps))


def rate_still_rises(ink, labels, rate, decay, steps):
    rates = rate / (1 - decay * np.arange(steps))
    return trained(ink, labels, rates, good)


def scores_not_shifted(ink, labels, rate, decay, steps):
    return trained(ink, labels, falling(rate, decay, steps), good, shift=False)


def bandaged(ink, labels, rate, decay, steps):
    return trained(
        ink,
        labels,
        falling(rate, decay, steps),
        lambda score, total, p: -np.mean(np.log(p)),
    )


def probabilities_cut_off(ink, labels, rate, decay, steps):
    return trained(
        ink,
        labels,
        falling(rate, decay, steps),
        lambda score, total, p: -np.mean(np.log(np.maximum(p, 1e-7))),
    )


def rate_stays(ink, labels, rate, decay, steps):
    return trained(ink, labels, np.full(steps, rate), good)


def counts_from_one(ink, labels, rate, decay, steps):
    return trained(ink, labels, falling(rate, decay, steps + 1)[1:], good)


def slopes_summed(ink, labels, rate, decay, steps):
    return trained(ink, labels, falling(rate, decay, steps), good, mean=False)


WRONG = {
    "8.1": [
        what_each_step_takes,
        last_measurement_first,
        kept_from_the_start,
        loses_by_its_own_step,
        normalised_to_one,
        all_the_same,
    ],
    "8.2": [
        sign_forgotten,
        rate_for_its_logarithm,
        until_the_weight_is_one,
        plateau_of_a_parabola,
        plateau_from_both_sides,
        exponent_forgotten,
    ],
    "8.3": [
        for_curvature_one,
        for_small_rates,
        negative_beyond_the_bound,
        of_the_loss,
        deviation_for_variance,
    ],
    "8.7": [
        rate_still_rises,
        scores_not_shifted,
        bandaged,
        probabilities_cut_off,
        rate_stays,
        counts_from_one,
        slopes_summed,
    ],
    "8.4": [
        each_array_by_itself,
        each_number_by_itself,
        always_the_length_of_the_limit,
        factor_turned_round,
        root_forgotten,
        sum_of_the_lengths,
        largest_number_instead_of_length,
        clipped_in_place,
        one_flat_vector,
    ],
    "8.5": [
        both_multiplied,
        starts_at_zero,
        falls_over_all_steps,
        rises_again_after_the_end,
        falls_on_a_line,
        whole_wave,
        returns_a_schedule,
    ],
    "8.6": [
        always_he,
        root_not_taken,
        root_without_the_fraction,
        deviation_instead_of_mean_square,
        mean_of_the_size,
        density_forgotten,
        ten_random_numbers,
        tails_cut_off,
    ],
}
