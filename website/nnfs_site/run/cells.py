"""Run the cells of a page as a notebook does, in its reader's browser.

This file is served with the site, and the worker of a page imports it. It asks
for nothing but Python, so the build and the tests use it too.
"""

import ast
import builtins
import inspect
import io
import linecache
import re
import sys
import time
import traceback
import types
from pprint import pformat

from nnfs_site.figures.svg import inline_svg

PAUSE = 0.1  # seconds between two pieces of what a loop prints
LIMIT = 100_000  # characters that a cell may print
CUT = f"\n... cut after {LIMIT} characters"
COLUMNS = 79
AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
NAME = re.compile("<(Cell|Exercise) [0-9.]+>")
FRAME = re.compile(r'^  File "<(.*)>", line (\d+)', re.MULTILINE)
INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
INNER += (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
WEBASSEMBLY = ("emscripten", "wasi")  # in a browser, and outside of one
SILENT = (
    "NumPy cannot report overflow, division by zero or invalid numbers in a "
    "browser, so np.errstate raises nothing here. In a notebook it does."
)


def imported(source):
    """The dotted names that a source may import.

    >>> sorted(imported("from nnfs import plotting"))
    ['nnfs', 'nnfs.plotting']
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()  # running it will say so
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module)
            names.update(f"{node.module}.{one.name}" for one in node.names)
    return names


def needed(source, homes):
    """The packages that a source imports.

    Parameters
    ----------
    source : str
        Python.
    homes : dict of str to list of str
        The packages that each module asks for, beside what the module around
        it asks for.
    """
    found = set()
    for name in imported(source):
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            found.update(homes.get(".".join(parts[:end]), ()))
    return sorted(found)


def bound(source):
    """The names that a source binds, or changes by writing into what they name.

    But for those inside of functions.

    >>> sorted(bound("import os.path; a[k], b = 1, [n for n in k]"))
    ['a', 'b', 'os']
    """
    try:
        waiting = [ast.parse(source)]
    except SyntaxError:
        return set()
    names = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, INNER):
            names.add(getattr(node, "name", None))
            continue
        waiting += ast.iter_child_nodes(node)
        if isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
        elif isinstance(getattr(node, "ctx", None), ast.Store):
            while isinstance(node, ast.Subscript | ast.Attribute):
                node = node.value
            names.add(getattr(node, "id", None))
    return names - {None}


def shown(value):
    """The text of a result: a long collection takes a line for each part."""
    text = repr(value)
    if len(text) > COLUMNS and isinstance(value, (dict, list, set, tuple)):
        return pformat(value, width=COLUMNS + 1, sort_dicts=False)
    return text


def explained(error):
    """The traceback of an error, with none but the reader's own lines."""
    if hasattr(error, "_render_traceback_"):
        return "\n".join(error._render_traceback_())
    trace = traceback.TracebackException.from_exception(error)
    told, waiting = [], [trace]
    while waiting:
        part = waiting.pop()
        if part is None or part in told:
            continue
        told.append(part)
        own = [f for f in part.stack if NAME.fullmatch(f.filename)]
        part.stack[:] = own
        waiting += [part.__cause__, part.__context__, *(part.exceptions or ())]
    text = "".join(trace.format())
    text = text.replace("Traceback (most recent call last):\n", "")
    text = FRAME.sub(r"\1, line \2", text).replace(", in <module>\n", "\n")
    return re.sub("^  (?=  )", "", text, flags=re.MULTILINE).rstrip()


class Printed(io.TextIOBase):
    """What a cell prints, on its way to the page, in pieces."""

    def __init__(self, tell, kind):
        self.tell, self.kind = tell, kind
        self.waiting, self.length, self.last = [], 0, 0.0

    def writable(self):
        return True

    def write(self, text):
        if self.length <= LIMIT:
            self.length += len(text)
            over = self.length - LIMIT
            self.waiting.append(text[:-over] + CUT if over > 0 else text)
            if time.monotonic() - self.last > PAUSE:
                self.flush()
        return len(text)

    def flush(self):
        if self.waiting:
            self.tell(self.kind, "".join(self.waiting))
            self.waiting.clear()
        self.last = time.monotonic()


class Session:
    """The variables of a page, and the way to run one of its cells.

    Parameters
    ----------
    tell : callable
        Takes the kind of an output ("stdout", "stderr", "figure", "result" or
        "error") and its text; "lacking", with a title, where a cell builds on
        one that was left out.
    namespace : dict
        The variables.
    """

    current = None  # the session that a figure is handed to

    def __init__(self, tell, namespace):
        self.tell, self.namespace = tell, namespace
        self.figures = 0
        self.lacking = {}  # the cell left out that would have bound a name
        Session.current = self

    def leave_out(self, title, source):
        """Leave out a cell: what it would have bound is not there."""
        for name in bound(source):
            self.lacking[name] = title
            if not isinstance(self.namespace.get(name), types.ModuleType):
                self.namespace.pop(name, None)

    async def run(self, title, source):
        """Run a cell under a title; return whether the next one may run.

        What builds on a cell that was left out is left out, too.
        """
        name = f"<{title}>"
        silent = "errstate" in source and sys.platform in WEBASSEMBLY
        lines = source.splitlines(keepends=True)
        linecache.cache[name] = len(source), None, lines, name
        streams = [Printed(self.tell, kind) for kind in ("stdout", "stderr")]
        before = sys.stdout, sys.stderr, builtins.input
        sys.stdout, sys.stderr, builtins.input = *streams, refuse_input
        try:
            value = await self.evaluate(name, source)
            if value is not None:
                self.namespace["_"] = value
                self.say("result", shown(value))
            if "matplotlib.pyplot" in sys.modules:
                sys.modules["matplotlib.pyplot"].show()
            if silent and '"raise"' in source:
                self.say("stderr", SILENT)
        except (Exception, SystemExit) as error:
            if isinstance(error, NameError) and error.name in self.lacking:
                lacking = self.lacking[error.name]
                self.leave_out(lacking, source)
                self.say("lacking", lacking)
                return True
            self.say("error", explained(error))
            if silent:
                self.say("stderr", SILENT)
            return silent
        finally:
            for stream in streams:
                stream.flush()
            sys.stdout, sys.stderr, builtins.input = before
            if "matplotlib.pyplot" in sys.modules:
                sys.modules["matplotlib.pyplot"].close("all")
        return True

    def say(self, kind, text):
        """Tell the page something, behind what was printed before."""
        sys.stdout.flush()
        sys.stderr.flush()
        self.tell(kind, text)

    def show(self, picture):
        """Hand a picture to the page, made as the book's own are."""
        self.figures += 1
        markup = inline_svg(picture, "", f"run-{self.figures}-")
        self.say("figure", markup)

    async def evaluate(self, name, source):
        """Run a source; return its last line's value, as a notebook does."""
        tree = ast.parse(source, name)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = ast.Expression(tree.body.pop().value)
        await self.execute(compile(tree, name, "exec", AWAIT))
        if last is None:
            return None
        value = await self.execute(compile(last, name, "eval", AWAIT))
        return None if source.rstrip().endswith(";") else value

    async def execute(self, code):
        result = eval(code, self.namespace)
        waits = code.co_flags & inspect.CO_COROUTINE
        return await result if waits else result


def refuse_input(prompt=""):
    raise RuntimeError(
        "a cell on this page cannot ask: write the value into the code"
    )
