"""Check an exercise from a shell: `python -m nnfs check 3.3 my_answer.py`."""

import argparse
import contextlib
import runpy
import sys
from pathlib import Path

from nnfs import neighbour

if message := neighbour.in_the_way():  # what comes next could not be imported
    sys.exit(message)

from nnfs.exercises import judge
from nnfs.exercises.judging import find
from nnfs.exercises.report import one_line


def main(arguments=None):
    """Check the answer in a file, and say how it went.

    Parameters
    ----------
    arguments : list of str, optional
        What stands behind `python -m nnfs`; read from the command line if None.

    Returns
    -------
    int
        0 for a right answer, 1 for a wrong one, 2 where there is none to judge.
    """
    parser = argparse.ArgumentParser("python -m nnfs")
    commands = parser.add_subparsers(required=True, metavar="check")
    check = commands.add_parser("check", help="check the answer to an exercise")
    check.add_argument("exercise", help="its number, such as 3.3")
    check.add_argument("file", type=Path, help="a Python file with the answer")
    check.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args(arguments)
    try:
        answer = load(asked.file, find(asked.exercise), quiet=asked.json)
        verdict = judge(asked.exercise, answer)
    except (ValueError, TypeError) as error:
        print(error, file=sys.stderr)
        return 2
    print(verdict.to_json() if asked.json else verdict)
    return 0 if verdict.right else 1


def load(file, exercise, quiet=False):
    """Run a file and return the function in it that an exercise asks for.

    Parameters
    ----------
    file : Path
        A Python file.
    exercise : Exercise
        What is asked for.
    quiet : bool, default False
        Whether what the file prints goes to standard error.

    Returns
    -------
    object
        What the file calls by that name.

    Raises
    ------
    ValueError
        If there is no such file, it cannot be run, or has no such function.
    """
    if not file.is_file():
        raise ValueError(f"{file}: no such file")
    sys.path.insert(0, str(file.resolve().parent))  # for its own imports
    output = sys.stderr if quiet else sys.stdout
    try:
        with contextlib.redirect_stdout(output):
            names = runpy.run_path(str(file))
    except (Exception, SystemExit) as error:
        raise ValueError(f"{file} cannot be run: {one_line(error)}") from error
    if exercise.name not in names:
        raise ValueError(
            f"{file} defines no {exercise.name}: exercise {exercise.number} "
            f"asks for {exercise.call}"
        )
    return names[exercise.name]


if __name__ == "__main__":
    sys.exit(main())
