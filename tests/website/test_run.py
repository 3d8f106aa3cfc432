"""What runs the cells of a page, and what has to lie ready for it."""

import asyncio
import hashlib
import io
import json
import re
import shutil
import sys
import tarfile
import types
import zipfile
from pathlib import Path

import matplotlib
import pytest

from nnfs_site.offline import offline
from nnfs_site.run import cells as run_cells
from nnfs_site.run import offer, pyodide
from tests.book.pages import alike
from tests.programs.wasm import run as wasm

ROOT = Path(__file__).parents[2]

LOCK = {
    "info": {"python": "3.14.2"},
    "packages": {
        name: {"name": name, "imports": [module], "depends": depends}
        for name, module, depends in (
            ("numpy", "numpy", []),
            ("six", "six", []),
            ("matplotlib", "matplotlib", ["numpy", "six"]),
            ("pandas", "pandas", ["numpy"]),
        )
    },
}


class Page:
    """A session, and what it tells."""

    def __init__(self):
        self.told = []
        self.names = {}
        self.session = run_cells.Session(
            lambda kind, text: self.told.append((kind, text)), self.names
        )

    def run(self, source, title="Cell 1"):
        """Run a cell; return whether it was good, and what it told.

        Pieces of what was printed, which the clock has cut, are joined.
        """
        self.told.clear()
        good = asyncio.run(self.session.run(title, source))
        joined = []
        for kind, text in self.told:
            if kind.startswith("std") and joined and joined[-1][0] == kind:
                text = joined.pop()[1] + text
            joined.append((kind, text))
        return good, joined


@pytest.fixture
def page():
    return Page()


def test_a_cell_tells_what_it_prints_and_its_last_value_in_order(page):
    good, told = page.run("print('a', end='')\nx = 2\nprint('b')\nx + 1")
    assert good
    assert told == [("stdout", "ab\n"), ("result", "3")]
    assert page.run("x, _") == (True, [("result", "(2, 3)")])


@pytest.mark.parametrize("source", ["", "# nothing", "x = 1", "None", "1;"])
def test_a_cell_without_a_value_tells_nothing(page, source):
    assert page.run(source) == (True, [])


def test_a_cell_may_wait(page):
    source = "import asyncio\nawait asyncio.sleep(0)\nawait asyncio.sleep(0, 7)"
    assert page.run(source) == (True, [("result", "7")])


def test_a_long_collection_takes_a_line_for_each_part(page):
    (_, ((_, text),)) = page.run("{'b': 'x' * 60, 'a': 'y' * 60}")
    assert [line.strip()[:4] for line in text.splitlines()] == ["{'b'", "'a':"]


def test_an_error_shows_none_but_the_readers_lines(page):
    page.run("import json\ndef read(text):\n    return json.loads(text)")
    good, told = page.run("print(1)\nread('{')", "Cell 12")
    assert not good
    assert told[0] == ("stdout", "1\n")
    ((kind, text),) = told[1:]
    assert kind == "error"
    places = re.findall(r"^((?:Cell|File|  File).*)", text, re.MULTILINE)
    assert places == ["Cell 12, line 2", "Cell 1, line 3, in read"]
    assert "return json.loads(text)" in text
    assert text.splitlines()[-1].startswith("json.decoder.JSONDecodeError: ")


def test_an_error_shows_what_it_came_from(page):
    source = (
        "try:\n    {}['a']\nexcept KeyError as e:\n"
        "    raise ValueError('no a') from e"
    )
    _, ((_, text),) = page.run(source, "Exercise 1.4")
    assert text.index("KeyError") < text.index("direct cause")
    assert text.index("direct cause") < text.index("ValueError: no a")
    assert text.count("Exercise 1.4, line") == 2
    assert "Traceback" not in text


