"""The matrix products that forward and backward need, and nothing else.

Every product is written into an array that waits for it.  It trains nothing:
no code that multiplies with the same library can be faster.
"""

import numpy as np


class Contender:
    """Three products for a layer, two for the first."""

    product = staticmethod(np.dot)

    def __init__(self, weights, optimizer=None, rate=None):
        self.weights = weights
        self.d_weights = [np.empty_like(matrix) for matrix in weights]

    def lay_out(self, batches):
        shapes = [(len(batches[0][0]), w.shape[1]) for w in self.weights]
        self.outputs = [np.ones(shape, np.float32) for shape in shapes]
        self.d_outputs = [np.ones(shape, np.float32) for shape in shapes]
        return [X for X, _ in batches]

    def run(self, batches):
        for X in batches:
            inputs = [X, *self.outputs[:-1]]
            layers = list(
                zip(inputs, self.weights, self.d_outputs, strict=True)
            )
            for layer, (x, weights, _) in enumerate(layers):
                self.product(x, weights, out=self.outputs[layer])
            for layer in reversed(range(len(layers))):
                x, weights, d = layers[layer]
                self.product(x.T, d, out=self.d_weights[layer])
                if layer:
                    d_inputs = self.d_outputs[layer - 1]
                    self.product(d, weights.T, out=d_inputs)
        return []
