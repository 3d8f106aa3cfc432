"""Checks of a run before its first step, so that nothing has moved.

Only `fit` asks, so this module is read after those of its objects.
"""

import copy

import numpy as np

from nnfs import input_checks
from nnfs.activations import Softmax, Step
from nnfs.input_checks import next_line
from nnfs.input_checks.pieces import pieces
from nnfs.losses import Loss
from nnfs.network import Network, Residual
from nnfs.optimizers import Optimizer


def refuse_kinds(network, loss, optimizer):
    """Refuse what is not a network, a loss and an optimizer."""
    kinds = ((network, Network), (loss, Loss), (optimizer, Optimizer))
    for value, kind in kinds:
        if not isinstance(value, kind):
            raise TypeError(
                f"fit takes a network, a loss and an optimizer, but {value!r} "
                f"is no {kind.__name__}: {next_line.an_object(value, kind)}"
            )


def refuse_steps(network):
    """Refuse a network whose gradient a Step makes zero."""
    if not network.parameters.size:
        raise ValueError(
            "the network has no parameters: there is nothing to fit"
        )
    _learned_before(network, False)


def _learned_before(layer, learned):
    """Tell whether parameters stand in the way that ends with this layer."""
    if isinstance(layer, Network):
        # Round a Residual the slopes go past its layers, and past their Step.
        inside = learned and not isinstance(layer, Residual)
        for inner in layer.layers:
            inside = _learned_before(inner, inside)
        return learned or inside
    if learned and isinstance(layer, Step):
        raise ValueError(
            "the network cannot learn: the derivative of Step is zero, so "
            "the layers before it never move; use a Sigmoid or a ReLU"
        )
    return learned or layer.parameters.size > 0


def fitting(network, loss, inputs, targets):
    """Return inputs and targets as arrays; refuse what does not fit.

    They stay of the type that they came in: each batch is converted by itself.
    """
    inputs = _numbers(inputs, "inputs")
    targets = np.asarray(targets)
    parts = pieces(network, inputs)
    network.check(inputs[parts[0]] if inputs.ndim else inputs)
    if targets.shape[:1] != inputs.shape[:1]:
        raise ValueError(
            f"there are {len(inputs)} inputs, but the targets have shape "
            f"{targets.shape}: pass one target to a sample"
        )
    for part in parts:
        outputs = network.predict(inputs[part])
        if outputs.shape[-1] == 1 and isinstance(network.layers[-1], Softmax):
            raise ValueError(
                "the Softmax of one output is 1, whatever comes in: in its "
                "place write Sigmoid()"
            )
        loss.check(outputs, targets[part])
    return inputs, targets


def _numbers(values, name):
    """Return an array of whatever type; a table that is none names itself."""
    array = np.asarray(values)
    if array.dtype.kind not in "fiub":
        input_checks.real_array(values, name)
    return array


def held_out(network, loss, validation):
    """Return the pair of validation inputs and targets, or None."""
    if validation is None:
        return None
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        raise TypeError(
            "validation must be a pair (inputs, targets), but is "
            f"{type(validation).__name__}: write validation=(X, y)"
        )
    return fitting(network, loss, *validation)


def refuse_single_row(network, inputs, batch_size):
    """Refuse a last batch of one sample, if the network cannot train on it."""
    samples = len(inputs)
    if (samples - 1) % batch_size:
        return
    try:
        copy.copy(network).forward(inputs[:1], training=True)
    except ValueError as error:
        # What refuses two of them as well has another reason, and says it.
        copy.copy(network).forward(inputs[[0, 0]], training=True)
        hint = "pass more samples"
        for size in range(batch_size + 1, samples + 1):
            if (samples - 1) % size:
                hint = f"write batch_size={size}"
                break
        raise ValueError(
            f"of {samples} samples in batches of {batch_size} the last is left "
            f"alone, and this network cannot train on one: {hint}"
        ) from error
