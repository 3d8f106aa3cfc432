"""Notebooks to take away: their Markdown, their cells, their first cell."""

import json
import os
import re
import subprocess
import tempfile
from importlib import metadata
from pathlib import Path
from urllib.parse import urljoin

import nbformat
import pytest
from docutils import nodes
from docutils.utils import new_document
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import nnfs
from nnfs_site.cells import is_cell
from nnfs_site.notebooks import branch, write
from nnfs_site.notebooks.markdown import Plain, indent
from nnfs_site.page import second_reading

ROOT = Path(__file__).parents[2]

HOME = "https://ada.github.io/book/"
PAGE = HOME + "book/03-a.html"
NUMBERS = {
    "figure": {"fig-a": ("3", 1)},
    "displaymath": {"equation-eq-a": ("3", 2)},
    "exercise": {"ex-03-1": ("3", 3), "ex-03-2": ("3", 99)},
}
COMMONMARK = MarkdownIt().enable("table").enable("strikethrough")
PRINTABLE = st.characters(codec="ascii", exclude_categories=["Cc"])
CODE = st.text(PRINTABLE, min_size=1).filter(str.strip)


def words(text):
    return " ".join(text.split())


def read(markdown):
    """Return the text of Markdown as its reader sees it, code included."""
    found = []
    for token in COMMONMARK.parse(markdown):
        if token.type == "inline":
            found += [
                child.content or " "
                for child in token.children
                if child.level == 0
            ]
        assert token.type in ("inline", "paragraph_open", "paragraph_close")
    return words("".join(found))


def plain(*children):
    return Plain(PAGE, NUMBERS)(nodes.paragraph("", "", *children))


@given(st.text(PRINTABLE).filter(lambda text: text.strip()))
def test_a_text_is_read_as_it_was_written(text):
    assert read(plain(nodes.Text(text))) == words(text)


@given(CODE)
def test_code_in_a_line_is_read_as_it_was_written(code):
    (paragraph,) = [
        token
        for token in COMMONMARK.parse(plain(nodes.literal("", code)))
        if token.type == "inline"
    ]
    (span,) = paragraph.children
    assert span.type == "code_inline"
    assert span.content.strip() == code.strip()


@given(st.lists(st.text(PRINTABLE)).map("\n".join).filter(str.strip))
def test_a_block_of_code_is_read_as_it_was_written(code):
    block = nodes.literal_block("", code, language="text")
    (token,) = COMMONMARK.parse(Plain(PAGE, NUMBERS)(block))
    assert (token.type, token.info) == ("fence", "text")
    assert token.content == code.rstrip() + "\n"


def test_a_phrase_is_marked_at_its_words():
    text = plain(nodes.Text("a"), nodes.strong("", " b* "), nodes.Text("c"))
    assert COMMONMARK.render(text) == "<p>a <strong>b*</strong> c</p>\n"


def test_a_reference_leads_to_the_site_and_a_tick_is_left_out():
    text = plain(
        nodes.reference("", "Figure 3.1", internal=True, refid="fig-a"),
        nodes.reference("", " x", internal=True, refuri="../index.html#b"),
        nodes.reference("", " y", refuri="https://example.org/y"),
        nodes.reference("", "(asserted)", refid="proof-a", classes=["proved"]),
    )
    assert text == (
        f"[Figure 3.1]({PAGE}#fig-a)[ x]({HOME}index.html#b)"
        "[ y](https://example.org/y)"
    )


def test_an_equation_has_the_number_of_its_page():
    block = nodes.math_block("", "a &= b \\\\ c &= d", ids=["equation-eq-a"])
    assert Plain(PAGE, NUMBERS)(block) == (
        "$$\n\\begin{aligned}a &= b \\\\ c &= d\\end{aligned}\\tag{3.2}\n$$"
    )


def test_lists_stay_lists_and_a_bar_stays_in_its_column():
    items = [nodes.list_item("", nodes.paragraph("", text)) for text in "ab"]
    numbered = nodes.enumerated_list("", *items)
    numbered[1] += nodes.bullet_list(
        "", nodes.list_item("", nodes.paragraph("", "c"))
    )
    html = COMMONMARK.render(Plain(PAGE, NUMBERS)(numbered))
    assert re.sub(r"\s|</?p>", "", html) == (
        "<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol>"
    )
    row = nodes.row(
        "",
        *(
            nodes.entry("", nodes.paragraph("", "", p))
            for p in (nodes.literal("", "a | b"), nodes.Text("c"))
        ),
    )
    body = nodes.tbody("", row.deepcopy())
    group = nodes.tgroup("", nodes.thead("", row), body)
    html = COMMONMARK.render(Plain(PAGE, NUMBERS)(nodes.table("", group)))
    assert html.count("<td>") == html.count("<th>") == 2
    assert "<code>a | b</code>" in html


def test_blank_lines_of_an_item_stay_blank():
    assert indent("a\n\nb", "1. ") == "1. a\n\n   b"


