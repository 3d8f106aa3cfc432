"""The row of layers, its one vector and the four guards."""

import copy
import pickle

import numpy as np
import pytest

from nnfs import (
    Dense,
    Linear,
    MeanSquaredError,
    Network,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
)


def by_hand():
    """Return a 2-2-1 network with numbers for paper."""
    network = Network(Dense(2, 2), ReLU(), Dense(2, 1))
    network.layers[0].weights = [[1, -1], [2, 1]]
    network.layers[0].biases = [0, 1]
    network.layers[2].weights = [[3], [-2]]
    network.layers[2].biases = [0.5]
    return network


def test_forward_and_backward_by_hand():
    network, loss = by_hand(), MeanSquaredError()
    # (1, 2): hidden (1 + 4, -1 + 2 + 1) = (5, 2), out 15 - 4 + 0.5 = 11.5.
    # (3, 0): hidden (3, -3 + 1 = -2 -> 0), out 9 + 0.5 = 9.5.
    outputs = network.forward(np.array([[1.0, 2.0], [3.0, 0.0]]))
    np.testing.assert_array_equal(outputs, [[11.5], [9.5]])
    # Errors 1 and -0.5: (1 + 0.25) / 2 = 0.625, slopes 1 and -0.5.
    assert loss.forward(outputs, [[10.5], [10.0]]) == 0.625
    d_inputs = network.backward(loss.backward(), d_inputs=True)
    # Last layer: hidden.T @ d = (5 - 1.5, 2 - 0) = (3.5, 2), bias 0.5.
    # Hidden slopes: 1 * (3, -2) and -0.5 * (3, -2), the second's neuron 2 off:
    # (3, -2) and (-1.5, 0).
    # First layer: (1*3 + 3*(-1.5), 1*(-2)) = (-1.5, -2); (2*3, 2*(-2)) =
    # (6, -4); biases (1.5, -2).
    # Inputs: (3*1 + (-2)*(-1), 3*2 + (-2)*1) = (5, 4); -1.5 * (1, 2).
    np.testing.assert_array_equal(
        network.gradients, [-1.5, -2, 6, -4, 1.5, -2, 3.5, 2, 0.5]
    )
    np.testing.assert_array_equal(d_inputs, [[5, 4], [-1.5, -3]])


def test_names_and_order():
    names = [name for name, _ in by_hand().named_parameters()]
    assert names == ["0.weights", "0.biases", "2.weights", "2.biases"]
    nested = Network(by_hand(), Linear(), Dense(1, 1))
    names = [name for name, _ in nested.named_parameters()]
    assert names[2:] == ["0.2.weights", "0.2.biases", "2.weights", "2.biases"]
    np.testing.assert_array_equal(
        by_hand().parameters, [1, -1, 2, 1, 0, 1, 3, -2, 0.5]
    )


def test_nesting_changes_nothing():
    X = np.array([[1.0, 2.0], [3.0, 0.0]])
    flat, inner = by_hand(), by_hand()
    first, second, third = (copy.copy(layer) for layer in inner.layers)
    nested = Network(Network(first, second), Network(Network(third)))
    np.testing.assert_array_equal(nested.forward(X), flat.forward(X))
    d = np.array([[1.0], [-0.5]])
    np.testing.assert_array_equal(
        nested.backward(d, d_inputs=True), flat.backward(d, d_inputs=True)
    )
    np.testing.assert_array_equal(nested.gradients, flat.gradients)
    assert nested.layers[0].home is nested


def test_widths():
    assert (by_hand().n_inputs, by_hand().n_outputs) == (2, 1)
    network = Network(ReLU(), Dense(3, 2), Softmax())
    assert (network.n_inputs, network.n_outputs) == (3, 2)
    network = Network(ReLU(), Network(Sigmoid()))
    assert (network.n_inputs, network.n_outputs) == (None, None)
    assert network.forward(np.ones((2, 5))).shape == (2, 5)
    outer = Network(network, Dense(3, 2))
    assert (outer.n_inputs, outer.n_outputs) == (3, 2)


def test_lists_and_integers_are_converted():
    outputs = by_hand().forward([[1, 2]])
    np.testing.assert_array_equal(outputs, [[11.5]])
    assert by_hand().predict([[True, False]]).dtype == np.float64


