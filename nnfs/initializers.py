"""The first values of the weights.

A layer starts from random numbers, small enough to keep its outputs in range
and large enough to carry a signal.  The right width of their distribution
depends on the number of inputs that each neuron sums.
"""

import math

import numpy as np

from nnfs import input_checks


def he(n_inputs, n_outputs, rng=None):
    """Draw weights for a layer before a ReLU: normal, variance 2 / n_inputs.

    Elsewhere the paper's rule is called `he_normal` (Keras, where the draws are
    also cut off at two deviations) and `kaiming_normal_` (PyTorch).

    Parameters
    ----------
    n_inputs, n_outputs : int
        Width of the layer's inputs and outputs.
    rng : numpy.random.Generator, optional
        Source of the numbers; fresh entropy if None.

    Returns
    -------
    ndarray of shape (n_inputs, n_outputs)

    Raises
    ------
    TypeError, ValueError
        If a width is no integer above 0, or `rng` no generator.

    References
    ----------
    K. He, X. Zhang, S. Ren, J. Sun, "Delving deep into rectifiers: surpassing
    human-level performance on ImageNet classification", ICCV 2015.
    """
    n_inputs, n_outputs = _shape(n_inputs, n_outputs)
    return normal(n_inputs, n_outputs, rng, scale=math.sqrt(2 / n_inputs))


def glorot(n_inputs, n_outputs, rng=None):
    """Draw weights for a layer before a tanh: uniform, variance 2 / (in + out).

    Elsewhere the paper's rule is called `glorot_uniform` (Keras) and
    `xavier_uniform_` (PyTorch).

    Parameters
    ----------
    n_inputs, n_outputs : int
        Width of the layer's inputs and outputs.
    rng : numpy.random.Generator, optional
        Source of the numbers; fresh entropy if None.

    Returns
    -------
    ndarray of shape (n_inputs, n_outputs)

    Raises
    ------
    TypeError, ValueError
        If a width is no integer above 0, or `rng` no generator.

    References
    ----------
    X. Glorot, Y. Bengio, "Understanding the difficulty of training deep
    feedforward neural networks", AISTATS 2010.
    """
    shape = _shape(n_inputs, n_outputs)
    limit = math.sqrt(6 / sum(shape))
    return input_checks.generator(rng).uniform(-limit, limit, shape)


def normal(n_inputs, n_outputs, rng=None, scale=0.01):
    """Draw weights from a normal distribution of standard deviation `scale`.

    Parameters
    ----------
    n_inputs, n_outputs : int
        Width of the layer's inputs and outputs.
    rng : numpy.random.Generator, optional
        Source of the numbers; fresh entropy if None.
    scale : float, default 0.01
        Standard deviation.

    Returns
    -------
    ndarray of shape (n_inputs, n_outputs)

    Raises
    ------
    TypeError, ValueError
        If a width is no integer above 0, `scale` no finite number from 0 up, or
        `rng` no generator.
    """
    shape = _shape(n_inputs, n_outputs)
    scale = input_checks.number(scale, "scale")
    return input_checks.generator(rng).normal(0.0, scale, shape)


def zeros(n_inputs, n_outputs, rng=None):
    """Return weights that are all zero, to see what goes wrong with them.

    Parameters
    ----------
    n_inputs, n_outputs : int
        Width of the layer's inputs and outputs.
    rng : numpy.random.Generator, optional
        Not used; every initializer takes the same arguments.

    Returns
    -------
    ndarray of shape (n_inputs, n_outputs)

    Raises
    ------
    TypeError, ValueError
        If a width is no integer above 0, or `rng` no generator.
    """
    input_checks.generator(rng)
    return np.zeros(_shape(n_inputs, n_outputs), dtype=float)


def _shape(n_inputs, n_outputs):
    """Return the shape of the weights; both widths are at least 1."""
    return (
        input_checks.positive_integer(n_inputs, "n_inputs"),
        input_checks.positive_integer(n_outputs, "n_outputs"),
    )
