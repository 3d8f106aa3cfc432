"""Every exhibit breaks its law, and the right part beside it keeps it.

A law is a function of a room of the museum or of the part that stands in it.
It says nothing of the mistake: it holds for every right part of its kind.
"""

import ast
import inspect
import re
from itertools import combinations

import numpy as np
import pytest

from nnfs import Dense, MeanSquaredError, Network, check_gradients
from nnfs.museum import EXHIBITS, rooms
from tests.book.pages import ROOT, text

PAGE_NAME = "book/museum-of-bugs.md"
PAGE = text(ROOT / PAGE_NAME)
CLOSE = {"rtol": 1e-9, "atol": 1e-12}


def some(room, n=12):
    """Return some samples of a room, converted as its network takes them."""
    return room.network.check(room.train[0][:n]), room.train[1][:n]


def certainty_costs_nothing(room):
    scores = 100 * np.eye(10)
    assert room.loss.forward(scores, np.arange(10)) < 1e-9


def a_batch_costs_its_mean(room):
    inputs, targets = some(room)
    outputs = room.network.predict(inputs)
    alone = [
        room.loss.forward(outputs[k : k + 1], targets[k : k + 1])
        for k in range(len(inputs))
    ]
    together = room.loss.forward(outputs, targets)
    np.testing.assert_allclose(together, np.mean(alone), **CLOSE)


def slopes_agree_with_differences(room):
    assert check_gradients(room.network, room.loss, *some(room)) < 1e-6


def twice_is_as_once(room):
    inputs, targets = some(room)
    found = []
    for _ in range(2):
        room.loss.forward(room.network.forward(inputs), targets)
        room.network.backward(room.loss.backward())
        found.append(room.network.gradients.copy())
    np.testing.assert_array_equal(*found)


def equal_slopes_make_steps_of_the_rate(room):
    point = np.zeros(3)
    for _ in range(20):
        before = point.copy()
        room.optimizer.step(point, np.array([1.0, -10.0, 0.1]))
        moved = (before - point) / room.optimizer.rate()
        np.testing.assert_allclose(moved, [1, -1, 1], rtol=1e-4)


def no_slope_no_step(room):
    point = np.ones(3)
    room.optimizer.step(point, np.zeros(3))
    np.testing.assert_array_equal(point, 1)


def earlier_slopes_by_differences(part, rng):
    block = part(rooms.LayerNorm(4), Dense(4, 4, rng=rng))
    network = Network(Dense(4, 4, rng=rng), block)
    inputs, targets = rng.normal(size=(2, 6, 4))
    assert check_gradients(network, MeanSquaredError(), inputs, targets) < 1e-6


def what_is_tested_decides_nothing(part, rng):
    train, test = rng.normal(size=(2, 6, 3))
    found = [part(train, test * scale)[0] for scale in (1, 100)]
    np.testing.assert_array_equal(*found)


def one_answer_is_chance(part, rng):
    scores = np.tile(np.eye(10)[3] * 100, (50, 1))
    assert part(scores, np.repeat(np.arange(10), 5)) == pytest.approx(0.1)


def no_two_workers_draw_alike(part, rng):
    epochs = [part(rng, 4) for _ in range(3)]
    drawn = [worker.random(4) for workers in epochs for worker in workers]
    for one, other in combinations(drawn, 2):
        assert not np.array_equal(one, other)


def predicting_changes_nothing(room):
    inputs, _ = some(room)
    for _ in range(3):
        rooms.step(room, *some(room, 32))
    before = room.network.snapshot()
    once = room.network.predict(inputs)
    alone = [room.network.predict(inputs[k : k + 2]) for k in range(0, 12, 2)]
    np.testing.assert_allclose(np.concatenate(alone), once, **CLOSE)
    for name, array in room.network.snapshot().items():
        np.testing.assert_array_equal(array, before[name])


def rows_come_out_with_variance_one(part, rng):
    outputs = part(8).forward(rng.normal(size=(5, 8)) * 3)
    np.testing.assert_allclose(outputs.var(axis=1), 1, rtol=1e-3)


def weights_of_zero_pass_the_input_on(part, rng):
    block = part(rooms.LayerNorm(4), Dense(4, 4, rng=rng))
    block.parameters[:] = 0
    x = rng.normal(size=(3, 4))
    np.testing.assert_allclose(block.predict(x), x, **CLOSE)


def masks_average_to_the_prediction(part, rng):
    layer, x = part(rng=rng), np.ones((1, 100_000))
    seen = layer.forward(x, training=True).mean()
    assert seen == pytest.approx(layer.predict(x).mean(), rel=0.02)


def what_comes_in_stays(part, rng):
    x = rng.normal(size=(3, 4))
    before = x.copy()
    part(rng=rng).forward(x, training=True)
    np.testing.assert_array_equal(x, before)


def a_head_is_an_attention_of_its_own(part, rng):
    cut = rng.normal(size=(2, 5, 3, 4, 2))  # question, key, value; heads
    together = part(8, 4).forward(cut.reshape(2, 5, 24))
    alone = [
        part(2, 1).forward(cut[:, :, :, head].reshape(2, 5, 6))
        for head in range(4)
    ]
    np.testing.assert_allclose(together, np.concatenate(alone, -1), **CLOSE)


