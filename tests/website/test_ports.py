"""What a port is held to, and the two ports that are at home here."""

import copy
import inspect
import json
import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import nnfs
from ports import judge, make, plain

ROOT = Path(__file__).parents[2]
FILE = json.loads(make.PATH.read_text(encoding="utf-8"))
WANTED = {
    section: [case["wanted"] for case in cases]
    for section, cases in FILE.items()
}
PORTS = json.loads((ROOT / "ports/list.json").read_text(encoding="utf-8"))
KEYS = ["name", "language", "author", "address", "check", "answers"]
BARE = [sys.executable, "-I", "-S"]  # no NumPy, nor anything else


def right(answers):
    """Assert that all answers are right; return the places without one."""
    missing = set()
    for place, apart in judge.judged(FILE, answers):
        assert apart is None or apart <= judge.LIMIT, place
        if apart is None:
            missing.add(place.partition(": ")[2])
    return missing


def test_the_file_is_current():
    now = json.loads(json.dumps(make.made()))
    for section, cases in now.items():
        givens = [case["given"] for case in FILE[section]]
        assert judge.distance([case["given"] for case in cases], givens) < 1e-14
    assert FILE.keys() == now.keys()
    answers = {name: [c["wanted"] for c in now[name]] for name in now}
    for place, apart in judge.judged(FILE, answers):
        # Another kernel adds in another order.
        assert apart is not None, f"{place}: run ports/make.py"
        assert apart < 1e-14, f"{place} has changed: run ports/make.py"


def test_the_file_is_written_in_full_and_in_short_lines():
    text = make.PATH.read_text(encoding="utf-8")
    assert make.written(FILE) == text
    assert len(text) < 20_000
    for number in re.findall(r"-?\d+\.\d+(?:e-?\d+)?", text):
        assert repr(float(number)) == number


def test_every_optimizer_of_the_package_is_in_the_file():
    kinds = [getattr(nnfs, name) for name in nnfs.__all__]
    kinds = [kind for kind in kinds if isinstance(kind, type)]
    ours = {k.__name__ for k in kinds if issubclass(k, nnfs.Optimizer)}
    named = [case["given"]["optimizer"] for case in FILE["optimizers"]]
    assert set(named) == ours - {"Optimizer"}
    for name, settings in make.OPTIMIZERS:
        asked = inspect.signature(getattr(nnfs, name)).parameters
        assert list(settings) == list(asked)


def test_the_network_of_the_file_stands_off_the_kinks():
    batch = FILE["network"][0]["given"]
    X, y = np.array(batch["X"]), np.array(batch["y"])
    first = make.built().layers[0].predict(X)
    assert (first > 0).any(axis=0).all()  # every neuron learns
    assert (first < 0).any(axis=0).all()  # and every neuron bends
    for name, settings in make.OPTIMIZERS:
        network, loss = make.built(), nnfs.SoftmaxCrossEntropy()
        optimizer = getattr(nnfs, name)(**settings)
        for _ in range(make.STEPS):
            assert np.abs(network.layers[0].predict(X)).min() > 1e-4
            loss.forward(network.forward(X), y)
            network.backward(loss.backward())
            optimizer.step(network.parameters, network.gradients)


def test_the_playground_is_a_port(engine):
    assert right(engine("answers", FILE)) == {"words", "state", "increment"}


