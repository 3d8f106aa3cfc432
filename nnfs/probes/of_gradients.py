"""A probe of gradients: each array's is the slope of the loss, or is not."""

import copy

import numpy as np

from nnfs.gradient_check import (
    check_gradients,
    numerical_gradient,
    relative_error,
)
from nnfs.input_checks import probing
from nnfs.probes import behind
from nnfs.probes.findings import Model


def gradients_by_array(network, loss, inputs, targets):
    """Ask of each array of parameters whether its gradient is right.

    Of a network in float64 of up to 1,000 parameters by `check_gradients`.  Of
    any other by central differences of up to five numbers of each array, from
    the largest slope to the smallest, which may be missing, within 2 percent,
    or 5 in float32: among the many bends of a large network some lie within a
    step.  The mode is that of training, and gradients were there before: what
    is added to them shows.

    Parameters
    ----------
    network : Network or Model
        What to differentiate; a Model draws no masks.
    loss : Loss or None
        Its loss; None beside a Model.
    inputs, targets : array_like
        A small batch.

    Returns
    -------
    Finding
        The largest relative error of an array; what lies at a kink, or is too
        small to be measured, does not count.

    Raises
    ------
    TypeError, ValueError
        If something is of another kind, or the data do not fit.
    """
    inputs, targets = probing.fitting(network, loss, inputs, targets)
    ours = probing.is_ours(network)
    if ours and network.dtype == np.float64 and network.parameters.size <= 1000:
        twin = copy.copy(network)
        twin.gradients[:] = 1
        errors = {
            row.name: row.error if row.measured and not row.kink else 0.0
            for row in check_gradients(
                twin, loss, inputs, targets, training=True, report=True
            )
        }
        high = 1e-6
    else:
        model = _copies(network, loss) if ours else behind.model_of(network)
        errors, high = _errors(model, inputs, targets)
    wrong = ", ".join(name for name in errors if not errors[name] <= high)
    return behind.found(
        "gradients by array",
        max(errors.values()),
        "each array's gradient is the slope of the loss that is computed; "
        "whether that is the loss you mean, this does not say",
        f"the gradient of {wrong} is not the slope of the loss: look at the "
        "backward of its layer, and of those behind it",
        high=high,
    )


def _copies(network, loss):
    """Return a Model that draws the same masks at each call."""
    twin, loss = copy.copy(network), copy.copy(loss)
    sizes = {name: view.size for name, view in twin.named_parameters()}

    def loss_and_gradients(inputs, targets):
        fresh = copy.copy(twin)
        outputs = fresh.forward(inputs, training=True)
        value = loss.forward(outputs, targets)
        fresh.backward(loss.backward())
        twin.gradients[:] = fresh.gradients  # what piles up goes on
        ends = np.cumsum([*sizes.values()])[:-1]
        return value, dict(
            zip(sizes, np.split(fresh.gradients, ends), strict=True)
        )

    return Model(
        twin.predict, loss_and_gradients, lambda: dict(twin.named_parameters())
    )


def _errors(model, inputs, targets):
    """Return the relative error of each array's gradient, and how much may be.

    Up to five numbers of an array are moved, evenly apart from the largest
    slope to the smallest: a slope that is missing is none of the largest.
    """
    arrays = model.parameters()
    coarse = any(array.dtype == np.float32 for array in arrays.values())
    step, high = (1e-2, 0.05) if coarse else (1e-6, 0.02)
    model.loss_and_gradients(inputs, targets)  # whose gradients may pile up
    value, slopes = model.loss_and_gradients(inputs, targets)
    kind = np.float32 if coarse else np.float64
    least = 50 * np.finfo(kind).eps * max(1.0, abs(float(value))) / step
    slopes, errors = {n: np.array(s) for n, s in slopes.items()}, {}
    for name, array in arrays.items():
        slope = slopes[name].ravel()
        places = np.linspace(0, slope.size - 1, 5).astype(int)
        some = np.argsort(-np.abs(slope))[np.unique(places)]
        place = array.copy()

        def look(values, array=array, place=place, some=some):
            moved = place.flatten()
            moved[some] = values
            array[...] = moved.reshape(array.shape)
            value = float(model.loss_and_gradients(inputs, targets)[0])
            array[...] = place
            return value

        start = place.ravel()[some].astype(float)
        measured, slope = numerical_gradient(look, start, step), slope[some]
        missed = np.abs(measured - slope).max()
        error = relative_error(slope, measured)
        for closer in (5, 25):
            if error > high:  # perhaps a bend lies within the step
                measured = numerical_gradient(look, start, step / closer)
                error = min(error, relative_error(slope, measured))
        errors[name] = error if missed > least else 0.0  # or it is rounding
    return errors, high
