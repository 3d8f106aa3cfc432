"""A tape records what a function does with its arrays, and plays it backwards.

Three kinds of operations are enough for a network: those that bend each number
by itself, those that are linear, and products.  Each has one rule that carries
slopes back and one that carries changes on.  The rules are written with the
operations themselves, so slopes have slopes too.

The field calls what is followed the primal, a slope that is carried back its
cotangent, and the rule for it a vector-Jacobian product: reverse mode.  A
change that is carried on is a tangent, its rule a Jacobian-vector product:
forward mode.
"""

import functools
import inspect
import itertools
import operator

import numpy as np

from nnfs.input_checks import following, taping

LEVELS = itertools.count(1)  # each call that follows has a number of its own
TAPES = {}  # level: what becomes of a result, while that call lasts
RULES = {}  # a function of NumPy: the operation that follows it


class Variable(following.Followed):
    """An array that is followed.

    It knows the operators of Python, and NumPy's functions that have a rule.

    Parameters
    ----------
    value : ndarray or Variable
        The primal; a Variable where followings are nested.
    level : int
        The number of the following: an inner one has a higher number.
    note : int, ndarray or Variable
        In reverse mode its place on the tape, in forward mode its tangent.

    Attributes
    ----------
    shape : tuple of int
    dtype : numpy.dtype
    """

    rules = RULES
    T = property(lambda x: reorder(x, range(len(x.shape))[::-1]))

    def __init__(self, value, level, note):
        self.value, self.level, self.note = value, level, note
        self.shape, self.dtype = value.shape, value.dtype


def plain(x):
    """Return the bare numbers of a followed array: a constant.

    Parameters
    ----------
    x : array_like or Variable
        What is followed, or not.

    Returns
    -------
    ndarray
        Read-only: what stands on a tape must not change.

    Examples
    --------
    >>> from nnfs import tape
    >>> tape.gradient(lambda x: x * tape.plain(x))(3.0)
    array(3.)
    """
    while isinstance(x, Variable):
        x = x.value
    return taping.read_only(x)


def _apply(function, inputs, back, on):
    """Call a function of plain arrays with inputs that may be followed.

    The highest level among them is followed.  One level down the same is done
    again; at the bottom, where all is plain, the function computes.
    """
    level = taping.level(inputs, TAPES)
    if level == 0:
        return function(*inputs)
    here, values, notes = taping.below(level, inputs)
    y = taping.was_given(level, _apply(function, values, back, on))
    note = TAPES[level](
        notes,
        lambda d: back(d, y, values, here),
        lambda changes: on(changes, y, values, here),
    )
    return Variable(y, level, note)


def operation(function, *rules):
    """Make an operation of a function, by a rule for each of its inputs.

    Parameters
    ----------
    function : callable
        Takes plain arrays, and behind them what is never followed.
    *rules : tuple of two callables
        For each input the pair (back, on): ``back(d, y, *inputs)`` takes the
        cotangent d of the output y and returns that of the input; ``on(change,
        y, *inputs)`` takes the tangent of the input and returns what it adds to
        that of the output.

    Returns
    -------
    callable
        Takes what `function` takes, followed or not.

    References
    ----------
    A. Griewank, A. Walther, "Evaluating derivatives: principles and techniques
    of algorithmic differentiation", 2nd edition, SIAM 2008.
    """

    def back(d, y, values, here):
        chosen = itertools.compress(rules, here)
        return [rule(d, y, *values) for rule, _ in chosen]

    def on(changes, y, values, here):
        chosen = zip(changes, itertools.compress(rules, here), strict=True)
        return [rule(change, y, *values) for change, (_, rule) in chosen]

    @functools.wraps(function)
    def apply(*inputs):
        taping.constants(function, inputs, len(rules))
        return _apply(function, inputs, back, on)

    return apply


