"""Laws that every layer, loss, optimizer and schedule obeys."""

import copy
import pickle
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import (
    ACTIVATIONS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    assert_backward_is_linear,
    class_targets,
    nested_network,
    pairs,
    small_network,
)

import nnfs
from nnfs import (
    Adam,
    CategoricalCrossEntropy,
    Dense,
    Linear,
    MeanSquaredError,
    Network,
    ReLU,
    SoftmaxCrossEntropy,
    Step,
    Tanh,
    check_gradients,
    cosine,
    fit,
    numerical_gradient,
)
from nnfs.gradient_check import relative_error

WARMING = ["warmup", "warm-cosine"]
TOLERANCE = 1e-7  # of |a - n| / (|a| + |n|) over the whole vector, at step 1e-5


# Gradients


@pytest.mark.parametrize("activation", **pairs(ACTIVATIONS))
def test_gradients_through_every_activation(activation, rng):
    network = small_network(rng, activation)
    X, y = rng.normal(size=(7, 4)), rng.normal(size=(7, 3))
    assert check_gradients(network, MeanSquaredError(), X, y) <= TOLERANCE
    assert np.any(network.gradients)


@pytest.mark.parametrize("activation", **pairs(ACTIVATIONS))
def test_gradients_of_every_activation_alone(activation, rng):
    X, y = rng.normal(size=(6, 5)) * 2, rng.normal(size=(6, 5))
    network = Network(activation())
    assert check_gradients(network, MeanSquaredError(), X, y) <= TOLERANCE


@pytest.mark.parametrize(("loss", "last", "targets"), **pairs(LOSSES))
@pytest.mark.parametrize("n", [1, 2, 7])
def test_gradients_through_every_loss(loss, last, targets, n, rng):
    network = small_network(rng, Tanh, last)
    X, y = rng.normal(size=(n, 4)), targets(rng, n, 3)
    assert check_gradients(network, loss(), X, y) <= TOLERANCE


@pytest.mark.parametrize(("loss", "last", "targets"), **pairs(LOSSES))
@pytest.mark.parametrize("n", [1, 2, 7])
def test_gradients_of_every_loss_alone(loss, last, targets, n, rng):
    loss = loss()
    predictions = last().forward(rng.normal(size=(n, 4)))
    y = targets(rng, n, 4)
    loss.forward(predictions, y)
    analytic = loss.backward()
    measured = numerical_gradient(lambda p: loss.forward(p, y), predictions)
    assert analytic.shape == predictions.shape
    assert relative_error(analytic, measured) <= TOLERANCE


@pytest.mark.parametrize("seed", range(5))
def test_gradients_of_deep_and_nested_networks(seed):
    rng = np.random.default_rng(seed)
    X, labels = rng.normal(size=(5, 4)), class_targets(rng, 5, 3)
    network = nested_network(rng)
    assert check_gradients(network, SoftmaxCrossEntropy(), X, labels) <= 1e-7


def test_the_check_itself_sees_a_wrong_gradient(rng):
    class Wrong(Tanh):
        def backward(self, d_outputs, d_inputs=True):
            return super().backward(d_outputs) * 1.001

    X, y = rng.normal(size=(7, 4)), rng.normal(size=(7, 3))
    network = small_network(rng, Wrong)
    assert check_gradients(network, MeanSquaredError(), X, y) > 1e-5


# Forward and backward of every activation


@pytest.mark.parametrize("activation", **pairs(ACTIVATIONS))
def test_activations_keep_the_shape_and_skip_unwanted_gradients(
    activation, rng
):
    layer, X = activation(), rng.normal(size=(6, 5))
    outputs = layer.forward(X)
    assert outputs.shape == X.shape
    assert layer.backward(np.ones_like(X)).shape == X.shape
    assert layer.backward(np.ones_like(X), d_inputs=False) is None
    np.testing.assert_array_equal(layer.forward(X, training=True), outputs)


@pytest.mark.parametrize("activation", **pairs(ACTIVATIONS))
def test_activations_treat_each_sample_alone(activation, rng):
    X, d = rng.normal(size=(2, 6, 5))
    layer = activation()
    together, d_together = layer.forward(X), layer.backward(d)
    for row in range(6):
        one = slice(row, row + 1)
        np.testing.assert_allclose(layer.forward(X[one]), together[one])
        np.testing.assert_allclose(layer.backward(d[one]), d_together[one])


