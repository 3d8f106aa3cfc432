"""All probes at once, from the quickest question to the last."""

import numpy as np

from nnfs.input_checks import probing
from nnfs.probes.behind import model_of
from nnfs.probes.of_gradients import gradients_by_array
from nnfs.probes.of_predictions import (
    causal,
    knows_positions,
    prediction_changes_nothing,
    rows_are_independent,
)
from nnfs.probes.of_training import (
    loss_at_chance,
    overfits_one_batch,
    update_ratio,
)


def examine(
    network, loss, optimizer, inputs, targets, *, chance=None, steps=400
):
    """Ask all that can be asked, in the order of `nnfs.probes`.

    Eight samples, evenly apart in the batch, are to be learned by heart, and
    gradients are checked with four of them.  The two probes of sequences are
    left out where outputs have no positions.

    Parameters
    ----------
    network : Network or Model
        Untrained.
    loss : Loss or None
        What to make small; None beside a Model.
    optimizer : Optimizer
        How to move; a copy of it does.
    inputs, targets : array_like
        A batch of at least two samples.
    chance : float, optional
        As `loss_at_chance` takes it.
    steps : int, default 400
        As `overfits_one_batch` takes it.

    Returns
    -------
    list of Finding

    Raises
    ------
    TypeError, ValueError
        If something is of another kind, or the data do not fit.
    """
    inputs, targets = probing.fitting(network, loss, inputs, targets)
    probing.an_optimizer(optimizer)
    apart = max(1, len(inputs) // 8)
    few, theirs = inputs[::apart][:8], targets[::apart][:8]
    found = [
        loss_at_chance(network, loss, inputs, targets, chance=chance),
        overfits_one_batch(
            network, loss, few, theirs, optimizer=optimizer, steps=steps
        ),
        gradients_by_array(network, loss, few[:4], theirs[:4]),
        rows_are_independent(network, few, loss, loss and theirs),
        prediction_changes_nothing(network, few),
        update_ratio(network, loss, optimizer, inputs, targets),
    ]
    outputs = np.asarray(model_of(network, loss).forward(few))
    if probing.has_time(few, outputs):
        found += [causal(network, few), knows_positions(network, few)]
    return found