def elementwise(function, slope):
    """Make an operation that bends each number by itself.

    Its Jacobian is diagonal, so one rule does both: times the slope.

    Parameters
    ----------
    function : callable
        Takes an array, and what is never followed.
    slope : callable
        ``slope(y, x)`` is the slope of each output y in its input x.

    Returns
    -------
    callable

    Examples
    --------
    >>> from nnfs import tape
    >>> square = tape.elementwise(np.square, lambda y, x: 2 * x)
    >>> tape.gradient(square)(3.0)
    array(6.)
    """

    def rule(d, y, *inputs):
        return d * slope(y, *inputs)

    return operation(function, (rule, rule))


def linear(function, transposed):
    """Make an operation whose outputs are sums of multiples of its inputs.

    What carries changes on is the operation itself; what carries slopes back
    is its transpose.

    Parameters
    ----------
    function : callable
        Takes an array, and what is never followed.
    transposed : callable
        ``transposed(d, x)`` carries slopes d back to the input x.

    Returns
    -------
    callable
    """

    def back(d, y, *inputs):
        return transposed(d, *inputs)

    def on(change, y, x, *given):
        return apply(change, *given)

    apply = operation(function, (back, on))
    return apply


def product(function, back_a, back_b):
    """Make an operation that is linear in each of its two inputs.

    A change of one input is multiplied by the other, as the input was.

    Parameters
    ----------
    function : callable
        Takes two arrays.
    back_a, back_b : callable
        ``back_a(d, a, b)`` carries slopes d back to the input a, and `back_b`
        to b.

    Returns
    -------
    callable
    """
    apply = operation(
        function,
        (lambda d, y, a, b: back_a(d, a, b), lambda c, y, a, b: apply(c, b)),
        (lambda d, y, a, b: back_b(d, a, b), lambda c, y, a, b: apply(a, c)),
    )
    return apply


def broadcast(apply):
    """Let an operation on arrays of one shape take what NumPy broadcasts.

    Each input is spread before, so that its slopes are gathered, and no rule
    of an operation knows of broadcasting.

    Parameters
    ----------
    apply : callable
        An operation of two arrays.

    Returns
    -------
    callable
    """

    @functools.wraps(apply)
    def spread_first(a, b):
        to = taping.common_shape(a, b)
        a = a if taping.fits(a, to) else spread(a, to)
        b = b if taping.fits(b, to) else spread(b, to)
        return apply(a, b)

    return spread_first


def _add_up(x, shape):
    new = x.ndim - len(shape)
    axes = [i for i, n in enumerate(x.shape) if i < new or n != shape[i - new]]
    return np.add.reduce(x, axis=tuple(axes)).reshape(shape)


def _put(x, index, shape):
    y = np.zeros(shape, dtype=x.dtype)
    if taping.picks_once(index):
        y[index] += x
    else:
        np.add.at(y, index, x)
    return y


def _gathered(x, shape):
    return x if x.shape == shape else gather(x, shape)


SAME = (lambda d, y, a, b: d,) * 2

exp = elementwise(np.exp, lambda y, x: y)
log = elementwise(np.log, lambda y, x: 1.0 / x)
tanh = elementwise(np.tanh, lambda y, x: 1.0 - y * y)
power = elementwise(taping.power, lambda y, x, n: n * x ** (n and n - 1.0))
reciprocal = elementwise(taping.reciprocal, lambda y, x: -y * y)

transpose = linear(np.matrix_transpose, lambda d, x: transpose(d))
reorder = linear(np.transpose, lambda d, x, to: reorder(d, taping.inverse(to)))
reshape = linear(np.reshape, lambda d, x, shape: reshape(d, x.shape))
spread = linear(taping.spread, lambda d, x, shape: gather(d, x.shape))
gather = linear(_add_up, lambda d, x, shape: spread(d, x.shape))
pick = linear(operator.getitem, lambda d, x, at: scatter(d, at, x.shape))
scatter = linear(_put, lambda d, x, at, shape: pick(d, at))

