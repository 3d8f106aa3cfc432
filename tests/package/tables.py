"""What the laws are tested over: every layer, loss, optimizer and schedule.

A table gives a name and a maker, so that no test shares an object with another.
Two laws stand here, since layers of three rooms are held to them.
"""

import importlib
import pkgutil

import numpy as np

import nnfs
from nnfs import (
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    Dense,
    GaussianLikelihood,
    Layer,
    LeakyReLU,
    Linear,
    MeanAbsoluteError,
    MeanSquaredError,
    Momentum,
    Network,
    RMSprop,
    Sigmoid,
    SigmoidCrossEntropy,
    Softmax,
    SoftmaxCrossEntropy,
    Tanh,
    Weighted,
    activations,
    constant,
    cosine,
    exponential_decay,
    inverse_time_decay,
    step_decay,
    warmup,
)

# Every activation as it comes, and one as it does not.
ACTIVATIONS = {
    name: value
    for name, value in vars(activations).items()
    if getattr(value, "__module__", "") == activations.__name__
}
ACTIVATIONS["LeakyReLU(0.5)"] = lambda: LeakyReLU(0.5)


def real_targets(rng, n, k):
    return rng.normal(size=(n, k))


def binary_targets(rng, n, k):
    return rng.integers(0, 2, (n, k))


def class_targets(rng, n, k):
    return rng.integers(0, k, n)


def weighted():
    return Weighted(BinaryCrossEntropy(), [0.5, 3])


class Twice(Layer):
    """Each number twice: as a mean, and a quarter as a log-variance."""

    def forward(self, inputs, training=False):
        return np.concatenate([inputs, inputs / 4], axis=-1)

    def backward(self, d_outputs, d_inputs=True):
        if d_inputs:
            d_means, d_logs = np.split(d_outputs, 2, axis=-1)
            return d_means + d_logs / 4


# name: (loss, the activation that it wants before it, its targets)
LOSSES = {
    "mse": (MeanSquaredError, Linear, real_targets),
    "mae": (MeanAbsoluteError, Linear, real_targets),
    "bce": (BinaryCrossEntropy, Sigmoid, binary_targets),
    "cce": (CategoricalCrossEntropy, Softmax, class_targets),
    "fused": (SoftmaxCrossEntropy, Linear, class_targets),
    "weighted": (weighted, Sigmoid, binary_targets),
    "logits": (SigmoidCrossEntropy, Linear, binary_targets),
    "gauss": (GaussianLikelihood, Twice, real_targets),
}

OPTIMIZERS = {
    "sgd": SGD,
    "momentum": Momentum,
    "nesterov": lambda rate: Momentum(rate, nesterov=True),
    "adagrad": AdaGrad,
    "rmsprop": RMSprop,
    "adam": Adam,
    "adamw": AdamW,
}

SCHEDULES = {
    "constant": lambda: constant(0.1),
    "step": lambda: step_decay(0.1, 0.5, 10),
    "exponential": lambda: exponential_decay(0.1, 0.9, 10),
    "inverse": lambda: inverse_time_decay(0.1, 0.01),
    "cosine": lambda: cosine(0.1, 100, final=0.001),
    "warmup": lambda: warmup(constant(0.1), 10),
    "warm-cosine": lambda: warmup(cosine(0.1, 100), 10),
}


def small_network(rng, activation=Tanh, last=Linear, k=3, dtype=np.float64):
    """Return a 4-5-k network, its biases not zero."""
    network = Network(
        Dense(4, 5, rng=rng),
        activation(),
        Dense(5, k, rng=rng),
        last(),
        dtype=dtype,
    )
    network.layers[0].biases = rng.normal(size=5)
    network.layers[2].biases = rng.normal(size=k)
    return network


def nested_network(rng, dtype=np.float64):
    """Return a network that holds one, that holds another."""
    return Network(
        Dense(4, 5, rng=rng),
        Network(Tanh(), Network(Dense(5, 6, rng=rng), Sigmoid())),
        Dense(6, 3, rng=rng),
        dtype=dtype,
    )


BEHIND = (  # the doors, or only seen by those who write checkers
    "nnfs.input_checks",
    "nnfs.museum",
    "nnfs.neighbour",
    "nnfs.probes.behind",
    "nnfs.written",
    "nnfs.exercises.calling",
    "nnfs.exercises.chapter_",
    "nnfs.exercises.forms",
    "nnfs.exercises.marking",
    "nnfs.exercises.networks",
    "nnfs.exercises.report",
    "nnfs.exercises.showing",
)


def public(behind=False):
    """Yield the dotted name of every public function and class, and itself."""
    for module in pkgutil.walk_packages(nnfs.__path__, "nnfs."):
        if module.name.startswith(BEHIND) and not behind:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if name.startswith("_") or not callable(value):
                continue
            # An operation of a tape is a function of NumPy's, followed.
            if hasattr(value, "__wrapped__"):
                continue
            if getattr(value, "__module__", "") == module.name:
                yield f"{module.name}.{name}", value


def pairs(table):
    """Return the items of a table for `parametrize`, and their names."""
    return {"argvalues": list(table.values()), "ids": list(table)}


def assert_backward_is_linear(layer, a, b, atol):
    """Hold `backward` to this, behind a `forward`, for slopes a and b."""
    np.testing.assert_allclose(
        layer.backward(2 * a - 3 * b),
        2 * layer.backward(a) - 3 * layer.backward(b),
        atol=atol,
    )


def assert_d_inputs_can_be_skipped(layer, slopes):
    """Without them `backward` returns nothing and leaves the same gradients."""
    layer.backward(slopes)
    gradients = layer.gradients.copy()
    layer.gradients[:] = 7
    assert layer.backward(slopes, d_inputs=False) is None
    np.testing.assert_array_equal(layer.gradients, gradients)
