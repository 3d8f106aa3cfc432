"""How the text of a page is set."""

from types import SimpleNamespace

import nbformat
import pytest
from docutils import nodes
from docutils.utils import new_document
from myst_nb.sphinx_ import HideCodeCellNode, HideInputCells
from pybtex.database import Person
from pybtex.plugin import find_plugin
from pydata_sphinx_theme import short_link
from sphinx import addnodes

from nnfs import Dense
from nnfs.training import History
from nnfs_site.page import (
    api_page,
    bibliography,
    claims,
    glossary,
    numbering,
    opening,
    streams,
    typography,
)


def counted(numbers, under=(), **letters):
    """Return the numbers that pages get, some of them with a letter."""
    env = SimpleNamespace(
        toc_fignumbers=numbers,
        toctree_includes={
            "book/01-a": list(under),
            "book/index": list(numbers),
        },
        metadata={
            name: {"letter": letters[name[5:]]} if name[5:] in letters else {}
            for name in numbers
        },
    )
    numbering.number_by_chapter(None, SimpleNamespace(env=env))
    return env.toc_fignumbers


def test_what_is_counted_is_counted_by_chapter(heard):
    numbers = {
        "book/01-a": {"figure": {"fig-a": (1,), "fig-b": (2,)}},
        "book/09-z": {"figure": {"fig-z": (3,)}, "displaymath": {"eq-z": (8,)}},
        "book/solutions/09": {"figure": {"fig-s": (4,)}},
        "book/notation": {"displaymath": {"eq-n": (5,)}},
        "book/index": {"figure": {"fig-i": (5,)}},
        "book/more": {"figure": {"fig-m": (6,), "fig-o": (7,)}},
    }
    assert counted(numbers, under=["book/more"], notation="N") == {
        "book/01-a": {"figure": {"fig-a": ("1", 1), "fig-b": ("1", 2)}},
        "book/09-z": {
            "figure": {"fig-z": ("9", 1)},
            "displaymath": {"eq-z": ("9", 1)},
        },
        "book/solutions/09": {"figure": {"fig-s": ("S9", 1)}},
        "book/notation": {"displaymath": {"eq-n": ("N", 1)}},
        "book/index": {},
        "book/more": {"figure": {"fig-m": ("1", 3), "fig-o": ("1", 4)}},
    }
    assert heard == []


@pytest.mark.parametrize(
    ("kind", "letters", "said"),
    [
        (
            "figure",
            {"a": "N", "b": "N"},
            "here and in book/a there is a figure N.1",
        ),
        ("figure", {"a": "S9"}, "here and in book/a there is a figure S9.1"),
        ("displaymath", {"a": "N"}, "(displaymath) needs a `letter` in the"),
    ],
)
def test_no_two_figures_of_the_book_are_called_alike(
    heard, kind, letters, said
):
    pages = ("book/a", "book/b", "book/solutions/09")
    counted({page: {kind: {f"in-{page}": (1,)}} for page in pages}, **letters)
    (record,) = heard
    assert said in record.getMessage()


def test_a_line_parts_no_formula_from_its_mark_and_no_number_from_its_unit():
    page = new_document("page")
    computed = nodes.inline("", "-0.3", classes=["pasted-text"])
    page += nodes.paragraph(
        "",
        "",
        nodes.math("", "n"),
        nodes.Text(", about "),
        computed,
        nodes.Text(" % of "),
        nodes.literal("", "x[0, 1]"),
        nodes.literal("", "a + b % c + d + e + f + g + h"),
    )
    typography.KeepTogether(page).run()
    together, number, short, long = page[0].findall(
        lambda node: isinstance(node, nodes.inline | nodes.literal)
    )
    assert together.astext() == "n,"
    assert "together" in together["classes"]
    assert number.astext() == "\N{MINUS SIGN}0.3"
    assert "\N{NO-BREAK SPACE}% of" in page.astext()
    assert "together" in short["classes"]
    assert "together" not in long["classes"]
    assert " % " in long.astext()


