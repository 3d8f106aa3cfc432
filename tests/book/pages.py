"""The pages of the book, as text and as cells."""

import re
from pathlib import Path

import jupytext
import pytest
import yaml

from nnfs_site import chapters
from nnfs_site.cells import are_for_readers

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "book"
CHAPTERS = chapters.files(ROOT)
CONTENTS = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
NUMBER = re.compile(r"-?\d+(?:\.\d*)?(?:e[-+]?\d+)?")


def text(page):
    return page.read_text(encoding="utf-8")


def header(page):
    """Return what the header of a page says."""
    return jupytext.reads(text(page), fmt="md:myst").metadata


def is_for_readers(page):
    """Tell whether readers run the cells of a page."""
    return are_for_readers(header(page))


def rooms(contents):
    """Return each page of a chapter with its number, by the contents."""
    under = {
        entry["file"]: [below["file"] for below in entry.get("sections", ())]
        for part in contents["parts"]
        for entry in part["chapters"]
    }
    owners = {page: page for page in under} | chapters.above(under)
    return {
        page: f"{number:02d}"
        for page, owner in owners.items()
        if (number := chapters.number(owner))
    }


def under(page):
    """Return a chapter's page, and those under it in the contents."""
    found = rooms(CONTENTS)
    chapter = found[chapters.name_of(page, ROOT)]
    return [ROOT / f"{name}.md" for name in found if found[name] == chapter]


def cells(page):
    """Return the code cells of a page, as jupytext reads them."""
    notebook = jupytext.reads(text(page), fmt="md:myst")
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def alike(one, other, tags=()):
    """Whether two outputs agree, but for the last digits of numbers.

    A cell with the tag `chaotic` prints numbers of runs that diverge or hop:
    they magnify a last digit to a sixth. One with the tag `rounding` prints
    what last digits are on this processor, and its page says so. One with the
    tag `drawn` prints what a trained network draws, symbol by symbol: of each
    line only what stands before its first number must agree.
    """
    if "drawn" in tags:
        starts = [
            [NUMBER.split(line)[0] for line in text.splitlines()]
            for text in (one, other)
        ]
        return starts[0] == starts[1]
    words = [NUMBER.sub("#", text).split() for text in (one, other)]
    numbers = [list(map(float, NUMBER.findall(t))) for t in (one, other)]
    if "rounding" in tags:
        return words[0] == words[1]
    return words[0] == words[1] and numbers[0] == pytest.approx(
        numbers[1], rel=0.2 if "chaotic" in tags else 0.01, abs=1e-6
    )
