"""The checks at the doors of the package.

Bad input is refused where it comes in, with a message that says what came, what
was expected and what to do.  Behind the doors the mathematics stays bare.
"""

import math
import numbers

import numpy as np


class NotFiniteError(ValueError):
    """A number that is NaN or infinite stands where a finite one is needed."""


def all_finite(array):
    """Tell whether every element of a real array is finite, in one pass."""
    # A NaN or an infinity survives a sum of squares, and BLAS warns of nothing.
    squares = np.vdot(array, array)
    return math.isfinite(squares) or bool(np.isfinite(array).all())


def real_array(values, name, dtype=None):
    """Return `values` as a floating-point array that is finite and not empty.

    Raises TypeError for text, objects and complex numbers, ValueError for an
    empty array, NotFiniteError for NaN and infinity.
    """
    array = np.asarray(values)
    if array.dtype.kind not in "fiub":
        raise TypeError(
            f"{name} must be real numbers, but came as {array.dtype}: "
            "convert them to an array of floats first"
        )
    if array.size == 0:
        raise ValueError(
            f"{name} are empty (shape {array.shape}): pass at least one sample"
        )
    if dtype is None:
        dtype = array.dtype if array.dtype.kind == "f" else np.float64
    if array.dtype != dtype:
        with np.errstate(over="ignore"):
            array = array.astype(dtype)
    if not all_finite(array):
        bad = "NaN" if np.isnan(array).any() else "infinity"
        raise NotFiniteError(
            f"{name} contain {bad}: look for a division by zero, a missing "
            "value or a learning rate that is too large"
        )
    return array


def batch(values, name, width, dtype):
    """Return `values` as an array (batch, width); any width if None."""
    array = real_array(values, name, dtype)
    if array.ndim != 2 or width not in (None, array.shape[1]):
        wanted = f"(batch, {'features' if width is None else width})"
        hint = "pass one sample to a row"
        if array.ndim == 1:
            hint = f"write {name}.reshape(1, -1) for a single sample"
        raise ValueError(
            f"{name} have shape {array.shape}, but {wanted} is expected: {hint}"
        )
    return array


def same_shape(predictions, targets):
    """Return predictions and targets as floats of one and the same shape."""
    predictions = real_array(predictions, "predictions")
    targets = real_array(targets, "targets", predictions.dtype)
    if predictions.shape != targets.shape:
        hint = "make them equal"
        if targets.ndim == 1 and predictions.shape == (targets.size, 1):
            hint = "write targets.reshape(-1, 1)"
        elif predictions.ndim == 1 and targets.shape == (predictions.size, 1):
            hint = "write predictions.reshape(-1, 1)"
        raise ValueError(
            f"predictions have shape {predictions.shape}, but targets "
            f"{targets.shape}: NumPy would broadcast them to a wrong loss; "
            f"{hint}"
        )
    return predictions, targets


def scores_and_labels(scores, labels, name):
    """Return scores (n, classes) as floats and labels (n,) as integers."""
    scores = batch(scores, name, None, None)
    if not math.isfinite(np.vdot(scores, scores)):  # some are huge
        limit = np.finfo(np.result_type(scores, np.float32)).max / 1e8
        if np.abs(scores).max() > limit:
            raise NotFiniteError(
                f"{name} reach beyond {limit:.2g}, where a loss of "
                f"{scores.dtype} overflows: scale them, or lower the rate"
            )
    return scores, class_labels(labels, scores.shape[0], scores.shape[1])


def class_labels(labels, n_samples=None, n_classes=None):
    """Return `labels` as integers of shape (n,), each in [0, n_classes)."""
    labels = np.asarray(labels)
    if labels.ndim == 2 and labels.shape[0] and labels.shape[1] > 1:
        raise ValueError(
            f"labels have shape {labels.shape}, which looks one-hot; classes "
            "of shape (n,) are expected: write labels.argmax(axis=1)"
        )
    if labels.ndim != 1:
        raise ValueError(
            f"labels have shape {labels.shape}, but (n,) is expected: write "
            "labels.reshape(-1)"
        )
    if labels.size == 0:
        raise ValueError("labels are empty: pass at least one sample")
    if labels.dtype.kind not in "iu":
        raise TypeError(
            f"labels must be integers, but came as {labels.dtype}: write "
            "labels.astype(int) if they are class numbers"
        )
    if n_samples is not None and labels.size != n_samples:
        raise ValueError(
            f"there are {labels.size} labels for {n_samples} samples: pass one "
            "label to a sample"
        )
    # Read without its sign, -1 is the largest number.
    highest = int(labels.view(labels.dtype.str.replace("i", "u")).max())
    signed = labels.dtype.kind == "i" and highest >> 8 * labels.itemsize - 1
    if signed or (n_classes is not None and highest >= n_classes):
        bad = int(labels.min()) if signed else highest
        limit = "" if n_classes is None else f" to {n_classes - 1}"
        raise ValueError(
            f"label {bad} is out of range: classes are numbered from 0{limit}"
        )
    return labels


def probabilities(array, name="predictions"):
    """Refuse numbers that are not in [0, 1]."""
    if array.min() < 0 or array.max() > 1:
        raise ValueError(
            f"{name} lie between {array.min():g} and {array.max():g}, but "
            "probabilities in [0, 1] are expected: put a Sigmoid or a Softmax "
            "last"
        )
    return array


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


def write(window, values, name):
    """Copy `values` into `window`, an array of the same shape."""
    if values is window:
        return  # `layer.weights += W` has already written
    values = real_array(values, name, window.dtype)
    if values.shape != window.shape:
        raise ValueError(
            f"{name} have shape {window.shape}, but {values.shape} was "
            "assigned: pass an array of exactly that shape"
        )
    window[...] = values


def positive_integer(value, name):
    """Return `value` as an int above zero."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(
            f"{name} must be an integer, but is {value!r}: pass a whole number"
        )
    if value < 1:
        raise ValueError(f"{name} must be at least 1, but is {value}")
    return int(value)


def number(value, name, low=0.0, high=math.inf, open_low=False):
    """Return `value` as a float in [low, high), without low if `open_low`."""
    if isinstance(value, bool) or not isinstance(value, (float, numbers.Real)):
        raise TypeError(f"{name} must be a number, but is {value!r}")
    value = float(value)
    if not low <= value < high or (open_low and value == low):
        bracket = "(" if open_low else "["
        raise ValueError(
            f"{name} must be in {bracket}{low:g}, {high:g}), but is {value:g}"
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
