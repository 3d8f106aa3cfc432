"""The book as text: listings, figures, contents, exercises."""

import ast
import difflib
import functools
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import numpy as np
import pytest
import yaml
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from sphinx_external_toc.parsing import parse_toc_yaml

from nnfs_site import chapters
from nnfs_site.figures import inline
from nnfs_site.run import cells as run_cells
from nnfs_site.run import pyodide
from tests.book.pages import (
    BOOK,
    CHAPTERS,
    ROOT,
    cells,
    header,
    is_for_readers,
    text,
    under,
)
from tests.reference.draws import file_of
from tools import weave

PAGES = weave.pages()
IMPORT_OR_DOCSTRING = ast.Import | ast.ImportFrom | ast.Expr
SOLUTIONS = sorted((BOOK / "solutions").glob("[0-9][0-9].md"))
STARS = re.compile(r"★{1,3} \((predict|compute|code|break|extend)\)$")

SETTINGS = yaml.safe_load(text(ROOT / "_config.yml"))
MYST = create_md_parser(
    MdParserConfig(
        enable_extensions=SETTINGS["parse"]["myst_enable_extensions"]
    ),
    lambda parser: RendererHTML(),
)
TYPED = yaml.safe_load(text(Path(__file__).with_name("typed_numbers.yml")))
NAMES = yaml.safe_load(text(Path(__file__).with_name("standard_names.yml")))
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?:[ \u00a0]?%)?")
# "section 6.1" names a place: no result
NO_RESULT = re.compile(
    r"\b(chapter|section|figure|exercise|equation|python)s?[ \u00a0]"
    r"\d[\d.]*((,| and| to) \d[\d.]*)*",
    re.IGNORECASE,
)
DIRECTIVE_OF_PROSE = re.compile(
    r"\{(ask|exercise|dropdown|admonition|note|margin)\}"
)


def draws(cell):
    """Tell whether a cell makes a figure."""
    return re.search(r"plt\.(subplots|figure|show)\(", cell.source)


def prose(markdown):
    """Yield the running text of a page: no mathematics, no code, no roles.

    Captions, text alternatives and the text inside exercises and answers belong
    to it; what an alternative quotes does not.
    """
    for token in MYST.parse(markdown):
        if token.type == "inline":
            yield "".join(
                part.content if part.type == "text" else " "
                for part in token.children
                if not part.type.endswith(("_open", "_close"))
            )
        elif token.info.startswith("{code-cell}"):
            head = re.match(r"---\n(.*?)\n---\n", token.content, re.DOTALL)
            options = yaml.safe_load(head[1]) if head else {}
            figure = options.get("mystnb", {})
            yield figure.get("figure", {}).get("caption", "")
            alternative = figure.get("image", {}).get("alt", "")
            yield inline.QUOTED.sub(" ", alternative)
        elif DIRECTIVE_OF_PROSE.match(token.info):
            yield token.info.partition("}")[2]
            yield from prose(re.sub(r"(?m)^:\w+:.*\n", "", token.content))


def typed_numbers(markdown):
    """Return the decimals, percentages and integers above 20 in the prose."""
    found = []
    for passage in prose(markdown):
        titled = re.sub(r"^\d+\.\d* ", "", NO_RESULT.sub("", passage))
        for match in NUMBER.findall(titled):
            number = match.rstrip(",")
            if set(number) & set(".%") or int(number.replace(",", "")) > 20:
                found.append(number.replace("\u00a0", " "))
    return found


def contents():
    """Return the pages that the table of contents lists, in order."""
    return list(parse_toc_yaml(ROOT / "_toc.yml"))


def page_id(page):
    return page.relative_to(BOOK).as_posix()


every_page = pytest.mark.parametrize("page", PAGES, ids=page_id)
every_chapter = pytest.mark.parametrize("page", CHAPTERS, ids=page_id)


@every_page
def test_listings_are_the_tested_source(page):
    old, new = text(page), weave.woven(text(page))
    difference = difflib.unified_diff(
        old.splitlines(), new.splitlines(), page.name, "nnfs", lineterm=""
    )
    assert old == new, "run `make weave`:\n" + "\n".join(difference)


