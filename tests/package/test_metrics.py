"""Metrics by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs import (
    accuracy,
    calibration,
    confusion_matrix,
    one_hot,
    precision,
    recall,
)

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


# Precision and recall


def test_precision_and_recall_by_hand():
    # Called 1: three, of which two are; of four that are, two were called so.
    called, true = [1, 1, 1, 0, 0, 0], [1, 1, 0, 1, 1, 0]
    assert precision(called, true) == 2 / 3
    assert recall(called, true) == 1 / 2
    # Called 0: three, of which one is; of two that are, one was called so.
    assert precision(called, true, 0) == 1 / 3
    assert recall(called, true, label=0) == 1 / 2
    # SCORES say 0, 2, 1, 0.
    assert precision(SCORES, [0, 2, 0, 1], 0) == 1 / 2
    assert recall(SCORES, [0, 2, 0, 1], 2) == 1
    column = np.array([[0.9], [0.6], [0.5], [0.1]])
    assert precision(column, [1, 0, 1, 0]) == 1 / 2
    assert recall(column, [1, 0, 1, 0]) == 1 / 2


def test_a_share_of_nothing_is_no_number():
    assert np.isnan(precision([0, 0], [0, 1]))
    assert recall([0, 0], [0, 1]) == 0
    assert np.isnan(recall([1, 0], [0, 0]))
    assert precision([1, 0], [0, 0]) == 0
    assert np.isnan(recall([1, 0], [0, 1], 7))


@given(labels)
def test_precision_and_recall_are_shares_of_the_confusion(pairs):
    predicted, true = np.array(pairs).T
    matrix = confusion_matrix(predicted, true, classes=6)
    for label in range(6):
        for metric, axis in ((precision, 0), (recall, 1)):
            total = matrix.sum(axis=axis)[label]
            share = metric(predicted, true, label)
            if total:
                assert share == matrix[label, label] / total
            else:
                assert np.isnan(share)


# Calibration


def test_calibration_by_hand():
    # Sure by 3/4, 3/4, 1/2 and 1; the second is wrong.
    rows = [[0.75, 0.25], [0.25, 0.75], [0.5, 0.5], [0.0, 1.0]]
    sure, right, counts = calibration(rows, [0, 0, 0, 1], bins=4)
    np.testing.assert_array_equal(sure, [np.nan, np.nan, 0.5, 2.5 / 3])
    np.testing.assert_array_equal(right, [np.nan, np.nan, 1, 2 / 3])
    np.testing.assert_array_equal(counts, [0, 0, 1, 3])


def test_calibration_of_one_column_is_of_class_1():
    column = [[0.0], [0.25], [0.25], [0.75]]
    sure, right, counts = calibration(column, [0, 1, 0, 1], bins=2)
    np.testing.assert_array_equal(sure, [0.5 / 3, 0.75])
    np.testing.assert_array_equal(right, [1 / 3, 1])
    np.testing.assert_array_equal(counts, [3, 1])


def test_calibration_has_ten_bins_and_the_last_holds_1():
    sure, right, counts = calibration([[1.0], [0.9], [0.1]], [1, 1, 0])
    assert sure.shape == right.shape == counts.shape == (10,)
    assert counts[9] == 2
    assert counts[1] == 1
    assert counts.sum() == 3


@given(st.integers(0, 99), st.integers(1, 12), st.integers(1, 4))
def test_calibration_keeps_every_sample(seed, bins, k):
    rng = np.random.default_rng(seed)
    rows = rng.dirichlet(np.ones(max(k, 2)), size=(3, 5)).astype(np.float32)
    rows = rows[..., :k]
    true = rng.integers(max(k, 2), size=(3, 5))
    sure, right, counts = calibration(rows, true, bins)
    means, ends = rows.max(axis=-1), np.linspace(0, 1, bins + 1)
    hits = true == rows.argmax(axis=-1) if k > 1 else true == 1
    assert counts.sum() == 15
    assert np.nansum(right * counts) == pytest.approx(hits.sum())
    assert np.nansum(sure * counts) == pytest.approx(means.sum(), rel=1e-6)
    seen = counts > 0
    np.testing.assert_array_equal(np.isnan(sure), ~seen)
    np.testing.assert_array_equal(np.isnan(right), ~seen)
    assert (sure[seen] >= ends[:-1][seen] - 1e-12).all()
    assert (sure[seen] <= ends[1:][seen] + 1e-12).all()


def test_what_is_drawn_as_it_says_is_calibrated():
    """Labels that come with the probabilities: both agree within chance."""
    rng = np.random.default_rng(0)
    column = rng.random((20_000, 1))
    true = (rng.random(20_000) < column[:, 0]).astype(int)
    sure, right, counts = calibration(column, true)
    spread = np.sqrt(sure * (1 - sure) / counts)
    assert (np.abs(sure - right) < 4 * spread).all()
    sure, right, _ = calibration(column**0.5, true)  # too sure of class 1
    assert (sure[2:9] > right[2:9] + 0.1).all()
