"""Measured gradients, by hand and against each other."""

import numpy as np
import pytest
from tables import small_network

from nnfs import (
    Dense,
    MeanSquaredError,
    Network,
    ReLU,
    SoftmaxCrossEntropy,
    check_gradients,
    complex_step_gradient,
    numerical_gradient,
)
from nnfs.gradient_check import relative_error


def cubic(x):
    """x0^3 + 2 x0 x1, of slope (3 x0^2 + 2 x1, 2 x0)."""
    return x[0] ** 3 + 2 * x[0] * x[1]


def test_numerical_gradient_by_hand():
    # At (2, 5): 12 + 10 = 22 and 4; the cube adds step^2 = 0.01 exactly.
    slopes = numerical_gradient(cubic, [2.0, 5.0], step=0.1)
    np.testing.assert_allclose(slopes, [22.01, 4], rtol=1e-12)
    fine = numerical_gradient(cubic, [2.0, 5.0])
    np.testing.assert_allclose(fine, [22, 4], rtol=1e-9)


def test_complex_step_by_hand():
    slopes = complex_step_gradient(cubic, [2.0, 5.0])
    np.testing.assert_array_equal(slopes, [22, 4])
    assert slopes.dtype == np.float64


@pytest.mark.parametrize("measure", [numerical_gradient, complex_step_gradient])
def test_a_bad_point_is_named(measure):
    with pytest.raises(ValueError, match=r"^x contain NaN"):
        measure(cubic, [np.nan, 1])


def test_shapes_and_integers():
    x = np.arange(6).reshape(2, 3)
    for measure in (numerical_gradient, complex_step_gradient):
        slopes = measure(lambda x: (x**2).sum(), x)
        np.testing.assert_allclose(slopes, 2 * x, atol=1e-9)
        assert measure(lambda x: x**2, 3.0) == pytest.approx(6)


def test_the_point_is_whole_again_for_every_look():
    seen = []

    def watched(x):
        seen.append(x.copy())
        return 0.0

    numerical_gradient(watched, [1.0, 2.0], step=0.5)
    np.testing.assert_array_equal(
        seen, [[1.5, 2], [0.5, 2], [1, 2.5], [1, 1.5]]
    )


@pytest.mark.parametrize(
    ("a", "b", "error"),
    [
        ([3.0, 4], [3, 4], 0),
        ([0.0, 0], [0, 0], 0),
        ([3.0, 4], [-3, -4], 1),
        ([3.0, 4], [0, 0], 1),
        # |(0, 2)| / (|(3, 4)| + |(3, 2)|) = 2 / (5 + sqrt 13).
        ([3.0, 4], [3, 2], 2 / (5 + 13**0.5)),
        ([[3.0], [4]], [3, 4], 0),
    ],
)
def test_relative_error(a, b, error):
    assert relative_error(a, b) == pytest.approx(error)


def test_gradients_of_two_sizes_cannot_be_compared():
    with pytest.raises(ValueError, match="2 and 3 numbers"):
        relative_error([1, 2], [1, 2, 3])


def test_a_check_puts_the_parameters_back(rng):
    network = small_network(rng)
    X, y = rng.normal(size=(5, 4)), rng.normal(size=(5, 3))
    before = network.parameters.tobytes()
    error = check_gradients(network, MeanSquaredError(), X, y)
    assert type(error) is float
    assert network.parameters.tobytes() == before


def test_a_check_that_fails_puts_the_parameters_back(rng):
    class Fragile(MeanSquaredError):
        calls = 0

        def forward(self, predictions, targets):
            self.calls += 1
            if self.calls == 50:  # of 40 for the inputs, then the parameters
                raise RuntimeError("enough")
            return super().forward(predictions, targets)

    network = small_network(rng)
    before = network.parameters.tobytes()
    with pytest.raises(RuntimeError, match="enough"):
        check_gradients(
            network, Fragile(), rng.normal(size=(5, 4)), np.zeros((5, 3))
        )
    assert network.parameters.tobytes() == before


def test_a_wrong_gradient_for_the_inputs_alone_is_seen(rng):
    class Wrong(Dense):
        def backward(self, d_outputs, d_inputs=True):
            return 1.01 * super().backward(d_outputs)

    network = Network(Wrong(4, 3, rng=rng))
    X, y = rng.normal(size=(5, 4)), rng.integers(0, 3, 5)
    error = check_gradients(network, SoftmaxCrossEntropy(), X, y)
    assert error == pytest.approx(0.01 / 2.01, rel=1e-3)


def test_a_kink_within_a_step_is_seen():
    network = Network(ReLU())
    assert check_gradients(network, MeanSquaredError(), [[0.0]], [[1.0]]) > 0.1


def test_the_step_of_a_check_is_the_one_that_is_asked_for():
    # A kink at 0.001 from the input, then from the bias, is met by the longer
    # step alone.
    inner, outer = Network(ReLU()), Network(Dense(1, 1), ReLU())
    outer.parameters = [0, 0.001]
    for network, x in ((inner, 0.001), (outer, 1.0)):
        for step, met in ((1e-5, False), (0.01, True)):
            error = check_gradients(
                network, MeanSquaredError(), [[x]], [[1.0]], step
            )
            assert error > 0.1 if met else error < 1e-7


@pytest.mark.parametrize("dtype", [int, np.float32])
def test_a_check_converts_its_inputs(dtype, rng):
    X = rng.integers(-3, 4, (5, 4)).astype(dtype)
    y = rng.normal(size=(5, 3))
    network = small_network(rng)
    assert check_gradients(network, MeanSquaredError(), X, y) < 1e-7


@pytest.mark.parametrize(
    "network", [Network(Dense(2, 2), dtype=np.float32), Dense(2, 2)]
)
def test_a_check_needs_a_network_in_float64(network):
    with pytest.raises(ValueError, match=r"needs a Network in float64"):
        check_gradients(network, MeanSquaredError(), [[1.0, 2]], [[0.0, 0]])
