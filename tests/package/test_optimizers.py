"""Two steps of every optimizer by hand, and whose parameters it moves."""

import math
import pickle
import tracemalloc

import numpy as np
import pytest
from tables import OPTIMIZERS, pairs, small_network

from nnfs import (
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    Momentum,
    Network,
    Optimizer,
    ReLU,
    RMSprop,
)


def steps(optimizer, *slopes, start=1.0):
    """Return where one parameter stands after each step."""
    point, places = np.array([start]), []
    for slope in slopes:
        optimizer.step(point, np.array([float(slope)]))
        places.append(float(point[0]))
    return places


def near(*values):
    return pytest.approx(list(values), rel=1e-7)


def test_sgd():
    # 1 - 0.1 * 2 = 0.8; 0.8 - 0.1 * (-1) = 0.9.
    assert steps(SGD(0.1), 2, -1) == near(0.8, 0.9)


def test_momentum():
    # v = 2; v = 0.5 * 2 + 3 = 4; v = 0.5 * 4 + 0 = 2.
    assert steps(Momentum(0.1, beta=0.5), 2, 3, 0) == near(0.8, 0.4, 0.2)


def test_nesterov():
    # v = 2, along 2 + 0.5 * 2 = 3; v = 4, along 3 + 0.5 * 4 = 5;
    # v = 2, along 0 + 0.5 * 2 = 1.
    optimizer = Momentum(0.1, beta=0.5, nesterov=True)
    assert steps(optimizer, 2, 3, 0) == near(0.7, 0.2, 0.1)


def test_adagrad():
    # Sum 9, root 3, along 1; sum 9 + 16 = 25, root 5, along 4/5.
    assert steps(AdaGrad(0.1), 3, 4) == near(0.9, 0.82)


def test_rmsprop():
    # Mean 0.75 * 4 = 3 with rho 1/4, along 2 / sqrt 3;
    # mean 3 / 4 + 0.75 * 1 = 1.5, along 1 / sqrt 1.5.
    first = 1 - 0.1 * 2 / math.sqrt(3)
    second = first - 0.1 / math.sqrt(1.5)
    assert steps(RMSprop(0.1, rho=0.25), 2, 1) == near(first, second)


def test_adam():
    # beta1 = 1/2, beta2 = 3/4, slopes 2 and 4.
    # mean 1, filled 1/2: 2; squares 1, filled 1/4: 4, root 2; along 1.
    # mean 2.5, filled 3/4: 10/3; squares 3/4 + 16/4 = 4.75, filled 7/16:
    # 76/7; along (10/3) / sqrt(76/7).
    second = 0.9 - 0.1 * (10 / 3) / math.sqrt(76 / 7)
    optimizer = Adam(0.1, beta1=0.5, beta2=0.75)
    assert steps(optimizer, 2, 4) == near(0.9, second)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_has_faded_is_forgotten(name, monkeypatch):
    def run():  # a slope, and then none for a long time
        optimizer, point = OPTIMIZERS[name](0.1), np.ones(1, np.float32)
        for step in range(1000):
            optimizer.step(point, np.array([step == 0], np.float32))
        state = [getattr(optimizer, name) for name in optimizer.state]
        subnormal = [0 < abs(vector.item()) < least for vector in state]
        return point, any(subnormal)

    least = np.finfo(np.float32).smallest_normal
    point, subnormal = run()
    assert not subnormal
    monkeypatch.setattr(Optimizer, "flush_subnormals", lambda self: None)
    other, subnormal = run()
    assert subnormal or name in ("sgd", "adagrad")
    assert point == other


def test_adam_first_step_is_the_rate_whatever_the_slope():
    for slope in (1e-3, 1.0, 1e6):
        assert steps(Adam(0.1), slope) == pytest.approx([0.9], rel=1e-5)


def test_adamw():
    # Adam's first step goes along 1; the pull adds 0.5 * 1, then 0.5 * 0.85.
    second = 0.85 - 0.1 * (10 / 3) / math.sqrt(76 / 7) - 0.1 * 0.425
    optimizer = AdamW(0.1, beta1=0.5, beta2=0.75, weight_decay=0.5)
    assert steps(optimizer, 2, 4) == near(0.85, second)


