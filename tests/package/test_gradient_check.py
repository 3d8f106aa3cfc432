"""Measured gradients, by hand and against each other."""

import copy
import math
import pickle

import numpy as np
import pytest
from tables import small_network

from nnfs import (
    BatchNorm,
    CategoricalCrossEntropy,
    Dense,
    Dropout,
    Layer,
    LayerNorm,
    LeakyReLU,
    Linear,
    MeanAbsoluteError,
    MeanSquaredError,
    Network,
    ReLU,
    Sigmoid,
    Softmax,
    SoftmaxCrossEntropy,
    Tanh,
    check_gradients,
    complex_step_gradient,
    glorot,
    numerical_gradient,
)
from nnfs.gradient_check import relative_error


def cubic(x):
    """x0^3 + 2 x0 x1, of slope (3 x0^2 + 2 x1, 2 x0)."""
    return x[0] ** 3 + 2 * x[0] * x[1]


def test_numerical_gradient_by_hand():
    # At (2, 5): 12 + 10 = 22 and 4; the cube adds step^2 = 0.01 exactly.
    slopes = numerical_gradient(cubic, [2.0, 5.0], step=0.1)
    np.testing.assert_allclose(slopes, [22.01, 4], rtol=1e-12)
    fine = numerical_gradient(cubic, [2.0, 5.0])
    np.testing.assert_allclose(fine, [22, 4], rtol=1e-9)


def test_complex_step_by_hand():
    slopes = complex_step_gradient(cubic, [2.0, 5.0])
    np.testing.assert_array_equal(slopes, [22, 4])
    assert slopes.dtype == np.float64


@pytest.mark.parametrize("measure", [numerical_gradient, complex_step_gradient])
def test_a_bad_point_is_named(measure):
    with pytest.raises(ValueError, match=r"^x contain NaN"):
        measure(cubic, [np.nan, 1])


def test_shapes_and_integers():
    x = np.arange(6).reshape(2, 3)
    for measure in (numerical_gradient, complex_step_gradient):
        slopes = measure(lambda x: (x**2).sum(), x)
        np.testing.assert_allclose(slopes, 2 * x, atol=1e-9)
        assert measure(lambda x: x**2, 3.0) == pytest.approx(6)


def test_the_point_is_whole_again_for_every_look():
    seen = []

    def watched(x):
        seen.append(x.copy())
        return 0.0

    numerical_gradient(watched, [1.0, 2.0], step=0.5)
    np.testing.assert_array_equal(
        seen, [[1.5, 2], [0.5, 2], [1, 2.5], [1, 1.5]]
    )


@pytest.mark.parametrize(
    ("a", "b", "error"),
    [
        ([3.0, 4], [3, 4], 0),
        ([0.0, 0], [0, 0], 0),
        ([3.0, 4], [-3, -4], 1),
        ([3.0, 4], [0, 0], 1),
        # |(0, 2)| / (|(3, 4)| + |(3, 2)|) = 2 / (5 + sqrt 13).
        ([3.0, 4], [3, 2], 2 / (5 + 13**0.5)),
        ([[3.0], [4]], [3, 4], 0),
    ],
)
def test_relative_error(a, b, error):
    assert relative_error(a, b) == pytest.approx(error)


def test_gradients_of_two_sizes_cannot_be_compared():
    with pytest.raises(ValueError, match="2 and 3 numbers"):
        relative_error([1, 2], [1, 2, 3])


def test_a_check_puts_the_parameters_back(rng):
    network = small_network(rng)
    X, y = rng.normal(size=(5, 4)), rng.normal(size=(5, 3))
    before = network.parameters.tobytes()
    error = check_gradients(network, MeanSquaredError(), X, y)
    assert type(error) is float
    assert network.parameters.tobytes() == before


def test_a_check_that_fails_puts_the_parameters_back(rng):
    class Fragile(MeanSquaredError):
        calls = 0

        def forward(self, predictions, targets):
            self.calls += 1
            if self.calls == 50:  # of 40 for the inputs, then the parameters
                raise RuntimeError("enough")
            return super().forward(predictions, targets)

    network = small_network(rng)
    before = network.parameters.tobytes()
    with pytest.raises(RuntimeError, match="enough"):
        check_gradients(
            network, Fragile(), rng.normal(size=(5, 4)), np.zeros((5, 3))
        )
    assert network.parameters.tobytes() == before


