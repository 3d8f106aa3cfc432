"""Run on this page: a small book of one chapter, built and run in a browser.

NumPy for browsers is on no registry, so this book asks for pure Python alone:
the npm package of Pyodide, and one package that the tests make. Where
`make runtime` has laid the real ones, every page of the real book runs too.
"""

import re
from pathlib import Path

import matplotlib
import pytest
from conftest import SITE, listen
from playwright.sync_api import expect
from test_pages import LOOK, PLOT, barriers

from nnfs_site.delivery import rebuild
from nnfs_site.run import cells as run_cells
from tests.book.pages import alike

ROOT = Path(__file__).parents[3]

PAGE = "book/cells.html"
CELL = "article div.cell:has(.cell_input)"
SET = ".cell_output > :not(.output, figure)"  # a table, from Markdown


@pytest.fixture
def page(context, booklet):
    """The page of cells, before anything is clicked."""
    page = context.new_page()
    page.faults, page.asked = listen(page), []
    context.on("request", lambda sent: page.asked.append(sent.url))
    page.goto(booklet + PAGE)
    yield page
    assert not page.faults
    assert all(url.startswith(booklet) for url in page.asked)


def start(page):
    page.get_by_role("button", name="Run on this page").click()
    expect(status(page)).to_have_text("Python is ready.")


def status(page):
    return page.locator("div.run-bar [role=status]")


def cell(page, number):
    return page.locator(CELL).nth(number - 1)


def code(page, number):
    return page.get_by_label(f"Code of cell {number}", exact=True)


def write(page, number, text):
    folded = cell(page, number).locator("details:not([open]) > summary")
    if folded.count():
        folded.click()
    code(page, number).fill(text)


def run(page, number):
    status(page).evaluate("(one) => one.replaceChildren()")
    page.get_by_role("button", name=f"Run cell {number}", exact=True).click()
    expect(status(page)).to_have_text(f"Cell {number} ran.")


def markup(page):
    """The cells as they stand, but for what scrolls at this moment."""
    return [
        re.sub(' tabindex="-?[01]"', "", box.inner_html())
        for box in page.locator(CELL).all()
    ]


def outputs(page, number):
    return [
        part.text_content().rstrip("\n")
        for part in cell(page, number).locator(".cell_output > .output").all()
    ]


def test_nothing_is_fetched_before_the_click(page, booklet):
    offer = page.get_by_role("button", name="Run on this page")
    told = float(re.search(r"downloads ([\d.]+) MB", offer.text_content())[1])
    page.wait_for_load_state("networkidle")
    assert not [url for url in page.asked if "/run/" in url]
    assert not page.locator("textarea").count()
    sent = []
    page.context.on("response", lambda got: sent.append(got))
    start(page)
    weights = [
        int(got.header_value("content-length"))
        for got in sent
        if "/run/" in got.url
        and not re.search(f"/({'|'.join(rebuild.MEASURED)})/", got.url)
        and not got.from_service_worker
    ]
    assert sum(weights) / 1e6 == pytest.approx(told, abs=0.06)


def test_the_policy_needs_no_exception(page):
    (policy,) = re.findall(
        'Content-Security-Policy" content="([^"]*)"', page.content()
    )
    assert "unsafe" not in policy
    start(page)  # what the policy forbids would be a fault


def test_all_cells_give_what_they_gave_when_the_book_was_built(page):
    printed = [outputs(page, number) for number in (1, 2, 3, 4)]
    assert printed[0] == ["There are 2 words", "['ink', 'paper']"]
    start(page)
    page.get_by_role("button", name="Run all").click()
    # this cell draws, and here is no matplotlib
    failed = "Cell 5 failed, and the cells behind it wait."
    expect(status(page)).to_have_text(failed)
    assert [outputs(page, number) for number in (1, 2, 3, 4)] == printed
    assert all(
        cell(page, number).locator(".state").text_content() == "Ran"
        for number in (1, 2, 3, 4)
    )
    (text,) = outputs(page, 5)
    assert text.startswith("Cell 5, line 1\n")
    assert text.endswith("No module named 'matplotlib'")


