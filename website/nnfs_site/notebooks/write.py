"""Each page with code as a notebook that runs anywhere.

What a page says in markup that only the book's builder knows stands in its
notebook as plain Markdown, with the numbers that the build computed. The first
cell installs the book's package. A notebook has no outputs: whoever opens it
runs it. Beside the chapters stand notebooks of their exercises, without
answers; the checks in them are those of the book.
"""

import ast
import json
import re
import shutil
from pathlib import Path
from urllib.parse import quote

import nbformat
from docutils import nodes
from sphinx.util import logging

import nnfs
from nnfs.exercises.trial import EXERCISES
from nnfs_site import chapters
from nnfs_site.ask.build import Ask
from nnfs_site.cells import (
    are_for_readers,
    cells_of,
    is_cell,
    source_of,
    tags_of,
)
from nnfs_site.delivery import rebuild
from nnfs_site.notebooks import wheel
from nnfs_site.notebooks.markdown import Plain
from nnfs_site.page import second_reading

logger = logging.getLogger(__name__)

BRANCH = "notebooks"  # where `branch.py` lays them, for Binder, Colab and hubs
WHEEL = f"nnfs_book-{nnfs.__version__}-py3-none-any.whl"
ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = "framework"  # the folder whose scripts a notebook may run
STORED = re.compile(
    rf'"\.\./((?:{"|".join(rebuild.MEASURED)})/\w+\.json|{SCRIPTS}/\w+\.py)"'
)
SETUP = """\
# The package of this book, nnfs-book. What PyPI calls nnfs is another book's.
from importlib import metadata

try:
    for name in {names}:
        metadata.version(name)
except metadata.PackageNotFoundError:
    %pip install --quiet {packages}
import nnfs

if not hasattr(nnfs, "Network"):
    raise ImportError(
        "PyPI's nnfs stands in the way of this book's. Run the next line, and "
        "then restart the kernel:\\n"
        '%pip install --force-reinstall --no-deps {package}'
    )"""
FETCH = """

# What this page reads and runs. Where the book's folders are, so is it.
import os
import tempfile
import urllib.request

needed = {needed}
if not all(os.path.isfile(f"../{{name}}") for name in needed):
    os.chdir(tempfile.mkdtemp())
    for name in needed:
        os.makedirs(os.path.dirname(name), exist_ok=True)
        urllib.request.urlretrieve(f"{site}{{name}}", name)
    os.makedirs("book")
    os.chdir("book")"""
IMPRINT = """\
---

Made from [{title}]({address}), a page of *{book}*. Text under \
[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/), code under MIT."""
INTRODUCTION = """\
# Exercises of chapter {number}

They belong to [{title}]({address}). Write your code where it says `...`, and \
run the cell below it: a wrong answer gets the first case that it fails, and a \
hint. The next cell repeats what the chapter had built."""


def code_cell(code, tags=()):
    """Make a cell; code that is folded on the page is folded here."""
    cell = nbformat.v4.new_code_cell(code)
    if tags:
        cell.metadata["tags"] = list(tags)
    if "hide-input" in tags:
        cell.metadata["jupyter"] = {"source_hidden": True}
    return cell


def setup_cell(site, code):
    """Make the first cell of a notebook of this code."""
    packages = f'"nnfs-book[plotting] @ {site}{WHEEL}"'
    names = ["nnfs-book", "matplotlib"]
    if "sklearn" in code:
        packages += " scikit-learn"
        names.append("scikit-learn")
    text = SETUP.format(
        names=json.dumps(names),
        packages=packages,
        package=f'"nnfs-book @ {site}{WHEEL}"',
    )
    needed = dict.fromkeys(STORED.findall(code))
    for name in list(needed):
        needed |= dict.fromkeys(imported(name))
    if needed:
        text += FETCH.format(needed=json.dumps([*needed], indent=4), site=site)
    return code_cell(text, ["setup"])


def imported(name):
    """Yield the scripts beside a script that it imports, and what those do."""
    path = ROOT / name
    if path.suffix != ".py":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            beside = path.with_name(f"{node.module}.py")
            if beside.is_file():
                other = beside.relative_to(ROOT).as_posix()
                yield other
                yield from imported(other)


class Cells:
    """The cells of a notebook, as its page is read from top to bottom."""

    def __init__(self, plain):
        self.plain = plain
        self.found = []
        self.text = []

    def end_text(self):
        text = "\n\n".join(filter(None, self.text))
        if text:
            self.found.append(nbformat.v4.new_markdown_cell(text))
        self.text = []

    def read(self, section, level=1):
        for node in section.children:
            if isinstance(node, nodes.section):
                self.read(node, level + 1)
            elif isinstance(node, second_reading.Folded):
                self.read(node, level)
            elif isinstance(node, second_reading.Summary):
                self.text.append(self.plain.inline(node))
            elif isinstance(node, nodes.title):
                self.end_text()
                self.text.append(f"{'#' * level} {self.plain.inline(node)}")
            elif isinstance(node, Ask):
                self.text.append(self.plain(node))
                for cell in cells_of(node):
                    self.read_cell(cell)
            elif is_cell(node):
                self.read_cell(node)
            else:
                self.text.append(self.plain(node))

    def read_cell(self, node):
        self.end_text()
        self.found.append(code_cell(source_of(node), tags_of(node)))
        # A cell of its own: no program sets a gap behind <details>.
        self.text += map(self.plain, node.findall(nodes.figure))
        self.end_text()


