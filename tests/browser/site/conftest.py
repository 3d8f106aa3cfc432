"""The built site on a local port, and a browser to look at it with.

Run after the book was built: `pytest tests/browser/site`. With
`--screenshots DIR` each page is also photographed at both widths and in both
themes.
"""

import contextlib
import functools
import gzip
import hashlib
import http.server
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import pytest
import yaml
from playwright.sync_api import expect, sync_playwright

from nnfs import motion, plotting
from nnfs_site.delivery import rebuild
from nnfs_site.print import pdf
from nnfs_site.run import pyodide

ROOT = Path(__file__).parents[3]
SITE = ROOT / "_build" / "html"
CONTENTS = """\
format: jb-book
root: book/index
parts:
  - caption: A part
    chapters: [{file: book/cells}, {file: book/asks}]
  - caption: Reference
    chapters: [{file: book/where-you-are}, {file: book/review}]
"""
COMPRESSED = (".png", ".whl", ".woff2", ".zip")
# What a canvas shows, as a number.
PIXELS = """canvas => {
  const { data } = canvas.getContext("2d")
    .getImageData(0, 0, canvas.width, canvas.height);
  return data.reduce((sum, value, k) => (sum * 31 + value * (k % 97)) % 1e9, 0);
}"""
# The shell draws as Chromium does, with a quarter less work of a processor.
BROWSERS = ("chromium-headless-shell", *pdf.BROWSERS)
PATIENCE = 120_000  # milliseconds, on a machine that is busy


def pytest_addoption(parser):
    parser.addoption("--screenshots", metavar="DIR", help="photograph pages")


def pytest_configure(config):
    expect.set_options(timeout=PATIENCE)
    if not (SITE / "index.html").is_file():
        raise pytest.UsageError(f"no site in {SITE}: build the book first")


def pages():
    """The names of all pages, as seen from the root; redirects are none.

    Nor is the page for a wrong address, which works where the book is hosted.
    """
    return sorted(
        path.relative_to(SITE).as_posix()
        for path in SITE.rglob("*.html")
        if path.relative_to(SITE).parts[0] not in ("_static", "404.html")
        and 'http-equiv="Refresh"' not in path.read_text(encoding="utf-8")
    )


def pytest_generate_tests(metafunc):
    if "name" in metafunc.fixturenames:
        metafunc.parametrize("name", pages())


class StaticHost(http.server.SimpleHTTPRequestHandler):
    """Serve as a static host does: text compressed, and checked each time."""

    def send_head(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix in COMPRESSED or not path.is_file():
            return super().send_head()
        data = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return io.BytesIO(data)

    def end_headers(self):
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *args):
        pass


