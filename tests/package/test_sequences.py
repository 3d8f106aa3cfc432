"""Sequences: attention by hand, what no position may know, other witnesses."""

import copy
import math
import pickle

import numpy as np
import pytest
from tables import assert_backward_is_linear, assert_d_inputs_can_be_skipped

from nnfs import (
    Adam,
    Dense,
    LayerNorm,
    MeanSquaredError,
    Network,
    ReLU,
    Residual,
    SoftmaxCrossEntropy,
    check_gradients,
    fit,
    normal,
    one_hot,
    tape,
    zeros,
)
from nnfs.automatic import Automatic
from nnfs.sequences import Attention, Embedding, Positions

WIDTH, HEADS, CONTEXT = 6, 2, 5


def block(rng, causal=True, width=WIDTH):
    """Return the two halves of a block of a transformer."""
    return (
        Residual(
            LayerNorm(width),
            Dense(width, 3 * width, rng=rng),
            Attention(width, HEADS, causal),
            Dense(width, width, rng=rng),
        ),
        Residual(
            LayerNorm(width),
            Dense(width, 4 * width, rng=rng),
            ReLU(),
            Dense(4 * width, width, rng=rng),
        ),
    )


def large(n_inputs, n_outputs, rng=None):
    """Draw rows that differ, so that a norm behind them is no cliff."""
    return normal(n_inputs, n_outputs, rng, scale=1)


def transformer(rng, causal=True, places=True, blocks=2, dtype=np.float64):
    start = Embedding(7, WIDTH, initializer=large, rng=rng)
    where = Positions(
        CONTEXT, WIDTH, initializer=large if places else zeros, rng=rng
    )
    inside = [half for _ in range(blocks) for half in block(rng, causal)]
    last = Dense(WIDTH, 7, rng=rng)
    return Network(start, where, *inside, LayerNorm(WIDTH), last, dtype=dtype)


def by_hand(questions, keys, values):
    """Return sequences of one, side by side as `Attention` takes them."""
    return np.stack([questions, keys, values], axis=-1)[None].astype(float)


# By hand

# A question of 1 and keys ln 1, ln 2, ln 5 have the scores ln 1, ln 2, ln 5, so
# the shares 1/8, 2/8, 5/8.
HAND = by_hand([1, 1, 1], np.log([1, 2, 5]), [8, 0, 16])


def test_shares_and_outputs_by_hand():
    layer = Attention(1, causal=False)
    # 1/8 * 8 + 1/4 * 0 + 5/8 * 16 = 11, for every position that asks 1.
    np.testing.assert_allclose(
        layer.forward(HAND), [[[11], [11], [11]]], rtol=1e-15
    )
    np.testing.assert_allclose(
        layer.shares, [[[[1 / 8, 1 / 4, 5 / 8]] * 3]], rtol=1e-15
    )


def test_what_is_later_has_no_share_by_hand():
    layer = Attention(1)
    # 8 alone; 1/3 * 8 + 2/3 * 0; all three.
    np.testing.assert_allclose(
        layer.forward(HAND), [[[8], [8 / 3], [11]]], rtol=1e-15
    )
    np.testing.assert_allclose(
        layer.shares[0, 0],
        [[1, 0, 0], [1 / 3, 2 / 3, 0], [1 / 8, 1 / 4, 5 / 8]],
        rtol=1e-15,
    )


def test_backward_by_hand():
    layer = Attention(1)
    layer.forward(HAND)
    slopes = layer.backward(np.array([[[0.0], [0], [1]]]))
    # Of each score its share of what the value is above 11: 1/8 * -3, 1/4 *
    # -11, 5/8 * 5.  They are the slopes of the keys, since the question is 1;
    # that of the question is ln 2 * -11/4 + ln 5 * 25/8.
    np.testing.assert_allclose(
        slopes[0, :, 1], [-3 / 8, -11 / 4, 25 / 8], rtol=1e-14
    )
    asked = -11 / 4 * math.log(2) + 25 / 8 * math.log(5)
    np.testing.assert_allclose(slopes[0, :, 0], [0, 0, asked], rtol=1e-14)
    np.testing.assert_allclose(
        slopes[0, :, 2], [1 / 8, 1 / 4, 5 / 8], rtol=1e-15
    )
    assert abs(slopes[0, :, 1].sum()) < 1e-15


