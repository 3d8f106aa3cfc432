"""Check answers from a shell: `python -m nnfs check 3.3 my_answer.py`."""

import argparse
import contextlib
import sys
from pathlib import Path

from nnfs import neighbour

if message := neighbour.in_the_way():  # what comes next could not be imported
    sys.exit(message)

from nnfs.exercises.marking import apart, judged
from nnfs.exercises.showing import printable


def main(arguments=None):
    """Check the answer in a file, or those in a folder.

    Parameters
    ----------
    arguments : list of str, optional
        What stands behind `python -m nnfs`; read from the command line if None.

    Returns
    -------
    int
        0 for a right answer and for a table, 1 for a wrong answer, 2 where
        there is none to judge.
    """
    asked = _parser().parse_args(arguments)
    try:
        return asked.run(asked)
    except (ValueError, TypeError, OSError) as error:
        print(printable(str(error)), file=sys.stderr)
        for printed in getattr(error, "__notes__", []):
            _tell(asked.file, printed)
        return 2


def _tell(file, printed):
    """Print what a file has printed, as what it is."""
    said = f"printed by {file.name}:\n{printed}"
    print(printable(said), file=sys.stderr)


def _parser():
    """Return what reads the command line."""
    made = argparse.ArgumentParser("python -m nnfs")
    commands = made.add_subparsers(required=True, metavar="check, mark")
    check = commands.add_parser("check", help="check the answer to an exercise")
    check.add_argument("exercise", help="its number, such as 3.3")
    check.add_argument("file", type=Path, help="a Python file or a notebook")
    check.add_argument("--json", action="store_true", help="print JSON")
    check.set_defaults(run=_check)
    mark = commands.add_parser("mark", help="check all answers in a folder")
    mark.add_argument("folder", type=Path, help="with what was handed in")
    mark.add_argument("exercises", nargs="+", help="numbers, or chapters")
    mark.add_argument(
        "--table", default="marks", help="writes TABLE.csv and TABLE.json"
    )
    mark.set_defaults(run=_mark)
    for command in (check, mark):
        command.add_argument(
            "--seconds",
            type=_positive,
            default=apart.SECONDS,
            help="of an answer (default: %(default)g)",
        )
        command.add_argument(
            "--megabytes",
            type=_positive,
            default=apart.MEGABYTES,
            help="of an answer, but on Windows (default: %(default)g)",
        )
    return made


def _positive(text):
    """Return the number that a text gives, up to a million."""
    with contextlib.suppress(ValueError):
        if 0 < float(text) <= 1e6:
            return float(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")


def _check(asked):
    """Check one answer and say how it went."""
    verdict, printed = judged.judge_file(
        asked.exercise, asked.file, asked.seconds, asked.megabytes
    )
    print(verdict.to_json() if asked.json else verdict, flush=True)
    if printed:
        _tell(asked.file, printed)
    return 0 if verdict.right else 1


def _mark(asked):
    """Check all answers in a folder, and write one table of them."""
    numbers, table = judged.asked_for(asked.exercises), []
    if not judged.files(asked.folder):
        raise ValueError(f"{asked.folder}: no Python file and no notebook")
    for row in judged.rows(
        asked.folder, numbers, asked.seconds, asked.megabytes
    ):
        table.append(row)
        line = f"{row['verdict']:6}{row['exercise']:5}{row['file']}"
        print(printable(line), flush=True)
        for made in (judged.as_csv, judged.as_json):
            kind = made.__name__.removeprefix("as_")
            Path(f"{asked.table}.{kind}").write_text(
                made(table), encoding="utf-8", errors="backslashreplace"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
