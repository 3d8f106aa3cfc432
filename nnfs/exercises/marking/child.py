"""The process that runs an answer: it hands on what comes, and judges nothing.

It is started anew for each answer. Its first output becomes the way back to the
process that judges, and whatever the answer prints goes to the second.
"""

import ast
import contextlib
import importlib
import linecache
import os
import sys
import types
from pathlib import Path

from nnfs.exercises.calling import Tail, call
from nnfs.exercises.forms import Foreign
from nnfs.exercises.marking import sources, wire
from nnfs.exercises.marking.functions import Receiver
from nnfs.exercises.report import one_line
from nnfs.exercises.showing import show


def main():
    """Take orders from standard input until it ends."""
    orders, back = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.dup2(2, 1)
    errors = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace")
    printed = Tail(errors)
    sys.stdout = sys.stderr = printed
    serve(orders, back, printed)


def serve(orders, back, printed):
    """Run a file, and then call its answer as often as asked.

    Parameters
    ----------
    orders, back : file
        Where orders come from, and what comes of them goes to.
    printed : Tail
        Where the answer prints.
    """
    receiver = Receiver()

    def send(*message):
        back.write(wire.pack(message))
        back.flush()

    send("ready")
    order = wire.unpack(*wire.read(orders))
    limit_memory(order["megabytes"])
    try:
        pieces = sources.cells(Path(order["file"]))
    except (ValueError, OSError) as error:
        return send("nothing", one_line(error).partition(": ")[2], "")
    sys.path.insert(0, order["folder"])
    loader = Loader(order["name"], Path(order["file"]).suffix == ".ipynb", send)
    for name, source in pieces:
        loader.run(name, source)
    if loader.answer is None:
        kind = "exit" if loader.ended else "nothing"
        return send(kind, loader.why(), printed.text.strip())
    send("found", printed.text.strip())
    with contextlib.suppress(EOFError):
        while True:
            inputs, quiet = wire.unpack(*wire.read(orders), receiver.kinds)
            outcome = call(loader.answer, inputs, quiet, printed)
            after = [sendable(value) for value in inputs]
            result, failure = sendable(outcome.result), outcome.failure
            send("outcome", result, after, failure, outcome.printed)


def sendable(value):
    """Return a value, or what can be said of it where it is not plain."""
    try:
        size = len(wire.pack(value))
    except (TypeError, ValueError, RecursionError):
        return Foreign("object", show(value))
    if size > wire.MOST[0]:
        return Foreign("object", f"{size} bytes of numbers")
    return value


def limit_memory(megabytes):
    """Let this process have so much memory, where the system can say so."""
    try:
        resource = importlib.import_module("resource")  # Windows has none
        size = int(megabytes * 2**20)
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (ImportError, ValueError, OSError):
        pass


class Loader:
    """Runs the pieces of a file and remembers the answer among their names.

    Each statement is run by itself, and one that fails does not stop the next:
    so an answer is found wherever it stands.

    Parameters
    ----------
    name : str
        What the answer is called.
    notebook : bool
        Whether the pieces are cells.
    send : callable
        Is told which piece is run.
    """

    def __init__(self, name, notebook, send):
        self.name, self.send = name, send
        self.answer, self.other = None, None
        self.errors, self.ended = [], False
        self.flags = []  # what is from __future__ holds in later cells too
        module = types.ModuleType("__main__" if notebook else "answer")
        sys.modules[module.__name__] = module
        self.names = vars(module)
        self.names.update(display=print, get_ipython=Notebook)

    def run(self, piece, source):
        """Run a piece of code."""
        self.send("at", piece)
        lines = source.splitlines(keepends=True)
        linecache.cache[piece] = len(source), None, lines, piece
        try:
            statements = ast.parse(source).body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return self.note(piece, one_line(error))
        self.flags += [s for s in statements if is_from_the_future(s)]
        for statement in statements:
            if self.answer is not None and self.is_empty(statement):
                continue
            module = ast.Module([*self.flags, statement], [])
            place = f"line {statement.lineno} of {piece}"
            try:
                exec(compile(module, piece, "exec"), self.names)
            except SystemExit as error:
                self.ended = True
                self.note(place, one_line(error))
            except BaseException as error:
                self.note(place, one_line(error))
            found = self.names.get(self.name)
            if callable(found):
                self.answer = found
            elif found is not None:
                self.other = f"its {self.name} is a {type(found).__name__}"

    def note(self, place, text):
        """Remember an error, and print it."""
        self.errors.append(f"{place}: {text}")
        print(self.errors[-1], file=sys.stderr)

    def is_empty(self, statement):
        """Tell whether a statement is the answer with nothing in it."""
        return (
            isinstance(statement, ast.FunctionDef)
            and statement.name == self.name
            and all(
                isinstance(part, ast.Pass)
                or (
                    isinstance(part, ast.Expr)
                    and isinstance(part.value, ast.Constant)
                )
                for part in statement.body
            )
        )

    def why(self):
        """Say why there is no answer."""
        return "; ".join(filter(None, [self.other, *self.errors[:1]]))


def is_from_the_future(statement):
    """Tell whether a statement is an import from __future__."""
    return (
        isinstance(statement, ast.ImportFrom)
        and statement.module == "__future__"
    )


class Notebook:
    """Stands for IPython where code asks for it: any order, and no effect."""

    def __getattr__(self, name):
        return lambda *arguments, **named: None
