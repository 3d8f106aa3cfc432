"""Every name that the code of a page reads is bound on that page.

A page runs without such a name as long as no cell takes the branch that reads
it. A reader's own call takes it, and gets a NameError.
"""

import builtins
import symtable

import pytest

from nnfs_site.delivery import reached
from tests.book.pages import BOOK, cells
from tools import weave

GIVEN = {*dir(builtins), "__name__", "get_ipython"}  # by Python, by Jupyter


def tables(table):
    """Yield a table of names and those of all functions and classes in it."""
    yield table
    for inner in table.get_children():
        yield from tables(inner)


def unbound(sources):
    """Return the names that cells read, at any depth, and none of them binds.

    Parameters
    ----------
    sources : iterable of str
        The cells of a page.

    Returns
    -------
    list of str
    """
    bound, read = set(GIVEN), set()
    for source in sources:
        python = reached.plain(source)
        top, *inner = tables(symtable.symtable(python, "cell", "exec"))
        for name in top.get_symbols():
            if name.is_assigned() or name.is_imported():
                bound.add(name.get_name())
            if name.is_referenced():
                read.add(name.get_name())
        for table in inner:
            for name in table.get_symbols():
                if name.is_global() and name.is_referenced():
                    read.add(name.get_name())
                if name.is_declared_global() and name.is_assigned():
                    bound.add(name.get_name())
    return sorted(read - bound)


@pytest.mark.parametrize(
    "page", weave.pages(), ids=lambda page: page.relative_to(BOOK).as_posix()
)
def test_every_name_that_a_page_reads_is_bound_there(page):
    missing = unbound(cell.source for cell in cells(page))
    assert not missing, f"import or define {', '.join(missing)} in a cell"


@pytest.mark.parametrize(
    ("sources", "missing"),
    [
        (["import numpy as np", "np.pi"], []),
        (["np.pi"], ["np"]),
        (["def f(x):\n    if x:\n        raise E(gone)"], ["E", "gone"]),
        (
            ["class C(Base):\n    def f(self):\n        return away"],
            ["Base", "away"],
        ),
        (["def f(x):\n    y = x\n    return [y + z for z in range(3)]"], []),
        (["def f():\n    return g()", "def g():\n    return f"], []),
        (
            ["class C:\n    size = 3\n    def f(self):\n        return size"],
            ["size"],
        ),
        (["def f():\n    global count\n    count = 1", "f()\ncount"], []),
        (["%pip install nnfs\nprint(here)"], ["here"]),
        (["with open('a') as file:\n    pass", "for line in file: line"], []),
        (["try:\n    pass\nexcept ValueError as error:\n    error"], []),
        (["f = lambda z: z + shift"], ["shift"]),
    ],
)
def test_a_name_that_no_cell_binds_is_seen(sources, missing):
    assert unbound(sources) == missing
