"""Code is marked only where the stylesheet colours it: half a page is marks."""

import re
import shutil
from pathlib import Path

from nnfs_site.private import SparseFormatter

STYLE = "website/static/nnfs.css"
COLOURED = re.compile(r"\.highlight pre span:is\(([^)]*)\)")
NAME = re.compile(r"[\w-]+")


def mark_sparingly(app):
    """Let code be marked so."""
    style = Path(app.srcdir, STYLE).read_text("utf-8")
    found = NAME.findall("".join(COLOURED.findall(style)))
    SparseFormatter.kept = frozenset(found)
    app.builder.highlighter.formatter = SparseFormatter


def mark_modules_anew(app, builder):
    """Let each module's page be written, in a build that writes at all.

    Else Sphinx writes such a page only when the module has changed.
    """
    shutil.rmtree(Path(app.outdir, "_modules"), ignore_errors=True)
