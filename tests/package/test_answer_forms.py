"""A right answer in another form: the verdict says what is the matter."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import example, given
from test_exercises import printed

from nnfs.exercises import judge
from nnfs.exercises.calling import call
from nnfs.exercises.forms import (
    misshapen,
    plain,
    types,
    why_not,
    why_not_several,
)
from nnfs.exercises.judging import on_trial
from nnfs.exercises.showing import apart, printable, show
from nnfs.exercises.trial import Exercise


def softplus(z):
    return np.logaddexp(0, z)


def in_batches(X, y, size, rng):
    order = rng.permutation(len(y))
    for start in range(0, len(y), size):
        rows = order[start : start + size]
        yield X[rows], y[rows]


def descent(gradient, start, rate, steps):
    path = np.zeros((steps + 1, len(start)), dtype=start.dtype)
    path[0] = start
    for k in range(steps):
        path[k + 1] = path[k] - rate * gradient(path[k])
    return path


def cosine(x, z):
    return x @ z / np.sqrt(x @ x * (z @ z))


OTHER_FORMS = {
    "float32": ("3.3", lambda z: softplus(z).astype(np.float32), "is float32"),
    "float16": (
        "3.3",
        lambda z: softplus(z.clip(-9, 9)).astype(np.float16),
        "is float16, which keeps too few digits: compute in float64",
    ),
    "a generator": ("6.4", in_batches, "has a yield, .* and return the list"),
    "an iterator": (
        "6.4",
        lambda *a: map(tuple, in_batches(*a)),
        r"put list\(\.\.\.\) around",
    ),
    "a missing batch": (
        "6.4",
        lambda *a: [*in_batches(*a)][:-1],
        "1 came, and 2 are wanted: which are missing, the last ones",
    ),
    "a missing sample": (
        "6.4",
        lambda *a: [(X[1:], y[1:]) for X, y in in_batches(*a)],
        "1 came, and 2 are wanted: some are missing",
    ),
    "a batch too many": (
        "6.4",
        lambda *a: [*in_batches(*a)] * 2,
        "4 came, and only 2 are wanted",
    ),
    "one array of all": (
        "6.4",
        lambda X, y, size, rng: X,
        "one array came: return 2 results",
    ),
    "integers": ("6.3", descent, "these are integers .* dtype=float"),
    "a number in brackets": (
        "1.4",
        lambda x, z: np.array([[cosine(x, z)]]),
        r"array of shape \(1, 1\) came: take the number out, with \.item\(\)",
    ),
    "a loss without its slopes": (
        "4.4",
        lambda scores, labels: 1.0,
        "one number came: return 2 results, with commas",
    ),
    "a column": (
        "4.3",
        lambda scores: printed("4.3")(scores).reshape(-1, 1),
        "axis of length 1 .* reshape to",
    ),
    "one number for all rows": (
        "4.3",
        lambda scores: printed("4.3")(scores)[0],
        "a single number came, and an array of shape",
    ),
}


@pytest.mark.parametrize("name", OTHER_FORMS)
def test_the_hint_names_the_form(name):
    number, answer, hint = OTHER_FORMS[name]
    verdict = judge(number, answer)
    assert not verdict.right
    with pytest.raises(AssertionError, match=hint):
        raise AssertionError(verdict.hint)
    assert verdict.expected != verdict.got
    assert " at 0x" not in str(verdict)


def test_a_wrong_answer_in_another_type_gets_its_own_hint():
    verdict = judge("3.3", lambda z: 2 * softplus(z).astype(np.float32))
    assert verdict.hint.startswith("softplus(z) - softplus(-z) must be z")
    verdict = judge("1.4", lambda x, z: 3)  # whole numbers are wanted there
    assert verdict.hint == "an arrow points just where it points itself"


def test_a_type_counts_only_where_digits_are_missing():
    bits = printed("2.8")
    assert judge("2.8", lambda bits_: bits(bits_).astype(np.float32)).right
    assert judge("2.8", lambda bits_: bits(bits_).astype(int).tolist()).right


@pytest.mark.parametrize(
    ("found", "wanted", "hint"),
    [
        ((1, 1), (), r".item()"),
        ((), (3,), "a single number came"),
        ((3, 1), (3,), "axis of length 1"),
        ((3,), (1, 3), "reshape to (1, 3)"),
        ((2, 3), (3, 2), "exchanged"),
        ((4, 3), (5, 3), "4 came, and 5 are wanted: some are missing"),
        ((6, 3), (5, 3), "6 came, and 5 are wanted: some too many"),
        ((2, 3), (4, 5), "another shape"),
        ((2,), (), "another shape"),
    ],
)
def test_a_shape_is_named(found, wanted, hint):
    assert hint in misshapen(found, wanted)


def test_what_comes_in_place_of_numbers_is_named():
    assert "return missing" in why_not(None, "x")
    assert "return missing" in why_not_several(None, 2)
    assert "one of the values is no number: " in why_not([1, None], "x")
    assert "ragged" in why_not([1, [2]], "x")
    assert plain(np.str_("a")) == "a"
    assert type(plain(np.str_("a"))) is str
    assert types([np.ones(2), (1, np.float32(1))]) == {
        np.dtype(float),
        np.dtype(np.float32),
    }


NUMBERS = st.floats(width=32) | st.integers(-9, 9)
THINGS = (
    st.lists(NUMBERS, max_size=50).map(np.array)
    | NUMBERS
    | st.lists(NUMBERS | st.text(max_size=3) | st.none(), max_size=40)
    | st.just(np.arange(50.0))
)


@given(THINGS, THINGS)
@example(np.zeros(50), np.eye(50)[20])
@example(np.ones(3), np.ones(3, dtype=np.float32) + np.float32(1e-7))
@example(1.0, 1.0 + 1e-15)
@example([1], (1,))
@example([], ())
@example([None], [None])
@example(np.ones(2), np.ones(2))
@example([np.arange(99)], [np.arange(98)])
@example([1] * 40, [1] * 41)
def test_two_values_never_print_alike(a, b):
    first, second = apart(a, b, 60)
    assert first != second
    assert apart("text", "text", 60) == (
        "text\n(this one)",
        "text\n(another one that looks the same)",
    )


def test_the_place_of_a_hidden_difference_is_shown():
    first, second = apart(np.zeros(50), np.eye(50)[20], 60)
    assert first.endswith("\nat [20]: 0.0")
    assert second.endswith("\nat [20]: 1.0")


def test_what_a_notebook_has_set_does_not_change_a_report():
    def slightly(x, z):
        return cosine(x, z) + np.array([1e-5, 0])

    before = str(judge("1.4", slightly))
    rounded = {"float": "about {:.0f}".format}
    with np.printoptions(precision=1, suppress=True, formatter=rounded):
        assert str(judge("1.4", slightly)) == before


def test_a_report_has_no_control_codes():
    assert printable("a\tb\x1b[2J\u202e\ud800ü\r\n") == (
        "a    b\\x1b[2J\\u202e\\ud800ü\n"
    )


def test_a_list_within_itself_is_shown():
    value = [1.5, 2]
    value.append(value)
    assert "[...]" in show(value)
    assert show(["a"] * 99).endswith("\n30: and so on")


def test_an_answer_has_no_say_in_what_a_checker_draws():
    drawn = []

    def checker(trial, rng):
        trial(rng)
        drawn.append(rng.random())
        trial(rng)
        drawn.append(rng.random())

    asked = Exercise("0.1", "f(rng)", checker)
    for count in (1, 50):
        verdict = on_trial(
            asked,
            lambda inputs, quiet, n=count: call(
                lambda rng: rng.random(n).sum(), inputs, quiet
            ),
        )
        assert verdict.right
    assert drawn[:2] == drawn[2:]
