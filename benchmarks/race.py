"""Race the contenders on four tasks; print the result as JSON.

`speed.py` starts it, in a fresh process for each kernel of the BLAS.
"""

import json
from itertools import pairwise

import numpy as np
import stopwatch
from contenders import LIMITS, NAMES, contender

from nnfs import digits, he, spiral

RATE = 0.001
LOSSES = 20  # that all contenders must agree on before they are timed
# Relative to a loss.  In float32 two orders of summation part by 1e-7, and the
# first steps of Adam, which are signs of slopes, can magnify that by thousands.
TOLERANCE = 1e-3
OPTIMIZERS = {"A": ["adam"], "B": ["adam"], "C": ["adam", "momentum"]}


def task(name):
    """Return the widths of a task, and its batches.

    A is a spiral in one batch, B the scanned digits, C and D random data.  E is
    B with wider layers, for `layers.py`.
    """
    rng = np.random.default_rng(0)
    if name == "A":
        return (2, 64, 3), cut(*spiral(100, classes=3, rng=rng), 300)
    if name in "BE":
        X, y = digits()
        widths = (64, 64, 32, 10) if name == "B" else (64, 64, 64, 10)
        return widths, cut(X / 16, y, 32)
    X = rng.normal(size=(60000, 784)).astype(np.float32)
    y = rng.integers(0, 10, len(X))
    if name == "C":
        return (784, 128, 64, 10), cut(X, y, 128)
    return (784, 512, 256, 10), cut(X, y, 256)


def cut(X, y, size):
    """Return the samples in whole batches, as float32."""
    X, stops = X.astype(np.float32), range(size, len(X) + 1, size)
    return [(X[stop - size : stop], y[stop - size : stop]) for stop in stops]


def cycled(batches, steps):
    """Return `steps` batches, in whole epochs if there are fewer than steps."""
    if steps > len(batches):
        steps = round(steps / len(batches)) * len(batches)
    return [batches[step % len(batches)] for step in range(steps)]


def first_weights(widths):
    """Return the float32 weights that every contender starts from."""
    rng = np.random.default_rng(1)
    return [he(*pair, rng).astype(np.float32) for pair in pairwise(widths)]


def apart(racers, batches):
    """Return how far the first losses lie apart at most, relatively."""
    losses = np.array(
        [
            [racer.run(racer.lay_out([batch]))[0] for batch in batches]
            for name, racer in racers.items()
            if name not in LIMITS
        ]
    )
    return float(np.max(np.ptp(losses, axis=0) / losses[0]))


def race(name, optimizer, names=tuple(NAMES), **options):
    """Return the median seconds of a step for each contender in a task."""
    widths, batches = task(name)
    weights = first_weights(widths)
    racers = {
        module: contender(module)(weights, optimizer, RATE, **options)
        for module in names
    }
    distance = apart(racers, cycled(batches, LOSSES))
    by_chance = options.get("extra") == "Dropout"  # each draws its own masks
    if not (distance <= TOLERANCE or by_chance):
        raise SystemExit(f"{name}: the contenders differ by {distance:g}")
    runs = {}
    for module, racer in racers.items():
        few = racer.lay_out(cycled(batches, LOSSES))
        steps = stopwatch.steps_in_a_slice(
            lambda r=racer, b=few: r.run(b), LOSSES
        )
        own = cycled(batches, steps)
        laid = racer.lay_out(own)
        runs[module] = (lambda r=racer, b=laid: r.run(b)), len(own)
    return {
        "task": name,
        "optimizer": optimizer,
        **options,
        "widths": widths,
        "batch": len(batches[0][0]),
        "apart": distance,
        "seconds": stopwatch.medians(runs),
    }


if __name__ == "__main__":
    print(
        json.dumps(
            [
                race(name, optimizer)
                for name in "ABCD"
                for optimizer in OPTIMIZERS.get(name, ["adam"])
            ]
        )
    )
