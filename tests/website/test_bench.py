"""The bench of convolution computes what nnfs.Conv2D computes."""

import itertools
import re

import numpy as np
import pytest

import nnfs
from nnfs_site.bench import build
from nnfs_site.delivery.modules import join
from nnfs_site.playground.build import sheet

SHAPES = list(itertools.product((1, 2, 3), (0, 1, 2)))
WAYS = {"left": (0, -1), "right": (0, 1), "up": (-1, 0), "down": (1, 0)}


def convolve(pixels, weights, stride, padding):
    layer = nnfs.Conv2D(1, 1, 3, stride=stride, padding=padding)
    layer.weights = np.reshape(weights, (9, 1))
    pictures = np.reshape(pixels, (1, 8, 8, 1)).astype(float)
    return layer.forward(pictures)[0, ..., 0]


def drawn(seed):
    rng = np.random.default_rng(seed)
    return rng.integers(17, size=64).tolist(), rng.normal(size=9).tolist()


def moved(values, down, right):
    """Move a square; zeros come in."""
    wide = np.pad(values, 8)
    side = len(values)
    return wide[8 - down : 8 - down + side, 8 - right : 8 - right + side]


@pytest.mark.parametrize(("stride", "padding"), SHAPES)
@pytest.mark.parametrize("seed", range(3))
def test_outputs_and_matrix_are_those_of_nnfs(engine, seed, stride, padding):
    pixels, weights = drawn(seed)
    outputs, matrix, product = engine(
        "filtered", pixels, weights, stride, padding
    )
    expected = convolve(pixels, weights, stride, padding)
    side = (8 + 2 * padding - 3) // stride + 1
    assert expected.shape == (side, side)
    np.testing.assert_allclose(outputs, expected.ravel(), rtol=0, atol=1e-12)
    # the entries say which weight: a column is what one pixel does
    entries = np.append(weights, 0)[np.array(matrix)]
    for pixel, column in zip(np.eye(64), entries.T, strict=True):
        ours = convolve(pixel, weights, stride, padding).ravel()
        np.testing.assert_allclose(column, ours, rtol=0, atol=1e-15)
    assert product == outputs  # digit for digit: the same sums in one order


@pytest.mark.parametrize(("stride", "padding"), SHAPES)
@pytest.mark.parametrize("by", [1, 2, 3])
@pytest.mark.parametrize("way", WAYS)
def test_to_move_and_to_filter_change_places(engine, stride, padding, by, way):
    pixels, weights = drawn(by)
    found = engine("compared", pixels, weights, stride, padding, way, by)
    down, right = WAYS[way]
    picture = np.reshape(pixels, (8, 8))
    steps = found["steps"]
    assert steps in (by // stride, -(-by // stride))
    first = convolve(
        moved(picture, down * by, right * by), weights, stride, padding
    )
    still = convolve(picture, weights, stride, padding)
    second = moved(still, down * steps, right * steps)
    for name, ours in (("first", first), ("second", second)):
        np.testing.assert_allclose(found[name], ours.ravel(), atol=1e-12)
    difference = np.abs(first - second).ravel()
    inside = np.array(found["inside"])
    for name, where in (("within", inside), ("border", ~inside)):
        expected = difference[where].max(initial=0) if where.any() else -1
        assert found[name] == pytest.approx(expected, abs=1e-12)
    if by % stride == 0:
        assert found["within"] in (0, -1)  # exactly, or there is no inside
    elif inside.any():
        assert found["within"] > 0.1


def test_inside_are_the_windows_that_lie_in_the_picture(engine):
    pixels, weights = drawn(0)
    inside = engine("compared", pixels, weights, 1, 1, "right", 1)["inside"]
    expected = np.zeros((8, 8), bool)
    expected[1:-1, 2:-1] = True
    assert np.array_equal(np.reshape(inside, (8, 8)), expected)


def test_the_digits_are_those_of_nnfs(engine):
    X, y = nnfs.digits()
    for digit in range(10):
        first = X[np.flatnonzero(y == digit)[0]]
        assert engine("bench_read", "picture", str(digit)) == first.tolist()


@pytest.mark.parametrize(
    ("text", "value"),
    [("1/9", 1 / 9), ("-2", -2), (".5", 0.5), ("\u22123", -3), ("-1/4", -0.25)],
)
def test_a_weight_is_a_number_or_a_fraction(engine, text, value):
    assert engine("weight", text) == value


@pytest.mark.parametrize("text", ["", "x", "1/0", "100", "1e3", "1/-2", "--1"])
def test_other_weights_are_refused(engine, text):
    assert "is a number or a fraction" in engine("weight", text)


def test_a_step_counts_parts_of_a_fraction(engine):
    steps = [("1/9", 1), ("1/9", -1), ("0.5", 1), ("-1", 1)]
    found = [engine("beside", *step) for step in steps]
    assert found == ["2/9", "0/9", "1.5", "0"]


def test_addresses_lead_back(engine):
    for address in (
        "",
        "picture=pixel&kernel=blur&stride=2&padding=1&output=3-1&matrix=on",
        "kernel=1,2,3,4,5,6,7,8,1/9&move=left&by=2",
        f"picture={'0g' * 32}",
    ):
        assert engine("bench_address", address) == [address, []]
    # what is chosen stays where there is an output; what is unused is left out
    address, _ = engine("bench_address", "stride=3&output=5-0&by=2")
    assert address == "stride=3&output=1-0"


def test_the_room_is_joined_as_the_playground_is():
    script = join(build.FOLDER)
    assert not re.search(r"^(?:import|export)\b", script, re.M)
    assert "data-bench" in script
    assert len(script) + len(sheet(build.FOLDER / "bench.css")) < 30_000
