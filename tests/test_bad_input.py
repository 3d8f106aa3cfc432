"""Every public door against every bad input a reader can produce.

Each is refused with the named exception and a message that says what came and
what to do, and leaves all state as it was.
"""

import math
import pickle

import numpy as np
import pytest
from tables import LOSSES, OPTIMIZERS, SCHEDULES, pairs, small_network

import nnfs
from nnfs import (
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    Dense,
    LeakyReLU,
    MeanAbsoluteError,
    MeanSquaredError,
    Momentum,
    Network,
    ReLU,
    RMSprop,
    SoftmaxCrossEntropy,
    he,
)

NAN, INF = math.nan, math.inf


def refused(call, error, match, *objects):
    """Hold that `call` raises, and that `objects` are as they were."""
    before = [pickle.dumps(thing) for thing in objects]
    with pytest.raises(error, match=match):
        call()
    assert [pickle.dumps(thing) for thing in objects] == before


def table(**rows):
    """Return rows for `parametrize`, each with its name."""
    return [pytest.param(*row, id=name) for name, row in rows.items()]


# What is no array of finite real numbers, at any door

NO_NUMBERS = table(
    nan=([[1, NAN, 0, 0]], ValueError, "contain NaN: look for"),
    infinity=([[1, INF, 0, 0]], ValueError, "contain infinity: look for"),
    minus_infinity=([[1, -INF, 0, 0]], ValueError, "contain infinity"),
    both_infinities=([[INF, -INF, 0, 0]], ValueError, "contain infinity"),
    strings=([["1", "2", "3", "4"]], TypeError, "came as <U1: convert"),
    objects=([[None] * 4], TypeError, "came as object: convert"),
    complex_numbers=([[1j] * 4], TypeError, "came as complex128: convert"),
    dates=(np.zeros((1, 4), "M8[s]"), TypeError, "came as datetime64"),
    empty=(np.zeros((0, 4)), ValueError, r"empty \(shape \(0, 4\)\): pass"),
    nothing=([], ValueError, r"empty \(shape \(0,\)\): pass at least one"),
    none=(None, TypeError, "came as object: convert"),
)
WRONG_SHAPES = table(
    narrow=(np.ones((2, 3)), ValueError, r"\(2, 3\), but \(batch, 4\)"),
    wide=(np.ones((2, 5)), ValueError, r"\(2, 5\), but \(batch, 4\)"),
    transposed=(np.ones((4, 2)), ValueError, r"\(4, 2\), but \(batch, 4\)"),
    one_sample=(np.ones(4), ValueError, r"write inputs.reshape\(1, -1\)"),
    image=(np.ones((2, 2, 2)), ValueError, "one sample to a row"),
    scalar=(1.0, ValueError, r"shape \(\), but \(batch, 4\)"),
    ragged=([[1, 2, 3, 4], [1, 2, 3]], ValueError, "inhomogeneous"),
)


@pytest.mark.parametrize("door", ["forward", "predict"])
@pytest.mark.parametrize(
    ("inputs", "error", "match"), NO_NUMBERS + WRONG_SHAPES
)
def test_network(door, inputs, error, match, rng):
    network = small_network(rng)
    network.backward(network.forward(rng.normal(size=(3, 4))))
    refused(lambda: getattr(network, door)(inputs), error, match, network)


@pytest.mark.parametrize("door", ["forward", "predict"])
def test_a_number_too_large_for_float32(door, rng):
    network = small_network(rng, dtype=np.float32)
    inputs = np.full((1, 4), 1e39)
    refused(
        lambda: getattr(network, door)(inputs), ValueError, "infinity", network
    )


def test_a_network_of_any_width_still_wants_a_batch():
    network = Network(ReLU())
    refused(
        lambda: network.forward([1.0, 2.0]),
        ValueError,
        r"\(batch, features\) is expected: write inputs.reshape\(1, -1\)",
        network,
    )


# Losses


def good(name):
    """Return a loss that has run, and the arguments it ran with."""
    loss, last, targets = LOSSES[name]
    rng, loss = np.random.default_rng(0), loss()
    p, y = last().forward(rng.normal(size=(3, 4))), targets(rng, 3, 4)
    loss.forward(p, y)
    return loss, p, y


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize(("bad", "error", "match"), NO_NUMBERS)
def test_predictions_of_every_loss(name, bad, error, match):
    loss, _, y = good(name)
    refused(lambda: loss.forward(bad, y), error, match, loss)


