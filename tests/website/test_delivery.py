"""What the site leaves out of a page, and what a reader may keep of it."""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pydata_sphinx_theme
import pytest
import sphinx_book_theme
import tinycss2
from docutils import nodes
from docutils.utils import new_document
from pygments import highlight
from pygments.lexers import PythonLexer

from nnfs_site.delivery import (
    assets,
    links,
    metadata,
    old_addresses,
    policy,
)
from nnfs_site.offline import offline, search_texts
from nnfs_site.page import highlighting
from nnfs_site.print import offer as printed
from nnfs_site.private import SparseFormatter

ROOT = Path(__file__).parents[2]

PAGE = """<!DOCTYPE html>
<link rel="stylesheet" href="{0}_static/book.css" />
<link rel="preload" as="font" href="{0}_static/fonts/a.woff2" />
<script defer src="{0}_static/book.js?v=00000000"></script>
<p class="seen">A <a href="{0}index.html">link</a> and
<a href="#here">another</a>, <span data-book-size></span></p>
"""


@pytest.mark.parametrize("slow", [assets.SLOW, assets.EAGER])
def test_the_theme_still_has_what_is_replaced(slow):
    folder = Path(pydata_sphinx_theme.__file__).parent / "theme"
    script = next(folder.rglob("static/scripts/pydata-sphinx-theme.js"))
    book = Path(sphinx_book_theme.__file__).parent / "theme"
    texts = [script, *book.rglob("static/scripts/sphinx-book-theme.js")]
    assert sum(text.read_text("utf-8").count(slow) for text in texts) == 1


@pytest.mark.parametrize(
    ("selector", "left"),
    [
        ("p", "p"),
        (".a", ".a"),
        (".a.x", None),
        (".a .x > p", None),
        ("#x", None),
        ("#a", "#a"),
        (".x, .a p, .y", ".a p"),
        (".a, p", ".a,p"),
        ("p:not(.x)", "p:not(.x)"),
        (":is(.x, .y)", ":is(.x, .y)"),
        ('[class*="x"]', '[class*="x"]'),
        (".x::before", None),
        (".a::after", ".a::after"),
    ],
)
def test_a_rule_stays_as_long_as_a_page_can_match_it(selector, left):
    css = tinycss2.parse_stylesheet(f"{selector} {{color: red}}")
    written = assets.prune(css, {"a"}.__contains__)
    assert written == (f"{left}{{color: red}}" if left else "")


def test_rules_inside_conditions_are_pruned_and_empty_conditions_go():
    css = "@media print {.x {a: b} .a {a: b}} @media screen {.x {a: b}}"
    written = assets.prune(tinycss2.parse_stylesheet(css), {"a"}.__contains__)
    assert "print" in written
    assert ".a" in written
    assert ".x" not in written
    assert "screen" not in written
    frames = "@keyframes x{from{a: b}to{a: c}}"
    assert assets.prune(tinycss2.parse_stylesheet(frames), set()) == frames


def test_a_page_can_have_what_stands_in_it_and_what_a_script_says():
    known = assets.names_in(
        ['<p class="one two" id="three">four</p>'],
        "list.add('five'); list.add(`six-${side}`); a-b",
    )
    names = ("one", "two", "three", "five", "six-left", "four", "seven", "ab")
    assert [name for name in names if known(name)] == [
        "one",
        "two",
        "three",
        "five",
        "six-left",
    ]


def test_the_policy_names_scripts_by_their_hash_and_no_host():
    said = policy.policy("go()")
    (stated,) = re.findall("'sha256-([^']*)'", said)
    assert base64.b64decode(stated) == hashlib.sha256(b"go()").digest()
    assert "'sha" not in policy.policy()
    assert not re.search(r"unsafe|http|\*", said)


def test_code_is_marked_only_where_it_is_coloured(monkeypatch):
    monkeypatch.setattr(SparseFormatter, "kept", {"k"})
    code = "return a + 1  # why\n"
    marked = highlight(code, PythonLexer(), SparseFormatter(nowrap=True))
    assert re.findall('class="([^"]*)"', marked) == ["k"]
    assert re.sub("<[^>]*>", "", marked) == code


