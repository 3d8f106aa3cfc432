"""What a refusal ends with: the next line of code to type.

Nothing here is asked before something has been refused.  A line works on lists
and on tables of pandas as it does on arrays: `np.ravel(labels)`.
"""

import math

import numpy as np

from nnfs.input_checks.names import EXAMPLES, NAMES, OBJECTS

KINDS = {"U": "text", "S": "bytes", "O": "objects", "M": "dates"}
GAPS = ("NoneType", "NAType", "NaTType")


def no_numbers(values, array, name):
    """Return the error for `values`, an `array` of no real numbers."""
    kind = KINDS.get(array.dtype.kind, array.dtype)
    said = f"{name} must be real numbers, but came as {kind}"
    hint = "convert them to an array of floats first"
    if array.dtype.kind == "M":
        days = 'np.timedelta64(1, "D")'
        hint = f"write (np.asarray({name}) - np.min({name})) / {days}"
    elif array.dtype.kind == "c":
        hint = f"write np.real({name})"
    elif _are_numbers(array):
        hint = f"write np.asarray({name}, dtype=float)"
    elif array.dtype.kind in "OUS":
        said, hint = _of_objects(values, array, name, said, hint)
    return TypeError(f"{said}: {hint}")


def _are_numbers(array):
    """Tell whether Python makes a number of each element."""
    if array.dtype.kind not in "OUS" or None in array.ravel().tolist():
        return False
    try:
        array.astype(float)
    except (TypeError, ValueError):
        return False
    return True


def _of_objects(values, array, name, said, hint):
    """Say which columns hold no numbers, and what makes numbers of them."""
    texts = [one for one in array.flat if isinstance(one, str)]
    if texts:
        said = f"{said}, such as {str(texts[0])!r}"
    frame = hasattr(values, "columns")
    if frame and any(type(one).__name__ in GAPS for one in array.flat):
        said = f"{said}, with missing values"
        hint = f"write {name}.fillna({name}.mean()).astype(float)"
    if not texts or array.ndim != 2:
        return said, hint
    columns = [
        n for n in range(array.shape[1]) if not _are_numbers(array[:, n])
    ]
    if frame:
        said = f"{said} in column {values.columns[columns[0]]!r}"
        return said, f"write pd.get_dummies({name}, dtype=float)"
    if len(columns) == array.shape[1]:
        return said, hint
    said = f"{said} in column {columns[0]}"
    rest = f"np.delete({name}, {columns}, axis=1)"
    return said, f"write {rest}.astype(float)"


def rows(array, name, width):
    """Say how to turn an array into one sample to a row."""
    if array.ndim == 1 and width == 1 and array.size > 1:
        return f"write np.reshape({name}, (-1, 1)) for one number to a sample"
    if array.ndim == 1:
        return f"write np.reshape({name}, (1, -1)) for a single sample"
    if array.ndim > 2 and width == math.prod(array.shape[1:]):
        return f"write np.reshape({name}, (len({name}), -1))"
    if array.ndim == 2 and width == len(array):
        return f"write np.transpose({name})"
    if array.ndim == 2:
        return (
            f"pass {width} numbers to a sample, or let the first layer take "
            f"{array.shape[1]}"
        )
    return "pass one sample to a row"


def numbered(integers, n):
    """Say how to number classes from 0, or what to do about too many."""
    found = np.unique(integers)
    if found[0] == 1 and found[-1] == n:
        return "write np.asarray(labels) - 1"
    if found.size <= n:
        return "write np.unique(labels, return_inverse=True)[1]"
    if n == 1:
        return (
            "one column of scores is one class: for two, end the network with "
            "two outputs, or with one and Sigmoid(), and take "
            "BinaryCrossEntropy()"
        )
    return f"let the last layer have {found.size} outputs, one to a class"


def no_integers(labels, n):
    """Return the error for labels that are no integers."""
    kind = KINDS.get(labels.dtype.kind, labels.dtype)
    said = f"labels must be integers, but came as {kind}"
    whole = labels.dtype.kind in "fb" and np.all(np.isfinite(labels))
    if whole and np.all(labels == np.rint(labels)):
        hint = "write np.asarray(labels).astype(int)"
        if n is not None and labels.min() == 1 and labels.max() == n:
            hint = f"{hint} - 1"
        return TypeError(f"{said}: {hint}")
    if labels.dtype.kind in "OUS":
        said = f"{said}, such as {str(labels.flat[0])!r}"
        return TypeError(
            f"{said}: write np.unique(labels, return_inverse=True)[1]"
        )
    return TypeError(
        f"{said}: for numbers that are no classes take MeanSquaredError()"
    )


def zero_or_one(targets):
    """Say how to turn targets into 0 and 1."""
    found = np.unique(targets)
    if found.size == 2:
        return f"write (np.asarray(targets) == {found[1]:g}).astype(int)"
    if found.size == 1 or (found[0] >= 0 and found[-1] <= 1):
        return "write (np.asarray(targets) > 0.5).astype(int)"
    return (
        f"for {found.size} classes take SoftmaxCrossEntropy(), for numbers "
        "MeanSquaredError()"
    )


def an_object(value, kind):
    """Say what to write in place of a name, a class or another object."""
    if isinstance(value, str):
        known = OBJECTS.get(value.lower().replace(" ", "_"))
        return f"write {known or EXAMPLES[kind.__name__]}"
    if isinstance(value, type) and issubclass(value, kind):
        given = {"Optimizer": "0.001", "Network": "Dense(2, 3)"}
        return f"write {value.__name__}({given.get(kind.__name__, '')})"
    if type(value).__module__.startswith("nnfs."):
        return "write fit(network, loss, optimizer, inputs, targets, epochs=10)"
    return f"write {EXAMPLES[kind.__name__]}"


def no_folder(folder):
    """Say that a folder is missing, and how to make it."""
    made = f"Path({str(folder)!r}).mkdir(parents=True)"
    return f"there is no folder {str(folder)!r}: write {made}"


def no_package(name, needs):
    """Return the error for a package that is not installed."""
    return ModuleNotFoundError(
        f"{needs} needs {name}, which is not installed: type "
        f"python -m pip install {name}",
        name=name,
    )


def no_attribute(owner, name):
    """Return the error for an attribute that an object has not."""
    said = f"{type(owner).__name__} has no {name!r}"
    if name.startswith("_"):
        return AttributeError(said)
    if name in NAMES:
        return AttributeError(f"{said}: write {NAMES[name]}")
    from difflib import get_close_matches  # late: few will need it

    own = [one for one in dir(owner) if not one.startswith("_")]
    close = get_close_matches(name, own, n=1, cutoff=0.75)
    hint = f": did you mean {close[0]}? What" if close else "; what"
    return AttributeError(
        f"{said}{hint} backward needs exists only after forward"
    )
