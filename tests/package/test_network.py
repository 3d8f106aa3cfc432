"""The row of layers, its one vector and the four guards."""

import copy
import pickle

import numpy as np
import pytest

from nnfs import (
    Adam,
    BatchNorm,
    Dense,
    Dropout,
    Layer,
    LayerNorm,
    Linear,
    MeanSquaredError,
    Network,
    ReLU,
    Residual,
    Sigmoid,
    Softmax,
    SoftmaxCrossEntropy,
    Tanh,
    check_gradients,
)
from nnfs.input_checks import pieces


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


@pytest.mark.parametrize("make", [by_hand, lambda: Residual(Linear())])
@pytest.mark.parametrize("name", ["wieghts", "weights", "d_weights", "layer"])
def test_a_network_has_nothing_to_misspell(make, name):
    network = make()
    before = pickle.dumps(network)
    with pytest.raises(
        AttributeError, match=rf"has no '{name}' to assign to; .*layers\[0\]"
    ):
        setattr(network, name, np.ones((2, 2)))
    assert pickle.dumps(network) == before
    network.forward(np.ones((1, 2)))  # what it keeps for itself is no such name


def test_a_network_of_ones_own_may_keep_what_it_likes():
    class Named(Network):
        def __init__(self, name, *layers):
            self.name = name
            super().__init__(*layers)

    network = Named("adder", Linear())
    network.runs = 3
    assert (network.name, copy.copy(network).runs) == ("adder", 3)


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


# Leading axes


@pytest.mark.parametrize("leading", [(2, 3), (3, 1), (2, 1, 2)])
def test_leading_axes_are_only_many_rows(leading, rng):
    X = rng.normal(size=(*leading, 4))
    deep = Network(
        Dense(4, 5, rng=rng), Tanh(), Network(Dense(5, 3, rng=rng)), Softmax()
    )
    flat = copy.copy(deep)
    outputs, rows = deep.forward(X), flat.forward(X.reshape(-1, 4))
    assert outputs.shape == (*leading, 3)
    np.testing.assert_allclose(outputs.reshape(-1, 3), rows, rtol=1e-14)
    np.testing.assert_allclose(deep.predict(X), outputs, rtol=1e-14)
    d = rng.normal(size=outputs.shape)
    slopes = deep.backward(d, d_inputs=True)
    assert slopes.shape == X.shape
    np.testing.assert_allclose(
        slopes.reshape(-1, 4),
        flat.backward(d.reshape(-1, 3), d_inputs=True),
        atol=1e-15,
    )
    np.testing.assert_allclose(deep.gradients, flat.gradients, atol=1e-14)


def test_the_door_counts_the_last_axis():
    network = Network(Dense(4, 3))
    with pytest.raises(ValueError, match=r"\(batch, \.\.\., 4\) is expected"):
        network.forward(np.ones((4, 4, 3)))
    with pytest.raises(ValueError, match=r"\(batch, 4\) is expected"):
        network.forward(np.ones((4, 3)))
    network = Network(Linear())
    with pytest.raises(
        ValueError, match=r"np.reshape\(inputs, \(1, -1\)\) for a single"
    ):
        network.forward(np.ones(4))


class Rows(Layer):
    """Rows of `height * width` numbers, laid out."""

    reshapes = takes_rows = True

    def __init__(self, height, width):
        self.shape, self.n_inputs = (height, width), height * width
        self.n_outputs = width

    def forward(self, inputs, training=False):
        return inputs.reshape(len(inputs), *self.shape)

    def backward(self, d_outputs, d_inputs=True):
        return d_outputs.reshape(len(d_outputs), -1)


class Flat(Layer):
    """Everything in one row; its width depends on what comes."""

    reshapes = True

    def forward(self, inputs, training=False):
        self.shape = inputs.shape
        return inputs.reshape(len(inputs), -1)

    def backward(self, d_outputs, d_inputs=True):
        return d_outputs.reshape(self.shape)


