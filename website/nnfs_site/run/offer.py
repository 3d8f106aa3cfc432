"""Run on this page: where what runs Python lies at build, pages offer to.

`make runtime` lays it into `_build/pyodide`. The button says what it costs
before anything is fetched; where the files are absent, or some of them, there
is no button, and no page ever asks whether they are there.

The address of the files carries a digest of all of them: a browser may keep
what it has fetched, and never mixes two versions.
"""

import json
import re
import shutil
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from nnfs_site import digests
from nnfs_site.cells import are_for_readers, cells_of, source_of
from nnfs_site.delivery import rebuild
from nnfs_site.notebooks import wheel
from nnfs_site.offline import offline
from nnfs_site.run import cells as run_cells
from nnfs_site.run import pyodide

SOURCES = Path(__file__).parents[1]
OURS = {  # what the site calls our part of it, and where it stands here
    "run_worker.mjs": "run/worker.mjs",
    "run_cells.py": "run/cells.py",
    "run_figures.py": "run/figures.py",
    "svg.py": "figures/svg.py",
}
SCRIPT = "run.js"
HOMES = "homes.json"
LICENCE = "package.json"  # names Pyodide's, and where its sources are
PACKAGE = "nnfs-book"
SECONDS = "tests/programs/wasm/seconds.json"  # what `make wasm` measured
LONG = 90  # seconds of all cells, from which on a page names the minutes
BOUND = 120  # and from which on it leaves out those that take long
READ = re.compile(
    rf"[\"'](?:\.\./)+((?:{'|'.join(rebuild.MEASURED)})/[\w.-]+\.json)[\"']"
)
OFFER = """\
<div class="run-bar" data-run="{place}" data-folder="{folder}"\
 data-files="{files}" data-packages="{packages}" data-bytes="{bytes}"{out}>
<button type="button">Run on this page (downloads {size})</button>
<span>Python runs in your browser, and every cell can be changed.{more}</span>
<span role="status"></span>{left}
</div>"""
LEFT = """
<p class="run-heavy"><em>Run all</em> takes about {rest}: it leaves out\
 {heavy}, and what builds on {them}. What stands there was computed when the\
 book was built. Each still runs by its own button, or when you have changed\
 it: fewer seeds are quicker.</p>"""


def find_homes(packages):
    """The packages that each module asks for, those of the book included."""
    homes = {
        module: [name]
        for name, package in packages.items()
        for module in package["imports"]
    }
    brought = pyodide.closure([PACKAGE], packages)
    modules = {}
    for path in sorted((wheel.ROOT / "nnfs").rglob("*.py")):
        parts = path.relative_to(wheel.ROOT).with_suffix("").parts
        asked = run_cells.needed(path.read_text("utf-8"), homes)
        if others := [name for name in asked if name not in brought]:
            modules[".".join(parts)] = others
    return homes | modules


def add_our_wheel(folder, packages):
    """Build the package into a folder, and list it as Pyodide lists its own."""
    path = wheel.build(folder)
    packages[PACKAGE] = {
        "name": PACKAGE,
        "version": path.name.split("-")[1],
        "file_name": path.name,
        "install_dir": "site",
        "sha256": digests.of_data(path.read_bytes()),
        "package_type": "package",
        "imports": ["nnfs"],
        "depends": [name for name in ("numpy",) if name in packages],
        "unvendored_tests": False,
    }


def lay(source, target, names):
    """Lay all that the site serves into a folder of the target.

    Returns the folder, or None where a file is missing or is not what the lock
    file says.
    """
    shutil.rmtree(target, ignore_errors=True)
    core = [*pyodide.CORE, pyodide.LOCK, LICENCE]
    if not all((source / name).is_file() for name in core):
        return None
    lock = json.loads((source / pyodide.LOCK).read_text())
    chosen = pyodide.closure(names, lock["packages"])
    packages = {name: lock["packages"][name] for name in chosen}
    for package in packages.values():
        path = source / package["file_name"]
        if not pyodide.is_right(path, package):
            return None
    new = target / "new"
    for folder in rebuild.MEASURED:
        (new / folder).mkdir(parents=True)
        for path in (wheel.ROOT / folder).glob("*.json"):
            shutil.copyfile(path, new / folder / path.name)
    for name in [*core, *(one["file_name"] for one in packages.values())]:
        shutil.copyfile(source / name, new / name)
    for name, path in OURS.items():
        shutil.copyfile(SOURCES / path, new / name)
    add_our_wheel(new, packages)
    (new / pyodide.LOCK).write_text(json.dumps(lock | {"packages": packages}))
    (new / HOMES).write_text(json.dumps(find_homes(packages)))
    return new.rename(target / digests.of_folder(new)[:12])


def megabytes(size):
    """Write a size in bytes as people read it.

    >>> megabytes(8_740_000), megabytes(12_300_000)
    ('8.7 MB', '12 MB')
    """
    return f"{size / 1e6:.{int(size < 1e7)}f} MB"


def duration(seconds):
    """Say how long something takes.

    >>> duration(275.0), duration(69.0), duration(25.2)
    ('5 minutes', 'a minute', '25 seconds')
    """
    if seconds < LONG:
        return "a minute" if seconds > 45 else f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes"


