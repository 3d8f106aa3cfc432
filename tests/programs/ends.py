"""Run the tests on one end of what nnfs supports: oldest, or newest.

    python3.11 tests/programs/ends.py oldest

The NumPy of that end replaces the one in requirements.txt, in an environment of
its own. The Python is the one that runs this file, on any system.
"""

import argparse
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NUMPY = {"oldest": "numpy==2.0.0", "newest": "numpy==2.*"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("end", choices=NUMPY)
    end = parser.parse_args().end
    folder = ROOT / f".venv-{end}"
    venv.create(folder, clear=True, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    wanted = folder / "requirements.txt"
    for name in ("constraints.txt", wanted.name):
        pinned = (ROOT / name).read_text(encoding="utf-8")
        text = re.sub("^numpy==.*", NUMPY[end], pinned, flags=re.MULTILINE)
        (folder / name).write_text(text, encoding="utf-8")
    for command in (
        ["-m", "pip", "install", "--quiet", "-r", wanted],
        ["-c", "import numpy, sys; print(sys.version, numpy.__version__)"],
        ["-m", "pytest"],
    ):
        done = subprocess.run([python, *command], cwd=ROOT)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
