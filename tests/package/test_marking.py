"""A stranger's file is marked by what its answer returns, and by nothing else.

The answer runs in a process of its own. Whatever it does there, the verdict is
made here, by the laws that a reader's own check has.
"""

import ast
import csv
import inspect
import io
import json
import os
import sys
import types
from pathlib import Path

import nbformat
import numpy as np
import pytest
from test_exercises import WRONG, every_exercise, solutions

from nnfs import Dense, Network
from nnfs.__main__ import main
from nnfs.exercises import judge
from nnfs.exercises.calling import CannotBeSent, Tail
from nnfs.exercises.forms import Foreign
from nnfs.exercises.judging import find
from nnfs.exercises.marking import child, judged, process, sources, wire
from nnfs.exercises.marking.apart import Apart
from nnfs.exercises.marking.functions import Receiver, Sender
from nnfs.exercises.marking.judged import judge_file
from nnfs.exercises.trial import EXERCISES, Exercise

LONG = 60  # seconds: more than anything takes here that ends at all
COSINE = """
import math

def cosine(x, z):
    return sum(x * z) / math.sqrt(sum(x * x) * sum(z * z))
"""
SOFTPLUS = """
import numpy as np

def softplus(z):
    return np.logaddexp(0, z)
"""


@pytest.fixture
def hand_in(tmp_path):
    """Return what judges a text that was handed in."""

    def hand_in(number, source, name="answer.py", **limits):
        file = tmp_path / name
        if isinstance(source, bytes):
            file.write_bytes(source)
        else:
            file.write_text(source, encoding="utf-8")
        return judge_file(number, file, **{"seconds": LONG, **limits})

    return hand_in


def definitions(chapter):
    """Return the imports and definitions of a page of solutions."""
    kinds = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef
    return "\n".join(
        ast.unparse(node)
        for cell in solutions(chapter)
        for node in ast.parse(cell).body
        if isinstance(node, kinds)
    )


# The same laws as at home


@every_exercise
def test_a_right_answer_is_right_in_another_process(hand_in, number):
    """A checker whose inputs cannot leave this process fails here."""
    verdict, _ = hand_in(number, definitions(f"{int(number.split('.')[0]):02}"))
    assert verdict.right, str(verdict)
    assert verdict.cases >= 5


@every_exercise
def test_a_wrong_answer_gets_the_report_that_its_author_got(hand_in, number):
    answer = WRONG[number][0]
    source = inspect.getsource(inspect.getmodule(answer))
    source += f"\n\n{find(number).name} = {answer.__name__}\n"
    verdict, _ = hand_in(number, source)
    at_home = judge(number, answer)
    assert not verdict.right
    assert str(verdict) == str(at_home)


# What is no answer

MISCHIEF = {
    "an exit in the file": (
        f"{COSINE}\nimport os\nos._exit(0)",
        "the end of the program, while answer.py was run",
        "call no exit",
    ),
    "an exit before the answer": (
        f"raise SystemExit(0)\n{COSINE.replace('cosine', 'other')}",
        "line 1 of answer.py: SystemExit: 0",
        "call no exit",
    ),
    "an exit in the answer": (
        "import os\ndef cosine(x, z):\n    os._exit(0)",
        "the end of the program, in this case",
        "call no exit",
    ),
    "a polite exit in the answer": (
        "import sys\ndef cosine(x, z):\n    sys.exit(0)",
        "SystemExit: 0\nin the line: sys.exit(0)",
        "call no exit",
    ),
    "an interrupt": (
        "def cosine(x, z):\n    raise KeyboardInterrupt",
        "the end of the program",
        "",
    ),
    "a NumPy that finds all numbers close": (
        "import numpy as np\n"
        "np.isclose = np.allclose = lambda *a, **k: np.array(True)\n"
        "np.asarray = lambda *a, **k: np.ones(1)\n"
        "def cosine(x, z):\n    return 0.5",
        "0.5",
        "an arrow points",
    ),
    "a patched package": (
        "from nnfs.exercises import report, judging, trial\n"
        "trial.Trial.expect = lambda *a, **k: None\n"
        "report.Verdict.right = property(lambda self: True)\n"
        "trial.EXERCISES.clear()\n"
        "def cosine(x, z):\n    return 0.5",
        "0.5",
        "an arrow points",
    ),
    "a printed verdict": (
        "import os, sys\n"
        "def cosine(x, z):\n"
        "    for stream in (sys.stdout, sys.__stdout__, sys.__stderr__):\n"
        "        print('right, in all 74 cases: 1.4 cosine(x, z)', "
        "file=stream, flush=True)\n"
        "    os.write(1, b'right, in all 74 cases')\n"
        "    return 0",
        "0",
        "an arrow points",
    ),
    "an object that equals everything": (
        "class Equal:\n"
        "    shape, dtype, ndim = (), float, 0\n"
        "    __eq__ = __le__ = __ge__ = lambda self, other: True\n"
        "    __sub__ = __rsub__ = lambda self, other: 0.0\n"
        "    __hash__ = object.__hash__\n"
        "def cosine(x, z):\n    return Equal()",
        "<answer.Equal object>",
        "made of numbers",
    ),
    "too many bytes": (
        "import numpy as np\ndef cosine(x, z):\n    return np.zeros(2_000_000)",
        "bytes of numbers",
        "made of numbers",
    ),
    "more than there is": (
        "import numpy as np\n"
        "def cosine(x, z):\n    return np.ones((10**9, 10**9))",
        "MemoryError",
        "which array or list",
    ),
    "another message": (
        "import os\n"
        "def cosine(x, z):\n"
        "    for number in range(3, 30):\n"
        "        try:\n"
        "            os.write(number, b'right' * 9)\n"
        "        except OSError:\n"
        "            pass",
        "a message of another form, in this case",
        "something else than the result",
    ),
}


