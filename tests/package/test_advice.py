"""A refusal ends with the next line of code, and that line works."""

import ast
import re
import subprocess
import sys
import warnings
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

import nnfs
from nnfs import (
    SGD,
    Advice,
    BatchNorm,
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    Dense,
    MeanSquaredError,
    Momentum,
    Network,
    ReLU,
    Sigmoid,
    Softmax,
    SoftmaxCrossEntropy,
    Tanh,
    cosine,
    fit,
    plotting,
    spiral,
)
from nnfs.input_checks import advising

REFUSED = (TypeError, ValueError, AttributeError, OSError)
SETTING = """
from pathlib import Path
from nnfs import *

rng = np.random.default_rng(0)
network = Network(Dense(4, 8, rng=rng), ReLU(), Dense(8, 3, rng=rng))
layer = Dense(3, 2)
loss, optimizer = SoftmaxCrossEntropy(), SGD(0.1)
inputs, targets = rng.normal(size=(6, 4)), np.array([0, 1, 2, 2, 1, 0])
outputs = network.forward(inputs)
loss.forward(outputs, targets)
"""
FIT = "fit(network, loss, optimizer, inputs, targets, epochs=1, rng=rng)"
BINARY = """
network = Network(Dense(4, 1, rng=rng), Sigmoid())
loss, targets = BinaryCrossEntropy(), np.array([[0], [1], [1], [1], [0], [0]])
"""


class Row(NamedTuple):
    """What somebody passed, and what the line he is told makes of it."""

    who: str  # public reports, in the log of the project's reviews
    mends: str  # the name that the line gives a value; none if it runs alone
    given: str
    call: str = FIT
    says: str = ""