@pytest.mark.parametrize("name", ["mse", "mae", "bce"])
@pytest.mark.parametrize(("bad", "error", "match"), NO_NUMBERS)
def test_targets_of_every_loss_of_numbers(name, bad, error, match):
    loss, p, _ = good(name)
    refused(lambda: loss.forward(p, bad), error, match, loss)


@pytest.mark.parametrize("name", ["mse", "mae", "bce"])
@pytest.mark.parametrize(
    ("p", "y", "match"),
    table(
        flat_targets=((3, 1), (3,), r"write targets.reshape\(-1, 1\)"),
        flat_predictions=((3,), (3, 1), r"predictions.reshape\(-1, 1\)"),
        other_batch=((3, 1), (4, 1), "make them equal"),
        other_width=((3, 2), (3, 1), "broadcast them to a wrong loss"),
        one_row=((3, 2), (1, 2), "make them equal"),
        scalar=((3, 1), (), "make them equal"),
        transposed=((3, 2), (2, 3), r"shape \(3, 2\), but targets \(2, 3\)"),
    ),
)
def test_shapes_at_every_loss_of_numbers(name, p, y, match):
    loss, _, _ = good(name)
    p, y = np.full(p, 0.5), np.ones(y)
    refused(lambda: loss.forward(p, y), ValueError, match, loss)


LABELS = table(
    one_hot=(np.eye(4)[:3], ValueError, r"one-hot.*argmax\(axis=1\)"),
    integer_one_hot=(np.eye(4, dtype=int)[:3], ValueError, "one-hot"),
    column=([[0], [1], [2]], ValueError, r"write labels.reshape\(-1\)"),
    scalar=(1, ValueError, r"shape \(\), but \(n,\) is expected"),
    negative=([0, -1, 2], ValueError, "label -1 is out of range.*0 to 3"),
    too_large=([0, 1, 4], ValueError, "label 4 is out of range.*0 to 3"),
    from_one=([1, 2, 4], ValueError, "numbered from 0 to 3"),
    floats=([0.0, 1.0, 2.0], TypeError, r"float64: write labels.astype\(int"),
    booleans=([True, False, True], TypeError, "bool: write labels.astype"),
    nan=([0, 1, NAN], TypeError, "must be integers"),
    strings=(["a", "b", "c"], TypeError, "must be integers"),
    objects=([None] * 3, TypeError, "must be integers"),
    complex_numbers=([0j, 1j, 2j], TypeError, "must be integers"),
    too_few=([0, 1], ValueError, "2 labels for 3 samples: pass one"),
    too_many=([0, 1, 2, 3], ValueError, "4 labels for 3 samples"),
    empty=([], ValueError, "labels are empty: pass"),
    no_rows=(np.zeros((0, 3), int), ValueError, "labels"),
)


@pytest.mark.parametrize("name", ["cce", "fused"])
@pytest.mark.parametrize(("labels", "error", "match"), LABELS)
def test_labels_at_every_loss_of_classes(name, labels, error, match):
    loss, p, _ = good(name)
    refused(lambda: loss.forward(p, labels), error, match, loss)


@pytest.mark.parametrize("name", ["cce", "fused"])
@pytest.mark.parametrize("shape", [(3,), (3, 2, 2), ()])
def test_scores_that_are_no_batch(name, shape):
    loss, _, _ = good(name)
    refused(
        lambda: loss.forward(np.ones(shape), [0, 1, 1]),
        ValueError,
        r"\(batch, features\) is expected",
        loss,
    )