def notebook(cells):
    """Make a notebook, the same for the same cells."""
    for number, cell in enumerate(cells, 1):
        cell.id = f"cell-{number}"
    language = {"language": "python", "name": "python3"}
    metadata = {
        "kernelspec": {"display_name": "Python 3", **language},
        "language_info": {"name": "python", "file_extension": ".py"},
    }
    made = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    nbformat.validate(made)
    return nbformat.writes(made) + "\n"


def of_page(doctree, plain, site, imprint):
    """Return the notebook of a page."""
    cells = Cells(plain)
    for section in doctree.children:
        if isinstance(section, nodes.section):
            cells.read(section)
    cells.text.append(imprint)
    cells.end_text()
    code = "\n".join(c.source for c in cells.found if c.cell_type == "code")
    return notebook([setup_cell(site, code), *cells.found])


def exercise_cells(node, plain):
    """Yield the cells of an exercise: what is asked, and room for an answer."""
    yield nbformat.v4.new_markdown_cell(plain(node))
    asked = EXERCISES.get(plain.number("exercise", node))
    kind = node[0].astext().rpartition("(")[2].rstrip(")")
    if asked:
        yield code_cell(f"def {asked.call}:\n    ...", ["answer"])
        yield code_cell(
            f'check("{asked.number}", {asked.name})',
            ["check", "raises-exception"],
        )
    elif kind in ("predict", "compute"):
        yield nbformat.v4.new_markdown_cell("*Your answer:*")
    else:
        yield code_cell("...", ["answer"])


def of_exercises(pages, solutions, site, introduction, imprint):
    """Return the notebook of a chapter's exercises, in the order of numbers.

    They stand on its page and on those below it in the contents, each given
    with what makes it plain.

    A page of solutions begins with a cell that repeats what the chapter had
    built. That cell is taken over, and nothing else.
    """
    first = cells_of(solutions)[0]
    built = source_of(first)
    cells = [
        nbformat.v4.new_markdown_cell(introduction),
        code_cell(built, tags_of(first)),
    ]
    if "import check" not in built:
        cells.append(code_cell("from nnfs.exercises import check"))
    asked = [
        (node, plain)
        for doctree, plain in pages
        for node in doctree.findall(nodes.Admonition)
        if node.tagname == "exercise_enumerable_node"
    ]
    for node, plain in sorted(asked, key=counted):
        cells += exercise_cells(node, plain)
    cells.append(nbformat.v4.new_markdown_cell(imprint))
    return notebook([setup_cell(site, built), *cells])


def counted(asked):
    """Return the number of an exercise, as exercises are ordered."""
    node, plain = asked
    return [int(part) for part in plain.number("exercise", node).split(".")]


def with_below(app, pagename, doctree, plain):
    """Yield a chapter's page and those below it, with what makes them plain."""
    yield doctree, plain
    for page in app.env.toctree_includes.get(pagename, ()):
        address = app.config.html_baseurl + app.builder.get_target_uri(page)
        numbers = app.env.toc_fignumbers.get(page, {})
        if "exercise" in numbers:
            below = app.env.get_and_resolve_doctree(page, app.builder)
            yield below, Plain(address, numbers)


def write(app, pagename, templatename, context, doctree):
    """Write the notebooks of a page, and tell the template where they are."""
    if doctree is None or app.builder.name != "html":
        return
    if not cells_of(doctree) or not are_for_readers(app.env.metadata[pagename]):
        return
    config, site = app.config, app.config.html_baseurl
    address = site + app.builder.get_target_uri(pagename)
    plain = Plain(address, app.env.toc_fignumbers.get(pagename, {}))
    title = app.env.titles[pagename].astext()
    named = {"title": title, "address": address, "book": config.html_title}
    imprint = IMPRINT.format(**named)
    try:
        texts = {pagename: of_page(doctree, plain, site, imprint)}
        number = chapters.number(pagename)
        if number:
            texts[chapters.exercises(pagename)] = of_exercises(
                with_below(app, pagename, doctree, plain),
                app.env.get_doctree(chapters.solutions(pagename)),
                site,
                INTRODUCTION.format(number=number, **named),
                imprint,
            )
    except NotImplementedError as error:
        logger.warning(str(error), location=pagename, type="notebooks")
        return
    for name, text in texts.items():
        path = Path(app.outdir, f"{name}.ipynb")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    file = quote(f"{pagename}.ipynb")
    repository = config.nnfs_repository
    context["notebook"] = file
    context["binder"] = (
        f"https://mybinder.org/v2/gh/{repository}/{BRANCH}?urlpath=tree/{file}"
    )
    context["colab"] = (
        "https://colab.research.google.com/github/"
        f"{repository}/blob/{BRANCH}/{file}"
    )


def depend_on_solutions(app, doctree):
    """Write a chapter again when its page of solutions has changed."""
    if chapters.number(app.env.docname):
        app.env.note_dependency(f"{chapters.solutions(app.env.docname)}.md")


def serve_what_they_load(app):
    """Put the package on the site, and what notebooks read and run."""
    if app.builder.name != "html":
        return
    root, site = Path(app.srcdir), Path(app.outdir)
    for folder in rebuild.MEASURED:
        (site / folder).mkdir(exist_ok=True)
        kinds = ("*.json", "*.py") if folder == SCRIPTS else ("*.json",)
        for path in sorted(p for k in kinds for p in (root / folder).glob(k)):
            shutil.copyfile(path, site / folder / path.name)
    sources = [root / "pyproject.toml", *(root / "nnfs").rglob("*.*")]
    newest = max(path.stat().st_mtime for path in sources)
    target = site / WHEEL
    if not target.is_file() or target.stat().st_mtime < newest:
        for old in site.glob("nnfs_book-*.whl"):
            old.unlink()
        wheel.build(site)
