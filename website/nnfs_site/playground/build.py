"""The playground: its modules as one script, and the pages that load it.

A page has a playground where a cell tagged `playground` draws its still
picture, which is also what stands there in print and without scripts. The
modules are what the tests import. Browsers refuse modules from a disk, so
the page gets them joined, each after those that it imports.

``{play}`a rate of 3 <optimizer=SGD&rate=3>` `` links to a state. The tests
open each such link.
"""

import re
from pathlib import Path

import tinycss2
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from nnfs_site import digests
from nnfs_site.cells import tagged
from nnfs_site.delivery.assets import prune
from nnfs_site.delivery.modules import join

PAGE = "book/playground"
FOLDER = Path(__file__).parent
TOUCH = "touch.js"  # the figures under the finger, in the chapters
LINK = re.compile(r"(.*\S)\s*<([^<>\s]+)>", re.S)
PLACE = '<div class="playground" data-playground></div>'


def sheet(path):
    """Write a stylesheet without remarks and spaces."""
    text = path.read_text("utf-8")
    rules = prune(tinycss2.parse_stylesheet(text), lambda name: True)
    return re.sub(r"\s*([{};])\s*|([:,])\s+", r"\1\2", rules) + "\n"


def kit(folder):
    """Make what the page of a room loads: its script and its style, by name."""
    script, style = f"{folder.name}.js", f"{folder.name}.css"
    return {script: join(folder), style: sheet(folder / style)}


def serve(app, files):
    """Put files where the site has its own; return them."""
    static = Path(app.outdir, "_static")
    static.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (static / name).write_text(text, encoding="utf-8")
    return files


class State(nodes.Inline, nodes.TextElement):
    """A link to a state, until it is known where its page will stand."""


def states_of(page):
    """Return the role that links to states of a page; its class is its name."""

    def read(name, rawtext, text, lineno, inliner, options=None, content=None):
        """Read the role: its text, and the state in angle brackets."""
        found = LINK.fullmatch(text)
        if found:
            where = {"page": page, "address": found[2], "classes": [name]}
            return [State(rawtext, found[1], **where)], []
        message = inliner.reporter.error(
            f"write `text <key=value&key=value>`, not {text!r}", line=lineno
        )
        return [inliner.problematic(rawtext, rawtext, message)], [message]

    return read


play = states_of(PAGE)


class LinkToState(SphinxPostTransform):
    """Link to a page, with the state behind its address."""

    default_priority = 20

    def run(self, **kwargs):
        relative = self.app.builder.get_relative_uri
        for state in list(self.document.findall(State)):
            page = relative(self.env.docname, state["page"])
            link = nodes.reference("", state.astext(), internal=True)
            link["refuri"] = f"{page}#{state['address']}"
            link["classes"] += state["classes"]
            state.replace_self(link)


class MakeRoom(SphinxPostTransform):
    """Put the place of the playground before the cell that stands in for it."""

    default_priority = 700
    formats = ("html",)
    tag, place = "playground", PLACE

    def run(self, **kwargs):
        cell = tagged(self.document, self.tag)
        if cell:
            place = nodes.raw("", self.place, format="html")
            cell.parent.insert(cell.parent.index(cell), place)


def write(app):
    """Put script and style where the site has its own."""
    if app.builder.format == "html":
        app.playground = serve(app, kit(FOLDER))
        app.touch = serve(app, {TOUCH: join(FOLDER, TOUCH)})


def load(app, pagename, templatename, context, doctree):
    """Let pages ask for what they have: a playground, figures to touch."""
    body = context.get("body", "")
    if PLACE in body:
        context["playground"] = versions(app.playground)
    if " data-touch=" in body:
        context["touch"] = versions(app.touch)


def versions(files):
    """The part of an address that changes with a file, by its name."""
    return {name: digests.version(text) for name, text in files.items()}
