"""Write README.svg: the figure of the built title page, in fixed colours.

`make readme` runs it after a build; a page outside the site knows neither its
colours nor its fonts.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "_build" / "html" / "book" / "index.html"


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


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    (ROOT / "README.svg").write_text(standalone(page) + "\n", encoding="utf-8")
