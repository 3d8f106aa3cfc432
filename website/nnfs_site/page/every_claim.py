"""Every claim of the book on one page, and whether it holds by chance.

The directive ``claims`` becomes a list for each page that has ticks: the
sentence, a link to where it stands, a link to the cell that asserts it, and
what `make luck` knows of it. Nothing is typed: the sentences are those of the
pages. ``{share}`label` `` in prose says in how many families of seeds a claim
held, as in "17 of 20".
"""

import re
from collections import Counter
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective, SphinxRole

from nnfs_site import luck
from nnfs_site.cells import cells_of, source_of

PAGE = "book/every-claim"
END = re.compile(r"[.?!][\"\N{RIGHT DOUBLE QUOTATION MARK})]*\s+(?![a-z])")
SHORT = 40  # letters of a sentence that does not stand for itself
LONG = 80  # letters of an assertion that are shown
WORDS = {"exact": "Exact.", "not yet run": "Not yet run with other seeds."}


class Claims(nodes.General, nodes.Element):
    """The place of the list, until all pages are read."""


class ListClaims(SphinxDirective):
    """Read the directive, which says nothing."""

    def run(self):
        self.env.note_dependency(luck.RESULT)
        return [Claims()]


class SayShare(SphinxRole):
    """Read the role: its text is the label of a cell of this page."""

    def run(self):
        self.env.note_dependency(luck.RESULT)
        entry = luck.known(Path(self.env.srcdir)).get(self.env.docname, {})
        found = [
            one
            for one in entry.get("asserts", ())
            if one.get("proof") == self.text
        ]
        said = luck.share(found, entry.get("families", ()))
        return [nodes.inline("", said, classes=["share"])], []


def is_tick(node):
    return isinstance(node, nodes.reference) and "proved" in node["classes"]


def ticks_of(document):
    """Return the ticks of a page, in order."""
    return [link for link in document.findall(nodes.reference) if is_tick(link)]


def sentence(tick):
    """Return what a tick stands behind: the nodes of one sentence, as copies.

    The sentence begins where the one before has ended, with or without a tick.
    A short one, such as "Both hold.", brings the one before along, and one that
    closes a bracket what began it. What goes on behind a colon or a semicolon
    ends here.
    """
    siblings = tick.parent.children
    before = siblings[: siblings.index(tick)]
    found = [node for node in before if not is_tick(node)]
    texts = [said(node) for node in found]
    whole = "".join(texts)
    ends = [m.end() for m in END.finditer(whole) if m.end() < len(whole)]
    starts = [0, *ends]
    start = starts.pop()
    if starts and len(whole) - start < SHORT:
        start = starts.pop()
    while starts and whole[start:].count(")") > whole[start:].count("("):
        start = starts.pop()
    kept = []
    for node, text in zip(found, texts, strict=True):
        if start < len(text):
            cut = isinstance(node, nodes.Text) and start > 0
            kept.append(nodes.Text(node[start:]) if cut else node.deepcopy())
        start = max(0, start - len(text))
    if kept and isinstance(kept[-1], nodes.Text):
        kept[-1] = nodes.Text(re.sub(r"[;:]$", ".", kept[-1]))
    return kept


def said(node):
    """Return the text of a node; of one with markup, a letter and its end."""
    if isinstance(node, nodes.Text):
        return str(node)
    return "X" + node.astext()[-1:].replace(" ", "")


def asserted(document):
    """Return the names of what each cell of a page asserts, by identifier."""
    cells = cells_of(document)
    trees = [luck.Cell(source_of(cell)).tree() for cell in cells]
    found = {}
    for number, _, name in luck.asserts(trees):
        for identifier in cells[number]["ids"]:
            found.setdefault(identifier, []).append(name)
    return found


