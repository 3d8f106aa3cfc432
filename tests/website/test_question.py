"""A question as it is written: its parts, its shuffle, its tolerance."""

import doctest
import json
import subprocess
from pathlib import Path

import pytest
from docutils import nodes
from hypothesis import given
from hypothesis import strategies as st

from nnfs_site.ask import build, question
from nnfs_site.notebooks.markdown import Plain
from nnfs_site.page import reading_time

NUMBER = Path(build.__file__).with_name("number.js")
CHOICE = """\
So?

- yes: It is,
  at last.
  : By law,

  as said.
- no: It is not.
  : Against it.

---
More.
"""


@pytest.mark.parametrize("module", [question, reading_time])
def test_the_examples_hold(module):
    assert doctest.testmod(module).failed == 0


def test_options_have_texts_and_reasons_of_several_lines():
    found = question.read("choice", CHOICE, name="ask-01-so", answer="so")
    assert (found.asked, found.why) == ("So?", "More.")
    yes, no = found.options
    assert (yes.text, yes.reason) == ("It is,\nat last.", "By law,\n\nas said.")
    assert no.reason == "Against it."
    assert question.faults(found) == []


@pytest.mark.parametrize(
    ("gone", "fault"),
    [
        ("So?", "it asks nothing"),
        ("  : Against it.\n", "an option has no reason"),
        ("- no: It is not.\n  : Against it.\n", "it has two to four options"),
    ],
)
def test_what_a_choice_lacks_is_named(gone, fault):
    text = CHOICE.replace(gone, "")
    found = question.read("choice", text, name="ask-01-so", answer="so")
    assert question.faults(found) == [fault]


REPLIES = """\
So?

- 7: It is
  odd.
- 12: It is even.

---
More.
"""


def test_a_wrong_number_is_replied_to():
    found = question.read("number", REPLIES, name="ask-01-so", answer="so")
    assert (found.asked, found.why) == ("So?", "More.")
    said = [(one.key, one.text) for one in found.replies]
    assert said == [("7", "It is\nodd."), ("12", "It is even.")]
    assert question.faults(found) == []
    twice = REPLIES.replace("12:", "7:")
    found = question.read("number", twice, name="ask-01-so", answer="so")
    assert question.faults(found) == ["two replies are to one number"]
    empty = REPLIES.replace("It is even.", "")
    found = question.read("number", empty, name="ask-01-so", answer="so")
    assert question.faults(found) == ["a reply is empty"]


class Directive:
    """What `replies` asks of the directive that it is a method of."""

    error = ValueError

    def inline(self, text):
        return [nodes.Text(text)]


def test_a_reply_is_told_by_its_number_and_never_to_the_answer():
    asked = question.read("number", REPLIES, name="ask-01-so")
    found = build.AskQuestion.replies(Directive(), asked, 9.0, 0.5)
    assert [item["classes"] for item in found] == [["ask-7"], ["ask-12"]]
    assert [item.astext() for item in found] == [
        "Not 7: It is\nodd.",
        "Not 12: It is even.",
    ]
    with pytest.raises(ValueError, match="ask-01-so: 12 is the answer"):
        build.AskQuestion.replies(Directive(), asked, 11.8, 0.5)


def test_what_is_replied_opens_no_question_again():
    more = question.read("number", REPLIES).print("9")
    assert more == question.read("number", "So?\n\n---\nMore.").print("9")


def test_a_line_that_belongs_to_no_option_is_refused():
    with pytest.raises(ValueError, match="belongs to no option"):
        question.read("choice", "So?\n\n- yes: It is.\nor not\n")


@pytest.mark.parametrize(
    ("text", "is_program"),
    [
        ("Sort.\n\n    a = 1\n    for x in y:\n        a += x\n\nSo.", True),
        ("Sort.\n\n```text\na = 1\nfor x in y:\na += x\n```\n\nSo.", False),
    ],
)
def test_lines_are_a_program_or_a_proof(text, is_program):
    found = question.read("order", text)
    assert found.asked == "Sort.\n\n\nSo."
    assert found.lines[:2] == ["a = 1", "for x in y:"]
    assert found.lines[2].strip() == "a += x"
    assert found.lines[2].startswith("    ") == is_program == found.is_program


@given(st.text("abc-", min_size=1), st.integers(2, 7))
def test_lines_are_never_shown_in_the_right_order(name, count):
    lines = [f"line {k}" for k in range(count)]
    shown = question.shuffled(question.Question("order", name, lines=lines))
    assert sorted(shown) == [*range(count)] != shown


@pytest.mark.parametrize(
    ("form", "tolerance", "value", "least"),
    [
        (".2f", "", 3.0, 0.005),
        (",.0f", "", 1797.0, 0.5),
        ("d", "0.1", 12.0, 0.5),
        (".1f", "10 %", 50.0, 5.0),
        ("", "0.2", 1.0, 0.2),
        (".2e", "", 0.0035, 5e-6),
        (".0%", "", 0.35, 0.005),
    ],
)
def test_what_is_shown_is_always_right(form, tolerance, value, least):
    one = question.Question("number", format=form, tolerance=tolerance)
    assert question.tolerance(one, value) == pytest.approx(least)


def test_a_print_is_of_what_is_asked_and_not_of_why():
    def told(text, shown="yes"):
        return question.read("choice", text).print(shown)

    assert told(CHOICE) == told(CHOICE.replace("More.", "Less."))
    assert told(CHOICE) == told(CHOICE.replace("Against", "Not for"))
    assert told(CHOICE) != told(CHOICE.replace("It is not", "Is it not"))
    assert told(CHOICE) != told(CHOICE, "no")


def test_numbers_are_read_as_people_write_them():
    cases = {
        "0.35": [0.35],
        "0,35": [0.35],
        ",5": [0.5],
        "7/20": [0.35],
        "\N{MINUS SIGN}3.": [-3],
        "line 10": [10],
        "#10": [10],
        "lines 10": [],
        "3.5e-1": [0.35],
        "2\N{MIDDLE DOT}10^3": [2000],
        "10^(-2)": [0.01],
        "about 3": [],
        "1,797": [1.797, 1797],
        "1,234,567.5": [1234567.5],
        "1 797": [1797],
        "35 %": [35, 0.35],
        "1/0": [],
        "10": [10],
        "2.105": [2.105],
        "": [],
    }
    code = (
        f"import {{ readings }} from {json.dumps(NUMBER.as_uri())};"
        f"console.log(JSON.stringify({json.dumps(list(cases))}.map(readings)))"
    )
    done = subprocess.run(
        ["node", "--input-type=module", "-e", code],
        capture_output=True,
        text=True,
        check=True,
    )
    found = dict(zip(cases, json.loads(done.stdout), strict=True))
    assert found == {text: pytest.approx(said) for text, said in cases.items()}


def test_a_notebook_says_question_and_answer():
    asked = build.Asked("", nodes.paragraph("", "So?"))
    control = build.Control("", build.Choice("", "It is.", key="yes"))
    control += build.Choice("", "It is not.", key="no")
    lines = build.Control("", build.Line("", "", nodes.literal("", "a = 1")))
    why = build.Answer("", nodes.paragraph("", "By law."))
    said = Plain("https://ada.github.io/", {})
    assert said(build.Ask("", asked, control, why, kind="choice")) == (
        "So?\n\n- It is.\n- It is not.\n\n"
        "<details>\n<summary>Answer</summary>\n\nBy law.\n\n</details>"
    )
    assert said(lines) == "1. `a = 1`"