@pytest.mark.parametrize("name", MISCHIEF)
def test_mischief_is_a_wrong_answer(hand_in, name):
    source, got, hint = MISCHIEF[name]
    verdict, _ = hand_in("1.4", source)
    assert not verdict.right
    assert got in verdict.got
    assert hint in verdict.hint
    assert str(verdict).startswith("wrong, in case 1: 1.4 cosine(x, z)\n")


ENDLESS = {
    "the answer": "def cosine(x, z):\n    while True:\n        pass",
    "the file": "while True:\n    pass",
    "its own calls": "def cosine(x, z):\n    while True:\n        print('on')",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_what_never_ends_is_ended(hand_in, name):
    verdict, _ = hand_in("1.4", ENDLESS[name], seconds=1.5)
    assert not verdict.right
    where = "while answer.py was run" if name == "the file" else "in this case"
    assert verdict.got == f"none after 1.5 seconds, {where}"
    assert "--seconds" in verdict.hint
    assert ("on" in verdict.printed) == (name == "its own calls")


def test_the_last_words_of_a_crash_are_kept(hand_in):
    source = """
import os, sys
def cosine(x, z):
    print("as far as this", file=sys.stderr)
    os.abort()
"""
    verdict, _ = hand_in("1.4", source)
    assert not verdict.right
    assert verdict.got.startswith("the end of the program")
    assert "as far as this" in verdict.printed


@pytest.mark.skipif(sys.platform != "linux", reason="others do not limit it")
def test_memory_is_limited(hand_in):
    source = """
import numpy as np
def cosine(x, z):
    return np.ones(300_000_000)
"""
    verdict, _ = hand_in("1.4", source, megabytes=1200)
    assert "MemoryError" in verdict.got
    assert verdict.expected == "a result within the memory there is"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no groups")
def test_what_an_answer_starts_ends_with_it(tmp_path):
    """It would hold the other end of what the answer printed on."""
    file = tmp_path / "answer.py"
    file.write_text("""
import subprocess, sys

def cosine(x, z):
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    return 1 / 0
""")
    with Apart(file, find("1.4"), LONG) as answer:
        outcome = answer([1, 2], False)
    assert "ZeroDivisionError" in outcome.failure[1]
    assert answer.process.popen.stderr.closed


def test_prints_and_errors_are_kept_and_decide_nothing(hand_in):
    source = f"""
import sys
print("loaded")
print("to the errors", file=sys.stderr)
nonsense(1)
{COSINE.replace("    return", "    print('called', len(x)); return 1e-9 + ")}
"""
    verdict, printed = hand_in("1.4", source)
    assert printed.splitlines() == [
        "loaded",
        "to the errors",
        "line 5 of answer.py: NameError: name 'nonsense' is not defined",
    ]
    assert not verdict.right
    assert verdict.printed == "called 2"
    assert str(verdict).rstrip().endswith("printed   called 2")


def test_an_answer_leaves_nothing_where_it_stands(hand_in, tmp_path):
    source = f"""
open("litter.txt", "w").write("mine")
import neighbour_of_this_answer
{COSINE}
"""
    (tmp_path / "neighbour_of_this_answer.py").write_text("x = 1")
    before = {path.name for path in tmp_path.iterdir()} | {"answer.py"}
    verdict, printed = hand_in("1.4", source)
    assert (verdict.right, printed) == (True, "")
    assert {path.name for path in tmp_path.iterdir()} == before
    assert not Path("litter.txt").exists()


@pytest.mark.parametrize(
    ("data", "reads"),
    [
        (COSINE.encode("utf-8-sig"), True),
        (COSINE.encode("utf-16"), True),
        (COSINE.replace("\n", "\r\n").encode(), True),
        (f"# für\n{COSINE}".encode("latin-1"), True),
        (f"# coding: latin-1\n# für\n{COSINE}".encode("latin-1"), True),
        (f"# coding: nonsense\n{COSINE}".encode(), True),
        (COSINE.encode()[:30], False),
        (b"\0\1", False),
    ],
)
def test_an_answer_may_come_in_any_encoding(hand_in, data, reads):
    if not reads:
        with pytest.raises(ValueError, match=r"line 4|answer\.py: .*Error"):
            hand_in("1.4", data)
    else:
        assert hand_in("1.4", data)[0].right


NOTHING = {
    "another name": (
        "def cosinus(x, z): return 1",
        r"asks for cosine\(x, z\)$",
    ),
    "no function": ("cosine = 3", "; its cosine is a int$"),
    "a failing import": ("import nnfs.nix", "line 1 .* No module named"),
}


@pytest.mark.parametrize("name", NOTHING)
def test_where_there_is_no_answer_it_says_so(hand_in, name):
    source, message = NOTHING[name]
    with pytest.raises(ValueError, match=message):
        hand_in("1.4", source)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"none\.py: no such file"):
        judge_file("1.4", tmp_path / "none.py")
    with pytest.raises(ValueError, match="'99' has a check"):
        judge_file("99", tmp_path / "none.py")


