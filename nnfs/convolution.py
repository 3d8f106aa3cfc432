"""A convolution is a dense layer that looks at every window of its inputs.

Arrays are (batch, height, width, channels) for pictures and (batch, length,
channels) for signals, the channels last.  What stands between is called places.
`unfold` lays all windows out side by side; `fold` is its transpose.
"""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnfs import input_checks
from nnfs.initializers import he
from nnfs.layers import Dense, Layer
from nnfs.written import as_written


def unfold(inputs, size, stride=1):
    """Lay every window of the inputs out in a row of its own.

    A place that is too near to the end for a whole window has none.

    Parameters
    ----------
    inputs : array_like of shape (batch, ..., channels)
        With one axis of places for signals, two for pictures.
    size : int
        Length of a window, along each axis of places.
    stride : int, default 1
        From one window to the next.

    Returns
    -------
    ndarray of shape (batch, ..., size * ... * size, channels)
        The places of the windows, then the places inside, in C order: a copy.

    Raises
    ------
    TypeError, ValueError
        If `size` or `stride` is not a positive integer, if there is no axis of
        places, or no place for a window.

    References
    ----------
    K. Chellapilla, S. Puri, P. Simard, "High performance convolutional neural
    networks for document processing", IWFHR 2006.

    Examples
    --------
    >>> unfold([[[1], [2], [0], [-1]]], 3)[..., 0].tolist()
    [[[1, 2, 0], [2, 0, -1]]]
    """
    inputs = np.asarray(inputs)
    size, stride, places = input_checks.windows(inputs.shape, size, stride)
    axes = tuple(range(1, inputs.ndim - 1))
    every = slice(None, None, stride)
    windows = sliding_window_view(inputs, [size] * len(axes), axis=axes)
    windows = windows[:, *[every] * len(axes)]
    windows = np.moveaxis(windows, len(axes) + 1, -1)  # the channels
    shape = len(inputs), *places, size ** len(axes), inputs.shape[-1]
    return windows.copy().reshape(shape)


def fold(windows, shape, size, stride=1):
    """Add every window to the place that it came from.

    This is the transpose of `unfold`: for all `inputs` of this shape,
    ``np.sum(unfold(inputs, size) * windows)`` is ``np.sum(inputs *
    fold(windows, inputs.shape, size))``.  So what `fold` returns for the slopes
    of windows are the slopes of what `unfold` took.

    Parameters
    ----------
    windows : array_like of shape (batch, ..., size * ... * size, channels)
        As `unfold` returns them.
    shape : tuple of int
        The shape of what was unfolded, (batch, ..., channels).
    size : int
        Length of a window, along each axis of places.
    stride : int, default 1
        From one window to the next.

    Returns
    -------
    ndarray of shape `shape`
        Each number is the sum over the windows that it stands in.

    Raises
    ------
    TypeError, ValueError
        If `windows` are no real numbers, or have not the shape that `unfold`
        gives; or if another argument is none that it takes.

    Examples
    --------
    >>> fold([[[[1], [1], [1]], [[1], [1], [1]]]], (1, 4, 1), 3).ravel()
    array([1., 2., 2., 1.])
    """
    windows = input_checks.real_array(windows, "windows", finite=False)
    shape = input_checks.shape_of_inputs(shape)
    size, stride, places = input_checks.windows(shape, size, stride)
    input_checks.unfolded(windows.shape, shape, size, places)
    sums = np.zeros(shape, dtype=windows.dtype)
    for number, start in enumerate(np.ndindex(*[size] * len(places))):
        # One number of each window: where they stand, and what they are.
        stands = [
            slice(s, s + stride * n, stride)
            for s, n in zip(start, places, strict=True)
        ]
        sums[:, *stands] += windows[..., number, :]
    return sums


class _Windowed(Layer):
    """A layer that sees its inputs through windows, with a rim of zeros."""

    axes = None  # of places; any number will do
    products = np.empty(0)  # what `_times` writes into

    def _window(self, size, stride, padding=0, channels=1):
        """Keep what a window is; return how many numbers it has."""
        self.size = input_checks.positive_integer(size, "size")
        self.stride = input_checks.positive_integer(stride, "stride")
        self.padding = input_checks.not_negative_integer(padding, "padding")
        channels = input_checks.positive_integer(channels, "n_inputs")
        return channels * self.size ** (self.axes or 1)

    def _unfold(self, inputs):
        """Return the windows, and remember where they came from."""
        input_checks.of_places(inputs.shape, self.axes, self.n_inputs)
        n, *places, channels = inputs.shape
        rim = slice(self.padding, -self.padding or None)
        self.inside = slice(None), *[rim] * len(places)
        self.shape = n, *(p + 2 * self.padding for p in places), channels
        if self.padding:
            inputs, inner = np.zeros(self.shape, dtype=inputs.dtype), inputs
            inputs[self.inside] = inner
        windows = unfold(inputs, self.size, self.stride)
        self.unfolded = windows.shape
        return windows

    def _fold(self, slopes):
        """Return the slopes of the inputs for those of the windows."""
        slopes = slopes.reshape(self.unfolded)
        return fold(slopes, self.shape, self.size, self.stride)[self.inside]

    __repr__ = as_written


