"""Activations by hand, at their kinks and at their ends."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnfs import LeakyReLU, Linear, ReLU, Sigmoid, Softmax, Step, Tanh
from tests.package.tables import ACTIVATIONS

scores = arrays(
    float, (3, 4), elements=st.floats(-1e300, 1e300, allow_nan=False)
)
mild = arrays(float, (3, 4), elements=st.floats(-20, 20, allow_nan=False))


def row(*values):
    return np.array([values], dtype=float)


FORWARD = [  # inputs and outputs
    (Step, row(-2, -0.0, 0, 1e-300, 3), row(0, 0, 0, 1, 1)),
    (Linear, row(-2, 0, 3), row(-2, 0, 3)),
    (ReLU, row(-2, 0, 3), row(0, 0, 3)),
    (LeakyReLU, row(-2, 0, 3), row(-0.02, 0, 3)),
    (lambda: LeakyReLU(0.5), row(-2, 0, 3), row(-1, 0, 3)),
    (lambda: LeakyReLU(0), row(-2, 0, 3), row(0, 0, 3)),
    # e^0 / (1 + e^0) = 1/2; for x = ln 3, 3 / (1 + 3) = 3/4.
    (Sigmoid, row(0, math.log(3), -math.log(3)), row(0.5, 0.75, 0.25)),
    # (e^2x - 1) / (e^2x + 1) at x = ln 2: (4 - 1) / (4 + 1) = 0.6.
    (Tanh, row(0, math.log(2), -math.log(2)), row(0, 0.6, -0.6)),
    # e^0 : e^ln2 : e^ln5 = 1 : 2 : 5, of 8.
    (
        Softmax,
        row(0, math.log(2), math.log(5)),
        row(0.125, 0.25, 0.625),
    ),
]
BACKWARD = [  # inputs, gradient of the outputs, gradient of the inputs
    (Step, row(-2, 0, 3), row(5, 5, 5), row(0, 0, 0)),
    (Linear, row(-2, 0, 3), row(5, 6, 7), row(5, 6, 7)),
    # The slope at the kink is taken from the left.
    (ReLU, row(-2, 0, 3), row(5, 6, 7), row(0, 0, 7)),
    (lambda: LeakyReLU(0.5), row(-2, 0, 3), row(5, 6, 7), row(2.5, 3, 7)),
    # y (1 - y): 1/4 at 0, 3/4 * 1/4 = 3/16 at ln 3.
    (Sigmoid, row(0, math.log(3)), row(8, 16), row(2, 3)),
    # 1 - y^2: 1 at 0, 1 - 0.36 = 0.64 at ln 2.
    (Tanh, row(0, math.log(2)), row(3, 100), row(3, 64)),
    # y = (1/8, 2/8, 5/8), d = (8, 0, 0): d.y = 1, y (d - 1) =
    # (7/8, -2/8, -5/8).
    (
        Softmax,
        row(0, math.log(2), math.log(5)),
        row(8, 0, 0),
        row(0.875, -0.25, -0.625),
    ),
]


def test_every_activation_is_worked_by_hand():
    for table, cases in (("FORWARD", FORWARD), ("BACKWARD", BACKWARD)):
        worked = {type(make()).__name__ for make, *_ in cases}
        names = {type(make()).__name__ for make in ACTIVATIONS.values()}
        assert not names - worked, (
            f"nobody has worked {', '.join(sorted(names - worked))} by hand: "
            f"add a case to {table} in tests/package/{Path(__file__).name}"
        )


@pytest.mark.parametrize(("make", "inputs", "outputs"), FORWARD)
def test_forward_by_hand(make, inputs, outputs):
    np.testing.assert_allclose(make().forward(inputs), outputs, rtol=1e-15)


@pytest.mark.parametrize(("make", "inputs", "d_outputs", "d_inputs"), BACKWARD)
def test_backward_by_hand(make, inputs, d_outputs, d_inputs):
    layer = make()
    layer.forward(inputs)
    result = layer.backward(d_outputs)
    np.testing.assert_allclose(result, d_inputs, rtol=1e-14)


def test_softmax_product_is_the_product_with_its_jacobian(rng):
    layer = Softmax()
    y = layer.forward(rng.normal(size=(1, 5)))[0]
    jacobian = np.array(
        [
            [y[i] * ((i == j) - y[j]) for j in range(5)]  # row i: dy_i / dx_j
            for i in range(5)
        ]
    )
    d = rng.normal(size=(1, 5))
    np.testing.assert_allclose(layer.backward(d), d @ jacobian, rtol=1e-12)


@given(scores)
def test_softmax_rows_are_probabilities(x):
    with np.errstate(over="ignore"):  # 1e300 - (-1e300) stays finite
        y = Softmax().forward(x)
    assert np.all((y >= 0) & (y <= 1))
    np.testing.assert_allclose(y.sum(axis=1), 1, rtol=1e-14)
    np.testing.assert_array_equal(
        np.take_along_axis(y, x.argmax(axis=1, keepdims=True), 1)[:, 0],
        y.max(axis=1),
    )


@given(mild, st.floats(-1000, 1000))
def test_softmax_does_not_see_a_shift(x, shift):
    layer = Softmax()
    np.testing.assert_allclose(
        layer.forward(x + shift), layer.forward(x), rtol=1e-9, atol=1e-12
    )


@given(scores)
def test_sigmoid_is_symmetric_and_stays_in_its_interval(x):
    layer = Sigmoid()
    y = layer.forward(x)
    assert np.all((y >= 0) & (y <= 1))
    np.testing.assert_allclose(layer.forward(-x), 1 - y, atol=1e-15)


def test_sigmoid_keeps_its_small_values():
    # For x = -700 the sigmoid is e^-700, far from underflow.
    small = Sigmoid().forward(row(-700.0))[0, 0]
    assert small == pytest.approx(math.exp(-700), rel=1e-12)


@given(mild)
def test_tanh_is_a_stretched_sigmoid(x):
    np.testing.assert_allclose(
        Tanh().forward(x), 2 * Sigmoid().forward(2 * x) - 1, atol=1e-14
    )


@given(scores)
def test_relu_and_its_mirror_make_the_whole(x):
    layer = ReLU()
    np.testing.assert_array_equal(layer.forward(x) - layer.forward(-x), x)


def test_leaky_relu_prints_its_slope():
    assert repr(LeakyReLU(0.2)) == "LeakyReLU(slope=0.2)"


def test_a_bad_slope_is_named():
    with pytest.raises(ValueError, match=r"^slope must be in \[0, 1\)"):
        LeakyReLU(1)


def test_step_keeps_the_type():
    assert Step().forward(np.ones((1, 2), np.float32)).dtype == np.float32
