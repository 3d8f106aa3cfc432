"""The title page is the first page of the site, wherever its source stands."""

from pathlib import Path

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