def test_a_stale_listing_is_seen():
    fresh = weave.woven("```python\n# nnfs/layers.py: Dense.forward\n```\n")
    assert "inputs @ self.weights" in fresh
    stale = fresh.replace("inputs @ self.weights", "inputs + self.weights")
    assert weave.woven(stale) == fresh != stale


def test_a_listing_leaves_out_docstrings_and_nothing_else():
    source = (ROOT / "nnfs" / "optimizers.py").read_text(encoding="utf-8")
    listing = weave.definition("nnfs/optimizers.py", "Momentum")
    assert '"""' not in listing
    assert all(line in source for line in listing.splitlines())
    start = source.index("class Momentum")
    bare = re.sub(r'    """.*?"""\n+', "", source[start:], flags=re.DOTALL)
    assert bare.startswith(listing + "\n")


def test_what_a_listing_handles_has_no_docstring_to_leave_out():
    listing = weave.definition("nnfs/training.py", "fit")
    assert "    except input_checks.NotFiniteError as error:\n" in listing
    assert "Parameters" not in listing


def test_a_listing_of_nothing_is_refused():
    with pytest.raises(KeyError, match="defines no Dance"):
        weave.definition("nnfs/layers.py", "Dance")
    for names in ("log to exp", "exp to dance"):
        with pytest.raises(KeyError, match=f"defines no {names}"):
            weave.definition("nnfs/tape.py", names)


def test_a_listing_from_one_name_to_another():
    listing = weave.definition("nnfs/tape.py", "exp to log").splitlines()
    assert [line[:5] for line in listing] == ["exp =", "log ="]
    fresh = weave.woven("```python\n# nnfs/tape.py: NAMED to RULES\n```\n")
    assert fresh.count("RULES |= {") == 2  # all that follows at once
    assert fresh.endswith("reciprocal(b),\n}\n```\n")
    assert "lambda d, y, a, b: d," in weave.definition("nnfs/tape.py", "SAME")


def test_the_tape_is_printed_whole():
    page = BOOK / "14-automatic-differentiation.md"
    lines = text(page).splitlines()
    printed = []
    for first, end, module, _ in weave.listings(text(page)):
        if module == "nnfs/tape.py":
            printed += filter(None, lines[first + 1 : end])
    source = (ROOT / "nnfs/tape.py").read_text("utf-8")
    code = ast.parse(source).body
    kept = [node for node in code if not isinstance(node, IMPORT_OR_DOCSTRING)]
    whole = []
    for node in kept:
        here = source.splitlines()[node.lineno - 1 : node.end_lineno]
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            here = weave.definition("nnfs/tape.py", node.name).splitlines()
        whole += filter(None, here)
    assert sorted(printed) == sorted(whole)


def test_chapters_print_the_package():
    assert all(list(weave.listings(text(page))) for page in CHAPTERS)


@every_page
def test_code_is_at_most_80_columns_wide(page):
    wide = [
        line
        for cell in cells(page)
        for line in cell.source.splitlines()
        if len(line) > 80
    ]
    assert not wide


@every_page
def test_every_figure_says_what_it_shows(page):
    for cell in cells(page):
        options = cell.metadata.get("mystnb", {})
        alt = options.get("image", {}).get("alt", "")
        if draws(cell):
            assert len(alt) >= 40, f"no text alternative:\n{cell.source}"
            assert options["figure"]["caption"], cell.source
            assert options["figure"]["name"].startswith("fig-"), cell.source
        else:
            assert not alt, (
                f"a text alternative without a figure:\n{cell.source}"
            )


@every_page
def test_every_page_stands_in_the_contents(page):
    name = page.relative_to(ROOT).with_suffix("").as_posix()
    assert contents().count(name) == 1


def test_the_contents_list_only_pages_that_exist():
    assert set(contents()) == {
        page.relative_to(ROOT).with_suffix("").as_posix() for page in PAGES
    }


