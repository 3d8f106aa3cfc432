"""Every public door against every bad input that a reader can produce.

The table is a product. Its columns are the faults; a kind of argument says for
each fault what stands for it and how it is refused, or why it does not apply. A
door is one argument of one public name: a new one without a row fails here.
"""

import contextlib
import inspect
import io
import math
import os
import pickle
import re
import sys
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from tables import LOSSES, OPTIMIZERS, public, small_network

import nnfs
import nnfs.exercises
import nnfs.plotting
import nnfs.probes
from nnfs import Adam, BatchNorm, Dense, Network, ReLU, Residual, tape
from nnfs.__main__ import main
from nnfs.automatic import Automatic
from nnfs.input_checks import NotFiniteError
from nnfs.sequences import Attention, Embedding, Positions

NAN, INF = math.nan, math.inf
EXERCISE = "3.3"

FAULTS = {
    "width": "an array that is wider than it should be",
    "rank": "an array of one axis too many, or where a number is wanted",
    "flat": "an array of shape (n,) where (n, 1) or (1, n) is wanted",
    "length": "one sample too few",
    "ragged": "rows of different lengths",
    "one_hot": "one-hot rows where classes are wanted",
    "negative": "a number below zero",
    "zero": "zero",
    "too_large": "a number above what is allowed",
    "fraction": "a float where an integer is wanted",
    "boolean": "true and false",
    "integers": "an array of integers where it is to be moved in place",
    "empty": "nothing",
    "nan": "a NaN",
    "infinity": "an infinity",
    "two_infinities": "two infinities whose sum is NaN",
    "objects": "None",
    "strings": "text",
    "complex": "complex numbers",
    "dates": "dates",
    "stranger": "an object of another class",
    "a_class": "a class instead of an object",
    "foreign": "an object that belongs to another network",
    "missing": "a file that is not there",
    "truncated": "the first half of a file",
    "flipped": "a file with a byte changed",
    "other": "a file of another architecture",
    "pickle": "a pickle in disguise",
}


class FromScene(NamedTuple):
    """A value that a scene has to make."""

    make: object


class Bad(NamedTuple):
    """A bad input, the error that refuses it, and what the message says."""

    value: object
    error: type
    match: str


def row(absent, *others, **cells):
    """Return a row of the table: what is there, and why the rest is not.

    `absent` is {reason: names of faults}; of `others`, later rows win.
    """
    found = {}
    for other in others:
        found |= other
    for reason, faults in absent.items():
        found |= dict.fromkeys(faults.split(), reason)
    return found | {name: Bad(*cell) for name, cell in cells.items()}


FILES = {"no file is read here": "missing truncated flipped other pickle"}
KINDS_OF_OBJECTS = {"numbers have no class": "stranger a_class foreign"}


# Arrays


def real_array(name, shape):
    """What is refused where finite real numbers of some shape are wanted."""

    def with_first(*values):
        array = np.ones(shape)
        array.flat[: len(values)] = values
        return array

    kind = f"{name} must be real numbers, but came as {{}}".format
    return row(
        FILES
        | KINDS_OF_OBJECTS
        | {"any real number will do": "negative zero too_large fraction"}
        | {"they are converted": "boolean integers"}
        | {"rows of 0 and 1 are numbers": "one_hot"},
        ragged=([[1, 2], [1]], ValueError, "inhomogeneous"),
        empty=(np.ones(shape)[:0], ValueError, f"{name} are empty.*: pass at"),
        nan=(with_first(NAN), ValueError, f"{name} contain NaN: look for"),
        infinity=(with_first(-INF), ValueError, f"{name} contain infinity: lo"),
        two_infinities=(with_first(INF, -INF), ValueError, "infinity: look"),
        objects=(np.full(shape, None), TypeError, kind("objects: convert the")),
        strings=(
            np.full(shape, "1"),
            TypeError,
            kind("text: write np.asarray"),
        ),
        complex=(
            np.full(shape, 1j),
            TypeError,
            kind("complex128: write np.rea"),
        ),
        dates=(np.zeros(shape, "M8[s]"), TypeError, kind("dates: write .np")),
    )


def batch(name, absent=None, **cells):
    return row(
        {"a batch may have any length": "length"} | (absent or {}),
        real_array(name, (3, 4)),
        **{
            "width": (np.ones((3, 5)), ValueError, r"\(3, 5\), but \(batch, 4"),
            "rank": (np.ones((3, 4, 1)), ValueError, "pass one sam|np.reshap"),
            "flat": (
                np.ones(4),
                ValueError,
                rf"write np.reshape\({name}, \(1, -1",
            ),
            **cells,
        },
    )


def column(name, **cells):
    """Predictions or targets of shape (3, 1), of a loss of numbers."""
    return row(
        {},
        real_array(name, (3, 1)),
        **{
            "width": (np.ones((3, 2)), ValueError, "wrong loss; make them eq"),
            "rank": (np.ones((3, 1, 1)), ValueError, "make them equal"),
            "flat": (
                np.ones(3),
                ValueError,
                rf"write np.reshape\({name}, \(-1",
            ),
            "length": (np.ones((2, 1)), ValueError, "make them equal"),
            "two_infinities": ([[INF], [-INF], [0]], ValueError, "infinity"),
            **cells,
        },
    )


REAL_PREDICTIONS, REAL_TARGETS = column("predictions"), column("targets")
ONE_A_ROW = r"\(3,\), but \(3, 4\) is expected: pass one label to a row of sc"
OUTSIDE = "probabilities in .0, 1. are expected: put a Sigmoid or a Softmax"
TWICE = "two outputs to each target"
MEANS_AND_LOGS = row(
    {},
    real_array("predictions", (3, 2)),
    width=(np.ones((3, 3)), ValueError, rf"\(3, 3\), a mean and the .*{TWICE}"),
    rank=(np.ones((3, 2, 1)), ValueError, TWICE),
    flat=(np.ones(3), ValueError, TWICE),
    length=(np.ones((2, 2)), ValueError, TWICE),
)
TARGETS_OF_MEANS = row(
    {},
    real_array("targets", (3, 1)),
    width=(np.ones((3, 2)), ValueError, rf"targets \(3, 2\): .*{TWICE}"),
    rank=(np.ones((3, 1, 1)), ValueError, TWICE),
    flat=(np.ones(3), ValueError, r"write np.reshape\(targets, \(-1, 1\)\)"),
    length=(np.ones((2, 1)), ValueError, TWICE),
)
PROBABILITIES_OF_ONE = column(
    "predictions",
    negative=([[-0.1], [0.5], [1]], ValueError, OUTSIDE),
    too_large=([[0.1], [0.5], [1.2]], ValueError, OUTSIDE),
)
BINARY_TARGETS = column(
    "targets",
    negative=([[-1], [1], [1]], ValueError, "0 or 1: write .np.*targets. == 1"),
    too_large=([[0], [1], [2]], ValueError, "each must be 0 or 1: "),
    fraction=([[0], [1], [0.5]], ValueError, "each must be 0 or 1: "),
)
# Labels [0, 1, 3] belong to these scores: fewer columns are too few.
SCORES = batch(
    "scores",
    width=(np.ones((3, 2)), ValueError, "label 3 is out of range.* 0 to 1"),
    rank=(np.ones((3, 4, 1)), ValueError, ONE_A_ROW),
    length=(np.ones((2, 4)), ValueError, "3 labels for 2 samples: pass one"),
    too_large=(np.full((3, 4), 1e305), ValueError, "overflows: scale them, or"),
)
PROBABILITIES = batch(
    "predictions",
    width=(np.ones((3, 2)), ValueError, "label 3 is out of range.* 0 to 1"),
    rank=(np.ones((3, 4, 1)), ValueError, ONE_A_ROW),
    length=(np.ones((2, 4)), ValueError, "3 labels for 2 samples: pass one"),
    negative=([[-0.5, 0.5, 0.5, 0.5]] * 3, ValueError, OUTSIDE),
    too_large=(np.full((3, 4), 0.3), ValueError, "or use SoftmaxCrossEntropy"),
)


def labels(absent=None, hint="", **cells):
    """Classes [0, 1, 3], of four, for three samples."""

    def kind(name):
        return (
            TypeError,
            f"labels must be integers, but came as {name}.*: .*{hint}",
        )

    shaped = rf"write np.ravel\(labels\){hint}"
    row_of = np.eye(4)[[0, 1, 3]]
    usual = row(
        FILES
        | KINDS_OF_OBJECTS
        | {"class 0 is a class": "zero", "labels are integers": "integers"},
        width=(
            row_of.astype(int),
            ValueError,
            f"one-hot.*axis=1.{hint}",
        ),
        rank=(np.ones((3, 1), int), ValueError, shaped),
        flat=(np.array(1), ValueError, shaped),
        length=([0, 1], ValueError, "2 labels for 3 samples: pass one"),
        ragged=([[0, 1], [3]], ValueError, "inhomogeneous"),
        one_hot=(row_of, ValueError, rf"np.argmax\(labels, axis=1\){hint}"),
        negative=([0, -1, 3], ValueError, "label -1 .*numbered from 0"),
        too_large=([0, 1, 4], ValueError, "label 4 is out .*0 to 3"),
        fraction=([0.0, 1.0, 3.0], *kind("float64")),
        boolean=([True, False, True], *kind("bool")),
        empty=([], ValueError, f"labels are empty: pass at least{hint}"),
        nan=([0, 1, NAN], *kind("float64")),
        infinity=([0, 1, INF], *kind("float64")),
        two_infinities=([0, INF, -INF], *kind("float64")),
        objects=([None] * 3, *kind("object")),
        strings=(["a", "b", "c"], *kind("text")),
        complex=([0j, 1j, 3j], *kind("complex128")),
        dates=(np.zeros(3, "M8[s]"), *kind("dates")),
    )
    return row(absent or {}, usual, **cells)


