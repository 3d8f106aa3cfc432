"""Probes of what a network says, and of what saying it leaves behind."""

import copy

import numpy as np

from nnfs.input_checks import probing
from nnfs.probes import behind


def rows_are_independent(network, inputs, loss=None, targets=None):
    """Ask whether the same is said of a sample, whoever else is in its batch.

    Each sample is asked once more with nobody but itself beside it, for some
    layers refuse one row alone.  With a loss the same is asked of it: that of a
    batch is the mean of those of its rows.

    Parameters
    ----------
    network : Network or Model
        What predicts.
    inputs : array_like
        A batch of at least two samples.
    loss : Loss, optional
        What to measure; a Model's is not asked.
    targets : array_like, optional
        As the loss takes them.

    Returns
    -------
    Finding
        The largest difference, as a share of the largest number.

    Raises
    ------
    TypeError, ValueError
        If something is of another kind, the data do not fit, or there is one
        row alone, or one several times.
    """
    model, inputs = behind.model_of(network), probing.a_batch(network, inputs)
    if loss is not None:
        _, targets = probing.fitting(network, loss, inputs, targets)
    probing.several(inputs)
    whole = np.asarray(model.forward(inputs))
    alone = [np.asarray(model.forward(np.array([x, x])))[:1] for x in inputs]
    value = behind.apart(whole, np.concatenate(alone))
    if loss is not None:
        pairs = zip(alone, targets, strict=True)
        mean = np.mean([loss.forward(row, y[None]) for row, y in pairs])
        value = max(value, behind.apart(loss.forward(whole, targets), mean))
    return behind.found(
        "rows are independent",
        value,
        "what is said of a sample does not depend on the others of its batch",
        "what is said of a sample depends on the others of its batch: look for "
        "a wrong axis, a sum for a mean, or the mode of training in a norm",
        high=behind.rounding(whole),
    )


def causal(network, inputs):
    """Ask whether no output changes when only later inputs do.

    Parameters
    ----------
    network : Network or Model
        What gives an output at each position: (batch, time, ...).
    inputs : array_like
        Sequences, (batch, time) of symbols or (batch, time, features).

    Returns
    -------
    Finding
        The largest change of an earlier output, as a share of the largest.

    Raises
    ------
    TypeError, ValueError
        If something is of another kind, there are no positions in time, or all
        sequences are alike.
    """
    model, inputs, outputs = _in_time(network, inputs)
    other = np.random.default_rng(0).permutation(inputs.ravel())
    other, value = other.reshape(inputs.shape), 0.0
    probing.another_future(inputs, other)
    for t in range(1, inputs.shape[1]):
        mixed = np.concatenate([inputs[:, :t], other[:, t:]], axis=1)
        seen = np.asarray(model.forward(mixed))[:, :t]
        value = max(value, behind.apart(outputs[:, :t], seen))
    return behind.found(
        "causal",
        value,
        "no position sees what comes later",
        "a position sees what comes later, so the loss of training lies: look "
        "at the mask, its diagonal and its sign, and at what is normalised",
        high=behind.rounding(outputs),
    )


def knows_positions(network, inputs):
    """Ask whether the same input is told apart at different positions.

    All positions are given what stands at the first.  Attention alone, with or
    without its mask, then says the same everywhere, however deep.

    Parameters
    ----------
    network : Network or Model
        What gives an output at each position: (batch, time, ...).
    inputs : array_like
        Sequences, (batch, time) of symbols or (batch, time, features).

    Returns
    -------
    Finding
        The largest difference from the first output, as a share of the largest.

    Raises
    ------
    TypeError, ValueError
        If something is of another kind, or there are no positions in time.
    """
    model, inputs, _ = _in_time(network, inputs)
    outputs = model.forward(np.repeat(inputs[:, :1], inputs.shape[1], axis=1))
    outputs = np.asarray(outputs)
    return behind.found(
        "knows positions",
        behind.apart(outputs, outputs[:, :1]),
        "the same input is told apart at different positions",
        "the same input gives the same output at every position: look whether "
        "positions are added, and whether they differ",
        low=behind.rounding(outputs),
    )


def prediction_changes_nothing(network, inputs):
    """Ask whether a look at the outputs leaves all as it was.

    The same inputs give the same outputs twice, no parameter, state or gradient
    moves, and a look between forward and backward spoils no gradient.

    Parameters
    ----------
    network : Network or Model
        What predicts.
    inputs : array_like
        A batch of at least two samples.

    Returns
    -------
    Finding
        The largest change of anything, as a share of the largest number.

    Raises
    ------
    TypeError, ValueError
        If something is of another kind, or there is one row alone, or one
        several times.
    """
    model, inputs = behind.model_of(network), probing.a_batch(network, inputs)
    probing.several(inputs)
    arrays = model.parameters()
    before = behind.vector_of(arrays)
    looks = [np.asarray(model.forward(inputs)) for _ in range(2)]
    value = max(
        behind.apart(*looks), behind.apart(before, behind.vector_of(arrays))
    )
    if probing.is_ours(network):
        value = max(value, *_changes(network, inputs))
    return behind.found(
        "prediction changes nothing",
        value,
        "the same question gets the same answer, and nothing moves",
        "a prediction moves something, or draws: look for the mode of training "
        "in dropout and norms, and at what forward keeps",
        high=behind.rounding(looks[0]),
    )


def _in_time(network, inputs):
    """Return a model, inputs and outputs that stand at positions in time."""
    model, inputs = behind.model_of(network), probing.a_batch(network, inputs)
    outputs = np.asarray(model.forward(inputs))
    probing.in_time(inputs, outputs)
    return model, inputs, outputs


def _changes(network, inputs):
    """Yield what a look at the outputs changes in a network."""
    once, twice = copy.copy(network), copy.copy(network)
    before = once.snapshot()
    yield behind.apart(once.predict(inputs), once.forward(inputs))
    yield max(behind.apart(before[n], a) for n, a in once.snapshot().items())
    once = copy.copy(network)
    for twin in (once, twice):
        slopes = twin.forward(inputs, training=True)
        if twin is twice:
            twin.predict(inputs[::-1])
        twin.backward(slopes)
    yield behind.apart(once.gradients, twice.gradients)
