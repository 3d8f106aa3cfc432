"""*NumPy in One Page* has what the chapters use."""

import ast
import functools
import re

import numpy as np
import pytest

from nnfs_site.delivery import reached
from tests.book.pages import BOOK, CHAPTERS, cells, text

PAGE = BOOK / "numpy.md"
FOLDED = {"hide-input", "hide-cell", "remove-input", "remove-cell", "proof"}
METHODS = {
    name
    for kind in (np.ndarray, np.random.Generator)
    for name in dir(kind)
    if not name.startswith("_")
}
# What two chapters or more use, and the page leaves to them.
LEFT_OUT = {}


def in_view(page):
    """Return the code that a reader sees, a text to a cell."""
    return [
        reached.plain(cell.source)
        for cell in cells(page)
        if not FOLDED & set(cell.metadata.get("tags", ()))
    ]


def names_of_numpy(code):
    """Return the last part of each name of NumPy: sum of np.sum and x.sum.

    A method of an array may be one of something else; that of a module is told
    by its name, and what takes no array looks like a word on the page anyway.
    """
    found = set()
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Attribute):
            continue
        root = node.value
        while isinstance(root, ast.Attribute):
            root = root.value
        numpys = isinstance(root, ast.Name) and root.id == "np"
        if numpys or (node.attr in METHODS and not of_a_module(root)):
            found.add(node.attr)
    return found - {"random", "linalg"}


def of_a_module(root):
    """Tell whether a name is that of a module, such as textwrap of fill."""
    modules = {"textwrap", "math", "plt", "ax", "plotting", "json", "self"}
    return isinstance(root, ast.Name) and root.id in modules


@functools.cache
def used():
    """Return the chapters that use each name in a cell in view."""
    found = {}
    for page in CHAPTERS:
        for name in set().union(*map(names_of_numpy, in_view(page))):
            found.setdefault(name, []).append(page.name[:2])
    return found


def shown():
    """Return the names that stand on the page, in code or between backticks."""
    words = re.findall(r"`([^`{}\n]+)`", text(PAGE))
    return set(re.findall(r"\w+", " ".join([*in_view(PAGE), *words])))


def test_names_of_numpy_are_told_from_others():
    code = """
total = np.sum(x).item() + (x @ w).mean(axis=0)
rng.normal(size=np.pi); np.random.default_rng(0); np.linalg.norm(x)
textwrap.fill(text); network.forward(x); plt.text(1, 2)
"""
    assert names_of_numpy(code) == {
        *("sum", "item", "mean", "normal", "pi", "default_rng", "norm")
    }


def test_what_two_chapters_use_stands_on_the_page():
    often = {name for name, chapters in used().items() if len(chapters) > 1}
    missing = sorted(often - shown() - set(LEFT_OUT))
    assert not missing, (
        "put them on book/numpy.md, or into LEFT_OUT with a reason: "
        f"{ {name: used()[name] for name in missing} }"
    )


def test_what_is_left_out_is_used_and_not_there():
    assert len(LEFT_OUT) < 8
    assert set(LEFT_OUT) <= set(used())
    assert not set(LEFT_OUT) & shown()


def test_every_cell_in_view_shows_what_it_gives():
    _, *idioms = in_view(PAGE)  # the first one imports
    for code in idioms:
        last = ast.parse(code).body[-1]
        assert isinstance(last, ast.Expr) or "print(" in code, code
        assert len(code.splitlines()) <= 5, code


@pytest.mark.parametrize("name", ["sum", "reshape", "default_rng"])
def test_the_page_is_searched_by_name(name):
    assert name in shown()
    assert len(used()[name]) > 4
