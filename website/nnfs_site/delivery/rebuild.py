"""No page shows an old number: what it was made with is part of the build.

Notebook results are cached by the text of their cells alone. So the cache gets
a folder of its own for every state of what the numbers depend on: the package,
the stored measurements, the libraries. The digest of that state is a setting
that every page depends on: an edit in `nnfs/` runs all notebooks again, an edit
in a chapter only that chapter's. The site's own files are a second such
setting: after an edit there, pages are written again without running anything.
A page whose cells read the chapters says `reads: chapters` in its header, and
has no cache.
"""

import hashlib
import platform
import shutil
from importlib import metadata
from pathlib import Path

from nnfs_site.private import warnings_in

LIBRARIES = ("numpy", "matplotlib", "scikit-learn")
SITE = ("website",)


def digest(folder, pattern="*"):
    """A digest of the names and contents of the files in a folder."""
    total = hashlib.sha256()
    for path in sorted(Path(folder).rglob(pattern)):
        if path.is_file() and "__pycache__" not in path.parts:
            total.update(path.relative_to(folder).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def fingerprint(root):
    """A digest of all that the numbers of the book depend on."""
    parts = [digest(root / "nnfs"), digest(root / "benchmarks", "*.json")]
    parts.append(platform.python_version())
    parts += [f"{name} {metadata.version(name)}" for name in LIBRARIES]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


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
        for path in Path(app.srcdir).glob("book/[0-9][0-9]-*.md"):
            app.env.note_dependency(path.relative_to(app.srcdir).as_posix())


def fail_on_warnings(app, exception):
    """Let a warning fail the build, whatever the command, and each time.

    Sphinx would not read an unchanged page again, nor repeat its warning.
    """
    if warnings_in(app) or exception:
        app.statuscode = app.statuscode or 1
        Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)