def test_plain_python_is_a_port(tmp_path):
    told = subprocess.run(
        [*BARE, ROOT / "ports/plain.py"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    answers = tmp_path / "answers.json"
    answers.write_text(told, encoding="utf-8")
    assert right(json.loads(told)) == set()
    judged = subprocess.run(
        [*BARE, ROOT / "ports/judge.py", answers],
        capture_output=True,
        text=True,
    )
    assert judged.returncode == 0
    n = sum(len(wanted) for cases in WANTED.values() for wanted in cases)
    assert judged.stdout.endswith(f"{n} of {n} answers are right\n")


@pytest.mark.parametrize("seed", [0, 1, 2**40, 2**127])
def test_plain_python_draws_what_numpy_draws(seed):
    rng, ours = np.random.default_rng(seed), plain.Generator(seed)
    wanted = rng.standard_normal(20_000)
    found = [ours.normal() for _ in range(20_000)]
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-13)
    assert np.abs(wanted).max() > plain.BASE  # the tail was met
    assert ours.permutation(777) == rng.permutation(777).tolist()
    assert ours.random() == rng.random()


def test_plain_python_says_which_seeds_it_cannot_take():
    with pytest.raises(ValueError, match="more than 128 bits"):
        plain.Generator(2**128)


# The judge


def test_the_wanted_numbers_are_right():
    assert right(WANTED) == set()


def numbers(value, path=()):
    """Yield the path of each number, word and list in an answer."""
    if isinstance(value, dict | list):
        keys = value if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield from numbers(value[key], (*path, key))
    else:
        yield path


def changed(answers, path, change):
    """Return answers in which one thing is another."""
    answers = copy.deepcopy(answers)
    *way, last = path
    inner = answers
    for key in way:
        inner = inner[key]
    inner[last] = change(inner[last])
    return answers


def wrong(answers):
    return [
        place
        for place, apart in judge.judged(FILE, answers)
        if apart is not None and apart > judge.LIMIT
    ]


def nudged(value):
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1] != "0" else "1")
    return value + (1 if isinstance(value, int) else 1e-11 * max(1, abs(value)))


def test_each_number_that_is_a_little_off_is_seen():
    paths = list(numbers(WANTED))
    assert len(paths) > 400
    for path in paths[::7]:
        assert len(wrong(changed(WANTED, path, nudged))) == 1, path


@pytest.mark.parametrize(
    "answer", [None, True, "0.5", [], math.nan, math.inf, -math.inf, {}]
)
def test_what_is_no_number_is_wrong(answer):
    path = ("network", 0, "loss")
    assert wrong(changed(WANTED, path, lambda _: answer)) == ["network 0: loss"]


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows[:-1],
        lambda rows: [*rows, rows[-1]],
        lambda rows: [number for row in rows for number in row],
        lambda rows: [list(column) for column in zip(*rows, strict=True)],
        lambda rows: dict(enumerate(rows)),
    ],
)
def test_another_shape_is_wrong(change):
    path = ("network", 0, "d_inputs")
    assert wrong(changed(WANTED, path, change)) == ["network 0: d_inputs"]


def test_a_whole_number_may_be_written_with_a_point_and_a_zero_without():
    assert judge.distance([1, 0.0], [1.0, 0]) == 0
    assert judge.distance({"a": 1.0}, {"b": 1.0}) == math.inf


def test_no_answer_at_all_is_not_right(tmp_path, capsys):
    path = tmp_path / "answers.json"
    path.write_text("{}", encoding="utf-8")
    assert not judge.main(path)
    assert capsys.readouterr().out.endswith("0 of 0 answers are right\n")
    path.write_text(json.dumps({"spiral": WANTED["spiral"]}), encoding="utf-8")
    assert judge.main(path)
    said = capsys.readouterr().out
    assert "2 of 2 answers are right" in said
    assert "network 0: loss            not answered" in said
    other = changed(WANTED, ("network", 0, "loss"), nudged)
    path.write_text(json.dumps(other), encoding="utf-8")
    assert not judge.main(path)
    assert re.search(r"network 0: loss +\S+  wrong\n", capsys.readouterr().out)


# The list


def test_a_port_that_is_listed_says_what_a_reader_wants_to_know():
    names = [port["name"] for port in PORTS]
    assert len(names) == len(set(names)) > 1
    for port in PORTS:
        assert list(port) == KEYS, port["name"]
        assert set(port["answers"]) <= FILE.keys()
        assert port["answers"]
        assert port["address"].startswith("https://")
        assert all(value for value in port.values())


def test_the_ports_at_home_are_where_the_list_says():
    at_home = [port for port in PORTS if "OWNER/NAME" in port["address"]]
    assert len(at_home) == 2
    for port in at_home:
        place = port["address"].partition("/main/")[2]
        assert (ROOT / place).exists()
        assert (ROOT / port["check"].removeprefix("pytest ")).samefile(__file__)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no answer", "cannot be read as JSON"),
        ("[]", "sections by name: random, spiral, network, optimizers"),
        ('{"spirals": []}', "sections by name"),
    ],
)
def test_answers_of_another_shape_are_refused(tmp_path, text, said):
    path = tmp_path / "answers.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit, match=said):
        judge.main(path)