def test_a_layer_may_change_which_axis_is_last(rng):
    network = Network(
        Tanh(),
        Rows(3, 2),
        Dense(2, 5, rng=rng),
        Network(Tanh(), Flat()),
        Dense(15, 4, rng=rng),
    )
    assert (network.n_inputs, network.n_outputs) == (6, 4)
    X, y = rng.normal(size=(7, 6)), rng.normal(size=(7, 4))
    assert network.forward(X).shape == (7, 4)
    assert check_gradients(network, MeanSquaredError(), X, y) <= 1e-7
    inner = network.layers[3]
    assert inner.reshapes
    assert not inner.takes_rows
    assert (inner.n_inputs, inner.n_outputs) == (None, None)
    nested = Network(network)
    assert (nested.n_inputs, nested.n_outputs) == (6, 4)
    assert nested.takes_rows


def test_a_width_that_no_layer_fixes_is_told_where_it_can_be_known():
    assert Network(Rows(3, 2), Flat()).n_outputs == 6
    assert Network(Rows(3, 2), Flat(), ReLU()).n_outputs == 6
    network = Network(Flat(), Dense(6, 1))  # of any shape before
    assert (network.n_inputs, network.n_outputs) == (None, 1)
    assert network.forward(np.ones((4, 3, 2))).shape == (4, 1)
    assert Network(Dense(2, 4), Flat()).n_outputs is None


@pytest.mark.parametrize(
    ("layers", "position", "given"),
    [
        (lambda: (Rows(3, 2), Flat(), Dense(5, 1)), 2, 6),
        (lambda: (Rows(3, 2), Dense(2, 4), Flat(), Dense(6, 1)), 3, 12),
        (lambda: (Rows(3, 2), Network(Flat()), Network(Dense(5, 1))), 2, 6),
        (lambda: (Network(Rows(3, 2)), Flat(), ReLU(), Dense(5, 1)), 3, 6),
        (lambda: (Dense(4, 6), Rows(3, 2), Flat(), Dense(5, 1)), 3, 6),
        (lambda: (Dense(4, 5), Rows(3, 2)), 1, 5),
        (lambda: (Rows(3, 2), Dense(3, 4)), 1, 2),
    ],
)
def test_a_misfit_behind_another_axis_is_refused_at_once(
    layers, position, given
):
    layers = layers()
    match = rf"layer {position} takes \d+ inputs, but .* gives {given} outputs"
    with pytest.raises(ValueError, match=match):
        Network(*layers)
    assert all(layer.home is None for layer in layers)


def test_what_a_layer_says_of_its_samples_is_told_with_its_place():
    class Square(Flat):
        def forward(self, inputs, training=False):
            if inputs.shape[1] != inputs.shape[2]:
                raise ValueError("they are not square")
            return super().forward(inputs)

    with pytest.raises(
        ValueError, match=r"layer 1, .*shape \(3, 2\): they are not square"
    ):
        Network(Rows(3, 2), Square())
    Network(Rows(2, 2), Square())


def test_what_divides_by_zero_may_stand_behind_another_axis():
    class Shares(Layer):
        def forward(self, inputs, training=False):
            return inputs / inputs.sum(axis=-1, keepdims=True)

    network = Network(Rows(3, 2), Shares(), Flat())
    assert network.n_outputs == 6
    np.testing.assert_array_equal(
        network.forward([[1, 3, 2, 2, 4, 1]]),
        [[0.25, 0.75, 0.5, 0.5, 0.8, 0.2]],
    )


def test_rows_are_asked_for_where_rows_are_taken():
    network = Network(Rows(3, 2), Flat())
    with pytest.raises(ValueError, match=r"\(batch, 6\) is expected"):
        network.forward(np.ones((4, 5, 6)))


# Symbols