def test_a_line_does_not_part_a_name_at_its_hyphen():
    page = new_document("page")
    page += nodes.paragraph("", "One-hot rows, one hot day, log-sum-exp.")
    typography.KeepTogether(page).run()
    found = [inline.astext() for inline in page.findall(nodes.inline)]
    assert found == ["One-hot", "log-sum-exp"]
    assert page.astext() == "One-hot rows, one hot day, log-sum-exp."


def test_a_mark_behind_a_formula_is_not_taken_from_an_equal_text_before_it():
    page = new_document("page")
    page += nodes.paragraph("", "", nodes.literal("", "x"), nodes.Text("."))
    page[0] += [nodes.math("", "n"), nodes.Text(".")]
    typography.KeepTogether(page).run()
    assert page.astext() == "x.n."


@pytest.fixture
def page_with_claims():
    """Return a function that builds a page of claims and one named cell."""

    def build(code, *labels):
        page = new_document("page")
        for label in labels:
            page += nodes.paragraph("", "", claims.Claim("", label=label))
        cell = nodes.container(
            "",
            nodes.literal_block("", code),
            ids=["proof-03-flat"],
            classes=["cell"],
            nb_element="cell_code",
        )
        page += cell
        page.nameids["proof-03-flat"] = "proof-03-flat"
        page.ids["proof-03-flat"] = cell
        claims.LinkToProof(page).apply()
        return page, cell

    return build


def test_a_claim_leads_to_the_cell_that_asserts_it(page_with_claims):
    code = "x = 1\nassert x == 1\nassert x"
    page, cell = page_with_claims(code, "proof-03-flat", "proof-03-flat")
    links = list(page.findall(nodes.reference))
    assert [link["refid"] for link in links] == ["proof-03-flat"] * 2
    assert links[0]["reftitle"] == "A cell asserts it: assert x == 1"
    assert links[0].astext() == "(asserted)"
    assert cell["classes"] == ["cell", "proof"]


@pytest.mark.parametrize(
    ("code", "what"),
    [("x = 1\nassert x", "proof"), ("glue('ch03-flat', 0)", "code")],
)
def test_a_cell_tagged_proof_is_folded_with_its_name_inside(code, what):
    page = new_document("page")
    source = nodes.container(nb_element="cell_code_source")
    source += nodes.literal_block(code, code)
    cell = nodes.container(
        "",
        source,
        ids=["proof-03-flat"],
        nb_element="cell_code",
        cell_metadata={"tags": ["proof"]},
    )
    page += cell
    claims.FoldProofs(page).apply()
    assert cell["prompt_show"] == f"Show the {what}"
    HideInputCells(page).run()
    claims.NameInside(page).run()
    (folded,) = page.findall(HideCodeCellNode)
    assert (cell.children, folded.children) == ([folded], [source])
    assert (cell["ids"], source["ids"]) == ([], ["proof-03-flat"])


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("print('asserted')", "proof-03-flat"),
        ("x = 1  # assert", "proof-03-flat"),
        ("assert True", "proof-03-round"),
    ],
)
def test_a_claim_that_no_cell_asserts_is_a_warning(
    page_with_claims, heard, code, label
):
    page, cell = page_with_claims(code, label)
    (record,) = heard
    said = record.getMessage()
    assert f"no cell named '{label}' on this page asserts" in said
    assert not list(page.findall(nodes.reference))
    assert cell["classes"] == ["cell"]


def test_what_a_cell_prints_is_the_same_however_the_clock_cut_it():
    def printed(*pieces):
        new = nbformat.v4.new_output
        outputs = [new("stream", text=piece) for piece in pieces]
        outputs.insert(1, new("display_data", {"text/plain": "between"}))
        return streams.join_streams(outputs)

    stream, between = printed("a  \n\nb  \na\n")
    assert stream.text == "a  \n\nb  \na\n"
    assert printed("a  ", "\n\nb  \n", "a\n") == [stream, between]


def test_a_chapter_opens_with_its_number_apart():
    title = nodes.title("", "12. Deep and wide")
    opening.SetOpening.set_number(None, title)
    number, rest = title
    assert number.astext() == "12. "  # as it is read aloud
    assert number["classes"] == ["chapter-number"]
    assert rest == "Deep and wide"
    plain = nodes.title("", "Preface")
    opening.SetOpening.set_number(None, plain)
    assert plain.children == [nodes.Text("Preface")]


