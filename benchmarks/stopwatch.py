"""What all the measurements share: a clock, rounds, and the machine's name."""

import datetime
import os
import platform
import statistics
import time
from importlib.metadata import version
from pathlib import Path

ONE_THREAD = {  # for the environment of a process, before NumPy is imported
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false "
    "intra_op_parallelism_threads=1",
}
ROUNDS = 41
SLICE = 0.02  # seconds that one contender runs in a round, at the least


def medians(runs, rounds=ROUNDS):
    """Return the median processor time of a step for each contender.

    `runs` holds for each name a function that takes some steps, and how many
    it takes.  In a round each of them runs once, so that a slow spell of the
    machine hits all.  Processor time is what a clock shows when a program on
    one thread has the processor for itself.
    """
    times = {name: [] for name in runs}
    for _ in range(rounds):
        for name, (run, steps) in runs.items():
            start = time.process_time()
            run()
            times[name].append((time.process_time() - start) / steps)
    return {name: statistics.median(times[name]) for name in times}


def steps_in_a_slice(run, steps):
    """Return how many steps fill a slice; one call of `run` takes `steps`."""
    run()
    start = time.process_time()
    run()
    once = (time.process_time() - start) / steps
    return max(2, round(SLICE / once))


def processor():
    """Return the processor's name, and nothing that names the machine."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def surroundings(*packages):
    """Return what a report says of the day, the machine and what ran on it."""
    return {
        "date": datetime.date.today().isoformat(),
        "machine": f"{processor()}, {platform.system()}, one thread",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in packages},
    }


def kernel():
    """Return the kernel of the OpenBLAS that NumPy loaded, or None."""
    from threadpoolctl import threadpool_info

    for library in threadpool_info():
        if library["internal_api"] == "openblas":
            return library["architecture"]
    return None


def stay_on_one_processor():
    """Keep this process and its children from wandering, where that works."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
