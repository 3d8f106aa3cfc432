"""Race nnfs and PyTorch with one more layer before each ReLU.

Writes `layers.json` beside this file. Run on a quiet machine: `make bench`.
"""

import os

import stopwatch

os.environ.update(stopwatch.ONE_THREAD)  # before NumPy loads its BLAS

import json
from pathlib import Path

from race import race

EXTRAS = (None, "BatchNorm", "LayerNorm", "Dropout")


def main():
    """Measure everything and write the results."""
    stopwatch.stay_on_one_processor()
    tasks = [
        race(name, "adam", ("ours", "pytorch"), extra=extra)
        for name in "ED"
        for extra in EXTRAS
    ]
    report = {
        "what": "median seconds of processor time for one training step",
        **stopwatch.surroundings("numpy", "torch"),
        "rounds": stopwatch.ROUNDS,
        "tasks": tasks,
    }
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(report, indent=1) + "\n")
    for task in tasks:
        ours, theirs = task["seconds"].values()
        name = f"{task['task']}, {task['extra']}"
        print(f"{name}: {1e6 * ours:,.0f} us, {ours / theirs:.2f} of PyTorch's")


if __name__ == "__main__":
    main()
