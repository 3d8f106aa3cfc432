"""The site's Sphinx extension: figures, formulas, and what runs again when."""

import json
import logging
import re
import shutil
import types
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import jupytext
import nbformat
import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes

from nnfs_site.delivery import links, metadata, rebuild
from nnfs_site.figures import inline, svg
from nnfs_site.page import (
    api_page,
    bibliography,
    claims,
    glossary,
    mathml,
    numbering,
    opening,
    streams,
    typography,
)
from nnfs_site.print import offer as printed
from tests.book.pages import BOOK, CHAPTERS, cells, text
from tools import reproducible

ROOT = Path(__file__).parents[2]

DRAWING = """<?xml version="1.0" encoding="utf-8" standalone="no"?>
<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="72pt" height="36pt"
 viewBox="0 0 72 36" xmlns="http://www.w3.org/2000/svg" version="1.1">
 <metadata><date>2026-01-01</date></metadata>
 <defs><style type="text/css">*{stroke-linejoin: round}</style></defs>
 <g id="figure_1">
  <g id="patch_1"><path d="M 0 36.00001
L 72 1.23456
z
" style="fill: #fefdfc"/></g>
  <g clip-path="url(#p1)">
   <use xlink:href="#m1" x="1.23456" y="2" style="stroke: #0072b2"/>
  </g>
  <g id="text_1"><!-- a < b -->
   <text style="font-size: 9px; font-family: 'DejaVu Sans'; fill: #010203"
    transform="rotate(-0 3 4)">a &lt; b</text>
  </g>
 </g>
 <defs>
  <clipPath id="p1"><rect x="0" y="0" width="72" height="36"/></clipPath>
  <path id="m1" d="M 0 0 L 0 3.5"/>
 </defs>
</svg>
"""


@pytest.fixture
def heard():
    """Collect what the extension says; its logger tells no one above it."""
    records = []
    handler = logging.Handler()
    handler.emit = records.append
    logger = logging.getLogger("sphinx.nnfs_site")
    logger.addHandler(handler)
    yield records
    logger.removeHandler(handler)


@pytest.fixture
def drawing():
    return ElementTree.fromstring(
        svg.inline_svg(DRAWING, 'An "a"\n beside <b>', "f1-")
    )


def test_a_figure_is_one_labelled_image_that_may_shrink(drawing):
    assert drawing.tag == "svg"
    assert drawing.get("role") == "img"
    assert drawing.get("aria-label") == 'An "a" beside <b>'
    assert drawing.get("viewBox") == "0 0 72 36"
    assert (drawing.get("width"), drawing.get("height")) == ("96", "48")


def test_a_figure_takes_its_ink_and_paper_from_the_page(drawing):
    assert drawing.find("path").get("fill") == "var(--paper)"
    assert drawing.find(".//text").get("fill") == "var(--ink)"
    assert drawing.find(".//use").get("stroke") == "#0072b2"


def test_a_figure_keeps_only_what_a_page_needs(drawing):
    tags = {element.tag for element in drawing.iter()}
    assert tags == {
        "svg",
        "path",
        "g",
        "use",
        "text",
        "defs",
        "clipPath",
        "rect",
    }
    assert not [e for e in drawing.iter() if "style" in e.attrib]
    assert drawing.find("path").get("d") == "M0 36l72-34.77z"
    text = drawing.find(".//text")
    assert text.text == "a < b"
    assert set(text.attrib) == {"font-size", "fill"}


def test_the_identifiers_of_a_figure_are_its_own(drawing):
    ids = {element.get("id") for element in drawing.iter()} - {None}
    clip, mark = "f1-0", "f1-1"  # whatever matplotlib has called them
    assert ids == {clip, mark}
    assert drawing.find("g").get("clip-path") == f"url(#{clip})"
    assert drawing.find(".//use").get("href") == f"#{mark}"


