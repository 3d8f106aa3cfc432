"""fit and its History."""

import copy
import math
import pickle
import re
import statistics
import sys
import tracemalloc

import numpy as np
import pytest
from tables import LOSSES, pairs, small_network

from nnfs import (
    SGD,
    Adam,
    BatchNorm,
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    Dense,
    Dropout,
    GaussianLikelihood,
    History,
    Linear,
    MeanSquaredError,
    Momentum,
    Network,
    ReLU,
    Residual,
    Sigmoid,
    SigmoidCrossEntropy,
    Softmax,
    SoftmaxCrossEntropy,
    Step,
    Tanh,
    accuracy,
    batches,
    blobs,
    fit,
    spiral,
    zeros,
)
from nnfs.input_checks import pieces as input_pieces


def line():
    """Return a network of one weight w = 0 and one bias b = 0."""
    network = Network(Dense(1, 1))
    network.parameters[:] = 0
    return network


def test_one_epoch_by_hand():
    # Full batch: x = 1, 3 and y = 2, 4, so errors -2, -4, loss 10.
    # dw = 2 (-2*1 - 4*3) / 2 = -14, db = 2 (-2 - 4) / 2 = -6; rate 0.1:
    # w = 1.4, b = 0.6. Then errors 0, 0.8: loss 0.32.
    network, X, y = line(), [[1], [3]], [[2], [4]]
    history = fit(network, MeanSquaredError(), SGD(0.1), X, y, epochs=2)
    assert history.loss == pytest.approx([10, 0.32])
    assert history.accuracy == history.validation_loss == []
    assert history.validation_accuracy == []
    # dw = 2 (0.8 * 3) / 2 = 2.4, db = 0.8: w = 1.16, b = 0.52.
    np.testing.assert_allclose(network.parameters, [1.16, 0.52])


def test_the_loss_of_an_epoch_is_the_mean_over_samples():
    # At rate ~ 0 the errors stay 1, 1, 4 with batches of 2 and 1: the mean over
    # samples is (1 + 1 + 16) / 3 = 6 in any order.
    network = line()
    X, y = np.ones((3, 1)), [[1], [1], [4]]
    tiny = SGD(1e-300)
    history = fit(
        network, MeanSquaredError(), tiny, X, y, epochs=3, batch_size=2
    )
    assert history.loss == pytest.approx([6, 6, 6])
    assert tiny.steps == 6


def test_the_accuracy_of_an_epoch_is_the_share_of_samples():
    network = Network(Dense(1, 2))
    network.parameters[:] = [0, 0, 1, 0]  # class 0 for all
    X, labels = np.ones((5, 1)), [0, 0, 0, 0, 1]
    history = fit(
        network,
        SoftmaxCrossEntropy(),
        SGD(1e-300),
        X,
        labels,
        epochs=1,
        batch_size=3,
        validation=(X[:2], labels[3:]),
    )
    assert history.accuracy == pytest.approx([0.8])
    assert history.validation_accuracy == [0.5]
    # ln(1 + e^-1) for class 0 and ln(1 + e) for class 1.
    expected = (math.log1p(math.exp(-1)) + math.log1p(math.exp(1))) / 2
    assert history.validation_loss == pytest.approx([expected])


def test_fit_is_the_loop_written_by_hand():
    X, y = spiral(20, rng=np.random.default_rng(0))
    first = small_network(np.random.default_rng(1), ReLU)
    first = Network(
        Dense(2, 8, rng=np.random.default_rng(1)), ReLU(), Dense(8, 3)
    )
    second = copy.deepcopy(first)
    rng = np.random.default_rng(2)
    loss, optimizer = SoftmaxCrossEntropy(), Adam(0.01)
    for _ in range(3):
        for inputs, labels in batches(X, y, size=16, rng=rng):
            loss.forward(first.forward(inputs, training=True), labels)
            first.backward(loss.backward())
            optimizer.step(first.parameters, first.gradients)
    fit(
        second,
        SoftmaxCrossEntropy(),
        Adam(0.01),
        X,
        y,
        epochs=3,
        batch_size=16,
        rng=np.random.default_rng(2),
    )
    assert second.parameters.tobytes() == first.parameters.tobytes()


