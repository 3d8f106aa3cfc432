"""The products of `limit`, by the library that PyTorch brings along."""

import torch

from contenders import limit


class Contender(limit.Contender):
    """Three products for a layer, two for the first, in waiting tensors."""

    product = staticmethod(torch.mm)

    def __init__(self, weights, optimizer=None, rate=None):
        torch.set_num_threads(1)
        super().__init__(weights)

    def lay_out(self, batches):
        laid = super().lay_out(batches)
        for name in ("weights", "d_weights", "outputs", "d_outputs"):
            setattr(self, name, list(map(torch.as_tensor, getattr(self, name))))
        return list(map(torch.from_numpy, laid))
