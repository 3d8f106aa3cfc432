"""One law for every public function and method, whatever it is given.

Results have the shape and the type that are promised, in float32 as in float64;
no argument is changed; no result shares memory with an argument, and no later
call overwrites it. A new public name without a law fails here.
"""

import contextlib
import inspect
import io
import tempfile
from dataclasses import dataclass, is_dataclass
from functools import partial
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import (
    ACTIVATIONS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    nested_network,
    public,
    small_network,
)

import nnfs
from nnfs import (
    Adam,
    BatchNorm,
    Conv1D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    Layer,
    LayerNorm,
    Linear,
    MaxPool,
    Network,
    Optimizer,
    Reshape,
    Residual,
    Softmax,
    compat,
    datasets,
    exercises,
    motion,
    plotting,
    probes,
    tape,
)
from nnfs.__main__ import main
from nnfs.automatic import Automatic
from nnfs.datasets import census
from nnfs.exercises import calling, judging, trial
from nnfs.gradient_check import relative_error
from nnfs.notebook import glue
from nnfs.sequences import Attention, Embedding, Positions

FLOAT, INT = np.dtype(float), np.dtype(int)


class Draw:
    """Sizes, a type and random numbers of that type."""

    def __init__(self, seed, n, k, dtype):
        self.rng = np.random.default_rng(seed)
        self.n, self.k, self.dtype = n, k, np.dtype(dtype)

    def numbers(self, *shape):
        return self.rng.normal(size=shape).astype(self.dtype)

    def classes(self, n):
        """Draw n classes of k, the last of them among them."""
        labels = self.rng.integers(0, self.k, n)
        labels[-1] = self.k - 1
        return labels


@dataclass
class Call:
    """A call, the arrays it must not change, and what it should return.

    A promise is (shape, dtype) for an array, and a type for anything else.
    """

    call: object
    arguments: tuple = ()
    promised: tuple = ()
    shares: bool = False  # it returns, by design, what it was given
    transient: bool = False  # it returns, by design, what the next call reuses


def everything(result):
    """Flatten what a call returned."""
    if result is None:
        return []
    if isinstance(result, Layer):
        result = [result.parameters, result.gradients]
    elif isinstance(result, dict):
        result = [*result.values()]
    elif is_dataclass(result) and isinstance(result, nnfs.History):
        result = [*vars(result).values()]
    if isinstance(result, (list, tuple)) or inspect.isgenerator(result):
        return [part for item in result for part in everything(item)]
    return [result]


def kept(promise, result):
    if isinstance(promise, type):
        return type(result) is promise
    return (result.shape, result.dtype) == promise


def in_bytes(values):
    return [v.tobytes() for v in values if isinstance(v, np.ndarray)]


def holds(law, draw):
    """Hold a law twice over, with other numbers the second time."""
    once = law(draw)
    first = once()
    arguments = in_bytes(first.arguments)
    results = everything(first.call())
    assert in_bytes(first.arguments) == arguments
    assert len(results) == len(first.promised)
    assert all(map(kept, first.promised, results))
    for result in results:
        if isinstance(result, np.ndarray) and not first.shares:
            assert not any(np.shares_memory(result, a) for a in first.arguments)
    values = in_bytes(results)
    everything(once().call())
    assert in_bytes(first.arguments) == arguments
    assert first.transient or in_bytes(results) == values


# Layers and networks


def width_of(layer, given):
    return getattr(layer, "n_outputs", None) or given


def rows(d):
    """Return the leading axes of inputs that may have any."""
    return (d.n,) if d.n % 2 == 0 else (d.n, 2)


def same(leading, k, layer):
    """Return the shape of outputs that are as many as the inputs."""
    return *leading, width_of(layer, k)


def of_layer(make, lead=rows, shape=same):
    """The laws of a layer, standing in a network of the drawn type."""

    def law(method):
        def law_of(d):
            layer = make(d)
            inner = not isinstance(layer, Network)
            if inner:
                Network(layer, dtype=d.dtype)

            def once():
                leading = lead(d)
                width = layer.n_inputs or d.k
                X = d.numbers(*leading, width)
                X = X if inner else X.astype(float)  # a network converts
                if layer.symbols is not None:
                    X = d.rng.integers(0, layer.symbols, leading)
                outputs = shape(leading, width, layer), d.dtype
                layer.forward(X)
                slopes = d.numbers(*outputs[0])
                vectors = d.numbers(2, layer.parameters.size)
                size = (layer.parameters.size,), d.dtype
                views = [(v.shape, d.dtype) for _, v in named(layer)]
                state = [v for _, v in layer.named_state()]
                return {
                    "forward": Call(
                        lambda: layer.forward(X, training=True), [X], [outputs]
                    ),
                    "predict": Call(lambda: layer.predict(X), [X], [outputs]),
                    "backward": Call(
                        lambda: layer.backward(slopes, d_inputs=True),
                        [X, slopes],
                        [(X.shape, d.dtype)] if layer.symbols is None else [],
                    ),
                    "named_parameters": Call(
                        lambda: [v for _, v in named(layer)], [], views
                    ),
                    "named_state": Call(
                        lambda: [v for _, v in layer.named_state()],
                        [],
                        [(v.shape, d.dtype) for v in state],
                    ),
                    "bind": Call(lambda: layer.bind(*vectors), vectors),
                    "": Call(
                        lambda: make(d),
                        [],
                        # a layer alone is in float64 until a network takes it
                        [(size[0], network_type(layer, d))] * 2,
                    ),
                }[method]

            return once

        return law_of

    return law


