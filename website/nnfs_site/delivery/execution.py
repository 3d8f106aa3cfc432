"""How the cells of the book run: side by side, alike everywhere, kept if right.

What must run is started when the build begins, the longest pages first and one
for each core. Sphinx then reads the pages one after the other, in their order,
so two builds agree. No cell meets the machine's own settings.

An outcome is kept under a digest of the cells and of all that their numbers
depend on. A run that failed is never kept, nor one that wrote to the error
stream, and one that broke another rule about outputs is forgotten: the cause
may lie in the machine, and the next build looks again. Nor is one during
which the package was edited: nobody knows which of the two it met.
"""

import contextlib
import copy
import functools
import json
import logging
import os
import queue
import re
import tempfile
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

import nbclient
import nbformat
from docutils import nodes
from myst_nb.core.config import NbParserConfig
from myst_nb.core.execute.base import NotebookClientBase
from myst_nb.core.read import create_nb_reader
from sphinx.errors import SphinxError
from sphinx.util.logging import get_node_location
from traitlets.config import Config

from nnfs_site import digests
from nnfs_site.delivery import reached, rebuild
from nnfs_site.private import run_notebooks_with

SETTINGS = {
    # Two threads of linear algebra on a busy core can be twenty times slower.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # scikit-learn brings joblib, which warns where no semaphore can be made,
    # as with a /dev/shm that is not ours. Nothing here runs in its processes.
    "JOBLIB_MULTIPROCESSING": "0",
}
RULES = ("mystnb", "figures")  # the types of warnings that judge outputs
# Of a cell; and of a kernel that dies, or does not even start.
FAILURES = (nbclient.exceptions.CellControlSignal, RuntimeError)
KEPT = 3  # outcomes of a page, so that an edit can be taken back
METADATA = ("kernelspec", "language_info")  # what a run says of its kernel
ANSI = re.compile(r"\x1b\[[\d;]*m")


class CellError(SphinxError):
    """A cell that raises, takes too long or ends its kernel ends the build."""

    category = "A cell failed"


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def digest(data):
    return digests.of_data(data)[:32]


def may_fail(cell):
    return "raises-exception" in cell.metadata.get("tags", ())


def error_stream(cell):
    """Return what a cell wrote to the error stream."""
    return "".join(
        output.text
        for output in cell.outputs
        if output.output_type == "stream" and output.name == "stderr"
    )


class Runs:
    """The outcomes of notebooks: those that are kept, and those to come.

    Parameters
    ----------
    root : Path
        The folder of the book.
    """

    def __init__(self, root):
        self.root = root
        self.env = None
        self.coming = {}
        self.pages = {}  # where the outcome of each page is kept

    def place(self, notebook, path, config):
        """Return where the outcome of a notebook is kept: its page's folder."""
        cells, checkers = code_cells(notebook), self.checkers(notebook)
        code = "\n".join(cell.source for cell in cells)
        named = [
            reached.digest(code, checkers, self.root),
            [[file.name, digest(rebuild.meaning(file))] for file in checkers],
            notebook.metadata.get("kernelspec"),
            [[cell.source, may_fail(cell)] for cell in cells],
        ]
        name = digest(json.dumps(named).encode())
        page = path.relative_to(self.root).with_suffix("")
        return Path(config.execution_cache_path, page, f"{name}.ipynb")

    def checkers(self, notebook):
        code = "\n".join(cell.source for cell in code_cells(notebook))
        return rebuild.checkers(code, self.root)

    def begin(self, app, env, docnames):
        """Start the notebooks that have no outcome yet."""
        self.env = env
        config, waiting = env.mystnb_config, []
        files = rebuild.files_as_they_are(self.root)
        for docname in docnames:
            path = Path(env.doc2path(docname))
            text = path.read_text(encoding="utf-8")
            reader = create_nb_reader(str(path), env.myst_config, config, text)
            notebook = reader and reader.read(text)
            if notebook and config.metadata_key not in notebook.metadata:
                place = self.place(notebook, path, config)
                if not place.is_file() and place not in self.coming:
                    job = Job(self, notebook, path, config, place, files)
                    waiting.append(job)
        waiting.sort(
            key=lambda job: job.notebook.metadata.get("runs") != "long"
        )
        self.start(waiting)

    def start(self, jobs):
        """Work on some jobs, in their order, one on each core."""
        waiting = queue.SimpleQueue()
        for job in jobs:
            self.coming[job.place] = job.future
            waiting.put(job)
        for _ in range(min(cores(), len(jobs))):
            # daemons: a build that fails does not wait for the others
            threading.Thread(target=work, args=(waiting,), daemon=True).start()

    def outcome(self, notebook, path, config):
        """Return the notebook of a page with its outputs."""
        for file in self.checkers(notebook):
            self.env.note_dependency(file.relative_to(self.root).as_posix())
        place = self.pages[path] = self.place(notebook, path, config)
        if not place.is_file():
            if place not in self.coming:
                files = rebuild.files_as_they_are(self.root)
                self.start([Job(self, notebook, path, config, place, files)])
            ran = self.coming.pop(place).result()
            if not place.is_file():
                return ran
        return nbformat.read(place, as_version=4)

    def forget(self, path):
        """Let a page run again at the next build."""
        if path in self.pages:
            self.pages[path].unlink(missing_ok=True)


