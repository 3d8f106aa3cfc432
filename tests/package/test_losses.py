"""Losses by hand, at their ends, and the fused one against its two parts."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tables import LOSSES, pairs

import nnfs
from nnfs import (
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    GaussianLikelihood,
    Loss,
    MeanAbsoluteError,
    MeanSquaredError,
    Sigmoid,
    SigmoidCrossEntropy,
    Softmax,
    SoftmaxCrossEntropy,
    Weighted,
)


def both(loss, predictions, targets):
    return loss.forward(predictions, targets), loss.backward()


def test_mean_squared_error_by_hand():
    # Errors 1, -2, 0, 3: (1 + 4 + 0 + 9) / 4 = 3.5; slopes 2 e / 4.
    value, d = both(MeanSquaredError(), [[2, 1], [5, 4]], [[1, 3], [5, 1]])
    assert value == 3.5
    np.testing.assert_array_equal(d, [[0.5, -1], [0, 1.5]])


def test_mean_absolute_error_by_hand():
    # Errors 1, -2, 0, 3: (1 + 2 + 0 + 3) / 4 = 1.5; slopes sign / 4, 0 at 0.
    value, d = both(MeanAbsoluteError(), [[2, 1], [5, 4]], [[1, 3], [5, 1]])
    assert value == 1.5
    np.testing.assert_array_equal(d, [[0.25, -0.25], [0, 0.25]])


def test_binary_cross_entropy_by_hand():
    # The truth got 1/2 and 1/4: (ln 2 + ln 4) / 2 = 1.5 ln 2.
    # Slopes: -1 / (1/2) / 2 = -1, and +1 / (1/4) / 2 = 2.
    value, d = both(BinaryCrossEntropy(), [[0.5], [0.75]], [[1], [0]])
    assert value == pytest.approx(1.5 * math.log(2), rel=1e-15)
    np.testing.assert_array_equal(d, [[-1], [2]])


@pytest.mark.parametrize("kind", [bool, int, np.uint8, float, np.float32])
def test_binary_targets_of_any_kind(kind):
    targets = np.array([[1], [0]]).astype(kind)
    value = BinaryCrossEntropy().forward(np.array([[0.5], [0.75]]), targets)
    assert value == pytest.approx(1.5 * math.log(2), rel=1e-15)


def test_categorical_cross_entropy_by_hand():
    # The truth got 1/4 and 1/2: (ln 4 + ln 2) / 2 = 1.5 ln 2.
    # Slopes: -4 / 2 = -2 and -2 / 2 = -1 at the truth, 0 elsewhere.
    predictions = [[0.5, 0.25, 0.25], [0, 0.5, 0.5]]
    value, d = both(CategoricalCrossEntropy(), predictions, [1, 2])
    assert value == pytest.approx(1.5 * math.log(2), rel=1e-15)
    np.testing.assert_array_equal(d, [[0, -2, 0], [0, 0, -1]])


def test_softmax_cross_entropy_by_hand():
    # Odds 1 : 2 : 5 and 1 : 1 : 2; the truth got 2/8 = 1/4 and 2/4 = 1/2.
    # Slopes: (p - truth) / 2.
    scores = np.log([[1, 2, 5], [1, 1, 2]])
    value, d = both(SoftmaxCrossEntropy(), scores, [1, 2])
    assert value == pytest.approx(1.5 * math.log(2), rel=1e-14)
    np.testing.assert_allclose(
        d, [[0.0625, -0.375, 0.3125], [0.125, 0.125, -0.25]], rtol=1e-14
    )


def test_sigmoid_cross_entropy_by_hand():
    # Odds 1 : 1 and 3 : 1 for class 1; the truth got 1/2 and 1/4.
    # Slopes: (p - truth) / 2.
    scores = [[0.0], [math.log(3)]]
    value, d = both(SigmoidCrossEntropy(), scores, [[1], [0]])
    assert value == pytest.approx(1.5 * math.log(2), rel=1e-14)
    np.testing.assert_allclose(d, [[-0.25], [0.375]], rtol=1e-14)
    value, d = both(SigmoidCrossEntropy(), [[0.0]], [[1]])
    assert value == pytest.approx(math.log(2), rel=1e-14)
    np.testing.assert_array_equal(d, [[-0.5]])


def test_gaussian_likelihood_by_hand():
    # Errors 1 and 3.  One variance for both is best at (1 + 9) / 2 = 5, and
    # the loss is (ln 5 + 1 + ln 2 pi) / 2; with 1 and 9 it is ln(5/3) / 2 less.
    loss, targets = GaussianLikelihood(), [[1.0], [3]]
    one = loss.forward([[0, math.log(5)], [0, math.log(5)]], targets)
    assert one == pytest.approx((math.log(10 * math.pi) + 1) / 2, rel=1e-14)
    own = loss.forward([[0, 0], [0, math.log(9)]], targets)
    assert own == pytest.approx(one - math.log(5 / 3) / 2, rel=1e-14)
    np.testing.assert_allclose(loss.backward()[:, 1], 0, atol=1e-14)
    # Of two targets the means come first: errors -2 and 3, variances 1 and 1/2.
    value, d = both(loss, [[0, 5, 0, -math.log(2)]], [[2, 2]])
    squares = 4 + 18 + math.log(1 / 2) + 2 * math.log(2 * math.pi)
    assert value == pytest.approx(squares / 4, rel=1e-14)
    np.testing.assert_allclose(2 * d, [[-2, 6, -1.5, -8.5]], rtol=1e-14)


def test_a_variance_too_small_to_invert():
    loss = GaussianLikelihood()
    value, d = both(loss, [[2.0, -2000]], [[2.0]])
    assert value == pytest.approx((math.log(2 * math.pi) - 2000) / 2)
    np.testing.assert_array_equal(d, [[0, 0.5]])
    value, d = both(loss, [[3.0, -2000]], [[2.0]])
    assert value == math.inf
    np.testing.assert_array_equal(d, [[math.inf, -math.inf]])
    value, d = both(loss, [[1e200, 0]], [[0.0]])
    assert value == math.inf
    np.testing.assert_array_equal(d, [[1e200, -math.inf]])


def test_weighted_cross_entropy_by_hand():
    # The truth got 1/4 and 1/2, weights 3 and 1: (3 ln 4 + ln 2) / 2.
    # Slopes: weight * (p - truth) / 2.
    scores = np.log([[1, 2, 5], [1, 1, 2]])
    loss = Weighted(SoftmaxCrossEntropy(), [9, 3, 1])
    value, d = both(loss, scores, [1, 2])
    assert value == pytest.approx(3.5 * math.log(2), rel=1e-14)
    np.testing.assert_allclose(
        d, [[0.1875, -1.125, 0.9375], [0.125, 0.125, -0.25]], rtol=1e-14
    )


@pytest.mark.parametrize("axes", [(), (3,), (2, 2)])
@pytest.mark.parametrize("name", ["bce", "logits", "cce", "fused"])
def test_a_whole_weight_counts_a_sample_so_often(name, axes):
    rng = np.random.default_rng(0)
    make, last, _ = LOSSES[name]
    scores = last().forward(rng.normal(size=(6, *axes, 3)))
    binary = name in ("bce", "logits")
    if binary:
        scores = scores[..., 0]
    weights = [2, 5] if binary else [1, 4, 2]
    labels = rng.integers(len(weights), size=(6, *axes))
    value, d = both(Weighted(make(), weights), scores, labels)

    # Each sample so often as its class weighs, and a mean over what there was.
    rows = labels.size
    often = np.array(weights)[labels].ravel()
    flat = scores.reshape(rows, *scores.shape[labels.ndim :])
    whole = make().forward(
        np.repeat(flat, often, axis=0), np.repeat(labels.ravel(), often)
    )
    assert value == pytest.approx(whole * often.sum() / rows, rel=1e-13)
    numerical = nnfs.numerical_gradient(
        lambda p: Weighted(make(), weights).forward(p, labels), scores
    )
    np.testing.assert_allclose(d, numerical, rtol=1e-6, atol=1e-9)


def test_equal_weights_change_nothing():
    rng = np.random.default_rng(0)
    scores, labels = rng.normal(size=(8, 3)), rng.integers(3, size=8)
    plain = both(SoftmaxCrossEntropy(), scores, labels)
    value, d = both(Weighted(SoftmaxCrossEntropy(), [1, 1, 1]), scores, labels)
    assert value == pytest.approx(plain[0], rel=1e-14)
    np.testing.assert_array_equal(d, plain[1])


@pytest.mark.parametrize(
    ("loss", "predictions", "targets", "said"),
    [
        (SoftmaxCrossEntropy(), np.ones((2, 3)), [0, 1], "for 3 classes: pass"),
        (BinaryCrossEntropy(), [[0.5], [0.5]], [[0], [1]], "for 2 classes"),
    ],
)
def test_weights_of_other_classes_are_refused(loss, predictions, targets, said):
    n = 2 if "3" in said else 3
    with pytest.raises(ValueError, match=f"{n} class_weights {said}"):
        Weighted(loss, [1] * n).forward(predictions, targets)


def test_weights_find_a_rare_class():
    """One sample in twenty: unweighted, a straight line hardly ever says so."""
    rng = np.random.default_rng(0)
    y = (np.arange(2000) % 20 == 0).astype(int)
    X = rng.normal(size=(2000, 2)) + 1.5 * y[:, np.newaxis]
    found = {}
    for loss in (
        SoftmaxCrossEntropy(),
        Weighted(SoftmaxCrossEntropy(), len(y) / (2 * np.bincount(y))),
    ):
        network = nnfs.Network(nnfs.Dense(2, 2, rng=np.random.default_rng(1)))
        nnfs.fit(
            network,
            loss,
            nnfs.SGD(0.5),
            X,
            y,
            epochs=20,
            rng=np.random.default_rng(2),
            progress=False,
        )
        says = loss.classify(network.predict(X))
        found[loss] = [np.mean(says[y == label] == label) for label in (0, 1)]
    plain, weighted = found.values()
    assert plain[1] < 0.5 < 0.75 < weighted[1]
    assert np.mean(plain) + 0.1 < np.mean(weighted)


@pytest.mark.parametrize("dtype", [int, np.uint8, np.int8, np.uint64])
def test_labels_of_any_integer_type(dtype):
    scores = np.log([[1.0, 2, 5], [1, 1, 2]])
    targets = np.array([1, 2], dtype=dtype)
    value, d = both(SoftmaxCrossEntropy(), scores, targets)
    assert value == pytest.approx(1.5 * math.log(2))
    assert d[0, 1] == pytest.approx(-0.375)


def test_a_perfect_prediction_costs_nothing():
    targets = np.array([[1.0], [0.0]])
    assert MeanSquaredError().forward(targets, targets) == 0
    assert MeanAbsoluteError().forward(targets, targets) == 0
    assert BinaryCrossEntropy().forward(targets, targets) == 0
    assert CategoricalCrossEntropy().forward(np.eye(3), [0, 1, 2]) == 0


def test_the_slope_of_a_probability_too_small_to_invert_is_infinite():
    tiny = 5e-324  # its inverse overflows, silently
    binary, categorical = BinaryCrossEntropy(), CategoricalCrossEntropy()
    assert math.isfinite(binary.forward([[tiny]], [[1]]))
    assert binary.backward() == -math.inf
    assert math.isfinite(categorical.forward([[tiny, 1.0]], [0]))
    np.testing.assert_array_equal(categorical.backward(), [[-math.inf, 0]])


def test_no_probability_for_the_truth_costs_infinity():
    assert BinaryCrossEntropy().forward([[0.0]], [[1]]) == math.inf
    assert BinaryCrossEntropy().forward([[1.0]], [[0]]) == math.inf
    loss = CategoricalCrossEntropy()
    value, d = both(loss, [[1.0, 0.0], [0.5, 0.5]], [1, 0])
    assert value == math.inf
    np.testing.assert_array_equal(d, [[0, -math.inf], [-1, 0]])
    loss = BinaryCrossEntropy()
    _, d = both(loss, [[0.0], [0.5]], [[1], [1]])
    np.testing.assert_array_equal(d, [[-math.inf], [-1]])


@given(
    arrays(float, (4, 3), elements=st.floats(-1e300, 1e300)),
    arrays(np.int64, 4, elements=st.integers(0, 2)),
)
def test_softmax_cross_entropy_is_finite(scores, labels):
    loss = SoftmaxCrossEntropy()
    value, d = both(loss, scores, labels)
    assert math.isfinite(value)
    assert value >= 0
    assert np.isfinite(d).all()
    np.testing.assert_allclose(d.sum(axis=1), 0, atol=1e-15)


@given(
    arrays(float, (4, 3), elements=st.floats(-1e300, 1e300)),
    arrays(np.int64, (4, 3), elements=st.integers(0, 1)),
)
def test_sigmoid_cross_entropy_is_finite(scores, targets):
    value, d = both(SigmoidCrossEntropy(), scores, targets)
    assert math.isfinite(value)
    assert value >= 0
    assert (np.abs(d) <= 1 / 12).all()
    assert (d * (1 - 2 * targets) >= 0).all()


def test_sigmoid_cross_entropy_at_its_ends():
    largest = np.finfo(float).max / 2
    loss = SigmoidCrossEntropy()
    for scores, targets in (
        ([largest] * 8, [0] * 8),
        ([-largest] * 8, [1] * 8),
    ):
        assert loss.forward([scores], [targets]) == largest
        np.testing.assert_array_equal(np.abs(loss.backward()), 1 / 8)
        assert loss.forward([scores], [np.subtract(1, targets)]) == 0
        np.testing.assert_array_equal(loss.backward(), 0)
    # Where the probability rounds to 1, what is missing is still told.
    assert loss.forward([[40.0]], [[1]]) == pytest.approx(math.exp(-40))
    assert loss.forward([[-800.0]], [[1]]) == 800


def test_softmax_cross_entropy_at_the_edge_of_its_promise():
    # The truth lags by 2e300, which is then the loss.
    assert SoftmaxCrossEntropy().forward([[1e300, -1e300]], [1]) == 2e300
    assert SoftmaxCrossEntropy().forward([[1e300, -1e300]], [0]) == 0


def test_scores_whose_squares_overflow_are_no_trouble_in_half_precision():
    scores = np.array([[300, -300]], np.float16)
    assert SoftmaxCrossEntropy().forward(scores, [1]) == 600


@pytest.mark.parametrize(
    ("loss", "activation", "parts", "classes", "shape"),
    [
        (SoftmaxCrossEntropy(), Softmax(), CategoricalCrossEntropy(), 4, 6),
        (SigmoidCrossEntropy(), Sigmoid(), BinaryCrossEntropy(), 2, (6, 4)),
    ],
    ids=["softmax", "sigmoid"],
)
def test_a_fused_loss_is_its_two_parts(
    loss, activation, parts, classes, shape, rng
):
    scores, targets = rng.normal(size=(6, 4)), rng.integers(0, classes, shape)
    value = parts.forward(activation.forward(scores), targets)
    fused, d_fused = both(loss, scores, targets)
    assert fused == pytest.approx(value, rel=1e-14)
    np.testing.assert_allclose(
        d_fused, activation.backward(parts.backward()), atol=1e-15
    )


def test_two_scores_say_what_their_difference_says_alone(rng):
    scores, labels = rng.normal(size=(6, 2)), rng.integers(0, 2, 6)
    value, d = both(SoftmaxCrossEntropy(), scores, labels)
    score = np.diff(scores, axis=1)
    fused, d_fused = both(SigmoidCrossEntropy(), score, labels.reshape(-1, 1))
    assert fused == pytest.approx(value, rel=1e-14)
    np.testing.assert_allclose(d_fused, d[:, 1:], atol=1e-15)


def test_one_variance_for_all_leaves_the_squared_error(rng):
    means, targets = rng.normal(size=(2, 6, 3))
    predictions = np.hstack([means, np.zeros((6, 3))])
    value, d = both(GaussianLikelihood(), predictions, targets)
    squared, d_squared = both(MeanSquaredError(), means, targets)
    assert value == pytest.approx((squared + math.log(2 * math.pi)) / 2)
    np.testing.assert_allclose(d[:, :3], d_squared / 2, rtol=1e-14)


def test_rows_may_miss_the_sum_by_a_thousandth():
    loss = CategoricalCrossEntropy()
    assert loss.forward([[0.5, 0.4991]], [0]) == pytest.approx(math.log(2))
    with pytest.raises(ValueError, match=r"misses the sum 1 by 0\.0011"):
        loss.forward([[0.5, 0.4989]], [0])


@pytest.mark.parametrize(
    ("loss", "predictions", "match"),
    [
        (CategoricalCrossEntropy, [0.5], "^predictions have shape"),
        (CategoricalCrossEntropy, [[1.5, -0.5]], "^predictions lie between"),
        (SoftmaxCrossEntropy, [0.5], "^scores have shape"),
    ],
)
def test_bad_predictions_are_named(loss, predictions, match):
    with pytest.raises(ValueError, match=match):
        loss().forward(predictions, [0])


@pytest.mark.parametrize(
    ("loss", "predictions", "classes"),
    [
        (BinaryCrossEntropy, [[0.5], [0.51]], [[0], [1]]),
        (CategoricalCrossEntropy, [[0.2, 0.8], [0.5, 0.5]], [1, 0]),
        (SoftmaxCrossEntropy, [[-3.0, -2.0], [9.0, 8.0]], [1, 0]),
        (SigmoidCrossEntropy, [[-1.0, 0.2], [0.0, 9.0]], [[0, 1], [0, 1]]),
    ],
)
def test_the_class_that_a_prediction_names(loss, predictions, classes):
    result = loss().classify(np.array(predictions))
    np.testing.assert_array_equal(result, classes)
    assert result.dtype.kind == "i"


def test_a_loss_about_numbers_names_no_class():
    assert MeanSquaredError().classify(np.ones((2, 1))) is None
    assert MeanAbsoluteError().classify(np.ones((2, 1))) is None
    assert GaussianLikelihood().classify(np.ones((2, 2))) is None


@pytest.mark.parametrize(("loss", "last", "targets"), **pairs(LOSSES))
def test_backward_before_forward_says_so(loss, last, targets):
    with pytest.raises(AttributeError, match="only after forward"):
        loss().backward()


def test_a_bare_loss_does_nothing():
    with pytest.raises(NotImplementedError):
        Loss().forward(np.ones(2), np.ones(2))
    with pytest.raises(NotImplementedError):
        Loss().backward()


def test_a_loss_prints_as_it_is_written():
    assert repr(SoftmaxCrossEntropy()) == "SoftmaxCrossEntropy()"


# Leading axes: a mean over all positions


@pytest.mark.parametrize(("loss", "last", "targets"), **pairs(LOSSES))
@pytest.mark.parametrize("leading", [(2, 3), (3, 1), (1, 2, 3)])
def test_positions_are_only_many_samples(loss, last, targets, leading, rng):
    n = math.prod(leading)
    rows, y = last().forward(rng.normal(size=(n, 4))), targets(rng, n, 4)
    flat, deep = loss(), loss()
    value, d = both(flat, rows, y)
    deep_rows = rows.reshape(*leading, -1)
    deep_value, deep_d = both(
        deep, deep_rows, y.reshape(*leading, *y.shape[1:])
    )
    assert deep_value == pytest.approx(value, rel=1e-14)
    assert deep_d.shape == deep_rows.shape
    np.testing.assert_allclose(deep_d.reshape(n, -1), d, rtol=1e-14)
    classes = deep.classify(deep_rows)
    if classes is not None:
        np.testing.assert_array_equal(
            classes.ravel(), flat.classify(rows).ravel()
        )
        assert classes.shape == y.reshape(*leading, *y.shape[1:]).shape


@pytest.mark.parametrize("loss", [CategoricalCrossEntropy, SoftmaxCrossEntropy])
@pytest.mark.parametrize(
    ("labels", "match"),
    [
        (
            np.zeros(6, int),
            r"\(2, 3\) is expected: write np.reshape\(labels, \(2, 3\)\)",
        ),
        (np.zeros(2, int), r"\(2, 3\) is expected: pass one label to a row"),
        (np.zeros((3, 2), int), r"\(3, 2\) labels for \(2, 3\) samples: pass"),
        (np.zeros((2, 3, 2), int), r"write np.argmax\(labels, axis=2\)"),
        (np.full((2, 3), 2), "label 2 is out of range: .* 0 to 1"),
        (np.full((2, 3), -1), "label -1 is out of range: .* 0 to 1"),
    ],
)
def test_labels_that_miss_the_positions(loss, labels, match):
    loss = loss()
    with pytest.raises(ValueError, match=match):
        loss.forward(np.full((2, 3, 2), 0.5), labels)


def test_probabilities_sum_to_one_at_every_position():
    wrong = np.full((2, 3, 2), 0.5)
    wrong[1, 2, 0] = 0.4
    with pytest.raises(ValueError, match=r"misses the sum 1 by 0\.1"):
        CategoricalCrossEntropy().forward(wrong, np.zeros((2, 3), int))
