"""Networks that the exercises of more than one chapter are checked with."""

from itertools import pairwise

from nnfs import Dense, Network, ReLU


def relu_network(widths, rng):
    """Return dense layers of these widths, a ReLU between each two."""
    parts = []
    for d, m in pairwise(widths):
        parts += [Dense(d, m, rng=rng), ReLU()]
    return Network(*parts[:-1])  # no bend after the last layer


def pairs_of(network):
    """Return copies of the weights and biases of each dense layer."""
    dense = network.layers[::2]
    return [(part.weights.copy(), part.biases.copy()) for part in dense]
