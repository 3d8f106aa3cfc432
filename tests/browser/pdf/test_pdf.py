"""The printed book, as `make pdf` left it: marked up, complete, whole."""

import os
import re
import shutil
from pathlib import Path

import pikepdf
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright
from sphinx_external_toc.parsing import parse_toc_yaml

from nnfs_site.print import pdf as printer

ROOT = Path(__file__).parents[3]

BUNDLED = ("/FontFile", "/FontFile2", "/FontFile3")
STYLES = ("Regular", "Italic", "SemiBold")
MARGIN, LINE = 68, 15  # in points
WIDTH = 162 * 96 / 25.4  # of the text, in the pixels of Chromium
# What is cut off at the right, and listings that may not go on overleaf.
FAULTS = """() => {
  const edge = document.querySelector(".bd-article-container")
    .getBoundingClientRect().right;
  const faults = [];
  for (const element of document.querySelectorAll(".bd-article *")) {
    if (element.closest("svg, math *")) continue;
    if (element.getBoundingClientRect().right > edge + 16)
      faults.push("cut: " + element.outerHTML.slice(0, 200));
  }
  for (const code of document.querySelectorAll(".bd-article pre")) {
    if (code.closest(".exercise")) continue; // stays together
    for (let box = code; box; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.breakInside !== "auto" || /flex|grid/.test(style.display))
        faults.push("never broken: " + box.outerHTML.slice(0, 200));
    }
  }
  return faults;
}"""


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
    docnames = [
        docname
        for docname in parse_toc_yaml(ROOT / "_toc.yml")
        if docname not in printer.ON_SCREEN
    ]
    titles = ["Contents"]
    for docname in docnames:
        page = (printer.SITE / f"{docname}.html").read_text(encoding="utf-8")
        heading = BeautifulSoup(page, "html.parser").select_one("article h1")
        for link in heading.select("a"):
            link.decompose()
        titles.append(" ".join(heading.get_text().split()))
    with pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == titles
    source = BeautifulSoup(printer.SOURCE.read_text("utf-8"), "html.parser")
    parts = source.select(".contents, .chapter")
    depths = [len(part.select("h2")) for part in parts]
    with pdf.open_outline() as outline:
        assert [len(item.children) for item in outline.root] == depths
    assert sum(depths) > 100


def test_a_heading_has_something_below_it(pdf):
    source = BeautifulSoup(printer.SOURCE.read_text("utf-8"), "html.parser")
    for heading in source.select(".chapter :is(h1, h2, h3, h4)"):
        assert heading.find_next_sibling(), heading
    pages = {page.objgen for page in pdf.pages}

    def low(items):
        for item in items:
            page, _, _, top, *_ = item.destination
            assert page.objgen in pages
            if top - MARGIN < 3 * LINE:  # the heading, and two lines
                yield item.title
            yield from low(item.children)

    with pdf.open_outline(max_depth=6) as outline:
        assert not list(low(outline.root))


def test_a_page_shows_whole_what_stands_on_it():
    program = next(filter(None, map(shutil.which, printer.BROWSERS)))
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=arguments
        )
        page = browser.new_page(viewport={"width": int(WIDTH), "height": 900})
        page.emulate_media(media="print")
        page.goto(printer.SOURCE.as_uri())
        faults = page.evaluate(FAULTS)
        browser.close()
    assert not faults


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
    names = {str(font.FontDescriptor.FontName).split("+")[-1] for font in fonts}
    assert {f"SourceSerif4-{style}" for style in STYLES} <= names
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


def test_links_to_solutions_name_the_right_pages():
    numbers = printer.start_pages(printer.PDF)
    source = BeautifulSoup(printer.SOURCE.read_text("utf-8"), "html.parser")
    links = source.select("a[href*='--sol-']")
    assert len(links) > 50
    for link in links:
        page = numbers[link["href"].removeprefix("#")]
        assert link.get_text().endswith(f", page {page}")
