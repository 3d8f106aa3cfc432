"""What `nnfs.tape` asks at its doors, and what it leaves to plain arrays."""

import functools
import numbers

import numpy as np

from nnfs import input_checks
from nnfs.input_checks.following import Followed


def is_at(level, x):
    """Tell whether something is followed at this level."""
    return isinstance(x, Followed) and x.level == level


def level(inputs, tapes):
    """Return the highest level among the inputs, 0 where all are plain."""
    found = 0
    for x in inputs:
        if isinstance(x, Followed) and x.level > found:
            found = x.level
    if found and found not in tapes:
        raise ValueError(
            "this array was followed by a call that has ended: use it inside "
            "of the function only, or write tape.plain(x)"
        )
    return found


def below(level, inputs):
    """Return which inputs are at a level, all one level down, and the notes."""
    here, values, notes = [], [], []
    for x in inputs:
        followed = isinstance(x, Followed) and x.level == level
        here.append(followed)
        if followed:
            values.append(x.value)
            notes.append(x.note)
        else:
            values.append(kept(x))
    return here, values, notes


def kept(x):
    """Return a constant as it is now, so that what backward needs stays."""
    if isinstance(x, np.ndarray | list):
        return x.copy()
    return tuple(map(kept, x)) if isinstance(x, tuple) else x


def constants(function, inputs, n):
    """Refuse shapes, indices and exponents that are followed."""
    for x in inputs[n:]:
        if isinstance(x, Followed):
            raise TypeError(
                f"{name_of(function)} follows its array, and no shape, index "
                "or exponent: write tape.plain(...) for it; a power of two "
                "followed arrays is tape.exp(y * tape.log(x))"
            )


def was_given(level, y):
    """Return a result one level down; refuse one that hides this level."""
    if isinstance(y, Followed) and y.level >= level:
        raise ValueError(
            "a checkpoint uses a followed array that it was not given, whose "
            "slopes would be lost: pass it as an argument"
        )
    return y


def read_only(x):
    """Return a view that nobody can write into."""
    view = np.asarray(x).view()
    view.flags.writeable = False
    return view


def given(x, name):
    """Return what is to be followed: a copy of real numbers, or a Variable."""
    if isinstance(x, Followed):
        return x
    return np.array(input_checks.real_array(x, name, finite=False))


def output(y):
    """Return what a function returned, as `given` returns it."""
    if isinstance(y, Followed):
        return y
    if not isinstance(y, np.ndarray | np.generic | float | int):
        raise TypeError(
            f"the function returned {name_of(type(y))}, but one array is "
            "expected: add its parts up, or record each by itself"
        )
    return given(y, "the outputs of the function")


def one(outputs):
    """Return the slope of a number in itself; refuse more numbers than one."""
    if outputs.shape != ():
        raise ValueError(
            f"the function returned shape {outputs.shape}, but a gradient is "
            "that of one number: write tape.total(...) around it, or take "
            "tape.record"
        )
    return np.ones((), dtype=outputs.dtype)


def slopes(d, outputs):
    """Return slopes of the shape and type of the outputs."""
    if not isinstance(d, Followed):
        return input_checks.slopes(d, outputs.shape, outputs.dtype)
    if d.shape != outputs.shape:
        raise ValueError(
            f"d_outputs have shape {d.shape}, but the outputs {outputs.shape}: "
            "pass one slope to an output"
        )
    return d


def slope(d, x):
    """Return the slopes of an array: its own copy, in its type; or zeros."""
    if isinstance(d, Followed):
        return d
    d = np.zeros(x.shape, dtype=float) if d is None else d
    return np.array(d, dtype=x.dtype)


def along(direction, point):
    """Return a direction in the shape and type of a point."""
    direction = given(direction, "direction")
    if direction.shape != point.shape:
        raise ValueError(
            f"direction has shape {direction.shape}, but point {point.shape}: "
            "pass one rate of change to a number"
        )
    return slope(direction, point)


def power(x, exponent):
    """Return x to the power of one number."""
    real = isinstance(exponent, numbers.Real)
    if not real or isinstance(exponent, bool):
        raise TypeError(
            f"an exponent must be a number, but is {exponent!r}: for a power "
            "of another kind write tape.exp(y * tape.log(x))"
        )
    return x ** float(exponent)


def reciprocal(x):
    """Return 1 / x, for integers too."""
    return 1.0 / x


def spread(x, shape):
    """Return an array repeated as NumPy broadcasts it, and not read-only."""
    y = np.empty(shape, dtype=x.dtype)
    y[...] = x
    return y


def moved(values, changes, here, t):
    """Return values, those that are followed moved by t times their change."""
    changes = iter(changes)
    return [
        x + t * next(changes) if moves else x
        for x, moves in zip(values, here, strict=True)
    ]


def summed(shape, axis, keepdims):
    """Return the shape that a sum is gathered to, and that of the result."""
    if axis is None and not keepdims:
        return (), ()
    axes = range(len(shape))
    gone = axes if axis is None else [axes[axis]]
    kept = tuple(1 if i in gone else n for i, n in enumerate(shape))
    left = tuple(n for i, n in enumerate(shape) if i not in gone)
    return kept, kept if keepdims else left


_common_shape = functools.lru_cache(np.broadcast_shapes)


def common_shape(a, b):
    """Return the shape that two arrays, followed or not, are broadcast to."""
    one = a.shape if hasattr(a, "shape") else np.shape(a)
    other = b.shape if hasattr(b, "shape") else np.shape(b)
    return one if one == other else _common_shape(one, other)


def fits(x, shape):
    """Tell whether an array need not be spread: a constant never."""
    return not isinstance(x, Followed) or x.shape == shape


def matmul(a, b):
    """Return a @ b for matrices, since vectors have rules of their own."""
    for x in (a, b):
        if np.ndim(x) < 2:
            raise ValueError(
                "a matrix has two axes, but one of the two has shape "
                f"{np.shape(x)}: write tape.reshape(x, (1, -1)) for a row, "
                "(-1, 1) for a column"
            )
    return np.matmul(a, b)


def inverse(axes):
    """Return the order of axes that undoes another."""
    return tuple(np.argsort([axis % len(axes) for axis in axes]).tolist())


def picks_once(index):
    """Tell whether an index can name no place twice."""
    parts = index if isinstance(index, tuple) else (index,)
    kinds = int | np.integer | slice | type(None) | type(...)
    return all(isinstance(part, kinds) for part in parts)


def register(layer, arrays):
    """Make first values the parameters of a layer; refuse names it has."""
    for name in arrays:
        taken = hasattr(type(layer), name) or name in ("inputs", "carry_back")
        if taken or name.startswith("d_"):
            raise ValueError(
                f"a layer has a {name!r} of its own: call the parameter "
                "otherwise"
            )
    if arrays:
        layer.register(
            **{
                name: input_checks.real_array(values, name)
                for name, values in arrays.items()
            }
        )


def name_of(function):
    """Return what a function is called, without its address."""
    return getattr(function, "__name__", type(function).__name__)
