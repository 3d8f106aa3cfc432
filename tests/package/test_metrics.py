"""Metrics by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs import accuracy, confusion_matrix, one_hot

SCORES = np.array([[3.0, 1, 2], [0, 0, 9], [1, 5, 1], [2, 1, 0]])  # 0 2 1 0


def test_accuracy_by_hand():
    assert accuracy(SCORES, np.array([0, 2, 0, 1])) == 0.5
    assert accuracy([0, 2, 1, 0], [0, 2, 1, 1]) == 0.75
    assert type(accuracy([0, 1], [0, 1])) is float


def test_the_first_of_equal_scores_wins():
    assert accuracy([[1.0, 1.0]], [0]) == 1


def test_one_hot_by_hand():
    np.testing.assert_array_equal(one_hot([2, 0]), [[0, 0, 1], [1, 0, 0]])
    np.testing.assert_array_equal(one_hot([0], 2), [[1, 0]])
    assert one_hot([0]).dtype == np.float64


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int16, np.uint64])
def test_one_hot_of_the_last_number_of_a_type(dtype):
    largest = min(np.iinfo(dtype).max, 300)
    rows = one_hot(np.array([largest, 0], dtype=dtype))
    assert rows.shape == (2, largest + 1)
    assert rows[0, largest] == rows[1, 0] == 1


def test_confusion_by_hand():
    # True 0 was called 0 and 1, true 1 was called 0, true 2 was called 2.
    matrix = confusion_matrix(SCORES, [0, 2, 0, 1])
    np.testing.assert_array_equal(matrix, [[1, 1, 0], [1, 0, 0], [0, 0, 1]])
    assert matrix.dtype.kind == "i"


def test_confusion_is_as_large_as_the_scores_or_the_classes_say():
    assert confusion_matrix(SCORES, [0, 1, 0, 1]).shape == (3, 3)
    assert confusion_matrix([[2.0, 1, 0, 1]], [1]).shape == (4, 4)
    assert confusion_matrix([0, 1], [0, 3]).shape == (4, 4)
    assert confusion_matrix([3, 1], [0, 0]).shape == (4, 4)
    assert confusion_matrix([0, 1], [0, 1], classes=5).shape == (5, 5)


labels = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=30
)


@given(labels)
def test_confusion_counts_every_sample_once(pairs):
    predicted, true = np.array(pairs).T
    matrix = confusion_matrix(predicted, true, classes=6)
    assert matrix.sum() == len(pairs)
    assert np.trace(matrix) / len(pairs) == accuracy(predicted, true)
    np.testing.assert_array_equal(
        matrix.sum(axis=1), one_hot(true, 6).sum(axis=0)
    )


def test_scores_at_many_positions(rng):
    scores, labels = rng.normal(size=(4, 5, 3)), rng.integers(0, 3, (4, 5))
    rows = scores.reshape(20, 3)
    assert accuracy(scores, labels) == accuracy(rows, labels.ravel())
    np.testing.assert_array_equal(
        confusion_matrix(scores, labels), confusion_matrix(rows, labels.ravel())
    )
    np.testing.assert_array_equal(
        confusion_matrix(
            np.tile([9.0, 0, 0], (2, 2, 1)), np.zeros((2, 2), int)
        ),
        [[4, 0, 0], [0, 0, 0], [0, 0, 0]],
    )
    with pytest.raises(
        ValueError, match=r"write np.reshape\(labels, \(4, 5\)\)"
    ):
        accuracy(scores, labels.ravel())


def test_one_column_of_probabilities_names_two_classes():
    # Above one half is class 1: 0, 0, 1, 1.
    probabilities = np.array([[0.0], [0.5], [0.51], [1.0]])
    assert accuracy(probabilities, [0, 0, 1, 1]) == 1
    assert accuracy(probabilities, [0, 1, 1, 0]) == 0.5
    matrix = confusion_matrix(probabilities, [0, 1, 1, 0])
    np.testing.assert_array_equal(matrix, [[1, 1], [1, 1]])
    # It names two classes, though only one of them be seen.
    matrix = confusion_matrix(np.zeros((3, 1)), [0, 0, 0])
    np.testing.assert_array_equal(matrix, [[3, 0], [0, 0]])
    assert accuracy(probabilities.reshape(2, 2, 1), [[0, 0], [1, 0]]) == 0.75


@pytest.mark.parametrize("bad", [-0.1, 1.1])
def test_one_column_of_scores_is_refused(bad):
    for metric in (accuracy, confusion_matrix):
        with pytest.raises(ValueError, match=r"probabilities in \[0, 1\] are"):
            metric([[0.2], [bad]], [0, 1])
