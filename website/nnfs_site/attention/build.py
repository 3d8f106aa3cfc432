"""The bench of attention: a room beside the bench of convolution, in its style.

A page has one where a cell tagged `attention` draws its still picture. Script
and style are joined as the playground's are, and only that page loads them.
With the script come the weights of the network that spells names, as
`benchmarks/speller.json` has them: from a disk a page can fetch nothing.

``{attention}`equal keys <symbols=equal>` `` links to a state. The tests open
each such link.
"""

import json
from pathlib import Path

from nnfs_site.bench import build as bench
from nnfs_site.playground.build import MakeRoom, serve, states_of, versions

FOLDER = Path(__file__).parent
PLACE = '<div class="bench-place" data-attention></div>'
TRAINED = Path("benchmarks", "speller.json")
GAP = '"@speller"'  # where the script takes the weights

attention = states_of("book/bench-of-attention")


class MakeAttention(MakeRoom):
    """Put the place of the bench before the cell that stands in for it."""

    tag, place = "attention", PLACE


def furnished(root):
    """Make what the page loads, from the folder of the book."""
    report = json.loads((root / TRAINED).read_text("utf-8"))
    wanted = {key: report[key] for key in ("scales", "weights")}
    text = json.dumps(wanted, separators=(",", ":"))
    return bench.filled(FOLDER, GAP, text)


def write(app):
    """Put script and style where the site has its own."""
    if app.builder.format == "html":
        app.attention = serve(app, furnished(Path(app.srcdir)))


def load(app, pagename, templatename, context, doctree):
    """Let the page ask for what it has."""
    if PLACE in context.get("body", ""):
        context["attention"] = versions(app.attention)
