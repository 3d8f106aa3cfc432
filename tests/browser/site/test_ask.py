"""Questions on the way: answered, shown and kept, in the book of `asks.md`.

A page that was mended since is that page with other prints of its questions,
given in place of the one that the site has.
"""

import json
import re

import pytest
from conftest import SITE, listen_everywhere, until
from playwright.sync_api import expect
from test_delivery import SHIFT, SHIFTED
from test_keep import (
    DESK,
    FILL,
    REFUSED,
    START,
    a_file,
    kept,
    status,
    take_in,
)
from test_pages import LOOK, barriers

from nnfs_site.ask.question import questions
from tests.book.pages import CHAPTERS, text

PAGE = "book/asks.html"
ANSWERS = f"{START}answer/book/asks/"
NAMES = ["ask-01-foot", "ask-01-longer", "ask-01-sum"]
NAMES += ["ask-01-proof", "ask-01-why"]


@pytest.fixture
def visit(context, booklet):
    """Open a page in a tab; in the end, nothing was wrong."""
    faults = listen_everywhere(context)

    def open_tab(name=PAGE):
        page = context.new_page()
        page.goto(booklet + name)
        return ready(page) if name == PAGE else page

    yield open_tab
    assert not faults


def ready(page):
    page.locator("div.ask[data-state] [role=status]").last.wait_for(
        state="attached"
    )
    return page


class Question:
    """A question on a page, as a reader meets it."""

    def __init__(self, page, name):
        self.page, self.name = page, name
        self.box = page.locator(f"#{name}")
        self.field = self.box.locator("input[type=text], textarea")
        self.said = self.box.locator("[role=status]")
        self.answer = self.box.locator(":scope > details")
        self.show = self.answer.locator(":scope > summary")

    def press(self, name):
        self.box.get_by_role("button", name=name, exact=True).click()

    def choose(self, text):
        self.box.get_by_label(text).check()

    def move(self, line, way):
        row = self.box.locator("form li", has_text=line)
        row.get_by_role("button", name=f"Move {way}").click()

    def lines(self):
        return self.box.locator("form li > span").all_text_contents()

    def is_open(self):
        return self.answer.evaluate("(one) => one.open")

    def kept(self):
        found = kept(self.page, ANSWERS + self.name)
        return json.loads(found[ANSWERS + self.name])[1] if found else None


def sort(question):
    question.move("total = 0", "up")


def test_nothing_is_seen_before_one_commits(visit):
    page = visit()
    for name in NAMES:
        one = Question(page, name)
        assert not one.is_open()
        expect(one.said).to_have_text("")
        assert not one.answer.locator(
            ":scope > :not(summary)"
        ).first.is_visible()
    assert not kept(page, ANSWERS)


@pytest.mark.parametrize(
    "entry",
    [
        "42",
        " 42.0 ",
        "42,0",
        "84/2",
        "4.2e1",
        "4,2·10^1",
        "4.2 x 10**1",
        "41",
        "4200 %",
    ],
)
def test_a_number_is_read_as_people_write_it(visit, entry):
    one = Question(visit(), NAMES[0])
    one.field.fill(entry)
    one.field.press("Enter")
    expect(one.said).to_have_text("Right.")
    expect(one.show).to_be_focused()
    expect(one.show).to_have_accessible_description("Right.")
    assert one.is_open()
    expect(one.answer).to_contain_text("The answer is 42.0 inches.")
    assert one.kept()["state"] == "right"


@pytest.mark.parametrize(
    "entry", ["-42", "\N{MINUS SIGN}42", "39.8", "0", "6e9"]
)
def test_a_wrong_number_is_told_and_stays(visit, entry):
    page = visit()
    one = Question(page, NAMES[0])
    one.field.fill(entry)
    one.press("Answer")
    expect(one.said).to_have_text("Not right.")
    ready(page.reload() and page)
    assert one.field.input_value() == entry
    expect(one.field).to_be_disabled()
    expect(one.said).to_have_text("Not right.")


@pytest.mark.parametrize(
    "entry", ["", "many", "1/0", "4 2 x", "1/2/3", "3-", "e"]
)
def test_a_misformed_entry_gets_a_sentence_and_loses_nothing(visit, entry):
    one = Question(visit(), NAMES[0])
    one.field.fill(entry)
    one.press("Answer")
    expect(one.said).to_contain_text("Write a number, such as")
    expect(one.field).to_be_focused()
    assert one.field.get_attribute("aria-invalid") == "true"
    assert one.field.input_value() == entry
    assert not one.is_open()
    one.field.fill("42")
    one.press("Answer")
    expect(one.said).to_have_text("Right.")


