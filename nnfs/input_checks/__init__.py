"""The checks at the doors of the package.

Bad input is refused where it comes in, with a message that says what came, what
was expected and what to do.  Behind the doors the mathematics stays bare.
"""

from nnfs.input_checks.arrays import (
    NotFiniteError,
    alike,
    all_finite,
    batch,
    not_negative,
    number_or_vector,
    one_to_a_parameter,
    real_array,
    same_shape,
    slopes,
    two_to_a_target,
    vectors,
    write,
)
from nnfs.input_checks.classes import (
    class_labels,
    named_classes,
    one_to_a_class,
    probabilities,
    probabilities_and_labels,
    scores_and_labels,
    symbols,
    weights_of_classes,
)
from nnfs.input_checks.files import named_arrays, saved_arrays
from nnfs.input_checks.numbers import (
    float_type,
    generator,
    not_negative_integer,
    number,
    one_of_kinds,
    positive_integer,
)
from nnfs.input_checks.windows import (
    axes_of,
    of_places,
    shape_of_inputs,
    unfolded,
    windows,
)

__all__ = [
    "NotFiniteError",
    "alike",
    "all_finite",
    "axes_of",
    "batch",
    "class_labels",
    "float_type",
    "generator",
    "named_arrays",
    "named_classes",
    "not_negative",
    "not_negative_integer",
    "number",
    "number_or_vector",
    "of_places",
    "one_of_kinds",
    "one_to_a_class",
    "one_to_a_parameter",
    "positive_integer",
    "probabilities",
    "probabilities_and_labels",
    "real_array",
    "same_shape",
    "saved_arrays",
    "scores_and_labels",
    "shape_of_inputs",
    "slopes",
    "symbols",
    "two_to_a_target",
    "unfolded",
    "vectors",
    "weights_of_classes",
    "windows",
    "write",
]
