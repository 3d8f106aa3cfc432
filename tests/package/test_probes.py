"""Each probe passes on right code, and fails on the mistake that it is for."""

import copy
import dataclasses
import math
from functools import partial

import numpy as np
import pytest
from tables import LOSSES, small_network

from nnfs import (
    SGD,
    Adam,
    BatchNorm,
    Conv1D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    LayerNorm,
    MaxPool,
    MeanAbsoluteError,
    MeanSquaredError,
    Network,
    ReLU,
    Residual,
    SoftmaxCrossEntropy,
    Tanh,
    probes,
    tape,
)
from nnfs.automatic import Automatic
from nnfs.museum import (
    EXHIBITS,
    rooms,
    wrong_layers,
    wrong_losses,
    wrong_optimizers,
)
from nnfs.probes import Finding, Model
from nnfs.sequences import Attention, Embedding, Positions

SEEDS = range(20)
LONG = pytest.mark.no_cover  # tracing takes longer than the programs
ENTROPY = SoftmaxCrossEntropy()


def quiet(n_inputs, n_outputs, rng):
    """Draw last weights that say little, as chapter 4 advises."""
    return rng.normal(scale=0.02, size=(n_inputs, n_outputs))


def between(rng, *layers):
    """Return a network of 6 inputs and 5 outputs, with layers of 12 between."""
    last = Dense(12, 5, initializer=quiet, rng=rng)
    return Network(Dense(6, 12, rng=rng), *layers, last)


def pictures(rng):
    bend, last = ReLU(), Dense(16, 5, initializer=quiet, rng=rng)
    conv = Conv2D(1, 4, 3, rng=rng)
    return Network(conv, bend, MaxPool(2), Flatten(), last)


def signals(rng):
    last = Dense(16, 5, initializer=quiet, rng=rng)
    return Network(Conv1D(1, 4, 3, rng=rng), Tanh(), Flatten(), last)


def gpt(rng, attention=Attention, positions=True):
    ask = Dense(6, 18, rng=rng), attention(6, 2), Dense(6, 6, rng=rng)
    think = Dense(6, 12, rng=rng), ReLU(), Dense(12, 6, rng=rng)
    first = [Embedding(7, 6, rng=rng), Positions(5, 6, rng=rng)]
    return Network(
        *first[: 1 + positions],
        Residual(LayerNorm(6), *ask),
        Residual(LayerNorm(6), *think),
        Dense(6, 7, initializer=quiet, rng=rng),
    )


def rotated(x, weights):
    return tape.tanh(x @ weights)


RIGHT = {
    "dense": lambda rng: between(rng, ReLU()),
    "batch norm": lambda rng: between(rng, BatchNorm(12), ReLU()),
    "layer norm": lambda rng: between(rng, LayerNorm(12), Tanh()),
    "dropout": lambda rng: between(rng, ReLU(), Dropout(0.2, rng=rng)),
    "residual": lambda rng: between(
        rng, Residual(Tanh(), Dense(12, 12, rng=rng)), Tanh()
    ),
    "automatic": lambda rng: between(
        rng, Automatic(rotated, weights=rng.normal(size=(12, 12)) / 4)
    ),
    "conv 1": signals,
    "conv 2": pictures,
    "gpt": gpt,
}


def batch(name, rng):
    """Return a batch that fits a network of `RIGHT`."""
    if name == "gpt":
        symbols = rng.integers(0, 7, (8, 5))
        return symbols, np.cumsum(symbols, axis=1) % 7
    shape = {"conv 1": (8, 6, 1), "conv 2": (8, 6, 6, 1)}.get(name, (8, 6))
    return rng.normal(size=shape), rng.integers(0, 5, 8)


def rows(rng):
    return batch("dense", rng)


def dense(rng, *layers):
    return between(rng, *(layers or [ReLU()]))


def as_model(network, loss, zeroed=True):
    """Return a stand-in for a framework, whose arrays and loop are its own."""
    network = copy.copy(network)
    arrays = dict(network.named_parameters())
    kept = {name: np.zeros_like(view) for name, view in arrays.items()}

    def loss_and_gradients(inputs, targets):
        outputs = network.forward(inputs, training=True)
        value = loss.forward(outputs, targets)
        network.backward(loss.backward())
        start = 0
        for array in kept.values():
            stop = start + array.size
            new = network.gradients[start:stop].reshape(array.shape)
            array[...] = new + (0 if zeroed else array)
            start = stop
        return value, kept

    return Model(network.predict, loss_and_gradients, lambda: arrays)