def test_a_mistake_in_the_grammar_points_at_its_place(page):
    good, ((kind, text),) = page.run("a = 1\nb = = 2")
    assert (good, kind) == (False, "error")
    where, line, caret, what = text.splitlines()
    assert where == "Cell 1, line 2"
    assert caret.index("^") == line.index("= 2")
    assert what.startswith("SyntaxError")


def test_an_exercise_reports_its_case_instead(page):
    _, ((kind, text),) = page.run(
        "from nnfs.exercises import check\ncheck('1.4', lambda x, z: 0.0)"
    )
    assert kind == "error"
    assert text.startswith("wrong, in case 1: 1.4 cosine")
    assert "File" not in text


def test_leaving_and_asking_are_errors(page):
    _, ((_, text),) = page.run("import sys\nsys.exit(3)")
    assert text.endswith("SystemExit: 3")
    _, ((_, text),) = page.run("input('how many? ')")
    assert "cannot ask" in text


def test_a_flood_is_cut_and_arrives_in_pieces(page, monkeypatch):
    good, ((_, text),) = page.run("for k in range(100_000):\n    print(k)")
    assert good
    limit = run_cells.LIMIT
    assert text.startswith("0\n1\n")
    assert text.endswith(run_cells.CUT)
    assert len(text) == limit + len(run_cells.CUT)
    monkeypatch.setattr(run_cells, "PAUSE", -1)
    page.run("print('a')\nprint('b')")
    assert len(page.told) > 1


def test_streams_are_put_back_whatever_happens(page):
    before = sys.stdout, sys.stderr
    for source in ("1", "1 / 0", "1 +"):
        page.run(source)
        assert (sys.stdout, sys.stderr) == before


def test_warnings_come_apart_from_what_is_printed(page):
    with pytest.warns(UserWarning, match="beware"):
        page.run("import warnings; warnings.warn('beware')")
    _, told = page.run("import sys; print('x', file=sys.stderr)")
    assert told == [("stderr", "x\n")]


@pytest.mark.parametrize("source", ["with np.errstate(): 1 / 0", "1 / 0"])
@pytest.mark.parametrize("platform", ["emscripten", "wasi", "linux"])
def test_in_webassembly_a_cell_about_errstate_says_why_it_fails(
    page, monkeypatch, source, platform
):
    monkeypatch.setattr(sys, "platform", platform)
    page.run("import numpy as np")
    good, told = page.run(source)
    expected = platform != "linux" and "errstate" in source
    assert told[0][0] == "error"
    assert good == expected
    assert (("stderr", run_cells.SILENT) in told) == expected


def test_in_webassembly_a_cell_that_would_raise_says_why_it_does_not(
    page, monkeypatch
):
    source = 'print("errstate", "raise")'
    assert page.run(source) == (True, [("stdout", "errstate raise\n")])
    monkeypatch.setattr(sys, "platform", "wasi")
    told = [("stdout", "errstate raise\n"), ("stderr", run_cells.SILENT)]
    assert page.run(source) == (True, told)
    assert page.run("'errstate'") == (True, [("result", "'errstate'")])


MADE = """<article>
<div class="cell docutils"><div class="cell_input"><pre>
print(0.5)
</pre></div><div class="cell_output"><div class="output"><pre>0.5
</pre></div></div></div>
<div class="cell tag_hide-cell"><details><summary>Show</summary>
<div class="cell_input"><pre>x</pre></div>
<div class="cell_output"><div class="output"><pre>7
</pre></div></div></details></div>
<div class="cell tag_chaotic"><div class="cell_input"><pre>y</pre></div>
<div class="cell_output"><div class="output"><pre>10</pre></div>
<figure><svg class="plot"></svg></figure></div></div>
<div class="cell"><div class="cell_input"><pre>z</pre></div>
<div class="cell_output"><div><table></table></div></div></div></article>
"""


