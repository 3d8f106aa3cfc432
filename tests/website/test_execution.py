"""How cells run: on small books, built as ours is."""

import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from myst_nb.core.config import NbParserConfig
from myst_parser.config.main import MdParserConfig

from nnfs_site.delivery import execution

WEBSITE = Path(__file__).parents[2] / "website"
# Ours, and the package of the small book.
IMPORTED = os.pathsep.join((str(WEBSITE), "nnfs"))

CONF = """\
import ast
import threading

from nnfs_site.delivery import execution, rebuild
from nnfs_site.figures import inline

execution.cores = lambda: 2
parse = ast.parse


def parse_alone(*arguments, **options):  # before 3.11.5 Python cannot else
    assert threading.current_thread() is threading.main_thread()
    return parse(*arguments, **options)


ast.parse = parse_alone
extensions = ["myst_nb", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
nb_execution_mode = "cache"
nb_execution_raise_on_error = True
nb_output_stderr = "error"
nb_execution_timeout = 60


def setup(app):
    app.add_config_value("nnfs_fingerprint", "", "env", str)
    app.add_config_value("nnfs_site_digest", "", "html", str)
    app.connect("config-inited", rebuild.choose_cache)
    app.connect("env-before-read-docs", execution.take_over(app).begin)
    app.connect("doctree-read", rebuild.depend_on_chapters)
    app.add_transform(inline.QuoteValues)
    app.add_post_transform(inline.InlineFigures)
    app.connect("build-finished", rebuild.fail_on_warnings)
"""
HEADER = """\
---
file_format: mystnb
kernelspec: {display_name: Python 3, name: python3}
%s---
"""
CELL = "```{code-cell}\n%s\n```\n"
# What every cell here begins with: the folder remembers each run.
COUNTED = """\
import sys
from pathlib import Path

def mended():
    return Path("mended").exists()

with open("runs", "a") as file:
    print("%s", file=file)
"""


CONTENTS = "# Contents\n\n```{toctree}\n:glob:\n*\n```\n"
DRAW = """\
if mended():
    square = "<path d='M 0 0 L 9 9 L 9 0 z' style='fill: #ff0000'/>"
    start = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'"
    display(SVG(f"{start} width='9pt' height='9pt'>{square}</svg>"))"""


class Book:
    """A book in a folder, and what it takes to build it."""

    def __init__(self, folder):
        self.folder = folder
        self.write("conf.py", CONF)
        self.write("index.md", CONTENTS)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def page(self, name, code, options="", header=""):
        cell = CELL % (options + COUNTED % name + code)
        self.write(f"{name}.md", HEADER % header + f"# {name}\n\n{cell}")

    def build(self, **environment):
        """Build it; return whether it passed, and what was said."""
        command = [sys.executable, "-m", "sphinx", "-q"]
        done = subprocess.run(
            [*command, self.folder, self.folder / "_build" / "html"],
            capture_output=True,
            text=True,
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": IMPORTED} | environment,
        )
        return done.returncode == 0, done.stdout + done.stderr

    @property
    def runs(self):
        return (self.folder / "runs").read_text().split()


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path)


def test_a_run_that_broke_a_rule_is_told_and_not_kept(book):
    figure = "  figure: {caption: A square.}\n  image: {alt: A square.}\n"
    options = f"---\nmystnb:\n{figure}---\nfrom IPython.display import SVG\n"
    book.page("draws", DRAW, options)
    book.page("tells", 'if not mended(): print("no luck", file=sys.stderr)')
    book.page("works", "print(mended())")
    passed, said = book.build()
    assert not passed
    assert "draws.md:9: WARNING: a cell promises a figure and draws" in said
    assert re.search(r"tells.md:\d+: ERROR: .*:\s+no luck\n", said)
    book.write("mended", "")
    passed, said = book.build()
    assert passed, said
    assert sorted(book.runs) == ["draws", "draws", "tells", "tells", "works"]


def test_a_run_that_failed_shows_its_error_and_is_not_kept(book):
    book.page("fails", "if not mended(): raise ValueError('no luck')")
    passed, said = book.build()
    assert not passed
    assert "ValueError: no luck" in said
    book.write("mended", "")
    passed, said = book.build()
    assert passed, said
    assert book.runs == ["fails", "fails"]


def test_a_run_during_which_the_package_was_edited_is_not_kept(book):
    book.write("nnfs/toy.py", "number = 1")
    edit = """\
number = None  # what is called so is reached
if not mended():
    Path("nnfs/toy.py").write_text("number = 2")"""
    book.page("works", edit)
    assert book.build()[0]
    book.write("nnfs/toy.py", "number = 1")
    book.write("mended", "")
    (book.folder / "works.md").touch()
    assert book.build()[0]
    assert book.runs == ["works", "works"]