# Notebooks as they are handed in


def notebook(*cells, **metadata):
    made = nbformat.v4.new_notebook(
        cells=[
            cell
            if isinstance(cell, dict)
            else nbformat.v4.new_code_cell(cell.strip("\n"))
            for cell in cells
        ],
        metadata=metadata,
    )
    return nbformat.writes(made)


SETUP = nbformat.v4.new_code_cell(
    "raise RuntimeError('nothing is installed here')",
    metadata={"tags": ["setup"]},
)
CHECK = nbformat.v4.new_code_cell(
    'check("3.3", softplus)', metadata={"tags": ["check", "raises-exception"]}
)
EMPTY = "def softplus(z):\n    ..."
TEXT = nbformat.v4.new_markdown_cell("My *softplus*:\n\ndef softplus(z): 1 / 0")
NOTEBOOKS = {
    "as the book hands it out": notebook(
        SETUP, TEXT, "from nnfs.exercises import check", SOFTPLUS, CHECK
    ),
    "magic, and a plot": notebook(
        "%matplotlib inline\n%config InlineBackend.figure_format = 'retina'\n"
        "import numpy as np",
        "%load_ext autoreload\n%autoreload 2",
        SOFTPLUS,
        "import matplotlib.pyplot as plt\nz = np.linspace(-3, 3)\n"
        "plt.plot(z, softplus(z))\nplt.show()",
    ),
    "measured": notebook(
        f"%%time\n{SOFTPLUS}",
        "%timeit softplus(np.ones(1000))",
        "%time y = softplus(np.ones(3))\nprint(y)",
        "%%timeit\nsoftplus(np.ones(1000))\nwhile True: pass",
        "t = %timeit -o softplus(1.0)\nprint(t.best)",
    ),
    "the shell": notebook(
        "!pip install numpy\nfiles = !ls\nprint(files)",
        "%%bash\necho hello\nexit 1",
        "try:\n    import nix_da\nexcept ImportError:\n"
        "    !pip install nix_da\n    %pip install nix_da",
        SOFTPLUS,
    ),
    "questions to the help": notebook(
        "np.logaddexp?", SOFTPLUS, "softplus??\n?softplus\nlen?"
    ),
    "display, and a frame": notebook(
        "from IPython.display import display, Markdown\n"
        "import pandas_that_is_not_here as pd\npd.DataFrame([1])",
        SOFTPLUS,
        "display(softplus(np.zeros(3)))\nMarkdown('done')\nsoftplus(1.0)",
    ),
    "scratch cells that fail": notebook(
        "softplus(3)",
        "1 / 0",
        "x = np.arange(3\nprint(x",
        f"before_anything()\n{SOFTPLUS}\nafter_all()",
        "softplus = softplus(np.zeros(2))",
        "raise SystemExit",
        "input('how many?')",
        "assert softplus(0) == 1, 'why?'",
    ),
    "its author calls check": notebook(
        "from nnfs.exercises import check\n"
        "def softplus(z):\n    return np.log(1 + np.exp(z))",
        'check("3.3", softplus)',
        SOFTPLUS,
        'check("3.3", softplus)',
        'check("1.4", softplus)',
    ),
    "above the place that was meant for it": notebook(SOFTPLUS, EMPTY, CHECK),
    "in the middle of other exercises": notebook(
        "from __future__ import annotations\nimport numpy as np",
        "def bend(z: Unknown) -> Unknown:\n    return np.maximum(z, 0)",
        "from dataclasses import dataclass\n"
        "@dataclass\nclass Kept:\n    value: float\n    other: Missing = None",
        "def softplus(z: Unknown):\n    return bend(z) + rest(z)",
        "def softmax_at(scores, temperature):\n    ...",
        "def rest(z):\n    return np.log1p(np.exp(-np.abs(z)))",
        kernelspec={"name": "python3", "display_name": "Python 3"},
    ),
    "a text that looks like magic": notebook(
        'NOTE = """\n%matplotlib inline\n!pip install\nwhat?\n"""\n'
        "half = (7\n    % 4)\n%matplotlib inline\n"
        "def softplus(z):\n"
        "    assert '%m' in NOTE and '!p' in NOTE and half == 3\n"
        "    import numpy as np\n    return np.logaddexp(0, z)",
    ),
    "exported, and wrapped again": notebook(
        f"get_ipython().run_line_magic('matplotlib', 'inline')\n{SOFTPLUS}\n"
        "get_ipython().system('ls')",
    ),
}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_judged_as_it_is_handed_in(hand_in, name):
    verdict, printed = hand_in("3.3", NOTEBOOKS[name], "weird näme 03.ipynb")
    assert verdict.right, f"{verdict}\n{printed}"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_and_so_is_a_wrong_one(hand_in, name):
    text = NOTEBOOKS[name].replace("np.logaddexp(0, z)", "np.logaddexp(1, z)")
    text = text.replace("np.log1p(", "np.sqrt(")
    verdict, _ = hand_in("3.3", text, "03.ipynb")
    assert not verdict.right
    assert verdict.what != "the result" or "Warning" in verdict.got


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_only_a_broken_cell_stays_unreadable(tmp_path, name):
    file = tmp_path / "03.ipynb"
    file.write_text(NOTEBOOKS[name], encoding="utf-8")
    broken = [
        code for _, code in sources.cells(file) if not sources.readable(code)
    ]
    assert len(broken) == (name == "scratch cells that fail")


