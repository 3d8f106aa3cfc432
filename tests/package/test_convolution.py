"""Convolution and what comes with it: by hand, and laws of every size of it."""

import copy
import itertools
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import (
    assert_backward_is_linear,
    assert_d_inputs_can_be_skipped,
    pairs,
)

import nnfs
from nnfs import (
    Adam,
    BatchNorm,
    Conv1D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    MaxPool,
    MeanSquaredError,
    Network,
    ReLU,
    Reshape,
    Residual,
    SoftmaxCrossEntropy,
    Tanh,
    check_gradients,
    fit,
    fold,
    numerical_gradient,
    unfold,
)
from nnfs.gradient_check import relative_error
from nnfs.input_checks.pieces import pieces

COPIES = [copy.copy, copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))]
SIGNAL = np.array([1.0, 2, 0, -1, 3])
PICTURE = np.array([[1.0, 0, 2], [0, 3, 0], [1, 0, 1]])


def signal(*numbers):
    """One signal of one channel."""
    return np.array(numbers, dtype=float).reshape(1, -1, 1)


def filtered(layer, weights, bias=0.0):
    layer.weights, layer.biases = np.reshape(weights, (-1, 1)), [bias]
    return layer


# By hand


def test_windows_of_a_signal_by_hand():
    windows = unfold(signal(*SIGNAL), 3)
    assert windows.shape == (1, 3, 3, 1)
    np.testing.assert_array_equal(
        windows[0, ..., 0], [[1, 2, 0], [2, 0, -1], [0, -1, 3]]
    )
    np.testing.assert_array_equal(
        unfold(signal(*SIGNAL), 2, 2)[0, ..., 0], [[1, 2], [0, -1]]
    )


def test_fold_by_hand():
    # The middle number stands in all three windows, its neighbours in two.
    ones = np.ones((1, 3, 3, 1))
    np.testing.assert_array_equal(
        fold(ones, (1, 5, 1), 3), signal(1, 2, 3, 2, 1)
    )
    # Windows of 2 that begin at 0 and 3: the number between is in neither.
    windows = np.array([[1.0, 2], [3, 4]]).reshape(1, 2, 2, 1)
    np.testing.assert_array_equal(
        fold(windows, (1, 5, 1), 2, 3), signal(1, 2, 0, 3, 4)
    )


def test_a_signal_forward_and_backward_by_hand():
    layer = filtered(Conv1D(1, 1), [1, 0, -1], 0.5)
    # 1 - 0 + 1/2, 2 + 1 + 1/2, 0 - 3 + 1/2
    np.testing.assert_array_equal(
        layer.forward(signal(*SIGNAL)), signal(1.5, 3.5, -2.5)
    )
    d_inputs = layer.backward(signal(2, 1, -1))
    # Each weight met three numbers: 2 + 2 - 0, 4 + 0 + 1, 0 - 1 - 3.
    np.testing.assert_array_equal(layer.d_weights, [[4], [5], [-4]])
    np.testing.assert_array_equal(layer.d_biases, [2])
    # Twice the filter at place 0, once at 1, less the filter at place 2.
    np.testing.assert_array_equal(d_inputs, signal(2, 1, -3, -1, 1))


def test_stride_and_padding_by_hand():
    layer = filtered(Conv1D(1, 1, stride=2, padding=1), [1, 1, 1])
    # 0 + 1 + 2 and 2 + 3 + 0
    np.testing.assert_array_equal(layer.forward(signal(1, 2, 3)), signal(3, 5))
    np.testing.assert_array_equal(
        layer.backward(signal(1, 10)), signal(1, 11, 10)
    )
    # First weights see 0 and 2, second 1 and 3, third 2 and 0.
    np.testing.assert_array_equal(layer.d_weights, [[20], [31], [2]])


def test_a_picture_forward_and_backward_by_hand():
    layer = filtered(Conv2D(1, 1, 2), [1, -1, 0, 2])  # rows (1, -1), (0, 2)
    outputs = layer.forward(PICTURE.reshape(1, 3, 3, 1))
    # 1 - 0 + 6, 0 - 2 + 0, 0 - 3 + 0, 3 - 0 + 2
    np.testing.assert_array_equal(outputs[0, ..., 0], [[7, -2], [-3, 5]])
    d_inputs = layer.backward(np.array([[1.0, 0], [0, -1]])[None, ..., None])
    # (1, 0; 0, 3) less (3, 0; 0, 1)
    np.testing.assert_array_equal(layer.d_weights, [[-2], [0], [0], [2]])
    np.testing.assert_array_equal(layer.d_biases, [0])
    np.testing.assert_array_equal(
        d_inputs[0, ..., 0], [[1, -1, 0], [0, 1, 1], [0, 0, -2]]
    )