ROWS = {
    # Labels
    "text labels": Row(
        "Shihab-Shahriar/scikit-clean #1; Priyabrata017/Crop-prediction #2",
        "targets",
        "targets = ['cat', 'dog', 'fox', 'fox', 'cat', 'dog']",
        says="came as text, such as 'cat'",
    ),
    "text labels in a table": Row(
        "Priyabrata017/Crop-prediction #2",
        "targets",
        "targets = pd.Series(list('abccba'))",
        says="such as 'a'",
    ),
    "labels from 1": Row(
        "whosebug.com 5890354",
        "targets",
        "targets = [1, 2, 3, 3, 2, 1]",
        says="label 3 is out of range",
    ),
    "labels from 1, in bytes": Row(
        "whosebug.com 5890354",
        "targets",
        "targets = np.array([1, 2, 3, 3, 2, 1], np.uint8)",
    ),
    "labels from 1, as floats": Row(
        "whosebug.com 5890354",
        "targets",
        "targets = np.array([1.0, 2, 3, 3, 2, 1])",
        says="came as float64",
    ),
    "labels as floats": Row(
        "whosebug.com 5890354",
        "targets",
        "targets = [0.0, 1, 2, 2, 1, 0]",
    ),
    "labels with a gap": Row(
        "a brother of labels from 1",
        "targets",
        "targets = [3, 5, 8, 8, 5, 3]",
        says="label 8 is out of range",
    ),
    "labels of -1 and 1": Row(
        "a brother of labels from 1",
        "targets",
        "targets = [-1, 1, 1, 1, -1, 1]",
    ),
    "one-hot labels": Row(
        "a brother of labels in a table",
        "targets",
        "targets = pd.DataFrame(np.eye(3)[targets])",
        says="looks one-hot",
    ),
    "a table of labels": Row(
        "SkalskiP/ILearnDeepLearning.py #55; fastai/course22 #49",
        "targets",
        "targets = pd.DataFrame({'class': targets})",
    ),
    "a column of labels": Row(
        "fastai/course22 #49", "targets", "targets = [[n] for n in targets]"
    ),
    # Targets of one output
    "targets 1 and 2": Row(
        "a brother of labels from 1",
        "targets",
        BINARY + "targets = targets + 1",
        says="lie between 1 and 2, but each must be 0 or 1",
    ),
    "targets -1 and 1": Row(
        "a brother of labels from 1",
        "targets",
        BINARY + "targets = 2 * targets - 1",
    ),
    "targets 0 and 255": Row(
        "bot.dharman.net 1943234", "targets", BINARY + "targets = 255 * targets"
    ),
    "probabilities as targets": Row(
        "a brother of the pixels",
        "targets",
        BINARY + "targets = 0.9 * targets + 0.05",
    ),
    "flat targets": Row(
        "a brother of a table of labels",
        "targets",
        BINARY + "targets = pd.Series(targets.ravel())",
    ),
    "flat targets of means": Row(
        "a brother of a table of labels",
        "targets",
        "network, loss = Network(Dense(4, 2, rng=rng)), GaussianLikelihood()\n"
        "targets = pd.Series(rng.normal(size=6))",
        says="a mean and the logarithm of a variance to each target",
    ),
    "yes or no as -1 and 1": Row(
        "a brother of labels from 1",
        "targets",
        "network, loss = Network(Dense(4, 1, rng=rng)), SigmoidCrossEntropy()\n"
        "targets = np.array([[1], [-1], [1], [-1], [1], [1]])",
        says="each must be 0 or 1",
    ),
    # Probabilities
    "flat probabilities": Row(
        "a brother of a table of labels",
        "probabilities",
        "probabilities = rng.random(6); targets = targets > 0",
        "calibration(probabilities, 1 * targets)",
    ),
    "several answers to a row": Row(
        "a brother of a table of labels",
        "probabilities",
        "probabilities = rng.random((2, 3)); targets = targets > 0",
        "calibration(probabilities, 1 * targets)",
        says="misses the sum 1 by",
    ),
    # Inputs
    "true and false beside numbers": Row(
        "researchdatapod.com, after get_dummies",
        "inputs",
        "inputs = pd.DataFrame(inputs); inputs[3] = inputs[3] > 0",
        says="came as objects",
    ),
    "integers that may be missing": Row(
        "researchdatapod.com",
        "inputs",
        "inputs = pd.DataFrame(np.ones((6, 4))).astype('Int64')",
    ),
    "integers that are missing": Row(
        "a brother of integers that may be",
        "inputs",
        "inputs = pd.DataFrame(np.ones((6, 4))).astype('Int64')\n"
        "inputs.iloc[0, 0] = None",
        says="with missing values",
    ),
    "a column of text": Row(
        "researchdatapod.com",
        "inputs",
        "inputs = pd.DataFrame(inputs[:, :2]); inputs['sex'] = list('mfmfmf')",
        call=FIT.replace("network", "Network(Dense(4, 3))"),
        says="such as 'm' in column 'sex'",
    ),
    "a column of text in an array": Row(
        "researchdatapod.com",
        "inputs",
        "inputs = np.column_stack([inputs.astype(object), list('mfmfmf')])",
        says="such as 'm' in column 4",
    ),
    "numbers as text": Row(
        "a brother of a column of text",
        "inputs",
        "inputs = inputs.round(3).astype(str)",
        says="came as text",
    ),
    "dates": Row(
        "a brother of a column of text",
        "inputs",
        "inputs = np.arange(24).reshape(6, 4).astype('M8[D]')",
    ),
    "complex numbers": Row(
        "a brother of dates", "inputs", "inputs = np.fft.ifft(inputs)"
    ),
    "pictures": Row(
        "chih-chun-chang/neural-network-from-scratch-python #2; "
        "makeyourownneuralnetwork #52; aymericdamien/TensorFlow-Examples #284",
        "inputs",
        "inputs = inputs.reshape(6, 2, 2)",
    ),
    "columns for rows": Row(
        "a brother of pictures", "inputs", "inputs = inputs.T[:, :5]",
        "network.predict(inputs)",
    ),
    "one sample": Row(
        "a brother of pictures", "inputs", "inputs = list(inputs[0])",
        "network.predict(inputs)",
    ),
    "one number to a sample": Row(
        "a brother of pictures", "inputs", "inputs = [1.0, 2.0, 3.0]",
        "Network(Dense(1, 2)).predict(inputs)",
    ),
    # Objects
    "a softmax on one output": Row(
        "stats.stackexchange 2bda6552; geek-tips 557592",
        "last",
        "last = Softmax()\n" + BINARY,
        call=FIT.replace("network", "Network(Dense(4, 1), last)"),
        says="Softmax of one output is 1",
    ),
    "a string for a loss": Row(
        "CallMeTwitch/Neural-Network-Zoo #1",
        "loss",
        "loss = 'sparse_categorical_crossentropy'",
        says="is no Loss",
    ),
    "an unknown string": Row(
        "a brother of a string for a loss", "optimizer", "optimizer = 'lbfgs'"
    ),
    "a string for an optimizer": Row(
        "CallMeTwitch/Neural-Network-Zoo #1", "optimizer", "optimizer = 'adam'"
    ),
    "a class for an optimizer": Row(
        "a brother of a string", "optimizer", "optimizer = Momentum"
    ),
    "a class for a loss": Row(
        "a brother of a string", "loss", "loss = SoftmaxCrossEntropy"
    ),
    "a function for a loss": Row(
        "a brother of a string",
        "loss",
        BINARY + "loss = lambda p, y: np.mean((p - y) ** 2)",
    ),
    "two arguments that changed places": Row(
        "a brother of a string",
        "",
        "",
        "fit(network, optimizer, loss, inputs, targets, epochs=1)",
    ),
    "the seed for a generator": Row(
        "a brother of np.random.seed", "", "rng = 0", "Dense(2, 3, rng=rng)"
    ),
    # Methods of other packages
    "network.fit": Row(
        "CallMeTwitch/Neural-Network-Zoo #1", "", "", "network.fit(inputs)",
        says="Network has no 'fit'",
    ),
    "layer.output": Row(
        "CallMeTwitch/Neural-Network-Zoo #1",
        "",
        "",
        "network.layers[0].output",
    ),
    "loss.calculate": Row(
        "CallMeTwitch/Neural-Network-Zoo #1",
        "",
        "",
        "loss.calculate(outputs, targets)",
    ),
    **{
        call: Row("a brother of network.fit", "", "", call)
        for owner, names in {
            "network": "train evaluate score predict_proba dinputs summary "
            "state_dict",
            "optimizer": "update_params minimize zero_grad",
        }.items()
        for call in (f"{owner}.{name}" for name in names.split())
    },
    "network.load_state_dict": Row(
        "a brother of network.fit",
        "",
        "snapshot = network.snapshot()",
        "network.load_state_dict",
    ),
    "network.add": Row(
        "a brother of network.fit", "", "import copy", "network.add(layer)"
    ),
    # Files
    "a missing folder": Row(
        "fastai/courses PR #119; microsoft/ptgnn PR #7",
        "",
        "",
        "network.save('models/first/weights.npz')",
        says="there is no folder 'models/first'",
    ),
}  # fmt: skip


