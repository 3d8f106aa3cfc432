"""A GPT that learns while the reader watches: a room beside the benches.

A page has one where a cell tagged `gpt` draws its still picture. Script and
style are joined as the playground's are, and only that page loads them. The
layers are the playground's. With the script come the names, each as the
number of letters that it has in common with the one before, and its rest:
from a disk a page can fetch nothing.

``{gpt}`take the mask away <mask=off>` `` links to a state. The tests open each
such link.
"""

from itertools import pairwise, takewhile
from pathlib import Path

from nnfs.datasets.census import names
from nnfs_site.bench import build as bench
from nnfs_site.playground.build import MakeRoom, serve, states_of, versions

FOLDER = Path(__file__).parent
PLACE = """\
<div class="bench-place" data-gpt></div>
<p class="of-paper">On paper, and without scripts, nothing learns here: the \
picture shows two runs.</p>"""
GAP = "@names"  # where the script takes the names

gpt = states_of("book/watching-a-gpt-learn")


class MakeLesson(MakeRoom):
    """Put the place of the lesson before the cell that stands in for it."""

    tag, place = "gpt", PLACE


def packed(some):
    """Write sorted names as what each shares with the one before, and rest.

    >>> packed(["ada", "adam", "adan", "eva"])
    '0ada3mN0eva'
    >>> packed(["ann", "abe", "amy"])
    '0ann1beMy'
    """
    parts, before = [], None
    for last, name in pairwise(["", *some]):
        pairs = zip(last, name, strict=False)
        same = takewhile(lambda pair: pair[0] == pair[1], pairs)
        shared = min(len(list(same)), 9)
        rest = name[shared:]
        parts.append(rest.title() if shared == before else f"{shared}{rest}")
        before = shared
    return "".join(parts)


def furnished():
    """Make what the page loads."""
    return bench.filled(FOLDER, GAP, packed(names()))


def write(app):
    """Put script and style where the site has its own."""
    if app.builder.format == "html":
        app.gpt = serve(app, furnished())


def load(app, pagename, templatename, context, doctree):
    """Let the page ask for what it has."""
    if PLACE in context.get("body", ""):
        context["gpt"] = versions(app.gpt)
