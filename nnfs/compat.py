"""A door for the readers of another book.

The package `nnfs` on PyPI belongs to *Neural Networks from Scratch in Python*
by H. Kinsley and D. Kukieła, and has our import name.  Code written for that
book calls `nnfs.init` and the three functions below, so they exist here with
the same arguments, types and random numbers.  Our book never uses them: it
hands one `numpy.random.Generator` around and leaves NumPy as it is.
"""
# ruff: noqa: NPY002 - the legacy stream is what this module is for

import functools

import numpy as np

from nnfs import input_checks

_before = {}  # what `init` changed, by name, as it was


def init(dot_precision_workaround=True, default_dtype="float32", random_seed=0):
    """Seed NumPy's global stream and change the types four functions return.

    `numpy.zeros` and `numpy.eye` make arrays of `default_dtype` where the call
    names no type; `numpy.random.randn` and `numpy.dot` convert their result.
    All code in the process gets these types until `restore` is called, except
    our own package, which names its types.  A second call replaces the settings
    of the first.

    Parameters
    ----------
    dot_precision_workaround : bool, default True
        Let `numpy.dot` compute in float64 and return float32, whatever
        `default_dtype` says, so that results agree between machines.
    default_dtype : str, type or numpy.dtype, default 'float32'
        A floating-point type.  None leaves the types alone.
    random_seed : int, default 0
        Seed of the legacy global stream, `numpy.random.seed`.  None leaves the
        stream alone.

    Raises
    ------
    TypeError, ValueError
        If `default_dtype` is not a floating-point type, or NumPy refuses the
        seed.  NumPy is then as it was.
    """
    dtype = _floating(default_dtype) if default_dtype else None
    if random_seed is not None:
        stream = np.random.get_state()
        try:
            np.random.seed(random_seed)
        except (TypeError, ValueError) as error:
            raise type(error)(
                f"random_seed is {random_seed!r}: pass a whole number from 0 "
                "to 2**32 - 1, or None to leave the stream alone"
            ) from error
        _before.setdefault("stream", stream)
    _restore_functions()
    if dtype:
        _replace(np, "zeros", _filling_in, dtype)
        _replace(np, "eye", _filling_in, dtype)
        _replace(np.random, "randn", _converting, dtype)
    if dot_precision_workaround:
        _replace(np, "dot", _converting, np.dtype("float32"), "float64")
    elif dtype:
        _replace(np, "dot", _converting, dtype)


def restore():
    """Undo all that `init` did to NumPy, its random stream included.

    Does nothing when nothing is to undo.
    """
    _restore_functions()
    if "stream" in _before:
        np.random.set_state(_before.pop("stream"))


def spiral_data(samples, classes):
    """Draw interleaved spiral arms from the legacy global stream.

    Parameters
    ----------
    samples : int
        Points to a class.
    classes : int
        Number of arms, at most 256.

    Returns
    -------
    X : ndarray of shape (samples * classes, 2)
        Points within the unit circle; float64, or the type set by `init`.
    y : ndarray of uint8, shape (samples * classes,)
        Classes, in order.

    Raises
    ------
    TypeError, ValueError
        If a number is not a positive integer, or there are too many classes.

    See Also
    --------
    nnfs.datasets.spiral : The same arms, from a generator of your own.

    References
    ----------
    A. Karpathy, "CS231n: Minimal neural network case study", course notes,
    Stanford 2015, https://cs231n.github.io/neural-networks-case-study/ (MIT
    License).
    """

    def arm(label):
        turn = np.linspace(4 * label, 4 * (label + 1), samples)
        angle = 2.5 * (turn + 0.2 * np.random.randn(samples))
        radius = np.linspace(0, 1, samples)
        return radius * np.sin(angle), radius * np.cos(angle)

    return _labelled(samples, classes, arm)


