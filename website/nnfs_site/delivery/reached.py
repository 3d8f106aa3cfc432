"""What of the package a page can reach: its numbers depend on no more.

The package grows with every chapter, and a new class moves no number of an old
page. So a page depends on the definitions that its code names, on those that
they name, and so on: a definition stands for itself whole, and a name for
whatever in the package is called so. That is too much rather than too little:
an attribute, a method and a string of the same spelling lead there too. What
runs at every import counts always, and imports and `__all__` never: they
define nothing. A page's loop variables are its own, whatever in the package
is called so; what a module borrows under another name, as all borrow NumPy,
counts where more of the module does. Code that asks for names it does not
spell reaches all. A file of data counts with the code that it lies beside.
Some modules are read when first asked for: who does not spell their name has
not read them, whatever he calls his own, and `vars` of the package lacks them.
"""

import ast
import re
from functools import cache

from nnfs_site import digests
from nnfs_site.delivery import rebuild

ASKING = re.compile(r"\b(?:vars|globals|dir|importlib|__subclasses__)\b")
MAGIC = re.compile(r"^[%!].*$", re.MULTILINE)
DEFINITIONS = (ast.ClassDef, ast.FunctionDef)
LATE = {  # what no `import nnfs` reads
    f"nnfs/{name}.py": name.rpartition("/")[2]
    for name in (
        "automatic",
        "museum/rooms",
        "museum/wrong_layers",
        "museum/wrong_losses",
        "museum/wrong_optimizers",
        "probes/behind",
        "probes/findings",
        "probes/of_all",
        "probes/of_gradients",
        "probes/of_predictions",
        "probes/of_training",
        "sequences",
        "tape",
        "input_checks/following",
        "input_checks/probing",
        "input_checks/sequencing",
        "input_checks/taping",
    )
} | {
    f"nnfs/{name}/__init__.py": name.rpartition("/")[2]
    for name in ("datasets/census", "museum", "probes")
}


def plain(code):
    """Return code without the lines that only a notebook understands.

    >>> plain("%matplotlib inline\\nx")
    '\\nx'
    """
    return MAGIC.sub("", code)


def looped(tree):
    """Return the loop variables of a page that no import brings.

    >>> sorted(looped(ast.parse("for a in x: [a for b, c in a]")))
    ['a', 'b', 'c']
    >>> looped(ast.parse("from nnfs import a; [a for a in x]"))
    set()
    """
    loops, brought = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension):
            names = ast.walk(node.target)
            loops |= {n.id for n in names if isinstance(n, ast.Name)}
        elif isinstance(node, ast.alias):
            brought |= {node.name, node.asname}
    return set() if "*" in brought else loops - brought


def words(tree, own=frozenset()):
    """Return every name that a syntax tree spells, in strings too.

    Variables that are its `own` name nothing.
    """
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found |= {node.id} - own
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found.update(node.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            found |= {*str(node.module).split(".")}.intersection(LATE.values())
        elif isinstance(node, ast.Constant) and str(node.value).isidentifier():
            found.add(node.value)
    return found


def defined(statement):
    """Return the names that a statement of a module gives; None if it acts.

    An import under the name that it has gives nothing new.
    """
    if isinstance(statement, DEFINITIONS):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {a.asname for a in statement.names} - {None}
    calls = any(isinstance(node, ast.Call) for node in ast.walk(statement))
    if isinstance(statement, ast.Assign) and not calls:
        targets = {n for goal in statement.targets for n in words(goal)}
        return targets - {"__all__"}
    return None


def is_borrowed(statement):
    """Tell whether a statement imports something that is not the package's.

    >>> [is_borrowed(s) for s in ast.parse("import a as b; import nnfs.c").body]
    [True, False]
    """
    if isinstance(statement, ast.ImportFrom):
        return not statement.level and not is_ours(statement.module)
    imports = isinstance(statement, ast.Import)
    return imports and not any(is_ours(a.name) for a in statement.names)


def is_ours(module):
    return module.partition(".")[0] == "nnfs"


@cache
def definitions(source):
    """Return of each statement what it gives, says, names, and if borrowed."""
    found = []
    for statement in rebuild.working(source).body:
        gives = defined(statement)
        if gives != set():
            spelt, named = rebuild.spelt(statement), words(statement)
            found.append((gives, spelt, named, is_borrowed(statement)))
    return found


def statements(code, checkers, root):
    """Return what a page can reach of the modules of the package.

    Parameters
    ----------
    code : str
        What its cells say; what Python cannot read reaches all.
    checkers : list of Path
        The files that check its exercises: they name more.
    root : Path
        The folder of the book.

    Returns
    -------
    set of tuple of str
        Each a file and a statement of it, spelt out.
    """
    said = [code, *(path.read_text(encoding="utf-8") for path in checkers)]
    everything = bool(ASKING.search("\n".join(said)))
    try:
        trees = [ast.parse(plain(text)) for text in said]
        names = set().union(*(words(tree, looped(tree)) for tree in trees))
    except SyntaxError:
        names, everything = set(), True
    package = root / "nnfs"
    waiting = [
        (path.relative_to(root).as_posix(), *statement)
        for path in sorted(package.rglob("*.py"))
        if "exercises" not in path.relative_to(package).parts
        for statement in definitions(path.read_bytes())
    ]
    found, files, grew = set(), set(), True
    while grew:
        grew, rest = False, []
        for statement in waiting:
            file, gives, spelt, named, borrowed = statement
            wanted = everything or gives is None or not names.isdisjoint(gives)
            if file in LATE and LATE[file] not in names:
                wanted = "importlib" in names
            if wanted and (file in files or not borrowed):
                found.add((file, spelt))
                files.add(file)
                names |= named
                grew = True
            else:
                rest.append(statement)
        waiting = rest
    return found


def digest(code, checkers, root):
    """A digest of what a page can reach, and of the data beside it."""
    reach = statements(code, checkers, root)
    folders = {(root / file).parent for file, _ in reach}
    files = sorted((root / "nnfs").rglob("*.*"))
    data = {p.name: p for p in files if is_data(p) and p.parent in folders}
    found = sorted(map(" ".join, reach))
    return digests.of_data("\n".join([digests.of_files(data), *found]))


def is_data(path):
    return path.suffix not in (".py", ".pyc") and path.is_file()
