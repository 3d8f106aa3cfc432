"""First names, which a network can learn to spell letter by letter."""

from pathlib import Path


def names():
    """Return the first names of women and men in the United States of 1990.

    They are all that the Census Bureau published, from a sample of the census:
    the rarest are left out.  5163 names of 2 to 11 letters, a to z.

    Returns
    -------
    list of str
        In alphabetical order, in small letters, each name once.

    References
    ----------
    U.S. Census Bureau, "Documentation and methodology for frequently occurring
    names in the U.S.: 1990", 1995: the files dist.female.first and
    dist.male.first (in the public domain), as the package names has them.
    Changed: one list of the two, in small letters, without the frequencies.

    Examples
    --------
    >>> from nnfs.datasets.census import names
    >>> everyone = names()
    >>> len(everyone), everyone[:3], "marciline" in everyone
    (5163, ['aaron', 'abbey', 'abbie'], False)
    """
    path = Path(__file__).with_name("names.txt")
    return path.read_text(encoding="utf-8").split()