@pytest.mark.parametrize(
    ("number", "told", "good", "words"),
    [
        (1, [("stdout", "0.5"), ("stdout", "\n")], True, None),
        (1, [("stdout", "0.5004\n")], True, None),
        (1, [("stdout", "0.6\n")], True, "built:\n0.5\nhere:\n0.6"),
        (1, [], True, "built:\n0.5"),
        (1, [("stdout", "0.4"), ("lacking", "Cell 9")], True, None),
        (1, [("error", "Cell 1, line 1")], False, "Cell 1, line 1"),
        (2, [("result", "7")], True, None),
        (2, [("result", "7"), ("result", "7")], True, "built:\n7"),
        (3, [("result", "9"), ("figure", "<svg>")], True, None),
        (3, [("result", "5"), ("figure", "<svg>")], True, "built:\n10"),
        (3, [("result", "10")], True, "0 of 1 figures"),
        (3, [("stderr", run_cells.SILENT)], True, None),
        (4, [("result", "| a |")], True, None),
    ],
)
def test_what_a_cell_gives_in_webassembly_is_held_against_its_page(
    tmp_path, number, told, good, words
):
    path = tmp_path / "page.html"
    path.write_text(MADE)
    cells = wasm.cells_of(path)
    assert [cell["source"].strip() for cell in cells] == [
        "print(0.5)",
        "x",
        "y",
        "z",
    ]
    silent = ("stderr", run_cells.SILENT) in told
    found = {"told": told, "good": good, "silent": silent}
    fault = wasm.fault(cells[number - 1], found)
    assert fault.startswith(words) if words else fault == ""


@pytest.fixture
def drawing():
    with matplotlib.rc_context():
        matplotlib.use("module://nnfs_site.run.figures")
        yield
        matplotlib.pyplot.close("all")
    matplotlib.use("Agg")


def test_figures_come_at_show_and_at_the_end_and_are_the_books(page, drawing):
    source = (
        "import matplotlib.pyplot as plt\n"
        "plt.plot([0, 1], color='#010203')\nplt.show()\nprint('between')\n"
        "plt.plot([1, 0])\nplt.figure();"
    )
    good, told = page.run(source)
    assert good
    assert [kind for kind, _ in told] == ["figure", "stdout", "figure"]
    first, last = told[0][1], told[2][1]
    assert 'stroke="var(--ink)"' in first
    assert first.startswith('<svg class="plot" role="img"')
    names = [set(re.findall(r'\bid="([^"]+)"', text)) for text in (first, last)]
    assert names[0]
    assert not names[0] & names[1]
    assert not matplotlib.pyplot.get_fignums()


def test_a_figure_of_a_cell_that_fails_does_not_come_later(page, drawing):
    good, told = page.run("import matplotlib.pyplot as plt\nplt.plot([1])\n1/0")
    assert not good
    assert [kind for kind, _ in told] == ["error"]
    assert page.run("1") == (True, [("result", "1")])


