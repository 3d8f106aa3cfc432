"""Write what the last `mutmut run` found to result.yml; fail below the goal.

A survivor is known by its definition and its change, not by a number or a line,
so the reason that is written for it stays with it from run to run.
"""

import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import yaml
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files
from mutmut.utils.format_utils import orig_function_and_class_names_from_key

RESULT = Path(__file__).with_name("result.yml")
GOAL = 0.95
KILLED = {"killed", "timeout"}  # a loop that never ends is noticed as well
SURVIVED = {"survived", "no tests"}
HEAD = """\
# What the last `make mutants` found, written by report.py. Only the reasons are
# written by hand; a survivor without one fails the run.
"""


def module_of(path):
    """Return the dotted name of a module, such as input_checks.arrays."""
    return ".".join(path.with_suffix("").parts[1:])


def last_run():
    """Yield module, mutant and its status, for every mutant of the run."""
    for path in sorted(walk_mutatable_files()):
        data = SourceFileMutationData(path=path)
        data.load()
        for mutant, code in data.exit_code_by_key.items():
            yield path, mutant, status_by_exit_code[code]


def described(path, mutant):
    """Return a survivor as where it is and what it changes."""
    function, name = orig_function_and_class_names_from_key(mutant)
    where = ".".join(filter(None, (module_of(path), name, function)))
    diff = get_diff_for_mutant(mutant, path=path).splitlines()[3:]
    lines = [
        line[0] + " " + line[1:].strip() for line in diff if line[0] in "+-"
    ]
    return {"where": where, "change": "\n".join(lines) + "\n"}


def identity(survivor):
    return survivor["where"], survivor["change"]


def known_reasons():
    """Return the reasons that stand in the file already."""
    old = yaml.safe_load(RESULT.read_text()) if RESULT.exists() else {}
    return {identity(s): s["reason"] for s in old.get("survivors", [])}


def block(dumper, text):
    """Show a text of several lines as it is."""
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


def main():
    modules, survivors, reasons = {}, [], known_reasons()
    for path, mutant, status in last_run():
        if status not in KILLED | SURVIVED:
            sys.exit(f"{mutant} is {status}: the run is not whole")
        counts = modules.setdefault(
            module_of(path), {"killed": 0, "survived": 0}
        )
        counts["killed" if status in KILLED else "survived"] += 1
        if status in SURVIVED:
            survivor = described(path, mutant)
            survivor["reason"] = reasons.get(identity(survivor), "")
            survivors.append(survivor)
    killed = sum(counts["killed"] for counts in modules.values())
    total = killed + len(survivors)
    result = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in ("numpy", "mutmut")},
        "killed": killed,
        "mutants": total,
        "modules": modules,
        "survivors": survivors,
    }
    yaml.SafeDumper.add_representer(str, block)
    text = yaml.safe_dump(result, sort_keys=False, width=80)
    RESULT.write_text(HEAD + text)
    print(f"{killed} of {total} mutants killed, {killed / total:.1%}")
    bare = [s["where"] for s in survivors if not s["reason"]]
    if bare:
        sys.exit(f"{len(bare)} survivors have no reason: {', '.join(bare)}")
    if killed < GOAL * total:
        sys.exit(f"fewer than {GOAL:.0%}")


main()
