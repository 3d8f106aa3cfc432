"""Time the products of one step of task D; print the kernel and the time.

`speed.py` starts it with one value of OPENBLAS_CORETYPE after the other.
"""

import json

import numpy as np
import stopwatch
from contenders import contender
from race import first_weights

STEPS = 4


def main():
    """Measure, and print JSON."""
    racer = contender("limit")(first_weights((784, 512, 256, 10)))
    laid = racer.lay_out([(np.ones((256, 784), np.float32), None)] * STEPS)
    runs = {"seconds": (lambda: racer.run(laid), STEPS)}
    print(json.dumps({"kernel": stopwatch.kernel(), **stopwatch.medians(runs)}))


if __name__ == "__main__":
    main()