def test_a_wrong_gradient_for_the_inputs_alone_is_seen(rng):
    class Wrong(Dense):
        def backward(self, d_outputs, d_inputs=True):
            return 1.01 * super().backward(d_outputs)

    network = Network(Wrong(4, 3, rng=rng))
    X, y = rng.normal(size=(5, 4)), rng.integers(0, 3, 5)
    error = check_gradients(network, SoftmaxCrossEntropy(), X, y)
    assert error == pytest.approx(0.01 / 2.01, rel=1e-3)


def test_a_kink_within_a_step_is_seen():
    network = Network(ReLU())
    assert check_gradients(network, MeanSquaredError(), [[0.0]], [[1.0]]) > 0.1


def test_the_step_of_a_check_is_the_one_that_is_asked_for():
    # A kink at 0.001 from the input, then from the bias, is met by the longer
    # step alone.
    inner, outer = Network(ReLU()), Network(Dense(1, 1), ReLU())
    outer.parameters = [0, 0.001]
    for network, x in ((inner, 0.001), (outer, 1.0)):
        for step, met in ((1e-5, False), (0.01, True)):
            error = check_gradients(
                network, MeanSquaredError(), [[x]], [[1.0]], step
            )
            assert error > 0.1 if met else error < 1e-7


@pytest.mark.parametrize("dtype", [int, np.float32])
def test_a_check_converts_its_inputs(dtype, rng):
    X = rng.integers(-3, 4, (5, 4)).astype(dtype)
    y = rng.normal(size=(5, 3))
    network = small_network(rng)
    assert check_gradients(network, MeanSquaredError(), X, y) < 1e-7


@pytest.mark.parametrize(
    "network", [Network(Dense(2, 2), dtype=np.float32), Dense(2, 2)]
)
def test_a_check_needs_a_network_in_float64(network):
    with pytest.raises(ValueError, match=r"needs a Network in float64"):
        check_gradients(network, MeanSquaredError(), [[1.0, 2]], [[0.0, 0]])


# Array by array


class WrongNorm(BatchNorm):
    """A BatchNorm whose gradient for its inputs is 17 times too large."""

    def backward(self, d_outputs, d_inputs=True):
        slopes = super().backward(d_outputs, d_inputs)
        return 17 * slopes if self.axis == 0 else slopes


class SilentDropout(Dropout):
    """A Dropout that passes no gradient on while it is trained."""

    def backward(self, d_outputs, d_inputs=True):
        if d_inputs:
            return super().backward(d_outputs) * np.isscalar(self.mask)


class WrongSign(Dense):
    """A Dense whose biases go uphill."""

    def backward(self, d_outputs, d_inputs=True):
        slopes = super().backward(d_outputs, d_inputs)
        self.d_biases = -self.d_biases
        return slopes


def case(layer, rng, widths=(4, 6, 3), last=Dense):
    """Return a network around a layer, and a batch for it."""
    network = Network(
        Dense(*widths[:2], rng=rng),
        layer,
        Tanh(),
        last(*widths[1:], rng=rng),
    )
    network.parameters += rng.normal(0, 0.2, network.parameters.size)
    X, y = rng.normal(size=(7, widths[0])), rng.integers(0, widths[2], 7)
    return network, SoftmaxCrossEntropy(), X, y


@pytest.mark.parametrize(
    ("right", "wrong", "error"),
    [
        # |a - 17 a| / (|a| + |17 a|) = 16 / 18, and |a - 0| / (|a| + 0) = 1.
        (lambda: BatchNorm(6), lambda: WrongNorm(6), 16 / 18),
        (lambda: Dropout(0.4), lambda: SilentDropout(0.4), 1),
    ],
)
def test_what_is_wrong_in_training_is_seen_in_training(right, wrong, error):
    for seed in range(2):
        for layer in (right(), wrong()):
            given = case(layer, np.random.default_rng(seed))
            assert check_gradients(*given) < 1e-7
            found = check_gradients(*given, training=True)
            if type(layer) in (BatchNorm, Dropout):
                assert found < 1e-7
            else:
                assert found == pytest.approx(error, rel=1e-6)