def test_the_style_colours_some_code(tmp_path):
    app = SimpleNamespace(
        srcdir=ROOT,
        outdir=tmp_path,
        builder=SimpleNamespace(highlighter=SimpleNamespace()),
    )
    highlighting.mark_sparingly(app)
    assert {"k", "s1", "mi", "c1"} <= SparseFormatter.kept
    assert app.builder.highlighter.formatter is SparseFormatter


def test_pages_of_modules_outlive_a_build_that_writes_nothing(tmp_path):
    source, out = tmp_path / "source", tmp_path / "html"
    source.mkdir()
    (source / "conf.py").write_text(
        "from nnfs_site.page import highlighting\n"
        "extensions = ['sphinx.ext.autodoc', 'sphinx.ext.viewcode']\n"
        "def setup(app):\n"
        "    app.connect('write-started', highlighting.mark_modules_anew)\n",
        encoding="utf-8",
    )
    index = source / "index.rst"
    text = "One\n===\n\n.. autofunction:: nnfs.constant\n"
    page = out / "_modules" / "nnfs" / "schedules.html"

    def build():
        # in a process of its own: Sphinx keeps its hands on the logging
        subprocess.run(
            [sys.executable, "-m", "sphinx", "-q", source, out],
            check=True,
            env=os.environ | {"PYTHONPATH": str(ROOT / "website")},
        )
        return page.read_text(encoding="utf-8")

    index.write_text(text, encoding="utf-8")
    build()
    build()  # nothing has changed
    page.write_text("an old style", encoding="utf-8")
    index.write_text(f"{text}\nMore.\n", encoding="utf-8")
    assert "an old style" not in build()


@pytest.fixture
def site(tmp_path):
    """A small built site, with what the merging needs."""
    site = tmp_path / "site"
    static = site / "_static"
    (static / "fonts").mkdir(parents=True)
    (static / "styles").mkdir()
    for name in assets.SCRIPTS:
        path = static / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"say('{name}')\n//# sourceMappingURL=gone.map")
    (static / "nnfs.css").write_text(
        "@font-face {src: url(fonts/a.woff2)} .seen {a: b} .never {a: b}"
    )
    (static / "styles" / "sphinx-book-theme.css").write_text(
        "@font-face {src: url(b.woff2)} .seen {c: url(../images/d.png)}"
    )
    for name in ("fonts/a.woff2", "fonts/b.woff2", "images/d.png", "e.png"):
        (static / name).parent.mkdir(exist_ok=True)
        (static / name).write_bytes(b"\0" * 9)
    (static / "LICENSE.txt").write_text("free")
    (site / "book").mkdir()
    (site / "index.html").write_text(PAGE.format(""))
    (site / "book" / "a.html").write_text(PAGE.format("../"))
    return site


ARTICLE = """<main><ul>not this</ul><article class="bd-article">
<section id="one"><h1>One</h1><p>It holds <em>two</em>\nwords.</p>
<div class="cell">x = 1</div><svg><text>axis</text></svg></section>
</article></main>"""

SEARCH = """<script defer src="_static/searchtools.js"></script>
<script defer src="searchindex.js"></script>"""


def test_from_disk_a_search_quotes_what_a_page_says(site):
    (site / "book" / "a.html").write_text(ARTICLE)
    (site / "search.html").write_text(SEARCH)
    offline.keep(site)
    with zipfile.ZipFile(site / offline.ZIP) as archive:
        root = archive.namelist()[0].partition("/")[0]
        page = archive.read(f"{root}/search.html").decode()
        script = archive.read(f"{root}/{search_texts.SCRIPT}").decode()
    assert re.findall(r'src="([^"]*)"', page) == [
        "_static/searchtools.js",
        search_texts.SCRIPT,
        "searchindex.js",
    ]
    assert not (site / search_texts.SCRIPT).exists()
    (texts,) = re.findall(r"const texts = (.*?);\nwindow", script, re.DOTALL)
    assert json.loads(texts) == {
        "book/a.html": '<article> <section id="one">'
        "<p>It holds two words.</p> </section> </article>"
    }


