"""What an object prints: the call that makes another like it."""

import inspect

import numpy as np


def as_written(thing):
    """Return how `thing` is made, such as ``Adam(0.01, beta1=0.8)``.

    Its attributes have the names of the arguments.  Arguments without a default
    stand in order, others by name where they differ from their default.  A
    function prints its name: its address would differ at each run.
    """
    arguments = []
    for name, parameter in inspect.signature(type(thing)).parameters.items():
        value, default = getattr(thing, name, ...), parameter.default
        text = "..." if value is ... else repr(value)
        text = getattr(value, "__name__", text)
        if default is parameter.empty:
            arguments.append(text)
        elif value is not ... and not np.array_equal(value, default):
            arguments.append(f"{name}={text}")
    return f"{type(thing).__name__}({', '.join(arguments)})"
