"""What `make checkers` has stored belongs to today's solutions and checks."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from nnfs.exercises import judge
from nnfs.exercises.trial import EXERCISES
from tests.programs.mutation import solutions

RESULT = yaml.safe_load(
    (Path(__file__).parents[1] / "programs/mutation/checkers.yml").read_text(
        encoding="utf-8"
    )
)
HELD = sorted(EXERCISES)
SURVIVORS = RESULT["survivors"]


def test_every_exercise_was_broken():
    assert set(HELD) <= set(RESULT["exercises"]), "make checkers"


@pytest.mark.parametrize("number", HELD)
def test_a_result_belongs_to_this_solution_and_this_check(number):
    stored = RESULT["exercises"][number]
    again = f'run `make checkers OF="{number}"`: solution or check has changed'
    assert stored["sources"] == solutions.sources(number), again
    found = [s for s in SURVIVORS if s["exercise"] == number]
    assert stored["survived"] == len(found)
    assert stored["mutants"] > 4  # of the shortest solution


@pytest.mark.parametrize("survivor", SURVIVORS, ids=lambda s: s["exercise"])
def test_a_survivor_has_a_reason_and_survives(survivor):
    number = survivor["exercise"]
    assert survivor["reason"].endswith(".")
    code, names = solutions.functions(number), solutions.names_of(number)
    right = []
    for mutant in solutions.changed(code, survivor["change"]):
        exec(compile(mutant, "mutant", "exec"), names)
        right.append(judge(number, names[EXERCISES[number].name]).right)
    assert any(right), f'the check notices it: make checkers OF="{number}"'


def test_few_survive():
    mutants = sum(RESULT["exercises"][number]["mutants"] for number in HELD)
    assert len(SURVIVORS) < 0.1 * mutants


BEFORE = "def f(x):\n    y = 1\n    return (\n        x + y\n    )\n"


@pytest.mark.parametrize(
    ("after", "lines"),
    [
        (BEFORE.replace("y = 1", "y = 2"), "- y = 1\n+ y = 2\n"),
        (BEFORE.replace("x + y", "x - y"), "- x + y\n+ x - y\n"),
        (
            BEFORE.replace("y = 1", "y = 0").replace("x + y", "y"),
            "- y = 1\n- return (\n- x + y\n+ y = 0\n+ return (\n+ y\n",
        ),
    ],
)
def test_a_change_can_be_told_and_made_again(after, lines):
    assert solutions.change(BEFORE, after) == lines
    (again,) = solutions.changed(BEFORE, lines)
    for k in range(3):
        values = []
        for code in (after, again):
            names = {}
            exec(code, names)
            values.append(names["f"](np.float64(k)))
        assert values[0] == values[1]


def test_a_change_that_fits_nowhere_is_made_nowhere():
    assert list(solutions.changed(BEFORE, "- y = 3\n+ y = 4\n")) == []
    twice = "a = 1\nif a:\n    a = 1\n"
    assert list(solutions.changed(twice, "- a = 1\n+ a = 2\n")) == [
        "a = 2\nif a:\n    a = 1\n",
        "a = 1\nif a:\n    a = 2\n",
    ]


def test_of_a_page_the_answer_and_what_it_calls_are_broken():
    code = solutions.functions("6.5")
    assert code.startswith("def extremes(product, n, rng):\n")
    assert "check(" not in code