class Table(Layer):
    """A row of weights to each symbol."""

    def __init__(self, symbols, n_outputs):
        self.symbols, self.n_outputs = symbols, n_outputs
        weights = np.arange(symbols * n_outputs, dtype=float)
        self.register(weights=weights.reshape(symbols, n_outputs))

    def forward(self, inputs, training=False):
        self.inputs = inputs
        return self.weights[inputs]

    def backward(self, d_outputs, d_inputs=True):
        self.d_weights[:] = 0
        np.add.at(self.d_weights, self.inputs, d_outputs)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_first_layer_may_take_symbols(dtype):
    network = Network(Table(3, 2), Dense(2, 4), dtype=dtype)
    assert (network.symbols, network.n_inputs, network.n_outputs) == (
        3,
        None,
        4,
    )
    assert Network(copy.copy(network), ReLU()).symbols == 3
    network = Network(Table(3, 2), dtype=dtype)
    outputs = network.forward([[0, 2, 2], [1, 1, 0]])
    np.testing.assert_array_equal(
        outputs,
        [[[0, 1], [4, 5], [4, 5]], [[2, 3], [2, 3], [0, 1]]],
    )
    assert outputs.dtype == network.predict(np.array([1])).dtype == dtype
    network.backward(np.ones((2, 3, 2)))  # each symbol came twice
    np.testing.assert_array_equal(network.gradients, [2] * 6)


def test_a_network_learns_from_symbols(rng):
    network = Network(Table(4, 3), Dense(3, 4, rng=rng))
    network.parameters *= 0.1
    loss, optimizer = SoftmaxCrossEntropy(), Adam(0.1)
    symbols = rng.integers(0, 4, size=(8, 5))
    for _ in range(100):
        value = loss.forward(network.forward(symbols), (symbols + 1) % 4)
        network.backward(loss.backward())
        optimizer.step(network.parameters, network.gradients)
    assert value < 0.01


@pytest.mark.parametrize(
    ("symbols", "error", "match"),
    [
        ([[0, 3]], ValueError, "symbol 3 is out of range: .* 0 to 2"),
        ([[0, -1]], ValueError, "symbol -1 is out of range: .* 0 to 2"),
        (np.array([[255]], np.uint8), ValueError, "symbol 255 is out"),
        ([[0.0, 1.0]], TypeError, r"float64: write inputs.astype\(int\)"),
        ([[True, False]], TypeError, "must be symbols, .*came as bool"),
        ([["a"]], TypeError, "must be symbols, which are integers"),
        ([[None]], TypeError, "must be symbols, which are integers"),
        (np.array(1), ValueError, r"shape \(\), but \(batch, ...\) is exp"),
        (np.zeros((2, 0), int), ValueError, "pass at least one sample"),
    ],
)
@pytest.mark.parametrize("method", ["forward", "predict"])
def test_other_symbols_are_refused(symbols, error, match, method):
    network = Network(Table(3, 2), Dense(2, 1))
    before = pickle.dumps(network)
    with pytest.raises(error, match=match):
        getattr(network, method)(symbols)
    assert pickle.dumps(network) == before


def test_symbols_have_no_gradient():
    for network in (Network(Table(3, 2)), Network(Network(Table(3, 2)))):
        outputs = network.forward([0, 1])
        network.backward(outputs)
        before = network.gradients.tobytes()
        with pytest.raises(ValueError, match="symbols have no gradient: leave"):
            network.backward(2 * outputs, d_inputs=True)
        assert network.gradients.tobytes() == before


def test_symbols_come_first():
    layers = Linear(), Table(3, 2)
    with pytest.raises(ValueError, match=r"layer 1, .* put it first"):
        Network(*layers)
    with pytest.raises(ValueError, match="layer 1"):
        Network(Linear(), Network(Table(3, 2)))
    Network(*reversed(layers))


# Doors inside


def test_only_the_outermost_door_asks_whether_numbers_are_finite():
    class Blown(Linear):
        def forward(self, inputs, training=False):
            return inputs * np.inf

    network = Network(Blown(), Network(Linear()))
    assert np.isinf(network.forward(np.ones((1, 2)))).all()
    assert np.isinf(network.predict(np.ones((1, 2)))).all()
    with pytest.raises(ValueError, match="contain infinity"):
        network.forward(np.full((1, 2), np.inf))
    with pytest.raises(ValueError, match="contain infinity"):
        Network(Linear()).predict(np.full((1, 2), np.inf))


# State


