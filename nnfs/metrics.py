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


def precision(predictions, targets, label=1):
    """Return the share of those called `label` that are of that class.

    Parameters
    ----------
    predictions : ndarray of shape (..., classes) or (n,)
        Scores or probabilities, whose largest counts, or one column of
        probabilities of class 1; or integer classes.
    targets : ndarray of int, shape (...) or (n,)
        True classes.
    label : int, default 1
        The class that is looked for.

    Returns
    -------
    float
        Between 0 and 1; NaN where no sample was called so.

    Raises
    ------
    TypeError, ValueError
        If the shapes differ or the targets or the label are not classes.

    Examples
    --------
    Three were called spam, two of them are; four are spam.

    >>> called, spam = [1, 1, 1, 0, 0, 0], [1, 1, 0, 1, 1, 0]
    >>> precision(called, spam), recall(called, spam)
    (0.6666666666666666, 0.5)
    """
    called, of_class = _called_and_true(predictions, targets, label)
    return _share(called & of_class, called)


def recall(predictions, targets, label=1):
    """Return the share of those of class `label` that are called so.

    Parameters
    ----------
    predictions : ndarray of shape (..., classes) or (n,)
        Scores or probabilities, whose largest counts, or one column of
        probabilities of class 1; or integer classes.
    targets : ndarray of int, shape (...) or (n,)
        True classes.
    label : int, default 1
        The class that is looked for.

    Returns
    -------
    float
        Between 0 and 1; NaN where no sample is of that class.

    Raises
    ------
    TypeError, ValueError
        If the shapes differ or the targets or the label are not classes.
    """
    called, of_class = _called_and_true(predictions, targets, label)
    return _share(called & of_class, of_class)


def _called_and_true(predictions, targets, label):
    """Return which samples are called `label`, and which are."""
    (label,) = input_checks.class_labels([label])
    predicted = _classes(predictions)
    targets = input_checks.class_labels(targets, predicted.shape)
    return predicted == label, targets == label


def _share(some, among):
    """Return the share of two counts, NaN where there is nothing to share."""
    total = np.count_nonzero(among)
    return float(np.count_nonzero(some) / total) if total else np.nan


def calibration(probabilities, targets, bins=10):
    """Return how often a network is right, by how sure it is.

    Of several classes the largest probability says how sure it is, and right is
    that this class is the true one.  One column holds the probability of class
    1, and right is that the class is 1.

    Parameters
    ----------
    probabilities : ndarray of shape (..., classes) or (..., 1)
        Each row sums to 1 within 1e-3, or is one number.
    targets : ndarray of int, shape (...)
        True classes.
    bins : int, default 10
        Number of equal parts of [0, 1]; 1 belongs to the last.

    Returns
    -------
    sure, right : ndarray of shape (bins,)
        In each part the mean probability, and the share that is right; NaN
        where no sample lies.  Where the network can be believed, the two agree.
    counts : ndarray of int, shape (bins,)
        Samples in each part.

    Raises
    ------
    TypeError, ValueError
        If there is one that is no probability, the shapes differ, a target is
        no class, or `bins` no integer above 0.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On calibration of modern
    neural networks", ICML, 2017.

    Examples
    --------
    Twice sure by 0.75, and right once: not quite to be believed.

    >>> probabilities = [[0.75, 0.25], [0.25, 0.75]]
    >>> sure, right, counts = calibration(probabilities, [0, 0], bins=2)
    >>> sure.tolist(), right.tolist(), counts.tolist()
    ([nan, 0.75], [nan, 0.5], [0, 2])
    """
    bins = input_checks.positive_integer(bins, "bins")
    p, targets = input_checks.probabilities_and_labels(probabilities, targets)
    names = p.argmax(axis=-1) if p.shape[-1] > 1 else 1
    sure, right = p.max(axis=-1).ravel(), (targets == names).ravel()
    parts = np.minimum((sure * bins).astype(int), bins - 1)
    counts = np.bincount(parts, minlength=bins)
    means = [
        np.divide(
            np.bincount(parts, numbers, bins),
            counts,
            out=np.full(bins, np.nan),
            where=counts > 0,
        )
        for numbers in (sure, right)
    ]
    return *means, counts
