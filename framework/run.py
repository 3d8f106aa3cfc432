"""Measure all of it, and write `results.json`: `make framework`."""

import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "benchmarks"))

import stopwatch  # noqa: E402

for name in [n for n in os.environ if n.startswith("OPENBLAS_")]:
    del os.environ[name]  # the processor's own kernels, as in `make bench`
os.environ.update(stopwatch.ONE_THREAD)  # before NumPy loads its BLAS

import dictionary  # noqa: E402
import numpy as np  # noqa: E402
import roof  # noqa: E402
import same  # noqa: E402
import torch  # noqa: E402
import two  # noqa: E402


def short(runs):
    """Return the runs of both, theirs by their distance from ours."""
    pairs = zip(runs["ours"], runs["theirs"], strict=True)
    apart = [float(f"{abs(ours - theirs):.3g}") for ours, theirs in pairs]
    return {
        "ours": runs["ours"],
        "apart": apart,
        "parameters apart": runs["parameters apart"],
    }


def drawn():
    """Return a number that tells by which seeds a run was drawn."""
    return int(np.random.default_rng(0).integers(2**31))


def main():
    """Measure everything and write the results."""
    torch.set_num_threads(1)
    results = same.measure()
    report = {
        "what": "nnfs beside PyTorch, and one process beside several",
        **stopwatch.surroundings("numpy", "torch"),
        "drawn": drawn(),
        "same": {name: short(results[name]) for name in same.TYPES},
        "travel": results["travel"],
        "dictionary": dictionary.measure(),
        "roof": roof.measure(),
        "two": two.measure(),
    }
    path = HERE / "results.json"
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
