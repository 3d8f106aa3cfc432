"""Tables: columns with names, of numbers and of words, some with gaps."""

from pathlib import Path

import numpy as np

WEATHER = ("clear", "mist", "light rain or snow", "heavy rain or snow")


def penguins():
    """Return what was measured of 344 penguins near Palmer Station, Antarctica.

    Returns
    -------
    dict of str to ndarray of shape (344,)
        ``species``, ``island`` and ``sex`` are words, "" where the sex is not
        known; ``bill_length_mm``, ``bill_depth_mm``, ``flipper_length_mm`` and
        ``body_mass_g`` are floats, NaN where nothing was measured; ``year`` is
        an integer.

    References
    ----------
    A. M. Horst, A. P. Hill, K. B. Gorman, "palmerpenguins: Palmer Archipelago
    (Antarctica) penguin data", R package, 2020, doi:10.5281/zenodo.3960218
    (CC0); measured by K. B. Gorman, T. D. Williams, W. R. Fraser, "Ecological
    sexual dimorphism and environmental variability within a community of
    Antarctic penguins", PLoS ONE 9(3), 2014.

    Examples
    --------
    >>> table = penguins()
    >>> known = table["sex"] != ""
    >>> int(known.sum()), float(table["body_mass_g"][known].mean().round(1))
    (333, 4207.1)
    """
    table = _stored("penguins.npz")
    table["year"] = table["year"].astype(int)
    return table


def bicycles():
    """Return the bicycles hired in Washington, D.C., in each hour of 2011.

    One row to an hour, in order; the source has no row for 115 hours.

    Returns
    -------
    dict of str to ndarray of shape (8645,)
        Integers: ``day`` of the year, 1 to 365; ``hour``, 0 to 23; ``weekday``,
        0 (Sunday) to 6; ``holiday`` and ``workingday``, 0 or 1; ``humidity`` in
        per cent; ``wind``, a speed whose unit the source does not name;
        ``casual`` and ``registered``, bicycles hired by the two kinds of
        customers, and ``bikers``, their sum.  Floats: ``temperature`` in
        degrees Celsius.  Words: ``weather``.

    References
    ----------
    H. Fanaee-T, "Bike Sharing", UCI Machine Learning Repository, 2013,
    doi:10.24432/C5W894 (CC BY 4.0), described in H. Fanaee-T, J. Gama, "Event
    labeling combining ensemble detectors and background knowledge", Progress in
    Artificial Intelligence 2, 2014.  Changed: the first of its two years, as
    the package ISLP has it, without season, month and felt temperature;
    temperature, humidity and wind are no longer shares of their ranges.

    Examples
    --------
    >>> table = bicycles()
    >>> at_eight = (table["hour"] == 8) & (table["workingday"] == 1)
    >>> int(table["bikers"][at_eight].mean()), int(table["bikers"].mean())
    (349, 143)
    """
    table = {
        name: column.astype(int)
        for name, column in _stored("bicycles.npz").items()
    }
    table["weather"] = np.array(WEATHER)[table["weather"]]
    # 0 to 50 were -8 to 39 degrees; a quotient keeps the last digit right.
    table["temperature"] = (47 * table["temperature"] - 400) / 50
    table["bikers"] = table["casual"] + table["registered"]
    return table


def _stored(name):
    """Return the columns of a file beside this one, by name and in order."""
    with (
        Path(__file__).with_name(name).open("rb") as file,
        np.load(file, allow_pickle=False) as archive,
    ):
        return dict(archive)
