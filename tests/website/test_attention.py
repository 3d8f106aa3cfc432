"""The bench of attention computes what nnfs computes, with stored weights."""

import hashlib
import itertools
import json
import math
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from nnfs.datasets import census
from nnfs.sequences import Attention
from nnfs_site.attention import build

ROOT = Path(__file__).parents[2]
LIMIT = 60 * 1024
SWITCHES = list(itertools.product(("on", "off"), repeat=3))
CLOCK = np.array([[1, 0], [0, 1], [-1, 0], [0, -1]])


@pytest.fixture(scope="module")
def speller():
    """The script that has trained the network, as a module."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import speller

        return speller
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))


@pytest.fixture(scope="module")
def report():
    return json.loads((ROOT / build.TRAINED).read_text("utf-8"))


def drawn(seed, scale=1.0):
    return np.random.default_rng(seed).normal(scale=scale, size=(4, 6)).round(6)


def address(rows, mask="on", scale="on", positions="off"):
    numbers = ",".join(f"{number:.6f}" for number in rows.ravel())
    return f"symbols={numbers}&mask={mask}&scale={scale}&positions={positions}"


def attend(rows, mask, scale, positions):
    rows = rows.copy()
    if positions == "on":
        rows[:, 0:2] += CLOCK
        rows[:, 2:4] += CLOCK
    layer = Attention(2, causal=mask == "on")
    layer.scale = 1 / math.sqrt(2) if scale == "on" else 1
    outputs = layer.forward(rows[None])[0]
    return layer.shares[0, 0], outputs


@pytest.mark.parametrize(("mask", "scale", "positions"), SWITCHES)
@pytest.mark.parametrize("seed", range(3))
def test_four_symbols_do_what_nnfs_does(engine, seed, mask, scale, positions):
    rows = drawn(seed, 1 + 4 * seed)
    found = engine("attended", address(rows, mask, scale, positions))
    shares, outputs = attend(rows, mask, scale, positions)
    np.testing.assert_allclose(found["shares"], shares, rtol=0, atol=1e-14)
    np.testing.assert_allclose(found["outputs"], outputs, rtol=0, atol=1e-13)
    made = {}
    exec(compile(found["code"], "copied", "exec"), made)
    np.testing.assert_allclose(made["shares"], shares, rtol=0, atol=1e-14)
    np.testing.assert_allclose(made["outputs"], outputs, rtol=0, atol=1e-13)


def test_a_later_symbol_moves_no_earlier_row_by_a_bit(engine):
    rows = drawn(5)
    before = engine("attended", address(rows))["outputs"]
    for later in (1, 2, 3):
        changed = rows.copy()
        changed[later] = drawn(6)[later]
        after = engine("attended", address(changed))["outputs"]
        assert after[:later] == before[:later]
        assert after[later] != before[later]
        far = engine("moved_by", before, after)
        assert [step > 0 for step in far][: later + 1] == [False] * later + [
            True
        ]


def test_the_case_by_hand_is_exact(engine):
    found = engine("attended", "symbols=hand&scale=off")
    shares = [1 / 8, 1 / 4, 5 / 8, 0]
    np.testing.assert_allclose(found["shares"][2], shares, rtol=1e-12)
    np.testing.assert_allclose(found["outputs"][2], [11, 7], rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ln2", math.log(2)),
        ("ln 5", math.log(5)),
        ("\u2212ln3", -math.log(3)),
        ("1/2", 0.5),
        ("-.5", -0.5),
    ],
)
def test_a_number_may_be_a_logarithm(engine, text, value):
    assert engine("symbol", text) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("text", ["", "x", "ln0", "ln", "100", "1e3", "lnx"])
def test_other_numbers_are_refused(engine, text):
    assert "is a number or a fraction" in engine("symbol", text)
    assert "ln 2" in engine("symbol", text)


def test_a_step_is_a_half(engine):
    steps = [("1", 1), ("-.5", 1), ("1/3", 1), ("ln2", -1)]
    found = [engine("stepped", *step) for step in steps]
    assert found[:3] == ["1.5", "0", "2/3"]
    assert float(found[3]) == pytest.approx(math.log(2) - 0.5)


def test_addresses_lead_back(engine):
    own = ",".join(["1", "-ln2", "1/3", "0", ".5", "0"] * 4)
    for text in (
        "",
        "symbols=hand&mask=off&scale=off&positions=on&cell=3-2",
        f"symbols={own}",
        "name=ada&head=2-4&look=3-0",
    ):
        assert engine("attention_address", text) == [text, []]
    # a place stays in a shorter name
    found, _ = engine("attention_address", "name=al&look=9-7")
    assert found == "name=al&look=2-2"
    for wrong, note in (
        ("symbols=1,2", "symbols is one of four, hand"),
        ("mask=maybe", "mask is one of on, off"),
        ("cell=5-1", "cell is two numbers"),
        ("cell=0-1", "cell is two numbers"),
        ("head=3-1", "head is two numbers"),
        ("name=a1", "name is 1 to 11 letters"),
        ("width=3", "width is nothing to set"),
    ):
        found, (said,) = engine("attention_address", wrong)
        assert found == ""
        assert note in said


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (" Ana ", "ana"),
        ("Zo\u00eb", "zoe"),
        ("elizabethan", "elizabethan"),
        ("bartholomews", None),
        ("", None),
        ("o'neil", None),
        ("\u0441\u0430\u0448\u0430", None),
    ],
)
def test_a_name_is_spelt_in_small_letters(engine, text, plain):
    assert engine("spelling", text) == plain


def test_the_weights_are_those_that_were_stored(report, speller):
    weights = report["weights"]
    assert hashlib.sha256(weights.encode()).hexdigest() == report["digest"]
    network = speller.restored(report)
    assert network.parameters.size == len(weights)
    assert len(report["scales"]) == len(list(network.named_parameters()))
    _, *others = speller.parts()
    stored = [report["chosen by"].split(), report["judged by"].split()]
    assert stored == others
    # the script and the names are those that made them
    script = Path(speller.__file__).read_bytes()
    assert speller.digest(script) == report["script"]
    everyone = "\n".join(census.names()).encode()
    assert speller.digest(everyone) == report["names"]


def test_the_settings_are_the_best_that_were_tried(report, speller):
    tried = report["tried"]
    assert len(tried) == len(speller.RATES) * len(speller.EPOCHS)
    best = min(tried, key=lambda setting: setting["nats"])
    assert best["rate"] == report["rate"]
    assert best["epochs"] == report["epochs"]


def test_rounding_costs_little(report, speller):
    *_, judge = speller.parts()
    found = speller.nats(speller.restored(report), judge)
    assert found == pytest.approx(report["nats"]["judged by"], abs=1e-12)
    exact = report["nats"]["judged by, before rounding"]
    assert found == pytest.approx(exact, abs=0.01)
    # weights and scales come out of the restored network again
    weights, scales = speller.rounded(speller.restored(report))
    assert weights == report["weights"]
    np.testing.assert_allclose(scales, report["scales"], rtol=1e-3)


@pytest.mark.parametrize(
    "name", ["marciline", "al", "a", "zzzzzzzzzzz", "elizabethan", "quentin"]
)
def test_a_name_is_read_as_nnfs_reads_it(engine, report, speller, name):
    given = {key: report[key] for key in ("scales", "weights")}
    found = engine("read_name", given, name)
    network = speller.restored(report)
    symbols = np.array([speller.spelt(name)])
    scores = network.forward(symbols[:, :-1])[0]
    np.testing.assert_allclose(found["scores"], scores, rtol=0, atol=1e-11)
    looks = [layer.layers[2].shares[0] for layer in network.layers[2:5:2]]
    np.testing.assert_allclose(found["shares"], looks, rtol=0, atol=1e-12)
    assert np.shape(found["shares"]) == (2, 4, *[len(name) + 1] * 2)
    assert found["mean"] == pytest.approx(speller.nats(network, [name]))
    assert len(found["nats"]) == len(name) + 1
    np.testing.assert_allclose(np.sum(found["next"], axis=1), 1, rtol=1e-12)


def test_the_room_is_small_with_its_weights():
    files = build.furnished(ROOT)
    assert set(files) == {"attention.js", "attention.css"}
    script = files["attention.js"]
    assert not re.search(r"^(?:import|export)\b", script, re.M)
    assert build.GAP not in script
    assert "data-attention" in script
    assert '{"scales":[' in script
    assert sum(map(len, files.values())) <= LIMIT
    assert "http" not in script.replace("http://www.w3.org/2000/svg", "")
