"""No page shows an old number: what the notebooks run on is part of the build.

Notebook results are cached by the text of their cells alone. So the cache gets a
folder of its own for every state of the package and of the libraries that its
numbers depend on, and the digest of that state is a setting that all pages
depend on. Editing `nnfs/` runs every notebook again; editing a chapter runs that
chapter.
"""

import hashlib
import platform
import shutil
from importlib import metadata
from pathlib import Path

LIBRARIES = ("numpy", "matplotlib", "scikit-learn")


def fingerprint(package):
    """A digest of every file of the package and of the versions it runs with."""
    digest = hashlib.sha256(platform.python_version().encode())
    for name in LIBRARIES:
        digest.update(f"{name} {metadata.version(name)}\n".encode())
    for path in sorted(Path(package).rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(package).as_posix().encode() + b"\0")
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def choose_cache(app, config):
    config.nnfs_fingerprint = fingerprint(Path(app.srcdir, "nnfs"))
    caches = Path(app.outdir).parent / ".jupyter_cache"
    config.nb_execution_cache_path = str(caches / config.nnfs_fingerprint)
    for old in caches.glob("*"):
        if old.name != config.nnfs_fingerprint:
            shutil.rmtree(old, ignore_errors=True)


def setup(app):
    app.add_config_value("nnfs_fingerprint", "", "env", str)
    app.connect("config-inited", choose_cache)