def vertical_data(samples, classes):
    """Draw clouds that stand side by side from the legacy global stream.

    Parameters
    ----------
    samples : int
        Points to a class.
    classes : int
        Number of clouds, at most 256; their centres are a third apart.

    Returns
    -------
    X : ndarray of shape (samples * classes, 2)
        Points; float64, or the type set by `init`.
    y : ndarray of uint8, shape (samples * classes,)
        Classes, in order.

    Raises
    ------
    TypeError, ValueError
        If a number is not a positive integer, or there are too many classes.

    See Also
    --------
    nnfs.datasets.vertical : The same clouds, from a generator of your own.

    References
    ----------
    H. Kinsley, D. Kukieła, *Neural Networks from Scratch in Python*, 2020,
    https://nnfs.io, from the spiral of A. Karpathy's CS231n (MIT License).
    """

    def cloud(label):
        across = 0.1 * np.random.randn(samples) + label / 3
        return across, 0.1 * np.random.randn(samples) + 0.5

    return _labelled(samples, classes, cloud)


def sine_data(samples=1000):
    """Return one period of a sine; nothing is drawn.

    Parameters
    ----------
    samples : int, default 1000
        Points, evenly spaced in [0, 1).

    Returns
    -------
    X, y : ndarray of float64, shape (samples, 1)
        Inputs, and sin(2 pi x).

    Raises
    ------
    TypeError, ValueError
        If `samples` is not a positive integer.

    See Also
    --------
    nnfs.datasets.sine : The same curve, with noise if you like.

    References
    ----------
    H. Kinsley, D. Kukieła, *Neural Networks from Scratch in Python*, 2020,
    https://nnfs.io.
    """
    samples = input_checks.positive_integer(samples, "samples")
    X = np.arange(samples).reshape(-1, 1) / samples
    return X, np.sin(2 * np.pi * X)


def _labelled(samples, classes, draw):
    """Return the points that `draw(label)` gives, and their labels."""
    samples = input_checks.positive_integer(samples, "samples")
    classes = input_checks.positive_integer(classes, "classes")
    if classes > 256:
        raise ValueError(
            f"uint8 numbers at most 256 classes, but {classes} came"
        )
    X = np.zeros((samples * classes, 2))  # of the type that `init` has set
    y = np.repeat(np.arange(classes, dtype=np.uint8), samples)
    for label in range(classes):
        X[y == label] = np.column_stack(draw(label))
    return X, y


def _floating(dtype):
    """Return `dtype` as a floating-point numpy.dtype."""
    try:
        found = np.dtype(dtype)
    except (TypeError, ValueError):
        found = None
    if found is None or found.kind != "f":
        raise TypeError(
            f"default_dtype must be a floating-point type, but is {dtype!r}: "
            "write 'float32' or 'float64', or None to leave the types alone"
        )
    return found


def _filling_in(function, dtype):
    """Return `function` with a default type for calls that name none."""

    @functools.wraps(function)
    def replacement(*args, **kwargs):
        if len(args) < 2:
            kwargs.setdefault("dtype", dtype)
        return function(*args, **kwargs)

    return replacement


def _converting(function, dtype, compute=None):
    """Return `function` with its result, and first its arguments, converted."""

    @functools.wraps(function)
    def replacement(*args, **kwargs):
        if compute:
            # Copies, as in the original, so that A times A.T takes the same
            # way through BLAS; named nowhere, because while they live, memory
            # for the result comes from the system: far slower.
            factors = (np.array(v, compute, subok=True) for v in args[:2])
            result = function(*factors, *args[2:], **kwargs)
        else:
            result = function(*args, **kwargs)
        return dtype.type(result)  # an array, or a scalar

    return replacement


def _replace(module, name, change, *settings):
    """Put a changed function in the place of a function of NumPy."""
    function = getattr(module, name)
    _before[name] = module, function
    setattr(module, name, change(function, *settings))


def _restore_functions():
    """Put the functions that `init` replaced back in their places."""
    for name in _before.keys() - {"stream"}:
        module, function = _before.pop(name)
        setattr(module, name, function)
