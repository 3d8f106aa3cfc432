"""What a cell is, on a page that Sphinx has read."""

from docutils import nodes


def is_cell(node):
    """Tell whether a node is a code cell."""
    return (
        isinstance(node, nodes.container)
        and node.get("nb_element") == "cell_code"
    )


def cells_of(document):
    """Return the code cells of a page, in order."""
    return [node for node in document.findall(nodes.container) if is_cell(node)]


def source_of(cell):
    """Return the code of a cell."""
    (source,) = (
        part
        for part in cell.findall(nodes.container)
        if part.get("nb_element") == "cell_code_source"
    )
    return next(source.findall(nodes.literal_block)).astext()


def tags_of(cell):
    """Return the tags of a cell."""
    return cell["cell_metadata"].get("tags", [])


def tagged(document, tag):
    """Return the first cell of a page with a tag, or None."""
    for cell in document.findall(nodes.container):
        if f"tag_{tag}" in cell.get("classes", ()):
            return cell
    return None


def are_for_readers(header):
    """Tell from the header of a page whether its readers run its cells.

    The code of some pages is for the page alone, and asks nothing of a reader.
    """
    return header.get("notebook") != "none"