GRADIENTS = row(
    {},
    real_array("gradients", 2),
    width=(np.ones(3), ValueError, r"\(3,\), but parameters \(2,\): pass one"),
    rank=(np.ones((1, 2)), ValueError, r"\(1, 2\), but parameters \(2,\)"),
    flat=(np.array(1.0), ValueError, r"shape \(\), but parameters \(2,\): pa"),
    length=(np.ones(1), ValueError, "pass one slope to a parameter"),
)


def read_only():
    point = np.ones(2)
    point.flags.writeable = False
    return point


MOVED = r"in place, but came as {}.*: write np.array\(parameters, dtype=float\)"
POINT = row(
    FILES
    | {"any finite number may be moved": "negative zero too_large fraction"}
    | {"an integer array is a column of its own": "one_hot"},
    width=(np.ones(3), ValueError, "3,.: pass one slope|make a new optimizer"),
    rank=(np.ones((1, 2)), ValueError, r"shape \(1, 2\): pass network.param"),
    flat=(np.array(1.0), ValueError, r"shape \(\): pass network.parameters"),
    length=(read_only(), ValueError, "must be a writeable 1-D array"),
    ragged=([[1.0, 2.0], [1.0]], TypeError, MOVED.format("list")),
    boolean=(np.ones(2, bool), TypeError, MOVED.format("bool")),
    integers=(np.ones(2, int), TypeError, MOVED.format(np.dtype(int))),
    empty=(np.ones(0), ValueError, "parameters .0,.: pass one slope"),
    nan=(np.array([1, NAN]), ValueError, "parameters contain NaN: look for"),
    infinity=(np.array([1, INF]), ValueError, "contain infinity: look for"),
    two_infinities=(np.array([INF, -INF]), ValueError, "contain infinity: lo"),
    objects=(np.full(2, None), TypeError, MOVED.format("object")),
    strings=(np.full(2, "1"), TypeError, MOVED.format("<U1")),
    complex=(np.ones(2, complex), TypeError, MOVED.format("complex128")),
    dates=(np.zeros(2, "M8[s]"), TypeError, MOVED.format("datetime64")),
    stranger=(ReLU(), TypeError, MOVED.format("ReLU|float64")),
    a_class=(Network, TypeError, MOVED.format("type")),
    foreign=(np.ones(2), ValueError, "moved other parameters.*: make a new op"),
)
FIRST_POINT = row({"nothing was moved before": "foreign"}, POINT)
MOVED_POINT = row(
    {"one that came before is not looked at again": "nan infinity"}
    | {"nor is this; the next loss refuses the outputs": "two_infinities"},
    POINT,
)


def view(name, shape):
    """What is refused when it is assigned to an array of a layer."""
    wrong = "was assigned: pass an array of exactly that shape"
    return row(
        {},
        real_array(name, shape),
        width=(np.ones((*shape[:-1], 10)), ValueError, f"10,?. {wrong}"),
        rank=(np.ones((*shape, 1)), ValueError, wrong),
        flat=(np.array(1.0), ValueError, wrong),
        length=(np.ones(shape)[:-1], ValueError, wrong),
    )


SCORES_OF_A_METRIC = batch(
    "predictions",
    {"a metric may meet a class that no score names": "too_large"},
    width=(np.full((3, 1), 1.5), ValueError, f"lie between .*{OUTSIDE}"),
    rank=(np.ones((3, 4, 1)), ValueError, ONE_A_ROW),
    length=(np.ones((2, 4)), ValueError, "3 labels for 2 samples: pass one"),
    flat=(np.ones(3), TypeError, r"labels must be int.*: write np.asarray"),
)
NO_LABEL = "labels must be integers, but came as "
LABEL = row(
    FILES
    | {"a number has no shape": "width flat length ragged one_hot"}
    | {"None stands for all other objects": "stranger a_class foreign"}
    | {"class 0 is a class": "zero", "integers are wanted": "integers"}
    | {"there is one number": "two_infinities"},
    rank=((1,), ValueError, r"shape \(1, 1\), but \(n,\) is expected: write"),
    negative=(-3, ValueError, "label -3 is out of range: .* from 0"),
    too_large=(10**400, TypeError, f"{NO_LABEL}objects"),
    fraction=(3.0, TypeError, f"{NO_LABEL}float64: write"),
    boolean=(True, TypeError, f"{NO_LABEL}bool: write"),
    empty=([], ValueError, r"shape \(1, 0\), but \(n,\) is expected: write"),
    nan=(NAN, TypeError, f"{NO_LABEL}float64: for numbers"),
    infinity=(INF, TypeError, f"{NO_LABEL}float64: for numbers"),
    objects=(None, TypeError, f"{NO_LABEL}objects"),
    strings=("cat", TypeError, f"{NO_LABEL}text, such as 'cat': write"),
    complex=(3j, TypeError, f"{NO_LABEL}complex128: for numbers"),
    dates=(np.datetime64(3, "s"), TypeError, f"{NO_LABEL}dates: for numbers"),
)
PROBABILITIES_OF_A_METRIC = batch(
    "probabilities",
    width=(np.full((3, 2), 0.5), ValueError, "label 3 is out .*: .* 0 to 1"),
    rank=(np.ones((3, 4, 1)), ValueError, ONE_A_ROW),
    flat=(np.ones(3), ValueError, r"np.reshape\(probabilities, \(-1, 1\)\) fo"),
    length=(np.full((2, 4), 0.25), ValueError, "3 labels for 2 samples: pass"),
    negative=([[-0.5, 0.5, 0.5, 0.5]] * 3, ValueError, OUTSIDE),
    too_large=(np.full((3, 4), 0.3), ValueError, "misses the sum 1 by 0.2: "),
)
CLASSES_OF_A_METRIC = row(
    {"rows of 0 and 1 are scores": "one_hot width"},
    labels(
        rank=(np.ones((3, 4, 1), int), ValueError, ONE_A_ROW),
        flat=(np.array(1), ValueError, "pass one sample to a row"),
        length=([0, 1], ValueError, "3 labels for 2 samples: pass one label"),
    ),
)
COUNTED = "there are 3 inputs, but the targets have shape .*: pass one target"
LENGTHS = {
    "length": ([0, 1], ValueError, COUNTED),
    "empty": ([], ValueError, COUNTED),
    "flat": (1, ValueError, COUNTED),
}
UNLIKE = "gradients of .* cannot be compared: pass two of the same shape"
GRADIENTS_TO_COMPARE = row(
    {"they are compared as vectors": "rank"},
    real_array("gradients", (3, 4)),
    width=(np.ones((3, 5)), ValueError, UNLIKE),
    flat=(np.array(1.0), ValueError, UNLIKE),
    length=(np.ones((2, 4)), ValueError, UNLIKE),
)
SLOPES = row(
    {"a slope may be infinite; the next step refuses": "nan infinity"}
    | {"both are slopes; the next step refuses": "two_infinities"},
    real_array("d_outputs", (3, 4)),
    width=(np.ones((3, 5)), ValueError, "pass what loss.backward.. returns"),
    rank=(np.ones((3, 4, 1)), ValueError, "pass what loss.backward.. returns"),
    flat=(np.ones(4), ValueError, r"\(4,\), but the outputs.* \(3, 4\): pass"),
    length=(np.ones((2, 4)), ValueError, "pass what loss.backward.. returns"),
    empty=(np.ones((0, 4)), ValueError, "pass what loss.backward.. returns"),
    objects=(
        np.full((3, 4), None),
        TypeError,
        "came as object: pass what loss",
    ),
    strings=(np.full((3, 4), "1"), TypeError, "came as <U1: pass what loss"),
    complex=(np.full((3, 4), 1j), TypeError, "as complex128: pass what loss"),
    dates=(np.zeros((3, 4), "M8[s]"), TypeError, "as datetime64.*: pass what"),
)
ANY_SHAPE = row(
    {"a point may have any shape": "width rank flat length"},
    real_array("x", (3, 4)),
)


def followed(name, **cells):
    """What is refused where an array is followed, which may hold NaN."""
    of_nan = {"of NaN comes NaN, which shows": "nan infinity two_infinities"}
    of_nan |= {"it may have any shape": "width rank flat length"}
    kept = row(of_nan)
    rest = real_array(name, (3, 4))
    return rest | kept | row({}, **cells)


def of_another_shape(message):
    shapes = {
        "width": np.ones((3, 5)),
        "rank": np.ones((3, 4, 1)),
        "flat": np.ones(4),
        "length": np.ones((2, 4)),
    }
    return {name: (bad, ValueError, message) for name, bad in shapes.items()}


OTHER_DIRECTION = "but point .*: pass one rate of change to a number"
PLACE = followed("point", **of_another_shape(OTHER_DIRECTION))
DIRECTION = followed("direction", **of_another_shape(OTHER_DIRECTION))
SLOPES_OF_A_TAPE = row({"a slope may be any number": "empty"}, SLOPES)
ROWS = row(  # of `split` and `batches`, which deal rows of anything
    {"rows may hold anything, and are only dealt": " ".join(FAULTS)},
    length=(np.ones((2, 4)), ValueError, "pass one target to a sample"),
    flat=(1.0, ValueError, "pass one target to a sample"),
    ragged=([[1, 2], [1]], ValueError, "inhomogeneous"),
    empty=(np.ones((0, 4)), ValueError, "pass one target to a sample"),
)


# Numbers


