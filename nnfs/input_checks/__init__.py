"""The checks at the doors of the package.

Bad input is refused where it comes in, with a message that says what came, what
was expected and what to do.  Behind the doors the mathematics stays bare.
"""

from nnfs.input_checks.arrays import (
    NotFiniteError,
    all_finite,
    batch,
    real_array,
    same_shape,
    vectors,
    write,
)
from nnfs.input_checks.classes import (
    class_labels,
    probabilities,
    scores_and_labels,
)
from nnfs.input_checks.numbers import generator, number, positive_integer

__all__ = [
    "NotFiniteError",
    "all_finite",
    "batch",
    "class_labels",
    "generator",
    "number",
    "positive_integer",
    "probabilities",
    "real_array",
    "same_shape",
    "scores_and_labels",
    "vectors",
    "write",
]