@LONG
@pytest.mark.parametrize("name", RIGHT)
def test_right_code_passes_every_probe(name):
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        network = RIGHT[name](rng)
        inputs, targets = batch(name, rng)
        before, slopes = network.snapshot(), network.gradients.copy()
        found = probes.examine(
            network, ENTROPY, Adam(0.01), inputs, targets, steps=800
        )
        assert len(found) == (8 if name == "gpt" else 6)
        assert all(found), (seed, [f for f in found if not f])
        for key, array in network.snapshot().items():
            np.testing.assert_array_equal(array, before[key])
        np.testing.assert_array_equal(network.gradients, slopes)


@LONG
@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_passes(name):
    make, last, targets_of = LOSSES[name]
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        network = small_network(rng, last=last)
        if name == "gauss":  # means and variances of their own
            network = small_network(rng, k=6)
        inputs, targets = rng.normal(size=(4, 4)), targets_of(rng, 4, 3)
        loss = make()
        grown = probes.overfits_one_batch(
            network, loss, inputs, targets, optimizer=Adam(0.02), steps=800
        )
        assert grown, (seed, grown)
        assert probes.gradients_by_array(network, loss, inputs, targets)
        assert probes.rows_are_independent(network, inputs, loss, targets)


ASKED = {  # of a network, a loss, an optimizer, inputs and targets
    "loss at chance": lambda n, c, o, X, y: probes.loss_at_chance(n, c, X, y),
    "overfits one batch": lambda n, c, o, X, y: probes.overfits_one_batch(
        n, c, X, y, optimizer=o
    ),
    "gradients by array": lambda n, c, o, X, y: probes.gradients_by_array(
        n, c, X[:4], y[:4]
    ),
    "rows are independent": lambda n, c, o, X, y: probes.rows_are_independent(
        n, X, c, y
    ),
    "prediction changes nothing": lambda n, c, o, X, y: (
        probes.prediction_changes_nothing(n, X)
    ),
    "update ratio": probes.update_ratio,
    "causal": lambda n, c, o, X, y: probes.causal(n, X),
    "knows positions": lambda n, c, o, X, y: probes.knows_positions(n, X),
}


class Cut(Dense):
    """Nothing gets past it on the way back."""

    def backward(self, d_outputs, d_inputs=True):
        super().backward(d_outputs, False)
        return np.zeros_like(self.inputs)


class Summed(SoftmaxCrossEntropy):
    def forward(self, predictions, targets):
        value = super().forward(predictions, targets)
        return value * self.totals.size

    def backward(self):
        return super().backward() * self.totals.size


class Restless(Dropout):
    """It drops while predicting, too."""

    def forward(self, inputs, training=False):
        return super().forward(inputs, training=True)


class Moving(BatchNorm):
    """Its running statistics move while it predicts."""

    def forward(self, inputs, training=False):
        outputs = super().forward(inputs, training)
        if not training:
            self.means = self.means + 1
        return outputs


class Late(Attention):
    """The mask begins one place late."""

    def forward(self, inputs, training=False):
        moved = np.roll(inputs, -1, axis=1)
        return super().forward(moved, training)


def loud(n_inputs, n_outputs, rng):
    return rng.normal(scale=5, size=(n_inputs, n_outputs))


