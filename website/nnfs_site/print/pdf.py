"""Print the built site as one PDF: `make pdf`.

The pages of the contents become one document, in order: identifiers get the
name of their page, links between pages lead inside the document, and what only
a screen needs is left out. Chromium prints it twice, the second time with the
page numbers of the contents, which it cannot count itself.
"""

import json
import os
import posixpath
import shutil
import sys
from html import escape
from pathlib import Path
from urllib.parse import urldefrag

import pikepdf
import yaml
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright
from sphinx_external_toc.parsing import parse_toc_yaml

ROOT = Path(__file__).resolve().parents[3]
SITE = ROOT / "_build" / "html"
PDF = ROOT / "_build" / "pdf" / "neural-networks-from-scratch.pdf"
SOURCE = ROOT / "_build" / "pdf.html"
STYLE = Path(__file__).with_name("pdf.css")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# pages that paper leaves out
ON_SCREEN = ("book/review", "book/where-you-are")
HEADINGS = "h1, h2, h3, h4, h5, h6"
# For the screen alone: what a pointer works, lists of pages, drawing code.
DROPPED = (
    "script, button, a.headerlink, a:has(> .viewcode-link), "
    ".cell:not(.tag_proof) details.hide, .tag_proof summary, "
    ".d-print-none, a.report, .unfold, p:has(> a.pdf), "
    "section section:has(> .toctree-wrapper), p:has(> a[href='#contents'])"
)


def name_of(docname, fragment=""):
    """The identifier in the document of a page, or of a place on it.

    >>> name_of("book/solutions/01", "sol-01-3")
    'page-solutions-01--sol-01-3'
    """
    page = "page-" + docname.removeprefix("book/").replace("/", "-")
    return f"{page}--{fragment}" if fragment else page


def contents(toc):
    """Yield the parts of the book: a caption, and its pages with depths."""

    def below(parts, depth):
        for part in parts:
            for docname in part.items:
                if docname not in ON_SCREEN:
                    yield docname, depth
                yield from below(toc[docname].subtrees, depth + 1)

    yield "", [(toc.root.docname, 0)]
    for part in toc.root.subtrees:
        yield part.caption, list(below([part], 0))


def chapter(docname, docnames, numbers):
    """Return the article of a page, ready to stand among the others.

    Links to solutions say the page: paper cannot be clicked.
    """
    page = (SITE / f"{docname}.html").read_text(encoding="utf-8")
    article = BeautifulSoup(page, "html.parser").select_one("article")
    for unwanted in article.select(DROPPED):
        unwanted.decompose()
    for details in article.select(".tag_proof details.hide, details.second"):
        if details.summary:  # of a second reading: what it shows
            details.summary.name = "p"
        # A name whose place begins left of the text leads nowhere on paper.
        for code in details.select(".tag_proof > details > [id]"):
            details.parent["id"] = code.attrs.pop("id")
        details.unwrap()
    for details in article.select("details"):
        details["open"] = ""
    for element in article.select("[id]"):
        if not element.find_parent("svg"):  # its identifiers are unique
            element["id"] = name_of(docname, element["id"])
    for link in article.select("a[href]"):
        target, fragment = urldefrag(link["href"])
        if ":" in target:
            continue
        folder = posixpath.dirname(docname)
        path = posixpath.normpath(posixpath.join(folder, target))
        name = path.removesuffix(".html") if target else docname
        name = docnames[0] if name == "index" else name  # the title page
        if "play" in link.get("class", ()):
            fragment = ""  # what it names is no place on paper
        if name in docnames:
            place = name_of(name, fragment)
            link["href"] = f"#{place}"
            if fragment.startswith("sol-"):
                link.append(f", page {numbers.get(place, '')}")
        else:
            link.unwrap()
    article["id"] = name_of(docname)
    article.name = "section"
    article["class"] = [*article["class"], "chapter"]
    return article


