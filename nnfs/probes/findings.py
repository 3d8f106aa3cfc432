"""What a probe returns, and a model of a framework that it may ask."""

import math
import textwrap
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What a probe has found; it is true where the probe passes.

    Parameters
    ----------
    probe : str
        Name of the probe.
    value : float
        The number that was measured.
    low, high : float
        The smallest and the largest value that pass.
    says : str
        What this means, and what to look at.
    """

    probe: str
    value: float
    low: float
    high: float
    says: str

    def __bool__(self):
        return bool(self.low <= self.value <= self.high)

    def __repr__(self):
        bound = f"from {self.low:.2g} to {self.high:.2g}"
        if self.high == math.inf:
            bound = f"at least {self.low:.2g}"
        elif self.low <= 0:
            bound = f"at most {self.high:.2g}"
        head = f"{'passes' if self else 'FAILS'}: {self.probe}"
        head = f"{head}, {self.value:.2g} ({bound})"
        return "\n".join([head, *textwrap.wrap(self.says, 78)])


@dataclass(frozen=True)
class Model:
    """A model of any framework, by three functions over NumPy arrays.

    Parameters
    ----------
    forward : callable
        Called as ``forward(inputs)``; returns the outputs as for a prediction.
    loss_and_gradients : callable
        Called as ``loss_and_gradients(inputs, targets)``; returns the loss as
        in training, and the gradient of each parameter, by name.
    parameters : callable
        Called as ``parameters()``; returns the parameters by name: the arrays
        themselves, which a probe moves in place and puts back.  In PyTorch
        ``{n: p.detach().numpy() for n, p in model.named_parameters()}``.

    Raises
    ------
    TypeError
        If one of the three cannot be called.
    """

    forward: object
    loss_and_gradients: object
    parameters: object

    def __post_init__(self):
        for name, part in vars(self).items():
            if not callable(part):
                raise TypeError(
                    f"{name} must be a function, but is {part!r}: write a def "
                    "or a lambda that calls your model"
                )
