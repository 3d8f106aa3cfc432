"""How long a page takes to read, counted when it is built.

A page that opens with "*You need: ...*" gets its time put before that, and
``{minutes}`05-backpropagation` `` says that of another page, as a number.
Solutions, and pages to look things up in, have no such line and no time. What
folds, a first reader skips. Questions take what a reader gives them: they have
no time, and are counted beside it.
"""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from nnfs_site.ask.build import Ask
from nnfs_site.page.second_reading import skipped

logger = logging.getLogger(__name__)

WORDS = 200  # a minute
LINES = 10  # of code that is not folded, a minute
SHOWN = 0.5  # minutes for a figure or a displayed equation
STEP = 5  # minutes to which the time is rounded

NEED = "You need: "
FOLDED = ("input", "all")


def minutes(words, lines, shown):
    """Return the time to read, to the nearest step, and never nothing.

    >>> minutes(words=4400, lines=340, shown=20)
    65
    >>> minutes(words=20, lines=0, shown=0)
    5
    """
    exact = words / WORDS + lines / LINES + shown * SHOWN
    return max(STEP, STEP * round(exact / STEP))


def count(page):
    """Return the words of a page, its lines of code, and what is shown.

    A formula in a line counts as a word. Of what a cell gives, the figures
    count, with the words under them.
    """
    words = lines = shown = 0
    unread = [page]
    while unread:
        node = unread.pop()
        part = node.get("nb_element") if isinstance(node, nodes.Element) else ""
        if part == "cell_code_source":
            if node.parent.get("hide_mode") not in FOLDED:
                unread += node.children
        elif part == "cell_code_output":
            unread += node.findall(nodes.figure)
        elif isinstance(node, Ask):
            pass
        elif isinstance(node, nodes.figure):
            shown += 1
            unread += node.findall(nodes.caption)
        elif isinstance(node, nodes.literal_block):
            lines += len([s for s in node.astext().splitlines() if s.strip()])
        elif isinstance(node, nodes.math_block):
            shown += 1
        elif isinstance(node, nodes.math):
            words += 1
        elif isinstance(node, nodes.Text):
            words += len(node.split())
        elif not isinstance(node, nodes.Invisible | nodes.raw):
            unread += node.children[: len(node.children) - len(skipped(node))]
    return words, lines, shown


def opening(page):
    """Return the phrase that opens a page with what it needs, or nothing."""
    section = next(page.findall(nodes.section), ())
    for paragraph in section[1:2]:
        for phrase in paragraph[:1]:
            begins = phrase.astext().startswith(NEED)
            if begins and isinstance(phrase, nodes.emphasis):
                return phrase
    return None


def on_the_way(asks):
    """Say how many questions a page asks.

    >>> on_the_way(0), on_the_way(1), on_the_way(11)
    ('', ', 1 question on the way', ', 11 questions on the way')
    """
    return f", {asks} question{'s' * (asks > 1)} on the way" if asks else ""


class Minutes(nodes.Inline, nodes.TextElement):
    """The time to read a page, until all pages have been counted."""


def say_minutes(
    name, rawtext, text, lineno, inliner, options=None, content=None
):
    """Read the role: its text is a page, seen from this one."""
    said = Minutes(rawtext, page=text)
    said.source, said.line = inliner.reporter.get_source_and_line(lineno)
    return [said], []


def note(app, page):
    """Keep the time of a page that says what it needs."""
    phrase = opening(page)
    if phrase is not None:
        phrase.insert(0, [Minutes(page=""), nodes.Text(" ")])
        about = app.env.metadata[app.env.docname]
        about["minutes"] = minutes(*count(page))
        about["asks"] = len(list(page.findall(Ask)))


class SayMinutes(SphinxPostTransform):
    """Put the times of pages where they are said."""

    default_priority = 20

    def run(self, **kwargs):
        for said in list(self.document.findall(Minutes)):
            page = self.env.docname
            asks = self.env.metadata[page].get("asks", 0)
            form = f"About {{}} minutes{on_the_way(asks)}."
            if said["page"]:
                page, form = self.env.relfn2path(said["page"])[0], "{}"
            time = self.env.metadata[page].get("minutes")
            if time is None:
                message = "no time is known to read the page %r"
                logger.warning(message, page, location=said, type="minutes")
            said.replace_self(nodes.Text(form.format(time)))
