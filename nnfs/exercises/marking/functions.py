"""What an answer is given besides numbers: functions, and random generators.

A checker's function goes to the answer as code and the values that it closes
over, and runs there, as quickly as in a notebook: what it does there to these
values does not come back. A generator goes as its state, once; the answer keeps
its own. Both go one way only, from the process that judges.
"""

import builtins
import importlib
import marshal
import math
import types

import numpy as np

from nnfs.exercises.calling import CannotBeSent

KNOWN = np, math, builtins
ADVICE = "hand over arrays, numbers, or a function of these"


class Sender:
    """Makes trees of functions and generators, for `wire.pack`."""

    def __init__(self):
        self.generators = []

    def __call__(self, value, tree):
        if isinstance(value, np.random.Generator):
            return {"generator": self._generator(value, tree)}
        if isinstance(value, types.ModuleType):
            return {"module": value.__name__}
        name = getattr(value, "__name__", "")
        for module in (*KNOWN, _own(value)):
            if module and getattr(module, name, None) is value:
                return {"known": [module.__name__, name]}
        if isinstance(value, types.FunctionType):
            return {"function": tree(_parts(value))}
        raise CannotBeSent(
            f"an answer cannot be given a {type(value).__name__} where it is "
            f"marked in a process of its own: {ADVICE}"
        )

    def _generator(self, value, tree):
        for place, known in enumerate(self.generators):
            if known is value:
                return [place, None]
        self.generators.append(value)
        return [len(self.generators) - 1, tree(value.bit_generator.state)]


class Receiver:
    """Makes functions and generators of trees, for `wire.unpack`."""

    def __init__(self):
        self.generators = {}
        self.kinds = {
            "generator": self._generator,
            "module": lambda content, value: importlib.import_module(content),
            "known": lambda content, value: getattr(
                importlib.import_module(content[0]), content[1]
            ),
            "function": lambda content, value: _function(*value(content)),
        }

    def _generator(self, content, value):
        place, state = content
        if state is not None:
            state = value(state)
            kind = getattr(np.random, state["bit_generator"])
            made = np.random.Generator(kind())
            made.bit_generator.state = state
            self.generators[place] = made
        return self.generators[place]


def _own(value):
    """Return the module of the package that a value stands in, if any."""
    name = str(getattr(value, "__module__", ""))
    return importlib.import_module(name) if name.startswith("nnfs.") else None


def _parts(function):
    """Return what a function is made of."""
    code = function.__code__
    used = {
        name: function.__globals__[name]
        for name in sorted(_names(code))
        if name in function.__globals__
    }
    return [
        np.frombuffer(marshal.dumps(code), np.uint8),
        used,
        function.__name__,
        function.__defaults__,
        [cell.cell_contents for cell in function.__closure__ or ()],
        function.__kwdefaults__,
    ]


def _names(code):
    """Return the global names that some code may use."""
    inner = (
        part for part in code.co_consts if isinstance(part, types.CodeType)
    )
    return set(code.co_names).union(*map(_names, inner))


def _function(code, used, name, defaults, closure, named):
    """Return a function of its parts."""
    made = types.FunctionType(
        marshal.loads(code.tobytes()),
        {"__builtins__": builtins, **used},
        name,
        defaults,
        tuple(map(types.CellType, closure)),
    )
    made.__kwdefaults__ = named
    return made