def test_channels_and_filters_by_hand():
    layer = Conv1D(2, 2, 2)
    # Filter 0 adds all; filter 1 takes channel 1 of the second place.
    layer.weights = [[1, 0], [1, 0], [1, 0], [1, 1]]
    inputs = np.array([[[1.0, 10], [2, 20], [3, 30]]])
    np.testing.assert_array_equal(layer.forward(inputs), [[[33, 20], [55, 30]]])
    d_inputs = layer.backward(np.array([[[1.0, 0], [0, 7]]]))
    np.testing.assert_array_equal(d_inputs, [[[1, 1], [1, 1], [0, 7]]])
    np.testing.assert_array_equal(
        layer.d_weights, [[1, 14], [10, 140], [2, 21], [20, 210]]
    )


def test_max_pool_by_hand():
    layer = MaxPool()
    np.testing.assert_array_equal(
        layer.forward(signal(1, 3, 2, 2, 9)), signal(3, 2)
    )  # the ninth is too near to the end
    np.testing.assert_array_equal(
        layer.backward(signal(5, 7)), signal(0, 5, 7, 0, 0)
    )  # of two that are equal the first has it all
    overlapping = MaxPool(3, 1)
    np.testing.assert_array_equal(
        overlapping.forward(signal(1, 3, 2, 0)), signal(3, 3)
    )
    np.testing.assert_array_equal(
        overlapping.backward(signal(5, 7)), signal(0, 12, 0, 0)
    )


def test_max_pool_of_pictures_takes_each_channel_alone():
    pictures = np.stack([PICTURE, -PICTURE], axis=-1)[None]
    layer = MaxPool(2, 1)
    np.testing.assert_array_equal(
        layer.forward(pictures)[0, ..., 0], [[3, 3], [3, 3]]
    )
    np.testing.assert_array_equal(
        layer.forward(pictures)[0, ..., 1], [[0, 0], [0, 0]]
    )
    slopes = np.stack([np.ones((2, 2)), [[1, 2], [3, 4]]], axis=-1)[None]
    d_inputs = layer.backward(slopes)[0]
    np.testing.assert_array_equal(
        d_inputs[..., 0], [[0, 0, 0], [0, 4, 0], [0, 0, 0]]
    )
    # The first zero of a window, row by row: at (0, 1), (0, 1), (1, 0), (1, 2).
    np.testing.assert_array_equal(
        d_inputs[..., 1], [[0, 3, 0], [3, 0, 4], [0, 0, 0]]
    )


def test_global_pools_by_hand():
    pictures = np.stack([PICTURE, -PICTURE], axis=-1)[None]
    largest, mean = GlobalMaxPool(), GlobalAveragePool()
    np.testing.assert_array_equal(largest.forward(pictures), [[3, 0]])
    np.testing.assert_allclose(mean.forward(pictures), [[8 / 9, -8 / 9]])
    slopes = largest.backward(np.array([[5.0, 7]]))
    assert slopes.sum() == 12
    assert slopes[0, 1, 1, 0] == 5
    assert slopes[0, 0, 1, 1] == 7  # the first of four zeros
    np.testing.assert_allclose(
        mean.backward(np.array([[9.0, 18]])),
        np.broadcast_to([1.0, 2], (1, 3, 3, 2)),
    )


def test_flatten_and_reshape_by_hand():
    numbers = np.arange(12.0).reshape(1, 12)
    pictures = Reshape(2, 3, 2).forward(numbers)
    assert pictures[0, 1, 0].tolist() == [6, 7]  # second row, first column
    np.testing.assert_array_equal(Flatten().forward(pictures), numbers)


# Unfold and fold

SHAPES = st.tuples(
    st.integers(1, 3),  # samples
    st.lists(st.integers(1, 7), min_size=1, max_size=3),  # places
    st.integers(1, 3),  # channels
)


@st.composite
def unfolding(draw):
    """Draw the shape of inputs, a window that fits in, and a stride."""
    n, places, channels = draw(SHAPES)
    size = draw(st.integers(1, min(3, *places)))
    return (n, *places, channels), size, draw(st.integers(1, 4))


@given(unfolding(), st.integers(0, 2**32 - 1))
def test_fold_is_the_transpose_of_unfold(drawn, seed):
    shape, size, stride = drawn
    rng = np.random.default_rng(seed)
    inputs = rng.integers(-9, 10, shape).astype(float)  # sums are exact
    windows = unfold(inputs, size, stride)
    slopes = rng.integers(-9, 10, windows.shape).astype(float)
    back = fold(slopes, shape, size, stride)
    assert back.shape == shape
    assert np.sum(windows * slopes) == np.sum(inputs * back)