GLUED = {
    "ch03-sine": {"data": {"text/plain": "0.70710678"}},
    "ch03-slope": {"data": {"text/plain": "-2"}},
    "ch03-name": {"data": {"text/plain": "'ReLU'"}},
}


@pytest.fixture
def page_with_figure(tmp_path):
    """Return a function that builds a page of one figure, and returns it."""

    def build(alternative):
        folder = tmp_path / "book"
        folder.mkdir()
        (folder / "03.glue.json").write_text(json.dumps(GLUED))
        page = new_document("page")
        page.settings.env = SimpleNamespace(
            docname="book/03",
            mystnb_config=SimpleNamespace(output_folder=str(tmp_path)),
            app=None,
            config=None,
        )
        page += nodes.image(alt=alternative, uri="a.svg")
        inline.QuoteValues(page).apply()
        return page[0]

    return build


def test_a_text_alternative_quotes_what_the_page_computed(page_with_figure):
    image = page_with_figure("{ch03-name} at {ch03-sine:.2f}, {ch03-slope}.")
    assert image["alt"] == "ReLU at 0.71, \N{MINUS SIGN}2."


@pytest.mark.parametrize(
    ("alternative", "fault"),
    [
        ("A rise of {ch03-rise}.", "'ch03-rise'"),
        ("A rise of {}.", "''"),
        ("{ch03-name:.2f} of it.", "could not convert string to float"),
        ("{ch03-sine:.2y} of it.", "Unknown format code"),
    ],
)
def test_a_text_alternative_that_quotes_nothing_is_a_warning(
    page_with_figure, heard, alternative, fault
):
    page_with_figure(alternative)
    (record,) = heard
    assert fault in record.getMessage()


@pytest.mark.parametrize(
    ("latex", "parts"),
    [
        (r"\mathbf{x}^\top", ["<msup>", "\U0001d431", "\u22a4"]),
        (r"\frac{1}{n}\sum_{i=1}^n x_i", ["<mfrac>", "∑", "<munderover>"]),
        (r"a &= b \\ c &= d", ["<mtable", 'class="mr"', 'class="ml"']),
        (r"\begin{align}a &= b \\ c &= d\end{align}", ["<mtable", "<mtd"]),
        (r"\begin{equation}a = b\end{equation}", ["<mi>a</mi>"]),
        (r"\begin{cases}0 & x < 0 \\ x\end{cases}", ["<mo>{</mo>", "&lt;"]),
        (r"\begin{bmatrix}1 \\ 2\end{bmatrix} = x", ["<mo>[</mo>"]),
        (r"\left(x\right)^2\!", ['class="mt"']),
        (
            r"\left(x\right)^2 \begin{pmatrix}y\end{pmatrix}",
            ['class="mp"'],
        ),
    ],
)
def test_a_display_becomes_mathml_without_inline_styles(latex, parts):
    markup = mathml.to_mathml(latex, display=True)
    assert markup.startswith('<math display="block">')
    assert ' style="' not in markup
    assert [part for part in parts if part not in markup] == []


def test_a_matrix_of_rows_is_not_set_as_aligned_rows():
    latex = r"\begin{bmatrix}1 \\ 2\end{bmatrix}"
    assert mathml.prepare(latex) == latex


@pytest.mark.parametrize(
    "latex", [r"\nosuchcommand{x}", r"\frac{1}{2", "a & b"]
)
def test_what_cannot_be_read_is_a_warning_with_its_place(latex, heard):
    from docutils import nodes

    paragraph = nodes.paragraph()
    paragraph.source, paragraph.line = "book/page.md", 7
    formula = nodes.math(latex, latex)
    paragraph += formula
    shown = mathml.convert(formula)
    assert shown.startswith("<code>")
    (record,) = heard
    assert record.levelname == "WARNING"
    assert repr(latex) in record.getMessage()
    assert record.location is paragraph


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        ("30", "30"),
        ("-0.05", "\N{MINUS SIGN}0.05"),
        ("6{,}570", "6,570"),
        ("x", "<math><mi>x</mi></math>"),
        ("1, 4", "<math>"),
        ("10^5", "<math>"),
    ],
)
def test_a_number_alone_is_set_as_the_text_around_it(latex, shown):
    page = types.SimpleNamespace(body=[])
    with pytest.raises(nodes.SkipNode):
        mathml.visit_math(page, nodes.math("", latex))
    (markup,) = page.body
    assert markup.startswith(shown)
    assert ("<math>" in markup) == ("<math>" in shown)