@pytest.mark.parametrize(
    ("name", "p", "y", "match"),
    table(
        binary_scores=(
            "bce",
            [[-0.1], [1.2]],
            [[0], [1]],
            "between -0.1 and 1.2.*put a Sigmoid",
        ),
        binary_above=("bce", [[1.0001]], [[1]], "Sigmoid or a Softmax last"),
        classes_scores=("cce", [[2.0, -1.0]], [0], "between -1 and 2.*Softmax"),
        rows_that_miss=("cce", [[0.5, 0.4]], [0], "misses the sum 1 by 0.1"),
        rows_above=("cce", [[0.5, 0.6]], [0], "SoftmaxCrossEntropy on scores"),
        half_a_class=("bce", [[0.5]], [[0.5]], "each must be 0 or 1: write"),
        signs=("bce", [[0.5], [0.5]], [[-1], [1]], r"between -1 and 1, but"),
    ),
)
def test_probabilities(name, p, y, match):
    loss, _, _ = good(name)
    refused(lambda: loss.forward(p, y), ValueError, match, loss)


# Steps

VECTORS = table(
    nan=([1, NAN], ValueError, "gradients contain NaN.*learning rate"),
    infinity=([1, INF], ValueError, "gradients contain infinity"),
    strings=(["1", "2"], TypeError, "came as <U1"),
    objects=([None, 1], TypeError, "came as object"),
    complex_numbers=([1j, 1], TypeError, "came as complex128"),
    empty=([], ValueError, "empty"),
    longer=([1, 2, 3], ValueError, r"\(3,\), but parameters \(2,\): pass"),
    scalar=(1.0, ValueError, r"shape \(\), but parameters \(2,\)"),
    column=([[1], [2]], ValueError, r"\(2, 1\), but parameters \(2,\)"),
)


@pytest.mark.parametrize("optimizer", **pairs(OPTIMIZERS))
@pytest.mark.parametrize(("bad", "error", "match"), VECTORS)
def test_gradients_of_a_step(optimizer, bad, error, match):
    point, optimizer = np.ones(2), optimizer(0.1)
    refused(lambda: optimizer.step(point, bad), error, match, point)
    assert optimizer.steps == 0
    optimizer.step(point, np.ones(2))
    refused(lambda: optimizer.step(point, bad), error, match, point, optimizer)


def read_only():
    point = np.ones(2)
    point.flags.writeable = False
    return point


@pytest.mark.parametrize("optimizer", **pairs(OPTIMIZERS))
@pytest.mark.parametrize(
    ("point", "error", "match"),
    table(
        integers=(np.ones(2, int), TypeError, "came as int.*dtype=float"),
        booleans=(np.ones(2, bool), TypeError, "came as bool"),
        complex_numbers=(np.ones(2, complex), TypeError, "complex128"),
        objects=(np.ones(2, object), TypeError, "came as object"),
        a_list=([1.0, 1.0], TypeError, "came as list: write np.array"),
        a_number=(1.0, TypeError, "came as float: write np.array"),
        a_network=(Network(Dense(1, 1)), TypeError, "came as .*: write"),
        matrix=(np.ones((1, 2)), ValueError, r"shape \(1, 2\): pass network"),
        scalar=(np.array(1.0), ValueError, r"shape \(\): pass network.param"),
        read_only=(read_only(), ValueError, "writeable"),
    ),
)
def test_parameters_of_a_step(optimizer, point, error, match):
    optimizer, kept = optimizer(0.1), np.ones(2)
    optimizer.step(kept, np.ones(2))
    refused(
        lambda: optimizer.step(point, np.ones(2)),
        error,
        match,
        point,
        optimizer,
    )


@pytest.mark.parametrize(
    ("rate", "error", "match"),
    table(
        negative=(-0.1, ValueError, r"must be in \[0, inf\), but is -0.1"),
        nan=(NAN, ValueError, "must be in .*but is nan"),
        infinite=(INF, ValueError, "must be in .*but is inf"),
        text=("0.1", TypeError, "learning_rate must be a number"),
        none=(None, TypeError, "learning_rate must be a number"),
        an_array=(np.array([0.1]), TypeError, "must be a number"),
    ),
)
def test_rates_that_a_schedule_gives(rate, error, match):
    point, optimizer = np.ones(2), Adam(lambda step: rate)
    refused(lambda: optimizer.step(point, np.ones(2)), error, match, point)
    assert optimizer.steps == 0


# Constructors

