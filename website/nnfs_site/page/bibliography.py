"""In the bibliography a link says where it leads, not how it is spelled."""

from urllib.parse import urlsplit

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform


class NameSources(SphinxPostTransform):
    """Let a link of the bibliography be called by the host it leads to."""

    default_priority = 390  # before the theme shortens some of them

    def run(self, **kwargs):
        for citation in self.document.findall(nodes.citation):
            for source in citation.findall(nodes.reference):
                if source.astext() != source["refuri"]:
                    continue  # it has a name
                host = urlsplit(source["refuri"]).netloc
                source[:] = [nodes.Text(host.removeprefix("www."))]
                before = source.parent[source.parent.index(source) - 1]
                named = before.removesuffix("URL: ")
                before.parent.replace(before, nodes.Text(named))