def document(toc, settings, numbers):
    """Compose the document; `numbers` are the pages of its places."""
    parts = list(contents(toc))
    docnames = [docname for _, pages in parts for docname, _ in pages]
    chapters = {name: chapter(name, docnames, numbers) for name in docnames}
    titles = {name: page.h1.get_text() for name, page in chapters.items()}
    index = (SITE / f"{toc.root.docname}.html").read_text(encoding="utf-8")
    soup = BeautifulSoup(index, "html.parser")
    styles = [link["href"] for link in soup.select("link[rel=stylesheet]")]
    base = posixpath.dirname(toc.root.docname)
    heads, lines = [], []
    for caption, pages in parts:
        lines.append(f'<p class="part">{caption}</p>' if caption else "")
        for name, depth in pages:
            page, title = name_of(name), escape(titles[name])
            number = numbers.get(page, "")
            lines.append(
                f'<p class="line depth-{depth}"><a href="#{page}">{title}</a>'
                f"<span>{number}</span></p>"
            )
            heads.append(
                f"#{page} {{ page: {page} }} @page {page} "
                f"{{ @top-center {{ content: {json.dumps(titles[name])} }} }}"
            )
    figure = soup.select_one("svg.plot")
    author, title = settings["author"], settings["title"]
    return f"""<!doctype html>
<html lang="en" data-theme="light"><head><meta charset="utf-8">
<title>{title}</title>
<base href="{(SITE / base).as_uri()}/">
{"".join(f'<link rel="stylesheet" href="{style}">' for style in styles)}
<style>{STYLE.read_text(encoding="utf-8")}{"".join(heads)}</style></head>
<body><main class="bd-main"><div class="bd-content">
<div class="bd-article-container">
<section class="bd-article cover"><p class="title">{title}</p>{figure or ""}
<p>{author}</p><p>Text: CC BY 4.0. Code: MIT.</p>
<p>{settings["repository"]}</p></section>
<section class="bd-article contents"><h1>Contents</h1>{"".join(lines)}</section>
{"".join(map(str, chapters.values()))}
</div></div></main></body></html>"""


def start_pages(file):
    """Return the page on which each named place of a PDF stands, from 1."""
    with pikepdf.open(file) as pdf:
        number = {page.objgen: k for k, page in enumerate(pdf.pages, 1)}
        places = pdf.Root.get("/Dests", {})
        return {
            key.removeprefix("/"): number[place[0].objgen]
            for key, place in places.items()
        }


def finish(file, headings):
    """Correct the outline of a PDF; take its dates and its random name out.

    Chromium doubles the title of a heading at the top of a page.
    """

    def entries(items):
        for item in items:
            yield item
            yield from entries(item.children)

    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        with pdf.open_outline(max_depth=6) as outline:
            found = list(entries(outline.root))
            for item, heading in zip(found, headings, strict=True):
                item.title = heading
        for key in ("/CreationDate", "/ModDate"):
            del pdf.docinfo[key]
        pdf.save(
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )


def main():
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    options = settings["sphinx"]["config"]["html_theme_options"]
    settings["repository"] = options["repository_url"]
    toc = parse_toc_yaml(ROOT / "_toc.yml")
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        sys.exit("no Chromium on this machine (apt-get install chromium)")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    PDF.parent.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=arguments
        )
        page = browser.new_page(java_script_enabled=False)
        numbers = {}
        for _ in ("to count the pages", "to print them"):
            text = document(toc, settings, numbers)
            SOURCE.write_text(text, encoding="utf-8")
            page.goto(SOURCE.as_uri())
            page.pdf(
                path=PDF,
                prefer_css_page_size=True,
                print_background=True,
                tagged=True,
                outline=True,
            )
            numbers = start_pages(PDF)
        browser.close()
    headings = BeautifulSoup(text, "html.parser").select(HEADINGS)
    finish(PDF, [" ".join(h.get_text().split()) for h in headings])
    print(f"{PDF.relative_to(ROOT)}: {PDF.stat().st_size / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
