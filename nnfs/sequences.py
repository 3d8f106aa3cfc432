"""A sequence is one row of features after the other: (batch, time, features).

Layers that treat every position alike, such as `Dense`, need nothing new.  Only
`Attention` carries anything from one position to another, and it has no
parameters: what a position asks, shows and gives comes from the layer before.
"""

import math

import numpy as np

from nnfs import input_checks
from nnfs.initializers import normal
from nnfs.input_checks import sequencing
from nnfs.layers import Layer
from nnfs.written import as_written


class _Table(Layer):
    """A row of weights for each of some things that are numbered from 0."""

    def _rows(self, n, n_outputs, initializer, rng):
        """Make the first weights."""
        self.n_outputs = input_checks.positive_integer(n_outputs, "n_outputs")
        self.register(weights=np.zeros((n, self.n_outputs), dtype=float))
        self.weights = initializer(n, n_outputs, input_checks.generator(rng))

    __repr__ = as_written


class Embedding(_Table):
    """A row of weights for each symbol.

    Takes integers (batch, ...) and gives (batch, ..., n_outputs).  The outputs
    are ``one_hot(symbols) @ weights``, and are looked up instead.  It stands
    first in a network, which refuses what is no symbol.

    Parameters
    ----------
    n_symbols, n_outputs : int
        How many symbols there are, numbered from 0, and numbers to each.
    initializer : callable, default normal
        Called as ``initializer(n_symbols, n_outputs, rng)``; returns the first
        weights.
    rng : numpy.random.Generator, optional
        Source of the first weights; fresh entropy if None.

    Attributes
    ----------
    weights, d_weights : ndarray of shape (n_symbols, n_outputs)

    Raises
    ------
    TypeError, ValueError
        If a number is not a positive integer, or the initializer returns
        another shape.

    References
    ----------
    Y. Bengio, R. Ducharme, P. Vincent, C. Jauvin, "A neural probabilistic
    language model", JMLR 3, 2003.

    Examples
    --------
    >>> Network(Embedding(27, 4)).forward([[0, 5, 13, 13, 1]]).shape
    (1, 5, 4)
    """

    def __init__(self, n_symbols, n_outputs, *, initializer=normal, rng=None):
        n = input_checks.positive_integer(n_symbols, "n_symbols")
        self.n_symbols = self.symbols = n
        self._rows(n, n_outputs, initializer, rng)

    def forward(self, inputs, training=False):
        self.inputs = inputs
        return self.weights[inputs]

    def backward(self, d_outputs, d_inputs=True):
        slopes = d_outputs.reshape(-1, self.n_outputs)
        hits = np.arange(self.n_symbols)[:, None] == self.inputs.ravel()
        np.matmul(hits.astype(slopes.dtype), slopes, out=self.d_weights)


class Positions(_Table):
    """Add a row of weights to each position, the same to all sequences.

    Takes (batch, time, n_outputs) and gives the same shape: behind it a row
    says where it stands.  Sequences may be shorter than the context.

    Parameters
    ----------
    context, n_outputs : int
        How many positions there are at most, and width of inputs and outputs.
    initializer : callable, default normal
        Called as ``initializer(context, n_outputs, rng)``; returns the first
        weights.
    rng : numpy.random.Generator, optional
        Source of the first weights; fresh entropy if None.

    Attributes
    ----------
    weights, d_weights : ndarray of shape (context, n_outputs)

    Raises
    ------
    TypeError, ValueError
        If a number is not a positive integer, or the initializer returns
        another shape.  `forward` refuses inputs that are no sequences of this
        width, or longer than the context.

    References
    ----------
    J. Gehring, M. Auli, D. Grangier, D. Yarats, Y. N. Dauphin, "Convolutional
    sequence to sequence learning", ICML 2017.
    """

    def __init__(self, context, n_outputs, *, initializer=normal, rng=None):
        self.context = input_checks.positive_integer(context, "context")
        self._rows(self.context, n_outputs, initializer, rng)
        self.n_inputs = self.n_outputs

    def forward(self, inputs, training=False):
        sequencing.sequences(inputs.shape, self.n_inputs, self.context)
        self.time = inputs.shape[1]
        return inputs + self.weights[: self.time]

    def backward(self, d_outputs, d_inputs=True):
        d_outputs.sum(axis=0, out=self.d_weights[: self.time])
        self.d_weights[self.time :] = 0
        if d_inputs:
            return d_outputs.copy()


