"""What prose says of chapters: their numbers, titles, and reading times."""

import io
import logging
from pathlib import Path

import pytest
from docutils import nodes
from docutils.parsers.rst import roles
from docutils.utils import new_document
from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace

from nnfs_site.notebooks.markdown import Plain
from nnfs_site.page import chapter_names, numbering, reading_time

SETTINGS = {
    "extensions": ["myst_parser"],
    # Named: Sphinx writes what is not into a default that all builds share.
    "source_suffix": {".md": "markdown"},
    "root_doc": "book/index",
    "nitpicky": True,
    "numfig": True,
    "myst_enable_extensions": ["dollarmath"],
    "html_theme": "basic",
}
LOSS = """---
chapter: loss
---
# 4. The Error

*You need: {chapter}`neuron`.*

This is {chapter}`loss`, and here is {chapter}`sec-04-recipe`.

(sec-04-recipe)=
## The recipe

A recipe.
"""
NEURON = """---
chapter: neuron
---
# 1. A Neuron

*You need: patience. Afterwards you can: walk.*
"""


@pytest.fixture
def build(tmp_path):
    """Return a function that builds pages, and says what it warned of."""
    warned = []

    def build(**pages):
        names = {name.replace("__", "/"): text for name, text in pages.items()}
        names.setdefault("04-the-error", LOSS)
        names.setdefault("01-a-neuron", NEURON)
        files = "".join(f"{name}\n" for name in names)
        names["index"] = f"# Book\n\n```{{toctree}}\n{files}```\n"
        for name, text in names.items():
            path = tmp_path / "book" / f"{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.is_file() or path.read_text("utf-8") != text:
                path.write_text(text, encoding="utf-8")
        folders = (tmp_path / name for name in ("out", "trees"))
        said = io.StringIO()
        app = Sphinx(
            *(tmp_path, None, *folders, "html", SETTINGS),
            status=None,
            warning=said,
        )
        roles.register_local_role("chapter", chapter_names.name_chapter)
        roles.register_local_role("minutes", reading_time.say_minutes)
        app.add_node(reading_time.Minutes)
        app.add_post_transform(reading_time.SayMinutes)
        app.connect("doctree-read", reading_time.note)
        app.connect("env-get-updated", chapter_names.write_again)
        app.connect("missing-reference", chapter_names.resolve)
        app.connect("write-started", numbering.number_by_chapter)
        app.build()
        warned[:] = strip_colors(said.getvalue()).splitlines()
        return app

    build.warned = warned
    logger = logging.getLogger("sphinx")  # an application makes it its own
    kept = logger.handlers[:], logger.propagate
    with docutils_namespace():  # what it registers is gone when it ends
        yield build
    logger.handlers[:], logger.propagate = kept


def page_of(app, name):
    """Return a page as it is written, every reference resolved."""
    return app.env.get_and_resolve_doctree(f"book/{name}", app.builder)


def links(page):
    return [
        (link.astext(), link.get("refuri") or link["refid"])
        for link in page.findall(nodes.reference)
    ]


def test_prose_names_a_chapter_by_a_short_name(build):
    app = build(
        plan="# Plan\n\n{Chapter}`loss` and {chapter}`sec-04-recipe`.\n\n"
        "Of {chapter}`chapter {number}, {title} <neuron>` "
        "{chapter}`to {number} <sec-04-recipe>`.\n"
    )
    page = page_of(app, "plan")
    assert build.warned == []
    assert links(page) == [
        ("Chapter 4", "04-the-error.html"),
        ("chapter 4", "04-the-error.html#sec-04-recipe"),
        ("chapter 1, A Neuron", "01-a-neuron.html"),
        ("to 4", "04-the-error.html#sec-04-recipe"),
    ]


def test_a_new_title_stands_in_pages_that_have_not_changed(build):
    plan = "# Plan\n\nOf {chapter}`chapter {number}, {title} <neuron>`.\n"
    written = Path(build(plan=plan).outdir, "book", "plan.html")
    assert "chapter 1, A Neuron" in written.read_text(encoding="utf-8")
    build(plan=plan, **{"01-a-neuron": NEURON.replace("A Neuron", "A Cell")})
    assert "chapter 1, A Cell" in written.read_text(encoding="utf-8")


def test_a_chapter_is_no_link_to_itself_but_to_its_sections(build):
    page = page_of(build(), "04-the-error")
    assert links(page) == [
        ("chapter 1", "01-a-neuron.html"),
        ("chapter 4", "sec-04-recipe"),
    ]
    assert "This is chapter 4, and here is chapter 4." in page.astext()


