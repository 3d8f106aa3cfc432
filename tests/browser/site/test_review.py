"""Questions that are asked again: by the page *Review*, and by Anki.

Driven on the small book of `asks.md`, with a clock that the tests move.
"""

import csv
import datetime
import json
import re

import pytest
from conftest import SITE, listen_everywhere, pages
from playwright.sync_api import expect
from test_ask import NAMES, PAGE, Question, ready
from test_delivery import SHIFT, SHIFTED
from test_keep import DESK, FILL, REFUSED, START, a_file, kept, take_in
from test_pages import LOOK, barriers

from nnfs_site.ask import export
from nnfs_site.ask.question import questions
from nnfs_site.keep import build
from nnfs_site.page import mathml
from tests.book.pages import BOOK, text

REVIEW = "book/review.html"
AGAIN = f"{START}review/book/asks/"
NOON = datetime.datetime(2026, 12, 1, 12)
FORMULA = re.compile(r"(?<!\$)\$([^$]+)\$(?!\$)")
DAY = datetime.timedelta(days=1)


@pytest.fixture
def clock(context):
    context.clock.install(time=NOON)
    return context.clock


@pytest.fixture
def visit(context, booklet):
    """Open a page in a tab; in the end, nothing was wrong, and nothing left."""
    faults, asked = listen_everywhere(context), []
    context.on("request", lambda sent: asked.append(sent.url))

    def open_tab(name=REVIEW):
        page = context.new_page()
        page.goto(booklet + name)
        return ready(page) if name == PAGE else page

    yield open_tab
    assert not faults
    assert all(url.startswith((booklet, "blob:")) for url in asked)


def keep(page, *names):
    for name in names:
        one = Question(page, name)
        one.show.click()
        if name == NAMES[4]:
            one.press("Not yet")
        one.press("Keep for Review")
        expect(hold(one)).to_have_attribute("aria-pressed", "true")


def hold(one):
    return one.box.get_by_role("button", name="Keep for Review", exact=True)


def said(page):
    return page.locator("article div.kept-bar [role=status]").last


def go(page, name="Next"):
    page.get_by_role("button", name=name, exact=True).click()


def entry(page, name=NAMES[0]):
    found = kept(page, AGAIN + name).get(AGAIN + name)
    return json.loads(found)[1] if found else None


def days(page, name=NAMES[0]):
    """How many days after the day of the clock a question is due."""
    today = page.evaluate("new Date().setHours(0, 0, 0, 0)")
    return round((entry(page, name)["due"] - today) / 86_400_000)


def right(page):
    one = Question(page, NAMES[0])
    one.field.fill("42")
    one.press("Answer")
    expect(one.said).to_have_text("Right.")
    return one


def test_a_touch_keeps_a_question_and_another_drops_it(visit):
    page, other = visit(PAGE), visit(PAGE)
    one = Question(page, NAMES[0])
    expect(hold(one)).to_be_hidden()
    keep(page, NAMES[0])
    expect(hold(Question(other, NAMES[0]))).to_have_attribute(
        "aria-pressed", "true"
    )
    assert entry(page)["step"] == 0
    assert days(page) == 1
    ready(page.reload() and page)
    hold(one).press("Enter")
    expect(hold(one)).to_have_attribute("aria-pressed", "false")
    assert entry(page) is None
    words = Question(page, NAMES[4])
    words.show.click()
    expect(hold(words)).to_be_hidden()
    words.press("I had it")
    expect(hold(words)).to_be_visible()


def test_what_is_due_is_asked_after_1_3_7_16_35_and_90_days(visit, clock):
    keep(visit(PAGE), NAMES[0])
    page = visit()
    expect(said(page)).to_contain_text("Nothing is due. The next is due on")
    expect(page.get_by_role("button", name="Begin")).to_be_disabled()
    now = NOON
    for step, ahead in enumerate([1, 3, 7, 16, 35, 90, 90]):
        now += ahead * DAY - DAY / 2
        clock.set_fixed_time(now - DAY / 4)  # late on the day before
        page.reload()
        expect(said(page)).to_contain_text("Nothing is due.")
        now += DAY / 2
        clock.set_fixed_time(now - DAY / 3)
        page.reload()
        expect(said(page)).to_have_text("1 question is due.")
        go(page, "Begin")
        expect(page.get_by_role("button", name="Next")).to_be_disabled()
        right(page)
        assert entry(page)["step"] == min(step + 1, 5)
        assert days(page) == [3, 7, 16, 35, 90, 90, 90][step]
        go(page)
        expect(said(page)).to_contain_text("The next is due on")
        expect(said(page)).to_be_focused()


