"""What of the package a page reaches, and so what makes its numbers old."""

import subprocess
import sys
from pathlib import Path

import pytest

from nnfs_site import luck
from nnfs_site.delivery import reached, rebuild
from tests.book.pages import BOOK, ROOT

PACKAGE = {
    "__init__": (
        'from nnfs.a import Base, Child\n\n__all__ = ["Base", "Child"]\n'
    ),
    "a": """\
import math as m
from nnfs.b import helper as aid
from nnfs.b import setup

LIMIT = 3
TABLE = {"child": "Child"}
OTHER = 4
setup(5)


class Base:
    def name(self):
        return getattr(self, "title")

    def title(self):
        return aid(LIMIT)


class Child(Base):
    pass


class Stranger:
    pass
""",
    "b": "def helper(x):\n    return x + 1\n\n\ndef setup(n):\n    return n\n",
}


def package(folder):
    (folder / "nnfs" / "exercises").mkdir(parents=True)
    for name, text in PACKAGE.items():
        (folder / "nnfs" / f"{name}.py").write_text(text)
    (folder / "nnfs" / "data.npz").write_bytes(b"1")
    (folder / "nnfs" / "tables").mkdir()
    text = 'NAME = "more.npz"\n\n\ndef load():\n    return NAME\n'
    (folder / "nnfs" / "tables" / "__init__.py").write_text(text)
    (folder / "nnfs" / "tables" / "more.npz").write_bytes(b"1")
    (folder / "checker.py").write_text("from nnfs.a import Stranger\n")
    return folder


@pytest.mark.parametrize(
    ("code", "file", "old", "new", "moves"),
    [
        ("Base()", "a", "LIMIT = 3", "LIMIT = 9", True),
        ("Base()", "a", "OTHER = 4", "OTHER = 9", False),
        ("Base()", "b", "x + 1", "x + 9", True),  # by another name
        ("Base()", "b", "return n", "return -n", True),  # at every import
        ("print(1)", "b", "return n", "return -n", True),
        ("Base()", "a", "setup(5)", "setup(9)", True),
        (
            "Base()",
            "a",
            "    pass\n\n\nclass S",
            "    x = 9\n\n\nclass S",
            False,
        ),
        ("Child()", "a", "return aid", "return -aid", True),  # by its base
        ("Base()", "__init__", "Child\n", "Child, Child as C\n", False),
        ("Base()", "__init__", '"Child"]', '"Child", "C"]', False),
        ("for Base in x: Base()", "a", "LIMIT = 3", "LIMIT = 9", False),
        ("[a for Base, a in x]", "a", "LIMIT = 3", "LIMIT = 9", False),
        ("x.Base, [Base for Base in x]", "a", "T = 3", "T = 9", True),
        (
            "from nnfs import Base\nfor Base in x: pass",
            "a",
            "LIMIT = 3",
            "LIMIT = 9",
            True,
        ),
        (
            "from nnfs import *\nfor Base in x: pass",
            "a",
            "LIMIT = 3",
            "LIMIT = 9",
            True,
        ),
        ("Base(m)", "a", "math as m", "cmath as m", True),
        ("aid(1)", "b", "x + 1", "x + 9", True),  # a name that a module gives
        ("TABLE", "a", "    pass\n\n\nclass S", "    x = 9\n\n\nclass S", True),
        ("print(1)", "a", "LIMIT = 3", "LIMIT = 9", False),
        ("vars(nnfs)", "a", "LIMIT = 3", "LIMIT = 9", True),
        ("%time Base()\nx", "a", "LIMIT = 3", "LIMIT = 9", False),
        ("no python", "a", "LIMIT = 3", "LIMIT = 9", True),
        ("print(1)", "b", "def helper", '"""Says."""\n\n\ndef helper', False),
    ],
)
def test_what_a_page_reaches_makes_it_old(
    tmp_path, code, file, old, new, moves
):
    root = package(tmp_path)
    before = reached.digest(code, [], root)
    path = root / "nnfs" / f"{file}.py"
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))
    assert (reached.digest(code, [], root) != before) == moves


def test_data_move_the_pages_that_reach_the_code_beside_them(tmp_path):
    root = package(tmp_path)
    code = "Base()", "load()"
    before = [reached.digest(page, [], root) for page in code]
    (root / "nnfs" / "tables" / "more.npz").write_bytes(b"2")
    after = [reached.digest(page, [], root) for page in code]
    assert [a != b for a, b in zip(after, before, strict=True)] == [False, True]
    (root / "nnfs" / "data.npz").write_bytes(b"2")
    later = [reached.digest(page, [], root) for page in code]
    assert [a != b for a, b in zip(later, after, strict=True)] == [True, True]