add = broadcast(operation(np.add, SAME, SAME))
multiply = broadcast(
    product(np.multiply, lambda d, a, b: d * b, lambda d, a, b: d * a)
)
matmul = product(
    taping.matmul,
    lambda d, a, b: _gathered(d @ transpose(b), a.shape),
    lambda d, a, b: _gathered(transpose(a) @ d, b.shape),
)

NAMED = exp, log, tanh, pick, add, multiply
RULES |= {inspect.unwrap(known): known for known in NAMED}
RULES |= {
    np.matmul: matmul,
    np.power: power,
    np.negative: lambda x: x * -1.0,
    np.subtract: lambda a, b: a + multiply(b, -1.0),
    np.divide: lambda a, b: a * reciprocal(b),
}


def total(x, axis=None, keepdims=False):
    """Add up all numbers, or those along one axis.

    Parameters
    ----------
    x : ndarray or Variable
        What is added up.
    axis : int, optional
        Along which; all if None.
    keepdims : bool, default False
        Whether the axes stay, with one number in each.

    Returns
    -------
    ndarray or Variable
    """
    kept, left = taping.summed(x.shape, axis, keepdims)
    return gather(x, kept) if kept == left else reshape(gather(x, kept), left)


def _follow(function, arrays, notes, note):
    """Call a function of variables at a level of their own.

    `note` is called for each result; what it returns is the note of that.
    Returns the note of the output, and the output.
    """
    level = next(LEVELS)
    TAPES[level] = note
    try:
        y = function(*map(Variable, arrays, itertools.repeat(level), notes))
    finally:
        del TAPES[level]
    if taping.is_at(level, y):
        return y.note, taping.output(y.value)
    return None, taping.output(y)


def record(function, *arrays):
    """Call a function, and keep on a tape what carries slopes back.

    The tape is the list of all results in the order in which they were made.
    So each stands behind its sources, and who walks from the end to the
    beginning has met all uses of a result before the result.  Slopes live in
    that walk, not on the tape: one may walk as often as one likes.

    Parameters
    ----------
    function : callable
        Takes the arrays, returns one array; made of the operations here, of
        Python's operators, or of NumPy's functions with the same names.
    *arrays : array_like of float, or Variable
        Where to call it; they are copied, and not changed.

    Returns
    -------
    outputs : ndarray
        What ``function(*arrays)`` returns.
    backward : callable
        Takes the cotangent of the outputs, of their shape; returns the list of
        those of the arrays, each of its shape and type.

    Raises
    ------
    TypeError, ValueError
        If an array holds no real numbers, or none at all, or if the function
        does what cannot be recorded: what it did and what to write.

    References
    ----------
    S. Linnainmaa, "The representation of the cumulative rounding error of an
    algorithm as a Taylor expansion of the local rounding errors", Master's
    thesis, University of Helsinki 1970.

    Examples
    --------
    >>> from nnfs import tape
    >>> outputs, backward = tape.record(lambda x, y: x * y + x, 2.0, 5.0)
    >>> outputs, backward(1.0)
    (array(12.), [array(6.), array(2.)])
    """
    arrays = [taping.given(x, "arrays") for x in arrays]
    tape = [None] * len(arrays)

    def keep(places, back, on):
        tape.append((places, back))
        return len(tape) - 1

    last, outputs = _follow(function, arrays, range(len(arrays)), keep)

    def backward(d_outputs):
        slopes = {last: taping.slopes(d_outputs, outputs)}
        for place in reversed(range(len(arrays), len(tape))):
            if place in slopes:
                places, back = tape[place]
                for i, d in zip(places, back(slopes.pop(place)), strict=True):
                    slopes[i] = slopes[i] + d if i in slopes else d
        return [taping.slope(slopes.get(i), x) for i, x in enumerate(arrays)]

    return outputs, backward


