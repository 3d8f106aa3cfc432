"""Measure what holds a processor up: sums, bytes, and beginning at all.

    python framework/roof.py

needs NumPy alone.  One thread, float32.
"""

import time

import numpy as np

WIDTH = 1024  # of the product
LENGTH = 2**24  # of the arrays that are added: no cache holds them
FEW = 1000  # calls of an operation that has nothing to do


def least(run, rounds):
    """Return the seconds of the quickest of some calls.

    What else runs on the machine only adds.
    """
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times[1:])


def product():
    """Return the operations of a large matrix product in a second."""
    rng = np.random.default_rng(0)
    a = rng.normal(size=(WIDTH, WIDTH)).astype(np.float32)
    b, out = a.T.copy(), np.empty_like(a)
    return 2 * WIDTH**3 / least(lambda: np.matmul(a, b, out=out), 31)


def traffic():
    """Return the bytes that go to and from memory in a second of adding."""
    a = np.zeros(LENGTH, np.float32)
    b = np.ones(LENGTH, np.float32)
    return 3 * a.nbytes / least(lambda: np.add(a, b, out=a), 31)


def start():
    """Return the seconds of an operation on a single number."""
    one = np.ones(1, np.float32)

    def calls():
        for _ in range(FEW):
            np.maximum(one, one, out=one)

    return least(calls, 101) / FEW


def measure():
    """Return everything that is stored."""
    return {
        "operations in a second": product(),
        "bytes in a second": traffic(),
        "seconds to begin": start(),
    }


def main():
    """Print it."""
    for what, value in measure().items():
        print(f"{what:24}{value:10.2e}")


if __name__ == "__main__":
    main()
