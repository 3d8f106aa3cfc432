"""One run of a page in a family, and where its outcome is kept.

Workers of a study import this module by its name.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from nnfs_site import digests, luck
from nnfs_site.delivery.execution import SETTINGS

ROOT = Path(__file__).resolve().parents[3]
RUNNER = Path(__file__).with_name("page.py")
LIBRARIES = ("numpy", "scikit-learn")


def versions():
    found = {name: version(name) for name in LIBRARIES}
    return {"python": platform.python_version()} | found


def stamp(state):
    """Return what names an outcome: the page's state, the versions, this."""
    said = json.dumps(versions()) + RUNNER.read_text(encoding="utf-8")
    return f"{state}-{digests.version(said)}"


def place(root, page, family, state):
    """Return where the outcome of a page in a family is kept."""
    folder = root / "_build" / "luck" / page.replace("/", "-")
    return folder / stamp(state) / f"{family}.json"


def run(page, family, wanted, root=ROOT):
    """Run a page in a family; return its outcome, as JSON.

    Parameters
    ----------
    page : str
    family : int
    wanted : str
        The stamp of what is to run.
    root : Path
        The folder of the book; a worker elsewhere has its own.

    Raises
    ------
    RuntimeError
        If there is no outcome, or another page, package or version ran.
    """
    path = luck.pages(root)[page]
    strict = ["-W", "error::RuntimeWarning"]  # it would end a build
    command = [sys.executable, *strict, "-m", "tests.programs.luck.page"]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "outcome.json")
        done = subprocess.run(
            [*command, path, str(family), out],
            env=os.environ | SETTINGS | {"PYTHONPATH": "website"},
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        if stamp(luck.state(path, root)) != wanted:
            raise RuntimeError(
                "it was edited while it ran, or this worker has another "
                "commit, Python or library than the study"
            )
        if not out.exists():
            raise RuntimeError(done.stderr[-2000:])
        return out.read_text(encoding="utf-8")
