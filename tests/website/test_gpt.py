"""A GPT learns in the page as it learns in nnfs: the same draws and numbers.

Node replays what the lines of nnfs have just done, which the page lets a
reader copy.
"""

import re

import numpy as np
import pytest

import nnfs
from nnfs import sequences
from nnfs.datasets.census import names
from nnfs_site.gpt import build
from tests.website.conftest import trained

LIMIT = 60 * 1024
WIDTH, SYMBOLS, CONTEXT = 8, 5, 6


def close(ours, theirs):
    """Compare by the measure that the page promises."""
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)


@pytest.fixture(scope="module")
def listed():
    return build.packed(names())


def recipe(causal):
    """A block of a transformer, as the engine makes it and as nnfs does."""
    half = (
        ("LayerNorm", WIDTH),
        ("Dense", WIDTH, 3 * WIDTH),
        ("Attention", WIDTH, 2, causal),
        ("Dense", WIDTH, WIDTH),
    )
    return (
        ("Embedding", SYMBOLS, WIDTH),
        ("Positions", CONTEXT, WIDTH),
        ("Residual", *half),
        ("Residual", ("Tanh",), ("LayerNorm", WIDTH)),
        ("ReLU",),
        ("Dense", WIDTH, SYMBOLS),
    )


def make(recipe):
    if not isinstance(recipe, tuple):
        return recipe
    name, *given = recipe
    part = getattr(nnfs, name, None) or getattr(sequences, name)
    return part(*map(make, given))


@pytest.mark.parametrize("causal", [True, False])
def test_sequences_of_all_lengths_teach_what_they_teach_nnfs(engine, causal):
    rng = np.random.default_rng(11)
    network = nnfs.Network(*map(make, recipe(causal)))
    network.parameters = rng.normal(0, 0.5, network.parameters.size)
    start = network.parameters.copy()
    batches = []
    for _ in range(60):
        shape = rng.integers(1, 9), rng.integers(1, CONTEXT + 1)
        rows = rng.integers(SYMBOLS, size=shape)
        batches.append((rows, rng.integers(SYMBOLS, size=shape)))
    flat = [(rows, labels.ravel()) for rows, labels in batches]
    looks = [1, 2, 20, 60]
    optimizer = ("Adam", 0.02)
    seen = engine("train", recipe(causal), start, optimizer, flat, looks)
    ours = trained(network, nnfs.Adam(0.02), batches, looks)
    for what, values in ours.items():
        close(values, seen[what])
    last = ours["parameters"][-1]
    assert not np.allclose(start, last, rtol=0.1, atol=0)


def test_the_mask_leaves_earlier_rows_alone_to_the_last_bit(engine):
    rng = np.random.default_rng(3)
    rows = rng.integers(SYMBOLS, size=(1, CONTEXT))
    other = rows.copy()
    other[0, 3] = (rows[0, 3] + 1) % SYMBOLS
    for causal in (True, False):
        network = nnfs.Network(*map(make, recipe(causal)))
        given = rng.normal(0, 0.5, network.parameters.size)
        ours, moved = (
            np.reshape(
                engine("scores", recipe(causal), given, some),
                (CONTEXT, SYMBOLS),
            )
            for some in (rows, other)
        )
        network.parameters = given
        close(ours, network.predict(rows)[0])
        assert np.array_equal(ours[:3], moved[:3]) is causal
        assert not np.array_equal(ours[3:], moved[3:])


def reproduce(engine, listed, address, steps):
    """Run what the page lets a reader copy, and compare with the page's run."""
    lesson = engine("lesson", address, listed, steps)
    made = {}
    exec(compile(lesson["code"], "copied", "exec"), made)
    close(lesson["losses"], made["losses"])
    close(lesson["parameters"], made["network"].parameters)
    assert lesson["written"] == made["written"]
    step, held = lesson["held"]
    if step == steps:
        close(held, made["nats"](made["held_out"]))
    assert max(map(len, lesson["code"].split("\n"))) < 80
    return made


@pytest.mark.parametrize("mask", ["on", "off"])
@pytest.mark.parametrize("steps", [0, 1, 100])
def test_a_lesson_is_that_of_nnfs(engine, listed, mask, steps):
    made = reproduce(engine, listed, f"mask={mask}", steps)
    assert len(made["losses"]) == steps
    assert made["halves"][0].layers[2].causal is (mask == "on")


@pytest.mark.parametrize("address", ["seed=7&temperature=1.5", "seed=999999"])
def test_every_setting_is_reproduced(engine, listed, address):
    made = reproduce(engine, listed, address, 51)
    assert made["losses"][-1] < 3.2


def test_the_network_has_four_to_ten_thousand_parameters(engine, listed):
    lesson = engine("lesson", "", listed, 0)
    assert 4_000 <= len(lesson["parameters"]) <= 10_000


def test_names_travel_whole(engine, listed):
    assert engine("listed", listed) == names()
    assert len(listed) < sum(map(len, names()))


def test_addresses_lead_back(engine):
    for text in ("", "seed=3&mask=off&temperature=1.5&step=400"):
        assert engine("gpt_address", text) == [text, []]
    for wrong, note in (
        ("seed=-1", "seed is a whole number from 0 to 999999"),
        ("mask=no", "mask is one of on, off"),
        ("temperature=2", "temperature is one of 0.5, 0.8, 1, 1.5"),
        ("step=1001", "step is a whole number from 0 to 1000"),
        ("width=3", "width is nothing to set"),
    ):
        found, (said,) = engine("gpt_address", wrong)
        assert found == ""
        assert note in said


def test_the_room_is_small(listed):
    files = build.furnished()
    assert set(files) == {"gpt.js", "gpt.css"}
    script = files["gpt.js"]
    assert listed in script
    assert build.GAP not in script
    assert "data-gpt" in script
    assert '\n    text = "." + ".".join(some) + "."\n' in script
    assert not re.search(r"^(?:import|export)\b", script, re.M)
    assert sum(map(len, files.values())) <= LIMIT
    assert "http" not in script.replace("http://www.w3.org/2000/svg", "")