@given(unfolding())
def test_each_window_is_what_stands_there(drawn):
    shape, size, stride = drawn
    inputs = np.arange(np.prod(shape)).reshape(shape)
    windows = unfold(inputs, size, stride)
    assert windows.flags.c_contiguous
    assert not np.shares_memory(windows, inputs)
    places = windows.shape[1:-2]
    for n, *place in np.ndindex(shape[0], *places):
        there = tuple(slice(stride * p, stride * p + size) for p in place)
        np.testing.assert_array_equal(
            windows[(n, *place)], inputs[(n, *there)].reshape(-1, shape[-1])
        )
    # The next place along each axis would stand over the end.
    for have, length in zip(places, shape[1:-1], strict=True):
        assert stride * have + size > length


@given(unfolding())
def test_fold_counts_the_windows_that_a_number_is_in(drawn):
    shape, size, stride = drawn
    numbers = np.arange(np.prod(shape)).reshape(shape)
    found, counts = np.unique(unfold(numbers, size, stride), return_counts=True)
    expected = np.zeros(np.prod(shape))
    expected[found] = counts
    ones = np.ones_like(unfold(numbers, size, stride))
    np.testing.assert_array_equal(
        fold(ones, shape, size, stride).ravel(), expected
    )


def test_slopes_of_any_size_may_be_folded():
    windows = np.full((1, 3, 3, 1), np.inf)
    assert np.isposinf(fold(windows, (1, 5, 1), 3)).all()


def test_windows_keep_their_type():
    pictures = np.ones((2, 4, 4, 1), np.uint8)
    assert unfold(pictures, 2).dtype == np.uint8
    assert fold(np.ones((1, 3, 3, 1), np.float32), (1, 5, 1), 3).dtype == (
        np.float32
    )
    assert fold(np.ones((1, 3, 3, 1), bool), (1, 5, 1), 3).max() == 3


# Every layer, each as it may be set

SETTINGS = list(itertools.product((1, 2, 3), (1, 2), (0, 1)))
LAYERS = {
    **{
        f"Conv{axes}D-{size}-{stride}-{padding}": (
            lambda rng, make=make, size=size, stride=stride, padding=padding: (
                make(2, 3, size, stride=stride, padding=padding, rng=rng)
            ),
            (*(5, 4)[:axes], 2),
        )
        for axes, make in ((1, Conv1D), (2, Conv2D))
        for size, stride, padding in SETTINGS
    },
    **{
        f"MaxPool-{size}-{stride}-{len(shape) - 1}": (
            lambda rng, size=size, stride=stride: MaxPool(size, stride),
            shape,
        )
        for size, stride in ((1, 1), (2, None), (2, 1), (3, 2), (2, 3))
        for shape in ((5, 2), (5, 4, 2), (3, 4, 3, 1))
    },
    "GlobalMaxPool": (lambda rng: GlobalMaxPool(), (3, 4, 2)),
    "GlobalAveragePool": (lambda rng: GlobalAveragePool(), (3, 4, 2)),
    "Flatten": (lambda rng: Flatten(), (3, 4, 2)),
    "Reshape": (lambda rng: Reshape(3, 4, 2), (24,)),
}


def made(make, rng, dtype=np.float64):
    """Return a layer in a network, its parameters not zero."""
    layer = make(rng)
    network = Network(layer, dtype=dtype)
    network.parameters[:] = rng.normal(size=network.parameters.size)
    return layer


@pytest.mark.parametrize(("make", "shape"), **pairs(LAYERS))
@pytest.mark.parametrize("training", [False, True])
def test_gradients(make, shape, training, rng):
    layer = made(make, rng)
    inputs = rng.normal(size=(3, *shape))
    targets = rng.normal(size=layer.predict(inputs).shape)
    rows = check_gradients(
        layer.home, MeanSquaredError(), inputs, targets, training=training,
        report=True,
    )  # fmt: skip
    assert len(rows) == 1 + len(layer.shapes)
    for row in rows:
        assert row.error <= 1e-7, row.name
        assert row.measured
    assert np.any(layer.home.gradients) == bool(layer.shapes)


@pytest.mark.parametrize(("make", "shape"), **pairs(LAYERS))
def test_float32_stays_float32(make, shape, rng):
    layer = made(make, rng, np.float32)
    inputs = rng.normal(size=(3, *shape)).astype(np.float32)
    outputs = layer.forward(inputs, training=True)
    assert outputs.dtype == layer.predict(inputs).dtype == np.float32
    assert layer.backward(outputs).dtype == np.float32
    assert layer.gradients.dtype == layer.parameters.dtype == np.float32
    remembered = [v for v in vars(layer).values() if isinstance(v, np.ndarray)]
    assert {v.dtype for v in remembered if v.dtype.kind == "f"} <= {
        np.dtype(np.float32)
    }


