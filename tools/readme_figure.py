"""Write README.svg and the social card from the figure of the title page.

`make readme` runs it after a build. A page outside the site knows neither its
colours nor its fonts, so both are written into the copies. The card is what
other sites show beside a link to the book; a browser photographs it.
"""

import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "website" / "static"
PAGE = ROOT / "_build" / "html" / "index.html"
CARD = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><style>
@font-face {{ font-family: Book;
  src: url({fonts}/source-serif-4-400-normal.woff2); }}
@font-face {{ font-family: Book; font-weight: 600;
  src: url({fonts}/source-serif-4-600-normal.woff2); }}
body {{ display: flex; align-items: center; gap: 56px; height: 630px;
  margin: 0; padding: 0 64px; background: #fffefb; color: #20242b;
  font: 34px/1.4 Book; }}
h1 {{ margin: 0 0 24px; font-size: 76px; line-height: 1.05; }}
p {{ margin: 0; }}
svg {{ flex: none; width: 500px; height: auto; }}
</style><body><div><h1>Neural Networks from Scratch</h1>
<p>The code you read is the code that ran.</p></div>
{figure}
"""


def standalone(page):
    """Return the first figure of a built page as a file of its own."""
    figure = re.search(r"<svg class=\"plot\".*?</svg>", page, re.DOTALL)
    if figure is None:
        sys.exit(f"{PAGE.relative_to(ROOT)} shows no figure")
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        "font-family=\"'DejaVu Sans', sans-serif\""
    )
    text = figure[0].replace('<svg class="plot"', head)
    return text.replace("var(--ink)", "#1c1e21").replace("var(--paper)", "#fff")


def photograph(figure, path):
    """Photograph the card with a figure, in the size that sites expect."""
    source = path.with_suffix(".html")
    text = CARD.format(fonts=(STATIC / "fonts").as_uri(), figure=figure)
    source.write_text(text, encoding="utf-8")
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1200, "height": 630})
        page.goto(source.as_uri())
        page.evaluate("document.fonts.ready")
        page.screenshot(path=path)
        browser.close()
    source.unlink()


if __name__ == "__main__":
    figure = standalone(PAGE.read_text(encoding="utf-8"))
    (ROOT / "README.svg").write_text(figure + "\n", encoding="utf-8")
    photograph(figure, STATIC / "card.png")
