"""A page that has moved stands at its old address too, for old links.

A redirection would lose the place in the page.  The pages' own address, in
their heads and on the map of the site, is the new one.
"""

import shutil

MOVED = {  # old: new, in the same folder, so that its links stand
    "_modules/nnfs/checking.html": "_modules/nnfs/gradient_check.html",
}


def copy(site):
    """Copy the pages that have moved, where the site has them."""
    for old, new in MOVED.items():
        if (site / new).is_file():
            shutil.copyfile(site / new, site / old)
