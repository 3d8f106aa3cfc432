"""Compare what two built sites say: the words, code and figures of each page.

`python tools/differences.py OLD NEW` takes two folders like `_build/html`.  It
prints a diff of the visible text, a block to a line, in which a figure stands
as a digest of what it draws; then the links that are gone or lead nowhere, and
the places on a page that no longer have their address.  The exit status is 1
where an address of OLD is gone.
"""

import difflib
import hashlib
import re
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag

from bs4 import BeautifulSoup, NavigableString
from bs4.element import PreformattedString

UNSEEN = {"script", "style", "template", "noscript"}
INLINE = {"a", "abbr", "b", "code", "em", "i", "kbd", "span", "strong", "sub"}
INLINE |= {"sup", "cite", "dfn", "math", "button", "small"}


def digest(text):
    text = " ".join(text.split())
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def blocks(node):
    """Yield the visible text of a node in pieces; None ends a block."""
    for child in node.children:
        if isinstance(child, NavigableString):
            if not isinstance(child, PreformattedString):
                yield str(child)
        elif child.name in UNSEEN:
            continue
        elif child.name == "svg":
            yield from (None, f"[drawing {digest(str(child))}]", None)
        elif child.name == "img":
            yield from (None, f"[image] {child.get('alt', '')}", None)
        elif child.name == "pre":
            for line in child.get_text().splitlines():
                yield from (None, line, None)
        elif child.name in INLINE:
            yield from blocks(child)
        else:
            yield None
            yield from blocks(child)
            yield None


def lines(soup):
    """Return the visible text of a page as lines, one to a block."""
    found = [""]
    for piece in blocks(soup.find("article") or soup.body or soup):
        if piece is None:
            found.append("")
        else:
            found[-1] += piece
    return [" ".join(line.split()) for line in found if line.strip()]


def links(soup, page, site):
    """Count the pages and places that a page links to, as they are found."""
    targets = Counter()
    for link in (soup.find("article") or soup).find_all("a", href=True):
        address, place = urldefrag(link["href"])
        if re.match(r"\w+:|/", address):  # not within the site
            targets[address] += 1
            continue
        path = (page.parent / unquote(address)).resolve() if address else page
        path = path / "index.html" if path.is_dir() else path
        name = path.relative_to(site).as_posix() if path.exists() else "NOWHERE"
        targets[f"{name}#{place}"] += 1
    return targets


def read(site):
    """Return text, links and addresses of every page of a site, by its name."""
    pages = {}
    for page in sorted(site.rglob("*.html")):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        places = {tag["id"] for tag in soup.find_all(id=True)}
        name = page.relative_to(site).as_posix()
        pages[name] = lines(soup), links(soup, page, site), places
    return pages


def differences(old, new):
    """Yield a line for each difference; those that lose an address say so."""
    before, after = (read(Path(site).resolve()) for site in (old, new))
    for name in sorted(before.keys() | after.keys()):
        if name not in after or name not in before:
            yield f"{'GONE' if name in before else 'NEW'} {name}"
            continue
        texts, targets, places = zip(before[name], after[name], strict=True)
        yield from difflib.unified_diff(*texts, name, name, lineterm="", n=0)
        for target, count in (targets[0] - targets[1]).items():
            yield f"link gone from {name}: {target} ({count})"
        for target in targets[1]:
            if target.startswith("NOWHERE"):
                yield f"link of {name} leads {target}"
        for place in sorted(places[0] - places[1]):
            yield f"GONE {name}#{place}"


def main():
    found = list(differences(*sys.argv[1:3]))
    print(*found, sep="\n")
    sys.exit(any(line.startswith("GONE") for line in found))


if __name__ == "__main__":
    main()
