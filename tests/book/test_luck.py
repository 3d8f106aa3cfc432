"""No claim by luck: what `make luck` finds, and what it has found."""

import ast
import os
import re
import subprocess
import sys

import pytest

from nnfs_site import luck
from nnfs_site.delivery.execution import SETTINGS
from tests.book.pages import ROOT, text

PAGE = """# 1. A page

(proof-01-exact)=
```{code-cell} ipython3
import functools
import numpy as np

weights = np.array([1, 2])
assert (weights.sum() == 3 and
        len(weights) == 2)
```

(proof-01-lucky)=
```{code-cell} ipython3
@functools.cache
def first():
    return np.random.default_rng(0).random()

seen, doubled = [first()], 2 * weights
for lowest in (0, 0.6, -1):
    assert 2 > first() > -1
    assert first() > lowest  # 0.64 on the page
    assert first() != lowest
```

(proof-01-again)=
```{code-cell} ipython3
again = weights + 1
weights = "a word"
for lowest in (1, 2):  # by chance before, and another's now
    assert lowest > 0 < again.sum() < 6
assert first() >= 0
assert doubled.sum() == 6 and seen
```

```{code-cell} ipython3
from sklearn.utils import check_random_state

old = check_random_state(3).rand(), check_random_state(3).rand()
assert old[0] == old[1]
assert np.allclose(old, 0.550798)
assert np.random.RandomState(3).rand() != np.random.RandomState(4).rand()
```
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Run a small page in two families; return its entry and what was said."""
    root = tmp_path_factory.mktemp("luck")
    (root / "book").mkdir()
    for name in ("01-a-page.md", "02-another.md"):
        (root / "book" / name).write_text(PAGE)
    command = [sys.executable, "-m", "tests.programs.luck.run", "01-a"]
    done = subprocess.run(
        [*command, "--root", root, "--families", "1 2"],
        env=os.environ | SETTINGS | {"PYTHONPATH": "website"},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    found = luck.known(root)
    assert list(found) == ["book/01-a-page"]
    return found["book/01-a-page"], done.stdout, root


def entry_of(found, said):
    (one,) = (a for a in found["asserts"] if said in a["assert"])
    return one


def test_what_no_draw_reaches_is_exact(found):
    exact = [a["assert"] for a in found[0]["asserts"] if "exact" in a]
    assert exact == [
        "weights.sum() == 3 and len(weights) == 2",
        "lowest > 0 < again.sum() < 6",
    ]


def test_an_assertion_that_holds_by_luck_is_found(found):
    entry, said, _ = found
    # an assertion in a loop does not end the loop
    assert entry_of(entry, "first() != lowest")["lost"] == []
    assert entry_of(entry, "first() > lowest")["lost"] == [2]
    assert entry_of(entry, "allclose(old")["lost"] == [1, 2]
    assert "lost in 1: 2: proof-01-lucky: assert first() > lowest" in said
    # what a function has kept is no less by chance, nor what it went into
    for other in ("first() >= 0", "doubled.sum()", "old[0] == old[1]"):
        assert entry_of(entry, other)["lost"] == []
    assert entry_of(entry, "first() >= 0")["proof"] == "proof-01-again"


def test_a_cell_that_runs_only_once_is_found(found):
    entry, said, _ = found
    (fault,) = entry["again"]
    assert fault.startswith("proof-01-again: ")
    assert "in again = weights + 1" in fault
    assert f"a cell fails in the end state: {fault}" in said


def test_a_run_is_kept_as_long_as_page_and_package_are_the_same(found):
    entry, _, root = found
    page = root / "book" / "01-a-page.md"
    kept = set(root.glob("_build/luck/**/*.json"))
    assert {path.name for path in kept} == {"0.json", "1.json", "2.json"}
    assert luck.state(page, root) == entry["state"]
    page.write_text(text(page).replace("# 1. A page", "# 1. A page, retold"))
    assert luck.state(page, root) == entry["state"]
    page.write_text(text(page).replace("[1, 2]", "[1, 3]"))
    assert luck.state(page, root) != entry["state"]


@pytest.mark.parametrize("page", luck.pages(ROOT))
def test_no_claim_of_a_page_was_lost_in_a_family(page):
    path, entry = luck.pages(ROOT)[page], luck.known(ROOT).get(page, {})
    if entry.get("state") != luck.state(path, ROOT):
        return  # another page than the one that ran: Every Claim says so
    quoted = re.findall(r"\{share\}`([\w-]+)`", text(path))
    lost = [
        one["assert"]
        for one in entry["asserts"]
        if one.get("lost") and one.get("proof") not in quoted
    ]
    assert not lost, "widen it, say less, or quote its {share}"
    assert not entry["broken"]
    assert not entry["again"], "a name means one thing in a chapter"


@pytest.mark.parametrize("page", luck.pages(ROOT))
def test_a_page_draws_only_from_what_a_family_can_change(page):
    for cell in luck.cells(text(luck.pages(ROOT)[page])):
        for node in ast.walk(cell.tree()):
            if isinstance(node, ast.Import):
                assert "random" not in [name.name for name in node.names]
            if isinstance(node, ast.ImportFrom):
                assert node.module != "random"
