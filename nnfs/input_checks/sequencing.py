"""What `nnfs.sequences` asks of widths, of heads and of what comes in time."""

from nnfs.input_checks.numbers import positive_integer


def cut(width, heads):
    """Return a width, and the heads that share it evenly."""
    width = positive_integer(width, "width")
    heads = positive_integer(heads, "heads")
    if width % heads:
        raise ValueError(
            f"a width of {width} cannot be cut into {heads} equal heads: write "
            f"width={heads * (width // heads + 1)}, or let heads divide it"
        )
    return width, heads


def sequences(shape, width, context=None):
    """Refuse inputs that are no sequences of a width, or too long."""
    if len(shape) != 3 or shape[-1] != width:
        hint = f"let the layer before give {width} numbers to a position"
        if len(shape) == 2:
            hint = "write np.expand_dims(inputs, 0) for a single sequence"
        elif len(shape) != 3:
            hint = "pass one axis of sequences, and one of positions"
        raise ValueError(
            f"inputs have shape {shape}, but (batch, time, {width}) is "
            f"expected: {hint}"
        )
    if context is not None and shape[1] > context:
        raise ValueError(
            f"a sequence of {shape[1]} positions is longer than the context, "
            f"{context}: write np.asarray(inputs)[:, -{context}:] for its end, "
            f"or make the context {shape[1]}"
        )
