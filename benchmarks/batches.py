"""Time one dense layer computed by elements, by rows and as a whole product.

Writes `batches.json` beside this file; chapter 2 draws from it. Run on a quiet
machine: `make bench`, or `python benchmarks/batches.py`.
"""

import os

import stopwatch

os.environ.update(stopwatch.ONE_THREAD)  # before NumPy loads its BLAS

import datetime
import json
import platform
import statistics
import time
from pathlib import Path

import numpy as np

WIDTHS = (64, 1024)  # a layer of width w has w inputs and w neurons
BATCHES = (1, 4, 16, 64, 256, 1024)
ELEMENTS_UP_TO = 64 * 64 * 256  # multiplications; beyond, Python takes too long
ROUNDS = 15  # each way runs once a round, so a slow spell hits all of them
SHORTEST = 0.005  # seconds: shorter calls are repeated until they fill this


def by_elements(inputs, weights, biases):
    """Compute every number in a Python loop; all arguments are lists."""
    outputs = []
    for row in inputs:
        neurons = []
        for j, bias in enumerate(biases):
            total = bias
            for i, value in enumerate(row):
                total += value * weights[i][j]
            neurons.append(total)
        outputs.append(neurons)
    return outputs


def by_rows(inputs, weights, biases):
    """Compute one product for each sample."""
    outputs = np.empty((len(inputs), len(biases)))
    for n, row in enumerate(inputs):
        outputs[n] = row @ weights + biases
    return outputs


def whole(inputs, weights, biases):
    """Compute one product for the whole batch."""
    return inputs @ weights + biases


def seconds(function, arguments, repeats):
    """Return the mean time of one call over `repeats` calls."""
    start = time.perf_counter()
    for _ in range(repeats):
        function(*arguments)
    return (time.perf_counter() - start) / repeats


def measure(width, batch, rng):
    """Return the median time of each way for one layer and one batch size."""
    arrays = (
        rng.normal(size=(batch, width)),
        rng.normal(size=(width, width)),
        rng.normal(size=width),
    )
    ways = {"rows": (by_rows, arrays), "whole": (whole, arrays)}
    if batch * width * width <= ELEMENTS_UP_TO:
        ways["elements"] = by_elements, [array.tolist() for array in arrays]
    expected = whole(*arrays)
    repeats, times = {}, {way: [] for way in ways}
    for way, (function, arguments) in ways.items():
        np.testing.assert_allclose(function(*arguments), expected, atol=1e-9)
        once = seconds(function, arguments, 1)
        repeats[way] = max(1, round(SHORTEST / once))
    for _ in range(ROUNDS):
        for way, (function, arguments) in ways.items():
            times[way].append(seconds(function, arguments, repeats[way]))
    return {way: statistics.median(times[way]) for way in ways}


def main():
    """Measure everything and write the results."""
    rng = np.random.default_rng(0)
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    results = [
        {"width": width, "batch": batch, **measure(width, batch, rng)}
        for width in WIDTHS
        for batch in BATCHES
    ]
    report = {
        "what": "median seconds of one forward pass of a dense layer, float64",
        "date": datetime.date.today().isoformat(),
        "machine": f"{stopwatch.processor()}, {platform.system()}, "
        "one BLAS thread",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": f"{blas['name']} {blas['version']}",
        "rounds": ROUNDS,
        "results": results,
    }
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(report, indent=1) + "\n")
    for result in results:
        print(result)


if __name__ == "__main__":
    main()