@pytest.mark.parametrize(
    ("latex", "low"),
    [
        (r"\sqrt\beta", True),
        (r"\sqrt{100\eta}", True),
        (r"\sqrt{\frac12}", False),
        (r"\sqrt{a + b}", False),
    ],
)
def test_a_low_root_is_marked(latex, low):
    assert ('<msqrt class="sr">' in mathml.to_mathml(latex)) == low


def test_a_space_that_has_no_class_is_a_warning(monkeypatch, heard):
    monkeypatch.setattr(mathml, "CLASSES", {})
    paragraph = nodes.paragraph("", "", nodes.math("", r"x\!"))
    paragraph.source, paragraph.line = "book/page.md", 7
    mathml.convert(nodes.math("", r"\displaystyle x"))
    assert not heard
    mathml.convert(paragraph[0])
    (record,) = heard
    assert "a space that has no class yet" in record.getMessage()


@pytest.fixture
def tree(tmp_path):
    """A copy of what the numbers of the book depend on."""
    no_caches = shutil.ignore_patterns("__pycache__")
    for folder in ("nnfs", "benchmarks"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=no_caches)
    return tmp_path


def test_the_fingerprint_changes_with_what_the_numbers_depend_on(tree):
    before = rebuild.fingerprint(tree)
    assert before == rebuild.fingerprint(ROOT)
    names = ["nnfs/layers.py", "nnfs/digits.npz", "nnfs/book.mplstyle"]
    names += [str(path) for path in (tree / "benchmarks").glob("*.json")]
    for name in names:
        kept = (tree / name).read_bytes()
        (tree / name).write_bytes(kept + b"\nedited = 1\n")
        assert rebuild.fingerprint(tree) != before
        (tree / name).write_bytes(kept)
    (tree / "nnfs" / "layers.py").rename(tree / "nnfs" / "strata.py")
    assert rebuild.fingerprint(tree) != before


def test_the_fingerprint_leaves_out_what_python_compiles(tree):
    before = rebuild.fingerprint(tree)
    (tree / "nnfs" / "__pycache__").mkdir()
    (tree / "nnfs" / "__pycache__" / "layers.pyc").write_bytes(b"compiled")
    assert rebuild.fingerprint(tree) == before


def test_what_computes_nothing_runs_nothing(tree):
    before = rebuild.fingerprint(tree)
    source = (ROOT / "nnfs" / "layers.py").read_text(encoding="utf-8")
    said = re.sub(r'"""(?=[A-Z])', '"""Said otherwise. ', source)
    assert said.count("Said otherwise.") >= 10
    (tree / "nnfs" / "layers.py").write_text("# a remark\n" + said)
    (tree / "nnfs" / "exercises" / "chapter_03.py").unlink()
    assert rebuild.fingerprint(tree) == before
    (tree / "nnfs" / "layers.py").write_text(source + "edited = 1\n")
    assert rebuild.fingerprint(tree) != before


