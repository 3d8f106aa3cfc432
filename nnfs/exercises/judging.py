"""Judge an answer: put it on trial, and say how it went."""

import contextlib
import warnings
from functools import partial

import numpy as np

from nnfs.exercises.calling import CannotBeSent, call
from nnfs.exercises.report import WrongAnswer, one_line
from nnfs.exercises.showing import show
from nnfs.exercises.trial import EXERCISES, Trial

SEED = 2026


def judge(number, answer):
    """Put an answer on trial.

    Parameters
    ----------
    number : str
        Chapter and exercise, such as "3.3".
    answer : callable
        The function that the exercise asks for.

    Returns
    -------
    Verdict

    Raises
    ------
    TypeError
        If the number is not a string, or the answer not a function.
    ValueError
        If no exercise of that number has a check.
    """
    asked = find(number)
    if not callable(answer):
        raise TypeError(
            f"exercise {number} asks for the function {asked.call}, but got "
            f"{type(answer).__name__}: hand over the function itself, without "
            f'calling it, as in check("{number}", {asked.name})'
        )
    return on_trial(asked, partial(call, answer))


def on_trial(asked, run):
    """Put an answer on trial, wherever it is called.

    Parameters
    ----------
    asked : Exercise
        What is asked for.
    run : callable
        What calls the answer: takes inputs, and whether a warning is wrong,
        and returns an `Outcome`.

    Returns
    -------
    Verdict
    """
    rng = np.random.default_rng(SEED)
    trial = Trial(asked, rng=rng, run=run)
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # arithmetic with a wrong result
            asked.checker(trial, rng)
    except WrongAnswer:
        pass
    except CannotBeSent:  # the fault of the checker
        raise
    except Exception as error:  # the checker cannot go on from what came
        if not trial.verdict.cases:
            raise
        with contextlib.suppress(WrongAnswer):
            trial.fail(
                f"a result that fits {asked.call}",
                trial._show(trial.result),
                "the check can go no further with this result: "
                f"{one_line(error)}",
            )
    return trial.verdict


def find(number):
    """Return the exercise of a number.

    Parameters
    ----------
    number : str
        Chapter and exercise, such as "3.3".

    Returns
    -------
    Exercise

    Raises
    ------
    TypeError
        If the number is not a string.
    ValueError
        If no exercise of that number has a check.
    """
    if not isinstance(number, str):
        raise TypeError(
            'the number of an exercise is a string, such as "3.3", but got '
            f"{show(number)}"
        )
    if number not in EXERCISES:
        known = sorted(EXERCISES, key=lambda n: [*map(int, n.split("."))])
        raise ValueError(
            f"no exercise {number!r} has a check; those that have one are "
            f"{', '.join(known)}"
        )
    return EXERCISES[number]


def check(number, answer):
    """Check the answer to an exercise, and show the first case it fails.

    Parameters
    ----------
    number : str
        Chapter and exercise, such as "3.3".
    answer : callable
        The function that the exercise asks for.

    Raises
    ------
    WrongAnswer
        If a case fails, with its input, what was expected, what came and a
        hint.
    TypeError, ValueError
        If there is no such exercise, or the answer is not a function.
    """
    verdict = judge(number, answer)
    if not verdict.right:
        raise WrongAnswer(str(verdict)) from None
    print(verdict)
