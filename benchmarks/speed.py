"""Measure nnfs beside its peers; write speed.json, speed.md and speed.svg.

Run by `make bench`, on a quiet machine: it takes some minutes. Every
measurement is a process of its own, on one processor, with one thread.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import stopwatch
from contenders import LIMITS, NAMES, STARTING

HERE = Path(__file__).parent
PACKAGES = ("numpy", "scikit-learn", "torch", "jax")
KERNELS = ("Haswell", "Zen", "SkylakeX", "Cooperlake", "Sapphirerapids")
STARTS = 5
IMPORT = """
import time, numpy
start = time.process_time()
import nnfs
print(time.process_time() - start)
"""


def child(*arguments, kernel=None):
    """Run Python in a process of its own and return what it printed."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("OPENBLAS_")
    }
    environment |= stopwatch.ONE_THREAD
    if kernel is not None:
        environment["OPENBLAS_CORETYPE"] = kernel
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=HERE,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def kernels():
    """Return the kernel and the time for the default and for each by name."""
    found = []
    for asked in (None, *KERNELS):
        try:
            result = json.loads(child("kernels.py", kernel=asked))
        except subprocess.CalledProcessError:
            continue  # this processor lacks an instruction
        found.append({"asked": asked, **result})
    return found


def races(script):
    """Return what a script races with the fastest and the slowest kernel."""
    tried = sorted(kernels(), key=lambda result: result["seconds"])
    return [
        json.loads(child(script, "race", kernel=run["asked"]))
        for run in (tried[0], tried[-1])
    ]


def cold_starts():
    """Return the median times from the start of a process to 95 %."""
    times = {name: [] for name in STARTING}
    for _ in range(STARTS + 1):
        for name in STARTING:
            start, before = time.perf_counter(), os.times()
            child("cold_start.py", name)
            wall, after = time.perf_counter() - start, os.times()
            processor = sum(after[2:4]) - sum(before[2:4])  # of children
            times[name].append((processor, wall))
    columns = {n: zip(*t[1:], strict=True) for n, t in times.items()}  # warm
    return {
        name: dict(
            zip(("seconds", "wall"), map(statistics.median, pair), strict=True)
        )
        for name, pair in columns.items()
    }


def measure():
    """Return everything that is stored."""
    tried = sorted(kernels(), key=lambda result: result["seconds"])
    return {
        "what": "median seconds of processor time for one training step",
        **stopwatch.surroundings(*PACKAGES),
        "rounds": stopwatch.ROUNDS,
        "kernels": tried,
        "races": [
            {"kernel": run["kernel"], "tasks": json.loads(races)}
            for run in (tried[0], tried[-1])  # the fastest and the slowest
            for races in [child("race.py", kernel=run["asked"])]
        ],
        "changes": json.loads(child("textbook.py")),
        "scaling": json.loads(child("scaling.py")),
        "cold start": cold_starts(),
        "import": statistics.median(
            float(child("-c", IMPORT)) for _ in range(STARTS)
        ),
    }


def table(report):
    """Return the results as a table in Markdown."""
    versions = ", ".join(f"{n} {v}" for n, v in report["versions"].items())
    lines = [
        "# How fast is it?",
        "",
        f"Measured on {report['date']}: {report['machine']}; "
        f"Python {report['python']}, {versions}. Microseconds of a training "
        "step, and in brackets how many times as long as nnfs.",
    ]
    for races in report["races"]:
        names = [NAMES[name] for name in races["tasks"][0]["seconds"]]
        lines += [
            "",
            f"With the kernel {races['kernel']} of NumPy's OpenBLAS:",
            "",
        ]
        lines.append(f"| task | {' | '.join(names)} |")
        lines.append("|---" * (len(names) + 1) + "|")
        for task in races["tasks"]:
            seconds = task["seconds"]
            cells = [
                f"{1e6 * value:,.0f} ({value / seconds['ours']:.2f})"
                for value in seconds.values()
            ]
            name = f"{task['task']}, {task['optimizer']}"
            lines.append(f"| {name} | {' | '.join(cells)} |")
    lines += ["", "From the start of a process to 95 % on the digits:", ""]
    lines += ["| | processor time | on the wall |", "|---|---|---|"]
    for name, times in report["cold start"].items():
        lines.append(
            f"| {NAMES[name]} | {times['seconds']:.2f} s | "
            f"{times['wall']:.2f} s |"
        )
    lines += [
        "",
        f"`import nnfs` adds {1000 * report['import']:.0f} ms to importing "
        "NumPy.",
    ]
    return "\n".join(lines) + "\n"


def plot(report, path):
    """Draw the races, in multiples of the limit."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "nnfs"
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(len(report["races"]), 1, figsize=(7, 7))
    for ax, races in zip(axes, report["races"], strict=True):
        tasks = races["tasks"]
        for place, name in enumerate(n for n in NAMES if n not in LIMITS):
            ratios = [
                task["seconds"][name] / task["seconds"]["limit"]
                for task in tasks
            ]
            places = [row + (place - 3) * 0.12 for row in range(len(tasks))]
            ax.bar(places, ratios, width=0.12, label=NAMES[name])
        labels = [f"{task['task']}, {task['optimizer']}" for task in tasks]
        ax.set_xticks(range(len(tasks)), labels)
        ax.set(yscale="log", title=races["kernel"], ylabel="times the limit")
    axes[0].legend(fontsize="small")
    figure.savefig(path, metadata={"Date": None}, bbox_inches="tight")


def main():
    """Measure everything and write the results."""
    stopwatch.stay_on_one_processor()
    report = measure()
    (HERE / "speed.json").write_text(json.dumps(report, indent=1) + "\n")
    (HERE / "speed.md").write_text(table(report))
    plot(report, HERE / "speed.svg")
    print(table(report))


if __name__ == "__main__":
    main()
