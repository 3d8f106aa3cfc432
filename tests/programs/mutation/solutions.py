"""The functions that the pages of solutions hand to `check`.

Of a page only imports and definitions are run, as far as they can be; the
mutants and the test that holds their stored result both begin here.
"""

import ast
import contextlib
import hashlib
import inspect

from nnfs.exercises.trial import EXERCISES
from tests.book import pages

DEFINITIONS = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef


def cells_of(number):
    """Return the code of the cells of an exercise's page of solutions."""
    chapter = f"{int(number.split('.')[0]):02d}"
    page = pages.BOOK / "solutions" / f"{chapter}.md"
    return [cell.source for cell in pages.cells(page)]


def run(code, names):
    """Run the imports and definitions of a text, those that can be run."""
    for node in ast.parse(code).body:
        if isinstance(node, DEFINITIONS):
            part = compile(ast.Module([node], []), "solutions", "exec")
            with contextlib.suppress(NameError):  # a default, for instance
                exec(part, names)
    return names


def functions(number):
    """Return the source of an answer, and of what it calls in its own cell.

    Parameters
    ----------
    number : str
        Chapter and exercise, such as "3.3".

    Returns
    -------
    str
        As they stand on the page.
    """
    asked = EXERCISES[number].name
    for cell in reversed(cells_of(number)):
        defined = {
            node.name: node
            for node in ast.parse(cell).body
            if isinstance(node, ast.FunctionDef)
        }
        if asked in defined:
            break
    else:
        raise LookupError(f"no solution of {number} defines {asked}")
    reached, ahead = set(), {asked}
    while ahead:
        name = ahead.pop()
        reached.add(name)
        named = {
            node.id
            for node in ast.walk(defined[name])
            if isinstance(node, ast.Name)
        }
        ahead |= named & set(defined) - reached
    parts = [
        ast.get_source_segment(cell, node)
        for name, node in defined.items()
        if name in reached
    ]
    return "\n\n\n".join(parts) + "\n"


def names_of(number):
    """Return what a page of solutions defines, before anything is changed."""
    return run("\n".join(cells_of(number)), {})


def change(before, after):
    """Return the lines in which two texts differ, with - and +."""
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    marked = [f"- {line.strip()}" for line in old]
    marked += [f"+ {line.strip()}" for line in new]
    return "\n".join(marked) + "\n"


def changed(code, lines):
    """Yield a text with the lines of a change put in, wherever they fit."""
    sides = {"-": [], "+": []}
    for line in lines.splitlines():
        sides[line[0]].append(line[2:])
    old, here = sides["-"], code.splitlines()
    for k in range(len(here) - len(old) + 1):
        if [line.strip() for line in here[k : k + len(old)]] == old:
            room = here[k][: len(here[k]) - len(here[k].lstrip())]
            new = [room + line for line in sides["+"]]
            yield "\n".join([*here[:k], *new, *here[k + len(old) :]]) + "\n"


def sources(number):
    """Return a digest of what a result belongs to: the answer and the check."""
    checker = EXERCISES[number].checker
    parts = [functions(number), inspect.getsource(checker)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
