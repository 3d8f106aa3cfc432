"""Is the gradient right?  Ask the loss itself, by moving one number at a time.

A derivative is a slope, and a slope can be measured.  It is slow, and it knows
nothing of the chain rule: that is what makes it a good witness.
"""

import copy
import math
from typing import NamedTuple

import numpy as np

from nnfs import input_checks
from nnfs.input_checks import advising
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

    Raises
    ------
    TypeError, ValueError
        If `x` holds no real numbers, none at all or one that is not finite, or
        if the step is no number above 0.
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

    Raises
    ------
    TypeError, ValueError
        If `x` holds no real numbers, none at all or one that is not finite, or
        if the step is no number above 0.

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

    Raises
    ------
    TypeError, ValueError
        If the shapes differ, or one holds no real numbers, none at all or one
        that is not finite.
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


class _Row(NamedTuple):
    """What a check found about one array; `check_gradients` says what."""

    name: str
    size: float
    rounding: float
    error: float
    measured: bool
    felt: bool
    kink: bool

    def __str__(self):
        remark = "kink" if self.kink else ""
        if not self.measured:
            remark = "too small to be measured" + ": zero" * (not self.felt)
        elif 1e-7 < self.error <= self.rounding / self.size:
            remark = "may be rounding"
        found = f"{self.error:.1e}" if self.measured else "-"
        sizes = f"{self.size:8.1e} {self.rounding:8.1e}"
        return f"{self.name:20} {sizes} {found:>8}  {remark}".rstrip()


class _Report(list):
    """Rows that print as a table."""

    def __repr__(self):
        head = f"{'array':20} {'size':>8} {'rounding':>8} {'error':>8}"
        return "\n".join([head, *map(str, self)])


def check_gradients(
    network, loss, inputs, targets, step=1e-5, training=False, report=False
):
    """Compare the gradient of a network with central differences.

    The gradient for each array of parameters is compared by itself, for in the
    whole vector a small array with a wrong sign hides, and so is the gradient
    for the inputs, unless these are symbols.  An array of which both gradients
    lie below the rounding of the measurement in each number is not compared.
    It may have no influence, as a bias before a `BatchNorm` has none: then a
    step that is a thousand times as long shows nothing either, and there is
    nothing to compare.  Else the gradient is too small to be measured, and no
    number can say that all is right.

    The rounding of the measurement is ten times ``eps * scale / step``.  The
    scale is that of the coarsest last digit which the loss is made of: its own,
    those of the outputs, passed on by their slopes here and a step away, and
    for classes that of a probability of 1, whose logarithm is taken.  So it is
    not 0 where the loss is.

    Parameters
    ----------
    network : Network
        In float64.  A copy is moved, so nothing in it changes but its
        `gradients`, which are afterwards those that were compared.
    loss : Loss
        What to differentiate.
    inputs, targets : array_like
        A small batch.
    step : float, default 1e-5
        Distance to each side.
    training : bool, default False
        Whether to check the gradient of the training mode.  Every look is one
        at a fresh copy, so that the same masks are drawn and the statistics
        are the same each time.
    report : bool, default False
        Whether to return what was found about each array.

    Returns
    -------
    float, or list of named tuples for a report
        The largest of the relative errors; at most 1e-7 when all is right, no
        kink lies within a step (`Advice` says where one seems to) and no
        gradient comes near the rounding.  In a report, which prints as a table,
        a row for each array: `name`; `size`, the length of the longer of the
        two gradients; `rounding`, the length that they have if each number is
        as small as can be measured: an error up to ``rounding / size`` may be
        nothing else; `error`, NaN where nothing was compared; `measured`,
        whether it was; `felt`, whether the loss changes at all when the array
        moves; `kink`, whether an error above 1e-7 changes with the step, as one
        does that comes from a kink, or from a step that is too long, and no
        mistake.

    Raises
    ------
    TypeError
        If the loss is no Loss, or what came is of another kind.
    ValueError
        If the network is no Network in float64, the data do not fit it or the
        loss, the loss is not finite, or the gradient of an array is too small
        to be measured: check with a longer step or larger parameters, or ask
        for a report.
    """
    inputs, step = _checked(network, loss, inputs, targets, step)
    start = copy.copy(network)  # what it draws, and its state, are copied too
    trial = copy.copy(start)
    outputs = trial.forward(inputs, training)
    value = loss.forward(outputs, targets)
    if not math.isfinite(value):
        raise input_checks.NotFiniteError(
            f"the loss is {value}, which has no slope: check at inputs and "
            "parameters where it is finite"
        )
    features = network.symbols is None  # a symbol cannot be moved a little
    slopes = loss.backward()
    d_inputs = trial.backward(slopes, d_inputs=features)

    def look():
        if not training:
            return loss.forward(start.predict(inputs), targets)
        fresh = copy.copy(start)
        return loss.forward(fresh.forward(inputs, training=True), targets)

    arrays = [("inputs", inputs, d_inputs)] if features else []
    gradients = network.gradients
    gradients[:] = trial.gradients
    for name, view in start.named_parameters():
        arrays.append((name, view, gradients[: view.size]))
        gradients = gradients[view.size :]
    limit = _rounding(loss, value, outputs, slopes, step)
    rows = _Report(_compared(*array, look, step, limit) for array in arrays)
    if report:
        return rows
    if bent := [row.name for row in rows if row.kink]:
        advising.beside_a_kink(bent)
    measured = [row.error for row in rows if row.measured]
    small = [row.name for row in rows if row.felt and not row.measured]
    if small or not measured:
        names = small or [row.name for row in rows]
        raise ValueError(
            f"the gradients of {', '.join(names)} are too small to be measured "
            "beside the rounding of the loss, so nothing can say that they are "
            "right: check with a longer step or larger parameters, or look at "
            "the others by report=True"
        )
    return max(measured)