@pytest.mark.parametrize("way", ["wrong", "shown", "not yet"])
def test_anything_else_leads_back_to_the_first_day(way, visit, clock):
    name = NAMES[4] if way == "not yet" else NAMES[0]
    page = visit(PAGE)
    keep(page, name)
    held = entry(page, name) | {"step": 4, "due": 1}
    page.evaluate(
        "([key, value]) => localStorage.setItem(key, value)",
        [AGAIN + name, json.dumps([1, held])],
    )
    page = visit()
    go(page, "Begin")
    one = Question(page, name)
    if way == "wrong":
        one.field.fill("3")
        one.press("Answer")
    else:
        one.show.click()
    if way == "not yet":
        expect(page.get_by_role("button", name="Next")).to_be_disabled()
        assert entry(page, name)["step"] == 4, "it is not judged yet"
        one.press("Not yet")
    expect(one.box).not_to_have_attribute("data-state", "draft")
    assert entry(page, name)["step"] == 0
    assert days(page, name) == 1
    one.press("Ask me again")
    assert days(page, name) == 1, "a second answer moves nothing"


def test_a_question_about_a_program_shows_it(visit, clock):
    page = visit(PAGE)
    box = Question(page, NAMES[0]).box
    assert not box.locator("pre").first.is_visible()
    keep(page, NAMES[0])
    clock.set_fixed_time(NOON + DAY)
    page = visit()
    go(page, "Begin")
    code = Question(page, NAMES[0]).box.locator("> div pre")
    assert code.is_visible()
    expect(code).to_contain_text("inches = 12")


def test_the_oldest_comes_first_and_the_answers_of_the_page_stay(visit, clock):
    page = visit(PAGE)
    keep(page, NAMES[2], NAMES[0])
    before = kept(page, f"{START}answer/book/asks/")
    held = entry(page) | {"due": 5}
    page.evaluate(
        "([key, value]) => localStorage.setItem(key, value)",
        [AGAIN + NAMES[0], json.dumps([1, held])],
    )
    clock.set_fixed_time(NOON + DAY)
    page = visit()
    expect(said(page)).to_have_text("2 questions are due.")
    go(page, "Begin")
    expect(said(page)).to_have_text("1 question more waits.")
    head = page.locator("div.review > p").first
    expect(head).to_have_text("From Questions of four kinds")
    expect(head).to_be_focused()
    assert head.locator("a").get_attribute("href").endswith(f"#{NAMES[0]}")
    right(page)
    go(page)
    expect(said(page)).to_have_text("This is the last.")
    assert page.locator("div.ask").count() == 1
    Question(page, NAMES[2]).press("Answer")
    go(page)
    expect(said(page)).to_contain_text("Nothing is due.")
    assert kept(page, f"{START}answer/book/asks/") == before


def test_a_sitting_ends_after_ten_minutes(visit, clock):
    keep(visit(PAGE), *NAMES[:3])
    clock.set_system_time(NOON + DAY)
    page = visit()
    go(page, "Begin")
    right(page)
    clock.fast_forward("09:50")
    go(page)
    Question(page, NAMES[1]).show.click()
    clock.fast_forward("00:10")
    go(page)
    expect(said(page)).to_have_text(
        "Ten minutes are over. 1 question waits for another day."
    )
    assert page.locator("div.review > *").count() == 0
    expect(page.get_by_role("button", name="Next")).to_be_disabled()


def test_a_clock_that_is_set_back_loses_nothing(visit, clock):
    clock.set_fixed_time(NOON + 4000 * DAY)
    keep(visit(PAGE), NAMES[0])
    clock.set_fixed_time(NOON)
    page = visit()
    expect(said(page)).to_have_text("1 question is due.")
    go(page, "Begin")
    right(page)
    assert days(page) == 3


