"""Terms that unfold where they are used.

A ``{term}`` is a link to the glossary. What the glossary says of it is also put
behind the page, closed, where `reader.js` finds it and opens it beside the
link. And because a definition ends with a link to the section that builds
its term, the search learns where each term is taught.
"""

from functools import lru_cache
from pathlib import Path

from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

PAGE = "book/glossary"


def entries(env):
    """Return the identifier, the names and the definition of each term."""
    if PAGE not in env.found_docs:
        return []
    path = Path(env.doctreedir, f"{PAGE}.doctree")
    return read(env, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)  # each page asks for all of them, once for each term
def read(env, version):
    found = []
    for item in env.get_doctree(PAGE).findall(nodes.definition_list_item):
        terms = [child for child in item if isinstance(child, nodes.term)]
        names = [term.astext() for term in terms]
        found.append((terms[0]["ids"][0], names, item[-1]))
    return found


def lesson(env, definition):
    """Return the page and the identifier that a definition's last link names.

    >>> lesson(None, nodes.definition("", nodes.paragraph("", "no link")))
    """
    links = [
        link["reftarget"]
        for link in definition.findall(addnodes.pending_xref)
        if link["reftype"] in ("ref", "chapter")
    ]
    labels = env.get_domain("std").labels if links else {}
    return labels[links[-1]][:2] if links and links[-1] in labels else None


class IndexLessons(SphinxPostTransform):
    """Index each term at the section that teaches it, for the search."""

    default_priority = 20
    formats = ("html",)

    def run(self, **kwargs):
        sections = list(self.document.findall(nodes.section))
        for _, names, definition in entries(self.env):
            place = lesson(self.env, definition)
            if place is None or place[0] != self.env.docname:
                continue
            for section in sections:
                if place[1] in section["ids"]:  # its first words stay first
                    section.append(index(names, section["ids"][0]))


def index(names, identifier):
    found = [("single", name, identifier, "main", None) for name in names]
    return addnodes.index(entries=found)


def unfold(app, pagename, templatename, context, doctree):
    """Put the definitions of a page's terms behind its text."""
    if doctree is None or pagename == PAGE:
        return
    if app.builder.name != "html":
        return
    used = {
        word.parent["refuri"].rpartition("#")[2]
        for word in doctree.findall(nodes.inline)
        if "std-term" in word["classes"]
    }
    for identifier, _, definition in entries(app.env) if used else ():
        if identifier not in used:
            continue
        page = new_document("", doctree.settings)
        page += definition.deepcopy().children
        for link in page.findall(addnodes.pending_xref):
            link["refdoc"] = pagename
        app.env.resolve_references(page, pagename, app.builder)
        text = "".join(
            app.builder.render_partial(child)["fragment"]
            for child in page.children
        )
        context["body"] += (
            f'<div class="unfold" id="unfold-{identifier}" popover="manual">'
            f"{text}</div>\n"
        )