def network_type(layer, d):
    return d.dtype if isinstance(layer, Network) else FLOAT


def named(layer):
    return list(layer.named_parameters())


def owning(make):
    def law(d):
        def once():
            a, b = d.numbers(d.n, d.k), d.numbers(d.k)
            layer = make()
            size = (a.size + b.size,), d.dtype
            return Call(
                lambda: layer.register(a=a, b=b) or layer, [a, b], [size] * 2
            )

        return once

    return law


def saving(kind, method):
    def law(d):
        network = MAKERS[f"network.{kind}"](d)

        def once():
            def call():
                with tempfile.TemporaryDirectory() as folder:
                    path = Path(folder) / "network.npz"
                    done = network.save(path)
                    return done if method == "save" else network.load(path)

            X, arrays = d.numbers(d.n, 3, d.k), network.snapshot()
            shapes = [(a.shape, d.dtype) for a in arrays.values()]
            of_network = [network.parameters, network.gradients]
            return {
                "snapshot": Call(network.snapshot, of_network, shapes),
                "restore": Call(
                    lambda: network.restore(arrays), [*arrays.values()]
                ),
                "check": Call(
                    lambda: network.check(X), [X], [(X.shape, d.dtype)], True
                ),
            }.get(method, Call(call, of_network))

        return once

    return law