@every_chapter
def test_the_number_of_a_chapter_stands_in_its_name_and_title(page):
    number = int(page.name[:2])
    title = re.search(r"^# (.+)$", text(page), re.MULTILINE)[1]
    assert title.startswith(f"{number}. ")
    slug = re.sub(r"\W+", "-", title.split(". ", 1)[1].lower())
    assert page.stem == f"{number:02d}-{slug}"


def test_chapters_stand_in_the_contents_in_their_order():
    numbers = [name for name in contents() if chapters.number(name)]
    assert numbers == sorted(numbers)


def test_every_chapter_has_a_short_name_of_its_own():
    names = [header(page).get("chapter") for page in CHAPTERS]
    assert None not in names, "a header has no line such as `chapter: loss`"
    assert len(names) == len(set(names))


@every_page
def test_the_number_of_a_chapter_is_not_typed(page):
    # Not a chapter of another's work, behind its citation; nor a title.
    others = re.compile(r"(?m)\{cite:t\}`\w+`, chapters? \d+( and \d+)?|^# .*$")
    typed = [
        match[0]
        for passage in prose(others.sub("\n\n", text(page)))
        for match in re.finditer(r"(?i)\bchapters?[ \u00a0]\d.{,20}", passage)
    ]
    assert not typed, "write {chapter}`loss`, which knows its number"


@every_page
def test_the_time_to_read_is_not_typed(page):
    typed = re.findall(
        r"(?mi)^\*?.*\b(?:hours?|minutes)\b.*You need: |\bminutes to read",
        text(page),
    )
    assert not typed, "begin with *You need: the build says how long it takes"


def sections(markdown):
    """Return the text under each heading, by heading and by label, in order."""
    lines, heads, labels = markdown.splitlines(), [], []
    for token in MYST.parse(markdown):
        if token.type == "myst_target":
            labels.append(token.content)
        elif token.type == "heading_open" and token.tag > "h1":
            title = lines[token.map[0]].lstrip("# ")
            heads.append((token.tag, token.map[0], [title, *labels]))
        if token.type != "myst_target":
            labels = []
    found = {}
    for place, (tag, start, names) in enumerate(heads):
        ends = (line for other, line, _ in heads[place + 1 :] if other <= tag)
        block = lines[start + 1 : next(ends, None)]
        found |= dict.fromkeys(names, "\n".join(block).strip())
    return found


CELL = "```{code-cell}"


def missing_parts(markdown, number):
    """Say in a sentence each what a chapter lacks."""
    parts = sections(markdown)
    titles = [name for name in parts if not name.startswith("sec-")]
    wrong, experiment = f"sec-{number}-wrong", f"sec-{number}-experiment"
    bridge = titles[-1] if titles else ""

    def has(pattern, text=markdown):
        return re.search(pattern, text, re.MULTILINE)

    def under(name, pattern):
        return has(pattern, parts.get(name, ""))

    found = {
        "no opening: write *You need: ... Afterwards you can: ...*": has(
            r"^\*You need: .+ Afterwards you can: .+\*$"
        ),
        "no question: ask one in the first section, with a question mark": (
            titles and has(r"\?", titles[0] + parts[titles[0]])
        ),
        "no figure: let a cell draw one whose `name` is fig-...": has(
            r"^    name: fig-"
        ),
        f"no equation: name one, $$ (eq-{number}-...)": has(
            rf"^\$\$ \(eq-{number}-"
        ),
        "no check: put {proved}`proof-...` behind a claim": has(
            r"\{proved\}`proof-"
        ),
        f"no experiment: put ({experiment})= before the heading of one, with "
        "its cell": under(experiment, r"^```\{code-cell\}"),
        f"nothing that goes wrong: put ({wrong})= before the heading of a "
        "failure, with its cell": under(wrong, r"^```\{code-cell\}"),
        "no exercises: put them under ## Exercises": under(
            "Exercises", r"^`{3,}\{exercise\}"
        ),
        "no summary: list its claims under ## Summary, each with a link to "
        "where it was shown": under("Summary", r"^- .*\{(ref|eq|numref)\}"),
        "no reading: list works with {cite:t} under ## Further reading": under(
            "Further reading", r"^- .*\{cite:t\}"
        ),
        "no bridge: end with ## The next question or ## What comes next": (
            bridge in ("The next question", "What comes next") and parts[bridge]
        ),
    }
    return [f"it has {part}" for part, there in found.items() if not there]


