"""What to do where another project's `nnfs` has written over this one.

The package `nnfs` of PyPI belongs to another book and has our import name.  Pip
lets both into one folder.  Where theirs came last, or was removed together with
the files that both have, `import nnfs` runs no line of ours; but a module that
they have not, like this one, still stands.
"""

import json
from importlib import metadata

import nnfs

OURS, THEIRS = "nnfs-book", "nnfs"


def in_the_way():
    """Say what stands in the way of this package, and what heals it.

    Returns
    -------
    str or None
        None where `nnfs` is ours and whole.
    """
    if hasattr(nnfs, "Network"):
        return None
    try:
        other = f"{THEIRS} {metadata.version(THEIRS)} of PyPI, another book's,"
        done = "has written over"
    except metadata.PackageNotFoundError:
        other = f"{THEIRS} of PyPI, another book's, was removed and"
        done = "took files along of"
    return (
        f"The package {other} {done} this book's {OURS}. This mends it:\n"
        f'python -m pip install --force-reinstall --no-deps "{_source()}"'
    )


def _source():
    """Return what pip was asked for when it installed our package."""
    try:
        told = metadata.distribution(OURS).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        told = None
    return f"{OURS} @ {json.loads(told)['url']}" if told else OURS