def test_what_has_changed_is_asked_anew_and_what_is_gone_is_named(
    visit, context
):
    page = visit(PAGE)
    keep(page, NAMES[0], NAMES[1])

    def fulfil(route):
        answer = route.fetch()
        body = answer.text().replace(f'"{NAMES[1]}": {{', '"ask-01-else": {')
        print_of = entry(page)["of"]
        route.fulfill(response=answer, body=body.replace(print_of, "new"))

    context.route("**/questions.js", fulfil)
    again = json.dumps([1, entry(page, NAMES[1]) | {"due": 1}])
    page.evaluate(
        "([key, value]) => localStorage.setItem(key, value)",
        [AGAIN + NAMES[1], again],
    )
    page = visit()
    expect(said(page)).to_have_text("2 questions are due.")
    go(page, "Begin")
    gone = page.locator("div.review > p").first
    expect(gone).to_have_text(
        f"The question {NAMES[1]} of book/asks is gone from the book."
    )
    go(page, "Drop it")
    assert entry(page, NAMES[1]) is None
    expect(page.locator("div.review > p").first).to_contain_text(
        "Changed since you kept it."
    )
    right(page)
    assert (entry(page)["of"], days(page)) == ("new", 3)
    go(page)
    expect(said(page)).to_contain_text("Nothing is due.")


def test_nothing_kept_says_how_to_keep_one(visit):
    page = visit()
    expect(said(page)).to_contain_text("You have kept no question. Keep one")
    expect(page.get_by_role("button", name="Begin")).to_be_disabled()
    keep(visit(PAGE), NAMES[0])
    expect(said(page)).to_contain_text("The next is due on")


def test_two_tabs_move_a_question_once(visit, clock):
    keep(visit(PAGE), NAMES[0])
    clock.set_fixed_time(NOON + DAY)
    one, other = visit(), visit()
    go(one, "Begin")
    go(other, "Begin")
    right(one)
    expect(Question(other, NAMES[0]).said).to_have_text("Right.")
    assert entry(other)["step"] == 1
    go(one)
    go(other)
    expect(said(other)).to_contain_text("Nothing is due.")
    assert entry(other)["step"] == 1


def test_where_storage_is_refused_it_is_said(visit, context):
    context.add_init_script(REFUSED)
    page = visit(PAGE)
    one = Question(page, NAMES[0])
    one.show.click()
    hold(one).click()
    expect(one.said).to_contain_text("This browser keeps nothing")
    expect(hold(one)).to_have_attribute("aria-pressed", "false")
    expect(said(visit())).to_have_text(
        "This browser keeps nothing for this site."
    )


def test_a_full_disk_asks_no_question_twice(visit, clock):
    page = visit(PAGE)
    keep(page, NAMES[0])
    clock.set_fixed_time(NOON + DAY)
    page.evaluate(FILL)
    one = Question(page, NAMES[1])
    one.show.click()
    hold(one).click()
    expect(one.said).to_contain_text("The storage is full")
    page = visit()
    go(page, "Begin")
    one = Question(page, NAMES[0])
    one.field.fill("42")
    one.press("Answer")
    expect(one.said).to_contain_text("The storage is full")
    go(page)
    expect(page.get_by_role("button", name="Begin")).to_be_disabled()


def test_where_you_are_counts_them_and_a_file_carries_them(visit, clock):
    keep(visit(PAGE), NAMES[0], NAMES[1])
    desk = visit(DESK)
    line = desk.locator("p.again")
    expect(line).to_have_text("2 questions kept for Review, 0 due.")
    clock.set_fixed_time(NOON + DAY)
    desk.reload()
    expect(line).to_have_text("2 questions kept for Review, 2 due.")
    with desk.expect_download() as sent:
        desk.get_by_role("button", name="Save as a file").click()
    file = sent.value.path().read_text("utf-8")
    before = kept(desk, AGAIN)
    desk.get_by_role("button", name="Forget everything").click()
    desk.get_by_role("button", name="Press again").click()
    expect(line).to_have_text("")
    assert not kept(desk, AGAIN)
    take_in(desk, "mine.json", file)
    expect(line).to_have_text("2 questions kept for Review, 2 due.")
    assert kept(desk, AGAIN) == before
    bad = {"review/book/asks/x": [1, {"step": 9, "due": 1, "of": "a"}]}
    take_in(desk, "bad.json", a_file(**bad))
    expect(desk.locator("div.kept-bar [role=status]")).to_contain_text(
        "bad.json is damaged"
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_review_meets_wcag_and_nothing_moves(width, theme, visit, clock):
    keep(visit(PAGE), *NAMES)
    clock.set_fixed_time(NOON + DAY)
    page = visit()
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 700})
    page.reload()
    expect(said(page)).to_have_text("5 questions are due.")
    assert page.evaluate(SHIFTED) <= SHIFT
    go(page, "Begin")
    for _ in NAMES:
        page.locator("div.review div.ask > details > summary").click()
        asked = page.locator("div.review div.ask")
        expect(asked).not_to_have_attribute("data-state", "draft")
        had = page.get_by_role("button", name="I had it", exact=True)
        if had.is_visible():
            had.click()
        seen = page.evaluate(LOOK)
        met = barriers(page, [theme])
        assert not met
        assert seen["width"] <= width
        assert not seen["wide"]
        assert not seen["pale"]
        go(page)
    expect(said(page)).to_contain_text("Nothing is due.")


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_moves_where_questions_are_kept(width, visit, context):
    page = visit(PAGE)
    page.set_viewport_size({"width": width, "height": 900})
    heights = """() => [...document.querySelectorAll("div.ask")]
      .map((one) => one.getBoundingClientRect().height)"""
    ready(page.reload() and page)
    before = page.evaluate(heights)
    keep(page, *NAMES)
    ready(page.reload() and page)
    assert page.evaluate(heights) == pytest.approx(before, abs=1)


