"""What the site uses of its dependencies that they do not promise.

It stands here and nowhere else, because any release may change it. A test fails
where another version is installed than the one in which it was seen.
"""

from pygments.formatters import HtmlFormatter

SEEN = {
    "myst-nb": "1.4.0",
    "Pygments": "2.21.0",
    "Sphinx": "7.4.7",
    "sphinx-autobuild": "2025.8.25",
}


def warnings_in(app):
    """Return how many warnings Sphinx has given."""
    return app._warncount


def join_streams_with(join):
    """Let MyST-NB merge what a cell has printed with a function of ours."""
    from myst_nb.core import render

    render.coalesce_streams = join


def run_notebooks_with(client):
    """Let MyST-NB ask a client of ours for the outputs of a page."""
    from myst_nb.core import execute

    execute.NotebookClientCache = client


class SparseFormatter(HtmlFormatter):
    """A formatter of Pygments that gives code only some of its classes."""

    kept = frozenset()

    def _get_css_classes(self, ttype):
        names = super()._get_css_classes(ttype).split()
        return " ".join(name for name in names if name in self.kept)


def reloading(*arguments):
    """Return the application of sphinx-autobuild, which reloads a page."""
    from sphinx_autobuild.__main__ import _create_app

    return _create_app(*arguments)
