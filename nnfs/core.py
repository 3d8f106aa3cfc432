"""Where the package `nnfs` of PyPI has `init`; ours is in `nnfs.compat`."""

from nnfs.compat import init

__all__ = ["init"]
