"""Plausible wrong answers to chapter 7, unseen by its checks."""

import numpy as np


def bounds_of_plain_descent(rate, curvature, beta):
    a = rate * curvature
    return 0 if a < 1 else 2 if a < 2 else 3


def limit_of_plain_descent(rate, curvature, beta):
    a, root = rate * curvature, np.sqrt(beta)
    if a > 2:
        return 3
    return 0 if a < (1 - root) ** 2 else 1 if a < (1 + root) ** 2 else 2


def root_forgotten(rate, curvature, beta):
    a = rate * curvature
    if a > 2 * (1 + beta):
        return 3
    return 0 if a < (1 - beta) ** 2 else 1 if a < (1 + beta) ** 2 else 2


def curvature_forgotten(rate, curvature, beta):
    root = np.sqrt(beta)
    if rate > 2 * (1 + beta):
        return 3
    return 0 if rate < (1 - root) ** 2 else 1 if rate < (1 + root) ** 2 else 2


def real_roots_all_creep(rate, curvature, beta):
    step = np.array([[beta, curvature], [-rate * beta, 1 - rate * curvature]])
    roots = np.linalg.eigvals(step)
    if abs(roots).max() > 1:
        return 3
    return int(abs(roots.imag).max() > 0)


def velocity_not_damped(rule, step):
    momentum = [0.8, 1.0, 0.9]  # the old velocity is left out
    adagrad, adam = [0.9, 0.971, 0.937], [0.9, 0.933, 0.916]
    return {"momentum": momentum, "AdaGrad": adagrad, "Adam": adam}[rule][
        step - 1
    ]


def means_not_corrected(rule, step):
    momentum, adagrad = [0.8, 0.9, 0.85], [0.9, 0.971, 0.937]
    adam = [0.9, 0.938, 0.918]
    return {"momentum": momentum, "AdaGrad": adagrad, "Adam": adam}[rule][
        step - 1
    ]


def sign_lost_in_the_root(rule, step):
    momentum, adagrad = [0.8, 0.9, 0.85], [0.9, 0.829, 0.796]
    adam = [0.9, 0.933, 0.916]
    return {"momentum": momentum, "AdaGrad": adagrad, "Adam": adam}[rule][
        step - 1
    ]


def steps_instead_of_places(rule, step):
    momentum, adagrad = [-0.2, 0.1, -0.05], [-0.1, 0.071, -0.033]
    adam = [-0.1, 0.033, -0.017]
    return {"momentum": momentum, "AdaGrad": adagrad, "Adam": adam}[rule][
        step - 1
    ]


def one_step_too_few(beta):
    build_up = int(np.log(0.1) / np.log(beta))
    turn = int(np.log(0.5) / np.log(beta))
    return build_up, turn


def one_step_too_many(beta):
    build_up = np.ceil(np.log(0.1) / np.log(beta))
    turn = np.ceil(np.log(0.5) / np.log(beta))
    return build_up, turn


def not_rounded(beta):
    return np.log(0.1) / np.log(beta), np.log(0.5) / np.log(beta)


def forgets_instead_of_turning(beta):
    steps = int(np.ceil(np.log(0.1) / np.log(beta)))
    return steps, steps


def memory_of_one_over(beta):
    return round(1 / (1 - beta)), round(1 / (1 - beta))


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


def walked(rate, beta, limit, steps=4000, ahead=False):
    w, v, sizes = np.ones(2), np.zeros(2), [1.0]
    for _ in range(steps):
        g = np.array([1, 100]) * w
        v = beta * v + g
        w = w - rate * (g + beta * v if ahead else v)
        sizes.append(np.abs(w).max())
    return np.array(sizes) > limit


def stays_where_it_is_first(rate, beta, limit):
    first = walked(rate, beta, limit).argmin()
    return first, first


def last_step_outside(rate, beta, limit):
    outside = walked(rate, beta, limit)
    return outside.argmin(), np.flatnonzero(outside)[-1]


def start_not_counted(rate, beta, limit):
    outside = walked(rate, beta, limit)[1:]
    return outside.argmin(), np.flatnonzero(outside)[-1] + 1


def by_nesterov(rate, beta, limit):
    outside = walked(rate, beta, limit, ahead=True)
    return outside.argmin(), np.flatnonzero(outside)[-1] + 1


def one_weight_is_enough(rate, beta, limit):
    w, v, sizes = np.ones(2), np.zeros(2), [1.0]
    for _ in range(4000):
        v = beta * v + np.array([1, 100]) * w
        w = w - rate * v
        sizes.append(np.abs(w).min())
    outside = np.array(sizes) > limit
    return outside.argmin(), np.flatnonzero(outside)[-1] + 1


def stops_too_early(rate, beta, limit):
    outside = walked(rate, beta, limit, steps=100)
    return outside.argmin(), np.flatnonzero(outside)[-1] + 1


WRONG = {
    "7.1": [
        bounds_of_plain_descent,
        limit_of_plain_descent,
        root_forgotten,
        curvature_forgotten,
        real_roots_all_creep,
    ],
    "7.2": [
        velocity_not_damped,
        means_not_corrected,
        sign_lost_in_the_root,
        steps_instead_of_places,
    ],
    "7.5": [
        one_step_too_few,
        one_step_too_many,
        not_rounded,
        forgets_instead_of_turning,
        memory_of_one_over,
    ],
    "7.9": [
        stays_where_it_is_first,
        last_step_outside,
        start_not_counted,
        by_nesterov,
        one_weight_is_enough,
        stops_too_early,
    ],
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
