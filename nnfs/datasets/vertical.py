"""What the package `nnfs` of PyPI has here, `create_data`, is an attribute.

An import binds what stands in `sys.modules` to the name in the package: with
the function there, `nnfs.datasets.vertical` stays the function.
"""

import sys

from nnfs import datasets

sys.modules[__name__] = datasets.vertical
