"""Race the layers against the tape, on the tasks A, B and C.

Writes `tape.json` beside this file. Run on a quiet machine: `make bench`.
"""

import os

import stopwatch

os.environ.update(stopwatch.ONE_THREAD)  # before NumPy loads its BLAS

import json
from pathlib import Path

from race import race

BOUNDS = {"A": 4, "B": 4, "C": 2}  # times as long as the layers


def main():
    """Measure everything and write the results."""
    stopwatch.stay_on_one_processor()
    tasks = [race(name, "adam", ("ours", "tape")) for name in BOUNDS]
    report = {
        "what": "median seconds of processor time for one training step",
        **stopwatch.surroundings("numpy"),
        "rounds": stopwatch.ROUNDS,
        "bounds": BOUNDS,
        "tasks": tasks,
    }
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(report, indent=1) + "\n")
    for task in tasks:
        layers, tape = task["seconds"].values()
        print(
            f"{task['task']}: {1e6 * layers:,.0f} us by layers, "
            f"{1e6 * tape:,.0f} by the tape, {tape / layers:.2f} times"
        )


if __name__ == "__main__":
    main()