@every_chapter
def test_a_chapter_has_every_part(page):
    missing = missing_parts(text(page), page.name[:2])
    assert not missing, "\n".join(missing)


TOY = """# 3. A chapter

*You need: chalk. Afterwards you can: draw.*

## A question

Why?

```{code-cell} ipython3
---
mystnb:
  figure:
    name: fig-03-line
---
draw()
```

$$
y = x
$$ (eq-03-line)

(sec-03-experiment)=
## A race

### The knob

```{code-cell} ipython3
race()
```

A claim.{proved}`proof-03-race`

(sec-03-wrong)=
(sec-03-crack)=
## It breaks

```{code-cell} ipython3
fail()
```

## Exercises

````{exercise} One ★ (code)
```{dropdown} Answer
## No heading
```
````

## Summary

- It is so: {ref}`sec-03-crack`.

## Further reading

- {cite:t}`ada1843`, for the idea.

## The next question

What then?
"""


@pytest.mark.parametrize(
    ("gone", "sentence"),
    [
        ("*You need: chalk.", "no opening: write *You need: ..."),
        ("Why?", "no question: ask one in the first section"),
        ("fig-03-line", "no figure: let a cell draw one"),
        ("(eq-03-line)", "no equation: name one, $$ (eq-03-...)"),
        ("{proved}", "no check: put {proved}`proof-...` behind a claim"),
        ("(sec-03-experiment)=", "no experiment: put (sec-03-experiment)="),
        ("(sec-03-wrong)=", "nothing that goes wrong: put (sec-03-wrong)="),
        ("## Exercises\n", "no exercises: put them under ## Exercises"),
        ("{ref}", "no summary: list its claims under ## Summary, each with"),
        ("{cite:t}", "no reading: list works with {cite:t} under ## Further"),
        ("## The next question\n", "no bridge: end with ## The next question"),
    ],
)
def test_a_part_that_a_chapter_lacks_is_named(gone, sentence):
    assert missing_parts(TOY, "03") == []
    (said,) = missing_parts(TOY.replace(gone, ""), "03")
    assert said.startswith(f"it has {sentence}")


@every_chapter
def test_a_chapter_ends_with_graded_exercises(page):
    parts = map(text, under(page))
    titles = re.findall(
        r"^`{3,}\{exercise\} (.+)$", "\n".join(parts), re.MULTILINE
    )
    assert len(titles) >= 5
    assert all(STARS.search(title) for title in titles), titles


@every_chapter
def test_every_exercise_has_a_solution_linked_both_ways(page):
    number = page.name[:2]
    chapter = "\n".join(map(text, under(page)))
    solutions = text(BOOK / "solutions" / f"{number}.md")
    exercises = re.findall(r"^:label: (ex-\S+)$", chapter, re.MULTILINE)
    assert sorted(exercises) == [
        f"ex-{number}-{count}" for count in range(1, len(exercises) + 1)
    ]
    for exercise in exercises:
        solution = exercise.replace("ex-", "sol-")
        assert f"({solution})=" in solutions
        assert solution in chapter, f"{exercise} does not link to its solution"
        assert exercise in solutions, f"{solution} does not link back"
    assert len(re.findall(r"^\(sol-", solutions, re.MULTILINE)) == len(
        exercises
    )


def test_every_chapter_has_a_page_of_solutions():
    assert [page.name[:2] for page in CHAPTERS] == [p.stem for p in SOLUTIONS]


@pytest.mark.parametrize("page", SOLUTIONS, ids=page_id)
def test_solutions_are_executed_and_assert(page):
    assert any("assert" in cell.source for cell in cells(page))


@every_chapter
def test_a_chapter_asks_three_quick_questions(page):
    assert len(re.findall(r"\{(?:ask|dropdown)\}", text(page))) >= 3


@every_page
def test_nothing_is_left_open(page):
    assert not re.search(r"TODO|FIXME|XXX|lorem ipsum|coming soon", text(page))


