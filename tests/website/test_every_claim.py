"""The page of all claims: their sentences, their cells, and what is known."""

import io
import json
import logging

import pytest
from docutils import nodes
from docutils.parsers.rst import roles
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from nnfs_site import luck
from nnfs_site.delivery import rebuild
from nnfs_site.page import chapter_names, claims, every_claim

SETTINGS = {
    "extensions": ["myst_nb"],
    "source_suffix": {".md": "myst-nb"},
    "root_doc": "book/index",
    "exclude_patterns": ["jupyter_execute"],
    "nb_execution_mode": "off",
    "suppress_warnings": ["myst-nb.lexer"],  # nothing ran
    "myst_enable_extensions": ["dollarmath"],
    "html_theme": "basic",
}
PAGE = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  name: python3
chapter: sums
---

# 1. Sums

(proof-01-sum)=
```{code-cell} ipython3
:tags: [hide-input]

x = [0.5, 1]
assert sum(x) == 1.5
assert len(x) == 2
```

Before. The sum of the two numbers is, as we know, *right. So* is
$x$.{proved}`proof-01-sum` See 2.5 of {chapter}`sums`, as {ref}`sec-01-more`
says, and so does the rest.{proved}`proof-01-more` After.

(sec-01-more)=
## More

(proof-01-more)=
```{code-cell} ipython3
for _ in range(2):
    assert drawn() > 1
```

It held in {share}`proof-01-more`. (It did.) *So* it is,{proved}`proof-01-sum`
and was.{proved}`proof-01-sum`

(One sentence stands here. Another, which is long enough, closes the
bracket.){proved}`proof-01-sum`
This is a list of three things that all are so:{proved}`proof-01-sum`
one.

(proof-01-late)=
```{code-cell} ipython3
assert True
```

| Late |
|---|
| A cell.{proved}`proof-01-late` |
"""
KNOWN = [
    {"assert": "sum(x) == 1.5", "proof": "proof-01-sum", "exact": True},
    {"assert": "len(x) == 2", "proof": "proof-01-sum", "exact": True},
    {"assert": "drawn() > 1", "proof": "proof-01-more", "lost": [3]},
]


@pytest.fixture
def build(tmp_path):
    """Return a function that builds a page and the list of its claims."""
    said = io.StringIO()

    def build(page=PAGE, state=None):
        texts = {
            "index": "# Book\n\n```{toctree}\n01-sums\nevery-claim\n```\n",
            "01-sums": page,
            "every-claim": "# Every Claim\n\n```{claims}\n```\n",
        }
        for name, text in texts.items():
            path = tmp_path / "book" / f"{name}.md"
            path.parent.mkdir(exist_ok=True)
            if not path.is_file() or path.read_text("utf-8") != text:
                path.write_text(text, encoding="utf-8")
        result = tmp_path / luck.RESULT
        result.parent.mkdir(parents=True, exist_ok=True)
        entry = {
            "date": "2026-11-29",
            "state": state
            or luck.state(tmp_path / "book" / "01-sums.md", tmp_path),
            "families": [1, 2, 3],
            "asserts": KNOWN,
        }
        result.write_text(json.dumps({"pages": {"book/01-sums": entry}}))
        folders = (tmp_path / name for name in ("out", "trees"))
        app = Sphinx(
            *(tmp_path, None, *folders, "html", SETTINGS),
            status=None,
            warning=said,
        )
        roles.register_local_role("chapter", chapter_names.name_chapter)
        roles.register_local_role("proved", claims.proved)
        app.add_role("share", every_claim.SayShare())
        app.add_directive("claims", every_claim.ListClaims)
        app.add_node(claims.Claim)
        app.add_node(every_claim.Claims)
        app.add_transform(claims.LinkToProof)
        app.add_post_transform(every_claim.FillInClaims)
        anew = rebuild.read_with_others(every_claim.PAGE)
        app.connect("env-before-read-docs", anew)
        app.connect("missing-reference", chapter_names.resolve)
        app.build()
        assert "/book/" not in said.getvalue()  # where a warning is of a page
        return app

    logger = logging.getLogger("sphinx")
    kept = logger.handlers[:], logger.propagate
    with docutils_namespace():
        yield build
    logger.handlers[:], logger.propagate = kept


def listed(app):
    """Return the page of claims, and its items as lines of text."""
    page = app.env.get_and_resolve_doctree("book/every-claim", app.builder)
    items = page.findall(nodes.list_item)
    return page, [[p.astext() for p in item.children] for item in items]


def test_each_tick_of_the_sources_is_an_item_with_its_sentence(build):
    page, items = listed(build())
    assert [item[0] for item in items] == [
        "The sum of the two numbers is, as we know, right. So is\nx.",
        "See 2.5 of chapter 1, as More\nsays, and so does the rest.",
        "(It did.) So it is,",
        "(It did.) So it is,\nand was.",
        "(One sentence stands here. Another, which is long enough, closes the\n"
        "bracket.)",
        "This is a list of three things that all are so.",
        "A cell.",
    ]
    assert len(items) == PAGE.count("{proved}")
    exact = "Exact. In the text, asserted by sum(x) == 1.5 and 1 more."
    chance = "By chance: held in 2 of 3 families. In the text, asserted by "
    late = "Not yet run with other seeds. In the text, asserted by True."
    assert [item[1] for item in items] == [
        exact,
        f"{chance}drawn() > 1.",
        *[exact] * 4,
        late,
    ]
    assert "makes 7 claims: 5 are exact, 1 by chance, and 1" in page.astext()
    assert "has changed since" not in page.astext()


def test_the_pages_are_the_contents_of_the_page(build):
    app = build()
    for _ in range(2):  # as often as it is written
        listed(app)
    (entry,) = app.env.tocs["book/every-claim"]
    links = list(entry.findall(nodes.reference))
    assert [link["anchorname"] for link in links] == ["", "#of-book-01-sums"]
    assert links[1].astext() == "1. Sums"
    assert app.env.toc_num_entries["book/every-claim"] == 2


def test_an_item_leads_to_its_sentence_and_its_cell(build):
    app = build()
    page, _ = listed(app)
    there = app.env.get_doctree("book/01-sums")
    found = [
        link["refuri"].partition("#")[2]
        for item in page.findall(nodes.list_item)
        for link in item[1].findall(nodes.reference)
    ]
    assert found[:4] == [
        *("claim-1-proof-01-sum", "proof-01-sum"),
        *("claim-1-proof-01-more", "proof-01-more"),
    ]
    assert found[4::2] == [
        *(f"claim-{k}-proof-01-sum" for k in range(2, 6)),
        "claim-1-proof-01-late",
    ]
    ids = {i for node in there.findall(nodes.Element) for i in node["ids"]}
    assert set(found) <= ids


def test_a_run_before_the_last_change_of_a_page_says_so(build):
    page, items = listed(build(state="older"))
    assert "has changed since 2026-11-29" in page.astext()
    assert items[0][1].startswith("Exact.")


def test_a_share_in_prose_is_what_was_counted(build):
    app = build()
    page = app.env.get_and_resolve_doctree("book/01-sums", app.builder)
    assert "It held in 2 of 3." in page.astext()


def test_the_list_follows_the_pages(build):
    build()
    _, items = listed(build(PAGE.replace("and was.", "and will be.")))
    assert items[3][0] == "(It did.) So it is,\nand will be."