WIDTHS = table(
    zero=(0, ValueError, "must be at least 1, but is 0"),
    negative=(-3, ValueError, "must be at least 1, but is -3"),
    a_float=(3.0, TypeError, "must be an integer, but is 3.0: pass a whole"),
    a_boolean=(True, TypeError, "must be an integer, but is True"),
    numpy_boolean=(np.True_, TypeError, "must be an integer"),
    text=("3", TypeError, "must be an integer, but is '3'"),
    none=(None, TypeError, "must be an integer, but is None"),
    a_shape=((3,), TypeError, "must be an integer"),
    nan=(NAN, TypeError, "must be an integer, but is nan"),
)


@pytest.mark.parametrize(("width", "error", "match"), WIDTHS)
def test_widths_of_a_layer(width, error, match):
    refused(lambda: Dense(width, 2), error, f"n_inputs {match}")
    refused(lambda: Dense(2, width), error, f"n_outputs {match}")


@pytest.mark.parametrize(
    ("initializer", "error", "match"),
    table(
        transposed=(
            lambda i, o, rng: np.ones((o, i)),
            ValueError,
            r"weights have shape \(2, 3\), but \(3, 2\) was assigned: pass",
        ),
        nan=(lambda i, o, rng: np.full((i, o), NAN), ValueError, "NaN"),
        complex_numbers=(
            lambda i, o, rng: np.ones((i, o)) * 1j,
            TypeError,
            "complex",
        ),
        nothing=(lambda i, o, rng: None, TypeError, "came as object"),
        no_function=("he", TypeError, "not callable"),
    ),
)
def test_initializers(initializer, error, match):
    refused(lambda: Dense(2, 3, initializer=initializer), error, match)


@pytest.mark.parametrize("rng", [0, "seed", np.random, np.random.default_rng])
def test_a_layer_wants_a_generator(rng):
    refused(lambda: Dense(2, 3, rng=rng), TypeError, "must be a np.random.Gen")


def test_an_initializer_is_named():
    refused(lambda: Dense(2, 3, he), TypeError, "positional")


NUMBERS = table(
    zero=(0, ValueError, r"must be in \(0, inf\), but is 0"),
    negative=(-0.1, ValueError, "must be in .*but is -0.1"),
    nan=(NAN, ValueError, "must be in .*but is nan"),
    infinite=(INF, ValueError, "must be in .*but is inf"),
    text=("0.1", TypeError, "must be a number, but is '0.1'"),
    none=(None, TypeError, "must be a number, but is None"),
    a_boolean=(True, TypeError, "must be a number, but is True"),
    numpy_boolean=(np.True_, TypeError, "must be a number"),
    complex_number=(1j, TypeError, "must be a number"),
    an_array=(np.array([0.1]), TypeError, "must be a number"),
)


@pytest.mark.parametrize("optimizer", **pairs(OPTIMIZERS))
@pytest.mark.parametrize(("rate", "error", "match"), NUMBERS)
def test_constant_rates(optimizer, rate, error, match):
    refused(lambda: optimizer(rate), error, f"learning_rate {match}")


@pytest.mark.parametrize(
    "make",
    [
        lambda share: Momentum(0.1, beta=share),
        lambda share: RMSprop(0.1, rho=share),
        lambda share: Adam(0.1, beta1=share),
        lambda share: Adam(0.1, beta2=share),
        lambda share: AdamW(0.1, beta1=share),
        LeakyReLU,
    ],
    ids=["beta", "rho", "beta1", "beta2", "adamw", "slope"],
)
@pytest.mark.parametrize("share", [1, 1.5, -0.1, NAN, INF])
def test_shares(make, share):
    refused(lambda: make(share), ValueError, r"must be in \[0, 1\), but is")
    refused(lambda: make("0.9"), TypeError, "must be a number")


@pytest.mark.parametrize("make", [AdaGrad, RMSprop, Adam, AdamW])
@pytest.mark.parametrize(("epsilon", "error", "match"), NUMBERS)
def test_epsilon(make, epsilon, error, match):
    refused(lambda: make(0.1, epsilon=epsilon), error, f"epsilon {match}")


@pytest.mark.parametrize("decay", [-1, NAN, INF])
def test_weight_decay(decay):
    refused(
        lambda: AdamW(0.1, weight_decay=decay), ValueError, "weight_decay must"
    )


