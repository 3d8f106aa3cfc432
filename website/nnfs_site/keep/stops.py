"""What comes next, at the end of a section: a phone has no list at the side.

Each section of the second level is a stop. Its end names the one behind it and
the minutes that it takes, where they are known: who solves exercises is not
reading, and who reads a second time chooses to.
"""

import itertools
from html import escape

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from nnfs_site.keep.build import is_exercise
from nnfs_site.page.reading_time import stops
from nnfs_site.page.second_reading import Folded

# What is hidden beside a margin, and on paper.
NEXT = (
    '<p class="next d-xl-none d-print-none">Next: '
    '<a href="#{place}">{title}</a>{time}</p>\n'
)


class Next(nodes.General, nodes.Element):
    """The line. It is no text: no search finds it, and no notebook has it."""


class NameNext(SphinxPostTransform):
    """Put the line at the end of each section of a page that has a time."""

    default_priority = 745  # when all that folds is folded
    formats = ("html",)

    def run(self, **kwargs):
        sections = stops(self.document)
        for section, behind in itertools.pairwise(sections):
            if "minutes" in behind:
                title = behind[0].astext()
                place = behind["ids"][0]
                section += Next(place=place, title=title, time=time(behind))


def time(section):
    """Say how long a section takes, behind its title.

    >>> section = nodes.section("", nodes.title("", "Noise"), minutes=6)
    >>> time(section)
    ', 6 minutes'
    >>> section["minutes"] = 1
    >>> time(section)
    ', 1 minute'
    >>> section += Folded()
    >>> time(section)
    ', for a second reading'
    """
    if any(isinstance(part, Folded) for part in section):
        return ", for a second reading"
    if any(map(is_exercise, section.findall(nodes.Element))):
        return ""
    count = section["minutes"]
    return f", {count} minute{'s' * (count > 1)}"


def visit_next(writer, node):
    said = {name: escape(node[name]) for name in ("place", "title", "time")}
    writer.body.append(NEXT.format(**said))
    raise nodes.SkipNode