def test_a_kernel_that_dies_is_told_with_its_page(book):
    book.page("dies", "import os; os.write(2, b'no memory'); os._exit(9)")
    passed, said = book.build()
    assert not passed
    assert re.search(r"A cell failed:\s+\S*dies.md: Kernel died", said)
    assert said.rstrip().endswith("no memory")  # nothing else hides it


MEET = """\
import time
Path("%s-waits").touch()
while not Path("%s-waits").exists():
    time.sleep(0.01)"""


SEE = """\
import _multiprocessing
import os

assert "inline" in os.environ["MPLBACKEND"]  # the notebook's own
assert os.environ["OMP_NUM_THREADS"] == "1"


def no_semaphore(*arguments, **options):  # as without a right to /dev/shm
    raise PermissionError(13, "Permission denied")


_multiprocessing.SemLock = no_semaphore
import joblib"""


def test_pages_run_side_by_side_and_alike_on_every_machine(book):
    book.page("one", MEET % ("one", "other"))
    book.page("other", MEET % ("other", "one"))
    book.page("sees", SEE)
    passed, said = book.build(MPLBACKEND="Agg", OMP_NUM_THREADS="8")
    assert passed, said


def test_the_longest_pages_are_started_first(tmp_path, monkeypatch):
    ran = []

    def run(job):
        ran.append(job.path.stem)
        if len(ran) == 3:
            done.set()

    done = threading.Event()
    monkeypatch.setattr(execution, "cores", lambda: 1)
    monkeypatch.setattr(execution.Job, "run", run)
    for name in ("a", "b", "c"):
        header = HEADER % ("runs: long\n" if name == "b" else "")
        (tmp_path / f"{name}.md").write_text(header + CELL % f"print('{name}')")
    env = SimpleNamespace(
        doc2path=lambda name: str(tmp_path / f"{name}.md"),
        myst_config=MdParserConfig(),
        mystnb_config=NbParserConfig(execution_cache_path=str(tmp_path)),
    )
    execution.Runs(tmp_path).begin(None, env, ["a", "b", "c"])
    assert done.wait(60)
    assert ran == ["b", "a", "c"]


def test_of_a_page_the_newest_outcomes_are_kept(tmp_path):
    runs = execution.Runs(tmp_path)
    config = NbParserConfig(execution_cache_path=str(tmp_path / "cache"))
    kept = {}
    for edit in range(6):
        for name in ("01-a", "01-a-b", "solutions/01-a"):
            notebook = nbformat.v4.new_notebook()
            notebook.cells = [nbformat.v4.new_code_cell(f"print({edit})")]
            path = tmp_path / f"{name}.md"
            place = runs.place(notebook, path, config)
            execution.Job(runs, notebook, path, config, place, "").keep(
                notebook
            )
            os.utime(place, (edit, edit))
            kept.setdefault(name, []).append(place)
    left = set((tmp_path / "cache").rglob("*.ipynb"))
    assert left == {place for places in kept.values() for place in places[-3:]}
    # The same cells of another page are another outcome.
    assert len(left) == 9


def test_an_edited_docstring_is_shown_and_runs_nothing(book):
    book.write("nnfs/toy.py", '"""What it was."""')
    book.write("api.md", "# API\n\n```{eval-rst}\n.. automodule:: toy\n```\n")
    book.page("works", "")
    assert book.build()[0]
    book.write("nnfs/toy.py", '"""What it is."""')
    (book.folder / "works.md").touch()  # it is read again, and not run
    passed, said = book.build()
    assert passed, said
    shown = book.folder / "_build" / "html" / "api.html"
    assert "What it is." in shown.read_text(encoding="utf-8")
    assert book.runs == ["works"]


def test_what_a_page_does_not_reach_runs_nothing(book):
    book.write("nnfs/toy.py", "number = 1\n")
    book.page("names", "import toy\nprint(toy.number)")
    book.page("other", "")
    assert book.build()[0]
    book.write("nnfs/toy.py", "number = 1\nnew = 2\n")
    assert book.build()[0]
    assert sorted(book.runs) == ["names", "other"]
    book.write("nnfs/toy.py", "number = 3\nnew = 2\n")
    passed, said = book.build()
    assert passed, said
    assert sorted(book.runs) == ["names", "names", "other"]
    shown = book.folder / "_build" / "html" / "names.html"
    assert ">3\n<" in shown.read_text(encoding="utf-8")