def run(seed, **options):
    X, y = blobs(30, rng=np.random.default_rng(0))
    rng = np.random.default_rng(seed)
    network = Network(Dense(2, 8, rng=rng), Tanh(), Dense(8, 3, rng=rng))
    history = fit(
        network,
        SoftmaxCrossEntropy(),
        Momentum(0.1),
        X,
        y,
        epochs=4,
        rng=rng,
        validation=(X[::3], y[::3]),
        **options,
    )
    return network, history


def test_a_seed_makes_a_run_reproducible():
    (network, history), (again, second) = run(3), run(3)
    other, third = run(4)
    assert again.parameters.tobytes() == network.parameters.tobytes()
    assert second == history
    assert third != history
    assert np.any(other.parameters != network.parameters)


def test_without_a_seed_the_order_is_fresh():
    X, y = np.arange(8.0).reshape(-1, 1), np.arange(8.0).reshape(-1, 1) ** 2
    ends = set()
    for _ in range(5):
        network = line()
        fit(
            network, MeanSquaredError(), SGD(0.01), X, y, epochs=1, batch_size=1
        )
        ends.add(network.parameters.tobytes())
    assert len(ends) > 1


def test_history_has_one_plain_float_an_epoch():
    _, history = run(0)
    assert isinstance(history, History)
    for record in (
        history.loss,
        history.accuracy,
        history.validation_loss,
        history.validation_accuracy,
    ):
        assert len(record) == 4
        assert all(type(value) is float for value in record)


def one_by_one(network, loss, inputs, targets, axes):
    """Return loss and share of right answers, a single sample at a time."""
    rows = inputs.reshape(-1, inputs.shape[-1])
    truths = targets.reshape(len(rows), *targets.shape[1 + len(axes) :])
    losses, right = [], []
    even = 0 if isinstance(loss, SigmoidCrossEntropy) else 0.5
    for row, truth in zip(rows, truths, strict=True):
        outputs = network.predict([row])
        losses.append(loss.forward(outputs, truth[np.newaxis]))
        found = outputs[0].tolist()
        if truth.ndim == 0:
            right.append(found.index(max(found)) == truth)
        else:
            both = zip(found, truth, strict=False)  # a variance is no answer
            right += [(p > even) == t for p, t in both]
    return statistics.fmean(losses), statistics.fmean(map(float, right))


@pytest.mark.parametrize("axes", [(), (3,), (2, 3)])
@pytest.mark.parametrize(("loss", "last", "targets"), **pairs(LOSSES))
def test_every_number_of_a_run_is_the_mean_of_its_samples(
    loss, last, targets, axes
):
    rng = np.random.default_rng(0)
    network = small_network(rng, last=last)

    def data(n):
        y = targets(rng, n * math.prod(axes), 3)
        return rng.normal(size=(n, *axes, 4)), y.reshape(n, *axes, *y.shape[1:])

    learned, held_out = data(11), data(7)  # no multiples of the batch
    history = fit(
        network,
        loss(),
        SGD(1e-300),  # the network stays as it is
        *learned,
        epochs=1,
        batch_size=4,
        validation=held_out,
        rng=rng,
    )
    for part, values, shares in (
        (learned, history.loss, history.accuracy),
        (held_out, history.validation_loss, history.validation_accuracy),
    ):
        value, share = one_by_one(network, loss(), *part, axes)
        about_classes = loss().classify(network.predict(part[0])) is not None
        assert values == [pytest.approx(value, rel=1e-12)]
        assert shares == [pytest.approx(share, rel=1e-12)] * about_classes


def test_validation_is_measured_at_the_end_of_the_epoch():
    X, y = blobs(30, rng=np.random.default_rng(0))
    network, history = run(0)
    scores = network.predict(X[::3])
    assert history.validation_accuracy[-1] == accuracy(scores, y[::3])
    loss = SoftmaxCrossEntropy().forward(scores, y[::3])
    assert history.validation_loss[-1] == loss