def test_merging_leaves_one_style_one_script_and_what_they_use(site):
    assets.merge(site)
    static = site / "_static"
    files = {
        path.relative_to(static).as_posix()
        for path in static.rglob("*")
        if path.is_file()
    }
    used = {"book.css", "book.js", "fonts/a.woff2", "images/d.png"}
    assert files == {*used, "LICENSE.txt"}
    style = (static / "book.css").read_text()
    assert "never" not in style
    assert "url(images/d.png)" in style
    code = (static / "book.js").read_text()
    assert re.findall(r"say\('(.*)'\)", code) == list(assets.SCRIPTS)
    assert "sourceMappingURL" not in code
    versions = set()
    for page in site.rglob("*.html"):
        versions.update(re.findall(r"book\.\w+\?v=\w{8}\"", page.read_text()))
    assert len(versions) == 2
    assert not [v for v in versions if "00000000" in v]


def test_what_has_moved_stands_at_its_old_address_too(site):
    places = old_addresses.MOVED.items()
    missing = [old for old, new in places if not (site / new).exists()]
    old_addresses.copy(site)  # a page that the site lacks gets no copy
    assert missing
    assert not any((site / old).exists() for old in missing)
    # The links of the title page lead from there to where they led.
    copy = (site / "book" / "index.html").read_text()
    assert copy == (site / "book" / "a.html").read_text()
    for _, new in places:
        (site / new).parent.mkdir(parents=True, exist_ok=True)
        (site / new).write_text('<a href="what.html">')
    old_addresses.copy(site)
    for old, new in places:
        found = re.search('href="(.*)"', (site / old).read_text())[1]
        assert (site / old).parent.joinpath(found).resolve() == (
            (site / new).with_name("what.html").resolve()
        )


def test_what_has_moved_to_another_page_is_found_through_the_old(site):
    ((old, (new, section)),) = old_addresses.PARTED.items()
    page = (site / old).with_name(Path(new).name).name
    (site / old).write_text(
        f'<a href="{page}#sec-08-b">early</a><section id="noise">'
        f'<section id="{section}"><ul><li><a class="x" href="{page}#sec-08-a">'
        f'a</a><li><a href="{page}#sec-08-b">b</a></ul></section>'
    )
    old_addresses.lead_on(site)  # the other page is not there yet
    before = (site / old).read_text()
    (site / new).write_text(
        '<section id="top"><section id="a">\n<span id="sec-08-a"></span>'
        '<section id="noise"><p id="id7"><div class="c" id="equation-eq-08-d">'
        '<section id="b">\n<span id="sec-08-b"></span><figure id="fig-08-e">'
    )
    for _ in range(2):  # a page that was not written again stays as it is
        old_addresses.lead_on(site)
        after = (site / old).read_text()
        named = re.sub(r'<span id="([^"]+)"></span>', r"{\1}", after)
        assert named == before.replace(
            '<a class="x"', '{a}{sec-08-a}{equation-eq-08-d}<a class="x"'
        ).replace(
            f'<li><a href="{page}#sec-08-b"',
            f'<li>{{b}}{{sec-08-b}}{{fig-08-e}}<a href="{page}#sec-08-b"',
        )


def test_what_has_moved_and_changed_its_names_is_found_by_the_old(site):
    ((old, (new, part, names)),) = old_addresses.GONE.items()
    old_addresses.lead_away(site)  # the page is not there yet
    page = (site / old).with_name(Path(new).name).name
    (site / old).parent.mkdir(parents=True, exist_ok=True)
    (site / old).write_text("<p>no link to it</p>")
    old_addresses.lead_away(site)
    assert (site / old).read_text() == "<p>no link to it</p>"
    link = f'<a class="x" href="{page}#{part}">the knob</a>'
    (site / old).write_text(f"<p>now in {link}, {link}</p>")
    for _ in range(2):  # a page that was not written again stays as it is
        old_addresses.lead_away(site)
        after = (site / old).read_text()
        spans = "".join(f'<span id="{name}"></span>' for name in names)
        assert after == f"<p>now in {spans}{link}, {link}</p>"


