"""An answer stands on trial: case after case, until the first that fails.

A check knows what must be true of every right answer: laws, and random cases.
It knows nothing of the wrong ones, and of a wrong one it shows where it fails.
"""

import copy
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnfs.exercises.calling import FAILURES, call
from nnfs.exercises.forms import (
    lost_digits,
    misshapen,
    types,
    why_not,
    why_not_several,
)
from nnfs.exercises.report import Verdict, WrongAnswer, same
from nnfs.exercises.showing import COLUMNS, apart, difference, numbers, show

EXERCISES = {}


@dataclass
class Exercise:
    """What is asked for, and how an answer is checked.

    Parameters
    ----------
    number : str
        Chapter and exercise.
    call : str
        The function that is asked for, with the names of its arguments.
    checker : callable
        What puts an answer on trial.
    """

    number: str
    call: str
    checker: object

    @property
    def name(self):
        """Name of the function that is asked for."""
        return self.call.partition("(")[0]

    @property
    def arguments(self):
        """Names of its arguments."""
        return self.call.partition("(")[2].rstrip(")").split(", ")


def exercise(number, call):
    """Register a checker as the one of an exercise.

    Parameters
    ----------
    number : str
        Chapter and exercise, such as "3.3".
    call : str
        What the exercise asks for, such as "softmax(scores)".

    Returns
    -------
    callable
        A decorator for the checker, which takes a Trial and a Generator.
    """

    def register(checker):
        EXERCISES[number] = Exercise(number, call, checker)
        return checker

    return register


class Trial:
    """One answer on trial.

    Parameters
    ----------
    exercise : Exercise
        What was asked for.
    answer : callable, optional
        What came. It is called here.
    rng : Generator, optional
        What the checker draws from. An answer that is given it gets one of its
        own instead, so that it has no say in what comes next.
    run : callable, optional
        What calls an answer that is not here: takes the inputs and `quiet`, and
        returns an `Outcome`.
    """

    def __init__(self, exercise, answer=None, rng=None, run=None):
        self.exercise, self.rng = exercise, rng
        self.run = partial(call, answer) if run is None else run
        self.inputs, self.result, self.printed = (), None, ""
        self.types = set()
        self.verdict = Verdict(exercise.number, exercise.call)

    def __call__(self, *inputs, shape=None, quiet=False):
        """Call the answer, and refuse an error or a changed argument.

        Parameters
        ----------
        *inputs : object
            What the answer is given.
        shape : tuple of int, or list of them, optional
            The shape that the result must have; a list for several results,
            with None for one of any shape.
        quiet : bool, default False
            Whether a RuntimeWarning, such as an overflow, is wrong as well.

        Returns
        -------
        ndarray or number, or tuple of them
        """
        inputs = [self._apart(value) for value in inputs]
        self.inputs, self.result = copy.deepcopy(inputs), None
        self.verdict.cases += 1
        outcome = self.run(inputs, quiet)
        self.printed = outcome.printed
        if outcome.failure:
            kind, got = outcome.failure
            expected, hint = FAILURES[kind]
            self.fail(expected, got, hint.format(call=self.exercise.call))
        pairs = zip(self.inputs, outcome.inputs, strict=True)
        for name, (before, after) in zip(
            self._names(inputs), pairs, strict=True
        ):
            if not same(before, after):
                self.fail(
                    before,
                    after,
                    f"your function changes {name}: work on a copy of it",
                    what=f"{name} after the call",
                )
        self.result = outcome.result
        self.types |= types(self.result)
        return self._numbers(self.result, shape)

    def expect(
        self,
        got,
        expected,
        hint,
        *,
        what="the result",
        rtol=1e-7,
        atol=1e-12,
    ):
        """Stop the trial where `got` is not what is expected.

        Parameters
        ----------
        got, expected : array_like
            Compared by shape, then by value.
        hint : str
            What may be wrong.
        what : str, default "the result"
            What is compared.
        rtol, atol : float
            Tolerances, as in `numpy.isclose`.
        """
        wanted, found = np.asarray(expected), np.asarray(got)
        if found.shape != wanted.shape:
            self.fail(
                f"shape {wanted.shape}\n{self._show(wanted)}",
                f"shape {found.shape}\n{self._show(found)}",
                misshapen(found.shape, wanted.shape),
                what=what,
            )
        if found.dtype.kind == "c" != wanted.dtype.kind:
            hint = "the numbers must be real, and these are complex"
            self.fail(wanted, found, hint, what=what)
        kind = complex if wanted.dtype.kind == "c" else float
        pair = found.astype(kind), wanted.astype(kind)
        close = np.isclose(*pair, rtol, atol, equal_nan=True)
        if not close.all():
            where = difference(*pair, close)
            hint = lost_digits(found, wanted, self.types) or hint
            self.fail(wanted, found, hint, what=what, difference=where)

    def fail(self, expected, got, hint, *, what="the result", difference=""):
        """End the trial with the case at hand.

        Parameters
        ----------
        expected, got : object
            What should have come, and what came; text stands as it is.
        hint : str
            What may be wrong.
        what : str, default "the result"
            What was compared.
        difference : str, optional
            Where the two differ first.

        Raises
        ------
        WrongAnswer
            Always.
        """
        verdict = self.verdict
        verdict.right = False
        verdict.inputs = {
            name: self._show(value)
            for name, value in zip(
                self._names(self.inputs), self.inputs, strict=True
            )
        }
        verdict.what, verdict.hint = what, hint
        verdict.expected, verdict.got = apart(expected, got, self._room())
        verdict.difference, verdict.printed = difference, self.printed[-300:]
        raise WrongAnswer(str(verdict))

    def _apart(self, value):
        """Return an input: in place of the checker's generator, another."""
        return value.spawn(1)[0] if value is self.rng is not None else value

    def _names(self, inputs):
        """Return a name for each of the inputs."""
        named = self.exercise.arguments[: len(inputs)]
        unnamed = range(len(named) + 1, len(inputs) + 1)
        return named + [f"input {place}" for place in unnamed]

    def _room(self):
        """Return how much fits beside the names of the rows."""
        labels = [*self._names(self.inputs), "compared"]
        return COLUMNS - max(map(len, labels)) - 2

    def _show(self, value):
        return show(value, self._room())

    def _numbers(self, result, shape):
        """Return a result as arrays, or fail where it is not numbers."""
        several = isinstance(result, (tuple, list, np.ndarray))
        if isinstance(shape, list):
            if several and np.iterable(result) and len(result) == len(shape):
                return tuple(map(self._numbers, result, shape))
            hint = why_not_several(result, len(shape))
            self.fail(f"{len(shape)} results", self._show(result), hint)
        if isinstance(result, tuple) and shape is None:
            return tuple(self._numbers(part, None) for part in result)
        array = numbers(result)
        if array is None:
            wanted = "numbers" if shape is None else f"numbers, shape {shape}"
            self.fail(wanted, self._show(result), why_not(result, "one array"))
        if shape is not None and array.shape != shape:
            self.fail(
                f"shape {shape}",
                f"shape {array.shape}\n{self._show(array)}",
                misshapen(array.shape, shape),
                what="the shape of the result",
            )
        return array.copy()[()]
