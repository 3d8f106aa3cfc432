"""Checks of what is numbered: classes, their scores, and symbols."""

import math

import numpy as np

from nnfs.input_checks import next_line
from nnfs.input_checks.arrays import NotFiniteError, batch, real_array


def scores_and_labels(scores, labels, name="predictions"):
    """Return scores (..., classes) as floats and labels (...) as integers."""
    scores = batch(scores, name, None, None, finite=False)
    if not math.isfinite(np.vdot(scores, scores)):
        real_array(scores, name)  # all are finite, so some are huge
        limit = np.finfo(np.result_type(scores, np.float32)).max / 1e8
        if np.abs(scores).max() > limit:
            raise NotFiniteError(
                f"{name} reach beyond {limit:.2g}, where a loss of "
                f"{scores.dtype} overflows: scale them, or lower the rate"
            )
    return scores, class_labels(labels, scores.shape[:-1], scores.shape[-1])


def named_classes(scores, name):
    """Return the class (...) that scores (..., k) name, and how many there are.

    One column of probabilities names class 1 where it is above one half.
    """
    scores = batch(scores, name, None, None)
    if scores.shape[-1] > 1:
        return scores.argmax(axis=-1), scores.shape[-1]
    return (probabilities(scores, name)[..., 0] > 0.5).astype(int), 2


def class_labels(labels, shape=None, n_classes=None):
    """Return `labels` as integers of a shape, each in [0, n_classes).

    Without a shape they must have one axis, of any length.
    """
    labels = np.asarray(labels)
    axes = 1 if shape is None else len(shape)
    if labels.ndim != axes:
        wanted = "(n,)" if axes == 1 else shape
        if labels.ndim == axes + 1 and len(labels) and labels.shape[-1] > 1:
            raise ValueError(
                f"labels have shape {labels.shape}, which looks one-hot; "
                f"classes of shape {wanted} are expected: write "
                f"np.argmax(labels, axis={axes})"
            )
        hint = "pass one label to a row of scores"
        if axes == 1:
            hint = "write np.ravel(labels)"
        elif labels.size == math.prod(shape):
            hint = f"write np.reshape(labels, {shape})"
        raise ValueError(
            f"labels have shape {labels.shape}, but {wanted} is expected: "
            f"{hint}"
        )
    if labels.size == 0:
        raise ValueError("labels are empty: pass at least one sample")
    if labels.dtype.kind not in "iu":
        raise next_line.no_integers(labels, n_classes)
    if shape is not None and labels.shape != shape:
        found, samples = labels.size, shape[0]
        if axes > 1:
            found, samples = labels.shape, shape
        raise ValueError(
            f"there are {found} labels for {samples} samples: pass one label "
            "to a sample"
        )
    return _numbered(labels, "label", "classes", n_classes)


def symbols(values, name, n_symbols):
    """Return `values` as integers (batch, ...), each in [0, n_symbols)."""
    array = np.asarray(values)
    if array.dtype.kind not in "iu":
        raise TypeError(
            f"{name} must be symbols, which are integers, but came as "
            f"{array.dtype}: write {name}.astype(int) if they are whole numbers"
        )
    if array.ndim == 0 or array.size == 0:
        raise ValueError(
            f"{name} have shape {array.shape}, but (batch, ...) is expected: "
            "pass at least one sample"
        )
    return _numbered(array, "symbol", "symbols", n_symbols)


def _numbered(integers, one, all_of_them, n):
    """Return `integers`, which must all be in [0, n); any size if n is None."""
    # Read without its sign, -1 is the largest number.
    unsigned = integers.dtype.str.replace("i", "u")
    highest = int(integers.view(unsigned).max())
    signed = integers.dtype.kind == "i" and highest >> 8 * integers.itemsize - 1
    if signed or (n is not None and highest >= n):
        bad = int(integers.min()) if signed else highest
        limit = "" if n is None else f" to {n - 1}"
        said = (
            f"{one} {bad} is out of range: {all_of_them} are numbered from "
            f"0{limit}"
        )
        if one == "label" and n is not None:
            said = f"{said}: {next_line.numbered(integers, n)}"
        raise ValueError(said)
    return integers


def probabilities(array, name="predictions"):
    """Refuse numbers that are not in [0, 1]."""
    if array.min() < 0 or array.max() > 1:
        raise ValueError(
            f"{name} lie between {array.min():g} and {array.max():g}, but "
            "probabilities in [0, 1] are expected: put a Sigmoid or a Softmax "
            "last"
        )
    return array


def probabilities_and_labels(values, labels):
    """Return probabilities (..., classes) or (..., 1), and labels (...)."""
    p = real_array(values, "probabilities", float)
    if p.ndim == 1:
        raise ValueError(
            f"probabilities have shape {p.shape}, but (batch, classes) or "
            "(batch, 1) is expected: write np.reshape(probabilities, (-1, 1)) "
            "for those of class 1"
        )
    p = probabilities(batch(p, "probabilities", None, float), "probabilities")
    off = np.abs(p.sum(axis=-1) - 1).max() if p.shape[-1] > 1 else 0
    if off > 1e-3:
        raise ValueError(
            f"a row of probabilities misses the sum 1 by {off:g}: where it "
            "holds several answers, each yes or no, pass np.ravel(targets), "
            "and write np.reshape(probabilities, (-1, 1))"
        )
    return p, class_labels(labels, p.shape[:-1], max(2, p.shape[-1]))


def weights_of_classes(values):
    """Return positive numbers, one to each of at least two classes."""
    weights = real_array(values, "class_weights")
    if weights.ndim != 1 or len(weights) < 2 or weights.min() <= 0:
        raise ValueError(
            f"class_weights have shape {weights.shape} and reach down to "
            f"{weights.min():g}, but a positive number to each of at least two "
            "classes is expected: write len(labels) / (len(counts) * counts) "
            "with counts = np.bincount(labels)"
        )
    return tuple(map(float, weights))


def one_to_a_class(class_weights, n_classes):
    """Refuse weights of another number of classes."""
    if len(class_weights) != n_classes:
        raise ValueError(
            f"there are {len(class_weights)} class_weights for {n_classes} "
            "classes: pass one to a class"
        )
