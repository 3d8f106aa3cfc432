"""First weights: shape, spread, seed."""

import math

import numpy as np
import pytest

from nnfs import glorot, he, normal, zeros


@pytest.mark.parametrize("draw", [he, glorot, normal, zeros])
def test_shape_and_seed(draw):
    weights = draw(5, 3, np.random.default_rng(0))
    assert weights.shape == (5, 3)
    assert weights.dtype == np.float64
    again = draw(5, 3, np.random.default_rng(0))
    np.testing.assert_array_equal(weights, again)
    assert draw(5, 3).shape == (5, 3)


def test_he_has_variance_two_over_the_inputs():
    weights = he(200, 300, np.random.default_rng(0))
    assert weights.std() == pytest.approx(math.sqrt(2 / 200), rel=0.02)
    assert weights.mean() == pytest.approx(0, abs=0.001)
    # A normal distribution reaches past three deviations.
    assert np.abs(weights).max() > 3.5 * math.sqrt(2 / 200)


def test_glorot_has_variance_two_over_both_widths():
    weights = glorot(200, 300, np.random.default_rng(0))
    assert weights.std() == pytest.approx(math.sqrt(2 / 500), rel=0.02)
    # A uniform distribution ends at sqrt 3 deviations, here sqrt(6 / 500).
    assert 0.99 < np.abs(weights).max() / math.sqrt(6 / 500) <= 1


def test_normal_has_the_scale_that_is_asked_for():
    rng = np.random.default_rng(0)
    assert normal(200, 300, rng).std() == pytest.approx(0.01, rel=0.02)
    assert normal(200, 300, rng, 2.0).std() == pytest.approx(2, rel=0.02)


def test_zeros():
    assert not zeros(5, 3).any()


@pytest.mark.parametrize("draw", [he, glorot, normal, zeros])
def test_a_seed_is_no_generator(draw):
    with pytest.raises(TypeError, match=r"rng = np\.random\.default_rng"):
        draw(5, 3, 0)


def test_a_bad_scale_is_named():
    with pytest.raises(ValueError, match=r"^scale must be in"):
        normal(5, 3, scale=-1)