class Counter(Layer):
    """Counts its training batches; has state, and no parameters."""

    state = ("count",)

    def __init__(self):
        self.count = np.zeros(1, dtype=float)

    def forward(self, inputs, training=False):
        if training:
            self.count = self.count + 1
        return inputs + self.count

    def backward(self, d_outputs, d_inputs=True):
        return d_outputs


def with_state(dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    return Network(
        Dense(4, 5, rng=rng),
        Network(BatchNorm(5), Dropout(rng=rng)),
        Residual(LayerNorm(5), Counter(), BatchNorm(5)),
        dtype=dtype,
    )


STATE = [
    "1.0.means",
    "1.0.variances",
    "2.1.count",
    "2.2.means",
    "2.2.variances",
]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_state_has_a_name_and_the_type_of_the_network(dtype, rng):
    network = with_state(dtype)
    assert [name for name, _ in network.named_state()] == STATE
    for _ in range(2):
        assert {a.dtype for _, a in network.named_state()} == {np.dtype(dtype)}
        network.forward(rng.normal(size=(6, 4)), training=True)
    assert list(Dense(4, 5).named_state()) == []
    nested = Network(network, dtype=np.float32)
    assert {a.dtype for _, a in nested.named_state()} == {np.dtype(np.float32)}


def test_state_is_replaced_and_never_written_into(rng):
    network = with_state()
    arrays = dict(network.named_state())
    values = {name: array.tobytes() for name, array in arrays.items()}
    network.forward(rng.normal(size=(6, 4)), training=True)
    assert {n: a.tobytes() for n, a in arrays.items()} == values
    for name, array in network.named_state():
        assert array.tobytes() != values[name]
    given = np.zeros(5)
    network.layers[1].layers[0].means = given
    given += 1
    assert not network.layers[1].layers[0].means.any()


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))],
    ids=["copy", "deepcopy", "pickle"],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_copy_takes_its_state_along(copied, dtype, rng):
    network = with_state(dtype)
    X = rng.normal(size=(6, 4))
    network.forward(X, training=True)
    twin = copied(network)
    assert twin.predict(X).tobytes() == network.predict(X).tobytes()
    before = {name: a.tobytes() for name, a in network.named_state()}
    twin.forward(X, training=True)
    assert {n: a.tobytes() for n, a in network.named_state()} == before
    assert {a.dtype for _, a in twin.named_state()} == {np.dtype(dtype)}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_snapshot_puts_everything_back(dtype, rng):
    network, X = with_state(dtype), rng.normal(size=(6, 4))
    network.forward(X, training=True)
    network.backward(np.ones((6, 5)))
    outputs, snapshot = network.predict(X), network.snapshot()
    assert [*snapshot][-5:] == STATE
    kept = {name: array.tobytes() for name, array in snapshot.items()}
    vector = network.parameters
    network.forward(2 * X, training=True)
    network.parameters += 1
    assert {n: a.tobytes() for n, a in snapshot.items()} == kept
    assert np.any(network.predict(X) != outputs)
    assert network.restore(snapshot) is None
    assert network.predict(X).tobytes() == outputs.tobytes()
    assert network.parameters is vector
    network.forward(2 * X, training=True)
    network.parameters += 1
    network.restore(snapshot)  # a second time
    assert network.predict(X).tobytes() == outputs.tobytes()
    other = with_state(dtype, seed=1)
    other.restore(snapshot)
    assert other.predict(X).tobytes() == outputs.tobytes()


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (
            {"extra": np.ones(2)},
            "^the snapshot holds the arrays of another network, with extra: b",
        ),
        (
            {"2.1.count": np.ones(2)},
            r"with 2.1.count of shape \(2,\), not \(1,",
        ),
        ({"2.1.count": np.array([np.nan])}, "2.1.count contain NaN"),
        ({"0.biases": None}, r"with 0.biases of shape \(\), not \(5,\)"),
    ],
)
def test_a_snapshot_of_another_network_changes_nothing(change, match):
    network = with_state()
    before = pickle.dumps(network)
    with pytest.raises(ValueError, match=match):
        network.restore(with_state(seed=1).snapshot() | change)
    assert pickle.dumps(network) == before