def test_validation_changes_nothing():
    X, y = blobs(30, rng=np.random.default_rng(0))
    rng = np.random.default_rng(3)
    network = Network(Dense(2, 8, rng=rng), Tanh(), Dense(8, 3, rng=rng))
    loss, optimizer = SoftmaxCrossEntropy(), Momentum(0.1)
    fit(network, loss, optimizer, X, y, epochs=4, rng=rng)
    assert network.parameters.tobytes() == run(3)[0].parameters.tobytes()


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_binary_classes_are_counted_in_every_column(columns):
    # The answer is 1 everywhere, and at this rate nothing moves.  Of 5 rows the
    # first is all zeros, the last is right in its first column alone, so of
    # 5 k elements 3 k + 1 are right, dealt to batches of 2, 2 and 1.
    network = Network(Dense(1, columns, initializer=zeros), Sigmoid())
    network.layers[0].biases = np.ones(columns)
    X, y = np.ones((5, 1)), np.ones((5, columns), int)
    y[0] = 0
    y[4, 1:] = 0
    history = fit(
        network,
        BinaryCrossEntropy(),
        SGD(1e-300),
        X,
        y,
        epochs=2,
        batch_size=2,
        validation=(X, y),
    )
    expected = (3 * columns + 1) / (5 * columns)
    assert history.accuracy == pytest.approx([expected, expected])
    assert history.validation_accuracy == pytest.approx([expected, expected])


@pytest.mark.parametrize(("loss", "last", "targets"), **pairs(LOSSES))
def test_every_loss_goes_down(loss, last, targets, rng):
    network = small_network(rng, Tanh, last)
    X, y = rng.normal(size=(20, 4)), targets(rng, 20, 3)
    history = fit(network, loss(), Adam(0.03), X, y, epochs=100, rng=rng)
    if isinstance(loss(), GaussianLikelihood):  # which has no end at 0
        assert history.loss[-1] < history.loss[0] - 0.3
    else:
        assert history.loss[-1] < history.loss[0] / 2
    assert bool(history.accuracy) == (
        loss().classify(np.ones((1, 2))) is not None
    )


def test_the_short_last_batch_is_used():
    network, sizes = line(), []

    class Watched(MeanSquaredError):
        def forward(self, predictions, targets):
            sizes.append(len(predictions))
            return super().forward(predictions, targets)

    X = np.ones((7, 1))
    fit(network, Watched(), SGD(0.1), X, X, epochs=2, batch_size=3)
    assert sizes == [3, 3, 1, 3, 3, 1]


def test_a_step_takes_32_samples_by_default():
    X, optimizer = np.ones((33, 1)), SGD(0.1)
    fit(line(), MeanSquaredError(), optimizer, X, X, epochs=1)
    assert optimizer.steps == 2


def test_the_data_are_converted_batch_by_batch():
    kinds = set()

    class Watched(Linear):
        def forward(self, inputs, training=False):
            kinds.add((inputs.dtype, len(inputs)) if training else None)
            return super().forward(inputs, training)

    X, y = np.ones((4, 2), np.uint8), np.ones((4, 1), dtype=int)
    network = Network(Watched(), Dense(2, 1), dtype=np.float32)
    fit(network, MeanSquaredError(), SGD(0.1), X, y, epochs=1, batch_size=2)
    assert kinds == {None, (np.dtype(np.float32), 2)}


def test_training_mode_is_on_in_training_and_off_in_validation():
    modes = []

    class Watched(Linear):
        def forward(self, inputs, training=False):
            modes.append(training)
            return super().forward(inputs, training)

    network = Network(Dense(1, 1), Watched())
    X = np.ones((2, 1))
    fit(
        network,
        MeanSquaredError(),
        SGD(0.1),
        X,
        X,
        epochs=1,
        validation=(X, X),
    )
    # The data are tried once before, training and validation.
    assert modes == [False, False, True, False]


# The progress bar


def test_no_word_without_a_progress_bar(capfd):
    run(0)
    assert capfd.readouterr() == ("", "")


def test_the_progress_bar_goes_to_standard_output(capsys):
    _, history = run(0, progress=True)
    out, err = capsys.readouterr()
    rate = r"[\d.?]+(epoch/s|s/epoch)\]"
    assert re.search(rf"100%\|.*\| 4/4 \[[^]]*{rate}", out)
    assert err == ""
    assert history == run(0)[1]


