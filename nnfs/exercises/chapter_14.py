"""What must be true of any answer to the exercises of chapter 14."""

import weakref

import numpy as np

from nnfs import complex_step_gradient, tape
from nnfs.exercises.trial import exercise


def draw_tape(rng, results):
    """Return the sources of some inputs, and of results behind them."""
    sources = [()] * int(rng.integers(1, 4))
    for _ in range(results):
        many = rng.integers(1, 3)
        drawn = rng.integers(max(0, len(sources) - 5), len(sources), size=many)
        sources.append(tuple(drawn.tolist()))
    return sources


def played(sources):
    """Let the package walk back along a tape of sums.

    A nudge is added to each place; its slope counts the paths that lead there.
    Returns the places in the order in which the walk met them, and the slopes.
    """
    met = []

    def noting(place):
        def back(d, y, x):
            met.append(place)
            return d

        return tape.operation(np.copy, (back, back))

    def last(*nudges):
        made = []
        for place, nudge in enumerate(nudges):
            added = sum((made[i] for i in sources[place]), nudge)
            made.append(noting(place)(added))
        return made[-1]

    zeros = np.zeros(len(sources), dtype=float)
    slopes = tape.record(last, *zeros)[1](1.0)
    return [place for place in met if sources[place]], slopes


BY_HAND = [
    [(), (0, 0), (1, 1)],
    [(), (), (0, 1), (0, 2), (1, 1), (2, 3)],
    [(), (0,), (0, 0), (1,)],
]


@exercise("14.1", "visit_order(sources)")
def visit_order(trial, rng):
    """The tape of the package meets the same places in the same order."""
    cases = [
        *BY_HAND,
        *(draw_tape(rng, int(n)) for n in rng.integers(1, 9, 20)),
    ]
    for sources in cases:
        order, _ = played(sources)
        hint = (
            "from the last place to the first; a result is visited once, and "
            "only if the last one is made of it; inputs are not visited"
        )
        trial.expect(trial(sources, shape=(len(order),)), order, hint)


def called_by_name(functions, case):
    """Return one of some functions, which reports call by its name."""
    name = [*functions][case % len(functions)]
    functions[name].__name__ = name
    return name, functions[name]


SINES = {
    "sin(x)": lambda sin, x: tape.total(sin(x)),
    "x sin(3 x)": lambda sin, x: tape.total(x * sin(3 * x)),
    "sin(x) sin(x)": lambda sin, x: tape.total(sin(x) * sin(x)),
    "sin(exp(sin(x)))": lambda sin, x: tape.total(sin(tape.exp(sin(x)))),
}


@exercise("14.2", "with_sine(function, x, v)")
def with_sine(trial, rng):
    """The complex step through NumPy's sine, and its differences."""
    for case in range(16):
        called, function = called_by_name(SINES, case)
        x, v = rng.normal(size=(2, 1 + case % 5)).round(2)

        def slopes(at, function=function):
            return complex_step_gradient(lambda z: function(np.sin, z), at)

        curves = (slopes(x + 1e-5 * v) - slopes(x - 1e-5 * v)) / 2e-5
        found = trial(function, x, v, shape=[x.shape] * 2)
        hint = f"the function adds up {called}; the slope of sin is cos"
        trial.expect(found[0], slopes(x), hint, what="the slopes")
        hint = (
            f"the function adds up {called}; a rule is followed itself, so "
            "its cos wants a rule too, whose slope is -sin"
        )
        what = "how the slopes change"
        trial.expect(found[1], curves, hint, what=what, rtol=1e-6, atol=1e-7)


@exercise("14.3", "centred_slopes(w, d)")
def centred_slopes(trial, rng):
    """The tape walks back along the same function."""
    ones, first = np.ones(4), np.eye(4, dtype=float)[0]
    cases = [(np.full(4, 0.25), d) for d in (ones, first)]
    cases += [(np.array([1.0, 0, 0]), np.array([2.0, 3, 5]))]
    for n in rng.integers(1, 7, size=20):
        w = rng.integers(1, 9, size=n)
        cases.append((w / w.sum(), rng.integers(-5, 6, size=n).astype(float)))
    for w, d in cases:

        def centred(x, w=w):
            return x - tape.total(w * x)

        (wanted,) = tape.record(centred, np.zeros_like(w))[1](d)
        hint = (
            "the mean goes to every output with a minus: all of d comes back "
            "to it, and goes on to input k by w[k]"
        )
        trial.expect(trial(w, d, shape=d.shape), wanted, hint)


def counts_passes(A):
    """Return a function from n numbers to m that counts its passes."""
    enough, spent = min(A.shape), []

    def spend(d, y, x):
        spent.append(1)
        if len(spent) > enough:
            raise RuntimeError(f"pass {len(spent)}, {enough} allowed")
        return d

    same = tape.operation(np.copy, (spend, spend))
    return lambda x: tape.total(tape.tanh(A * same(x)), axis=1)


@exercise("14.4", "jacobian(function, x)")
def jacobian(trial, rng):
    """The complex step finds the same rows, and no pass is too many."""
    shapes = [(1, 1), (3, 2), (2, 5), (1, 6), (6, 1), (4, 4), (7, 3)]
    for m, n in [*shapes, *rng.integers(1, 7, size=(13, 2)).tolist()]:
        A, x = rng.normal(size=(m, n)).round(2), rng.normal(size=n).round(2)
        function = counts_passes(A)
        wanted = [
            complex_step_gradient(lambda z, f=function, i=i: f(z)[i], x)
            for i in range(m)
        ]
        hint = f"row i has the slopes of output i: {m} outputs, {n} inputs"
        trial.expect(trial(function, x, shape=(m, n)), wanted, hint)