def test_a_cell_runs_those_above_it_first(page):
    start(page)
    run(page, 2)
    assert cell(page, 1).locator(".state").text_content() == "Ran"
    assert cell(page, 3).locator(".state").text_content() == ""
    write(page, 2, "words = 5\nwords")
    run(page, 2)
    assert outputs(page, 2) == ["5"]
    write(page, 1, "words += 1\nwords")
    run(page, 1)
    assert outputs(page, 1) == ["6"]


def states(page):
    return page.locator(".run-cell .state").all_text_contents()[:6]


def test_what_takes_long_is_left_out_until_a_reader_asks_for_it(page, context):
    def weigh(route):
        answer = route.fetch()
        out = """data-heavy='{"1": "3 minutes", "5": "40 seconds"}'"""
        told = '<p class="run-heavy">Two.</p></div>'
        text = answer.text().replace("data-bytes=", f"{out} data-bytes=")
        before, bar, behind = text.partition('<span role="status"></span>')
        text = before + bar + behind.replace("</div>", told, 1)
        route.fulfill(response=answer, body=text)

    context.route("**/cells.html", weigh)
    page.reload()
    printed = [outputs(page, number) for number in (1, 2, 6)]
    start(page)
    assert page.locator("p.run-heavy").is_visible()
    page.get_by_role("button", name="Run all").click()
    expect(status(page)).to_have_text(
        "Cell 6 is left out: it builds on cell 1."
    )
    builds, ran = "Left out: builds on cell 1", "Ran"
    longer = "Left out: takes 40 seconds"
    out = ["Left out: takes 3 minutes", builds, ran, ran, longer, builds]
    assert states(page) == out
    assert [outputs(page, number) for number in (1, 2, 6)] == printed
    assert not cell(page, 2).locator(".run-output").count(), "as it was built"
    run(page, 1)
    run(page, 2)
    assert states(page)[:2] == [ran, ran]
    page.get_by_role("button", name="Run all").click()
    expect(status(page)).to_have_text("Cell 6 ran.")
    assert states(page) == [ran, ran, ran, ran, longer, ran]
    write(page, 5, "words = ['a']")  # who has made it quicker wants to see it
    page.get_by_role("button", name="Run all").click()
    expect(cell(page, 5).locator(".state")).to_have_text("Ran, changed")
    expect(status(page)).to_have_text("Cell 6 ran.")
    assert outputs(page, 6) == ["1"]
    page.get_by_role("button", name="Stop").click()
    write(page, 5, "1 / 0")
    page.get_by_role("button", name="Reset cell 5").click()
    page.get_by_label("all 6 cells").check()
    page.get_by_role("button", name="Run all").click()
    failed = "Cell 5 failed, and the cells behind it wait."
    expect(status(page)).to_have_text(failed)  # here is no matplotlib
    assert states(page)[:2] == [ran, ran]


def test_an_error_shows_the_readers_own_lines_and_stops_the_rest(page):
    start(page)
    write(page, 1, "words = {}\n\ndef first(x):\n    return x[0]")
    write(page, 2, "print('before')\nfirst(words)")
    page.get_by_role("button", name="Run all").click()
    expect(status(page)).to_have_text(
        "Cell 2 failed, and the cells behind it wait."
    )
    printed, error = outputs(page, 2)
    assert printed == "before"
    lines = error.splitlines()
    assert [line for line in lines if line.startswith("Cell")] == [
        "Cell 2, line 2",
        "Cell 1, line 4, in first",
    ]
    assert lines[-1] == "KeyError: 0"
    assert cell(page, 3).locator(".state").text_content() == ""