def test_a_cell_brings_what_it_imports_and_what_that_draws_with():
    homes = offer.find_homes(
        LOCK["packages"]
        | {"nnfs-book": {"imports": ["nnfs"], "depends": ["numpy"]}}
    )
    needs = {
        "import numpy as np": ["numpy"],
        "from nnfs import Dense": ["nnfs-book"],
        "from nnfs import plotting": ["matplotlib", "nnfs-book"],
        "from nnfs.plotting import INK": ["matplotlib", "nnfs-book"],
        "import nnfs.motion": ["matplotlib", "nnfs-book"],
        "import matplotlib.pyplot as plt": ["matplotlib"],
        "def f():\n    from pandas import read_csv": ["pandas"],
        "import os": [],
        "import (": [],
    }
    for source, packages in needs.items():
        assert run_cells.needed(source, homes) == packages, source


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    return offer.wheel.build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def laid(tmp_path, wheel, monkeypatch):
    """A folder as `make runtime` leaves it, with files of random bytes."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    lock = json.loads(json.dumps(LOCK))
    for number, (name, package) in enumerate(lock["packages"].items()):
        data = hashlib.sha512(name.encode()).digest() * (number + 1) * 9000
        package["file_name"] = f"{name}-1.0-py3-none-any.whl"
        package["sha256"] = hashlib.sha256(data).hexdigest()
        (folder / package["file_name"]).write_bytes(data)
    (folder / pyodide.LOCK).write_text(json.dumps(lock))
    for name in (*pyodide.CORE, "package.json"):
        (folder / name).write_bytes(name.encode())
    monkeypatch.setattr(
        offer.wheel,
        "build",
        lambda place: Path(shutil.copy(wheel, place)),
    )
    return folder


def test_what_runs_cells_is_laid_under_a_digest_of_all_of_it(laid, tmp_path):
    site = tmp_path / "site"
    folder = offer.lay(laid, site / "run", ["matplotlib"])
    lock = json.loads((folder / pyodide.LOCK).read_text())
    assert set(lock["packages"]) == {"matplotlib", "numpy", "six", "nnfs-book"}
    for package in lock["packages"].values():
        assert pyodide.is_right(folder / package["file_name"], package)
    assert lock["packages"]["nnfs-book"]["depends"] == ["numpy"]
    assert (folder / "benchmarks" / "speed.json").is_file()
    assert not list(folder.glob("pandas*"))
    assert folder == offer.lay(laid, site / "run", ["matplotlib"])
    (laid / "pyodide.mjs").write_text("another version")
    other = offer.lay(laid, site / "run", ["matplotlib"])
    assert other.name != folder.name
    assert [path.name for path in (site / "run").iterdir()] == [other.name]
    # a reader who keeps the book does not keep this with it
    assert not offline.files_to_read(site)


@pytest.mark.parametrize(
    "lost", ["numpy-1.0-py3-none-any.whl", "pyodide.asm.wasm", "package.json"]
)
def test_nothing_is_offered_where_a_file_is_missing(laid, tmp_path, lost):
    (laid / lost).unlink()
    assert offer.lay(laid, tmp_path / "run", ["matplotlib"]) is None
    assert not (tmp_path / "run").exists()


def test_nothing_is_offered_with_a_file_that_is_not_the_right_one(
    laid, tmp_path
):
    (laid / "six-1.0-py3-none-any.whl").write_bytes(b"something else")
    assert offer.lay(laid, tmp_path / "run", ["matplotlib"]) is None
    assert offer.lay(laid, tmp_path / "run", ["numpy"])
    assert offer.lay(tmp_path, tmp_path / "run", ["numpy"]) is None


def test_a_button_says_what_it_costs_before_anything_is_fetched(laid, tmp_path):
    folder = offer.lay(laid, tmp_path / "run", ["matplotlib"])
    runtime = offer.Runtime(folder)
    cells = [
        "from nnfs import plotting",
        'Path("../../benchmarks/speed.json").read_text()',
    ]
    button = runtime.offer(cells, "book/solutions/02")
    told = float(re.search(r"\(downloads ([\d.]+) MB\)", button)[1])
    names = ["nnfs-book"]
    weight = sum(offline.weigh(folder / n) for n in runtime.files(names))
    assert told == pytest.approx(weight / 1e6, abs=0.05)
    assert "matplotlib" in button
    assert 'data-files="benchmarks/speed.json"' in button
    assert 'data-folder="book/solutions"' in button
    assert 'data-packages="nnfs-book"' in button
    size = sum((folder / n).stat().st_size for n in runtime.files(names))
    assert f'data-bytes="{size}"' in button
    assert (tmp_path / re.search('data-run="([^"]*)"', button)[1]).is_dir()
    plain = runtime.offer(["1 + 1"], "book/index")
    assert 'data-packages=""' in plain
    assert "matplotlib" not in plain


def test_a_button_says_which_page_takes_minutes(laid, tmp_path):
    runtime = offer.Runtime(offer.lay(laid, tmp_path / "run", []))
    stored = json.loads((ROOT / offer.SECONDS).read_text(encoding="utf-8"))
    assert runtime.measured == stored["pages"]
    runtime.measured = {
        "book/short": {"all": 89.0},
        "book/solutions/06": {"all": 301.0},
    }
    for page, is_long, words in (
        ("book/short", True, []),
        ("book/solutions/06", False, ["about 5 minutes"]),
        ("book/unmeasured", False, []),
        ("book/unmeasured", True, ["minutes"]),
    ):
        button = runtime.offer(["1 + 1"], page, is_long)
        assert re.findall(r"All cells together take (.*?)\.", button) == words
        assert "data-heavy" not in button
        assert "leaves out" not in button


def test_a_page_that_is_too_long_says_what_it_leaves_out(laid, tmp_path):
    runtime = offer.Runtime(offer.lay(laid, tmp_path / "run", []))
    heavy = {offer.digest("train()"): 200.4, offer.digest("race()"): 80.0}
    measured = {"all": 301.0, "light": 20.0, "heavy": heavy}
    runtime.measured = {"book/06": measured}
    sources = ["1 + 1", "train()\n", "2 + 2", "race()"]
    button = runtime.offer(sources, "book/06")
    assert json.loads(re.search("data-heavy='(.*?)'", button)[1]) == {
        "2": "3 minutes",
        "4": "a minute",
    }
    words = "Run all</em> takes about 20 seconds: it leaves out the "
    assert f"{words}2 cells that take longest, and what builds on" in button
    one = runtime.offer(sources[:2], "book/06")
    assert f"{words}cell that takes longest, and what builds on it" in one
    changed = runtime.offer(["1 + 1", "train(3)"], "book/06")
    assert "data-heavy" not in changed, "nobody has measured it"


def test_what_builds_on_a_cell_that_was_left_out_is_left_out(page):
    page.run("a, b = 1, 2")
    page.session.leave_out("Cell 2", "import math\na = [k for k in range(9)]")
    assert page.run("b + 1") == (True, [("result", "3")])
    assert page.run("c = 3\nprint(b)\na") == (
        True,
        [("stdout", "2\n"), ("lacking", "Cell 2")],
    )
    assert page.run("c") == (True, [("lacking", "Cell 2")])
    assert page.run("k")[0] is False, "no cell binds it: a mistake"
    page.run("def f(): return c")
    assert page.run("f()") == (True, [("lacking", "Cell 2")])
    page.run("a, c = 4, 5")
    assert page.run("a + f()") == (True, [("result", "9")])
    page.run("import math\ntable = {1: 2}")
    page.session.leave_out("Cell 8", "import math\nfor table[3] in ['x']: pass")
    assert page.run("math.pi > 3") == (True, [("result", "True")])
    assert page.run("table") == (True, [("lacking", "Cell 8")])


def test_the_cells_that_take_longest_are_left_out_till_the_rest_is_quick():
    took = wasm.spent([{"seconds": s} for s in (200, 122, 120, 60)], 251.0)
    assert took == [100.0, 61.0, 60.0, 30.0]
    assert wasm.longest("abcd", took) == {"a": 100.0, "b": 61.0}
    assert wasm.longest("cd", took[2:]) == {}


def test_what_brings_most_cells_for_a_second_comes_back_as_far_as_it_fits():
    took = [30.0, 5.0, 25.0, 25.0, 1.0, 90.0]
    light = [  # b builds on a, and e on c
        {"told": [("lacking", f"Cell {k}")]} for k in (1, 1, 3, 4, 3, 6)
    ]
    heavy = dict.fromkeys("acdf", 1.0)
    for left, out in ((0, "f"), (40, "af"), (60, "adf"), (80, "acdf")):
        kept = wasm.given_back("abcdef", took, light, heavy, left)
        assert kept == dict.fromkeys(out, 1.0)


def test_a_page_that_opens_from_a_disk_has_no_button(tmp_path):
    parts = re.findall(r"\{(\w+)\}", offer.OFFER)
    button = offer.OFFER.format_map(dict.fromkeys(parts, "x"))
    (tmp_path / "index.html").write_text(
        '<script defer="defer" src="../_static/run.js?v=1"></script>'
        f"<p>before</p>{button}<p>behind</p><div>more</div>"
    )
    offline.keep(tmp_path)
    with zipfile.ZipFile(tmp_path / offline.ZIP) as archive:
        (name,) = archive.namelist()
        text = archive.read(name).decode()
    assert text == "<p>before</p><p>behind</p><div>more</div>"


def test_packages_come_from_a_folder_or_an_address(laid, tmp_path):
    for source in (laid, laid.as_uri() + "/"):
        new = tmp_path / "new"
        new.mkdir()
        shutil.copy(laid / pyodide.LOCK, new)
        pyodide.fetch_packages(new, source, ["matplotlib"])
        assert {path.name.split("-")[0] for path in new.glob("*.whl")} == {
            "matplotlib",
            "numpy",
            "six",
        }
        shutil.rmtree(new)


def test_a_package_with_another_sum_is_refused(laid, tmp_path):
    shutil.copy(laid / pyodide.LOCK, tmp_path)
    name = "numpy-1.0-py3-none-any.whl"
    (laid / name).write_bytes(b"worse than none")
    with pytest.raises(ValueError, match=f"{name} has not the sum"):
        pyodide.fetch_packages(tmp_path, laid, ["numpy"])
    assert not (tmp_path / name).exists()


def test_pyodide_itself_says_where_its_packages_lie(tmp_path):
    text = "e.url??`https://host.example/py/v${U}/full/`),!e.lock"
    (tmp_path / "pyodide.mjs").write_text(text)
    address = pyodide.default_address(tmp_path)
    version = pyodide.VERSION
    assert address == f"https://host.example/py/v{version}/full/"


def test_another_pyodide_of_the_same_version_is_refused(tmp_path, monkeypatch):
    def pack(command, **options):
        folder = Path(command[command.index("--pack-destination") + 1])
        with tarfile.open(folder / "pyodide.tgz", "w:gz") as archive:
            data = b"changed"
            entry = tarfile.TarInfo("package/pyodide.mjs")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))

    monkeypatch.setattr(pyodide, "npm", lambda: ["npm"])
    monkeypatch.setattr(
        pyodide, "subprocess", types.SimpleNamespace(run=pack, DEVNULL=-3)
    )
    with pytest.raises(ValueError, match="is not what it was"):
        pyodide.fetch_core(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("one", "other", "tags", "expected"),
    [
        ("loss 0.500", "loss 0.501", [], True),
        ("loss 0.5", "loss 0.55", [], False),
        ("loss 0.5", "loss 0.55", ["chaotic"], True),
        ("loss 0.5", "loss 0.7", ["chaotic"], False),
        ("[1. 2.]", "[1.0 2]", [], True),
        ("loss 0.5", "cost 0.5", ["chaotic"], False),
        ("step 4 1e-7", "step 16 1e-6", ["rounding"], True),
        ("step 4", "step 4 5", ["rounding"], False),
        ("1 2", "1", ["chaotic"], False),
        ("T = 1: ann\nT = 2: bob", "T = 1: eve\nT = 3: joe", ["drawn"], True),
        ("T = 1: ann\nT = 2: bob", "T = 1: ann", ["drawn"], False),
        ("T = 1: ann", "R = 1: ann", ["drawn"], False),
        ("T = 1: ann", "T = 1: eve", ["rounding"], False),
    ],
)
def test_outputs_agree_but_for_last_digits(one, other, tags, expected):
    assert alike(one, other, tags) == expected
