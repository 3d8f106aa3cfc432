"""The pages of the book, as text and as cells."""

from pathlib import Path

import jupytext

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "book"
CHAPTERS = sorted(BOOK.glob("[0-9][0-9]-*.md"))


def text(page):
    return page.read_text(encoding="utf-8")


def cells(page):
    """Return the code cells of a page, as jupytext reads them."""
    notebook = jupytext.reads(text(page), fmt="md:myst")
    return [cell for cell in notebook.cells if cell.cell_type == "code"]