def test_a_notebook_says_the_number_and_leads_to_the_site(build):
    page = page_of(build(), "04-the-error")
    site = "https://ada.github.io/"
    plain = Plain(f"{site}book/04-the-error.html", {})
    said = plain(next(page.findall(nodes.section))[2])
    assert said == (
        "This is chapter 4, and here is "
        f"[chapter 4]({site}book/04-the-error.html#sec-04-recipe)."
    )


def test_a_page_that_stands_under_a_chapter_is_part_of_it(build):
    app = build(
        **{"04-the-error": f"{LOSS}\n```{{toctree}}\n:hidden:\nmore\n```\n"},
        more="# More\n\n(sec-04-more)=\n## Of it\n\nIt goes on.\n",
        plan="# Plan\n\n{Chapter}`sec-04-more`, {chapter}`"
        "{title} <sec-04-more>`.\n",
    )
    assert links(page_of(app, "plan")) == [
        ("Chapter 4", "more.html#sec-04-more"),
        ("The Error", "more.html#sec-04-more"),
    ]


@pytest.mark.parametrize("name", ["lost", "sec-05-recipe", "label-of-a-plan"])
def test_a_name_that_no_chapter_has_is_a_warning(build, name):
    build(plan=f"(label-of-a-plan)=\n# Plan\n\nSee {{chapter}}`{name}`.\n")
    (warning,) = build.warned
    assert "plan.md:4: WARNING: " in warning
    assert f"no chapter is called '{name}', and no section of one" in warning


def test_the_time_to_read_stands_before_what_a_page_needs(build):
    words = "word " * 2990
    shown = "$$\nx\n$$\n\n" * 2
    app = build(
        long=f"# Long\n\n*You need: {{chapter}}`loss`.*\n\n{words}\n\n{shown}",
        plan="# Plan\n\n*No need.* See: {minutes}`long`.\n\n"
        "```text\n*You need: a fence*\n```\n",
        solutions__01="# Solutions\n\nIt takes {minutes}`../01-a-neuron`.\n",
    )
    assert build.warned == []
    assert "\n\nAbout 15 minutes. You need: chapter 4." in (
        page_of(app, "long").astext()
    )
    assert "\n\nNo need. See: 15." in page_of(app, "plan").astext()
    assert "It takes 5." in page_of(app, "solutions/01").astext()
    assert "About" not in page_of(app, "plan").astext()


def test_each_section_of_a_page_with_a_time_has_its_own(build):
    words = "word " * 590
    app = build(
        long="# Long\n\n*You need: time.*\n\n"
        f"## One\n\n{words}\n\n### Inner\n\n{words}\n\n## Two\n\nShort.\n",
        plan="# Plan\n\n## Part\n\nNo time.\n",
    )
    long, plan = (
        [section.get("minutes") for section in reading_time.stops(page)]
        for page in (page_of(app, "long"), page_of(app, "plan"))
    )
    assert long == [6, 1]
    assert plan == [None]


def test_a_time_that_nobody_knows_is_a_warning(build):
    build(plan="# Plan\n\nIt takes {minutes}`index`.\n")
    (warning,) = build.warned
    assert "no time is known to read the page 'book/index'" in warning


def cell(code, *outputs, **options):
    source = nodes.container(nb_element="cell_code_source")
    source += nodes.literal_block("", code)
    output = nodes.container("", *outputs, nb_element="cell_code_output")
    return nodes.container(
        "", source, output, nb_element="cell_code", **options
    )


def test_words_open_code_and_what_is_shown_are_counted():
    page = new_document("page")
    said = nodes.paragraph("", "Two words, ", nodes.literal("", "x @ y"))
    said += [nodes.math("", r"a + b + c"), nodes.Text(". ")]
    printed = nodes.literal_block("", "many numbers\nof no\ninterest")
    figure = nodes.figure("", printed, nodes.caption("", "Under it."))
    page += nodes.section(
        "",
        nodes.title("", "A title"),  # 2
        said,  # 2 + 3, a formula, and a full stop
        cell("x = 1\n\ny = 2", printed.deepcopy()),  # two lines
        cell("z = 3", figure, hide_mode="input"),  # 1 shown, two words
        cell("z = 3", hide_mode="output"),  # a line
        nodes.literal_block("", "# a listing\npass"),  # two lines
        nodes.math_block("", "a = b"),  # 1 shown
        nodes.comment("", "not for readers"),
    )
    assert reading_time.count(page) == (11, 5, 2)
    said = nodes.paragraph("", "", nodes.emphasis("", "Second reading."))
    page[0] += nodes.section("", nodes.title("", "More"), said)  # 1 + 2
    page[0][-1] += [nodes.paragraph("", "Skipped."), cell("w = 4")]
    assert reading_time.count(page) == (14, 5, 2)