def test_there_are_ten_notebooks():
    assert len(NOTEBOOKS) >= 10


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"cells": 3}', '{"cells": [{}]}', "[" * 10**5]
)
def test_what_is_no_notebook_is_named(hand_in, text):
    with pytest.raises(ValueError, match="no notebook of format 4"):
        hand_in("3.3", text, "03.ipynb")


def test_a_line_of_an_answer_in_a_notebook_is_shown(hand_in):
    text = notebook("", "def softplus(z):\n    return z @ None")
    verdict, _ = hand_in("3.3", text, "03.ipynb")
    assert verdict.got.endswith("in the line: return z @ None")


@pytest.mark.parametrize("source", ["x = 1", "def f():\n\treturn 'what?'", ""])
def test_code_without_magic_stays_as_it_is(source):
    assert sources.without_magic(source) == source


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("ü\r\n\rx".encode(), "ü\n\nx"),
        ("ü".encode("utf-8-sig"), "ü"),
        ("ü".encode("utf-16"), "ü"),
        ("ü".encode("latin-1"), "ü"),
        (b"# coding: latin-1\n\xfc", "# coding: latin-1\nü"),
    ],
)
def test_a_text_is_read_in_whatever_encoding(data, text):
    assert sources.decoded(data) == text


def test_code_that_cannot_be_read_is_not_readable():
    assert not sources.readable("\0")
    assert not sources.readable("(" * 9999)