def test_a_wrong_option_shows_its_reason_and_the_right_one(visit):
    page = visit()
    one = Question(page, NAMES[1])
    one.press("Answer")
    expect(one.said).to_have_text("Choose one first.")
    one.choose("An inch.")
    one.press("Answer")
    expect(one.said).to_have_text("Not right.")
    reasons = one.answer.locator("> ul > li")
    assert [reason.is_visible() for reason in reasons.all()] == [
        *(True, True, False)
    ]
    expect(reasons.nth(0)).to_contain_text("Right: A foot, of 12 inches.")
    expect(reasons.nth(1)).to_contain_text("It is a twelfth of the other.")
    ready(page.reload() and page)
    assert one.box.get_by_label("An inch.").is_checked()
    one.press("Ask me again")
    assert not one.box.locator(":checked").count()
    one.choose("A foot")
    one.press("Answer")
    expect(one.said).to_have_text("Right.")
    assert one.kept()["said"] == "foot"


def test_a_wrong_number_is_replied_to(visit):
    page = visit()
    one = Question(page, NAMES[0])
    replies = one.answer.locator("> ul > li")
    one.show.click()
    assert [reply.is_visible() for reply in replies.all()] == [True, True]
    for said, seen in (
        ("line 84", [False, True]),
        ("12.0", [True, False]),
        ("3", [False, False]),
        ("1e-7", [False, False]),
    ):
        one.press("Ask me again")
        one.field.fill(said)
        one.press("Answer")
        expect(one.said).to_have_text("Not right.")
        assert [reply.is_visible() for reply in replies.all()] == seen
        ready(page.reload() and page)
        one.show.click()
        assert [reply.is_visible() for reply in replies.all()] == seen
    expect(replies.first).to_have_text("Not 12: That is one foot.")
    one.press("Ask me again")
    one.field.fill("42")
    one.press("Answer")
    expect(one.said).to_have_text("Right.")
    assert [reply.is_visible() for reply in replies.all()] == [False, False]


def test_lines_are_moved_by_buttons_and_judged(visit):
    page = visit()
    one = Question(page, NAMES[2])
    first = one.lines()
    one.press("Answer")
    expect(one.said).to_have_text("Not right.")
    one.press("Ask me again")
    assert one.lines() == first
    sort(one)
    expect(one.said).to_have_text("Line 1 of 3.")
    row = one.box.locator("form li", has_text="total = 0")
    expect(row.get_by_role("button", name="Move up")).to_be_focused()
    sort(one)  # the first stays the first
    one.press("Answer")
    expect(one.said).to_have_text("Right.")
    expect(one.answer.locator("pre").first).to_contain_text("total += inch")
    order = one.lines()
    ready(page.reload() and page)
    assert one.lines() == order != first


def test_words_are_judged_by_who_wrote_them(visit):
    page = visit()
    for judged, state, said in (
        ("I had it", "right", "You had it."),
        ("Not yet", "wrong", "Not yet."),
    ):
        one = Question(page, NAMES[4])
        one.field.fill("It divides well.")
        one.press("Answer")
        expect(one.said).to_have_text("Did you have it?")
        assert one.is_open()
        ready(page.reload() and page)
        expect(one.field).to_have_value("It divides well.")
        one.press(judged)
        expect(one.said).to_have_text(said)
        assert one.kept()["state"] == state
        one.press("Ask me again")
        assert one.kept() is None
        expect(one.field).to_have_value("")


@pytest.mark.parametrize("which", NAMES)
def test_the_answer_can_be_shown_and_counts_as_not_known(visit, which):
    page = visit()
    one = Question(page, which)
    one.show.click()
    said = "Did you have it?" if which == NAMES[4] else "Answer seen."
    expect(one.said).to_have_text(said)
    assert one.kept()["state"] == "shown"
    ready(page.reload() and page)
    expect(one.said).to_have_text(said)
    if which != NAMES[4]:
        one.press("Ask me again")
        expect(one.show).to_have_text("Show me the answer")
        assert not one.is_open()


