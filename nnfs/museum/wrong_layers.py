"""Layers with a published mistake each.

The docstring of each says what is wrong; what is right stands in
`nnfs.activations`, `nnfs.normalization` and `nnfs.sequences`.
"""

import numpy as np

from nnfs.activations import ReLU
from nnfs.automatic import Automatic
from nnfs.network import Network, Residual
from nnfs.normalization import BatchNorm, Dropout
from nnfs.sequences import Attention
from nnfs.tape import total


class SlopeByOutput(ReLU):
    """The slope is 1 where the output is not below zero: everywhere."""

    def forward(self, inputs, training=False):
        outputs = super().forward(inputs)
        self.positive = outputs >= 0
        return outputs


class DropoutInPlace(Dropout):
    """It writes into its inputs, which the layer before still needs."""

    def forward(self, inputs, training=False):
        inputs[...] = super().forward(inputs, training)
        return inputs


class DropoutByRate(Dropout):
    """What is left is divided by the rate, not by 1 - rate."""

    def forward(self, inputs, training=False):
        super().forward(inputs, training)
        if training:
            self.mask = self.mask * (1 - self.rate) / self.rate
        return inputs * self.mask


class DropoutUndone(Dropout):
    """Scaled after training, and by what was dropped, not by what was kept."""

    def forward(self, inputs, training=False):
        super().forward(inputs, training)
        self.mask = self.mask > 0 if training else self.rate
        return inputs * self.mask


class NeverPredicting(BatchNorm):
    """Nobody switches it over: it measures the batch, and moves, for ever."""

    def predict(self, inputs):
        return self.forward(inputs, training=True)


def norm_squared(x, scales, shifts):
    """Divide by the squared variance, where its root belongs."""
    x = x - total(x, axis=-1, keepdims=True) / x.shape[-1]
    variance = total(x * x, axis=-1, keepdims=True) / x.shape[-1]
    return x / (variance + 1e-5) ** 2 * scales + shifts


def norm_unbiased(x, scales, shifts):
    """Divide by n - 1 in the variance, and add epsilon to its root."""
    x = x - total(x, axis=-1, keepdims=True) / x.shape[-1]
    variance = total(x * x, axis=-1, keepdims=True) / (x.shape[-1] - 1)
    return x / (variance**0.5 + 1e-6) * scales + shifts


def as_norm(function):
    """Return a maker of layers that normalize by `function`, like LayerNorm."""

    def norm(n):
        shifts = np.zeros(n, dtype=float)
        return Automatic(function, scales=np.ones(n), shifts=shifts)

    return norm


class ScaledByWidth(Attention):
    """Scores are divided by the root of the whole width, not of a head's."""

    def __init__(self, width, heads=1, causal=True):
        super().__init__(width, heads, causal)
        self.scale = width**-0.5


class MaskInverted(Attention):
    """Each position sees itself and later ones."""

    def forward(self, inputs, training=False):
        return super().forward(inputs[:, ::-1], training)[:, ::-1]

    def backward(self, d_outputs, d_inputs=True):
        return super().backward(d_outputs[:, ::-1])[:, ::-1]


class SkipsBehindTheNorm(Network):
    """What skips the layers is the normalized input, not the input."""

    def __init__(self, norm, *layers):
        super().__init__(norm, Residual(*layers))


class SentOnTwice(Residual):
    """The first part of a slope is sent on alone, and again in the sum."""

    def backward(self, d_outputs, d_inputs=False):
        slopes = super().backward(d_outputs, d_inputs)
        if d_inputs:
            return d_outputs + slopes