def cores():
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


@contextlib.contextmanager
def sockets():
    """Give a kernel sockets of its own, by name.

    Numbers of ports are chosen before they are taken, so two kernels that start
    at once, here or in the tests beside a build, may choose the same.
    """
    with tempfile.TemporaryDirectory() as folder:
        by_name = {"transport": "ipc", "ip": str(Path(folder, "kernel"))}
        yield {} if os.name == "nt" else by_name


@dataclass
class Job:
    """A notebook to run, and what will come of it."""

    runs: Runs
    notebook: nbformat.NotebookNode
    path: Path
    config: NbParserConfig
    place: Path
    files: str  # what it depends on, byte for byte, as it began
    future: Future = field(default_factory=Future)

    def run(self):
        with sockets() as settings:
            ran = self.execute(settings)
        if not any(map(error_stream, code_cells(ran))) and self.is_current():
            self.keep(ran)
        return ran

    def execute(self, settings):
        """Run the cells; what the kernel itself says is for its failures."""
        client = nbclient.NotebookClient(
            copy.deepcopy(self.notebook),
            resources={"metadata": {"path": str(self.path.parent)}},
            timeout=self.config.execution_timeout,
            startup_timeout=self.config.execution_timeout,
            config=Config({"KernelManager": settings}),
        )
        with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
            try:
                return client.execute(stderr=said)
            except RuntimeError as error:
                said.seek(0)
                raise RuntimeError(f"{error}\n{said.read()}") from error

    def is_current(self):
        """Tell whether what the outcome depends on is as it was."""
        return rebuild.files_as_they_are(self.runs.root) == self.files

    def keep(self, ran):
        """Write the outcome: all of it, or nothing if the build is ended."""
        folder = self.place.parent
        folder.mkdir(parents=True, exist_ok=True)
        part = self.place.with_suffix(f".{os.getpid()}")
        part.write_text(nbformat.writes(ran), encoding="utf-8")
        part.replace(self.place)
        ages = {path: path.stat().st_mtime for path in folder.glob("*.ipynb")}
        for old in sorted(ages, key=ages.get)[:-KEPT]:
            old.unlink(missing_ok=True)


def work(waiting):
    """Run notebooks while any wait."""
    with contextlib.suppress(queue.Empty):
        while True:
            job = waiting.get(block=False)
            try:
                job.future.set_result(job.run())
            except BaseException as error:  # the reader of the page hears of it
                job.future.set_exception(error)


class Client(NotebookClientBase):
    """What MyST-NB asks for the outputs of a page."""

    def __init__(self, runs, *arguments, read_fmt=None):
        super().__init__(*arguments)
        self.runs = runs

    def start_client(self):
        try:
            ran = self.runs.outcome(self.notebook, self.path, self.nb_config)
        except FAILURES as error:
            text = ANSI.sub("", str(error))
            raise CellError(f"{self.path}: {text}") from error
        for name in METADATA:
            if name in ran.metadata:
                self.notebook.metadata[name] = ran.metadata[name]
        lines = {
            id(cell): self.cell_line(index)
            for index, cell in enumerate(self.notebook.cells)
        }
        cells = zip(code_cells(self.notebook), code_cells(ran), strict=True)
        for cell, done in cells:
            cell.outputs = done.outputs
            cell.execution_count = done.execution_count
            told = error_stream(done)
            if told:
                self.logger.error(
                    f"a cell wrote to the error stream:\n{told}",
                    subtype="stderr",
                    line=lines[id(cell)],
                )


class Judge(logging.Handler):
    """Forget the run of a page that a rule about outputs warns of."""

    def __init__(self, app, runs):
        super().__init__(logging.WARNING)
        self.app = app
        self.runs = runs

    def emit(self, record):
        if getattr(record, "type", None) in RULES:
            self.runs.forget(page_of(record.location, self.app.env))


def page_of(location, env):
    """Return the file of a page from what Sphinx calls a location."""
    if isinstance(location, nodes.Node):
        location = get_node_location(location)
    if isinstance(location, tuple):
        location = location[0]
    name = re.sub(r":\d*$", "", location or "")
    return Path(env.doc2path(name) if name in env.found_docs else name)


def take_over(app):
    """Run the notebooks of a build in the place of MyST-NB; return the runs."""
    os.environ.update(SETTINGS)
    # with another backend than the notebook's own, a cell draws nothing
    os.environ.pop("MPLBACKEND", None)
    runs = Runs(Path(app.srcdir))
    run_notebooks_with(functools.partial(Client, runs))
    # the first to hear: with `-W` the next one may raise
    logging.getLogger("sphinx").handlers.insert(0, Judge(app, runs))
    return runs