class Attention(Layer):
    """Each position takes a weighted mean of what it and earlier ones give.

    Takes (batch, time, 3 * width) and gives (batch, time, width).  The last
    axis of the inputs is question, key and value of a position, each `width`
    wide and cut into heads in order.  A head multiplies its question with every
    key, divides by the root of their size, and turns these scores into shares
    of 1 by a softmax; the outputs are the values in these shares, the heads
    side by side.  There is nothing to learn in it: a `Dense` before it makes
    the three.

    Parameters
    ----------
    width : int
        Width of question, key and value, and of the outputs.
    heads : int, default 1
        Into how many parts the width is cut; each has shares of its own.
    causal : bool, default True
        Whether a position sees itself and earlier ones only, and not all.

    Attributes
    ----------
    shares : ndarray of shape (batch, heads, time, time)
        Of the last `forward`: who asks to a row, who is asked to a column.

    Raises
    ------
    TypeError, ValueError
        If a number is not a positive integer, or the heads cannot share the
        width evenly.  `forward` refuses inputs that are no sequences of this
        width.

    References
    ----------
    A. Vaswani et al., "Attention is all you need", NeurIPS 2017.

    D. Bahdanau, K. Cho, Y. Bengio, "Neural machine translation by jointly
    learning to align and translate", ICLR 2015.

    Examples
    --------
    Half a block of a transformer:

    >>> parts = LayerNorm(4), Dense(4, 12), Attention(4, heads=2), Dense(4, 4)
    >>> Residual(*parts).forward(np.ones((1, 7, 4))).shape
    (1, 7, 4)
    """

    def __init__(self, width, heads=1, causal=True):
        self.width, self.heads = sequencing.cut(width, heads)
        self.n_inputs, self.n_outputs = 3 * self.width, self.width
        self.causal, self.scale = causal, math.sqrt(self.heads / self.width)

    def forward(self, inputs, training=False):
        sequencing.sequences(inputs.shape, self.n_inputs)
        self.q, self.k, self.v = _heads(inputs, 3, self.heads)
        scores = self.q @ self.k.swapaxes(-1, -2) * self.scale
        self.shares = _shares(scores, self.causal)
        outputs = np.empty((*inputs.shape[:2], self.width), inputs.dtype)
        np.matmul(self.shares, self.v, out=_heads(outputs, 1, self.heads)[0])
        return outputs

    def backward(self, d_outputs, d_inputs=True):
        if d_inputs:
            (slopes,) = _heads(d_outputs, 1, self.heads)
            d_shares = slopes @ self.v.swapaxes(-1, -2)
            d_scores = _d_scores(self.shares, d_shares) * self.scale
            d_x = np.empty((*d_outputs.shape[:2], 3 * self.width), slopes.dtype)
            d_q, d_k, d_v = _heads(d_x, 3, self.heads)  # views to write into
            np.matmul(d_scores, self.k, out=d_q)
            np.matmul(d_scores.swapaxes(-1, -2), self.q, out=d_k)
            np.matmul(self.shares.swapaxes(-1, -2), slopes, out=d_v)
            return d_x

    __repr__ = as_written


def _heads(array, parts, heads):
    """Return an array (batch, time, width) as it is cut, and copy nothing.

    The result is (parts, batch, heads, time, width of a head).
    """
    cut = array.reshape(*array.shape[:2], parts, heads, -1)
    return cut.transpose(2, 0, 3, 1, 4)


def _shares(scores, causal):
    """Return each row of scores as shares of 1, none of them for later ones."""
    if causal:
        later = np.triu(np.ones(scores.shape[-2:], dtype=bool), 1)
        scores = np.where(later, -np.inf, scores)
    columns = scores.swapaxes(-1, -2).copy()  # NumPy is slow along short rows
    shares = np.exp(scores - columns.max(axis=-2)[..., None])
    return shares / shares.sum(axis=-1, keepdims=True)


def _d_scores(shares, d_shares):
    """Return the slopes of scores for those of their shares."""
    d_scores = shares * d_shares
    return d_scores - shares * d_scores.sum(axis=-1, keepdims=True)
