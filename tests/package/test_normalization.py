"""The norms and Dropout by hand, and what only layers with two modes obey."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import (
    assert_backward_is_linear,
    assert_d_inputs_can_be_skipped,
    pairs,
)

from nnfs import (
    Adam,
    BatchNorm,
    Dense,
    Dropout,
    LayerNorm,
    MeanSquaredError,
    Network,
    Residual,
    Tanh,
    check_gradients,
    fit,
    numerical_gradient,
)
from nnfs.gradient_check import relative_error

TINY = 1e-300  # an epsilon that leaves hand-worked numbers alone
COLUMN = np.array([[1.0], [1.0], [7.0], [7.0]])  # mean 4, deviation 3

MODES = {
    "batch": lambda: BatchNorm(5),
    "batch-quick": lambda: BatchNorm(5, keep=0.2, epsilon=0.1),
    "layer": lambda: LayerNorm(5),
    "dropout": lambda: Dropout(0.4, rng=np.random.default_rng(3)),
}
COPIES = [copy.copy, copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))]


def trained(layer, inputs):
    return layer.forward(inputs, training=True)


# BatchNorm by hand


def test_batch_norm_forward_by_hand():
    # Mean 16 / 4 = 4, variance (9 + 9 + 9 + 9) / 4 = 9, deviation 3.
    norm = BatchNorm(1, epsilon=TINY)
    np.testing.assert_array_equal(trained(norm, COLUMN), [[-1], [-1], [1], [1]])
    norm.scales, norm.shifts = [2], [1]
    np.testing.assert_array_equal(trained(norm, COLUMN), [[-1], [-1], [3], [3]])


def test_batch_norm_backward_by_hand():
    norm = BatchNorm(1, epsilon=TINY)
    trained(norm, COLUMN)
    slopes = norm.backward(np.array([[1.0], [0], [0], [0]]))
    # d_shifts = 1; d_scales = 1 * -1 = -1.  Slopes: (1, 0, 0, 0) less their
    # mean 1/4, less (-1, -1, 1, 1) times -1/4: (1/2, -1/2, 0, 0); over 3.
    np.testing.assert_array_equal(norm.d_shifts, [1])
    np.testing.assert_array_equal(norm.d_scales, [-1])
    np.testing.assert_allclose(
        slopes, [[1 / 6], [-1 / 6], [0], [0]], rtol=1e-15
    )
    norm.scales = [6]  # what was a sixth is one
    np.testing.assert_allclose(
        norm.backward(np.array([[1.0], [0], [0], [0]])),
        [[1], [-1], [0], [0]],
        rtol=1e-15,
    )


def test_batch_norm_remembers_by_hand():
    norm = BatchNorm(1, keep=0.75, epsilon=TINY)
    np.testing.assert_array_equal(norm.means, [0])
    np.testing.assert_array_equal(norm.variances, [1])
    trained(norm, COLUMN)
    # Means 3/4 * 0 + 1/4 * 4 = 1, variances 3/4 * 1 + 1/4 * 9 = 3.
    np.testing.assert_array_equal(norm.means, [1])
    np.testing.assert_array_equal(norm.variances, [3])
    norm.variances = [16]
    # (7 - 1) / 4 = 1.5, for one row alone too.
    np.testing.assert_array_equal(norm.forward(COLUMN[3:]), [[1.5]])
    np.testing.assert_array_equal(norm.backward(np.array([[2.0]])), [[0.5]])
    np.testing.assert_array_equal(norm.d_scales, [3])
    np.testing.assert_array_equal(norm.means, [1])


def test_epsilon_stands_inside_the_root():
    # sqrt(9 + 16) = 5: the outputs are 3/5 apart from 0, not 3 / (3 + 4).
    norm = BatchNorm(1, epsilon=16)
    np.testing.assert_allclose(trained(norm, COLUMN)[3], [0.6], rtol=1e-15)
    norm = LayerNorm(4, epsilon=16)
    np.testing.assert_allclose(
        norm.forward(COLUMN.T), [[-0.6, -0.6, 0.6, 0.6]], rtol=1e-15
    )


@pytest.mark.parametrize("norm", [BatchNorm, LayerNorm])
def test_the_epsilon_of_a_norm_is_a_hundred_thousandth(norm):
    # The numbers of the test before, 3 and sqrt(16), with sqrt(1e-5) for 4.
    small = (COLUMN - 4) / 4 * 10**-2.5
    layer, rows = (norm(1), small) if norm is BatchNorm else (norm(4), small.T)
    np.testing.assert_allclose(
        trained(layer, rows).ravel(), [-0.6, -0.6, 0.6, 0.6], rtol=1e-14
    )


def test_no_memory_is_kept_of_a_batch_when_keep_is_zero(rng):
    norm, X = BatchNorm(3, keep=0), rng.normal(size=(6, 3))
    outputs = trained(norm, X)
    np.testing.assert_array_equal(norm.means, X.mean(axis=0))
    np.testing.assert_allclose(norm.forward(X), outputs, rtol=1e-14)


@pytest.mark.parametrize("shape", [(1, 5), (1, 1, 5)])
def test_a_batch_of_one_row_is_refused_in_training(shape):
    norm, X = BatchNorm(5), np.ones(shape)
    before = pickle.dumps(dict(norm.named_state()))
    with pytest.raises(ValueError, match=r"one row.*: choose a batch size"):
        trained(norm, X)
    assert pickle.dumps(dict(norm.named_state())) == before
    assert norm.forward(X).shape == shape  # outside training it has a mean
    assert trained(norm, np.ones((1, 2, 5))).shape == (1, 2, 5)


def test_state_never_becomes_nan():
    norm = BatchNorm(1)
    huge = np.array([[1e200], [-1e200]])
    before = pickle.dumps(dict(norm.named_state()))
    with (
        np.errstate(over="ignore", invalid="ignore"),
        pytest.raises(ValueError, match="variances contain NaN"),
    ):
        trained(norm, huge)
    assert pickle.dumps(dict(norm.named_state())) == before


# LayerNorm by hand


def test_layer_norm_by_hand():
    # The numbers of BatchNorm's column, as a row.
    norm = LayerNorm(4, epsilon=TINY)
    norm.scales, norm.shifts = [1, 1, 2, 2], [0, 0, 0, 10]
    np.testing.assert_array_equal(norm.forward(COLUMN.T), [[-1, -1, 2, 12]])
    slopes = norm.backward(np.array([[1.0, 0, 0, 0]]))
    np.testing.assert_array_equal(norm.d_scales, [-1, 0, 0, 0])
    np.testing.assert_array_equal(norm.d_shifts, [1, 0, 0, 0])
    np.testing.assert_allclose(slopes, [[1 / 6, -1 / 6, 0, 0]], rtol=1e-15)


def test_layer_norm_sums_its_gradients_over_all_positions():
    norm = LayerNorm(4, epsilon=TINY)
    X = np.stack([COLUMN.T, 3 * COLUMN.T])  # (2, 1, 4)
    norm.forward(X)
    norm.backward(np.ones((2, 1, 4)))
    np.testing.assert_array_equal(norm.d_shifts, [2, 2, 2, 2])
    np.testing.assert_array_equal(norm.d_scales, [-2, -2, 2, 2])


# What both norms promise


@pytest.mark.parametrize(
    ("norm", "axis"), [(BatchNorm, 0), (LayerNorm, 1)], ids=["batch", "layer"]
)
def test_a_norm_standardises_and_its_slopes_are_orthogonal(norm, axis, rng):
    X, d = rng.normal(3, 5, size=(2, 7, 6))
    layer = norm(6, epsilon=TINY)
    outputs = trained(layer, X)
    np.testing.assert_allclose(outputs.mean(axis=axis), 0, atol=1e-14)
    np.testing.assert_allclose(outputs.std(axis=axis), 1, rtol=1e-14)
    slopes = layer.backward(d)
    np.testing.assert_allclose(slopes.sum(axis=axis), 0, atol=1e-14)
    np.testing.assert_allclose((slopes * outputs).sum(axis=axis), 0, atol=1e-13)
    moved = trained(norm(6, epsilon=TINY), 3 * X + 7)
    np.testing.assert_allclose(moved, outputs, rtol=1e-10)


def test_a_row_of_layer_norm_does_not_see_its_batch(rng):
    norm, X = LayerNorm(5), rng.normal(size=(6, 5))
    together = trained(norm, X)
    for row in range(6):
        one = slice(row, row + 1)
        np.testing.assert_array_equal(trained(norm, X[one]), together[one])


@pytest.mark.parametrize("norm", [BatchNorm(3), LayerNorm(3)])
def test_parameters_of_a_norm_stand_in_order(norm):
    names = [name for name, _ in norm.named_parameters()]
    assert names == ["scales", "shifts"]
    np.testing.assert_array_equal(norm.parameters, [1, 1, 1, 0, 0, 0])


def test_a_trained_batch_norm_can_be_merged_into_the_layer_before(rng):
    network = Network(Dense(4, 5, rng=rng), BatchNorm(5))
    X, y = rng.normal(size=(40, 4)), rng.normal(size=(40, 5))
    fit(network, MeanSquaredError(), Adam(0.01), X, y, epochs=3, batch_size=8)
    dense, norm = network.layers
    factor = norm.scales / np.sqrt(norm.variances + norm.epsilon)
    merged = Dense(4, 5)
    merged.weights = dense.weights * factor
    merged.biases = (dense.biases - norm.means) * factor + norm.shifts
    np.testing.assert_allclose(
        merged.predict(X), network.predict(X), atol=1e-14
    )


# Dropout by hand


class Drawn(np.random.Generator):
    """Draws what it was told."""

    def __init__(self, *values):
        super().__init__(np.random.PCG64(0))
        self.values = np.array(values)

    def random(self, size):
        return self.values.reshape(size)


def test_dropout_by_hand():
    # A number goes with probability 3/4: below 0.75.  The rest is times 4.
    layer = Dropout(0.75, rng=Drawn(0.1, 0.75, 0.74, 0.9))
    X = np.array([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_array_equal(trained(layer, X), [[0, 8], [0, 16]])
    np.testing.assert_array_equal(
        layer.backward(np.full((2, 2), 0.5)), [[0, 2], [0, 2]]
    )
    outputs = layer.forward(X)
    np.testing.assert_array_equal(outputs, X)
    np.testing.assert_array_equal(layer.backward(X), X)
    assert not np.shares_memory(outputs, X)


def test_dropout_keeps_the_mean(rng):
    layer, X = Dropout(0.3, rng=rng), np.ones((1000, 100))
    outputs = trained(layer, X)
    assert set(np.unique(outputs)) == {0, 1 / 0.7}
    # The mean of 100,000 numbers of deviation sqrt(0.3 / 0.7): 5 of its own.
    assert abs(outputs.mean() - 1) < 5 * np.sqrt(0.3 / 0.7 / 1e5)
    assert np.array_equal(trained(Dropout(0), X), X)


def test_masks_follow_the_seed_and_differ_between_steps():
    X = np.ones((8, 8))
    layer, twin = (Dropout(rng=np.random.default_rng(1)) for _ in range(2))
    first = trained(layer, X)
    np.testing.assert_array_equal(trained(twin, X), first)
    assert np.any(trained(layer, X) != first)
    assert np.any(trained(Dropout(), X) != trained(Dropout(), X))


@pytest.mark.parametrize("copied", COPIES, ids=["copy", "deepcopy", "pickle"])
def test_a_copy_draws_the_same_masks_from_its_own_generator(copied):
    network = Network(Dense(3, 4), Dropout(rng=np.random.default_rng(2)))
    twin, X = copied(network), np.ones((5, 3))
    masks = [network.forward(X, training=True) for _ in range(3)]
    for mask in masks:  # the first three, though the other has gone on
        np.testing.assert_array_equal(twin.forward(X, training=True), mask)


def test_predict_draws_nothing():
    rng = np.random.default_rng(2)
    layer, before = Dropout(rng=rng), pickle.dumps(rng)
    layer.predict(np.ones((2, 3)))
    layer.forward(np.ones((2, 3)))
    assert pickle.dumps(rng) == before


# Laws of every layer that has two modes, or a norm


def network_with(layer, rng, dtype=np.float64):
    return Network(
        Dense(4, 5, rng=rng),
        Tanh(),
        layer,
        Residual(Tanh(), Dense(5, 5, rng=rng)),
        Dense(5, 3, rng=rng),
        dtype=dtype,
    )


@pytest.mark.parametrize("make", **pairs(MODES))
@pytest.mark.parametrize("leading", [(7,), (3, 4), (2, 3, 2)])
def test_gradients_in_training(make, leading, rng):
    network, loss = network_with(make(), rng), MeanSquaredError()
    X, y = rng.normal(size=(*leading, 4)), rng.normal(size=(*leading, 3))
    before = copy.copy(network)  # the same state and the same masks each time

    def again(values, inputs):
        twin = copy.copy(before)
        twin.parameters = values
        return loss.forward(twin.forward(inputs, training=True), y)

    loss.forward(network.forward(X, training=True), y)
    d_inputs = network.backward(loss.backward(), d_inputs=True)
    measured = numerical_gradient(lambda v: again(v, X), before.parameters)
    assert relative_error(network.gradients, measured) <= 1e-7
    measured = numerical_gradient(lambda v: again(before.parameters, v), X)
    assert relative_error(d_inputs, measured) <= 1e-7


@pytest.mark.parametrize("make", **pairs(MODES))
def test_gradients_outside_training(make, rng):
    network = network_with(make(), rng)
    X, y = rng.normal(size=(7, 4)), rng.normal(size=(7, 3))
    network.forward(X, training=True)
    assert check_gradients(network, MeanSquaredError(), X, y) <= 1e-7


@pytest.mark.parametrize("make", **pairs(MODES))
@pytest.mark.parametrize("training", [False, True])
def test_float32_stays_float32_in_both_modes(make, training, rng):
    network = network_with(make(), rng, np.float32)
    X, y = rng.normal(size=(6, 4)), rng.normal(size=(6, 3))
    fit(network, MeanSquaredError(), Adam(0.01), X, y, epochs=2, batch_size=3)
    outputs = network.forward(X, training=training)
    assert outputs.dtype == network.predict(X).dtype == np.float32
    slopes = network.backward(np.ones((6, 3)), d_inputs=True)
    assert slopes.dtype == network.gradients.dtype == np.float32
    norm = network.layers[2]
    remembered = [v for v in vars(norm).values() if isinstance(v, np.ndarray)]
    assert {v.dtype for v in remembered if v.dtype.kind == "f"} <= {
        np.dtype(np.float32)
    }
    assert all(a.dtype == np.float32 for _, a in network.named_state())


@pytest.mark.parametrize("make", **pairs(MODES))
def test_float32_and_float64_agree_in_training(make, rng):
    X = rng.normal(size=(6, 5))
    wide = Network(make())
    narrow = Network(make(), dtype=np.float32)
    np.testing.assert_allclose(
        trained(narrow, X), trained(wide, X), rtol=1e-4, atol=1e-5
    )


@pytest.mark.parametrize("make", **pairs(MODES))
def test_leading_axes_are_only_many_rows(make, rng):
    X, d = rng.normal(size=(2, 3, 4, 5))
    deep, flat = make(), make()
    outputs, slopes = trained(deep, X), deep.backward(d)
    rows, d_rows = X.reshape(12, 5), d.reshape(12, 5)
    np.testing.assert_allclose(outputs.reshape(12, 5), trained(flat, rows))
    np.testing.assert_allclose(
        slopes.reshape(12, 5), flat.backward(d_rows), atol=1e-15
    )
    np.testing.assert_allclose(deep.gradients, flat.gradients)
    assert outputs.shape == slopes.shape == X.shape


@pytest.mark.parametrize("make", **pairs(MODES))
@pytest.mark.parametrize("training", [False, True])
def test_backward_is_linear_and_skips_unwanted_gradients(make, training, rng):
    layer = make()
    layer.forward(rng.normal(size=(6, 5)), training=training)
    a, b = rng.normal(size=(2, 6, 5))
    assert_backward_is_linear(layer, a, b, atol=1e-14)
    assert_d_inputs_can_be_skipped(layer, a)


@pytest.mark.parametrize("make", **pairs(MODES))
def test_predict_remembers_nothing_and_changes_no_state(make, rng):
    network = network_with(make(), rng)
    X, other = rng.normal(size=(2, 6, 4))
    network.forward(X, training=True)
    before = pickle.dumps(network)
    network.predict(other)
    assert pickle.dumps(network) == before
    outputs = network.forward(other)
    assert outputs.tobytes() == network.predict(other).tobytes()


@pytest.mark.parametrize("make", **pairs(MODES))
@given(seed=st.integers(0, 2**32 - 1))
def test_constant_inputs_are_finite(make, seed):
    rng = np.random.default_rng(seed)
    X = np.full((4, 5), rng.normal() * 10.0 ** rng.integers(-8, 8))
    layer = make()
    assert np.isfinite(trained(layer, X)).all()
    assert np.isfinite(layer.backward(rng.normal(size=(4, 5)))).all()
    assert np.isfinite(layer.forward(X)).all()


@pytest.mark.parametrize(
    "text",
    [
        "BatchNorm(3)",
        "BatchNorm(3, keep=0.8)",
        "LayerNorm(3, epsilon=0.001)",
        "Dropout(0.25)",
        "Dropout(0.5)",
    ],
)
def test_a_layer_prints_as_it_is_written(text):
    assert repr(eval(text)) == text
