"""The printed book, as `make pdf` left it: marked up, complete, whole."""

import re
import sys
from pathlib import Path

import pikepdf
import pytest
from bs4 import BeautifulSoup
from sphinx_external_toc.parsing import parse_toc_yaml

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import pdf as printer  # noqa: E402

BUNDLED = ("/FontFile", "/FontFile2", "/FontFile3")


@pytest.fixture(scope="module")
def pdf():
    with pikepdf.open(printer.PDF) as opened:
        yield opened


def annotations(pdf):
    return [
        note
        for page in pdf.pages
        for note in page.get("/Annots", [])
        if note.Subtype == "/Link"
    ]


def test_it_is_marked_up_for_a_screen_reader(pdf):
    assert pdf.Root.MarkInfo.Marked
    assert "/StructTreeRoot" in pdf.Root
    assert pdf.Root.Lang == "en"
    assert pdf.docinfo["/Title"] == "Neural Networks from Scratch"


def test_its_outline_is_the_contents(pdf):
    docnames = list(parse_toc_yaml(ROOT / "_toc.yml"))
    titles = ["Contents"]
    for docname in docnames:
        page = (printer.SITE / f"{docname}.html").read_text(encoding="utf-8")
        heading = BeautifulSoup(page, "html.parser").select_one("article h1")
        for link in heading.select("a"):
            link.decompose()
        titles.append(" ".join(heading.get_text().split()))
    with pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == titles
        assert all(item.children for item in outline.root[1:-1])


def test_it_holds_the_whole_book(pdf):
    assert len(pdf.pages) > 100


def test_its_fonts_are_its_own(pdf):
    fonts = [
        font
        for font in pdf.objects
        if isinstance(font, pikepdf.Dictionary)
        and font.get("/Type") == "/Font"
        and font.Subtype != "/Type3"  # which is its own drawings
        and "/FontDescriptor" in font
    ]
    assert fonts
    outside = [
        font.BaseFont
        for font in fonts
        if not set(font.FontDescriptor) & set(BUNDLED)
    ]
    assert not outside


def test_its_links_lead_somewhere(pdf):
    places = set(pdf.Root.Dests)
    inside = [note.Dest for note in annotations(pdf) if "/Dest" in note]
    assert len(inside) > 500
    assert {str(name) for name in inside} <= places
    outside = [str(note.A.URI) for note in annotations(pdf) if "/A" in note]
    assert outside
    assert not [uri for uri in outside if not re.match("https?://", uri)]


def test_the_contents_name_the_right_pages():
    numbers = printer.start_pages(printer.PDF)
    source = printer.SOURCE.read_text(encoding="utf-8")
    lines = BeautifulSoup(source, "html.parser").select(".contents .line")
    said = {line.a["href"][1:]: int(line.span.get_text()) for line in lines}
    assert said == {name: numbers[name] for name in said}
    assert list(said.values()) == sorted(said.values())
