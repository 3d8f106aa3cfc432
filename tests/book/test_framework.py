"""What `make framework` stored is of these scripts; our half comes again."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from framework import model, seal

ROOT = Path(__file__).parents[2]
STORED = json.loads((ROOT / "framework" / "results.json").read_text("utf-8"))


def test_the_stored_run_is_of_these_scripts_and_this_package():
    seals, stored = seal.seals(), STORED["digests"]
    assert seals.keys() == stored.keys()
    changed = [name for name in seals if seals[name] != stored[name]]
    assert not changed, "run `make framework`"


def test_our_half_of_the_stored_run_comes_again():
    losses = STORED["same"]["float64"]["ours"]
    again = model.ours(model.speller())
    np.testing.assert_allclose(again, losses, rtol=0, atol=1e-9)
    # the processes shared the same batches, and began at the same weights
    both = STORED["two"]
    np.testing.assert_allclose(
        both["losses"], losses[: both["steps"]], rtol=0, atol=1e-9
    )


def test_the_stored_run_is_of_the_versions_that_are_asked_for():
    asked = (ROOT / "framework" / "requirements.txt").read_text("utf-8")
    for name, version in STORED["versions"].items():
        assert f"{name}=={version.partition('+')[0]}\n" in asked


def test_every_entry_of_the_dictionary_tells_right_from_overlooked():
    here = " ".join(row["here"] for row in STORED["dictionary"])
    for kind in (
        "Dense",
        "CrossEntropy",
        "backward",
        "predict",
        "BatchNorm",
        "LayerNorm",
        "Adam(",
        "Conv2D",
        "tape.gradient",
    ):
        assert kind in here, f"the dictionary has no entry for {kind}"
    for row in STORED["dictionary"]:
        assert row["apart"] < 1e-14, row
        assert row["overlooked"] > 1e-8, row


def test_what_begins_computes_and_moves_is_measured():
    """A core of any year lies between these."""
    roof = STORED["roof"]
    assert 1e9 < roof["bytes in a second"] < 1e12
    assert 1e9 < roof["operations in a second"] < 1e13
    assert 1e-8 < roof["seconds to begin"] < 1e-4


def test_what_the_page_runs_with_pytorch_is_a_program():
    page = ROOT / "book" / "16-a-framework-and-many-machines.md"
    named = re.findall(r'"\.\./(framework/\w+\.py)"', page.read_text("utf-8"))
    assert len(named) >= 3
    for name in named:
        assert '__name__ == "__main__"' in (ROOT / name).read_text("utf-8")


def test_pytorch_says_the_same_today(monkeypatch):
    pytest.importorskip("torch")
    monkeypatch.syspath_prepend(ROOT / "framework")
    import dictionary
    import same

    for row in dictionary.measure():
        assert row["apart"] < 1e-13
        assert row["overlooked"] > 1e-8
    there = same.travel()
    assert there["came"] == there["back"] == there["arrays"] > 20
    assert there["scores apart"] < 1e-5
