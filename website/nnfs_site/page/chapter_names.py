"""What a chapter is called, where prose names it.

A chapter's number stands in its file name, and its short name in its header,
as `chapter: loss`. Prose says the short name, so it stays right when a title or
a number changes:

- ``{chapter}`loss` `` is a link that reads "chapter 4", and a capital in the
  name of the role gives one: ``{Chapter}`loss` ``;
- ``{chapter}`sec-04-accuracy` `` reads the same and leads to a section of it,
  or of a page that stands under it in the contents;
- ``{chapter}`chapter {number}, {title} <loss>` `` has words of its own, and the
  chapter's number and title in them.

On the chapter's own page its number is no link, unless it names a section. A
name that no chapter has is a warning.
"""

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from nnfs_site.chapters import above, number

logger = logging.getLogger(__name__)

EXPLICIT = re.compile(r"(.*\S)\s*<([^<>]+)>", re.DOTALL)


def name_chapter(
    name, rawtext, text, lineno, inliner, options=None, content=None
):
    """Read the role."""
    found = EXPLICIT.fullmatch(text)
    default = "Chapter {number}" if name[0].isupper() else "chapter {number}"
    words, target = found.groups() if found else (default, text)
    link = addnodes.pending_xref(
        rawtext,
        nodes.inline(rawtext, words),
        refdomain="",
        reftype="chapter",
        reftarget=target,
        refwarn=False,  # `resolve` says it better
    )
    link.source, link.line = inliner.reporter.get_source_and_line(lineno)
    return [link], []


def place(env, target):
    """Return the page and the identifier that a chapter's name or label means.

    The identifier is empty for a chapter, and all is None for neither.
    """
    for page, header in env.metadata.items():
        if header.get("chapter") == target and number(page):
            return page, ""
    page, identifier, _ = env.get_domain("std").labels.get(target, ("", "", ""))
    return (page, identifier) if number(chapter(env, page)) else (None, None)


def chapter(env, page):
    """Return the chapter that a page stands under, or the page itself."""
    return above(env.toctree_includes).get(page, page)


def write_again(app, env):
    """Return all pages where a chapter is called otherwise than before.

    Sphinx writes a page again when its own text has changed, not when what a
    link in it says has.
    """
    called = {
        page: (header.get("chapter"), env.titles[page].astext())
        for page, header in env.metadata.items()
        if number(page)
    }
    before = getattr(env, "nnfs_chapters", called)
    env.nnfs_chapters = called
    return sorted(env.found_docs) if called != before else []


def resolve(app, env, link, words):
    """Say the chapter's number, as a link where it leads elsewhere."""
    if link["reftype"] != "chapter":
        return None
    page, identifier = place(env, link["reftarget"])
    if page is None:
        message = "no chapter is called %r, and no section of one"
        logger.warning(
            message, link["reftarget"], location=link, type="chapters"
        )
        return words
    home = chapter(env, page)
    title = re.sub(r"^\d+\. ", "", env.titles[home].astext())
    said = words.astext().replace("{number}", str(number(home)))
    said = said.replace("{title}", title)
    text = nodes.inline("", said)
    if page == link["refdoc"] and not identifier:
        return text
    return make_refnode(app.builder, link["refdoc"], page, identifier, text)
