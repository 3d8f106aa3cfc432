"""The printed book on the site."""

import shutil
from pathlib import Path

PDF = "neural-networks-from-scratch.pdf"


def offer(app, config):
    """Put it there, where `make pdf` has printed one.

    What is tagged `pdf` on a page, the links to it, is seen only then.
    """
    offered = Path(app.outdir, PDF)
    offered.unlink(missing_ok=True)
    printed = Path(app.outdir).parent / "pdf" / PDF
    if printed.is_file():
        offered.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(printed, offered)
        app.tags.add("pdf")
