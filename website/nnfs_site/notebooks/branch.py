"""Lay what the branch `notebooks` holds, into the folder that is named.

    PYTHONPATH=website python -m nnfs_site.notebooks.branch FOLDER

Binder, Colab and JupyterHubs open that branch, which the hosted workflow writes
when the site is published. It holds the notebooks of the built site, the
package, and what Binder installs, each where this repository has it, so that a
notebook finds beside it what its chapter finds.
"""

import shutil
import sys
from pathlib import Path

import yaml

from nnfs_site.delivery import repository

ROOT = Path(__file__).resolve().parents[3]
SITE = ROOT / "_build" / "html"
TAKEN = (
    "LICENSE",
    "LICENSE-TEXT",
    "benchmarks/*.json",
    "binder/*",
    "constraints.txt",
    "framework/*.json",
    "framework/*.py",
    "nnfs/**/*.*",
    "ports/*.json",
    "pyproject.toml",
    "studies/*.json",
)
README = """\
# Notebooks of {title}

The chapters of [{title}]({address}), their exercises and solutions, as
notebooks. On your machine:

```console
$ python3 -m venv .venv
$ .venv/bin/pip install -r binder/requirements.txt
$ .venv/bin/jupyter notebook book
```

The package lies beside them in `nnfs/`, installed in place: an edit is seen
when the kernel restarts.

This branch is written by a program whenever the book is published. Changes
belong on the branch `main` of <https://github.com/{repository}>.
"""


def files(root, site):
    """Yield each file of the branch with its name."""
    for path in sorted(site.glob("book/**/*.ipynb")):
        yield path.relative_to(site), path
    for pattern in TAKEN:
        for path in sorted(root.glob(pattern)):
            if path.is_file() and path.suffix != ".pyc":
                yield path.relative_to(root), path


def lay(folder, root=ROOT, site=SITE):
    """Write the files of the branch into a folder, and nothing else."""
    settings = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    config = settings["sphinx"]["config"]
    name, address = repository.find(
        root,
        config["html_theme_options"]["repository_url"],
        config["html_baseurl"],
    )
    for place, path in files(root, site):
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    text = README.format(
        title=settings["title"], address=address, repository=name
    )
    (folder / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if not (SITE / "index.html").is_file():
        sys.exit(f"no site in {SITE}: build the book first")
    lay(Path(sys.argv[1]))
