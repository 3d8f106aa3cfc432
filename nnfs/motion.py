"""Figures that a reader of the book's pages can play.

A figure is marked here and played there, by a script of the site.  Everywhere
else it is the picture that it was: the whole line, the last of its pictures.
"""


def trace(line, unit="step", every=1):
    """Let readers of the book's pages move along a line, point by point.

    Elsewhere the line is drawn as a whole.  All marked lines of a figure move
    together; the last marker of a line travels with its end.

    Parameters
    ----------
    line : matplotlib.lines.Line2D
        With at most 100 points, so that the page stays light.
    unit : str, default "step"
        What is counted along the line.
    every : int, default 1
        How many of them lie between two points.

    Returns
    -------
    matplotlib.lines.Line2D
        The line.

    Raises
    ------
    ValueError
        If the line has more points.
    """
    n = len(line.get_xdata())
    if n > 100:
        raise ValueError(
            f"a line of {n} points is too heavy to play: draw at most 100, "
            "such as every k-th"
        )
    line.set_gid(f"trace|{unit}/{every}")
    return line


def frames(pictures):
    """Let readers of the book's pages play pictures drawn over each other.

    Elsewhere only the last picture is seen.

    Parameters
    ----------
    pictures : dict of str to sequence of matplotlib.artist.Artist
        What belongs to each picture, by what it is called, in order.

    Raises
    ------
    ValueError
        If there are none.
    """
    if not pictures:
        raise ValueError("there are no pictures to play: give at least one")
    from matplotlib.path import Path as Outline
    from matplotlib.transforms import IdentityTransform

    *earlier, last = pictures
    nothing = Outline([[0, 0], [0, 0], [0, 0]])
    for name in earlier:
        for artist in pictures[name]:
            artist.set_gid(f"hidden|{name}")
            artist.set_clip_path(nothing, IdentityTransform())
    for artist in pictures[last]:
        artist.set_gid(f"shown|{last}")