def what_is_later_moves_nothing(room):
    symbols, _ = some(room)
    before = room.network.predict(symbols)
    symbols = symbols.copy()
    symbols[:, 5:] = (symbols[:, 5:] + 1) % 27
    after = room.network.predict(symbols)
    np.testing.assert_array_equal(after[:, :5], before[:, :5])


def any_cut_gives_the_whole_gradient(room):
    inputs, targets = some(room)
    start, found = room.network.snapshot(), []
    for cuts in ((), room.cuts, (0.1, 0.5)):
        room.cuts = cuts
        room.network.restore(start)
        rooms.step(room, inputs, targets)
        found.append(room.network.gradients.copy())
    for cut in found[1:]:
        np.testing.assert_allclose(cut, found[0], rtol=1e-9, atol=1e-12)


LAWS = {
    "softmax twice": certainty_costs_nothing,
    "softmax of columns": a_batch_costs_its_mean,
    "targets spread": a_batch_costs_its_mean,
    "sign flipped": slopes_agree_with_differences,
    "slope by output": slopes_agree_with_differences,
    "divided twice": slopes_agree_with_differences,
    "never zeroed": twice_is_as_once,
    "not corrected": equal_slopes_make_steps_of_the_rate,
    "corrected backwards": equal_slopes_make_steps_of_the_rate,
    "epsilon outside": no_slope_no_step,
    "sent on twice": earlier_slopes_by_differences,
    "scaled together": what_is_tested_decides_nothing,
    "each output counted": one_answer_is_chance,
    "workers draw alike": no_two_workers_draw_alike,
    "never predicting": predicting_changes_nothing,
    "norm squared": rows_come_out_with_variance_one,
    "norm unbiased": rows_come_out_with_variance_one,
    "skip behind the norm": weights_of_zero_pass_the_input_on,
    "dropout undone": masks_average_to_the_prediction,
    "dropout by rate": masks_average_to_the_prediction,
    "dropout in place": what_comes_in_stays,
    "scaled by width": a_head_is_an_attention_of_its_own,
    "mask inverted": what_is_later_moves_nothing,
    "parts all alike": any_cut_gives_the_whole_gradient,
}


def held(name, law, mutant, seed):
    """Hold a room, or a part alone, to a law."""
    rng, exhibit = np.random.default_rng(seed), EXHIBITS[name]
    if "part" in inspect.signature(law).parameters:
        law(exhibit.mutant if mutant else exhibit.right, rng)
    else:
        law(exhibit.made(rng, mutant))


every_exhibit = pytest.mark.parametrize("name", EXHIBITS)


def test_every_exhibit_has_a_law():
    assert list(LAWS) == list(EXHIBITS), "give each exhibit a law, in order"


@every_exhibit
@pytest.mark.parametrize("seed", range(3))
def test_the_mutant_breaks_the_law(name, seed):
    with pytest.raises(AssertionError):
        held(name, LAWS[name], True, seed)


@every_exhibit
@pytest.mark.parametrize("seed", range(3))
def test_the_right_part_keeps_the_law(name, seed):
    held(name, LAWS[name], False, seed)


@every_exhibit
def test_both_start_alike_and_run(name):
    found = []
    for mutant in (False, True):
        room = EXHIBITS[name].made(np.random.default_rng(1), mutant)
        np.testing.assert_array_equal(
            room.train[1],
            EXHIBITS[name].made(np.random.default_rng(1), False).train[1],
        )
        found.append(room.network.parameters.copy())
        assert np.isfinite(rooms.step(room, *some(room, 32)))
    np.testing.assert_array_equal(*found)


def mutants():
    """Yield each public class and function of the modules of mutants."""
    for kind in ("layers", "losses", "optimizers"):
        path = ROOT / "nnfs/museum" / f"wrong_{kind}.py"
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            named = isinstance(node, ast.ClassDef | ast.FunctionDef)
            if named and not node.name.startswith("_"):
                yield node


@pytest.mark.parametrize("node", list(mutants()), ids=lambda node: node.name)
def test_a_mutant_has_at_most_six_lines(node):
    code = [line for line in ast.unparse(node).splitlines() if line]
    assert len(code) - 2 <= 6  # without its name and its docstring


@every_exhibit
def test_the_page_hangs_the_exhibit(name):
    title = f"### {name.capitalize()}\n"
    assert title in PAGE, f"hang it on {PAGE_NAME}, under {title}"
    label = PAGE.partition(title)[2].partition("\n(sec-")[0]
    assert f"{{Chapter}}`{EXHIBITS[name].chapter}`" in label
    assert "](https://github.com/" in label, "where was it published?"
    assert "*How it hides.*" in label
    assert f"Law: `{LAWS[name].__name__}`" in label
    mutant = EXHIBITS[name].mutant
    mutant = getattr(mutant, "func", mutant)  # with its settings
    printed = re.search(r"# nnfs/museum/wrong_\w+\.py: (\w+)", label)[1]
    if name.startswith("norm"):  # made into a layer
        mutant = inspect.getclosurevars(mutant).nonlocals["function"]
    assert printed == mutant.__name__


def test_all_that_hangs_is_an_exhibit():
    hung = re.findall(r"(?m)^# nnfs/museum/wrong_\w+\.py: (\w+)", PAGE)
    assert len(hung) == len(EXHIBITS) >= 15
