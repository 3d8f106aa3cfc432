"""Ten kinds of bumps, moved and bent: digits of one dimension.

The recipe is that of MNIST-1D, written anew for whole batches and for NumPy
alone.  The ten curves that it starts from are its own: see LICENSE, beside.
"""

import numpy as np

from nnfs import input_checks

# One to a class, as S. Greydanus drew them: mnist1d/data.py of
# https://github.com/greydanus/mnist1d, Apache License 2.0, unchanged.
TEMPLATES = (
    (5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5),
    (5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5),
    (5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5),
    (5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5),
    (5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5),
    (5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5),
    (5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5),
    (5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5),
    (5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5),
    (5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5),
)


def signals(samples, rng=None, noise=0.25):
    """Draw signals of ten classes, each a curve at a random place.

    A class is a curve of 12 points.  In each signal it is stretched, scaled,
    moved within smooth noise, and tilted; then 40 numbers are read off.

    Parameters
    ----------
    samples : int
        Signals to each class, not in all.
    rng : numpy.random.Generator, optional
        Source of all that is random; fresh entropy if None.
    noise : float, default 0.25
        Standard deviation of the noise before it is smoothed.

    Returns
    -------
    X : ndarray of shape (10 * samples, 40)
        One signal to a row, not standardised.
    y : ndarray of int, shape (10 * samples,)
        Classes, in order.

    Raises
    ------
    TypeError, ValueError
        If `samples` is no integer above 0, `noise` no finite number from 0 up,
        or `rng` no generator.

    References
    ----------
    S. Greydanus, D. Kobak, "Scaling down deep learning with MNIST-1D", ICML,
    2024, https://arxiv.org/abs/2011.14439 (code and curves under the Apache
    License 2.0).
    """
    samples = input_checks.positive_integer(samples, "samples")
    noise = input_checks.number(noise, "noise")
    rng = input_checks.generator(rng)
    y = np.repeat(np.arange(10), samples)
    curves = np.array(TEMPLATES)
    curves = (curves - curves[:, :1]) / curves.std(axis=1, keepdims=True) / 6
    # Silence follows, more or less of it, and all is stretched to 72 points.
    # What is exactly 0 is silence, and not where a curve touches 0.
    X = np.pad(curves + 1e-8, ((0, 0), (0, 60)))[y]
    lengths = rng.integers(48, 73, size=y.size)
    X = _between(X, np.linspace(0, lengths - 1, 72, axis=1))
    X *= 1 + 0.4 * (rng.random((y.size, 1)) - 0.5)
    moved = np.arange(72) - rng.integers(0, 48, size=(y.size, 1))
    X = np.take_along_axis(X, moved % 72, axis=1)
    X = np.where(X == 0, _smooth(noise * rng.normal(size=X.shape)), X)
    X += 0.02 * rng.normal(size=X.shape)
    tilts = 0.75 * (rng.random((y.size, 1)) - 0.5)
    X -= tilts * np.linspace(-0.5, 0.5, 72)
    return _between(X, np.tile(np.linspace(0, 71, 40), (y.size, 1))), y


def _between(rows, places):
    """Read each row at its places, along straight lines between its numbers."""
    left = places.astype(int)
    right = np.minimum(left + 1, rows.shape[1] - 1)
    share = places - left
    left, right = (np.take_along_axis(rows, i, axis=1) for i in (left, right))
    return left + share * (right - left)


def _smooth(rows):
    """Blur each row by a bell of deviation 2, as if mirrored at its ends."""
    bell = np.exp(-(np.arange(-8, 9) ** 2) / 8)
    wide = np.pad(rows, ((0, 0), (8, 8)), mode="symmetric")
    windows = np.lib.stride_tricks.sliding_window_view(wide, 17, axis=1)
    return windows @ (bell / bell.sum())
