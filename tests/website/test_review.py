"""When a question is asked again, and what Anki gets of it."""

import json
import os
import subprocess

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from nnfs_site.ask import export
from nnfs_site.keep import build

DAYS = [1, 3, 7, 16, 35, 90]
DAY = 86_400_000
RUN = """
import {{ due, isDue, later, stepped }} from {module};
const out = {cases}.map(([start, answers]) => {{
  let now = start, entry = due(0, now), seen = [];
  for (const right of answers) {{
    const early = isDue(entry, entry.due - 1), late = isDue(entry, entry.due);
    const mine = new Date(entry.due);
    seen.push([entry.step, entry.due - later(now, 0), early, late,
      mine.getHours() + mine.getMinutes(), isDue(entry, now - {ahead}),
      isDue(entry, now - {travel})]);
    now = entry.due + 3_600_000;
    entry = stepped(entry, right, now);
  }}
  return seen;
}});
console.log(JSON.stringify(out));
"""
moments = st.integers(1_600_000_000_000, 2_500_000_000_000)
cases = st.lists(
    st.tuples(moments, st.lists(st.booleans(), min_size=1, max_size=12)),
    min_size=40,
    max_size=80,
)


@settings(max_examples=5, deadline=None)
@given(cases, st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Auckland"]))
def test_a_right_answer_moves_on_and_anything_else_leads_back(cases, zone):
    module = json.dumps((build.FOLDER / "schedule.js").as_uri())
    code = RUN.format(
        module=module,
        cases=json.dumps(cases),
        ahead=200 * DAY,
        travel=DAY // 2,
    )
    done = subprocess.run(
        ["node", "--input-type=module", "-e", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"TZ": zone},
    )
    for (_, answers), seen in zip(cases, json.loads(done.stdout), strict=True):
        step = 0
        for right, row in zip(answers, seen, strict=True):
            at, wait, early, late, clock, ahead, travels = row
            assert at == step
            assert round(wait / DAY) == DAYS[step], "whole days"
            assert clock == 0, "they begin at midnight"
            assert (early, late) == (False, True)
            assert ahead, "a clock was set back: it is due"
            assert not travels, "half a day west it is not"
            step = min(step + 1, 5) if right else 0


def box(inside):
    return BeautifulSoup(inside, "html.parser").div


def test_a_card_has_plain_html_and_latex():
    asked = box(
        '<div class="ask" data-kind="choice"><div><p class="x">Is '
        '<math data-tex="a &lt; b"><mi>a</mi></math>\n<a href="#x">so</a>?</p>'
        '</div><form><fieldset><ul><li><label><input type="radio"> '
        "<span>Yes.</span></label></li></ul></fieldset></form><details>"
        "<summary>Show</summary><pre><span>a\n  b</span>\n</pre>"
        '<div class="cell">glue</div></details></div>'
    )
    front, back = export.card(asked)
    assert front == r"<p>Is \(a &lt; b\) so?</p><ul><li> Yes.</li></ul>"
    assert back == "<pre>a<br/>  b</pre>"


def test_a_figure_in_a_question_is_refused():
    with pytest.raises(ValueError, match="a figure in a question"):
        export.field("<svg></svg>")


PROGRAM = (
    '<div class="cell_input" id="program-a"><div class="highlight-ipython3">'
    '<div class="highlight"><pre>a = <b>1</b>\nb = 2\n</pre></div></div></div>'
)
ABOUT = (
    '<div class="ask" id="ask-01-a" data-kind="number" data-print="x" {}>'
    "<div><p>Which line?</p></div><form></form>"
    "<details><p>1.</p></details></div>"
)


def test_a_question_about_a_cell_brings_its_code_along(tmp_path):
    other = ABOUT.format("").replace("ask-01-a", "ask-01-b")
    about = ABOUT.format('data-about="program-a"')
    page = tmp_path / "book" / "one.html"
    page.parent.mkdir()
    page.write_text(f"<body>{PROGRAM}{about}{other}</body>", "utf-8")
    export.write(tmp_path, {"book/one": "One"})
    first, second = (
        (tmp_path / export.CARDS).read_text("utf-8").splitlines()[-2:]
    )
    assert "<p>Which line?</p><pre>a = 1<br/>b = 2</pre>" in first
    assert "<pre>" not in second
    told = (tmp_path / export.SCRIPT).read_text("utf-8")
    told = json.loads(told[told.index("detail: ") + 8 : told.rindex(" }));")])
    assert told["ask-01-a"]["html"].count("a = <b>1</b>") == 1
    assert "<pre>" not in told["ask-01-b"]["html"]
    page.write_text(f"<body>{about}</body>", "utf-8")
    with pytest.raises(ValueError, match="'program-a' that is not there"):
        export.write(tmp_path, {"book/one": "One"})


def test_links_of_a_question_lead_on_from_the_page_that_asks_again():
    asked = box(
        '<div><a href="#ex">a</a><a href="glossary.html#b">b</a>'
        '<a href="../index.html">c</a><a href="https://d.org/">d</a></div>'
    )
    written = export.moved(asked, "book/solutions/04")
    links = [a["href"] for a in box(written).select("a")]
    assert links == [
        "solutions/04.html#ex",
        "solutions/glossary.html#b",
        "index.html",
        "https://d.org/",
    ]
