"""What a page tells those who do not open it: search engines, cards, crawlers.

Each page describes itself with its first paragraph, computed values included.
Its address, the card and the map of the site all follow from one setting,
`html_baseurl`. The page for a wrong address is the one page that does not
know where it stands, so its links name their place on the host.
"""

import re
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from docutils import nodes

from nnfs_site.delivery import links

LENGTH = 200  # characters of a description; searches show fewer
CARD = "_static/card.png"


def shorten(text):
    """Cut a text at the end of a word.

    >>> shorten("one  two\\nthree")
    'one two three'
    >>> len(shorten("word " * 99)) <= LENGTH
    True
    """
    text = " ".join(text.split())
    if len(text) <= LENGTH:
        return text
    return (
        text[: LENGTH - 1].rpartition(" ")[0].rstrip(",.;:")
        + "\N{HORIZONTAL ELLIPSIS}"
    )


def describe(doctree, title, book):
    """Say in a sentence or two what a page holds.

    A chapter's first paragraph ends with what the reader can do afterwards,
    which is what someone who looks for a page wants to know.
    """
    for paragraph in doctree.findall(nodes.paragraph) if doctree else ():
        text = paragraph.astext()
        *_, promise = text.rpartition("Afterwards you can: ")
        if promise != text:
            return shorten(f"{title}. Afterwards you can {promise}")
        return shorten(text)
    return shorten(f"{title}, in the book {book}.")


def add_metadata(app, pagename, templatename, context, doctree):
    base, book = app.config.html_baseurl, app.config.html_title
    root = pagename == app.config.root_doc
    title = re.sub(r"<[^>]*>", "", context.get("title") or book)
    text = describe(doctree, title, book)
    if root:
        context["pageurl"] = base
    named = {"description": text}
    if pagename == "404":
        named["robots"] = "noindex"
    shared = {
        "og:title": title,
        "og:site_name": book,
        "og:type": "website" if root else "article",
        "og:description": text,
        "og:image": base + CARD,
        "og:image:alt": "Three spiral arms of points, and the regions that a "
        "network gives to them.",
        "og:url": context.get("pageurl"),
    }
    named["twitter:card"] = "summary_large_image"
    tags = [("name", *pair) for pair in named.items()]
    tags += [("property", *pair) for pair in shared.items() if pair[1]]
    context["metatags"] = context.get("metatags", "") + "\n".join(
        f'<meta {kind}="{name}" content="{escape(value)}" />'
        for kind, name, value in tags
    )


def lost(app):
    """Add the page for an address that does not exist."""
    yield "404", {"title": "This page does not exist"}, "404.html"


def write_map(app):
    """List the pages for crawlers."""
    base = app.config.html_baseurl
    places = [
        "" if name == app.config.root_doc else app.builder.get_target_uri(name)
        for name in sorted(app.env.found_docs)
    ]
    rows = "".join(
        f"<url><loc>{escape(base + place)}</loc></url>\n" for place in places
    )
    Path(app.outdir, "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{rows}</urlset>\n",
        encoding="utf-8",
    )


def root_links(app):
    """Let the page for a wrong address stand at any of them."""
    page = Path(app.outdir, "404.html")
    text = page.read_text(encoding="utf-8")
    root = urlsplit(app.config.html_baseurl).path
    page.write_text(links.moved(text, root), encoding="utf-8")
