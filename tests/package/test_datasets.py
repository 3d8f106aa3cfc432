"""Data: shapes, seeds, hand-computed points, parts that never meet."""

import math

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnfs import (
    batches,
    bicycles,
    blobs,
    digits,
    moons,
    penguins,
    signals,
    sine,
    spiral,
    split,
    vertical,
)
from nnfs.datasets import mnist1d

GENERATORS = {
    "spiral": (spiral, 3),
    "vertical": (vertical, 3),
    "blobs": (blobs, 3),
    "moons": (moons, 2),
}


@pytest.mark.parametrize(
    ("generate", "classes"), GENERATORS.values(), ids=GENERATORS
)
def test_points_and_classes(generate, classes):
    X, y = generate(50, rng=np.random.default_rng(0))
    assert X.shape == (50 * classes, 2)
    assert X.dtype == np.float64
    assert y.dtype.kind == "i"
    np.testing.assert_array_equal(y, np.repeat(range(classes), 50))
    again, _ = generate(50, rng=np.random.default_rng(0))
    assert again.tobytes() == X.tobytes()
    other, _ = generate(50, rng=np.random.default_rng(1))
    assert np.any(other != X)
    assert np.any(generate(50)[0] != generate(50)[0])  # fresh entropy
    still, _ = generate(50, noise=0)
    assert still.tobytes() == generate(50, noise=0)[0].tobytes()
    assert np.abs(X - still).max() > 0.05


@pytest.mark.parametrize("generate", [spiral, vertical, blobs])
def test_the_number_of_classes(generate):
    X, y = generate(4, 5)
    assert X.shape == (20, 2)
    assert y.max() == 4
    assert generate(1, 1)[0].shape == (1, 2)


def test_spiral_by_hand():
    # Radius 0, 1/2, 1; angle 2.5 * 4 * (class + radius).
    X, _ = spiral(3, 2, noise=0)
    np.testing.assert_allclose(
        X,
        [
            [0, 0],
            [0.5 * math.sin(5), 0.5 * math.cos(5)],
            [math.sin(10), math.cos(10)],
            [0, 0],
            [0.5 * math.sin(15), 0.5 * math.cos(15)],
            [math.sin(20), math.cos(20)],
        ],
        atol=1e-15,
    )
    wound, _ = spiral(100, rng=np.random.default_rng(0))
    assert np.linalg.norm(wound, axis=1).max() == pytest.approx(1)


def test_spiral_noise_is_the_spread_of_the_angle_before_the_stretch():
    X, _ = spiral(2, 3000, noise=0.01, rng=np.random.default_rng(0))
    ends = X.reshape(3000, 2, 2)[:, 1]  # radius 1, angle 10 (class + 1)
    turned = np.arctan2(*ends.T) - 10 * (np.arange(3000) + 1)
    turned = (turned + np.pi) % (2 * np.pi) - np.pi
    draws = np.random.default_rng(0).normal(scale=0.025, size=(3000, 2))
    np.testing.assert_allclose(turned, draws[:, 1], atol=1e-9)


@pytest.mark.parametrize("generate", [vertical, blobs, moons])
def test_noise_is_what_the_generator_draws(generate):
    X, _ = generate(50, noise=0.25, rng=np.random.default_rng(3))
    noise = X - generate(50, noise=0)[0]
    draws = np.random.default_rng(3).normal(scale=0.25, size=X.shape)
    np.testing.assert_allclose(noise, draws, atol=1e-12)


def test_vertical_by_hand():
    X, _ = vertical(1, 4, noise=0)
    thirds = [[0, 0.5], [1 / 3, 0.5], [2 / 3, 0.5], [1, 0.5]]
    np.testing.assert_allclose(X, thirds)


def test_blobs_by_hand():
    # Four centres on the unit circle, a quarter turn apart.
    X, _ = blobs(1, 4, noise=0)
    np.testing.assert_allclose(
        X, [[1, 0], [0, 1], [-1, 0], [0, -1]], atol=1e-15
    )


def test_moons_by_hand():
    # Upper: angles 0, 90, 180 degrees. Lower: (1 - cos, 0.5 - sin).
    X, _ = moons(3, noise=0)
    np.testing.assert_allclose(
        X,
        [[1, 0], [0, 1], [-1, 0], [0, 0.5], [1, -0.5], [2, 0.5]],
        atol=1e-15,
    )