def test_tqdm_is_needed_for_the_progress_bar_only(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    run(0)
    with pytest.raises(ImportError, match="tqdm"):
        run(0, progress=True)


# Divergence


def test_divergence_names_the_epoch_and_the_rate():
    # The weight is near 1e60, 1e120, 1e180 after three steps: the square of
    # the last is too large for a float.
    X = np.array([[1.0], [2.0], [3.0]])
    optimizer = SGD(1e60)
    with pytest.raises(
        FloatingPointError,
        match=r"epoch 4 of 50, at step 3 and learning rate 1e\+60: lower",
    ):
        fit(line(), MeanSquaredError(), optimizer, X, 2 * X, epochs=50)


def test_divergence_names_the_rate_of_a_schedule():
    X = np.array([[1.0], [2.0], [3.0]])
    with pytest.raises(FloatingPointError, match=r"rate 1e\+\d+: lower"):
        fit(
            line(),
            MeanSquaredError(),
            SGD(lambda step: 10.0 ** (50 * step)),
            X,
            2 * X,
            epochs=50,
        )


def test_scores_that_outgrow_their_loss_are_a_divergence_too():
    network = Network(Dense(1, 2, rng=np.random.default_rng(0)))
    with pytest.raises(FloatingPointError, match="epoch 2 of 2, at step 1"):
        fit(
            network,
            SoftmaxCrossEntropy(),
            SGD(1e302),
            [[1.0]],
            [1],
            epochs=2,
        )
    assert 1e300 < np.abs(network.parameters).max() < np.inf


def test_an_infinite_loss_stops_the_run_before_the_step():
    network = Network(Dense(1, 2), Softmax())
    network.parameters[:] = [0, 0, 2000, 0]
    before = network.parameters.tobytes()
    with pytest.raises(FloatingPointError, match="epoch 1 of 2, at step 0"):
        fit(
            network,
            CategoricalCrossEntropy(),
            SGD(0.1),
            [[1.0]],
            [1],
            epochs=2,
        )
    assert network.parameters.tobytes() == before


def test_scores_that_overflow_before_a_softmax_are_a_divergence_too():
    # A step of 1e100 * 1e150 / 2 in each weight; the scores are then infinite,
    # and infinity minus infinity is no number.
    network = Network(Dense(1, 2, initializer=zeros), Softmax())
    with pytest.raises(FloatingPointError, match="epoch 2 of 2, at step 1"):
        fit(
            network,
            CategoricalCrossEntropy(),
            SGD(1e100),
            [[1e150]],
            [1],
            epochs=2,
        )


def test_a_run_that_blows_up_in_validation_stops_too():
    X = np.array([[1.0]])
    with pytest.raises(FloatingPointError, match="epoch 1 of 1"):
        fit(
            line(),
            MeanSquaredError(),
            SGD(1e150),
            X,
            X,
            epochs=1,
            validation=(X * 1e200, X),
        )


# Early stopping


class Scripted(MeanSquaredError):
    """A loss that reads its value of outputs without a gradient from a list."""

    def __init__(self, values):
        self.values = iter(values)

    def forward(self, predictions, targets):
        value = super().forward(predictions, targets)
        return next(self.values) if np.all(targets == 7) else value


def stopped(values, patience, epochs=9):
    """Fit with scripted validation losses; return parameters of each epoch."""
    network, X = line(), np.array([[1.0], [2.0]])
    seen = []

    class Watched(SGD):
        def step(self, parameters, gradients):
            super().step(parameters, gradients)
            seen.append(parameters.copy())

    history = fit(
        network,
        Scripted(values),
        Watched(0.01),
        X,
        3 * X,
        epochs=epochs,
        validation=([[1.0]], [[7.0]]),
        patience=patience,
    )
    return network, history, seen


@pytest.mark.parametrize(
    ("values", "patience", "epochs", "best"),
    [
        ([5, 4, 3, 3.5, 3.2, 2], 2, 5, 2),  # 2 comes too late
        ([5, 4, 3, 3.5, 3.2, 2, 2, 2, 2], 3, 9, 5),  # an equal one is no better
        ([1, 2, 3], 1, 2, 0),
        ([9, 8, 7, 6, 5, 4, 3, 2, 1], 1, 9, 8),  # the last epoch is the best
        ([math.inf, math.inf, 1, 2, 2], 2, 5, 2),
    ],
)
def test_the_best_epoch_is_put_back(values, patience, epochs, best):
    network, history, seen = stopped(values, patience)
    assert len(history.loss) == len(history.validation_loss) == epochs
    assert history.validation_loss == values[:epochs]
    assert history.best_epoch == best
    np.testing.assert_array_equal(network.parameters, seen[best])


def test_without_patience_no_epoch_is_the_best():
    _, history = run(0)
    assert history.best_epoch is None


def test_the_state_of_the_best_epoch_is_put_back(rng):
    X = rng.normal(size=(6, 2))
    network = Network(Dense(2, 2, rng=rng), BatchNorm(2), Dense(2, 1, rng=rng))
    states = []

    class Watched(Scripted):
        def forward(self, predictions, targets):
            if np.all(targets == 7):
                states.append({k: v.copy() for k, v in network.named_state()})
            return super().forward(predictions, targets)

    fit(
        network,
        Watched([2, 1, 3, 3]),
        SGD(0.1),
        X,
        X[:, :1],
        epochs=9,
        validation=(X[:1], [[7.0]]),
        patience=2,
    )
    assert len(states) == 4
    for name, array in network.named_state():
        np.testing.assert_array_equal(array, states[1][name])
        assert np.any(array != states[3][name])


def test_a_run_that_diverges_leaves_its_best_epoch():
    network, X = line(), np.array([[1.0], [2.0]])
    with pytest.raises(FloatingPointError):
        fit(
            network,
            MeanSquaredError(),
            SGD(lambda step: 0.01 if step < 3 else 1e200),
            X,
            3 * X,
            epochs=9,
            validation=(X, 3 * X),
            patience=9,
        )
    again = line()
    fit(again, MeanSquaredError(), SGD(0.01), X, 3 * X, epochs=3)
    assert network.parameters.tobytes() == again.parameters.tobytes()


# Augmentation


def test_augment_gets_each_batch_and_its_result_is_trained_on():
    # Doubling x = 1, 3 is what training on 2, 6 does.
    X, y = np.array([[1], [3]], np.uint8), [[2.0], [4.0]]
    seen = []

    def double(inputs, rng):
        seen.append((inputs.dtype, inputs.shape))
        inputs *= 2  # the batch is its own
        return inputs

    first, second = line(), line()
    options = {"epochs": 3, "batch_size": 1}
    for network, data, augment in ((first, X, double), (second, 2 * X, None)):
        fit(
            network,
            MeanSquaredError(),
            SGD(0.01),
            data,
            y,
            augment=augment,
            rng=np.random.default_rng(0),
            validation=(X, y),
            **options,
        )
    assert first.parameters.tobytes() == second.parameters.tobytes()
    assert seen == [(np.dtype(float), (1, 1))] * 6
    np.testing.assert_array_equal(X, [[1], [3]])


def test_augment_draws_from_the_generator_of_the_run():
    def noise(inputs, rng):
        return inputs + rng.normal(size=inputs.shape)

    (first, history), (second, again) = (run(5, augment=noise) for _ in "ab")
    assert first.parameters.tobytes() == second.parameters.tobytes()
    assert history == again
    plain, _ = run(5)
    assert np.any(plain.parameters != first.parameters)


@pytest.mark.parametrize(
    ("error", "match", "result"),
    [
        (
            ValueError,
            "augment returned is no batch: .*NaN",
            [[np.nan] * 2] * 15,
        ),
        (ValueError, "is no batch: .* contain infinity", [[np.inf] * 2] * 15),
        (ValueError, r"no batch: .*\(15, 3\)", np.ones((15, 3))),
        (
            ValueError,
            r"\(14, 2\) for a batch of shape \(15, 2\): return a",
            np.ones((14, 2)),
        ),
        (ValueError, "return a sample for each", np.ones((15, 1, 2))),
        (TypeError, "is no batch: .* as object", None),
        (TypeError, "is no batch: .* as text", np.full((15, 2), "a")),
    ],
)
def test_what_augment_must_not_return(error, match, result):
    refused(error, match, augment=lambda inputs, rng: result)


def test_an_error_in_augment_is_its_own():
    def broken(inputs, rng):
        raise KeyError("mine")

    refused(KeyError, "mine", augment=broken)


def test_a_run_that_fails_before_its_first_step_binds_nothing(rng):
    def broken(inputs, rng):
        raise KeyError("mine")

    X, y = rng.normal(size=(6, 2)), rng.integers(0, 3, 6)
    optimizer = Momentum(0.1)
    given = {"inputs": X, "targets": y, "epochs": 1, "batch_size": 3}
    for _ in range(2):
        network = Network(Dense(2, 3, rng=rng))
        before = pickle.dumps(network)
        with pytest.raises(KeyError, match="mine"):
            fit(
                network,
                SoftmaxCrossEntropy(),
                optimizer,
                augment=broken,
                **given,
            )
        assert pickle.dumps(network) == before
        assert optimizer.moved is None
        assert optimizer.steps == 0
    fit(network, SoftmaxCrossEntropy(), optimizer, **given)
    assert optimizer.moved is network.parameters
    # What has moved a network keeps it, and what it remembers.
    kept = optimizer.velocity.copy()
    with pytest.raises(KeyError, match="mine"):
        fit(network, SoftmaxCrossEntropy(), optimizer, augment=broken, **given)
    assert optimizer.moved is network.parameters
    np.testing.assert_array_equal(optimizer.velocity, kept)


# A last batch of one sample


@pytest.mark.parametrize(
    ("samples", "size", "works"),
    [(15, 7, 8), (15, 2, 3), (15, 1, 3), (13, 3, 5), (2, 1, 2), (1, 4, None)],
)
@pytest.mark.parametrize("nested", [False, True])
def test_a_last_batch_of_one_is_refused_by_name(samples, size, works, nested):
    def norm():
        return Network(Linear(), BatchNorm(3)) if nested else BatchNorm(3)

    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(samples, 2)), rng.integers(0, 3, samples)
    hint = "pass more samples" if works is None else f"write batch_size={works}"
    network = Network(Dense(2, 3, rng=rng), norm(), Dropout(rng=rng))
    before = pickle.dumps(network)
    given = {"inputs": X, "targets": y, "batch_size": size, "rng": rng}
    refused(ValueError, f"cannot train on one: {hint}$", network, **given)
    assert pickle.dumps(network) == before
    if works is not None:
        given |= {"epochs": 1, "batch_size": works}
        fit(network, SoftmaxCrossEntropy(), SGD(0.1), **given)
    # Without such a layer one sample is as good as two.
    other = Network(Dense(2, 3, rng=rng))
    given |= {"epochs": 1, "batch_size": size}
    fit(other, SoftmaxCrossEntropy(), SGD(0.1), **given)


