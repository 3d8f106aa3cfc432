"""Run a page's cells, statement by statement, with the seeds of a family.

In a family f every seed s becomes [s, f], wherever a generator is made; family
0 is the page as it is. What is found of each assertion is written as JSON.

In family 0 the program also tells what no draw reaches. A statement is *by
chance* if a generator is made while it runs, or if it reads a name that is by
chance; the names that it binds, and those whose contents change meanwhile, are
by chance from then on. An assertion is exact if no statement by chance ran it.
Reads are seen inside functions too: they look names up in a dictionary that
keeps a list. A file that a page writes and reads again is not followed.

At last each cell runs once more in the end state of the page, in a process of
its own: readers go back.
"""

import ast
import builtins
import contextlib
import functools
import hashlib
import io
import json
import linecache
import operator
import os
import pickle
import signal
import sys
import types
from pathlib import Path

os.environ["MPLBACKEND"] = "Agg"

import matplotlib.pyplot as plt
import numpy as np

from nnfs_site import luck

LIMIT = 1200  # seconds for a statement: a run may never end in another family
ORDER = {ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge"}
REACHED = (ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.Try, ast.With)


class Draws:
    """Every way to make a generator, with the seeds of a family.

    `made` counts the generators.
    """

    def __init__(self, family):
        self.family = family
        self.made = 0

    def seed(self, seed):
        self.made += 1
        if self.family and isinstance(seed, int | np.integer):
            return [int(seed), self.family]
        if self.family and isinstance(seed, list | tuple | np.ndarray):
            return [*map(int, np.ravel(seed)), self.family]
        return seed

    def function(self, usual):
        @functools.wraps(usual)
        def make(seed=None):
            return usual(self.seed(seed))

        return make

    def kind(self, usual):
        """A class in the place of a class, which others ask for by name."""
        draws = self

        class Usual(type):
            def __instancecheck__(cls, value):
                return isinstance(value, usual)

        class Kind(usual, metaclass=Usual):
            def __init__(self, *seed, **options):
                draws.made += 1
                seed = [draws.seed(one) for one in seed]
                for name in {"seed", "entropy"} & options.keys():
                    options[name] = draws.seed(options[name])
                super().__init__(*seed, **options)

        Kind.__name__ = Kind.__qualname__ = usual.__name__
        return Kind

    def take_over(self):
        """scikit-learn's `random_state=3` makes a RandomState of it, too."""
        functions = ("default_rng", "seed")
        streams = ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64")
        for name in functions + streams:
            setattr(np.random, name, self.function(getattr(np.random, name)))
        for name in ("RandomState", "SeedSequence"):
            setattr(np.random, name, self.kind(getattr(np.random, name)))


class Names(dict):
    """The names of a page; it keeps which were read and which were bound.

    What a statement has bound before it reads it, as in a loop, is its own.
    """

    def __init__(self):
        super().__init__(__name__="__main__")
        self.read, self.bound = set(), set()

    def __getitem__(self, name):
        if name not in self.bound:
            self.read.add(name)
        return super().__getitem__(name)

    def __setitem__(self, name, value):
        self.bound.add(name)
        super().__setitem__(name, value)


class Contents(pickle.Pickler):
    """What a value holds: also what functions have closed over or cached."""

    def __init__(self, file):
        super().__init__(file, protocol=5)
        self.met = set()

    def persistent_id(self, value):
        if isinstance(value, types.ModuleType):
            return value.__name__
        if type(value).__module__.startswith("matplotlib"):
            raise pickle.PicklingError("a drawing")
        if isinstance(value, functools._lru_cache_wrapper):
            return id(value), value.cache_info().misses
        if isinstance(value, types.FunctionType | type):
            if id(value) in self.met:
                return id(value)
            self.met.add(id(value))
            return id(value), self.inside(value)
        return None

    def inside(self, value):
        if isinstance(value, type):
            own = value.__module__ == "__main__"
            return [v for v in vars(value).values() if own and is_data(v)]
        cells = [c.cell_contents for c in value.__closure__ or () if filled(c)]
        return cells, value.__defaults__, value.__kwdefaults__, vars(value)


def is_data(value):
    return isinstance(value, int | float | str | list | dict | np.ndarray)


def filled(cell):
    with contextlib.suppress(ValueError):
        cell.cell_contents  # noqa: B018
        return True
    return False


def digest(value):
    """A digest of what a value holds, or None if that cannot be told."""
    if value is None or isinstance(value, int | float | str):
        return repr(value)
    file = io.BytesIO()
    try:
        Contents(file).dump(value)
    except Exception:
        return None
    return hashlib.blake2b(file.getbuffer()).hexdigest()


def stream():
    """Where NumPy's global stream stands, from which libraries may draw."""
    state = np.random.get_state(legacy=False)["state"]  # noqa: NPY002
    return state["pos"], state["key"].tobytes()


class Chance:
    """Which names of a page are by chance."""

    def __init__(self, names, draws):
        self.names, self.draws = names, draws
        self.by_chance = set()
        self.held = {}

    @contextlib.contextmanager
    def watch(self):
        """Watch a statement; `self.last` then says whether it is by chance."""
        self.names.read.clear()
        self.names.bound.clear()
        before = self.draws.made, stream()
        yield
        reads = self.names.read & self.by_chance
        self.last = bool(reads) or (self.draws.made, stream()) != before
        read, bound = set(self.names.read), set(self.names.bound)
        held = {
            name: digest(value)
            for name, value in self.names.items()
            if name != "__builtins__"
        }
        if self.last:
            self.by_chance |= bound
            self.by_chance |= {
                name
                for name, now in held.items()
                if (now != self.held.get(name) if now else name in read)
            }
        else:
            self.by_chance -= bound
        self.held = held


class Instrument(ast.NodeTransformer):
    """Let each assertion say how it went, and by what margin it held.

    One inside of a loop does not end the loop; one inside of a function, or
    where a page catches errors, raises as it would.
    """

    def __init__(self, numbers):
        self.numbers = numbers
        self.reached = 0

    def generic_visit(self, node):
        inside = isinstance(node, REACHED)
        self.reached += inside
        node = super().generic_visit(node)
        self.reached -= inside
        return node

    def visit_Assert(self, node):
        number = self.numbers[node]
        node.test = self.measured(node.test, number)
        template = "try:\n 0\nexcept Exception as _e:\n _failed({0}, _e)\n "
        template += "raise" if self.reached else "del _e"
        template += "\nelse:\n _held({0})"
        (guarded,) = ast.parse(template.format(number)).body
        guarded.body = [node]
        return guarded

    def measured(self, node, number):
        """Measure the comparisons in what must be true, all of it."""
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            node.values = [self.measured(v, number) for v in node.values]
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr == "all":
                if node.args:  # np.all(...)
                    node.args[0] = self.measured(node.args[0], number)
                else:
                    inner = self.measured(node.func.value, number)
                    node.func.value = inner
            elif isinstance(node.func, ast.Name) and node.func.id == "all":
                part = node.args[0]
                if isinstance(part, ast.GeneratorExp | ast.ListComp):
                    part.elt = self.measured(part.elt, number)
        elif isinstance(node, ast.Compare) and not any(
            isinstance(part, ast.NamedExpr) for part in ast.walk(node)
        ):
            kinds = [ORDER.get(type(op)) for op in node.ops]
            if None not in kinds:
                place = f"{node.lineno}:{node.col_offset}"
                template = f"_compared({number}, {place!r}, {kinds})"
                call = ast.parse(template, mode="eval").body
                call.args += [node.left, *node.comparators]
                return call
        return node


class Page:
    """A page under a family.

    Parameters
    ----------
    path : Path
    family : int
    """

    def __init__(self, path, family):
        self.path, self.family = path, family
        self.cells = luck.cells(path.read_text(encoding="utf-8"))
        self.trees = [cell.tree() for cell in self.cells]
        found = luck.asserts(self.trees)
        self.found = [
            {"name": name, "cell": cell, "ran": 0, "lost": "", "chance": False}
            for cell, _, name in found
        ]
        self.numbers = {node: i for i, (_, node, _) in enumerate(found)}
        self.margins = [{} for _ in found]
        self.broken, self.again = [], []

    def run(self):
        draws = Draws(self.family)
        draws.take_over()
        builtins._held, builtins._failed = self.held, self.failed
        builtins._compared = self.compared
        names = {"__name__": "__main__"} if self.family else Names()
        chance = Chance(names, draws)
        for number, tree in enumerate(self.trees):
            instrument = Instrument(self.numbers)
            with contextlib.redirect_stdout(io.StringIO()):
                for statement in tree.body:
                    self.now = set()
                    watch = contextlib.nullcontext
                    with (watch if self.family else chance.watch)():
                        self.statement(instrument, statement, number, names)
                    for assertion in self.now if not self.family else ():
                        self.found[assertion]["chance"] |= chance.last
            plt.close("all")
        if not self.family:
            for number in range(len(self.cells)):
                self.run_again(number, names)

    def statement(self, instrument, statement, number, names):
        text = ast.unparse(statement)
        tree = ast.Module([instrument.visit(statement)], [])
        code = compiled(ast.fix_missing_locations(tree), self.name(number))
        try:
            with limited():
                exec(code, names)
        except Exception as error:
            told = any(self.found[n]["lost"] for n in self.now)
            if "raises-exception" not in self.cells[number].tags and not told:
                where = self.cells[number].label or f"cell {number + 1}"
                said = f"{type(error).__name__}: {error}"[:200]
                self.broken.append(f"{where}: {said} in {text[:100]}")

    def name(self, number):
        """Name a cell for the compiler; `inspect` finds its source there."""
        source = self.cells[number].source
        name = f"<{self.path.stem} cell {number + 1}>"
        lines = source.splitlines(keepends=True)
        linecache.cache[name] = (len(source), None, lines, name)
        return name

    def held(self, number):
        self.now.add(number)
        self.found[number]["ran"] += 1

    def failed(self, number, error):
        self.now.add(number)
        said = str(error).strip()
        kind = type(error).__name__
        self.found[number]["lost"] = f"{kind}: {said}"[:200] if said else kind

    def compared(self, number, place, kinds, *values):
        """Compare values in a row; keep by how much it is so, at the least."""
        pairs = zip(kinds, values, values[1:], strict=False)
        for which, (kind, one, other) in enumerate(pairs):
            with np.errstate(all="ignore"), contextlib.suppress(Exception):
                apart = np.subtract(other, one, dtype=float)
                least = float(np.min(apart if kind[0] == "l" else -apart))
                if np.isfinite(least):
                    places, where = self.margins[number], f"{place}:{which}"
                    places[where] = min(least, places.get(where, least))
            found = getattr(operator, kind)(one, other)
            if len(kinds) > 1 and not found:
                break
        return found

    def run_again(self, number, names):
        """Run a cell in a child, which leaves the state as it is."""
        cell = self.cells[number]
        if "raises-exception" in cell.tags:
            return
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            said = ""
            try:
                plt.close("all")
                with contextlib.redirect_stdout(io.StringIO()), limited():
                    exec(compiled(cell.tree(), self.name(number)), names)
            except BaseException as error:
                said = f"{type(error).__name__}: {error}"[:200]
                line = failing_line(error, self.name(number))
                said += f" in {line}" if line else ""
            os.write(writer, said.encode()[:2000])
            os._exit(0)
        os.close(writer)
        with open(reader, encoding="utf-8") as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        if said or status:
            where = cell.label or f"cell {number + 1}"
            said = said or f"its process ended with {status}"
            self.again.append(f"{where}: {said}")

    def result(self):
        for assertion, margins in zip(self.found, self.margins, strict=True):
            assertion["margins"] = margins
        return {
            "asserts": self.found,
            "broken": self.broken,
            "again": self.again,
            "seconds": sum(os.times()[:4]),  # of a processor, children included
        }


def compiled(tree, name):
    return compile(tree, name, "exec", dont_inherit=True)


def failing_line(error, name):
    """Return the line of a cell at which an error left it."""
    trace, line = error.__traceback__, ""
    while trace:
        if trace.tb_frame.f_code.co_filename == name:
            line = linecache.getline(name, trace.tb_lineno).strip()
        trace = trace.tb_next
    return line


@contextlib.contextmanager
def limited():
    """End a statement that takes too long."""

    def end(number, frame):
        raise TimeoutError(f"not done after {LIMIT} s")

    signal.signal(signal.SIGALRM, end)
    signal.alarm(LIMIT)
    try:
        yield
    finally:
        signal.alarm(0)


def main():
    path, family, out = Path(sys.argv[1]).resolve(), *sys.argv[2:]
    out = Path(out).resolve()
    page = Page(path, int(family))
    os.chdir(path.parent)
    page.run()
    part = out.with_suffix(".part")
    part.write_text(json.dumps(page.result()), encoding="utf-8")
    part.replace(out)


if __name__ == "__main__":
    main()
