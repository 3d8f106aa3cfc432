"""Train one contender on the digits, from the start of the process to 95 %.

`speed.py` starts it, again and again, and measures what the process took.  All
contenders read the same file, start from the same weights and see the same
batches.
"""

import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
from contenders import contender

WIDTHS, BATCH, RATE = (64, 64, 32, 10), 32, 0.003
ENOUGH, PATIENCE = 0.95, 100

with np.load(
    Path(__file__).parents[1] / "nnfs" / "datasets" / "digits.npz"
) as archive:
    X, y = archive["X"].astype(np.float32) / 16, archive["y"].astype(int)
rng = np.random.default_rng(0)
order = rng.permutation(len(X))
test, train = order[:360], order[360:]
weights = [
    rng.normal(scale=(2 / n) ** 0.5, size=(n, m)).astype(np.float32)
    for n, m in pairwise(WIDTHS)
]
racer = contender(sys.argv[1])(weights, "adam", RATE)
for _ in range(PATIENCE):
    order = rng.permutation(train)
    parts = [
        order[stop - BATCH : stop]
        for stop in range(BATCH, len(order) + 1, BATCH)
    ]
    racer.run(racer.lay_out([(X[part], y[part]) for part in parts]))
    share = np.mean(np.asarray(racer.classify(X[test])) == y[test])
    if share >= ENOUGH:
        break
if share < ENOUGH:
    raise SystemExit(f"{share:.3f} is all that it learned")