def test_another_fault_in_training_is_not_that_of_a_single_row():
    class Fussy(Linear):
        def forward(self, inputs, training=False):
            if training:
                raise ValueError("something else")
            return inputs

    refused(
        ValueError,
        "^something else$",
        Network(Dense(2, 3), Fussy()),
        batch_size=7,
    )


def test_one_sequence_has_many_rows(rng):
    X, y = rng.normal(size=(3, 4, 2)), rng.integers(0, 2, (3, 4))
    network = Network(Dense(2, 2, rng=rng), BatchNorm(2))
    history = fit(
        network,
        SoftmaxCrossEntropy(),
        SGD(0.1),
        X,
        y,
        epochs=1,
        batch_size=2,
        validation=(X, y),
    )
    # 12 answers; the accuracy of an epoch is a share of all of them.
    hits = np.count_nonzero(network.predict(X).argmax(axis=-1) == y)
    assert history.validation_accuracy == [pytest.approx(hits / 12)]
    assert 12 * history.accuracy[0] == pytest.approx(
        round(12 * history.accuracy[0])
    )


# In pieces


@pytest.fixture
def small_pieces(monkeypatch):
    """Let a piece hold 24 numbers: 3 rows of 8."""
    monkeypatch.setattr(input_pieces, "NUMBERS", 24)


