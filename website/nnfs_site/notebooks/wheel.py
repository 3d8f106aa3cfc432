"""The package as a wheel, the same bytes for the same sources.

Notebooks outside of this repository install it, and it runs the cells of a page
in its reader's browser.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
DATE = "1577836800"  # seconds; a file in a zip has a date, so all have this one


def build(folder):
    """Write the wheel into a folder; return its path."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    # with what requirements.txt has installed, so that the backend is pinned
    command += ["--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": DATE}
    subprocess.run(command, env=environment, check=True)
    (path,) = Path(folder).glob("nnfs_book-*.whl")
    return path
