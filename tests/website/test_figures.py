"""Figures as part of a page."""

import json
import re
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from docutils import nodes
from docutils.utils import new_document
from hypothesis import given
from hypothesis import strategies as st

from nnfs_site.figures import inline, svg

DRAWING = """<?xml version="1.0" encoding="utf-8" standalone="no"?>
<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="72pt" height="36pt"
 viewBox="0 0 72 36" xmlns="http://www.w3.org/2000/svg" version="1.1">
 <metadata><date>2026-01-01</date></metadata>
 <defs><style type="text/css">*{stroke-linejoin: round}</style></defs>
 <g id="figure_1">
  <g id="patch_1"><path d="M 0 36.00001
L 72 1.23456
z
" style="fill: #fefdfc"/></g>
  <g clip-path="url(#p1)">
   <use xlink:href="#m1" x="1.23456" y="2" style="stroke: #0072b2"/>
  </g>
  <g id="text_1"><!-- a < b -->
   <text style="font-size: 9px; font-family: 'DejaVu Sans'; fill: #010203"
    transform="rotate(-0 3 4)">a &lt; b</text>
  </g>
 </g>
 <defs>
  <clipPath id="p1"><rect x="0" y="0" width="72" height="36"/></clipPath>
  <path id="m1" d="M 0 0 L 0 3.5"/>
 </defs>
</svg>
"""


@pytest.fixture
def drawing():
    return ElementTree.fromstring(
        svg.inline_svg(DRAWING, 'An "a"\n beside <b>', "f1-")
    )


def test_a_figure_is_one_labelled_image_that_may_shrink(drawing):
    assert drawing.tag == "svg"
    assert drawing.get("role") == "img"
    assert drawing.get("aria-label") == 'An "a" beside <b>'
    assert drawing.get("viewBox") == "0 0 72 36"
    assert (drawing.get("width"), drawing.get("height")) == ("96", "48")


def test_a_figure_takes_its_ink_and_paper_from_the_page(drawing):
    assert drawing.find("path").get("fill") == "var(--paper)"
    assert drawing.find(".//text").get("fill") == "var(--ink)"
    assert drawing.find(".//use").get("stroke") == "#0072b2"


def test_a_figure_keeps_only_what_a_page_needs(drawing):
    tags = {element.tag for element in drawing.iter()}
    assert tags == {
        "svg",
        "path",
        "g",
        "use",
        "text",
        "defs",
        "clipPath",
        "rect",
    }
    assert not [e for e in drawing.iter() if "style" in e.attrib]
    assert drawing.find("path").get("d") == "M0 36l72-34.77z"
    text = drawing.find(".//text")
    assert text.text == "a < b"
    assert set(text.attrib) == {"font-size", "fill"}


def test_the_identifiers_of_a_figure_are_its_own(drawing):
    ids = {element.get("id") for element in drawing.iter()} - {None}
    clip, mark = "f1-0", "f1-1"  # whatever matplotlib has called them
    assert ids == {clip, mark}
    assert drawing.find("g").get("clip-path") == f"url(#{clip})"
    assert drawing.find(".//use").get("href") == f"#{mark}"


GLUED = {
    "ch03-sine": {"data": {"text/plain": "0.70710678"}},
    "ch03-slope": {"data": {"text/plain": "-2"}},
    "ch03-name": {"data": {"text/plain": "'ReLU'"}},
}


@pytest.fixture
def page_with_figure(tmp_path):
    """Return a function that builds a page of one figure, and returns it."""

    def build(alternative):
        folder = tmp_path / "book"
        folder.mkdir()
        (folder / "03.glue.json").write_text(json.dumps(GLUED))
        page = new_document("page")
        page.settings.env = SimpleNamespace(
            docname="book/03",
            mystnb_config=SimpleNamespace(output_folder=str(tmp_path)),
            app=None,
            config=None,
        )
        page += nodes.image(alt=alternative, uri="a.svg")
        inline.QuoteValues(page).apply()
        return page[0]

    return build


def test_a_text_alternative_quotes_what_the_page_computed(page_with_figure):
    image = page_with_figure("{ch03-name} at {ch03-sine:.2f}, {ch03-slope}.")
    assert image["alt"] == "ReLU at 0.71, \N{MINUS SIGN}2."