class FillInClaims(SphinxPostTransform):
    """Put the list in its place."""

    default_priority = 4  # before numbers are filled in and links are found
    formats = ("html",)

    def run(self, **kwargs):
        for place in list(self.document.findall(Claims)):
            lists = self.lists()
            place.replace_self(lists)
            list_contents(self.env, lists[1:])

    def lists(self):
        """Return a section for each page, in the order of the contents."""
        root, found = Path(self.env.srcdir), []
        self.counted = Counter()
        known = luck.known(root)
        for page in pages_of(self.env):
            document = self.env.get_doctree(page)
            if ticks := ticks_of(document):
                entry = known.get(page, {})
                section = nodes.section(ids=[nodes.make_id(f"of-{page}")])
                title = self.env.titles[page].deepcopy()
                section += nodes.title("", "", *title.children)
                if entry.get("state") != luck.state(root / f"{page}.md", root):
                    section += self.older(entry)
                section += self.items(page, document, ticks, entry)
                found.append(section)
        return [self.summary(), *found]

    def summary(self):
        total, counted = self.counted.total(), dict(self.counted)
        exact, unknown = counted.pop("exact", 0), counted.pop("not", 0)
        text = (
            f"The book makes {total} claims: {exact} are exact, "
            f"{sum(counted.values())} by chance, and {unknown} have not yet "
            "run with other seeds."
        )
        return nodes.paragraph("", text)

    def older(self, entry):
        date = entry.get("date")
        text = (
            f"The code of this page, or the package, has changed since "
            f"{date}, when it last ran with other seeds."
            if date
            else "This page has not yet run with other seeds."
        )
        return nodes.paragraph("", text, classes=["older"])

    def items(self, page, document, ticks, entry):
        names, items = asserted(document), []
        known = {one["assert"]: one for one in entry.get("asserts", ())}
        families = entry.get("families", ())
        for tick in ticks:
            found = [known.get(name) for name in names[tick["refid"]]]
            said = luck.share(found, families)
            self.counted[said.partition(" ")[0]] += 1
            words = WORDS.get(said, f"By chance: held in {said} families.")
            kind = nodes.inline if said == "not yet run" else nodes.strong
            items.append(
                nodes.list_item(
                    "",
                    nodes.paragraph("", "", *self.at_home(sentence(tick))),
                    nodes.paragraph(
                        "",
                        "",
                        kind("", words),
                        nodes.Text(" "),
                        self.link(page, tick["ids"][0], "In the text"),
                        nodes.Text(", asserted by "),
                        *self.proof(page, tick["refid"], names[tick["refid"]]),
                        nodes.Text("."),
                        classes=["proof-of"],
                    ),
                )
            )
        return nodes.bullet_list("", *items, classes=["claims"])

    def proof(self, page, identifier, names):
        first = names[0].partition("  # ")[0]
        short = (
            first
            if len(first) <= LONG
            else first[:LONG] + "\N{HORIZONTAL ELLIPSIS}"
        )
        link = self.link(page, identifier, "")
        link += nodes.literal("", short)
        more = len(names) - 1
        return [link, nodes.Text(f" and {more} more" if more else "")]

    def link(self, page, identifier, text):
        uri = self.app.builder.get_relative_uri(self.env.docname, page)
        words = [nodes.Text(text)] if text else []
        return nodes.reference(
            "", "", *words, internal=True, refuri=f"{uri}#{identifier}"
        )

    def at_home(self, found):
        """Let the nodes of another page stand on this one."""
        whole = nodes.inline("", "", *found)
        for node in list(whole.findall(nodes.Element)):
            node["ids"] = []
            if isinstance(node, addnodes.pending_xref):
                node["refdoc"] = self.env.docname
                if node["reftype"] == "term":  # one definition is enough
                    node.replace_self(nodes.Text(node.astext()))
            elif isinstance(node, nodes.target | addnodes.index):
                node.parent.remove(node)
        return whole.children


def list_contents(env, sections):
    """Let the contents of a page name what was not there when it was read."""
    page = env.docname
    entry = env.tocs[page][0]
    entry[1:] = [nodes.bullet_list("")]
    for section in sections:
        title = [part.deepcopy() for part in section[0].children]
        link = nodes.reference(
            "",
            "",
            *title,
            internal=True,
            refuri=page,
            anchorname=f"#{section['ids'][0]}",
        )
        line = addnodes.compact_paragraph("", "", link)
        entry[1] += nodes.list_item("", line)
    env.toc_num_entries[page] = 1 + len(sections)


def pages_of(env, first=None):
    """Yield a page and all below it, in the order of the contents; or all."""
    unseen = [first or env.config.root_doc]
    while unseen:
        page = unseen.pop(0)
        yield page
        unseen[:0] = env.toctree_includes.get(page, ())
