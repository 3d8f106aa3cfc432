"""Checks of shapes that have places: signals, pictures and their windows."""

import math

from nnfs.input_checks.numbers import positive_integer

PLACES = {None: "places", 1: "length", 2: "height, width"}


def axes_of(shape):
    """Return a shape to lay rows out in, as integers above zero."""
    if not shape:
        raise ValueError(
            "a shape has at least one axis: write Reshape(8, 8, 1)"
        )
    if len(shape) == 1 and isinstance(shape[0], (tuple, list)) and shape[0]:
        inside = ", ".join(map(str, shape[0]))
        raise TypeError(
            f"shape must be integers, but is {shape[0]!r}: write "
            f"Reshape({inside})"
        )
    return _integers(shape)


def shape_of_inputs(shape):
    """Return the shape of what was unfolded, as integers above zero."""
    if not isinstance(shape, (tuple, list)):
        raise TypeError(
            "shape must be that of what was unfolded, but is "
            f"{shape!r}: write inputs.shape"
        )
    return _integers(shape)


def _integers(shape):
    return tuple(positive_integer(n, "an axis of the shape") for n in shape)


def of_places(shape, axes=None, channels=None):
    """Refuse inputs that have other axes of places, or other channels."""
    found = len(shape) - 2
    if found < 1 or axes not in (None, found):
        hint = _laid_out(shape, axes, channels)
    elif channels not in (None, shape[-1]):
        hint = f"let the layer take {shape[-1]} inputs"
        if shape[1] == channels:
            hint = "write np.moveaxis(inputs, 1, -1)"
    else:
        return
    last = "channels" if channels is None else channels
    raise ValueError(
        f"inputs have shape {shape}, but (batch, {PLACES[axes]}, {last}) is "
        f"expected: {hint}"
    )


def _laid_out(shape, axes, channels):
    """Say how to lay rows out as signals or pictures."""
    if axes and len(shape) == 2 and shape[1] % (channels or 1) == 0:
        side = round((shape[1] // (channels or 1)) ** (1 / axes))
        wanted = *[side] * axes, channels or 1
        if side > 1 and math.prod(wanted) == shape[1]:
            return (
                f"put Reshape({', '.join(map(str, wanted))}) before the layer"
            )
    if axes and len(shape) == axes + 1 and channels in (None, shape[-1]):
        return "write np.expand_dims(inputs, 0) for a single sample"
    if len(shape) == 1:
        return "write np.reshape(inputs, (1, -1, 1)) for a single signal"
    if len(shape) == (axes or 1) + 1 and channels in (None, 1):
        return "write np.expand_dims(inputs, -1) for one channel"
    return "put a Reshape before the layer, the channels last"


def windows(shape, size, stride):
    """Return size and stride, and how many windows stand along each axis."""
    size = positive_integer(size, "size")
    stride = positive_integer(stride, "stride")
    of_places(shape)
    least = min(shape[1:-1])
    if least < size:
        raise ValueError(
            f"a window of {size} has no place in inputs of shape {shape}: "
            f"write size={least}, or put zeros around them"
        )
    return size, stride, [(n - size) // stride + 1 for n in shape[1:-1]]


def unfolded(found, shape, size, places):
    """Refuse windows in another shape than `unfold` gives."""
    wanted = (shape[0], *places, size ** len(places), shape[-1])
    if found != wanted:
        raise ValueError(
            f"windows have shape {found}, but those of inputs of shape "
            f"{shape} have {wanted}: pass one slope to a number of a window"
        )