def test_a_small_array_with_a_wrong_sign_does_not_hide(rng):
    given = case(Linear(), rng, widths=(20, 30, 2), last=WrongSign)
    rows = check_gradients(*given, report=True)
    wrong = [row.name for row in rows if row.error > 1e-7]
    assert wrong == ["3.biases"]
    assert check_gradients(*given) == pytest.approx(1)
    assert not any(row.kink for row in rows)


def test_a_bias_without_influence_is_not_accused(rng):
    given = case(BatchNorm(6), rng)
    rows = {r.name: r for r in check_gradients(*given, 1e-5, True, True)}
    bias = rows.pop("0.biases")
    assert not bias.measured
    assert not bias.felt
    assert bias.kink is False
    assert bias.size < 1e-9
    assert math.isnan(bias.error)
    assert all(row.measured and row.felt for row in rows.values())
    worst = max(row.error for row in rows.values())
    assert check_gradients(*given, training=True) == worst < 1e-7
    # With running statistics it is a bias like any other.
    by_name = {row.name: row for row in check_gradients(*given, report=True)}
    assert by_name["0.biases"].measured


def deep(depth, rng, first=Dense):
    """Return a network of sigmoids, and a batch for it."""
    options = {"initializer": glorot, "rng": rng}
    layers = [first(2, 4, **options), Sigmoid()]
    for _ in range(depth - 1):
        layers += [Dense(4, 4, **options), Sigmoid()]
    network = Network(*layers, Dense(4, 2, **options))
    return network, SoftmaxCrossEntropy(), rng.normal(size=(3, 2)), [0, 1, 1]


def test_fifteen_sigmoids_do_not_read_as_right(rng):
    given = deep(15, rng)
    rows = check_gradients(*given, report=True)
    assert [row.measured for row in rows[:3]] == [False] * 3
    assert [row.felt for row in rows[:3]] == [True] * 3
    assert rows[-1].error < 1e-7
    assert not any(row.kink for row in rows)
    with pytest.raises(ValueError, match=r"0.weights.* too small to be meas"):
        check_gradients(*given)


def test_a_gradient_that_is_missing_where_it_is_small_is_not_taken_for_zero():
    class Forgetful(Dense):
        def backward(self, d_outputs, d_inputs=True):
            slopes = super().backward(d_outputs, d_inputs)
            self.d_weights = np.zeros_like(self.weights)
            return slopes

    rng = np.random.default_rng(0)
    network, *given = deep(1, rng, Forgetful)
    network.layers[2].weights *= 1e-11
    (row,) = (
        row
        for row in check_gradients(network, *given, report=True)
        if row.name == "0.weights"
    )
    assert row.felt
    assert not row.measured
    with pytest.raises(ValueError, match="too small to be measured"):
        check_gradients(network, *given)


@pytest.mark.parametrize("far", [14, 14.5])
def test_a_zero_that_the_rounding_makes_is_not_taken_for_a_zero(far):
    # So far out a small step changes no digit of the loss, and a slope of some
    # 1e-12 is measured as 0: just what the mistake says.
    class Forgetful(Tanh):
        def backward(self, d_outputs, d_inputs=True):
            return np.zeros_like(d_outputs)

    for kind in (Tanh, Forgetful):
        network = Network(Dense(1, 1), kind(), Dense(1, 1))
        network.parameters[:] = [1, far, 1, 0]
        given = network, MeanSquaredError(), [[1.0]], [[0.0]]
        with pytest.raises(ValueError, match=r"0.weights.* too small to be me"):
            check_gradients(*given)


def test_where_nothing_is_felt_all_are_named():
    network = Network(Dense(1, 1), Sigmoid())
    network.parameters[:] = [1, -60]
    given = network, MeanSquaredError(), [[1.0]], [[1.0]]
    assert not any(row.felt for row in check_gradients(*given, report=True))
    with pytest.raises(ValueError, match=r"of inputs, 0.weights, 0.biases are"):
        check_gradients(*given)


