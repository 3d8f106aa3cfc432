"""The checks behind the doors, where a door does not show them."""

import math
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnfs import SGD, gradient_check, input_checks


@given(arrays(float, st.integers(1, 8), elements=st.floats()))
def test_all_finite_is_what_numpy_says(array):
    assert input_checks.all_finite(array) == np.isfinite(array).all()


def test_a_sum_that_overflows_is_finite_all_the_same():
    assert input_checks.all_finite(np.full(4, 1e308))
    assert input_checks.all_finite(np.full(4, 3e38, np.float32))
    assert not input_checks.all_finite(np.array([1e308, 1e308, math.inf]))
    assert not input_checks.all_finite(np.array([math.inf, -math.inf]))


def test_an_array_of_the_right_type_is_not_copied():
    array = np.ones((2, 3), np.float32)
    assert input_checks.real_array(array, "x") is array
    assert input_checks.batch(array, "x", 3, np.float32) is array
    assert input_checks.real_array(array, "x", np.float64).dtype == np.float64


@pytest.mark.parametrize("kind", [int, bool, np.uint8, np.float64])
def test_numbers_of_other_types_become_float64(kind):
    assert input_checks.real_array(np.ones(2, kind), "x").dtype == np.float64


def test_a_number_is_plain_and_may_come_from_numpy():
    for value in (0.5, np.float32(0.5), np.float64(0.5)):
        assert type(input_checks.number(value, "x")) is float
    assert type(input_checks.positive_integer(np.int64(3), "x")) is int
    assert input_checks.number(0, "x") == 0
    with pytest.raises(ValueError, match=r"\(0, inf\)"):
        input_checks.number(0, "x", open_low=True)


@pytest.mark.parametrize(
    "value",
    [10**400, Fraction(10**400, 3), -(10**400)],
    ids=["whole", "fraction", "negative"],
)
def test_a_number_without_end_is_none(value):
    sign = "-" if value < 0 else ""
    with pytest.raises(ValueError, match=rf"in \[0, inf\), but is {sign}inf"):
        input_checks.number(value, "x")


def test_an_integer_ends_where_an_array_does():
    assert input_checks.positive_integer(sys.maxsize, "x") == sys.maxsize
    with pytest.raises(ValueError, match=r"x is larger than .*: pass a small"):
        input_checks.positive_integer(sys.maxsize + 1, "x")


def test_a_generator_is_passed_on():
    rng = np.random.default_rng(0)
    assert input_checks.generator(rng) is rng
    draws = {input_checks.generator(None).random() for _ in range(3)}
    assert len(draws) == 3


def test_not_finite_is_a_value_error():
    assert issubclass(input_checks.NotFiniteError, ValueError)


BAD = [[math.nan, 1.0]]
GOOD = [[1.0, 2.0]]


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: input_checks.same_shape(BAD, GOOD), "predictions"),
        (lambda: input_checks.same_shape(GOOD, BAD), "targets"),
        (lambda: input_checks.scores_and_labels(BAD, [0], "scores"), "scores"),
        (lambda: input_checks.vectors(np.ones(2), BAD[0]), "gradients"),
        (lambda: SGD(1).adopt(np.array(BAD[0])), "parameters"),
        (lambda: gradient_check.relative_error(BAD, GOOD), "gradients"),
        (lambda: gradient_check.relative_error(GOOD, BAD), "gradients"),
        (
            lambda: input_checks.write(np.ones((1, 2)), BAD, "weights"),
            "weights",
        ),
    ],
)
def test_what_is_not_finite_is_named(call, name):
    with pytest.raises(
        input_checks.NotFiniteError, match=f"^{name} contain NaN"
    ):
        call()


@pytest.mark.parametrize(
    ("predictions", "targets", "hint"),
    [
        ((6, 1), (6,), "write np.reshape(targets, (-1, 1))"),
        ((6,), (6, 1), "write np.reshape(predictions, (-1, 1))"),
        # To reshape would not help these.
        ((2, 3), (2,), "make them equal"),
        ((6, 1), (2, 3), "make them equal"),
        ((2,), (2, 3), "make them equal"),
        ((2, 3), (6, 1), "make them equal"),
    ],
)
def test_the_hint_for_two_shapes_fits_them(predictions, targets, hint):
    with pytest.raises(ValueError, match="wrong loss") as error:
        input_checks.same_shape(np.ones(predictions), np.ones(targets))
    assert str(error.value).endswith(f"; {hint}")


def test_a_batch_is_asked_for_in_so_many_words():
    with pytest.raises(
        ValueError,
        match=r": pass 4 numbers to a sample, or let the first layer take 3$",
    ):
        input_checks.batch(np.ones((2, 3)), "inputs", 4, float)


@pytest.mark.parametrize("kind", [np.int8, np.int64, np.uint8, np.uint64])
@pytest.mark.parametrize("classes", [1, 3, 100])
def test_labels_end_before_the_number_of_classes(kind, classes):
    last = np.array([0, classes - 1], kind)
    assert input_checks.class_labels(last, n_classes=classes) is last
    assert input_checks.class_labels(last) is last
    beyond = np.array([0, classes], kind)
    with pytest.raises(ValueError, match=f"^label {classes} is out of range"):
        input_checks.class_labels(beyond, n_classes=classes)
    assert input_checks.class_labels(beyond) is beyond


@pytest.mark.parametrize("kind", [np.int8, np.int16, np.int32, np.int64])
@pytest.mark.parametrize("classes", [None, 3])
def test_no_label_is_below_zero(kind, classes):
    for bad in (-1, -2, np.iinfo(kind).min):
        labels = np.array([0, bad, 1], kind)
        with pytest.raises(ValueError, match=f"^label {bad} is out of range"):
            input_checks.class_labels(labels, n_classes=classes)


@pytest.mark.parametrize("kind", [np.uint8, np.uint64, np.int8, np.int64])
def test_the_largest_number_of_a_type_is_a_class(kind):
    largest = np.array([np.iinfo(kind).max], kind)
    assert input_checks.class_labels(largest) is largest
    with pytest.raises(ValueError, match=f"^label {largest[0]} is out"):
        input_checks.class_labels(largest, n_classes=3)


def test_the_range_of_the_classes_is_told_where_it_is_known():
    with pytest.raises(ValueError, match=r"are numbered from 0$"):
        input_checks.class_labels([-1])
    with pytest.raises(ValueError, match=r"are numbered from 0 to 2: "):
        input_checks.class_labels([-1], n_classes=3)


def test_two_columns_are_enough_to_look_one_hot():
    with pytest.raises(ValueError, match=r"write np.argmax\(labels, axis=1\)$"):
        input_checks.class_labels(np.eye(2, dtype=int))


def test_no_rows_look_like_no_classes():
    with pytest.raises(ValueError, match=r"write np.ravel\(labels\)$"):
        input_checks.class_labels(np.zeros((0, 3), int))


def test_a_value_too_large_for_its_view_is_not_written():
    view = np.ones(2, np.float32)
    with pytest.raises(
        input_checks.NotFiniteError, match="weights contain infinity"
    ):
        input_checks.write(view, [1.0, 1e300], "weights")
    assert list(view) == [1, 1]
