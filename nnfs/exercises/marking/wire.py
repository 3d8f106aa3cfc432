"""Plain data between two processes: a text of JSON, and the bytes of arrays.

What is read can do nothing: it becomes numbers, text, arrays of numbers, and
lists, tuples and dictionaries of these. There is no pickle, and no name that
would be looked up.
"""

import json
import math
import re
import struct

import numpy as np

from nnfs.exercises.forms import Foreign

HEAD = struct.Struct("<QQ")  # bytes of text, bytes of arrays
MOST = 2**23, 2**26
TYPE = re.compile(r"[<>|][biufc]\d{1,2}")


def refuse(value, tree):
    """Refuse what is not plain."""
    raise TypeError(f"a {type(value).__name__} cannot be sent")


def pack(value, other=refuse):
    """Return a value as the bytes of a message.

    Parameters
    ----------
    value : object
        Plain data.
    other : callable, optional
        Gets what is not plain, and what makes a tree of its parts, and returns
        its tree.

    Returns
    -------
    bytes
    """
    arrays, size = [], 0

    def numbers(array):
        nonlocal size
        arrays.append(array.tobytes())
        start, size = size, size + len(arrays[-1])
        return [array.dtype.str, list(array.shape), start]

    def tree(value):
        kind = type(value)
        if value is None or kind in (bool, int, float, str):
            return value
        if kind is list:
            return [tree(part) for part in value]
        if kind is tuple:
            return {"tuple": [tree(part) for part in value]}
        if kind is dict:
            return {"dict": [[tree(k), tree(v)] for k, v in value.items()]}
        if kind is complex:
            return {"complex": [value.real, value.imag]}
        if kind is Foreign:
            return {"foreign": [value.kind, value.text]}
        if isinstance(value, (np.ndarray, np.generic)):
            if value.dtype.kind in "biufc":
                array = kind is np.ndarray
                return {"array" if array else "number": numbers(value)}
            if kind is np.ndarray and value.dtype.kind == "O":
                parts = [tree(part) for part in value.flat]
                return {"objects": [list(value.shape), parts]}
        return other(value, tree)

    text = json.dumps(tree(value)).encode("ascii")
    return b"".join([HEAD.pack(len(text), size), text, *arrays])


def unpack(text, data, other=None):
    """Return the value of a message.

    Parameters
    ----------
    text, data : bytes
        Its JSON, and its arrays.
    other : dict of str to callable, optional
        Makes a value of a tree that is not plain, by its name.

    Returns
    -------
    object
    """

    def numbers(content):
        name, shape, start = content
        if not TYPE.fullmatch(name):
            raise ValueError(f"{name!r} is no type of numbers")
        kind = np.dtype(name)
        if any(type(n) is not int or n < 0 for n in (start, *shape)):
            raise ValueError("a place in an array is no whole number")
        end = start + math.prod(shape) * kind.itemsize
        if end > len(data):
            raise ValueError("an array ends beyond its message")
        # a buffer must not be empty, and an array may be
        flat = np.frombuffer(data[start:end] or bytes(kind.itemsize), kind)
        return flat[: math.prod(shape)].reshape(shape).copy()

    def objects(content):
        shape, parts = content
        array = np.empty(len(parts), dtype=object)
        for place, part in enumerate(parts):
            array[place] = value(part)
        return array.reshape(shape)

    kinds = {
        "tuple": lambda content: tuple(map(value, content)),
        "dict": lambda content: {value(k): value(v) for k, v in content},
        "complex": lambda content: complex(*map(float, content)),
        "foreign": lambda content: Foreign(*map(str, content)),
        "array": numbers,
        "number": lambda content: numbers(content)[()],
        "objects": objects,
    }
    for name, make in (other or {}).items():
        kinds[name] = lambda content, make=make: make(content, value)

    def value(tree):
        if isinstance(tree, list):
            return [value(part) for part in tree]
        if isinstance(tree, dict):
            ((name, content),) = tree.items()
            return kinds[name](content)
        return tree

    return value(json.loads(text))


def read(stream):
    """Read a message.

    Parameters
    ----------
    stream : file
        Where it comes from.

    Returns
    -------
    tuple of bytes
        Its JSON, and its arrays.

    Raises
    ------
    EOFError
        If there is none, or not all of it.
    ValueError
        If it is too large.
    """
    sizes = HEAD.unpack(_exactly(stream, HEAD.size))
    if any(size > most for size, most in zip(sizes, MOST, strict=True)):
        raise ValueError("a message is too large")
    return tuple(_exactly(stream, size) for size in sizes)


def _exactly(stream, size):
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