def test_what_stands_still_on_both_sides_is_equal():
    # The unit is off, so nothing is felt, exactly, and all but its own arrays
    # behind it is 0 = 0.
    network = Network(Dense(1, 1), ReLU(), Dense(1, 1))
    network.parameters[:] = [1, -5, 1, 1]
    given = network, MeanSquaredError(), [[1.0]], [[0.0]]
    rows = check_gradients(*given, report=True)
    assert [row.error for row in rows[:4]] == [0, 0, 0, 0]
    assert [row.felt for row in rows] == [False] * 4 + [True]
    assert all(row.measured for row in rows)
    assert check_gradients(*given) < 1e-7


# The report


def test_a_report_by_hand():
    # p = 2 * 3 + 1 = 7 and t = 4: the loss is 9, its slope 2 * 3 = 6; so 12
    # for the input, 18 for the weight, 6 for the bias.
    network = Network(Dense(1, 1))
    network.parameters[:] = [2, 1]
    rows = check_gradients(
        network, MeanSquaredError(), [[3.0]], [[4.0]], report=True
    )
    assert [row.name for row in rows] == ["inputs", "0.weights", "0.biases"]
    assert [row.size for row in rows] == pytest.approx([12, 18, 6])
    assert [row._fields for row in rows] == [
        ("name", "size", "rounding", "error", "measured", "felt", "kink")
    ] * 3
    # Ten last digits of the loss, which is larger than half of 6 * 7.
    least = 10 * 2.0**-52 * 21 / 1e-5
    assert [row.rounding for row in rows] == pytest.approx(
        [least] * 3, rel=1e-5, abs=0
    )
    for row in rows:
        assert [type(value) for value in row] == [
            str,
            *3 * [float],
            *3 * [bool],
        ]


def test_a_report_prints_as_a_table(rng):
    given = case(WrongNorm(6), rng)
    rows = check_gradients(*given, training=True, report=True)
    lines = str(rows).splitlines()
    assert lines[0].split() == ["array", "size", "rounding", "error"]
    assert len({len(line[:47]) for line in lines}) == 1
    assert len(lines) == 1 + len(rows)
    assert lines[2].split()[::3] == ["0.weights", "8.9e-01"]
    assert lines[2].split()[2] == f"{rows[1].rounding:.1e}"
    assert lines[3].startswith("0.biases ")
    assert lines[3].endswith("-  too small to be measured: zero")
    assert repr(rows) == str(rows)


def saturated(bias, rng):
    """Return a network that is sure of class 0, and a batch of class 0."""
    network = Network(Dense(3, 4, rng=rng), Tanh(), Dense(4, 2, rng=rng))
    network.layers[2].biases = [bias, -bias]
    return network, SoftmaxCrossEntropy(), rng.normal(size=(5, 3)), [0] * 5


def test_what_is_near_the_rounding_is_told(rng):
    rows = check_gradients(*saturated(10, rng), report=True)
    for row in rows:
        assert row.measured
        assert 1e-7 < row.error < row.rounding / row.size
        assert str(row).endswith("  may be rounding")
    row = rows[0]._replace(size=1.0, rounding=1e-3)
    assert "may be" in str(row._replace(error=2e-7))
    assert "may be" not in str(row._replace(error=5e-8))
    rows = check_gradients(*saturated(0, rng), report=True)
    assert all(row.error < 1e-7 for row in rows)
    assert not any("may be" in str(row) for row in rows)


def test_a_mistake_is_not_called_rounding(rng):
    rows = check_gradients(*case(WrongNorm(6), rng), 1e-5, True, True)
    wrong = [row for row in rows if row.measured and row.error > 1e-7]
    assert wrong
    for row in wrong:
        assert row.rounding < 1e-6 * row.size
        assert str(row).endswith(f"{row.error:.1e}")


def test_the_rounding_of_an_array_grows_with_its_length(rng):
    rows = check_gradients(*saturated(0, rng), report=True)
    # 15 inputs, 3 x 4 weights, 4 biases, 4 x 2 weights, 2 biases; the scale is
    # that of a probability of 1.
    sizes = np.sqrt([15, 12, 4, 8, 2])
    assert [row.rounding for row in rows] == pytest.approx(
        list(10 * 2.0**-52 / 1e-5 * sizes), abs=0
    )


# A loss of zero, or so near that its own last digit says nothing


