"""Probes of how a network begins to learn."""

import math

import numpy as np

from nnfs import input_checks
from nnfs.input_checks import probing
from nnfs.optimizers import Adam
from nnfs.probes import behind


def overfits_one_batch(
    network, loss, inputs, targets, *, optimizer=None, steps=400
):
    """Ask whether one small batch can be learned by heart.

    A network with more parameters than a batch has numbers can learn it whole,
    so the loss falls to a small share of what it was.  A loss that has a floor,
    slopes of a wrong sign and layers that are cut off cannot.

    Parameters
    ----------
    network : Network or Model
        What to train; a copy learns, or a Model is put back.
    loss : Loss or None
        What to make small; None beside a Model.
    inputs, targets : array_like
        A batch of a few samples.
    optimizer : Optimizer, optional
        How to move, a copy of it; Adam at a rate of 0.01 if None.
    steps : int, default 400
        How long to train.

    Returns
    -------
    Finding
        The median loss of the last ten steps, as a share of the first.

    Raises
    ------
    TypeError, ValueError
        If something is of another kind, or the data do not fit.

    References
    ----------
    A. Karpathy, "A recipe for training neural networks", 2019.
    """
    inputs, targets = probing.fitting(network, loss, inputs, targets)
    optimizer = Adam(0.01) if optimizer is None else optimizer
    model = behind.model_of(network, loss)
    losses, _ = behind.run(model, optimizer, inputs, targets, steps)
    return behind.found(
        "overfits one batch",
        np.median(losses[-10:]) / (abs(losses[0]) or 1),
        "the batch is learned by heart: slopes lead down, and the loss has no "
        "floor; whether each slope is right this does not say",
        "the batch is not learned: look for a floor of the loss, a wrong sign, "
        "a layer that is cut off, steps of a wrong length, or a network that "
        "is too small or drops too much",
        low=-math.inf,
        high=0.35,  # of right programs' ends the worst was 0.21
    )


def loss_at_chance(network, loss, inputs, targets, *, chance=None):
    """Ask whether an untrained network knows as much as chance.

    Before the first step a network knows nothing, so its loss lies near that of
    the best constant answer: ln K for K classes.  A sum in place of a mean, or
    first weights that are far too large, put it elsewhere.  He's last layer
    alone starts somewhat above, for numbers more than for classes, so a factor
    of 3 is allowed, and for numbers one of 10 below and of 25 above.

    Parameters
    ----------
    network : Network or Model
        Untrained.
    loss : Loss or None
        What to measure; None beside a Model.
    inputs, targets : array_like
        A batch of some dozens of samples.
    chance : float, optional
        The loss of the best constant answer.  If None: ln K for classes, ln 2
        for yes or no, the variance of the targets for a squared error.

    Returns
    -------
    Finding
        The loss, as a multiple of that at chance.

    Raises
    ------
    TypeError, ValueError
        If something is of another kind, the data do not fit, or nobody knows
        the loss at chance.

    References
    ----------
    A. Karpathy, "A recipe for training neural networks", 2019.
    """
    inputs, targets = probing.fitting(network, loss, inputs, targets)
    model = behind.model_of(network, loss)
    with np.errstate(all="ignore"):
        value, _ = model.loss_and_gradients(inputs, targets)
    outputs = model.forward(inputs)
    if chance is None:
        chance = probing.chance(loss, outputs, targets)
    chance = input_checks.number(chance, "chance", open_low=True)
    below, above = (3, 3) if outputs.ndim > targets.ndim else (10, 25)
    look = (
        "a sum where a mean should be, too large first weights, numbers that "
        "are not scaled, a wrong axis"
    )
    if value < chance:
        look = "a mean that is taken twice, a wrong axis, earlier training"
    return behind.found(
        "loss at chance",
        value / chance,
        "before the first step the network knows no more and no less than "
        "chance",
        f"the first loss is {value:.3g}, and at chance {chance:.3g}: look for "
        + look,
        low=1 / below,
        high=above,
    )


def update_ratio(network, loss, optimizer, inputs, targets, *, steps=10):
    """Ask how long a step is beside the parameters that it moves.

    A thousandth is usual.  Far below nothing is learned; where a step is a
    tenth as long as all parameters, each undoes much of the last.  Parameters
    that begin at zero, and AdaGrad at a rate of 0.1, take such steps at first
    and may be right.

    Parameters
    ----------
    network : Network or Model
        What to train; a copy learns, or a Model is put back.
    loss : Loss or None
        What to make small; None beside a Model.
    optimizer : Optimizer
        How to move; a copy of it does.
    inputs, targets : array_like
        A batch as in training.
    steps : int, default 10
        How many steps to look at.

    Returns
    -------
    Finding
        The largest ratio of the lengths of a step and of the parameters.

    Raises
    ------
    TypeError, ValueError
        If something is of another kind, or the data do not fit.

    References
    ----------
    A. Karpathy, "CS231n: Convolutional neural networks for visual
    recognition", course notes, 2015.
    """
    inputs, targets = probing.fitting(network, loss, inputs, targets)
    model = behind.model_of(network, loss)
    _, ratios = behind.run(model, optimizer, inputs, targets, steps)
    look = "overruns them: look at the rate, at sums in place of means, at "
    look += "slopes that pile up, and whether parameters begin at zero"
    if max(ratios) < 1e-4:
        look = "is lost beside them: look at the rate, at means that are taken "
        look += "twice, at a layer that is cut off"
    return behind.found(
        "update ratio",
        max(ratios),
        "a step is neither lost beside the parameters nor overruns them",
        f"a step of the parameters {look}",
        low=1e-4,
        high=0.1,
    )
