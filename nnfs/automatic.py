"""A layer of which only the way forward is written."""

import numpy as np

from nnfs import tape
from nnfs.input_checks import taping
from nnfs.layers import Layer


class Automatic(Layer):
    """A layer whose backward nobody wrote: `forward` is recorded.

    Parameters
    ----------
    function : callable
        Called as ``function(inputs, **arrays)``; returns the outputs, with the
        batch first.
    **arrays : array_like of float
        First values of the parameters, by name.

    Attributes
    ----------
    NAME, d_NAME : ndarray
        Each parameter, and its gradient.

    Raises
    ------
    TypeError, ValueError
        If an array holds no finite real numbers, or has a name that a layer
        needs for itself.  `forward` refuses what cannot be recorded.

    Examples
    --------
    >>> def swish(x, slope):
    ...     return x / (1 + np.exp(-slope * x))
    >>> layer = Automatic(swish, slope=np.ones(3))
    >>> layer.forward(np.zeros((2, 3))).shape
    (2, 3)
    >>> layer.backward(np.ones((2, 3)))[0]
    array([0.5, 0.5, 0.5])
    """

    reshapes = True  # for all that a network knows

    def __init__(self, function, **arrays):
        self.function = function
        taping.register(self, arrays)

    def forward(self, inputs, training=False):
        def named(inputs, *arrays):
            by_name = dict(zip(self.shapes, arrays, strict=True))
            return self.function(inputs, **by_name)

        views = [view for _, view in self.named_parameters()]
        outputs, self.carry_back = tape.record(named, inputs, *views)
        return outputs

    def backward(self, d_outputs, d_inputs=True):
        d_x, *slopes = self.carry_back(d_outputs)
        self.gradients[...] = np.concatenate([[], *map(np.ravel, slopes)])
        if d_inputs:
            return d_x

    def __getstate__(self):
        gone = "carry_back"  # a tape stays where it was recorded
        return {k: v for k, v in super().__getstate__().items() if k != gone}

    def __repr__(self):
        return f"Automatic({taping.name_of(self.function)})"