def test_stop_ends_a_loop_and_says_that_variables_are_lost(page):
    start(page)
    write(page, 1, "words = 1\nwhile True:\n    words += 1")
    page.get_by_role("button", name="Run cell 1", exact=True).click()
    expect(status(page)).to_have_text("Running.")
    page.get_by_role("button", name="Stop").click()
    expect(status(page)).to_contain_text("variables are lost")
    write(page, 1, "'words' in globals()")
    run(page, 1)
    assert outputs(page, 1) == ["False"]


def test_output_arrives_while_a_cell_runs(page):
    start(page)
    write(
        page,
        1,
        "import time\nprint('early')\ntime.sleep(0.2)\n"
        "print('later', flush=True)\nwhile True: pass",
    )
    page.get_by_role("button", name="Run cell 1", exact=True).click()
    expect(cell(page, 1).locator(".output").first).to_have_text(
        "early\nlater\n"
    )
    page.get_by_role("button", name="Stop").click()


def test_reset_brings_back_what_was_printed(page):
    figure = cell(page, 5).locator("figure")
    printed = figure.inner_html()
    start(page)
    opened = markup(page)
    write(page, 5, "import drawn\ndrawn.show()")
    write(page, 1, "words = ['ink', 'paper']\nprint('other')")
    run(page, 5)
    run(page, 6)
    assert outputs(page, 1) == ["other"]
    assert outputs(page, 6) == ["2"]  # and not the one that is folded, too
    assert cell(page, 6).locator(".cell_output").is_visible()
    assert figure.inner_html() != printed
    page.get_by_role("button", name="Reset cell 1", exact=True).click()
    assert outputs(page, 1) == ["There are 2 words", "['ink', 'paper']"]
    assert "print(" in code(page, 1).input_value()
    assert "other" not in code(page, 1).input_value()
    for name in ("Reset all", "Reset all: press again"):
        page.get_by_role("button", name=name, exact=True).click()
    expect(status(page)).to_contain_text("as they were printed")
    assert figure.inner_html() == printed
    assert markup(page) == opened


def test_a_figure_takes_the_place_of_the_printed_one_and_plays(page):
    start(page)
    printed = cell(page, 5).locator("svg.plot").get_attribute("aria-label")
    assert printed == "A line from the lower left to the upper right."
    assert not [url for url in page.asked if "drawn" in url]
    write(page, 5, "import drawn\ndrawn.show()\ndrawn.show()")
    run(page, 5)
    assert [url for url in page.asked if "drawn" in url]
    pictures = cell(page, 5).locator("svg.plot")
    assert pictures.count() == 2
    figure = page.locator("#fig-line")
    assert "A line that grows." in figure.text_content()
    assert figure.locator("svg.plot").count() == 1
    for picture in pictures.all():
        assert picture.get_attribute("role") == "img"
        # what was printed may not be true of it
        assert picture.get_attribute("aria-label") not in ("", printed)
    ink = pictures.first.locator("[stroke='var(--ink)']").first
    colour = "(one) => getComputedStyle(one).stroke"
    light = ink.evaluate(colour)
    slider = figure.get_by_role("slider")
    assert slider.count() == 1
    slider.focus()
    page.keyboard.press("Home")
    line = figure.locator("[data-trace] > path").first
    assert "L" not in line.get_attribute("d")
    page.emulate_media(color_scheme="dark")
    for _ in range(2):
        if page.evaluate("document.documentElement.dataset.theme") == "light":
            page.locator(".theme-switch-button").first.click()
    assert ink.evaluate(colour) != light