def number(name, open_low=False, high=None):
    """A number of at least 0, or above it, and perhaps below a limit."""
    kind = f"{name} must be a number, but is "
    bounds = rf"{name} must be in .*, {high or 'inf'}\), but is "
    absent = FILES | {
        "a number has no shape": "width flat length ragged one_hot",
        "None stands for all other objects": "stranger a_class foreign",
        "any real number will do": "fraction integers",
        "there is one number": "two_infinities",
    }
    absent |= {} if open_low else {"zero is allowed": "zero"}
    cells = {"zero": (0, ValueError, f"{bounds}0")} if open_low else {}
    return row(
        absent,
        rank=(np.array([0.1]), TypeError, f"{kind}array"),
        negative=(-0.1, ValueError, f"{bounds}-0.1"),
        too_large=(high or 10**400, ValueError, f"{bounds}{high or 'inf'}"),
        boolean=(True, TypeError, f"{kind}True"),
        empty=([], TypeError, rf"{kind}\[\]"),
        nan=(NAN, ValueError, f"{bounds}nan"),
        infinity=(INF, ValueError, f"{bounds}inf"),
        objects=(None, TypeError, f"{kind}None"),
        strings=("0.1", TypeError, f"{kind}'0.1'"),
        complex=(1j, TypeError, f"{kind}1j"),
        dates=(np.datetime64(0, "s"), TypeError, kind),
        **cells,
    )


positive = partial(number, open_low=True)
share = partial(number, high=1)


def whole(name, absent=None, **cells):
    """An integer of at least 1."""
    kind = f"{name} must be an integer, but is {{}}.*: pass a whole number"
    few = f"{name} must be at least 1, but is "
    usual = row(
        FILES
        | {"a number has no shape": "width flat length ragged one_hot"}
        | {"None stands for all other objects": "stranger a_class foreign"}
        | {"integers are wanted": "integers"}
        | {"there is one number": "two_infinities"},
        rank=((3,), TypeError, kind.format(r"\(3,\)")),
        negative=(-3, ValueError, f"{few}-3"),
        zero=(0, ValueError, f"{few}0"),
        too_large=(10**400, ValueError, f"{name} is larger than .*: pass a sm"),
        fraction=(3.0, TypeError, kind.format("3.0")),
        boolean=(np.True_, TypeError, kind.format("np.True_")),
        empty=([], TypeError, kind.format(r"\[\]")),
        nan=(NAN, TypeError, kind.format("nan")),
        infinity=(INF, TypeError, kind.format("inf")),
        objects=(None, TypeError, kind.format("None")),
        strings=("3", TypeError, kind.format("'3'")),
        complex=(3j, TypeError, kind.format("3j")),
        dates=(np.datetime64(3, "s"), TypeError, kind.format("")),
    )
    return row(absent or {}, usual, **cells)


def from_zero(name):
    """An integer of at least 0."""
    usual = whole(name)
    few = f"{name} must be at least 0, but is -3"
    return row(
        {"zero is allowed": "zero"}, usual, negative=(-3, ValueError, few)
    )


BELOW = "weight_decay must be a number or a vector, none .*: pass one number to"
STRENGTH = row(
    {},
    number("weight_decay"),
    rank=(np.ones((1, 2)), ValueError, BELOW),
    empty=([], ValueError, "weight_decay are empty .*: pass at least one"),
)
UNFIT = "weight_decay has . numbers, but there are 2 parameters: pass one to a"
STRENGTHS = row(
    {"a number stands for all": "flat"},
    real_array("weight_decay", (2,)),
    width=(np.ones(3), ValueError, UNFIT),
    rank=(np.ones((1, 2)), ValueError, BELOW),
    length=(np.ones(1), ValueError, UNFIT),
    negative=(np.array([1, -0.1]), ValueError, BELOW),
)
POSITIVE_TO_A_CLASS = "a positive number to each .*: write len.labels"
CLASS_WEIGHTS = row(
    {"forward counts the classes": "width"},
    real_array("class_weights", (2,)),
    negative=([1, -1], ValueError, POSITIVE_TO_A_CLASS),
    zero=([0, 1], ValueError, POSITIVE_TO_A_CLASS),
    rank=(np.ones((1, 2)), ValueError, POSITIVE_TO_A_CLASS),
    flat=(3, ValueError, POSITIVE_TO_A_CLASS),
    length=([1], ValueError, POSITIVE_TO_A_CLASS),
)
NO_CLASSES = {"None lets the data show": "objects"}
COMPAT_CLASSES = whole("classes", too_large=(257, ValueError, "at most 256"))


# Objects, names and files

NUMBERS = (
    "width rank flat length ragged one_hot negative zero too_large fraction "
    "boolean integers empty nan infinity two_infinities complex dates"
)


def thing(error, match, foreign=None, **cells):
    """An object of one class, where all others are refused alike."""
    cells = {
        "objects": (None, error, match),
        "strings": ("thing", error, match),
        "stranger": (object(), error, match),
        "a_class": (ReLU, error, match),
        **cells,
    }
    return row(
        FILES
        | {"one object stands for all": NUMBERS}
        | ({} if foreign else {"it belongs to nobody": "foreign"}),
        **({"foreign": foreign} if foreign else {}),
        **cells,
    )


GENERATOR = thing(
    TypeError,
    r"must be a np.random.Generator.*write rng = np.random.default_rng\(0\)",
    objects=(0, TypeError, "np.random.Generator.*: write"),
    a_class=(np.random.default_rng, TypeError, "np.random.Generator.*: write"),
)
LAYER = thing(
    TypeError,
    "layer 0 is .*, not a Layer",
    ragged=([ReLU()], TypeError, ": unpack the list with a star"),
    width=(Network(Dense(4, 3)), ValueError, "make the two numbers equal"),
    foreign=(Network(ReLU()).layers[0], ValueError, r"or copy.copy\(layer\)"),
)
KIND = "fit takes a network, a loss and an optimizer, but .*: write "
OF_FIT = thing(TypeError, KIND)
OPTIMIZER_OF_FIT = thing(
    TypeError,
    KIND,
    a_class=(Adam, TypeError, KIND),
    foreign=(
        FromScene(lambda scene: scene.moved["adam"]),
        ValueError,
        "moved other parameters.*: make a new optimizer",
    ),
)
PROBED = thing(TypeError, "a probe takes a Network, or a Model of three func")
LOSS_OF_A_PROBE = thing(TypeError, "a probe needs a Loss.*: pass an object li")
STEPPED = "of_training.update_ratio", "of_all.examine"
OPTIMIZER_OF_A_PROBE = thing(TypeError, "a probe needs an Optimizer.*: pass")
FUNCTION = thing(
    TypeError,
    "not callable",
    a_class=(ReLU, TypeError, "takes no arguments"),
)
INITIALIZER = row(
    {"a function has one result": "ragged boolean integers two_infinities"},
    thing(TypeError, "not callable"),
    {
        fault: cell._replace(value=lambda *_, value=cell.value: value)
        for fault, cell in view("weights", (4, 3)).items()
        if isinstance(cell, Bad)
    },
    objects=(None, TypeError, "not callable"),
    strings=("he", TypeError, "not callable"),
    stranger=(object(), TypeError, "not callable"),
    a_class=(ReLU, TypeError, "takes no arguments"),
)
TYPE_OF_A_NETWORK = thing(
    ValueError,
    "dtype must be float32 or float64.*: write dtype=np.float32",
    objects=(object, ValueError, "dtype must be float32 or float64"),
    integers=(int, ValueError, "dtype must be float32 or float64.*: write"),
    complex=(complex, ValueError, "dtype must be float32 or float64.*: write"),
    boolean=(bool, ValueError, "dtype must be float32 or float64.*: write"),
    too_large=(np.longdouble, ValueError, "dtype must be float32 or float64"),
)
TYPE_OF_INIT = thing(
    TypeError,
    "default_dtype must be a floating-point type.*: write 'float32'",
    objects=(object, TypeError, "default_dtype must be a floating-point"),
    integers=("int", TypeError, "default_dtype must be a floating-point"),
    complex=(complex, TypeError, "default_dtype must be a floating-point"),
    boolean=(bool, TypeError, "default_dtype must be a floating-point"),
)
SEED = ": pass a whole number from 0 to 2..32 - 1, or None"
SEED_OF_INIT = row(
    FILES
    | {"the legacy stream takes arrays": "width rank flat length one_hot"}
    | {"the legacy stream takes them": "zero boolean integers"}
    | {"None leaves the stream alone": "objects"}
    | {"one number is enough": "ragged two_infinities"}
    | {"text stands for all objects": "stranger a_class foreign"},
    negative=(-1, ValueError, f"random_seed is -1{SEED}"),
    too_large=(2**32, ValueError, SEED),
    fraction=(0.5, TypeError, SEED),
    empty=([], ValueError, SEED),
    nan=(NAN, TypeError, SEED),
    infinity=(INF, TypeError, SEED),
    strings=("seed", TypeError, SEED),
    complex=(1j, TypeError, SEED),
    dates=(np.datetime64(0, "s"), TypeError, SEED),
)
SUMS = r"the fractions sum to .*, not to 1"
A_FRACTION = r"a fraction must be in \(0, inf\)"
FRACTIONS = row(
    FILES
    | {"any shares that sum to 1 will do": "width integers fraction flat"}
    | {"None stands for all objects": "stranger a_class foreign"}
    | {"a share is a number": "one_hot dates two_infinities"},
    rank=(0.5, TypeError, r"one share to a part, but are 0.5: write \(0.8, 0"),
    length=((0.5,), ValueError, SUMS),
    ragged=([[0.5], [0.2, 0.3]], ValueError, "inhomogeneous"),
    negative=((1.2, -0.2), ValueError, A_FRACTION),
    zero=((1, 0), ValueError, A_FRACTION),
    too_large=((80, 20), ValueError, f"{SUMS}"),
    boolean=((True, False), TypeError, "a fraction must be a number"),
    empty=((), ValueError, SUMS),
    nan=((NAN, 1), ValueError, A_FRACTION),
    infinity=((INF, 1), ValueError, A_FRACTION),
    objects=(None, TypeError, r"but are None: write \(0.8, 0.2\)"),
    strings=(("half", "half"), TypeError, "a fraction must be a number"),
    complex=((0.5j, 0.5), TypeError, "a fraction must be a number"),
)
AUGMENT = thing(
    TypeError,
    "augment must be a function of .inputs, rng.*: pass one that returns",
)
PAIR = thing(
    TypeError,
    r"validation must be a pair \(inputs, targets\).*: write validation=\(X, y",
    objects=(np.ones((3, 4)), TypeError, r"ndarray: write validation=\(X, y\)"),
    length=(([1],), TypeError, r"pair.*: write validation=\(X, y\)"),
    width=(([1], [1], [1]), TypeError, r"pair.*: write validation=\(X, y\)"),
)
NUMBER_OF_AN_EXERCISE = thing(
    TypeError,
    'the number of an exercise is a string, such as "3.3"',
    strings=("99.9", ValueError, "has a check; those that have one are 1.1"),
    fraction=(3.2, TypeError, "is a string, such as"),
    empty=("", ValueError, "those that have one are 1.1"),
)
WITHOUT_CALLING = "asks for the function .*: hand over the function itself, wit"
ANSWER = row(
    {"a class can be called": "a_class"},
    thing(TypeError, WITHOUT_CALLING, nan=(NAN, TypeError, WITHOUT_CALLING)),
)