def code_in(message):
    """Return the longest code behind the last `write` of a message."""
    words = message.rpartition("write ")[2].split(" ")
    for stop in range(len(words), 0, -1):
        code = " ".join(words[:stop]).rstrip(",;")
        try:
            ast.parse(code)
        except SyntaxError:
            continue
        return code
    raise AssertionError(f"no line of code: {message}")


@pytest.mark.parametrize("name", ROWS)
def test_the_next_line_works(name, tmp_path, monkeypatch):
    row = ROWS[name]
    monkeypatch.chdir(tmp_path)
    names = {"np": np, "pd": pd}
    exec(SETTING, names)
    exec(row.given, names)
    with pytest.raises(REFUSED, match=row.says or None) as refused:
        exec(row.call, names)
    line = code_in(str(refused.value))
    assert not isinstance(ast.parse(line).body[0].value, ast.Name)
    if row.mends:
        names["labels"] = names["targets"]  # what a loss calls them
        names[row.mends] = eval(line, names)
    else:
        exec(line, names)
    if row.mends or "folder" in name or "seed" in name:
        exec(row.call, names)


@pytest.mark.parametrize("name", ROWS)
def test_each_row_says_who_passed_it(name):
    who = ROWS[name].who
    assert re.search(r"#\d|\d{5}|\.(com|net)|stackexchange|^a brother of ", who)


def test_one_score_for_two_classes(rng):
    network = Network(Dense(2, 1, rng=rng))
    with pytest.raises(ValueError, match="with two outputs, or with one and"):
        fit(
            network,
            SoftmaxCrossEntropy(),
            SGD(0.1),
            [[0, 0], [1, 1]],
            [0, 1],
            epochs=1,
        )


def test_more_classes_than_columns():
    with pytest.raises(ValueError, match="the last layer have 4 outputs, one"):
        SoftmaxCrossEntropy().forward(np.ones((4, 3)), [0, 1, 2, 3])


