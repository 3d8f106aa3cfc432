"""Say how far a port's answers are from conformance.json.

    python ports/judge.py answers.json

It needs nothing but Python. The answers have the shape of the file, with what a
case wants in the place of the case:

    {"spiral": [{"X": [[0.0, 0.0], ...], "y": [0, ...]}], "network": ...}

What they leave out is not judged, and named. Whole numbers and words must be
equal. A number with a fraction may differ by LIMIT times its size, or by LIMIT
where it is smaller than 1.
"""

import json
import sys
from pathlib import Path

PATH = Path(__file__).with_name("conformance.json")
LIMIT = 1e-12


def distance(wanted, found):
    """Return how far an answer is from what is wanted: infinitely, or a share.

    Parameters
    ----------
    wanted, found : number, str, list or dict
        What the file has, and what the port gives in its place.

    Returns
    -------
    float
        The largest of the differences; infinity where the shape is another, or
        what must be equal is not.
    """
    if isinstance(wanted, dict):
        if not isinstance(found, dict) or wanted.keys() != found.keys():
            return float("inf")
        wanted, found = list(wanted.values()), [found[name] for name in wanted]
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(wanted) != len(found):
            return float("inf")
        return max(map(distance, wanted, found))
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    if not isinstance(wanted, float) or not is_number:
        return 0.0 if wanted == found else float("inf")
    apart = abs(wanted - found) / max(1.0, abs(wanted))
    return apart if apart == apart else float("inf")  # NaN is far from all


def judged(file, answers):
    """Yield the place of each thing that is wanted, and how far the answer is.

    Parameters
    ----------
    file, answers : dict
        The content of conformance.json, and a port's answers.

    Yields
    ------
    tuple of str and float
        A place such as "network 0: loss", and a distance; None where the port
        does not answer.
    """
    for section, cases in file.items():
        given = answers.get(section, [])
        for number, case in enumerate(cases):
            answer = given[number] if number < len(given) else {}
            for name, wanted in case["wanted"].items():
                place = f"{section} {number}: {name}"
                yield (
                    place,
                    distance(wanted, answer[name]) if name in answer else None,
                )


def main(path):
    """Print a line for each thing that is wanted; return if all is right."""
    file = json.loads(PATH.read_text(encoding="utf-8"))
    try:
        answers = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        sys.exit(f"{path} cannot be read as JSON: {error}")
    if not isinstance(answers, dict) or not answers.keys() <= file.keys():
        names = ", ".join(file)
        sys.exit(f"answers are an object of sections by name: {names}")
    wrong = answered = 0
    for place, apart in judged(file, answers):
        if apart is None:
            print(f"{place:26} not answered")
            continue
        answered += 1
        wrong += apart > LIMIT
        print(f"{place:26} {apart:8.1e}{'  wrong' * (apart > LIMIT)}")
    print(f"{answered - wrong} of {answered} answers are right")
    return answered > 0 and not wrong


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("say which answers: python ports/judge.py answers.json")
    sys.exit(not main(sys.argv[1]))
