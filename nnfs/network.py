"""A network is a row of layers with one vector of parameters.

Each layer's weights are views of that vector, so an optimizer, a gradient
check or a file sees a single array.  A network is itself a layer, so networks
nest.
"""

import copy
import os
from pathlib import Path

import numpy as np

from nnfs import input_checks
from nnfs.input_checks import next_line
from nnfs.input_checks.pieces import pieces
from nnfs.input_checks.rows import takes_rows, widest, widths
from nnfs.layers import Layer


class Network(Layer):
    """A row of layers, each fed by the one before.

    Four guards keep the one vector whole.  It is bound once, at construction;
    `layers` is a tuple and does not grow; a layer has one home, so two networks
    never share an array; a copy, and what comes out of a pickle, is bound again
    to a vector of its own.

    Parameters
    ----------
    *layers : Layer
        At least one; none of them in a network already.
    dtype : numpy.float32 or numpy.float64, default numpy.float64
        Type of the parameters and of all arrays between the layers.

    Attributes
    ----------
    layers : tuple of Layer
    parameters, gradients : ndarray of shape (n_parameters,)
        In the order of `named_parameters`, each array in C order.
    n_inputs, n_outputs : int or None
        Width of the last axis of inputs and outputs; None where no layer fixes
        it.
    symbols : int or None
        How many there are, if the first layer takes symbols and no features.

    Raises
    ------
    TypeError, ValueError
        If a layer is not a Layer, has a home, stands twice or does not fit the
        one before it; if there is none; for another dtype.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> network = Network(Dense(2, 3, rng=rng), ReLU(), Dense(3, 1, rng=rng))
    >>> network.forward(np.ones((5, 2))).shape
    (5, 1)
    """

    def __init__(self, *layers, dtype=np.float64):
        self.dtype = input_checks.float_type(dtype)
        self.n_inputs, self.n_outputs = widths(layers)
        self.symbols = layers[0].symbols
        self.reshapes = any(layer.reshapes for layer in layers)
        self.takes_rows = takes_rows(layers)
        self.widest = widest(layers)
        self._layers = layers
        vector = np.concatenate([layer.parameters for layer in layers])
        vector = vector.astype(self.dtype)
        self.bind(vector, np.zeros_like(vector))

    @property
    def layers(self):
        """The layers, a tuple: a network does not grow."""
        return self._layers

    def __setattr__(self, name, value):
        # A subclass may keep what it likes; ours have nothing to misspell.
        new = name not in ("dtype", "outputs_shape") and not hasattr(self, name)
        if new and name[0] != "_" and type(self).__module__ == __name__:
            raise AttributeError(
                f"{type(self).__name__} has no {name!r} to assign to; its "
                "arrays are those of its layers, like network.layers[0].weights"
            )
        super().__setattr__(name, value)

    def bind(self, parameters, gradients):
        """Lay the views of every layer over two vectors.

        Parameters
        ----------
        parameters, gradients : ndarray of shape (n_parameters,)
            The vectors; they hold the values that the views show.
        """
        super().bind(parameters, gradients)
        self.dtype = parameters.dtype  # an inner network takes the outer's
        start = 0
        for layer in self.layers:
            stop = start + layer.parameters.size
            layer.bind(parameters[start:stop], gradients[start:stop])
            layer.home = self
            for name, array in layer.named_state() if layer.state else ():
                setattr(layer, name, array)  # takes the type of the vector
            start = stop

    def check(self, inputs):
        """Return inputs as the first layer takes them, or refuse them.

        A network inside another is not asked again whether they are finite.

        Parameters
        ----------
        inputs : array_like
            As `forward` takes them.

        Returns
        -------
        ndarray

        Raises
        ------
        TypeError, ValueError
            With what came, what was expected and what to do.
        """
        if self.symbols is not None:
            return input_checks.symbols(inputs, "inputs", self.symbols)
        return input_checks.batch(
            inputs,
            "inputs",
            self.n_inputs,
            self.dtype,
            finite=self.home is None,
            rows=self.takes_rows,
        )

    def forward(self, inputs, training=False):
        """Compute the outputs and remember what `backward` needs.

        Parameters
        ----------
        inputs : array_like of shape (batch, ..., n_inputs)
            Features, converted to the network's dtype; or integers of shape
            (batch, ...) in [0, symbols), where the first layer takes symbols.
        training : bool, default False
            Mode of the layers that act differently while they are trained.

        Returns
        -------
        ndarray of shape (batch, ..., n_outputs)

        Raises
        ------
        TypeError, ValueError
            If the inputs have another shape or kind, are empty or not finite;
            or if a layer refuses them, as `BatchNorm` one row in training.
        """
        inputs = self.check(inputs)
        for layer in self.layers:
            inputs = layer.forward(inputs, training)
        self.outputs_shape = inputs.shape  # what backward expects
        return inputs

    def backward(self, d_outputs, d_inputs=False):
        """Fill `gradients`, last layer first.

        Parameters
        ----------
        d_outputs : ndarray of shape (batch, ..., n_outputs)
            Gradient of the loss with respect to the outputs of the last
            `forward`.
        d_inputs : bool, default False
            Whether the gradient with respect to the inputs is wanted.

        Returns
        -------
        ndarray of shape (batch, ..., n_inputs), or None if it is not wanted

        Raises
        ------
        TypeError, ValueError
            If `d_outputs` are no real numbers in the shape of the outputs, or
            the gradient with respect to symbols is asked for.
        """
        d_outputs = self._slopes(d_outputs, d_inputs)
        first, *others = self.layers
        for layer in reversed(others):
            d_outputs = layer.backward(d_outputs, d_inputs=True)
        return first.backward(d_outputs, d_inputs=d_inputs)

    def _slopes(self, d_outputs, d_inputs):
        """Refuse slopes in another shape, and a gradient for symbols."""
        if d_inputs and self.symbols is not None:
            raise ValueError(
                "symbols have no gradient: leave out d_inputs=True; look at "
                "the gradients of the first layer"
            )
        return input_checks.slopes(d_outputs, self.outputs_shape, self.dtype)

    def predict(self, inputs):
        """Compute the outputs of the last layer and remember nothing.

        Many samples go through in pieces: memory grows only with the outputs.

        Parameters
        ----------
        inputs : array_like of shape (batch, ..., n_inputs)
            Features, converted to the network's dtype; or integers of shape
            (batch, ...) in [0, symbols), where the first layer takes symbols.

        Returns
        -------
        ndarray of shape (batch, ..., n_outputs)

        Raises
        ------
        TypeError, ValueError
            If the inputs have another shape or kind, are empty or not finite.
        """
        inputs = np.asarray(inputs)
        outputs = []
        for part in pieces(self, inputs):
            rows = self.check(inputs[part] if inputs.ndim else inputs)
            for layer in self.layers:
                rows = layer.predict(rows)
            outputs.append(rows)
        return outputs[0] if len(outputs) == 1 else np.concatenate(outputs)

    def named_parameters(self):
        """Yield pairs like ("0.weights", view), in the vector's order.

        Yields
        ------
        tuple of str and ndarray
        """
        return self._named(lambda layer: layer.named_parameters())

    def named_state(self):
        """Yield pairs like ("1.means", array) of every layer's state, in order.

        Yields
        ------
        tuple of str and ndarray
        """
        return self._named(lambda layer: layer.named_state())

    def _named(self, of):
        """Yield what `of` gives for each layer, behind the layer's position."""
        for position, layer in enumerate(self.layers):
            for name, array in of(layer):
                yield f"{position}.{name}", array

    def snapshot(self):
        """Return a copy of all parameters and all state, by name.

        Returns
        -------
        dict of str to ndarray
        """
        named = (*self.named_parameters(), *self.named_state())
        return {name: array.copy() for name, array in named}

    def restore(self, snapshot):
        """Put a snapshot back.

        Parameters
        ----------
        snapshot : dict of str to ndarray
            What `snapshot` of this network, or of one like it, returned.

        Raises
        ------
        TypeError, ValueError
            If a name or a shape is another, or a value no finite number or
            refused by its layer.  The network is then as it was.
        """
        self._put(snapshot, "the snapshot")

    def _put(self, arrays, source):
        """Put arrays into place by name: all of them or none."""
        arrays = input_checks.named_arrays(
            arrays, self.snapshot(), self.dtype, source
        )
        trial = copy.copy(self)  # a layer may refuse what others take
        for name, array in arrays.items():
            try:
                trial._replace(name, array)
            except ValueError as error:
                raise ValueError(
                    f"{source} has no good {name}: {error}"
                ) from error
        for name, array in arrays.items():
            self._replace(name, array)

    def _replace(self, name, array):
        """Assign to one array of a layer."""
        *path, last = name.split(".")
        layer = self
        for position in path:
            layer = layer.layers[int(position)]
        setattr(layer, last, array)

    def save(self, path):
        """Write parameters and state by name to an .npz file.

        The file is written whole or not at all.

        Parameters
        ----------
        path : str or path-like
            The file; one that exists is replaced.

        Raises
        ------
        OSError
            If it cannot be written; a file that was there is untouched.
        """
        path = Path(path)
        if not path.parent.is_dir():
            raise FileNotFoundError(next_line.no_folder(path.parent))
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            with open(temporary, "wb") as file:
                np.savez(file, **self.snapshot())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)

    def load(self, path):
        """Read parameters and state that `save` wrote.

        Nothing is unpickled, and names, shapes and values are checked first.

        Parameters
        ----------
        path : str or path-like
            The file.

        Raises
        ------
        OSError
            If the file cannot be opened.
        ValueError
            If anything in it is wrong.  The network is then as it was.
        """
        path = Path(path)
        arrays = input_checks.saved_arrays(path, self.dtype)
        self._put(arrays, path)

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(map(repr, self.layers))})"


