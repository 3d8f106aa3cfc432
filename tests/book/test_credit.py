"""What is borrowed names its source, in the package and on the pages."""

import inspect
import re

import pytest

from nnfs import compat, datasets
from nnfs.datasets import census
from tests.book.pages import BOOK, text

# Data that belong to nobody: what they are made of says it all.
OURS = {
    "blobs": "clouds around points of a circle",
    "sine": "one period of a sine",
}
TOOLS = {"batches", "split", "init", "restore"}  # they bring no data
# An example that is another's: its page, words that come with it, its source.
# The first section that has the words cites the source.
BORROWED = [
    ("index", r"spiral\(", "karpathy2015b"),
    ("01-*", r"scans of handwritten digits", "alpaydin1998"),
    ("02-*", r"\bXOR\b", "minsky1969"),
    ("03-*", r"\btents?\b", "telgarsky2016"),
    ("04-*", r"\b0\.15\b", "nielsen2015"),
    ("07-*", r"\bcounterexample\b", "reddi2018"),
    ("09-*", r"scanned", "alpaydin1998"),
    ("12-*", r"bicycles", "fanaee2014"),
    ("12-*", r"\bpenguins\b", "gorman2014"),
    ("13-*", r"MNIST-1D", "greydanus2024"),
    ("15-*", r"Census Bureau", "census1995"),
    ("15-*", r"letter by letter", "karpathy2022"),
    ("15-*", r"\*\*transformer\*\*", "vaswani2017"),
    ("15-*", r"associative recall", "graves2014"),
    ("comparison", r"\*\*Rosenbrock\*\*", "rosenbrock1960"),
]


def data_sets():
    """Return the functions that make or load data, by name."""
    return {
        name: function
        for module in (
            *(datasets, census, datasets.mnist1d, datasets.tables),
            compat,
        )
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and name[0] != "_"
        and name not in TOOLS
    }


def test_every_data_set_names_its_source():
    found = data_sets()
    others = {"spiral", "spiral_data", "digits", "penguins", "signals", "names"}
    assert others | set(OURS) <= set(found)
    for name, function in found.items():
        has = "\n    References\n    ----------\n" in function.__doc__
        assert has != (name in OURS), f"say where {name} comes from"


@pytest.mark.parametrize(("page", "words", "source"), BORROWED)
def test_a_borrowed_example_names_its_source_in_its_page(page, words, source):
    (path,) = BOOK.glob(f"{page}.md")
    sections = re.split(r"(?m)^## ", text(path))
    using = [part for part in sections if re.search(words, part)]
    assert using, "the example is gone: take it out of the list"
    assert re.search(rf"\{{cite(:t)?\}}`[^`]*\b{source}\b", using[0]), (
        f"cite {source} where {path.name} first uses the example"
    )
