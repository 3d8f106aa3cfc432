"""What has moved is found at its old address too, for old links.

A page stands at both: a redirection would lose the place in it. Its own
address, in its head and on the map of the site, is the new one. A part of a
page that has moved to another leaves its names at a link that leads there;
where the part has other names now, the list has the old ones.
"""

import posixpath
import re

from nnfs_site.delivery import links

MOVED = {  # old: new
    "book/index.html": "index.html",
    "_modules/nnfs/checking.html": "_modules/nnfs/gradient_check.html",
}
PARTED = {  # old: new, and the section of the old that links to its parts
    "book/08-schedules-and-what-goes-wrong.html": (
        "book/what-goes-wrong.html",
        "what-else-goes-wrong",
    ),
}
GONE = {  # old: new, the name of the part there, and what it was called here
    "book/what-goes-wrong.html": (
        "book/10-initialization-and-normalization.html",
        "sec-10-knob",
        (
            "the-knob-for-three-bends",
            "fig-08-knob",
            "proof-08-knob",
            "proof-08-endless",
        ),
    ),
}
NAME = re.compile(r'<(section )?[^<>]*\bid="([^"]+)"')
OF_A_PART = re.compile(r"(equation-)?[a-z]+-\d\d-")  # sec-08-noise


def copy(site):
    """Copy the pages that have moved, where the site has them."""
    for old, new in MOVED.items():
        if (site / new).is_file():
            text = (site / new).read_text("utf-8")
            (site / old).parent.mkdir(parents=True, exist_ok=True)
            (site / old).write_text(links.moved(text, way(old, new)), "utf-8")


def lead_on(site):
    """Let the names of parts that have moved lead to where they are."""
    for old, (new, section) in PARTED.items():
        if (site / old).is_file() and (site / new).is_file():
            here, there = ((site / at).read_text("utf-8") for at in (old, new))
            page = way(old, new) + posixpath.basename(new)
            (site / old).write_text(named(here, there, page, section), "utf-8")


def lead_away(site):
    """Let the old names of a part lead to the link to where it is."""
    for old, (new, part, names) in GONE.items():
        if (site / old).is_file():
            text = (site / old).read_text("utf-8")
            link = f'href="{way(old, new)}{posixpath.basename(new)}#{part}"'
            (site / old).write_text(marked(text, link, names), "utf-8")


def marked(text, link, names):
    """Return a page whose first link of this kind bears names.

    >>> print(marked('<p id="a"><a class="x" href="b#c">', 'href="b#c"', "ad"))
    <p id="a"><span id="d"></span><a class="x" href="b#c">
    """
    if link not in text:
        return text
    place = text.rindex("<", 0, text.index(link))
    lost = [name for name in names if f'id="{name}"' not in text]
    spans = "".join(f'<span id="{name}"></span>' for name in lost)
    return text[:place] + spans + text[place:]


def named(here, there, page, section):
    """Return a page whose links to the parts of another bear their names.

    >>> here = '<section id="more"><a href="b.html#sec-01-b">'
    >>> there = '<section id="b"><i id="sec-01-b"></i><p id="fig-01-c">'
    >>> print(named(here, there, "b.html", "more"))
    <section id="more"><span id="b"></span><span id="sec-01-b"></span>\
<span id="fig-01-c"></span><a href="b.html#sec-01-b">
    """
    head, mark, rest = here.partition(f'<section id="{section}">')
    known, link = {name for _, name in NAME.findall(here)}, None
    for part in re.split(r"(?=<section )", there)[1:]:
        names = [
            n for first, n in NAME.findall(part) if first or OF_A_PART.match(n)
        ]
        leading = [n for n in names if f'href="{page}#{n}"' in rest]
        link = f'href="{page}#{leading[0]}"' if leading else link
        if link:
            place = rest.rindex("<", 0, rest.index(link))
            spans = (f'<span id="{n}"></span>' for n in names if n not in known)
            rest = rest[:place] + "".join(spans) + rest[place:]
    return head + mark + rest


def way(old, new):
    """Return what leads from the folder of one page to that of another.

    >>> way("book/index.html", "index.html"), way("a/b.html", "a/c.html")
    ('../', '')
    """
    start = posixpath.dirname(old) or "."
    found = posixpath.relpath(posixpath.dirname(new) or ".", start)
    return "" if found == "." else f"{found}/"
