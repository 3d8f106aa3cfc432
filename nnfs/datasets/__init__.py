"""Data to learn from: small sets that are drawn, digits that were scanned.

Every generator returns inputs, a sample to a row, and targets.  Its argument
`samples` is the number of points to *each class*; `sine` has no classes, and
there it is the number of all points.  A table is a dict of columns.  Then come
the two tools that every run needs: `split`, into parts that never meet, and
`batches`.
"""

from pathlib import Path

import numpy as np

from nnfs import input_checks
from nnfs.compat import sine_data, spiral_data, vertical_data
from nnfs.datasets.mnist1d import signals
from nnfs.datasets.tables import bicycles, penguins

__all__ = [
    "batches",
    "bicycles",
    "blobs",
    "digits",
    "moons",
    "penguins",
    "signals",
    "sine",
    "sine_data",
    "spiral",
    "spiral_data",
    "split",
    "vertical",
    "vertical_data",
]


def spiral(samples, classes=3, rng=None, noise=0.2):
    """Draw interleaved spiral arms, one to a class.

    Parameters
    ----------
    samples : int
        Points to each class, not in all.
    classes : int, default 3
        Number of arms.
    rng : numpy.random.Generator, optional
        Source of the noise; fresh entropy if None.
    noise : float, default 0.2
        Standard deviation of the angle, before it is stretched by 2.5.

    Returns
    -------
    X : ndarray of shape (samples * classes, 2)
        Points within the unit circle.
    y : ndarray of int, shape (samples * classes,)
        Classes, in order.

    Raises
    ------
    TypeError, ValueError
        If `samples` or `classes` is no integer above 0, `noise` no finite
        number from 0 up, or `rng` no generator.

    References
    ----------
    A. Karpathy, "CS231n: Minimal neural network case study", course notes,
    Stanford 2015, https://cs231n.github.io/neural-networks-case-study/ (MIT
    License).
    """
    samples, classes, rng = _checked(samples, classes, rng, noise)
    y = np.repeat(np.arange(classes), samples)
    radius = np.tile(np.linspace(0, 1, samples), classes)
    angle = 2.5 * (4 * (y + radius) + rng.normal(0, noise, y.size))
    return np.column_stack([radius * np.sin(angle), radius * np.cos(angle)]), y


def vertical(samples, classes=3, rng=None, noise=0.1):
    """Draw clouds that stand side by side.

    Parameters
    ----------
    samples : int
        Points to each class, not in all.
    classes : int, default 3
        Number of clouds, their centres a third apart.
    rng : numpy.random.Generator, optional
        Source of the noise; fresh entropy if None.
    noise : float, default 0.1
        Standard deviation of each coordinate.

    Returns
    -------
    X : ndarray of shape (samples * classes, 2)
    y : ndarray of int, shape (samples * classes,)
        Classes, in order.

    Raises
    ------
    TypeError, ValueError
        If `samples` or `classes` is no integer above 0, `noise` no finite
        number from 0 up, or `rng` no generator.

    References
    ----------
    H. Kinsley, D. Kukieła, *Neural Networks from Scratch in Python*, 2020,
    https://nnfs.io: `vertical_data`, made from the spiral of A. Karpathy's
    CS231n (MIT License).
    """
    samples, classes, rng = _checked(samples, classes, rng, noise)
    y = np.repeat(np.arange(classes), samples)
    centres = np.column_stack([y / 3, np.full(y.size, 0.5)])
    return centres + rng.normal(0, noise, centres.shape), y


def sine(samples, rng=None, noise=0.0):
    """Draw one period of a sine, for regression.

    Parameters
    ----------
    samples : int
        Points in all, evenly spaced in [0, 1]; there are no classes.
    rng : numpy.random.Generator, optional
        Source of the noise; fresh entropy if None.
    noise : float, default 0
        Standard deviation added to the targets.

    Returns
    -------
    X, y : ndarray of shape (samples, 1)
        Inputs, and sin(2 pi x).

    Raises
    ------
    TypeError, ValueError
        If `samples` is no integer above 0, `noise` no finite number from 0 up,
        or `rng` no generator.
    """
    samples, _, rng = _checked(samples, 1, rng, noise)
    X = np.linspace(0, 1, samples).reshape(-1, 1)
    return X, np.sin(2 * np.pi * X) + rng.normal(0, noise, X.shape)


def moons(samples, rng=None, noise=0.1):
    """Draw two half circles that reach into each other.

    Parameters
    ----------
    samples : int
        Points to each class, not in all.
    rng : numpy.random.Generator, optional
        Source of the noise; fresh entropy if None.
    noise : float, default 0.1
        Standard deviation of each coordinate.

    Returns
    -------
    X : ndarray of shape (2 * samples, 2)
    y : ndarray of int, shape (2 * samples,)
        Classes, in order.

    Raises
    ------
    TypeError, ValueError
        If `samples` is no integer above 0, `noise` no finite number from 0 up,
        or `rng` no generator.

    References
    ----------
    F. Pedregosa and others, "Scikit-learn: machine learning in Python", JMLR
    12, 2011: the half circles of `make_moons`.
    """
    samples, _, rng = _checked(samples, 2, rng, noise)
    angle = np.linspace(0, np.pi, samples)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    X = np.concatenate([upper, [1, 0.5] - upper])
    return X + rng.normal(0, noise, X.shape), np.repeat([0, 1], samples)


