"""What a line of text must not part, and the sign a number deserves."""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

MARK = re.compile(r"[,.;:!?)]+")
NUMBERED = re.compile(
    r"(?i)(\b(?:chapter|exercise|figure|section|table)(?= S?\d)|^\d+\.) "
)
UNIT = re.compile(r" (?=%|(?:[KMG]i?B|[µm]s)\b)")
NAME = re.compile(r"(?i)\b(log-sum-exp|zero-centred|one-hot)\b")
SHAPE = re.compile(r"\((\w+), (\w+)\)")
VERBATIM = (nodes.literal, nodes.math, nodes.FixedTextElement)
SHORT = 24  # characters of code that fit on the line of a phone


class KeepTogether(SphinxPostTransform):
    """Keep together what a line must not part.

    That is a formula and the mark behind it, a number and its unit,
    the two lengths of a shape, a name with hyphens, the number of a chapter or
    a figure and its name in a link, and short code. A computed number gets the
    minus sign that a typed one has.
    """

    default_priority = 900

    def run(self, **kwargs):
        for inline in self.document.findall(nodes.inline):
            if "pasted-text" in inline["classes"]:
                for text in list(inline.findall(nodes.Text)):
                    minus = re.sub("^-", "\N{MINUS SIGN}", text)
                    text.parent.replace(text, nodes.Text(minus))
        for text in list(self.document.findall(nodes.Text)):
            if isinstance(text.parent, VERBATIM):
                continue
            kept = UNIT.sub("\N{NO-BREAK SPACE}", text)
            kept = SHAPE.sub("(\\1,\N{NO-BREAK SPACE}\\2)", kept)
            parts = [nodes.Text(part) for part in NAME.split(kept)]
            for place, part in enumerate(parts[1::2]):
                parts[2 * place + 1] = nodes.inline(
                    "", "", part, classes=["together"]
                )
            if kept != text or parts[1:]:
                text.parent.replace(text, parts)
        for link in self.document.findall(nodes.reference):
            for text in list(link.findall(nodes.Text)):
                kept = NUMBERED.sub("\\1\N{NO-BREAK SPACE}", text)
                if kept != text:
                    text.parent.replace(text, nodes.Text(kept))
        for literal in self.document.findall(nodes.literal):
            if len(literal.astext()) <= SHORT:
                literal["classes"].append("together")
        for math in list(self.document.findall(nodes.math)):
            behind = math.next_node(descend=False, siblings=True)
            mark = isinstance(behind, nodes.Text) and MARK.match(behind)
            if mark:
                parent = math.parent
                place = parent.index(math) + 1  # equal texts count as one
                parent[place] = nodes.Text(behind[mark.end() :])
                both = nodes.inline(classes=["together"])
                parent.replace(math, both)
                both += [math, nodes.Text(mark[0])]