def test_sine_by_hand():
    X, y = sine(5)
    np.testing.assert_array_equal(X, [[0], [0.25], [0.5], [0.75], [1]])
    np.testing.assert_allclose(y, [[0], [1], [0], [-1], [0]], atol=1e-15)
    _, noisy = sine(2000, np.random.default_rng(0), noise=0.1)
    draws = np.random.default_rng(0).normal(scale=0.1, size=(2000, 1))
    np.testing.assert_allclose(noisy - sine(2000)[1], draws, atol=1e-12)


@pytest.mark.parametrize(
    ("generate", "noise"), [(vertical, 0.1), (blobs, 0.3), (moons, 0.1)]
)
def test_the_default_noise(generate, noise):
    X, _ = generate(2000, rng=np.random.default_rng(0))
    errors = X - generate(2000, noise=0)[0]
    assert errors.std() == pytest.approx(noise, rel=0.05)


def test_the_default_spiral():
    X, _ = spiral(50, rng=np.random.default_rng(0))
    same, _ = spiral(50, 3, np.random.default_rng(0), noise=0.2)
    assert X.tobytes() == same.tobytes()


def test_digits_are_the_ones_of_scikit_learn():
    datasets = pytest.importorskip("sklearn.datasets")
    theirs, (X, y) = datasets.load_digits(), digits()
    assert X.dtype == np.float64
    assert y.dtype == int
    np.testing.assert_array_equal(X, theirs.data)
    np.testing.assert_array_equal(y, theirs.target)


def test_digits_are_fresh_at_each_call():
    X, y = digits()
    X[:], y[:] = -1, -1
    again, classes = digits()
    assert again.min() == 0
    assert again.max() == 16
    assert again.shape == (1797, 64)
    assert set(classes) == set(range(10))


# signals


def test_signals_and_classes():
    X, y = signals(30, rng=np.random.default_rng(0))
    assert X.shape == (300, 40)
    assert X.dtype == np.float64
    assert y.dtype.kind == "i"
    np.testing.assert_array_equal(y, np.repeat(range(10), 30))
    again, _ = signals(30, np.random.default_rng(0), noise=0.25)
    assert again.tobytes() == X.tobytes()
    assert np.any(signals(30, rng=np.random.default_rng(1))[0] != X)
    assert np.any(signals(30)[0] != signals(30)[0])


def test_a_signal_by_hand(monkeypatch):
    """A generator that draws the middle of everything, and no noise."""

    class Still(np.random.Generator):
        def random(self, size):
            return np.full(size, 0.5)  # no scale, no tilt

        def integers(self, low, high, size):
            return np.full(size, 72 if low else 0)  # no stretch, no move

        def normal(self, size):
            return np.zeros(size)

    X, _ = signals(1, Still(np.random.PCG64(0)))
    # The curve of class 4 goes down from 0 in steps of 0.6, then up at once:
    # at every 71/39th point of it a number is read off.
    curve = np.zeros(72)
    deviation = np.std([5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5])
    curve[:6] = -np.array([0, 0.6, 1.2, 1.8, 2.4, 2.4]) / deviation / 6
    places = np.arange(40) * 71 / 39
    read = np.interp(places, np.arange(72), curve)
    np.testing.assert_allclose(X[4], read, atol=1e-7)


def test_between_reads_along_lines():
    rows = np.array([[0.0, 10, 20], [3, 3, 0]])
    places = np.array([[0, 0.5, 2], [1.5, 1.75, 1]])
    np.testing.assert_allclose(
        mnist1d._between(rows, places), [[0, 5, 20], [1.5, 0.75, 3]]
    )


def test_smooth_is_a_bell_that_keeps_what_there_is():
    rows = np.zeros((2, 30))
    rows[0, 15], rows[1] = 1, 7
    bell, flat = mnist1d._smooth(rows)
    assert bell.sum() == pytest.approx(1)
    assert bell.argmax() == 15
    # exp(-1/8) of the middle beside it, exp(-1/2) two further.
    np.testing.assert_allclose(
        bell[[14, 16, 13, 17]] / bell[15],
        np.exp([-1 / 8, -1 / 8, -1 / 2, -1 / 2]),
    )
    assert np.count_nonzero(bell) == 17
    np.testing.assert_allclose(flat, 7)  # mirrored at its ends, not faded


# tables


