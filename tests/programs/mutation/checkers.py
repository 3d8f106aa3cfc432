"""Change every printed solution in small ways; its checker must notice.

The functions that `book/solutions` hands to `check` are changed by the
operators of mutmut and by a few of our own, one change at a time, and put on
trial. What no check notices is a survivor, and stands in checkers.yml with the
reason why that is right; without one it is a law that the checker lacks.

    python -m tests.programs.mutation.checkers         # every exercise
    python -m tests.programs.mutation.checkers 06 9.3  # a chapter, an exercise
"""

import contextlib
import io
import os
import platform
import signal
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import libcst as cst
import libcst.matchers as m
import numpy as np
import yaml
from libcst.metadata import MetadataWrapper
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import get_ignored_lines

from nnfs.exercises import judge
from nnfs.exercises.trial import EXERCISES
from tests.programs.mutation import solutions

RESULT = Path(__file__).with_name("checkers.yml")
LATE = 20  # times as long as the solution takes, and at least so many seconds
HEAD = """\
# What the last `make checkers` found: small changes of a printed solution that
# its check does not notice. Only the reasons are written by hand; a survivor
# without one fails the run. `test_checkers.py` holds this against the sources.
"""

PAIRS = """sum mean, max min, argmax argmin, maximum minimum, std var,
    zeros ones, zeros_like ones_like, hstack vstack, sqrt square, sin cos,
    floor ceil, exp expm1, log log1p, permutation integers"""
SWAPS = {}
for one, other in map(str.split, PAIRS.split(",")):
    SWAPS |= {one: other, other: one}


def swapped_name(node):
    """Call another function of the same kind."""
    if node.attr.value in SWAPS:
        yield node.with_changes(attr=cst.Name(SWAPS[node.attr.value]))
    if node.attr.value == "T":
        yield node.value


def called(node):
    """Return the last part of what a call names, or nothing."""
    name = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    return name.value if isinstance(name, cst.Name) else ""


def without_a_call(node):
    """Leave out a copy, a conversion or an absolute value."""
    if isinstance(node.func, cst.Attribute) and node.func.attr.value in (
        "copy",
        "astype",
        "round",
    ):
        yield node.func.value
    quiet = {"abs", "array", "asarray", "float", "list", "sorted"}
    if called(node) in quiet and node.args:
        yield node.args[0].value


def one_side(node):
    """Leave out one side of an operation, or multiply by numbers."""
    yield node.left
    yield node.right
    if isinstance(node.operator, cst.MatrixMultiply):
        yield node.with_changes(operator=cst.Multiply())


def without_a_sign(node):
    """Leave out a minus."""
    if isinstance(node.operator, cst.Minus):
        yield node.expression


def one_less(node):
    """Take one from a whole number."""
    if node.evaluated_value > 0:
        yield node.with_changes(value=str(node.evaluated_value - 1))


def without_an_end(node):
    """Leave out an end of a slice, or its step."""
    for part in ("lower", "upper", "step"):
        if getattr(node, part) is not None:
            bare = {part: None}
            if part == "step":
                bare["second_colon"] = cst.MaybeSentinel.DEFAULT
            yield node.with_changes(**bare)


def without_a_statement(node):
    """Leave out a line, or take one way at a branch."""
    if isinstance(node, cst.If):
        for always in ("True", "False"):
            yield node.with_changes(test=cst.Name(always))
    elif not isinstance(node.body[0], cst.Return | cst.Pass | cst.Import):
        if m.matches(node, DOCSTRING):
            return
        yield node.with_changes(body=[cst.Pass()])


def turned(node):
    """Turn a comparison, or two arguments or places next to each other."""
    if isinstance(node, cst.ComparisonTarget):
        for one, other in TURNED:
            if isinstance(node.operator, one):
                yield node.with_changes(operator=other())
        return
    if isinstance(node, cst.Call) and called(node) in EITHER_WAY:
        return
    name = "args" if isinstance(node, cst.Call) else "slice"
    parts = getattr(node, name)
    for k in range(len(parts) - 1):
        pair = parts[k : k + 2]
        if any(getattr(part, "keyword", None) for part in pair):
            continue
        kind = "value" if name == "args" else "slice"
        values = [getattr(part, kind) for part in pair]
        swapped = [
            part.with_changes(**{kind: value})
            for part, value in zip(pair, reversed(values), strict=True)
        ]
        yield node.with_changes(
            **{name: [*parts[:k], *swapped, *parts[k + 2 :]]}
        )