class _Convolution(_Windowed, Dense):
    """One dense layer for all windows."""

    def __init__(
        self,
        n_inputs,
        n_outputs,
        size=3,
        *,
        stride=1,
        padding=0,
        initializer=he,
        rng=None,
    ):
        width = self._window(size, stride, padding, n_inputs)
        super().__init__(width, n_outputs, initializer=initializer, rng=rng)
        self.n_inputs, self.widest = int(n_inputs), width

    def forward(self, inputs, training=False):
        windows = self._unfold(inputs)
        outputs = super().forward(windows.reshape(-1, self.widest))
        return outputs.reshape(*windows.shape[:-2], self.n_outputs)

    def backward(self, d_outputs, d_inputs=True):
        slopes = d_outputs.reshape(-1, self.n_outputs)
        np.matmul(self.inputs.T, slopes, out=self.d_weights)
        # Over the samples first: their rows are long, and add up faster.
        d_outputs.sum(0).reshape(-1, self.n_outputs).sum(0, out=self.d_biases)
        if d_inputs:
            return self._fold(_times(slopes, self))


def _times(slopes, layer):
    """Return slopes @ weights.T, as (rows, numbers of a window, channels).

    In memory the numbers of a window stand far apart, and those that `fold`
    adds at once together: on large pictures it is three times as fast.  The
    layer keeps the memory: to fetch it anew can cost more than to multiply.
    """
    filters = layer.weights.reshape(-1, layer.n_inputs, layer.n_outputs)
    shape = len(filters), len(slopes), layer.n_inputs
    dtype = np.result_type(slopes, filters)
    if layer.products.shape != shape or layer.products.dtype != dtype:
        layer.products = np.empty(shape, dtype=dtype)
    np.matmul(slopes, filters.transpose(0, 2, 1), out=layer.products)
    return np.moveaxis(layer.products, 0, 1)


class Conv1D(_Convolution):
    """Filters that move along signals (batch, length, channels).

    Each output is one neuron's, looking at `size` places and all channels; the
    same weights look everywhere.  Of a length n come (n + 2 * padding - size)
    // stride + 1 places.

    Parameters
    ----------
    n_inputs, n_outputs : int
        Channels of the inputs, and number of filters: channels of the outputs.
    size : int, default 3
        Length of a window.
    stride : int, default 1
        From one window to the next.
    padding : int, default 0
        So many zeros are laid around the inputs, at both ends.
    initializer : callable, default `he`
        Called as ``initializer(size * n_inputs, n_outputs, rng)``; returns
        the first weights.  The biases start at zero.
    rng : numpy.random.Generator, optional
        Source of the first weights; fresh entropy if None.

    Attributes
    ----------
    weights, d_weights : ndarray of shape (size * n_inputs, n_outputs)
        A filter to a column, its numbers in the order of `unfold`: place,
        channel.
    biases, d_biases : ndarray of shape (n_outputs,)

    Raises
    ------
    TypeError, ValueError
        If a number is not an integer, below 1 or, of `padding`, below 0; or the
        initializer returns another shape.  `forward` refuses inputs that are no
        signals of `n_inputs` channels, or smaller than a window.

    References
    ----------
    A. Waibel, T. Hanazawa, G. Hinton, K. Shikano, K. Lang, "Phoneme recognition
    using time-delay neural networks", IEEE Transactions on Acoustics, Speech,
    and Signal Processing 37, 1989.
    """

    axes = 1


class Conv2D(_Convolution):
    """Filters that move over pictures (batch, height, width, channels).

    Each output is one neuron's, looking at `size` rows and columns and at all
    channels; the same weights look everywhere.  Of a height or a width n come
    (n + 2 * padding - size) // stride + 1 places.

    Parameters
    ----------
    n_inputs, n_outputs : int
        Channels of the inputs, and number of filters: channels of the outputs.
    size : int, default 3
        Length of a window, in height and in width.
    stride : int, default 1
        From one window to the next.
    padding : int, default 0
        So many zeros are laid around the inputs, at each side.
    initializer : callable, default `he`
        Called as ``initializer(size**2 * n_inputs, n_outputs, rng)``; returns
        the first weights.  The biases start at zero.
    rng : numpy.random.Generator, optional
        Source of the first weights; fresh entropy if None.

    Attributes
    ----------
    weights, d_weights : ndarray of shape (size**2 * n_inputs, n_outputs)
        A filter to a column, its numbers in the order of `unfold`: row,
        column, channel.
    biases, d_biases : ndarray of shape (n_outputs,)

    Raises
    ------
    TypeError, ValueError
        If a number is not an integer, below 1 or, of `padding`, below 0; or the
        initializer returns another shape.  `forward` refuses inputs that are no
        pictures of `n_inputs` channels, or smaller than a window.

    References
    ----------
    Y. LeCun et al., "Backpropagation applied to handwritten zip code
    recognition", Neural Computation 1, 1989.

    Examples
    --------
    >>> layer = Conv2D(1, 8, padding=1)
    >>> layer.forward(np.ones((5, 28, 28, 1))).shape
    (5, 28, 28, 8)
    """

    axes = 2


