"""A page's document tree as the Markdown that every notebook program reads.

Numbers are numbers here, and references have found their ends, so nothing of
the book's own markup is left to be understood. What has no translation is an
error: a new kind of markup shows at the first build that uses it.
"""

import re
from urllib.parse import urljoin

from docutils import nodes

from nnfs_site.cells import is_cell
from nnfs_site.page.mathml import prepare

SPECIAL = re.compile(r"([\\`*\[\]<$]|(?<![^\W_])_|_(?![^\W_])|~~|&(?=#?\w+;))")
# What would begin a list, a heading or a quotation.
BLOCK = re.compile(r"^(?=[-+>#=])|(?<=^\d)(?=[.)]\s)|(?<=^\d\d)(?=[.)]\s)")
DOWNLOAD = re.compile(r'<a href="([^"]+)" download>|</a>')
# What is said by other means: names of places, marks, ends of the index.
SILENT = (
    "Next",
    "Offer",
    "Report",
    "comment",
    "index",
    "substitution_definition",
    "target",
    "toctree",
)


def indent(text, first, rest=None):
    """Put `first` before a text, and as many blanks before its other lines.

    >>> print(indent("a\\n\\nb", "- "))
    - a
    <BLANKLINE>
      b
    """
    rest = " " * len(first) if rest is None else rest
    lines = text.splitlines()
    return "\n".join(
        (rest * (n > 0) + line).rstrip() for n, line in enumerate(lines)
    ).replace("", first, 1)


def fenced(code, language=""):
    """Set code off, with a fence that does not stand in it."""
    ticks = max(map(len, re.findall("`{3,}", code)), default=2) + 1
    fence = "`" * ticks
    return f"{fence}{language}\n{code.rstrip()}\n{fence}"


class Plain:
    """Translate nodes of one page.

    `address` is the page's own, so that links lead to the site from anywhere;
    `numbers` are what is counted on the page, by kind and identifier.
    """

    def __init__(self, address, numbers):
        self.address = address
        self.numbers = numbers

    def number(self, kind, node):
        """Return the number of what is counted, or nothing."""
        found = self.numbers.get(kind, {})
        return next(
            (".".join(map(str, found[i])) for i in node["ids"] if i in found),
            "",
        )

    def __call__(self, node):
        """Return the Markdown of a node."""
        for kind in type(node).__mro__:
            if kind.__name__ in SILENT:
                return ""
            method = getattr(self, f"of_{kind.__name__}", None)
            if method:
                return method(node)
        return self.unknown(node)

    def unknown(self, node):
        text = node.astext()[:60]
        raise NotImplementedError(
            f"a notebook cannot say {node.tagname!r}: {text!r}"
        )

    def blocks(self, parent, between="\n\n"):
        return between.join(filter(None, map(self, parent.children)))

    def inline(self, parent):
        return "".join(map(self, parent.children))

    def marked(self, node, mark):
        """Mark a phrase; the marks touch its words."""
        text = self.inline(node)
        inner = text.strip()
        return text.replace(inner, f"{mark}{inner}{mark}") if inner else text

    def of_Text(self, node):
        return SPECIAL.sub(r"\\\1", " ".join(re.split(r"[ \n]+", node)))

    def of_inline(self, node):
        return self.inline(node)

    def of_emphasis(self, node):
        return self.marked(node, "*")

    def of_strong(self, node):
        return self.marked(node, "**")

    def of_literal(self, node):
        code = node.astext()
        ticks = "`" * (max(map(len, re.findall("`+", code)), default=0) + 1)
        space = " " * (code.startswith("`") or code.endswith("`"))
        return f"{ticks}{space}{code}{space}{ticks}"

    def of_math(self, node):
        return f"${node.astext().strip()}$"

    def of_reference(self, node):
        if "proved" in node["classes"]:
            return ""
        place = node.get("refuri") or f"#{node['refid']}"
        text = self.inline(node)
        return f"[{text}]({urljoin(self.address, place)})"

    def of_raw(self, node):
        """A link to a file of the site, which no Sphinx knows."""
        found = DOWNLOAD.fullmatch(node.astext())
        if not found:
            return self.unknown(node)
        address = found[1] and urljoin(self.address, found[1])
        return f'<a href="{address}" download>' if address else found[0]

    def of_paragraph(self, node):
        return BLOCK.sub(r"\\", self.inline(node).strip())

    def of_compact_paragraph(self, node):
        inner = node.children
        if inner and isinstance(inner[0], nodes.title):
            return f"**{self.inline(inner[0])}**\n\n" + "\n\n".join(
                map(self, inner[1:])
            )
        return self.inline(node).strip()

    def of_compound(self, node):
        return self.blocks(node)

    def of_math_block(self, node):
        number = self.number("displaymath", node)
        tag = rf"\tag{{{number}}}" if number else ""
        return f"$$\n{prepare(node.astext())}{tag}\n$$"

    def of_literal_block(self, node):
        return fenced(node.astext(), node.get("language", ""))

    def of_bullet_list(self, node):
        return self.items(node, lambda n: "- ")

    def of_enumerated_list(self, node):
        start = node.get("start", 1)
        return self.items(node, lambda n: f"{start + n}. ")

    def items(self, node, mark):
        texts = [self.blocks(item) for item in node]
        loose = any("\n\n" in text for text in texts)
        return ("\n\n" if loose else "\n").join(
            indent(text, mark(n)) for n, text in enumerate(texts)
        )

    def of_block_quote(self, node):
        return indent(self.blocks(node), "> ", "> ")

    def of_table(self, node):
        rows = []
        for row in node.findall(nodes.row):
            cells = [self.blocks(entry, " ") for entry in row]
            rows.append(
                "| " + " | ".join(c.replace("|", r"\|") for c in cells) + " |"
            )
        rule = "|" + "---|" * len(next(node.findall(nodes.row)))
        return "\n".join([rows[0], rule, *rows[1:]])

    def of_exercise_enumerable_node(self, node):
        title, content = node
        number = self.number("exercise", node)
        head = f"### Exercise {number} {self.inline(title)}"
        return f"{head}\n\n{self.blocks(content)}"

    def of_dropdown_main(self, node):
        title, body = node
        return (
            f"<details>\n<summary>{title.astext()}</summary>\n\n"
            f"{self.blocks(body)}\n\n</details>"
        )

    def of_Ask(self, node):
        """Say a question, what it gives to choose or order, and the answer."""
        return self.blocks(node)

    of_Asked = of_compound

    def of_Control(self, node):
        return "\n".join(
            f"{'-' if 'key' in one else f'{number}.'} {self.inline(one)}"
            for number, one in enumerate(node.children, 1)
        )

    def of_Answer(self, node):
        said = "\n\n".join(self(one) for one in node if not is_cell(one))
        return f"<details>\n<summary>Answer</summary>\n\n{said}\n\n</details>"

    def of_container(self, node):
        """Say what stands under the figure that opens the title page."""
        if node.get("nb_element") != "cell_code_output":
            return self.unknown(node)
        return "\n\n".join(map(self, node.findall(nodes.figure)))

    def of_figure(self, node):
        """Say what stands under a figure, and for those who do not see it."""
        caption = next(node.findall(nodes.caption), ())
        number = self.number("figure", node)
        text = f"**Figure {number}.** " if number else ""
        text += self.inline(caption)
        for drawing in node.findall(nodes.raw):
            said = self.of_Text(drawing["alt"])
            text += (
                "\n\n<details>\n<summary>The figure in words</summary>\n\n"
                f"{said}\n\n</details>"
            )
        return text