def test_a_cell_is_run_and_left_by_keyboard(page):
    offer = page.get_by_role("button", name="Run on this page")
    offer.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Run all")).to_be_focused()
    expect(status(page)).to_have_text("Python is ready.")
    area = code(page, 1)
    area.focus()
    assert area.get_attribute("aria-describedby") == "run-keys"
    assert "Escape" in page.locator("#run-keys").text_content()
    outline = "(one) => getComputedStyle(one).outlineStyle"
    assert area.evaluate(outline) != "none"
    page.keyboard.press("Tab")  # nothing was typed: it moves on
    expect(area).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(area).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("if True:\nx = 4\n")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("if x:\n")
    page.keyboard.press("Tab")
    page.keyboard.type("print(x)")
    assert area.input_value() == (
        "if True:\n    x = 4\nif x:\n        print(x)"
    )
    page.keyboard.press("Shift+Tab")
    assert area.input_value().endswith("\n    print(x)")
    page.keyboard.press("Control+Enter")
    expect(status(page)).to_have_text("Cell 1 ran.")
    expect(area).to_be_focused()
    assert outputs(page, 1) == ["4"]
    page.keyboard.press("Control+z")
    assert area.input_value() != "if True:\n    x = 4\nif x:\n    print(x)"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(area).not_to_be_focused()
    area.focus()
    page.keyboard.press("Shift+Enter")  # the next cell is folded: it opens
    expect(code(page, 2)).to_be_focused()


def test_changed_code_keeps_its_colours_and_its_place(page):
    start(page)
    pre = cell(page, 1).locator("pre").first
    seen = pre.evaluate("(one) => getComputedStyle(one).lineHeight")
    text = 'for x in range(3):  # no "string"\n    print(f"a{x}", 1.5e3)\n'
    write(page, 1, text)
    colours = {
        mark.text_content(): mark.get_attribute("class")
        for mark in pre.locator("span[class]").all()
    }
    assert colours == {
        "for": "k",
        "in": "k",
        "3": "mi",
        '# no "string"': "c1",
        'f"a{x}"': "s1",
        "1.5e3": "mi",
    }
    assert pre.text_content() == text + "\n"
    boxes = [code(page, 1).bounding_box(), pre.bounding_box()]
    for side in ("x", "y", "width", "height"):
        assert boxes[0][side] == pytest.approx(boxes[1][side], abs=1)
    style = "(one) => getComputedStyle(one).lineHeight"
    assert code(page, 1).evaluate(style) == seen


def test_an_exercise_gets_a_cell_of_its_own(page):
    start(page)
    area = page.get_by_label("Code of exercise 1.4")
    assert "def cosine(x, z):" in area.input_value()
    assert 'check("1.4", cosine)' in area.input_value()
    area.fill("1 + 1")
    page.get_by_role("button", name="Run exercise 1.4").click()
    expect(status(page)).to_have_text("Exercise 1.4 ran.")
    # it builds on nothing above it
    assert cell(page, 1).locator(".state").text_content() == ""


def test_a_python_that_does_not_load_says_so_and_tries_again(page):
    page.context.route("**/pyodide.asm.wasm", lambda route: route.abort())
    page.get_by_role("button", name="Run on this page").click()
    expect(status(page)).to_contain_text("try again")
    assert page.faults
    page.faults.clear()
    page.context.unroute("**/pyodide.asm.wasm")
    run(page, 1)
    page.faults.clear()


def test_what_runs_is_kept_for_the_next_time_without_a_network(page, booklet):
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    start(page)
    page.context.set_offline(True)
    page.context.route("**/*", lambda route: route.abort())
    page.reload()
    start(page)
    run(page, 1)
    assert outputs(page, 1)[0] == "There are 2 words"
    page.faults.clear()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_page_that_runs_meets_wcag(width, theme, booklet, browser, request):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme
    )
    page = context.new_page()
    page.goto(booklet + PAGE)
    button = page.get_by_role("button", name="Run on this page")
    assert button.bounding_box()["height"] >= 24
    button.click()
    page.get_by_text("Python is ready.").wait_for()
    write(page, 1, "print('a' * 200)\nwords = 1 / 0")
    page.get_by_role("button", name="Run cell 1", exact=True).click()
    page.get_by_text("Cell 1 failed").wait_for()
    seen = page.evaluate(LOOK)
    if directory := request.config.getoption("--screenshots"):
        page.screenshot(path=Path(directory, f"run-{width}-{theme}.png"))
    met = barriers(page, [theme])
    context.close()
    assert not met
    assert seen["width"] <= width
    assert not seen["wide"]
    assert not seen["pale"]


