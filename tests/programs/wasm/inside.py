"""Run the cells of a page as its worker in a browser does."""

import json
import os
import sys
import time
from pathlib import Path

import numpy as np

from nnfs_site.run import cells as run_cells

assert np.dtype(int).itemsize == 4
with np.errstate(all="raise"):
    np.exp(np.array([1e4]))  # no signal of an overflow

page = Path(sys.argv[1])
cells = json.loads((page / "cells.json").read_text(encoding="utf-8"))
os.chdir(page)
told = []
session = run_cells.Session(
    lambda *pair: told.append(pair), {"__name__": "__main__"}
)
for number, (source, is_out) in enumerate(cells, 1):
    told.clear()
    title, good, start = f"Cell {number}", True, time.perf_counter()
    if is_out:
        session.leave_out(title, source)
        told.append(("lacking", title))
    else:
        try:
            session.run(title, source).send(None)
        except StopIteration as end:
            good = end.value
    one = {
        "good": good,
        "seconds": time.perf_counter() - start,
        "silent": ("stderr", run_cells.SILENT) in told,
        "told": told,
    }
    with Path("told.jsonl").open("a", encoding="utf-8") as kept:
        kept.write(json.dumps(one) + "\n")
