"""The questions of the book: what each has, and who computes its answer."""

import ast
import dis
import re

import pytest

from nnfs_site import luck
from nnfs_site.ask import question as questions
from tests.book.pages import BOOK, CHAPTERS, ROOT, cells, text, under
from tools import weave

# Chapters that do not yet have ten questions of three kinds.
NOT_YET = {"01", "02", "03", "05", "06", "07", "08", "09"}
NOT_YET |= {"11"}
MANY, KINDS = 10, 3
STAMP = re.compile(r"(nnfs/[\w/]+\.py): (\w+(?:\.\w+)*)")
DRAWS = {"choice", "default_rng", "fit", "permutation", "random", "rng", "seed"}
DRAWS |= {"integers", "normal", "shuffle", "standard_normal", "uniform"}

PAGES = [page for page in weave.pages() if "{ask}" in text(page)]
ASKED = [
    (page, one) for page in PAGES for one in questions.questions(text(page))
]


def named(value):
    return getattr(value, "name", None) or getattr(value, "stem", None)


every_question = pytest.mark.parametrize(("page", "one"), ASKED, ids=named)
every_page = pytest.mark.parametrize("page", PAGES, ids=named)


def glued(sources):
    """Yield each name that cells glue, as a pattern, and what it stands for."""
    for source in sources:
        for node in ast.walk(luck.Cell(source).tree()):
            if not isinstance(node, ast.Call):
                continue
            if getattr(node.func, "id", "") == "glue" and len(node.args) == 2:
                name, value = node.args
                parts = getattr(name, "values", [name])
                yield "".join(map(pattern, parts)), value


def pattern(part):
    return re.escape(part.value) if isinstance(part, ast.Constant) else ".+"


def is_typed(value):
    """Tell whether a value is computed from nothing.

    >>> [is_typed(ast.parse(s, mode="eval").body) for s in ("-2", "x", "f(2)")]
    [True, False, False]
    """
    return not any(isinstance(n, ast.Name) for n in ast.walk(value))


def squeezed(code):
    return re.sub(r"#.*|\s", "", code)


def stand_in_order(lines, code):
    """Tell whether lines stand in code in their order.

    >>> stand_in_order(["a = f(b)", "c = a"], "a = f(\\n  b)  # so\\n\\nc = a")
    True
    >>> stand_in_order(["c = a", "a = f(b)"], "a = f(b)\\nc = a")
    False
    """
    code, place = squeezed(code), 0
    for line in map(squeezed, lines):
        found = code.find(line, place)
        if found < 0:
            return False
        place = found + len(line)
    return True


def faults_of_cell(source, others):
    """Say what a cell tagged `answer` must not do, and does."""
    tree = luck.Cell(source).tree()
    names = {getattr(n, "id", getattr(n, "attr", "")) for n in ast.walk(tree)}
    steps = list(dis.get_instructions(compile(tree, "answer", "exec")))
    bound = {step.argval for step in steps if step.opname == "STORE_NAME"}
    read = {
        node.id
        for other in others
        for node in ast.walk(luck.Cell(other).tree())
        if isinstance(node, ast.Name)
    }
    changes = {"STORE_ATTR", "STORE_SUBSCR"} & {step.opname for step in steps}
    values = [value for _, value in glued([source])]
    found = {
        "it asserts": any(isinstance(n, ast.Assert) for n in ast.walk(tree)),
        f"it draws: {names & DRAWS}": names & DRAWS,
        f"another cell has the name {bound & read}": bound & read,
        "it changes what is there": changes,
        "it glues nothing": not values,
        "it glues what is typed": any(map(is_typed, values)),
    }
    return [sentence for sentence, holds in found.items() if holds]


@every_question
def test_a_question_has_all_its_parts(page, one):
    assert not questions.faults(one)
    number = re.match(r"\d\d", page.stem)
    assert not number or one.name.startswith(f"ask-{number[0]}-")


def test_no_two_questions_have_one_name():
    names = [one.name for _, one in ASKED]
    assert len(set(names)) == len(names)


@every_page
def test_every_question_of_a_page_is_read(page):
    opened = re.findall(r"^`{3,}\{ask\}", text(page), re.MULTILINE)
    assert len(questions.questions(text(page))) == len(opened)


@every_question
def test_a_cell_of_the_page_computes_the_answer(page, one):
    if one.kind not in ("number", "choice"):
        return
    found = [
        value
        for name, value in glued(cell.source for cell in cells(page))
        if re.fullmatch(name, one.answer)
    ]
    assert found, f"no cell glues {one.answer}"
    assert not any(isinstance(value, ast.Constant) for value in found)
    if one.kind == "choice":
        keys = {option.key for option in one.options}
        said = {
            node.value
            for node in ast.walk(found[-1])
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert said & keys or not said, "what it glues is no option"


@every_question
def test_lines_stand_where_they_are_said_to_stand(page, one):
    if one.kind != "order":
        return
    stamp = STAMP.fullmatch(one.answer)
    if stamp:
        code = weave.definition(stamp[1], stamp[2])
    else:
        by_label = {c.label: c.source for c in luck.cells(text(page))}
        assert one.answer in by_label, f"no cell is named {one.answer}"
        code = by_label[one.answer]
    if one.is_program:
        assert stand_in_order(one.lines, code)
    else:
        assert "assert " in code, f"{one.answer} asserts nothing"
    shown = questions.shuffled(one)
    assert sorted(shown) == [*range(len(one.lines))] != shown


@every_page
def test_a_cell_for_an_answer_claims_and_changes_nothing(page):
    sources = [(c.source, c.metadata.get("tags", ())) for c in cells(page)]
    for place, (source, tags) in enumerate(sources):
        if "answer" in tags:
            others = [s for k, (s, _) in enumerate(sources) if k != place]
            assert not faults_of_cell(source, others), source


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("assert x; glue('a', x)", "it asserts"),
        ("glue('a', rng.normal())", "it draws: "),
        ("y = x; glue('a', y)", "another cell has the name {'y'}"),
        ("x[0] = 1; glue('a', x)", "it changes what is there"),
        ("z = x", "it glues nothing"),
        ("glue('a', 0.35)", "it glues what is typed"),
    ],
)
def test_what_such_a_cell_must_not_do_is_named(source, fault):
    assert not faults_of_cell("z = [y for y in x]; glue('a', z)", ["y = 1"])
    assert any(
        said.startswith(fault) for said in faults_of_cell(source, ["y = 1"])
    )


def test_a_question_makes_no_stored_run_old(tmp_path):
    page = next(page for page in PAGES if page.stem.startswith("04"))
    without = re.sub(
        r"```\{code-cell\} ipython3\n:tags: \[answer\]\n.*?^```\n",
        "",
        questions.FENCE.sub("", text(page)),
        flags=re.DOTALL | re.MULTILINE,
    )
    assert "{ask}" not in without
    assert "[answer]" not in without
    path = tmp_path / page.name
    path.write_text(without, encoding="utf-8")
    assert luck.state(path, ROOT) == luck.state(page, ROOT)


def test_ten_questions_of_three_kinds_are_asked_in_each_chapter():
    found = set()
    for page in CHAPTERS:
        asked = [
            one
            for part in under(page)
            for one in questions.questions(text(part))
        ]
        kinds = {one.kind for one in asked}
        if len(asked) < MANY or len(kinds) < KINDS:
            found.add(page.stem[:2])
    assert found == NOT_YET


def test_questions_stand_in_the_book_alone():
    assert all(BOOK in page.parents for page in PAGES)
