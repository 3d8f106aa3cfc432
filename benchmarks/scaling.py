"""How the cost of a step grows with width, depth and batch; print JSON."""

import json

import numpy as np
import stopwatch
from contenders import contender

SIZES = (64, 128, 256, 512, 1024, 2048, 4096)
BASE = {"width": 64, "depth": 2, "batch": 256}
CLASSES = 10


def measure(axis, size):
    """Return the median seconds of a step of nnfs, and of its products."""
    width, depth, batch = (BASE | {axis: size}).values()
    # Weights that pass every number on keep the sums of 4096 layers in range.
    weights = [np.eye(width, dtype=np.float32)] * depth
    weights.append(np.eye(width, CLASSES, dtype=np.float32))
    rng = np.random.default_rng(0)
    X = rng.uniform(size=(batch, width)).astype(np.float32)
    batches = [(X, rng.integers(0, CLASSES, batch))]
    runs = {}
    for module in ("ours", "limit"):
        racer = contender(module)(weights, "adam", 1e-9)
        laid = racer.lay_out(batches)
        steps = stopwatch.steps_in_a_slice(lambda r=racer, b=laid: r.run(b), 1)
        laid = laid * steps
        runs[module] = (lambda r=racer, b=laid: r.run(b)), steps
    seconds = stopwatch.medians(runs, rounds=5)
    return {"axis": axis, "size": size, "seconds": seconds}


if __name__ == "__main__":
    print(json.dumps([measure(axis, size) for axis in BASE for size in SIZES]))
