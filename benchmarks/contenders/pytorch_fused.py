"""PyTorch with the whole optimizer compiled into one loop, on request."""

from contenders import pytorch


class Contender(pytorch.Contender):
    """The same, but for the optimizer."""

    fused = True
