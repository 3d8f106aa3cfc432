"""What `fit` and `check_gradients` say of what is legal, and seldom meant.

Nobody else asks, so this module is read after those of their objects.
"""

import warnings

from nnfs.activations import Softmax
from nnfs.advice import Advice
from nnfs.losses import SoftmaxCrossEntropy, Weighted
from nnfs.normalization import BatchNorm, LayerNorm

LARGE = 100  # numbers beyond it are nearly always still to be scaled
_given = set()  # the kinds of advice that this process has heard


def advise(kind, message):
    """Warn of one kind of mistake, once in a process."""
    if kind not in _given:
        _given.add(kind)
        warnings.warn(message, Advice, stacklevel=4)  # who called fit


def reach(array):
    """Return the largest absolute value, without an array of them."""
    return max(float(array.max()), -float(array.min()))


def before_a_run(network, loss, inputs, targets):
    """Speak of the scale of the data, and of a softmax that comes twice."""
    first, last = network.layers[0], network.layers[-1]
    scales = isinstance(first, BatchNorm | LayerNorm)
    features = network.symbols is None and not scales
    if features and (top := reach(inputs)) > LARGE:
        advise(
            "large inputs",
            f"the inputs reach {top:g}, and a network learns best from "
            f"numbers near 1: write np.asarray(inputs) / {top:g}",
        )
    if targets.dtype.kind == "f" and (top := reach(targets)) > LARGE:
        advise(
            "large targets",
            f"the targets reach {top:g}, and first outputs lie near 0: write "
            "(targets - np.mean(targets)) / np.std(targets)",
        )
    plain = loss.loss if isinstance(loss, Weighted) else loss
    if isinstance(last, Softmax) and isinstance(plain, SoftmaxCrossEntropy):
        advise(
            "a second softmax",
            "SoftmaxCrossEntropy takes scores and applies the softmax itself: "
            "write CategoricalCrossEntropy() behind a Softmax",
        )


def after_an_epoch(network, loss, inputs, targets):
    """Speak of a network that gives one class for everything."""
    classes = loss.classify(network.predict(inputs))
    if classes.min() == classes.max() and targets.min() < targets.max():
        advise(
            "one class",
            f"after an epoch the network gives class {classes.flat[0]} for "
            "every sample: look at the scale of the inputs, and try a tenth "
            "of the learning rate",
        )


def beside_a_kink(names):
    """Speak of a gradient that only looks wrong, and of how to find out."""
    advise(
        "a kink",
        f"what was measured for {', '.join(names)} changes with the step, as "
        "it does beside a kink: check once more after network.parameters += "
        "0.1 * rng.normal(size=network.parameters.size). A kink goes away, a "
        "mistake stays",
    )


def of_what_is_not_finite(network, optimizer, inputs, targets, begun):
    """Say why the loss of a run is not finite, and what to write.

    `begun` tells whether a step was taken: before it, no rate is to blame.
    """
    if network.symbols is None and (top := reach(inputs)) > LARGE:
        return (
            f"the inputs reach {top:g}: write np.asarray(inputs) / {top:g}, or "
            "lower the rate"
        )
    if targets.dtype.kind == "f" and (top := reach(targets)) > LARGE:
        return (
            f"the targets reach {top:g}: write (targets - np.mean(targets)) / "
            "np.std(targets), or lower the rate"
        )
    if not begun:
        return (
            "no step was taken yet, so an output is exactly 0 where it should "
            "be 1: write SoftmaxCrossEntropy() on scores, or make the first "
            "weights smaller"
        )
    lower = f"{type(optimizer).__name__}({optimizer.rate() / 10:g})"
    return f"lower the rate: write {lower}"
