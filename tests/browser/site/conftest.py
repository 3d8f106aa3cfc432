"""The built site on a local port, and a browser to look at it with.

Run after the book was built: `pytest tests/browser/site`. With
`--screenshots DIR` each page is also photographed at both widths and in both
themes.
"""

import contextlib
import functools
import gzip
import http.server
import io
import os
import shutil
import threading
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

SITE = Path(__file__).parents[3] / "_build" / "html"
COMPRESSED = (".png", ".whl", ".woff2", ".zip")
PATIENCE = 120_000  # milliseconds, on a machine that is busy
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


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
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=arguments
        )
        browser.on("context", lambda c: c.set_default_timeout(PATIENCE))
        yield browser
        browser.close()