@every_page
def test_no_result_is_typed_by_hand(page):
    reasons = TYPED.get(page_id(page), {})
    allowed = [str(number) for group in reasons.values() for number in group]
    assert len(allowed) == len(set(allowed))
    typed = set(typed_numbers(text(page)))
    assert typed == set(allowed), (
        "a result comes by glue, a given value goes into mathematics or, with "
        "its reason, into tests/book/typed_numbers.yml; "
        f"typed: {sorted(typed - set(allowed))}, "
        f"allowed and gone: {sorted(set(allowed) - typed)}"
    )


def test_typed_numbers_are_seen_where_they_are_prose():
    page = """# 3. A title of 2026

The score is 97.4 % of 1,797, see section 6.1, after 20 steps *and 21*.

$x = 0.5$ and `0.25` and {glue:text}`x:.1f`, shape (64, 3).

$$
0.75
$$

```{code-cell} ipython3
---
mystnb:
  figure:
    caption: A run of 300 steps.
  image:
    alt: A line from {ch03-start:.1f} down to 0.05.
---
draw(400)
```

````{exercise} With 0.1 ★ (predict)
:label: ex-03-1
Take 0.2.
```{dropdown} Answer
It is 0.3.
```
````

| a | b |
|---|---|
| -0.4 | 7 |
"""
    assert typed_numbers(page) == [
        *("2026", "97.4 %", "1,797", "21", "64"),
        *("300", "0.05", "0.1", "0.2", "0.3", "0.4"),
    ]


def test_allowed_numbers_belong_to_pages_that_exist():
    assert set(TYPED) <= set(map(page_id, PAGES))


@every_page
def test_no_cell_seeds_the_global_generator_or_reads_a_clock(page):
    for cell in cells(page):
        forbidden = r"np\.random\.(seed|rand)|import time\b|perf_counter|%time"
        assert not re.search(forbidden, cell.source), cell.source


def glossary():
    """Return the names of each entry of the glossary, in order."""
    block = re.search(
        r"```\{glossary\}\n(.*?)```", text(BOOK / "glossary.md"), re.DOTALL
    )
    return [
        re.findall(r"^\S.*$", entry, re.MULTILINE)
        for entry in block[1].strip().split("\n\n")
    ]


def test_a_term_is_defined_once_and_in_its_place():
    names = [name.lower() for entry in glossary() for name in entry]
    assert len(names) == len(set(names))
    firsts = [entry[0].lower() for entry in glossary()]
    assert firsts == sorted(firsts)


def test_every_term_is_used_and_every_use_has_an_entry():
    uses = re.findall(
        r"\{term\}`(?:[^`<]*<)?([^`>]+)>?`", "".join(map(text, PAGES))
    )
    used = {name.lower() for name in uses}
    entries = [{name.lower() for name in entry} for entry in glossary()]
    assert not used - set().union(*entries)
    # The field's names are there to be looked up: no page need link to them.
    listed = {
        name.lower()
        for part in ("there", "waiting")
        for names in NAMES[part].values()
        for name in names
    }
    assert [entry for entry in entries if not entry & (used | listed)] == []


@every_page
def test_a_page_marks_a_term_once(page):
    uses = re.findall(r"\{term\}`(?:[^`<]*<)?([^`>]+)>?`", text(page))
    assert len(uses) == len(set(uses))


def test_every_page_is_reached_through_a_jupytext_header():
    for page in PAGES:
        if "```{code-cell}" in text(page):
            assert text(page).startswith(
                "---\njupytext:\n  text_representation:"
            )


