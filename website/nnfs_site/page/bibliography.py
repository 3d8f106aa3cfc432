"""The bibliography: its order, and what its links are called."""

import re
from urllib.parse import urlsplit

from docutils import nodes
from pybtex.plugin import register_plugin
from pybtex.style.formatting import alpha
from pybtex.style.sorting import author_year_title
from sphinx.transforms.post_transforms import SphinxPostTransform

ACCENT = re.compile(r"\\(?:[a-z](?=[{ ])|[^a-z])?|[{}]")


class ByName(author_year_title.SortingStyle):
    """By the names of the authors, where an accent makes no other letter."""

    def person_key(self, person):
        r"""Return what a name is sorted by.

        >>> from pybtex.database import Person
        >>> ByName().person_key(Person(r'H{\"a}gele, A.'))
        'hagele  a.  '
        """
        return ACCENT.sub("", super().person_key(person))


class Style(alpha.Style):
    """The style of the bibliography: the usual one, in that order."""

    default_sorting_style = "nnfs"


register_plugin("pybtex.style.sorting", "nnfs", ByName)
register_plugin("pybtex.style.formatting", "nnfs", Style)


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
