"""The numbers and titles of what is counted in the book."""

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from nnfs_site import chapters

logger = logging.getLogger(__name__)

EXERCISE = re.compile(r"ex-\d\d-(\d+)")


def number_by_chapter(app, builder):
    """Number figures, equations and exercises by chapter: 2.1, 2.2, S2.1.

    The chapter's number stands in its file name and the contents are not
    numbered, so Sphinx counts through the whole book. A page that stands under
    a chapter in the contents goes on counting where the chapter ends. An
    exercise has the number of its label, on whichever of them it stands. Any
    other page counts with the letter in its header, F.1, or has figures without
    numbers. This runs before anything is written, also where no page was read
    again, and after the environment was stored, so what Sphinx compares at the
    next build stays its own.
    """
    env = builder.env
    above = chapters.above(env.toctree_includes)
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
                key: (first, behind_the_dot(key, k))
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


def behind_the_dot(name, count):
    """Return the second part of a number: the label of an exercise says it.

    >>> behind_the_dot("fig-08-scale", 7), behind_the_dot("ex-08-2", 7)
    (7, 2)
    """
    exercise = EXERCISE.fullmatch(name)
    return int(exercise[1]) if exercise else count


def first_part(env, page):
    """Return what stands before the dot in the numbers of a page, or None."""
    digits = chapters.number_in(page)
    if digits:
        return ("S" if chapters.has_solutions(page) else "") + str(int(digits))
    return env.metadata[page].get("letter")


def list_pages_below(app, builder):
    """Let the contents of the book name the pages below chapters.

    On a page they show what its list shows and leave out what it hides. The
    pages below a chapter are hidden on it, since its text leads to them; the
    solutions are listed on their own page, and once is enough.
    """
    for page, toc in builder.env.tocs.items():
        for toctree in toc.findall(addnodes.toctree):
            below = toctree["includefiles"]
            if chapters.number(page):
                toctree["hidden"] = False
            elif any(chapters.has_solutions(name) for name in below):
                toctree["hidden"] = True


class NameSolutions(SphinxPostTransform):
    """List the pages of solutions by the titles of their chapters."""

    default_priority = 30

    def run(self, **kwargs):
        titles = {
            chapters.solutions(page): title.astext()
            for page, title in self.env.titles.items()
            if chapters.number(page)
        }
        for toctree in self.document.findall(addnodes.toctree):
            # a new list: the contents at the side share the old one
            toctree["entries"] = [
                (titles.get(page, title), page)
                for title, page in toctree["entries"]
            ]


class PlainExerciseTitles(SphinxPostTransform):
    """Title an exercise "Exercise 1.3 The bias", without round brackets."""

    default_priority = 30  # when sphinx-exercise has composed the title

    def run(self, **kwargs):
        for title in self.document.findall(nodes.title):
            if "exercise" in title.parent.get("classes", ()) and title[1:-1]:
                title.pop(0)
                title.pop()
