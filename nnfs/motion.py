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


def stepwise(steps):
    """Let readers of the book's pages go through a figure step by step.

    Elsewhere the last step is seen, with all that has appeared before.

    Parameters
    ----------
    steps : dict of str to pair of sequences of matplotlib.artist.Artist
        What appears with each step and stays, and what is seen at that step
        alone, by what the step says, in order.  Of a step alone are patches,
        lines or images, since a text cannot be hidden.

    Raises
    ------
    ValueError
        If there are no steps, or nothing belongs to one.
    """
    alone = {}
    for k, (says, (stays, passes)) in enumerate(steps.items()):
        if not stays and not passes:
            raise ValueError(
                f"nothing is to be seen of the step {says!r}: give at least "
                "one artist to each"
            )
        label = f"{k} of {len(steps) - 1}: {says}"
        alone[label] = passes
        for artist in stays:
            artist.set_gid(f"from|{label}")
    frames(alone)