def blobs(samples, classes=3, rng=None, noise=0.3):
    """Draw round clouds whose centres stand on the unit circle.

    Parameters
    ----------
    samples : int
        Points to each class, not in all.
    classes : int, default 3
        Number of clouds.
    rng : numpy.random.Generator, optional
        Source of the noise; fresh entropy if None.
    noise : float, default 0.3
        Standard deviation of each coordinate.

    Returns
    -------
    X : ndarray of shape (samples * classes, 2)
    y : ndarray of int, shape (samples * classes,)
        Classes, in order.

    Raises
    ------
    TypeError, ValueError
        If `samples` or `classes` is no integer above 0, `noise` no finite
        number from 0 up, or `rng` no generator.
    """
    samples, classes, rng = _checked(samples, classes, rng, noise)
    y = np.repeat(np.arange(classes), samples)
    angle = 2 * np.pi * y / classes
    centres = np.column_stack([np.cos(angle), np.sin(angle)])
    return centres + rng.normal(0, noise, centres.shape), y


def digits():
    """Return the scanned handwritten digits that scikit-learn ships.

    Returns
    -------
    X : ndarray of shape (1797, 64)
        Images of 8 x 8 pixels, row by row; ink from 0 to 16.
    y : ndarray of int, shape (1797,)
        The digit, 0 to 9.

    References
    ----------
    E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI
    Machine Learning Repository, 1998, doi:10.24432/C50P49 (CC BY 4.0): the test
    set, as `sklearn.datasets.load_digits` gives it.
    """
    with (
        Path(__file__).with_name("digits.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as archive,
    ):
        return archive["X"].astype(float), archive["y"].astype(int)


def split(X, y, fractions=(0.6, 0.2, 0.2), *, stratify=True, rng=None):
    """Deal the samples into parts that never meet.

    Parameters
    ----------
    X : ndarray of shape (n, ...)
        Samples.
    y : ndarray of shape (n,)
        Classes if `stratify`, else any targets with n rows.
    fractions : tuple of float, default (0.6, 0.2, 0.2)
        Share of each part; they sum to 1.
    stratify : bool, default True
        Whether each part holds each class in (nearly) the same share.
    rng : numpy.random.Generator, optional
        Who goes where; fresh entropy if None.

    Returns
    -------
    tuple of (X, y) pairs
        One pair to a part, in random order.

    Raises
    ------
    TypeError, ValueError
        If the lengths differ, a part would be empty, the shares are not
        positive numbers that sum to 1, or `y` are no classes to stratify.
    """
    X, y = _paired(X, y)
    rng = input_checks.generator(rng)
    if np.ndim(fractions) != 1:
        raise TypeError(
            f"fractions must be one share to a part, but are {fractions!r}: "
            "write (0.8, 0.2)"
        )
    fractions = [
        input_checks.number(f, "a fraction", open_low=True) for f in fractions
    ]
    if abs(sum(fractions) - 1) > 1e-9:
        raise ValueError(f"the fractions sum to {sum(fractions):g}, not to 1")
    labels = _classes_to_stratify(y) if stratify else None
    cuts = np.rint(np.cumsum(fractions)[:-1] * len(X)).astype(int)
    if not np.diff(cuts, prepend=0, append=len(X)).all():
        raise ValueError(
            f"{len(X)} samples leave a part of {fractions} empty: pass more "
            "samples or larger fractions"
        )
    order = rng.permutation(len(X))
    if stratify:
        # Spread each class evenly over [0, 1): a cut takes its share of all.
        labels = labels[order]
        place = np.empty(len(X))
        for label in np.unique(labels):
            members = np.flatnonzero(labels == label)
            place[members] = (np.arange(members.size) + 0.5) / members.size
        order = order[np.argsort(place, kind="stable")]
    parts = [rng.permutation(part) for part in np.split(order, cuts)]
    return tuple((X[part], y[part]) for part in parts)


def batches(X, y, size=32, rng=None):
    """Iterate over one epoch of mini-batches.

    Parameters
    ----------
    X, y : ndarray of shape (n, ...)
        Samples and targets.
    size : int, default 32
        Samples to a batch; the last one may be shorter.
    rng : numpy.random.Generator, optional
        Draws the order; the order of the rows is kept if None.

    Returns
    -------
    iterator of (X, y) pairs

    Raises
    ------
    TypeError, ValueError
        If the lengths differ or are zero, or the size is no integer above 0.
    """
    X, y = _paired(X, y)
    size = input_checks.positive_integer(size, "size")
    order = np.arange(len(X))
    if rng is not None:
        order = input_checks.generator(rng).permutation(len(X))
    parts = (order[start : start + size] for start in range(0, len(X), size))
    return ((X.take(part, axis=0), y.take(part, axis=0)) for part in parts)


def _classes_to_stratify(y):
    """Return `y` as classes, or say that a split can do without."""
    try:
        return input_checks.class_labels(y)
    except (TypeError, ValueError) as error:
        raise type(error)(
            f"{error}; or, for targets that are no classes, pass stratify=False"
        ) from None


def _paired(X, y):
    """Return X and y as arrays of one length."""
    X, y = np.asarray(X), np.asarray(y)
    if X.ndim == 0 or y.ndim == 0 or len(X) != len(y):
        raise ValueError(
            f"X has shape {X.shape}, but y {y.shape}: pass one target to a "
            "sample"
        )
    if len(X) == 0:
        raise ValueError("there are no samples: pass at least one")
    return X, y


def _checked(samples, classes, rng, noise):
    """Return the arguments that the generators share, checked."""
    input_checks.number(noise, "noise")
    return (
        input_checks.positive_integer(samples, "samples"),
        input_checks.positive_integer(classes, "classes"),
        input_checks.generator(rng),
    )


# `from nnfs.datasets import spiral; spiral.create_data(100, 3)`: PyPI's `nnfs`.
spiral.create_data = spiral_data
vertical.create_data = vertical_data
sine.create_data = sine_data
