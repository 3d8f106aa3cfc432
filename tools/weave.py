"""Write the listings of the book from the tested source.

A fence whose first line of code is a stamp, `# nnfs/layers.py: Dense` or
`# nnfs/layers.py: Dense.forward`, holds that definition without its docstrings,
otherwise character for character.  `# nnfs/tape.py: exp to scatter` holds the
lines from the one that binds the first name to the one that binds the second,
`# nnfs/tape.py: SAME` that of a constant.  `# framework/same.py: twin` is woven
alike.
`python tools/weave.py` writes every stamped fence anew; the tests show a diff
when one is stale.
"""

import ast
import re
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OPENING = re.compile(r"^(`{3,})(?:\{code-cell\}.*|python)\s*$")
STAMP = re.compile(
    r"^# ((?:framework|nnfs)/[\w/]+\.py): (\w+(?:\.\w+)*|\w+ to \w+)$"
)


def definition(module, name):
    """Return the source of a class, function or method without its docstrings.

    `module` is a path like nnfs/layers.py, `name` is dotted, or the name of a
    constant, or two of them with "to" between.  Raises KeyError if there is no
    such definition.
    """
    source = (ROOT / module).read_text(encoding="utf-8")
    lines = source.splitlines()
    node = ast.parse(source)
    if found := binding(node, *name.split(" to ")):
        return "\n".join(lines[found[0].lineno - 1 : found[-1].end_lineno])
    for part in name.split("."):
        found = [n for n in node.body if getattr(n, "name", None) == part]
        if not found:
            raise KeyError(f"{module} defines no {name}")
        node = found[0]
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    kept = set(range(first, node.end_lineno + 1))
    for inner in ast.walk(node):
        if (
            isinstance(inner, ast.ClassDef | ast.FunctionDef)
            and ast.get_docstring(inner) is not None
        ):
            body = inner.body
            end = body[0].end_lineno
            while not lines[end].strip():
                end += 1  # the blank lines that set the docstring off
            kept -= set(range(body[0].lineno, end + 1))
    text = "\n".join(lines[number - 1] for number in sorted(kept))
    return textwrap.dedent(text)


def binding(tree, first, last=None):
    """Return the statements from what binds one name to what binds another.

    Those that bind the last name once more, right behind it, belong to it.
    """
    bound = [
        {getattr(n, "id", None) for n in getattr(node, "targets", ())}
        | {getattr(getattr(node, "target", None), "id", None)}
        for node in tree.body
    ]
    start = next((i for i, names in enumerate(bound) if first in names), None)
    ends = [i for i, names in enumerate(bound) if (last or first) in names]
    ends = [i for i in ends if start is not None and i >= start]
    if not ends:
        return []
    end = ends[0]
    while end + 1 in ends:
        end += 1
    return tree.body[start : end + 1]


def listings(text):
    """Yield (first line, end, module, name) of each stamped fence of a page.

    The lines of code, stamp included, are `text.splitlines()[first:end]`.
    """
    lines = text.splitlines()
    number = 0
    while number < len(lines):
        opening = OPENING.match(lines[number])
        number += 1
        if not opening:
            continue
        end = number
        while lines[end].rstrip() != opening[1]:
            end += 1
        first = number
        if lines[first] == "---":  # the options of a cell, as YAML
            first = lines.index("---", first + 1) + 1
        while first < end and (
            not lines[first].strip() or lines[first][0] == ":"
        ):
            first += 1
        stamp = STAMP.match(lines[first])
        if stamp:
            yield first, end, stamp[1], stamp[2]
        number = end + 1


def woven(text):
    """Return the text of a page, every stamped listing as the source has it."""
    lines = text.splitlines()
    for first, end, module, name in reversed(list(listings(text))):
        lines[first + 1 : end] = definition(module, name).splitlines()
    return "\n".join(lines) + "\n"


def pages():
    """Return the paths of all pages of the book, in order."""
    return sorted((ROOT / "book").rglob("*.md"))


def main():
    """Write what is stale, and say so."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        try:
            fresh = woven(text)
        except KeyError as error:
            sys.exit(f"{page.relative_to(ROOT)}: {error.args[0]}")
        if fresh != text:
            page.write_text(fresh, encoding="utf-8")
            print(f"wove {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
