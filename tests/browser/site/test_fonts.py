"""Every character of a formula or a figure is in the fonts of the site."""

import html
import re
import unicodedata
from functools import cache

import pytest
from conftest import SITE
from fontTools.ttLib import TTFont
from test_pages import PLOT

MATH = re.compile(r"<math.*?</math>", re.DOTALL)
LABEL = re.compile(r"<(?:text|tspan)([^>]*)>([^<]+)")
LONE = re.compile(r"<mi>(&\w+;|[^<])</mi>")
# A browser shows a lone letter in <mi> in italics, from another block of
# Unicode: A-Z, a-z and their Greek counterparts.
ITALICS = (
    (range(0x41, 0x5B), 0x1D434),
    (range(0x61, 0x7B), 0x1D44E),
    (range(0x391, 0x3AA), 0x1D6E2),
    (range(0x3B1, 0x3CA), 0x1D6FC),
)


@cache
def characters(font):
    with TTFont(SITE / "_static" / "fonts" / f"{font}.woff2") as file:
        return set(file.getBestCmap())


def italic(letter):
    if letter == "h":
        return "\N{PLANCK CONSTANT}"
    for block, start in ITALICS:
        if ord(letter) in block:
            return chr(start + block.index(ord(letter)))
    return letter


def missing(text, font):
    """The visible characters of a text that a font lacks."""
    return sorted(
        {
            f"{character} U+{ord(character):04X}"
            for character in html.unescape(text)
            if not character.isspace()
            and unicodedata.category(character) != "Cf"
            and ord(character) not in characters(font)
        }
    )


def test_formulas(name):
    page = (SITE / name).read_text(encoding="utf-8")
    formulas = "".join(MATH.findall(page))
    letters = map(html.unescape, LONE.findall(formulas))
    rest = re.sub(r"<[^>]*>", "", LONE.sub("", formulas))
    shown = rest + "".join(map(italic, letters))
    assert not missing(shown, "latin-modern-math")


def test_figures(name):
    page = (SITE / name).read_text(encoding="utf-8")
    for attributes, text in LABEL.findall("".join(PLOT.findall(page))):
        font = "dejavu-sans"
        if "Display" in attributes:
            font = "dejavu-sans-display"
        elif re.search('font-weight="(700|bold)"', attributes):
            font = "dejavu-sans-bold"
        elif re.search('font-style="(oblique|italic)"', attributes):
            font = "dejavu-sans-oblique"
        assert not missing(text, font), f"{font}.woff2 lacks a character"


def test_formulas_are_set_in_the_font_of_the_site(site, browser):
    page = browser.new_page()
    for path in sorted(SITE.glob("book/*.html")):
        if "<math" in path.read_text(encoding="utf-8"):
            break
    else:
        pytest.fail("no page holds a formula")
    page.goto(f"{site}book/{path.name}")
    loaded = page.evaluate(
        """async () => [...await document.fonts.ready]
          .filter((face) => face.status === "loaded")
          .map((face) => face.family.replaceAll('"', ""))"""
    )
    page.close()
    assert "Latin Modern Math" in loaded