def gradient(function):
    """Return the function that computes the slopes of another one.

    Parameters
    ----------
    function : callable
        Takes arrays, returns one number, of shape ().

    Returns
    -------
    callable
        Takes the same arrays; returns the slopes of the number in them: an
        array for one, a list for several.

    Raises
    ------
    TypeError, ValueError
        As `record`, and if there is more than one number.

    References
    ----------
    A. Baydin, B. Pearlmutter, A. Radul, J. Siskind, "Automatic differentiation
    in machine learning: a survey", Journal of Machine Learning Research 18,
    2018.

    Examples
    --------
    >>> from nnfs import tape
    >>> cube = lambda x: x**3
    >>> tape.gradient(cube)(2.0), tape.gradient(tape.gradient(cube))(2.0)
    (array(12.), array(12.))
    """

    def slopes(*arrays):
        outputs, backward = record(function, *arrays)
        found = backward(taping.one(outputs))
        return found[0] if len(arrays) == 1 else found

    return slopes


def change(function, point, direction):
    """Return a function's value and its rate of change along a direction.

    This is forward mode: the change goes along with the computation, nothing is
    kept, and all outputs have theirs after one call.

    Parameters
    ----------
    function : callable
        Takes an array, returns one array.
    point : array_like of float, or Variable
        Where to call it.
    direction : array_like of float, or Variable
        How the point moves, in its shape.

    Returns
    -------
    value, rate : ndarray
        Of the same shape: what the function returns, and the product of its
        Jacobian with the direction.

    Raises
    ------
    TypeError, ValueError
        As `record`, and if the direction has another shape than the point.

    References
    ----------
    R. Wengert, "A simple automatic derivative evaluation program",
    Communications of the ACM 7, 1964.

    Examples
    --------
    >>> from nnfs import tape
    >>> tape.change(lambda x: x * x, [1.0, 2.0], [1.0, 0.5])
    (array([1., 4.]), array([2., 2.]))
    """
    point = taping.given(point, "point")
    direction = taping.along(direction, point)

    def carry(changes, back, on):
        return functools.reduce(add, on(changes))

    rate, value = _follow(function, [point], [direction], carry)
    return value, taping.slope(rate, value)


def hessian_product(function, point, direction):
    """Return how the slopes of a number change along a direction.

    It is the product of the matrix of second derivatives with the direction,
    without the matrix: forward mode through the walk back.

    Parameters
    ----------
    function : callable
        Takes an array, returns one number, of shape ().
    point : array_like of float, or Variable
        Where to call it.
    direction : array_like of float, or Variable
        In the shape of the point.

    Returns
    -------
    ndarray of the shape of `point`

    Raises
    ------
    TypeError, ValueError
        As `gradient` and `change`.

    References
    ----------
    B. Pearlmutter, "Fast exact multiplication by the Hessian", Neural
    Computation 6, 1994.

    Examples
    --------
    >>> from nnfs import tape
    >>> tape.hessian_product(lambda x: tape.total(x**3), [1.0, 2.0], [1.0, 0.0])
    array([6., 0.])
    """
    return change(gradient(function), point, direction)[1]


def checkpoint(function):
    """Return a function that keeps only its inputs, and is run again.

    What a tape would keep of its inside is forgotten; the walk back records it
    anew.  Memory is paid with time.

    Parameters
    ----------
    function : callable
        Takes arrays, returns one array.

    Returns
    -------
    callable
        Takes the same arrays, returns the same.

    Raises
    ------
    ValueError
        When it is recorded, if the function uses something followed that it
        was not given, and as `record`.

    References
    ----------
    A. Griewank, A. Walther, "Algorithm 799: revolve", ACM Transactions on
    Mathematical Software 26, 2000.
    """

    def back(d, y, values, here):
        return itertools.compress(record(function, *values)[1](d), here)

    def on(changes, y, values, here):
        def along(t):
            return function(*taping.moved(values, changes, here, t))

        return [change(along, 0.0, 1.0)[1]]

    return lambda *arrays: _apply(function, arrays, back, on)