def test_a_tag_that_is_no_text_is_none():
    assert sources.tags({"metadata": {"tags": [["check"], "setup"]}}) == [
        "setup"
    ]


# A folder, and the shell


@pytest.fixture
def handed_in(tmp_path):
    folder = tmp_path / "handed-in"
    (folder / "anna").mkdir(parents=True)
    (folder / "anna" / "03.ipynb").write_text(NOTEBOOKS["measured"])
    (folder / "=cmd.py").write_text(SOFTPLUS.replace("0, z", "1, z"))
    (folder / "exits.py").write_text("import os\nos._exit(0)")
    (folder / "empty.py").write_text("")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "03.ipynb").write_text("")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "x.py").write_text("")
    (folder / "notes.txt").write_text("")
    return folder


def test_a_folder_becomes_one_table(handed_in, tmp_path, capsys):
    table = tmp_path / "marks"
    limit = ["--seconds", str(LONG), "--table", str(table)]
    assert main(["mark", str(handed_in), "3.3", *limit]) == 0
    out, err = capsys.readouterr()
    assert not err
    assert out.splitlines() == [
        "wrong 3.3  =cmd.py",
        "right 3.3  anna/03.ipynb",
        "none  3.3  empty.py",
        "wrong 3.3  exits.py",
    ]
    rows = json.loads((tmp_path / "marks.json").read_text())
    assert [row["verdict"] for row in rows] == [
        "wrong",
        "right",
        "none",
        "wrong",
    ]
    assert rows[0]["file"] == "=cmd.py"
    assert "defines no function softplus" in rows[2]["hint"]
    assert rows[3]["got"] == "the end of the program, while exits.py was run"
    text = (tmp_path / "marks.csv").read_text(encoding="utf-8")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [line["file"] for line in lines] == [
        "'=cmd.py",
        *(row["file"] for row in rows[1:]),
    ]
    assert lines[0]["expected"] == rows[0]["expected"]
    assert list(lines[0]) == list(rows[0]) == list(judged.COLUMNS)


def test_a_failure_here_stops_no_other(handed_in, monkeypatch):
    def fails(number, file, *limits):
        if file.name == "empty.py":
            raise RuntimeError("no more\nprocesses")
        raise ValueError("nothing")

    monkeypatch.setattr(judged, "judge_file", fails)
    table = list(judged.rows(handed_in, ["3.3", "1.4"]))
    assert len(table) == 8
    assert {row["hint"] for row in table} == {
        "nothing",
        "RuntimeError: no more processes",
    }


def test_a_chapter_means_all_its_exercises():
    meant = judged.asked_for(["3", "1.4"])
    assert meant == [n for n in EXERCISES if n.startswith("3.")] + ["1.4"]
    with pytest.raises(ValueError, match="'77' has a check"):
        judged.asked_for(["77"])


@pytest.mark.parametrize("limit", ["0", "-1", "nan", "inf", "ten"])
@pytest.mark.parametrize("option", ["--seconds", "--megabytes"])
def test_a_limit_is_a_positive_number(option, limit, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["check", "1.4", "answer.py", f"{option}={limit}"])
    assert caught.value.code == 2
    message = f"argument {option}: '{limit}' is no number above 0"
    assert message in capsys.readouterr().err


def test_an_empty_folder_is_said_to_be_one(tmp_path, capsys):
    assert main(["mark", str(tmp_path), "1.4"]) == 2
    assert "no Python file and no notebook" in capsys.readouterr().err
    assert main(["mark", str(tmp_path / "none"), "1.4"]) == 2


