"""Dense by hand, and what every layer inherits."""

import copy
import pickle

import numpy as np
import pytest

from nnfs import Dense, Layer, Network, ReLU, Sigmoid, he, zeros


@pytest.fixture
def dense():
    """Three inputs, two neurons, numbers to be worked on paper."""
    layer = Dense(3, 2)
    layer.weights = [[1, -2], [0.5, 3], [-1, 0]]
    layer.biases = [0.25, -1]
    return layer


def test_forward_by_hand(dense):
    # Row 1, neuron 1: 1*1 + 2*0.5 + 3*(-1) + 0.25 = -0.75.
    # Row 1, neuron 2: 1*(-2) + 2*3 + 3*0 - 1 = 3.
    # Row 2, neuron 1: -2*1 + 0*0.5 + 1*(-1) + 0.25 = -2.75.
    # Row 2, neuron 2: -2*(-2) + 0 + 0 - 1 = 3.
    outputs = dense.forward(np.array([[1.0, 2.0, 3.0], [-2.0, 0.0, 1.0]]))
    np.testing.assert_array_equal(outputs, [[-0.75, 3], [-2.75, 3]])


def test_backward_by_hand(dense):
    dense.forward(np.array([[1.0, 2.0, 3.0], [-2.0, 0.0, 1.0]]))
    d_inputs = dense.backward(np.array([[1.0, 10.0], [2.0, 20.0]]))
    # d_weights[0, 0] = 1*1 + (-2)*2 = -3, d_weights[0, 1] = 1*10 - 2*20 = -30;
    # d_weights[1, :] = 2*(1, 10) + 0 = (2, 20);
    # d_weights[2, :] = 3*(1, 10) + 1*(2, 20) = (5, 50).
    np.testing.assert_array_equal(
        dense.d_weights, [[-3, -30], [2, 20], [5, 50]]
    )
    np.testing.assert_array_equal(dense.d_biases, [3, 30])
    # d_inputs[0] = 1*(1, 0.5, -1) + 10*(-2, 3, 0) = (-19, 30.5, -1).
    np.testing.assert_array_equal(d_inputs, [[-19, 30.5, -1], [-38, 61, -2]])
    np.testing.assert_array_equal(
        dense.gradients, [-3, -30, 2, 20, 5, 50, 3, 30]
    )


def test_an_unwanted_gradient_is_not_computed(dense):
    dense.forward(np.ones((1, 3)))
    assert dense.backward(np.ones((1, 2)), d_inputs=False) is None
    np.testing.assert_array_equal(dense.d_weights, np.ones((3, 2)))


def test_parameters_stand_in_order_and_biases_start_at_zero():
    layer = Dense(3, 2, rng=np.random.default_rng(1))
    names = [name for name, _ in layer.named_parameters()]
    assert names == ["weights", "biases"]
    assert layer.weights.shape == (3, 2)
    assert layer.biases.shape == (2,)
    np.testing.assert_array_equal(layer.parameters[:6], layer.weights.ravel())
    np.testing.assert_array_equal(layer.parameters[6:], [0, 0])
    np.testing.assert_array_equal(layer.gradients, np.zeros(8))
    assert layer.parameters.dtype == np.float64


def test_first_weights_come_from_the_initializer_and_the_seed():
    rng = np.random.default_rng
    layer = Dense(3, 2, rng=rng(4))
    np.testing.assert_array_equal(layer.weights, he(3, 2, rng(4)))
    assert not Dense(3, 2, initializer=zeros).weights.any()
    assert np.any(Dense(3, 2).weights != Dense(3, 2).weights)


def test_the_seed_that_all_share_has_no_effect():
    first = []
    for _ in range(2):
        np.random.seed(0)  # noqa: NPY002
        first.append(Dense(2, 3).weights)
    assert not np.array_equal(*first)


def test_assignment_writes_through(dense):
    vector = dense.parameters
    dense.weights = np.full((3, 2), 4)  # integers are converted
    dense.biases += 1
    np.testing.assert_array_equal(vector, [4] * 6 + [1.25, 0])
    dense.weights = dense.weights[::-1]  # overlapping memory
    dense.parameters = np.arange(8)
    np.testing.assert_array_equal(dense.weights, [[0, 1], [2, 3], [4, 5]])
    dense.weights = dense.weights[::-1]
    np.testing.assert_array_equal(dense.weights, [[4, 5], [2, 3], [0, 1]])
    assert dense.parameters is vector


def test_other_attributes_are_free(dense):
    dense.note = "mine"
    assert dense.note == "mine"


@pytest.mark.parametrize("make", [lambda: Dense(3, 2), Sigmoid, ReLU])
def test_backward_before_forward_says_so(make):
    with pytest.raises(AttributeError, match="only after forward"):
        make().backward(np.ones((1, 2)))