def test_without_scripts_and_on_paper_nothing_is_asked(browser, booklet):
    page = browser.new_page(java_script_enabled=False)
    page.goto(booklet + REVIEW)
    assert not page.get_by_role("button", name="Begin").is_visible()
    assert page.get_by_text("Without scripts nothing is asked").is_visible()
    page.close()


def test_only_this_page_loads_the_script():
    loads = {
        name
        for name in pages()
        if f"/{build.REVIEW}" in (SITE / name).read_text("utf-8")
    }
    assert loads == {REVIEW}


def cards():
    """Read the file as Anki says that it reads one.

    https://docs.ankiweb.net/importing/text-files.html: lines that begin with
    # at the top are headers; fields are separated as the header says, and
    may be quoted, a quote inside doubled.
    """
    lines = (SITE / export.CARDS).read_text("utf-8").splitlines()
    headers = {}
    while lines[0].startswith("#"):
        key, _, value = lines.pop(0)[1:].partition(":")
        headers[key] = value
    assert headers["separator"].lower() == "tab"
    assert headers["html"] == "true"
    columns = headers["columns"].split("\t")
    assert columns[int(headers["tags column"]) - 1] == "Tags"
    rows = list(csv.reader(lines, delimiter="\t", strict=True))
    assert all(len(row) == len(columns) for row in rows)
    return rows


def asked():
    """All questions of the book, in the order of the file."""
    return [
        (page.stem, one)
        for page in sorted(BOOK.rglob("*.md"))
        for one in questions(text(page))
    ]


def plain(html):
    """What a card says, without markup and spaces, quotes made straight."""
    words = re.sub(r"<[^>]+>", "", html)
    for mark, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        words = words.replace(mark, char)
    return re.sub(r"\s", "", words)


def test_anki_gets_every_question_with_its_answer_and_formulas():
    rows, book = cards(), asked()
    assert len(rows) == len(book) > 0
    assert len({front for front, _, _ in rows}) == len(rows), "Anki merges them"
    site = {}
    for page in {page for page, _ in book}:
        shown = (SITE / "book" / f"{page}.html").read_text("utf-8")
        for opened in re.findall(r'<div class="ask"[^>]*>', shown):
            data = dict(re.findall(r'([\w-]+)="([^"]*)"', opened))
            site[data["id"]] = data
    for (front, back, tags), (page, one) in zip(rows, book, strict=True):
        assert tags.split() == [f"nnfs::{page}", f"nnfs::{one.kind}"]
        assert "<a " not in front + back
        assert "<math" not in front + back
        words = [one.asked, *(option.text for option in one.options)]
        for source, side in ((" ".join(words), front), (one.why, back)):
            formulas = {
                " ".join(tex.split())
                for tex in FORMULA.findall(re.sub(r"`[^`]*`", "", source))
                if not mathml.NUMBER.fullmatch(tex.strip())
            }
            for tex in formulas:
                assert plain(rf"\({tex}\)") in plain(side), (one.name, tex)
        data = site[one.name]
        if one.kind == "number":
            value = float(data["data-value"])
            form = one.format or "s"
            value = int(value) if form.endswith("d") else value
            shown = format(value, form).replace("-", "\N{MINUS SIGN}")
            assert plain(f"The answer is {shown}")[:-1] in plain(back)
        elif one.kind == "choice":
            assert back.index("Right:") < back.index("Not right:")
            assert len(re.findall("Not right:", back)) == len(one.options) - 1
        elif one.is_program:
            places = [plain(back).find(plain(line)) for line in one.lines]
            assert -1 not in places