def test_more_kinds_of_targets_than_two():
    with pytest.raises(ValueError, match=r"for 3 classes take SoftmaxCrossEn"):
        BinaryCrossEntropy().forward(np.full((3, 1), 0.5), [[0], [1], [2]])


def test_only_text_has_no_next_line():
    network = Network(Dense(2, 1))
    with pytest.raises(TypeError, match="such as 'a': convert them"):
        network.predict([["a", "b"], ["c", "d"]])
    with pytest.raises(TypeError, match="came as objects: convert them"):
        network.predict([[None, 1.0]])


def test_numbers_that_are_no_classes():
    with pytest.raises(TypeError, match="no classes take MeanSquaredError"):
        SoftmaxCrossEntropy().forward(np.ones((2, 2)), [0.5, 1.0])


@pytest.mark.parametrize(
    ("owner", "name", "meant"),
    [
        (Dense(2, 3), "weigths", "did you mean weights?"),
        (MeanSquaredError(), "foward", "did you mean forward?"),
        (Momentum(0.1), "velocty", "What backward needs exists only after"),
        (ReLU(), "zzz", "ReLU has no 'zzz'; what backward needs exists only"),
        (SGD(0.1), "_hidden", "SGD has no '_hidden'$"),
    ],
)
def test_a_misspelt_name(owner, name, meant):
    if name == "velocty":
        parameters = np.ones(1)
        owner.step(parameters, parameters)
    with pytest.raises(
        AttributeError, match=re.escape(meant).replace(r"\$", "$")
    ):
        getattr(owner, name)


@pytest.mark.parametrize(
    ("missing", "call"),
    [
        ("tqdm", "fit(network, loss, optimizer, inputs, targets, epochs=1, "
                 "progress=True)"),
        ("matplotlib", "plotting.use_book_style()"),
    ],
)  # fmt: skip
def test_a_missing_package_is_named_with_its_command(
    monkeypatch, missing, call
):
    monkeypatch.setitem(sys.modules, missing, None)
    names = {"np": np, "plotting": plotting}
    exec(SETTING, names)
    command = f"which is not installed: type python -m pip install {missing}$"
    with pytest.raises(ModuleNotFoundError, match=command) as refused:
        exec(call, names)
    assert refused.value.name == missing


# Why a loss is not finite


def diverging(
    inputs=1.0, targets=1.0, weight=1.0, layers=(), loss=None, optimizer=None
):
    X = np.full((4, 1), inputs) * [[1], [-1], [2], [-2]]
    y = np.full((4, 1), targets) * [[1], [0], [1], [0]]
    network = Network(Dense(1, 1, initializer=nnfs.normal), *layers)
    network.parameters[:] = [weight, 0.0]
    loss, optimizer = loss or MeanSquaredError(), optimizer or Momentum(1e6)
    with pytest.raises(FloatingPointError) as raised:
        fit(network, loss, optimizer, X, y, epochs=300, batch_size=4)
    return str(raised.value)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "lower the rate: write Momentum(100000)"),
        ({"inputs": 500.0}, "reach 1000: write np.asarray(inputs) / 1000"),
        ({"targets": 500.0}, "the targets reach 500: write (targets - np.mean"),
        (
            {"inputs": 49.0, "layers": (Sigmoid(),), "weight": -9.0,
             "loss": BinaryCrossEntropy(), "targets": 1.0},
            "no step was taken yet, so an output is exactly 0 where",
        ),
    ],
)  # fmt: skip
def test_a_loss_that_is_not_finite_names_its_cause(options, says):
    assert says in diverging(**options)


def test_a_schedule_that_diverges_tells_the_rate_of_its_step():
    optimizer = SGD(cosine(1e6, 10, final=1e5))
    message = diverging(optimizer=optimizer)
    assert re.search(r"lower the rate: write SGD\(\d+", message)


# Legal, and nearly always a mistake


@pytest.fixture
def given(monkeypatch):
    """Return what has been heard: nothing yet."""
    found = set()
    monkeypatch.setattr(advising, "_given", found)
    return found