@pytest.mark.parametrize(("make", "shape"), **pairs(LAYERS))
def test_backward_is_linear_and_skips_unwanted_gradients(make, shape, rng):
    layer = made(make, rng)
    outputs = layer.forward(rng.normal(size=(3, *shape)))
    a, b = rng.normal(size=(2, *outputs.shape))
    assert_backward_is_linear(layer, a, b, atol=1e-13)
    assert_d_inputs_can_be_skipped(layer, a)


@pytest.mark.parametrize(("make", "shape"), **pairs(LAYERS))
def test_each_sample_is_alone_and_training_is_no_other(make, shape, rng):
    layer = made(make, rng)
    inputs = rng.normal(size=(4, *shape))
    together = layer.forward(inputs)
    np.testing.assert_array_equal(layer.forward(inputs, True), together)
    d = rng.normal(size=together.shape)
    d_together = layer.backward(d)
    for row in range(4):
        one = slice(row, row + 1)
        np.testing.assert_allclose(
            layer.forward(inputs[one]), together[one], atol=1e-14
        )
        np.testing.assert_allclose(
            layer.backward(d[one]), d_together[one], atol=1e-14
        )


@pytest.mark.parametrize(("make", "shape"), **pairs(LAYERS))
def test_predict_remembers_nothing_and_read_only_inputs_are_enough(
    make, shape, rng
):
    layer = made(make, rng)
    inputs, other = rng.normal(size=(2, 3, *shape))
    inputs.flags.writeable = other.flags.writeable = False
    outputs = layer.forward(inputs)
    before = pickle.dumps(layer)
    assert layer.predict(inputs).tobytes() == outputs.tobytes()
    layer.predict(other)
    assert pickle.dumps(layer) == before


@pytest.mark.parametrize(("make", "shape"), **pairs(LAYERS))
@pytest.mark.parametrize("copied", COPIES, ids=["copy", "deepcopy", "pickle"])
def test_a_copy_is_its_own(make, shape, copied, rng):
    layer = made(make, rng)
    outputs = layer.forward(rng.normal(size=(3, *shape)))
    d = rng.normal(size=outputs.shape)
    twin = copied(layer)
    assert repr(twin) == repr(layer)
    np.testing.assert_array_equal(twin.backward(d), layer.backward(d))
    np.testing.assert_array_equal(twin.gradients, layer.gradients)
    twin.parameters[:] = 7
    assert not np.any(layer.parameters == 7)


@pytest.mark.parametrize(("make", "shape"), **pairs(LAYERS))
def test_it_learns_in_a_network_and_comes_back_from_its_file(
    make, shape, rng, tmp_path
):
    def whole(seed):
        rng = np.random.default_rng(seed)
        layers = [Reshape(*shape), make(rng)]
        if len(shape) == 1:
            layers = [Reshape(*shape), make(rng), Tanh()]
        width = Network(*map(copy.copy, layers), Flatten()).n_outputs
        return Network(*layers, Flatten(), Dense(width, 2, rng=rng))

    X = rng.normal(size=(12, int(np.prod(shape))))
    y = X[:, :2] - 1
    network, loss = whole(0), MeanSquaredError()
    history = fit(network, loss, Adam(0.01), X, y, epochs=30, batch_size=4)
    assert history.loss[-1] < history.loss[0] / 2
    network.save(tmp_path / "network.npz")
    other = whole(1)
    other.load(tmp_path / "network.npz")
    assert other.predict(X).tobytes() == network.predict(X).tobytes()


@pytest.mark.parametrize(
    "text",
    [
        "Conv1D(2, 3)",
        "Conv1D(2, 3, size=5)",
        "Conv2D(1, 8, size=2, stride=2, padding=1)",
        "MaxPool(2)",
        "MaxPool(3, 2)",
        "GlobalMaxPool()",
        "GlobalAveragePool()",
        "Flatten()",
        "Reshape(8, 8, 1)",
        "Reshape(3)",
    ],
)
def test_a_layer_prints_as_it_is_written(text):
    layer = eval(text)
    assert repr(layer) == text
    assert repr(eval(repr(layer))) == text


def test_what_is_the_default():
    assert repr(MaxPool()) == "MaxPool(2)"
    assert Conv2D(1, 2).weights.shape == (9, 2)
    assert Conv1D(3, 2).weights.shape == (9, 2)
    first = Conv2D(2, 5, rng=np.random.default_rng(3))
    again = nnfs.he(18, 5, np.random.default_rng(3))
    np.testing.assert_array_equal(first.weights, again)
    assert not first.biases.any()
    assert np.any(Conv2D(2, 5).weights != Conv2D(2, 5).weights)
    assert not Conv2D(2, 5, initializer=nnfs.zeros).weights.any()


# What a convolution is