def test_the_keyboard_is_enough(visit):
    page = visit()
    number, choice, order = (Question(page, name) for name in NAMES[:3])
    number.field.focus()
    page.keyboard.type("42")
    page.keyboard.press("Enter")
    expect(number.said).to_have_text("Right.")
    page.keyboard.press("Shift+Tab")
    expect(number.box.get_by_text("Keep", exact=True)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")  # ask me again
    expect(number.field).to_be_focused()
    choice.box.locator("input").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(choice.said).to_have_text("Right.")
    page.keyboard.press("Space")  # the answer folds again
    until(page, "!document.querySelector('#ask-01-longer > details').open")
    row = order.box.locator("form li", has_text="total = 0")
    row.get_by_role("button", name="Move up").focus()
    page.keyboard.press("Enter")
    order.box.get_by_role("button", name="Answer").focus()
    page.keyboard.press("Enter")
    expect(order.said).to_have_text("Right.")


def test_what_one_has_begun_to_say_is_there_again(visit):
    page = visit()
    words, number = Question(page, NAMES[4]), Question(page, NAMES[0])
    words.field.fill("Half a thou")
    number.field.fill("4")
    ready(page.reload() and page)
    expect(words.field).to_have_value("Half a thou")
    expect(number.field).to_have_value("4")
    expect(words.said).to_have_text("")
    words.field.fill("")
    assert words.kept() is None


def test_a_mended_question_is_open_again_beside_the_old_answer(visit, context):
    page = visit()
    answered = [Question(page, name) for name in NAMES]
    answered[0].field.fill("7")
    answered[0].press("Answer")
    answered[1].choose("A yard.")
    answered[1].press("Answer")
    answered[2].press("Answer")

    def fulfil(route):
        answer = route.fetch()
        body = re.sub('data-print="[^"]*"', 'data-print="new"', answer.text())
        body = body.replace('value="yard"', 'value="mile"')
        body = body.replace('<span class="pre">+=</span>', "-=")
        route.fulfill(response=answer, body=body)

    context.route("**/asks.html", fulfil)
    page = visit()
    number, choice, order = (Question(page, name) for name in NAMES[:3])
    expect(number.said).to_have_text("Changed since you answered.")
    expect(number.field).to_have_value("7")
    expect(choice.said).to_have_text(
        "Changed since you answered. You said: yard"
    )
    expect(order.said).to_contain_text("You said: for inch")
    assert number.kept()["state"] == "wrong", "looking changes nothing"
    for one in (number, choice, order):
        assert not one.is_open()
    number.field.fill("42")
    number.press("Answer")
    expect(number.said).to_have_text("Right.")
    assert number.kept()["of"] == "new"


def test_two_tabs_say_the_same(visit):
    one, other = Question(visit(), NAMES[0]), Question(visit(), NAMES[0])
    one.field.fill("3")
    expect(other.field).to_have_value("3")
    one.press("Answer")
    expect(other.said).to_have_text("Not right.")
    other.press("Ask me again")
    expect(one.said).to_have_text("")
    assert not one.is_open()
    Question(other.page, NAMES[1]).show.click()
    one.field.fill("42")
    one.press("Answer")
    assert len(kept(one.page, ANSWERS)) == 2, "neither undoes the other's"


def test_where_storage_is_refused_questions_can_be_answered(visit, context):
    context.add_init_script(REFUSED)
    one = Question(visit(), NAMES[0])
    one.field.fill("3")
    one.press("Answer")
    expect(one.said).to_have_text(
        "Not right. This browser keeps nothing: gone when you leave."
    )
    assert one.is_open()
    one.press("Ask me again")
    expect(one.field).to_have_value("")


def test_a_full_disk_keeps_what_was_there(visit):
    page = visit()
    one, other = Question(page, NAMES[0]), Question(page, NAMES[1])
    one.field.fill("3")
    one.press("Answer")
    page.evaluate(FILL)
    before = kept(page, ANSWERS)
    other.choose("A foot")
    other.press("Answer")
    expect(other.said).to_have_text(
        "Right. The storage is full: gone when you leave."
    )
    assert kept(page, ANSWERS) == before


def test_where_you_are_counts_them_and_a_file_carries_them(visit):
    page = visit()
    one = Question(page, NAMES[0])
    one.field.fill("42")
    one.press("Answer")
    Question(page, NAMES[4]).field.fill("only begun")
    desk = visit(DESK)
    row = desk.locator("[data-page='book/asks'] > .kept")
    expect(row).to_contain_text("1 of 5 questions")
    with desk.expect_download() as sent:
        desk.get_by_role("button", name="Save as a file").click()
    text_of_file = sent.value.path().read_text("utf-8")
    before = kept(desk, ANSWERS)
    desk.get_by_role("button", name="Forget everything").click()
    desk.get_by_role("button", name="Press again").click()
    expect(row).to_have_text("")
    expect(one.said).to_have_text("")
    take_in(desk, "mine.json", text_of_file)
    expect(status(desk)).to_contain_text("mine.json is taken in")
    assert kept(desk, ANSWERS) == before
    expect(one.said).to_have_text("Right.")
    bad = {"answer/book/asks/ask-01-foot": [1, {"said": "1", "of": 2}]}
    take_in(desk, "bad.json", a_file(**bad))
    expect(status(desk)).to_contain_text("bad.json is damaged")


def test_broken_entries_stop_nothing(visit):
    page = visit()
    for name, value in zip(
        NAMES, ("x", "[1]", '[1, {"said": 3}]'), strict=False
    ):
        page.evaluate(
            "([key, value]) => localStorage.setItem(key, value)",
            [ANSWERS + name, value],
        )
    ready(page.reload() and page)
    one = Question(page, NAMES[0])
    one.field.fill("42")
    one.press("Answer")
    expect(one.said).to_have_text("Right.")


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_moves_when_the_script_comes(width, browser, booklet):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(booklet + PAGE)
    heights = """() => [...document.querySelectorAll("div.ask")]
      .map((one) => one.getBoundingClientRect().height)"""
    ready(page)
    before = page.evaluate(heights)
    for name in NAMES[:3]:
        Question(page, name).show.click()
    one = Question(page, NAMES[4])
    one.press("Answer")
    one.press("I had it")
    ready(page.reload() and page)
    assert page.evaluate(SHIFTED) <= SHIFT
    after = page.evaluate(heights)
    assert after == pytest.approx(before, abs=1)
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_questions_meet_wcag(width, theme, visit):
    page = visit()
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 700})
    one, other = Question(page, NAMES[0]), Question(page, NAMES[1])
    one.field.fill("3")
    one.press("Answer")
    other.choose("A foot")
    other.press("Answer")
    Question(page, NAMES[3]).show.click()
    seen = page.evaluate(LOOK)
    met = barriers(page, [theme])
    assert not met
    assert seen["width"] <= width
    assert not seen["wide"]
    assert not seen["pale"]


