"""What we ship from elsewhere is what its source has, number by number.

tests/reference/make_data.py says where it comes from; the digests of the
sources' columns, and what the original generator of the signals draws, are
stored beside it.
"""

import ast
import importlib.metadata
import json
from pathlib import Path

import numpy as np
import pytest

import nnfs
from nnfs.datasets import census, mnist1d, tables
from tests.reference import make_data

ROOT = Path(__file__).parents[2]
DIGESTS = json.loads(make_data.DIGESTS.read_text(encoding="utf-8"))
THEIR_WEATHER = dict(zip(tables.WEATHER, make_data.WEATHER, strict=True))


def penguins_as_text():
    """Return our table as the source writes it."""
    table, gap = nnfs.penguins(), "NA"
    for name in make_data.MEASURES:
        numbers = table[name]
        table[name] = [gap if np.isnan(x) else f"{x:g}" for x in numbers]
    table["sex"] = [sex or gap for sex in table["sex"]]
    return {name: [str(x) for x in table[name]] for name in table}


def bicycles_as_text():
    """Return our table as the source writes it, under the source's names."""
    table, columns = nnfs.bicycles(), {}
    for ours, theirs in (make_data.NAMES | {"bikers": "bikers"}).items():
        numbers = table[ours]
        if theirs == "temp":
            numbers = np.rint((numbers + 8) / 47 * 50)
        if theirs in make_data.SHARES:
            numbers = np.round(numbers / make_data.SHARES[theirs], 4)
        columns[theirs] = [
            THEIR_WEATHER[x] if ours == "weather" else f"{x:g}" for x in numbers
        ]
    return columns


AS_TEXT = {"penguins": penguins_as_text, "bicycles": bicycles_as_text}


@pytest.mark.parametrize("name", AS_TEXT)
def test_a_table_is_its_source(name):
    ours = make_data.digests(AS_TEXT[name]())
    package, version, file = make_data.SOURCES[name]
    theirs = DIGESTS[f"{package} {version}, {file}"]
    left_out = {"season", "mnth", "atemp"} if name == "bicycles" else set()
    assert ours.keys() == theirs.keys() - left_out
    assert ours == {column: theirs[column] for column in ours}


@pytest.mark.parametrize("name", AS_TEXT)
def test_a_table_is_its_source_where_that_is_installed(name):
    try:
        theirs = make_data.source(name)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("its source is not installed")
    for column, texts in AS_TEXT[name]().items():
        assert texts == theirs[column], column


def test_the_names_are_those_of_their_source():
    names = census.names()
    assert {"names": make_data.digest(names)} == DIGESTS[make_data.FIRST]
    assert make_data.digest(names[1:]) not in str(DIGESTS)
    assert len(names) == len(set(names)) == 5163
    assert set("".join(names)) == set("abcdefghijklmnopqrstuvwxyz")
    assert {len(name) for name in names} == set(range(2, 12))


def test_the_names_are_their_source_where_that_is_installed():
    try:
        theirs = make_data.first_names()
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("its source is not installed")
    assert census.names() == theirs


def test_one_wrong_number_is_seen():
    texts = penguins_as_text()
    texts["year"][7] = "2010"
    assert make_data.digest(texts["year"]) not in str(DIGESTS)


# The signals


@pytest.fixture(scope="module")
def theirs():
    with np.load(make_data.SIGNALS, allow_pickle=False) as archive:
        return dict(archive)


def drawn_by_ours(**options):
    """Return the statistics of our signals, class by class."""
    rng = np.random.default_rng(0)
    X, _ = nnfs.signals(make_data.SAMPLES, rng=rng, **options)
    found = [
        make_data.statistics(make_data.measured(rows))
        for rows in np.split(X, 10)
    ]
    return map(np.array, zip(*found, strict=True))


def apart(theirs, **options):
    """Return how far each mean is from theirs, in deviations of chance."""
    means, errors = drawn_by_ours(**options)
    return (means - theirs["means"]) / np.hypot(errors, theirs["errors"])


def test_the_curves_are_the_originals(theirs):
    curves = np.array(mnist1d.TEMPLATES)
    curves = (curves - curves[:, :1]) / curves.std(axis=1)[:, None] / 6
    np.testing.assert_allclose(curves, theirs["curves"], atol=1e-15)


def test_signals_are_drawn_as_the_original_draws_them(theirs):
    off = apart(theirs)
    assert off.shape == (10, 119)
    assert np.abs(off).max() < 5
    by_class = np.mean(off**2, axis=1)  # 1 by chance alone
    assert by_class.max() < 3


def without_noise_that_is_smooth(monkeypatch):
    monkeypatch.setattr(mnist1d, "_smooth", lambda rows: 0.4 * rows)


def two_classes_swapped(monkeypatch):
    first, second, *rest = mnist1d.TEMPLATES
    monkeypatch.setattr(mnist1d, "TEMPLATES", (second, first, *rest))


def more_noise(monkeypatch):
    return {"noise": 0.3}


@pytest.mark.parametrize(
    "change", [without_noise_that_is_smooth, two_classes_swapped, more_noise]
)
def test_signals_that_are_drawn_otherwise_are_seen(theirs, change, monkeypatch):
    off = apart(theirs, **(change(monkeypatch) or {}))
    assert np.mean(off**2, axis=1).max() > 10


# Files


def test_no_file_of_ours_is_unpickled():
    for path in (ROOT / "nnfs").rglob("*.npz"):
        with np.load(path, allow_pickle=False) as archive:
            assert all(archive[name].dtype.kind in "iufU" for name in archive)
    loads = [
        (path, node)
        for path in (ROOT / "nnfs").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("np.load", "numpy.load")
    ]
    assert len(loads) >= 2
    for path, node in loads:
        given = {k.arg: ast.unparse(k.value) for k in node.keywords}
        assert given.get("allow_pickle") == "False", path


def test_the_data_are_small():
    sizes = [p.stat().st_size for p in (ROOT / "nnfs").rglob("*.npz")]
    assert sum(sizes) < 100_000
    assert make_data.FIRST_NAMES.stat().st_size < 40_000


def test_each_file_stands_with_its_licence():
    told = (ROOT / "LICENSE-TEXT").read_text(encoding="utf-8")
    files = [
        path
        for path in (ROOT / "nnfs" / "datasets").rglob("*")
        if path.suffix in (".npz", ".txt")
    ]
    assert len(files) >= 4
    for path in files:
        assert path.relative_to(ROOT).as_posix() in told


def test_the_licence_of_the_curves_stands_beside_them():
    text = Path(mnist1d.__file__).with_name("LICENSE").read_text("utf-8")
    assert "Apache License" in text
    assert "nnfs/datasets/mnist1d" in (ROOT / "LICENSE-TEXT").read_text("utf-8")
