"""Mathematics as MathML, made while the book is built.

A page that carries its formulas as MathML needs no script to show them, works
offline and is native to screen readers. `math-core` converts the LaTeX; what it
cannot read becomes a Sphinx warning with the formula's place, so that the build
fails. Numbers and labels are Sphinx's own: one number for each display.
"""

import re

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

logger = logging.getLogger(__name__)
converter = LatexToMathML(fancy_error=False)

# Sphinx numbers a display as a whole, so every environment that would number its
# own rows becomes the one that only sets them.
ENVIRONMENTS = {
    "align": "aligned", "alignat": "alignedat", "split": "aligned", "eqnarray": "aligned",
    "gather": "gathered", "multline": "gathered", "equation": None, "displaymath": None,
}  # fmt: skip
ENVIRONMENT = re.compile(r"\\(begin|end)\{(\w+)\*?\}")
# Inline styles would be dropped by a content security policy: classes are not.
CLASSES = {
    "text-align: right;justify-items: end;padding-right: 0;": "mr",
    "text-align: left;justify-items: start;padding-left: 0;": "ml",
    "text-align: left;justify-items: start;padding-right: 0;": "mc",
    "text-align: left;justify-items: start;padding-right: 0;padding-left:1em;": "mg",
}


def prepare(latex):
    """Rewrite what Sphinx and LaTeX allow in a display into what can be converted.

    >>> prepare(r"a &= b \\\\ c &= d")
    '\\\\begin{aligned}a &= b \\\\\\\\ c &= d\\\\end{aligned}'
    """

    def rename(match):
        name = ENVIRONMENTS.get(match[2], match[2])
        return rf"\{match[1]}{{{name}}}" if name else ""

    latex = ENVIRONMENT.sub(rename, latex).strip()
    depth, outside = 0, ""
    for piece in re.split(r"(\\begin\{\w+\}|\\end\{\w+\})", latex):
        depth += piece.startswith(r"\begin") - piece.startswith(r"\end")
        outside += "" if depth else piece
    if r"\\" in outside:
        latex = rf"\begin{{aligned}}{latex}\end{{aligned}}"
    return latex


def to_mathml(latex, display=False):
    """Convert one formula; raises `LatexError` for LaTeX that cannot be read."""
    if display:
        latex = prepare(latex)
    mathml = converter.convert_with_local_state(latex, displaystyle=display)
    for style, name in CLASSES.items():
        mathml = mathml.replace(f'style="{style}"', f'class="{name}"')
    return mathml


def convert(node, display=False):
    """Convert the formula of a node, or warn and show its source."""
    latex = node.astext()
    try:
        return to_mathml(latex, display)
    except LatexError as error:
        while node.line is None and node.parent is not None:
            node = node.parent
        logger.warning("mathematics: %s in %r", error, latex, location=node, type="mathml")
        return f"<code>{latex.replace('&', '&amp;').replace('<', '&lt;')}</code>"


def visit_math(self, node):
    self.body.append(convert(node))
    raise nodes.SkipNode


def visit_displaymath(self, node):
    self.body.append(self.starttag(node, "div", CLASS="equation"))
    self.body.append(f'<div class="scroll">{convert(node, display=True)}</div>')
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_displaymath, None))
    app.config.html_math_renderer = "mathml"
