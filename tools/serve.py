"""Serve the built book, and build it again at every edit of its sources.

sphinx-autobuild watches, serves and tells the browser to reload; the build
itself is the one of `make book`, so both share their caches. Only the sources
are watched, never what a build writes.
"""

import subprocess
import sys
from pathlib import Path

import uvicorn
from sphinx_autobuild.filter import IgnoreFilter
from sphinx_autobuild.utils import open_browser, show_message

from nnfs_site import private

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
WATCHED = (
    *("benchmarks", "book", "framework", "nnfs", "ports", "studies"),
    "website",
    *("_config.yml", "_toc.yml"),
)
SOURCES = [ROOT / name for name in WATCHED]
HOST, PORT = "127.0.0.1", 8000


def build(changed_paths=()):
    for path in changed_paths:
        show_message(f"changed: {path.name}")
    program = Path(sys.executable).with_name("jupyter-book")
    if subprocess.run([program, "build", ROOT, "-n", "-q"]).returncode:
        show_message("the build failed: what is served may be out of date")
    show_message(f"serving http://{HOST}:{PORT}")


def without_policy(app):
    """Let the script that reloads a page run: the site's policy forbids it."""

    async def served(scope, receive, send):
        async def pass_on(message):
            if "body" in message:
                message["body"] = message["body"].replace(
                    b'"Content-Security-Policy"', b'"X-Served-Without-Policy"'
                )
            await send(message)

        await app(scope, receive, pass_on)

    return served


def main():
    SITE.mkdir(parents=True, exist_ok=True)
    build()
    ignored = IgnoreFilter([], [r"__pycache__", r"\.ipynb_checkpoints"])
    app = private.reloading(SOURCES, ignored, build, SITE, f"{HOST}:{PORT}")
    open_browser(f"{HOST}:{PORT}", 1)
    uvicorn.run(without_policy(app), host=HOST, port=PORT, log_level="warning")


if __name__ == "__main__":
    main()
