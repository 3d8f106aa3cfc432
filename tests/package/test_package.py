"""The package as a whole: what it exports, imports and weighs."""

import ast
import inspect
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import tables

import nnfs
from nnfs import automatic, sequences
from nnfs.datasets import census

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "nnfs").rglob("*.py"))
BASES = {
    "Layer",
    "Optimizer",
    "Network",
    "Trial",
    "Apart",
    "Loader",
    "Process",
}  # no chapter prints them whole


def test_the_version_is_the_projects():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert nnfs.__version__ == project["version"]


def test_what_is_exported():
    public = {
        name
        for name, value in vars(nnfs).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert public == set(nnfs.__all__)
    assert len(nnfs.__all__) == len(public)
    assert nnfs.__all__ == ast.literal_eval(assigned("__all__"))


def assigned(name):
    """Return what is written behind `name =` in the package's first file."""
    for node in ast.parse((ROOT / "nnfs/__init__.py").read_text()).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == name:
            return node.value


def test_a_star_brings_no_module():
    names = {}
    exec("from nnfs import *", names)
    assert {"Dense", "Residual", "fit"} <= set(names)
    assert not [n for n, value in names.items() if inspect.ismodule(value)]


@pytest.mark.parametrize("base", ["Layer", "Loss"])
def test_every_layer_and_every_loss_is_exported(base):
    base = getattr(nnfs, base)
    late = {  # who wants them asks for them
        automatic.Automatic,
        sequences.Attention,
        sequences.Embedding,
        sequences.Positions,
    }
    written = {
        value
        for _, value in tables.public()
        if inspect.isclass(value) and issubclass(value, base)
    }
    exported = [getattr(nnfs, name) for name in nnfs.__all__]
    assert written - late <= set(filter(callable, exported))
    assert len(written) > 5


@pytest.mark.parametrize("topic", ["datasets", "metrics", "initializers"])
def test_every_function_of_a_topic_is_exported(topic):
    written = {
        value
        for name, value in tables.public()
        if name.startswith(f"nnfs.{topic}.")
    }
    assert written
    exported = [getattr(nnfs, name) for name in nnfs.__all__]
    late = {census.names}  # who wants it asks for it
    assert written - late <= set(filter(callable, exported))


def test_numpy_is_all_that_an_import_brings():
    code = (
        "import nnfs.exercises, nnfs.plotting, sys; print(sorted(sys.modules))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    ).stdout
    assert "'nnfs.plotting'" in out
    for name in ("matplotlib", "sklearn", "tqdm", "scipy", "IPython"):
        assert f"'{name}'" not in out


def test_what_few_programs_need_is_read_when_first_asked_for():
    code = "import sys, nnfs; print(sorted(sys.modules))"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    ).stdout
    assert "'nnfs.layers'" in out
    late = ("tape", "automatic", "sequences", "datasets.census", "museum")
    for name in (*late, "probes"):
        assert f"'nnfs.{name}'" not in out
    for name in ("taping", "following", "sequencing", "probing"):
        assert f"'nnfs.input_checks.{name}'" not in out


def code_lines(path):
    """Return the numbers of the lines that are neither text nor blank."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    text = set()
    for node in ast.walk(tree):
        kinds = ast.Module | ast.ClassDef | ast.FunctionDef
        if isinstance(node, kinds) and ast.get_docstring(node):
            text |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    lines = enumerate(source.splitlines(), 1)
    return tree, {
        number
        for number, line in lines
        if line.strip() and not line.strip().startswith("#")
    } - text


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_is_small_and_a_class_fits_on_a_page(path):
    tree, lines = code_lines(path)
    # A chapter's checkers are a list, read one by one; no page prints them.
    assert len(lines) <= (225 if path.stem.startswith("chapter_") else 165)
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name not in BASES:
            inside = set(range(node.lineno, node.end_lineno + 1))
            assert len(lines & inside) <= 25, node.name
    assert ast.get_docstring(tree)