@pytest.mark.parametrize("load", [penguins, bicycles])
def test_a_table_is_fresh_at_each_call(load):
    table = load()
    rows = {len(column) for column in table.values()}
    assert len(rows) == 1
    before = {name: column.tobytes() for name, column in table.items()}
    for column in table.values():
        column[:] = 0
    for name, column in load().items():
        assert column.tobytes() == before[name]


def test_penguins_by_hand():
    table = penguins()
    first = [column[0] for column in table.values()]
    assert first == ["Adelie", "Torgersen", 39.1, 18.7, 181, 3750, "male", 2007]
    assert [column[3] for column in table.values()][:2] == first[:2]
    assert np.isnan(table["body_mass_g"][3])
    assert table["sex"][3] == ""
    kinds, counts = np.unique(table["species"], return_counts=True)
    assert list(kinds) == ["Adelie", "Chinstrap", "Gentoo"]
    assert list(counts) == [152, 68, 124]
    assert np.count_nonzero(table["sex"] == "") == 11
    for name in list(table)[2:6]:
        assert np.count_nonzero(np.isnan(table[name])) == 2


def test_bicycles_by_hand():
    table = bicycles()
    first = {name: column[0] for name, column in table.items()}
    assert first == {
        "day": 1,
        "hour": 0,
        "weekday": 6,  # the first day of 2011 was a Saturday
        "holiday": 0,
        "workingday": 0,
        "weather": "clear",
        "temperature": pytest.approx(3.28, abs=1e-12),
        "humidity": 81,
        "wind": 0,
        "casual": 3,
        "registered": 13,
        "bikers": 16,
    }
    place = 24 * table["day"] + table["hour"]
    assert (np.diff(place) > 0).all()
    assert set(table["day"]) == set(range(1, 366))
    working = (table["holiday"] == 0) & ~np.isin(table["weekday"], [0, 6])
    np.testing.assert_array_equal(table["workingday"], working)
    assert (table["weekday"] == (table["day"] + 5) % 7).all()
    kinds, counts = np.unique(table["weather"], return_counts=True)
    assert dict(zip(kinds, counts, strict=True)) == {
        "clear": 5645,
        "mist": 2218,
        "light rain or snow": 781,
        "heavy rain or snow": 1,
    }
    assert table["bikers"].sum() == 1_243_103  # bicycles of that year


# split


def held_once(parts, n):
    """Hold that the parts share no sample and miss none."""
    rows = np.concatenate([X for X, _ in parts])
    np.testing.assert_array_equal(np.sort(rows), np.arange(n))


@pytest.mark.parametrize("stratify", [False, True])
def test_split_sizes_are_exact(stratify):
    y = np.arange(100) % 4
    rng = np.random.default_rng(0)
    parts = split(np.arange(100), y, stratify=stratify, rng=rng)
    assert [len(X) for X, _ in parts] == [60, 20, 20]
    held_once(parts, 100)
    for X, labels in parts:
        np.testing.assert_array_equal(labels, X % 4)
        # In random order: the four classes do not come by turns.
        turns = np.sort(labels.reshape(-1, 4), axis=1)
        assert np.any(turns != [0, 1, 2, 3])


def test_split_of_the_digits_is_stratified_within_one():
    _, y = digits()
    shares = (0.6, 0.2, 0.2)
    counts = np.bincount(y)
    for seed in range(10):
        parts = split(np.arange(1797), y, rng=np.random.default_rng(seed))
        held_once(parts, 1797)
        assert [len(part) for part, _ in parts] == [1078, 360, 359]
        for share, (_, labels) in zip(shares, parts, strict=True):
            assert np.abs(np.bincount(labels) - share * counts).max() <= 1


classes = st.lists(st.integers(4, 40), min_size=1, max_size=8)


@given(classes, st.sampled_from([0.2, 0.25, 0.5, 0.7]), st.integers(0, 99))
def test_two_parts_hold_every_class_by_its_share(counts, share, seed):
    y = np.repeat(np.arange(len(counts)), counts)
    rng = np.random.default_rng(seed)
    parts = split(np.arange(y.size), y, (share, 1 - share), rng=rng)
    held_once(parts, y.size)
    for part, (_, labels) in zip((share, 1 - share), parts, strict=True):
        assert abs(labels.size - part * y.size) <= 0.5 + 1e-9
        got = np.bincount(labels, minlength=len(counts))
        assert np.abs(got - part * np.array(counts)).max() <= 1.5


