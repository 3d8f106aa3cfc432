"""All questions of the built site, once more: for *Review*, and for Anki.

*Review* shows a question as its page does, and with it the cell that it asks
about. A script brings them, since from a disk no page can be fetched. Anki gets
two fields of plain HTML for each, with mathematics as LaTeX, which it sets
itself.
"""

import csv
import io
import json
import posixpath
import re
from pathlib import Path

from bs4 import BeautifulSoup, SoupStrainer

SCRIPT = "questions.js"
CARDS = "questions-for-anki.txt"
HEAD = """\
#separator:tab
#html:true
#columns:Front\tBack\tTags
#tags column:3
"""
ASKS = SoupStrainer("div", class_="ask")
SAID = (
    'document.dispatchEvent(new CustomEvent("questions", {{ detail: {} }}));\n'
)
NO_PART = "summary, button, input, textarea, div.cell, .visually-hidden"
LEFT = ("br", "code", "em", "li", "ol", "p", "pre", "strong", "sub", "sup")
LEFT += ("table", "tbody", "td", "th", "thead", "tr", "ul")
ADDRESS = re.compile(r"[a-z]+:")


def found(site, titles):
    """Yield page, title and markup of each question of a built site."""
    for page in sorted(titles):
        path = site / f"{page}.html"
        text = path.read_text("utf-8") if path.is_file() else ""
        if 'class="ask"' in text:
            tree = BeautifulSoup(text, "html.parser", parse_only=ASKS)
            for box in tree.find_all("div", class_="ask", recursive=False):
                if "data-about" in box.attrs:
                    box.div.append(program(text, box["data-about"]))
                yield page, titles[page], box


def program(html, name):
    """Return the code of the cell that a page has under a name."""
    only = SoupStrainer(id=name)
    code = BeautifulSoup(html, "html.parser", parse_only=only).pre
    if code is None:
        raise ValueError(f"a question about a cell {name!r} that is not there")
    return code.find_parent("div", class_="highlight") or code


def moved(box, page):
    """Return a question as it stands beside *Review*: its links lead on."""
    for link in box.select("[href]"):
        address = link["href"]
        if not ADDRESS.match(address):
            home = posixpath.basename(f"{page}.html")
            address = home + address if address[:1] == "#" else address
            folder = posixpath.dirname(page)
            link["href"] = posixpath.relpath(
                posixpath.join(folder, address), "book"
            )
    for formula in box.select("[data-tex]"):
        del formula["data-tex"]
    return str(box)


def script(questions):
    """Return the script that tells a page of all questions, by their names."""
    told = {
        box["id"]: {
            "home": page,
            "title": title,
            "print": box["data-print"],
            "html": moved(box, page),
        }
        for page, title, box in questions
    }
    return SAID.format(json.dumps(told, ensure_ascii=False, indent=0))


def field(*parts):
    """Return what stands in parts of a page as one line of plain HTML."""
    tree = BeautifulSoup("".join(map(str, parts)), "html.parser")
    for part in tree.select(NO_PART):
        part.decompose()
    if tree.select("svg, img"):
        raise ValueError("a figure in a question: no card can show it yet")
    for formula in tree.select("math"):
        is_display = formula.get("display") == "block"
        begin, end = (r"\[", r"\]") if is_display else (r"\(", r"\)")
        formula.replace_with(f"{begin}{formula['data-tex']}{end}")
    for block in tree.select("pre"):
        lines = block.get_text().strip("\n").split("\n")
        block.clear()
        for k, line in enumerate(lines):
            block.extend([*([tree.new_tag("br")] if k else []), line])
    for part in tree.find_all(True):
        part.attrs = {}
        if part.name not in LEFT:
            part.unwrap()
    return re.sub(r"\s*[\n\t]\s*", " ", str(tree)).strip()


def card(box):
    """Return the two sides of a card: what is asked, and the answer.

    What there is to choose or to put in order belongs to the first.
    """
    asked = [box.div.decode_contents()]
    if box["data-kind"] in ("choice", "order"):
        asked.append(box.fieldset.decode_contents())
    return field(*asked), field(box.find("details").decode_contents())


def cards(questions):
    """Return the file that Anki takes in: a line for each question.

    Its form: https://docs.ankiweb.net/importing/text-files.html
    """
    file = io.StringIO(newline="")
    file.write(HEAD)
    rows = csv.writer(file, delimiter="\t", lineterminator="\n")
    for page, _, box in questions:
        tags = f"nnfs::{posixpath.basename(page)} nnfs::{box['data-kind']}"
        rows.writerow([*card(box), tags])
    return file.getvalue()


def write(site, titles):
    """Write both files; titles of pages are by their names."""
    questions = list(found(Path(site), titles))
    (site / CARDS).write_text(cards(questions), encoding="utf-8")
    (site / SCRIPT).write_text(script(questions), encoding="utf-8")
