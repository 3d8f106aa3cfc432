"""A schedule says which learning rate to use at which step.

It takes the step, counted from 0, and returns a rate; a step is one mini-batch.
Any optimizer takes one in place of a constant rate, and a function of your own
will do as well.  The names are small, for a schedule is called like a function.
"""

import math

from nnfs import input_checks
from nnfs.written import as_written


class Schedule:
    """What every schedule can do: be called with a step, printed and copied."""

    def __call__(self, step):
        """Return the learning rate of a step.

        Parameters
        ----------
        step : int
            Number of steps taken before, from 0.

        Returns
        -------
        float
        """
        raise NotImplementedError

    def __repr__(self):
        return as_written(self)


class constant(Schedule):
    """Give the same `rate` at every step.

    Parameters
    ----------
    rate : float
        Learning rate, above 0.

    Raises
    ------
    TypeError, ValueError
        If the rate is not a positive number.
    """

    def __init__(self, rate):
        self.rate = input_checks.number(rate, "rate", open_low=True)

    def __call__(self, step):
        return self.rate


class step_decay(Schedule):
    """Give rate * factor ** (step // every): a staircase.

    Parameters
    ----------
    rate : float
        First learning rate, above 0.
    factor : float
        What the rate is multiplied by at each stair, above 0.
    every : int
        Steps to a stair.

    Raises
    ------
    TypeError, ValueError
        If the rate or the factor is not a positive number, or `every` not a
        positive integer.
    """

    def __init__(self, rate, factor, every):
        self.rate = input_checks.number(rate, "rate", open_low=True)
        self.factor = input_checks.number(factor, "factor", open_low=True)
        self.every = input_checks.positive_integer(every, "every")

    def __call__(self, step):
        return self.rate * self.factor ** (step // self.every)


class exponential_decay(Schedule):
    """Give rate * factor ** (step / every).

    Parameters
    ----------
    rate : float
        First learning rate, above 0.
    factor : float
        What the rate is multiplied by over `every` steps, above 0.
    every : int, default 1
        Steps that `factor` stands for.

    Raises
    ------
    TypeError, ValueError
        If the rate or the factor is not a positive number, or `every` not a
        positive integer.
    """

    def __init__(self, rate, factor, every=1):
        self.rate = input_checks.number(rate, "rate", open_low=True)
        self.factor = input_checks.number(factor, "factor", open_low=True)
        self.every = input_checks.positive_integer(every, "every")

    def __call__(self, step):
        return self.rate * self.factor ** (step / self.every)


class inverse_time_decay(Schedule):
    """Give rate / (1 + decay * step).

    Parameters
    ----------
    rate : float
        First learning rate, above 0.
    decay : float
        Decay per step, at least 0; the rate is halved after 1 / decay steps.

    Raises
    ------
    TypeError, ValueError
        If the rate is not a positive number, or the decay not a finite one of
        at least 0.

    References
    ----------
    H. Robbins, S. Monro, "A stochastic approximation method", Annals of
    Mathematical Statistics 22, 1951.
    """

    def __init__(self, rate, decay):
        self.rate = input_checks.number(rate, "rate", open_low=True)
        self.decay = input_checks.number(decay, "decay")

    def __call__(self, step):
        return self.rate / (1 + self.decay * step)


class cosine(Schedule):
    """Give half a cosine, from `rate` at 0 to `final` at `steps` and after.

    Parameters
    ----------
    rate : float
        First learning rate, above 0.
    steps : int
        Length of the descent.
    final : float, default 0
        Last learning rate, at least 0.

    Raises
    ------
    TypeError, ValueError
        If the rate is not a positive number, `steps` not a positive integer, or
        `final` not a finite number of at least 0.

    References
    ----------
    I. Loshchilov, F. Hutter, "SGDR: Stochastic gradient descent with warm
    restarts", ICLR 2017.
    """

    def __init__(self, rate, steps, final=0):
        self.rate = input_checks.number(rate, "rate", open_low=True)
        self.steps = input_checks.positive_integer(steps, "steps")
        self.final = input_checks.number(final, "final")

    def __call__(self, step):
        wave = (1 + math.cos(math.pi * min(step / self.steps, 1))) / 2
        return self.final + (self.rate - self.final) * wave


class warmup(Schedule):
    """Give the rate of `schedule` multiplied by min(1, (step + 1) / steps).

    Parameters
    ----------
    schedule : callable or float
        The schedule to start gently; a number stands for a constant rate.
    steps : int
        Steps until the full rate is reached.

    Raises
    ------
    TypeError, ValueError
        If the schedule is neither callable nor a positive number, or `steps`
        not a positive integer.

    References
    ----------
    P. Goyal et al., "Accurate, large minibatch SGD: training ImageNet in 1
    hour", arXiv:1706.02677, 2017.
    """

    def __init__(self, schedule, steps):
        self.schedule = schedule if callable(schedule) else constant(schedule)
        self.steps = input_checks.positive_integer(steps, "steps")

    def __call__(self, step):
        return self.schedule(step) * min(1, (step + 1) / self.steps)
