"""Mathematics as MathML, made while the book is built.

A page that carries its formulas as MathML needs no script to show them, works
offline and is native to screen readers. `math-core` converts the LaTeX; what
it cannot read becomes a warning with the formula's place, and the build fails.
Numbers and labels are Sphinx's own: one number for each display.
"""

import re
from html import escape

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from nnfs_site.ask.build import Ask

logger = logging.getLogger(__name__)
converter = LatexToMathML(fancy_error=False)

# Sphinx numbers a display as a whole, so every environment that would number
# its own rows becomes the one that only sets them.
ENVIRONMENTS = {
    "align": "aligned",
    "displaymath": None,
    "equation": None,
    "gather": "gathered",
    "multline": "gathered",
    "split": "aligned",
}
# What is no formula, and is set in the type of the text around it.
NUMBER = re.compile(r"-?\d+(\{,\}\d{3})*(\.\d+)?")
LETTER = r"<m[in][^>]*>[^<]*</m[in]>"
ACCENTED = rf'<mover accent="true">{LETTER}<mo[^>]*>[^<]*</mo></mover>'
LOW_ROOT = re.compile(
    rf"<msqrt>(?=(<mrow>)?({LETTER}|{ACCENTED})+(</mrow>)?</msqrt>)"
)
BARRED_F = re.compile(r'(<mover accent="true"><mi)(?=>f</mi><mo[^>]*>\u00af<)')
# A row that goes on with a sign subtracts or adds, as in LaTeX.
GOES_ON = re.compile(
    r'(<mtd class="ml">(?:<mspace[^>]*/>|<mrow></mrow>)*<mo)(?=>[+\u2212])'
)
# The sign stands high by itself.
PRIMED = re.compile(r"<msup>(<mi[^>]*>[^<]*</mi>)(<mo>\u2032</mo>)</msup>")
# A bracket that has grown keeps what follows at a distance, a full stop too.
STOPPED = re.compile(
    r'<mo rspace="0\.1667em">'
    r'([^<]*</mo>(?:</mrow>)+<m[io](?: rspace="0")?>[.,;]</m[io]>)'
)
BOUNDARY = re.compile(r"(\\(?:begin|end)\{\w+\*?\})")
# A content security policy drops inline styles; it does not drop classes.
CELL = "text-align: {0};justify-items: {1};padding-{2}: 0;"
CLASSES = {
    CELL.format("left", "start", "right") + "padding-left:1em;": "mg",
    CELL.format("right", "end", "right"): "mr",
    CELL.format("left", "start", "left"): "ml",
    CELL.format("left", "start", "right"): "mc",
    "text-align: right;justify-items: end;": "me",
    "text-align: left;justify-items: start;": "ms",
    "padding-right:0.1667em;": "mp",
    "margin-left:-0.16666667em;": "mt",
}


def prepare(latex):
    r"""Rewrite what Sphinx allows in a display into what can be converted.

    >>> print(prepare(r"a &= b \\ c &= d"))
    \begin{aligned}a &= b \\ c &= d\end{aligned}
    >>> print(prepare(r"\begin{equation}e = mc^2\end{equation}"))
    e = mc^2
    """
    pieces, depth, rows = [], 0, False
    for piece in BOUNDARY.split(latex.strip()):
        step = piece.startswith(r"\begin{") - piece.startswith(r"\end{")
        if step:
            command, name = piece[:-1].split("{")
            new = ENVIRONMENTS.get(name.rstrip("*"), name)
            depth += step if new else 0
            piece = f"{command}{{{new}}}" if new else ""
        rows |= depth == 0 and r"\\" in piece
        pieces.append(piece)
    latex = "".join(pieces)
    return rf"\begin{{aligned}}{latex}\end{{aligned}}" if rows else latex


def to_mathml(latex, display=False):
    """Convert one formula; raise `LatexError` where it cannot be read."""
    if display:
        latex = prepare(latex)
    # The comma of a shape like (n,) separates nothing: no space behind it.
    latex = latex.replace(",)", "{,})")
    mathml = converter.convert_with_local_state(latex, displaystyle=display)
    for style, name in CLASSES.items():
        mathml = mathml.replace(f'style="{style}"', f'class="{name}"')
    mathml = STOPPED.sub(r'<mo rspace="0">\1', mathml)
    mathml = PRIMED.sub(r"<mrow>\1\2</mrow>", mathml)
    mathml = BARRED_F.sub(r'\1 class="hf"', mathml)
    mathml = GOES_ON.sub(r'\1 form="infix"', mathml)
    return LOW_ROOT.sub('<msqrt class="sr">', mathml)


def convert(node, display=False):
    """Convert the formula of a node, or warn and show its source."""
    latex = node.astext()
    fault, markup = "", f"<code>{escape(latex)}</code>"
    try:
        markup = to_mathml(latex, display)
    except LatexError as error:
        fault = error
    if ' style="' in markup:
        fault = "a space that has no class yet"
    if fault:
        place = node
        while not place.line and place.parent is not None:
            place = place.parent
        message = "mathematics: %s in %r"
        logger.warning(message, fault, latex, location=place, type="mathml")
    return with_source(markup, node)


def with_source(markup, node):
    """Keep the source beside a formula of a question: Anki sets it anew."""
    around = node
    while around is not None and not isinstance(around, Ask):
        around = around.parent
    if around is None:
        return markup
    source = escape(" ".join(node.astext().split()))
    return markup.replace("<math", f'<math data-tex="{source}"', 1)


def visit_math(self, node):
    latex = node.astext().strip()
    if NUMBER.fullmatch(latex):
        self.body.append(
            latex.replace("{,}", ",").replace("-", "\N{MINUS SIGN}")
        )
    else:
        self.body.append(convert(node))
    raise nodes.SkipNode


def visit_displaymath(self, node):
    self.body.append(self.starttag(node, "div", CLASS="equation"))
    self.body.append(f'<div class="scroll">{convert(node, True)}</div>')
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode
