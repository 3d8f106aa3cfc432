"""Plausible wrong answers to chapter 8, unseen by its checks."""

import math

import numpy as np


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


WRONG = {
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
