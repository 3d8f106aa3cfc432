"""Is the gradient right?  Ask the loss itself, by moving one number at a time.

A derivative is a slope, and a slope can be measured.  It is slow, and it knows
nothing of the chain rule: that is what makes it a good witness.
"""

import numpy as np

from nnfs import input_checks
from nnfs.losses import Loss


def numerical_gradient(function, x, step=1e-5):
    """Measure the gradient of `function` at `x` by central differences.

    Parameters
    ----------
    function : callable
        Takes an array of the shape of `x`, returns a number.
    x : array_like of float
        Where to measure; it is not changed.
    step : float, default 1e-5
        Distance to each side.

    Returns
    -------
    ndarray of the shape of `x`
    """
    step = input_checks.number(step, "step", open_low=True)
    x = input_checks.real_array(x, "x").copy()
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        value = x[index]
        x[index] = value + step
        above = function(x)
        x[index] = value - step
        below = function(x)
        x[index] = value
        gradient[index] = (above - below) / (2 * step)
    return gradient


def complex_step_gradient(function, x, step=1e-20):
    """Measure the gradient by a step in the imaginary direction.

    There is no difference to cancel, so the step can be tiny and the result is
    exact to rounding; but `function` must be analytic and take complex arrays.

    Parameters
    ----------
    function : callable
        Takes a complex array of the shape of `x`, returns a complex number.
    x : array_like of float
        Where to measure; it is not changed.
    step : float, default 1e-20
        Distance.

    Returns
    -------
    ndarray of the shape of `x`

    References
    ----------
    W. Squire, G. Trapp, "Using complex variables to estimate derivatives of
    real functions", SIAM Review 40, 1998.
    """
    step = input_checks.number(step, "step", open_low=True)
    x = input_checks.real_array(x, "x").astype(complex)
    gradient = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        value = x[index]
        x[index] = value + 1j * step
        gradient[index] = np.imag(function(x)) / step
        x[index] = value
    return gradient


def relative_error(analytic, numerical):
    """Compare two gradients; 0 means equal, and both zero are equal.

    The length of the difference is divided by the sum of the two lengths.

    Parameters
    ----------
    analytic, numerical : ndarray
        Two gradients of the same shape.

    Returns
    -------
    float
        Between 0 and 1.
    """
    analytic = input_checks.real_array(analytic, "gradients").ravel()
    numerical = input_checks.real_array(numerical, "gradients").ravel()
    if analytic.shape != numerical.shape:
        raise ValueError(
            f"gradients of {analytic.size} and {numerical.size} numbers cannot "
            "be compared: pass two of the same shape"
        )
    scale = np.linalg.norm(analytic) + np.linalg.norm(numerical)
    return float(np.linalg.norm(analytic - numerical) / scale) if scale else 0.0


def check_gradients(network, loss, inputs, targets, step=1e-5):
    """Compare the gradient of a network with central differences.

    The gradients for the parameters and for the inputs are both compared.

    Parameters
    ----------
    network : Network
        In float64; its parameters are moved and put back.
    loss : Loss
        What to differentiate.
    inputs, targets : array_like
        A small batch.
    step : float, default 1e-5
        Distance to each side.

    Returns
    -------
    float
        The larger of the two relative errors; at most 1e-7 when all is right
        and no kink lies within a step.
    """
    if getattr(network, "dtype", None) != np.float64:
        raise ValueError(
            "a gradient check needs a Network in float64, for float32 is too "
            f"coarse, but got {network!r}: write Network(..., dtype=np.float64)"
        )
    if not isinstance(loss, Loss):
        raise TypeError(
            f"a gradient check needs a Loss, but got {loss!r}: pass an object "
            "like MeanSquaredError()"
        )
    step = input_checks.number(step, "step", open_low=True)
    inputs = input_checks.batch(
        inputs, "inputs", network.n_inputs, network.dtype
    )
    loss.check(network.predict(inputs), targets)  # before anything changes
    loss.forward(network.forward(inputs), targets)
    d_inputs = network.backward(loss.backward(), d_inputs=True)
    gradients, parameters = network.gradients.copy(), network.parameters.copy()

    def of_parameters(values):
        network.parameters[:] = values
        return loss.forward(network.predict(inputs), targets)

    def of_inputs(values):
        return loss.forward(network.predict(values), targets)

    errors = [
        relative_error(d_inputs, numerical_gradient(of_inputs, inputs, step))
    ]
    if parameters.size:
        try:
            measured = numerical_gradient(of_parameters, parameters, step)
        finally:
            network.parameters[:] = parameters
        errors.append(relative_error(gradients, measured))
    return max(errors)
