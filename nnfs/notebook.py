"""Numbers on their way from a cell into the prose.

A page prints a result by name, so that no sentence can disagree with the code.
In a plain script, and where the book's builder is not installed, nothing is
lost: the value is simply the value of the cell.
"""


def glue(name, value):
    """Keep `value` under `name` for the page's prose, and return it.

    A NumPy scalar becomes the plain Python number it stands for.

    Parameters
    ----------
    name : str
        What the prose calls it.
    value : object
        A number, usually.

    Returns
    -------
    object
        The value.
    """
    if getattr(value, "shape", None) == ():
        value = value.item()
    try:
        from IPython import get_ipython
        from myst_nb import glue as keep
    except ImportError:
        return value
    if get_ipython() is not None:  # else it would make a shell, for all to see
        keep(name, value, display=False)
    return value