@pytest.mark.parametrize(("make", "axes"), [(Conv1D, 1), (Conv2D, 2)])
def test_a_window_of_one_is_a_dense_layer_at_every_place(make, axes, rng):
    layer, dense = make(3, 4, 1, rng=rng), Dense(3, 4)
    dense.parameters = layer.parameters = rng.normal(size=16)
    inputs = rng.normal(size=(2, *(5, 6)[:axes], 3))
    d = rng.normal(size=(2, *(5, 6)[:axes], 4))
    np.testing.assert_allclose(
        layer.forward(inputs), dense.forward(inputs), atol=1e-15
    )
    np.testing.assert_allclose(layer.backward(d), dense.backward(d), atol=1e-15)
    np.testing.assert_allclose(layer.gradients, dense.gradients, rtol=1e-14)


@pytest.mark.parametrize(("make", "axes"), [(Conv1D, 1), (Conv2D, 2)])
def test_a_window_of_all_is_a_dense_layer_behind_flatten(make, axes, rng):
    layer, dense = make(3, 4, 5, rng=rng), Dense(3 * 5**axes, 4)
    dense.weights = layer.weights
    inputs = rng.normal(size=(2, *[5] * axes, 3))
    outputs = layer.forward(inputs)
    rows = Flatten().forward(inputs)
    np.testing.assert_array_equal(outputs.reshape(2, 4), dense.forward(rows))


@pytest.mark.parametrize("size", [1, 2, 3, 5])
@pytest.mark.parametrize(("padding", "mode"), [(0, "valid"), (4, "full")])
def test_one_filter_is_what_numpy_calls_a_correlation(size, padding, mode, rng):
    numbers, weights = rng.normal(size=7), rng.normal(size=size)
    rim = padding and size - 1
    layer = filtered(Conv1D(1, 1, size, padding=rim), weights)
    np.testing.assert_allclose(
        layer.forward(signal(*numbers)).ravel(),
        np.correlate(numbers, weights, mode),
        atol=1e-15,
    )


def test_it_is_a_dense_layer_with_shared_weights(rng):
    """Its big matrix, one column an output, has each weight again and again."""
    layer = made(lambda rng: Conv1D(1, 1, 3, rng=rng), rng)
    units = np.eye(6).reshape(6, 6, 1)
    matrix = (layer.forward(units) - layer.biases).reshape(6, 4)
    for column in range(4):
        inside = matrix[column : column + 3, column]
        np.testing.assert_allclose(inside, layer.weights[:, 0], atol=1e-15)
    assert np.count_nonzero(matrix) == 12
    d = rng.normal(size=(2, 4, 1))
    layer.forward(rng.normal(size=(2, 6, 1)))
    np.testing.assert_allclose(  # backward is its transpose
        layer.backward(d)[..., 0], d[..., 0] @ matrix.T, atol=1e-15
    )


# It moves with its input, and what breaks that


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("by", [(0, 1), (1, 0), (2, 3)])
def test_what_moves_by_strides_comes_out_moved(size, stride, by, rng):
    layer = made(lambda rng: Conv2D(2, 3, size, stride=stride, rng=rng), rng)
    sheet = np.zeros((1, 24, 24, 2))
    sheet[:, 6:12, 6:12] = rng.normal(size=(1, 6, 6, 2))
    moved = np.roll(sheet, np.multiply(by, stride), axis=(1, 2))
    np.testing.assert_array_equal(
        np.roll(layer.forward(sheet), by, axis=(1, 2)), layer.forward(moved)
    )


def test_a_stride_reads_every_second_place_only(rng):
    layer = made(lambda rng: Conv1D(1, 1, 1, stride=2, rng=rng), rng)
    here, there = signal(0, 0, 1, 0, 0), signal(0, 0, 0, 1, 0)
    assert np.ptp(layer.forward(here)) > 0
    assert np.ptp(layer.forward(there)) == 0


def test_a_rim_of_zeros_tells_where_the_edge_is():
    layer = filtered(Conv1D(1, 1, padding=1), [1, 1, 1])
    assert layer.forward(np.ones((1, 4, 1))).ravel().tolist() == [2, 3, 3, 2]


@pytest.mark.parametrize("pool", [GlobalMaxPool, GlobalAveragePool])
def test_a_global_pool_does_not_see_places(pool, rng):
    inputs = rng.normal(size=(3, 4, 5, 2))
    places = inputs.reshape(3, 20, 2)[:, rng.permutation(20)]
    np.testing.assert_allclose(
        pool().forward(inputs), pool().forward(places), atol=1e-15
    )
    np.testing.assert_array_equal(pool().forward(inputs[:, :1, :1]),
                                  inputs[:, 0, 0])  # fmt: skip