def a_snapshot(value):
    """A snapshot of the network of the scene, one of its numbers changed."""

    def make(scene):
        biases = np.array([value] * 5)
        return scene.network.snapshot() | {"0.biases": biases}

    return FromScene(make)


def a_file(name):
    return FromScene(lambda scene: scene.file(name))


NO_PATH = "str.* or.* os.PathLike object"  # Python 3.13 words it anew
NO_NUMBER_OF_A_FILE = {
    "a path is no number": NUMBERS,
    "one is enough": "a_class",
}
SAVED = row(
    NO_NUMBER_OF_A_FILE | {"a file belongs to nobody": "foreign"},
    missing=(a_file("missing"), FileNotFoundError, "missing"),
    truncated=(a_file("truncated"), ValueError, "truncated is .*or is damaged"),
    flipped=(a_file("flipped"), ValueError, "flipped is .*or is damaged"),
    other=(
        a_file("other"),
        ValueError,
        r"another network, without 2\.weights.*: build the network that was",
    ),
    pickle=(a_file("pickle"), ValueError, "pickle is .*or is damaged"),
    objects=(None, TypeError, NO_PATH),
    strings=(
        a_file("text"),
        ValueError,
        "text is not a file that Network.save wrote",
    ),
    stranger=(object(), TypeError, NO_PATH),
)
WHAT_TO_PASS = "came as .*: pass what network.snapshot.. returned, or read"
SNAPSHOT = thing(
    TypeError,
    WHAT_TO_PASS,
    width=(
        {"0.weights": np.ones((4, 6))},
        ValueError,
        r"6\), not \(4, 5\).*: bu",
    ),
    missing=(a_file("missing"), TypeError, WHAT_TO_PASS),
    empty=({}, ValueError, r"without 0\.weights, .*: build the network that"),
    nan=(a_snapshot(NAN), NotFiniteError, r"0\.biases contain NaN: look for"),
    strings=(a_snapshot("a"), TypeError, r"0\.biases must be real numbers"),
)
TO_SAVE = row(
    NO_NUMBER_OF_A_FILE
    | {"what is there is replaced": "truncated flipped other pickle strings"}
    | {"a file belongs to nobody": "foreign"},
    missing=(a_file("missing/file"), FileNotFoundError, "missing"),
    objects=(None, TypeError, NO_PATH),
    stranger=(object(), TypeError, NO_PATH),
)
ANSWER_IN_A_FILE = row(
    NO_NUMBER_OF_A_FILE
    | {"a shell gives text": "objects stranger"}
    | {"an answer belongs to nobody": "foreign"},
    missing=(a_file("missing"), ValueError, "missing: no such file"),
    truncated=(
        a_file("cut.py"),
        ValueError,
        "cut.py defines no function .*; cut.py: SyntaxError",
    ),
    flipped=(a_file("flipped"), ValueError, "flipped defines no function "),
    other=(
        a_file("other.py"),
        ValueError,
        "defines no .*: exercise 3.3 asks for",
    ),
    pickle=(a_file("pickle"), ValueError, "pickle defines no function "),
    strings=(a_file("text"), ValueError, "text defines no function "),
)


# Windows

OF_A_SHAPE = "an axis of the shape must be "
AN_AXIS = whole("an axis of the shape", rank=((3,), TypeError, r"Reshape\(3\)"))
LAID_OUT = row(
    {"windows of anything are only laid out": " ".join(FAULTS)},
    rank=(
        np.ones((3, 4)),
        ValueError,
        r"places, channels\).*: write np.expand",
    ),
    flat=(np.ones(4), ValueError, r"write np.reshape\(inputs, \(1, -1, 1\)\)"),
    length=(
        np.ones((1, 2, 1)),
        ValueError,
        "of 3 has no place.*: write size=2",
    ),
    ragged=([[[1], [2]], [[1]]], ValueError, "inhomogeneous"),
    empty=(np.ones((1, 0, 1)), ValueError, "has no place in inputs of shape"),
    objects=(None, ValueError, r"inputs have shape \(\), but"),
    strings=("1", ValueError, r"inputs have shape \(\), but"),
)
TO_A_NUMBER = "those of inputs of .*: pass one slope to a number of a window"
WINDOWS = row(
    {"a slope may be infinite; the next step refuses": "nan infinity"}
    | {"both are slopes; the next step refuses": "two_infinities"},
    real_array("windows", (2, 3, 3, 1)),
    width=(np.ones((2, 3, 3, 2)), ValueError, TO_A_NUMBER),
    rank=(np.ones((2, 3, 3, 1, 1)), ValueError, TO_A_NUMBER),
    flat=(np.ones((2, 3, 3)), ValueError, TO_A_NUMBER),
    length=(np.ones((1, 3, 3, 1)), ValueError, TO_A_NUMBER),
)
OF_INPUTS = "shape must be that of what was unfolded, but is .*: write inputs.s"
SHAPE_OF_INPUTS = row(
    FILES
    | {"a shape is integers": "integers flat one_hot"}
    | {"None stands for all other objects": "stranger a_class foreign"}
    | {"one axis is enough": "two_infinities"},
    width=((2, 6, 1), ValueError, TO_A_NUMBER),
    rank=((2, 5), ValueError, r"\(batch, places, channels\) is expected"),
    length=((2, 2, 1), ValueError, "a window of 3 has no place in inputs of"),
    ragged=(([2], 5, 1), TypeError, f"{OF_A_SHAPE}an integer, but is .2.:"),
    negative=((-2, 5, 1), ValueError, f"{OF_A_SHAPE}at least 1, but is -2"),
    zero=((2, 0, 1), ValueError, f"{OF_A_SHAPE}at least 1, but is 0"),
    too_large=((2, 10**400, 1), ValueError, "up to which NumPy counts"),
    fraction=((2, 5.0, 1), TypeError, f"{OF_A_SHAPE}an integer, but is 5.0"),
    boolean=((2, 5, True), TypeError, f"{OF_A_SHAPE}an integer, but is True"),
    empty=((), ValueError, r"\(batch, places, channels\) is expected: put a R"),
    nan=((2, NAN, 1), TypeError, f"{OF_A_SHAPE}an integer, but is nan"),
    infinity=((2, INF, 1), TypeError, f"{OF_A_SHAPE}an integer, but is inf"),
    objects=(None, TypeError, OF_INPUTS),
    strings=("2, 5, 1", TypeError, OF_INPUTS),
    complex=((2, 5j, 1), TypeError, f"{OF_A_SHAPE}an integer, but is 5j"),
    dates=((2, np.datetime64(5, "s"), 1), TypeError, f"{OF_A_SHAPE}an integer"),
)


# Symbols and sequences

A_SYMBOL = "inputs must be symbols, which are integers, but came as {}.*: write"
OUT_OF_RANGE = "is out of range: symbols are numbered from 0 to 3"
SYMBOLS = row(
    FILES
    | KINDS_OF_OBJECTS
    | {"symbols may have any shape": "flat length"}
    | {"Positions refuses it behind the door, in test_sequences": "width rank"}
    | {"symbol 0 is a symbol": "zero", "symbols are integers": "integers"}
    | {"rows of 0 and 1 are symbols": "one_hot"},
    ragged=([[1, 2], [1]], ValueError, "inhomogeneous"),
    negative=([[0, -1]], ValueError, f"symbol -1 {OUT_OF_RANGE}"),
    too_large=([[0, 4]], ValueError, f"symbol 4 {OUT_OF_RANGE}"),
    fraction=([[0.0, 1.0]], TypeError, A_SYMBOL.format("float64")),
    boolean=([[True, False]], TypeError, A_SYMBOL.format("bool")),
    empty=(np.ones((0, 5), int), ValueError, "pass at least one sample"),
    nan=([[0, NAN]], TypeError, A_SYMBOL.format("float64")),
    infinity=([[0, INF]], TypeError, A_SYMBOL.format("float64")),
    two_infinities=([[INF, -INF]], TypeError, A_SYMBOL.format("float64")),
    objects=([[None]], TypeError, A_SYMBOL.format("object")),
    strings=([["a", "b"]], TypeError, A_SYMBOL.format("<U1")),
    complex=([[0j, 1j]], TypeError, A_SYMBOL.format("complex128")),
    dates=(np.zeros((3, 5), "M8[s]"), TypeError, A_SYMBOL.format("datetime")),
)


