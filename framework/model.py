"""The network that is trained here and there, and our half of every run.

It needs NumPy and `nnfs` alone: chapter 16 prints it and runs it again.
"""

from string import ascii_lowercase

import numpy as np

from nnfs import (
    Adam,
    Dense,
    LayerNorm,
    Network,
    ReLU,
    Residual,
    SoftmaxCrossEntropy,
)
from nnfs.datasets.census import names
from nnfs.sequences import Attention, Embedding, Positions

CONTEXT, WIDTH, HEADS = 16, 32, 4
BATCH, RATE, STEPS = 32, 1e-3, 400


def speller(dtype=np.float64, seed=0, bend=ReLU):
    """Return a small GPT that reads names letter by letter."""
    rng = np.random.default_rng(seed)

    def dense(n_inputs, n_outputs):
        return Dense(n_inputs, n_outputs, rng=rng)

    def block():
        mix = dense(WIDTH, 3 * WIDTH), Attention(WIDTH, HEADS)
        yield Residual(LayerNorm(WIDTH), *mix, dense(WIDTH, WIDTH))
        wide = dense(WIDTH, 4 * WIDTH), bend()
        yield Residual(LayerNorm(WIDTH), *wide, dense(4 * WIDTH, WIDTH))

    return Network(
        Embedding(27, WIDTH, rng=rng),
        Positions(CONTEXT, WIDTH, rng=rng),
        *block(),
        *block(),
        LayerNorm(WIDTH),
        dense(WIDTH, 27),
        dtype=dtype,
    )


def letters(seed=0):
    """Return all names as one row of symbols, 0 between two of them."""
    shuffled = np.random.default_rng(seed).permutation(names())
    text = f".{'.'.join(shuffled)}."
    return np.array([ascii_lowercase.find(letter) + 1 for letter in text])


def draws(steps, seed=0):
    """Yield a batch of rows for each step, and the symbols that follow."""
    text, rng = letters(seed), np.random.default_rng(seed)
    for _ in range(steps):
        starts = rng.integers(len(text) - CONTEXT, size=BATCH)
        rows = text[starts[:, None] + np.arange(CONTEXT + 1)]
        yield rows[:, :-1], rows[:, 1:]


def ours(network, steps=STEPS, seed=0):
    """Train by Adam; return the loss of each step."""
    loss, optimizer, losses = SoftmaxCrossEntropy(), Adam(RATE), []
    for symbols, following in draws(steps, seed):
        scores = network.forward(symbols, training=True)
        losses.append(loss.forward(scores, following))
        network.backward(loss.backward())
        optimizer.step(network.parameters, network.gradients)
    return losses