def test_the_largest_over_all_places_is_the_same_wherever_it_stands(rng):
    network = Network(
        Conv2D(1, 4, 5, rng=rng),
        ReLU(),
        Conv2D(4, 6, rng=rng),
        GlobalMaxPool(),
        Dense(6, 3, rng=rng),
    )
    digit = rng.uniform(size=(8, 8, 1))
    small, large = np.zeros((1, 20, 20, 1)), np.zeros((1, 32, 32, 1))
    small[0, 6:14, 6:14] = digit  # a margin of a window less one
    scores = network.predict(small)
    for row, column in [(6, 6), (7, 6), (13, 17), (18, 18)]:
        large[:] = 0
        large[0, row : row + 8, column : column + 8] = digit
        np.testing.assert_allclose(
            network.predict(large), scores, rtol=0, atol=1e-14
        )


# The receptive field is where a gradient is not zero


@pytest.mark.parametrize(
    ("stack", "field"),
    [
        ([(3, 1)], 3),
        ([(3, 1), (3, 1)], 5),
        ([(3, 1), (3, 2), (3, 1)], 9),
        ([(2, 2), (2, 2), (2, 2)], 8),
        ([(5, 1), (1, 1)], 5),
        ([(1, 3), (2, 1)], 4),
    ],
)
@pytest.mark.parametrize(("make", "axes"), [(Conv1D, 1), (Conv2D, 2)])
def test_how_far_one_output_sees(stack, field, make, axes, rng):
    layers = [make(1, 1, size, stride=s, rng=rng) for size, s in stack]
    network = Network(*layers)
    outputs = network.forward(rng.normal(size=(1, *[21] * axes, 1)))
    slopes = np.zeros_like(outputs)
    slopes[(0, *[1] * axes, 0)] = 1
    seen = network.backward(slopes, d_inputs=True)[0, ..., 0] != 0
    for axis in range(axes):
        others = tuple(other for other in range(axes) if other != axis)
        places = np.flatnonzero(seen.any(axis=others))
        assert places[-1] - places[0] + 1 == field


# Pools


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("size", [2, 3])
def test_one_number_of_each_window_has_its_whole_gradient(seed, size):
    rng = np.random.default_rng(seed)
    inputs = rng.integers(0, 3, (2, 6, 6, 3)).astype(float)  # many are equal
    layer = MaxPool(size)
    outputs = layer.forward(inputs)
    d = rng.uniform(1, 2, size=outputs.shape)
    windows = unfold(layer.backward(d), size, size)
    assert np.all(np.count_nonzero(windows, axis=-2) == 1)
    np.testing.assert_array_equal(windows.sum(axis=-2), d)
    np.testing.assert_array_equal(
        windows.argmax(axis=-2), unfold(inputs, size, size).argmax(axis=-2)
    )  # NumPy's is the first


def test_overlapping_windows_add_up_at_a_number_that_wins_in_both(rng):
    inputs = rng.integers(0, 3, (2, 7, 7, 2)).astype(float)
    layer = MaxPool(3, 1)
    d = rng.normal(size=layer.forward(inputs).shape)
    np.testing.assert_allclose(
        layer.backward(d).sum(axis=(1, 2)), d.sum(axis=(1, 2))
    )


def test_a_rising_bend_may_come_before_a_pool_or_behind_it(rng):
    inputs = rng.normal(size=(2, 6, 6, 3))
    for pool in (MaxPool(2), GlobalMaxPool()):
        np.testing.assert_array_equal(
            pool.forward(np.tanh(inputs)), np.tanh(pool.forward(inputs))
        )


@pytest.mark.parametrize("pool", [MaxPool, GlobalMaxPool, GlobalAveragePool])
def test_a_pool_does_not_hide_what_is_not_a_number(pool):
    assert np.isnan(pool().forward(signal(np.nan, 1))).all()
    assert np.isnan(pool().forward(signal(1, np.nan))).all()


def test_two_pools_of_two_are_one_of_four(rng):
    inputs = rng.normal(size=(2, 8, 8, 3))
    twice = Network(MaxPool(2), MaxPool(2))
    np.testing.assert_array_equal(
        twice.forward(inputs), MaxPool(4).forward(inputs)
    )


# Reshape and Flatten


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(1, 3))
def test_reshape_and_flatten_undo_one_another(shape, n):
    rows = np.arange(n * np.prod(shape), dtype=float).reshape(n, -1)
    there, back = Reshape(*shape), Flatten()
    samples = there.forward(rows)
    assert samples.shape == (n, *shape)
    np.testing.assert_array_equal(back.forward(samples), rows)
    np.testing.assert_array_equal(back.backward(rows), samples)
    np.testing.assert_array_equal(there.backward(samples), rows)
    assert not np.shares_memory(samples, rows)
    assert not np.shares_memory(there.backward(samples), samples)
    assert Network(there, back).n_outputs == np.prod(shape)