def test_what_can_be_pressed_is_large_enough(visit):
    page = visit()
    small = page.evaluate(
        """() => [...document.querySelectorAll("div.ask button")]
          .map((one) => one.getBoundingClientRect())
          .filter(({ width, height }) => width && Math.min(width, height) < 24)
          .length"""
    )
    assert not small


def test_without_scripts_it_is_a_question_that_unfolds(browser, booklet):
    page = browser.new_page(java_script_enabled=False)
    page.goto(booklet + PAGE)
    for name in NAMES:
        one = Question(page, name)
        controls = "form :is(input, textarea, button)"
        assert not any(c.is_visible() for c in one.box.locator(controls).all())
        one.show.click()
        assert one.answer.locator(":scope > :not(summary)").first.is_visible()
    reasons = page.locator(f"#{NAMES[1]} > details > ul > li")
    assert all(reason.is_visible() for reason in reasons.all())
    page.close()


def test_paper_shows_question_and_answer_and_no_control(visit):
    page = visit()
    other = Question(page, NAMES[1])
    other.choose("An inch.")
    other.press("Answer")
    page.emulate_media(media="print")
    for name in NAMES:
        one = Question(page, name)
        controls = ":is(input, textarea, button, summary)"
        assert not any(c.is_visible() for c in one.box.locator(controls).all())
        assert one.answer.locator(":scope > :not(summary)").first.is_visible()
    reasons = other.answer.locator("> ul > li")
    assert all(reason.is_visible() for reason in reasons.all())


def test_a_cell_for_an_answer_unfolds_with_it_and_runs(visit):
    page = visit()
    assert page.locator("div.ask > details div.cell").count() == 2
    assert page.locator("article div.tag_answer").count() == 2
    page.get_by_role("button", name="Run on this page").click()
    expect(page.get_by_role("button", name="Run all")).to_be_visible()


def test_the_head_of_a_chapter_counts_its_questions():
    for page in CHAPTERS:
        asked = len(questions(text(page)))
        path = SITE / "book" / f"{page.stem}.html"
        said = re.search(
            r"(\d+) questions? on the way", path.read_text("utf-8")
        )
        assert (int(said[1]) if said else 0) == asked
