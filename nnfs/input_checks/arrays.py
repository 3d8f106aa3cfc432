"""Checks of arrays: kind, shape, and that every number is finite."""

import math

import numpy as np

from nnfs.input_checks import next_line
from nnfs.input_checks.numbers import number


class NotFiniteError(ValueError):
    """A number that is NaN or infinite stands where a finite one is needed."""


def all_finite(array):
    """Tell whether every element of a real array is finite, in one pass."""
    # A NaN or an infinity survives a sum of squares, and BLAS warns of nothing.
    squares = np.vdot(array, array)
    return math.isfinite(squares) or bool(np.isfinite(array).all())


def real_array(values, name, dtype=None, finite=True):
    """Return `values` as a floating-point array that is finite and not empty.

    Raises TypeError for text, objects and complex numbers, ValueError for an
    empty array, NotFiniteError for NaN and infinity unless they are let in.
    """
    array = np.asarray(values)
    if array.dtype.kind not in "fiub":
        raise next_line.no_numbers(values, array, name)
    if array.size == 0:
        raise ValueError(
            f"{name} are empty (shape {array.shape}): pass at least one sample"
        )
    if dtype is None:
        dtype = array.dtype if array.dtype.kind == "f" else np.float64
    if array.dtype != dtype:
        with np.errstate(over="ignore"):
            array = array.astype(dtype)
    if finite and not all_finite(array):
        bad = "NaN" if np.isnan(array).any() else "infinity"
        raise NotFiniteError(
            f"{name} contain {bad}: look for a division by zero, a missing "
            "value or a learning rate that is too large"
        )
    return array


def batch(values, name, width, dtype, *, finite=True, rows=False):
    """Return `values` as an array (batch, ..., width); any width if None.

    With `rows` there must be two axes; without `finite` a NaN is let in.
    """
    array = real_array(values, name, dtype, finite)
    wrong = array.ndim != 2 if rows else array.ndim < 2
    if wrong or width not in (None, array.shape[-1]):
        between = ", ..." if array.ndim > 2 and not rows else ""
        wanted = f"(batch{between}, {'features' if width is None else width})"
        raise ValueError(
            f"{name} have shape {array.shape}, but {wanted} is expected: "
            f"{next_line.rows(array, name, width)}"
        )
    return array


def same_shape(predictions, targets):
    """Return predictions and targets as floats of one and the same shape."""
    predictions = real_array(predictions, "predictions")
    targets = real_array(targets, "targets", predictions.dtype)
    if predictions.shape != targets.shape:
        hint = "make them equal"
        if targets.ndim == 1 and predictions.shape == (targets.size, 1):
            hint = "write np.reshape(targets, (-1, 1))"
        elif predictions.ndim == 1 and targets.shape == (predictions.size, 1):
            hint = "write np.reshape(predictions, (-1, 1))"
        raise ValueError(
            f"predictions have shape {predictions.shape}, but targets "
            f"{targets.shape}: NumPy would broadcast them to a wrong loss; "
            f"{hint}"
        )
    return predictions, targets


def two_to_a_target(predictions, targets):
    """Return predictions (..., 2 k) and targets (..., k) as floats."""
    predictions = real_array(predictions, "predictions")
    targets = real_array(targets, "targets", predictions.dtype)
    *leading, wide = predictions.shape or (0,)
    if targets.ndim == 0 or targets.shape != (*leading, wide / 2):
        hint = "let the network have two outputs to each target"
        if wide == 2 and targets.shape == tuple(leading):
            hint = f"write np.reshape(targets, {(-1, *leading[1:], 1)})"
        raise ValueError(
            f"predictions have shape {predictions.shape}, a mean and the "
            "logarithm of a variance to each target, but targets "
            f"{targets.shape}: {hint}"
        )
    return predictions, targets


def vectors(parameters, gradients):
    """Return the gradients as floats in the shape of the 1-D `parameters`."""
    if not isinstance(parameters, np.ndarray) or parameters.dtype.kind != "f":
        kind = getattr(parameters, "dtype", type(parameters).__name__)
        raise TypeError(
            "parameters must be a NumPy array of floats, because they are "
            f"moved in place, but came as {kind}: write "
            "np.array(parameters, dtype=float)"
        )
    if parameters.ndim != 1 or not parameters.flags.writeable:
        raise ValueError(
            "parameters must be a writeable 1-D array, but came with shape "
            f"{parameters.shape}: pass network.parameters, or a point as a "
            "vector"
        )
    gradients = real_array(gradients, "gradients")
    if gradients.shape != parameters.shape:
        raise ValueError(
            f"gradients have shape {gradients.shape}, but parameters "
            f"{parameters.shape}: pass one slope to a parameter"
        )
    return gradients


def number_or_vector(value, name):
    """Return a float of at least 0, or a vector of such, as an own array."""
    if np.ndim(value) == 0:
        return number(value, name)
    vector = np.array(real_array(value, name))
    if vector.ndim != 1 or vector.min() < 0:
        raise ValueError(
            f"{name} must be a number or a vector, none of them below 0, but "
            f"has shape {vector.shape} and the least is {vector.min():g}: pass "
            "one number to a parameter, or one for all"
        )
    return vector


def one_to_a_parameter(value, parameters, name):
    """Refuse a vector that has not one number to a parameter."""
    if np.ndim(value) and value.shape != parameters.shape:
        raise ValueError(
            f"{name} has {value.size} numbers, but there are "
            f"{parameters.size} parameters: pass one to a parameter, or one "
            "number for all"
        )


def not_negative(values, name):
    """Refuse numbers below 0, and what is no finite number."""
    values = real_array(values, name)
    if values.min() < 0:
        raise ValueError(
            f"{name} reach down to {values.min():g}, but none can be below 0: "
            "pass what was measured"
        )


def slopes(values, shape, dtype):
    """Return the gradient for outputs of `shape`, which may be infinite."""
    array = np.asarray(values)
    if array.dtype.kind not in "fiub":
        raise TypeError(
            f"d_outputs must be real numbers, but came as {array.dtype}: pass "
            "what loss.backward() returns"
        )
    if array.shape != shape:
        raise ValueError(
            f"d_outputs have shape {array.shape}, but the outputs of the last "
            f"forward {shape}: pass what loss.backward() returns"
        )
    return array if array.dtype == dtype else array.astype(dtype)


def alike(values, name, shape, dtype):
    """Return `values` as finite numbers of exactly this shape and type."""
    values = real_array(values, name, dtype)
    if values.shape != shape:
        raise ValueError(
            f"{name} have shape {shape}, but {values.shape} was assigned: pass "
            "an array of exactly that shape"
        )
    return values


def write(view, values, name):
    """Copy `values` into `view`, an array of the same shape."""
    if values is not view:  # `layer.weights += W` has already written
        view[...] = alike(values, name, view.shape, view.dtype)
