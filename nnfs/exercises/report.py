"""What is said about an answer: right, or the first case that it fails.

Nothing is ever just "wrong". A report shows what went in, what should have come
out, what came out and where to look, in lines that fit a terminal.
"""

import json
import linecache
import textwrap
import traceback
from dataclasses import asdict, dataclass, field

import numpy as np

from nnfs.exercises.showing import COLUMNS, printable


@dataclass
class Verdict:
    """Whether an answer is right and, if it is not, the first case it fails.

    Attributes
    ----------
    exercise, call : str
        What was asked for.
    cases : int
        Calls of the answer; the last is the wrong one, if there is one.
    right : bool
        Whether all cases came out right.
    inputs : dict of str to str
        What the wrong case was given, by name of the argument.
    what : str
        What was compared.
    expected, got, difference, hint : str
        The rest of the wrong case.
    printed : str
        What the answer printed in the wrong case.
    """

    exercise: str
    call: str
    cases: int = 0
    right: bool = True
    inputs: dict = field(default_factory=dict)
    what: str = ""
    expected: str = ""
    got: str = ""
    difference: str = ""
    hint: str = ""
    printed: str = ""

    def to_json(self):
        """Return the verdict as one line of JSON, every number of it as text.

        Returns
        -------
        str
        """
        return json.dumps(asdict(self))

    def __str__(self):
        asked = f"{self.exercise} {self.call}"
        if self.right:
            return f"right, in all {self.cases} cases: {asked}"
        return f"wrong, in case {self.cases}: {asked}\n{_table(self)}"


class WrongAnswer(AssertionError):
    """An answer fails a case; the message shows which, and how."""

    def _render_traceback_(self):
        # a notebook shows the case, not the way to it
        return str(self).splitlines()


def same(before, after):
    """Tell whether an argument is as it was, as far as that can be told."""
    if type(before) is not type(after):
        return False
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(map(same, before, after))
    if isinstance(before, dict):
        return list(before) == list(after) and all(
            same(before[key], after[key]) for key in before
        )
    if isinstance(before, np.ndarray):
        floats = before.dtype.kind in "fc"
        return np.array_equal(before, after, equal_nan=floats)
    if isinstance(before, (int, float, complex, str, np.generic)):
        return before == after or before != before
    return True


def one_line(error):
    """Return the kind of an error and its message, on one line."""
    try:
        message = " ".join(str(error).split())[:200]
    except Exception:
        message = ""
    return f"{type(error).__name__}: {message}".rstrip(": ")


def line_of(error, answer):
    """Return the line of the answer's own file at which an error came up."""
    home = getattr(getattr(answer, "__code__", None), "co_filename", None)
    for frame, number in reversed([*traceback.walk_tb(error.__traceback__)]):
        if frame.f_code.co_filename == home:
            line = linecache.getline(home, number).strip()
            return f"\nin the line: {line[:200]}" if line else ""
    return ""


def _table(verdict):
    """Return the wrong case, a name and its text to a row."""
    compared = verdict.what if verdict.what != "the result" else ""
    rows = [
        *verdict.inputs.items(),
        ("compared", compared),
        ("expected", verdict.expected),
        ("got", verdict.got),
        ("differs", verdict.difference),
        ("hint", verdict.hint),
        ("printed", verdict.printed),
    ]
    width = max(len(name) for name, _ in rows) + 2
    lines = []
    for name, text in rows:
        for line in _wrapped(text, COLUMNS - width):
            lines.append(f"{name:{width}}{line}".rstrip())
            name = ""
    return "\n".join(lines)


def _wrapped(text, room):
    """Return the lines of a text, the long ones broken."""
    lines = []
    for line in printable(text).splitlines():
        lines += textwrap.wrap(line, room) if len(line) > room else [line]
    return lines
