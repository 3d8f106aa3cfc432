"""The links of a page that is to stand elsewhere."""

import re

RELATIVE = re.compile(
    r'(\b(?:href|src|action|data-content_root)=")(?!#|/|\w+:)(?:\./)?'
)


def moved(page, way):
    """Return a page whose relative links begin with the way to where they led.

    >>> moved('<a href="./b.html">, <a href="#c">, <a href="/d">', "../")
    '<a href="../b.html">, <a href="#c">, <a href="/d">'
    """
    return RELATIVE.sub(rf"\g<1>{way}", page)