@pytest.mark.parametrize("activation", **pairs(ACTIVATIONS))
def test_backward_is_linear_in_its_argument(activation, rng):
    layer = activation()
    layer.forward(rng.normal(size=(6, 5)))
    a, b = rng.normal(size=(2, 6, 5))
    assert_backward_is_linear(layer, a, b, atol=1e-14)


@pytest.mark.parametrize("activation", **pairs(ACTIVATIONS))
@pytest.mark.parametrize("size", [50.0, 1e3, 1e150, 1e300])
def test_activations_are_finite_for_huge_inputs(activation, size):
    layer = activation()
    X = np.array([[size, -size, 0.0], [-size, -size, -size]])
    assert np.isfinite(layer.forward(X)).all()
    assert np.isfinite(layer.backward(np.ones_like(X))).all()


@pytest.mark.parametrize("activation", **pairs(ACTIVATIONS))
def test_predict_gives_what_forward_gives_and_remembers_nothing(
    activation, rng
):
    network = small_network(rng, activation)
    X, other = rng.normal(size=(2, 6, 4))
    d = rng.normal(size=(6, 3))
    outputs = network.forward(X)
    before = pickle.dumps(network)
    np.testing.assert_array_equal(network.predict(X), outputs)
    network.predict(other)
    assert pickle.dumps(network) == before
    network.backward(d)
    gradients = network.gradients.copy()
    network.forward(X)
    network.backward(d)
    np.testing.assert_array_equal(network.gradients, gradients)


# The mean lives in the loss


@pytest.mark.parametrize(("loss", "last", "targets"), **pairs(LOSSES))
def test_a_batch_written_twice_has_the_same_loss(loss, last, targets, rng):
    loss = loss()
    p, y = last().forward(rng.normal(size=(5, 3))), targets(rng, 5, 3)
    once, d_once = loss.forward(p, y), loss.backward()
    twice = loss.forward(np.concatenate([p, p]), np.concatenate([y, y]))
    assert twice == pytest.approx(once, rel=1e-14)
    np.testing.assert_allclose(loss.backward()[:5], d_once / 2, rtol=1e-14)
    assert type(once) is float


def test_gradients_are_assigned_and_not_accumulated(rng):
    network, loss = small_network(rng), MeanSquaredError()
    X, y = rng.normal(size=(7, 4)), rng.normal(size=(7, 3))
    loss.forward(network.forward(X), y)
    network.backward(loss.backward())
    once = network.gradients.copy()
    network.backward(loss.backward())
    np.testing.assert_array_equal(network.gradients, once)


# Optimizers


def bowl(p):
    """p^2 / 2, least at the origin."""
    return p @ p / 2, p


def ravine(p):
    """A bowl fifty times as steep across as along."""
    steep = np.array([1.0, 50.0])
    return p @ (steep * p) / 2, steep * p


def rosenbrock(p):
    """(1 - x)^2 + 100 (y - x^2)^2, least at (1, 1)."""
    x, y = p
    value = (1 - x) ** 2 + 100 * (y - x**2) ** 2
    slope = [-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)]
    return value, np.array(slope)


def noisy(seed):
    """A bowl of which each look is blurred; the value is the true one."""
    rng = np.random.default_rng(seed)
    return lambda p: (p @ p / 2, p + rng.normal(size=p.shape))


def descend(optimizer, surface, start, steps):
    point = np.array(start, dtype=float)
    for _ in range(steps):
        optimizer.step(point, surface(point)[1])
    return surface(point)[0]


# rates for: bowl, ravine, Rosenbrock (15000 steps)
RATES = {
    "sgd": (0.1, 0.03, 0.001),
    "momentum": (0.02, 0.01, 0.0005),
    "nesterov": (0.02, 0.01, 0.0005),
    "adagrad": (1.0, 1.0, 1.0),
    "rmsprop": (0.05, 0.05, 0.005),
    "adam": (0.1, 0.1, 0.02),
    "adamw": (0.1, 0.1, 0.02),
}


