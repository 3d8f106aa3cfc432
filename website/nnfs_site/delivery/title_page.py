"""The title page is the first page of the site, wherever its source stands."""

from pathlib import Path

from nnfs_site.delivery import links

FIRST = "index.html"


def move(app):
    """Let the title page be the site's first page, for every link to it."""
    builder, root = app.builder, app.config.root_doc
    if builder.name != "html":
        return
    place, file = builder.get_target_uri, builder.get_outfilename
    builder.get_target_uri = lambda name, typ=None: (
        FIRST if name == root else place(name, typ)
    )
    builder.get_outfilename = lambda name: (
        str(Path(app.outdir, FIRST)) if name == root else file(name)
    )


def copy(site, name):
    """Let the title page stand where it stood before, too, for old links.

    A redirection would lose the place in the page.
    """
    text = (site / FIRST).read_text("utf-8")
    up = "../" * name.count("/")
    (site / f"{name}.html").write_text(links.moved(text, up), "utf-8")