@pytest.mark.parametrize("bias", [20, 50])
def test_a_right_gradient_of_a_loss_of_classes_that_is_zero(bias, rng):
    given = saturated(bias, rng)
    network, loss, X, y = given
    assert loss.forward(network.predict(X), y) < 1e-15
    assert not any(row.measured for row in check_gradients(*given, report=True))
    with pytest.raises(ValueError, match="too small to be measured beside the"):
        check_gradients(*given)


def test_the_rounding_of_a_perfect_fit_by_hand():
    # 2 * 3 + 1 = 7: a step away the slope is 2 steps, and half of its product
    # with 7 is 7 steps.
    network = Network(Dense(1, 1))
    network.parameters[:] = [2, 1]
    for step in (1e-5, 1e-3):
        rows = check_gradients(
            network, MeanSquaredError(), [[3.0]], [[7.0]], step, report=True
        )
        assert [row.rounding for row in rows] == pytest.approx(
            [10 * 2.0**-52 * 7] * 3, abs=0
        )


@pytest.mark.parametrize("miss", [0, 1e-15])
def test_a_right_gradient_of_a_perfect_fit(miss, rng):
    network, X = Network(Dense(3, 2, rng=rng)), rng.normal(size=(5, 3))
    given = network, MeanSquaredError(), X, network.predict(X) + miss
    with pytest.raises(ValueError, match="too small to be measured beside the"):
        check_gradients(*given)


def test_a_wrong_gradient_of_a_perfect_fit_is_seen(rng):
    class Stray(Dense):
        def backward(self, d_outputs, d_inputs=True):
            slopes = super().backward(d_outputs, d_inputs)
            self.d_biases += 1e-6
            return slopes

    network, X = Network(Stray(3, 2, rng=rng)), rng.normal(size=(5, 3))
    given = network, MeanSquaredError(), X, network.predict(X)
    rows = {row.name: row for row in check_gradients(*given, report=True)}
    assert rows["0.biases"].error == pytest.approx(1)
    assert not rows["0.biases"].kink
    assert not rows["0.weights"].measured


def test_small_units_are_measured_as_well_as_large_ones(rng):
    for unit in (1e-9, 1, 1e9):
        network, X = Network(Dense(3, 2, rng=rng)), rng.normal(size=(5, 3))
        network.parameters *= unit
        y = unit * rng.normal(size=(5, 2))
        step = 1e-5 * unit
        rows = check_gradients(
            network, MeanSquaredError(), X, y, step, report=True
        )
        assert all(row.error < 1e-7 for row in rows if row.name != "inputs")


@pytest.mark.parametrize("distance", [0, 0.1, 1 / 3, 0.5])
@pytest.mark.parametrize("bend", [ReLU, LeakyReLU])
def test_a_kink_within_a_step_is_told_from_a_mistake(bend, distance):
    # The unit's sum is so many steps above zero.
    step = 1e-4
    network = Network(Dense(1, 1), bend(), Dense(1, 1))
    network.parameters[:] = [1, -1 + distance * step, 3, 1]
    given = network, MeanSquaredError(), [[1.0]], [[-2.0]]
    by_name = {r.name: r for r in check_gradients(*given, step, report=True)}
    for name in ("inputs", "0.weights", "0.biases"):
        assert by_name[name].kink
        assert by_name[name].error > 0.1
    assert not by_name["2.weights"].kink
    assert not by_name["2.biases"].kink
    network.layers[0].biases -= 1.1 * step * (1 + distance)  # and now below it
    rows = check_gradients(*given, step, report=True)
    assert not any(row.kink for row in rows)


def test_the_kink_of_an_absolute_error_is_one_too():
    network = Network(Dense(1, 1))
    network.parameters[:] = [1, 0]
    rows = check_gradients(
        network, MeanAbsoluteError(), [[1.0]], [[1 - 5e-6]], report=True
    )
    assert all(row.kink for row in rows)


def test_a_mistake_is_no_kink(rng):
    for layer in (WrongNorm(6), SilentDropout(0.4)):
        rows = check_gradients(*case(layer, rng), training=True, report=True)
        wrong = [row for row in rows if row.measured and row.error > 1e-7]
        assert wrong
        assert not any(row.kink for row in wrong)


