"""Agreement with PyTorch, to 1e-10, over networks drawn at random.

tests/reference/draws.py says what is drawn, and tests/reference/oracle.py where
the conventions of the two differ.  `make oracle` compares live.
"""

from collections import Counter

import numpy as np
import pytest

from nnfs import SoftmaxCrossEntropy
from tests.reference.draws import (
    FOLDER,
    HIDDEN,
    LAST,
    OPTIMIZERS,
    OWN,
    SCHEDULES,
    SEEDS,
    SETTINGS,
    TOLERANCE,
    arguments,
    deviation,
    draw,
    draw_for_sequences,
    draw_for_the_tape,
    file_of,
    kind,
    newcomers,
    ours,
    ours_by_the_tape,
    ours_of_sequences,
    read,
    the_reader,
)

STORED = read()
DRAWS = {seed: draw(seed) for seed in SEEDS}


@pytest.mark.parametrize("seed", SEEDS)
def test_values_gradients_rates_and_trajectories(seed):
    agree(ours(DRAWS[seed]), STORED[seed, None])


def agree(results, stored):
    assert results.keys() == stored.keys()
    for name, result in results.items():
        assert deviation(result, stored[name]) <= TOLERANCE, name


@pytest.mark.parametrize("name", newcomers())
def test_a_newcomer_has_values_of_its_own(name):
    table = {"Layer": "LAYERS", "Loss": "LOSSES", "Optimizer": "OPTIMIZERS"}
    assert file_of(name).exists(), (
        f"{name} has no values to agree with: put PyTorch's twin of it into "
        f"{table.get(kind(name), 'SCHEDULES')} of tests/reference/oracle.py "
        f"and run `make oracle`, which writes {file_of(name).name}"
    )
    for seed in OWN:
        agree(ours(draw(seed, name)), STORED[seed, name])


def kept(name, seed):
    """Return what is stored of one draw that stands apart, by name."""
    with np.load(file_of(name), allow_pickle=False) as archive:
        return {
            key.partition("/")[2]: value
            for key, value in archive.items()
            if key.startswith(f"{seed}/")
        }


def test_the_tape_agrees_with_autograd():
    for seed in OWN:
        results = ours_by_the_tape(draw_for_the_tape(seed))
        agree(results, kept("tape", seed))
        assert np.abs(results["curvature"]).max() > 0.001


@pytest.mark.parametrize("seed", OWN)
def test_a_transformer_agrees_to_the_last_digits(seed):
    results = ours_of_sequences(draw_for_sequences(seed))
    theirs = kept("sequences", seed)
    assert results.keys() == theirs.keys()
    for name, result in results.items():
        off = np.linalg.norm(result - theirs[name])
        assert off <= 1e-12 * np.linalg.norm(theirs[name]), name
    agree(results, theirs)


def test_layers_have_the_slopes_of_the_reader():
    with np.load(file_of("reader"), allow_pickle=False) as archive:
        theirs = dict(archive)
    network, inputs, labels = the_reader()
    loss = SoftmaxCrossEntropy()
    value = loss.forward(network.forward(inputs), labels)
    network.backward(loss.backward())
    assert value == pytest.approx(float(theirs["loss"]), rel=1e-14)
    np.testing.assert_allclose(
        network.gradients, theirs["gradients"], rtol=1e-10, atol=1e-16
    )


def test_every_setting_of_a_newcomer_can_be_drawn():
    lacking = {
        setting
        for name in newcomers()
        if kind(name) in ("Optimizer", "Schedule")
        for setting in arguments(name)
        if setting not in SETTINGS
    }
    assert not lacking, (
        "SETTINGS of tests/reference/draws.py must say how to draw "
        + ", ".join(sorted(lacking))
    )


def test_no_file_of_values_is_left_over():
    ours = {file_of(name) for name in (None, *newcomers())}
    others = {
        FOLDER / f"{n}.npz"
        for n in ("compat", "mnist1d", "reader", "sequences", "tape")
    }
    assert set(FOLDER.glob("*.npz")) - ours == others


def test_everything_is_drawn_and_more_than_once():
    draws = DRAWS.values()
    kinds = (
        ({"Dense", *HIDDEN}, [n for d in draws for n, _ in d.layers]),
        (LAST, [d.loss for d in draws]),
        (OPTIMIZERS, [d.optimizer for d in draws]),
        (SCHEDULES, [d.schedule for d in draws]),
    )
    for names, drawn in kinds:
        assert set(drawn) == set(names)
        assert min(Counter(drawn).values()) >= 4
    pairs = Counter((d.schedule, d.warmup > 0) for d in draws)
    assert len(pairs) == 10
    assert {d.settings.get("nesterov") for d in draws} == {True, False, None}
    assert {len(d.arrays) // 2 for d in draws} == {1, 2, 3, 4, 5}


def test_the_drawn_networks_learn():
    moved = Counter()
    for seed in SEEDS:
        places = STORED[seed, None]["trajectory"]
        moved[DRAWS[seed].optimizer] += np.ptp(places, axis=0).max() > 0.01
    assert moved.keys() == OPTIMIZERS.keys()
    assert min(moved.values()) >= 4


def test_one_wrong_element_is_seen():
    for name, theirs in STORED[0, None].items():
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
