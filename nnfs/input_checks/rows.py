"""Checks of layers in a row: each must fit the one before.

Only a network asks, so this module is read after `nnfs.layers`, not before.
"""

import numpy as np

from nnfs.layers import Layer


def widths(layers):
    """Return the two outer widths; refuse layers that do not fit."""
    if not layers:
        raise ValueError(
            "a network needs at least one layer: Network(Dense(2, 3))"
        )
    first = last = None
    changed = False  # whether the width can be another than that of the inputs
    for position, layer in enumerate(layers):
        _refuse_layer(position, layer, layers)
        if None not in (last, layer.n_inputs) and last != layer.n_inputs:
            raise _misfit(position, layer.n_inputs, last)
        if first is None and not changed:
            first = layer.n_inputs
        if layer.reshapes or layer.n_outputs is not None:
            last, changed = layer.n_outputs, True
    if takes_rows(layers):
        last = _rehearsed(layers, first)
    return first, last


def _refuse_layer(position, layer, layers):
    """Refuse what is no layer, or none that can stand at this position."""
    if not isinstance(layer, Layer):
        hint = "pass an object like ReLU(), and not its class"
        if isinstance(layer, list):
            hint = "unpack the list with a star, Network(*layers)"
        raise TypeError(f"layer {position} is {layer!r}, not a Layer: {hint}")
    if layer.home is not None or any(
        layer is other for other in layers[:position]
    ):
        raise ValueError(
            f"layer {position}, {layer!r}, stands in a network already: "
            "make a new layer, or copy.copy(layer)"
        )
    if position and layer.symbols is not None:
        raise ValueError(
            f"layer {position}, {layer!r}, takes symbols, but the layer before "
            "it gives features: put it first"
        )


def _misfit(position, wanted, given):
    """Return the error for a layer that does not fit the one before it."""
    return ValueError(
        f"layer {position} takes {wanted} inputs, but the layer before it "
        f"gives {given} outputs: make the two numbers equal"
    )


def takes_rows(layers):
    """Tell whether the inputs of a layer in this row must have two axes."""
    return next((layer.takes_rows for layer in layers if layer.reshapes), False)


def widest(layers):
    """Return the largest width that a layer of this row takes or gives."""
    return max(
        max(layer.n_inputs or 1, layer.n_outputs or 1, layer.widest)
        for layer in layers
    )


def _rehearsed(layers, width):
    """Send one row of zeros through; return the width in which it comes out."""
    row = np.zeros((1, width), dtype=float)
    for position, layer in enumerate(layers):
        if layer.n_inputs not in (None, row.shape[-1]):
            raise _misfit(position, layer.n_inputs, row.shape[-1])
        try:
            with np.errstate(all="ignore"):
                row = layer.predict(row)
        except ValueError as error:
            raise ValueError(
                f"layer {position}, {layer!r}, cannot take samples of shape "
                f"{row.shape[1:]}: {error}"
            ) from error
    return row.shape[-1]