def test_the_smallest_mistake_is_no_kink():
    # The loss is a square: it bends, and at a tenth of the step by a tenth.
    class Off(Dense):
        def backward(self, d_outputs, d_inputs=True):
            slopes = super().backward(d_outputs, d_inputs)
            self.d_biases *= 1 + 4e-7
            return slopes

    network = Network(Off(1, 1))
    network.parameters[:] = [2, 1]
    data = MeanSquaredError(), [[3.0]], [[4.0]]
    *_, row = check_gradients(network, *data, 1e-3, report=True)
    assert row.error == pytest.approx(2e-7, rel=1e-3)
    assert not row.kink


def test_kinks_are_looked_for_where_an_array_fails(rng):
    class Watched(SoftmaxCrossEntropy):
        looks = 0

        def forward(self, predictions, targets):
            type(self).looks += 1
            return super().forward(predictions, targets)

    def looks(last, report):
        network, _, *data = case(Linear(), rng, last=last)
        before = Watched.looks
        check_gradients(network, Watched(), *data, report=report)
        return Watched.looks - before

    usual = looks(Dense, False)
    assert usual == looks(Dense, True)
    # Three biases are wrong: two more looks at each, and one in between.
    assert usual + 7 == looks(WrongSign, False) == looks(WrongSign, True)


# What it leaves behind


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("report", [False, True])
def test_a_check_changes_nothing_but_the_gradients(training, report, rng):
    network = Network(
        Dense(4, 6, rng=rng), BatchNorm(6), Dropout(rng=rng), Dense(6, 3)
    )
    X, y = rng.normal(size=(5, 4)), rng.integers(0, 3, 5)
    loss = SoftmaxCrossEntropy()
    network.forward(X, training=True)
    before, twin = pickle.dumps(network), copy.copy(network)
    check_gradients(network, loss, X, y, training=training, report=report)
    loss.forward(twin.forward(X, training), y)
    twin.backward(loss.backward())
    np.testing.assert_array_equal(network.gradients, twin.gradients)
    network.gradients[:] = 0
    assert pickle.dumps(network) == before


def test_every_look_in_training_draws_the_same_mask(rng):
    masks = set()

    class Watched(Dropout):
        def forward(self, inputs, training=False):
            outputs = super().forward(inputs, training)
            if training:
                masks.add(self.mask.tobytes())
            return outputs

    check_gradients(*case(Watched(0.5), rng), training=True)
    assert len(masks) == 1


def test_the_check_takes_sequences(rng):
    network = Network(Dense(4, 5, rng=rng), LayerNorm(5), Dense(5, 3, rng=rng))
    X, y = rng.normal(size=(3, 2, 4)), rng.integers(0, 3, (3, 2))
    assert check_gradients(network, SoftmaxCrossEntropy(), X, y) < 1e-7


class Letters(Layer):
    """A row of a table for each of four symbols."""

    symbols, n_outputs = 4, 2

    def __init__(self, rng):
        self.register(table=rng.normal(size=(4, 2)))

    def forward(self, inputs, training=False):
        self.inputs = inputs
        return self.table[inputs]

    def backward(self, d_outputs, d_inputs=True):
        assert not d_inputs
        slopes = np.zeros_like(self.table)
        np.add.at(slopes, self.inputs, d_outputs)
        self.d_table = slopes


def test_of_symbols_only_the_parameters_are_compared(rng):
    network = Network(Letters(rng), Dense(2, 3, rng=rng))
    X, y = np.array([[0, 1], [2, 2], [3, 0]]), rng.integers(0, 3, (3, 2))
    given = network, SoftmaxCrossEntropy(), X, y
    names = [row.name for row in check_gradients(*given, report=True)]
    assert names == ["0.table", "1.weights", "1.biases"]
    assert check_gradients(*given) < 1e-7
    np.testing.assert_array_equal(X, [[0, 1], [2, 2], [3, 0]])


def test_a_loss_that_is_infinite_is_refused_before_anything_is_compared():
    network = Network(Softmax())
    data = np.array([[0.0, 2000.0]]), np.array([0])  # the truth gets exactly 0
    with pytest.raises(ValueError, match="the loss is inf, which has no slope"):
        check_gradients(network, CategoricalCrossEntropy(), *data)