METHODS = (
    *("", "forward", "backward", "predict"),
    *("named_parameters", "named_state", "bind"),
)
MAKERS = {
    "layers.Dense": lambda d: Dense(d.k, 3, rng=d.rng),
    "network.Network": lambda d: Network(
        Dense(d.k, 4, rng=d.rng), Network(Linear(), Dense(4, 3)), dtype=d.dtype
    ),
    "network.Residual": lambda d: Residual(
        Dense(d.k, 4, rng=d.rng), BatchNorm(4), Dense(4, d.k), dtype=d.dtype
    ),
    "normalization.BatchNorm": lambda d: BatchNorm(d.k),
    "normalization.LayerNorm": lambda d: LayerNorm(d.k),
    "normalization.Dropout": lambda d: Dropout(0.3, rng=d.rng),
    **{
        f"activations.{make().__class__.__name__}": lambda d, make=make: make()
        for make in ACTIVATIONS.values()
    },
}
# How inputs begin, and the shape of the outputs, where all is not as it came.
SHAPES = {
    "convolution.Conv1D": (
        lambda d: (d.n, 4),
        lambda lead, k, layer: (lead[0], 2, layer.n_outputs),
    ),
    "convolution.Conv2D": (
        lambda d: (d.n, 3, 4),
        lambda lead, k, layer: (lead[0], 2, 2, layer.n_outputs),
    ),
    "convolution.MaxPool": (
        lambda d: (d.n, 4, 5),
        lambda lead, k, layer: (lead[0], 2, 2, k),
    ),
    "convolution.GlobalMaxPool": (
        lambda d: (d.n, 3, 2),
        lambda lead, k, layer: (lead[0], k),
    ),
    "convolution.GlobalAveragePool": (
        lambda d: (d.n, 3, 2),
        lambda lead, k, layer: (lead[0], k),
    ),
    "convolution.Flatten": (
        lambda d: (d.n, 3, 2),
        lambda lead, k, layer: (lead[0], 6 * k),
    ),
    "convolution.Reshape": (
        lambda d: (d.n,),
        lambda lead, k, layer: (lead[0], 2, 3, k // 6),
    ),
}
MAKERS |= {
    "convolution.Conv1D": lambda d: Conv1D(d.k, 3, rng=d.rng),
    "convolution.Conv2D": lambda d: Conv2D(
        d.k, 3, 3, stride=2, padding=1, rng=d.rng
    ),
    "convolution.MaxPool": lambda d: MaxPool(),
    "convolution.GlobalMaxPool": lambda d: GlobalMaxPool(),
    "convolution.GlobalAveragePool": lambda d: GlobalAveragePool(),
    "convolution.Flatten": lambda d: Flatten(),
    "convolution.Reshape": lambda d: Reshape(2, 3, d.k),
}


def swish(x, slope):
    return x / (1 + tape.exp(-slope * x))


MAKERS |= {"automatic.Automatic": lambda d: Automatic(swish, slope=np.ones(1))}
MAKERS |= {
    "sequences.Embedding": lambda d: Embedding(d.k, 3, rng=d.rng),
    "sequences.Positions": lambda d: Positions(4, d.k, rng=d.rng),
    "sequences.Attention": lambda d: Attention(2 * d.k, 2, bool(d.n % 2)),
}
SHAPES |= {
    f"sequences.{name}": (lambda d: (d.n, 3), same)
    for name in ("Positions", "Attention")
}
LAWS = {
    f"{name}.{method}".rstrip("."): of_layer(make, *SHAPES.get(name, ()))(
        method
    )
    for name, make in MAKERS.items()
    for method in METHODS
}
LAWS |= {f"{name}.register": owning(Linear) for name in MAKERS}
LAWS |= {
    f"network.{kind}.{name}": saving(kind, name)
    for kind in ("Network", "Residual")
    for name in ("save", "load", "snapshot", "restore", "check")
}


# Losses


def of_loss(key, method):
    make, last, targets = LOSSES[key]

    def law(d):
        loss = make()

        def once():
            p = last().forward(d.numbers(d.n, d.k))
            y = targets(d.rng, d.n, d.k)
            loss.forward(p, y)
            about_classes = key not in ("mse", "mae", "gauss")
            shape = p.shape if y.ndim == p.ndim else p.shape[:1]
            same = p.shape, d.dtype
            of_classes = key in ("cce", "fused")
            checked = y.shape, INT if of_classes else d.dtype
            return {
                "": Call(make, [], [type(loss)]),
                "forward": Call(lambda: loss.forward(p, y), [p, y], [float]),
                "backward": Call(loss.backward, [p, y], [same]),
                "classify": Call(
                    lambda: loss.classify(p),
                    [p],
                    [(shape, INT)] if about_classes else [],
                ),
                "check": Call(
                    lambda: loss.check(p, y), [p, y], [same, checked], True
                ),
            }[method]

        return once

    return law


LAWS |= {
    f"losses.{type(LOSSES[key][0]()).__name__}.{method}".rstrip("."): of_loss(
        key, method
    )
    for key in LOSSES
    for method in ("", "forward", "backward", "classify", "check")
}


# Optimizers and schedules


def of_optimizer(make, method):
    def law(d):
        optimizer, point = make(0.1), d.numbers(d.n)

        def once():
            gradients, same = d.numbers(d.n), ((d.n,), d.dtype)
            if method == "direction":
                optimizer.step(point, gradients)
            if method == "flush_subnormals":
                optimizer.adopt(point)

            def step():
                optimizer.step(point, gradients)
                return point.copy()

            return {
                "": Call(lambda: make(0.1), [], [type(optimizer)]),
                "rate": Call(optimizer.rate, [], [float]),
                "step": Call(step, [gradients], [same]),
                "adopt": Call(lambda: optimizer.adopt(point), [point]),
                "flush_subnormals": Call(optimizer.flush_subnormals, [point]),
                "direction": Call(
                    lambda: optimizer.direction(point, gradients),
                    [gradients],
                    [same],
                    shares=True,
                    transient=True,
                ),
            }[method]

        return once

    return law


LAWS |= {
    f"optimizers.{type(make(1)).__name__}.{method}".rstrip("."): of_optimizer(
        make, method
    )
    for name, make in OPTIMIZERS.items()
    if name != "momentum"  # Nesterov's is the same class, with one more product
    for method in ("", "step", "direction", "rate", "adopt", "flush_subnormals")
}
LAWS |= {
    "optimizers.Optimizer": of_optimizer(Optimizer, ""),
    "optimizers.Optimizer.rate": of_optimizer(Optimizer, "rate"),
    "optimizers.Optimizer.adopt": of_optimizer(Optimizer, "adopt"),
    "optimizers.Optimizer.flush_subnormals": of_optimizer(
        Optimizer, "flush_subnormals"
    ),
}


def of_schedule(key):
    def law(d):
        return lambda: Call(lambda: SCHEDULES[key]()(d.n), [], [float])

    return law


LAWS |= {
    "schedules.constant": of_schedule("constant"),
    "schedules.step_decay": of_schedule("step"),
    "schedules.exponential_decay": of_schedule("exponential"),
    "schedules.inverse_time_decay": of_schedule("inverse"),
    "schedules.cosine": of_schedule("cosine"),
    "schedules.warmup": of_schedule("warm-cosine"),
}


# Functions


def law_of(name):
    """Make a law of a function from a draw to a Call."""

    def register(call):
        LAWS[name] = lambda d: lambda: call(d)
        return call

    return register


for function, per_class in {
    datasets.spiral: True,
    datasets.vertical: True,
    datasets.blobs: True,
    datasets.moons: False,
    datasets.sine: False,
}.items():

    @law_of(f"datasets.{function.__name__}")
    def _(d, function=function, per_class=per_class):
        if per_class:
            n, sizes = d.n * d.k, (d.n, d.k)
        else:
            n, sizes = d.n * (2 if function is datasets.moons else 1), (d.n,)
        promised = [((n, 2), FLOAT), ((n,), INT)]
        if function is datasets.sine:
            promised = [((n, 1), FLOAT)] * 2
        return Call(lambda: function(*sizes, rng=d.rng), [], promised)


@law_of("datasets.digits")
def _(d):
    return Call(nnfs.digits, [], [((1797, 64), FLOAT), ((1797,), INT)])


@law_of("datasets.census.names")
def _(d):
    return Call(census.names, [], [str] * 5163)


@law_of("datasets.mnist1d.signals")
def _(d):
    n = 10 * d.n
    promised = [((n, 40), FLOAT), ((n,), INT)]
    return Call(lambda: nnfs.signals(d.n, rng=d.rng), [], promised)


@law_of("datasets.tables.penguins")
def _(d):
    n = (344,)
    words = [(n, np.dtype("<U9")), (n, np.dtype("<U9"))]
    sex_and_year = [(n, np.dtype("<U6")), (n, INT)]
    return Call(nnfs.penguins, [], [*words, *[(n, FLOAT)] * 4, *sex_and_year])


@law_of("datasets.tables.bicycles")
def _(d):
    n = (8645,)
    whole, words = (n, INT), (n, np.dtype("<U18"))
    rest = [(n, FLOAT), *[whole] * 5]
    return Call(nnfs.bicycles, [], [*[whole] * 5, words, *rest])


@law_of("datasets.split")
def _(d):
    X, y = d.numbers(2 * d.n, d.k), d.classes(2 * d.n)
    half = [((d.n, d.k), d.dtype), ((d.n,), INT)]
    stratify = bool(d.rng.integers(2))
    return Call(
        lambda: nnfs.split(X, y, (0.5, 0.5), stratify=stratify, rng=d.rng),
        [X, y],
        half * 2,
    )


@law_of("datasets.batches")
def _(d):
    X, y = d.numbers(2 * d.n, d.k), d.numbers(2 * d.n, 1)
    part = [((d.n, d.k), d.dtype), ((d.n, 1), d.dtype)]
    rng = d.rng if d.rng.integers(2) else None
    return Call(lambda: list(nnfs.batches(X, y, d.n, rng)), [X, y], part * 2)


@law_of("convolution.unfold")
def _(d):
    X = d.numbers(d.n, 4, 5, d.k)
    promised = [((d.n, 1, 2, 9, d.k), d.dtype)]
    return Call(lambda: nnfs.unfold(X, 3, 2), [X], promised)


@law_of("convolution.fold")
def _(d):
    windows = d.numbers(d.n, 1, 2, 9, d.k)
    shape = d.n, 4, 5, d.k
    promised = [(shape, d.dtype)]
    return Call(lambda: nnfs.fold(windows, shape, 3, 2), [windows], promised)


@law_of("metrics.accuracy")
def _(d):
    scores, y = d.numbers(d.n, d.k), d.classes(d.n)
    return Call(lambda: nnfs.accuracy(scores, y), [scores, y], [float])


@law_of("metrics.confusion_matrix")
def _(d):
    scores, y = d.numbers(d.n, d.k), d.classes(d.n)
    p = scores if d.rng.integers(2) else d.classes(d.n)
    counts = (d.k, d.k), INT
    return Call(lambda: nnfs.confusion_matrix(p, y), [p, y], [counts])


for metric in (nnfs.precision, nnfs.recall):

    @law_of(f"metrics.{metric.__name__}")
    def _(d, metric=metric):
        scores, y = d.numbers(d.n, d.k), d.classes(d.n)
        p = scores if d.rng.integers(2) else d.classes(d.n)
        label = int(d.rng.integers(d.k))
        return Call(lambda: metric(p, y, label), [p, y], [float])


@law_of("metrics.calibration")
def _(d):
    p, y = Softmax().forward(d.numbers(d.n, d.k)), d.classes(d.n)
    if d.rng.integers(2):
        p, y = p[:, :1], np.minimum(y, 1)
    means = [((d.k,), FLOAT)] * 2
    return Call(
        lambda: nnfs.calibration(p, y, d.k), [p, y], [*means, ((d.k,), INT)]
    )


@law_of("metrics.one_hot")
def _(d):
    y = d.classes(d.n)
    return Call(lambda: nnfs.one_hot(y), [y], [((d.n, d.k), FLOAT)])


for initializer in (nnfs.he, nnfs.glorot, nnfs.normal, nnfs.zeros):

    @law_of(f"initializers.{initializer.__name__}")
    def _(d, initializer=initializer):
        promised = [((d.n, d.k), FLOAT)]
        return Call(lambda: initializer(d.n, d.k, d.rng), [], promised)


@law_of("gradient_check.numerical_gradient")
def _(d):
    x = d.numbers(d.n, d.k)
    same = x.shape, d.dtype
    return Call(lambda: nnfs.numerical_gradient(np.sum, x), [x], [same])


@law_of("gradient_check.complex_step_gradient")
def _(d):
    x = d.numbers(d.n, d.k)
    exact = x.shape, FLOAT  # whatever came: it is there to be exact
    return Call(lambda: nnfs.complex_step_gradient(np.sum, x), [x], [exact])


@law_of("gradient_check.relative_error")
def _(d):
    a, b = d.numbers(2, d.n, d.k)
    return Call(lambda: relative_error(a, b), [a, b], [float])


@law_of("gradient_check.check_gradients")
def _(d):
    loss, last, targets = LOSSES[list(LOSSES)[d.rng.integers(len(LOSSES))]]
    network = small_network(d.rng, last=last)
    X, y, loss = d.numbers(d.n, 4), targets(d.rng, d.n, 3), loss()
    row = [str, *3 * [float], *3 * [bool]]
    report, training = (bool(flag) for flag in d.rng.integers(2, size=2))
    return Call(
        lambda: nnfs.check_gradients(
            network, loss, X, y, training=training, report=report
        ),
        [X, y, network.parameters],
        row * 5 if report else [float],  # the inputs, two Dense of two arrays
    )


def finding_of(name, *more):
    """The law of a probe that takes a network, a loss and a batch."""

    @law_of(name)
    def _(d):
        network = small_network(d.rng)
        X, y = d.numbers(d.n + 1, 4), d.rng.integers(0, 3, d.n + 1)
        loss, probe = (
            nnfs.SoftmaxCrossEntropy(),
            getattr(probes, name.rpartition(".")[2]),
        )
        given = [network, loss, *more, X, y]
        found = [probes.Finding] * (6 if "examine" in name else 1)
        if "rows" in name:
            given = [network, X, loss, y]
        arguments = [X, y, network.parameters, network.gradients]
        return Call(lambda: probe(*given), arguments, found)


for name, *more in (
    ("probes.of_training.overfits_one_batch",),
    ("probes.of_training.loss_at_chance",),
    ("probes.of_training.update_ratio", Adam(0.01)),
    ("probes.of_all.examine", Adam(0.01)),
    ("probes.of_gradients.gradients_by_array",),
    ("probes.of_predictions.rows_are_independent",),
):
    finding_of(name, *more)


@law_of("probes.of_predictions.prediction_changes_nothing")
def _(d):
    network, X = small_network(d.rng, dtype=d.dtype), d.numbers(d.n + 1, 4)
    return Call(
        lambda: probes.prediction_changes_nothing(network, X),
        [X, network.parameters, network.gradients],
        [probes.Finding],
    )


def finding_in_time(probe):
    def law(d):
        network = Network(Embedding(9, 4, rng=d.rng), dtype=d.dtype)
        X = d.rng.integers(0, 9, (d.n, 3))
        call = partial(probe, network, X)
        return Call(call, [X, network.parameters], [probes.Finding])

    return law


law_of("probes.of_predictions.causal")(finding_in_time(probes.causal))
law_of("probes.of_predictions.knows_positions")(
    finding_in_time(probes.knows_positions)
)


@law_of("probes.findings.Finding")
def _(d):
    return Call(
        lambda: probes.Finding("x", 0.5, 0, 1, "so"), [], [probes.Finding]
    )


@law_of("probes.findings.Model")
def _(d):
    return Call(lambda: probes.Model(abs, abs, dict), [], [probes.Model])


@law_of("training.fit")
def _(d):
    loss, last, targets = LOSSES[list(LOSSES)[d.rng.integers(len(LOSSES))]]
    network = small_network(d.rng, last=last, dtype=d.dtype)
    X, y, loss = d.numbers(d.n, 4), targets(d.rng, d.n, 3), loss()
    curves = 2 if loss.classify(network.predict(X)) is None else 4
    patience = 2 if d.rng.integers(2) else None
    return Call(
        lambda: nnfs.fit(
            network,
            loss,
            Adam(0.01),
            X,
            y,
            epochs=2,
            validation=(X, y),
            augment=lambda inputs, rng: inputs * 2,
            patience=patience,
        ),
        [X, y],
        [float] * 2 * curves + [int] * (patience is not None),
    )


@law_of("training.History")
def _(d):
    return Call(nnfs.History)


# The tape


def wave(x):
    return tape.total(tape.tanh(x) * x)


@law_of("tape.record")
def _(d):
    X, w, slopes = d.numbers(d.n, d.k), d.numbers(d.k, 3), d.numbers(d.n, 3)

    def call():
        outputs, backward = tape.record(lambda x, w: tape.exp(x @ w), X, w)
        return [outputs, backward(slopes), backward(slopes)]

    found = [(X.shape, d.dtype), (w.shape, d.dtype)]
    promised = [((d.n, 3), d.dtype), *found, *found]
    return Call(call, [X, w, slopes], promised)


@law_of("tape.gradient")
def _(d):
    x = d.numbers(d.n, d.k)
    same = x.shape, d.dtype
    return Call(lambda: tape.gradient(wave)(x), [x], [same])


@law_of("tape.change")
def _(d):
    x, direction = d.numbers(2, d.n, d.k)
    both = [(x.shape, d.dtype)] * 2
    return Call(lambda: tape.change(tape.exp, x, direction), [x], both)


@law_of("tape.hessian_product")
def _(d):
    x, direction = d.numbers(2, d.n, d.k)
    same = x.shape, d.dtype
    return Call(
        lambda: tape.hessian_product(wave, x, direction), [x, direction], [same]
    )


@law_of("tape.checkpoint")
def _(d):
    x = d.numbers(d.n, d.k)
    same = x.shape, d.dtype
    return Call(lambda: tape.gradient(tape.checkpoint(wave))(x), [x], [same])


@law_of("tape.total")
def _(d):
    x = d.numbers(d.n, d.k)
    axis, keepdims = int(d.rng.integers(2)), bool(d.rng.integers(2))
    shape = np.sum(x, axis=axis, keepdims=keepdims).shape
    return Call(lambda: tape.total(x, axis, keepdims), [x], [(shape, d.dtype)])


@law_of("tape.plain")
def _(d):
    x = d.numbers(d.n, d.k)
    same = x.shape, d.dtype
    return Call(lambda: tape.plain(x), [x], [same], shares=True)


@law_of("tape.elementwise")
def _(d):
    x = d.numbers(d.n, d.k)
    same = x.shape, d.dtype
    sin = tape.elementwise(np.sin, lambda y, x: np.cos(tape.plain(x)))
    return Call(lambda: tape.record(sin, x)[1](x), [x], [same])


@law_of("tape.linear")
def _(d):
    x, slopes = d.numbers(d.n, d.k), d.numbers(d.k)
    same = x.shape, d.dtype
    first = tape.linear(
        lambda x: x[0], lambda slopes, x: tape.scatter(slopes, 0, x.shape)
    )
    return Call(lambda: tape.record(first, x)[1](slopes), [x, slopes], [same])


@law_of("tape.product")
def _(d):
    a, b = d.numbers(2, d.n, d.k)
    same = a.shape, d.dtype
    times = tape.product(
        lambda a, b: a * b, lambda d, a, b: d * b, lambda d, a, b: d * a
    )
    return Call(lambda: tape.record(times, a, b)[1](a), [a, b], [same] * 2)


@law_of("tape.operation")
def _(d):
    x = d.numbers(d.n, d.k)
    same = x.shape, d.dtype
    turned = tape.operation(
        lambda x: -x, (lambda d, y, x: -d, lambda change, y, x: -change)
    )
    return Call(lambda: tape.record(turned, x)[1](x), [x], [same])


@law_of("tape.broadcast")
def _(d):
    a, b, slopes = d.numbers(d.n, d.k), d.numbers(d.k), d.numbers(d.n, d.k)
    half = (lambda d, y, a, b: d / 2,) * 2
    middle = tape.broadcast(
        tape.operation(lambda a, b: (a + b) / 2, half, half)
    )
    return Call(
        lambda: tape.record(middle, a, b)[1](slopes),
        [a, b, slopes],
        [(a.shape, d.dtype), (b.shape, d.dtype)],
    )


# The door for readers of another book


@law_of("compat.spiral_data")
def _(d):
    n = d.n * d.k
    promised = [((n, 2), FLOAT), ((n,), np.dtype(np.uint8))]
    return Call(lambda: compat.spiral_data(d.n, d.k), [], promised)


@law_of("compat.vertical_data")
def _(d):
    n = d.n * d.k
    promised = [((n, 2), FLOAT), ((n,), np.dtype(np.uint8))]
    return Call(lambda: compat.vertical_data(d.n, d.k), [], promised)


@law_of("compat.sine_data")
def _(d):
    return Call(lambda: compat.sine_data(d.n), [], [((d.n, 1), FLOAT)] * 2)


@law_of("compat.init")
def _(d):
    """Under `init` arrays are of the type that it was told."""

    def call():
        compat.init(default_dtype=d.dtype, random_seed=d.n)
        try:
            return compat.spiral_data(d.n, d.k)[0]
        finally:
            compat.restore()

    return Call(call, [], [((d.n * d.k, 2), d.dtype)])


@law_of("compat.restore")
def _(d):
    def call():
        compat.init(default_dtype=np.float32)
        compat.restore()
        return np.zeros(d.n)

    return Call(call, [], [((d.n,), FLOAT)])


# Exercises

EXERCISE, ANSWER = "4.3", nnfs.exercises.trial.EXERCISES["4.3"].name


def log_sum_exp(scores):
    high = scores.max(axis=1)
    return high + np.log(np.exp(scores - high[:, None]).sum(axis=1))


def silently(function):
    with contextlib.redirect_stdout(io.StringIO()):
        return function()


@law_of("exercises.judging.judge")
def _(d):
    verdict = exercises.Verdict
    return Call(lambda: exercises.judge(EXERCISE, log_sum_exp), [], [verdict])


@law_of("exercises.judging.on_trial")
def _(d):
    def run(inputs, quiet):
        return calling.call(log_sum_exp, inputs, quiet)

    verdict, asked = exercises.Verdict, judging.find(EXERCISE)
    return Call(lambda: judging.on_trial(asked, run), [], [verdict])


@law_of("exercises.judging.check")
def _(d):
    return Call(lambda: silently(lambda: judging.check(EXERCISE, log_sum_exp)))


@law_of("exercises.judging.find")
def _(d):
    return Call(lambda: judging.find(EXERCISE), [], [trial.Exercise])


@law_of("exercises.trial.exercise")
def _(d):
    def call():
        trial.exercise("99.9", "nothing()")(abs)
        return trial.EXERCISES.pop("99.9").name

    return Call(call, [], [str])


@law_of("exercises.trial.Exercise")
def _(d):
    return Call(lambda: trial.Exercise("9.9", "f(x)", abs).name, [], [str])


@law_of("exercises.trial.Trial")
def _(d):
    """A trial hands over what it is given, and returns a copy of the answer."""
    x = d.numbers(d.n, d.k)
    same = x.shape, d.dtype
    asked = trial.Exercise("9.9", "f(x)", abs)
    return Call(lambda: trial.Trial(asked, lambda x: x)(x), [x], [same])


@law_of("exercises.trial.Trial.expect")
def _(d):
    x = d.numbers(d.n, d.k)
    on_trial = trial.Trial(trial.Exercise("9.9", "f(x)", abs), abs)
    return Call(lambda: on_trial.expect(x, x.copy(), "equal"), [x])


@law_of("exercises.trial.Trial.fail")
def _(d):
    x, y = d.numbers(2, d.n, d.k)
    on_trial = trial.Trial(trial.Exercise("9.9", "f(x)", abs), abs)

    def call():
        with pytest.raises(exercises.WrongAnswer, match="hint"):
            on_trial.fail(x, y, "look again")

    return Call(call, [x, y])


def with_an_answer(run):
    """Run with a file that holds an answer to the exercise."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answer.py"
        source = f"import numpy as np\n\n{inspect.getsource(log_sum_exp)}"
        path.write_text(source)
        return silently(lambda: run(path))


@law_of("__main__.main")
def _(d):
    return Call(
        lambda: with_an_answer(lambda p: main(["check", EXERCISE, str(p)])),
        [],
        [int],
    )


@law_of("notebook.glue")
def _(d):
    value = d.numbers(d.n)
    return Call(lambda: glue("law", value), [value], [((d.n,), d.dtype)], True)


# Figures: what they draw is looked at elsewhere

DRAWN = {}


def figure_of(name):
    def register(call):
        DRAWN[name] = call
        return call

    return register


AXES = [matplotlib.axes.Axes]


@figure_of("plotting.use_book_style")
def _(d):
    return Call(plotting.use_book_style)


@figure_of("plotting.diagram")
def _(d):
    sizes = np.array([2, 3, 1])
    nodes = [((n, 2), FLOAT) for n in sizes]
    wires = [((2, 3), np.dtype(object)), ((3, 1), np.dtype(object))]
    return Call(lambda: plotting.diagram(sizes), [sizes], [*nodes, *wires])


@figure_of("plotting.picture")
def _(d):
    values = d.numbers(d.k * d.k)
    return Call(lambda: plotting.picture(values), [values], AXES)


@figure_of("plotting.decision_regions")
def _(d):
    X, y = d.numbers(8, 2), d.classes(8)

    def predict(points):
        return np.outer(points.sum(axis=1), np.arange(d.k))

    return Call(
        lambda: plotting.decision_regions(predict, X, y, resolution=9),
        [X, y],
        AXES,
    )


@figure_of("plotting.loss_surface")
def _(d):
    x1, x2 = np.linspace(-1, 1, 5), np.linspace(-1, 1, 7)
    return Call(
        lambda: plotting.loss_surface(lambda w: w @ w, x1, x2), [x1, x2], AXES
    )


@figure_of("plotting.path")
def _(d):
    points = d.numbers(d.n, 2)
    return Call(lambda: plotting.path(points), [points], AXES)


@figure_of("plotting.history")
def _(d):
    loss = d.numbers(d.n)
    record = nnfs.History(loss=loss)
    return Call(lambda: plotting.history(record), [loss], AXES)


@figure_of("plotting.band")
def _(d):
    x, runs = np.arange(d.n), d.numbers(5, d.n)
    return Call(lambda: plotting.band(x, runs), [x, runs], AXES)


@law_of("plotting.grid")
def _(d):
    x1, x2 = d.numbers(d.n), d.numbers(d.k)
    points = (d.n * d.k, 2), d.dtype
    return Call(lambda: plotting.grid(x1, x2), [x1, x2], [points])


@figure_of("motion.trace")
def _(d):
    x, y = d.numbers(2, d.n)
    kind = matplotlib.lines.Line2D
    return Call(lambda: motion.trace(*plt.plot(x, y)), [x, y], [kind])


@figure_of("motion.frames")
def _(d):
    x, y = d.numbers(2, d.n)
    return Call(
        lambda: motion.frames({"a": plt.plot(x, y), "b": plt.plot(y, x)}),
        [x, y],
    )


@figure_of("motion.stepwise")
def _(d):
    x, y = d.numbers(2, d.n)
    return Call(
        lambda: motion.stepwise(
            {"a": (plt.plot(x, y), []), "b": ([], plt.plot(y, x))}
        ),
        [x, y],
    )


# All of them

NO_LAW = {
    "a base says what there is, and does nothing": (
        *(f"layers.Layer{m}" for m in ("", ".forward", ".backward")),
        *(f"layers.Layer{m}" for m in (".predict", ".named_parameters")),
        *(f"layers.Layer{m}" for m in (".bind", ".register", ".named_state")),
        *(f"losses.Loss{m}" for m in ("", ".forward", ".backward")),
        *(f"losses.Loss{m}" for m in (".check", ".classify")),
        *(f"optimizers.Optimizer{m}" for m in (".step", ".direction")),
        "schedules.Schedule",
    ),
    "a kind of warning is a name": ("advice.Advice",),
    "record and change make it": ("tape.Variable",),
}


def public_names():
    """Yield every public function, class and method, inherited ones too."""
    for name, value in public():
        name = name.removeprefix("nnfs.")
        yield name
        for member in dir(value) if inspect.isclass(value) else ():
            known = member.startswith("_") or hasattr(Warning, member)
            if not known and callable(getattr(value, member)):
                yield f"{name}.{member}"


def test_every_public_name_has_a_law():
    without = [name for names in NO_LAW.values() for name in names]
    laws, names = [*LAWS, *DRAWN, *without], set(public_names())
    here = f"in tests/package/{Path(__file__).name}"
    lawless = sorted(names.difference(laws))
    assert not lawless, (
        f"no law says what {', '.join(lawless)} returns and leaves alone: add "
        "it to its table in tests/package/tables.py, a layer to MAKERS, "
        f"anything else to LAWS, or to NO_LAW why there is none, {here}"
    )
    gone = sorted(set(laws) - names)
    assert not gone, f"there is no {', '.join(gone)}: take its law out {here}"
    twice = sorted({name for name in laws if laws.count(name) > 1})
    assert not twice, f"{', '.join(twice)} has two laws: take one out {here}"


def test_all_that_is_exported_is_among_them():
    known = {name.rpartition(".")[2] for name in public_names()}
    modules = {
        name for name in nnfs.__all__ if inspect.ismodule(vars(nnfs)[name])
    }
    unknown = sorted(set(nnfs.__all__) - modules - known)
    assert not unknown, (
        f"{', '.join(unknown)} is exported by nnfs and public nowhere: write "
        "`__all__` of nnfs/__init__.py anew"
    )


@pytest.mark.parametrize("name", LAWS)
@settings(max_examples=8)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 6),
    st.integers(2, 5),
    st.sampled_from([np.float32, np.float64]),
)
def test_the_law(name, seed, n, k, dtype):
    holds(LAWS[name], Draw(seed, n, k, dtype))


@pytest.mark.parametrize("name", DRAWN)
def test_the_law_of_a_figure(name):
    with matplotlib.rc_context():
        holds(lambda d: lambda: DRAWN[name](d), Draw(0, 5, 3, np.float64))
        plt.close("all")


@pytest.mark.parametrize("broken", ["changes", "shares", "overwrites", "lifts"])
def test_the_law_itself_sees_what_breaks_it(broken):
    buffer = np.zeros(3, np.float32)

    def law(d):
        def once():
            x = d.numbers(3)

            def call():
                if broken == "changes":
                    x[0] += 1
                if broken == "overwrites":
                    return np.copyto(buffer, x) or buffer
                return {"shares": x[:], "lifts": x * np.float64(2)}.get(
                    broken, x * 2
                )

            return Call(call, [x], [((3,), d.dtype)])

        return once

    with pytest.raises(AssertionError):
        holds(law, Draw(0, 5, 3, np.float32))


def test_nested_networks_keep_the_law():
    for dtype in (np.float32, np.float64):
        draw = Draw(0, 5, 4, dtype)
        for method in METHODS:
            law = of_layer(lambda d: nested_network(d.rng, d.dtype))(method)
            holds(law, draw)