COMMON = {"__init__", "judging", "report", "trial"}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import numpy as np", set()),
        ("from nnfs.exercises import check", COMMON),
        (
            'from nnfs.exercises import check\ncheck("3.4", f)',
            {*COMMON, "chapter_03"},
        ),
        (
            'import nnfs.exercises as e\njudge("9.3", f)\ncheck("1.4", g)',
            {*COMMON, "chapter_01", "chapter_09"},
        ),
        (
            "from nnfs.exercises import check\n"
            'class A:\n    def check(self): loss.check("2.1")',
            COMMON,
        ),
        (
            "from nnfs.exercises import check\nfor n in names: check(n, f)",
            {path.stem for path in (ROOT / "nnfs" / "exercises").glob("*.py")},
        ),
    ],
)
def test_a_page_depends_on_the_checkers_that_it_calls(code, names):
    found = rebuild.checkers(code, ROOT)
    assert {path.stem for path in found} == names


def test_every_page_that_checks_names_its_own_chapter_at_most():
    for page in [*CHAPTERS, *sorted((BOOK / "solutions").glob("[0-9]*.md"))]:
        code = "\n".join(cell.source for cell in cells(page))
        stems = {path.stem for path in rebuild.checkers(code, ROOT)}
        assert stems - COMMON <= {f"chapter_{page.name[:2]}"}, page


def test_old_notebook_caches_are_removed(tree):
    old = tree / "_build" / ".jupyter_cache" / "0123456789abcdef"
    old.mkdir(parents=True)
    app = SimpleNamespace(srcdir=tree, outdir=tree / "_build" / "html")
    config = SimpleNamespace()
    rebuild.choose_cache(app, config)
    assert not old.exists()
    assert Path(config.nb_execution_cache_path).parent == old.parent


@pytest.mark.parametrize("reads", [None, "chapters"])
def test_what_reads_the_chapters_depends_on_them(reads):
    noted = set()
    env = SimpleNamespace(
        docname="book/a",
        metadata={"book/a": {"reads": reads} if reads else {}},
        note_dependency=noted.add,
    )
    rebuild.depend_on_chapters(SimpleNamespace(srcdir=ROOT, env=env), None)
    read = [*CHAPTERS, *(ROOT / "nnfs" / "exercises").glob("*.py")]
    names = {path.relative_to(ROOT).as_posix() for path in read}
    assert noted == (names if reads else set())


def test_a_page_whose_cells_read_pages_has_no_cache():
    for page in sorted(BOOK.rglob("*.md")):
        code = "".join(cell.source for cell in cells(page))
        if re.search(r"glob\(|\.md\b", code):
            header = jupytext.reads(text(page), fmt="md:myst").metadata
            assert header["reads"] == "chapters", page
            assert header["mystnb"] == {"execution_mode": "force"}, page


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
    assert links[0].astext() == "(proved)"
    assert cell["classes"] == ["cell", "proof"]


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


MOVING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
 <g id="trace|step/5"><path clip-path="url(#c)" d="M 0 0 L 1 2"/></g>
 <g id="hidden|2 joints"><g><path clip-path="url(#n)" d="M 0 0"/></g></g>
 <g clip-path="url(#n)"><image id="hidden|2 joints" href="data:,"/></g>
 <g id="shown|3 joints"><path clip-path="url(#c)" d="M 3 3"/></g>
 <defs><clipPath id="c"><rect width="9" height="9"/></clipPath></defs>
</svg>"""


def test_what_moves_is_marked_for_the_script():
    root = ElementTree.fromstring(svg.inline_svg(MOVING, "a", "f-"))
    line, earlier, last = root.findall("g")
    assert line.attrib == {"data-trace": "step/5"}
    assert line.find("path").get("clip-path") == "url(#f-0)"
    assert earlier.attrib == {"data-frame": "2 joints", "visibility": "hidden"}
    assert earlier.find(".//path").attrib == {"d": "M0 0"}
    image = root.find("image")  # no clip is left around it
    assert image.attrib == {"href": "data:,", **earlier.attrib}
    assert last.attrib == {"data-frame": "3 joints"}
    assert last.find("path").get("clip-path") == "url(#f-0)"


TOUCHED = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
 <g id="touch|bowl(1,2) -1.5 2 0 4"><path d="M 0 9 L 9 9 L 9 0 L 0 0 z"/></g>
 <g id="touch|path"><path d="M 1.5 1 L 2 3 L 4 4"/></g>
</svg>"""


