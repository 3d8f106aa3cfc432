"""The notebooks of the built site: what they hold, and what leads to them.

That they run is shown by `make notebooks`, which takes minutes.
"""

import html
import json
import re
from urllib.parse import unquote

import nbformat
import pytest
from conftest import SITE

from nnfs.__main__ import main
from nnfs.exercises.trial import EXERCISES
from nnfs_site import chapters
from tests.book.pages import ROOT, cells, is_for_readers, text

NOTEBOOKS = sorted(SITE.glob("book/**/*.ipynb"))
OF_PAGES = [path for path in NOTEBOOKS if path.parent.name != "exercises"]
# A role, a directive, a target, an option of a cell, a value to be filled in.
RAW = re.compile(
    r"\{[a-z]+(:[a-z]+)?\}`|^(`{3,}|:{3,})\s*\{|^\([\w-]+\)=|^:\w+: |\{ch\d\d",
    re.MULTILINE,
)
LINK = re.compile(r"\]\(([^)\s]*)\)")
QUOTED = re.compile(r"github\.com/([^/]+/[^/]+)/(?:issues|pull|blob)/")
REPOSITORY = re.compile(
    r'href="(?:https://github\.com|https://mybinder\.org/v2/gh'
    r"|https://colab\.research\.google\.com/github)/([^/\"]+/[^/\"]+)"
)


def place(path):
    return path.relative_to(SITE).as_posix()


def source(path):
    return ROOT / path.relative_to(SITE).with_suffix(".md")


def page(path):
    name = path.relative_to(SITE).with_suffix(".html")
    return (SITE / name).read_text(encoding="utf-8")


every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=place)
every_page = pytest.mark.parametrize("path", OF_PAGES, ids=place)


def test_each_page_with_code_has_a_notebook_and_each_chapter_exercises():
    written = {
        path.relative_to(ROOT).with_suffix(".ipynb")
        for path in ROOT.glob("book/**/*.md")
        if cells(path) and is_for_readers(path)
    }
    assert {path.relative_to(SITE) for path in OF_PAGES} == written
    numbers = [path.stem[:2] for path in chapters.files(SITE, "ipynb")]
    assert [p.stem for p in NOTEBOOKS if p not in OF_PAGES] == numbers


@every_notebook
def test_a_notebook_holds_plain_markdown_and_no_results(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    first, *rest = notebook.cells
    assert "%pip install" in first.source
    for cell in rest:
        if cell.cell_type == "markdown":
            prose = re.sub(r"(?ms)^(`{3,})\w*\n.*?\n\1$", "", cell.source)
            assert not RAW.search(prose), cell.source
            for address in LINK.findall(prose):
                assert address.startswith("https://"), address
        else:
            assert cell.outputs == []
            assert "%pip" not in cell.source


@every_page
def test_a_notebook_runs_the_code_of_its_page(path):
    _, *code = (
        cell.source
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    )
    assert code == [cell.source for cell in cells(source(path))]


def headings(markdown):
    """Return the level and the letters of each heading."""
    prose = re.sub(r"(?ms)^(`{3,}).*?^\1$", "", markdown)
    return [
        (len(level), re.sub("[^a-z]", "", title.lower()))
        for level, title in re.findall(r"(?m)^(#+) (.*)$", prose)
    ]


@every_page
def test_a_notebook_has_the_headings_of_its_page(path):
    written = "\n".join(
        cell.source
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "markdown"
    )
    asked = re.compile(r"^### Exercise .*\n", re.MULTILINE)
    found = headings(asked.sub("", written))
    assert found == headings(text(source(path)))
    exercises = re.findall(
        r"^`{3,}\{exercise\}", text(source(path)), re.MULTILINE
    )
    assert len(asked.findall(written)) == len(exercises)


@every_page
def test_a_page_leads_to_its_notebook_in_three_ways(path):
    text = page(path)
    links = dict(
        reversed(pair)
        for pair in re.findall(
            r'<a class="btn[^>]* href="([^"]*)" title="([^"]*)"', text
        )
    )
    links = {title: html.unescape(link) for title, link in links.items()}
    file = unquote(links["Download this page as a notebook"])
    assert (SITE / path.relative_to(SITE).parent / file).resolve() == path
    for name in ("Binder", "Colab"):
        assert links[f"Run this page on {name}"].endswith("/" + place(path))


def test_all_pages_belong_to_one_repository():
    owners = set()
    for path in SITE.rglob("*.html"):
        if "_static" not in path.parts:
            found = REPOSITORY.findall(path.read_text(encoding="utf-8"))
            owners.update(found)
    cited = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    owners.difference_update(re.findall(r"github\.com/([^/}]+/[^/}]+)", cited))
    for page in (ROOT / "book").rglob("*.md"):  # what a page quotes
        quoted = QUOTED.findall(page.read_text(encoding="utf-8"))
        owners.difference_update(quoted)
    assert len(owners) == 1, owners


@every_notebook
def test_what_a_first_cell_loads_is_on_the_site(path):
    first = nbformat.read(path, as_version=4).cells[0].source
    addresses = re.findall(r"https://[^\s\"]+", first)
    (site, _) = addresses[0].rsplit("/", 1)
    needed = re.search(r"^needed = (\[.*?\])", first, re.DOTALL | re.MULTILINE)
    names = json.loads(needed[1]) if needed else []
    assert (f"{site}/{{name}}" in addresses) == bool(names)
    addresses = [address for address in addresses if "{" not in address]
    names += [address.removeprefix(f"{site}/") for address in addresses]
    for name in names:
        assert (SITE / name).is_file(), name
    assert site in text(SITE / "index.html")


@pytest.mark.parametrize(
    "path", [p for p in NOTEBOOKS if p not in OF_PAGES], ids=place
)
def test_exercises_handed_in_without_an_answer_are_wrong(path, capsys):
    """They are wrong, not unreadable."""
    chapter = f"{int(path.stem)}."
    asked = [number for number in EXERCISES if number.startswith(chapter)]
    assert asked
    options = ["--json", "--seconds", "300"]  # for all that a chapter built
    for number in asked:
        assert main(["check", number, str(path), *options]) == 1
        assert json.loads(capsys.readouterr().out)["right"] is False
