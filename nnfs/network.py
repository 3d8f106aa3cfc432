"""A network is a row of layers with one vector of parameters.

Each layer's weights are windows onto that vector, so an optimizer, a gradient
check or a file sees a single array.  A network is itself a layer, so networks
nest.
"""

import os
from pathlib import Path

import numpy as np

from nnfs import input_checks
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
        Width of inputs and outputs; None where no layer fixes it.

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
        self.dtype = _float_type(dtype)
        self.n_inputs, self.n_outputs = _widths(layers)
        self._layers = layers
        vector = np.concatenate([layer.parameters for layer in layers])
        vector = vector.astype(self.dtype)
        self.bind(vector, np.zeros_like(vector))

    @property
    def layers(self):
        """The layers, a tuple: a network does not grow."""
        return self._layers

    def bind(self, parameters, gradients):
        """Lay the windows of every layer over two vectors.

        Parameters
        ----------
        parameters, gradients : ndarray of shape (n_parameters,)
            The vectors; they hold the values that the windows show.
        """
        super().bind(parameters, gradients)
        self.dtype = parameters.dtype  # an inner network takes the outer's
        start = 0
        for layer in self.layers:
            stop = start + layer.parameters.size
            layer.bind(parameters[start:stop], gradients[start:stop])
            layer.home = self
            start = stop

    def forward(self, inputs, training=False):
        """Compute the outputs and remember what `backward` needs.

        Parameters
        ----------
        inputs : array_like of shape (batch, n_inputs)
            One sample to a row; converted to the network's dtype.
        training : bool, default False
            Mode of the layers that act differently while they are trained.

        Returns
        -------
        ndarray of shape (batch, n_outputs)

        Raises
        ------
        TypeError, ValueError
            If the inputs have another shape or kind, are empty or not finite.
        """
        inputs = input_checks.batch(inputs, "inputs", self.n_inputs, self.dtype)
        for layer in self.layers:
            inputs = layer.forward(inputs, training)
        self.outputs_shape = inputs.shape  # what backward expects
        return inputs

    def backward(self, d_outputs, d_inputs=False):
        """Fill `gradients`, last layer first.

        Parameters
        ----------
        d_outputs : ndarray of shape (batch, n_outputs)
            Gradient of the loss with respect to the outputs of the last
            `forward`.
        d_inputs : bool, default False
            Whether the gradient with respect to the inputs is wanted.

        Returns
        -------
        ndarray of shape (batch, n_inputs), or None if it is not wanted

        Raises
        ------
        TypeError, ValueError
            If `d_outputs` are no real numbers in the shape of the outputs.
        """
        d_outputs = _slopes(d_outputs, self.outputs_shape, self.dtype)
        first, *others = self.layers
        for layer in reversed(others):
            d_outputs = layer.backward(d_outputs, d_inputs=True)
        return first.backward(d_outputs, d_inputs=d_inputs)

    def predict(self, inputs):
        """Compute the outputs of the last layer and remember nothing.

        Parameters
        ----------
        inputs : array_like of shape (batch, n_inputs)
            One sample to a row; converted to the network's dtype.

        Returns
        -------
        ndarray of shape (batch, n_outputs)

        Raises
        ------
        TypeError, ValueError
            If the inputs have another shape or kind, are empty or not finite.
        """
        inputs = input_checks.batch(inputs, "inputs", self.n_inputs, self.dtype)
        for layer in self.layers:
            inputs = layer.predict(inputs)
        return inputs

    def named_parameters(self):
        """Yield pairs like ("0.weights", window), in the vector's order.

        Yields
        ------
        tuple of str and ndarray
        """
        for position, layer in enumerate(self.layers):
            for name, window in layer.named_parameters():
                yield f"{position}.{name}", window

    def save(self, path):
        """Write the parameters by name to an .npz file, whole or not at all.

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
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            with open(temporary, "wb") as file:
                np.savez(file, **dict(self.named_parameters()))
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)

    def load(self, path):
        """Read parameters that `save` wrote.

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
        arrays = _read_arrays(Path(path), self.dtype)
        wanted = {
            name: window.shape for name, window in self.named_parameters()
        }
        found = {name: array.shape for name, array in arrays.items()}
        if found != wanted:
            raise ValueError(
                f"{path} holds the parameters of another network: {found}, but "
                f"this one has {wanted}; build the network that was saved"
            )
        for name, window in self.named_parameters():
            window[...] = arrays[name]

    def __repr__(self):
        return f"Network({', '.join(map(repr, self.layers))})"


def _float_type(dtype):
    """Return `dtype` as the numpy.dtype float32 or float64."""
    try:
        found = np.dtype(dtype)
    except TypeError:
        found = np.dtype(object)
    if found not in (np.dtype(np.float32), np.dtype(np.float64)):
        raise ValueError(
            f"dtype must be float32 or float64, but is {dtype!r}: write "
            "dtype=np.float32 or np.float64"
        )
    return found


def _slopes(values, shape, dtype):
    """Return the gradient for outputs of `shape`, which may be infinite."""
    array = np.asarray(values)
    if array.dtype.kind not in "fiub":
        raise TypeError(
            f"d_outputs must be real numbers, but came as {array.dtype}: pass "
            "what loss.backward() returns"
        )
    if array.shape != shape:
        raise ValueError(
            f"d_outputs have shape {array.shape}, but the outputs of the last "
            f"forward {shape}: pass what loss.backward() returns"
        )
    return array if array.dtype == dtype else array.astype(dtype)


def _widths(layers):
    """Return the two outer widths; refuse layers that do not fit."""
    if not layers:
        raise ValueError(
            "a network needs at least one layer: Network(Dense(2, 3))"
        )
    first = last = None
    for position, layer in enumerate(layers):
        if not isinstance(layer, Layer):
            hint = "pass an object like ReLU(), and not its class"
            if isinstance(layer, list):
                hint = "unpack the list with a star, Network(*layers)"
            raise TypeError(
                f"layer {position} is {layer!r}, not a Layer: {hint}"
            )
        if layer.home is not None or any(
            layer is other for other in layers[:position]
        ):
            raise ValueError(
                f"layer {position}, {layer!r}, stands in a network already: "
                "make a new layer, or copy.copy(layer)"
            )
        n_inputs = getattr(layer, "n_inputs", None)
        if n_inputs is None:
            continue
        if last not in (None, n_inputs):
            raise ValueError(
                f"layer {position} takes {n_inputs} inputs, but the layer "
                f"before it gives {last} outputs: make the two numbers equal"
            )
        first = n_inputs if first is None else first
        last = layer.n_outputs
    return first, last


def _read_arrays(path, dtype):
    """Return the arrays of an .npz file by name, every fault a ValueError."""
    with open(path, "rb") as file:
        try:
            with np.load(file, allow_pickle=False) as archive:
                if archive.zip.testzip():
                    raise ValueError("a checksum is wrong")
                return {
                    name: input_checks.real_array(archive[name], name, dtype)
                    for name in archive.files
                }
        except Exception as error:  # a broken file fails in a dozen ways
            raise ValueError(
                f"{path} is not a file that Network.save wrote, or is damaged: "
                f"{error}"
            ) from error
