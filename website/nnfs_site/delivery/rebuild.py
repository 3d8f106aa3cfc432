"""No page shows an old number: what it was made with is part of the build.

The outcome of a notebook depends on its cells, on what they reach of the
package, and on what stands around: the stored measurements, the libraries. A
change of a definition in `nnfs/` runs the notebooks again that reach it, an
edit in a chapter only that chapter's, a new library all. Docstrings and remarks
compute nothing, and do not count; the checkers of exercises count for the pages
that call them. Every page is read again after any change of the package, by a
setting that all depend on.

The site's own files are a second such setting: after an edit there, pages are
written again without running anything. A page whose cells read the chapters
says `reads: chapters` in its header, and its outcome is not kept.
"""

import ast
import platform
import re
import shutil
from importlib import metadata
from pathlib import Path

from nnfs_site import chapters, digests
from nnfs_site.private import warnings_in

MEASURED = "benchmarks", "framework", "ports", "studies"  # what is stored
LIBRARIES = (  # whatever the cells and the package import
    "ipython",
    "matplotlib",
    "matplotlib-inline",
    "myst-nb",
    "numpy",
    "scikit-learn",
    "tqdm",
)
SITE = "website"
CHECKED = re.compile(r'(?<![.\w])(?<!def )(?:check|judge)\((?:"(\d+)\.)?')
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def meaning(path):
    """Return what a file says, as bytes: of a module, what it does."""
    source = path.read_bytes()
    return spelt(working(source)).encode() if path.suffix == ".py" else source


def working(source):
    """Return the syntax tree of a module without its docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            del node.body[0]
    return tree


def spelt(node):
    """Spell a syntax tree out, alike in every Python.

    `ast.dump` is not: each version knows some more fields, all empty.

    >>> spelt(ast.parse("x"))
    "Module(body=[Expr(value=Name(id='x', ctx=Load()))])"
    """
    if isinstance(node, list):
        return f"[{', '.join(map(spelt, node))}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = [
        f"{name}={spelt(value)}"
        for name, value in ast.iter_fields(node)
        if value is not None and value != []
    ]
    return f"{type(node).__name__}({', '.join(fields)})"


def measured(root):
    """A digest of the stored measurements."""
    folders = (root / folder for folder in MEASURED)
    return "".join(digests.of_folder(folder, "*.json") for folder in folders)


def surroundings(root):
    """A digest of what stands around page and package: libraries, figures."""
    parts = [measured(root), platform.python_version()]
    parts += [f"{name} {metadata.version(name)}" for name in LIBRARIES]
    return digests.of_data("\n".join(parts))[:16]


def fingerprint(root):
    """A digest of all that the numbers of every page depend on."""
    package = root / "nnfs"
    package = digests.of_folder(package, read=meaning, without=("exercises",))
    return digests.of_data(package + surroundings(root))[:16]


def files_as_they_are(root):
    """A digest of the package and of what stands around, byte for byte.

    For threads: before Python 3.11.5 two of them must not parse at once.
    """
    return digests.of_data(
        digests.of_folder(root / "nnfs") + surroundings(root)
    )


def checkers(code, root):
    """Return the files that check the answers in the code of a page.

    Beside what all exercises share, that is one file for each chapter that it
    names; all of them where it names none in so many words. What imports them
    all says nothing of its own, and grows with every chapter.
    """
    if "nnfs.exercises" not in code:
        return []
    named = {number and int(number) for number in CHECKED.findall(code)}
    return [
        path
        for path in sorted((root / "nnfs" / "exercises").glob("[!_]*.py"))
        if not path.stem.startswith("chapter_")
        or "" in named
        or int(path.stem[-2:]) in named
    ]


def choose_cache(app, config):
    root = Path(app.srcdir)
    config.nnfs_fingerprint = fingerprint(root)
    config.nnfs_site_digest = digests.of_folder(root / SITE)
    caches = Path(app.outdir).parent / ".jupyter_cache"
    current = surroundings(root)
    config.nb_execution_cache_path = str(caches / current)
    for old in caches.glob("*"):
        if old.name != current:
            shutil.rmtree(old, ignore_errors=True)


def read_with_others(page):
    """Make what reads a page again whenever another is read."""

    def add(app, env, docnames):
        if docnames and page in env.found_docs and page not in docnames:
            docnames.append(page)

    return add


def depend_on_chapters(app, doctree):
    """Run what reads the chapters again when one of them has changed."""
    if app.env.metadata[app.env.docname].get("reads") == "chapters":
        root = Path(app.srcdir)
        for path in (*chapters.files(root), *root.glob("nnfs/exercises/*.py")):
            app.env.note_dependency(path.relative_to(root).as_posix())


def fail_on_warnings(app, exception):
    """Let a warning fail the build, whatever the command, and each time.

    Sphinx would not read an unchanged page again, nor repeat its warning.
    """
    if warnings_in(app) or exception:
        app.statuscode = app.statuscode or 1
        Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)
