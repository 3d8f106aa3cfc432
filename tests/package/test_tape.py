"""The tape: every operation, both ways, and what it refuses."""

import copy
import functools
import gc
import math
import pickle
import threading
import weakref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnfs import (
    Adam,
    Dense,
    MeanSquaredError,
    Network,
    SoftmaxCrossEntropy,
    Tanh,
    check_gradients,
    complex_step_gradient,
    fit,
    numerical_gradient,
    tape,
)
from nnfs.automatic import Automatic
from nnfs.gradient_check import relative_error
from nnfs.input_checks import following, taping

COLUMN = np.array([[2], [0], [2], [1]])
MASK = np.array([[True, False, True], [False, False, True]])

# name: (function of arrays, their shapes), at positive numbers.
OPERATIONS = {
    "exp": (tape.exp, (2, 3)),
    "log": (tape.log, (2, 3)),
    "tanh": (tape.tanh, (2, 3)),
    "reciprocal": (tape.reciprocal, (2, 3)),
    **{
        f"power {n}": (lambda x, n=n: tape.power(x, n), (2, 3))
        for n in (-2, -1, -0.5, 0, 0.5, 1, 2, 3.5)
    },
    "transpose": (tape.transpose, (4, 2, 3)),
    "reorder": (lambda x: tape.reorder(x, (1, 2, 0)), (4, 2, 3)),
    "reorder from the end": (lambda x: tape.reorder(x, (-1, 0, -2)), (4, 2, 3)),
    "T": (lambda x: x.T, (4, 2, 3)),
    "reshape": (lambda x: tape.reshape(x, (3, -1)), (2, 3)),
    "reshape to a row": (lambda x: tape.reshape(x, -1), (2, 3)),
    "spread": (lambda x: tape.spread(x, (4, 2, 3)), (2, 1)),
    "gather": (lambda x: tape.gather(x, (2, 1)), (4, 2, 3)),
    "gather to a number": (lambda x: tape.gather(x, ()), (4, 2, 3)),
    "gather nothing": (lambda x: tape.gather(x, (2, 3)), (2, 3)),
    "pick a row": (lambda x: x[1], (2, 3)),
    "pick a number": (lambda x: x[1, 2], (2, 3)),
    "pick a part": (lambda x: x[:, 1:], (2, 3)),
    "pick a new axis": (lambda x: x[None, ..., 0], (2, 3)),
    "pick backwards": (lambda x: x[::-1], (2, 3)),
    "pick twice": (lambda x: x[[1, 1, 0]], (2, 3)),
    "pick labels": (lambda x: x[np.arange(2), np.array([2, 0])], (2, 3)),
    "pick by columns": (lambda x: x[:, COLUMN], (2, 3)),
    "pick by a mask": (lambda x: x[MASK], (2, 3)),
    "scatter": (lambda x: tape.scatter(x, [1, 1], (4, 3)), (2, 3)),
    "scatter to a part": (lambda x: tape.scatter(x, np.s_[:2], (4, 3)), (2, 3)),
    "add": (tape.add, (2, 3), (2, 3)),
    "add a row": (lambda a, b: a + b, (2, 3), (3,)),
    "add a column": (lambda a, b: a + b, (2, 3), (2, 1)),
    "add to a row": (lambda a, b: a + b, (3,), (2, 3)),
    "add both ways": (lambda a, b: a + b, (2, 1), (3,)),
    "add a number": (lambda a, b: a + b, (2, 3), ()),
    "subtract": (lambda a, b: a - b, (2, 3), (3,)),
    "negative": (lambda a: -a, (2, 3)),
    "multiply": (tape.multiply, (2, 3), (2, 3)),
    "multiply by a row": (lambda a, b: a * b, (2, 3), (3,)),
    "multiply both ways": (lambda a, b: a * b, (2, 1), (4, 1, 3)),
    "divide": (lambda a, b: a / b, (2, 3), (2, 1)),
    "divide a constant": (lambda a: 2 / a, (2, 3)),
    "divide by integers": (lambda a: a / np.array([1, 2, 3]), (2, 3)),
    "matmul": (tape.matmul, (2, 3), (3, 4)),
    "matmul of stacks": (lambda a, b: a @ b, (5, 2, 3), (5, 3, 4)),
    "matmul of a stack": (lambda a, b: a @ b, (5, 2, 3), (3, 4)),
    "matmul with a stack": (lambda a, b: a @ b, (2, 3), (5, 3, 4)),
    "matmul spread": (lambda a, b: a @ b, (5, 1, 2, 3), (4, 3, 2)),
    "total": (tape.total, (2, 3)),
    "total of rows": (lambda x: tape.total(x, axis=1), (2, 3)),
    "total of columns": (lambda x: tape.total(x, axis=-2), (4, 2, 3)),
    "total, kept": (lambda x: tape.total(x, 1, keepdims=True), (4, 2, 3)),
    "total of all, kept": (lambda x: tape.total(x, keepdims=True), (4, 2)),
    "the same twice": (lambda x: x * x + x, (2, 3)),
    "checkpoint": (tape.checkpoint(lambda a, b: a * tape.tanh(b)), (2,), (2,)),
}
CASES = pytest.mark.parametrize("name", OPERATIONS)


def case(name, seed=0):
    """Return a number made of an operation, its arrays, and directions."""
    function, *shapes = OPERATIONS[name]
    rng = np.random.default_rng(seed)
    arrays = [rng.uniform(0.5, 2, shape) for shape in shapes]
    outputs = np.asarray(function(*arrays))
    shares = rng.normal(size=outputs.shape)
    return function, arrays, shares, [rng.normal(size=s) for s in shapes]


def alone(function, arrays, i, shares):
    """Return the weighted sum of outputs as a function of one array."""

    def of_one(x):
        given = [*arrays[:i], x, *arrays[i + 1 :]]
        return np.sum(function(*given) * shares)

    return of_one


@CASES
def test_values_are_those_of_plain_arrays(name):
    function, arrays, _, _ = case(name)
    outputs, _ = tape.record(function, *arrays)
    expected = function(*arrays)
    np.testing.assert_allclose(outputs, expected, rtol=1e-15)
    assert outputs.shape == np.shape(expected)
    assert type(outputs) is np.ndarray