def learn(X, y, *layers, loss=None, rate=0.01, **options):
    rng = np.random.default_rng(0)
    X = np.asarray(X)
    layers = layers or (Dense(X.shape[1], 8, rng=rng), ReLU(),
                        Dense(8, 3, rng=rng))  # fmt: skip
    network = Network(*layers)
    loss = loss or SoftmaxCrossEntropy()
    fit(network, loss, SGD(rate), X, y, epochs=1, rng=rng, **options)


def test_a_usual_run_gets_no_advice(given, rng):
    X, y = spiral(50, rng=rng)
    learn(X, y, rate=0.1)
    assert not given


def test_large_inputs_are_told_once_where_fit_was_called(given, rng):
    X, y = spiral(50, rng=rng)
    with pytest.warns(Advice, match=r"inputs reach 255.*asarray.inputs. / 255"):
        learn(255 * X / np.abs(X).max(), y, rate=1e-4)
    assert "large inputs" in given
    learn(300 * X / np.abs(X).max(), y, rate=1e-4)


def test_inputs_that_are_normalised_first_may_be_large(given, rng):
    X, y = spiral(50, rng=rng)
    learn(500 * X, y, BatchNorm(2), Dense(2, 3, rng=rng), rate=0.1)
    assert not given


def test_large_targets_are_told(given, rng):
    X = rng.normal(size=(20, 1))
    with pytest.warns(
        Advice, match="the targets reach 1000, and first outputs"
    ):
        learn(X, np.full((20, 1), 1000.0), Dense(1, 1), loss=MeanSquaredError())
    assert given == {"large targets"}


def test_a_second_softmax_is_told(given, rng):
    X, y = spiral(50, rng=rng)
    layers = Dense(2, 3, rng=rng), Softmax()
    with pytest.warns(Advice, match="write CategoricalCrossEntropy"):
        learn(X, y, *layers, rate=0.1)
    learn(X, y, Dense(2, 3, rng=rng), Softmax(), loss=CategoricalCrossEntropy())
    assert given == {"a second softmax"}


def test_one_class_for_everything_is_told(given, rng):
    X, y = spiral(50, rng=rng)
    network = Network(Dense(2, 3, rng=rng))
    network.parameters[:] = 0
    network.layers[0].biases = [0, 5, 0]
    with pytest.warns(Advice, match="gives class 1 for every sample"):
        fit(network, SoftmaxCrossEntropy(), SGD(1e-9), X, y, epochs=3)
    assert given == {"one class"}


def test_a_single_class_to_learn_is_no_mistake(given, rng):
    X, _ = spiral(50, rng=rng)
    learn(X, np.ones(150, int))
    assert not given


def test_a_kink_is_told_and_the_line_leaves_it(given, rng):
    network = Network(Dense(1, 1), ReLU(), Dense(1, 1))
    network.parameters[:] = [1, -1, 3, 1]  # the unit's sum is 0
    case = network, MeanSquaredError(), [[1.0]], [[-2.0]]
    with pytest.warns(Advice, match="beside a kink") as told:
        assert nnfs.check_gradients(*case) > 0.1
    message = str(told[0].message)
    assert "inputs, 0.weights, 0.biases changes" in message
    exec(re.search("after (.*?)[.] A kink", message)[1])
    assert nnfs.check_gradients(*case) < 1e-7
    assert given == {"a kink"}


def test_a_wrong_gradient_away_from_kinks_gets_no_advice(given, rng):
    class Wrong(Dense):
        def backward(self, d_outputs, d_inputs=True):
            return super().backward(-d_outputs, d_inputs)

    X, y = spiral(5, rng=rng)
    network = Network(Dense(2, 4, rng=rng), Tanh(), Wrong(4, 3, rng=rng))
    assert nnfs.check_gradients(network, SoftmaxCrossEntropy(), X, y) > 0.1
    assert not given


def test_advice_can_be_silenced(given, rng):
    X, y = spiral(50, rng=rng)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=nnfs.Advice)
        learn(255 * X, y, rate=1e-4)


def test_advice_points_at_the_call_of_fit():
    code = (
        "import numpy as np\nfrom nnfs import *\n"
        "X, y = np.array([[500.0], [-1]]), np.array([0, 1])\n"
        "fit(Network(Dense(1, 2)), SoftmaxCrossEntropy(), SGD(1e-6), X, y,"
        " epochs=1)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stderr.startswith("<string>:4: Advice: the inputs reach 500")
