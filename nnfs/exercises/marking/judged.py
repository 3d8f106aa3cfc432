"""One file, or a folder of them, judged: a verdict each, and a table."""

import csv
import io
import json
from pathlib import Path

from nnfs.exercises.judging import find, on_trial
from nnfs.exercises.marking.apart import MEGABYTES, SECONDS, Apart
from nnfs.exercises.report import one_line
from nnfs.exercises.showing import printable
from nnfs.exercises.trial import EXERCISES

KINDS = {".py", ".ipynb"}
LEFT_OUT = {"__pycache__"}  # and what begins with a dot
COLUMNS = (
    "file",
    "exercise",
    "verdict",
    "cases",
    "what",
    "expected",
    "got",
    "difference",
    "hint",
    "printed",
)


def judge_file(number, file, seconds=SECONDS, megabytes=MEGABYTES):
    """Judge the answer that a file holds; the file runs in another process.

    Parameters
    ----------
    number : str
        Chapter and exercise, such as "3.3".
    file : Path
        A Python file or a notebook.
    seconds : float
        How long the file may run, and then the answer, all cases together.
    megabytes : float
        How much memory it may have, where the system can limit that.

    Returns
    -------
    verdict : Verdict
        What is said about the answer.
    printed : str
        The end of what was printed while the file was run, errors too.

    Raises
    ------
    ValueError
        If there is no such file or exercise, or no answer in the file.
    """
    asked, file = find(number), Path(file)
    if not file.is_file():
        raise ValueError(f"{file}: no such file")
    with Apart(file, asked, seconds, megabytes) as answer:
        verdict = on_trial(asked, answer)
    return verdict, str(answer.said)


def rows(folder, numbers, seconds=SECONDS, megabytes=MEGABYTES):
    """Judge each file of a folder, and of the folders in it.

    Parameters
    ----------
    folder : Path
        Where the files are.
    numbers : sequence of str
        The exercises that each is asked for.
    seconds, megabytes : float
        As for `judge_file`.

    Yields
    ------
    dict of str to str or int
        A row of the table: the file, the exercise, and its verdict, which is
        "right", "wrong", or "none" where there was nothing to judge.
    """
    for file in files(folder):
        for number in numbers:
            row = dict.fromkeys(COLUMNS, "")
            row |= {
                "file": file.relative_to(folder).as_posix(),
                "exercise": number,
            }
            try:
                verdict, _ = judge_file(number, file, seconds, megabytes)
                row |= {k: v for k, v in vars(verdict).items() if k in row}
                row["verdict"] = "right" if verdict.right else "wrong"
            except Exception as error:  # the next one is judged all the same
                known = isinstance(error, ValueError)
                row["verdict"] = "none"
                row["hint"] = str(error) if known else one_line(error)
            yield row


def files(folder):
    """Return the programs and notebooks in a folder, in their order.

    Parameters
    ----------
    folder : Path
        Where to look.

    Returns
    -------
    list of Path
    """
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in KINDS
        and path.is_file()
        and not any(
            part.startswith(".") or part in LEFT_OUT
            for part in path.relative_to(folder).parts
        )
    ]


def asked_for(numbers):
    """Return the exercises that are meant: some, or all of a chapter.

    Parameters
    ----------
    numbers : sequence of str
        Such as "3.3", or "3".

    Returns
    -------
    list of str
    """
    meant = []
    for number in numbers:
        chapter = [n for n in EXERCISES if n.partition(".")[0] == number]
        meant += chapter or [find(number).number]
    return meant


def as_json(table):
    """Return a table as JSON, a row to a line.

    Parameters
    ----------
    table : list of dict
        Its rows.

    Returns
    -------
    str
    """
    return "[\n" + ",\n".join(map(json.dumps, table)) + "\n]\n"


def as_csv(table):
    """Return a table for a program that calculates.

    What begins like a formula gets a ' in front, for an answer chooses what it
    returns and how its file is called.

    Parameters
    ----------
    table : list of dict
        Its rows.

    Returns
    -------
    str
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in table:
        writer.writerow({name: _harmless(row[name]) for name in COLUMNS})
    return text.getvalue()


def _harmless(value):
    if isinstance(value, str):
        value = printable(value)
        value = f"'{value}" if value.startswith(("=", "+", "-", "@")) else value
    return value