def _checked(network, loss, inputs, targets, step):
    """Return a copy of the inputs, and the step; refuse what does not fit."""
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
    inputs = network.check(inputs).copy()
    loss.check(network.predict(inputs), targets)  # before anything changes
    return inputs, step


def _rounding(loss, value, outputs, slopes, step):
    """Return below which size a slope drowns in the last digits of the loss."""
    # A step away even the slopes of a perfect fit are no longer zero.
    slopes = np.abs(slopes) + 2 * step / outputs.size
    scale = max(abs(value), np.vdot(np.abs(outputs), slopes) / 2)
    if loss.classify(outputs) is not None:
        scale = max(scale, 1)  # of a probability, whose logarithm is taken
    return 10 * np.finfo(float).eps * scale / step


def _compared(name, array, gradient, look, step, limit):
    """Return the row of one array, which is moved in place and put back."""
    point, gradient = array.copy(), gradient.reshape(array.shape)

    def measure(step):
        """Return each number's slope, and how the two sides differ in it."""
        seen = []

        def moved(values):
            array[...] = values
            seen.append(look())
            return seen[-1]

        slope = numerical_gradient(moved, point, step)
        array[...] = point
        sides = np.reshape(seen, (*array.shape, 2)).sum(axis=-1)
        return slope, (sides - 2 * look()) / step

    slope, bend = measure(step)
    size = float(max(np.linalg.norm(gradient), np.linalg.norm(slope)))
    rounding = float(limit * math.sqrt(array.size))
    largest = np.abs(gradient).max()
    if max(largest, np.abs(slope).max()) < limit:
        far = np.abs(measure(1000 * step)[0]).max()
        # A slope may be rounded to zero; a kink far out is another matter.
        if size > 0 or limit / 1000 < far < limit:
            felt = max(largest, far) > limit / 1000
            found = math.nan, False, bool(felt), False
            return _Row(name, size, rounding, *found)
    error, kink = relative_error(gradient, slope), False
    if error > 1e-7:
        finer, finer_bend = measure(step / 10)
        change = np.abs(slope - finer) + np.abs(finer_bend - bend / 10)
        missed = np.linalg.norm(gradient - slope)
        kink = change.max() > 10 * limit and np.linalg.norm(change) > missed / 2
    return _Row(name, size, rounding, error, True, size > 0, bool(kink))