def small_pictures(rng, side, filters, classes):
    """A network of all kinds of layers, for rows that are pictures."""
    return Network(
        Reshape(side, side, 1),
        Conv2D(1, filters, padding=1, rng=rng),
        BatchNorm(filters),
        ReLU(),
        MaxPool(2),
        Residual(
            Conv2D(filters, filters, padding=1, rng=rng), Dropout(0.2, rng=rng)
        ),
        Flatten(),
        Dense((side // 2) ** 2 * filters, classes, rng=rng),
    )


def test_gradients_through_all_kinds_of_layers(rng):
    network, loss = small_pictures(rng, 4, 2, 3), SoftmaxCrossEntropy()
    X, y = rng.normal(size=(5, 16)), rng.integers(0, 3, 5)
    for training in (False, True):
        error = check_gradients(network, loss, X, y, training=training)
        assert error <= 1e-7


def test_a_network_that_begins_with_a_reshape_takes_rows(rng):
    network, loss = small_pictures(rng, 8, 4, 10), SoftmaxCrossEntropy()
    assert (network.n_inputs, network.n_outputs) == (64, 10)
    X, y = nnfs.digits()
    X, y = X[:60] / 16, y[:60]
    fit(network, loss, Adam(0.01), X, y, epochs=20, batch_size=20, rng=rng)
    assert nnfs.accuracy(network.predict(X), y) > 0.95
    with pytest.raises(ValueError, match=r"\(batch, 64\) is expected"):
        network.forward(np.ones((2, 8, 8, 1)))


def test_a_convolution_finds_the_filter_that_made_the_data(rng):
    wanted = np.array([[0.5], [-1], [2]])
    X = rng.normal(size=(40, 12, 1))
    y = filtered(Conv1D(1, 1), wanted, 0.25).forward(X)
    network = Network(Conv1D(1, 1, rng=rng))
    fit(network, MeanSquaredError(), Adam(0.05), X, y, epochs=60, batch_size=8)
    np.testing.assert_allclose(network.layers[0].weights, wanted, atol=1e-3)
    np.testing.assert_allclose(network.layers[0].biases, 0.25, atol=1e-3)


# Misfits


@pytest.mark.parametrize(
    ("layers", "match"),
    [
        (
            lambda: (Reshape(8, 8, 1), Conv2D(3, 4)),
            "layer 1 takes 3 inputs, but the layer before it gives 1 outputs",
        ),
        (
            lambda: (Conv2D(1, 4), ReLU(), Conv2D(3, 4)),
            "layer 2 takes 3 inputs, but the layer before it gives 4 outputs",
        ),
        (
            lambda: (Reshape(8, 8, 1), Conv2D(1, 4), Flatten(), Dense(256, 3)),
            "layer 3 takes 256 inputs, but .* gives 144 outputs: make the two",
        ),
        (
            lambda: (Conv2D(1, 4), GlobalMaxPool(), Dense(5, 3)),
            "layer 2 takes 5 inputs, but the layer before it gives 4 outputs",
        ),
        (
            lambda: (Dense(4, 60), Reshape(8, 8, 1)),
            "layer 1 takes 64 inputs, but the layer before it gives 60",
        ),
        (
            lambda: (Reshape(4, 4, 1), Conv2D(1, 4), MaxPool(3)),
            r"layer 2, MaxPool\(3\), cannot take samples of shape \(2, 2, 4\): "
            "a window of 3 has no place .*: write size=2, or put zeros",
        ),
        (
            lambda: (Reshape(8, 8, 1), Conv1D(1, 4)),
            r"layer 1, Conv1D\(1, 4\), cannot take samples of shape \(8, 8, 1"
            r".*\(batch, length, 1\) is expected: put a Reshape",
        ),
        (
            lambda: (Reshape(8), MaxPool()),
            r"layer 1, MaxPool\(2\), cannot .*\(batch, places, channels\)",
        ),
        (
            lambda: (Reshape(6, 6, 1), Residual(Conv2D(1, 1))),
            "Residual cannot add inputs of shape",
        ),
    ],
)
def test_a_misfit_is_refused_when_the_network_is_made(layers, match):
    layers = layers()
    before = pickle.dumps(layers)
    with pytest.raises(ValueError, match=match):
        Network(*layers)
    assert pickle.dumps(layers) == before
    assert all(layer.home is None for layer in layers)


@pytest.mark.parametrize(
    ("layer", "shape", "match"),
    [
        (lambda: Conv2D(1, 2), (3, 64), r"put Reshape\(8, 8, 1\) before"),
        (lambda: Conv2D(3, 2), (3, 48), r"put Reshape\(4, 4, 3\) before"),
        (lambda: Conv1D(2, 2), (3, 40), r"put Reshape\(20, 2\) before"),
        (lambda: Conv2D(1, 2), (3, 60), "put a Reshape before the layer"),
        (lambda: Conv2D(3, 2), (3, 64), "put a Reshape before the layer"),
        (lambda: Conv2D(64, 2), (3, 64), "put a Reshape before the layer"),
        (lambda: Conv2D(1, 2), (8, 8, 1), r"np.expand_dims\(inputs, 0\) for"),
        (lambda: Conv1D(2, 2), (9, 2), r"np.expand_dims\(inputs, 0\) for a s"),
        (lambda: Conv2D(1, 2), (3, 8, 8), r"expand_dims\(inputs, -1\) for one"),
        (lambda: Conv2D(3, 2), (3, 3, 8, 8), r"np.moveaxis\(inputs, 1, -1\)"),
        (lambda: Conv2D(3, 2), (3, 8, 8, 4), "let the layer take 4 inputs"),
        (lambda: Conv1D(1, 2), (9,), r"np.reshape\(inputs, \(1, -1, 1\)\) for"),
        (lambda: Conv1D(1, 2), (3, 8, 8, 1), "length, 1.*: put a Reshape"),
        (lambda: Conv2D(1, 2, 5), (3, 4, 9, 1), "of 5 has no place .*size=4"),
        (lambda: MaxPool(3), (3, 4, 2, 1), "of 3 has no place in .*: write si"),
        (lambda: MaxPool(), (3, 4), r"expand_dims\(inputs, -1\) for one chan"),
    ],
)
def test_a_layer_alone_says_how_its_inputs_should_come(layer, shape, match):
    layer = layer()
    with pytest.raises(ValueError, match=match) as refused:
        layer.forward(np.ones(shape))
    assert str(shape) in str(refused.value)


def test_a_rim_makes_room_for_a_window():
    assert Conv2D(1, 2, 5, padding=1).forward(np.ones((1, 3, 3, 1))).shape == (
        (1, 1, 1, 2)
    )
    with pytest.raises(ValueError, match="a window of 5 has no place"):
        Conv2D(1, 2, 5).forward(np.ones((1, 3, 3, 1)))


def test_a_reshape_wants_an_axis_and_no_brackets():
    with pytest.raises(ValueError, match=r"one axis: write Reshape\(8, 8, 1"):
        Reshape()
    with pytest.raises(TypeError, match=r"write Reshape\(8, 8, 1\)"):
        Reshape((8, 8, 1))
    with pytest.raises(TypeError, match=r"write Reshape\(8, 8\)"):
        Reshape([8, 8])


def test_a_file_of_other_filters_is_refused(tmp_path):
    Network(Conv2D(1, 4)).save(tmp_path / "network.npz")
    for other in (Conv2D(1, 4, 2), Conv2D(2, 4), Conv2D(1, 5), Conv1D(1, 4)):
        with pytest.raises(ValueError, match=r"0\.weights"):
            Network(other).load(tmp_path / "network.npz")


# Memory


@pytest.mark.parametrize(
    ("network", "sample", "at_most"),
    [
        (lambda: Network(Conv2D(1, 8), Conv2D(8, 16)), (28, 28, 1), 2**20),
        (lambda: Network(Conv1D(1, 8, 25)), (400, 1), 2**20),
        (
            lambda: Network(Reshape(28, 28, 1), Conv2D(1, 8), Conv2D(8, 16)),
            (784,),
            2**22,  # it does not know what stands behind
        ),
    ],
)
def test_large_data_are_looked_at_in_pieces_that_hold_their_windows(
    network, sample, at_most
):
    network = network()
    data = np.broadcast_to(0.0, (60000, *sample))  # nothing of it is made
    parts = pieces(network, data)
    places = sample[0] if len(sample) == 2 else 28 * 28
    assert parts[0].stop * places * network.layers[-1].widest <= at_most
    assert parts[-1].stop >= 60000


def test_predictions_of_many_samples_are_those_of_few(rng):
    network = Network(
        Reshape(6, 6, 1), Conv2D(1, 3, rng=rng), MaxPool(), Flatten()
    )
    X = rng.normal(size=(2000, 36))
    assert len(pieces(network, X)) > 1
    np.testing.assert_allclose(
        network.predict(X)[-10:], network.predict(X[-10:]), atol=1e-14
    )


@settings(max_examples=20)
@given(unfolding(), st.integers(0, 2), st.integers(0, 2**32 - 1))
def test_slopes_are_those_that_are_measured(drawn, padding, seed):
    shape, size, stride = drawn
    if len(shape) > 4:
        shape = (*shape[:3], shape[-1])
    rng = np.random.default_rng(seed)
    make = Conv1D if len(shape) == 3 else Conv2D
    layer = make(shape[-1], 2, size, stride=stride, padding=padding, rng=rng)
    inputs = rng.normal(size=shape)
    shares = rng.normal(size=layer.forward(inputs).shape)
    slopes = layer.backward(shares)
    measured = numerical_gradient(
        lambda x: np.sum(shares * layer.predict(x)), inputs
    )
    # What no window meets has no slope, and what is measured there is none.
    assert relative_error(slopes, measured) <= 1e-7 or not slopes.any()