def pages_that_run():
    return [
        path.relative_to(SITE).as_posix()
        for path in sorted(SITE.rglob("*.html"))
        if '<div class="run-bar"' in path.read_text(encoding="utf-8")
    ]


@pytest.mark.parametrize("path", pages_that_run() or [None])
def test_every_page_gives_in_a_browser_what_it_gave_at_build(
    path, context, site
):
    if path is None:
        pytest.skip(
            "NOT RUN: no cell of the book ran in a browser, because NumPy for "
            "browsers is not here (`make runtime` before `make book`)"
        )
    page = context.new_page()
    page.goto(site + path)
    page.wait_for_load_state()
    printed = [outputs(page, k + 1) for k in range(page.locator(CELL).count())]
    drawn = page.locator(f"{CELL} svg.plot").count()
    is_set = [one.locator(SET).count() > 0 for one in page.locator(CELL).all()]
    start(page)
    for whole in page.get_by_label(f"all {len(printed)} cells").all():
        whole.check()
    page.get_by_role("button", name="Run all").click()
    ended = re.compile(f"Cell {len(printed)} ran|failed|not be loaded")
    expect(status(page)).to_have_text(ended, timeout=1_800_000)
    assert "failed" not in status(page).text_content(), [
        error.text_content() for error in page.locator(".output.error").all()
    ]
    for number, expected in enumerate(printed, 1):
        told = outputs(page, number)
        if any(run_cells.SILENT in text for text in told):
            continue  # NumPy in a browser raises no floating-point errors
        if is_set[number - 1]:
            continue  # here it is text
        classes = page.locator(CELL).nth(number - 1).get_attribute("class")
        tags = classes.replace("tag_", "").split()
        assert alike("\n".join(told), "\n".join(expected), tags), number
    # the title page shows the figure of a cell elsewhere
    assert page.locator(f"{CELL} svg.plot").count() >= drawn


DRAWN = re.compile(r"<(\w+)|>([^<]+)<")  # elements, and what is written


@pytest.mark.parametrize(
    "path", ["index.html", "book/01-neural-network-from-scratch.html"]
)
def test_what_runs_a_cell_is_as_good_as_a_notebook(
    path, site, context, monkeypatch
):
    """Run a page here, with the Python half: the same words and figures."""
    monkeypatch.chdir(ROOT / "book")
    page = context.new_page()
    page.goto(site + path)
    cells = page.locator(CELL)
    told, names = [], {"__name__": "__main__"}
    session = run_cells.Session(lambda *pair: told.append(pair), names)
    pictures = []
    with matplotlib.rc_context():
        matplotlib.use("module://nnfs_site.run.figures")
        for number in range(cells.count()):
            source = cells.nth(number).locator(".cell_input pre").text_content()
            told.clear()
            title = f"Cell {number + 1}"
            with pytest.raises(StopIteration) as end:  # no cell waits
                session.run(title, source).send(None)
            assert end.value.value, told
            text = "".join(t + "\n" for k, t in told if k == "result")
            text = "".join(t for k, t in told if k == "stdout") + text
            found = "\n".join(outputs(page, number + 1))
            lines = [t.rstrip() for t in (text, found)]
            assert lines[0] == lines[1], number
            pictures += [t for k, t in told if k == "figure"]
    matplotlib.use("Agg")
    printed = PLOT.findall((SITE / path).read_text(encoding="utf-8"))
    assert pictures
    for one, other in zip(pictures, printed, strict=True):
        assert DRAWN.findall(one) == DRAWN.findall(other)