def test_what_a_chapter_needs_and_gives_stands_on_lines_of_its_own():
    emphasis = nodes.emphasis("", "About an hour. You need: patience, ")
    emphasis += nodes.literal("", "x @ y")
    emphasis += nodes.Text(". Afterwards you can: walk.")
    paragraph = nodes.paragraph("", "", emphasis)
    before = paragraph.astext()
    opening.SetOpening.set_parts(None, paragraph)
    assert paragraph.astext() == before
    assert [part.astext() for part in paragraph] == [
        "About an hour. ",
        "You need: patience, x @ y. ",
        "Afterwards you can: walk.",
    ]
    other = nodes.paragraph("", "", nodes.emphasis("", "About an hour."))
    opening.SetOpening.set_parts(None, other)
    assert isinstance(other[0], nodes.emphasis)


def test_the_figure_of_the_title_page_stands_behind_its_promise():
    page = new_document("page")
    output = nodes.container(classes=["cell_output"])
    source = nodes.container(classes=["cell_input"])
    cell = nodes.container("", source, output, classes=["cell", "tag_opening"])
    inner = nodes.section("", nodes.title("", "A program"), cell)
    title, promise = nodes.title("", "Book"), nodes.paragraph("", "It works.")
    section = nodes.section("", title, promise, inner)
    page += section
    opening.SetOpening(page).run()
    assert section.children == [title, promise, output, inner]
    assert cell.children == [source]


def test_a_lesson_is_what_the_last_link_of_a_definition_names():
    labels = {"sec-a": ("book/a", "sec-a", "A"), "sec-b": ("book/b", "b", "B")}
    env = SimpleNamespace(
        get_domain=lambda name: SimpleNamespace(labels=labels)
    )

    def link(kind, target):
        return addnodes.pending_xref(reftype=kind, reftarget=target)

    definition = nodes.definition(
        "", link("ref", "sec-a"), link("ref", "sec-b")
    )
    assert glossary.lesson(env, definition) == ("book/b", "b")
    definition += link("chapter", "sec-a")
    assert glossary.lesson(env, definition) == ("book/a", "sec-a")
    definition += link("ref", "sec-b")
    definition += link("term", "sec-a")
    assert glossary.lesson(env, definition) == ("book/b", "b")
    definition += link("ref", "nowhere")
    assert glossary.lesson(env, definition) is None


def test_shapes_and_units_stay_on_one_line():
    page = new_document("page")
    said = "of shape (3, 5) or (n, d), see (Adam, or SGD) takes 98 MB, 3 s"
    page += nodes.paragraph("", said)
    page += [nodes.literal_block("", said), nodes.doctest_block("", said)]
    typography.KeepTogether(page).run()
    together, *verbatim = page.astext().split("\n\n")
    assert verbatim == [said, said]
    parted = together.split(" ")
    assert {"(3,\xa05)", "(n,\xa0d),", "98\xa0MB,", "(Adam,"} <= set(parted)


def entry(name, *content):
    signature = addnodes.desc_signature(name, name, ids=[f"nnfs.x.{name}"])
    signature["fullname"] = name
    source = nodes.inline("", "[source]", classes=["viewcode-link"])
    signature += nodes.reference("", "", source)
    return addnodes.desc(
        "", signature, addnodes.desc_content("", *content), domain="py"
    )


