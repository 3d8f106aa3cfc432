"""What a search may quote, in one script: from a disk no page can be fetched.

The copy in the zip has it, and there it answers for the host: with the text of
a page in the structure that the search looks for, and nothing else of it.
"""

import json
import re
from pathlib import Path

from bs4 import BeautifulSoup

SCRIPT = "_static/texts.js"
FIRST = re.compile(rb"(?=<script defer[^>]*searchindex\.js)")
SCORER = Path(__file__).with_name("scorer.js").read_text("utf-8")
NEVER_QUOTED = re.search(r"NEVER_QUOTED = `([^`]*)`", SCORER)[1]
KEPT = ("article", "section", "p", "li", "th", "td", "dl", "dt", "dd")
ANSWER = """window.fetch = async (address) => {
  const name = Object.keys(texts).find((name) => address.endsWith(name));
  return new Response(texts[name]);
};
"""


def text_of(page):
    """Return the article of a page without what is never quoted."""
    article = BeautifulSoup(page, "html.parser").select_one("article")
    article.attrs = {}
    for element in article.select(f"{NEVER_QUOTED}, svg, script"):
        element.decompose()
    for element in article.find_all(True):
        place = {"id": element["id"]} if element.get("id") else {}
        if element.name not in KEPT and not place:
            element.unwrap()
        element.attrs = place
    return re.sub(r"\s+", " ", str(article))


def script(pages):
    """Return the script, for the texts of pages by their addresses."""
    texts = {name: text_of(page) for name, page in pages.items()}
    written = json.dumps(texts, ensure_ascii=False, indent=0)
    return f"{{\nconst texts = {written};\n{ANSWER}}}\n"


def load(search_page):
    """Return the page that searches with the script in it."""
    tag = f'<script defer src="{SCRIPT}"></script>\n'
    return FIRST.sub(tag.encode(), search_page)
