"""How a page opens: a chapter with its number, the title page with its figure.

A chapter's title begins with its number and its first paragraph says how long
it takes, what it needs and what it gives; both are set apart. On the title
page the figure of the cell tagged `opening` stands beside the promise, while
the cell itself stays where its code can run.
"""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from nnfs_site.cells import tagged

NUMBERED = re.compile(r"(\d+)(\. )")
PARTS = re.compile(r"(You need|Afterwards you can): ")


class SetOpening(SphinxPostTransform):
    """Give the opening of a page the structure that its style needs."""

    default_priority = 700  # when the text is final
    formats = ("html",)

    def run(self, **kwargs):
        section = next(self.document.findall(nodes.section), None)
        if section is None:
            return
        self.set_number(section[0])
        for paragraph in section.children[1:2]:
            self.set_parts(paragraph)
        cell = tagged(self.document, "opening")
        if cell:
            self.move_figure(section, cell)

    def set_number(self, title):
        match = isinstance(title[0], nodes.Text) and NUMBERED.match(title[0])
        if match:
            rest = nodes.Text(title[0][match.end() :])
            number = nodes.inline("", match[1], classes=["chapter-number"])
            number += nodes.inline("", match[2], classes=["visually-hidden"])
            title[0:1] = [number, rest]

    def set_parts(self, paragraph):
        """Break "About an hour. You need: ... Afterwards you can: ..."."""
        whole = isinstance(paragraph, nodes.paragraph) and len(paragraph) == 1
        if not whole or not isinstance(paragraph[0], nodes.emphasis):
            return
        found = [nodes.inline(classes=["part"])]
        for child in paragraph[0].children:
            if not isinstance(child, nodes.Text):
                found[-1] += child
                continue
            before, *pairs = PARTS.split(child)
            found[-1] += nodes.Text(before)
            for name, text in zip(pairs[::2], pairs[1::2], strict=True):
                part = nodes.inline(classes=["part"])
                part += nodes.strong("", name)
                part += nodes.Text(f": {text}")
                found.append(part)
        if len(found) == 3:
            paragraph["classes"].append("opening")
            paragraph[:] = found

    def move_figure(self, section, cell):
        section["classes"].append("title-page")
        for output in cell.children:
            if "cell_output" in output.get("classes", ()):
                cell.remove(output)
                section.insert(2, output)  # behind the promise
                return
