"""Agreement with an independent framework, to 1e-10.

tests/reference/make_reference.py says how the numbers were made, and where the
conventions differ.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tables import ACTIVATIONS, LOSSES, OPTIMIZERS

from nnfs import Dense, MeanSquaredError, Network, Tanh

HERE = Path(__file__).parent / "reference"
WIDTHS = (4, 6, 5, 3)


@pytest.fixture(scope="module")
def stored():
    with np.load(HERE / "reference.npz", allow_pickle=False) as archive:
        return dict(archive)


def network_of(stored, hidden, last):
    first, second, third = pairwise(WIDTHS)
    network = Network(
        Dense(*first), hidden(), Dense(*second), hidden(), Dense(*third), last()
    )
    network.parameters = stored["parameters"]
    return network


def agree(ours, theirs):
    """Hold agreement to 1e-10, relative where values are large."""
    assert np.shape(ours) == np.shape(theirs)
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(
    "hidden", ["linear", "sigmoid", "tanh", "relu", "leaky", "softmax"]
)
@pytest.mark.parametrize("name", LOSSES)
def test_values_and_gradients(stored, hidden, name):
    loss, last, _ = LOSSES[name]
    loss, network = loss(), network_of(stored, ACTIVATIONS[hidden], last)
    outputs = network.forward(stored["inputs"])
    value = loss.forward(outputs, stored[f"targets/{name}"])
    d_outputs = loss.backward()
    d_inputs = network.backward(d_outputs, d_inputs=True)
    theirs = {
        key.rpartition("/")[2]: array
        for key, array in stored.items()
        if key.startswith(f"{hidden}/{name}/")
    }
    assert len(theirs) == 5
    agree(outputs, theirs["outputs"])
    agree(value, theirs["loss"])
    agree(d_outputs, theirs["d_outputs"])
    agree(d_inputs, theirs["d_inputs"])
    agree(network.gradients, theirs["gradients"])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_fifty_steps(stored, name):
    theirs = stored[f"{name}/trajectory"]
    network = network_of(stored, Tanh, ACTIVATIONS["linear"])
    loss, optimizer = MeanSquaredError(), OPTIMIZERS[name](0.05)
    ours = []
    for _ in range(50):
        outputs = network.forward(stored["inputs"], training=True)
        loss.forward(outputs, stored["targets/mse"])
        network.backward(loss.backward())
        optimizer.step(network.parameters, network.gradients)
        ours.append(network.parameters.copy())
    agree(np.array(ours)[[0, 1, 2, 9, 19, 29, 39, 49]], theirs)
    assert np.abs(theirs[-1] - stored["parameters"]).max() > 0.1