@CASES
def test_slopes_against_central_differences(name):
    function, arrays, shares, _ = case(name)
    slopes = tape.record(function, *arrays)[1](shares)
    for i, x in enumerate(arrays):
        measured = numerical_gradient(alone(function, arrays, i, shares), x)
        assert slopes[i].shape == x.shape
        np.testing.assert_allclose(slopes[i], measured, rtol=1e-7, atol=1e-9)


@CASES
def test_slopes_against_the_complex_step(name):
    function, arrays, shares, _ = case(name)
    slopes = tape.record(function, *arrays)[1](shares)
    for i, x in enumerate(arrays):
        of_one = alone(function, arrays, i, shares)
        np.testing.assert_allclose(
            slopes[i],
            complex_step_gradient(of_one, x),
            rtol=1e-12,
            atol=1e-13,
        )


@CASES
def test_forward_agrees_with_reverse(name):
    function, arrays, shares, directions = case(name)
    slopes = tape.record(function, *arrays)[1](shares)
    for i, direction in enumerate(directions):

        def of_one(x, i=i):
            return function(*arrays[:i], x, *arrays[i + 1 :])

        value, rate = tape.change(of_one, arrays[i], direction)
        np.testing.assert_allclose(value, function(*arrays), rtol=1e-15)
        assert np.vdot(rate, shares) == pytest.approx(
            np.vdot(slopes[i], direction), rel=1e-12, abs=1e-13
        )


@CASES
def test_slopes_have_slopes(name):
    """Forward over reverse, reverse over reverse and reverse over forward."""
    function, arrays, shares, directions = case(name)
    for i, direction in enumerate(directions):

        def number(x, i=i):
            y = function(*arrays[:i], x, *arrays[i + 1 :])
            return tape.total(y * y * shares)

        x = arrays[i]
        product = tape.hessian_product(number, x, direction)
        twice = tape.gradient(
            lambda x, number=number, v=direction: tape.total(
                tape.gradient(number)(x) * v
            )
        )
        along = tape.gradient(
            lambda x, number=number, v=direction: tape.change(number, x, v)[1]
        )
        step = 1e-5 * direction
        measured = tape.gradient(number)(x + step) - tape.gradient(number)(
            x - step
        )
        size = 1e-12 * max(1, np.abs(product).max())
        np.testing.assert_allclose(twice(x), product, rtol=1e-12, atol=size)
        np.testing.assert_allclose(along(x), product, rtol=1e-12, atol=size)
        np.testing.assert_allclose(
            measured / 2e-5, product, rtol=1e-6, atol=1e-7
        )


@CASES
def test_backward_twice_is_right_and_linear(name):
    function, arrays, a, _ = case(name)
    b = np.random.default_rng(1).normal(size=a.shape)
    _, backward = tape.record(function, *arrays)
    first, again, other = backward(a), backward(a), backward(b)
    both = backward(2 * a - 3 * b)
    for one, same, two, sum_ in zip(first, again, other, both, strict=True):
        np.testing.assert_array_equal(one, same)
        np.testing.assert_allclose(sum_, 2 * one - 3 * two, atol=1e-12)


@CASES
def test_float32_stays_float32(name):
    function, arrays, shares, _ = case(name)
    narrow = [x.astype(np.float32) for x in arrays]
    outputs, backward = tape.record(function, *narrow)
    whole = name == "divide by integers"  # NumPy makes float64 of int64
    assert outputs.dtype == (np.float64 if whole else np.float32)
    found = backward(shares.astype(np.float32))
    expected = tape.record(function, *arrays)[1](shares)
    for one, other in zip(found, expected, strict=True):
        assert one.dtype == np.float32
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


def test_direct_calls_and_operators_are_one(rng):
    a, b = rng.normal(size=(2, 3, 3))
    pairs = {
        np.exp: lambda a, b: tape.exp(a) + np.exp(b),
        np.tanh: lambda a, b: tape.tanh(a) + np.tanh(b),
        np.multiply: lambda a, b: tape.multiply(a, b) - np.multiply(a, b),
        np.matmul: lambda a, b: tape.matmul(a, b) - np.matmul(a, b),
        np.add: lambda a, b: tape.add(a, b) - np.add(b, a),
        np.power: lambda a, b: tape.power(a, 3) - np.power(a, 3),
        np.subtract: lambda a, b: np.subtract(a, b) + (b - a),
        np.divide: lambda a, b: np.divide(a, b) - a / b,
        np.negative: lambda a, b: np.negative(a) + a,
        np.log: lambda a, b: np.log(a * a) - tape.log(a * a),
    }
    for function, zero in pairs.items():
        value, backward = tape.record(zero, a, b)
        slopes = backward(np.ones((3, 3)))
        if function in (np.exp, np.tanh):
            slope = {np.exp: np.exp, np.tanh: lambda x: 1 - np.tanh(x) ** 2}
            expected = [slope[function](a), slope[function](b)]
            np.testing.assert_allclose(slopes, expected)
        else:
            np.testing.assert_allclose([value, *slopes], 0, atol=1e-15)


# Operations of one's own: made here, since those of the module are made once


def holds(function, *arrays, expected):
    """Hold an operation to Jacobians that are known, both ways, and again."""
    outputs, backward = tape.record(function, *arrays)
    shares = np.random.default_rng(1).normal(size=outputs.shape)
    slopes = backward(shares)
    np.testing.assert_allclose(outputs, function(*arrays))
    for i, (x, jacobian) in enumerate(zip(arrays, expected, strict=True)):
        jacobian = np.reshape(jacobian, (outputs.size, x.size))
        np.testing.assert_allclose(
            slopes[i].ravel(), shares.ravel() @ jacobian, atol=1e-14
        )

        def of_one(y, i=i):
            return function(*arrays[:i], y, *arrays[i + 1 :])

        _, rate = tape.change(of_one, x, np.cos(x))
        np.testing.assert_allclose(
            rate.ravel(), jacobian @ np.cos(x).ravel(), atol=1e-14
        )

        def curved(y, of_one=of_one):
            return tape.total(of_one(y * y) ** 2)

        step = 1e-5 * np.cos(x)
        apart = tape.gradient(curved)(x + step) - tape.gradient(curved)(
            x - step
        )
        np.testing.assert_allclose(
            tape.hessian_product(curved, x, np.cos(x)), apart / 2e-5, rtol=1e-5
        )


