"""A backend of matplotlib that hands the open figures to the page that runs."""

import io

from matplotlib import pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas

from nnfs_site.run.cells import Session

__all__ = ["FigureCanvas", "show"]


def show(*args, **kwargs):
    """Draw the open figures as a notebook of the book does, and close them."""
    for number in pyplot.get_fignums():
        figure = pyplot.figure(number)
        if figure.axes or figure.lines:
            drawn = io.StringIO()
            figure.canvas.print_figure(
                drawn,
                format="svg",
                bbox_inches="tight",
                facecolor=figure.get_facecolor(),
                edgecolor=figure.get_edgecolor(),
                dpi=figure.dpi,
                metadata={"Date": None},
            )
            Session.current.show(drawn.getvalue())
    pyplot.close("all")
