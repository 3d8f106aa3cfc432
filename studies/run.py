"""Compare the optimizers on a thousand seeds: `make studies`.

    make studies JOBS=4
    make studies PROBLEMS="Bowl Digits" SCHEDULER=tcp://10.0.0.1:8786

Runs what is not kept in _build/studies, so it goes on where it was ended, and
writes all that is kept into `comparison.json`, beside this file; a problem that
this machine has not run stays there as it was, if the experiment is the same.
The page *The Optimizers Compared* quotes it beside the 20 seeds that its own
cells run.
"""

import json
import sys
from pathlib import Path

import numpy as np

from benchmarks import stopwatch
from studies import comparison, runner
from studies.comparison import ROOT, SEEDS
from tests.programs import choice

RESULT = Path(__file__).with_name("comparison.json")
CHUNK = 250  # seeds of a task
CHUNKS = [SEEDS[at : at + CHUNK] for at in range(0, len(SEEDS), CHUNK)]


def drawn():
    """Return a number that tells by which seeds a run was drawn."""
    return int(np.random.default_rng(0).integers(2**31))


def written(report, ends):
    """Return the report as text, an entry or an optimizer to a line."""
    head = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in report.items()]
    problems = []
    for problem, found in ends.items():
        lines = [f"{json.dumps(o)}: {row}" for o, row in found.items()]
        problems.append(f"{json.dumps(problem)}: {{\n" + ",\n".join(lines))
    head.append('"ends": {\n' + "},\n".join(problems) + "}}")
    return "{" + ",\n".join(head) + "}\n"


def short(losses):
    """Return losses as text, four digits each."""
    return json.dumps([float(f"{loss:.4g}") for loss in losses])


def task(state, problem, optimizer, what, *how):
    """Return a task of the study, and where it is kept."""
    folder = ROOT / "_build" / "studies" / "comparison" / state
    name = f"{problem}, {optimizer}, {what}"
    kept = folder / f"{name.replace(', ', '-').replace(' ', '-')}.json"
    call = state, problem, optimizer, *how
    return runner.Task(name, comparison.measure, call, kept)


def found(one):
    return json.loads(one.kept.read_text(encoding="utf-8"))


def stored(state, problems, optimizers):
    """Return what is kept of the study, of all optimizers alike.

    A problem has the losses of the first seeds whose runs are all there.
    """
    rates, ends, machines = {}, {}, set()
    for problem in problems:
        searches = {o: task(state, problem, o, "search") for o in optimizers}
        if not all(one.kept.exists() for one in searches.values()):
            continue
        chosen = {o: found(one)["chosen"] for o, one in searches.items()}
        losses = {optimizer: [] for optimizer in optimizers}
        for some in CHUNKS:
            row = {
                o: task(state, problem, o, ends_of(some)) for o in optimizers
            }
            if not all(one.kept.exists() for one in row.values()):
                break
            for optimizer, one in row.items():
                losses[optimizer] += found(one)["ends"]
                machines.add(found(one)["machine"])
        if losses[optimizers[0]]:
            rates[problem] = chosen
            ends[problem] = {o: short(row) for o, row in losses.items()}
    return rates, ends, machines


def ends_of(some):
    return f"{some[0]} to {some[-1]}"


def joined(kept, path, report):
    """Return what is kept here, with what a file has of the same experiment.

    A problem has the runs of more seeds of the two.
    """
    there = json.loads(path.read_text("utf-8")) if path.exists() else {}
    same = ("versions", "drawn", "digests", "seeds")
    if any(there.get(name) != report[name] for name in same):
        return kept
    rates, ends, machines = kept
    for problem, row in there["ends"].items():
        theirs = {optimizer: short(losses) for optimizer, losses in row.items()}
        if reach(theirs) > reach(ends.get(problem, {})):
            ends = ends | {problem: theirs}
            rates = rates | {problem: there["rates"][problem]}
            machines = machines | set(there["machine"].split(", "))
    return rates, ends, machines


def reach(row):
    """Return how many seeds all optimizers of a row have run."""
    return min((len(json.loads(text)) for text in row.values()), default=0)


def main():
    options = runner.arguments(choice.arguments(__doc__)).parse_args()
    state = comparison.state()
    problems, optimizers = comparison.everything()
    chosen = choice.chosen(problems, options.names, comparison.PAGE)
    pairs = [(p, o) for p in chosen for o in optimizers]
    try:
        search = {pair: task(state, *pair, "search") for pair in pairs}
        failed = runner.run(search.values(), options)
        races = [
            task(state, *pair, ends_of(some), found(one)["chosen"], some)
            for some in CHUNKS
            for pair, one in search.items()
            if one.kept.exists()
        ]
        failed += runner.run(races, options)
    finally:
        report = {
            "what": "the losses at the end, each at the rate of its search",
            **stopwatch.surroundings("numpy"),
            "drawn": drawn(),
            "digests": comparison.seals(),
            "seeds": SEEDS,
        }
        kept = stored(state, problems, optimizers)
        rates, ends, machines = joined(kept, RESULT, report)
        report |= {"machine": ", ".join(sorted(machines)), "rates": rates}
        ends = {name: ends[name] for name in problems if name in ends}
        runner.keep(RESULT, written(report, ends))
        for problem, row in ends.items():
            print(f"{problem}: {reach(row)} seeds")
    if failed:
        sys.exit(f"{failed} tasks without a result: run it again")


if __name__ == "__main__":
    main()