A = np.array([[0.5, 1.0, 2.0], [1.5, 0.7, 0.3]])
B = np.array([[2.0, 0.4, 1.0], [0.6, 0.9, 3.0]])


def test_an_elementwise_operation_of_your_own():
    def both():
        sin = tape.elementwise(np.sin, lambda y, x: cos(x))
        cos = tape.elementwise(np.cos, lambda y, x: -sin(x))
        return sin

    holds(both(), A, expected=[np.diag(np.cos(A).ravel())])

    def scaled(x, n):
        return n * x**2

    scaled = tape.elementwise(scaled, lambda y, x, n: 2 * n * x)
    slopes = np.diag(6 * A.ravel())
    holds(lambda x: scaled(x, 3), A, expected=[slopes])
    root = tape.elementwise(np.sqrt, lambda y, x: 0.5 / y)  # of the output
    holds(root, A, expected=[np.diag(0.5 * A.ravel() ** -0.5)])
    with pytest.raises(TypeError, match=r"^scaled follows its array, and no"):
        tape.record(lambda x: scaled(x, x), A)


def test_a_linear_operation_of_your_own():
    weights = np.array([[1.0, 2.0], [0.0, 1.0], [3.0, 0.0]])

    def times(x, matrix):
        return x @ matrix

    mix = tape.linear(times, lambda d, x, matrix: mix(d, matrix.T))
    jacobian = np.kron(np.eye(2), weights.T)
    holds(lambda x: mix(x, weights), A, expected=[jacobian])


def test_a_product_of_your_own():
    times = tape.product(
        np.multiply, lambda d, a, b: times(d, b), lambda d, a, b: times(a, d)
    )
    expected = [np.diag(B.ravel()), np.diag(A.ravel())]
    holds(times, A, B, expected=expected)
    spread = tape.product(  # a rule asks its own input for a shape
        np.multiply,
        lambda d, a, b: tape.gather(d * b, a.shape),
        lambda d, a, b: tape.gather(d * a, b.shape),
    )
    column = A[:, :1]
    by_column = np.vstack([np.diag(row) for row in np.repeat(column, 3, 1)])
    by_row = np.kron(np.eye(2), B[:1].T)
    for function, arrays, expected in (
        (spread, (column, B[0]), (by_row, by_column)),
        (lambda b, a: spread(a, b), (B[0], column), (by_column, by_row)),
    ):
        outputs, backward = tape.record(function, *arrays)
        d = np.cos(outputs)
        for found, jacobian in zip(backward(d), expected, strict=True):
            np.testing.assert_allclose(found.ravel(), d.ravel() @ jacobian)


def test_an_operation_of_your_own_of_two_kinds():
    """a^2 b: bent in one input, linear in the other."""
    bent = tape.operation(
        lambda a, b: a * a * b,
        (lambda d, y, a, b: d * 2 * a * b, lambda c, y, a, b: c * 2 * a * b),
        (lambda d, y, a, b: d * y / b, lambda c, y, a, b: c * a * a),
    )
    expected = [np.diag((2 * A * B).ravel()), np.diag((A * A).ravel())]
    holds(bent, A, B, expected=expected)


def test_an_operation_of_your_own_that_spreads():
    rules = (lambda d, y, a, b: d / 2,) * 2
    middle = tape.operation(lambda a, b: (a + b) / 2, rules, rules)
    middle = tape.broadcast(middle)
    half = np.eye(6) / 2
    row = np.kron(np.ones((2, 1)), np.eye(3)) / 2
    holds(middle, A, B, expected=[half, half])
    holds(middle, A, B[0], expected=[half, row])
    holds(middle, A[0], B, expected=[row, half])


def test_a_checkpoint_of_your_own():
    part = tape.checkpoint(lambda a, b: a * b + b)
    expected = [np.diag(B.ravel()), np.diag(A.ravel() + 1)]
    holds(part, A, B, expected=expected)


def test_an_operator_goes_straight_to_its_rule(monkeypatch):
    """Made here, as the module makes it when it is read."""

    class Own(following.Followed):
        rules = {np.subtract: lambda *inputs: inputs}

    monkeypatch.setattr(following, "Followed", Own)
    following._straight("sub", np.subtract)
    x = Own()
    assert x - 3 == (x, 3)
    assert 3 - x == (3, x)
    assert [3] - x == ([3], x)


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [None, 0, -1])
def test_a_total_is_numpys_sum(axis, keepdims, rng):
    x = rng.normal(size=(4, 2, 3))
    found = tape.total(x, axis, keepdims)
    expected = x.sum(axis=axis, keepdims=keepdims)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("index", "once"),
    [
        (1, True),
        (np.int64(1), True),
        (np.s_[1:], True),
        (np.s_[0, ::2], True),
        (np.s_[..., None], True),
        ([1, 1], False),
        (np.s_[0, [1, 1]], False),
        (np.array([True, False]), False),
    ],
)
def test_only_what_may_repeat_is_put_one_by_one(index, once):
    # The results are the same; one by one takes many times as long.
    assert taping.picks_once(index) == once


def test_a_rule_of_your_own_leaves_those_of_the_tape_alone():
    before = dict(tape.RULES)
    tape.elementwise(np.exp, lambda y, x: 0 * y)
    tape.broadcast(tape.product(np.add, lambda d, a, b: d, lambda d, a, b: d))
    assert before == tape.RULES
    assert tape.gradient(np.exp)(0.0) == 1


# Derivatives that are known


def test_by_hand():
    """The circuit of chapter 5, and one that meets a result twice."""
    outputs, backward = tape.record(
        lambda x, y, z: (x + y) * z, -2.0, 5.0, -4.0
    )
    assert outputs == -12
    assert backward(1.0) == [-4, -4, 3]

    def doubled(a):
        b = a + a
        return b + b

    assert tape.gradient(doubled)(3.0) == 4