@pytest.mark.parametrize("name", ["forward", "backward"])
def test_a_bare_layer_does_nothing(name):
    with pytest.raises(NotImplementedError):
        getattr(Layer(), name)(np.ones((1, 2)))


def test_a_layer_without_parameters_has_empty_vectors():
    assert Layer().parameters.size == Layer().gradients.size == 0
    assert list(ReLU().named_parameters()) == []


@pytest.mark.parametrize(
    "text", ["Dense(3, 2)", "ReLU()", "Network(Dense(3, 2), ReLU())"]
)
def test_a_layer_prints_as_it_is_written(text):
    assert repr(eval(text)) == text


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_copy_of_a_layer_stands_alone(copied):
    network = Network(Dense(3, 2), ReLU())
    layer = network.layers[0]
    network.forward(np.ones((4, 3)))
    twin = copied(layer)
    assert twin.home is None
    assert layer.home is network
    np.testing.assert_array_equal(twin.weights, layer.weights)
    twin.weights += 1
    assert np.shares_memory(twin.weights, twin.parameters)
    assert not np.shares_memory(twin.parameters, network.parameters)
    assert np.all(twin.weights == layer.weights + 1)
    Network(twin, copied(network.layers[1]))


def test_a_copy_keeps_what_it_cannot_work_out(dense):
    Network(dense)
    assert set(dense.__getstate__()) == {
        *("n_inputs", "n_outputs"),
        *("shapes", "parameters", "gradients"),
    }


def test_a_layer_from_read_only_buffers_can_be_trained(dense):
    buffers = []
    stream = pickle.dumps(dense, 5, buffer_callback=buffers.append)
    twin = pickle.loads(stream, buffers=[bytes(b.raw()) for b in buffers])
    twin.weights += 1
    np.testing.assert_array_equal(twin.weights, dense.weights + 1)


def test_a_copy_of_a_layer_that_no_network_has_bound():
    layer = ReLU()
    layer.forward(np.ones((1, 2)))
    twin = copy.copy(layer)
    assert twin.positive.all()
    assert twin.parameters.size == 0
    Network(twin)


def test_a_layer_of_ones_own():
    class Scale(Layer):
        """One factor to a feature."""

        def __init__(self, n):
            self.n_inputs = self.n_outputs = n
            self.register(factors=np.ones(n))

        def forward(self, inputs, training=False):
            self.inputs = inputs
            return inputs * self.factors

        def backward(self, d_outputs, d_inputs=True):
            self.d_factors = (self.inputs * d_outputs).sum(axis=0)
            return d_outputs * self.factors if d_inputs else None

    network = Network(Dense(2, 3), Scale(3))
    assert [n for n, _ in network.named_parameters()][2] == "1.factors"
    network.layers[1].factors = [1, 2, 3]
    np.testing.assert_array_equal(network.parameters[-3:], [1, 2, 3])
    network.backward(network.forward(np.ones((4, 2))))
    assert network.gradients[-3:].any()


# What comes before forward, and what a layer of one's own says of itself


def test_a_layer_says_no_width_unless_it_has_one():
    layer = ReLU()
    assert (layer.n_inputs, layer.n_outputs, layer.symbols) == (None,) * 3
    assert (layer.reshapes, layer.takes_rows) == (False, False)
    assert (Dense(3, 2).n_inputs, Dense(3, 2).n_outputs) == (3, 2)


@pytest.mark.parametrize("leading", [(6,), (2, 3), (1, 2, 3)])
def test_dense_by_hand_at_every_position(dense, leading):
    row, d = np.array([1.0, 2.0, 3.0]), np.array([1.0, 10.0])
    outputs = dense.forward(np.tile(row, (*leading, 1)))
    np.testing.assert_array_equal(outputs, np.tile([-0.75, 3], (*leading, 1)))
    slopes = dense.backward(np.tile(d, (*leading, 1)))
    # Six times what a single row gives.
    np.testing.assert_array_equal(
        dense.d_weights, [[6, 60], [12, 120], [18, 180]]
    )
    np.testing.assert_array_equal(dense.d_biases, [6, 60])
    np.testing.assert_array_equal(
        slopes, np.tile([-19, 30.5, -1], (*leading, 1))
    )


def test_the_mask_of_relu_is_true_and_false():
    layer = ReLU()
    layer.forward(np.array([[-1.0, 0.0, 2.0]], np.float32))
    np.testing.assert_array_equal(layer.positive, [[False, False, True]])
    assert layer.positive.dtype == bool
    slopes = layer.backward(np.array([[1, 1, 3]], np.float32))
    np.testing.assert_array_equal(slopes, [[0, 0, 3]])
    assert slopes.dtype == np.float32
