"""Plausible wrong answers to chapter 7, unseen by its checks."""

import numpy as np


def rate_inside_the_mean(gradient, start, rate, beta, steps):
    w, v = np.array(start, dtype=float), 0.0
    path = [w]
    for _ in range(steps):
        v = beta * v + (1 - beta) * gradient(w)
        w = w - rate * v
        path.append(w)
    return np.array(path)


def step_before_the_velocity(gradient, start, rate, beta, steps):
    w, v = np.array(start, dtype=float), np.zeros(len(start))
    path = [w]
    for _ in range(steps):
        w = w - rate * v
        v = beta * v + gradient(w)
        path.append(w)
    return np.array(path)


def looks_ahead(gradient, start, rate, beta, steps):
    w, v = np.array(start, dtype=float), 0.0
    path = [w]
    for _ in range(steps):
        v = beta * v + gradient(w - rate * beta * v)
        w = w - rate * v
        path.append(w)
    return np.array(path)


def one_array_many_times(gradient, start, rate, beta, steps):
    w, v = np.array(start, dtype=float), 0.0
    path = [w]
    for _ in range(steps):
        v = beta * v + gradient(w)
        w -= rate * v
        path.append(w)
    return np.array(path)


def start_is_moved(gradient, start, rate, beta, steps):
    v, path = 0.0, [start.copy()]
    for _ in range(steps):
        v = beta * v + gradient(start)
        start -= rate * v
        path.append(start.copy())
    return np.array(path)


def start_left_out(gradient, start, rate, beta, steps):
    w, v, path = np.array(start, dtype=float), 0.0, []
    for _ in range(steps):
        v = beta * v + gradient(w)
        w = w - rate * v
        path.append(w)
    return np.array(path)


def uphill(gradient, start, rate, beta, steps):
    w, v = np.array(start, dtype=float), 0.0
    path = [w]
    for _ in range(steps):
        v = beta * v - gradient(w)
        w = w - rate * v
        path.append(w)
    return np.array(path)


def slope_asked_once(gradient, start, rate, beta, steps):
    w, v = np.array(start, dtype=float), 0.0
    g, path = gradient(w), [w]
    for _ in range(steps):
        v = beta * v + g
        w = w - rate * v
        path.append(w)
    return np.array(path)


def no_correction(w, g, m, s, t, rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    return w - rate * m / (np.sqrt(s) + epsilon), m, s


def epsilon_inside(w, g, m, s, t, rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    root = np.sqrt(s / (1 - beta2**t) + epsilon)
    return w - rate * m / (1 - beta1**t) / root, m, s


def epsilon_before_the_correction(w, g, m, s, t, rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    filled = np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - rate * filled * m / (np.sqrt(s) + epsilon), m, s


def corrected_means_remembered(w, g, m, s, t, rate, beta1, beta2, epsilon):
    m = (beta1 * m + (1 - beta1) * g) / (1 - beta1**t)
    s = (beta2 * s + (1 - beta2) * g**2) / (1 - beta2**t)
    return w - rate * m / (np.sqrt(s) + epsilon), m, s


def betas_swapped(w, g, m, s, t, rate, beta1, beta2, epsilon):
    m = beta2 * m + (1 - beta2) * g
    s = beta1 * s + (1 - beta1) * g**2
    m_hat, s_hat = m / (1 - beta2**t), s / (1 - beta1**t)
    return w - rate * m_hat / (np.sqrt(s_hat) + epsilon), m, s


def step_counted_from_zero(w, g, m, s, t, rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat, s_hat = m / (1 - beta1 ** (t + 1)), s / (1 - beta2 ** (t + 1))
    return w - rate * m_hat / (np.sqrt(s_hat) + epsilon), m, s


def means_changed_in_place(w, g, m, s, t, rate, beta1, beta2, epsilon):
    m *= beta1
    m += (1 - beta1) * g
    s *= beta2
    s += (1 - beta2) * g**2
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - rate * m_hat / (np.sqrt(s_hat) + epsilon), m, s


def slope_not_squared(w, g, m, s, t, rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * np.abs(g)
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - rate * m_hat / (np.sqrt(s_hat) + epsilon), m, s


def memory_first(w, g, m, rate, beta1, beta2):
    m = beta2 * m + (1 - beta2) * g
    return w - rate * np.sign(beta1 * m + (1 - beta1) * g), m


def one_beta_for_both(w, g, m, rate, beta1, beta2):
    mixed = beta1 * m + (1 - beta1) * g
    return w - rate * np.sign(mixed), mixed


def sign_forgotten(w, g, m, rate, beta1, beta2):
    mixed = beta1 * m + (1 - beta1) * g
    return w - rate * mixed, beta2 * m + (1 - beta2) * g


def slope_in_full(w, g, m, rate, beta1, beta2):
    return w - rate * np.sign(beta1 * m + g), beta2 * m + (1 - beta2) * g


def sign_of_the_slope(w, g, m, rate, beta1, beta2):
    return w - rate * np.sign(g), beta2 * m + (1 - beta2) * g


def wrong_way(w, g, m, rate, beta1, beta2):
    mixed = beta1 * m + (1 - beta1) * g
    return w + rate * np.sign(mixed), beta2 * m + (1 - beta2) * g


WRONG = {
    "7.3": [
        rate_inside_the_mean,
        step_before_the_velocity,
        looks_ahead,
        one_array_many_times,
        start_is_moved,
        start_left_out,
        uphill,
        slope_asked_once,
    ],
    "7.4": [
        no_correction,
        epsilon_inside,
        epsilon_before_the_correction,
        corrected_means_remembered,
        betas_swapped,
        step_counted_from_zero,
        means_changed_in_place,
        slope_not_squared,
    ],
    "7.7": [
        memory_first,
        one_beta_for_both,
        sign_forgotten,
        slope_in_full,
        sign_of_the_slope,
        wrong_way,
    ],
}
