"""A tick behind a claim leads to the cell that would fail if it were false.

``{proved}`label` `` stands behind the claim, ``(label)=`` before the cell. A
cell without an assertion proves nothing, and the build says so.

A cell tagged ``proof`` holds asserts, glue or harness, and no teaching. It is
folded whole, and its name stands inside: a browser that follows the tick, or
finds a word in it, unfolds it without a script.
"""

import re
from collections import Counter

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from nnfs_site.cells import cells_of, is_cell, source_of, tags_of

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
        ticks = Counter()
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
            ticks[target] += 1
            link = nodes.reference(
                "",
                "",
                nodes.inline("", "(asserted)", classes=["visually-hidden"]),
                ids=[f"claim-{ticks[target]}-{target}"],
                refid=target,
                classes=["proved"],
                reftitle=f"A cell asserts it: {assertion[1]}",
                internal=True,
            )
            claim.replace_self(link)


class FoldProofs(SphinxTransform):
    """Fold the cells that are there for the doubter, with all they print."""

    default_priority = 510  # behind the ticks

    def apply(self):
        for cell in cells_of(self.document):
            if {"answer", "proof"} & {*tags_of(cell)}:
                asserts = ASSERTION.search(source_of(cell))
                what = "the proof" if asserts else "the code"
                cell["hide_mode"] = "all"
                cell["prompt_show"] = f"Show {what}"
                cell["prompt_hide"] = f"Hide {what}"


class NameInside(SphinxPostTransform):
    """Move the name of a folded proof to what is folded."""

    default_priority = 200  # when MyST-NB has folded it
    formats = ("html",)

    def run(self, **kwargs):
        for cell in cells_of(self.document):
            if "proof" in tags_of(cell):
                (folded,) = cell.children
                folded[0]["ids"], cell["ids"] = cell["ids"], []