def test_a_new_class_moves_no_page_and_new_data_move_all(tmp_path):
    root = package(tmp_path)
    before = reached.digest("Child(np)", [], root)
    with open(root / "nnfs" / "a.py", "a") as file:
        file.write("\n\nclass New(Base):\n    pass\n")
    (root / "nnfs" / "c.py").write_text(
        "import numpy as np\n\n\ndef new():\n    return np.ones(1)\n"
    )
    assert reached.digest("Child(np)", [], root) == before
    (root / "nnfs" / "data.npz").write_bytes(b"2")
    assert reached.digest("Child(np)", [], root) != before


def test_what_a_new_module_borrows_moves_the_pages_that_reach_it(tmp_path):
    root = package(tmp_path)
    path = root / "nnfs" / "c.py"
    code = "Child(m.pi)", "new(m.pi)"
    before = [reached.digest(page, [], root) for page in code]
    path.write_text("import math as m\n\n\ndef new():\n    return m.pi\n")
    after = [reached.digest(page, [], root) for page in code]
    assert [a != b for a, b in zip(after, before, strict=True)] == [False, True]
    path.write_text(path.read_text().replace("import math", "import cmath"))
    later = [reached.digest(page, [], root) for page in code]
    assert [a != b for a, b in zip(later, after, strict=True)] == [False, True]


def test_a_module_that_is_read_late_moves_who_names_it(tmp_path, monkeypatch):
    root = package(tmp_path)
    monkeypatch.setattr(reached, "LATE", {"nnfs/late.py": "late"})
    code = (
        "np.exp(Child())",
        "from nnfs import late",
        "from nnfs.late import exp",
        "import nnfs.late as l",
        "vars(nnfs)",
        "importlib",
    )
    before = [reached.digest(page, [], root) for page in code]
    path = root / "nnfs" / "late.py"
    path.write_text("def exp(x):\n    return x\n\n\nexp(1)\n")
    after = [reached.digest(page, [], root) for page in code]
    moved = [a != b for a, b in zip(after, before, strict=True)]
    assert moved == [False, True, True, True, False, True]


def test_what_is_read_late_is_what_the_package_does_not_read():
    code = "import sys, nnfs; print(*sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    ).stdout.split()
    for file, name in reached.LATE.items():
        assert (ROOT / file).is_file()
        module = file.removesuffix(".py").removesuffix("/__init__")
        module = module.replace("/", ".")
        assert module.rpartition(".")[2] == name
        assert module not in out
    assert "nnfs.layers" in out


def test_what_a_checker_names_is_reached(tmp_path):
    root = package(tmp_path)
    checkers = [root / "checker.py"]
    before = reached.digest("print(1)", checkers, root)
    text = (root / "nnfs" / "a.py").read_text()
    (root / "nnfs" / "a.py").write_text(text + "    x = 1\n")
    assert reached.digest("print(1)", checkers, root) != before


@pytest.mark.parametrize(
    "name", ["solutions/01", "solutions/02", "solutions/05"]
)
def test_all_that_a_page_runs_of_the_package_is_reached(name, monkeypatch):
    """Python itself says what runs: nothing of it was thought out of reach."""
    monkeypatch.setattr("matplotlib.pyplot.show", lambda: None)
    monkeypatch.chdir(BOOK)
    found = luck.cells((BOOK / f"{name}.md").read_text(encoding="utf-8"))
    code = "\n".join(reached.plain(cell.source) for cell in found)
    checkers = rebuild.checkers(code, ROOT)
    expected = reached.statements(code, checkers, ROOT)
    ran = set()

    def note(frame, event, argument):
        if event == "call":
            ran.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))

    sys.setprofile(note)
    try:
        exec(compile(code, name, "exec"), {"__name__": "__main__"})
    finally:
        sys.setprofile(None)
    package, met = ROOT / "nnfs", set()
    for file, line in ran:
        inside = Path(file).is_relative_to(package)
        if inside and "exercises" not in Path(file).parts:
            spelt = statement_at(file, line)
            if spelt:  # not a module, which runs where it is imported
                met.add((Path(file).relative_to(ROOT).as_posix(), spelt))
    assert len(met) > 5
    assert met <= expected


def statement_at(file, line):
    """Return the statement of a module that holds a line, spelt out."""
    tree = rebuild.working(Path(file).read_bytes())
    for node in tree.body:
        first = min([node.lineno, *(d.lineno for d in decorators(node))])
        if first <= line <= node.end_lineno and reached.defined(node) != set():
            return rebuild.spelt(node)
    return None


def decorators(node):
    return getattr(node, "decorator_list", [])
