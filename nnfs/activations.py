"""An activation bends the outputs of a layer, number by number.

Without it, any stack of layers is one layer.  Each class remembers just what
its derivative needs.
"""

import numpy as np

from nnfs import input_checks
from nnfs.layers import Layer


class Step(Layer):
    """1 where the input is above zero, 0 elsewhere.

    Its derivative is zero wherever it exists, so nothing can be trained through
    it: `backward` returns zeros, and `fit` refuses such a network.

    References
    ----------
    W. McCulloch, W. Pitts, "A logical calculus of the ideas immanent in nervous
    activity", Bulletin of Mathematical Biophysics 5, 1943.
    """

    def forward(self, inputs, training=False):
        return (inputs > 0).astype(inputs.dtype)

    def backward(self, d_outputs, d_inputs=True):
        if d_inputs:
            return np.zeros_like(d_outputs)


class Linear(Layer):
    """The input itself; its derivative is 1.

    The field calls it the identity, and an output without an activation linear.
    What PyTorch calls ``Linear`` is `Dense`.
    """

    def forward(self, inputs, training=False):
        return inputs.copy()

    def backward(self, d_outputs, d_inputs=True):
        if d_inputs:
            return d_outputs.copy()


class Sigmoid(Layer):
    """The logistic curve 1 / (1 + exp(-x)), from 0 to 1.

    Its derivative is y (1 - y).

    The exponential is taken of minus the absolute value, so it never overflows.
    """

    def forward(self, inputs, training=False):
        decay = np.exp(-np.abs(inputs))
        self.outputs = np.where(inputs >= 0, 1, decay) / (1 + decay)
        return self.outputs

    def backward(self, d_outputs, d_inputs=True):
        if d_inputs:
            return d_outputs * self.outputs * (1 - self.outputs)


class Tanh(Layer):
    """The hyperbolic tangent, from -1 to 1; its derivative is 1 - y^2."""

    def forward(self, inputs, training=False):
        self.outputs = np.tanh(inputs)
        return self.outputs

    def backward(self, d_outputs, d_inputs=True):
        if d_inputs:
            return d_outputs * (1 - self.outputs**2)


class ReLU(Layer):
    """The rectified linear unit: x where x is above zero, else 0.

    The derivative at zero is taken to be 0.

    References
    ----------
    V. Nair, G. Hinton, "Rectified linear units improve restricted Boltzmann
    machines", ICML 2010.
    """

    def forward(self, inputs, training=False):
        self.positive = inputs > 0
        return np.maximum(inputs, 0)

    def backward(self, d_outputs, d_inputs=True):
        if d_inputs:
            return d_outputs * self.positive


class LeakyReLU(Layer):
    """x where x is above zero, else slope * x.

    Parameters
    ----------
    slope : float, default 0.01
        Slope below zero, in [0, 1).

    Raises
    ------
    TypeError, ValueError
        If the slope is no number in [0, 1).

    References
    ----------
    A. Maas, A. Hannun, A. Ng, "Rectifier nonlinearities improve neural network
    acoustic models", ICML Workshop on Deep Learning for Audio, Speech and
    Language Processing, 2013.
    """

    def __init__(self, slope=0.01):
        self.slope = input_checks.number(slope, "slope", high=1)

    def forward(self, inputs, training=False):
        self.positive = inputs > 0
        return np.where(self.positive, inputs, self.slope * inputs)

    def backward(self, d_outputs, d_inputs=True):
        if d_inputs:
            return np.where(self.positive, d_outputs, self.slope * d_outputs)

    def __repr__(self):
        return f"LeakyReLU(slope={self.slope})"


class Softmax(Layer):
    """Turn each row of scores into probabilities that sum to 1.

    The largest score of a row is subtracted first: the result is the same, and
    the exponential never overflows.  `backward` is the exact product with the
    Jacobian, y * (d - sum(d * y)).

    References
    ----------
    J. Bridle, "Probabilistic interpretation of feedforward classification
    network outputs", in Neurocomputing, Springer 1990.
    """

    def forward(self, inputs, training=False):
        exponentials = np.exp(inputs - inputs.max(axis=-1, keepdims=True))
        totals = exponentials.sum(axis=-1, keepdims=True)
        self.outputs = exponentials / totals
        return self.outputs

    def backward(self, d_outputs, d_inputs=True):
        if d_inputs:
            products = d_outputs * self.outputs
            total = products.sum(axis=-1, keepdims=True)
            return products - self.outputs * total