def test_the_gradient_for_its_own_input_is_computed_on_request_only():
    class Watched(Linear):
        asked = ()

        def backward(self, d_outputs, d_inputs=True):
            self.asked = (*self.asked, d_inputs)
            return super().backward(d_outputs, d_inputs)

    first, second = Watched(), Watched()
    network = Network(first, Network(Dense(2, 2), second))
    network.forward(np.ones((1, 2)))
    assert network.backward(np.ones((1, 2))) is None
    assert network.backward(np.ones((1, 2)), d_inputs=True).shape == (1, 2)
    assert first.asked == (False, True)
    assert second.asked == (True, True)


def test_the_mode_reaches_every_layer():
    class Watched(Linear):
        def forward(self, inputs, training=False):
            self.mode = training
            return super().forward(inputs, training)

    first, second = Watched(), Watched()
    network = Network(first, Network(second))
    network.forward(np.ones((1, 2)), training=True)
    assert (first.mode, second.mode) == (True, True)
    network.forward(np.ones((1, 2)))
    assert (first.mode, second.mode) == (False, False)


# The four guards


def test_guard_1_bound_once():
    network = by_hand()
    parameters, gradients = network.parameters, network.gradients
    network.parameters = np.zeros(9)
    network.gradients = np.ones(9)
    network.layers[0].parameters = np.full(6, 2)
    assert network.parameters is parameters
    assert network.gradients is gradients
    np.testing.assert_array_equal(parameters, [2] * 6 + [0] * 3)
    np.testing.assert_array_equal(gradients, np.ones(9))


def test_guard_2_a_network_does_not_grow():
    network = by_hand()
    assert isinstance(network.layers, tuple)
    with pytest.raises(AttributeError):
        network.layers.append(ReLU())
    with pytest.raises(AttributeError):
        network.layers = (ReLU(),)
    with pytest.raises(AttributeError):
        network.layers += (ReLU(),)
    assert len(network.layers) == 3


@pytest.mark.parametrize("make", [ReLU, lambda: Dense(2, 2), by_hand])
def test_guard_3_a_layer_has_one_home(make):
    layer = make()
    network = Network(layer)
    assert layer.home is network
    with pytest.raises(ValueError, match=r"stands in a network already.*copy"):
        Network(layer)
    Network(copy.copy(layer))  # as the message says
    assert layer.home is network
    twice = make()
    with pytest.raises(ValueError, match="stands in a network already"):
        Network(twice, twice)
    assert twice.home is None
    Network(twice)


def test_guard_3_a_refused_network_takes_nothing():
    dense, relu, misfit = Dense(2, 3), ReLU(), Dense(4, 1)
    vector = dense.parameters
    with pytest.raises(ValueError, match=r"layer 2 takes 4 inputs.*3 outputs"):
        Network(dense, relu, misfit)
    assert dense.home is relu.home is misfit.home is None
    assert dense.parameters is vector
    Network(dense, relu)


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_guard_4_a_copy_is_bound_again(copied):
    network = Network(by_hand(), Tanh())
    twin = copied(network)
    assert twin.layers[0].home is twin
    assert twin.layers[0].layers[0].home is twin.layers[0]
    twin.parameters[:] = 0
    assert not twin.layers[0].layers[0].weights.any()
    assert network.parameters.any()
    assert twin.dtype == network.dtype
    assert twin.n_inputs == 2


def test_a_layer_taken_from_a_copied_network_has_its_own_numbers():
    network = by_hand()
    inner = copy.deepcopy(network.layers[0])
    inner.weights[:] = 0
    assert network.layers[0].weights.any()


@pytest.mark.parametrize("dtype", [np.float32, "float32", np.dtype("f4")])
def test_one_switch_for_the_type(dtype):
    network = Network(Dense(2, 3), dtype=dtype)
    assert network.parameters.dtype == np.float32
    assert network.layers[0].d_weights.dtype == np.float32


@pytest.mark.parametrize("kind", [int, np.float32, np.float64])
def test_slopes_of_any_type_are_converted(kind):
    for dtype in (np.float32, np.float64):
        network = Network(Linear(), dtype=dtype)
        network.forward(np.ones((1, 2)))
        slopes = network.backward(np.ones((1, 2), kind), d_inputs=True)
        assert slopes.dtype == dtype