@pytest.mark.parametrize(
    ("layers", "error", "match"),
    table(
        none=((), ValueError, "at least one layer"),
        a_list=(([ReLU()],), TypeError, "unpack a list with a star"),
        a_class=((Dense(2, 3), ReLU), TypeError, "layer 1 is .*not a Layer"),
        a_loss=((Dense(2, 3), MeanSquaredError()), TypeError, "layer 1"),
        misfit=(
            (Dense(2, 3), Dense(2, 3)),
            ValueError,
            "gives 3 outputs: make",
        ),
        nested_misfit=(
            (Dense(2, 3), Network(ReLU(), Dense(4, 2))),
            ValueError,
            "layer 1 takes 4 inputs",
        ),
    ),
)
def test_layers_of_a_network(layers, error, match):
    refused(lambda: Network(*layers), error, match, layers)
    assert all(getattr(layer, "home", None) is None for layer in layers)


@pytest.mark.parametrize("dtype", [int, np.float16, complex, ">f4", object])
def test_types_of_a_network(dtype):
    layer = Dense(2, 3)
    refused(
        lambda: Network(layer, dtype=dtype),
        ValueError,
        "dtype must be float32 or float64",
        layer,
    )
    Network(layer)


# Assignment


@pytest.mark.parametrize(
    ("name", "bad", "error", "match"),
    table(
        transposed=(
            "weights",
            np.ones((3, 2)),
            ValueError,
            r"weights have shape \(2, 3\), but \(3, 2\) was assigned: pass",
        ),
        a_number=("weights", 0.5, ValueError, r"but \(\) was assigned"),
        one_row=("weights", np.ones((1, 3)), ValueError, r"\(1, 3\) was"),
        nan=(
            "weights",
            np.full((2, 3), NAN),
            ValueError,
            "weights contain NaN",
        ),
        infinity=("biases", [0, INF, 0], ValueError, "biases contain infinity"),
        column=(
            "biases",
            [[1], [2], [3]],
            ValueError,
            r"\(3, 1\) was assigned",
        ),
        strings=("biases", ["a", "b", "c"], TypeError, "biases must be real"),
        complex_numbers=("biases", [1j, 2, 3], TypeError, "complex128"),
        none=("biases", None, TypeError, "biases must be real"),
        empty=("biases", [], ValueError, "empty"),
        gradient=("d_weights", np.ones(6), ValueError, r"but \(6,\) was"),
        parameters=(
            "parameters",
            np.ones(8),
            ValueError,
            r"\(9,\), but \(8,\)",
        ),
        gradients=("gradients", np.full(9, NAN), ValueError, "contain NaN"),
    ),
)
@pytest.mark.parametrize("housed", [False, True])
def test_assignment(name, bad, error, match, housed):
    layer = Dense(2, 3)
    network = Network(layer) if housed else layer
    refused(lambda: setattr(layer, name, bad), error, match, network)


def test_assignment_to_a_network():
    network = Network(Dense(2, 3))
    refused(
        lambda: setattr(network, "parameters", np.ones((2, 3))),
        ValueError,
        r"\(9,\), but \(2, 3\) was assigned",
        network,
    )


# Data


@pytest.mark.parametrize(
    "generate", [nnfs.spiral, nnfs.vertical, nnfs.blobs, nnfs.moons, nnfs.sine]
)
@pytest.mark.parametrize(("samples", "error", "match"), WIDTHS)
def test_samples_of_a_generator(generate, samples, error, match):
    refused(lambda: generate(samples), error, f"samples {match}")


@pytest.mark.parametrize("generate", [nnfs.spiral, nnfs.vertical, nnfs.blobs])
@pytest.mark.parametrize(("classes", "error", "match"), WIDTHS)
def test_classes_of_a_generator(generate, classes, error, match):
    refused(lambda: generate(5, classes), error, f"classes {match}")


@pytest.mark.parametrize(
    "generate", [nnfs.spiral, nnfs.vertical, nnfs.blobs, nnfs.moons, nnfs.sine]
)
def test_noise_and_seed_of_a_generator(generate):
    for noise in (-1, NAN, INF):
        refused(
            lambda noise=noise: generate(5, noise=noise),
            ValueError,
            "noise must",
        )
    refused(lambda: generate(5, noise="0.1"), TypeError, "noise must")
    refused(lambda: generate(5, rng=0), TypeError, "np.random.default_rng")