def test_a_snapshot_that_float32_cannot_hold_changes_nothing():
    network = with_state(np.float32)
    before = pickle.dumps(network)
    last = {"2.2.variances": np.full(5, 1e39)}  # float32 ends at 3.4e38
    with pytest.raises(ValueError, match=r"2\.2\.variances"):
        network.restore(with_state(seed=1).snapshot() | last)
    assert pickle.dumps(network) == before


# Residual


def test_residual_by_hand():
    inner = Dense(2, 2)
    inner.weights, inner.biases = [[1, -1], [2, 1]], [0, 1]
    block = Residual(inner, ReLU())
    # (1, 2): (1 + 4, -1 + 2 + 1) = (5, 2), and (1, 2) more.
    # (3, 0): (3, -3 + 1 = -2 -> 0), and (3, 0) more.
    X = np.array([[1.0, 2.0], [3.0, 0.0]])
    np.testing.assert_array_equal(block.forward(X), [[6, 4], [6, 0]])
    np.testing.assert_array_equal(block.predict(X), [[6, 4], [6, 0]])
    slopes = block.backward(np.array([[1.0, 10.0], [1.0, 10.0]]), d_inputs=True)
    # Row 1: (1*1 + 10*(-1), 1*2 + 10*1) = (-9, 12), and (1, 10) more.
    # Row 2: neuron 2 is off: (1, 2), and (1, 10) more.
    np.testing.assert_array_equal(slopes, [[-8, 22], [2, 12]])
    # Weights: row 1 gives (1*1, 1*10; 2*1, 2*10), row 2 (3*1, 0; 0, 0).
    np.testing.assert_array_equal(block.gradients, [4, 10, 2, 20, 2, 10])
    assert block.backward(np.ones((2, 2))) is None


def test_a_residual_whose_weights_are_zero_is_the_identity(rng):
    block = Residual(Dense(3, 4, rng=rng), Tanh(), Dense(4, 3))
    block.layers[2].weights = np.zeros((4, 3))
    X = rng.normal(size=(5, 2, 3))
    np.testing.assert_array_equal(block.forward(X), X)
    np.testing.assert_array_equal(block.predict(X), X)
    d = rng.normal(size=(5, 2, 3))
    np.testing.assert_array_equal(block.backward(d, d_inputs=True), d)


def test_gradients_through_residuals_in_residuals(rng):
    network = Network(
        Dense(4, 5, rng=rng),
        Residual(
            Tanh(),
            Residual(Dense(5, 5, rng=rng), Tanh()),
            Dense(5, 5, rng=rng),
        ),
        Dense(5, 3, rng=rng),
    )
    for leading in ((6,), (3, 2)):
        X, y = rng.normal(size=(*leading, 4)), rng.normal(size=(*leading, 3))
        assert check_gradients(network, MeanSquaredError(), X, y) <= 1e-7
    names = [name for name, _ in network.named_parameters()]
    assert names[2:4] == ["1.1.0.weights", "1.1.0.biases"]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_residual_alone_converts_like_a_network(dtype):
    block = Residual(Linear(), dtype=dtype)
    for outputs in (block.forward([[1, 2]]), block.predict([[1, 2]])):
        np.testing.assert_array_equal(outputs, [[2, 4]])
        assert outputs.dtype == dtype
    assert block.backward([[1, 2]], d_inputs=True).dtype == dtype
    assert repr(block) == "Residual(Linear())"


@pytest.mark.parametrize(
    ("layers", "match"),
    [
        (lambda: (Dense(4, 1),), "4 wide, to its outputs, 1 wide: make the"),
        (lambda: (Dense(1, 4), ReLU()), "1 wide, to its outputs, 4 wide"),
        (lambda: (Table(3, 2),), "None wide, to its outputs, 2 wide"),
        (lambda: (Rows(3, 2),), "6 wide, to its outputs, 2 wide"),
        (lambda: (Dense(2, 2), Flat()), "2 wide, to its outputs, None wide"),
        (lambda: (), "needs at least one layer"),
    ],
)
def test_a_residual_of_two_widths_is_refused(layers, match):
    layers = layers()
    with pytest.raises(ValueError, match=match):
        Residual(*layers)
    assert all(layer.home is None for layer in layers)


