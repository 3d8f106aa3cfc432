"""Measure what a second worker is worth: the same tasks on one, and on two.

    PYTHONPATH=website .venv/studies/bin/python -m studies.efficiency

Takes some three minutes of a quiet machine with two free cores.  By turns, one
worker and two do the same tasks, and two bare processes do them without Dask,
which is what the machine can give.  Prints the shares of half the time of one
worker, and ends with an error where that of two workers is below `LEAST`.
"""

import argparse
import contextlib
import io
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from benchmarks import stopwatch

os.environ.update(stopwatch.ONE_THREAD)  # before NumPy loads its BLAS

import numpy as np

from studies import runner

LEAST = 0.85
ROUNDS, TASKS, STEPS = 9, 24, 5000


def work(number):
    """Multiply matrices for a tenth of a second or so."""
    found = np.random.default_rng(number).normal(size=(64, 64))
    for _ in range(STEPS):
        found = np.tanh(found @ found / 8)
    return str(found.sum())


def studied(address):
    """Return the seconds that a study of all tasks takes on a cluster."""
    options = argparse.Namespace(jobs=1, scheduler=address)
    with tempfile.TemporaryDirectory() as folder:
        tasks = [
            runner.Task(str(k), work, (k,), Path(folder, f"{k}.txt"))
            for k in range(TASKS)
        ]
        begun = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            assert runner.run(tasks, options) == 0
        return time.perf_counter() - begun


def bare(pool):
    """Return the seconds that they take in processes without Dask."""
    begun = time.perf_counter()
    list(pool.map(work, range(TASKS)))
    return time.perf_counter() - begun


def main():
    import distributed

    with contextlib.ExitStack() as stack:
        one, two = (
            stack.enter_context(
                distributed.LocalCluster(
                    n_workers=count,
                    threads_per_worker=1,
                    dashboard_address="127.0.0.1:0",
                )
            ).scheduler_address
            for count in (1, 2)
        )
        pool = stack.enter_context(
            ProcessPoolExecutor(2, mp_context=get_context("spawn"))
        )
        takes = {
            "one worker": lambda: studied(one),
            "two workers": lambda: studied(two),
            "two bare processes": lambda: bare(pool),
        }
        times = {name: [] for name in takes}
        for turn in range(ROUNDS + 1):
            for name, take in takes.items():
                seconds = take()
                if turn:  # the first warms up
                    times[name].append(seconds)
    shares = {
        name: median(
            alone / (2 * seconds)
            for alone, seconds in zip(times["one worker"], row, strict=True)
        )
        for name, row in times.items()
        if name != "one worker"
    }
    print(f"{TASKS} tasks, {ROUNDS} rounds, {stopwatch.processor()}")
    for name, row in times.items():
        said = f"{shares[name]:.2f} of ideal" if name in shares else ""
        print(f"{name:20}{median(row):6.2f} s  {said}".rstrip())
    sys.exit(shares["two workers"] < LEAST)


if __name__ == "__main__":
    main()