EITHER_WAY = {"max", "min", "maximum", "minimum", "logaddexp", "hypot", "vdot"}
TURNED = [
    (cst.LessThan, cst.GreaterThan),
    (cst.GreaterThan, cst.LessThan),
    (cst.LessThanEqual, cst.GreaterThanEqual),
    (cst.GreaterThanEqual, cst.LessThanEqual),
]
OURS = [
    (cst.ComparisonTarget | cst.Call | cst.Subscript, turned),
    (cst.Attribute, swapped_name),
    (cst.Call, without_a_call),
    (cst.BinaryOperation, one_side),
    (cst.UnaryOperation, without_a_sign),
    (cst.Integer, one_less),
    (cst.Slice, without_an_end),
    (cst.SimpleStatementLine | cst.If, without_a_statement),
]


def mutants(code):
    """Yield each small change of a text of functions, once."""
    wrapper = MetadataWrapper(cst.parse_module(code))
    ignored = get_ignored_lines("solutions", code, wrapper, None)
    visitor = MutationVisitor([*mutation_operators, *OURS], ignored)
    module = wrapper.visit(visitor)
    seen = {code}
    for change in visitor.mutations:
        if change.contained_by_top_level_function is None:
            continue
        mutant = module.deep_replace(change.original_node, change.mutated_node)
        if mutant.code not in seen:
            seen.add(mutant.code)
            yield mutant.code


DOCSTRING = m.SimpleStatementLine(
    [m.Expr(m.SimpleString() | m.ConcatenatedString())]
)


class Late(BaseException):
    """An answer that does not come back."""


def late(signum, frame):
    raise Late


def survives(number, code, names, seconds):
    """Tell whether a changed answer passes its check."""
    names = dict(names)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        exec(compile(code, "mutant", "exec"), names)
        return judge(number, names[EXERCISES[number].name]).right
    except (Late, Exception):
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def measured(number):
    """Break the solution of an exercise; return its counts and survivors."""
    code, names = solutions.functions(number), solutions.names_of(number)
    start = time.perf_counter()
    if not survives(number, code, names, 600):
        sys.exit(f"{number}: the check refuses the printed solution")
    seconds = max(2, LATE * (time.perf_counter() - start))
    total, found = 0, []
    for mutant in mutants(code):
        total += 1
        if survives(number, mutant, names, seconds):
            lines = solutions.change(code, mutant)
            found.append({"exercise": number, "change": lines})
    counts = {
        "mutants": total,
        "survived": len(found),
        "sources": solutions.sources(number),
    }
    return counts, found


def chosen(asked):
    """Return the exercises asked for, by chapter or number; all by default."""
    every = sorted(EXERCISES, key=lambda n: [*map(int, n.split("."))])
    chapters = {int(name) for name in asked if "." not in name}
    return [
        number
        for number in every
        if not asked or number in asked or int(number.split(".")[0]) in chapters
    ]


def block(dumper, text):
    """Show a text of several lines as it is."""
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


def main(asked):
    signal.signal(signal.SIGALRM, late)
    old = yaml.safe_load(RESULT.read_text()) if RESULT.exists() else {}
    exercises = dict(old.get("exercises", {}))
    reasons = {
        (s["exercise"], s["change"]): s["reason"]
        for s in old.get("survivors", ())
    }
    numbers = chosen(asked)
    survivors = [
        s for s in old.get("survivors", ()) if s["exercise"] not in numbers
    ]
    for number in numbers:
        with contextlib.redirect_stdout(io.StringIO()):
            exercises[number], found = measured(number)
        for survivor in found:
            key = survivor["exercise"], survivor["change"]
            survivors.append(survivor | {"reason": reasons.get(key, "")})
        counts = exercises[number]
        print(f"{number}: {counts['survived']} of {counts['mutants']} survive")
    place = {number: k for k, number in enumerate(chosen([]))}
    there = [number for number in place if number in exercises]
    result = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in ("numpy", "mutmut")},
        "exercises": {number: exercises[number] for number in there},
        "survivors": sorted(
            (s for s in survivors if s["exercise"] in place),
            key=lambda s: place[s["exercise"]],
        ),
    }
    yaml.SafeDumper.add_representer(str, block)
    text = yaml.safe_dump(result, sort_keys=False, width=80, allow_unicode=True)
    RESULT.write_text(HEAD + text, encoding="utf-8")
    bare = [s for s in result["survivors"] if not s["reason"]]
    for survivor in bare:
        print(f"\n{survivor['exercise']}\n{survivor['change']}")
    if bare:
        sys.exit(f"{len(bare)} survivors have no reason")


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[3])  # mutmut reads pyproject.toml
    np.seterr(all="ignore")
    main(sys.argv[1:])
