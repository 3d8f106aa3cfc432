"""The bench of convolution: the playground's sibling, with a room of its own.

A page has one where a cell tagged `bench` draws its still picture. Script and
style are joined as the playground's are, and only that page loads them.

``{bench}`two places <stride=2>` `` links to a state. The tests open each such
link.
"""

from pathlib import Path

from nnfs_site.playground.build import (
    MakeRoom,
    kit,
    serve,
    sheet,
    states_of,
    versions,
)

FOLDER = Path(__file__).parent
PLACE = '<div class="bench-place" data-bench></div>'

bench = states_of("book/bench-of-convolution")


class MakeBench(MakeRoom):
    """Put the place of the bench before the cell that stands in for it."""

    tag, place = "bench", PLACE


def furnished(folder):
    """Make what the page of a bench loads, with the style that all share."""
    files, style = kit(folder), f"{folder.name}.css"
    return files | {style: sheet(FOLDER / "room.css") + files[style]}


def filled(folder, gap, data):
    """Make what a page loads that brings data, where its script has a gap."""
    files, script = furnished(folder), f"{folder.name}.js"
    before, after = files[script].split(gap)
    return files | {script: before + data + after}


def write(app):
    """Put script and style where the site has its own."""
    if app.builder.format == "html":
        app.bench = serve(app, furnished(FOLDER))


def load(app, pagename, templatename, context, doctree):
    """Let the page ask for what it has."""
    if PLACE in context.get("body", ""):
        context["bench"] = versions(app.bench)