def pieces_of_a_run():
    rng = np.random.default_rng(0)
    X, y = blobs(7, rng=rng)
    network = Network(Dense(2, 8, rng=rng), Tanh(), Dense(8, 3, rng=rng))
    return fit(
        network,
        SoftmaxCrossEntropy(),
        SGD(0.1),
        X,
        y,
        epochs=2,
        rng=rng,
        validation=(X[:-1], y[:-1]),
    )


def test_a_mean_over_pieces_is_the_mean(monkeypatch):
    whole = pieces_of_a_run()
    monkeypatch.setattr(input_pieces, "NUMBERS", 24)
    parts = pieces_of_a_run()
    assert parts.validation_loss == pytest.approx(whole.validation_loss, 1e-14)
    assert parts.validation_accuracy == whole.validation_accuracy
    assert parts.loss == whole.loss


@pytest.mark.usefixtures("small_pieces")
def test_the_last_of_many_pieces_is_looked_at_too():
    network = Network(Dense(2, 8), Dense(8, 3))
    X, y = np.ones((20, 2)), np.zeros(20, int)
    for bad, match in ((np.nan, "NaN"), (np.inf, "infinity")):
        wrong = X.copy()
        wrong[-1, 1] = bad
        refused(ValueError, match, network, inputs=wrong, targets=y)
        refused(
            ValueError,
            match,
            network,
            inputs=X,
            targets=y,
            validation=(wrong, y),
        )
    labels = y.copy()
    labels[-1] = 3
    refused(ValueError, "label 3", network, inputs=X, targets=labels)
    refused(
        ValueError,
        r"^inputs have shape \(20, 3\)",
        network,
        inputs=np.ones((20, 3)),
        targets=y,
    )