X, Y = np.ones((10, 2)), np.arange(10) % 2


@pytest.mark.parametrize(
    ("arguments", "options", "error", "match"),
    table(
        lengths=((X, Y[:9]), {}, ValueError, "one target to a sample"),
        scalar=((1.0, Y), {}, ValueError, "one target to a sample"),
        empty=((X[:0], Y[:0]), {}, ValueError, "there are no samples: pass"),
        sum=((X, Y, (0.5, 0.4)), {}, ValueError, "sum to 0.9, not to 1"),
        percent=((X, Y, (80, 20)), {}, ValueError, "sum to 100, not to 1"),
        negative=((X, Y, (1.2, -0.2)), {}, ValueError, "a fraction must be in"),
        zero=((X, Y, (1, 0)), {}, ValueError, "a fraction must be in"),
        nan=((X, Y, (NAN, 1)), {}, ValueError, "a fraction must be in"),
        text=((X, Y, ("half", 0.5)), {}, TypeError, "must be a number"),
        empty_part=((X, Y, (0.99, 0.01)), {}, ValueError, "a part.*empty"),
        floats=((X, Y / 2), {}, TypeError, "labels must be integers"),
        one_hot=((X, np.eye(2)[Y]), {}, ValueError, "one-hot"),
        seed=((X, Y), {"rng": 0}, TypeError, "np.random.default_rng"),
    ),
)
def test_split(arguments, options, error, match):
    refused(lambda: nnfs.split(*arguments, **options), error, match)


@pytest.mark.parametrize(
    ("arguments", "options", "error", "match"),
    table(
        lengths=((X, Y[:9]), {}, ValueError, "one target to a sample"),
        scalar=((X, 1), {}, ValueError, "one target to a sample"),
        empty=((X[:0], Y[:0]), {}, ValueError, "there are no samples"),
        zero=((X, Y, 0), {}, ValueError, "size must be at least 1"),
        half=((X, Y, 0.5), {}, TypeError, "size must be an integer"),
        seed=((X, Y), {"rng": 0}, TypeError, "np.random.default_rng"),
    ),
)
def test_batches(arguments, options, error, match):
    refused(lambda: nnfs.batches(*arguments, **options), error, match)


# Metrics

THREE = np.ones((3, 4))


@pytest.mark.parametrize("metric", [nnfs.accuracy, nnfs.confusion_matrix])
@pytest.mark.parametrize(
    ("predictions", "targets", "error", "match"),
    table(
        lengths=(THREE, [0, 1], ValueError, "2 labels for 3 samples"),
        nan=(THREE * NAN, [0, 1, 2], ValueError, "predictions contain NaN"),
        one_column=(
            [[0.7], [0.2]],
            [1, 0],
            ValueError,
            r"one column.*\(predictions > 0.5\).astype\(int\).ravel\(\)",
        ),
        floats=([0.1, 0.9], [0, 1], TypeError, "must be integers"),
        one_hot=(THREE, np.eye(4)[:3], ValueError, "one-hot"),
        booleans=(THREE, [True] * 3, TypeError, "must be integers"),
        negative=(THREE, [0, -1, 1], ValueError, "label -1 is out of range"),
        empty=([], [], ValueError, "labels are empty"),
        no_rows=(THREE[:0], [], ValueError, "predictions are empty"),
        cube=(np.ones((2, 2, 2)), [0, 1], ValueError, "shape"),
        strings=(["a"], [0], TypeError, "must be integers"),
    ),
)
def test_metrics(metric, predictions, targets, error, match):
    refused(lambda: metric(predictions, targets), error, match)


@pytest.mark.parametrize(("classes", "error", "match"), WIDTHS[:4])
def test_numbers_of_classes(classes, error, match):
    refused(lambda: nnfs.one_hot([0], classes), error, f"classes {match}")
    refused(
        lambda: nnfs.confusion_matrix([0], [0], classes),
        error,
        f"classes {match}",
    )


def test_a_class_beyond_the_number_of_classes():
    for call in (
        lambda: nnfs.one_hot([0, 3], 3),
        lambda: nnfs.confusion_matrix([0, 3], [0, 0], 3),
        lambda: nnfs.confusion_matrix([0, 0], [0, 3], 3),
    ):
        refused(call, ValueError, "label 3 is out of range.*from 0 to 2")