def until(page, expression):
    """Wait for what a page's policy would not let it evaluate by itself."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, f"never true: {expression}"
        page.wait_for_timeout(50)


@contextlib.contextmanager
def served(folder, host=StaticHost):
    """Serve a folder on a local port; yield its address."""
    handler = functools.partial(host, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.handle_error = lambda *_: None  # a page that left while it loaded
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def site():
    with served(SITE) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.fail("no Chromium on this machine (apt-get install chromium)")
    arguments = ["--font-render-hinting=none"]  # letters as wide as elsewhere
    arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=arguments
        )
        browser.on("context", lambda c: c.set_default_timeout(PATIENCE))
        yield browser
        browser.close()


@pytest.fixture
def context(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def desk(browser):
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    faults = listen(page)
    yield page
    context.close()
    assert not faults


def listen(page):
    """Collect what a browser has to complain about on a page.

    What it gives up because the page is left, as its icon, is no complaint.
    """
    faults = []
    page.on(
        "console",
        lambda said: said.type == "error" and faults.append(said.text),
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "requestfailed",
        lambda sent: (
            sent.failure == "net::ERR_ABORTED" or faults.append(sent.url)
        ),
    )
    return faults


def listen_everywhere(context):
    """Collect what it has to complain about on all pages of a context."""
    faults = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on(
        "console",
        lambda said: said.type == "error" and faults.append(said.text),
    )
    return faults


def links(kind, page):
    """The states of a page that the book links to: from where, and which."""
    found = []
    for path in sorted((SITE / "book").glob("*.html")):
        text = path.read_text("utf-8")
        for href in re.findall(
            rf'<a class="[^"]*\b{kind}\b[^"]*" href="([^"]+)', text
        ):
            target, _, address = href.partition("#")
            assert not target or path.parent / target == SITE / page
            found.append((path.stem, address.replace("&amp;", "&")))
    return found


def loaded_only_by(page, name):
    """Hold that no other page loads this script and style; say how large."""
    asking = [
        path.relative_to(SITE).as_posix()
        for path in (SITE / "book").rglob("*.html")
        if re.search(rf"_static/{name}\.(js|css)", path.read_text("utf-8"))
    ]
    assert asking == [page]
    text = (SITE / page).read_text("utf-8")
    assert re.search(rf"{name}\.js\?v=[0-9a-f]{{8}}", text)
    assert re.search(rf"{name}\.css\?v=[0-9a-f]{{8}}", text)
    files = [SITE / "_static" / f"{name}.{kind}" for kind in ("js", "css")]
    return sum(path.stat().st_size for path in files)


def fragment(page):
    return page.evaluate("location.hash.slice(1)")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def copied_link(page):
    """Let a page put the link to its state on the clipboard; return it."""
    press(page, "Copy link")
    page.locator(".notes", has_text="Copied").wait_for()
    return page.evaluate("navigator.clipboard.readText()")


def hold_the_place(browser, desk, address, place, *stills):
    """Hold that these stand for a place that needs scripts, and on paper.

    `desk` shows the page already.
    """
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert all(page.locator(still).is_visible() for still in stills)
    assert not page.locator(place).is_visible()
    context.close()
    assert not any(desk.locator(still).is_visible() for still in stills)
    assert desk.locator(place).is_visible()
    desk.emulate_media(media="print")
    assert all(desk.locator(still).is_visible() for still in stills)
    assert not desk.locator(place).is_visible()


def run_copied(page):
    """Run the lines that a page has put on the clipboard; return its names."""
    made = {}
    code = page.evaluate("navigator.clipboard.readText()")
    exec(compile(code, "copied", "exec"), made)
    return made


def drawing():
    """A figure that plays, as matplotlib writes it."""
    with matplotlib.rc_context():
        plotting.use_book_style()
        figure, axes = plt.subplots(figsize=(3, 2))
        line = axes.plot([0, 1, 2, 3], [3, 1, 2, 0], color=plotting.INK)[0]
        motion.trace(line)
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None})
        plt.close(figure)
    return drawn.getvalue()


def make_package(folder):
    """Write a package that hands a picture to the page; return its entry."""
    name = "drawn-1.0-py3-none-any.whl"
    code = (
        "from nnfs_site.run.cells import Session\n"
        f"PICTURE = {drawing()!r}\n"
        "def show():\n    Session.current.show(PICTURE)\n"
    )
    about = "Metadata-Version: 2.1\nName: drawn\nVersion: 1.0\n"
    kind = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(folder / name, "w") as archive:
        archive.writestr("drawn.py", code)
        archive.writestr("drawn-1.0.dist-info/METADATA", about)
        archive.writestr("drawn-1.0.dist-info/WHEEL", kind)
        archive.writestr("drawn-1.0.dist-info/RECORD", "")
    return {
        "name": "drawn",
        "version": "1.0",
        "file_name": name,
        "install_dir": "site",
        "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": ["drawn"],
        "depends": [],
        "unvendored_tests": False,
    }


@pytest.fixture(scope="session")
def booklet(tmp_path_factory):
    """Build the small book with the settings of the real one; serve it."""
    root = tmp_path_factory.mktemp("booklet")
    (root / "book").mkdir()
    (root / "book/references.bib").symlink_to(ROOT / "book/references.bib")
    for name in (*rebuild.MEASURED, "nnfs", "website", "pyproject.toml"):
        (root / name).symlink_to(ROOT / name)
    for name in ("asks.md", "cells.md"):
        shutil.copy(Path(__file__).with_name(name), root / "book")
    for name in ("review.md", "where-you-are.md"):
        shutil.copy(ROOT / "book" / name, root / "book")
    (root / "book/index.md").write_text("# A book\n\nOf two pages.\n\n## So\n")
    (root / "_toc.yml").write_text(CONTENTS)
    settings = yaml.safe_load((ROOT / "_config.yml").read_text())
    settings["sphinx"]["config"]["nnfs_run_packages"] = ["drawn"]
    (root / "_config.yml").write_text(yaml.safe_dump(settings))
    folder = root / "_build" / "pyodide"
    folder.mkdir(parents=True)
    pyodide.fetch_core(folder)
    lock = json.loads((folder / pyodide.LOCK).read_text())
    lock["packages"]["drawn"] = make_package(folder)
    (folder / pyodide.LOCK).write_text(json.dumps(lock))
    program = Path(sys.executable).with_name("jupyter-book")
    done = subprocess.run(
        [program, "build", root, "-n", "-W", "--keep-going"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with served(root / "_build" / "html") as address:
        yield address
