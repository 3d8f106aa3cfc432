"""Checks of what is about classes: scores, labels and probabilities."""

import math

import numpy as np

from nnfs.input_checks.arrays import NotFiniteError, batch


def scores_and_labels(scores, labels, name="predictions"):
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
