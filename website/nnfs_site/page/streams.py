"""What a cell has printed is one piece, however it came."""

from myst_nb.core.utils import coalesce_streams


def join_streams(outputs):
    """Merge what a cell has printed, in pieces cut by the clock.

    myst-nb would take spaces and empty lines from the end of each piece.
    """
    first, joined = {}, []
    for output in outputs or ():
        name = output.get("name")  # of a stream
        if name in first:
            first[name]["text"] += output["text"]
            continue
        if name:
            first[name] = output
        joined.append(output)
    return coalesce_streams(joined)
