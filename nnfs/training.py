"""The training loop: batches in, steps out, and a history of what happened.

It is the six lines that every chapter writes by hand, with the checks that a
long run deserves.
"""

import math
import sys
from dataclasses import dataclass, field

import numpy as np

from nnfs import input_checks
from nnfs.datasets import batches
from nnfs.input_checks import advising, next_line, runs
from nnfs.input_checks.pieces import pieces


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
    best_epoch : int or None
        With patience the epoch that was put back, counted as the entries of
        the lists are, from 0: `validation_loss[best_epoch]` is the smallest.
    """

    loss: list = field(default_factory=list)
    accuracy: list = field(default_factory=list)
    validation_loss: list = field(default_factory=list)
    validation_accuracy: list = field(default_factory=list)
    best_epoch: int | None = None


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
    augment=None,
    patience=None,
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
    inputs : array_like of shape (n, ..., n_inputs)
        Samples, or symbols of shape (n, ...), as the network takes them.
    targets : array_like
        As the loss takes them.
    epochs : int
        Passes over the samples.
    batch_size : int, default 32
        Samples to a step; the last batch of an epoch may be shorter.
    validation : tuple of (inputs, targets), optional
        Samples to measure after each epoch, never trained on.
    augment : callable, optional
        Called as ``augment(inputs, rng)`` with each batch, in the network's
        dtype; returns the inputs to train on in its place.  It may write into
        what it gets.
    patience : int, optional
        Stop after so many epochs without a smaller validation loss.  The best
        epoch's parameters and state are put back, however the run ends; the
        optimizer keeps what it remembers.
    rng : numpy.random.Generator, optional
        Order of the samples, and what `augment` draws; fresh entropy if None.
        `np.random.seed` has no effect on either.
    progress : bool, default False
        Whether to draw a progress bar on standard output; needs tqdm.

    Returns
    -------
    History

    Raises
    ------
    TypeError, ValueError
        If the data do not fit the network or the loss; if the network cannot
        learn because a Step stands behind parameters, or not from a last batch
        of one sample; for a patience without validation.  Nothing has moved
        then.  Also if `augment` returns what is no batch for the network.  An
        optimizer that took no step may move other parameters afterwards.
    FloatingPointError
        If the loss stops being finite; names the epoch and the rate.

    Notes
    -----
    All data are looked at before the first step.  They are converted batch by
    batch, and measured in pieces: memory does not grow with the samples.  A
    mean over pieces is weighted by their size, and so equal to that over all
    samples within rounding.
    """
    epochs = input_checks.positive_integer(epochs, "epochs")
    batch_size = input_checks.positive_integer(batch_size, "batch_size")
    rng = input_checks.generator(rng)
    _refuse_options(validation, augment, patience)
    runs.refuse_kinds(network, loss, optimizer)
    runs.refuse_steps(network)
    inputs, targets = runs.fitting(network, loss, inputs, targets)
    validation = runs.held_out(network, loss, validation)
    runs.refuse_single_row(network, inputs, batch_size)
    advising.before_a_run(network, loss, inputs, targets)
    moved, steps = optimizer.moved, optimizer.steps
    optimizer.adopt(network.parameters)  # refused here, before a gradient moves
    history, best = History(), None
    try:
        for epoch in _epochs(epochs, progress):
            data = batches(inputs, targets, batch_size, rng)
            if augment is not None:
                data = _augmented(network, augment, rng, data)
            with np.errstate(over="ignore", invalid="ignore"):
                mean = _train(network, loss, optimizer, data)
                _record(history, mean, network, loss, validation)
                if epoch == 0 and history.accuracy:
                    some = pieces(network, inputs)[0]
                    advising.after_an_epoch(
                        network, loss, inputs[some], targets[some]
                    )
            if patience is not None:
                seen = history.validation_loss
                if seen.index(min(seen)) == epoch:
                    history.best_epoch, best = epoch, network.snapshot()
                elif epoch - history.best_epoch >= patience:
                    break
    except input_checks.NotFiniteError as error:
        raise FloatingPointError(
            f"the loss is not finite in epoch {epoch + 1} of {epochs}, "
            f"at step {optimizer.steps} and learning rate "
            f"{optimizer.rate():g}: "
            + advising.of_what_is_not_finite(
                network, optimizer, inputs, targets, optimizer.steps > steps
            )
        ) from error
    finally:
        if optimizer.steps == steps:  # it has not begun, and may serve others
            optimizer.moved = moved
        if best is not None:
            network.restore(best)
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
        value, share = _measure(network, loss, *validation)
        history.validation_loss.append(value)
        if share is not None:
            history.validation_accuracy.append(share)


def _measure(network, loss, inputs, targets):
    """Return mean loss and accuracy, or None, of data that are not learned."""
    value = answers = hits = 0
    for part in pieces(network, inputs):
        outputs, truth = network.predict(inputs[part]), targets[part]
        value += loss.forward(outputs, truth) * (len(truth) / len(targets))
        classes = loss.classify(outputs)
        if classes is not None:
            answers += classes.size
            hits += np.count_nonzero(classes == truth)
    return float(value), float(hits / answers) if answers else None


def _augmented(network, augment, rng, epoch):
    """Yield the batches of an epoch, their inputs changed by `augment`."""
    for inputs, targets in epoch:
        inputs = network.check(inputs)
        changed = augment(inputs, rng)
        try:
            changed = network.check(changed)
        except (TypeError, ValueError) as error:
            kind = TypeError if isinstance(error, TypeError) else ValueError
            raise kind(f"what augment returned is no batch: {error}") from error
        if len(changed) != len(targets) or changed.ndim != inputs.ndim:
            raise ValueError(
                f"augment returned inputs of shape {changed.shape} for a batch "
                f"of shape {inputs.shape}: return a sample for each sample"
            )
        yield changed, targets


def _refuse_options(validation, augment, patience):
    """Refuse a patience without validation, and what is no function."""
    if augment is not None and not callable(augment):
        raise TypeError(
            f"augment must be a function of (inputs, rng), but is {augment!r}: "
            "pass one that returns the inputs to train on"
        )
    if patience is not None:
        input_checks.positive_integer(patience, "patience")
        if validation is None:
            raise ValueError(
                "patience waits for a better validation loss, but there is no "
                "validation: write validation=(X, y)"
            )


def _epochs(epochs, progress):
    """Return the numbers of the epochs, behind a progress bar on request."""
    if not progress:
        return range(epochs)
    try:
        from tqdm import trange  # late: NumPy is the only dependency
    except ModuleNotFoundError as error:
        raise next_line.no_package("tqdm", "progress=True") from error
    return trange(epochs, file=sys.stdout, unit="epoch")
