"""A tick behind a claim leads to the cell that would fail if it were false.

``{proved}`label` `` stands behind the claim, ``(label)=`` before the cell. A
cell without an assertion proves nothing, and the build says so.
"""

import re

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from nnfs_site.cells import is_cell

LOGGER = logging.getLogger(__name__)
ASSERTION = re.compile(r"^ *(assert\b[^\n]*)", re.MULTILINE)


class Claim(nodes.Inline, nodes.TextElement):
    """The end of a claim, until its cell is found."""


def proved(name, rawtext, text, lineno, inliner, options=None, content=None):
    """Read the role: its text is the label of a cell."""
    claim = Claim(rawtext, label=text)
    claim.source, claim.line = inliner.reporter.get_source_and_line(lineno)
    return [claim], []


class LinkToProof(SphinxTransform):
    """Link each claim to its cell, and mark the cell."""

    default_priority = 500  # when the targets have moved to what they name

    def apply(self):
        for claim in list(self.document.findall(Claim)):
            name = nodes.fully_normalize_name(claim["label"])
            target = self.document.nameids.get(name)
            cell = self.document.ids.get(target)
            assertion = is_cell(cell) and ASSERTION.search(cell.astext())
            if not assertion:
                message = "no cell named %r on this page asserts this claim"
                LOGGER.warning(message, claim["label"], location=claim)
                claim.parent.remove(claim)
                continue
            if "proof" not in cell["classes"]:
                cell["classes"].append("proof")
            link = nodes.reference(
                "",
                "",
                nodes.inline("", "(asserted)", classes=["visually-hidden"]),
                refid=target,
                classes=["proved"],
                reftitle=f"A cell asserts it: {assertion[1]}",
                internal=True,
            )
            claim.replace_self(link)