def make(name, rate):
    if name == "adamw":  # the pull would hold it away from (1, 1)
        return nnfs.AdamW(rate, weight_decay=1e-6)
    return OPTIMIZERS[name](rate)


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize(
    ("place", "surface", "steps"),
    [(0, bowl, 800), (1, ravine, 1500), (2, rosenbrock, 15000)],
    ids=["bowl", "ravine", "rosenbrock"],
)
def test_every_optimizer_finds_the_bottom(name, place, surface, steps):
    optimizer = make(name, cosine(RATES[name][place], steps))
    assert surface(np.array([-1.2, 1.0]))[0] > 1
    assert descend(optimizer, surface, [-1.2, 1.0], steps) < 1e-3
    assert optimizer.steps == steps


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_settles_in_noise_when_the_rate_falls(name):
    rate = RATES[name][0]
    ends = [
        descend(
            make(name, cosine(rate, 2000)), noisy(seed), np.full(10, 3.0), 2000
        )
        for seed in range(5)
    ]
    assert max(ends) < 0.1  # from 45


@pytest.mark.parametrize("optimizer", **pairs(OPTIMIZERS))
def test_the_first_step_goes_downhill_in_every_coordinate(optimizer):
    point = np.array([3.0, -2.0, 0.5, -0.1])
    gradients = np.array([1.0, -4.0, 0.01, -100.0])
    before = point.copy()
    assert optimizer(0.001).step(point, gradients) is None
    assert np.all((point - before) * gradients < 0)


@pytest.mark.parametrize("optimizer", **pairs(OPTIMIZERS))
def test_a_rate_of_zero_from_a_schedule_moves_nothing(optimizer, rng):
    point = rng.normal(size=4)
    before = point.tobytes()
    optimizer = optimizer(lambda step: 0)
    optimizer.step(point, np.ones(4))
    assert point.tobytes() == before
    assert optimizer.steps == 1


@pytest.mark.parametrize("optimizer", **pairs(OPTIMIZERS))
def test_a_constant_rate_and_a_constant_schedule_are_the_same(optimizer, rng):
    slopes = rng.normal(size=(20, 4))
    a, b = np.ones(4), np.ones(4)
    number, schedule = optimizer(0.1), optimizer(nnfs.constant(0.1))
    for slope in slopes:
        number.step(a, slope)
        schedule.step(b, slope)
    assert a.tobytes() == b.tobytes()


COPIES = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
}


@pytest.mark.parametrize("optimizer", **pairs(OPTIMIZERS))
@pytest.mark.parametrize("copied", **pairs(COPIES))
def test_a_copy_of_an_optimizer_goes_on_alone(optimizer, copied, rng):
    slopes = rng.normal(size=(10, 4))
    optimizer, point = optimizer(0.1), np.ones(4)
    for slope in slopes[:5]:
        optimizer.step(point, slope)
    twin, other = copied(optimizer), point.copy()
    for slope in slopes[5:]:
        twin.step(other, slope)
    for slope in slopes[5:]:
        optimizer.step(point, slope)
    assert other.tobytes() == point.tobytes()
    assert not np.shares_memory(twin.scratch, optimizer.scratch)


# Schedules


@pytest.mark.parametrize("schedule", **pairs(SCHEDULES))
def test_rates_are_plain_floats_that_never_exceed_the_first(schedule):
    rates = [schedule()(step) for step in range(300)]
    assert all(type(rate) is float for rate in rates)
    assert all(0 <= rate <= 0.1 for rate in rates)


@pytest.mark.parametrize("name", sorted(set(SCHEDULES) - set(WARMING)))
def test_rates_start_at_the_rate_and_never_rise(name):
    rates = np.array([SCHEDULES[name]()(step) for step in range(300)])
    assert rates[0] == pytest.approx(0.1, rel=1e-15)
    assert np.all(np.diff(rates) <= 0)


@pytest.mark.parametrize("name", WARMING)
def test_a_warm_up_rises_evenly_and_then_gives_way(name):
    rates = np.array([SCHEDULES[name]()(step) for step in range(30)])
    assert np.all(np.diff(rates[:10]) > 0)
    assert np.all(np.diff(rates[10:]) <= 0)
    assert rates[0] == pytest.approx(0.01)


@pytest.mark.parametrize("schedule", **pairs(SCHEDULES))
def test_a_schedule_has_no_memory(schedule):
    schedule = schedule()
    forwards = [schedule(step) for step in range(50)]
    assert [schedule(step) for step in reversed(range(50))] == forwards[::-1]


# They print as they were written, and pickle


@pytest.mark.parametrize(
    "text",
    [
        "SGD(0.1)",
        "Momentum(0.1, beta=0.5, nesterov=True)",
        "AdaGrad(0.5, epsilon=0.001)",
        "RMSprop(0.1, rho=0.5)",
        "Adam(0.01, beta1=0.8)",
        "Adam(0.01)",
        "AdamW(cosine(0.1, 100), weight_decay=0.5)",
        "AdamW(0.1, weight_decay=array([0. , 0.5]))",
        "constant(0.1)",
        "step_decay(0.1, 0.5, 10)",
        "exponential_decay(0.1, 0.9)",
        "exponential_decay(0.1, 0.9, every=10)",
        "inverse_time_decay(0.1, 0.01)",
        "cosine(0.1, 100, final=0.001)",
        "warmup(cosine(0.1, 100), 10)",
        "MeanSquaredError()",
    ],
)
def test_it_prints_as_it_was_written(text):
    assert repr(eval(text, {**vars(nnfs), "array": np.array})) == text


def test_a_function_prints_without_an_address():
    def warm(step):
        return 0.1

    assert repr(nnfs.SGD(warm)) == "SGD(warm)"
    assert repr(Adam(lambda step: 0.1)) == "Adam(<lambda>)"


def test_an_argument_that_is_not_kept_prints_as_dots():
    class Tired(nnfs.Optimizer):
        def __init__(self, learning_rate, patience, gain=1):
            super().__init__(learning_rate)

    assert repr(Tired(0.1, 5)) == "Tired(0.1, ...)"


PRINTED = {
    **{name: lambda make=make: make(0.1) for name, make in OPTIMIZERS.items()},
    **SCHEDULES,
    **{name: make for name, (make, *_) in LOSSES.items()},
}


@pytest.mark.parametrize("make", **pairs(PRINTED))
@pytest.mark.parametrize("copied", **pairs(COPIES))
def test_what_it_prints_makes_its_like_and_so_does_a_copy(make, copied):
    thing = make()
    for like in (eval(repr(thing), vars(nnfs)), copied(thing)):
        assert type(like) is type(thing)
        assert vars(like) is not vars(thing)
        assert repr(like) == repr(thing)
        if isinstance(thing, nnfs.Schedule):
            steps = range(0, 300, 7)
            assert [like(t) for t in steps] == [thing(t) for t in steps]


@pytest.mark.parametrize("schedule", **pairs(SCHEDULES))
def test_an_optimizer_with_a_schedule_goes_on_from_a_pickle(schedule):
    optimizer, point = Adam(schedule()), np.ones(3)
    optimizer.step(point, np.ones(3))
    twin, other = pickle.loads(pickle.dumps(optimizer)), point.copy()
    twin.step(other, np.ones(3))
    optimizer.step(point, np.ones(3))
    assert other.tobytes() == point.tobytes()


# float32 stays float32


@pytest.mark.parametrize("activation", **pairs(ACTIVATIONS))
@pytest.mark.parametrize(("loss", "last", "targets"), **pairs(LOSSES))
def test_float32_stays_float32(activation, loss, last, targets, rng):
    network = small_network(rng, activation, last, dtype=np.float32)
    loss = loss()
    X, y = rng.normal(size=(6, 4)), targets(rng, 6, 3)
    outputs = network.forward(X, training=True)
    assert outputs.dtype == network.predict(X).dtype == np.float32
    assert np.isfinite(loss.forward(outputs, y))  # targets come in float64
    d_outputs = loss.backward()
    assert d_outputs.dtype == np.float32
    remembered = {getattr(v, "dtype", None) for v in vars(loss).values()}
    assert {d for d in remembered if d and d.kind == "f"} == {
        np.dtype(np.float32)
    }
    assert network.backward(d_outputs, d_inputs=True).dtype == np.float32
    assert_float32(network)