@pytest.mark.usefixtures("small_pieces")
def test_no_door_is_shown_more_than_a_piece():
    class Watched(Network):
        sizes = ()

        def check(self, inputs):
            self.sizes = (*self.sizes, len(inputs))
            return super().check(inputs)

    network = Watched(Dense(2, 8), Dense(8, 3))
    X, y = np.ones((20, 2), np.uint8), np.zeros(20, int)
    fit(network, SoftmaxCrossEntropy(), SGD(0.1), X, y, epochs=1, batch_size=1)
    assert max(network.sizes) == 3


@pytest.mark.parametrize("dtype", [float, np.uint8])
def test_memory_does_not_grow_with_the_samples(dtype):
    # What benchmarks/memory.py does with a tenth of the samples.
    def peak(samples):
        rng = np.random.default_rng(0)
        X = rng.integers(0, 9, (samples, 10)).astype(dtype)
        y = np.arange(samples) % 2
        network = Network(Dense(10, 1000, rng=rng), ReLU(), Dense(1000, 2))
        tracemalloc.start()
        try:
            fit(
                network,
                SoftmaxCrossEntropy(),
                SGD(0.1),
                X,
                y,
                epochs=1,
                batch_size=100,
                validation=(X, y),
            )
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = peak(3000), peak(12_000)
    # The order of the samples takes 8 bytes for each, twice while it is made.
    assert many - few < 9000 * 8 * 2.5
    assert many < 30e6


# What is refused, and that nothing has moved then


def refused(error, match, network=None, **changes):
    rng = np.random.default_rng(0)
    if network is None:
        network = Network(Dense(2, 3, rng=rng))
    X, y = blobs(5, rng=rng)
    arguments = {
        "loss": SoftmaxCrossEntropy(),
        "optimizer": SGD(0.1),
        "inputs": X,
        "targets": y,
        "epochs": 2,
    }
    vector = getattr(network, "parameters", np.zeros(0))
    before = vector.tobytes()
    with pytest.raises(error, match=match):
        fit(network, **(arguments | changes))
    assert vector.tobytes() == before


@pytest.mark.parametrize(
    "layers",
    [
        lambda: (Dense(2, 3), Step()),
        lambda: (Dense(2, 3), Step(), Dense(3, 3)),
        lambda: (Dense(2, 3), Network(ReLU(), Network(Step())), Dense(3, 3)),
        lambda: (Network(Dense(2, 3), ReLU()), Step()),
        lambda: (Residual(Dense(2, 2)), Step(), Dense(2, 3)),
        lambda: (Residual(Dense(2, 2), Step()), Dense(2, 3)),
    ],
)
def test_a_step_behind_parameters_is_refused(layers):
    refused(
        ValueError, "derivative of Step is zero.*Sigmoid", Network(*layers())
    )


