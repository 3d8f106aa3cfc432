"""What a page asserts, and what is known of it under other seeds.

`make luck` runs the pages with every seed replaced, and keeps in RESULT how
often each assertion held. An assertion is known by its page and its text, not
by a number or a line; an entry knows the state of page and package that ran.
"""

import ast
import json
import re
from collections import Counter
from dataclasses import dataclass

import jupytext

from nnfs_site import chapters, digests
from nnfs_site.delivery import reached, rebuild

RESULT = "tests/programs/luck/result.json"
MEASURED = re.compile(rf"(?:{'|'.join(rebuild.MEASURED)})/\w+\.json")
LABEL = re.compile(r"^\(([\w-]+)\)=$", re.MULTILINE)


@dataclass
class Cell:
    """A code cell: its code, the label before it, and its tags."""

    source: str
    label: str = ""
    tags: tuple = ()

    def tree(self):
        """Return its syntax tree, without what only a notebook understands."""
        return ast.parse(reached.plain(self.source))


def cells(text):
    """Return the code cells of a page, in order.

    But for those tagged `answer`: they claim nothing, and nobody reads their
    names, so a question more makes no stored run old.
    """
    found, label = [], ""
    for cell in jupytext.reads(text, fmt="md:myst").cells:
        tags = tuple(cell.metadata.get("tags", ()))
        if "answer" in tags:
            continue
        if cell.cell_type == "code":
            found.append(Cell(cell.source, label, tags))
            label = ""
        else:
            last = cell.source.rstrip().rpartition("\n")[2]
            label = last[1:-2] if LABEL.fullmatch(last) else ""
    return found


def asserts(trees):
    """Return the assertions in the trees of a page's cells.

    Each is the number of its cell, its node and its name: its text, and which
    of several it is where more than one says the same.

    >>> [name for _, _, name in asserts([ast.parse("assert x; assert (x)")])]
    ['x', 'x  # 2']
    """
    found, met = [], Counter()
    for number, tree in enumerate(trees):
        nodes = [n for n in ast.walk(tree) if isinstance(n, ast.Assert)]
        for node in sorted(nodes, key=lambda n: (n.lineno, n.col_offset)):
            text = ast.unparse(node.test)
            met[text] += 1
            again = f"  # {met[text]}" if met[text] > 1 else ""
            found.append((number, node, text + again))
    return found


def state(path, root):
    """A digest of the page's code and of all that its numbers depend on.

    The versions of libraries are no part of it: those that ran are named.
    """
    text = path.read_text(encoding="utf-8")
    found = cells(text)
    code = "\n".join(cell.source for cell in found)
    files = rebuild.checkers(code, root)
    package = reached.digest(code, files, root)
    if "\nreads: chapters\n" in text:
        files += chapters.files(root)
    parts = [rebuild.spelt(cell.tree()) for cell in found] + [package]
    parts += [digests.of_data(rebuild.meaning(file)) for file in files]
    measured = sorted(set(MEASURED.findall(code)))
    parts += [digests.of_data((root / name).read_bytes()) for name in measured]
    return digests.of_data("\n".join(parts))[:16]


def pages(root):
    """Return the files of all pages that assert something, by name."""
    return {
        chapters.name_of(path, root): path
        for path in sorted(root.glob("book/**/*.md"))
        if re.search(
            r"^ *assert\b", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }


def known(root):
    """Return what the last runs found, by page."""
    path = root / RESULT
    return json.loads(path.read_text("utf-8"))["pages"] if path.exists() else {}


def share(found, families):
    """Say in how many families all of some assertions held.

    `found` holds of each its entry, or None where none has run.

    >>> share([{"exact": True}, {"lost": [2]}, {"lost": []}], [1, 2, 3])
    '2 of 3'
    >>> share([{"exact": True}], [1, 2]), share([{"lost": []}, None], [1, 2])
    ('exact', 'not yet run')
    """
    if found and all(one and "exact" in one for one in found):
        return "exact"
    if not found or None in found or not families:
        return "not yet run"
    lost = set().union(*(one.get("lost", ()) for one in found)) - {0}
    return f"{len(families) - len(lost)} of {len(families)}"
