"""A layer turns a batch of inputs into a batch of outputs.

Backwards, it turns the gradient of the loss with respect to its outputs into
the gradient with respect to its inputs.  Arrays are (batch, ..., features), the
features last; `d_x` is the gradient of the loss with respect to `x`.
"""

import copy
import math

import numpy as np

from nnfs import input_checks
from nnfs.initializers import he
from nnfs.input_checks import next_line


class Layer:
    """What every layer can do: `forward`, `backward` and one parameter vector.

    A layer with parameters keeps them in one 1-D array, `parameters`, and their
    gradients in another, `gradients`.  Its named arrays (`weights`, `d_weights`
    and so on) are views of the two: assigning to one writes through to the
    vector, and its shape never changes.

    What a layer measures and keeps, but nobody learns, is its state: arrays
    that `forward` replaces while it trains, and never writes into.  They are
    named in `state`, have the type of the parameters, and are copied and saved
    with them.

    Attributes
    ----------
    parameters, gradients : ndarray of shape (n_parameters,)
        The two vectors; empty for a layer without parameters.
    home : Network or None
        The network that the layer stands in.  A layer has one home.
    n_inputs, n_outputs : int or None
        Width of the last axis of inputs and outputs; None where any will do.
    symbols : int or None
        Where inputs are no features but integers, how many there are, from 0.
    reshapes, takes_rows : bool
        Whether the last axis of the outputs is another than that of the inputs,
        and whether the inputs must have two axes.
    """

    parameters = gradients = np.zeros(0, dtype=float)
    shapes = {}  # name -> shape of each parameter array, in the vector's order
    views = frozenset()  # the attributes that live in the two vectors
    state = ()  # the names of the arrays that are measured
    home = n_inputs = n_outputs = symbols = None
    reshapes = takes_rows = False
    widest = 1  # of the layers inside; a Network knows

    def forward(self, inputs, training=False):
        """Compute the outputs and remember what `backward` needs.

        Parameters
        ----------
        inputs : ndarray of shape (batch, ..., n_inputs)
            One sample to a row.
        training : bool, default False
            Mode of the layers that act differently while they are trained.

        Returns
        -------
        ndarray of shape (batch, ..., n_outputs)
        """
        raise NotImplementedError

    def backward(self, d_outputs, d_inputs=True):
        """Fill the gradients of the parameters and pass the gradient on.

        Parameters
        ----------
        d_outputs : ndarray of shape (batch, ..., n_outputs)
            Gradient of the loss with respect to the outputs of the last
            `forward`.
        d_inputs : bool, default True
            Whether the gradient with respect to the inputs is wanted.

        Returns
        -------
        ndarray of shape (batch, ..., n_inputs), or None if it is not wanted

        Raises
        ------
        AttributeError
            If no `forward` came before.
        """
        raise NotImplementedError

    def predict(self, inputs):
        """Compute the outputs and remember nothing.

        Parameters
        ----------
        inputs : ndarray of shape (batch, ..., n_inputs)
            One sample to a row.

        Returns
        -------
        ndarray of shape (batch, ..., n_outputs)
        """
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)  # the same arrays, its own memory
        return twin.forward(inputs)

    def named_parameters(self):
        """Yield the pair (name, view) of every parameter array, in order.

        Yields
        ------
        tuple of str and ndarray
        """
        for name in self.shapes:
            yield name, getattr(self, name)

    def named_state(self):
        """Yield the pair (name, array) of everything in `state`, in order.

        Yields
        ------
        tuple of str and ndarray
        """
        for name in self.state:
            yield name, getattr(self, name)

    def register(self, **arrays):
        """Make `arrays` the layer's parameters; called once, by a constructor.

        Parameters
        ----------
        **arrays : ndarray
            First values by name.
        """
        self.shapes = {name: array.shape for name, array in arrays.items()}
        vector = np.concatenate([array.ravel() for array in arrays.values()])
        self.bind(vector, np.zeros_like(vector))

    def bind(self, parameters, gradients):
        """Lay the layer's views over two vectors.

        Parameters
        ----------
        parameters, gradients : ndarray of shape (n_parameters,)
            The vectors; they hold the values that the views show.
        """
        arrays = {"parameters": parameters, "gradients": gradients}
        start = 0
        for name, shape in self.shapes.items():
            stop = start + math.prod(shape)
            arrays[name] = parameters[start:stop].reshape(shape)
            arrays[f"d_{name}"] = gradients[start:stop].reshape(shape)
            start = stop
        self.__dict__.update(arrays, views=frozenset(arrays))

    def __setattr__(self, name, value):
        if name in self.views:
            input_checks.write(self.__dict__[name], value, name)
            return
        if name in self.state:
            shape = np.shape(self.__dict__.get(name, value))
            dtype = self.parameters.dtype
            value = input_checks.alike(value, name, shape, dtype).copy()
        object.__setattr__(self, name, value)

    def __getattr__(self, name):
        raise next_line.no_attribute(self, name)

    def __getstate__(self):
        # A copy has no home, and takes the two vectors instead of the views.
        gone = (self.views - {"parameters", "gradients"}) | {"home", "views"}
        return {k: v for k, v in self.__dict__.items() if k not in gone}

    def __setstate__(self, state):
        vectors = [
            state.pop(name, None) for name in ("parameters", "gradients")
        ]
        self.__dict__.update(state)
        if vectors[0] is not None:
            self.bind(*(vector.copy() for vector in vectors))

    def __copy__(self):
        return copy.deepcopy(self)  # two layers never share one vector

    def __repr__(self):
        return f"{type(self).__name__}()"


class Dense(Layer):
    """A layer of neurons, each connected to every input.

    The outputs are ``inputs @ weights + biases``.

    Parameters
    ----------
    n_inputs, n_outputs : int
        Number of inputs of each neuron, and number of neurons.
    initializer : callable, default he
        Called as ``initializer(n_inputs, n_outputs, rng)``; returns the first
        weights.  The biases start at zero.
    rng : numpy.random.Generator, optional
        Source of the first weights; fresh entropy if None.  `np.random.seed`
        has no effect on either.

    Attributes
    ----------
    weights, d_weights : ndarray of shape (n_inputs, n_outputs)
    biases, d_biases : ndarray of shape (n_outputs,)

    Raises
    ------
    TypeError, ValueError
        If a width is not a positive integer, or the initializer returns another
        shape.
    """

    def __init__(self, n_inputs, n_outputs, *, initializer=he, rng=None):
        self.n_inputs = input_checks.positive_integer(n_inputs, "n_inputs")
        self.n_outputs = input_checks.positive_integer(n_outputs, "n_outputs")
        self.register(
            weights=np.zeros((n_inputs, n_outputs), dtype=float),
            biases=np.zeros(n_outputs, dtype=float),
        )
        rng = input_checks.generator(rng)
        self.weights = initializer(n_inputs, n_outputs, rng)

    def forward(self, inputs, training=False):
        self.inputs = inputs
        outputs = inputs @ self.weights
        outputs += self.biases
        return outputs

    def backward(self, d_outputs, d_inputs=True):
        inputs = self.inputs.reshape(-1, self.n_inputs)
        slopes = d_outputs.reshape(-1, self.n_outputs)
        np.matmul(inputs.T, slopes, out=self.d_weights)
        slopes.sum(axis=0, out=self.d_biases)
        if d_inputs:
            return d_outputs @ self.weights.T

    def __repr__(self):
        return f"Dense({self.n_inputs}, {self.n_outputs})"
