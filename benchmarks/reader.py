"""Measure what one reader costs a hub: memory and processor time.

Writes `reader.json` beside this file; the page for teachers prints it. It
starts the server that a hub starts for each reader, then a kernel for each
chapter of the built site, and runs the chapter in it. Memory is the most that a
process held at any time; time is processor time, which is what a quiet clock
shows.

    make bench, or make book and
    PYTHONPATH=website .venv/hub/bin/python benchmarks/reader.py
"""

import datetime
import json
import os
import platform
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from importlib import metadata
from pathlib import Path

import nbformat
import psutil
import stopwatch
from nbclient import NotebookClient

from nnfs_site import chapters

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = chapters.files(ROOT / "_build" / "html", "ipynb")
MEGABYTE = 1e6
USED = """
import resource
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)"""
BEGIN = "import numpy, matplotlib.pyplot, nnfs"


def cost(seconds, memory):
    return {"seconds": round(seconds, 1), "megabytes": round(memory / MEGABYTE)}


def server():
    """Return what the server costs until it answers, waiting."""
    token = secrets.token_hex()
    command = [sys.executable, "-m", "jupyter", "notebook", "--no-browser"]
    command += ["--ip=127.0.0.1", "--port=0", "--allow-root"]
    with tempfile.TemporaryDirectory() as home:
        places = {"HOME": home, "JUPYTER_RUNTIME_DIR": home}
        process = psutil.Popen(
            [*command, f"--IdentityProvider.token={token}"],
            cwd=home,
            env=os.environ | places,
            stderr=subprocess.DEVNULL,
        )
        try:
            while True:
                time.sleep(0.2)
                for file in Path(home).glob("jpserver-*.json"):
                    address = json.loads(file.read_text())["url"]
                    asked = f"{address}api?token={token}"
                    try:
                        urllib.request.urlopen(asked).close()
                    except urllib.error.URLError:
                        continue
                    times = process.cpu_times()
                    memory = process.memory_info().rss
                    return cost(times.user + times.system, memory)
        finally:
            process.terminate()
            process.wait()


def kernel(cells, folder):
    """Return what a kernel costs that runs some cells."""
    cells = [*cells, nbformat.v4.new_code_cell(USED)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(
        notebook, timeout=900, resources={"metadata": {"path": str(folder)}}
    ).execute()
    printed = notebook.cells[-1].outputs[-1].text.split()
    return cost(*map(float, printed))


def main():
    if not CHAPTERS:
        sys.exit("no notebooks: build the book first")
    os.environ.update(stopwatch.ONE_THREAD)
    beginning = nbformat.v4.new_code_cell(BEGIN)
    begun = kernel([beginning], ROOT / "book")
    chapters = []
    for path in CHAPTERS:
        notebook = nbformat.read(path, as_version=4)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        # the first cell installs the package, which is installed
        chapters.append(
            {"chapter": path.stem, **kernel(code[1:], ROOT / "book")}
        )
        print(chapters[-1], flush=True)
    environment = Path(sys.prefix)
    report = {
        "what": "processor time, and the most memory at any time",
        "date": datetime.date.today().isoformat(),
        "machine": f"{stopwatch.processor()}, {platform.system()}",
        "python": platform.python_version(),
        "versions": {
            name: metadata.version(name)
            for name in ("numpy", "matplotlib", "notebook")
        },
        "environment": round(
            sum(
                path.lstat().st_size
                for path in environment.rglob("*")
                if path.is_file()
            )
            / MEGABYTE
        ),
        "server": server(),
        "kernel": begun,
        "chapters": chapters,
    }
    target = Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
