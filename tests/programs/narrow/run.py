"""Run the cells of the built pages on a machine of 32 bits, as a browser does.

No part of plain pytest, because it installs a system and takes minutes. As
root, on Debian or Ubuntu with debootstrap:

    make narrow

WebAssembly is such a machine: NumPy's integers have 32 bits there, and nothing
signals an overflow. What a cell prints is held against its page. The times are
the processor's; they tell which page asks for patience, and decide nothing.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from bs4 import BeautifulSoup

from nnfs_site.run.offer import OURS, READ, SOURCES
from tests.book.pages import alike
from tests.programs import choice

ROOT = Path(__file__).resolve().parents[3]
SYSTEM = ROOT / "_build" / "narrow"
RELEASE = "trixie"  # the last Debian with a whole i386, and its NumPy is 2.2
WANTED = ("python3-matplotlib", "python3-sklearn")


def install(system):
    """Install a system of 32 bits into a folder."""
    part = system.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    bootstrap = ["debootstrap", "--arch=i386", "--variant=minbase"]
    subprocess.run([*bootstrap, RELEASE, part], check=True)
    get = ["apt-get", "install", "--yes", "--quiet"]
    subprocess.run(
        ["chroot", part, *get, "--no-install-recommends", *WANTED],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        check=True,
    )
    part.rename(system)


def cells_of(path):
    """The cells of a page: what each says, prints and draws."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return [
        {
            "source": cell.select_one(".cell_input pre").text.rstrip("\n"),
            "printed": "\n".join(
                part.text.rstrip("\n")
                for part in cell.select(":scope > .cell_output > .output")
            ),
            "chaotic": "tag_chaotic" in cell["class"],
            "figures": len(cell.select("svg.plot")),
        }
        for cell in page.select("article div.cell:has(.cell_input)")
    ]


def lay(site, place, page, cells):
    """Lay into a folder what a browser gets to run a page."""
    shutil.rmtree(place, ignore_errors=True)
    (wheel,) = site.glob("nnfs_book-*.whl")
    zipfile.ZipFile(wheel).extractall(place / "library")
    for name in OURS.values():
        target = place / "library" / SOURCES.name / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SOURCES / name, target)
    shutil.copy(Path(__file__).with_name("inside.py"), place)
    home = (place / "home" / page).parent
    home.mkdir(parents=True)
    sources = [cell["source"] for cell in cells]
    for name in READ.findall("\n".join(sources)):
        (place / "home" / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, place / "home" / name)
    (home / "cells.json").write_text(json.dumps(sources))
    return home


def fault(cell, found):
    """What a cell gave that its page does not say, or nothing."""
    text = "".join(
        words if kind.startswith("std") else words + "\n"
        for kind, words in found["told"]
        if kind != "figure"
    )
    figures = [kind for kind, _ in found["told"]].count("figure")
    if not found["good"]:
        return text
    if found["silent"]:
        return ""  # the page says so, and the next cell may run
    if not alike(text, cell["printed"], cell["chaotic"]):
        return f"built:\n{cell['printed']}\nhere:\n{text}"
    if figures < cell["figures"]:
        return f"{figures} of {cell['figures']} figures"
    return ""


def main():
    parser = choice.arguments(__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--system", type=Path, default=SYSTEM)
    options = parser.parse_args()
    site = options.site
    pages = [name.replace(".ipynb", ".html") for name in choice.notebooks(site)]
    pages = [page for page in pages if (site / page).is_file()]
    chosen = choice.chosen(pages, options.names, site)
    if not options.system.is_dir():
        install(options.system)
    faults = 0
    for page in chosen:
        cells = cells_of(site / page)
        place = options.system / "page"
        home = lay(site, place, page, cells)
        inner = Path("/", home.relative_to(options.system))
        script = "cd $0 && exec python3 /page/inside.py"
        command = ["chroot", options.system, "sh", "-c", script, inner]
        variables = {
            "HOME": "/root",
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "PYTHONPATH": "/page/library",
            "MPLBACKEND": "module://nnfs_site.run.figures",
        }
        done = subprocess.run(command, env=variables)
        wrong = {0: f"Python ended with {done.returncode}"}
        seconds = 0.0
        if not done.returncode:
            found = json.loads((home / "told.json").read_text())
            seconds = sum(one["seconds"] for one in found)
            pairs = enumerate(zip(cells, found, strict=True), 1)
            wrong = {k: text for k, pair in pairs if (text := fault(*pair))}
        faults += bool(wrong)
        word = "failed" if wrong else "passed"
        print(f"{word} {page} {len(cells)} cells, {seconds:.1f} s", flush=True)
        for number, text in wrong.items():
            print(re.sub("^", "    ", f"cell {number}:\n{text}", flags=re.M))
    print(f"{len(chosen) - faults} passed, {faults} failed")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