def test_a_verdict_comes_first_and_prints_stand_elsewhere(tmp_path, capsys):
    file = tmp_path / "answer.py"
    file.write_text(f"print('right, in all 9 cases\\x1b[2J')\n{COSINE}")
    assert main(["check", "1.4", str(file), "--seconds", str(LONG)]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [str(judge("1.4", cosine))]
    assert err == "printed by answer.py:\nright, in all 9 cases\\x1b[2J\n"


def cosine(x, z):
    return x @ z / np.sqrt(x @ x * (z @ z))


# The way between the two

PLAIN = [
    None,
    True,
    3,
    -(2**999),
    0.1,
    float("inf"),
    2j,
    "text \ud800",
    [1, [2.5, "a"], ()],
    (1, (2,), []),
    {"a": 1, 2: (3,)},
    np.float32(0.1),
    np.int8(-3),
    np.bool_(True),
    np.arange(6).reshape(2, 3).T,
    np.zeros((0, 3)),
    np.array(2.5),
    np.array([1 + 2j]),
    np.array([np.ones(2), "x", None], dtype=object),
]


def there_and_back(value, send=wire.refuse, kinds=None):
    return wire.unpack(*wire.read(io.BytesIO(wire.pack(value, send))), kinds)


@pytest.mark.parametrize("value", PLAIN, ids=str)
def test_plain_data_arrives_as_it_is(value):
    came = there_and_back(value)
    assert type(came) is type(value)
    if isinstance(value, np.ndarray):
        assert (came.dtype, came.shape) == (value.dtype, value.shape)
        assert came.flags.writeable
        assert all(map(np.array_equal, came.flat, value.flat))
    else:
        assert came == value


def test_a_foreign_thing_arrives_as_its_text():
    came = there_and_back(Foreign("set", "{1}"))
    assert (came.kind, repr(came)) == ("set", "{1}")
    assert came != Foreign("set", "{1}")


@pytest.mark.parametrize("value", [object(), {1}, np.array("a"), len])
def test_what_is_not_plain_is_not_sent(value):
    with pytest.raises(TypeError, match="cannot be sent"):
        wire.pack(value)


@pytest.mark.parametrize(
    "tree",
    [
        {"array": ["|O8", [1], 0]},
        {"array": ["<f8", [2], 0]},
        {"array": ["<f8", [1], -8]},
        {"array": ["<f8", [-1], 0]},
        {"array": ["<f8", [10**12, 10**12], 0]},
        {"array": ["<f8,<f8", [1], 0]},
        {"known": ["os", "system"]},
        {"function": []},
        {},
        {"a": 1, "b": 2},
    ],
    ids=str,
)
def test_a_damaged_message_becomes_nothing(tree):
    with pytest.raises((ValueError, TypeError, KeyError)):
        wire.unpack(json.dumps(tree), b"12345678")


def test_a_message_that_is_cut_or_too_large_is_refused():
    message = wire.pack(np.ones(3))
    with pytest.raises(EOFError):
        wire.read(io.BytesIO(message[:-1]))
    with pytest.raises(ValueError, match="too large"):
        wire.read(io.BytesIO(wire.HEAD.pack(2**60, 0)))


def test_functions_and_generators_go_to_an_answer():
    scale, shift = np.arange(3.0), 2

    def helper(x):
        return x * shift

    def function(x, scale=scale, *, more=1.0):
        return np.sum([helper(s) for s in scale]) + np.exp(x) + more

    rng = np.random.default_rng(3)
    first = np.random.Generator(np.random.MT19937(3))
    sender, receiver = Sender(), Receiver()
    given = [function, rng, first, rng, np.exp, abs, cosine_of_the_package()]
    came = there_and_back(given, sender, receiver.kinds)
    made, drawn, other, again, exp, size, known = came
    assert made(1.0) == function(1.0)
    assert made(1.0, [1], more=3) == function(1.0, [1], more=3)
    assert made.__name__ == "function"
    assert drawn is again
    assert drawn.random() == rng.random()
    assert other.random() == first.random()
    (later,) = there_and_back([rng], sender, receiver.kinds)
    assert later is drawn  # an answer keeps its own
    assert (exp, size, known) == tuple(given[-3:])


def cosine_of_the_package():
    from nnfs.schedules import cosine

    return cosine


def test_a_checker_is_told_what_cannot_be_given(monkeypatch, tmp_path):
    def checker(trial, rng):
        trial(Network(Dense(1, 1)))

    monkeypatch.setitem(EXERCISES, "0.1", Exercise("0.1", "f(x)", checker))
    file = tmp_path / "answer.py"
    file.write_text("def f(x): return 1")
    with pytest.raises(CannotBeSent, match=r"a Network .*hand over arrays"):
        judge_file("0.1", file, LONG)


def test_an_answer_may_change_nothing_there_either(monkeypatch, hand_in):
    def checker(trial, rng):
        got = trial(np.zeros(2), [1.0, 2.0], abs, rng)
        trial.expect(got, 1, "one")

    asked = Exercise("0.1", "f(x, some, size, rng)", checker)
    monkeypatch.setitem(EXERCISES, "0.1", asked)
    source = "def f(x, some, size, rng):\n    {}\n    return size(-1)"
    assert hand_in("0.1", source.format("rng.normal()"))[0].right
    for line, name in [
        ("x += 1", "x"),
        ("some.append(3)", "some"),
        ("some[0] = object()", "some"),
        ("some.append(some)", "some"),
    ]:
        verdict, _ = hand_in("0.1", source.format(line))
        assert verdict.what == f"{name} after the call"
        assert verdict.expected != verdict.got


# The process that runs an answer, here


@pytest.fixture
def run_here(monkeypatch, tmp_path):
    """Return what serves orders in this process, and what came back."""
    monkeypatch.setattr(sys, "path", sys.path.copy())
    for name in ("__main__", "answer"):
        monkeypatch.setitem(sys.modules, name, sys.modules.get(name))
    limits = []
    monkeypatch.setattr(child, "limit_memory", limits.append)

    def run_here(source, *calls, name="answer.py"):
        file = tmp_path / name
        if source is not None:
            file.write_text(source)
        order = {
            "file": str(file),
            "folder": str(tmp_path),
            "name": "cosine",
            "megabytes": 7,
        }
        orders = io.BytesIO(b"".join(map(wire.pack, [order, *calls])))
        back, under = io.BytesIO(), io.StringIO()
        printed = Tail(under)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", printed)
            patch.setattr(sys, "stderr", printed)
            child.serve(orders, back, printed)
        assert limits.pop() == 7
        back.seek(0)
        messages = []
        while back.tell() < len(back.getvalue()):
            messages.append(wire.unpack(*wire.read(back)))
        return messages, under.getvalue()

    return run_here


def test_a_child_serves(run_here):
    x, z = np.array([1.0, 0.0]), np.array([1.0, 0.0])
    source = f"print('here')\n1 / 0\n{COSINE}\n{COSINE}"
    messages, printed = run_here(
        source, [[x, z], False], [[x], False], [[x, 0 * z], True]
    )
    assert messages[:2] == [("ready",), ("at", "answer.py")]
    assert messages[2] == ("found", printed.strip())
    assert printed.startswith("here\nline 2 of answer.py: ZeroDivisionError")
    kind, result, after, failure, said = messages[3]
    assert (kind, result, failure, said) == ("outcome", 1.0, (), "")
    assert np.array_equal(after[0], x)
    assert messages[4][3][0] == "arguments"
    assert messages[5][3][0] == "warning"


def test_a_child_sends_nothing_that_is_too_large_or_strange():
    assert child.sendable(3) == 3
    assert repr(child.sendable([object()])) == "0: <object object>"
    assert "bytes of numbers" in repr(child.sendable(np.zeros(2_000_000)))


def test_a_child_serves_a_notebook(run_here):
    empty = "def cosine(x, z):\n    'later'\n    pass"
    right = "def cosine(x, z): return 1"
    text = notebook(right, empty)
    messages, _ = run_here(text, [[1, 2], False], name="a.ipynb")
    assert messages[-1][1] == 1
    text = notebook(empty, "get_ipython().x()")
    messages, _ = run_here(text, name="a.ipynb")
    assert [m[0] for m in messages] == ["ready", "at", "at", "found"]


@pytest.mark.parametrize(
    ("source", "name", "kind", "why"),
    [
        (None, "answer.py", "nothing", "No such file"),
        ("", "a.ipynb", "nothing", "format 4"),
        ("x = 3", "answer.py", "nothing", ""),
        ("cosine = 3", "answer.py", "nothing", "its cosine is a int"),
        ("def cosine(:", "answer.py", "nothing", "SyntaxError"),
        ("raise SystemExit(2)", "answer.py", "exit", "SystemExit: 2"),
    ],
)
def test_a_child_finds_no_answer(run_here, source, name, kind, why):
    messages, printed_here = run_here(source, name=name)
    assert messages[-1][0] == kind
    assert why in messages[-1][1]
    assert messages[-1][2] in printed_here


def test_a_child_keeps_its_streams_for_itself(monkeypatch):
    done = []
    fake = types.SimpleNamespace(
        dup=lambda number: 10 + number,
        dup2=lambda *pair: done.append(pair),
        open=lambda *arguments: 20,
        fdopen=lambda number, *mode, **named: number,
        devnull="",
        O_RDONLY=0,
    )
    monkeypatch.setattr(child, "os", fake)
    served = []
    monkeypatch.setattr(child, "serve", lambda *given: served.append(given))
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", None)
        patch.setattr(sys, "stderr", None)
        child.main()
        printed = sys.stdout
        assert sys.stderr is printed
    assert printed.writable()
    assert printed.under == 2
    assert served == [(10, 11, printed)]
    assert done == [(20, 0), (2, 1)]


def test_memory_is_limited_where_it_can_be(monkeypatch):
    asked = []
    fake = types.ModuleType("resource")
    fake.RLIMIT_AS = 9
    fake.setrlimit = lambda *given: asked.append(given)
    monkeypatch.setitem(sys.modules, "resource", fake)
    child.limit_memory(2)
    assert asked == [(9, (2**21, 2**21))]
    monkeypatch.setitem(sys.modules, "resource", None)  # Windows
    child.limit_memory(2)


# What may go wrong on the way, without a process


class Silent:
    """Stands for a process that sends some messages, and ends."""

    output = b""

    def __init__(self, messages, status=0):
        self.messages, self.ended = list(messages), status

    def send(self, message):
        pass

    def receive(self, seconds):
        message = self.messages.pop(0)
        return message and wire.read(io.BytesIO(wire.pack(message[0])))

    def status(self):
        return self.ended

    def kill(self):
        self.messages.clear()


@pytest.fixture
def between(tmp_path):
    """Return an answer apart with such a process."""

    def between(*messages, status=0):
        made = Apart(tmp_path / "answer.py", find("1.4"))
        made.process = Silent(messages, status)
        return made

    return between


@pytest.mark.parametrize(
    "message",
    [
        ["outcome", 1.0, [], (), ""],
        ["outcome", 1.0, [1, 2], ("nonsense", "x"), ""],
        ["outcome", 1.0, [1, 2], ("error",), ""],
        ["outcome", 1.0, [1, 2], 3, ""],
        ["outcome", 1.0, 4, (), ""],
        ["outcome", 1.0],
        ["found", "x"],
        ["at"],
        [3],
        [],
        7,
    ],
    ids=str,
)
def test_a_message_of_another_form_is_a_failure(between, message):
    answer = between([message])
    outcome = answer([1, 2], False)
    assert outcome.failure[0] == "noise"
    assert outcome.inputs == [1, 2]
    assert answer([1, 2], False).failure == outcome.failure


@pytest.mark.parametrize(
    ("status", "kind", "text"),
    [
        (0, "exit", "the end of the program, "),
        (-9, "crash", "by SIGKILL"),
        (-999, "crash", "by 999"),
        (None, "exit", "the end of the program, "),
    ],
)
def test_an_end_is_told_by_its_kind(between, status, kind, text):
    if sys.platform == "win32" and status == -9:
        pytest.skip("it knows no such signal")
    found = between(None, status=status)([1], False).failure
    assert found[0] == kind
    assert text in found[1]


@pytest.mark.parametrize("group", [True, False])
def test_what_closes_its_end_and_goes_on_is_ended(monkeypatch, group):
    """So is it where a process has no group, as on Windows."""
    if not group:
        monkeypatch.delattr(os, "killpg", raising=False)
    monkeypatch.setattr(process, "WAIT", 0.5)
    wait = "import os, time; os.close(1); time.sleep(300)"
    monkeypatch.setattr(process, "COMMAND", wait)
    made = process.Process()
    assert made.receive(LONG) is None
    assert made.status() is None
    assert made.popen.returncode is not None
    made.close()
    assert made.popen.stdout.closed


def test_a_python_that_does_not_start_is_nobodys_answer(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "COMMAND", "raise ImportError('no NumPy')")
    file = tmp_path / "answer.py"
    file.write_text(COSINE)
    with pytest.raises(ValueError, match=r"run here: (?s:.)*no NumPy"):
        judge_file("1.4", file)


def test_a_descendant_that_holds_on_is_left_behind(tmp_path, monkeypatch):
    """Its end of a pipe stays open: nobody waits for it."""
    monkeypatch.setattr(process, "WAIT", 0.1)
    file = tmp_path / "answer.py"
    file.write_text(COSINE)
    stuck = types.SimpleNamespace(is_alive=lambda: True, join=lambda *a: None)
    with Apart(file, find("1.4"), LONG) as answer:
        made = answer.process
        speaks, made.threads[0] = made.threads[0], stuck
    speaks.join(LONG)
    made.popen.stdin.close()
    assert made.popen.stdout.closed
