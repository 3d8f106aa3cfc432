"""What is kept of a reader: the script, its style, and the pages that show it.

The directive ``where`` becomes a list of parts, pages and exercises, made from
the pages themselves. Without scripts it is just that. The script fills in what
it finds on the device: nothing of it is known here. The directive ``review``
becomes the place in which questions are asked again.
"""

import itertools
import re
import shutil
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from nnfs_site import digests
from nnfs_site.ask.build import Ask
from nnfs_site.delivery.modules import join
from nnfs_site.page import every_claim

PAGE = "book/where-you-are"
FOLDER = Path(__file__).parent
STYLE = FOLDER / "keep.css"
DESK, REVIEW = "where.js", "review.js"  # what only a page itself loads
DESK_STYLE = "desk.css"
CHECK = re.compile(r'check\("([\d.]+)", \w+\)')
BAR = """\
<div class="kept-bar">
<button type="button" disabled>Save as a file</button>
<button type="button" disabled>Take in a file</button>
<button type="button" disabled>Forget everything</button>
<input type="file" accept=".json,application/json" hidden>
<p class="again"></p>
<p role="status"></p>
</div>"""
AGAIN = """\
<div class="review"></div>
<div class="kept-bar">
<p role="status"></p>
<button type="button" disabled>Begin</button>
</div>"""
ROW = (
    '<li data-page="{page}" data-sections="{sections}" data-asks="{asks}">'
    '<a href="{address}">{title}</a> <span class="kept"></span>{inside}</li>'
)
EXERCISE = (
    '<li data-exercise="{number}"><a href="{address}">{number} {title}</a> '
    '<span class="kept"></span></li>'
)


def script():
    """Write what every page loads, as one script: questions are part of it."""
    return join(FOLDER)


def write(app):
    """Put scripts and style of the pages where the site has its own."""
    if app.builder.format == "html":
        static = Path(app.outdir, "_static")
        static.mkdir(parents=True, exist_ok=True)
        for name, script in ((DESK, "desk.js"), (REVIEW, "review.js")):
            (static / name).write_text(join(FOLDER, script), encoding="utf-8")
        shutil.copy(FOLDER / DESK_STYLE, static)


def load(app, pagename, templatename, context, doctree):
    """Let a page ask for its script, and for the style."""
    body = context.get("body", "")
    if '<div class="kept-bar"' in body:
        style = (FOLDER / DESK_STYLE).read_text("utf-8")
        context["desk"] = digests.version(style)
        script = REVIEW if '<div class="review"' in body else DESK
        app.add_js_file(script, loading_method="defer")


class Where(nodes.General, nodes.Element):
    """The place of the list, until all pages are read."""


class Markup(nodes.General, nodes.Element):
    """A piece of the list, as markup. It is no text: no search finds it."""


def visit_markup(self, node):
    self.body.append(node["markup"])
    raise nodes.SkipNode


class AskAgain(SphinxDirective):
    """Read the directive ``review``, which says nothing."""

    def run(self):
        return [Markup(markup=AGAIN)]


class ListWhere(SphinxDirective):
    """Read the directive, which says nothing."""

    def run(self):
        return [Where()]


def parts(env):
    """Return the parts of the book, each a caption and its pages in order."""
    found = []
    for toctree in env.tocs[env.config.root_doc].findall(addnodes.toctree):
        below = (every_claim.pages_of(env, p) for p in toctree["includefiles"])
        found.append((toctree.get("caption"), list(itertools.chain(*below))))
    return found


def sections(toc):
    """Return the identifiers of the sections that a page's contents list."""
    links = toc.findall(nodes.reference)
    return [link["anchorname"][1:] for link in links if link["anchorname"]]


def asks(document):
    """Return the names of the questions of a page."""
    return [node["ids"][0] for node in document.findall(Ask)]


def exercises(document):
    """Yield number, identifier and title of what checks itself on a page."""
    for node in document.findall(is_exercise):
        asked = CHECK.search(node.astext())
        if asked:
            title = next(node.findall(nodes.title), nodes.title())
            said = title.astext().removeprefix("Exercise").strip()
            yield asked[1], node["ids"][0], said


def is_exercise(node):
    return type(node).__name__.startswith("exercise_") and node.get("ids")


class FillInWhere(SphinxPostTransform):
    """Put the list in its place."""

    default_priority = 4  # before titles are numbered
    formats = ("html",)

    def run(self, **kwargs):
        for place in list(self.document.findall(Where)):
            place.replace_self([Markup(markup=BAR), *self.lists()])
            (whole,) = self.document.children
            below = [one for one in whole if isinstance(one, nodes.section)]
            every_claim.list_contents(self.env, below)

    def lists(self):
        """Yield a section for each part that has exercises."""
        for k, (caption, pages) in enumerate(parts(self.env)):
            rows = {page: self.exercises(page) for page in pages}
            if any(rows.values()):
                items = "".join(self.row(*row) for row in rows.items())
                section = nodes.section(ids=[f"part-{k}"])
                section += nodes.title("", caption or "The pages")
                section += Markup(markup=f'<ul class="where">{items}</ul>')
                yield section

    def exercises(self, page):
        found = exercises(self.env.get_doctree(page))
        return "".join(
            EXERCISE.format(
                number=number,
                address=f"{self.address(page)}#{identifier}",
                title=escape(title),
            )
            for number, identifier, title in found
        )

    def row(self, page, inside):
        return ROW.format(
            page=page,
            sections=" ".join(sections(self.env.tocs[page])),
            asks=" ".join(asks(self.env.get_doctree(page))),
            address=self.address(page),
            title=escape(self.env.titles[page].astext()),
            inside=inside and f"<ul>{inside}</ul>",
        )

    def address(self, page):
        return self.app.builder.get_relative_uri(self.env.docname, page)