def test_a_file_to_download_is_one_of_the_site():
    link = ('<a href="../data.json" download>', "the data", "</a>")
    begin, end = (nodes.raw("", part, format="html") for part in link[::2])
    said = plain(begin, nodes.Text(link[1]), end)
    address = urljoin(PAGE, "../data.json")
    assert said == f'<a href="{address}" download>the data</a>'
    assert address.startswith("https://")
    with pytest.raises(NotImplementedError, match="cannot say 'raw'"):
        plain(nodes.raw("", "<b>", format="html"))


def test_what_has_no_translation_is_an_error():
    with pytest.raises(NotImplementedError, match="cannot say 'line_block'"):
        Plain(PAGE, NUMBERS)(nodes.line_block("", nodes.line("", "a")))


def cell(code, *tags, figure=None):
    source = nodes.container(
        "", nodes.literal_block(code, code), nb_element="cell_code_source"
    )
    made = nodes.container("", source, nb_element="cell_code")
    made["cell_metadata"] = {"tags": list(tags)} if tags else {}
    if figure:
        made += figure
    return made


class exercise_enumerable_node(nodes.Admonition, nodes.Element):
    pass


def exercise(number, title):
    return exercise_enumerable_node(
        "",
        nodes.title("", title),
        nodes.section("", nodes.paragraph("", "What?")),
        ids=[f"ex-03-{number}"],
    )


@pytest.fixture
def page():
    drawing = nodes.raw("", "<svg/>", format="html", alt="A line, $1.")
    figure = nodes.figure("", drawing, nodes.caption("", "A line."))
    figure["ids"] = ["fig-a"]
    made = new_document("page")
    inner = nodes.section("", nodes.title("", "Inside"))
    inner += [
        cell("draw()", "hide-input", figure=figure),
        nodes.paragraph("", "Seen."),
        exercise(1, "Softmax ★★ (code)"),
        exercise(2, "Slopes ★ (predict)"),
    ]
    section = nodes.section("", nodes.title("", "3. A"))
    section += [nodes.paragraph("", "Text."), cell("import numpy"), inner]
    made += section
    return made


def sources(text, kind):
    cells = nbformat.reads(text, as_version=4).cells
    return [cell for cell in cells if cell.cell_type == kind]


def test_what_is_folded_on_the_page_is_read_in_the_notebook(page):
    inner = page[0][-1]
    said = nodes.paragraph("", "", nodes.emphasis("", "Second reading."))
    said += nodes.Text(" How it is seen.")
    inner.insert(1, said)
    before = write.of_page(page, Plain(PAGE, NUMBERS), HOME, "The end.")
    second_reading.Fold(page).run()
    (folded,) = inner.children[1:]
    assert isinstance(folded, second_reading.Folded)
    assert folded[0].astext() == "Second reading. How it is seen."
    assert len(list(folded.findall(is_cell))) == 1
    text = write.of_page(page, Plain(PAGE, NUMBERS), HOME, "The end.")
    assert text == before
    assert "*Second reading.* How it is seen." in text


def test_a_page_becomes_text_and_cells_in_its_order(page):
    arguments = page, Plain(PAGE, NUMBERS), HOME, "The end."
    text = write.of_page(*arguments)
    assert text == write.of_page(*arguments)
    first, second, drawing = sources(text, "code")
    assert f"{HOME}{write.WHEEL}" in first.source
    assert "urllib" not in first.source
    assert second.source == "import numpy"
    assert drawing.source == "draw()"
    assert drawing.metadata.jupyter == {"source_hidden": True}
    title, heading, under_the_figure, rest = (
        c.source for c in sources(text, "markdown")
    )
    assert title == "# 3. A\n\nText."
    assert heading == "## Inside"
    assert under_the_figure.startswith("**Figure 3.1.** A line.\n\n<details>")
    assert "\nA line, \\$1.\n" in under_the_figure
    assert rest.startswith("Seen.")
    assert rest.endswith("The end.")


def test_the_first_cell_brings_what_the_others_ask_for():
    bare = write.setup_cell(HOME, "import numpy").source
    source = f'"nnfs-book[plotting] @ {HOME}{write.WHEEL}"'
    assert f"    %pip install --quiet {source}\n" in bare
    code = 'from sklearn import svm\nPath("../benchmarks/a.json").read_text()'
    full = write.setup_cell(HOME, code).source
    asked = re.search(r"for name in (.*):", full)[1]
    assert json.loads(asked) == ["nnfs-book", "matplotlib", "scikit-learn"]
    assert re.search("%pip install .* scikit-learn$", full, re.MULTILINE)
    assert '"benchmarks/a.json"' in full
    assert f'f"{HOME}{{name}}"' in full