def patience(seconds, is_long):
    """Say how long all cells of a page take, where that is long.

    >>> patience(275.0, False), patience(8.0, True), patience(None, False)
    (' All cells together take about 5 minutes.', '', '')
    >>> patience(None, True)
    ' All cells together take minutes.'
    """
    if seconds is None:
        return " All cells together take minutes." if is_long else ""
    if seconds < LONG:
        return ""
    return f" All cells together take about {duration(seconds)}."


def digest(source):
    """A name for the code of a cell, which another cell's does not have."""
    return digests.of_data(source.strip())[:12]


def left_out(sources, measured):
    """How long the cells of a page take that are left out, by number."""
    known = measured.get("heavy", {})
    numbered = enumerate(map(digest, sources), 1)
    return {k: duration(known[name]) for k, name in numbered if name in known}


def said(out, measured):
    """What a page says of the cells that are left out."""
    if not out:
        return ""
    one = len(out) == 1
    return LEFT.format(
        rest=duration(measured["light"]),
        heavy=f"the {'cell' if one else f'{len(out)} cells'} that"
        f" take{'s' if one else ''} longest",
        them="it" if one else "them",
    )


class Runtime:
    """What the site serves to run cells.

    Parameters
    ----------
    folder : Path
        Its files.
    """

    def __init__(self, folder):
        self.folder = folder
        self.place = f"{folder.parent.name}/{folder.name}/"
        lock = json.loads((folder / pyodide.LOCK).read_text())
        self.packages = lock["packages"]
        self.homes = json.loads((folder / HOMES).read_text())
        measured = (wheel.ROOT / SECONDS).read_text(encoding="utf-8")
        self.measured = json.loads(measured)["pages"]
        self.sent = {
            path.relative_to(folder).as_posix(): offline.weigh(path)
            for path in folder.rglob("*")
            if path.is_file()
        }

    def files(self, names):
        """What Python and some packages are fetched as."""
        core = {*pyodide.CORE, *OURS, pyodide.LOCK, HOMES}
        chosen = pyodide.closure(names, self.packages)
        return core | {self.packages[name]["file_name"] for name in chosen}

    def weigh(self, names):
        """The bytes that a static host sends for them, compressed."""
        return sum(self.sent[name] for name in self.files(names))

    def offer(self, sources, docname, is_long=False):
        """The button of a page, from the cells on it and its name.

        The package itself, and so NumPy, comes with Python; the rest comes
        when a cell that imports it runs. Whether the page is known to be long
        counts where nobody has measured it.
        """
        folder = docname.rpartition("/")[0]
        asked = {n for s in sources for n in run_cells.needed(s, self.homes)}
        first = sorted(asked & {PACKAGE, "numpy"})
        brought, later = list(first), []
        for package in sorted(asked - set(first)):
            before = self.weigh(brought)
            brought.append(package)
            size = megabytes(self.weigh(brought) - before)
            later.append(f"{package} {size}")
        more = ""
        if later:
            more = (
                f" What a cell imports comes when it runs: {', '.join(later)}."
            )
        measured = self.measured.get(docname, {})
        more += patience(measured.get("all"), is_long)
        out = left_out(sources, measured)
        paths = (self.folder / file for file in self.files(first))
        return OFFER.format(
            place=self.place,
            folder=folder,
            files=" ".join(sorted(set(READ.findall("\n".join(sources))))),
            packages=" ".join(first),
            bytes=sum(path.stat().st_size for path in paths),
            size=megabytes(self.weigh(first)),
            more=escape(more),
            out=f" data-heavy='{json.dumps(out)}'" if out else "",
            left=said(out, measured),
        )


class Offer(nodes.General, nodes.Element):
    """The button, as markup. It is no text: no search finds it."""


class OfferToRun(SphinxPostTransform):
    """Put the button in front of the first section of a page with cells."""

    default_priority = 800  # when the opening of the page is set
    formats = ("html",)

    def run(self, **kwargs):
        runtime = self.app.nnfs_runtime
        cells = cells_of(self.document)
        section = next(self.document.findall(nodes.section), None)
        if not runtime or not cells or section is None:
            return
        header = self.env.metadata[self.env.docname]
        if not are_for_readers(header):
            return
        sources = list(map(source_of, cells))
        is_long = header.get("runs") == "long"
        offer = runtime.offer(sources, self.env.docname, is_long)
        place = next(
            k
            for k, node in enumerate(section)
            if isinstance(node, nodes.section) or node in cells
        )
        section.insert(place, Offer(markup=offer))


def visit_offer(self, node):
    self.body.append(node["markup"])
    raise nodes.SkipNode


def choose_runtime(app, config):
    """Put what runs cells on the site, where all of it lies ready."""
    outdir = Path(app.outdir)
    source = outdir.parent / "pyodide"
    folder = lay(source, outdir / "run", config.nnfs_run_packages)
    runtime = app.nnfs_runtime = Runtime(folder) if folder else None
    config.nnfs_runtime_place = runtime.place if runtime else ""
    if runtime:  # what a page says of it is tagged so
        app.tags.add("run")


def copy_script(app):
    """Put the script where the site has its own."""
    if app.nnfs_runtime:
        static = Path(app.outdir, "_static")
        static.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path(__file__).with_name(SCRIPT), static / SCRIPT)


def add_script(app, pagename, templatename, context, doctree):
    if '<div class="run-bar"' in context.get("body", ""):
        app.add_js_file(SCRIPT, loading_method="defer")
