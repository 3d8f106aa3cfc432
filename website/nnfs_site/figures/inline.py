"""Figures as part of the page: inline SVG that follows the reader's theme.

An SVG inside an `<img>` knows nothing of the page around it. Inlined, its two
sentinel colours become the page's ink and paper, its text is real text in the
site's fonts, and its text alternative is its label. On the way everything that
a page has no use for is dropped. A figure without a text alternative, and a
cell that promises a figure and draws none, are warnings and fail the build.

A text alternative quotes what the page has computed as `{name}`, or formatted,
as `{name:.2f}`, where the page's code says `glue("name", value)`.

What `motion.trace`, `frames` and `stepwise` have marked is marked for the
script that plays it, and what the cell itself has, as `touch|...`, for the one
that puts sliders under it.
"""

import re
import zlib
from pathlib import Path

from docutils import nodes
from myst_nb.core.variables import format_plain_text
from myst_nb.ext.glue.crossref import read_glue_cache
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from nnfs_site.figures.svg import inline_svg

logger = logging.getLogger(__name__)

QUOTED = re.compile(r"\{([^{}:]*):?([^{}]*)\}")


def quote_values(alternative, glued):
    """Put computed values where a text alternative names them.

    `glued` holds the page's values as myst-nb stores them.
    """

    def value(match):
        data = glued[match[1]]["data"]
        text = format_plain_text(data["text/plain"], match[2])
        return re.sub("^-", "\N{MINUS SIGN}", text)

    return QUOTED.sub(value, alternative)


class QuoteValues(SphinxTransform):
    """Put what the page has computed into its text alternatives."""

    default_priority = 500

    def apply(self, **kwargs):
        folder = self.env.mystnb_config.output_folder
        glued = read_glue_cache(folder, self.env.docname)
        for image in self.document.findall(nodes.image):
            try:
                image["alt"] = quote_values(image.get("alt", ""), glued)
            except (KeyError, ValueError) as error:
                warn(f"a text alternative cannot quote {error}", image)


def warn(message, node):
    """Fail the build at the line of a node."""
    while not node.line and node.parent is not None:
        node = node.parent
    logger.warning(message, location=node, type="figures")


class InlineFigures(SphinxPostTransform):
    """Put each SVG that a cell has drawn into its page; look at the rest."""

    default_priority = 6  # when one output of each bundle has been chosen
    formats = ("html",)

    def run(self, **kwargs):
        for cell in self.document.findall(nodes.container):
            promised = cell.get("cell_metadata", {}).get("mystnb", {})
            drawn = any(cell.findall(nodes.image))
            if not drawn and ("image" in promised or "figure" in promised):
                warn("a cell promises a figure and draws none", cell)
        place = f"{zlib.crc32(self.env.docname.encode()):08x}"[:4]
        images = list(self.document.findall(nodes.image))
        for number, image in enumerate(images):
            label = image.get("alt", "")
            if not label.strip():
                warn("an image has no text alternative", image)
            path = Path(self.env.srcdir, image["uri"])
            if path.suffix == ".svg" and path.is_file():
                source = path.read_text(encoding="utf-8")
                markup = inline_svg(source, label, f"f{place}-{number}-")
                image.replace_self(
                    nodes.raw("", markup, format="html", alt=label)
                )