@pytest.mark.parametrize("optimizer", **pairs(OPTIMIZERS))
@pytest.mark.parametrize("rate", [0.1, np.float64(0.1), np.float32(0.1)])
@pytest.mark.parametrize("scheduled", [False, True])
def test_float32_stays_float32_in_a_step(optimizer, rate, scheduled, rng):
    network = small_network(rng, dtype=np.float32)
    optimizer = optimizer((lambda step: rate) if scheduled else rate)
    before = network.parameters.copy()
    for gradients in rng.normal(size=(3, before.size)):  # float64
        optimizer.step(network.parameters, gradients)
    assert_float32(network)
    assert np.all(network.parameters != before)
    assert optimizer.scratch.dtype == np.float32
    assert optimizer.direction(before, before).dtype == np.float32


@pytest.mark.parametrize("schedule", **pairs(SCHEDULES))
def test_float32_stays_float32_under_every_schedule(schedule, rng):
    network = small_network(rng, dtype=np.float32)
    X, y = rng.normal(size=(40, 4)), rng.normal(size=(40, 3))
    fit(network, MeanSquaredError(), Adam(schedule()), X, y, epochs=2)
    assert_float32(network)


@pytest.mark.parametrize("inner", [np.float32, np.float64])
@pytest.mark.parametrize("outer", [np.float32, np.float64])
def test_the_outer_network_decides_the_type(inner, outer, rng):
    nested = Network(Dense(4, 3, rng=rng), ReLU(), dtype=inner)
    network = Network(nested, Dense(3, 2, rng=rng), dtype=outer)
    X = rng.normal(size=(5, 4))
    assert nested.dtype == outer
    assert nested.forward(X).dtype == outer
    assert network.forward(X).dtype == outer
    assert network.layers[0].layers[0].inputs.dtype == outer


def test_float32_and_float64_agree(rng):
    wide = small_network(rng)
    narrow = copy.deepcopy(wide)
    narrow = Network(*map(copy.copy, narrow.layers), dtype=np.float32)
    X = rng.normal(size=(6, 4))
    np.testing.assert_allclose(narrow.predict(X), wide.predict(X), rtol=1e-4)


def assert_float32(network):
    assert network.dtype == np.float32
    assert network.parameters.dtype == network.gradients.dtype == np.float32
    for layer in network.layers:
        assert all(w.dtype == np.float32 for _, w in layer.named_parameters())


# Views of one vector


def through_pickle(network, tmp_path):
    return pickle.loads(pickle.dumps(network))


def through_buffers(network, tmp_path):
    """Pickle with the arrays beside the stream, as pools of workers do."""
    buffers = []
    stream = pickle.dumps(network, 5, buffer_callback=buffers.append)
    return pickle.loads(stream, buffers=[bytes(b.raw()) for b in buffers])


def through_assignment(network, tmp_path):
    first = next(leaves(network))
    for name, view in first.named_parameters():
        setattr(first, name, np.full(view.shape, 0.25))
    network.parameters = network.parameters * 2
    network.gradients = np.ones(network.gradients.size)
    first.weights += 1
    first.d_weights *= 3
    return network


def through_a_file(network, tmp_path):
    network.save(tmp_path / "network.npz")
    network.parameters[:] = 0
    network.load(tmp_path / "network.npz")
    return network


def through_training(network, tmp_path):
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(9, 4)), rng.normal(size=(9, 3))
    fit(network, MeanSquaredError(), Adam(0.01), X, y, epochs=2, batch_size=4)
    if network.dtype == np.float64:
        check_gradients(network, MeanSquaredError(), X, y)
    return network


def nested(*layers):
    return Network(*layers, dtype=layers[0].dtype)


WAYS = {
    "nothing": lambda network, tmp_path: network,
    "assignment": through_assignment,
    "copy": lambda network, tmp_path: copy.copy(network),
    "deepcopy": lambda network, tmp_path: copy.deepcopy(network),
    "pickle": through_pickle,
    "pickle-with-buffers": through_buffers,
    "nesting": lambda network, tmp_path: nested(network, Linear()),
    "nesting-twice": lambda network, tmp_path: nested(nested(network)),
    "file": through_a_file,
    "training": through_training,
    "copy-of-nested": lambda network, tmp_path: copy.copy(nested(network)),
    "list": lambda n, tmp_path: copy.deepcopy([n, n])[1],
}