def test_each_of_several_arrays_has_slopes():
    of_a, of_b = tape.gradient(lambda a, b: a * b**2)(5.0, 3.0)
    assert (of_a, of_b) == (9, 30)


def test_second_and_third_derivatives():
    first = tape.gradient(lambda x: x**4)
    second, third = tape.gradient(first), tape.gradient(tape.gradient(first))
    assert [first(2.0), second(2.0), third(2.0)] == [32, 48, 48]
    assert tape.gradient(third)(2.0) == 24
    assert tape.gradient(tape.gradient(third))(2.0) == 0

    bent = tape.tanh
    y = math.tanh(0.3)
    known = [1 - y**2, -2 * y * (1 - y**2), (6 * y**2 - 2) * (1 - y**2)]
    for value in known:
        bent = tape.gradient(bent)
        assert bent(0.3) == pytest.approx(value, rel=1e-14)

    growth = tape.exp
    for _ in range(6):
        growth = tape.gradient(growth)
    assert growth(1.0) == pytest.approx(math.e, rel=1e-15)

    logarithm, value = tape.log, -1.0
    for n in range(1, 6):
        logarithm, value = tape.gradient(logarithm), -value * max(n - 1, 1)
        assert logarithm(2.0) == pytest.approx(value / 2**n, rel=1e-14)


def test_a_power_has_all_its_derivatives_at_zero():
    slopes = lambda x: x**2  # noqa: E731
    for value in (0, 2, 0, 0):
        slopes = tape.gradient(slopes)
        assert slopes(0.0) == value


def test_no_perturbation_is_confused():
    """Siskind and Pearlmutter 2005: d/dx (x d/dy (x + y)) is 1."""

    def reverse(f, x):
        return tape.gradient(f)(x)

    def forward(f, x):
        return tape.change(f, x, 1.0)[1]

    def nested(outer, inner):
        assert outer(lambda x: x * inner(lambda y: x + y, 1.0), 1.0) == 1
        assert outer(lambda x: inner(lambda y: x * y * y, x), 3.0) == 12
        assert outer(lambda x: inner(lambda y: x * x, 1.0) + x, 1.0) == 1

    for outer in (reverse, forward):
        for inner in (reverse, forward):
            nested(outer, inner)


def test_a_constant_inside_keeps_its_slope_outside():
    def outer(x):
        return tape.record(lambda y: x * x, 1.0)[0]

    assert tape.gradient(outer)(3.0) == 6
    assert (
        tape.gradient(lambda x: tape.change(lambda y: x * x, 1.0, 1.0)[0])(3.0)
        == 6
    )


def test_slopes_of_slopes_handed_in():
    """Slopes that an inner walk is given may be followed by an outer one."""

    def outer(x):
        _, backward = tape.record(lambda y: y**3, 2.0)
        return backward(x * x)[0]

    assert tape.gradient(outer)(5.0) == 2 * 5 * 12


def test_what_is_not_used_has_slopes_of_zero(rng):
    x, y = rng.normal(size=(2, 3)).astype(np.float32)
    outputs, backward = tape.record(lambda x, y: x * 2, x, y)
    zeros = backward(outputs)[1]
    assert zeros.dtype == np.float32
    assert not zeros.any()
    outputs, backward = tape.record(lambda x: np.ones(2), x)
    np.testing.assert_array_equal(backward([1, 1]), np.zeros((1, 3)))
    value, rate = tape.change(lambda x: np.ones(2), x, y)
    np.testing.assert_array_equal([value, rate], [[1, 1], [0, 0]])
    assert tape.record(lambda: np.ones(2))[1]([1, 1]) == []
    outputs, backward = tape.record(lambda x: x, x)
    np.testing.assert_array_equal(backward(y), [y])
    assert not np.shares_memory(outputs, x)


def network_as_a_function(network):
    """Return the same as a plain function of its parameters."""
    first, _, last = network.layers

    def scores(X, w1, b1, w2, b2):
        return tape.tanh(X @ w1 + b1) @ w2 + b2

    return scores, [first.weights, first.biases, last.weights, last.biases]


def cross_entropy(z, labels):
    z = z - tape.plain(z).max(axis=1, keepdims=True)
    sums = tape.log(tape.total(tape.exp(z), axis=1))
    return tape.total(sums - z[np.arange(len(labels)), labels]) / len(labels)


@pytest.fixture
def network(rng):
    network = Network(Dense(4, 5, rng=rng), Tanh(), Dense(5, 3, rng=rng))
    network.parameters[:] = rng.normal(size=network.parameters.size)
    return network


def test_it_finds_what_the_layers_find(network, rng):
    X, labels = rng.normal(size=(7, 4)), rng.integers(0, 3, 7)
    loss = SoftmaxCrossEntropy()
    value = loss.forward(network.forward(X), labels)
    network.backward(loss.backward())
    scores, arrays = network_as_a_function(network)
    found, backward = tape.record(
        lambda *arrays: cross_entropy(scores(X, *arrays), labels), *arrays
    )
    assert found == pytest.approx(value, rel=1e-14)
    slopes = np.concatenate([slope.ravel() for slope in backward(1.0)])
    assert relative_error(slopes, network.gradients) < 1e-14


def test_hessian_product_is_a_row_of_the_hessian(rng):
    X, y = rng.normal(size=(6, 3)), rng.normal(size=6)

    def loss(w):
        errors = tape.tanh(X @ tape.reshape(w, (3, 1)))[:, 0] - y
        return tape.total(errors * errors)

    w = rng.normal(size=3)
    hessian = np.array([tape.hessian_product(loss, w, e) for e in np.eye(3)])
    np.testing.assert_allclose(hessian, hessian.T, rtol=1e-13)
    for i in range(3):
        measured = numerical_gradient(
            lambda w, i=i: tape.gradient(loss)(w)[i], w
        )
        np.testing.assert_allclose(hessian[i], measured, rtol=1e-8)
    v = rng.normal(size=3)
    np.testing.assert_allclose(
        tape.hessian_product(loss, w, v), hessian @ v, rtol=1e-13
    )


# Expressions drawn at random


