"""Run the pages with other seeds: which of their assertions depend on luck?

No part of plain pytest, because twenty families of seeds take hours:

    make luck
    make luck PAGES="05 06" FAMILIES="1 2"

A family f makes [s, f] of every seed s: see `page.py`. Each page runs once as
it is, which tells what no draw reaches, and then in each family. An outcome is
kept in _build/luck, by page, family and the state of page and package, so only
what has changed runs again and an interrupted run goes on where it was. Several
jobs, or a cluster by its scheduler's address, are workers of Dask: it is a
study of `studies/runner.py`.

`result.json` keeps in which families an assertion was lost: it failed there,
or was not reached. It names the margin, in standard deviations over the
families, where that is below three. This fails where an assertion was lost,
or a cell does not run once more in the end state of its page.
"""

import contextlib
import json
import statistics
import sys
from datetime import UTC, datetime
from pathlib import Path

from nnfs_site import luck
from studies import runner
from tests.programs import choice
from tests.programs.luck import outcome
from tests.programs.luck.outcome import ROOT, place, versions

FAMILIES = range(1, 21)
ENOUGH = 3  # standard deviations from the threshold
SOME = 5  # fewer runs say too little of a standard deviation


def task(root, page, family, state):
    """Return the run of a page in a family as a task of a study."""
    known = () if root == ROOT else (root,)
    return runner.Task(
        f"{page}, family {family}",
        outcome.run,
        (page, family, outcome.stamp(state), *known),
        place(root, page, family, state),
    )


def said(text):
    """Say of an outcome how many assertions were lost, and how long it took."""
    found = json.loads(text)
    lost = sum(map(is_lost, found["asserts"]))
    return f"{lost} lost, {found['seconds']:.0f} s"


def is_lost(assertion):
    return bool(assertion["lost"]) or not assertion["ran"]


def outcomes(root, page, state):
    """Return what is kept of a page, by family."""
    folder = place(root, page, 0, state).parent
    return {
        int(file.stem): json.loads(file.read_text(encoding="utf-8"))
        for file in folder.glob("*.json")
    }


def distance(margins):
    """Say how many standard deviations the worst margin is from 0, or None.

    `margins` holds for each run the margins of an assertion, by place.
    """
    found = []
    for where in set().union(*margins):
        some = [one[where] for one in margins if where in one]
        if len(some) > SOME and (spread := statistics.stdev(some)):
            found.append(statistics.mean(some) / spread)
    return min(found, default=None)


def entry(path, state, runs, old):
    """Return what the result says of a page, from its runs by family.

    `old` is what it said: what has run in the same state, elsewhere, stays.
    """
    cells = luck.cells(path.read_text(encoding="utf-8"))
    known = old if old.get("state") == state else {}
    before = {one["assert"]: one for one in known.get("asserts", ())}
    elsewhere = set(known.get("families", ())) - set(runs)
    families = sorted(elsewhere | set(runs) - {0})
    found = []
    for number, assertion in enumerate(runs[0]["asserts"]):
        name = assertion["name"]
        of_all = {f: run["asserts"][number] for f, run in runs.items()}
        was = before.get(name, {})
        lost = elsewhere.intersection(was.get("lost", ()))
        lost = lost | {f for f, one in of_all.items() if is_lost(one)}
        one = {"assert": name}
        if label := cells[assertion["cell"]].label:
            one["proof"] = label
        if not lost and not assertion["chance"]:
            one["exact"] = True
        else:
            one["lost"] = sorted(lost)
            margins = [run["margins"] for run in of_all.values()]
            apart = distance(margins) if len(runs) > 1 else was.get("sd")
            if apart is not None and apart < ENOUGH:
                one["sd"] = round(apart, 1)
        found.append(one)
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "versions": versions(),
        "state": state,
        "families": families,
        "broken": runs[0]["broken"],
        "again": runs[0]["again"],
        "asserts": found,
    }