# The doors


class Scene:
    """All that a door might change, each with a past."""

    def __init__(self, folder):
        rng = self.rng = np.random.default_rng(0)
        self.folder = folder
        self.X, self.labels = rng.normal(size=(3, 4)), np.array([0, 1, 3])
        self.network = small_network(rng, k=4)
        self.narrow = small_network(rng, k=4, dtype=np.float32)
        self.layer = Dense(2, 3, rng=rng)
        self.home = Network(Dense(2, 3, rng=rng))
        self.norm = BatchNorm(4)
        self.residual = Residual(Dense(4, 4, rng=rng), self.norm)
        self.reader = Network(
            Embedding(4, 3, rng=rng), Positions(5, 3, rng=rng), Attention(1)
        )
        for network in (self.network, self.narrow, self.residual):
            network.backward(np.ones_like(network.forward(self.X)))
        self.losses, self.pairs = {}, {}
        for name, (loss, last, targets) in LOSSES.items():
            k = 4 if name in ("cce", "fused") else 1
            p, y = last().forward(rng.normal(size=(3, k))), targets(rng, 3, k)
            y = self.labels if k == 4 else y
            self.losses[name], self.pairs[name] = loss(), (p, y)
            self.losses[name].forward(p, y)
        self.point, self.ones = np.ones(2), np.ones(2)
        self.new = {name: make(0.1) for name, make in OPTIMIZERS.items()}
        self.moved = {name: make(0.1) for name, make in OPTIMIZERS.items()}
        for optimizer in self.moved.values():
            optimizer.step(self.point, self.ones)
        self.optimizer = Adam(0.1)
        self.optimizer.step(self.network.parameters, self.network.gradients)

    def file(self, name):
        """Write all files of the table; return the path of one."""
        self.network.save(self.folder / "whole")
        whole = (self.folder / "whole").read_bytes()
        self.home.save(self.folder / "other")
        middle = whole.index(b"NUMPY") + 200
        contents = {
            "truncated": whole[: len(whole) // 2],
            "flipped": bytes([*whole[:middle], whole[middle] ^ 1])
            + whole[middle + 1 :],
            "pickle": pickle.dumps(Trap(self.folder / "sprung")),
            "text": b"1 2 3",
            "cut.py": b"def neuron(inputs, weights",
            "other.py": b"def another(): return 1",
        }
        for path, content in contents.items():
            (self.folder / path).write_bytes(content)
        return self.folder / name

    def state(self):
        """Return all that must stay as it was."""
        files = [(path, path.read_bytes()) for path in self.folder.iterdir()]
        of_numpy = np.zeros, np.eye, np.dot, np.random.randn
        legacy = np.random.get_state(legacy=False)  # noqa: NPY002
        return pickle.dumps((vars(self), sorted(files), legacy)), of_numpy


class Trap:
    """Leaves a folder behind when it is unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return os.mkdir, (str(self.mark),)


def doors(prefix, given, of=None, note="", **kinds):
    """Return a door for each of several arguments of one public name.

    `given` makes the other arguments from a scene, `of` the object whose method
    it is; a door is the kind of its argument, and a call with a bad one.
    """

    def call(name, scene, bad):
        function = nnfs
        for part in prefix.split(".") if of is None else ():
            function = getattr(function, part)
        if of is not None:
            function = getattr(of(scene), prefix.rpartition(".")[2])
        return function(**(given(scene) | {name: bad}))

    return {
        f"{prefix}({name}){note}": (kind, partial(call, name))
        for name, kind in kinds.items()
    }


def shell(*arguments):
    """Run `python -m nnfs`, and raise what it says where it ends with 2."""
    before = sys.path.copy()
    with contextlib.redirect_stderr(io.StringIO()) as said:
        code = main([str(argument) for argument in arguments])
    sys.path[:] = before
    assert code == 2
    raise ValueError(said.getvalue())


def nothing(scene):
    return {}


def as_fit(scene):
    return {
        "network": scene.network,
        "loss": scene.losses["fused"],
        "optimizer": scene.optimizer,
        "inputs": scene.X,
        "targets": scene.labels,
        "epochs": 1,
        "rng": scene.rng,
    }


def as_check(scene):
    given = as_fit(scene)
    return {k: given[k] for k in ("network", "loss", "inputs", "targets")}


def of_outputs(scene):
    return {"network": scene.network, "inputs": scene.X}


def of_sequences(scene):
    return {"network": scene.reader, "inputs": [[0, 1, 3], [2, 1, 0]]}


def of_steps(scene):
    return as_check(scene) | {"optimizer": scene.optimizer}


def of_a_model(scene):
    return dict.fromkeys(("forward", "loss_and_gradients", "parameters"), abs)


def drawn(scene):
    return {"samples": 5, "rng": scene.rng}


def weights(scene):
    return {"n_inputs": 4, "n_outputs": 3, "rng": scene.rng}


def ten(scene):
    y = np.arange(10) % 2
    return {"X": np.ones((10, 2)), "y": y, "rng": scene.rng}


def as_change(scene):
    return {
        "function": lambda x: tape.total(tape.exp(x)),
        "point": scene.X,
        "direction": scene.X,
    }


def three(scene):
    return {"X": scene.X, "y": np.zeros(3, int), "rng": scene.rng}


def scored(scene):
    return {"predictions": scene.X, "targets": scene.labels}


def pair_of(name):
    names = ("predictions", "targets")
    return lambda scene: dict(zip(names, scene.pairs[name], strict=True))


FRESH = {"None is fresh entropy": "objects"}
SAMPLES, CLASSES = whole("samples"), whole("classes")
WIDTHS = {"n_inputs": whole("n_inputs"), "n_outputs": whole("n_outputs")}
A_GENERATOR = {"rng": row(FRESH, GENERATOR)}
DRAWN = A_GENERATOR | {"samples": SAMPLES, "noise": number("noise")}
RATE, EPSILON = positive("rate"), positive("epsilon")
A_RATE = {"learning_rate": positive("learning_rate")}
OF_CLASSES = {"a metric may meet a class that no score names": "too_large"}
STRATIFY = "; or, for targets that are no classes, pass stratify=False"

DOORS = {
    # Networks and layers
    **doors(
        "network.Network.forward",
        nothing,
        of=lambda scene: scene.network,
        inputs=batch("inputs"),
    ),
    **doors(
        "network.Network.forward",
        nothing,
        of=lambda scene: scene.narrow,
        note=" in float32",
        inputs=batch(
            "inputs",
            too_large=(np.full((3, 4), 1e39), ValueError, "infinity: look"),
        ),
    ),
    **doors(
        "network.Network.predict",
        nothing,
        of=lambda scene: scene.network,
        inputs=batch("inputs"),
    ),
    **doors(
        "network.Network.backward",
        nothing,
        of=lambda scene: scene.network,
        d_outputs=SLOPES,
    ),
    "network.Network(layers)": (
        LAYER,
        lambda scene, bad: Network(bad, Dense(4, 2)),
    ),
    "network.Network(dtype)": (
        TYPE_OF_A_NETWORK,
        lambda scene, bad: Network(scene.layer, dtype=bad),
    ),
    **doors(
        "network.Network.load",
        nothing,
        of=lambda scene: scene.network,
        path=SAVED,
    ),
    **doors(
        "network.Network.save",
        nothing,
        of=lambda scene: scene.network,
        path=TO_SAVE,
    ),
    **doors(
        "network.Network.restore",
        nothing,
        of=lambda scene: scene.network,
        snapshot=SNAPSHOT,
    ),
    "network.Residual(layers)": (
        LAYER,
        lambda scene, bad: Residual(bad, Dense(4, 2)),
    ),
    "network.Residual(dtype)": (
        TYPE_OF_A_NETWORK,
        lambda scene, bad: Residual(ReLU(), dtype=bad),
    ),
    **doors(
        "network.Residual.forward",
        nothing,
        of=lambda scene: scene.residual,
        inputs=batch("inputs"),
    ),
    **doors(
        "network.Residual.predict",
        nothing,
        of=lambda scene: scene.residual,
        inputs=batch("inputs"),
    ),
    **doors(
        "network.Residual.backward",
        nothing,
        of=lambda scene: scene.residual,
        d_outputs=SLOPES,
    ),
    **doors(
        "layers.Dense",
        weights,
        initializer=INITIALIZER,
        **WIDTHS,
        **A_GENERATOR,
    ),
    **{
        f"{home}.{name} =": (
            view(name, shape),
            lambda scene, bad, home=home, name=name: setattr(
                getattr(scene, home).layers[0]
                if home == "home"
                else scene.layer,
                name,
                bad,
            ),
        )
        for home in ("layer", "home")
        for name, shape in {
            "weights": (2, 3),
            "biases": (3,),
            "d_weights": (2, 3),
            "d_biases": (3,),
            "parameters": (9,),
            "gradients": (9,),
        }.items()
    },
    **{
        f"network.{name} =": (
            view(name, (9,)),
            lambda scene, bad, name=name: setattr(scene.home, name, bad),
        )
        for name in ("parameters", "gradients")
    },
    **doors("activations.LeakyReLU", nothing, slope=share("slope")),
    **doors(
        "normalization.BatchNorm",
        lambda scene: {"n_features": 4},
        n_features=whole("n_features"),
        keep=share("keep"),
        epsilon=positive("epsilon"),
    ),
    **{
        f"norm.{name} =": (
            view(name, (4,)),
            lambda scene, bad, name=name: setattr(scene.norm, name, bad),
        )
        for name in ("means", "variances")
    },
    **doors(
        "normalization.LayerNorm",
        lambda scene: {"n_features": 4},
        n_features=whole("n_features"),
        epsilon=positive("epsilon"),
    ),
    **doors(
        "normalization.Dropout",
        nothing,
        rate=share("rate"),
        **A_GENERATOR,
    ),
    **{
        key: value
        for name in ("Conv1D", "Conv2D")
        for key, value in doors(
            f"convolution.{name}",
            weights,
            size=whole("size"),
            stride=whole("stride"),
            padding=from_zero("padding"),
            initializer=INITIALIZER,
            **WIDTHS,
            **A_GENERATOR,
        ).items()
    },
    **doors(
        "convolution.MaxPool",
        nothing,
        size=whole("size"),
        stride=whole("stride", {"None is the size": "objects"}),
    ),
    "convolution.Reshape(shape)": (
        AN_AXIS,
        lambda scene, bad: nnfs.Reshape(bad),
    ),
    **doors(
        "convolution.unfold",
        lambda scene: {"inputs": np.ones((2, 5, 1)), "size": 3},
        inputs=LAID_OUT,
        size=whole("size"),
        stride=whole("stride"),
    ),
    **doors(
        "convolution.fold",
        lambda scene: (
            {"windows": np.ones((2, 3, 3, 1)), "shape": (2, 5, 1)} | {"size": 3}
        ),
        windows=WINDOWS,
        shape=SHAPE_OF_INPUTS,
        size=whole("size"),
        stride=whole("stride"),
    ),
    # Sequences
    **doors(
        "sequences.Embedding",
        lambda scene: {"n_symbols": 4, "n_outputs": 3, "rng": scene.rng},
        n_symbols=whole("n_symbols"),
        n_outputs=whole("n_outputs"),
        initializer=INITIALIZER,
        **A_GENERATOR,
    ),
    **doors(
        "sequences.Positions",
        lambda scene: {"context": 4, "n_outputs": 3, "rng": scene.rng},
        context=whole("context"),
        n_outputs=whole("n_outputs"),
        initializer=INITIALIZER,
        **A_GENERATOR,
    ),
    **doors(
        "sequences.Attention",
        lambda scene: {"width": 4},
        width=whole("width"),
        heads=row(
            {},
            whole("heads"),
            width=(3, ValueError, "4 cannot .* 3 equal heads: write width=6"),
        ),
    ),
    **{
        key: value
        for method in ("forward", "predict")
        for key, value in doors(
            f"network.Network.{method}",
            nothing,
            of=lambda scene: scene.reader,
            note=" of symbols",
            inputs=SYMBOLS,
        ).items()
    },
    # Losses
    **{
        key: value
        for prefix, name, predictions, targets in (
            ("MeanSquaredError", "mse", REAL_PREDICTIONS, REAL_TARGETS),
            ("MeanAbsoluteError", "mae", REAL_PREDICTIONS, REAL_TARGETS),
            ("BinaryCrossEntropy", "bce", PROBABILITIES_OF_ONE, BINARY_TARGETS),
            ("CategoricalCrossEntropy", "cce", PROBABILITIES, labels()),
            ("SoftmaxCrossEntropy", "fused", SCORES, labels()),
            ("Weighted", "weighted", PROBABILITIES_OF_ONE, BINARY_TARGETS),
            ("SigmoidCrossEntropy", "logits", REAL_PREDICTIONS, BINARY_TARGETS),
            ("GaussianLikelihood", "gauss", MEANS_AND_LOGS, TARGETS_OF_MEANS),
        )
        for key, value in doors(
            f"losses.{prefix}.forward",
            pair_of(name),
            of=lambda scene, name=name: scene.losses[name],
            predictions=predictions,
            targets=targets,
        ).items()
    },
    **doors(
        "losses.Weighted",
        lambda scene: {"loss": scene.losses["bce"], "class_weights": [1, 2]},
        loss=thing(TypeError, "loss must be one of Binary.*: write Softmax"),
        class_weights=CLASS_WEIGHTS,
    ),
    # Optimizers and schedules
    **{
        key: value
        for name in OPTIMIZERS
        for kind, point in (("moved", MOVED_POINT), ("new", FIRST_POINT))
        for key, value in doors(
            "optimizers.Optimizer.step",
            lambda scene: {"parameters": scene.point, "gradients": scene.ones},
            of=lambda scene, name=name, kind=kind: getattr(scene, kind)[name],
            note=f" of {name}, {kind}",
            parameters=point,
            gradients=GRADIENTS,
        ).items()
    },
    "optimizers.Optimizer.rate": (
        row({"a schedule may give zero": "zero"}, number("learning_rate")),
        lambda scene, bad: Adam(lambda step: bad).step(scene.point, scene.ones),
    ),
    **doors("optimizers.Optimizer", nothing, **A_RATE),
    **doors("optimizers.SGD", nothing, **A_RATE),
    **doors(
        "optimizers.Momentum",
        lambda scene: {"learning_rate": 0.1},
        beta=share("beta"),
        **A_RATE,
    ),
    **doors(
        "optimizers.AdaGrad",
        lambda scene: {"learning_rate": 0.1},
        epsilon=EPSILON,
        **A_RATE,
    ),
    **doors(
        "optimizers.RMSprop",
        lambda scene: {"learning_rate": 0.1},
        rho=share("rho"),
        epsilon=EPSILON,
        **A_RATE,
    ),
    **doors(
        "optimizers.Adam",
        lambda scene: {"learning_rate": 0.1},
        beta1=share("beta1"),
        beta2=share("beta2"),
        epsilon=EPSILON,
        **A_RATE,
    ),
    **doors(
        "optimizers.AdamW",
        lambda scene: {"learning_rate": 0.1},
        beta1=share("beta1"),
        beta2=share("beta2"),
        epsilon=EPSILON,
        weight_decay=STRENGTH,
        **A_RATE,
    ),
    "optimizers.AdamW(weight_decay), a vector": (
        STRENGTHS,
        lambda scene, bad: nnfs.AdamW(0.1, weight_decay=bad).step(
            scene.point, scene.ones
        ),
    ),
    **doors("schedules.constant", nothing, rate=RATE),
    **doors(
        "schedules.step_decay",
        lambda scene: {"rate": 0.1, "factor": 0.5, "every": 10},
        rate=RATE,
        factor=positive("factor"),
        every=whole("every"),
    ),
    **doors(
        "schedules.exponential_decay",
        lambda scene: {"rate": 0.1, "factor": 0.5},
        rate=RATE,
        factor=positive("factor"),
        every=whole("every"),
    ),
    **doors(
        "schedules.inverse_time_decay",
        lambda scene: {"rate": 0.1, "decay": 0.1},
        rate=RATE,
        decay=number("decay"),
    ),
    **doors(
        "schedules.cosine",
        lambda scene: {"rate": 0.1, "steps": 10},
        rate=RATE,
        steps=whole("steps"),
        final=number("final"),
    ),
    **doors(
        "schedules.warmup",
        lambda scene: {"schedule": 0.1, "steps": 10},
        schedule=RATE,
        steps=whole("steps"),
    ),
    # Training
    **doors(
        "training.fit",
        as_fit,
        network=OF_FIT,
        loss=OF_FIT,
        optimizer=OPTIMIZER_OF_FIT,
        inputs=batch(
            "inputs",
            length=(np.ones((2, 4)), ValueError, "2 inputs.*: pass one target"),
        ),
        targets=labels(**LENGTHS),
        epochs=whole("epochs"),
        batch_size=whole("batch_size"),
        validation=row({"None asks for no validation": "objects"}, PAIR),
        augment=row(
            {"None leaves the batches alone": "objects"}
            | {"a class is called, and draws from rng first": "a_class"},
            AUGMENT,
        ),
        **A_GENERATOR,
    ),
    "training.fit(patience)": (
        whole("patience", {"None waits for ever": "objects"}),
        lambda scene, bad: nnfs.fit(
            **as_fit(scene),
            validation=(scene.X, scene.labels),
            patience=bad,
        ),
    ),
    "training.fit(patience) without validation": (
        row(
            {"its numbers have a row of their own": " ".join(FAULTS)},
            missing=(3, ValueError, r"no validation: write validation=\(X, y"),
        ),
        lambda scene, bad: nnfs.fit(**as_fit(scene), patience=bad),
    ),
    "training.fit(validation) inputs": (
        batch(
            "inputs",
            length=(np.ones((2, 4)), ValueError, "2 inputs.*: pass one target"),
        ),
        lambda scene, bad: nnfs.fit(
            **as_fit(scene), validation=(bad, scene.labels)
        ),
    ),
    "training.fit(validation) targets": (
        labels(**LENGTHS),
        lambda scene, bad: nnfs.fit(**as_fit(scene), validation=(scene.X, bad)),
    ),
    # Data
    **doors("datasets.spiral", drawn, classes=CLASSES, **DRAWN),
    **doors("datasets.vertical", drawn, classes=CLASSES, **DRAWN),
    **doors("datasets.blobs", drawn, classes=CLASSES, **DRAWN),
    **doors("datasets.moons", drawn, **DRAWN),
    **doors("datasets.sine", drawn, **DRAWN),
    **doors("datasets.mnist1d.signals", drawn, **DRAWN),
    **doors("datasets.split", ten, fractions=FRACTIONS, **A_GENERATOR),
    **doors(
        "datasets.split",
        three,
        X=ROWS,
        y=labels(
            {"a split knows no number of classes": "too_large"},
            hint=STRATIFY,
            length=([0, 1], ValueError, "pass one target to a sample"),
            empty=([], ValueError, "pass one target to a sample"),
            flat=(np.array(1), ValueError, "pass one target to a sample"),
        ),
    ),
    **doors(
        "datasets.batches",
        three,
        X=ROWS,
        y=ROWS,
        size=whole("size"),
        rng=row({"None keeps the order": "objects"}, GENERATOR),
    ),
    # Metrics
    **doors(
        "metrics.accuracy",
        scored,
        predictions=SCORES_OF_A_METRIC,
        targets=labels(OF_CLASSES),
    ),
    **doors(
        "metrics.confusion_matrix",
        scored,
        predictions=SCORES_OF_A_METRIC,
        targets=labels(OF_CLASSES),
        classes=whole("classes", NO_CLASSES),
    ),
    **doors(
        "metrics.confusion_matrix",
        lambda scene: (
            {"predictions": [0, 1, 3], "targets": [0, 1, 3]} | {"classes": 4}
        ),
        note=" of four classes",
        predictions=CLASSES_OF_A_METRIC,
        targets=labels(),
    ),
    **{
        key: value
        for name in ("precision", "recall")
        for key, value in doors(
            f"metrics.{name}",
            scored,
            predictions=SCORES_OF_A_METRIC,
            targets=labels(OF_CLASSES),
            label=LABEL,
        ).items()
    },
    **doors(
        "metrics.calibration",
        lambda scene: {
            "probabilities": np.full((3, 4), 0.25),
            "targets": scene.labels,
        },
        probabilities=PROBABILITIES_OF_A_METRIC,
        targets=labels(),
        bins=whole("bins"),
    ),
    **doors(
        "metrics.one_hot",
        lambda scene: {"labels": [0, 1, 3], "classes": 4},
        labels=labels({"there may be any number of labels": "length"}),
        classes=whole("classes", NO_CLASSES),
    ),
    # Initializers
    **doors("initializers.he", weights, **WIDTHS, **A_GENERATOR),
    **doors("initializers.glorot", weights, **WIDTHS, **A_GENERATOR),
    **doors("initializers.zeros", weights, **WIDTHS, **A_GENERATOR),
    **doors(
        "initializers.normal",
        weights,
        scale=number("scale"),
        **WIDTHS,
        **A_GENERATOR,
    ),
    # Checking
    **doors(
        "gradient_check.numerical_gradient",
        lambda scene: {"function": np.sum, "x": scene.X},
        function=FUNCTION,
        x=ANY_SHAPE,
        step=positive("step"),
    ),
    **doors(
        "gradient_check.complex_step_gradient",
        lambda scene: {"function": np.sum, "x": scene.X},
        function=FUNCTION,
        x=ANY_SHAPE,
        step=positive("step"),
    ),
    **doors(
        "gradient_check.relative_error",
        lambda scene: {"analytic": scene.X, "numerical": scene.X},
        analytic=GRADIENTS_TO_COMPARE,
        numerical=GRADIENTS_TO_COMPARE,
    ),
    **doors(
        "gradient_check.check_gradients",
        as_check,
        network=thing(
            ValueError,
            r"needs a Network in float64.*: write Network\(..., dtype=np.flo",
            foreign=(
                FromScene(lambda scene: scene.narrow),
                ValueError,
                "float32 is too coarse.*: write",
            ),
        ),
        loss=thing(TypeError, "needs a Loss.*: pass an object like MeanSquare"),
        inputs=batch(
            "inputs",
            length=(np.ones((2, 4)), ValueError, "3 labels for 2 samples: pas"),
        ),
        targets=labels(),
        step=positive("step"),
    ),
    # Probes
    **doors(
        "probes.findings.Model",
        of_a_model,
        **{
            name: row(
                {"a class can be called": "a_class"},
                thing(
                    TypeError, f"{name} must be a function, but is .*: write"
                ),
            )
            for name in of_a_model(None)
        },
    ),
    **{
        name: door
        for probe in (
            "of_training.overfits_one_batch",
            "of_training.loss_at_chance",
            "of_training.update_ratio",
            "of_all.examine",
            "of_gradients.gradients_by_array",
            "of_predictions.rows_are_independent",
        )
        for name, door in doors(
            f"probes.{probe}",
            of_steps if probe in STEPPED else as_check,
            network=PROBED,
            loss=row(
                {"without a loss no loss is asked": "objects"}
                if "rows" in probe
                else {},
                LOSS_OF_A_PROBE,
            ),
            inputs=batch(
                "inputs",
                length=(np.ones((2, 4)), ValueError, "3 labels for 2 samples"),
            ),
            targets=labels(),
        ).items()
    },
    **doors(
        "probes.of_training.overfits_one_batch",
        as_check,
        optimizer=row(
            {"None is Adam": "objects"},
            OPTIMIZER_OF_A_PROBE,
        ),
        steps=whole("steps"),
    ),
    **{
        name: door
        for probe in STEPPED
        for name, door in doors(
            f"probes.{probe}",
            of_steps,
            optimizer=OPTIMIZER_OF_A_PROBE,
            steps=whole("steps"),
        ).items()
    },
    **{
        name: door
        for probe in ("of_training.loss_at_chance", "of_all.examine")
        for name, door in doors(
            f"probes.{probe}",
            of_steps if probe in STEPPED else as_check,
            chance=row({"None asks the loss": "objects"}, positive("chance")),
        ).items()
    },
    **doors(
        "probes.of_predictions.prediction_changes_nothing",
        of_outputs,
        network=PROBED,
        inputs=batch("inputs"),
    ),
    **{
        name: door
        for probe in ("causal", "knows_positions")
        for name, door in doors(
            f"probes.of_predictions.{probe}",
            of_sequences,
            network=PROBED,
            inputs=SYMBOLS,
        ).items()
    },
    # The tape
    "tape.record(function)": (
        FUNCTION,
        lambda scene, bad: tape.record(bad, scene.X),
    ),
    "tape.record(arrays)": (
        followed("arrays"),
        lambda scene, bad: tape.record(tape.exp, scene.X, bad),
    ),
    "tape.record(d_outputs)": (
        SLOPES_OF_A_TAPE,
        lambda scene, bad: tape.record(tape.exp, scene.X)[1](bad),
    ),
    "tape.gradient(function)": (
        FUNCTION,
        lambda scene, bad: tape.gradient(bad)(scene.X),
    ),
    "tape.checkpoint(function)": (
        FUNCTION,
        lambda scene, bad: tape.record(tape.checkpoint(bad), scene.X),
    ),
    **doors(
        "tape.change",
        as_change,
        function=FUNCTION,
        point=PLACE,
        direction=DIRECTION,
    ),
    **doors(
        "tape.hessian_product",
        as_change,
        function=FUNCTION,
        point=PLACE,
        direction=DIRECTION,
    ),
    "automatic.Automatic(function)": (
        FUNCTION,
        lambda scene, bad: Automatic(bad).forward(scene.X),
    ),
    "automatic.Automatic(arrays)": (
        row(
            {"a parameter may have any shape": "width rank flat length"},
            real_array("weights", (3, 4)),
        ),
        lambda scene, bad: Automatic(tape.matmul, weights=bad),
    ),
    # The door for readers of another book
    **doors(
        "compat.init",
        nothing,
        default_dtype=row({"None leaves them alone": "objects"}, TYPE_OF_INIT),
        random_seed=SEED_OF_INIT,
    ),
    **doors(
        "compat.spiral_data",
        lambda scene: {"samples": 5, "classes": 3},
        samples=SAMPLES,
        classes=COMPAT_CLASSES,
    ),
    **doors(
        "compat.vertical_data",
        lambda scene: {"samples": 5, "classes": 3},
        samples=SAMPLES,
        classes=COMPAT_CLASSES,
    ),
    **doors("compat.sine_data", nothing, samples=SAMPLES),
    # Exercises, and the shell
    **doors(
        "exercises.judging.check",
        lambda scene: {"number": EXERCISE, "answer": abs},
        number=NUMBER_OF_AN_EXERCISE,
        answer=ANSWER,
    ),
    **doors(
        "exercises.judging.judge",
        lambda scene: {"number": EXERCISE, "answer": abs},
        number=NUMBER_OF_AN_EXERCISE,
        answer=ANSWER,
    ),
    **doors("exercises.judging.find", nothing, number=NUMBER_OF_AN_EXERCISE),
    "__main__.main(arguments)": (
        ANSWER_IN_A_FILE,
        lambda scene, bad: shell("check", EXERCISE, bad),
    ),
    "__main__.main(arguments), the number": (
        row(
            {"a shell gives text": "objects stranger a_class fraction"},
            NUMBER_OF_AN_EXERCISE,
        ),
        lambda scene, bad: shell("check", bad, scene.folder / "cut.py"),
    ),
}

# Arguments that are no doors, by their full names

NO_DOORS = {
    "a flag: anything is true or false": (
        r".*\((training|d_inputs|nesterov|stratify|progress|quiet|report)\)"
        r"|sequences.Attention\(causal\)"
        r"|compat.init\(dot_precision_workaround\)"
    ),
    "behind the doors the mathematics stays bare": (
        r"(layers|activations|normalization|convolution|automatic|sequences)"
        r"\.\w+\.(forward|backward|predict)\(.*"
        r"|optimizers\.\w+\.direction\(.*|losses\.\w+\.classify\(.*"
        r"|optimizers\.\w+\.adopt.*"
    ),
    "for authors of operations, who see NumPy's own errors": (
        r"tape\.(operation|elementwise|linear|product|broadcast)\(.*"
    ),
    "anything may be plain, and what is followed has a shape": (
        r"tape\.(plain|total)\(.*"
    ),
    "record and change make it": r"tape\.Variable\(.*",
    "for authors of layers": r"(layers|network)\.\w+\.(bind|register)\(.*",
    "forward calls it": r"(losses|network)\.\w+\.check\(.*",
    "a base says what there is, and does nothing": r"losses.Loss.forward.*",
    "a record that fit fills": r"training.History.*",
    "a record that a probe fills": r"probes.findings.Finding.*",
    "for authors of checkers; see test_exercises": (
        r"exercises.trial.*|exercises.judging.on_trial.*"
    ),
    "they draw what they are given; see their own tests": (
        r"(plotting|motion|notebook)\..*"
    ),
}


def arguments():
    """Yield the full name of every argument of every public name."""
    for name, value in public():
        of_class = inspect.isclass(value)
        members = vars(value) if of_class else ()
        for member in ("", *(m for m in members if not m.startswith("_"))):
            function = getattr(value, member) if member else value
            if not callable(function):
                continue
            full = f"{name}.{member}" if member else name
            if of_class and not member and "__init__" not in members:
                continue  # its base takes the arguments
            for argument in inspect.signature(function).parameters:
                if argument != "self":
                    yield f"{full}({argument})".removeprefix("nnfs.")


def why_no_door(argument):
    found = [w for w, p in NO_DOORS.items() if re.fullmatch(p, argument)]
    return found[0] if found else None


def test_every_public_argument_is_a_door():
    known = {
        argument: any(name.startswith(argument) for name in DOORS)
        for argument in arguments()
    }
    here = f"in tests/package/{Path(__file__).name}"
    new = [a for a, door in known.items() if not door and not why_no_door(a)]
    assert not new, (
        f"no test gives bad input to {', '.join(new)}: add a row to DOORS, or "
        f"to NO_DOORS why there is none, {here}"
    )
    both = [a for a, door in known.items() if door and why_no_door(a)]
    assert not both, (
        f"DOORS has a row for {', '.join(both)}, and NO_DOORS says why there "
        f"is none: take one out {here}"
    )


def test_every_reason_for_no_door_has_a_use():
    used = {why_no_door(argument) for argument in arguments()}
    unused = set(NO_DOORS) - used
    assert not unused, f"NO_DOORS has reasons that nothing has: {unused}"


@pytest.mark.parametrize("name", DOORS)
def test_the_table_has_no_hole(name):
    kind, _ = DOORS[name]
    holes, strange = set(FAULTS) - set(kind), set(kind) - set(FAULTS)
    assert not holes, f"the row of {name} says nothing of the faults {holes}"
    assert not strange, f"the row of {name} has faults unknown here: {strange}"
    assert all(isinstance(cell, (Bad, str)) for cell in kind.values())


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_met_somewhere(fault):
    assert any(isinstance(kind[fault], Bad) for kind, _ in DOORS.values())


@pytest.mark.parametrize("name", DOORS)
def test_each_fault_is_refused_and_all_is_as_it_was(name, tmp_path):
    kind, call = DOORS[name]
    scene = Scene(tmp_path)
    for fault, bad in kind.items():
        if not isinstance(bad, Bad):
            continue
        value = bad.value
        if isinstance(value, FromScene):
            value = value.make(scene)
        before = scene.state()
        try:
            with pytest.raises(bad.error, match=bad.match):
                call(scene, value)
            assert scene.state() == before
        except BaseException as error:
            error.add_note(f"The fault: {fault}, {FAULTS[fault]}.")
            raise


# Beyond the table: what two arguments do to each other, and what is let in


def refused(call, error, match, *objects):
    """Hold that `call` raises, and that `objects` are as they were."""
    before = pickle.dumps(objects)
    with pytest.raises(error, match=match):
        call()
    assert pickle.dumps(objects) == before


@pytest.mark.parametrize("name", ["mse", "mae", "bce", "logits"])
@pytest.mark.parametrize(
    ("p", "y"),
    [
        ((3, 2), (3, 1)),
        ((3, 2), (1, 2)),
        ((3, 2), (2, 3)),
        ((3, 1), ()),
        ((3, 1), (1, 3)),
        ((6, 1), (3, 2)),
    ],
)
def test_no_loss_broadcasts(name, p, y):
    loss = LOSSES[name][0]()
    p, y = np.full(p, 0.5), np.ones(y)
    for pair in ((p, y), (y, p)):
        refused(
            lambda pair=pair: loss.forward(*pair),
            ValueError,
            "would broadcast them to a wrong loss; make them equal",
            loss,
        )


@pytest.mark.parametrize("name", ["mse", "mae", "bce", "logits"])
def test_flat_predictions_are_told_to_stand(name):
    loss = LOSSES[name][0]()
    refused(
        lambda: loss.forward(np.full(3, 0.5), np.ones((3, 1))),
        ValueError,
        r"write np.reshape\(predictions, \(-1, 1\)\)",
        loss,
    )


def test_probabilities_that_miss_the_sum():
    loss = nnfs.CategoricalCrossEntropy()
    for row_of, by in (([0.5, 0.4], "0.1"), ([0.5, 0.6], "0.1")):
        refused(
            lambda row_of=row_of: loss.forward([row_of], [0]),
            ValueError,
            f"misses the sum 1 by {by}: put a Softmax last, or use",
            loss,
        )


def test_labels_that_count_from_one():
    refused(
        lambda: nnfs.SoftmaxCrossEntropy().forward(np.eye(3), [1, 2, 3]),
        ValueError,
        "label 3 is out of range: classes are numbered from 0 to 2",
    )


@pytest.mark.parametrize(
    ("dtype", "largest"), [(np.float32, 3e30), (np.float64, 1e300)]
)
def test_scores_are_let_in_as_far_as_their_loss_is_finite(dtype, largest):
    scores = np.array([[largest, -largest]] * 500, dtype)
    loss = nnfs.SoftmaxCrossEntropy()
    assert np.isclose(loss.forward(scores, [1] * 500), 2 * largest)
    assert np.isfinite(loss.backward()).all()
    refused(
        lambda: loss.forward(scores * dtype(1e7), [1] * 500),
        ValueError,
        "overflows: scale them, or lower the rate",
        loss,
    )


def test_a_network_of_any_width_still_wants_a_batch():
    network = Network(ReLU())
    refused(
        lambda: network.forward([1.0, 2.0]),
        ValueError,
        r"\(batch, features\) is expected: write np.reshape\(inputs, \(",
        network,
    )


@pytest.mark.parametrize(
    ("layers", "error", "match"),
    [
        ((), ValueError, "at least one layer"),
        ((Dense(2, 3), ReLU), TypeError, r"1 .*: pass an object like ReLU\("),
        ((Dense(2, 3), nnfs.MeanSquaredError()), TypeError, "layer 1"),
        ((Dense(2, 3), Dense(2, 3)), ValueError, "gives 3 outputs: make"),
        (
            (Dense(2, 3), Network(ReLU(), Dense(4, 2))),
            ValueError,
            "layer 1 takes 4 inputs",
        ),
    ],
)
def test_layers_that_do_not_fit(layers, error, match):
    refused(lambda: Network(*layers), error, match, layers)
    assert all(getattr(layer, "home", None) is None for layer in layers)


@pytest.mark.parametrize("dtype", [np.float16, ">f4"])
def test_other_types_of_a_network(dtype):
    layer = Dense(2, 3)
    refused(
        lambda: Network(layer, dtype=dtype),
        ValueError,
        "dtype must be float32 or float64",
        layer,
    )
    Network(layer)  # it has no home yet


@pytest.mark.parametrize("deal", [nnfs.split, nnfs.batches])
def test_nothing_to_deal(deal, rng):
    refused(
        lambda: deal(np.ones((0, 2)), [], rng=rng),
        ValueError,
        "there are no samples: pass at least one",
        rng,
    )


def test_an_initializer_is_named():
    refused(lambda: Dense(2, 3, nnfs.he), TypeError, "positional")


def test_a_part_of_a_split_that_would_be_empty(rng):
    refused(
        lambda: nnfs.split(np.ones(10), [0] * 10, (0.99, 0.01), rng=rng),
        ValueError,
        "a part of .* empty: pass more samples or larger fractions",
        rng,
    )


def test_slopes_before_any_forward():
    with pytest.raises(AttributeError, match="exists only after forward"):
        Network(ReLU()).backward(np.ones((1, 2)))


def test_infinite_slopes_go_no_further_than_the_next_step(rng):
    network, optimizer = small_network(rng), Adam(0.1)
    d_outputs = np.full_like(network.forward(np.ones((3, 4))), INF)
    with np.errstate(invalid="ignore"):
        network.backward(d_outputs)
    refused(
        lambda: optimizer.step(network.parameters, network.gradients),
        ValueError,
        "gradients contain (NaN|infinity): look for",
        network,
        optimizer,
    )


@pytest.mark.parametrize("name", LOSSES)
def test_parameters_that_came_to_be_nan_go_no_further_than_a_loss(name, rng):
    loss, last, targets = LOSSES[name]
    network, loss = small_network(rng, last=last), loss()
    network.parameters[-1] = NAN
    outputs = network.forward(np.ones((3, 4)))
    refused(
        lambda: loss.forward(outputs, targets(rng, 3, 3)),
        ValueError,
        "contain NaN: look for",
        loss,
    )