@st.composite
def expressions(draw):
    """Draw arrays, and a function that shares results and broadcasts."""
    shapes = draw(
        st.lists(
            st.sampled_from([(), (3,), (2, 3), (2, 1), (1, 3), (4, 2, 3)]),
            min_size=1,
            max_size=3,
        )
    )
    steps = draw(
        st.lists(
            st.tuples(
                st.sampled_from("+-*/etlpgmsxk"),
                st.integers(0, 20),
                st.integers(0, 20),
            ),
            min_size=1,
            max_size=8,
        )
    )
    seed = draw(st.integers(0, 2**32 - 1))

    def function(*arrays):
        found = list(arrays)
        for sign, i, j in steps:
            a, b = found[i % len(found)], found[j % len(found)]
            found.append(STEPS[sign](a, fitting(a, b)))
        # All count, so that none is left unseen.
        return sum((tape.total(one) for one in found[1:]), tape.total(found[0]))

    rng = np.random.default_rng(seed)
    return function, [rng.uniform(-1, 1, shape) for shape in shapes]


def fitting(a, b):
    """Return b, or its total where the two cannot be broadcast."""
    try:
        np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        return tape.total(b)
    return b


STEPS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * tape.tanh(b),
    "/": lambda a, b: a / (2 + tape.tanh(b)),
    "e": lambda a, b: tape.exp(tape.tanh(a)),
    "t": lambda a, b: tape.tanh(a),
    "l": lambda a, b: tape.log(2 + tape.tanh(a)),
    "p": lambda a, b: tape.tanh(a) ** 3,
    "g": lambda a, b: tape.total(a, axis=0) if a.shape else a * a,
    "m": lambda a, b: (
        tape.tanh(a) @ tape.transpose(a) if len(a.shape) > 1 else a * b
    ),
    "s": lambda a, b: a[[0, 0]] if a.shape else a * b,
    "x": lambda a, b: tape.reshape(a, -1) * 0.5,
    "k": lambda a, b: tape.checkpoint(lambda a, b: a * tape.tanh(a + b))(a, b),
}


@given(expressions())
@settings(max_examples=150)
def test_random_expressions(drawn):
    function, arrays = drawn
    value, backward = tape.record(function, *arrays)
    assert value == pytest.approx(float(function(*arrays)), rel=1e-13)
    slopes = backward(1.0)
    rng = np.random.default_rng(0)
    for i, x in enumerate(arrays):

        def of_one(x, i=i):
            return function(*arrays[:i], x, *arrays[i + 1 :])

        exact = complex_step_gradient(of_one, x)
        size = np.abs(exact).max() + 1
        assert slopes[i].shape == x.shape
        np.testing.assert_allclose(slopes[i], exact, rtol=0, atol=1e-11 * size)
        direction = rng.normal(size=x.shape)
        rate = tape.change(of_one, x, direction)[1]
        assert rate == pytest.approx(
            np.vdot(slopes[i], direction), rel=1e-12, abs=1e-12 * size
        )
        product = tape.hessian_product(of_one, x, direction)
        reverse = tape.gradient(
            lambda x, number=of_one, v=direction: tape.total(
                tape.gradient(number)(x) * v
            )
        )(x)
        scale = np.abs(product).max() + size
        np.testing.assert_allclose(reverse, product, rtol=0, atol=1e-11 * scale)


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (2, 0, 3)])
def test_axes_of_length_zero_are_refused(shape):
    empty = np.ones(shape)
    for call in (
        lambda: tape.record(tape.exp, empty),
        lambda: tape.record(tape.exp, np.ones(3), empty),
        lambda: tape.gradient(tape.total)(empty),
        lambda: tape.change(tape.exp, empty, empty),
        lambda: tape.record(lambda x: np.ones(shape), np.ones(3)),
    ):
        with pytest.raises(ValueError, match="are empty"):
            call()


# Nothing is kept where it can be changed


def test_what_the_caller_changes_later_does_not_count(rng):
    x, w = rng.normal(size=(2, 3, 3))
    index, shares = np.array([0, 2]), rng.normal(size=(2, 3))
    constant = w.copy()

    def function(x):
        return (x @ constant * constant + constant)[index]

    outputs, backward = tape.record(function, x)
    expected = backward(shares)[0].copy()
    seen = outputs.copy()
    outputs += 1
    x *= 2
    constant[:] = 0
    index[:] = 1
    slopes = backward(shares)
    np.testing.assert_array_equal(slopes[0], expected)
    slopes[0][:] = 7
    np.testing.assert_array_equal(backward(shares)[0], expected)
    assert not np.array_equal(outputs, seen)


def test_a_buffer_may_be_used_again(rng):
    x, buffer = rng.normal(size=3), np.empty(3)

    def function(x):
        for n in (1, 2, 3):
            buffer[:] = n
            x = x * buffer
        return tape.total(x)

    np.testing.assert_array_equal(tape.gradient(function)(x), [6, 6, 6])


def test_no_slopes_share_memory(rng):
    x, y = rng.normal(size=(2, 3))
    shares = rng.normal(size=3)
    a, b = tape.record(lambda x, y: x + y, x, y)[1](shares)
    assert not np.shares_memory(a, b)
    assert not np.shares_memory(a, shares)
    a += 1  # nor are they read-only
    np.testing.assert_array_equal(b, shares)
    value, rate = tape.change(lambda x: x, x, shares)
    assert not np.shares_memory(rate, shares)
    assert not np.shares_memory(value, x)


def test_plain_is_read_only(rng):
    x = rng.normal(size=3)

    def function(x):
        tape.plain(x)[0] = 5
        return x

    with pytest.raises(ValueError, match="read-only"):
        tape.record(function, x)
    assert tape.plain(2.0) == 2


def test_a_tape_is_forgotten_without_a_search():
    """It holds no circle, so it goes when `backward` goes."""

    class Watched(np.ndarray):
        pass

    seen = []

    def function(x):
        y = tape.tanh(x) * x
        seen.append(weakref.ref(y))
        return tape.total(y)

    gc.collect()
    gc.disable()
    try:
        _, backward = tape.record(function, np.ones(3))
        backward(1.0)
        del backward
        assert seen[0]() is None
    finally:
        gc.enable()


