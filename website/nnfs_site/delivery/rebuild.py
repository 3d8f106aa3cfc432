"""No page shows an old number: what it was made with is part of the build.

The outcome of a notebook depends on its cells and on a fingerprint: of the
package, the stored measurements, the libraries. A folder of its own, and a
setting that every page depends on, stand for each fingerprint: a change of the
code in `nnfs/` runs all notebooks again, an edit in a chapter only that
chapter's. Docstrings and remarks compute nothing, and do not count; the
checkers of exercises count for the pages that call them.

The site's own files are a second such setting: after an edit there, pages are
written again without running anything. A page whose cells read the chapters
says `reads: chapters` in its header, and its outcome is not kept.
"""

import ast
import hashlib
import platform
import re
import shutil
from importlib import metadata
from pathlib import Path

LIBRARIES = ("numpy", "matplotlib", "scikit-learn")
SITE = ("website",)
CHECKED = re.compile(r'(?<![.\w])(?<!def )(?:check|judge)\((?:"(\d+)\.)?')
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def meaning(path):
    """Return what a file says, as bytes: of a module, what it does."""
    if path.suffix != ".py":
        return path.read_bytes()
    tree = ast.parse(path.read_bytes(), path)
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            del node.body[0]
    return ast.dump(tree).encode()


def digest(folder, pattern="*", read=Path.read_bytes, without=()):
    """A digest of the names and contents of the files in a folder."""
    total = hashlib.sha256()
    without = {"__pycache__", *without}
    for path in sorted(Path(folder).rglob(pattern)):
        name = path.relative_to(folder)
        if path.is_file() and without.isdisjoint(name.parts):
            total.update(name.as_posix().encode() + b"\0")
            total.update(hashlib.sha256(read(path)).digest())
    return total.hexdigest()


def fingerprint(root):
    """A digest of all that the numbers of every page depend on."""
    parts = [digest(root / "nnfs", read=meaning, without=("exercises",))]
    parts.append(digest(root / "benchmarks", "*.json"))
    parts.append(platform.python_version())
    parts += [f"{name} {metadata.version(name)}" for name in LIBRARIES]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def checkers(code, root):
    """Return the files that check the answers in the code of a page.

    Beside what all exercises share, that is one file for each chapter that it
    names; all of them where it names none in so many words.
    """
    if "nnfs.exercises" not in code:
        return []
    named = {number and int(number) for number in CHECKED.findall(code)}
    return [
        path
        for path in sorted((root / "nnfs" / "exercises").glob("*.py"))
        if not path.stem.startswith("chapter_")
        or "" in named
        or int(path.stem[-2:]) in named
    ]


def choose_cache(app, config):
    config.nnfs_fingerprint = fingerprint(Path(app.srcdir))
    config.nnfs_site_digest = "".join(
        digest(Path(app.srcdir, folder)) for folder in SITE
    )
    caches = Path(app.outdir).parent / ".jupyter_cache"
    config.nb_execution_cache_path = str(caches / config.nnfs_fingerprint)
    for old in caches.glob("*"):
        if old.name != config.nnfs_fingerprint:
            shutil.rmtree(old, ignore_errors=True)


def depend_on_chapters(app, doctree):
    """Run what reads the chapters again when one of them has changed."""
    if app.env.metadata[app.env.docname].get("reads") == "chapters":
        for pattern in ("book/[0-9][0-9]-*.md", "nnfs/exercises/*.py"):
            for path in Path(app.srcdir).glob(pattern):
                name = path.relative_to(app.srcdir).as_posix()
                app.env.note_dependency(name)


def setup(app):
    app.add_config_value("nnfs_fingerprint", "", "env", str)
    app.add_config_value("nnfs_site_digest", "", "html", str)
    app.connect("config-inited", choose_cache)
    app.connect("doctree-read", depend_on_chapters)
