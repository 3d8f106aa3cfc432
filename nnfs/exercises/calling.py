"""One call of an answer: what goes in, what comes out, and how it fails."""

import contextlib
import inspect
import io
import warnings
from dataclasses import dataclass

import numpy as np

from nnfs.exercises.forms import plain
from nnfs.exercises.report import line_of, one_line

KEPT = 4000  # characters of what is printed


@dataclass
class Outcome:
    """What came of a call.

    Attributes
    ----------
    result : object
        What was returned, in plain form.
    inputs : sequence
        The arguments, as they are after the call.
    failure : tuple of str
        Where there is no result: the kind of failure, one of `FAILURES`, and
        what came instead.
    printed : str
        The end of what was printed.
    """

    result: object = None
    inputs: tuple = ()
    failure: tuple = ()
    printed: str = ""


ADVICE = "call your function with this input and see where it stops"
FAILURES = {  # what was expected, and a hint
    "error": ("a result without an error", ADVICE),
    "arguments": (
        "a result without an error",
        "the exercise asks for {call}",
    ),
    "warning": (
        "a result without a warning",
        "which number here is too large, or divided by zero?",
    ),
    "memory": (
        "a result within the memory there is",
        "which array or list of your function grows, and where does it end?",
    ),
    "time": (
        "a result in time",
        "does every loop end? An answer that is only slow gets more time by "
        "--seconds",
    ),
    "exit": (
        "a result",
        "a function returns, and the program goes on: call no exit",
    ),
    "crash": ("a result", "the program crashed: " + ADVICE),
    "noise": (
        "a result",
        "something else than the result of your function was sent",
    ),
}


class CannotBeSent(TypeError):
    """What a checker gives to an answer cannot leave this process."""


class Tail(io.TextIOBase):
    """A stream that keeps the end of what is written to it.

    Parameters
    ----------
    under : file, optional
        Where all of it is written too.
    """

    def __init__(self, under=None):
        self.under, self.text = under, ""

    def writable(self):
        return True

    def write(self, text):
        self.text = (self.text + text)[-KEPT:]
        if self.under is not None:
            self.under.write(text)
            self.under.flush()
        return len(text)


def call(answer, inputs, quiet, printed=None):
    """Call an answer here, in this process.

    Parameters
    ----------
    answer : callable
        What is called.
    inputs : sequence
        Its arguments.
    quiet : bool
        Whether a RuntimeWarning is a failure.
    printed : Tail, optional
        What gets all output, that of errors too; without it a Tail gets what
        is printed, and nothing else.

    Returns
    -------
    Outcome
    """
    errors = contextlib.nullcontext()
    if printed is not None:
        errors = contextlib.redirect_stderr(printed)
    printed = Tail() if printed is None else printed
    printed.text = ""
    failure = result = None
    with (
        np.errstate(all="warn", under="ignore"),
        warnings.catch_warnings(),
        contextlib.redirect_stdout(printed),
        errors,
    ):
        warnings.simplefilter("ignore")
        if quiet:
            warnings.simplefilter("error", RuntimeWarning)
        try:
            result = plain(answer(*inputs))
        except (Exception, SystemExit) as error:
            kind = _kind(error, answer, inputs)
            failure = kind, one_line(error) + line_of(error, answer)
    return Outcome(result, inputs, failure or (), printed.text.strip())


def _kind(error, answer, inputs):
    """Return the kind of a failure."""
    if isinstance(error, RuntimeWarning):
        return "warning"
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, SystemExit):
        return "exit"
    misfit = isinstance(error, TypeError) and not _fits(answer, inputs)
    return "arguments" if misfit else "error"


def _fits(answer, inputs):
    """Tell whether an answer takes as many arguments as it is given."""
    try:
        inspect.signature(answer).bind(*inputs)
    except TypeError:
        return False
    except ValueError:  # a builtin keeps its signature to itself
        pass
    return True