def test_a_long_chain():
    def chain(x):
        for _ in range(20_000):
            x = x + 1e-4 * x
        return x

    assert tape.gradient(chain)(1.0) == pytest.approx(1.0001**20_000, rel=1e-9)


def test_threads_do_not_meet():
    found = {}

    def run(n):
        for _ in range(50):
            slopes = tape.gradient(tape.gradient(lambda x: x**n))(2.0)
        found[n] = float(slopes)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(2, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: n * (n - 1) * 2 ** (n - 2) for n in range(2, 6)}


def test_an_error_leaves_nothing_open():
    before = dict(tape.TAPES)
    for call in (
        lambda f: tape.record(f, 1.0),
        lambda f: tape.change(f, 1.0, 1.0),
    ):
        with pytest.raises(ZeroDivisionError):
            call(lambda x: 1 // 0)
    assert before == tape.TAPES == {}


# Checkpoints


def counting(calls):
    def inner(w, x):
        calls.append(1)
        for _ in range(4):
            x = tape.tanh(x @ w)
        return x

    return inner


def test_a_checkpoint_runs_again_and_finds_the_same(rng):
    w, x = rng.normal(size=(3, 3)), rng.normal(size=(2, 3))
    calls = []
    inner = counting(calls)
    forgetful = tape.checkpoint(inner)

    def loss(part):
        return lambda w, x: tape.total(part(w, part(w, x)) ** 2)

    expected = tape.gradient(loss(inner))(w, x)
    calls.clear()
    found = tape.gradient(loss(forgetful))(w, x)
    assert len(calls) == 4  # twice forward, and once more each
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-15)
    v = rng.normal(size=w.shape)
    products = [
        tape.hessian_product(lambda w, p=p: loss(p)(w, x), w, v)
        for p in (inner, forgetful)
    ]
    np.testing.assert_allclose(*products, rtol=1e-11, atol=1e-14)
    rates = [
        tape.change(lambda w, p=p: p(w, x), w, v)[1] for p in (inner, forgetful)
    ]
    np.testing.assert_allclose(*rates, rtol=1e-12, atol=1e-15)
    np.testing.assert_array_equal(forgetful(w, x), inner(w, x))


def test_a_checkpoint_keeps_only_its_inputs(monkeypatch, rng):
    w, x = rng.normal(size=(3, 3)), rng.normal(size=(2, 3))
    made = []
    keep = tape.Variable.__init__

    def count(self, value, level, note):
        made.append(level)
        keep(self, value, level, note)

    monkeypatch.setattr(tape.Variable, "__init__", count)
    inner = counting([])
    for part, results in ((inner, 8), (tape.checkpoint(inner), 1)):
        made.clear()
        tape.record(part, w, x)
        assert len(made) == 2 + results


def test_a_checkpoint_refuses_what_it_was_not_given(rng):
    x, w = rng.normal(size=(2, 3, 3))
    match = "a checkpoint uses a followed array that it was not given.*: pass"

    def hidden(w):
        return tape.total(tape.checkpoint(lambda x: x @ w)(w))

    for call in (
        lambda: tape.gradient(hidden)(w),
        lambda: tape.gradient(
            lambda x: tape.gradient(
                lambda w: tape.total(tape.checkpoint(lambda x: x @ w)(x))
            )(w)[0, 0]
        )(x),
    ):
        with pytest.raises(ValueError, match=match):
            call()
    outside = tape.gradient(
        lambda w: tape.total(
            tape.gradient(
                lambda x: tape.total(tape.checkpoint(lambda x: x @ w)(x))
            )(x)
        )
    )(w)
    np.testing.assert_allclose(outside, np.full((3, 3), 3.0))


# What cannot be followed is refused, with what to write


def in_place(x):
    x += 1
    return x


def into_an_array(x):
    y = np.ones(3)
    y += x
    return y


def assigned(x):
    x[0] = 1.0
    return x


def deleted(x):
    del x[0]
    return x


def element(x):
    y = np.ones(3)
    y[:] = x
    return y


def leaves(x):
    return 1.0 if x[0] else 2.0


