"""The training loop: batches in, steps out, and a history of what happened.

It is the six lines that every chapter writes by hand, with the checks that a
long run deserves.
"""

import math
import sys
from dataclasses import dataclass, field

import numpy as np

from nnfs import input_checks
from nnfs.activations import Step
from nnfs.datasets import batches
from nnfs.losses import Loss
from nnfs.network import Network
from nnfs.optimizers import Optimizer


@dataclass
class History:
    """What happened in a run, one entry an epoch.

    Attributes
    ----------
    loss, accuracy : list of float
        Mean over the epoch's samples, each measured just before the step that
        uses it.  `accuracy` stays empty for a loss that is not about classes,
        and counts every element of the targets: two columns are two answers.
    validation_loss, validation_accuracy : list of float
        Measured at the end of the epoch; empty without validation data.
    """

    loss: list = field(default_factory=list)
    accuracy: list = field(default_factory=list)
    validation_loss: list = field(default_factory=list)
    validation_accuracy: list = field(default_factory=list)


def fit(
    network,
    loss,
    optimizer,
    inputs,
    targets,
    *,
    epochs,
    batch_size=32,
    validation=None,
    rng=None,
    progress=False,
):
    """Train `network` on mini-batches and return the history of the run.

    Parameters
    ----------
    network : Network
        What to train; its parameters move in place.
    loss : Loss
        What to make small.
    optimizer : Optimizer
        How to move.
    inputs : array_like of shape (n, n_inputs)
        Samples.
    targets : array_like
        As the loss takes them.
    epochs : int
        Passes over the samples.
    batch_size : int, default 32
        Samples to a step; the last batch of an epoch may be shorter.
    validation : tuple of (inputs, targets), optional
        Samples to measure after each epoch, never trained on.
    rng : numpy.random.Generator, optional
        Order of the samples; fresh entropy if None.
    progress : bool, default False
        Whether to draw a progress bar on standard output; needs tqdm.

    Returns
    -------
    History

    Raises
    ------
    TypeError, ValueError
        If the data do not fit the network or the loss, or if the network cannot
        learn because a Step stands behind parameters.  Nothing has moved then.
    FloatingPointError
        If the loss stops being finite; names the epoch and the rate.
    """
    epochs = input_checks.positive_integer(epochs, "epochs")
    batch_size = input_checks.positive_integer(batch_size, "batch_size")
    rng = input_checks.generator(rng)
    _refuse_kinds(network, loss, optimizer)
    _refuse_steps(network)
    inputs, targets = _fitting(network, loss, inputs, targets)
    if validation is not None:
        if not isinstance(validation, (tuple, list)) or len(validation) != 2:
            raise TypeError(
                "validation must be a pair (inputs, targets), but is "
                f"{type(validation).__name__}: write validation=(X, y)"
            )
        validation = _fitting(network, loss, *validation)
    optimizer.adopt(network.parameters)  # refused here, before a gradient moves
    history = History()
    for epoch in _epochs(epochs, progress):
        with np.errstate(over="ignore", invalid="ignore"):
            try:
                mean = _train(
                    network,
                    loss,
                    optimizer,
                    batches(inputs, targets, batch_size, rng),
                )
                _record(history, mean, network, loss, validation)
            except input_checks.NotFiniteError as error:
                raise FloatingPointError(
                    f"the loss is not finite in epoch {epoch + 1} of {epochs}, "
                    f"at step {optimizer.steps} and learning rate "
                    f"{optimizer.rate():g}: lower the rate, or scale the inputs"
                ) from error
    return history


def _train(network, loss, optimizer, epoch):
    """Take one step for each batch; return mean loss and accuracy, or None."""
    samples = total = answers = hits = 0
    for inputs, targets in epoch:
        outputs = network.forward(inputs, training=True)
        value = loss.forward(outputs, targets)
        if not math.isfinite(value):
            raise input_checks.NotFiniteError(f"the loss is {value}")
        network.backward(loss.backward())
        optimizer.step(network.parameters, network.gradients)
        samples += len(inputs)
        total += value * len(inputs)
        classes = loss.classify(outputs)
        if classes is not None:
            answers += classes.size
            hits += np.count_nonzero(classes == targets)
    return total / samples, float(hits / answers) if answers else None


def _record(history, mean, network, loss, validation):
    """Append one epoch to the history."""
    history.loss.append(mean[0])
    if mean[1] is not None:
        history.accuracy.append(mean[1])
    if validation is not None:
        inputs, targets = validation
        outputs = network.predict(inputs)
        history.validation_loss.append(loss.forward(outputs, targets))
        classes = loss.classify(outputs)
        if classes is not None:
            share = float(np.mean(classes == targets))
            history.validation_accuracy.append(share)


def _fitting(network, loss, inputs, targets):
    """Return inputs and targets, converted once; refuse what does not fit."""
    inputs = input_checks.batch(
        inputs, "inputs", network.n_inputs, network.dtype
    )
    targets = np.asarray(targets)
    if targets.shape[:1] != inputs.shape[:1]:
        raise ValueError(
            f"there are {len(inputs)} inputs, but the targets have shape "
            f"{targets.shape}: pass one target to a sample"
        )
    return inputs, loss.check(network.predict(inputs), targets)[1]


def _refuse_kinds(network, loss, optimizer):
    """Refuse what is not a network, a loss and an optimizer."""
    kinds = ((network, Network), (loss, Loss), (optimizer, Optimizer))
    for value, kind in kinds:
        if not isinstance(value, kind):
            raise TypeError(
                f"fit takes a network, a loss and an optimizer, but {value!r} "
                f"is no {kind.__name__}: pass an object like Adam(0.01), and "
                "not its class"
            )


def _refuse_steps(network):
    """Refuse a network whose gradient a Step makes zero."""
    if not network.parameters.size:
        raise ValueError(
            "the network has no parameters: there is nothing to fit"
        )
    learned = False
    for layer in _flat(network):
        learned = learned or layer.parameters.size > 0
        if learned and isinstance(layer, Step):
            raise ValueError(
                "the network cannot learn: the derivative of Step is zero, so "
                "the layers before it never move; use a Sigmoid or a ReLU"
            )


def _flat(layer):
    """Yield the layers of nested networks in order."""
    if isinstance(layer, Network):
        for inner in layer.layers:
            yield from _flat(inner)
    else:
        yield layer


def _epochs(epochs, progress):
    """Return the numbers of the epochs, behind a progress bar on request."""
    if not progress:
        return range(epochs)
    from tqdm import trange  # late: NumPy is the only dependency

    return trange(epochs, file=sys.stdout, unit="epoch")
