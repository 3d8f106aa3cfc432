"""Optimizers, and networks that feed them, with a published mistake each.

The docstring of each says what is wrong; what is right stands in
`nnfs.optimizers`.
"""

import numpy as np

from nnfs.network import Network
from nnfs.optimizers import Adam


class Uncorrected(Adam):
    """The two means start at zero, and nothing corrects for it."""

    def direction(self, parameters, gradients):
        super().direction(parameters, gradients)
        return self.means / (np.sqrt(self.squares) + self.epsilon)


class CorrectedBackwards(Adam):
    """The two means are multiplied by what should divide them."""

    def direction(self, parameters, gradients):
        super().direction(parameters, gradients)
        filled1 = 1 - self.beta1 ** (self.steps + 1)
        filled2 = 1 - self.beta2 ** (self.steps + 1)
        root = np.sqrt(self.squares * filled2)
        return self.means * filled1 / (root + self.epsilon)


class EpsilonOutside(Adam):
    """Epsilon is added to the parameters, behind a missing parenthesis."""

    def step(self, parameters, gradients):
        super().step(parameters, gradients)
        parameters += self.epsilon


class NeverZeroed(Network):
    """Gradients are added to those of all steps before."""

    def backward(self, d_outputs, d_inputs=False):
        before = self.gradients.copy()
        slopes = super().backward(d_outputs, d_inputs)
        self.gradients += before
        return slopes
