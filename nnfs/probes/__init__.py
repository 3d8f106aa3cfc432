"""Is the program right?  Questions that a falling loss does not answer.

A probe asks a network one question whose answer is known for right code, and
returns a `Finding`: the number, its bound, and what to look at.  It works on a
copy, and a network is afterwards as it was.  A framework's model comes as a
`Model`, which is three functions.
"""

from nnfs.probes.findings import Finding, Model
from nnfs.probes.of_all import examine
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

__all__ = [
    "Finding",
    "Model",
    "causal",
    "examine",
    "gradients_by_array",
    "knows_positions",
    "loss_at_chance",
    "overfits_one_batch",
    "prediction_changes_nothing",
    "rows_are_independent",
    "update_ratio",
]
