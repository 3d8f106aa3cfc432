"""Nothing is lost: what a reader does is kept, on the device and nowhere else.

Driven on the small book of `cells.md`. A page that was mended since is that
page with other words in it, given in place of the one that the site has.
"""

import json
import re

import pytest
from conftest import SITE, listen_everywhere, pages, until
from playwright.sync_api import expect
from test_pages import LOOK, barriers

from nnfs.exercises.report import Verdict
from nnfs.exercises.trial import EXERCISES
from nnfs_site.ask import build as ask
from nnfs_site.keep import build

PAGE = "book/cells.html"
DESK = "book/where-you-are.html"
BUDGET = 20 * 1024
START = "nnfs-book/1/"
DRAFT = f"{START}draft/book/cells/"
OTHER = {"There are": "Here are"}
REFUSED = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("denied", "SecurityError"); },
});"""
FILL = """() => {
  for (let size = 2 ** 22; size >= 1; size /= 2)
    try {
      for (let k = 0; ; k++)
        localStorage.setItem(`other/${size}/${k}`, "x".repeat(size));
    } catch {}
}"""
KEPT = """(start) => Object.fromEntries(Object.entries(localStorage)
  .filter(([key]) => key.startsWith(start)))"""
STOPPED = """(name) => {
  document.getElementById(name).scrollIntoView();
}"""
EARLY = """addEventListener("readystatechange", () => {
  const marks = document.querySelectorAll("[data-kept], a.resume").length;
  window.seen = { ...window.seen, [document.readyState]: marks };
}, true);"""


@pytest.fixture
def visit(context, booklet):
    """Open a page in a tab; in the end, nothing was wrong, and nothing left."""
    faults, asked = listen_everywhere(context), []
    context.on("request", lambda sent: asked.append(sent))

    def open_tab(name=PAGE):
        page = context.new_page()
        page.goto(booklet + name)
        page.wait_for_load_state("load")
        return page

    yield open_tab
    assert not faults
    assert all(one.url.startswith((booklet, "blob:")) for one in asked)
    assert all(one.method == "GET" and "secret" not in one.url for one in asked)


def start(page):
    page.get_by_role("button", name="Run on this page").click()
    expect(page.get_by_role("button", name="Run all")).to_be_visible()
    return page


def code(page, title):
    return page.get_by_label(f"Code of {title}", exact=True)


def kept(page, begin=START):
    return page.evaluate(KEPT, begin)


def mend(context, words):
    """Give the page with other words from now on."""

    def fulfil(route):
        answer = route.fetch()
        text = answer.text()
        for old, new in words.items():
            assert old in text
            text = text.replace(old, new)
        route.fulfill(response=answer, body=text)

    context.route("**/cells.html", fulfil)


def at(name, section):
    """A test of whether one stopped there; a slow browser is late to see it."""
    said = f"localStorage['{START}place/{name[:-5]}'] ?? '[0, 0]'"
    return f"JSON.parse({said})[1].at === '{section}'"


def stop_at(page, section):
    page.evaluate(STOPPED, section)
    until(page, at(PAGE, section))


def take_in(page, name, text):
    bring = page.get_by_role("button", name="Take in a file")
    expect(bring).to_be_enabled()
    page.locator("div.kept-bar input").set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": text.encode()}
    )


def text_of(name):
    return (SITE / name).read_text("utf-8")


def status(page):
    return page.locator("div.kept-bar [role=status]")


def a_file(**entries):
    """Write a file as the page writes it."""
    return json.dumps({"book": "nnfs-book", "version": 1, "entries": entries})


def test_script_and_style_keep_to_their_budget():
    script, styles = build.script(), (build.STYLE, ask.STYLE)
    assert script in (SITE / "_static" / "book.js").read_text("utf-8")
    size = len(script.encode()) + sum(len(s.read_bytes()) for s in styles)
    assert size <= BUDGET
    loads = {name for name in pages() if build.DESK in text_of(name)}
    assert loads == {DESK}
    styled = {name for name in pages() if build.DESK_STYLE in text_of(name)}
    assert styled == {DESK, "book/review.html"}


def test_nothing_is_done_before_the_page_has_loaded(visit, context):
    page = visit()
    stop_at(page, "exercises")
    context.add_init_script(EARLY)
    page.reload()
    page.locator("nav.page-toc a[data-kept]").first.wait_for()
    seen = page.evaluate("window.seen")
    assert seen["interactive"] == seen["complete"] == 0


def test_what_is_written_comes_back_and_reset_forgets_it(visit):
    page = start(visit())
    code(page, "cell 1").fill("secret = 1\nsecret")
    code(page, "exercise 1.4").fill("def cosine(x, z):\n    return 1")
    page.reload()
    expect(page.locator("div.run-bar [role=status]")).to_have_text(
        "The 2 cells that you changed come back then."
    )
    start(page)
    assert code(page, "cell 1").input_value() == "secret = 1\nsecret"
    assert code(page, "exercise 1.4").input_value().endswith("return 1")
    row = page.locator("div.cell:has([aria-label='Code of cell 1'])")
    assert row.locator(".state").text_content() == "changed"
    assert row.locator(".mi").text_content() == "1", "it has its colours"
    page.get_by_role("button", name="Reset cell 1", exact=True).click()
    assert len(kept(page, DRAFT)) == 1
    page.get_by_role("button", name="Reset all").click()
    assert len(kept(page, DRAFT)) == 1, "one press takes nothing back"
    page.get_by_role("button", name="Reset all: press again").click()
    assert not kept(page, DRAFT)
    start_again = start(visit())
    assert "ink" in code(start_again, "cell 1").input_value()


def test_a_verdict_is_kept_and_what_has_passed_stays_so(visit):
    page = start(visit())
    area = code(page, "exercise 1.4")
    title = page.locator("div.exercise .admonition-title")
    run = page.get_by_role("button", name="Run exercise 1.4")
    asked = {"exercise": "1.4", "call": "cosine(x, z)", "cases": 3}
    wrong = str(Verdict(**asked, right=False, got="2"))
    right = str(Verdict(**asked))
    failing = (
        "class WrongAnswer(AssertionError):\n"
        "    def _render_traceback_(self):\n"
        "        return str(self).splitlines()\n"
        f"raise WrongAnswer({wrong!r})"
    )
    for text, said in (
        (failing, "not yet"),
        (f"print({right!r})", "passed"),
        (failing, "passed"),
    ):
        area.fill(text)
        run.click()
        expect(page.locator("div.run-bar [role=status]")).to_have_text(
            re.compile(r"Exercise 1\.4 (ran|failed)")
        )
        expect(title).to_have_attribute("data-kept", said)
        shown = title.evaluate(
            "(one) => getComputedStyle(one, '::after').content"
        )
        assert said in shown
        page.locator("div.run-bar [role=status]").evaluate(
            "(one) => one.replaceChildren()"
        )
    page.reload()
    expect(title).to_have_attribute("data-kept", "passed")
    page.goto(page.url.replace(PAGE, DESK))
    row = page.locator("[data-exercise='1.4']")
    expect(row).to_contain_text(re.compile(r"1\.4 The most similar passed, .*"))


def test_a_mended_cell_offers_yours_or_the_new_one(visit, context):
    page = start(visit())
    code(page, "cell 1").fill("mine = 1")
    mend(context, OTHER)
    page = start(visit())
    assert "Here are" in code(page, "cell 1").input_value()
    choice = page.locator("div.kept-choice")
    expect(choice).to_contain_text("The page has changed since you wrote this")
    choice.get_by_text("Show what you wrote").click()
    assert choice.locator("pre").text_content() == "mine = 1"
    choice.get_by_role("button", name="Yours: cell 1").press("Enter")
    expect(code(page, "cell 1")).to_be_focused()
    assert code(page, "cell 1").input_value() == "mine = 1"
    expect(choice).to_have_count(0)
    page = start(visit())
    assert code(page, "cell 1").input_value() == "mine = 1"
    expect(page.locator("div.kept-choice")).to_have_count(0)
    page.get_by_role("button", name="Reset cell 1", exact=True).click()
    assert "Here are" in code(page, "cell 1").input_value()


def test_the_new_one_can_be_chosen_and_no_choice_loses_nothing(visit, context):
    page = start(visit())
    code(page, "cell 1").fill("mine = 1")
    before = kept(page, DRAFT)
    mend(context, OTHER)
    for _ in range(2):  # who does not choose is asked again
        page = start(visit())
        code(page, "cell 1").fill("mine = 2")
        assert before.items() <= kept(page, DRAFT).items()
    choice = page.locator("div.kept-choice")
    choice.get_by_role("button", name="Yours").click()
    assert code(page, "cell 1").input_value() == "mine = 1"
    expect(choice.locator("pre")).to_have_text("mine = 2")
    choice.get_by_role("button", name="This one").click()
    expect(choice).to_have_count(0)
    assert len(kept(page, DRAFT)) == 1


def test_a_cell_is_known_by_its_code_wherever_it_stands(visit, context):
    page = start(visit())
    code(page, "cell 3").fill("squares = 'mine'")
    mend(context, {'id="second-section"': 'id="another"'})
    page = start(visit())
    assert code(page, "cell 3").input_value() == "squares = 'mine'"


def test_what_was_written_into_a_cell_that_is_gone_is_shown(visit, context):
    page = start(visit())
    code(page, "cell 1").fill("mine = 1")
    mend(context, OTHER | {'id="first-section"': 'id="another"'})
    page = start(visit())
    choice = page.locator("div.kept-choice")
    expect(choice).to_contain_text("is gone from the page")
    assert choice.locator("pre").text_content() == "mine = 1"
    choice.get_by_role("button", name="Forget it").click()
    assert not kept(page, DRAFT)


def test_the_place_is_kept_and_resuming_is_offered(visit, booklet):
    page = visit()
    page.wait_for_timeout(2500)  # an open page is not yet read
    assert not kept(page)
    stop_at(page, "exercises")
    assert page.locator("a.resume").count() == 0
    link = page.locator("nav.page-toc a[href='#exercises']")
    expect(link).to_have_attribute("data-kept", "read")
    contents = page.locator("nav.bd-links a", has_text="Cells")
    expect(contents).to_have_attribute("data-kept", "begun")
    back = visit()
    resume = back.get_by_role("link", name="Resume: Exercises")
    expect(resume).to_be_visible()
    assert back.evaluate("scrollY") == 0, "nobody is moved unasked"
    resume.press("Enter")
    assert back.url == f"{booklet}{PAGE}#exercises"
    expect(resume).to_have_count(0)
    first = visit("index.html")
    said = "Resume: Exercises, in Cells in pure Python"
    first.get_by_role("link", name=said).click()
    assert first.url == f"{booklet}{PAGE}#exercises"


def test_a_page_read_to_its_end_says_so_in_the_margin(visit):
    page = visit()
    contents = page.locator("nav.bd-links a", has_text="Cells")
    for section in ("exercises", "first-section"):
        page.evaluate(STOPPED, section)
        link = page.locator(f"nav.page-toc a[href='#{section}']")
        expect(link).to_have_attribute("data-kept", "read")
    expect(contents).to_have_attribute("data-kept", "read")


def test_the_page_tells_all_and_a_file_carries_it(visit, context, browser):
    page = start(visit())
    code(page, "cell 1").fill("secret = 1")
    stop_at(page, "exercises")
    desk = visit(DESK)
    row = desk.locator("[data-page='book/cells'] > .kept")
    said = r"2 of 3 sections, 1 cell changed, last on .*; resume"
    expect(row).to_have_text(re.compile(said))
    assert row.get_by_role("link").get_attribute("href").endswith("#exercises")
    with desk.expect_download() as sent:
        desk.get_by_role("button", name="Save as a file").click()
    name = sent.value.suggested_filename
    assert re.fullmatch(r"nnfs-book-\d{4}-\d\d-\d\d\.json", name)
    text = sent.value.path().read_text("utf-8")
    before = kept(desk)
    forget = desk.get_by_role("button", name="Forget everything")
    forget.click()
    assert kept(desk) == before, "one press forgets nothing"
    desk.get_by_role("button", name="Press again").click()
    assert not kept(desk)
    expect(row).to_have_text("")
    expect(status(desk)).to_have_text("Everything is forgotten.")
    other = visit(DESK)
    take_in(other, name, text)
    expect(status(other)).to_contain_text(f"{name} is taken in")
    assert kept(other) == before
    expect(desk.locator("[data-page='book/cells'] > .kept")).to_have_text(
        re.compile(said)
    )
    page = start(visit())
    assert code(page, "cell 1").input_value() == "secret = 1"


def test_the_second_press_must_follow_the_first(visit):
    desk = visit(DESK)
    desk.evaluate(f"localStorage.setItem('{START}verdict/1.4', '[1,true]')")
    forget = desk.get_by_role("button", name="Forget everything")
    expect(forget).to_be_enabled()
    forget.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Press again")).to_be_focused()
    desk.keyboard.press("Shift+Tab")
    expect(forget).to_be_visible()
    assert kept(desk)


@pytest.mark.parametrize(
    ("file", "text", "why"),
    [
        ("cat.json", "\N{CAT FACE}", "is not a file that this page has saved"),
        ("grades.json", '{"ann": 1}', "is not a file that this page has saved"),
        ("none.json", "null", "is not a file that this page has saved"),
        (
            "next.json",
            '{"book": "nnfs-book", "version": 2, "entries": {}}',
            "was saved by another edition",
        ),
        ("half.json", a_file(**{"verdict/1.4": [1, "yes"]}), "is damaged"),
        ("half.json", a_file(**{"draft/a/b": [1, {"at": 1}]}), "is damaged"),
        ("half.json", a_file(**{"verdict/": [1, True]}), "is damaged"),
        ("half.json", a_file(**{"place/a": 3}), "is damaged"),
    ],
)
def test_a_file_from_elsewhere_is_refused_by_name(visit, file, text, why):
    desk = visit(DESK)
    desk.evaluate(f"localStorage.setItem('{START}verdict/1.4', '[1,true]')")
    before = kept(desk)
    take_in(desk, file, text)
    expect(status(desk)).to_have_text(
        re.compile(f"^{re.escape(file)} {why}.*Nothing has changed here")
    )
    assert kept(desk) == before


def test_a_file_is_taken_in_beside_what_is_here(visit, context):
    page = start(visit())
    code(page, "cell 1").fill("here = 1")
    ((key, entry),) = kept(page, DRAFT).items()
    key = key.removeprefix(START)
    when, value = json.loads(entry)
    draft = {**value, "text": "there = 2"}
    desk = visit(DESK)
    desk.evaluate(f"localStorage.setItem('{START}verdict/1.4', '[9,true]')")
    entries = {
        key: [when - 1000, draft],
        "verdict/1.4": [when, False],
        "verdict/1.5": [10**15, True],  # a clock that is wrong
        "later/book/cells/q": [5, "of a kind that is not known here"],
    }
    for _ in range(2):  # twice is as good as once
        take_in(desk, "old.json", a_file(**entries))
        expect(status(desk)).to_contain_text("old.json is taken in")
        status(desk).evaluate("(one) => one.replaceChildren()")
    found = kept(desk)
    assert json.loads(found[START + key]) == [when, value]
    assert json.loads(found[f"{START}verdict/1.4"]) == [9, True]
    assert json.loads(found[f"{START}verdict/1.5"])[0] < 10**14
    assert f"{START}later/book/cells/q" in found
    page = start(visit())
    assert code(page, "cell 1").input_value() == "here = 1"
    choice = page.locator("div.kept-choice")
    expect(choice).to_contain_text("Another device has another text")
    choice.get_by_role("button", name="That one").click()
    assert code(page, "cell 1").input_value() == "there = 2"
    expect(choice.locator("pre")).to_have_text("here = 1")
    entries = {key: [when + 10**6, {**value, "text": "newer = 3"}]}
    take_in(desk, "new.json", a_file(**entries))
    expect(status(desk)).to_contain_text("new.json is taken in")
    texts = [json.loads(one)[1]["text"] for one in kept(desk, DRAFT).values()]
    assert sorted(texts) == ["here = 1", "newer = 3", "there = 2"]


def test_two_tabs_show_what_was_written_last(visit):
    one, other = start(visit()), start(visit())
    code(one, "cell 1").fill("first = 1")
    expect(code(other, "cell 1")).to_have_value("first = 1")
    code(other, "cell 2").evaluate("(one) => (one.closest('details').open = 1)")
    code(other, "cell 2").fill("second = 2")
    expect(code(one, "cell 2")).to_have_value("second = 2")
    assert len(kept(one, DRAFT)) == 2, "neither has undone the other's"
    one.get_by_role("button", name="Reset cell 1", exact=True).click()
    expect(code(other, "cell 1")).to_have_value(re.compile("There are"))
    desk = visit(DESK)
    row = desk.locator("[data-page='book/cells'] > .kept")
    expect(row).to_have_text("1 cell changed")
    one.get_by_role("button", name="Reset cell 2", exact=True).click()
    expect(row).to_have_text("")


def test_a_browser_that_refuses_is_told_of_once(visit, context):
    context.add_init_script(REFUSED)
    page = start(visit())
    assert page.locator("p.kept-not").count() == 0
    code(page, "cell 1").fill("mine = 1")
    code(page, "cell 1").fill("mine = 2")
    code(page, "exercise 1.4").fill("mine = 3")
    told = page.locator("p.kept-not")
    expect(told).to_have_text(re.compile("^This browser keeps nothing"))
    page.evaluate(STOPPED, "exercises")
    page.wait_for_timeout(2500)
    page.locator(".theme-switch-button").first.click()
    page.keyboard.press("Control+k")
    assert page.locator("#pst-search-dialog input").is_visible()
    expect(page.locator("div.run-bar [role=status]")).to_have_text(
        "Python is ready."
    )
    desk = visit(DESK)
    expect(status(desk)).to_have_text(
        "This browser keeps nothing for this site."
    )
    for button in desk.locator("div.kept-bar button").all():
        expect(button).to_be_disabled()


def test_a_full_disk_keeps_what_was_there_and_the_page_goes_on(visit):
    page = start(visit())
    code(page, "cell 1").fill("mine = 1")
    page.evaluate(FILL)
    before = kept(page, DRAFT)
    code(page, "cell 1").fill("mine = " + "1" * 100)
    told = page.locator("p.kept-not")
    expect(told).to_have_count(1)
    expect(told).to_have_text(
        re.compile("^The storage of this browser is full")
    )
    assert kept(page, DRAFT) == before
    code(page, "cell 1").fill("print('on')")
    page.get_by_role("button", name="Run cell 1", exact=True).click()
    expect(page.locator("div.run-bar [role=status]")).to_have_text(
        "Cell 1 ran."
    )
    fresh = visit()  # the theme, too, finds no room
    fresh.locator(".theme-switch-button").first.click()
    desk = visit(DESK)
    held = kept(desk)
    many = {f"draft/book/x/{k}": [1, {"at": "a", "text": "y"}] for k in "abc"}
    take_in(desk, "big.json", a_file(**many))
    expect(status(desk)).to_contain_text("3 of 3 entries did not fit")
    assert kept(desk) == held
    desk.get_by_role("button", name="Forget everything").click()
    desk.get_by_role("button", name="Press again").click()
    assert not kept(desk)
    assert desk.evaluate("localStorage.length") > 0, "what is another's stays"


def test_old_or_broken_data_stops_nothing(visit):
    page = visit()
    stop_at(page, "exercises")
    junk = {
        "nnfs-book/0/drafts": "[1]",
        "nnfs-book/2/draft/book/cells/x": "[1, {}]",
        f"{DRAFT}a~1": "not JSON",
        f"{DRAFT}b~1": '[1, {"text": 4}]',
        f"{START}place/book/cells": '{"at": "exercises"}',
        f"{START}verdict/1.4": '[1, "passed"]',
        f"{START}reached/book/cells/gone": "[1, 1]",
    }
    page.evaluate(
        "(junk) => Object.entries(junk).forEach((one) => "
        "localStorage.setItem(...one))",
        junk,
    )
    page = start(visit())
    assert page.locator("div.kept-choice").count() == 0
    assert "ink" in code(page, "cell 1").input_value()
    code(page, "cell 1").fill("mine = 1")
    desk = visit(DESK)
    row = desk.locator("[data-page='book/cells'] > .kept")
    expect(row).to_have_text("2 of 3 sections, 1 cell changed")
    assert junk.items() <= kept(desk, "nnfs-book/").items(), "it is left alone"
    desk.get_by_role("button", name="Forget everything").click()
    desk.get_by_role("button", name="Press again").click()
    assert not kept(desk, "nnfs-book/")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_kept_meets_wcag(width, theme, visit, context):
    page = start(visit())
    code(page, "cell 1").fill("mine = 1  # " + "wide " * 40)
    page.evaluate(f"localStorage.setItem('{START}verdict/1.4', '[1,true]')")
    stop_at(page, "exercises")
    mend(context, OTHER)
    for name in (PAGE, DESK, "index.html"):
        page = visit(name)
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 700})
        page.locator("[data-kept], .kept").first.wait_for(state="attached")
        if name == PAGE:
            expect(page.locator("a.resume")).to_be_visible()
            start(page).locator("div.kept-choice summary").click()
        if name == DESK:
            page.get_by_role("button", name="Forget everything").click()
        seen = page.evaluate(LOOK)
        met = barriers(page, [theme])
        assert not met
        assert seen["width"] <= width
        assert not seen["wide"]
        assert not seen["pale"]


def test_without_scripts_the_page_is_a_list(browser, booklet):
    page = browser.new_page(java_script_enabled=False)
    page.goto(booklet + DESK)
    assert not page.get_by_role("button", name="Save as a file").is_visible()
    page.get_by_role("link", name="1.4 The most similar").click()
    assert page.url.startswith(booklet + PAGE)
    page.close()


def test_every_chapter_and_every_checked_exercise_is_on_the_page():
    text = (SITE / DESK).read_text("utf-8")
    assert set(re.findall('data-exercise="([^"]+)"', text)) == set(EXERCISES)
    chapters = {path.stem for path in (SITE / "book").glob("[0-9][0-9]-*.html")}
    listed = set(re.findall('data-page="book/([^"]+)"', text))
    assert chapters <= listed
    for sections in re.findall('data-sections="([^"]*)"', text):
        assert sections