def test_what_a_reader_keeps_is_known_by_its_content(site):
    assets.merge(site)
    offline.keep(site)
    text = (site / "worker.js").read_text(encoding="utf-8")
    book = json.loads(text[len("const BOOK = ") : text.index(";\n")])
    assert "book/a.html" in book["all"]
    assert "book/a.html" not in book["core"]
    assert "index.html" in book["core"]
    assert [name for name in book["all"] if "book.css?v=" in name]
    assert "_static/LICENSE.txt" not in book["all"]
    archive = (site / offline.ZIP).read_bytes()
    offline.keep(site)
    assert (site / "worker.js").read_text(encoding="utf-8") == text
    assert (site / offline.ZIP).read_bytes() == archive
    (site / "book" / "a.html").write_text("other")
    offline.keep(site)
    other = (site / "worker.js").read_text(encoding="utf-8")
    assert book["version"] not in other


def test_the_zip_holds_the_pages_without_what_a_disk_refuses(site):
    assets.merge(site)
    offline.keep(site)
    with zipfile.ZipFile(site / offline.ZIP) as archive:
        names = {name.partition("/")[2] for name in archive.namelist()}
        root = archive.namelist()[0].partition("/")[0]
        page = archive.read(f"{root}/book/a.html").decode()
    assert {"index.html", "_static/book.css"} <= names
    assert "worker.js" not in names
    assert "preload" not in page
    assert "stylesheet" in page


def test_a_page_says_how_much_the_book_is(site):
    shutil.rmtree(site / "_static" / "styles")
    (site / "noise.woff2").write_bytes(bytes(2_300_000))
    offline.keep(site)
    assert "<span data-book-size>2.3 MB</span>" in (
        site / "index.html"
    ).read_text(encoding="utf-8")


def test_a_page_describes_itself_by_its_first_paragraph():
    page = new_document("page")
    page += nodes.paragraph("", "A network has 387 numbers.\nThey learn.")
    page += nodes.paragraph("", "More.")
    said = metadata.describe(page, "Page", "Book")
    assert said == "A network has 387 numbers. They learn."
    chapter = new_document("chapter")
    chapter += nodes.paragraph("", "Two hours. Afterwards you can: walk.")
    assert metadata.describe(chapter, "2. Walking", "Book") == (
        "2. Walking. Afterwards you can walk."
    )
    assert (
        metadata.describe(None, "Search", "Book") == "Search, in the book Book."
    )


def test_links_of_the_lost_page_name_their_place_on_the_host():
    page = (
        '<html data-content_root="./"><a href="#main"></a><a href="a/b.html">'
        '<a href="https://c.d/e"><form action="search.html"><img src="data:x">'
    )
    assert links.moved(page, "/book/") == (
        '<html data-content_root="/book/"><a href="#main"></a>'
        '<a href="/book/a/b.html"><a href="https://c.d/e">'
        '<form action="/book/search.html"><img src="data:x">'
    )


def test_a_printed_book_is_offered_and_a_missing_one_is_not(tmp_path):
    app = SimpleNamespace(outdir=tmp_path / "html", tags=set())
    source, offered = (
        tmp_path / folder / printed.PDF for folder in ("pdf", "html")
    )
    source.parent.mkdir()
    for edition in (b"first", b"second"):
        source.write_bytes(edition)
        printed.offer(app, None)
        assert offered.read_bytes() == edition
        assert app.tags == {"pdf"}
    app.tags.clear()
    source.unlink()
    printed.offer(app, None)
    assert not offered.exists()
    assert app.tags == set()