class MaxPool(_Windowed):
    """The largest number of each window, channel by channel.

    A place that is too near to the end for a whole window is left out.  The
    gradient of a window goes to its largest number; of several, to the first.

    Parameters
    ----------
    size : int, default 2
        Length of a window, along each axis of places: one for signals, two for
        pictures.
    stride : int, optional
        From one window to the next; `size` if None, so that none overlap.

    Raises
    ------
    TypeError, ValueError
        If a number is not a positive integer.  `forward` refuses inputs without
        places, or smaller than a window.

    References
    ----------
    K. Yamaguchi, K. Sakamoto, T. Akabane, Y. Fujimoto, "A neural network for
    speaker-independent isolated word recognition", ICSLP 1990.
    """

    def __init__(self, size=2, stride=None):
        self._window(size, size if stride is None else stride)

    def forward(self, inputs, training=False):
        self.windows = self._unfold(inputs)
        self.outputs = self.windows.max(axis=-2)
        return self.outputs

    def backward(self, d_outputs, d_inputs=True):
        if d_inputs:
            slopes, left = np.empty_like(self.windows), d_outputs
            for number in range(slopes.shape[-2]):
                largest = self.windows[..., number, :] == self.outputs
                slopes[..., number, :] = left * largest
                left = left * ~largest  # the first has it all
            return self._fold(slopes)

    def __repr__(self):
        stride = "" if self.stride == self.size else f", {self.stride}"
        return f"MaxPool({self.size}{stride})"


class GlobalMaxPool(Layer):
    """The largest number of each channel, over all places.

    Takes (batch, ..., channels) and gives (batch, channels): what was found,
    and not where.  The gradient goes to the largest number; of several, to the
    first.

    References
    ----------
    M. Oquab, L. Bottou, I. Laptev, J. Sivic, "Is object localization for free?
    Weakly-supervised learning with convolutional neural networks", CVPR 2015.
    """

    def forward(self, inputs, training=False):
        self.shape = inputs.shape
        rows = inputs.reshape(len(inputs), -1, inputs.shape[-1])
        self.winners = rows.argmax(axis=1)[:, None]
        return np.take_along_axis(rows, self.winners, axis=1)[:, 0]

    def backward(self, d_outputs, d_inputs=True):
        if d_inputs:
            n, *places, channels = self.shape
            rows = n, math.prod(places), channels
            slopes = np.zeros(rows, dtype=d_outputs.dtype)
            np.put_along_axis(slopes, self.winners, d_outputs[:, None], axis=1)
            return slopes.reshape(self.shape)


class GlobalAveragePool(Layer):
    """The mean of each channel over all places.

    Takes (batch, ..., channels) and gives (batch, channels).

    References
    ----------
    M. Lin, Q. Chen, S. Yan, "Network in network", ICLR 2014.
    """

    def forward(self, inputs, training=False):
        self.shape = inputs.shape
        return inputs.reshape(len(inputs), -1, inputs.shape[-1]).mean(axis=1)

    def backward(self, d_outputs, d_inputs=True):
        if d_inputs:
            places = math.prod(self.shape[1:-1])
            share = d_outputs[:, None] / places
            return np.repeat(share, places, axis=1).reshape(self.shape)


class Reshape(Layer):
    """Rows of numbers, laid out as signals or pictures.

    Takes (batch, n_inputs) and gives ``(batch, *shape)``, in C order.  It
    stands first in a network, so that its data stay rows; and a network that
    begins with rows knows all its shapes, and refuses a misfit when it is made.

    Parameters
    ----------
    *shape : int
        The shape of one sample, the channels last.

    Raises
    ------
    TypeError, ValueError
        If there is no axis, or one that is not a positive integer.

    Examples
    --------
    >>> Reshape(2, 3, 1).forward(np.arange(6.0).reshape(1, 6))[0, ..., 0]
    array([[0., 1., 2.],
           [3., 4., 5.]])
    """

    reshapes = takes_rows = True

    def __init__(self, *shape):
        self.shape = input_checks.axes_of(shape)
        self.n_inputs, self.n_outputs = math.prod(shape), shape[-1]
        # Filters behind it make many numbers of each: large data are looked at
        # in pieces that leave room for them.
        self.widest = 32 * self.n_inputs

    def forward(self, inputs, training=False):
        return inputs.reshape(len(inputs), *self.shape).copy()

    def backward(self, d_outputs, d_inputs=True):
        if d_inputs:
            return d_outputs.reshape(len(d_outputs), -1).copy()

    def __repr__(self):
        return f"Reshape({', '.join(map(str, self.shape))})"


class Flatten(Layer):
    """Everything of a sample in one row, as a `Dense` takes it.

    Takes (batch, ...) and gives (batch, n), in C order: each place has weights
    of its own behind it.
    """

    reshapes = True

    def forward(self, inputs, training=False):
        self.shape = inputs.shape
        return inputs.reshape(len(inputs), -1).copy()

    def backward(self, d_outputs, d_inputs=True):
        if d_inputs:
            return d_outputs.reshape(self.shape).copy()
