"""Beside every heading, a quiet link that reports a mistake under it.

It opens an issue whose title names the page and the section.
"""

from urllib.parse import urlencode

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from nnfs_site.page.second_reading import Folded

BODY = """\
{address}

What it says:

What it should say:
"""


class Report(nodes.Inline, nodes.Element):
    """The link. It is no text: the style writes it, and searches lack it."""


class OfferReports(SphinxPostTransform):
    """Put the link into the heading of each section but the page's own."""

    default_priority = 950
    formats = ("html",)

    def run(self, **kwargs):
        builder, docname = self.app.builder, self.env.docname
        if builder.name != "html" or not docname.startswith("book/"):
            return
        page = self.env.titles[docname].astext()
        base = self.config.html_baseurl + builder.get_target_uri(docname)
        for section in self.document.findall(nodes.section):
            inner = isinstance(section.parent, nodes.section | Folded)
            if not inner or not isinstance(section[0], nodes.title):
                continue
            title = section[0].astext()
            query = urlencode(
                {
                    "title": f"{page}: {title}",
                    "body": BODY.format(address=f"{base}#{section['ids'][0]}"),
                }
            )
            issues = self.config.html_theme_options["repository_url"]
            section[0] += Report(
                refuri=f"{issues}/issues/new?{query}", section=title
            )


def visit_report(self, node):
    attributes = {
        "class": "report",
        "href": node["refuri"],
        "aria-label": f"Report a mistake in: {node['section']}",
    }
    self.body.append(self.starttag(node, "a", "", **attributes))
    self.body.append("</a>")
    raise nodes.SkipNode
