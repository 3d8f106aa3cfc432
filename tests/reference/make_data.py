r"""Take the data that we ship from where they come from, and say how they are.

Four packages have them, or make them; an environment of its own has the four:

    python -m venv /tmp/sources
    /tmp/sources/bin/pip install --no-deps palmerpenguins==0.1.6 ISLP==0.6.0 \
        mnist1d==0.0.2.post1 names==0.3.0
    /tmp/sources/bin/pip install -c constraints.txt \
        numpy scipy requests matplotlib
    /tmp/sources/bin/python tests/reference/make_data.py

It writes our tables, from what the first two ship as text, and tables.json: a
digest of each column of the source, as text.  It writes mnist1d.npz: what the
third one's generator draws, class by class, in the mean; and of the fourth the
first names, and their digest.  What is there is never written again, but
compared.  tests/package/test_sources.py holds our
data to both files, and to the packages themselves where they are installed.
"""

import csv
import hashlib
import importlib.metadata
import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
TABLES = HERE.parents[1] / "nnfs/datasets/tables"
FIRST_NAMES = TABLES.with_name("census") / "names.txt"
DIGESTS, SIGNALS = HERE / "tables.json", HERE / "mnist1d.npz"
SAMPLES = 2000  # to a class
SOURCES = {
    "penguins": ("palmerpenguins", "0.1.6", "palmerpenguins/data/penguins.csv"),
    "bicycles": ("ISLP", "0.6.0", "ISLP/data/Bikeshare.csv"),
}
LISTS = (
    ("names", "0.3.0", "names/dist.female.first"),
    ("names", "0.3.0", "names/dist.male.first"),
)
FIRST = "names 0.3.0, its two lists of first names in one"
WORDS = ("species", "island", "sex")
MEASURES = (
    *("bill_length_mm", "bill_depth_mm"),
    *("flipper_length_mm", "body_mass_g"),
)
# Our names for the columns of bicycles, and where theirs are whole shares of a
# range, what of.
NAMES = {
    "day": "day",
    "hour": "hr",
    "weekday": "weekday",
    "holiday": "holiday",
    "workingday": "workingday",
    "weather": "weathersit",
    "temperature": "temp",
    "humidity": "hum",
    "wind": "windspeed",
    "casual": "casual",
    "registered": "registered",
}
SHARES = {"temp": 50, "hum": 100, "windspeed": 67}
WEATHER = ("clear", "cloudy/misty", "light rain/snow", "heavy rain/snow")


def located(package, version, file):
    """Return the path of a file of a package, which must have that version."""
    distribution = importlib.metadata.distribution(package)
    assert distribution.version == version
    return Path(distribution.locate_file(file))


def source(name):
    """Return the columns of a table as text, from the package that has it."""
    with located(*SOURCES[name]).open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return {column: [row[column] for row in rows] for column in rows[0]}


def first_names():
    """Return our list of names, from the two lists of the package."""
    texts = [located(*file).read_text(encoding="utf-8") for file in LISTS]
    lines = "".join(texts).splitlines()
    return sorted({line.split()[0].lower() for line in lines})


def digest(texts):
    """Return what tells one column of text from another."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def digests(columns):
    return {name: digest(texts) for name, texts in columns.items()}


def penguins():
    """Return the arrays of our file, made from the source."""
    texts = source("penguins")
    words = {
        n: np.array(["" if x == "NA" else x for x in texts[n]]) for n in WORDS
    }
    numbers = {
        n: np.array([np.nan if x == "NA" else float(x) for x in texts[n]])
        for n in MEASURES
    }
    year = {"year": np.array([int(x) for x in texts["year"]])}
    found = words | numbers | year
    return {name: found[name] for name in texts}


def bicycles():
    """Return the arrays of our file, made from the source."""
    texts, arrays = source("bicycles"), {}
    for ours, theirs in NAMES.items():
        if theirs == "weathersit":
            numbers = [WEATHER.index(x) for x in texts[theirs]]
        else:
            shares = [float(x) * SHARES.get(theirs, 1) for x in texts[theirs]]
            numbers = np.rint(shares)
            assert np.abs(numbers - shares).max() < 0.01
        kind = np.int16 if max(numbers) > 127 else np.int8
        arrays[ours] = np.array(numbers).astype(kind)
    return arrays


def measured(rows):
    """Return numbers of each signal: itself, squares, and neighbours' products.

    Their means hold the mean, the spread and the smoothness at each place.
    """
    return np.hstack([rows, rows**2, rows[:, 1:] * rows[:, :-1]])


def statistics(numbers):
    """Return the mean of each column, and how far chance moves it."""
    return numbers.mean(axis=0), numbers.std(axis=0) / len(numbers) ** 0.5


def drawn_by_theirs():
    """Return the statistics of the original, class by class, unscaled."""
    from mnist1d import data
    from mnist1d.transform import transform

    np.random.seed(0)  # noqa: NPY002 - theirs draws from the legacy stream
    curves, settings = data.get_templates(), data.get_dataset_args()
    found = [
        statistics(
            measured(
                np.array(
                    [
                        transform(curve, curves["t"], settings)[0]
                        for _ in range(SAMPLES)
                    ]
                )
            )
        )
        for curve in curves["x"]
    ]
    means, errors = map(np.array, zip(*found, strict=True))
    return {"curves": curves["x"], "means": means, "errors": errors}


def keep(path, arrays):
    """Write arrays where there are none, and else compare."""
    if not path.exists():
        np.savez_compressed(path, **arrays)
        print(f"Stored {path.name}, {path.stat().st_size} bytes.")
    with np.load(path, allow_pickle=False) as archive:
        assert list(archive) == list(arrays)
        for name, array in arrays.items():
            assert archive[name].dtype == array.dtype
            np.testing.assert_array_equal(archive[name], array, name)


def main():
    keep(TABLES / "penguins.npz", penguins())
    keep(TABLES / "bicycles.npz", bicycles())
    found = {
        f"{package} {version}, {file}": digests(source(name))
        for name, (package, version, file) in SOURCES.items()
    }
    found[FIRST] = {"names": digest(first_names())}
    if not FIRST_NAMES.exists():
        FIRST_NAMES.write_text("\n".join([*first_names(), ""]), "utf-8")
        print(f"Stored {FIRST_NAMES.name}.")
    assert FIRST_NAMES.read_text("utf-8").split() == first_names()
    stored = json.loads(DIGESTS.read_text("utf-8")) if DIGESTS.exists() else {}
    if found.keys() - stored.keys():
        stored = found | stored
        DIGESTS.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")
        print(f"Stored {DIGESTS.name}.")
    assert stored == found
    keep(SIGNALS, drawn_by_theirs())
    print("All is as it was.")


if __name__ == "__main__":
    main()