NO_SLOPE = "without a slope: write"
WRITES = "would write in place, where nothing can be followed: write x = np.add"
PLAIN = (
    r"it is no plain array.* write tape.plain\(x\), or a sum of tape.scatter"
)
NO_RULE = "has no rule that a tape could follow: write"
OWN = f"{NO_RULE} a rule for it: tape.elementwise"
REFUSALS = {
    "x += 1": (in_place, TypeError, WRITES),
    "array += x": (into_an_array, TypeError, WRITES),
    "x[0] =": (
        assigned,
        TypeError,
        "not written into: write a sum of tape.sca",
    ),
    "del x[0]": (deleted, TypeError, r"not written into: write x\[index\]"),
    "array[:] = x": (element, TypeError, PLAIN),
    "if x": (leaves, TypeError, rf"{NO_SLOPE} bool\(tape.plain\(x\)\)"),
    **{
        f"x {sign} 0": (
            lambda x, compare=compare: compare(x, 0),
            TypeError,
            rf"np.{name} {NO_RULE} tape.plain\(x\) {sign} y",
        )
        for sign, name, compare in (
            (">", "greater", lambda a, b: a > b),
            (">=", "greater_equal", lambda a, b: a >= b),
            ("<", "less", lambda a, b: a < b),
            ("<=", "less_equal", lambda a, b: a <= b),
            ("==", "equal", lambda a, b: a == b),
            ("!=", "not_equal", lambda a, b: a != b),
        )
    },
    "array > x": (
        lambda x: np.ones(3) > x,
        TypeError,
        rf"np.greater {NO_RULE} tape.plain\(x\) > y",
    ),
    "max(x)": (lambda x: max(x), TypeError, f"np.greater {NO_RULE}"),
    "float(x)": (lambda x: float(x[0]), TypeError, rf"{NO_SLOPE} float\(tape"),
    "int(x)": (lambda x: int(x[0]), TypeError, rf"{NO_SLOPE} int\(tape"),
    "complex(x)": (lambda x: complex(x[0]), TypeError, rf"{NO_SLOPE} complex"),
    "round(x)": (lambda x: round(x[0]), TypeError, rf"{NO_SLOPE} round\(float"),
    "round(x, 2)": (lambda x: round(x[0], 2), TypeError, f"{NO_SLOPE} round"),
    "{x: 1}": (lambda x: {x: 1}, TypeError, r"no key: write float\(tape.plain"),
    "math.exp(x)": (lambda x: math.exp(x[0]), TypeError, rf"{NO_SLOPE} float"),
    "list[x]": (lambda x: [1, 2][x[0]], TypeError, rf"{NO_SLOPE} int\(tape"),
    "array[x]": (
        lambda x: np.ones(3)[x],
        (TypeError, IndexError),
        "plain|valid",
    ),
    "x[x]": (lambda x: x[x], TypeError, r"write tape.plain\(...\) for it"),
    "np.array(x)": (lambda x: np.array(x), TypeError, PLAIN),
    "np.array([x, x])": (lambda x: np.array([x, x]), TypeError, PLAIN),
    "np.float64(x)": (lambda x: np.float64(x[0]), TypeError, PLAIN),
    "np.sin": (np.sin, TypeError, f"np.sin {OWN}"),
    "np.sqrt": (np.sqrt, TypeError, rf"np.sqrt {NO_RULE} x\*\*0.5"),
    "np.maximum": (
        lambda x: np.maximum(x, 0),
        TypeError,
        rf"np.maximum {NO_RULE} x \* \(tape.plain\(x\) > 0\)",
    ),
    "abs(x)": (abs, TypeError, rf"np.absolute {NO_RULE} x \* np.sign\(tape.pl"),
    "x // 2": (lambda x: x // 2, TypeError, f"np.floor_divide {OWN}"),
    "2 ** x": (lambda x: 2**x, TypeError, r"is tape.exp\(y \* tape.log\(x\)\)"),
    "x ** x": (lambda x: x**x, TypeError, r"is tape.exp\(y \* tape.log\(x\)\)"),
    "x ** array": (
        lambda x: x ** np.ones(3),
        TypeError,
        r"an exponent must be a number.*: .* write tape.exp\(y \* tape.log",
    ),
    "x ** True": (lambda x: x**True, TypeError, "an exponent must be a number"),
    "np.add.reduce": (
        np.add.reduce,
        TypeError,
        rf"np.add.reduce {NO_RULE} tape.total\(x\)",
    ),
    "np.add.at": (lambda x: np.add.at(x, 0, 1), TypeError, f"np.add.at {OWN}"),
    "np.exp(out=)": (
        lambda x: np.exp(x, out=np.ones(3)),
        TypeError,
        "np.exp would write in place",
    ),
    "np.exp(where=)": (
        lambda x: np.exp(x, where=x.shape == (3,)),
        TypeError,
        "np.exp has no rule with where: leave it out",
    ),
    "np.sum": (np.sum, TypeError, rf"np.sum {NO_RULE} tape.total\(x\)"),
    "np.mean": (np.mean, TypeError, rf"np.mean {NO_RULE} tape.total\(x\) / n"),
    "np.dot": (lambda x: np.dot(x, x), TypeError, f"np.dot {NO_RULE} x @ y"),
    "np.where": (
        lambda x: np.where(x, 1, 0),
        TypeError,
        rf"np.where {NO_RULE} x \* \(tape.plain\(x\) > 0\)",
    ),
    "np.concatenate": (
        lambda x: np.concatenate([x, x]),
        TypeError,
        f"np.concatenate {NO_RULE} a sum of tape.scatter",
    ),
    "np.einsum": (lambda x: np.einsum("i,i", x, x), TypeError, "np.einsum has"),
    "np.reshape": (
        lambda x: np.reshape(x, (1, 3)),
        TypeError,
        r"np.reshape .* write tape.reshape\(x, shape\)",
    ),
    "np.transpose": (
        np.transpose,
        TypeError,
        r"np.transpose .* write tape.reorder\(x, axes\)",
    ),
    "x.sum()": (
        lambda x: x.sum(),
        AttributeError,
        rf"the attribute sum {NO_RULE} tape.total\(x\)",
    ),
    "x.nonsense": (lambda x: x.nonsense, AttributeError, f"nonsense {OWN}"),
    "x @ x": (
        lambda x: x @ x,
        ValueError,
        r"a matrix has two axes.*\(3,\): write tape.reshape\(x, \(1, -1\)\)",
    ),
    "array @ x": (
        lambda x: np.ones((3, 3)) @ x,
        ValueError,
        "a matrix has two",
    ),
    "len(number)": (
        lambda x: len(x[0]),
        TypeError,
        "a single number has no len",
    ),
    "list(number)": (lambda x: list(x[0]), TypeError, "a single number has no"),
    "f'{x:.2f}'": (lambda x: f"{x:.2f}", TypeError, "unsupported format"),
    "a pair": (lambda x: (x, x), TypeError, "returned tuple, but one array is"),
    "nothing": (lambda x: None, TypeError, "returned NoneType, but one array"),
    "text": (lambda x: "1", TypeError, "returned str, but one array is expec"),
    "objects": (
        lambda x: np.array([None]),
        TypeError,
        "the outputs of the function must be real numbers",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
@pytest.mark.parametrize("mode", ["reverse", "forward", "nested"])
def test_what_is_refused(name, mode):
    function, error, match = REFUSALS[name]
    x = np.array([1.0, 2.0, 3.0])
    call = {
        "reverse": lambda f: tape.record(f, x),
        "forward": lambda f: tape.change(f, x, x),
        "nested": lambda f: tape.change(lambda x: tape.record(f, x)[0], x, x),
    }[mode]
    with pytest.raises(error, match=match):
        call(function)
    np.testing.assert_array_equal(x, [1, 2, 3])
    assert not tape.TAPES


def part(x):
    y = np.zeros(3)
    y[0] = x[0]
    return y


def filled(x):
    y = np.zeros(3)
    y.fill(x[0])
    return y


@pytest.mark.parametrize("function", [part, filled])
def test_where_numpy_speaks_the_cause_says_what_to_write(function):
    with pytest.raises(ValueError, match="setting an array element") as caught:
        tape.record(function, np.ones(3))
    said = str(caught.value.__cause__)
    assert "without a slope: write float(tape.plain(x)), or for a part" in said
    assert said.endswith("a sum of tape.scatter(x, index, shape)")


def test_what_is_left_of_a_call_that_ended_is_refused():
    left = []

    def leaves(x):
        left.append(x)
        return x * x

    match = "followed by a call that has ended: use it inside.*tape.plain"
    tape.record(leaves, 2.0)
    with pytest.raises(ValueError, match=match):
        left[0] * 2
    with pytest.raises(ValueError, match=match):
        tape.gradient(lambda y: y * left[0])(3.0)
    with pytest.raises(ValueError, match=match):
        tape.gradient(lambda y: left[0] * y)(3.0)
    assert tape.plain(left[0]) == 2
    assert repr(left[0]) == "Variable(array(2.))"


def test_slopes_of_another_shape_are_refused(rng):
    _, backward = tape.record(tape.exp, rng.normal(size=(2, 3)))
    for bad in (np.ones(3), np.ones((2, 3, 1)), 1.0):
        with pytest.raises(ValueError, match="d_outputs have shape"):
            backward(bad)

    def outer(x):
        return tape.total(tape.record(tape.exp, np.ones(2))[1](x)[0])

    with pytest.raises(
        ValueError, match=r"d_outputs have shape .* pass one slo"
    ):
        tape.gradient(outer)(np.ones(3))


@pytest.mark.parametrize("function", [tape.exp, lambda x: x[None, 0]])
def test_a_gradient_is_that_of_one_number(function):
    match = r"returned shape .*: write tape.total\(...\) around it, or take"
    with pytest.raises(ValueError, match=match):
        tape.gradient(function)(np.ones(3))


def test_integers_are_floats(rng):
    assert tape.gradient(lambda x: x * x)(3) == 6
    slopes = tape.gradient(lambda x: tape.total(x * x))([1, 2])
    assert slopes.dtype == float
    rate = tape.change(lambda x: x * 3, [1, 2], [1, 0])[1]
    np.testing.assert_array_equal(rate, [3, 0])


def test_what_an_array_can_do_as_well():
    def function(x):
        assert (len(x), x.shape, x.dtype) == (3, (3,), np.float32)
        first, *rest = x
        assert repr(x).startswith("Variable(array([1., 2., 3.]")
        return first * sum(rest)

    x = np.array([1, 2, 3], np.float32)
    np.testing.assert_array_equal(tape.gradient(function)(x), [5, 1, 1])


# A layer whose backward nobody wrote


def dense(inputs, weights, biases):
    return tape.tanh(inputs @ weights + biases)


def automatic(network):
    weights, biases = network.layers[0].weights, network.layers[0].biases
    return Automatic(dense, weights=weights, biases=biases)


def test_a_network_with_an_automatic_layer(network, rng):
    twin = Network(automatic(network), Dense(5, 3))
    assert [name for name, _ in twin.named_parameters()] == [
        "0.weights",
        "0.biases",
        "1.weights",
        "1.biases",
    ]
    twin.parameters[:] = network.parameters
    X, slopes = rng.normal(size=(7, 4)), rng.normal(size=(7, 3))
    np.testing.assert_allclose(twin.forward(X), network.forward(X), rtol=1e-14)
    np.testing.assert_allclose(twin.predict(X), network.predict(X), rtol=1e-14)
    both = [one.backward(slopes, d_inputs=True) for one in (twin, network)]
    np.testing.assert_allclose(*both, rtol=1e-12)
    np.testing.assert_allclose(twin.gradients, network.gradients, rtol=1e-12)
    loss = SoftmaxCrossEntropy()
    assert check_gradients(twin, loss, X, rng.integers(0, 3, 7)) < 1e-7
    assert twin.layers[0].backward(np.ones((7, 5)), d_inputs=False) is None
    assert twin.layers[0].backward(np.ones((7, 5))).shape == (7, 4)


def test_it_is_trained_saved_and_copied(network, rng, tmp_path):
    X, y = rng.normal(size=(20, 4)), rng.normal(size=(20, 3))
    twin = Network(automatic(network), Dense(5, 3), dtype=np.float32)
    history = fit(twin, MeanSquaredError(), Adam(0.01), X, y, epochs=20)
    assert history.loss[-1] < history.loss[0]
    assert twin.forward(X).dtype == np.float32
    for other in (copy.copy(twin), pickle.loads(pickle.dumps(twin))):
        np.testing.assert_array_equal(other.predict(X), twin.predict(X))
        with pytest.raises(AttributeError, match="only after forward"):
            other.layers[0].backward(np.ones((20, 5)))
    twin.save(tmp_path / "network")
    before = twin.predict(X)
    twin.parameters[:] = 0
    twin.load(tmp_path / "network")
    np.testing.assert_array_equal(twin.predict(X), before)


def test_it_may_have_no_parameters_and_any_width(rng):
    layer = Automatic(lambda x: tape.total(x * x, axis=-1, keepdims=True))
    network = Network(Dense(4, 5, rng=rng), layer, Dense(1, 2, rng=rng))
    X, y = rng.normal(size=(6, 4)), rng.normal(size=(6, 2))
    assert check_gradients(network, MeanSquaredError(), X, y) < 1e-7
    assert layer.parameters.size == 0
    assert repr(layer) == "Automatic(<lambda>)"
    assert repr(Automatic(dense)) == "Automatic(dense)"
    assert repr(Automatic(functools.partial(dense))) == "Automatic(partial)"


@pytest.mark.parametrize(
    "name",
    [
        "forward",
        "parameters",
        "home",
        "inputs",
        "d_inputs",
        "carry_back",
        "d_w",
    ],
)
def test_names_that_a_layer_has_are_refused(name):
    with pytest.raises(ValueError, match=f"has a '{name}' of its own: call"):
        Automatic(dense, **{name: np.ones(3)})


def test_first_values_are_refused_by_name():
    for bad, error in ((["a"], TypeError), ([np.nan], ValueError)):
        with pytest.raises(error, match=r"^weights"):
            Automatic(dense, weights=bad)
