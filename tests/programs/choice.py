"""Which pages a program runs: all, or those of which it is told a part."""

import argparse
import sys


def arguments(doc):
    """Return a parser that takes such parts; a program may add to it."""
    parser = argparse.ArgumentParser(
        description=doc, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="parts of names; all if none")
    return parser


def chosen(pages, names, site):
    """Return the pages, as names, of which some part is named.

    The program ends where there is none.
    """
    found = [p for p in pages if not names or any(n in p for n in names)]
    if not found:
        sys.exit(f"nothing to run in {site}: build the book first")
    return found


def notebooks(site):
    """Return the names of all notebooks of a built site, in order."""
    return [
        path.relative_to(site).as_posix()
        for path in sorted(site.glob("book/**/*.ipynb"))
    ]