def test_a_residual_never_broadcasts():
    class First(Linear):
        def forward(self, inputs, training=False):
            return inputs[:, :1]

    block = Residual(First())
    for method in (block.forward, block.predict):
        with pytest.raises(
            ValueError, match=r"\(2, 3, 4\) to outputs of shape \(2, 1, 4\): ch"
        ):
            method(np.ones((2, 3, 4)))
    assert Residual(Rows(3, 2), Flat()).predict(np.ones((1, 6))).sum() == 12


# Many samples go through in pieces


def looks(network, X, numbers, monkeypatch):
    """Return the predictions, and how many samples each piece has."""
    monkeypatch.setattr(pieces, "NUMBERS", numbers)
    network.layers[0].sizes.clear()
    return network.predict(X), list(network.layers[0].sizes)


class Watched(Linear):
    """A Linear that notes how many samples come."""

    def __init__(self):
        self.sizes = []

    def forward(self, inputs, training=False):
        self.sizes.append(len(inputs))
        return super().forward(inputs, training)


@pytest.mark.parametrize(
    ("shape", "rows"),
    [
        ((10, 4), [6, 4]),  # 48 numbers are 6 rows of 8, the widest array
        ((12, 4), [6, 6]),
        ((5, 2, 4), [3, 2]),  # two positions to a sample
        ((2, 7, 4), [1, 1]),  # at least one sample
        ((6, 4), [6]),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_predictions_in_pieces_are_those_of_the_whole(
    shape, rows, dtype, monkeypatch, rng
):
    network = Network(
        Watched(),
        Dense(4, 5, rng=rng),
        Network(Tanh(), Dense(5, 8, rng=rng)),
        BatchNorm(8),
        Dense(8, 3, rng=rng),
        dtype=dtype,
    )
    X = rng.integers(0, 9, shape).astype(np.uint8)
    whole, sizes = looks(network, X, 10**9, monkeypatch)
    assert sizes == [len(X)]
    parts, sizes = looks(network, X, 48, monkeypatch)
    assert sizes == rows
    assert (parts.shape, parts.dtype) == ((*shape[:-1], 3), dtype)
    np.testing.assert_allclose(parts, whole, rtol=1e-5, atol=1e-6)


def test_a_width_that_no_layer_knows_is_that_of_the_inputs(monkeypatch):
    X = np.ones((10, 8))  # 48 numbers are 6 rows of 8
    outputs, sizes = looks(Network(Watched()), X, 48, monkeypatch)
    np.testing.assert_array_equal(outputs, X)
    assert sizes == [6, 4]


def test_a_row_of_symbols_is_as_wide_as_what_comes_out(monkeypatch):
    class WatchedTable(Table):
        sizes = []

        def forward(self, inputs, training=False):
            self.sizes.append(len(inputs))
            return super().forward(inputs, training)

    # Two symbols to a sample, 8 numbers to each: 48 numbers are 3 samples.
    network = Network(WatchedTable(3, 8))
    outputs, sizes = looks(network, np.ones((7, 2), int), 48, monkeypatch)
    assert outputs.shape == (7, 2, 8)
    assert sizes == [3, 3, 1]


def test_no_small_call_is_cut():
    network = Network(Watched(), Dense(64, 64), Dense(64, 10))
    network.predict(np.zeros((1797, 64)))
    assert network.layers[0].sizes == [1797]


def test_a_bad_number_in_the_last_piece_is_refused(monkeypatch):
    monkeypatch.setattr(pieces, "NUMBERS", 8)
    X = np.ones((9, 4))
    X[-1, -1] = np.nan
    with pytest.raises(ValueError, match="inputs contain NaN"):
        Network(Dense(4, 2)).predict(X)
    with pytest.raises(ValueError, match=r"inputs have shape \(9, 4\)"):
        Network(Dense(3, 2)).predict(np.ones((9, 4)))
