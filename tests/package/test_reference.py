"""Agreement with PyTorch, to 1e-10, over networks drawn at random.

tests/reference/draws.py says what is drawn, and tests/reference/oracle.py where
the conventions of the two differ.  `make oracle` compares live.
"""

from collections import Counter

import numpy as np
import pytest

import nnfs
from nnfs import Layer, Loss, Network, Optimizer
from tests.reference.draws import SEEDS, TOLERANCE, deviation, draw, ours, read

# Held by hand so far, in test_normalization and test_network
NOT_DRAWN = {"BatchNorm", "Dropout", "LayerNorm", "Residual"}
STORED = read()
DRAWS = [draw(seed) for seed in SEEDS]


@pytest.mark.parametrize("seed", SEEDS)
def test_values_gradients_rates_and_trajectories(seed):
    results = ours(DRAWS[seed])
    assert results.keys() == STORED[seed].keys()
    for name, result in results.items():
        assert deviation(result, STORED[seed][name]) <= TOLERANCE, name


def public(base):
    """Return the names of the exported classes of a kind."""
    classes = {name: getattr(nnfs, name) for name in nnfs.__all__}
    return {
        name
        for name, item in classes.items()
        if isinstance(item, type)
        and issubclass(item, base)
        and item not in (base, Network)
    }


def is_schedule(item):
    return getattr(item, "__module__", "") == "nnfs.schedules" and (
        item is not nnfs.warmup
    )


def test_everything_is_drawn_and_more_than_once():
    kinds = {
        "layers": (
            public(Layer) - NOT_DRAWN,
            [n for d in DRAWS for n, _ in d.layers],
        ),
        "losses": (public(Loss), [d.loss for d in DRAWS]),
        "optimizers": (public(Optimizer), [d.optimizer for d in DRAWS]),
        "schedules": (
            {n for n in nnfs.__all__ if is_schedule(getattr(nnfs, n))},
            [d.schedule for d in DRAWS],
        ),
    }
    for names, drawn in kinds.values():
        assert set(drawn) == names
        assert min(Counter(drawn).values()) >= 4
    pairs = Counter((d.schedule, d.warmup > 0) for d in DRAWS)
    assert len(pairs) == 10
    assert {d.settings.get("nesterov") for d in DRAWS} == {True, False, None}
    assert {len(d.arrays) // 2 for d in DRAWS} == {1, 2, 3, 4, 5}


def test_the_drawn_networks_learn():
    moved = Counter()
    for seed in SEEDS:
        places = STORED[seed]["trajectory"]
        moved[DRAWS[seed].optimizer] += np.ptp(places, axis=0).max() > 0.01
    assert moved.keys() == public(Optimizer)
    assert min(moved.values()) >= 4


def test_one_wrong_element_is_seen():
    for name, theirs in STORED[0].items():
        for place in np.ndindex(theirs.shape):
            result = theirs.copy()
            result[place] += 1e-6 * np.abs(theirs).max()
            assert deviation(result, theirs) > TOLERANCE, (name, place)
            result[place] = np.nan
            assert deviation(result, theirs) == np.inf


def test_deviation_by_hand():
    # 0.001 off 1.999 + 0.001, the thousandth of the largest; the rest is equal.
    assert deviation([1, 2.0], [1, 1.999]) == pytest.approx(0.001 / 2.000999)
    # 1e-3 off 0 + 4 / 1000.
    assert deviation([4, 1e-3], [4.0, 0]) == pytest.approx(0.25)
    assert deviation([0.0, 0], [0.0, 0]) == 0
    assert deviation([0, 1e-300], [0.0, 0]) == np.inf
    assert deviation([1.0], [1.0, 1.0]) == np.inf
