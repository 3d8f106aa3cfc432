"""How the book draws.

Every figure uses one style sheet and two named colours: ink, for what must be
legible, and paper, for the ground. The website gives both the colours of the
reader's theme; in a notebook they are black on white.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np

from nnfs import input_checks
from nnfs.input_checks import next_line

INK = "#010203"
PAPER = "#fefdfc"
COLORS = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "vermillion": "#D55E00",
    "sky": "#56B4E9",
    "purple": "#CC79A7",
}


def use_book_style():
    """Load the book's style sheet; in a notebook, draw figures as SVG."""
    try:
        from matplotlib import style
    except ModuleNotFoundError as error:
        raise next_line.no_package("matplotlib", "nnfs.plotting") from error
    style.use(Path(__file__).with_name("book.mplstyle"))
    try:
        from IPython import get_ipython
        from matplotlib_inline.backend_inline import set_matplotlib_formats
    except ImportError:
        return
    if get_ipython() is not None:
        # a date would make two builds of the same book differ
        set_matplotlib_formats("svg", metadata={"Date": None})


def diagram(sizes, ax=None, *, node_labels=None, wire_labels=None):
    """Draw columns of nodes, every node wired to all nodes of the next column.

    Parameters
    ----------
    sizes : sequence of int
        Number of nodes in each column, from left to right.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the current axes if None.
    node_labels : sequence of sequence of str, optional
        What stands in the nodes, one sequence to a column.
    wire_labels : sequence of nested sequence, optional
        What stands on the wires: one array of shape (sizes[k], sizes[k + 1]) to
        a gap, as a layer's weights are.

    Returns
    -------
    centres : list of ndarray of shape (sizes[k], 2)
        Centres of the nodes; columns are 2 apart, nodes 1 apart, radii 0.3.
    wires : list of ndarray of shape (sizes[k], sizes[k + 1])
        The lines, to be recoloured: ``wires[0][:, 2]`` lead into node 2.
    """
    from matplotlib.patches import Circle

    ax = _axes(ax)
    ax.set_aspect("equal")
    ax.axis("off")
    centres = [
        np.column_stack([np.full(n, 2.0 * k), (n - 1) / 2 - np.arange(n)])
        for k, n in enumerate(sizes)
    ]
    wires = [np.empty(gap, dtype=object) for gap in pairwise(sizes)]
    for k, lines in enumerate(wires):
        for i, j in np.ndindex(lines.shape):
            ends = np.array([centres[k][i], centres[k + 1][j]])
            (lines[i, j],) = ax.plot(*ends.T, color=INK, lw=1, zorder=1)
            if wire_labels is not None:
                x, y = 0.6 * ends[0] + 0.4 * ends[1]
                text = ax.text(x, y, wire_labels[k][i][j], size=9)
                text.set(ha="center", va="center", zorder=2)
                text.set_bbox(
                    {"facecolor": PAPER, "edgecolor": "none", "pad": 1}
                )
    for k, column in enumerate(centres):
        for i, centre in enumerate(column):
            ax.add_patch(Circle(centre, 0.3, fc=PAPER, ec=INK, zorder=3))
            label = node_labels[k][i] if node_labels is not None else ""
            ax.text(*centre, label, ha="center", va="center", size=9, zorder=4)
    return centres, wires


def picture(values, ax=None):
    """Draw a square picture pixel by pixel, so that it follows the theme.

    Parameters
    ----------
    values : ndarray of shape (n * n,) or (n, n)
        Numbers from -1 to 1: ink above zero, vermillion below.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib.axes.Axes
    """
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    ax = _axes(ax)
    side = round(np.size(values) ** 0.5)
    squares, colors = [], []
    for (row, column), value in np.ndenumerate(
        np.reshape(values, (side, side))
    ):
        if abs(value) > 0.02:  # paler than this is not seen
            squares.append(Rectangle((column, row), 1, 1))
            color = INK if value > 0 else COLORS["vermillion"]
            colors.append((color, min(abs(value), 1)))
    ax.add_collection(PatchCollection(squares, facecolors=colors, linewidths=0))
    ax.set(xlim=(0, side), ylim=(side, 0), xticks=[], yticks=[], aspect="equal")
    ax.spines[:].set(visible=True, alpha=0.4)
    return ax