class Residual(Network):
    """A network that adds its inputs to its outputs.

    What its layers learn is the difference, and the slopes of the outputs reach
    the inputs unchanged beside those that come through the layers.

    Parameters
    ----------
    *layers : Layer
        As a `Network` takes them; the last must give the shape that the first
        takes.
    dtype : numpy.float32 or numpy.float64, default numpy.float64
        Type of the parameters and of all arrays between the layers.

    Raises
    ------
    TypeError, ValueError
        As `Network`, and if the widths of inputs and outputs differ.

    References
    ----------
    K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image
    recognition", CVPR 2016.
    """

    def __init__(self, *layers, dtype=np.float64):
        n_inputs, n_outputs = widths(layers)
        if n_inputs != n_outputs or layers[0].symbols is not None:
            raise ValueError(
                f"Residual adds its inputs, {n_inputs} wide, to its outputs, "
                f"{n_outputs} wide: make the two widths equal"
            )
        super().__init__(*layers, dtype=dtype)

    def forward(self, inputs, training=False):
        inputs = self.check(inputs)
        return _added(inputs, super().forward(inputs, training))

    def backward(self, d_outputs, d_inputs=False):
        slopes = super().backward(d_outputs, d_inputs)
        if d_inputs:
            return slopes + np.asarray(d_outputs, self.dtype)

    def predict(self, inputs):
        inputs = self.check(inputs)
        return _added(inputs, super().predict(inputs))


def _added(inputs, outputs):
    """Return the sum, and refuse what NumPy would broadcast."""
    if outputs.shape != inputs.shape:
        raise ValueError(
            f"Residual cannot add inputs of shape {inputs.shape} to outputs of "
            f"shape {outputs.shape}: choose layers that keep the shape"
        )
    return inputs + outputs
