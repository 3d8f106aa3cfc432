"""A schedule says which learning rate to use at which step.

It is a function from the step, counted from 0, to a rate; a step is one
mini-batch.  Any optimizer takes one in place of a constant rate.
"""

import math

from nnfs import input_checks


def constant(rate):
    """Return the schedule that always gives `rate`.

    Parameters
    ----------
    rate : float
        Learning rate, above 0.

    Returns
    -------
    callable
        Step -> rate.
    """
    rate = input_checks.number(rate, "rate", open_low=True)
    return lambda step: rate


def step_decay(rate, factor, every):
    """Return rate * factor ** (step // every): a staircase.

    Parameters
    ----------
    rate : float
        First learning rate, above 0.
    factor : float
        What the rate is multiplied by at each stair, above 0.
    every : int
        Steps to a stair.

    Returns
    -------
    callable
        Step -> rate.
    """
    rate = input_checks.number(rate, "rate", open_low=True)
    factor = input_checks.number(factor, "factor", open_low=True)
    every = input_checks.positive_integer(every, "every")
    return lambda step: rate * factor ** (step // every)


def exponential_decay(rate, factor, every=1):
    """Return rate * factor ** (step / every).

    Parameters
    ----------
    rate : float
        First learning rate, above 0.
    factor : float
        What the rate is multiplied by over `every` steps, above 0.
    every : int, default 1
        Steps that `factor` stands for.

    Returns
    -------
    callable
        Step -> rate.
    """
    rate = input_checks.number(rate, "rate", open_low=True)
    factor = input_checks.number(factor, "factor", open_low=True)
    every = input_checks.positive_integer(every, "every")
    return lambda step: rate * factor ** (step / every)


def inverse_time_decay(rate, decay):
    """Return rate / (1 + decay * step).

    Parameters
    ----------
    rate : float
        First learning rate, above 0.
    decay : float
        Decay per step, at least 0; the rate is halved after 1 / decay steps.

    Returns
    -------
    callable
        Step -> rate.

    References
    ----------
    H. Robbins, S. Monro, "A stochastic approximation method", Annals of
    Mathematical Statistics 22, 1951.
    """
    rate = input_checks.number(rate, "rate", open_low=True)
    decay = input_checks.number(decay, "decay")
    return lambda step: rate / (1 + decay * step)


def cosine(rate, steps, final=0):
    """Return half a cosine, from `rate` at 0 to `final` at `steps` and after.

    Parameters
    ----------
    rate : float
        First learning rate, above 0.
    steps : int
        Length of the descent.
    final : float, default 0
        Last learning rate, at least 0.

    Returns
    -------
    callable
        Step -> rate.

    References
    ----------
    I. Loshchilov, F. Hutter, "SGDR: Stochastic gradient descent with warm
    restarts", ICLR 2017.
    """
    rate = input_checks.number(rate, "rate", open_low=True)
    steps = input_checks.positive_integer(steps, "steps")
    final = input_checks.number(final, "final")

    def schedule(step):
        share = min(step / steps, 1)
        return final + (rate - final) * (1 + math.cos(math.pi * share)) / 2

    return schedule


def warmup(schedule, steps):
    """Return `schedule` multiplied by min(1, (step + 1) / steps).

    Parameters
    ----------
    schedule : callable or float
        The schedule to start gently; a number stands for a constant rate.
    steps : int
        Steps until the full rate is reached.

    Returns
    -------
    callable
        Step -> rate.

    References
    ----------
    P. Goyal et al., "Accurate, large minibatch SGD: training ImageNet in 1
    hour", arXiv:1706.02677, 2017.
    """
    steps = input_checks.positive_integer(steps, "steps")
    schedule = schedule if callable(schedule) else constant(schedule)
    return lambda step: schedule(step) * min(1, (step + 1) / steps)
