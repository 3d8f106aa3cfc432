"""What an answer returns, as plain data, and what its form may lack.

A result is judged in plain form alone: numbers, arrays of them, text, None, and
lists and tuples of these. Whatever else came is a `Foreign`, which has a kind
and a text, and equals nothing.
"""

import inspect
from dataclasses import dataclass

import numpy as np

from nnfs.exercises.showing import numbers, show

LARGEST = 1000  # bits of an integer that is handed on
COARSE = 1e-2  # beyond, no lost digits explain a difference
ADVICE = {
    "generator": "your function has a yield, so what it returns is a "
    "generator: put the values into a list, and return the list",
    "iterator": "this is an iterator and no list: put list(...) around it",
    "set": "a set has no order, and keeps one of equal values: return a list",
    "function": "this is a function: was it to be called, with (...)?",
}


@dataclass(frozen=True, eq=False)
class Foreign:
    """Something that is no number and holds none: its kind, and its text."""

    kind: str
    text: str

    def __repr__(self):
        return self.text


def plain(value):
    """Return a value as plain data, whatever it is."""
    try:
        return _plain(value)
    except Exception:  # an object with ideas of its own
        return Foreign("object", f"an object of type {type(value).__name__}")


def _plain(value):
    kind = type(value)
    if value is None or kind in (bool, float, complex, str):
        return value
    if kind is int and value.bit_length() <= LARGEST:
        return value
    if isinstance(value, (list, tuple)):
        parts = [plain(part) for part in value]
        return tuple(parts) if isinstance(value, tuple) else parts
    if isinstance(value, np.generic) and value.dtype.kind in "biufc":
        return value
    if isinstance(value, np.ndarray) and value.dtype.kind == "O":
        parts = np.empty(value.shape, dtype=object)
        parts.flat[:] = [plain(part) for part in value.flat]
        return parts
    if isinstance(value, str):
        return str(value)
    array = numbers(value)
    if array is not None:
        return np.array(array)
    return Foreign(_kind(value), show(value))


def _kind(value):
    """Return what kind of a thing is no number."""
    if inspect.isgenerator(value):
        return "generator"
    if hasattr(value, "__next__"):
        return "iterator"
    if isinstance(value, (set, frozenset)):
        return "set"
    return "function" if callable(value) else "object"


def why_not(result, wanted):
    """Return a hint for a result that is not the numbers that are wanted."""
    if result is None:
        return "your function returns nothing: is a return missing?"
    if isinstance(result, Foreign):
        return ADVICE.get(result.kind, f"return {wanted}, made of numbers")
    for part in result if isinstance(result, (tuple, list)) else ():
        if part is None or (isinstance(part, Foreign) and part.kind in ADVICE):
            return f"one of the values is no number: {why_not(part, wanted)}"
    if isinstance(result, (tuple, list)):
        return f"return {wanted}, not {len(result)} values or ragged rows"
    if isinstance(result, np.ndarray) and result.dtype.kind == "O":
        return "the array holds objects of Python: make it one of floats"
    return f"return {wanted}, made of numbers"


def why_not_several(result, count):
    """Return a hint for a result that is not so many results."""
    wanted = f"{count} results"
    many = isinstance(result, (tuple, list))
    if many and len(result) < count:
        return (
            f"{len(result)} came, and {count} are wanted: which are missing, "
            "the last ones?"
        )
    if many:
        return f"{len(result)} came, and only {count} are wanted"
    if isinstance(result, (bool, int, float, complex, np.generic, np.ndarray)):
        one = "array" if np.ndim(result) else "number"
        return f"one {one} came: return {wanted}, with commas between them"
    return why_not(result, wanted)


def misshapen(found, wanted):
    """Return a hint for an array of another shape than the wanted one."""
    if not wanted and np.prod(found) == 1:
        return (
            f"a number is wanted, and an array of shape {found} came: take the "
            "number out, with .item()"
        )
    if not found:
        return f"a single number came, and an array of shape {wanted} is wanted"
    if [n for n in found if n != 1] == [n for n in wanted if n != 1]:
        return (
            "an axis of length 1 is missing or too many: look at keepdims, or "
            f"reshape to {wanted}"
        )
    if found == wanted[::-1]:
        return "rows and columns are exchanged: see .T"
    if len(found) == len(wanted) and found[1:] == wanted[1:]:
        fewer = "some are missing" if found[0] < wanted[0] else "some too many"
        return f"{found[0]} came, and {wanted[0]} are wanted: {fewer}"
    return "the numbers have another shape than the exercise asks for"


def types(result):
    """Return the types of all arrays and numbers in a result."""
    if isinstance(result, (tuple, list)):
        return set().union(*map(types, result))
    return (
        {result.dtype}
        if isinstance(result, (np.generic, np.ndarray))
        else set()
    )


def lost_digits(found, wanted, came):
    """Return a hint where the type of what came explains the difference.

    `came` holds the types of all results so far: a law may have put numbers of
    another type between the result and what is compared.
    """
    if found.dtype.kind in "biu" and np.any(wanted != np.round(wanted)):
        return (
            f"these are integers ({found.dtype}), which have nothing behind "
            "the point: make the array one of floats, dtype=float"
        )
    short = sorted(
        str(t) for t in came if t.kind + str(t.itemsize) in "f2 f4 c8"
    )
    finite = wanted[np.isfinite(wanted)]
    room = COARSE * np.max(np.abs(finite), initial=0)
    if short and np.allclose(found, wanted, COARSE, room, equal_nan=True):
        return (
            f"what came is {short[0]}, which keeps too few digits: compute in "
            "float64, the type of the inputs"
        )
    return ""