def test_the_page_of_the_package_opens_with_all_its_names():
    page = new_document("page")
    cited = nodes.paragraph("", "A paper.")
    part = nodes.section(
        "",
        nodes.title("", "Layers"),
        nodes.paragraph("", "What they are."),
        entry("Dense", nodes.rubric("", "References"), cited),
        entry("Layer", addnodes.seealso("", nodes.paragraph("", "Others."))),
        ids=["module-nnfs.x", "layers"],
    )
    page += nodes.section("", nodes.title("", "All"), part, ids=["all"])
    api_page.SetReference(page).run()
    (names,) = page.findall(nodes.definition_list)
    links = list(names.findall(nodes.reference))
    assert [link["refid"] for link in links] == [
        "module-nnfs.x",
        "nnfs.x.Dense",
        "nnfs.x.Layer",
    ]
    assert [link.astext() for link in links] == ["Layers", "Dense", "Layer"]
    assert page[0].index(names) < page[0].index(part)
    assert part[1].astext() == "nnfs.x"
    fields = {
        name.astext(): body.astext() for name, body in page.findall(nodes.field)
    }
    assert fields == {"References": "A paper.", "See also": "Others."}
    assert not list(page.findall(nodes.rubric))
    assert "[source]" not in page.astext()


def test_a_signature_says_what_a_field_begins_with():
    signature = "(loss=<factory>, best_epoch=None)"
    said = api_page.say_defaults(
        None, "class", "History", History, None, signature, None
    )
    assert said == ("(loss=[], best_epoch=None)", None)
    assert not api_page.say_defaults(
        None, "class", "Dense", Dense, None, "(rate=0.1)", None
    )


def test_a_page_without_the_package_gets_no_names():
    page = new_document("page")
    page += nodes.section("", nodes.title("", "Glossary"), ids=["terms"])
    before = page.pformat()
    api_page.SetReference(page).run()
    assert page.pformat() == before


def test_links_of_the_bibliography_are_called_by_their_host():
    page = new_document("page")
    place = "https://www.example.org/papers/v12/a11a.html"
    doi = nodes.reference("", "doi:10.1", refuri="https://doi.org/10.1")
    page += nodes.citation(
        "",
        nodes.paragraph(
            "",
            "",
            nodes.Text("A title, 2011. URL: "),
            nodes.reference("", place, refuri=place),
            nodes.Text(". "),
            doi,
        ),
    )
    bibliography.NameSources(page).run()
    assert page.astext() == "A title, 2011. example.org. doi:10.1"
    # the theme shortens what leads to GitHub, and puts an icon before it
    short = short_link.ShortenLinkTransform
    assert bibliography.NameSources.default_priority < short.default_priority


def test_an_accent_is_no_letter_of_its_own_in_the_bibliography():
    authors = [r"H{\"a}gele, A.", "Hanin, B.", "Hu, E.", r"M{\k{a}}dry, A."]
    key = bibliography.ByName().person_key
    assert sorted(authors, key=lambda name: key(Person(name))) == authors
    style = find_plugin("pybtex.style.formatting", "nnfs")
    assert isinstance(style().sorting_style, bibliography.ByName)


def test_contents_name_pages_below_chapters_and_not_each_solution():
    """What a page's own list does is not touched: it has another node."""
    tocs = {
        page: nodes.bullet_list(
            "", addnodes.toctree(includefiles=[below], hidden=hidden)
        )
        for page, below, hidden in [
            ("book/07-momentum", "book/comparison", True),
            ("book/solutions/index", "book/solutions/01", False),
            ("book/index", "book/preface", False),
        ]
    }
    builder = SimpleNamespace(env=SimpleNamespace(tocs=tocs))
    numbering.list_pages_below(None, builder)
    hidden = [toc[0]["hidden"] for toc in tocs.values()]
    assert hidden == [False, True, False]


def test_solutions_are_listed_by_the_titles_of_their_chapters():
    page = new_document("book/solutions/index")
    titles = {
        "book/01-a": nodes.title("", "1. A neuron"),
        "book/solutions/01": nodes.title("", "Solutions to chapter 1"),
        "book/errata": nodes.title("", "Errata"),
    }
    page.settings.env = SimpleNamespace(titles=titles)
    page += addnodes.toctree(
        entries=[(None, "book/solutions/01"), (None, "book/errata")]
    )
    listed = page[0]["entries"]
    numbering.NameSolutions(page).run()
    assert listed[0] == (None, "book/solutions/01")  # the bar has this list
    assert page[0]["entries"] == [
        ("1. A neuron", "book/solutions/01"),
        (None, "book/errata"),
    ]
