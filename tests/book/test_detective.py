"""The cases of *The Detective*: their lines, and what the checker knows."""

import re

import pytest

from nnfs import museum, probes
from nnfs_site.ask.question import questions
from tests.book.pages import BOOK, cells, text

PAGE = BOOK / "detective.md"
NUMBERED = re.compile(r".+  # (\d+)")
PROGRAMS = [
    cell.source
    for cell in cells(PAGE)
    if re.search(r"  # 1$", cell.source, re.M)
]


@pytest.mark.parametrize("source", PROGRAMS, ids=range(1, len(PROGRAMS) + 1))
def test_lines_have_their_own_numbers(source):
    lines = source.splitlines()
    assert len(lines) <= 25
    for number, line in enumerate(lines, 1):
        found = NUMBERED.fullmatch(line)
        assert not line or (found and int(found[1]) == number), line


def test_there_are_ten_cases_or_more_and_each_happened():
    page = text(PAGE)
    asked = re.findall(r":name: ask-\d\d-case-(\w+)", page)
    assert len(asked) == len(PROGRAMS) >= 10
    for name in asked:
        assert f"(proof-detective-{name})=" in page
    exhibits = re.findall(r"It happened: \{ref\}`(sec-museum-\w+)`", page)
    assert len(set(exhibits)) == len(asked)
    hall = text(BOOK / "museum-of-bugs.md")
    assert all(f"({label})=" in hall for label in exhibits)


CASES = [one for one in questions(text(PAGE)) if "-case-" in one.name]


def test_a_question_is_about_the_program_of_its_case():
    labelled = re.findall(
        r"^\((program-[\w-]+)\)=\n```\{code-cell\} ipython3\n(.*?)\n```$",
        text(PAGE),
        re.MULTILINE | re.DOTALL,
    )
    assert [one.about for one in CASES] == [label for label, _ in labelled]
    assert [source for _, source in labelled] == PROGRAMS


def test_the_checker_knows_the_line_that_was_mended():
    first, harness, *others = cells(PAGE)
    names, found = {}, []
    exec(first.source, names)
    exec(harness.source, names)
    names |= {"glue": lambda _, line: found.append(line), "summon": dict}
    names["tell"] = lambda *given: None
    replies = iter(CASES)
    for cell in others:
        answers = "answer" in cell.metadata.get("tags", ())
        if cell.source not in PROGRAMS and not answers:
            continue
        exec(cell.source, names)
        if not answers:
            program = cell.source.splitlines()
            continue
        mended = re.sub(r"\bMended", "", cell.source).lower().splitlines()
        wrong = re.sub(r" +# \d+$", "", program[found[-1] - 1]).lower()
        assert wrong not in mended, wrong
        others = {re.sub(r" +# \d+$", "", line).lower() for line in program}
        more = {line for line in others - {wrong} if line.startswith("    ")}
        missing = more - {*mended}
        assert len(missing) <= len(more) / 2, missing
        for reply in next(replies).replies:
            line = program[int(reply.key) - 1]
            assert reply.text.startswith("This line is right"), reply
            assert int(reply.key) != found[-1]
            assert re.sub(r" +# \d+$", "", line).lower() in mended, line
    assert len(found) == len(PROGRAMS)


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.name)
def test_who_accuses_a_likely_line_is_told_why_it_is_right(one):
    assert len(one.replies) in (2, 3)
    assert all(len(reply.text) > 40 for reply in one.replies)
    assert len({reply.text for reply in one.replies}) == len(one.replies)


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.name)
def test_the_chapter_of_a_case_links_to_it(one):
    _, number, _, case = one.name.split("-")
    (chapter,) = BOOK.glob(f"{number}-*.md")
    assert f"<sec-detective-{case}>`" in text(chapter)


def test_cases_show_curves_and_histograms():
    drawn = [cell.source for cell in cells(PAGE) if "mystnb" in cell.metadata]
    curves = [source for source in drawn if "drawn(ax" in source]
    spread = [s for s in drawn if "outlines(ax" in s or "ax.hist(" in s]
    assert len(curves) >= 5
    assert len(spread) >= 2


def test_every_exhibit_is_on_the_page_of_what_probes_see():
    page = text(PAGE)
    assert "for name, exhibit in EXHIBITS.items()" in page
    meant = re.search(r"MEANT = \{[^\n]*\n(.*?)\}", page, re.DOTALL)[1]
    unseen = re.findall(r'"([\w ]+)"', meant)
    assert set(unseen) < set(museum.EXHIBITS)
    reasons = page.partition("a probe cannot know what you *meant*")[2]
    assert reasons
    for name in unseen:
        assert re.search(rf"\*{name}\*", reasons, re.IGNORECASE), name


def test_the_preface_asks_what_the_package_has():
    page = text(PAGE)
    questions = re.findall(r"^\d\. \*\*([\w ]+)\.?\*\*", page, re.MULTILINE)
    named = {name.replace("_", " ") for name in probes.__all__}
    assert len(questions) == 8
    assert {q.lower() for q in questions} == named - {
        "Finding",
        "Model",
        "examine",
    }
