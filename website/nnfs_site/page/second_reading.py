"""What a first reader may skip folds below its heading.

A section whose first paragraph begins with "*Second reading.*" keeps its
heading and that paragraph, which says what is below; the rest unfolds.
"""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

MARK = "Second reading."


class Folded(nodes.General, nodes.Element):
    """What is folded, and first the sentence that unfolds it."""


class Summary(nodes.General, nodes.TextElement):
    """The sentence."""


def skipped(section):
    """Return what a first reader skips of a section.

    >>> section = nodes.section("", nodes.title("", "Noise"))
    >>> section += nodes.paragraph("", "", nodes.emphasis("", MARK))
    >>> section += nodes.paragraph("", "Below.")
    >>> [node.astext() for node in skipped(section)]
    ['Below.']
    >>> skipped(section[2])
    []
    """
    if not isinstance(section, nodes.section) or len(section) < 2:
        return []
    said = section[1]
    marked = isinstance(said, nodes.paragraph) and said.children
    if not marked or not isinstance(said[0], nodes.emphasis):
        return []
    return section.children[2:] if said[0].astext() == MARK else []


class Fold(SphinxPostTransform):
    """Fold it on the page; contents and notebooks know the sections already."""

    default_priority = 740  # when the text is final
    formats = ("html",)

    def run(self, **kwargs):
        for section in list(self.document.findall(nodes.section)):
            if rest := skipped(section):
                said = section[1]
                for link in list(said.findall(nodes.reference)):
                    link.replace_self(link.children)  # what unfolds is one
                folded = Folded()
                folded += Summary("", "", *said.children)
                folded += rest
                section.children[1:] = []
                section += folded


def visit_folded(writer, node):
    writer.body.append('<details class="second">')


def depart_folded(writer, node):
    writer.body.append("</details>\n")


def visit_summary(writer, node):
    writer.body.append("<summary>")


def depart_summary(writer, node):
    writer.body.append("</summary>\n")