def test_adamw_pulls_each_parameter_by_its_own_strength():
    # Without a slope nothing else moves it: 2 - 0.1 * 0.5 * 2 = 1.9.
    optimizer = AdamW(0.1, weight_decay=[0, 0.5, 1])
    point = np.full(3, 2.0)
    optimizer.step(point, np.zeros(3))
    np.testing.assert_allclose(point, [2, 1.9, 1.8], rtol=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_equal_strengths_are_one_strength(dtype, rng):
    one, each = np.ones((2, 5), dtype)
    number = AdamW(0.1, weight_decay=0.25)  # exact in both types
    vector = AdamW(0.1, weight_decay=np.full(5, 0.25))
    for slopes in rng.normal(size=(20, 5)).astype(dtype):
        number.step(one, slopes)
        vector.step(each, slopes)
    assert each.dtype == vector.direction(each, slopes).dtype == dtype
    assert one.tobytes() == each.tobytes()


def test_the_strengths_are_the_optimizers_own():
    strengths, point = np.zeros(2), np.ones(2)
    optimizer = AdamW(0.1, weight_decay=strengths)
    strengths[:] = 1
    optimizer.step(point, np.zeros(2))
    assert list(point) == [1, 1]
    twin = pickle.loads(pickle.dumps(AdamW(0.1, weight_decay=strengths)))
    twin.step(point, np.zeros(2))
    assert list(point) == near(0.9, 0.9)


def test_strengths_that_do_not_fit_are_refused_before_anything_moves():
    point, optimizer = np.ones(3), AdamW(0.1, weight_decay=np.ones(2))
    with pytest.raises(ValueError, match="2 numbers, but there are 3"):
        optimizer.step(point, np.ones(3))
    assert list(point) == [1, 1, 1]
    optimizer.step(point[:2], np.ones(2))  # it belongs to nobody yet
    assert optimizer.steps == 1


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (AdaGrad, {}),
        (RMSprop, {"rho": 0}),
        (Adam, {}),
        (AdamW, {"weight_decay": 0}),
    ],
)
def test_epsilon_stands_outside_the_root_after_the_correction(kind, options):
    # The root of the squares is 1, and epsilon 1 stands beside it: 1 / (1 + 1).
    assert steps(kind(0.1, epsilon=1.0, **options), 1) == near(0.95)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Momentum, "beta"),
        (AdaGrad, "epsilon"),
        (RMSprop, "rho"),
        (RMSprop, "epsilon"),
        (Adam, "beta1"),
        (Adam, "beta2"),
        (Adam, "epsilon"),
        (AdamW, "weight_decay"),
    ],
)
def test_a_bad_number_is_named(kind, name):
    with pytest.raises(ValueError, match=f"^{name} must be in"):
        kind(0.1, **{name: -1})


def test_defaults():
    assert (Momentum(1).beta, Momentum(1).nesterov) == (0.9, False)
    assert (RMSprop(1).rho, RMSprop(1).epsilon) == (0.9, 1e-8)
    assert AdaGrad(1).epsilon == 1e-8
    adam = AdamW(1)
    assert (adam.beta1, adam.beta2, adam.epsilon) == (0.9, 0.999, 1e-8)
    assert adam.weight_decay == 0.01


def test_a_schedule_is_asked_for_each_step_from_zero():
    asked = []

    def schedule(step):
        asked.append(step)
        return 0.1 * (step + 1)

    assert steps(SGD(schedule), 1, 1, 1) == near(0.9, 0.7, 0.4)
    assert asked == [0, 1, 2]


def test_the_rate_can_be_asked_for():
    optimizer = SGD(lambda step: np.float32(step))
    assert optimizer.rate() == 0.0
    assert type(optimizer.rate()) is float


@pytest.mark.parametrize("optimizer", **pairs(OPTIMIZERS))
def test_an_optimizer_belongs_to_its_first_parameters(optimizer, rng):
    mine, other = small_network(rng), small_network(rng)
    optimizer = optimizer(0.1)
    mine.gradients[:] = 1
    other.gradients[:] = 1
    optimizer.step(mine.parameters, mine.gradients)
    before, state = other.parameters.tobytes(), pickle.dumps(optimizer)
    with pytest.raises(ValueError, match="make a new optimizer"):
        optimizer.step(other.parameters, other.gradients)
    assert other.parameters.tobytes() == before
    assert pickle.dumps(optimizer) == state
    optimizer.step(mine.parameters, mine.gradients)
    assert optimizer.steps == 2


def test_another_view_of_the_same_parameters_is_welcome():
    optimizer, point = Adam(0.1), np.ones(4)
    optimizer.step(point, np.ones(4))
    optimizer.step(point[:], np.ones(4))
    assert optimizer.steps == 2
    with pytest.raises(ValueError, match="make a new optimizer"):
        optimizer.step(point[:2], np.ones(2))


def test_a_copy_goes_on_with_parameters_of_the_same_size_only():
    optimizer = Adam(0.1)
    optimizer.step(np.ones(4), np.ones(4))
    twin = pickle.loads(pickle.dumps(optimizer))
    with pytest.raises(ValueError, match="remembers 4 parameters, but 3"):
        twin.step(np.ones(3), np.ones(3))
    twin.step(np.ones(4), np.ones(4))
    assert twin.steps == 2


def test_a_part_of_a_vector_can_be_moved():
    point = np.zeros(6)
    Adam(0.1).step(point[::2], np.ones(3))
    np.testing.assert_allclose(point, [-0.1, 0, -0.1, 0, -0.1, 0])


def test_integer_gradients_are_converted():
    point = np.ones(2)
    SGD(0.5).step(point, [1, 2])
    np.testing.assert_array_equal(point, [0.5, 0])


@pytest.mark.parametrize(
    "make",
    [
        *OPTIMIZERS.values(),
        lambda rate: AdamW(rate, weight_decay=np.ones(100_000)),
    ],
    ids=[*OPTIMIZERS, "adamw, a vector"],
)
def test_a_step_takes_no_new_memory(make):
    point, slopes = np.ones(100_000), np.ones(100_000)
    optimizer = make(0.1)
    optimizer.step(point, slopes)  # takes what it needs for good
    tracemalloc.start()
    try:
        optimizer.step(point, slopes)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < point.nbytes / 10


def test_an_optimizer_of_ones_own():
    class Signs(Optimizer):
        def direction(self, parameters, gradients):
            return np.sign(gradients)

    assert steps(Signs(0.25), 7, -3) == near(0.75, 1)


def test_a_bare_optimizer_has_no_direction():
    with pytest.raises(NotImplementedError):
        Optimizer(0.1).step(np.ones(2), np.ones(2))


def test_a_network_without_parameters_has_nothing_to_move():
    network = Network(ReLU())
    with pytest.raises(ValueError, match="empty"):
        SGD(0.1).step(network.parameters, network.gradients)
