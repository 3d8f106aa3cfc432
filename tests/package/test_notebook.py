"""glue, with the book's builder and without it."""

import subprocess
import sys
import types

import numpy as np
import pytest

from nnfs.notebook import glue


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.float64(0.5), 0.5),
        (np.int64(3), 3),
        (np.array(2.0), 2.0),
        (0.25, 0.25),
        ("text", "text"),
    ],
)
def test_a_value_is_kept_and_returned_as_it_is(monkeypatch, value, plain):
    kept = []
    builder = types.ModuleType("myst_nb")
    builder.glue = lambda *pair, display: kept.append((*pair, display))
    monkeypatch.setitem(sys.modules, "myst_nb", builder)
    monkeypatch.setattr("IPython.get_ipython", types.SimpleNamespace)
    result = glue("ch01-name", value)
    assert type(result) is type(plain)
    assert kept == [("ch01-name", plain, False)]
    assert result == plain


def test_an_array_stays_an_array(monkeypatch):
    monkeypatch.setitem(sys.modules, "myst_nb", None)
    rows = np.ones(3)
    assert glue("ch01-rows", rows) is rows


def test_nothing_is_lost_without_the_builder(monkeypatch):
    monkeypatch.setitem(sys.modules, "myst_nb", None)
    assert glue("ch01-name", np.float32(0.5)) == 0.5


def test_a_script_is_no_notebook(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    code = (
        "from IPython import get_ipython\n"
        "from nnfs.notebook import glue\n"
        "assert glue('ch01-name', 0.5) == 0.5\n"
        "assert get_ipython() is None"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert not any(tmp_path.iterdir())
