"""What runs again, and when."""

import ast
import re
import shutil
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import jupytext
import pytest

from nnfs_site.delivery import rebuild
from tests.book.pages import BOOK, CHAPTERS, cells, text

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tree(tmp_path):
    """A copy of what the numbers of the book depend on."""
    no_caches = shutil.ignore_patterns("__pycache__")
    for folder in ("nnfs", *rebuild.MEASURED):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=no_caches)
    return tmp_path


def test_the_fingerprint_changes_with_what_the_numbers_depend_on(tree):
    before = rebuild.fingerprint(tree)
    assert before == rebuild.fingerprint(ROOT)
    names = ["nnfs/layers.py", "nnfs/datasets/digits.npz", "nnfs/book.mplstyle"]
    for folder in rebuild.MEASURED:
        names += [str(path) for path in (tree / folder).glob("*.json")]
    for name in names:
        kept = (tree / name).read_bytes()
        (tree / name).write_bytes(kept + b"\nedited = 1\n")
        assert rebuild.fingerprint(tree) != before
        (tree / name).write_bytes(kept)
    (tree / "nnfs" / "layers.py").rename(tree / "nnfs" / "strata.py")
    assert rebuild.fingerprint(tree) != before


def test_the_fingerprint_leaves_out_what_python_compiles(tree):
    before = rebuild.fingerprint(tree)
    (tree / "nnfs" / "__pycache__").mkdir()
    (tree / "nnfs" / "__pycache__" / "layers.pyc").write_bytes(b"compiled")
    assert rebuild.fingerprint(tree) == before


def imported(code):
    """Return the names of the packages that code imports."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.partition(".")[0]


def test_the_fingerprint_changes_with_every_library_that_is_imported(
    monkeypatch,
):
    codes = [c.source for page in BOOK.rglob("*.md") for c in cells(page)]
    codes += [text(path) for path in (ROOT / "nnfs").rglob("*.py")]
    names = {name for code in codes for name in imported(code)}
    owners = metadata.packages_distributions()
    libraries = {owners[name][0] for name in names & owners.keys()}
    version, before = metadata.version, rebuild.fingerprint(ROOT)
    for library in libraries - {"nnfs-book"}:

        def newer(name, library=library):
            return version(name) + ".1" * (name == library)

        monkeypatch.setattr(metadata, "version", newer)
        assert rebuild.fingerprint(ROOT) != before, library


COMMON = {
    "calling",
    "forms",
    "judging",
    "networks",
    "report",
    "showing",
    "trial",
}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import numpy as np", set()),
        ("from nnfs.exercises import check", COMMON),
        (
            'from nnfs.exercises import check\ncheck("3.4", f)',
            {*COMMON, "chapter_03"},
        ),
        (
            'import nnfs.exercises as e\njudge("9.3", f)\ncheck("1.4", g)',
            {*COMMON, "chapter_01", "chapter_09"},
        ),
        (
            "from nnfs.exercises import check\n"
            'class A:\n    def check(self): loss.check("2.1")',
            COMMON,
        ),
        (
            "from nnfs.exercises import check\nfor n in names: check(n, f)",
            {
                path.stem
                for path in (ROOT / "nnfs" / "exercises").glob("[!_]*.py")
            },
        ),
    ],
)
def test_a_page_depends_on_the_checkers_that_it_calls(code, names):
    found = rebuild.checkers(code, ROOT)
    assert {path.stem for path in found} == names


def test_no_checker_asks_another_chapter():
    """What it took from there would count for no page that calls it."""
    for path in (ROOT / "nnfs" / "exercises").glob("chapter_*.py"):
        assert "chapter_" not in path.read_text(encoding="utf-8"), path


def test_old_notebook_caches_are_removed(tree):
    old = tree / "_build" / ".jupyter_cache" / "0123456789abcdef"
    old.mkdir(parents=True)
    app = SimpleNamespace(srcdir=tree, outdir=tree / "_build" / "html")
    config = SimpleNamespace()
    rebuild.choose_cache(app, config)
    assert not old.exists()
    assert Path(config.nb_execution_cache_path).parent == old.parent


@pytest.mark.parametrize("reads", [None, "chapters"])
def test_what_reads_the_chapters_depends_on_them(reads):
    noted = set()
    env = SimpleNamespace(
        docname="book/a",
        metadata={"book/a": {"reads": reads} if reads else {}},
        note_dependency=noted.add,
    )
    rebuild.depend_on_chapters(SimpleNamespace(srcdir=ROOT, env=env), None)
    read = [*CHAPTERS, *(ROOT / "nnfs" / "exercises").glob("*.py")]
    names = {path.relative_to(ROOT).as_posix() for path in read}
    assert noted == (names if reads else set())


def test_a_page_whose_cells_read_pages_has_no_cache():
    for page in sorted(BOOK.rglob("*.md")):
        code = "".join(cell.source for cell in cells(page))
        if re.search(r"glob\(|\.md\b", code):
            header = jupytext.reads(text(page), fmt="md:myst").metadata
            assert header["reads"] == "chapters", page
            assert header["mystnb"] == {"execution_mode": "force"}, page


def test_what_computes_nothing_runs_nothing(tree):
    before = rebuild.fingerprint(tree)
    source = (ROOT / "nnfs" / "layers.py").read_text(encoding="utf-8")
    said = re.sub(r'"""(?=[A-Z])', '"""Said otherwise. ', source)
    assert said.count("Said otherwise.") >= 10
    (tree / "nnfs" / "layers.py").write_text("# a remark\n" + said)
    (tree / "nnfs" / "exercises" / "chapter_03.py").unlink()
    assert rebuild.fingerprint(tree) == before
    (tree / "nnfs" / "layers.py").write_text(source + "edited = 1\n")
    assert rebuild.fingerprint(tree) != before


def test_every_page_that_checks_names_its_own_chapter_at_most():
    for page in [*CHAPTERS, *sorted((BOOK / "solutions").glob("[0-9]*.md"))]:
        code = "\n".join(cell.source for cell in cells(page))
        stems = {path.stem for path in rebuild.checkers(code, ROOT)}
        assert stems - COMMON <= {f"chapter_{page.name[:2]}"}, page
