"""Large data are looked at in pieces, so memory does not grow with them."""

import math

NUMBERS = 2**20  # in the widest array of a piece: 8 MB, far from any small call


def pieces(network, inputs):
    """Return slices of rows, each as many as a network takes at once.

    What does not fit the network is one piece: its door refuses it whole.
    """
    symbols = network.symbols is not None
    positions, width = inputs.shape[1:], 1
    if not symbols and positions:
        *positions, width = positions
    if not symbols and network.n_inputs not in (None, width):
        return [slice(None)]
    widest = max(width, network.widest) * math.prod(positions)
    rows = max(1, NUMBERS // max(1, widest))
    length = len(inputs) if inputs.ndim else 0
    return [slice(at, at + rows) for at in range(0, max(1, length), rows)]