def test_what_is_touched_is_marked_and_keeps_its_points():
    root = ElementTree.fromstring(svg.inline_svg(TOUCHED, "a", "f-"))
    assert root.get("class") == "plot touch"
    ground, line = root.findall("g")
    assert ground.attrib == {"data-touch": "bowl(1,2) -1.5 2 0 4"}
    assert ground.find("path").get("d") == "M0 9L9 9L9 0L0 0z"
    assert line.attrib == {"data-touch": "path"}
    assert line.find("path").get("d") == "M1.5 1L2 3L4 4"


def test_what_a_cell_prints_is_the_same_however_the_clock_cut_it():
    def printed(*pieces):
        new = nbformat.v4.new_output
        outputs = [new("stream", text=piece) for piece in pieces]
        outputs.insert(1, new("display_data", {"text/plain": "between"}))
        return streams.join_streams(outputs)

    stream, between = printed("a  \n\nb  \na\n")
    assert stream.text == "a  \n\nb  \na\n"
    assert printed("a  ", "\n\nb  \n", "a\n") == [stream, between]


def test_sites_that_differ_are_told_apart(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        (folder / "book").mkdir(parents=True)
        (folder / "book" / "a.html").write_bytes(b"the same each time")
    assert list(reproducible.differences(one, other)) == []
    (one / "b.html").write_bytes(b"on Monday")
    (other / "b.html").write_bytes(b"on Sunday")
    (one / "c.html").write_bytes(b"once")
    (other / "c.html").write_bytes(b"once more")
    (other / "d.html").write_bytes(b"")
    assert list(reproducible.differences(one, other)) == [
        ("b.html", "at byte 3: b'on Monday' / b'on Sunday'"),
        ("c.html", "at byte 4: b'once' / b'once more'"),
        ("d.html", "is in one of them only"),
    ]


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


def test_a_page_describes_itself_by_its_first_paragraph():
    page = new_document("page")
    page += nodes.paragraph("", "A network has 387 numbers.\nThey learn.")
    page += nodes.paragraph("", "More.")
    said = metadata.describe(page, "Page", "Book")
    assert said == "A network has 387 numbers. They learn."
    chapter = new_document("chapter")
    chapter += nodes.paragraph("", "Two hours. Afterwards you can: walk.")
    assert metadata.describe(chapter, "2. Walking", "Book") == (
        "2. Walking. Afterwards you can walk."
    )
    assert (
        metadata.describe(None, "Search", "Book") == "Search, in the book Book."
    )


def test_links_of_the_lost_page_name_their_place_on_the_host():
    page = (
        '<html data-content_root="./"><a href="#main"></a><a href="a/b.html">'
        '<a href="https://c.d/e"><form action="search.html"><img src="data:x">'
    )
    assert links.moved(page, "/book/") == (
        '<html data-content_root="/book/"><a href="#main"></a>'
        '<a href="/book/a/b.html"><a href="https://c.d/e">'
        '<form action="/book/search.html"><img src="data:x">'
    )


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


def test_a_printed_book_is_offered_and_a_missing_one_is_not(tmp_path):
    app = SimpleNamespace(outdir=tmp_path / "html", tags=set())
    source, offered = (
        tmp_path / folder / printed.PDF for folder in ("pdf", "html")
    )
    source.parent.mkdir()
    for edition in (b"first", b"second"):
        source.write_bytes(edition)
        printed.offer(app, None)
        assert offered.read_bytes() == edition
        assert app.tags == {"pdf"}
    app.tags.clear()
    source.unlink()
    printed.offer(app, None)
    assert not offered.exists()
    assert app.tags == set()


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
    numbering.NameSolutions(page).run()
    assert page[0]["entries"] == [
        ("1. A neuron", "book/solutions/01"),
        (None, "book/errata"),
    ]