@given(
    classes, st.lists(st.integers(1, 6), min_size=2, max_size=5), st.booleans()
)
def test_split_parts_never_meet(counts, weights, stratify):
    y = np.repeat(np.arange(len(counts)), counts)
    shares = np.array(weights) / sum(weights)
    hypothesis.assume((shares * y.size).min() >= 1)
    parts = split(
        np.arange(y.size),
        y,
        shares,
        stratify=stratify,
        rng=np.random.default_rng(0),
    )
    held_once(parts, y.size)
    sizes = np.array([len(part) for part, _ in parts])
    assert np.abs(sizes - shares * y.size).max() <= 1


def test_split_without_classes_takes_any_targets():
    y = np.linspace(0, 1, 10).reshape(-1, 1)
    parts = split(np.arange(10), y, (0.5, 0.5), stratify=False)
    assert [targets.shape for _, targets in parts] == [(5, 1), (5, 1)]


def test_equals_are_dealt_in_the_order_of_the_shuffle():
    X, twins = np.arange(300), np.arange(300) // 2
    shuffled = np.random.default_rng(0).permutation(300)
    _, firsts = np.unique(shuffled // 2, return_index=True)
    elder = shuffled[np.sort(firsts)]  # of each pair, who was dealt first
    rng = np.random.default_rng(0)
    (quarter, _), _ = split(X, twins, (0.25, 0.75), rng=rng)
    assert set(quarter) == set(elder[:75])


@pytest.mark.parametrize("fractions", [(0.01, 0.99), (0.99, 0.01)])
def test_split_leaves_no_part_empty(fractions):
    with pytest.raises(ValueError, match="10 samples leave a part of"):
        split(np.arange(10), np.arange(10) % 2, fractions)


def test_split_by_a_seed():
    X, y = np.arange(40), np.arange(40) % 2
    first = split(X, y, rng=np.random.default_rng(0))
    again = split(X, y, rng=np.random.default_rng(0))
    other = split(X, y, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(first[0][0], again[0][0])
    assert np.any(first[0][0] != other[0][0])
    assert np.any(split(X, y)[0][0] != split(X, y)[0][0])


def test_split_keeps_the_type_of_the_samples():
    X = np.ones((10, 2), np.float32)
    assert split(X, np.arange(10) % 2)[0][0].dtype == np.float32


# batches


def test_batches_keep_the_order_and_the_short_rest():
    X = np.arange(7).reshape(7, 1)
    parts = list(batches(X, X[:, 0], size=3))
    assert [list(y) for _, y in parts] == [[0, 1, 2], [3, 4, 5], [6]]
    assert [x.shape for x, _ in parts] == [(3, 1), (3, 1), (1, 1)]


def test_a_batch_holds_32_by_default():
    X = np.arange(40)
    assert [len(x) for x, _ in batches(X, X)] == [32, 8]


def test_batches_may_be_larger_than_the_data():
    (only,) = batches([[1], [2]], [3, 4], size=100)
    np.testing.assert_array_equal(only[1], [3, 4])


@given(st.integers(1, 60), st.integers(1, 70), st.integers(0, 99))
def test_shuffled_batches_hold_all_rows_once(n, size, seed):
    X = np.arange(n)
    parts = list(batches(X, -X, size, np.random.default_rng(seed)))
    assert [len(x) for x, _ in parts[:-1]] == [size] * (
        n // size - (n % size == 0)
    )
    assert 0 < len(parts[-1][0]) <= size
    rows = np.concatenate([x for x, _ in parts])
    np.testing.assert_array_equal(np.sort(rows), X)
    np.testing.assert_array_equal(rows, -np.concatenate([y for _, y in parts]))


def test_batches_are_drawn_anew_at_each_call():
    X, rng = np.arange(30), np.random.default_rng(0)
    first, second = (
        np.concatenate([x for x, _ in batches(X, X, 7, rng)]) for _ in "ab"
    )
    assert np.any(first != second)
    again = np.concatenate(
        [x for x, _ in batches(X, X, 7, np.random.default_rng(0))]
    )
    np.testing.assert_array_equal(again, first)


def test_batches_refuse_before_the_first_is_asked_for():
    with pytest.raises(ValueError, match="one target to a sample"):
        batches(np.ones((3, 1)), np.ones(2))