def decision_regions(predict, X, y, ax=None, *, resolution=120):
    """Colour the plane by the class that `predict` gives to each point.

    Parameters
    ----------
    predict : callable
        Takes points of shape (n, 2); returns scores (n, classes), or one column
        of probabilities of class 1.
    X : ndarray of shape (n, 2)
        Points to draw on top.
    y : ndarray of int, shape (n,)
        Their classes, at most six.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the current axes if None.
    resolution : int, default 120
        Points of the grid along each side.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If `X`, `y` and what `predict` returns do not fit together.
    """
    ax = _axes(ax)
    X, y = np.asarray(X), np.asarray(y)
    if X.ndim != 2 or X.shape[1] != 2 or y.shape != X.shape[:1]:
        raise ValueError(
            f"X has shape {X.shape} and y {y.shape}, but points (n, 2) and "
            "classes (n,) are drawn"
        )
    low, high = X.min(axis=0), X.max(axis=0)
    margin = 0.08 * (high - low)
    x1, x2 = (
        np.linspace(start, stop, resolution)
        for start, stop in zip(low - margin, high + margin, strict=True)
    )
    regions, classes = input_checks.named_classes(
        predict(grid(x1, x2)), "scores"
    )
    classes = min(classes, len(COLORS))
    y = input_checks.class_labels(y, n_classes=classes)
    regions = regions.reshape(len(x2), len(x1))
    colors = list(COLORS.values())
    for label, marker in enumerate("osD^vP"[:classes]):
        ax.contourf(
            x1,
            x2,
            regions == label,
            [0.5, 1],
            colors=[colors[label]],
            alpha=0.25,
        )
        members = X[y == label]
        ax.scatter(
            *members.T,
            s=12,
            marker=marker,
            color=colors[label],
            edgecolor=PAPER,
            linewidth=0.3,
            zorder=2,  # above the regions of every class
            rasterized=len(X) > 400,
            label=f"class {label}",
        )
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    return ax


def loss_surface(function, x1, x2, ax=None, *, levels=12):
    """Draw the contours of a function of two numbers.

    Parameters
    ----------
    function : callable
        Takes an array of shape (2,), returns a number.
    x1, x2 : ndarray of shape (n,) and (m,)
        Where to measure.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the current axes if None.
    levels : int or sequence of float, default 12
        Number of contours, or their heights.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = _axes(ax)
    heights = [function(point) for point in grid(x1, x2)]
    heights = np.reshape(heights, (len(x2), len(x1)))
    ax.contour(x1, x2, heights, levels, colors=INK, alpha=0.4, linewidths=0.8)
    ax.set(xlabel="$w_1$", ylabel="$w_2$")
    return ax


def path(points, ax=None, **style):
    """Draw the way of an optimizer over a surface, with its start and its end.

    Parameters
    ----------
    points : array_like of shape (n, 2)
        Where it was, in order.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the current axes if None.
    **style
        Passed to `Axes.plot`, such as `color` and `label`.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If the points have another shape.
    """
    ax = _axes(ax)
    points = np.asarray(points)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(
            f"points have shape {points.shape}, but (n, 2) is drawn"
        )
    ends = [0] if len(points) == 1 else [0, len(points) - 1]
    ax.plot(*points.T, marker="o", markevery=ends, **style)
    return ax


def history(record, ax=None, *, quantity="loss"):
    """Draw the learning curves of a run.

    Parameters
    ----------
    record : History
        What `fit` returned.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the current axes if None.
    quantity : {"loss", "accuracy"}, default "loss"
        Which curve, for training and, if measured, validation.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = _axes(ax)
    training = getattr(record, quantity)
    validation = getattr(record, f"validation_{quantity}")
    epochs = np.arange(1, len(training) + 1)
    ax.plot(epochs, training, label="training")
    if validation:
        ax.plot(epochs, validation, "--", label="validation")
    ax.set(xlabel="epoch", ylabel=quantity)
    ax.legend()
    return ax


def band(x, runs, ax=None, *, low=10, high=90, **style):
    """Draw many runs as their median inside a band.

    Parameters
    ----------
    x : array_like of shape (n,)
        Where the runs were measured.
    runs : array_like of shape (seeds, n)
        One run to a row.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the current axes if None.
    low, high : float, default 10 and 90
        Percentiles over the runs that bound the band.
    **style
        Passed to `Axes.plot`, such as `color` and `label`.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If `runs` has another shape.
    """
    ax = _axes(ax)
    runs = np.asarray(runs)
    if runs.ndim != 2 or runs.shape[1] != len(x):
        raise ValueError(
            f"runs have shape {runs.shape}, but (seeds, {len(x)}) is drawn"
        )
    bottom, middle, top = np.percentile(runs, [low, 50, high], axis=0)
    (line,) = ax.plot(x, middle, **style)
    ax.fill_between(
        x, bottom, top, color=line.get_color(), alpha=0.25, linewidth=0
    )
    return ax


def grid(x1, x2):
    """Return all points of a grid, row by row.

    Parameters
    ----------
    x1, x2 : array_like of shape (n,) and (m,)
        Coordinates along the two axes.

    Returns
    -------
    ndarray of shape (m * n, 2)
    """
    return np.stack(np.meshgrid(x1, x2), axis=-1).reshape(-1, 2)


def _axes(ax):
    """Return `ax`, or the current axes for None."""
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.gca()
    return ax
