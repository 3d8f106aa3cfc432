"""The package as one file computes what the package does, to the last digit."""

import ast
import copy
import subprocess
import sys
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

import nnfs
from nnfs import gradient_check
from nnfs_site.one_file import build, cut

ADDRESS = "https://example.org/a-book/"


@pytest.fixture(scope="module")
def text():
    return cut.one_file(ADDRESS)


@pytest.fixture(scope="module")
def one(text):
    """What the file defines."""
    made = {"__name__": "one"}
    exec(compile(text, build.NAME, "exec"), made)
    return SimpleNamespace(**made)


def both(one, seed, *widths):
    """Return a network of the package and one of the file, drawn alike."""
    made = []
    for package in (nnfs, one):
        rng = np.random.default_rng(seed)
        layers = []
        for n, m in pairwise(widths):
            layers += [package.Dense(n, m, rng=rng), package.ReLU()]
        made.append(package.Network(*layers[:-1]))
    return made


def test_it_is_short_and_reads_from_top_to_bottom(text):
    lines = text.splitlines()
    assert len(lines) <= 400
    assert max(map(len, lines)) <= 80
    tree = ast.parse(text)
    defined = set()
    for node in tree.body:
        name = getattr(node, "name", None)
        later = {n.name for n in tree.body if hasattr(n, "name")} - defined
        used = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        assert not used & later, f"{name} needs what comes below"
        defined.add(name)


def test_it_needs_numpy_alone(text):
    asked = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            asked |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            asked.add(node.module)
    assert asked == {"copy", "math", "numpy", "typing"}
    assert "input_checks" not in text
    assert ADDRESS in text


def test_each_definition_says_in_a_line_what_it_is(text):
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            said = ast.get_docstring(node)
            assert said, node.name
            assert "\n" not in said


def test_as_a_program_it_prints_what_the_package_prints(text, tmp_path):
    path = tmp_path / build.NAME
    path.write_text(text, encoding="utf-8")
    told = [
        subprocess.run(
            [sys.executable, file], capture_output=True, text=True, check=True
        ).stdout
        for file in (path, cut.ENDING)
    ]
    assert told[0] == told[1]
    assert max(map(len, told[0].splitlines())) <= 80
    assert "relative error" in told[0]
    assert "epoch 200" in told[0]