@pytest.mark.parametrize(
    ("alternative", "fault"),
    [
        ("A rise of {ch03-rise}.", "'ch03-rise'"),
        ("A rise of {}.", "''"),
        ("{ch03-name:.2f} of it.", "could not convert string to float"),
        ("{ch03-sine:.2y} of it.", "Unknown format code"),
    ],
)
def test_a_text_alternative_that_quotes_nothing_is_a_warning(
    page_with_figure, heard, alternative, fault
):
    page_with_figure(alternative)
    (record,) = heard
    assert fault in record.getMessage()


MOVING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
 <g id="trace|step/5"><path clip-path="url(#c)" d="M 0 0 L 1 2"/></g>
 <g id="hidden|2 joints"><g><path clip-path="url(#n)" d="M 0 0"/></g></g>
 <g clip-path="url(#n)"><image id="hidden|2 joints" href="data:,"/></g>
 <g id="shown|3 joints"><path clip-path="url(#c)" d="M 3 3"/></g>
 <defs><clipPath id="c"><rect width="9" height="9"/></clipPath></defs>
</svg>"""


def test_what_moves_is_marked_for_the_script():
    root = ElementTree.fromstring(svg.inline_svg(MOVING, "a", "f-"))
    line, earlier, last = root.findall("g")
    assert line.attrib == {"data-trace": "step/5"}
    assert line.find("path").get("clip-path") == "url(#f-0)"
    assert earlier.attrib == {"data-frame": "2 joints", "visibility": "hidden"}
    assert earlier.find(".//path").attrib == {"d": "M0 0"}
    image = root.find("image")  # no clip is left around it
    assert image.attrib == {"href": "data:,", **earlier.attrib}
    assert last.attrib == {"data-frame": "3 joints"}
    assert last.find("path").get("clip-path") == "url(#f-0)"


STEPPED = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
 <g id="from|0 of 1: a"><text clip-path="url(#c)">3</text></g>
 <g id="hidden|0 of 1: a"><path clip-path="url(#n)" d="M 0 0"/></g>
 <g id="from|1 of 1: b"><text>4</text></g>
</svg>"""


def test_what_appears_step_by_step_is_there_without_the_script():
    root = ElementTree.fromstring(svg.inline_svg(STEPPED, "a", "f-"))
    first, passing, second = root.findall("g")
    assert first.attrib == {"data-from": "0 of 1: a"}
    assert second.attrib == {"data-from": "1 of 1: b"}
    assert passing.attrib == {
        "data-frame": "0 of 1: a",
        "visibility": "hidden",
    }


TOUCHED = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
 <g id="touch|bowl(1,2) -1.5 2 0 4"><path d="M 0 9 L 9 9 L 9 0 L 0 0 z"/></g>
 <g id="touch|path"><path d="M 1.5 1 L 2 3 L 4 4"/></g>
</svg>"""


def test_what_is_touched_is_marked_and_keeps_its_points():
    root = ElementTree.fromstring(svg.inline_svg(TOUCHED, "a", "f-"))
    assert root.get("class") == "plot touch"
    ground, line = root.findall("g")
    assert ground.attrib == {"data-touch": "bowl(1,2) -1.5 2 0 4"}
    assert ground.find("path").get("d") == "M0 9L9 9L9 0L0 0z"
    assert line.attrib == {"data-touch": "path"}
    assert line.find("path").get("d") == "M1.5 1L2 3L4 4"


coordinates = st.integers(-60_000, 60_000).map(lambda n: n / 100)

lines = st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=60)


@given(st.lists(lines, min_size=1, max_size=3), st.booleans())
def test_steps_lead_to_the_points_of_the_lines(parts, closed):
    end = "z" if closed else ""
    drawn = "".join(
        "M" + "L".join(f"{x:g} {y:g}" for x, y in line) + end for line in parts
    )
    written = svg.steps(drawn)
    found = []
    for command, text in re.findall("([Mlz])([^Mlz]*)", written):
        numbers = [float(n) for n in re.findall(r"-?\d*\.?\d+", text)]
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            if command == "l":
                x, y = found[-1][0] + x, found[-1][1] + y
            found.append((x, y))
    points = [point for line in parts for point in line]
    long = sum(map(len, parts)) - len(parts) > 40
    for point, reached in zip(points, found, strict=True):
        assert reached == pytest.approx(point, abs=0.051 if long else 1e-6)


def test_curves_keep_their_points():
    marker = "M0 1.5C.4 1.5 .78 1.34 1.06 1.06z"
    assert svg.steps(marker) == marker
