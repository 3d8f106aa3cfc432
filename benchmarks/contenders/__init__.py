"""Who races: nnfs, its peers, and the products that none of them can avoid.

Each module holds one `Contender`, so that a cold start imports nothing else.
All of them have the same four methods: made from the float32 weights, the
optimizer and the rate; `lay_out`, not timed, turns NumPy batches into the
contender's own kind of arrays; `run` takes one training step for each batch
laid out and returns the losses; `classify` names a class for each sample.
"""

from importlib import import_module

import numpy as np

NAMES = {
    "ours": "nnfs",
    "pytorch": "PyTorch",
    "pytorch_fused": "PyTorch, fused optimizer",
    "scikit_learn": "scikit-learn",
    "jitted_jax": "JAX, jitted",
    "ours_shuffled": "nnfs, shuffled",
    "scikit_learn_shuffled": "scikit-learn, shuffled",
    "limit": "limit",
    "pytorch_limit": "PyTorch's products",
}
LIMITS = ("limit", "pytorch_limit")  # they train nothing
STARTING = ("ours", "pytorch", "scikit_learn", "jitted_jax")  # from cold
MOMENTUM, BETA1, BETA2, EPSILON = 0.9, 0.9, 0.999, 1e-8


def joined(batches):
    """Return the samples of the batches, each once, and the passes over them.

    The batches are those of some epochs, one after the other.
    """
    once = {id(X): (X, y) for X, y in batches}.values()
    X, y = map(np.concatenate, zip(*once, strict=True))
    return X, y, len(batches) // len(once)


def contender(module):
    """Return the class of one contender; imports what it needs."""
    return import_module(f"contenders.{module}").Contender