OUTLINE = {
    "01": [
        "Basic concepts",
        "A single neuron",
        "A layer of neurons",
        "How layers connect",
        "Dot product",
        "Vector operations",
        "Matrix transposition",
    ],
    "02": [
        "Many neurons and layers",
        "Neurons with NumPy",
        "Batches and matrix operations",
        "A multi-layer network",
    ],
    "03": [
        "Step",
        "Linear",
        "Sigmoid",
        "Tanh",
        "ReLU",
        "Leaky ReLU",
        "Softmax",
        "A simple network",
        "A sine built by hand",
        "Saturation",
        "Dead units",
        "Temperature",
        "The stable sigmoid",
    ],
    "04": [
        "What a loss is",
        "From a distribution to a loss",
        "Categorical cross-entropy",
        "One-hot encoding",
        "Accuracy",
        "Likelihoods underflow",
        "Log-sum-exp against clipping",
        "Loss at chance",
        "When accuracy and loss disagree",
        "The slow start",
    ],
    "05": [
        "Derivative and slope",
        "The chain rule on a circuit",
        "One network, three ways",
        "The softmax Jacobian",
        "Shapes as a check",
        "Gradient checking",
        "Every layer and every loss",
    ],
    "06": [
        "What optimization is",
        "Random search",
        "Batch, stochastic and mini-batch descent",
        "The noise of the gradient",
        "The learning rate",
    ],
    "07": [
        "Momentum",
        "Nesterov momentum",
        "Eigenvector by eigenvector",
        "The phase picture",
        "AdaGrad",
        "RMSprop",
        "Adam",
        "Bias correction",
        "Epsilon",
        "AdamW",
    ],
    "08": [
        "Schedules",
        "What a schedule buys",
        "The ravine",
        "The saddle",
        "The plateau",
        "Vanishing gradients",
        "Exploding gradients",
        "Bad scaling",
        "Divergence",
        "Noise",
        "The initial scale",
        "Gradient clipping",
        "The update-to-weight ratio",
        "From symptom to cause to cure",
    ],
    "09": [
        "Look at the data",
        "Three splits, and why",
        "Baselines first",
        "Standardising",
        "The training loop",
        "Learning curves",
        "The test, opened once",
        "Twenty seeds, beside scikit-learn",
        "The confusion matrix",
        "The worst mistakes",
        "What the hidden units look for",
        "Saving and loading",
        "Rows in file order",
    ],
    "11": [
        "A curve that is worst in the middle",
        "Two curves",
        "Bias and variance",
        "Early stopping",
        "A pull to zero",
        "Dropout",
        "More data from the data",
        "Ensembles",
        "A league table",
        "Double descent",
        "What goes wrong",
        "What to try first",
    ],
    "13": [
        "Moved by one pixel",
        "One neuron, moved along",
        "Loops, windows, one product",
        "A dense layer with shared weights",
        "Backward: the transpose",
        "Channels, stride, padding",
        "Pooling",
        "Moved input, moved output",
        "Three breaks, three cures",
        "The receptive field",
        "Signals",
        "The control",
        "What filters learn",
        "What goes wrong",
        "What it costs",
    ],
}


@pytest.mark.parametrize("number", OUTLINE)
def test_what_a_chapter_must_show_is_a_heading(number):
    (page,) = (page for page in CHAPTERS if page.name.startswith(number))
    all_of_it = "\n".join(map(text, under(page)))
    headings = re.findall(r"^###? (.+)$", all_of_it, re.MULTILINE)
    assert sorted(set(headings) & set(OUTLINE[number])) == sorted(
        OUTLINE[number]
    )


@functools.cache
def homes():
    """Return the packages of each module: one look at all that is installed."""
    return packages_distributions()


@every_page
def test_cells_import_only_what_a_browser_has(page):
    if not is_for_readers(page):
        return  # no reader runs it
    ours = {"nnfs", *sys.stdlib_module_names}
    for cell in cells(page):
        for name in run_cells.imported(cell.source):
            module = name.partition(".")[0]
            homed = set(homes().get(module, ()))
            brought = homed.intersection(pyodide.PACKAGES)
            assert module in ours or brought, name


def test_the_page_prints_the_slopes_that_pytorch_wrote():
    page = text(BOOK / "14-automatic-differentiation.md")
    (printed,) = re.findall(r"(?m)^BY_PYTORCH = (\{[^}]*\})", page)
    with np.load(file_of("reader"), allow_pickle=False) as archive:
        theirs = archive["gradients"]
    for place, said in ast.literal_eval(printed).items():
        assert said == theirs[place]