@pytest.mark.parametrize("maker", [small_network, nested_network])
@pytest.mark.parametrize("way", **pairs(WAYS))
def test_views_stay_views(maker, way, rng, tmp_path):
    network = maker(rng)
    X = rng.normal(size=(3, 4))
    network.backward(network.forward(X))
    assert_views(way(network, tmp_path))


@settings(max_examples=40)
@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=3),
    st.lists(st.sampled_from(sorted(WAYS)), max_size=4),
    st.sampled_from([np.float32, np.float64]),
)
def test_views_stay_views_on_any_way(widths, ways, dtype):
    rng = np.random.default_rng(0)
    layers = [Dense(*pair, rng=rng) for pair in pairwise([4, *widths, 3])]
    inner = Network(*layers[1:], Tanh(), dtype=np.float64)
    network = Network(layers[0], ReLU(), inner, dtype=dtype)
    with tempfile.TemporaryDirectory() as folder:
        for way in ways:
            network = WAYS[way](network, Path(folder))
            assert network.parameters.dtype == dtype
            values = network.parameters.copy(), network.gradients.copy()
            assert_views(network)
            network.parameters, network.gradients = values


def leaves(layer):
    for inner in getattr(layer, "layers", ()):
        yield from leaves(inner)
    if not isinstance(layer, Network):
        yield layer


def assert_views(network):
    """Hold that the vectors are one array each, seen by every view."""
    vectors = network.parameters, network.gradients
    assert all(v.ndim == 1 and v.base is None for v in vectors)
    assert all(v.flags.writeable for v in vectors)
    assert network.parameters.shape == network.gradients.shape
    names = [name for name, _ in network.named_parameters()]
    assert len(set(names)) == len(names)
    rows = [view.ravel() for _, view in network.named_parameters()]
    np.testing.assert_array_equal(np.concatenate(rows), network.parameters)
    for number in range(network.parameters.size):
        network.parameters[number] = number
        network.gradients[number] = -number
    start = 0
    for layer in leaves(network):
        assert np.shares_memory(layer.parameters, vectors[0]) == bool(
            layer.parameters.size
        )
        for name, view in layer.named_parameters():
            slope = getattr(layer, f"d_{name}")
            assert np.shares_memory(view, vectors[0])
            assert np.shares_memory(slope, vectors[1])
            np.testing.assert_array_equal(
                view.ravel(), np.arange(start, start + view.size)
            )
            np.testing.assert_array_equal(slope, -view)
            start += view.size
            view[...] = 7.5
            assert np.all(vectors[0][start - view.size : start] == 7.5)
    assert start == network.parameters.size


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda n: through_pickle(n, None)]
)
def test_a_copy_shares_nothing_and_computes_the_same(copied, rng):
    network = nested_network(rng)
    X, d = rng.normal(size=(3, 4)), rng.normal(size=(3, 3))
    outputs = network.forward(X)
    twin = copied(network)
    np.testing.assert_array_equal(twin.predict(X), outputs)
    twin.backward(d)  # a copy remembers the last forward too
    network.backward(d)
    np.testing.assert_array_equal(twin.gradients, network.gradients)
    before = network.parameters.tobytes(), network.gradients.tobytes()
    twin.parameters[:] = 1
    twin.gradients[:] = 1
    after = network.parameters.tobytes(), network.gradients.tobytes()
    assert after == before


# No argument is changed (the rest of it: test_properties)


def test_assignment_copies(rng):
    layer, W = Dense(3, 2, rng=rng), rng.normal(size=(3, 2))
    before = W.tobytes()
    layer.weights = W
    layer.weights += 1
    assert W.tobytes() == before


def test_read_only_arguments_are_enough(rng):
    X, y = rng.normal(size=(8, 4)), class_targets(rng, 8, 3)
    X.flags.writeable = y.flags.writeable = False
    network = small_network(rng)
    history = fit(network, SoftmaxCrossEntropy(), Adam(0.1), X, y, epochs=2)
    assert len(history.loss) == 2
    CategoricalCrossEntropy().forward(nnfs.Softmax().forward(X), y)
    Step().forward(X)
