"""One thread is quickest here: the matrices are small."""

import os
import threading

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
# joblib, which scikit-learn brings, warns where it can make no semaphore.
os.environ.setdefault("JOBLIB_MULTIPROCESSING", "0")

import hypothesis
import matplotlib
import numpy as np
import pytest
import tqdm

from nnfs.input_checks import advising

matplotlib.use("Agg")
tqdm.tqdm.monitor_interval = 0  # no thread that outlives its test
tqdm.tqdm.set_lock(threading.RLock())  # nor a lock that all forks share
hypothesis.settings.register_profile(
    "nnfs", deadline=None, derandomize=True, database=None, max_examples=60
)
hypothesis.settings.load_profile("nnfs")


@pytest.fixture(autouse=True)
def without_advice(monkeypatch):
    """Let runs be as odd as a test needs; `test_advice.py` hears the advice."""
    everything = type("Everything", (), {"__contains__": lambda *given: True})
    monkeypatch.setattr(advising, "_given", everything())


@pytest.fixture
def rng():
    return np.random.default_rng(0)
