"""What `fit` needs beside its data, each task in a process of its own.

Print for each the megabytes (10^6 bytes) of the data, by how much `fit` raises
the peak of the process (`ru_maxrss`, the largest memory it ever held), and what
is allowed; end with 1 where that is too little.
"""

import resource
import subprocess
import sys

import numpy as np

from nnfs import Adam, Dense, Network, ReLU, SoftmaxCrossEntropy, fit

# name: (samples, features, dtype, hidden units, allowed megabytes)
TASKS = {
    "many rows": (100_000, 10, np.float64, 1000, 60),
    "bytes": (60_000, 784, np.uint8, 128, 100),
}


def peak():
    """Return the largest memory that this process ever held, in megabytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def measure(name):
    """Return the megabytes of the data, and those that `fit` needs beside."""
    samples, features, dtype, hidden, _ = TASKS[name]
    rng = np.random.default_rng(0)
    X = np.empty((samples, features), dtype)
    for row in X:  # one by one: drawing all at once would raise the peak
        row[:] = rng.integers(0, 2, features)
    y = rng.integers(0, 10, samples)
    network = Network(
        Dense(features, hidden, rng=rng), ReLU(), Dense(hidden, 10, rng=rng)
    )
    before = peak()
    fit(
        network,
        SoftmaxCrossEntropy(),
        Adam(1e-3),
        X,
        y,
        epochs=1,
        validation=(X, y),
        rng=rng,
    )
    return (X.nbytes + y.nbytes) / 1e6, peak() - before


if __name__ == "__main__":
    if sys.argv[1:]:
        print(*measure(sys.argv[1]))
        sys.exit()
    failed = False
    for task, (*_, allowed) in TASKS.items():
        run = [sys.executable, __file__, task]
        out = subprocess.run(run, capture_output=True, check=True, text=True)
        data, needed = map(float, out.stdout.split())
        failed |= needed > allowed
        print(f"{task}: {data:.0f} MB of data, {needed:.0f} of {allowed} MB")
    sys.exit(failed)