def written(pages):
    """Return the result as text, an assertion to a line."""
    parts = []
    for page, one in pages.items():
        head = {k: v for k, v in one.items() if k != "asserts"}
        lines = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in head.items()]
        rows = ",\n  ".join(
            json.dumps(a, ensure_ascii=False) for a in one["asserts"]
        )
        lines.append(f'"asserts": [\n  {rows}\n ]')
        parts.append(json.dumps(page) + ": {\n " + ",\n ".join(lines) + "}")
    return '{"pages": {\n' + ",\n".join(parts) + "\n}}\n"


def store(root, states):
    """Write what is kept of some pages into the result; return all entries."""
    files, found = luck.pages(root), luck.known(root)
    for page, state in states.items():
        runs = outcomes(root, page, state)
        if 0 in runs:
            old = found.get(page, {})
            new = entry(files[page], state, runs, old)
            undated = {"date": old.get("date")}
            found[page] = old if new | undated == old else new
    found = {page: found[page] for page in files if page in found}
    (root / luck.RESULT).parent.mkdir(parents=True, exist_ok=True)
    (root / luck.RESULT).write_text(written(found), encoding="utf-8")
    return found


def report(root, page, one):
    """Print what is known of a page; return how many faults it has."""
    exact = sum("exact" in assertion for assertion in one["asserts"])
    count = len(one["asserts"])
    print(
        f"{page}: {count} assertions, {exact} exact, {count - exact} by chance "
        f"in {len(one['families'])} families"
    )
    faults = 0
    for assertion in one["asserts"]:
        where = assertion.get("proof", "an unnamed cell")
        lost = assertion.get("lost", [])
        if lost:
            faults += 1
            families = ", ".join(map(str, lost))
            said = f"lost in {len(lost)}: {families}"
        elif "sd" in assertion:
            said = f"held at {assertion['sd']} standard deviations"
        else:
            continue
        print(f"    {said}: {where}: assert {assertion['assert']}"[:300])
        for family, run in outcomes(root, page, one["state"]).items():
            for other in run["asserts"]:
                if other["name"] == assertion["assert"] and is_lost(other):
                    print(f"        {family}: {other['lost'] or 'not reached'}")
    for said in one["broken"]:
        print(f"    a statement fails: {said}")
    for said in one["again"]:
        print(f"    a cell fails in the end state: {said}")
    return faults + len(one["broken"]) + len(one["again"])


def main():
    parser = runner.arguments(choice.arguments(__doc__))
    parser.add_argument("--families", default="", help='such as "1 2"')
    parser.add_argument("--root", type=Path, default=ROOT)
    options = parser.parse_args()
    root, families = options.root, options.families.split() or FAMILIES
    files = luck.pages(root)
    chosen = choice.chosen(list(files), options.names, root)
    chosen.sort(
        key=lambda page: "\nruns: long\n" not in files[page].read_text()
    )
    states = {page: luck.state(files[page], root) for page in chosen}
    failed = 0

    def work(jobs):
        """Run pages in families."""
        tasks = [task(root, *job, states[job[0]]) for job in jobs]
        return runner.run(tasks, options, said)

    try:
        failed += work([(page, 0) for page in chosen])
        some = [page for page in chosen if may_vary(root, page, states[page])]
        failed += work([(page, int(f)) for f in families for page in some])
    finally:
        found = store(root, states)
    done = [page for page in files if page in chosen and page in found]
    faults = sum(report(root, page, found[page]) for page in done)
    print(f"{len(done)} pages, {faults} faults, {failed} runs without outcome")
    sys.exit(1 if faults or failed else 0)


def may_vary(root, page, state):
    """Tell whether a draw reaches anything that a page asserts."""
    kept = place(root, page, 0, state)
    with contextlib.suppress(FileNotFoundError):
        found = json.loads(kept.read_text(encoding="utf-8"))["asserts"]
        return any(one["chance"] for one in found)
    return False


if __name__ == "__main__":
    main()
