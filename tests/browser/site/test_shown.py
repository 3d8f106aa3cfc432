"""What a reader sees of a page's code: teaching, with what it gives."""

import ast
import re

import pytest
from bs4 import BeautifulSoup
from conftest import SITE

from nnfs_site.delivery import reached

MANY = 15  # cells; a page with fewer shows what it likes
STAMP = re.compile(r"# nnfs/[\w/]+\.py: \w")


def unfolded(html):
    """Return the code of each cell that is in view, and whether it gives."""
    page = BeautifulSoup(html, "html.parser")
    found = []
    for cell in page.select("article div.cell:not(:has(> details.hide))"):
        source = cell.select_one("div.cell_input pre")
        output = cell.select_one("div.cell_output")
        gives = output and (output.get_text(strip=True) or output.select("svg"))
        if source:
            found.append((source.get_text().strip("\n"), bool(gives)))
    return found


def proving(code):
    """Return the lines that assert, or hand a number to the prose."""
    found = set()
    for node in ast.walk(ast.parse(reached.plain(code))):
        call = node.value if isinstance(node, ast.Expr) else None
        glues = isinstance(call, ast.Call) and ast.unparse(call.func) == "glue"
        if glues or isinstance(node, ast.Assert):
            found.update(range(node.lineno, node.end_lineno + 1))
    return found


def faults(cells):
    """Say what is wrong with the code in view, if anything."""
    if len(cells) < MANY:
        return []
    lines = sum(len(code.split("\n")) - code.count("\n\n") for code, _ in cells)
    proof = sum(len(proving(code)) for code, _ in cells)
    said = [gives for code, gives in cells if not STAMP.match(code)]
    silent = said.count(False)
    found = []
    if proof > 0.05 * lines:
        found.append(f"{proof} of {lines} lines in view assert or glue")
    if silent > 0.4 * len(said):
        found.append(f"{silent} of {len(said)} cells in view give nothing")
    return found


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([("x = 1\nassert x", True)] * 14, []),
        ([("x = 1", True)] * 15, []),
        (
            [("f(\n    x\n)\nassert (\n    x\n)", True)] * 15,
            ["45 of 90 lines in view assert or glue"],
        ),
        (
            [("glue('x', 1)", True), *[("x = 1", True)] * 14],
            ["1 of 15 lines in view assert or glue"],
        ),
        (
            [("x = 1", False)] * 7 + [("x", True)] * 9,
            ["7 of 16 cells in view give nothing"],
        ),
        ([("# nnfs/layers.py: Dense\nx = 1", False)] * 15, []),
    ],
)
def test_code_that_proves_and_code_that_says_nothing_are_counted(cells, found):
    assert faults(cells) == found


def test_a_page_shows_teaching_with_what_it_gives(name):
    cells = unfolded((SITE / name).read_text(encoding="utf-8"))
    assert not faults(cells), (faults(cells), cells)


# What is wider for a reason: a check that has passed names its function whole,
# and these messages stand as they are until their page runs again.
WIDE = re.compile(r"right, in all \d+ |targets lie between ")


def too_wide(html):
    """Return the printed lines that are wider than code may be."""
    page = BeautifulSoup(html, "html.parser")
    lines = [
        line
        for output in page.select("article div.cell_output pre")
        for line in output.get_text().splitlines()
    ]
    return [line for line in lines if len(line) > 80 and not WIDE.match(line)]


def test_what_is_printed_fits_beside_code(name):
    assert not too_wide((SITE / name).read_text(encoding="utf-8"))


def test_a_printed_line_of_81_columns_is_too_wide():
    cell = "<article><div class='cell_output'><pre>{}</pre></div></article>"
    assert too_wide(cell.format("x" * 80 + "\n" + "y" * 81)) == ["y" * 81]
    assert not too_wide(cell.format("x" * 80))