WITH = {  # functions of a maximum that need none
    "max(x, x)**3": lambda maximum, x: tape.total(maximum(x, x) ** 3),
    "(max(x, 1) - max(-x, -1))**3": lambda maximum, x: tape.total(
        (maximum(x, 1) - maximum(-x, -1)) ** 3
    ),
    "max(0, x) - max(0, -x)": lambda maximum, x: tape.total(
        maximum(0, x) - maximum(0, -x)
    ),
    "x max(x, -x)**2": lambda maximum, x: tape.total(x * maximum(x, -x) ** 2),
    "x (max(x[:, None], x) - max(-x[:, None], -x))": lambda maximum, x: (
        tape.total(x * (maximum(x[:, None], x) - maximum(-x[:, None], -x)))
    ),
    "max(x, -9)**2 + x max(x, 9)": lambda maximum, x: tape.total(
        maximum(x, -9) ** 2 + x * maximum(x, 9)
    ),
}
WITHOUT = {
    "x**3": lambda x: tape.total(x**3),
    "(x + 1)**3": lambda x: tape.total((x + 1) ** 3),
    "x": lambda x: tape.total(x),
    "x x**2": lambda x: tape.total(x**3),
    "x (x[:, None] + x)": lambda x: tape.total(x * (x[:, None] + x)),
    "x**2 + 9 x": lambda x: tape.total(x**2 + 9 * x),
}


@exercise("14.5", "with_maximum(function, x, v)")
def with_maximum(trial, rng):
    """What is equal has equal slopes, also where two numbers tie."""
    for case in range(24):
        _, function = called_by_name(WITH, case)
        called, other = called_by_name(WITHOUT, case)
        x = rng.integers(-1, 2, size=1 + case % 5).astype(float)
        v = rng.integers(-2, 3, size=x.shape).astype(float)
        found = trial(function, x, v, shape=[x.shape] * 2)
        hint = f"this is the same as the sum of {called}, at a tie as well"
        wanted = tape.gradient(other)(x)
        trial.expect(found[0], wanted, hint, what="the slopes")
        wanted = tape.hessian_product(other, x, v)
        trial.expect(found[1], wanted, hint, what="how the slopes change")


def counts_results(n):
    """Return a step that counts its calls, and which results are kept."""
    root = int(np.ceil(np.sqrt(n)))
    results = []

    def bent(x):
        y = np.tanh(x)
        results.append(weakref.ref(y))
        kept = sum(result() is not None for result in results)
        if kept > 2 * root:
            raise RuntimeError(f"{kept} results kept, {2 * root} allowed")
        if len(results) > 2 * n:
            raise RuntimeError(f"call {len(results)}, {2 * n} allowed")
        return y

    return tape.elementwise(bent, lambda y, x: 1.0 - y * y)


@exercise("14.6", "frugal(step, x, n)")
def frugal(trial, rng):
    """The slopes of the whole chain, in less room and not much more time."""
    for n in [1, 2, 3, 5, 16, 17, 40, 100, 225, 230, 9, 64]:
        x = rng.normal(size=2).round(2)

        def chain(x, n=n):
            for _ in range(n):
                x = tape.tanh(x)
            return tape.total(x)

        hint = f"{n} steps, one behind the other, and the sum at the end"
        wanted = tape.gradient(chain)(x)
        found = trial(counts_results(n), x, n, shape=x.shape)
        trial.expect(found, wanted, hint)


@exercise("14.7", "visits_by_paths(sources)")
def visits_by_paths(trial, rng):
    """Where all are sums, the slope of a place counts the paths to it."""
    doubled = [[(), *((k, k) for k in range(n))] for n in (0, 1, 10, 50)]
    drawn = [draw_tape(rng, int(n)) for n in rng.integers(1, 60, size=16)]
    for sources in [*BY_HAND, *doubled, *drawn]:
        _, paths = played(sources)
        hint = (
            "a place is visited once on each way from the last place to it, "
            "and the last place once"
        )
        trial.expect(trial(sources, shape=()), np.sum(paths), hint)


def bowl(H, b):
    """Return a function whose curvature is the same everywhere."""
    return lambda x: tape.total(x * (tape.total(H * x, axis=1) / 2 - b))


def valley(A, b):
    """Return a function whose curvature grows where it rises."""
    return lambda x: tape.total(tape.exp(tape.total(A * x, axis=1)) - b * x)


@exercise("14.8", "best_step(function, x)")
def best_step(trial, rng):
    """Along the line the slope and the curvature are found going forward."""
    for case in range(16):
        n = 1 + case % 4
        A, b, x = rng.normal(size=(n, n)), rng.normal(size=n), np.ones(n)
        round_bowl = bowl(A @ A.T + np.eye(n, dtype=float), b)
        function = round_bowl if case < 9 else valley(A, b)
        g = complex_step_gradient(function, x)

        def slope(t, f=function, x=x, g=g):
            return tape.change(lambda t: f(x - t * g), t, 1.0)[1]

        there, bend = tape.change(slope, 0.0, 1.0)
        hint = (
            f"down the gradient the slope is {there:.4g} at first, and changes "
            f"by {bend:.4g} for each unit of the rate: where is it 0?"
        )
        trial.expect(trial(function, x, shape=()), -there / bend, hint)