def test_the_first_cell_fetches_what_is_not_there(tmp_path, monkeypatch):
    """Two files of two folders, and what a script imports beside it."""
    code = """\
json.loads(Path("../framework/results.json").read_text())
json.loads(Path("../benchmarks/speed.json").read_text())
run("../framework/two.py")"""
    source = write.setup_cell(f"{ROOT.as_uri()}/", code).source
    source = source.replace("%pip", "pass  #")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(metadata, "version", lambda name: "0.1.0")
    exec(source, {})
    there = Path.cwd()
    assert there.name == "book"
    fetched = {
        path.relative_to(there.parent).as_posix()
        for path in there.parent.rglob("*.*")
    }
    assert fetched == {
        "benchmarks/speed.json",
        "framework/model.py",
        "framework/results.json",
        "framework/same.py",
        "framework/two.py",
    }
    exec(source, {})
    assert Path.cwd() == there, "what is there is not fetched again"


def test_the_first_cell_says_what_stands_in_the_way(monkeypatch):
    source = write.setup_cell(HOME, "import numpy").source
    code = source.replace("%pip", "pass  #")
    monkeypatch.setattr(metadata, "version", lambda name: "0.1.0")
    exec(code, {})
    monkeypatch.delattr(nnfs, "Network")
    with pytest.raises(ImportError, match="PyPI's nnfs stands in the") as said:
        exec(code, {})
    asked = f'--no-deps "nnfs-book @ {HOME}{write.WHEEL}"'
    assert str(said.value).endswith(asked)


def test_exercises_come_with_checks_and_without_answers(page):
    solutions = new_document("solutions")
    section = nodes.section("", nodes.title("", "Solutions"))
    section += [cell("built = 1"), cell("def softmax(scores):\n    return 1")]
    solutions += section
    text = write.of_exercises(
        [(page, Plain(PAGE, NUMBERS))], solutions, HOME, "# Exercises", "End."
    )
    _, built, imported, answer, check = sources(text, "code")
    assert built.source == "built = 1"
    assert imported.source == "from nnfs.exercises import check"
    call = write.EXERCISES["3.3"].call
    assert answer.source == f"def {call}:\n    ..."
    assert check.source == f'check("3.3", {call.partition("(")[0]})'
    assert check.metadata.tags == ["check", "raises-exception"]
    assert "return 1" not in text
    asked = [c.source for c in sources(text, "markdown")]
    assert asked[1] == "### Exercise 3.3 Softmax ★★ (code)\n\nWhat?"
    assert asked[3] == "*Your answer:*"


def test_what_a_hub_installs_is_what_built_the_book():
    def pins(name):
        text = (ROOT / name).read_text(encoding="utf-8")
        return dict(re.findall(r"^([\w-]+)==(\S+)$", text, re.MULTILINE))

    hub, book = pins("binder/requirements.txt"), pins("requirements.txt")
    shared = set(hub) & set(book)
    assert {"numpy", "matplotlib", "scikit-learn"} <= shared
    assert {name: hub[name] for name in shared} == {
        name: book[name] for name in shared
    }


def test_the_branch_holds_what_runs_and_nothing_else(tmp_path):
    site, folder = tmp_path / "site", tmp_path / "branch"
    for name in (
        "book/01-a.ipynb",
        "book/exercises/01.ipynb",
        "book/01-a.html",
    ):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(name)
    branch.lay(folder, site=site)
    names = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert {"book/01-a.ipynb", "book/exercises/01.ipynb"} <= names
    assert {
        "nnfs/layers.py",
        "nnfs/datasets/digits.npz",
        "binder/runtime.txt",
    } <= names
    assert "constraints.txt" in names
    assert "benchmarks/batches.json" in names
    assert not [n for n in names if n.endswith((".pyc", ".html"))]
    assert "benchmarks/batches.py" not in names
    assert {"framework/results.json", "framework/two.py"} <= names
    assert (
        (folder / "README.md").read_text("utf-8").startswith("# Notebooks of")
    )


@pytest.mark.skipif(os.name == "nt", reason="the hosted job runs on Linux")
def test_the_branch_goes_on_where_it_stood(tmp_path):
    def git(*command, folder=tmp_path / "clone"):
        done = subprocess.run(
            ["git", "-C", folder, *command],
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def push(text):
        (laid / "book" / "01-a.ipynb").write_text(text)
        program = ROOT / ".ci" / "push_notebooks"
        command = [program, laid, "origin"]
        subprocess.run(command, cwd=tmp_path / "clone", check=True)
        return git("rev-parse", "notebooks", folder=remote)

    remote, laid = tmp_path / "remote", tmp_path / "laid"
    (laid / "book").mkdir(parents=True)
    (laid / ".gitignore").write_text("*")
    git("init", "-q", "--bare", str(remote), folder=tmp_path)
    git("clone", "-q", str(remote), "clone", folder=tmp_path)
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    git(*who, "commit", "-q", "--allow-empty", "-m", "A chapter")
    first = push("one")
    assert git("ls-tree", "-r", "--name-only", first, folder=remote) == (
        ".gitignore\nbook/01-a.ipynb"
    )
    assert push("one") == first
    second = push("two")
    assert git("rev-parse", f"{second}^", folder=remote) == first
    assert git("status", "--short") == ""
    head = git("rev-parse", "HEAD")
    said = git("log", "-1", "--format=%an %s", second, folder=remote)
    assert said == f"Ada Notebooks of {head}"
