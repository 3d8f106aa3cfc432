"""Time a convolution by loops, by windows and one product, and by FFT.

Writes `convolution.json` beside this file; chapter 13 quotes the ratios. Run on
a quiet machine: `make bench`, or `python benchmarks/convolution.py`.
"""

import os

import stopwatch

os.environ.update(stopwatch.ONE_THREAD)  # before NumPy loads its BLAS

import json
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnfs import Conv2D, Network, unfold

TASKS = {  # pictures, side, channels, filters, size of a window
    "small digits, first layer": (32, 8, 1, 8, 3),
    "small digits, second layer": (32, 8, 8, 16, 3),
    "larger, more channels": (32, 14, 16, 32, 3),
    "large pictures": (16, 28, 8, 16, 3),
    "large pictures, windows of 7": (16, 28, 8, 16, 7),
    "large pictures, windows of 15": (16, 28, 8, 16, 15),
}
LOOPS_UP_TO = 300_000  # multiplications; beyond, Python takes too long
ROUNDS = 21


def loops(pictures, filters):
    """Compute every number in a Python loop."""
    n, side, _, channels = pictures.shape
    size, _, _, m = filters.shape
    places = side - size + 1
    outputs = np.zeros((n, places, places, m), dtype=pictures.dtype)
    for i, r, c, j in np.ndindex(outputs.shape):
        total = 0.0
        for u in range(size):
            for v in range(size):
                for k in range(channels):
                    total += pictures[i, r + u, c + v, k] * filters[u, v, k, j]
        outputs[i, r, c, j] = total
    return outputs


def windows(pictures, filters):
    """Copy all windows out, and compute one product."""
    size, _, channels, m = filters.shape
    rows = unfold(pictures, size)
    products = rows.reshape(-1, size * size * channels) @ filters.reshape(-1, m)
    return products.reshape(*rows.shape[:3], m)


def views(pictures, filters):
    """Hand NumPy the windows as a view, and let it do the product."""
    size = len(filters)
    seen = sliding_window_view(pictures, (size, size), axis=(1, 2))
    return np.tensordot(seen, filters, axes=((3, 4, 5), (2, 0, 1)))


def fft(pictures, filters):
    """Multiply frequency by frequency, as periodic pictures."""
    side, size = pictures.shape[1], len(filters)
    waves = np.fft.rfft2(pictures, axes=(1, 2)).transpose(1, 2, 0, 3)
    answers = np.fft.rfft2(filters, s=(side, side), axes=(0, 1)).conj()
    products = (waves @ answers).transpose(2, 0, 1, 3)
    outputs = np.fft.irfft2(products, s=(side, side), axes=(1, 2))
    return outputs[:, : side - size + 1, : side - size + 1]


def measure(shape, rng):
    """Return the median processor time of each way for one layer."""
    n, side, channels, m, size = shape
    pictures = rng.normal(size=(n, side, side, channels)).astype(np.float32)
    filters = rng.normal(size=(size, size, channels, m)).astype(np.float32)
    layer = Conv2D(channels, m, size)
    Network(layer, dtype=np.float32)  # lays the layer's arrays in float32
    layer.weights[:] = filters.reshape(-1, m)
    expected = windows(pictures, filters)
    slopes = rng.normal(size=expected.shape).astype(np.float32)

    def both(pictures, filters):
        outputs = layer.forward(pictures)
        layer.backward(slopes)
        return outputs

    ways = {"windows": windows, "views": views, "fft": fft}
    ways |= {"layer": lambda pictures, filters: layer.forward(pictures)}
    ways["both"] = both
    products = expected.size * size * size * channels
    if products <= LOOPS_UP_TO:
        ways["loops"] = loops
    runs = {}
    for way, function in ways.items():
        found = function(pictures, filters)
        np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-2)

        def once(function=function):
            function(pictures, filters)

        steps = 1 if way == "loops" else stopwatch.steps_in_a_slice(once, 1)

        def run(once=once, steps=steps):
            for _ in range(steps):
                once()

        runs[way] = run, steps
    seconds = stopwatch.medians(runs, ROUNDS)
    return {"shape": shape, "products": products, "seconds": seconds}


def main():
    """Measure everything and write the results."""
    stopwatch.stay_on_one_processor()
    rng = np.random.default_rng(0)
    tasks = [
        {"task": name, **measure(shape, rng)} for name, shape in TASKS.items()
    ]
    report = {
        "what": "median seconds of processor time for one convolution, float32",
        **stopwatch.surroundings("numpy"),
        "rounds": ROUNDS,
        "tasks": tasks,
    }
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(report, indent=1) + "\n")
    for task in tasks:
        times = task["seconds"]
        shares = {way: times[way] / times["windows"] for way in times}
        print(task["task"], f"{1e6 * times['windows']:,.0f} us", shares)


if __name__ == "__main__":
    main()