def test_it_is_written_beside_the_first_page(text, tmp_path):
    config = SimpleNamespace(html_baseurl=ADDRESS)
    builder = SimpleNamespace(name="html")
    build.write(
        SimpleNamespace(builder=builder, config=config, outdir=tmp_path)
    )
    assert (tmp_path / build.NAME).read_text(encoding="utf-8") == text


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_points_and_batches(one, seed):
    drawn = []
    for package in (nnfs, one):
        rng = np.random.default_rng(seed)
        X, y = package.spiral(17, classes=4, rng=rng, noise=0.3)
        parts = [p for part in package.batches(X, y, 10, rng) for p in part]
        parts += [p for part in package.batches(X, y) for p in part]
        drawn.append([X, y, *parts])
    for ours, theirs in zip(*drawn, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("widths", [(2, 3), (2, 64, 64, 3), (5, 1, 7, 2)])
def test_forward_and_backward(one, rng, widths):
    ours, theirs = both(one, 3, *widths)
    X, y = rng.normal(size=(41, widths[0])), rng.integers(0, widths[-1], 41)
    found = []
    for package, network in ((nnfs, ours), (one, theirs)):
        loss = package.SoftmaxCrossEntropy()
        scores = network.forward(X, training=True)
        value = loss.forward(scores, y)
        slopes = loss.backward()
        d_inputs = network.backward(slopes, d_inputs=True)
        right = package.accuracy(scores, y)
        views = [view for _, view in network.named_parameters()]
        names = [name for name, _ in network.named_parameters()]
        found.append([scores, value, slopes, d_inputs, right, names, *views])
        found[-1] += [network.predict(X[:7]), network.gradients]
    for a, b in zip(*found, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    "settings", [(0.02,), (lambda step: 0.1 / (1 + step), 0.8, 0.9, 1e-4)]
)
def test_300_steps(one, rng, settings):
    ours, theirs = both(one, 5, 2, 16, 3)
    X, y = rng.normal(size=(300, 2)), rng.integers(0, 3, 300)
    for package, network in ((nnfs, ours), (one, theirs)):
        loss, optimizer = package.SoftmaxCrossEntropy(), package.Adam(*settings)
        for k in range(300):
            loss.forward(network.forward(X[k : k + 9]), y[k : k + 9])
            network.backward(loss.backward())
            optimizer.step(network.parameters, network.gradients)
        assert optimizer.steps == 300
    np.testing.assert_array_equal(ours.parameters, theirs.parameters)


def test_what_has_faded_is_forgotten_alike(one):
    found = []
    for package in (nnfs, one):
        point, optimizer = np.ones(1), package.Adam(0.1, beta1=0.5, beta2=0.5)
        optimizer.step(point, np.ones(1))
        for _ in range(1199):
            optimizer.step(point, np.zeros(1))
        found.append([point[0], optimizer.means[0], optimizer.squares[0]])
    assert found[0] == found[1]
    assert found[0][1:] == [0, 0]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_gradient_check(one, seed):
    ours, theirs = both(one, seed, 3, 5, 4)
    rng = np.random.default_rng([seed, 1])
    start = rng.normal(size=ours.parameters.size)
    X, y = rng.normal(size=(6, 3)), rng.integers(0, 4, 6)
    found = []
    for package, network in ((nnfs, ours), (one, theirs)):
        network.parameters = start
        loss = package.SoftmaxCrossEntropy()
        rows = package.check_gradients(network, loss, X, y, report=True)
        assert network.parameters.tolist() == start.tolist()
        largest = package.check_gradients(network, loss, X, y, step=1e-4)
        found.append([[(row.name, row.error) for row in rows], largest])
    assert found[0] == found[1]
    assert max(error for _, error in found[0][0]) < 1e-7


def test_the_gradient_check_finds_a_wrong_slope(one):
    network = both(one, 0, 3, 5, 4)[1]
    network.parameters = np.random.default_rng(1).normal(
        size=network.parameters.size
    )

    class Wrong(one.SoftmaxCrossEntropy):
        def backward(self):
            return 1.01 * super().backward()

    X, y = np.random.default_rng(2).normal(size=(6, 3)), np.arange(6) % 4
    assert one.check_gradients(network, Wrong(), X, y) > 1e-3


def test_measured_slopes_and_their_error(one, rng):
    x = rng.normal(size=(2, 3))
    found = [
        package.numerical_gradient(lambda x: np.sin(x).sum(), x, 1e-4)
        for package in (gradient_check, one)
    ]
    np.testing.assert_array_equal(*found)
    zeros = np.zeros(3)
    for a, b in ((x, x + 1e-3), (zeros, zeros), (zeros, np.ones(3))):
        ours = gradient_check.relative_error(a, b)
        assert one.relative_error(a, b) == ours


def test_a_copy_is_bound_to_a_vector_of_its_own(one):
    network = both(one, 0, 2, 3, 2)[1]
    before = network.parameters.copy()
    other = copy.copy(network)
    other.layers[0].weights += 1
    other.layers[2].biases = 7
    assert np.count_nonzero(other.parameters != before) == 6 + 2
    np.testing.assert_array_equal(network.parameters, before)


def test_each_list_of_the_program_has_its_use(monkeypatch):
    names = {name for _, *named in cut.PARTS for name in named}
    assert set(cut.EDITS) <= names
    assert set(cut.LEFT_OUT) <= names
    for door in cut.DOORS:
        with monkeypatch.context() as patch:
            patch.delitem(cut.DOORS, door)
            assert door in cut.one_file(ADDRESS), f"no {door} is opened"


def test_a_package_that_has_changed_is_not_cut_wrongly(monkeypatch):
    monkeypatch.setitem(cut.EDITS, "ReLU", {"sigmoid": "relu"})
    with pytest.raises(ValueError, match="ReLU has 0 times, and not once"):
        cut.one_file(ADDRESS)
    monkeypatch.setitem(cut.EDITS, "ReLU", {"inputs": "x"})
    with pytest.raises(ValueError, match=r"ReLU has \d times, and not once"):
        cut.one_file(ADDRESS)
    with pytest.raises(KeyError, match="defines no Reluctant"):
        cut.part("activations.py", "Reluctant")
