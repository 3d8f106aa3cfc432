"""Record what the other book's package does, for tests/package/test_compat.py.

Our `nnfs.compat` offers the interface of the PyPI package `nnfs`.  This script
makes a table of calls to that package and keeps the results in compat.npz; the
test makes the same calls to ours.  The package has our import name, so it needs
an environment of its own:

    python -m venv /tmp/other
    /tmp/other/bin/pip install nnfs==0.5.1 numpy==2.4.6
    /tmp/other/bin/python tests/reference/make_compat.py
"""
# ruff: noqa: NPY002 - the legacy stream is what is recorded

import inspect
import pathlib
import sys

import numpy as np

FUNCTIONS = ("spiral_data", "vertical_data", "sine_data")
SETTINGS = {
    "no init": None,
    "default": {},
    "no workaround": {"dot_precision_workaround": False},
    "double": {"default_dtype": "float64"},
    "double, no workaround": {
        "dot_precision_workaround": False,
        "default_dtype": "float64",
    },
    "half": {"default_dtype": "float16", "dot_precision_workaround": False},
    "workaround alone": {"default_dtype": None},
    "seed alone": {
        "dot_precision_workaround": False,
        "default_dtype": None,
        "random_seed": 7,
    },
    "no seed": {"random_seed": None},
}
DATA = {
    "spiral_data(20, 3)": lambda data: data.spiral_data(20, 3),
    "spiral_data(7, 2)": lambda data: data.spiral_data(samples=7, classes=2),
    "spiral_data(1, 4)": lambda data: data.spiral_data(1, 4),
    "vertical_data(20, 3)": lambda data: data.vertical_data(20, 3),
    "vertical_data(2, 5)": lambda data: data.vertical_data(
        samples=2, classes=5
    ),
    "sine_data(9)": lambda data: data.sine_data(samples=9),
}
_DOUBLE = np.linspace(0.1, 0.9, 6).reshape(2, 3)
_SINGLE = _DOUBLE.astype(np.float32)
NUMPY = {
    "zeros(3)": lambda: np.zeros(3),
    "zeros(shape=(2, 1))": lambda: np.zeros(shape=(2, 1)),
    "zeros(2, order='F')": lambda: np.zeros(2, order="F"),
    "zeros(2, 'float64')": lambda: np.zeros(2, "float64"),
    "zeros(2, dtype=int)": lambda: np.zeros(2, dtype=int),
    "zeros(2, dtype=None)": lambda: np.zeros(2, dtype=None),
    "eye(2)": lambda: np.eye(2),
    "eye(2, k=1)": lambda: np.eye(2, k=1),
    "eye(2, 3)": lambda: np.eye(2, 3),
    "eye(2, dtype=int)": lambda: np.eye(2, dtype=int),
    "ones(2)": lambda: np.ones(2),
    "randn(2, 3)": lambda: np.random.randn(2, 3),
    "normal(size=3)": lambda: np.random.normal(size=3),
    "dot of doubles": lambda: np.dot(_DOUBLE, _DOUBLE.T),
    "dot of singles": lambda: np.dot(_SINGLE, _SINGLE.T),
    "dot of both": lambda: np.dot(_SINGLE, _DOUBLE.T),
    "dot of vectors": lambda: np.dot(_DOUBLE[0], _DOUBLE[1]),
    "dot of integers": lambda: np.dot(np.arange(3), np.arange(3)),
    "matmul": lambda: _DOUBLE @ _SINGLE.T,
}


def signatures(nnfs):
    """Return the arguments and defaults of the four functions, as text."""
    functions = [getattr(nnfs.datasets, name) for name in FUNCTIONS]
    return np.array(
        [str(inspect.signature(f)) for f in (nnfs.init, *functions)]
    )


def record(nnfs, restore):
    """Return the results of all calls; `restore` is called after a setting."""
    results = {"signatures": signatures(nnfs)}
    for setting, arguments in SETTINGS.items():
        np.random.seed(3)
        if arguments is not None:
            nnfs.init(**arguments)
        for call, function in DATA.items():
            X, y = function(nnfs.datasets)
            results[f"{setting}: {call} X"], results[f"{setting}: {call} y"] = (
                X,
                y,
            )
        for call, function in NUMPY.items():
            results[f"{setting}: {call}"] = np.asarray(function())
        restore()
    return results


def main():
    import nnfs
    import nnfs.datasets

    if hasattr(nnfs, "Network"):
        sys.exit(
            "this is our own nnfs: run the script where the other is installed"
        )
    originals = np.zeros, np.eye, np.dot, np.random.randn

    def restore():
        np.zeros, np.eye, np.dot, np.random.randn = originals

    path = pathlib.Path(__file__).with_name("compat.npz")
    np.savez_compressed(path, **record(nnfs, restore))


if __name__ == "__main__":
    main()
