"""Put the package as one file on the site, where a reader takes it along."""

from pathlib import Path

from nnfs_site.one_file import cut

NAME = "nnfs_one_file.py"


def write(app):
    """Make the file, beside the first page."""
    if app.builder.name == "html":
        text = cut.one_file(app.config.html_baseurl)
        Path(app.outdir, NAME).write_text(text, encoding="utf-8")