# probe: (what makes a network, its loss, optimizer) with the mistake in it
WRONG = {
    "a second softmax": (
        "overfits one batch",
        lambda rng: (dense(rng), wrong_losses.SoftmaxTwice()),
    ),
    "a sum": (
        "loss at chance",
        lambda rng: (dense(rng), Summed()),
    ),
    "loud first weights": (
        "loss at chance",
        lambda rng: (
            Network(Dense(6, 5, initializer=loud, rng=rng)),
            ENTROPY,
        ),
    ),
    "a softmax of columns": (
        "rows are independent",
        lambda rng: (dense(rng), wrong_losses.SoftmaxOfColumns()),
    ),
    "no mode of prediction": (
        "rows are independent",
        lambda rng: (
            dense(rng, wrong_layers.NeverPredicting(12), Tanh()),
            ENTROPY,
        ),
    ),
    "a mask inverted": (
        "causal",
        lambda rng: (gpt(rng, wrong_layers.MaskInverted), ENTROPY),
    ),
    "a mask that is late": (
        "causal",
        lambda rng: (gpt(rng, Late), ENTROPY),
    ),
    "no mask": (
        "causal",
        lambda rng: (gpt(rng, partial(Attention, causal=False)), ENTROPY),
    ),
    "no positions": (
        "knows positions",
        lambda rng: (gpt(rng, positions=False), ENTROPY),
    ),
    "a rate of 3": (
        "update ratio",
        lambda rng: (dense(rng), ENTROPY, SGD(30.0)),
    ),
    "a rate of a millionth": (
        "update ratio",
        lambda rng: (dense(rng), ENTROPY, SGD(1e-6)),
    ),
    "correction backwards": (
        "update ratio",
        lambda rng: (
            dense(rng),
            ENTROPY,
            wrong_optimizers.CorrectedBackwards(0.01),
        ),
    ),
    "a layer that is cut": (
        "gradients by array",
        lambda rng: (between(rng, ReLU(), Cut(12, 12, rng=rng)), ENTROPY),
    ),
    "a slope by the output": (
        "gradients by array",
        lambda rng: (dense(rng, wrong_layers.SlopeByOutput()), ENTROPY),
    ),
    "gradients pile up": (
        "gradients by array",
        lambda rng: (wrong_optimizers.NeverZeroed(dense(rng)), ENTROPY),
    ),
    "dropout that goes on": (
        "prediction changes nothing",
        lambda rng: (dense(rng, Restless(0.2, rng=rng)), ENTROPY),
    ),
    "statistics that move": (
        "prediction changes nothing",
        lambda rng: (dense(rng, Moving(12)), ENTROPY),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_probe_fails_on_the_mistake_that_it_is_for(name):
    probe, make = WRONG[name]
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        network, loss, *optimizer = make(rng)
        (optimizer,) = optimizer or [Adam(0.005)]
        kind = "gpt" if network.symbols else "dense"
        finding = ASKED[probe](network, loss, optimizer, *batch(kind, rng))
        assert finding.probe == probe
        assert not finding, seed


def test_the_table_has_a_mistake_for_every_probe():
    rng = np.random.default_rng(0)
    found = probes.examine(gpt(rng), ENTROPY, Adam(0.01), *batch("gpt", rng))
    assert {f.probe for f in found} == {probe for probe, _ in WRONG.values()}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_framework_comes_as_three_functions(dtype):
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        network = Network(
            Dense(6, 12, rng=rng), Tanh(), Dense(12, 5, rng=rng), dtype=dtype
        )
        inputs, targets = rows(rng)
        model = as_model(network, SoftmaxCrossEntropy())
        before = [array.copy() for array in model.parameters().values()]
        found = probes.examine(model, None, Adam(0.005), inputs, targets)
        assert all(found), (seed, [f for f in found if not f])
        after = model.parameters().values()
        for one, other in zip(before, after, strict=True):
            np.testing.assert_array_equal(one, other)
        piling = as_model(network, SoftmaxCrossEntropy(), zeroed=False)
        assert not probes.gradients_by_array(piling, None, inputs, targets)
        twice = as_model(network, wrong_losses.SoftmaxTwice())
        assert not probes.overfits_one_batch(twice, None, inputs, targets)


def test_a_network_and_its_model_get_the_same_answers(rng):
    network, (inputs, targets) = dense(rng), rows(rng)
    ours = probes.examine(network, ENTROPY, Adam(0.01), inputs, targets)
    model = as_model(network, SoftmaxCrossEntropy())
    theirs = probes.examine(model, None, Adam(0.01), inputs, targets)
    for one, other in zip(ours, theirs, strict=True):
        assert one.probe == other.probe
        if one.probe != "gradients by array":  # the model's are a few
            assert math.isclose(one.value, other.value, abs_tol=1e-12)


# exhibit of the museum: a probe that fails on it in every run
CAUGHT = {
    "softmax twice": "overfits one batch",
    "softmax of columns": "rows are independent",
    "targets spread": "rows are independent",
    "sign flipped": "gradients by array",
    "slope by output": "gradients by array",
    "divided twice": "gradients by array",
    "never zeroed": "gradients by array",
    "corrected backwards": "update ratio",
    "sent on twice": "gradients by array",
    "never predicting": "rows are independent",
    "dropout in place": "gradients by array",
    "mask inverted": "causal",
}


def of_museum(exhibit, mutant, seed):
    """Return one side of an exhibit, as `examine` takes it."""
    case = exhibit.made(np.random.default_rng(seed), mutant)
    inputs, targets = (rows[:: len(rows) // 32][:32] for rows in case.train)
    chance = None
    if isinstance(case.loss, MeanAbsoluteError):
        chance = np.mean(np.abs(targets - np.median(targets)))
    steps = 3000 if exhibit.room is rooms.waves else 400
    given = case.network, case.loss, case.optimizer, inputs, targets
    return given, {"chance": chance, "steps": steps}


@pytest.mark.parametrize("name", EXHIBITS)
def test_the_museum_is_caught_where_it_can_be(name):
    for seed in range(2):
        given, options = of_museum(EXHIBITS[name], True, seed)
        failed = {f.probe for f in probes.examine(*given, **options) if not f}
        if name in CAUGHT:
            assert CAUGHT[name] in failed, seed
        elif name != "dropout by rate":  # caught in some seeds
            assert not failed, seed


@pytest.fixture(scope="module")
def passed():
    """The right programs that have passed: several exhibits share one."""
    return set()


@LONG
@pytest.mark.parametrize("name", EXHIBITS)
def test_what_is_right_in_the_museum_passes(name, passed):
    slow = EXHIBITS[name].room is rooms.letters
    for seed in range(2 if slow else 20):
        given, options = of_museum(EXHIBITS[name], False, seed)
        network, loss, optimizer, *data = given
        drawn = [array.tobytes() for array in (network.parameters, *data)]
        program = *map(repr, (network, loss, optimizer)), *drawn
        if program not in passed:
            found = probes.examine(*given, **options)
            assert all(found), (seed, [f for f in found if not f])
            passed.add(program)


def test_a_run_that_is_lost_fails_and_ends(rng):
    network, (inputs, targets) = dense(rng), rows(rng)
    finding = probes.overfits_one_batch(
        network, ENTROPY, inputs, targets, optimizer=SGD(1e300)
    )
    assert finding.value == math.inf
    assert not finding


def test_large_networks_and_float32_are_checked_by_a_few_numbers(rng):
    inputs, targets = rows(rng)
    for dtype, width in ((np.float64, 200), (np.float32, 12)):
        bends = {"right": Tanh(), "wrong": wrong_layers.SlopeByOutput()}
        for name, bend in bends.items():
            first, last = Dense(6, width, rng=rng), Dense(width, 5, rng=rng)
            network = Network(first, bend, last, dtype=dtype)
            finding = probes.gradients_by_array(
                network, ENTROPY, inputs, targets
            )
            assert bool(finding) is (name == "right"), finding


def test_chance_is_known_or_asked_for(rng):
    network, X = small_network(rng, k=1), rng.normal(size=(30, 4))
    y = rng.normal(size=(30, 1))
    found = probes.loss_at_chance(network, MeanSquaredError(), X, y)
    told = probes.loss_at_chance(
        network, MeanSquaredError(), X, y, chance=np.mean((y - y.mean()) ** 2)
    )
    assert math.isclose(found.value, told.value, rel_tol=1e-12)
    with pytest.raises(ValueError, match=r"pass the loss of .*chance=\.\.\."):
        probes.loss_at_chance(network, MeanAbsoluteError(), X, y)
    with pytest.raises(ValueError, match="pass the loss of the best constant"):
        probes.loss_at_chance(network, MeanSquaredError(), X, 0 * y)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda n, X: probes.causal(n, X), "outputs have shape .*: pass seque"),
        (lambda n, X: probes.rows_are_independent(n, X[:1]), "one row alone"),
        (
            lambda n, X: probes.prediction_changes_nothing(n, X[:1]),
            "one row alone cannot depend on others: pass at least two",
        ),
        (
            lambda n, X: probes.causal(Network(Embedding(3, 2)), [[1], [2]]),
            "a sequence of one position has no later one: pass at least two",
        ),
        (
            lambda n, X: probes.rows_are_independent(n, X[[1, 1, 1]]),
            "all rows are alike, .*: pass samples that differ",
        ),
        (
            lambda n, X: probes.causal(Network(Embedding(3, 2)), [[1, 1]] * 2),
            "so few or so much alike have no other future: pass several that",
        ),
        (
            lambda n, X: probes.update_ratio(
                as_model(n, ENTROPY), None, Adam(0.1), X, [1, 2]
            ),
            "8 inputs, but the targets have shape .2,.: pass one target to a",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused(rng, call, said):
    network, (inputs, _) = dense(rng), rows(rng)
    with pytest.raises(ValueError, match=said):
        call(network, inputs)


@pytest.mark.parametrize(
    ("part", "wrong", "said"),
    [
        ("parameters", lambda n: list, r"parameters\(\) must return arr"),
        (
            "parameters",
            lambda n: lambda: {"0.biases": [0.0] * 12},
            "'0.biases' must be an array of NumPy .*, but is a list",
        ),
        (
            "parameters",
            lambda n: lambda: {"0.biases": n.parameters.copy()},
            "'0.biases' is a copy, which does not move the model: return the",
        ),
        (
            "loss_and_gradients",
            lambda n: lambda X, y: dict(n.named_parameters()),
            "must return two things, the loss and the gradients by name, but",
        ),
        (
            "loss_and_gradients",
            lambda n: lambda X, y: (1.0, {"weights": n.parameters}),
            "return one gradient for each parameter, by the same name",
        ),
    ],
)
def test_a_model_that_answers_something_else_is_refused(rng, part, wrong, said):
    network, (inputs, targets) = dense(rng), rows(rng)
    model = as_model(network, ENTROPY)
    model = dataclasses.replace(model, **{part: wrong(network)})
    for ask in (probes.gradients_by_array, probes.overfits_one_batch):
        with pytest.raises((TypeError, ValueError), match=said):
            ask(model, None, inputs, targets)


def test_gradients_come_by_name_in_any_order(rng):
    network, (inputs, targets) = dense(rng), rows(rng)
    model = as_model(network, ENTROPY)

    def backwards(inputs, targets):
        value, slopes = model.loss_and_gradients(inputs, targets)
        return value, dict(reversed(slopes.items()))

    turned = dataclasses.replace(model, loss_and_gradients=backwards)
    one, other = (
        probes.overfits_one_batch(m, None, inputs, targets, steps=20)
        for m in (model, turned)
    )
    assert one.value == other.value


def test_a_slope_that_is_missing_is_none_of_the_largest():
    class Half(Dense):
        def backward(self, d_outputs, d_inputs=True):
            slopes = super().backward(d_outputs, d_inputs)
            self.d_weights = self.d_weights * (np.arange(200) % 2)
            return slopes

    times = 0
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        last = Dense(200, 5, rng=rng)
        network = Network(Half(6, 200, rng=rng), Tanh(), last)
        finding = probes.gradients_by_array(network, ENTROPY, *rows(rng))
        times += not finding and "0.weights" in finding.says
    assert times >= 18  # of 20: it looks at a few numbers of 1,200


def test_a_bend_within_the_step_is_hardly_ever_taken_for_a_mistake():
    alarms = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        first, last = Dense(6, 200, rng=rng), Dense(200, 5, rng=rng)
        network = Network(first, ReLU(), last, dtype=np.float32)
        finding = probes.gradients_by_array(network, ENTROPY, *rows(rng))
        alarms += not finding
    assert alarms <= 1  # of 40, in float32


def test_a_loss_below_chance_and_a_step_too_long_say_where_to_look(rng):
    network, (inputs, targets) = dense(rng), rows(rng)
    below = probes.loss_at_chance(
        network, ENTROPY, inputs, targets, chance=100.0
    )
    above = probes.loss_at_chance(
        network, ENTROPY, inputs, targets, chance=0.01
    )
    assert "taken twice" in below.says
    assert "sum where a mean" in above.says
    lost, over = (
        probes.update_ratio(network, ENTROPY, SGD(rate), inputs, targets)
        for rate in (1e-6, 30.0)
    )
    assert "is lost" in lost.says
    assert "overruns" in over.says


def test_a_model_has_its_own_loss(rng):
    network, (inputs, targets) = dense(rng), rows(rng)
    model = as_model(network, ENTROPY)
    with pytest.raises(TypeError, match=r"a Model has its own loss.*pass None"):
        probes.loss_at_chance(model, ENTROPY, inputs, targets)


@pytest.mark.parametrize(
    ("low", "high", "head"),
    [
        (0, 0.5, "passes: x, 0.25 (at most 0.5)"),
        (-math.inf, 0.1, "FAILS: x, 0.25 (at most 0.1)"),
        (0.3, math.inf, "FAILS: x, 0.25 (at least 0.3)"),
        (0.1, 0.3, "passes: x, 0.25 (from 0.1 to 0.3)"),
    ],
)
def test_a_finding_says_how_it_went(low, high, head):
    finding = Finding("x", 0.25, low, high, "so " * 60)
    lines = repr(finding).splitlines()
    assert lines[0] == head
    assert bool(finding) is (head[0] == "p")
    assert max(map(len, lines)) <= 80
    assert not Finding("x", math.nan, low, high, "")
