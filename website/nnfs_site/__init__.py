"""What the site does beyond Jupyter Book, in one small Sphinx extension.

A room a feature, as `website/README.md` lists them.
Here are the numbers and titles of what is counted, and the rule that a warning
fails the build.
"""

import shutil
from pathlib import Path

from docutils import nodes
from myst_nb.core import render
from myst_nb.core.utils import coalesce_streams
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from nnfs_site.delivery import (
    assets,
    execution,
    metadata,
    rebuild,
    repository,
)
from nnfs_site.figures import inline
from nnfs_site.notebooks import write
from nnfs_site.page import (
    api_page,
    chapter_names,
    claims,
    glossary,
    mathml,
    opening,
    reading_time,
    report_links,
    typography,
)
from nnfs_site.playground import build
from nnfs_site.run import offer

logger = logging.getLogger(__name__)

PDF = "neural-networks-from-scratch.pdf"
PARTS = (
    repository,
    mathml,
    typography,
    inline,
    claims,
    chapter_names,
    api_page,
    rebuild,
    reading_time,
    execution,
    opening,
    glossary,
    report_links,
    write,
    build,
    metadata,
    offer,
    assets,
)
# Markup that says the wrong thing to a screen reader, and what it should be.
AMENDED = {
    ' aria-label="Toggle hidden content"': "",  # it hides the words inside
    ' role="doc-biblioentry"': ' role="listitem"',
}


def number_by_chapter(app, builder):
    """Number figures, equations and exercises by chapter: 2.1, 2.2, S2.1.

    The chapter's number stands in its file name and the contents are not
    numbered, so Sphinx counts through the whole book. A page that stands under
    a chapter in the contents goes on counting where the chapter ends. Any other
    page counts with the letter in its header, F.1, or has figures without
    numbers. This runs before anything is written, also where no page was read
    again, and after the environment was stored, so what Sphinx compares at the
    next build stays its own.
    """
    env = builder.env
    above = {
        page: chapter
        for chapter, pages in env.toctree_includes.items()
        for page in pages
        if chapter_names.number(chapter)
    }
    counted, called = {}, {}
    for docname, kinds in env.toc_fignumbers.items():
        first = first_part(env, above.get(docname, docname))
        if first is None:
            counted[docname] = {}
            for kind in kinds.keys() - {"figure"}:
                message = "what is counted (%s) needs a `letter` in the header"
                logger.warning(message, kind, location=docname, type="numbers")
            continue
        before = env.toc_fignumbers.get(above.get(docname), {})
        counted[docname] = {
            kind: {
                key: (first, k)
                for k, key in enumerate(numbers, 1 + len(before.get(kind, ())))
            }
            for kind, numbers in kinds.items()
        }
        for kind, numbers in counted[docname].items():
            for number in numbers.values():
                other = called.setdefault((kind, number), docname)
                if other != docname:
                    message = "here and in %s there is a %s %s.%d"
                    logger.warning(
                        message,
                        *(other, kind, *number),
                        location=docname,
                        type="numbers",
                    )
    env.toc_fignumbers = counted


def first_part(env, page):
    """Return what stands before the dot in the numbers of a page, or None."""
    match = chapter_names.PAGE.match(page)
    if match:
        return ("S" if match[1] else "") + str(int(match[2]))
    return env.metadata[page].get("letter")


def join_streams(outputs):
    """Merge what a cell has printed, in pieces cut by the clock.

    myst-nb would take spaces and empty lines from the end of each piece.
    """
    first, joined = {}, []
    for output in outputs or ():
        name = output.get("name")  # of a stream
        if name in first:
            first[name]["text"] += output["text"]
            continue
        if name:
            first[name] = output
        joined.append(output)
    return coalesce_streams(joined)


def offer_pdf(app, config):
    """Put the printed book on the site, where `make pdf` has printed one.

    What is tagged `pdf` on a page, the links to it, is seen only then.
    """
    offered = Path(app.outdir, PDF)
    offered.unlink(missing_ok=True)
    printed = Path(app.outdir).parent / "pdf" / PDF
    if printed.is_file():
        offered.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(printed, offered)
        app.tags.add("pdf")


class NameSolutions(SphinxPostTransform):
    """List the pages of solutions by the titles of their chapters."""

    default_priority = 30

    def run(self, **kwargs):
        titles = {
            match[2]: title.astext()
            for docname, title in self.env.titles.items()
            if (match := chapter_names.PAGE.match(docname)) and not match[1]
        }
        for toctree in self.document.findall(addnodes.toctree):
            entries = toctree["entries"]
            for place, (_, page) in enumerate(entries):
                match = chapter_names.PAGE.match(page)
                if match and match[1]:
                    entries[place] = (titles[match[2]], page)


class PlainExerciseTitles(SphinxPostTransform):
    """Title an exercise "Exercise 1.3 The bias", without round brackets."""

    default_priority = 30  # when sphinx-exercise has composed the title

    def run(self, **kwargs):
        for title in self.document.findall(nodes.title):
            if "exercise" in title.parent.get("classes", ()) and title[1:-1]:
                title.pop(0)
                title.pop()


def amend(app, pagename, templatename, context, doctree):
    """Amend what other extensions write for screen readers."""
    for wrong, right in AMENDED.items():
        context["body"] = context.get("body", "").replace(wrong, right)


def fail_on_warnings(app, exception):
    """Let a warning fail the build, whatever the command, and each time.

    Sphinx would not read an unchanged page again, nor repeat its warning.
    """
    if app._warncount or exception:
        app.statuscode = app.statuscode or 1
        Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)


def setup(app):
    for part in PARTS:
        part.setup(app)
    app.connect("html-page-context", amend)
    app.connect("config-inited", offer_pdf)
    app.connect("write-started", number_by_chapter)
    render.coalesce_streams = join_streams
    app.add_post_transform(NameSolutions)
    app.add_post_transform(PlainExerciseTitles)
    app.connect("build-finished", fail_on_warnings)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True}
