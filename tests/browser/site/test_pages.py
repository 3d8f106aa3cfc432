"""What holds on every page, on a phone and on a desk, in light and in dark."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import SITE, listen, until
from tinycss2 import parse_stylesheet, serialize

from nnfs_site import chapters
from tests.book.pages import CHAPTERS

LOOK = Path(__file__).with_name("look.js").read_text(encoding="utf-8")
THIN = Path(__file__).with_name("thin.js").read_text(encoding="utf-8")
CUT = Path(__file__).with_name("cut.js").read_text(encoding="utf-8")
DISTINCT = Path(__file__).with_name("distinct.js").read_text(encoding="utf-8")
WCAG = {
    "runOnly": [
        f"wcag{version}{level}"
        for version in ("2", "21", "22")
        for level in ("a", "aa")
    ],
    "resultTypes": ["violations"],
}
COLOURS = ["color-contrast", "link-in-text-block"]

PLOT = re.compile(r'<svg class="plot[ "].*?</svg>', re.DOTALL)
# What a legend shows of a line: two steps of nine points, perhaps a marker.
HANDLE = re.compile(
    r'<path d="M[\d.]+ [\d.]+l9 0 9 0"([^>]*)/>(?:<use href="#([^"]*)")?'
)


def turn(page, theme):
    """Ask for a theme, and wait until nothing fades from the other."""
    page.emulate_media(color_scheme=theme)
    until(page, f"document.documentElement.dataset.theme === '{theme}'")
    page.evaluate("document.getAnimations().forEach((fade) => fade.finish())")


def violations(page, **options):
    """What axe-core finds on a page by the rules of WCAG, less or more."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(
        "async (options) => (await axe.run(options)).violations", WCAG | options
    )
    return [
        f"{rule['id']}: {node['html']}"
        for rule in found
        for node in rule["nodes"]
    ]


def barriers(page, themes):
    """What axe-core finds on a page, which is thinned for that.

    A theme changes colours and nothing else, so the other rules are asked once.
    """
    page.evaluate(THIN)
    met = violations(page, rules={rule: {"enabled": False} for rule in COLOURS})
    page.evaluate(DISTINCT)
    for theme in themes:
        turn(page, theme)
        met += violations(page, runOnly=COLOURS)
    page.evaluate(
        "() => { for (const [text, data] of taken) text.data = data; }"
    )
    return met


@pytest.mark.parametrize("width", [375, 1280])
def test_page(name, width, site, browser, request):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    faults, asked = listen(page), []
    page.on("request", lambda sent: asked.append(sent.url))
    page.goto(site + name)
    themes = {}
    for theme in ("light", "dark"):
        turn(page, theme)
        themes[theme] = page.evaluate(LOOK)
        if directory := request.config.getoption("--screenshots"):
            stem = name.removesuffix(".html").replace("/", "_")
            picture = Path(directory, f"{stem}-{width}-{theme}.png")
            page.screenshot(path=picture, full_page=True)
    page.set_viewport_size({"width": 320, "height": 700})
    small = page.evaluate(LOOK)
    page.set_viewport_size({"width": width, "height": 900})
    cut = page.evaluate(CUT)
    # the width chooses no colour, see below, and LOOK asks for contrast again
    met = barriers(page, themes if width == 1280 else ())
    context.close()

    foreign = [url for url in asked if not url.startswith((site, "data:"))]
    assert not faults, "the browser reports errors"
    assert not foreign, "the page asks another host"
    assert not met, "WCAG 2.2 A or AA is not met"
    assert small["width"] <= 320, "a small phone scrolls sideways"
    assert not small["wide"], "something stands out of a small phone"
    assert not cut, "a formula is cut: set it in two lines"
    for theme, seen in themes.items():
        assert seen["theme"] == theme
        assert seen["width"] <= width, "the page scrolls sideways"
        assert not seen["wide"], "something stands out of the page"
        assert not seen["pale"], "text is hard to read"
        assert not seen["paleLabels"], "a label in a figure is hard to read"
        assert not seen["unlabelled"], "a figure has no role or no label"
        assert not seen["styled"], "a security policy would drop inline styles"
        assert not seen["images"], "an image is missing, or its alternative is"


def test_the_width_of_a_page_chooses_no_colour():
    by_width = [
        serialize(rule.content)
        for path in (SITE / "_static").glob("*.css")
        for rule in parse_stylesheet(path.read_text(encoding="utf-8"))
        if rule.type == "at-rule" and "width" in serialize(rule.prelude)
    ]
    assert by_width
    named = r"[{;]\s*(?:color|--[\w-]*color[\w-]*)\s*:"
    assert not re.search(named, "".join(by_width))


def test_the_check_for_barriers_sees_them(site, desk):
    desk.goto(f"{site}book/notation.html")
    assert not barriers(desk, ["light"])
    desk.evaluate("""() => {
      const pale = new CSSStyleSheet();
      pale.replaceSync("article p { color: #aaa }");
      document.adoptedStyleSheets = [pale];
      const passage = document.querySelector("article p");
      passage.append(document.createElement("button"), new Image(9, 9));
    }""")
    met = {line.partition(":")[0] for line in barriers(desk, ["light"])}
    assert met == {"color-contrast", "button-name", "image-alt"}


def test_a_request_that_fails_is_a_fault_unless_the_page_was_left(
    site, context
):
    page = context.new_page()
    faults = listen(page)
    page.route("**/late.json", lambda route: None)
    page.route("**/lost.json", lambda route: route.abort("connectionfailed"))
    page.goto(f"{site}book/notation.html")
    with page.expect_request("**/late.json"):
        page.evaluate("() => { fetch('late.json'); }")
    with page.expect_event("requestfailed"):
        page.reload()
    assert not faults
    page.evaluate("fetch('lost.json').catch(() => null)")
    assert f"{site}book/lost.json" in faults


def handles(svg):
    """The colour of each line in a legend, and what else tells it apart."""
    for found, marker in HANDLE.findall(svg):
        line = dict(re.findall(r'([\w-]+)="([^"]*)"', found))
        shape = marker and re.search(
            rf'<path (?=[^>]*id="{marker}")[^>]*?\bd="([^"]*)"', svg
        )
        yield (
            line.get("stroke"),
            line.get("stroke-dasharray"),
            line.get("stroke-width"),
            shape and shape[1],
        )


def test_colour_is_never_all_that_tells_two_lines_apart(name):
    page = (SITE / name).read_text(encoding="utf-8")
    for svg in PLOT.findall(page):
        lines = set(handles(svg))
        without_colour = {line[1:] for line in lines}
        assert len(without_colour) == len(lines)


def test_the_test_of_colours_sees_the_lines_of_legends():
    text = (SITE / "book" / "comparison.html").read_text(encoding="utf-8")
    found = [len(list(handles(svg))) for svg in PLOT.findall(text)]
    assert found.count(7) >= 10  # seven optimizers


def test_chapters_number_their_figures():
    """Also in a build that read no page again, as the one after a PDF."""
    pages = chapters.files(SITE, "html")
    assert len(pages) == len(CHAPTERS)
    for path in pages:
        text = path.read_text(encoding="utf-8")
        numbers = re.findall(r'"caption-number">Figure ([\d.]+)', text)
        chapter = int(path.name[:2])
        counted = [f"{chapter}.{k}" for k in range(1, len(numbers) + 1)]
        assert numbers == counted