@pytest.mark.parametrize(("labels", "error", "match"), LABELS)
def test_labels_of_one_hot(labels, error, match):
    if "3 samples" not in match:
        refused(lambda: nnfs.one_hot(labels, 4), error, match)


# Checking


@pytest.mark.parametrize(
    "measure", [nnfs.numerical_gradient, nnfs.complex_step_gradient]
)
@pytest.mark.parametrize(("point", "error", "match"), NO_NUMBERS)
def test_points_of_a_measured_gradient(measure, point, error, match):
    refused(lambda: measure(np.sum, point), error, match)


@pytest.mark.parametrize(
    "measure", [nnfs.numerical_gradient, nnfs.complex_step_gradient]
)
@pytest.mark.parametrize(("step", "error", "match"), NUMBERS)
def test_steps_of_a_measured_gradient(measure, step, error, match):
    refused(lambda: measure(np.sum, [1.0], step), error, f"step {match}")


@pytest.mark.parametrize(
    ("inputs", "error", "match"), NO_NUMBERS + WRONG_SHAPES
)
def test_inputs_of_a_gradient_check(inputs, error, match, rng):
    network = small_network(rng)
    refused(
        lambda: nnfs.check_gradients(
            network, MeanAbsoluteError(), inputs, np.ones((1, 3))
        ),
        error,
        match,
        network,
    )


def test_targets_of_a_gradient_check(rng):
    network = small_network(rng)
    before = network.parameters.tobytes()
    for loss, targets in (
        (SoftmaxCrossEntropy(), [[0], [1]]),
        (MeanSquaredError(), np.ones(2)),
        (BinaryCrossEntropy(), np.ones((2, 3))),
        (CategoricalCrossEntropy(), [0, 1]),
    ):
        refused(
            lambda loss=loss, targets=targets: nnfs.check_gradients(
                network, loss, np.ones((2, 4)), targets
            ),
            ValueError,
            "labels|targets|predictions",
        )
    assert network.parameters.tobytes() == before


# Schedules


@pytest.mark.parametrize(
    "make",
    [
        nnfs.constant,
        lambda rate: nnfs.step_decay(rate, 0.5, 10),
        lambda rate: nnfs.exponential_decay(rate, 0.5),
        lambda rate: nnfs.inverse_time_decay(rate, 0.1),
        lambda rate: nnfs.cosine(rate, 10),
        lambda rate: nnfs.warmup(rate, 10),
    ],
    ids=["constant", "step", "exponential", "inverse", "cosine", "warmup"],
)
@pytest.mark.parametrize(("rate", "error", "match"), NUMBERS)
def test_rates_of_a_schedule(make, rate, error, match):
    refused(lambda: make(rate), error, f"rate {match}")


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda steps: nnfs.step_decay(0.1, 0.5, steps), "every"),
        (lambda steps: nnfs.exponential_decay(0.1, 0.5, steps), "every"),
        (lambda steps: nnfs.cosine(0.1, steps), "steps"),
        (lambda steps: nnfs.warmup(nnfs.constant(0.1), steps), "steps"),
    ],
)
@pytest.mark.parametrize(("steps", "error", "match"), WIDTHS)
def test_steps_of_a_schedule(make, name, steps, error, match):
    refused(lambda: make(steps), error, f"{name} {match}")


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda x: nnfs.step_decay(0.1, x, 10), "factor"),
        (lambda x: nnfs.exponential_decay(0.1, x), "factor"),
    ],
)
@pytest.mark.parametrize(("factor", "error", "match"), NUMBERS)
def test_factors_of_a_schedule(make, name, factor, error, match):
    refused(lambda: make(factor), error, f"{name} {match}")


@pytest.mark.parametrize("bad", [-1, NAN, INF])
def test_decay_and_end_of_a_schedule(bad):
    refused(lambda: nnfs.inverse_time_decay(1, bad), ValueError, "decay must")
    refused(lambda: nnfs.cosine(1, 10, final=bad), ValueError, "final must")


def test_every_schedule_has_a_row():
    assert len(SCHEDULES) == 7
    assert SGD(nnfs.warmup(0.1, 2)).rate() == 0.05
