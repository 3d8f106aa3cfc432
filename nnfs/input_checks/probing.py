"""What `nnfs.probes` asks at its doors."""

import copy

import numpy as np

from nnfs import input_checks
from nnfs.losses import BinaryCrossEntropy, Loss, MeanSquaredError
from nnfs.network import Network
from nnfs.optimizers import Optimizer
from nnfs.probes.findings import Model


def is_ours(network):
    """Tell a Network from a Model, and refuse what is neither."""
    if isinstance(network, Network):
        return True
    if isinstance(network, Model):
        return False
    raise TypeError(
        f"a probe takes a Network, or a Model of three functions, but got "
        f"{network!r}: write Network(...) around your layers"
    )


def a_loss(network, loss):
    """Refuse what is no Loss beside a Network, and a loss beside a Model."""
    ours = is_ours(network)
    if ours and not isinstance(loss, Loss):
        raise TypeError(
            f"a probe needs a Loss, but got {loss!r}: pass an object like "
            "SoftmaxCrossEntropy()"
        )
    if not ours and loss is not None:
        raise TypeError(
            f"a Model has its own loss, but {loss!r} came beside it: pass None"
        )


def an_optimizer(optimizer):
    """Return a copy of an optimizer, and refuse what is none."""
    if not isinstance(optimizer, Optimizer):
        raise TypeError(
            f"a probe needs an Optimizer, but got {optimizer!r}: pass an "
            "object like Adam(0.01)"
        )
    return copy.copy(optimizer)


def a_batch(network, inputs):
    """Return inputs as a network takes them; a Model takes any array."""
    if is_ours(network):
        return network.check(inputs)
    inputs = np.asarray(inputs)
    if inputs.dtype.kind in "iu" and inputs.size:
        return inputs
    return input_checks.real_array(inputs, "inputs")


def fitting(network, loss, inputs, targets):
    """Return inputs and targets that fit a network and its loss."""
    a_loss(network, loss)
    inputs, targets = a_batch(network, inputs), np.asarray(targets)
    if is_ours(network):
        loss.check(network.predict(inputs), targets)
    elif targets.shape[:1] != inputs.shape[:1]:
        raise ValueError(
            f"there are {len(inputs)} inputs, but the targets have shape "
            f"{targets.shape}: pass one target to a sample"
        )
    return inputs, targets


def several(inputs):
    """Refuse a single row, and rows that could not tell each other apart."""
    if len(inputs) < 2:
        raise ValueError(
            "one row alone cannot depend on others: pass at least two"
        )
    if np.all(inputs == inputs[:1]):
        raise ValueError(
            "all rows are alike, so another beside it changes nothing for any: "
            "pass samples that differ"
        )


def has_time(inputs, outputs):
    """Tell whether outputs stand at the positions of their inputs."""
    return outputs.ndim > 2 and outputs.shape[:2] == inputs.shape[:2]


def in_time(inputs, outputs):
    """Refuse outputs that do not stand at the positions of their inputs."""
    if not has_time(inputs, outputs):
        raise ValueError(
            f"outputs have shape {outputs.shape} for inputs of shape "
            f"{inputs.shape}, but (batch, time, ...) is expected of both: pass "
            "sequences to a network that answers at each position"
        )
    if inputs.shape[1] < 2:
        raise ValueError(
            "a sequence of one position has no later one: pass at least two"
        )


def another_future(inputs, other):
    """Refuse sequences of which no later part would be another."""
    if np.all(inputs[:, 1:] == other[:, 1:]):
        raise ValueError(
            "sequences so few or so much alike have no other future: pass "
            "several that differ"
        )


def arrays_of(model):
    """Return the parameters of a Model by name, which a probe can move."""
    arrays, again = model.parameters(), model.parameters()
    if not isinstance(arrays, dict) or not arrays:
        raise TypeError(
            "parameters() must return arrays by name, but returned "
            f'{arrays!r}: return a dict such as {{"weights": array}}'
        )
    for name, array in arrays.items():
        if not isinstance(array, np.ndarray):
            raise TypeError(
                f"parameter {name!r} must be an array of NumPy that shares its "
                f"memory with the model, but is a {type(array).__name__}"
            )
        if not np.may_share_memory(array, again[name]):
            raise ValueError(
                f"parameter {name!r} is a copy, which does not move the model: "
                "return the array itself"
            )
    return arrays


def slopes_of(model, inputs, targets):
    """Return a Model's loss, and its gradients in the parameters' order."""
    answer = model.loss_and_gradients(inputs, targets)
    if not isinstance(answer, tuple) or len(answer) != 2:
        raise TypeError(
            "loss_and_gradients() must return two things, the loss and the "
            f"gradients by name, but returned a {type(answer).__name__}"
        )
    value, slopes = answer
    shapes = {name: a.shape for name, a in model.parameters().items()}
    given = {name: np.shape(slope) for name, slope in dict(slopes).items()}
    if given != shapes:
        raise ValueError(
            f"gradients have shapes {given}, but parameters {shapes}: return "
            "one gradient for each parameter, by the same name"
        )
    return value, {name: slopes[name] for name in shapes}


def chance(loss, outputs, targets):
    """Return the loss of whoever knows no more than how often each comes."""
    if outputs.ndim > targets.ndim:
        return np.log(outputs.shape[-1])
    if isinstance(loss, BinaryCrossEntropy):
        return np.log(2)
    if isinstance(loss, MeanSquaredError) and np.ptp(targets) > 0:
        return np.var(targets)
    raise ValueError(
        f"nobody knows what {loss!r} is at chance with these targets: pass the "
        "loss of the best constant answer, chance=..."
    )
