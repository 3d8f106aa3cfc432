"""How a value is shown: short, the same wherever it runs, and never alike."""

import re

import numpy as np

COLUMNS = 76
SHOWN = 30  # numbers of an array before its middle is left out
NARROW = 30  # columns in which lists within lists are not set any more
OPTIONS = {  # whatever a notebook has set
    "formatter": None,
    "suppress": False,
    "sign": "-",
    "nanstr": "nan",
    "infstr": "inf",
    "edgeitems": 3,
    "legacy": False,
}


def show(value, room=COLUMNS, exact=False):
    """Return a value as short text, or with all its digits."""
    array = numbers(value)
    if array is not None and array.ndim:
        floats = "unique" if exact else "maxprec"
        with np.printoptions(**OPTIONS, floatmode=floats):
            return np.array2string(
                array,
                precision=6,
                threshold=SHOWN,
                max_line_width=room,
                separator=", ",
            )
    if array is not None:
        return repr(array.item()) if exact else digits(array)
    if isinstance(value, (list, tuple)) and value and room > NARROW:
        return "\n".join(_places(value, room, exact))
    if callable(value) and hasattr(value, "__name__"):
        return f"the function {value.__name__}"
    if isinstance(value, np.random.Generator):
        return "a random generator"  # its own name is an address
    if hasattr(value, "__next__"):
        return f"a {type(value).__name__} object"
    try:
        text = " ".join(repr(value).split())[:300]
        return re.sub(r" at 0x\w+", "", text)  # another one in each run
    except Exception:
        return f"an object of type {type(value).__name__}"


def digits(number):
    """Return a number as text, of at most ten digits."""
    if number.dtype.kind in "fc":
        return f"{number.item():.10g}"
    return repr(number.item())


def numbers(value):
    """Return a value as an array of numbers, or None where it is not one."""
    try:
        array = np.asarray(value)
    except Exception:  # ragged rows, or an object with ideas of its own
        return None
    return array if array.dtype.kind in "biufc" else None


def difference(found, wanted, close):
    """Say how many numbers differ, and show the first that does."""
    place = tuple(map(int, np.argwhere(~close)[0]))
    pair = found[place], wanted[place]
    texts = [digits(number) for number in pair]
    if texts[0] == texts[1]:
        texts = [repr(number.item()) for number in pair]
    elif close.size == 1:
        return ""  # both stand above
    text = f"{texts[0]}, expected {texts[1]}"
    if close.size == 1:
        return text
    share = f"{np.sum(~close)} of {close.size} numbers"
    return f"{share}, first at {list(place)}: {text}"


def apart(expected, got, room):
    """Return two values as texts that are never alike."""
    values = expected, got
    texts = _both(values, room, False)
    if texts[0] == texts[1]:
        texts = _both(values, room, True)
    if texts[0] == texts[1]:  # the difference lies in what is left out
        texts = map("".join, zip(texts, _first(*values), strict=True))
    first, second = texts
    if first == second:
        kinds = [type(value).__name__ for value in values]
        if kinds[0] == kinds[1]:
            kinds = "this one", "another one that looks the same"
        first, second = f"{first}\n({kinds[0]})", f"{second}\n({kinds[1]})"
    return first, second


def _both(values, room, exact):
    return [
        value if isinstance(value, str) else show(value, room, exact)
        for value in values
    ]


def _first(*values):
    """Return a line on each of two values, where numbers of them differ."""
    a, b = map(numbers, values)
    if a is None or b is None or a.shape != b.shape:
        return "", ""
    other = np.argwhere((a != b) & ~((a != a) & (b != b)))
    if not len(other):
        return "", ""
    place = tuple(map(int, other[0]))
    return [f"\nat {list(place)}: {v[place].item()!r}" for v in (a, b)]


def printable(text):
    """Return a text in which each letter can be seen: no control codes."""
    return "".join(
        letter
        if letter.isprintable() or letter == "\n"
        else letter.encode("unicode_escape").decode()
        for letter in text.replace("\t", "    ").replace("\r\n", "\n")
    )


def _places(values, room, exact):
    """Yield each value of a list behind its place."""
    for place, value in enumerate(values[: SHOWN + 1]):
        name = f"{place}: "
        if place == SHOWN:
            yield f"{name}and so on"
            return
        text = show(value, room - len(name), exact)
        yield name + text.replace("\n", "\n" + " " * len(name))
