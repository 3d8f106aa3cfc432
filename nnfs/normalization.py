"""Normalization keeps the numbers between layers near mean 0, deviation 1.

Batch normalization measures each feature over the batch, layer normalization
each sample over its features.  Dropout stands here too: like batch
normalization, it does one thing in training and another afterwards.
"""

import numpy as np

from nnfs import input_checks
from nnfs.layers import Layer
from nnfs.written import as_written


class _Norm(Layer):
    """Take off a mean, divide by a deviation, then scale and shift.

    Whose mean, `_measure` says, and `axis` along which axis of the rows it was
    taken just now, or None if it was known before.
    """

    def __init__(self, n_features, epsilon):
        n = input_checks.positive_integer(n_features, "n_features")
        self.n_features = self.n_inputs = self.n_outputs = n
        self.epsilon = input_checks.number(epsilon, "epsilon", open_low=True)
        self.register(scales=np.ones(n), shifts=np.zeros(n, dtype=float))

    def forward(self, inputs, training=False):
        rows = inputs.reshape(-1, self.n_inputs)
        mean, variance = self._measure(rows, training)
        self.deviations = np.sqrt(variance + self.epsilon)
        self.standard = (rows - mean) / self.deviations
        outputs = self.standard * self.scales + self.shifts
        return outputs.reshape(inputs.shape)

    def backward(self, d_outputs, d_inputs=True):
        slopes = d_outputs.reshape(-1, self.n_inputs)
        np.sum(slopes * self.standard, axis=0, out=self.d_scales)
        np.sum(slopes, axis=0, out=self.d_shifts)
        if d_inputs:
            slopes = slopes * self.scales
            if self.axis is not None:
                slopes = _projected(slopes, self.standard, self.axis)
            return (slopes / self.deviations).reshape(d_outputs.shape)

    def __repr__(self):
        return as_written(self)


def _projected(slopes, standard, axis):
    """Take off what no standardised number can follow: its mean and its scale.

    The mean and the deviation of the inputs move along, so the slope is zero in
    the direction of ones and in that of the standardised numbers.
    """
    along = np.mean(slopes * standard, axis, keepdims=True)
    return slopes - slopes.mean(axis, keepdims=True) - standard * along


class BatchNorm(_Norm):
    """Standardise each feature over the batch, then scale and shift it.

    In training, mean and variance are those of the batch, over all leading
    axes, and of both a running mean is kept: a share `keep` of what it was, the
    rest from the batch.  Outside training the running means are used, so that
    a sample's outputs do not depend on the others of its batch.

    The variance divides by the number of rows, in the running mean too, and
    epsilon is added to it before the root is taken.  A batch of a single row
    has no variance and is refused in training.

    Parameters
    ----------
    n_features : int
        Width of inputs and outputs.
    keep : float, default 0.9
        Share of a running mean that a batch leaves as it was, in [0, 1).
    epsilon : float, default 1e-5
        Added to the variance.

    Attributes
    ----------
    scales, d_scales, shifts, d_shifts : ndarray of shape (n_features,)
        Parameters and gradients; the scales start at 1, the shifts at 0.
    means, variances : ndarray of shape (n_features,)
        The state; it starts at 0 and 1.  No variance can be set below 0.

    Raises
    ------
    TypeError, ValueError
        If `n_features` is not a positive integer, `keep` not a number in
        [0, 1) or `epsilon` not one above 0.

    References
    ----------
    S. Ioffe, C. Szegedy, "Batch normalization: Accelerating deep network
    training by reducing internal covariate shift", ICML 2015.
    """

    state = ("means", "variances")

    def __init__(self, n_features, *, keep=0.9, epsilon=1e-5):
        super().__init__(n_features, epsilon)
        self.keep = input_checks.number(keep, "keep", high=1)
        self.means = np.zeros_like(self.shifts)
        self.variances = np.ones_like(self.scales)

    def __setattr__(self, name, value):
        if name == "variances":  # the root of one below 0 would be NaN
            input_checks.not_negative(value, name)
        super().__setattr__(name, value)

    def _measure(self, rows, training):
        self.axis = 0 if training else None
        if not training:
            return self.means, self.variances
        if len(rows) == 1:
            raise ValueError(
                "BatchNorm cannot train on a batch of one row, which has no "
                "variance: choose a batch size that leaves no single row over"
            )
        mean, variance = rows.mean(axis=0), rows.var(axis=0)
        self.variances = variance + self.keep * (self.variances - variance)
        self.means = mean + self.keep * (self.means - mean)
        return mean, variance


class LayerNorm(_Norm):
    """Standardise each sample over its features, then scale and shift them.

    Every position counts as a sample: mean and variance are taken along the
    last axis, in training and afterwards alike.  The variance divides by the
    number of features, and epsilon is added to it before the root is taken.

    Parameters
    ----------
    n_features : int
        Width of inputs and outputs.
    epsilon : float, default 1e-5
        Added to the variance.

    Attributes
    ----------
    scales, d_scales, shifts, d_shifts : ndarray of shape (n_features,)
        Parameters and gradients; the scales start at 1, the shifts at 0.

    Raises
    ------
    TypeError, ValueError
        If `n_features` is not a positive integer or `epsilon` not a number
        above 0.

    References
    ----------
    J. Ba, J. Kiros, G. Hinton, "Layer normalization", arXiv:1607.06450,
    2016.
    """

    axis = 1

    def __init__(self, n_features, *, epsilon=1e-5):
        super().__init__(n_features, epsilon)

    def _measure(self, rows, training):
        return rows.mean(axis=1, keepdims=True), rows.var(axis=1, keepdims=True)


class Dropout(Layer):
    """In training, silence each number with probability `rate`.

    What is left is divided by 1 - rate, so that the mean over all masks is the
    input; outside training the input passes as it is.

    Parameters
    ----------
    rate : float, default 0.5
        Probability that a number becomes 0, in [0, 1).
    rng : numpy.random.Generator, optional
        Source of the masks; fresh entropy if None.  A copy of the layer takes
        a copy of it along, and draws the same masks.

    Raises
    ------
    TypeError, ValueError
        If `rate` is not a number in [0, 1) or `rng` no generator.

    References
    ----------
    N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever, R. Salakhutdinov,
    "Dropout: A simple way to prevent neural networks from overfitting", JMLR
    15, 2014.
    """

    def __init__(self, rate=0.5, *, rng=None):
        self.rate = input_checks.number(rate, "rate", high=1)
        self.rng = input_checks.generator(rng)

    def forward(self, inputs, training=False):
        if not training:
            self.mask = 1
            return inputs.copy()
        kept = self.rng.random(inputs.shape) >= self.rate
        self.mask = kept.astype(inputs.dtype) / (1 - self.rate)
        return inputs * self.mask

    def backward(self, d_outputs, d_inputs=True):
        if d_inputs:
            return d_outputs * self.mask

    def __repr__(self):
        return f"Dropout({self.rate})"
