"""Numbers for people: what share is right, and which classes are confused.

A loss is for the optimizer, which needs a slope; these are for the reader.
"""

import numpy as np

from nnfs import input_checks


def _classes(predictions, name="predictions"):
    """Return classes (n,) as they are, and the class that scores name."""
    predictions = np.asarray(predictions)
    if predictions.ndim == 1:
        return input_checks.class_labels(predictions)
    return input_checks.named_classes(predictions, name)[0]


def accuracy(predictions, targets):
    """Return the share of samples, or positions, that are classified correctly.

    Parameters
    ----------
    predictions : ndarray of shape (..., classes) or (n,)
        Scores or probabilities, whose largest counts, or one column of
        probabilities of class 1; or integer classes.
    targets : ndarray of int, shape (...) or (n,)
        True classes.

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    TypeError, ValueError
        If the shapes differ or the targets are not classes.
    """
    predicted = _classes(predictions)
    targets = input_checks.class_labels(targets, predicted.shape)
    return float(np.mean(predicted == targets))


def one_hot(labels, classes=None):
    """Return one row per label, with a 1 in the label's column and 0 elsewhere.

    Parameters
    ----------
    labels : ndarray of int, shape (n,)
        Classes, counted from 0.
    classes : int, optional
        Number of columns; the largest label plus 1 if None.

    Returns
    -------
    ndarray of shape (n, classes)

    Raises
    ------
    TypeError, ValueError
        If a label is not an integer in [0, classes).
    """
    if classes is not None:
        classes = input_checks.positive_integer(classes, "classes")
    labels = input_checks.class_labels(labels, n_classes=classes)
    return np.eye(classes or int(labels.max()) + 1, dtype=float)[labels]


def confusion_matrix(predictions, targets, classes=None):
    """Count how often each true class was given each predicted class.

    Parameters
    ----------
    predictions : ndarray of shape (..., classes) or (n,)
        Scores or probabilities, whose largest counts, or one column of
        probabilities of class 1; or integer classes.
    targets : ndarray of int, shape (...) or (n,)
        True classes.
    classes : int, optional
        Number of classes; as many as the data show if None, and no fewer than
        the scores have columns: two for one column.

    Returns
    -------
    ndarray of int, shape (classes, classes)
        Row: true class.  Column: predicted class.

    Raises
    ------
    TypeError, ValueError
        If the shapes differ or a class is out of range.
    """
    predicted = _classes(predictions)
    if classes is not None:
        classes = input_checks.positive_integer(classes, "classes")
    targets = input_checks.class_labels(targets, predicted.shape, classes)
    input_checks.class_labels(predicted, predicted.shape, classes)
    if classes is None:
        classes = int(max(predicted.max(), targets.max())) + 1
        if np.ndim(predictions) > 1:
            classes = max(classes, 2, np.shape(predictions)[-1])
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (targets, predicted), 1)
    return counts
