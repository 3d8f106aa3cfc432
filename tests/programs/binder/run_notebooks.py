"""Open every notebook the way Binder does, run it to the end, look for errors.

No part of plain pytest, because it installs an environment and takes minutes:

    make binder

It lays the branch that Binder opens from the built site, and follows the steps
that `jupyter-repo2docker --no-build --debug .` prints there: the repository as
home folder and working directory, a fresh environment of the Python in
binder/runtime.txt, `pip install -r binder/requirements.txt`. Then it starts a
Jupyter server on this machine alone, drives Chromium to each notebook by the
path that the button of its page asks for, chooses Run All, and waits until
every cell ran.
"""

import contextlib
import functools
import html
import os
import pathlib
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from playwright.sync_api import sync_playwright

from nnfs_site.notebooks import branch
from tests.programs import choice

ROOT = pathlib.Path(__file__).resolve().parents[3]
SITE = ROOT / "_build" / "html"

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
LAUNCH = re.compile(r'href="https://mybinder\.org/[^"?]*\?urlpath=([^"]*)"')
NOTEBOOK = "window.jupyterapp?.shell.currentWidget"
IS_OPEN = f"() => {NOTEBOOK}?.content?.model?.cells?.length > 0"
IS_READY = f"() => {NOTEBOOK}.sessionContext.session?.kernel?.status === 'idle'"
CELLS = f"""() => [...{NOTEBOOK}.content.model.cells]
    .filter(cell => cell.type === 'code')
    .map(cell => cell.toJSON())"""


def launches(site):
    """Return the path that the button of each page asks for, in order."""
    found = [
        html.unescape(path)
        for page in sorted(site.glob("**/*.html"))
        for path in LAUNCH.findall(page.read_text(encoding="utf-8"))
    ]
    return sorted(dict.fromkeys(found))


def build(home, environment):
    """Do what repo2docker does; return the variables that a server needs."""
    wanted = (home / "binder" / "runtime.txt").read_text().strip()
    python = shutil.which(wanted.replace("-", ""))
    if python is None:
        python = sys.executable
        print(f"there is no {wanted} here: {python} stands in for it")
    subprocess.run([python, "-m", "venv", environment], check=True)
    programs = environment / "bin"
    variables = {
        "HOME": str(home),
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    passed = {name: os.environ[name] for name in os.environ if "PIP_" in name}
    run = functools.partial(subprocess.run, cwd=home, check=True)
    pip = [programs / "pip", "install", "-q", "-r", "binder/requirements.txt"]
    run(pip, env=variables | passed)
    return variables


@contextlib.contextmanager
def server(home, variables, log):
    """Run a Jupyter server; yield its address and its token."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex()
    command = [
        "jupyter",
        "notebook",
        "--no-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        "--JupyterNotebookApp.expose_app_in_browser=True",
        "--LabApp.expose_app_in_browser=True",
    ]
    if os.geteuid() == 0:
        command.append("--allow-root")
    program = shutil.which(command[0], path=variables["PATH"])
    with log.open("w") as output:
        process = subprocess.Popen(
            [program, *command[1:]],
            cwd=home,
            env=variables,
            stdout=output,
            stderr=output,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            if process.poll() is not None:
                sys.exit(f"the server ended:\n{log.read_text()}")
            with contextlib.suppress(urllib.error.URLError):
                urllib.request.urlopen(f"{address}/api?token={token}")
                break
            time.sleep(0.5)
        else:
            sys.exit(f"the server does not answer:\n{log.read_text()}")
        yield address, token
    finally:
        process.terminate()
        process.wait(30)


def run_all(page, address, limit):
    """Open a page, choose Run All, wait; return the cells and the faults."""
    page.goto(address)
    page.wait_for_function(IS_OPEN, timeout=60_000)
    page.wait_for_function(IS_READY, timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    end = time.monotonic() + limit
    while True:
        page.wait_for_timeout(500)
        cells = page.evaluate(CELLS)
        failed = [cell for cell in cells if errors(cell)]
        waiting = [cell for cell in cells if cell["execution_count"] is None]
        if failed:
            return cells, [errors(cell) for cell in failed]
        if not waiting:
            if page.evaluate(IS_READY):
                return cells, []
        elif time.monotonic() > end:
            return cells, [
                f"{len(waiting)} cells did not run in {limit} s, the first:\n"
                + waiting[0]["source"]
            ]


def errors(cell):
    """Return the errors among the outputs of a cell, as text."""
    text = "\n".join(
        "\n".join(output["traceback"])
        for output in cell["outputs"]
        if output["output_type"] == "error"
    )
    return re.sub(r"\x1b\[[0-9;]*m", "", text)  # without its colours


def figures(cells):
    """Count the pictures among the outputs."""
    return sum(
        any(kind.startswith("image/") for kind in output.get("data", ()))
        for cell in cells
        for output in cell["outputs"]
    )


def main():
    parser = choice.arguments(__doc__)
    parser.add_argument(
        "--limit", type=float, default=900, help="seconds for a page"
    )
    parser.add_argument("--screenshots", metavar="DIR", type=pathlib.Path)
    options = parser.parse_args()
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit("no Chromium on this machine: install it")
    faults = 0
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="binder-"))
        )
        home = folder / "home"
        home.mkdir()
        branch.lay(home)
        variables = build(home, folder / "environment")
        address, token = stack.enter_context(
            server(home, variables, folder / "server.log")
        )
        playwright = stack.enter_context(sync_playwright())
        chromium = playwright.chromium.launch(
            executable_path=browser,
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        stack.callback(chromium.close)
        for path in choice.chosen(launches(SITE), options.names, SITE):
            context = chromium.new_context(
                viewport={"width": 1280, "height": 900}
            )
            page = context.new_page()
            elsewhere = set()

            def keep_here(route, elsewhere=elsewhere):
                if route.request.url.startswith((address, "data:", "blob:")):
                    return route.continue_()
                elsewhere.add(route.request.url)
                return route.abort()

            page.route("**/*", keep_here)
            try:
                url = f"{address}/{path}?token={token}"
                cells, wrong = run_all(page, url, options.limit)
            except Exception as error:
                cells, wrong = [], [f"it did not open as a notebook: {error}"]
            wrong += [f"it asked another host: {url}" for url in elsewhere]
            if options.screenshots:
                options.screenshots.mkdir(parents=True, exist_ok=True)
                picture = path.replace("/", "-").replace(".ipynb", ".png")
                page.screenshot(path=options.screenshots / picture)
            context.close()
            faults += bool(wrong)
            print(
                f"{'failed' if wrong else 'passed'}: {path}, "
                f"{len(cells)} code cells, {figures(cells)} figures",
                *wrong,
                sep="\n",
                flush=True,
            )
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