def test_a_single_parameter_before_a_step_is_one_too_many():
    class Factor(Linear):
        def __init__(self):
            self.register(factor=np.ones(1))

    refused(
        ValueError,
        "derivative of Step is zero",
        Network(Factor(), Step(), Dense(2, 3)),
    )


def test_slopes_go_past_a_step_in_a_residual():
    X, y = blobs(5, rng=np.random.default_rng(0))
    network = Network(Dense(2, 2), Residual(Step()), Dense(2, 3))
    before = network.layers[0].weights.copy()
    fit(network, SoftmaxCrossEntropy(), SGD(0.1), X, y, epochs=1)
    assert np.all(network.layers[0].weights != before)


def test_a_step_before_all_parameters_is_welcome():
    X, y = blobs(5, rng=np.random.default_rng(0))
    network = Network(ReLU(), Step(), Dense(2, 3))
    fit(network, SoftmaxCrossEntropy(), SGD(0.1), X, y, epochs=1)


@pytest.mark.parametrize(
    ("error", "match", "changes"),
    [
        (TypeError, "is no Network", {"network": Dense(2, 3)}),
        (TypeError, "is no Network", {"network": Network}),
        (TypeError, "is no Loss", {"loss": SoftmaxCrossEntropy}),
        (TypeError, "is no Loss", {"loss": "mse"}),
        (TypeError, "is no Optimizer", {"optimizer": SGD}),
        (TypeError, "is no Optimizer", {"optimizer": 0.1}),
        (ValueError, "no parameters", {"network": Network(ReLU())}),
        (TypeError, "epochs must be an integer", {"epochs": 2.0}),
        (TypeError, "epochs must be an integer", {"epochs": True}),
        (ValueError, "epochs must be at least 1", {"epochs": 0}),
        (ValueError, "batch_size must be at least 1", {"batch_size": -1}),
        (TypeError, "batch_size must be an integer", {"batch_size": "32"}),
        (TypeError, "rng must be a np.random.Generator", {"rng": 0}),
        (
            ValueError,
            r"there are 14 inputs, but the targets have shape \(15,\)",
            {"inputs": np.ones((14, 2))},
        ),
        (
            ValueError,
            r"^inputs have shape \(15, 3\), but \(batch, 2\) is expected",
            {"inputs": np.ones((15, 3))},
        ),
        (
            ValueError,
            r"^inputs have shape \(\), but \(batch, 2\) is expected",
            {"inputs": 3.0},
        ),
        (ValueError, "NaN", {"inputs": np.full((15, 2), np.nan)}),
        (ValueError, "empty", {"inputs": np.ones((0, 2)), "targets": []}),
        (ValueError, "label 3 is out of range", {"targets": np.full(15, 3)}),
        (ValueError, "looks one-hot", {"targets": np.ones((15, 3), int)}),
        (TypeError, "labels must be integers", {"targets": np.ones(15)}),
        (ValueError, "targets", {"loss": MeanSquaredError()}),
        (
            ValueError,
            r"\(batch, 2\) is expected",
            {"validation": (np.ones((4, 3)), np.zeros(4, int))},
        ),
        (
            ValueError,
            "label 7 is out of range",
            {"validation": (np.ones((1, 2)), [7])},
        ),
        (
            ValueError,
            "NaN",
            {"validation": (np.full((1, 2), np.nan), [0])},
        ),
        (
            TypeError,
            "augment must be a function of .inputs, rng",
            {"augment": 3},
        ),
        (ValueError, "write validation=.X, y.", {"patience": 3}),
        (TypeError, "patience must be an integer", {"patience": 3.0}),
        (
            TypeError,
            "validation must be a pair .* but is list: write",
            {"validation": [np.ones((1, 2)), [0], 32]},
        ),
    ],
)
def test_bad_arguments(error, match, changes):
    refused(error, match, **changes)


def test_an_optimizer_of_other_parameters():
    used = Adam(0.1)
    used.step(np.ones(9), np.ones(9))
    refused(ValueError, "make a new optimizer", optimizer=used)


def test_a_schedule_that_gives_a_bad_rate():
    refused(
        ValueError, "learning_rate must be in", optimizer=SGD(lambda step: -1)
    )
