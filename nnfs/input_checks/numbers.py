"""Checks of single numbers, of generators and of the type of a network."""

import math
import numbers
import sys

import numpy as np


def positive_integer(value, name):
    """Return `value` as an int above zero."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(
            f"{name} must be an integer, but is {value!r}: pass a whole number"
        )
    if value < 1:
        raise ValueError(f"{name} must be at least 1, but is {value}")
    if value > sys.maxsize:
        raise ValueError(
            f"{name} is larger than {sys.maxsize}, up to which NumPy counts: "
            "pass a smaller number"
        )
    return int(value)


def not_negative_integer(value, name):
    """Return `value` as an int of at least zero."""
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if whole and value < 0:
        raise ValueError(f"{name} must be at least 0, but is {value}")
    return 0 if whole and value == 0 else positive_integer(value, name)


def number(value, name, high=math.inf, open_low=False):
    """Return `value` as a float in [0, high), without 0 if `open_low`."""
    if isinstance(value, bool) or not isinstance(value, (float, numbers.Real)):
        raise TypeError(f"{name} must be a number, but is {value!r}")
    try:
        value = float(value)
    except OverflowError:  # whole numbers and fractions have no end
        value = math.inf if value > 0 else -math.inf
    if not 0 <= value < high or (open_low and value == 0):
        bracket = "(" if open_low else "["
        raise ValueError(
            f"{name} must be in {bracket}0, {high:g}), but is {value:g}"
        )
    return value


def generator(rng):
    """Return `rng`, or a generator with fresh entropy for None."""
    if rng is None:
        return np.random.default_rng()
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng must be a np.random.Generator, but is {rng!r}: write "
            "rng = np.random.default_rng(0) once and pass it on"
        )
    return rng


def float_type(dtype):
    """Return `dtype` as the numpy.dtype float32 or float64."""
    try:
        found = np.dtype(dtype)
    except TypeError:
        found = np.dtype(object)
    if found not in (np.dtype(np.float32), np.dtype(np.float64)):
        raise ValueError(
            f"dtype must be float32 or float64, but is {dtype!r}: write "
            "dtype=np.float32 or np.float64"
        )
    return found


def one_of_kinds(value, kinds, name):
    """Refuse what is an instance of none of some classes."""
    if not isinstance(value, kinds):
        names = ", ".join(kind.__name__ for kind in kinds)
        raise TypeError(
            f"{name} must be one of {names}, but is {value!r}: write "
            f"{kinds[-1].__name__}()"
        )
