"""A comparison is as strict as it looks.

`np.allclose` and `np.isclose` add an absolute tolerance of 1e-8 unless they are
told another one: `rtol=1e-12` alone then asks for eight digits of a number near
1, and for none of a number near 1e-8. So whoever asks for more than eight
digits says the absolute tolerance too. `np.testing.assert_allclose` adds none,
and is as strict as its rtol.
"""

import ast

import pytest

from nnfs_site import luck
from tests.book.pages import BOOK, ROOT, text

LOOSE = ("allclose", "isclose")
ADDED = 1e-8  # what NumPy adds
PAGES = sorted(BOOK.rglob("*.md"))
MODULES = [
    path
    for folder in (
        "nnfs",
        "tests",
        "benchmarks",
        "framework",
        "studies",
        "tools",
        "website",
    )
    for path in sorted((ROOT / folder).rglob("*.py"))
]


def lax(tree):
    """Return the comparisons of a tree that look stricter than they are."""
    found = []
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        said = dict(zip(("a", "b", "rtol", "atol"), call.args, strict=False))
        said |= {word.arg: word.value for word in call.keywords}
        if name not in LOOSE or "atol" in said or "rtol" not in said:
            continue
        try:
            relative = ast.literal_eval(said["rtol"])
        except ValueError:
            continue  # a name: whoever chose it may have seen both
        if relative < ADDED:
            found.append(ast.unparse(call))
    return found


@pytest.mark.parametrize(
    "page", PAGES, ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_a_page_compares_as_strictly_as_it_says(page):
    for cell in luck.cells(text(page)):
        assert not lax(cell.tree()), "say atol, too: atol=0"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_compares_as_strictly_as_it_says(path):
    assert not lax(ast.parse(text(path))), "say atol, too: atol=0"


@pytest.mark.parametrize(
    "code",
    [
        "np.allclose(x, 1, rtol=1e-12)",
        "isclose(x, 1, 1e-12)",
        "np.isclose(x, 1, rtol=0)",
    ],
)
def test_a_comparison_that_looks_stricter_than_it_is_is_seen(code):
    tree = ast.parse(f"if x:\n    assert {code}.all()")
    assert lax(tree) == [code]


@pytest.mark.parametrize(
    "code",
    [
        "np.allclose(x, 1)",
        "np.allclose(x, 1, rtol=1e-12, atol=0)",
        "np.isclose(x, 1, 1e-12, 1e-12)",
        "np.isclose(x, 1, rtol=1e-5)",
        "np.testing.assert_allclose(x, 1, rtol=1e-12)",
        "math.isclose(x, 1, rel_tol=1e-12)",
    ],
)
def test_a_comparison_that_is_as_strict_as_it_looks_is_let_be(code):
    assert not lax(ast.parse(code))
