"""What the probes share: a model of a copy, a short run, a difference."""

import copy
import math

import numpy as np

from nnfs import input_checks
from nnfs.input_checks import probing
from nnfs.probes.findings import Finding, Model


def model_of(network, loss=None):
    """Return a Model of a copy of a network, or one of a Model that is checked.

    Its gradients come in the order of its parameters.
    """
    if not probing.is_ours(network):
        return Model(
            lambda inputs: np.asarray(network.forward(inputs)),
            lambda inputs, targets: probing.slopes_of(network, inputs, targets),
            lambda: probing.arrays_of(network),
        )
    twin, loss = copy.copy(network), copy.copy(loss)

    def loss_and_gradients(inputs, targets):
        outputs = twin.forward(inputs, training=True)
        value = loss.forward(outputs, targets)
        twin.backward(loss.backward())
        return value, {"all": twin.gradients}

    return Model(
        twin.predict, loss_and_gradients, lambda: {"all": twin.parameters}
    )


def vector_of(arrays):
    """Return a copy of the values of arrays, end to end."""
    return np.concatenate([np.ravel(array) for array in arrays.values()])


def put(arrays, vector):
    """Write the values of a vector into arrays, in place."""
    for array in arrays.values():
        part, vector = vector[: array.size], vector[array.size :]
        array[...] = part.reshape(array.shape)


def run(model, optimizer, inputs, targets, steps):
    """Return the loss at each step, and the step's length beside all it moves.

    The parameters are put back.
    """
    steps = input_checks.positive_integer(steps, "steps")
    arrays, optimizer = model.parameters(), probing.an_optimizer(optimizer)
    start = vector_of(arrays)
    place, losses, ratios = start.copy(), [], []
    try:
        with np.errstate(all="ignore"):
            for _ in range(steps):
                before = place.copy()
                value, slopes = model.loss_and_gradients(inputs, targets)
                losses.append(float(value))
                optimizer.step(place, vector_of(slopes))
                put(arrays, place)
                moved = np.linalg.norm(place - before)
                ratios.append(moved / (np.linalg.norm(before) or 1))
    except input_checks.NotFiniteError:
        losses, ratios = [*losses[:1], math.inf], [math.inf]
    finally:
        put(arrays, start)
    return losses, ratios


def apart(one, other):
    """Return the largest difference, as a share of the largest number."""
    sizes = [np.max(np.abs(array), initial=0) for array in (one, other)]
    most = np.max(np.abs(np.subtract(one, other)), initial=0)
    return float(most / (max(sizes) or 1))


def rounding(outputs):
    """Return what two ways to the same numbers may differ by."""
    return float(np.sqrt(np.finfo(np.result_type(outputs, np.float32)).eps))


def found(probe, value, fine, wrong, low=0.0, high=math.inf):
    """Return a finding, with the sentence for how it went."""
    says = fine if low <= value <= high else wrong
    return Finding(probe, float(value), float(low), float(high), says)
