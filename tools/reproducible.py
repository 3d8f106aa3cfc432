"""Show that a commit has one site: `make same`.

The book is built from nothing, from nothing again, and once more from the
results that the second build kept; the three sites must agree byte by byte.
Each is built in the same folder, on a clock of its own: it is never the same
day in the first two places.
"""

import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "_build" / "same"
BUILT = FOLDER / "_build"
BUILDS = {  # what is built, and where on earth
    "from nothing": "Etc/GMT+12",
    "from nothing, again": "Etc/GMT-14",
    "from stored results": "UTC",
}


def build(zone):
    """Build the site where every site is built."""
    program = Path(sys.executable).with_name("jupyter-book")
    command = [program, "build", ROOT, "-n", "-q", "--path-output", FOLDER]
    subprocess.run(command, check=True, env=os.environ | {"TZ": zone})


def differences(one, other):
    """Yield the files that two folders do not share, and where they part."""
    names = {
        path.relative_to(folder).as_posix()
        for folder in (one, other)
        for path in folder.rglob("*")
        if path.is_file()
    }
    for name in sorted(names):
        if not (one / name).is_file() or not (other / name).is_file():
            yield name, "is in one of them only"
            continue
        pair = [(folder / name).read_bytes() for folder in (one, other)]
        if pair[0] != pair[1]:
            places = enumerate(zip(*pair, strict=False))
            parted = (place for place, (a, b) in places if a != b)
            place = next(parted, min(map(len, pair)))
            parts = [text[max(0, place - 40) : place + 40] for text in pair]
            yield name, f"at byte {place}: {parts[0]} / {parts[1]}"


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    sites = []
    for title, zone in BUILDS.items():
        print(f"Building {title}", flush=True)
        build(zone)
        sites.append(FOLDER / f"site-{len(sites)}")
        (BUILT / "html").rename(sites[-1])
        shutil.rmtree(BUILT / ".doctrees")
        if len(sites) == 1:
            shutil.rmtree(BUILT)
    found = [
        d for one, other in pairwise(sites) for d in differences(one, other)
    ]
    for name, where in found:
        print(f"{name} {where}")
    if found:
        sys.exit(f"{len(found)} differences between builds of the same commit")
    count = sum(path.is_file() for path in sites[0].rglob("*"))
    print(f"{count} files, the same each time")
    shutil.rmtree(FOLDER)


if __name__ == "__main__":
    main()
