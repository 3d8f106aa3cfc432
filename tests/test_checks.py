"""The checks behind the doors, where a door does not show them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnfs import checks


@given(arrays(float, st.integers(1, 8), elements=st.floats()))
def test_all_finite_is_what_numpy_says(array):
    assert checks.all_finite(array) == np.isfinite(array).all()


def test_a_sum_that_overflows_is_finite_all_the_same():
    assert checks.all_finite(np.full(4, 1e308))
    assert checks.all_finite(np.full(4, 3e38, np.float32))
    assert not checks.all_finite(np.array([1e308, 1e308, math.inf]))
    assert not checks.all_finite(np.array([math.inf, -math.inf]))


def test_an_array_of_the_right_type_is_not_copied():
    array = np.ones((2, 3), np.float32)
    assert checks.real_array(array, "x") is array
    assert checks.batch(array, "x", 3, np.float32) is array
    assert checks.real_array(array, "x", np.float64).dtype == np.float64


@pytest.mark.parametrize("kind", [int, bool, np.uint8, np.float64])
def test_numbers_of_other_types_become_float64(kind):
    assert checks.real_array(np.ones(2, kind), "x").dtype == np.float64


def test_a_number_is_plain_and_may_come_from_numpy():
    for value in (0.5, np.float32(0.5), np.float64(0.5)):
        assert type(checks.number(value, "x")) is float
    assert type(checks.positive_integer(np.int64(3), "x")) is int
    assert checks.number(0, "x") == 0
    with pytest.raises(ValueError, match=r"\(0, inf\)"):
        checks.number(0, "x", open_low=True)


def test_a_generator_is_passed_on():
    rng = np.random.default_rng(0)
    assert checks.generator(rng) is rng
    draws = {checks.generator(None).random() for _ in range(3)}
    assert len(draws) == 3


def test_not_finite_is_a_value_error():
    assert issubclass(checks.NotFiniteError, ValueError)