def test_scores_are_divided_by_the_root_of_the_width_of_a_head():
    # Four times 1 * ln 4 / 4 / sqrt(4): the score is ln 4 / 2 = ln 2.
    rows = np.zeros((1, 2, 12))
    rows[..., :4], rows[0, 1, 4:8], rows[0, 1, 8:] = 1, math.log(4) / 4, 9
    for heads, share in ((1, 2 / 3), (4, None)):
        layer = Attention(4, heads)
        outputs = layer.forward(rows)[0, 1]
        if share is None:  # in heads of one number: ln 4 / 4
            share = 4**0.25 / (1 + 4**0.25)
        np.testing.assert_allclose(outputs, [9 * share] * 4, rtol=1e-14)


def test_a_row_for_each_symbol_by_hand():
    network = Network(Embedding(3, 2), Positions(4, 2))
    embedding, positions = network.layers
    embedding.weights = [[1, 2], [3, 4], [5, 6]]
    positions.weights = [[10, 0], [20, 0], [30, 0], [40, 0]]
    np.testing.assert_array_equal(
        network.forward([[2, 0], [1, 1]]),
        [[[15, 6], [21, 2]], [[13, 4], [23, 4]]],
    )
    network.backward([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
    np.testing.assert_array_equal(
        embedding.d_weights, [[3, 4], [12, 14], [1, 2]]
    )
    # What the batch did not reach has no slope, whatever it had before.
    np.testing.assert_array_equal(
        positions.d_weights, [[6, 8], [10, 12], [0, 0], [0, 0]]
    )
    network.forward([[0, 0, 0, 0]])
    network.backward(np.ones((1, 4, 2)))
    network.forward([[0]])
    network.backward(np.ones((1, 1, 2)))
    np.testing.assert_array_equal(positions.d_weights.sum(axis=1), [2, 0, 0, 0])


# Laws


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_later_symbol_moves_no_earlier_output(dtype, rng):
    symbols = rng.integers(0, 7, (4, CONTEXT))
    for causal in (True, False):
        network = transformer(rng, causal, dtype=dtype)
        outputs = network.predict(symbols)
        for place in range(1, CONTEXT):
            other = symbols.copy()
            other[:, place] = (other[:, place] + 1) % 7
            moved = network.predict(other) != outputs
            assert moved[:, place:].any()
            assert moved[:, :place].any() != causal


def test_no_slope_goes_from_an_earlier_output_to_a_later_input(rng):
    layer, rows = Attention(4, 2), rng.normal(size=(2, 5, 12))
    layer.forward(rows)
    for place in range(5):
        slopes = np.zeros((2, 5, 4))
        slopes[:, place] = rng.normal(size=(2, 4))
        d_x = layer.backward(slopes)
        assert d_x[:, : place + 1].any()
        assert not d_x[:, place + 1 :].any()


@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("size", [0.0, 1.0, 1e100])
def test_shares_sum_to_one(causal, size, rng):
    layer = Attention(WIDTH, HEADS, causal)
    outputs = layer.forward(size * rng.normal(size=(3, 5, 3 * WIDTH)))
    assert layer.shares.shape == (3, HEADS, 5, 5)
    np.testing.assert_allclose(layer.shares.sum(axis=-1), 1, rtol=1e-14)
    assert layer.shares.min() >= 0
    assert np.isfinite(outputs).all()
    later = layer.shares[..., np.triu(np.ones((5, 5), bool), 1)]
    assert later.any() != causal


def test_equal_keys_give_the_mean_of_the_values(rng):
    rows = rng.normal(size=(2, 5, 3 * WIDTH))
    rows[..., WIDTH : 2 * WIDTH] = rng.normal(size=(2, 1, WIDTH))
    values = rows[..., 2 * WIDTH :]
    np.testing.assert_allclose(
        Attention(WIDTH, HEADS, causal=False).forward(rows),
        np.broadcast_to(values.mean(axis=1, keepdims=True), values.shape),
        rtol=1e-13,
    )
    counts = np.arange(1, 6)[:, None]
    np.testing.assert_allclose(
        Attention(WIDTH, HEADS).forward(rows),
        values.cumsum(axis=1) / counts,
        rtol=1e-13,
    )


def test_without_positions_earlier_symbols_may_be_permuted(rng):
    symbols = np.array([[0, 1, 2, 3, 4], [6, 5, 4, 2, 0]])
    other = symbols[:, [2, 0, 3, 1, 4]]
    for places in (False, True):
        network = transformer(rng, places=places, blocks=1)
        last = network.predict(symbols)[:, -1]
        moved = np.abs(network.predict(other)[:, -1] - last).max()
        assert (moved > 1e-3) if places else (moved < 1e-13)


def test_heads_are_attentions_side_by_side(rng):
    rows, slopes = rng.normal(size=(2, 5, 12)), rng.normal(size=(2, 5, 4))
    both = Attention(4, 2)
    outputs, d_x = both.forward(rows), both.backward(slopes)
    for head in range(2):
        mine = np.arange(2 * head, 2 * head + 2)
        of_all = np.concatenate([mine, mine + 4, mine + 8])
        one = Attention(2)
        np.testing.assert_allclose(
            one.forward(rows[..., of_all]), outputs[..., mine], rtol=1e-12
        )
        np.testing.assert_allclose(
            one.shares[:, 0], both.shares[:, head], rtol=1e-12
        )
        np.testing.assert_allclose(
            one.backward(slopes[..., mine]), d_x[..., of_all], atol=1e-14
        )


def test_an_embedding_is_a_dense_layer_of_one_hot_rows(rng):
    layer, symbols = Embedding(7, 3, rng=rng), rng.integers(0, 7, (4, 5))
    rows = one_hot(symbols.ravel(), 7).reshape(4, 5, 7)
    np.testing.assert_array_equal(layer.forward(symbols), rows @ layer.weights)
    slopes = rng.normal(size=(4, 5, 3))
    assert layer.backward(slopes) is None  # a symbol has no slope
    twin = Dense(7, 3)
    twin.forward(rows)
    twin.backward(slopes)
    np.testing.assert_allclose(layer.d_weights, twin.d_weights, rtol=1e-14)
    small = symbols.astype(np.uint8)
    np.testing.assert_array_equal(layer.forward(small), layer.forward(symbols))


@pytest.mark.parametrize(
    ("make", "width", "out"),
    [
        (lambda: Positions(6, 4, initializer=large), 4, 4),
        (lambda: Attention(4, 2), 12, 4),
        (lambda: Attention(4, 2, causal=False), 12, 4),
    ],
)
def test_backward_is_linear_and_may_be_skipped(make, width, out, rng):
    layer = make()
    layer.forward(rng.normal(size=(2, 5, width)))
    a, b = rng.normal(size=(2, 2, 5, out))
    assert_backward_is_linear(layer, a, b, atol=1e-13)
    assert_d_inputs_can_be_skipped(layer, a)


# Gradients, by three witnesses; PyTorch is one of test_reference.py


@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("heads", [1, 2, 4])
def test_gradients_of_attention_by_differences(causal, heads, rng):
    network = Network(Attention(4, heads, causal))
    X, y = rng.normal(size=(2, 5, 12)), rng.normal(size=(2, 5, 4))
    assert check_gradients(network, MeanSquaredError(), X, y) <= 1e-7


def test_gradients_of_a_transformer_by_differences(rng):
    network = transformer(rng)
    X, y = rng.integers(0, 7, (2, 3, 4))
    report = check_gradients(
        network, SoftmaxCrossEntropy(), X, y, training=True, report=True
    )
    by_name = {row.name: row for row in report}
    assert len(by_name) == 2 + 2 * 12 + 4
    assert max(row.error for row in report if row.measured) <= 1e-7
    assert all(row.measured for row in report)


def test_the_bias_of_a_key_has_no_slope(rng):
    # It adds the same to every score of a row, and a softmax sees differences.
    network = transformer(rng)
    loss = SoftmaxCrossEntropy()
    symbols, labels = rng.integers(0, 7, (2, 3, CONTEXT))
    loss.forward(network.forward(symbols), labels)
    network.backward(loss.backward())
    slopes = np.abs(network.layers[2].layers[1].d_biases).reshape(3, WIDTH)
    assert slopes[1].max() < 1e-15
    assert min(slopes[0].max(), slopes[2].max()) > 1e-5


def taped(width, heads, causal):
    """Return attention as a plain function of a tape."""

    def attention(rows):
        batch, time, _ = rows.shape
        cut = tape.reshape(rows, (batch, time, 3, heads, width // heads))
        q, k, v = (
            tape.reorder(cut[:, :, part], (0, 2, 1, 3)) for part in range(3)
        )
        scores = q @ tape.transpose(k) * (width // heads) ** -0.5
        seen = np.tri(time) if causal else np.ones((time, time))
        shares = tape.exp(scores) * seen
        shares = shares / tape.total(shares, -1, keepdims=True)
        mixed = tape.reorder(shares @ v, (0, 2, 1, 3))
        return tape.reshape(mixed, (batch, time, width))

    return attention


@pytest.mark.parametrize("causal", [True, False])
def test_attention_by_the_tape(causal, rng):
    layer = Attention(WIDTH, HEADS, causal)
    rows = rng.normal(size=(3, CONTEXT, 3 * WIDTH))
    slopes = rng.normal(size=(3, CONTEXT, WIDTH))
    outputs, backward = tape.record(taped(WIDTH, HEADS, causal), rows)
    assert apart(layer.forward(rows), outputs) <= 1e-12
    assert apart(layer.backward(slopes), backward(slopes)[0]) <= 1e-12


def apart(ours, theirs):
    """Return how far two arrays are apart, of the largest number."""
    assert np.shape(ours) == np.shape(theirs)
    return np.abs(ours - theirs).max() / np.abs(theirs).max()


def test_a_network_by_the_tape(rng):
    """Every layer that reads symbols or carries over time, as one function."""
    network = Network(
        Embedding(7, WIDTH, initializer=large, rng=rng),
        Positions(CONTEXT, WIDTH, initializer=large, rng=rng),
        Residual(
            Dense(WIDTH, 3 * WIDTH, rng=rng),
            Attention(WIDTH, HEADS),
            Dense(WIDTH, WIDTH, rng=rng),
        ),
    )
    symbols = rng.integers(0, 7, (3, 4))
    slopes = rng.normal(size=(3, 4, WIDTH))

    def function(table, positions, weights, biases, back, shifts):
        x = table[symbols] + positions[:4]
        seen = taped(WIDTH, HEADS, True)(x @ weights + biases)
        return x + seen @ back + shifts

    views = [view for _, view in network.named_parameters()]
    outputs, backward = tape.record(function, *views)
    assert apart(network.forward(symbols), outputs) <= 1e-12
    network.backward(slopes)
    theirs = np.concatenate([np.ravel(d) for d in backward(slopes)])
    assert apart(network.gradients, theirs) <= 1e-12


def test_a_layer_whose_backward_nobody_wrote_agrees(rng):
    wide, after = Dense(WIDTH, 3 * WIDTH, rng=rng), Dense(WIDTH, 2, rng=rng)
    twin = Network(
        *map(copy.copy, (wide,)),
        Automatic(taped(WIDTH, HEADS, True)),
        copy.copy(after),
    )
    network = Network(wide, Attention(WIDTH, HEADS), after)
    X = rng.normal(size=(2, 5, WIDTH))
    slopes = rng.normal(size=network.forward(X).shape)
    assert apart(twin.forward(X), network.forward(X)) <= 1e-12
    both = [one.backward(slopes, d_inputs=True) for one in (twin, network)]
    assert apart(*both) <= 1e-12
    assert apart(twin.gradients, network.gradients) <= 1e-12


# In a network


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_type_stays(dtype, rng):
    network = transformer(rng, dtype=dtype)
    symbols = rng.integers(0, 7, (3, 4)).astype(np.uint8)
    outputs = network.forward(symbols, training=True)
    assert outputs.dtype == network.predict(symbols).dtype == dtype
    network.backward(np.ones_like(outputs))
    for residual in network.layers[2:6:2]:
        attention = residual.layers[2]
        kept = attention.q, attention.k, attention.v, attention.shares
        assert {array.dtype for array in kept} == {np.dtype(dtype)}
        wide = np.ones((3, 4, WIDTH), dtype)
        assert attention.backward(wide).dtype == dtype
    assert network.gradients.dtype == dtype


def test_it_is_saved_and_copied(rng, tmp_path):
    network = transformer(rng)
    symbols = rng.integers(0, 7, (3, CONTEXT))
    outputs = network.forward(symbols)
    for other in (copy.copy(network), pickle.loads(pickle.dumps(network))):
        np.testing.assert_array_equal(other.predict(symbols), outputs)
        other.parameters[:] = 0
    names = [name for name, _ in network.named_parameters()][:4]
    assert names == ["0.weights", "1.weights", "2.0.scales", "2.0.shifts"]
    network.save(tmp_path / "network")
    twin = transformer(np.random.default_rng(1))
    assert np.abs(twin.predict(symbols) - outputs).max() > 0.01
    twin.load(tmp_path / "network")
    np.testing.assert_array_equal(twin.predict(symbols), outputs)


def test_predict_remembers_nothing_and_goes_in_pieces(rng, monkeypatch):
    network = transformer(rng)
    symbols = rng.integers(0, 7, (9, CONTEXT))
    outputs = network.forward(symbols)
    before = pickle.dumps(network)
    monkeypatch.setattr("nnfs.input_checks.pieces.NUMBERS", 300)
    np.testing.assert_allclose(network.predict(symbols), outputs, rtol=1e-12)
    assert pickle.dumps(network) == before


def test_fit_takes_symbols_and_a_label_to_each(rng):
    stream = np.tile(np.arange(7), 40)
    rows = np.lib.stride_tricks.sliding_window_view(stream, CONTEXT + 1)
    network = transformer(rng, blocks=1, dtype=np.float32)
    history = fit(
        network,
        SoftmaxCrossEntropy(),
        Adam(0.01),
        rows[:, :-1],
        rows[:, 1:],
        epochs=6,
        rng=rng,
    )
    assert history.loss[-1] < history.loss[0] / 2
    assert history.accuracy[-1] > history.accuracy[0]


def test_they_print_as_they_were_written():
    for text in (
        "Embedding(27, 4)",
        "Positions(16, 4)",
        "Attention(4)",
        "Attention(4, heads=2, causal=False)",
    ):
        assert repr(eval(text, globals())) == text


# What is refused


def test_what_stands_before_must_fit():
    with pytest.raises(ValueError, match=r"layer 1 takes 12 inputs, but .* 4"):
        Network(Dense(4, 4), Attention(4))
    with pytest.raises(ValueError, match=r"layer 1 takes 3 inputs, but .* 4"):
        Network(Embedding(7, 4), Positions(5, 3))
    with pytest.raises(ValueError, match=r"layer 1, Embedding.*: put it first"):
        Network(Dense(4, 4), Embedding(7, 4))
    with pytest.raises(ValueError, match="make the two widths equal"):
        Residual(Embedding(7, 4))


@pytest.mark.parametrize(
    ("inputs", "hint"),
    [
        ([1, 2, 3], r"write np.expand_dims\(inputs, 0\) for a single"),
        ([[[1, 2, 3]]], "pass one axis of sequences, and one of positions"),
        ([[1] * 6], r"5: write np.asarray\(inputs\)\[:, -5:\] .*context 6"),
    ],
)
def test_what_is_no_sequence_is_refused(inputs, hint, rng):
    network = transformer(rng)
    for look in (network.forward, network.predict):
        with pytest.raises(ValueError, match=hint):
            look(inputs)
    network.forward(np.expand_dims([1, 2, 3], 0))


@pytest.mark.parametrize("layer", [Positions(5, 12), Attention(4)])
def test_features_of_another_width_are_refused(layer):
    with pytest.raises(
        ValueError, match="let the layer before give 12 numbers"
    ):
        layer.forward(np.ones((2, 3, 11)))
    with pytest.raises(ValueError, match=r"\(3, 12\), but \(batch, time, 12\)"):
        layer.forward(np.ones((3, 12)))


def test_heads_must_share_the_width_evenly():
    for width, heads, instead in ((6, 4, 8), (3, 5, 5)):
        with pytest.raises(ValueError, match=f"heads: write width={instead}, "):
            Attention(width, heads)
