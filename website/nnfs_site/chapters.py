"""What a chapter is: a page whose number stands in its name.

Its solutions are a page of that number, and its exercises a notebook of that
number beside the site's own pages. Pages are named as Sphinx names them, by
their place in the repository and without an ending.
"""

import re

PAGE = re.compile(r"book/(solutions/)?(\d\d)(?:-|$)")


def number_in(page):
    """Return the digits in the name of a chapter or of its solutions, or None.

    >>> number_in("book/04-loss"), number_in("book/solutions/04")
    ('04', '04')
    >>> number_in("book/preface")
    """
    match = PAGE.match(page)
    return match and match[2]


def has_solutions(page):
    """Tell whether a page holds the solutions of a chapter."""
    match = PAGE.match(page)
    return bool(match and match[1])


def number(page):
    """Return the number of a chapter's page, or None.

    >>> number("book/04-calculating-network-error-with-loss")
    4
    >>> number("book/solutions/04"), number("book/preface")
    (None, None)
    """
    digits = number_in(page)
    return int(digits) if digits and not has_solutions(page) else None


def above(includes):
    """Return the chapter that a page stands under in the contents, by page.

    >>> above({"book/07-momentum": ["book/comparison"], "index": ["book/a"]})
    {'book/comparison': 'book/07-momentum'}
    """
    return {
        page: chapter
        for chapter, pages in includes.items()
        for page in pages
        if number(chapter)
    }


def solutions(page):
    """Return the page of a chapter's solutions.

    >>> solutions("book/04-calculating-network-error-with-loss")
    'book/solutions/04'
    """
    return f"book/solutions/{number_in(page)}"


def exercises(page):
    """Return the name of the notebook of a chapter's exercises.

    >>> exercises("book/04-calculating-network-error-with-loss")
    'book/exercises/04'
    """
    return f"book/exercises/{number_in(page)}"


def name_of(path, root):
    """Return the name of a page from its source, or from a file made of it."""
    return path.relative_to(root).with_suffix("").as_posix()


def files(root, ending="md"):
    """Return what chapters are written in, in order, or what is made of them.

    Parameters
    ----------
    root : Path
        The repository, or a built site.
    ending : str
        "md", "html" or "ipynb".
    """
    found = sorted(root.glob(f"book/*.{ending}"))
    return [path for path in found if number(name_of(path, root))]
