"""A page that has moved stands at its old address too, for old links.

A redirection would lose the place in the page.  The pages' own address, in
their heads and on the map of the site, is the new one.
"""

import posixpath

from nnfs_site.delivery import links

MOVED = {  # old: new
    "book/index.html": "index.html",
    "_modules/nnfs/checking.html": "_modules/nnfs/gradient_check.html",
}


def copy(site):
    """Copy the pages that have moved, where the site has them."""
    for old, new in MOVED.items():
        if (site / new).is_file():
            text = (site / new).read_text("utf-8")
            (site / old).parent.mkdir(parents=True, exist_ok=True)
            (site / old).write_text(links.moved(text, way(old, new)), "utf-8")


def way(old, new):
    """Return what leads from the folder of one page to that of another.

    >>> way("book/index.html", "index.html"), way("a/b.html", "a/c.html")
    ('../', '')
    """
    start = posixpath.dirname(old) or "."
    found = posixpath.relpath(posixpath.dirname(new) or ".", start)
    return "" if found == "." else f"{found}/"
