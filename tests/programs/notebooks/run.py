"""Run each notebook of the built site from top to bottom, as a reader would.

No part of plain pytest, because it installs an environment and takes minutes:

    make notebooks

A fresh environment holds what runs notebooks, and nothing of the book. The site
is served on this machine, so the first cell of the first notebook installs the
book's package from where the site has it, and what that asks for from PyPI.
Each notebook then lies alone in a folder. In the notebooks of exercises the
answers are missing, so what checks them has to complain.
"""

import functools
import http.server
import os
import re
import subprocess
import sys
import tempfile
import threading
import venv
from pathlib import Path

import nbformat

from tests.programs import choice
from tests.programs.ends import NUMPY

ROOT = Path(__file__).resolve().parents[3]
RUNNER = ("ipykernel", "nbclient")
EXECUTE = "from nbclient.cli import main; main()"
SEEN = """
import importlib.metadata, pathlib, nnfs
where = pathlib.Path(nnfs.__file__).parent
assert importlib.metadata.version("nnfs-book") == nnfs.__version__
assert where.parent.name == "site-packages", where
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def served(folder):
    """Serve a folder on a local port; return its address."""
    handler = functools.partial(Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def environment(folder, numpy):
    """Make a fresh environment; return its Python."""
    venv.create(folder, with_pip=True)
    programs = "Scripts" if os.name == "nt" else "bin"
    python = folder / programs / "python"
    pip = [python, "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, *RUNNER, numpy], check=True)
    return python


def run(python, path, limit):
    """Execute a notebook in place; return what went wrong, or nothing."""
    command = [python, "-c", EXECUTE, "--inplace", f"--timeout={limit}"]
    done = subprocess.run(
        [*command, path.name],
        cwd=path.parent,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        return done.stderr[-3000:]
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        if cell.execution_count is None:
            return f"this cell did not run:\n{cell.source}"
        tags = cell.metadata.get("tags", [])
        failed = [o for o in cell.outputs if o.output_type == "error"]
        if ("check" in tags) != bool(failed):
            return f"without an answer, nothing complains:\n{cell.source}"
        if failed and failed[0].ename != "WrongAnswer":
            return "\n".join(failed[0].traceback)
    return ""


def main():
    parser = choice.arguments(__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--end", choices=NUMPY, help="of what nnfs supports")
    parser.add_argument("--limit", type=int, default=600, help="s for a cell")
    options = parser.parse_args()
    site = options.site
    found = choice.chosen(choice.notebooks(site), options.names, site)
    here = served(site)
    faults = 0
    with tempfile.TemporaryDirectory(prefix="notebooks-") as folder:
        folder = Path(folder)
        python = environment(
            folder / "environment", NUMPY.get(options.end, "numpy")
        )
        for name in found:
            text = (site / name).read_text(encoding="utf-8")
            (there,) = set(re.findall(r'@ (https://[^\\"]*/)[^/]*\.whl', text))
            copy = (folder / name).with_suffix("") / Path(name).name
            copy.parent.mkdir(parents=True)
            copy.write_text(text.replace(there, here), encoding="utf-8")
            wrong = run(python, copy, options.limit)
            faults += bool(wrong)
            print("failed" if wrong else "passed", name, wrong, flush=True)
        subprocess.run([python, "-c", SEEN], check=True, cwd=folder)
    print(f"{len(found) - faults} passed, {faults} failed")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
