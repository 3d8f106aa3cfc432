"""Three small tasks, each made of parts: one of them may be a mistaken one."""

from dataclasses import dataclass
from functools import partial
from itertools import cycle, pairwise

import numpy as np

from nnfs.activations import ReLU, Tanh
from nnfs.datasets import batches, digits, sine, split
from nnfs.datasets.census import names
from nnfs.layers import Dense, Layer
from nnfs.losses import Loss, MeanSquaredError, SoftmaxCrossEntropy
from nnfs.museum import wrong_losses as measures
from nnfs.network import Network, Residual
from nnfs.normalization import LayerNorm
from nnfs.optimizers import SGD, Adam, Optimizer
from nnfs.sequences import Attention, Embedding, Positions

DESCENT, ADAM = partial(SGD, 0.1), partial(Adam, 0.01)


@dataclass
class Room:
    """A network, what trains it, and the data.

    `score` turns outputs and truth of the test data into a number that is
    better the larger it is.  Each batch is sent through in parts that end at
    the shares `cuts` of it; `shares` turns their sizes into their weights.
    Where there are `workers`, they make a generator for each of four, at each
    epoch, which take the batches in turn and move their images at random.
    """

    network: Network
    loss: Loss
    optimizer: Optimizer
    train: tuple
    test: tuple
    score: object
    epochs: int
    cuts: tuple = ()
    shares: object = measures.by_size
    workers: object = None


def step(room, inputs, targets):
    """Take one step and return the loss before it."""
    n = len(inputs)
    ends = [0, *(int(n * cut) for cut in room.cuts), n]
    weights = room.shares(np.diff(ends))
    value, gradients = 0, np.zeros_like(room.network.gradients)
    for (first, end), weight in zip(pairwise(ends), weights, strict=True):
        outputs = room.network.forward(inputs[first:end], training=True)
        value += weight * room.loss.forward(outputs, targets[first:end])
        room.network.backward(room.loss.backward())
        gradients += weight * room.network.gradients
    room.network.gradients[:] = gradients
    room.optimizer.step(room.network.parameters, gradients)
    return value


def run(room, rng):
    """Train; return the mean loss of each epoch, and the score at last."""
    curve = []
    (source,) = rng.spawn(1)
    for _ in range(room.epochs):
        turns = cycle(room.workers(source, 4) if room.workers else [None])
        steps = [
            (step(room, moved(inputs, next(turns)), targets), len(inputs))
            for inputs, targets in batches(*room.train, 32, rng)
        ]
        values, sizes = np.array(steps).T
        curve.append(values @ sizes / sizes.sum())
    inputs, targets = room.test
    return np.array(curve), room.score(room.network.predict(inputs), targets)


def moved(inputs, rng):
    """Return images, each moved by a pixel or none, if somebody draws."""
    if rng is None:
        return inputs
    n = len(inputs)
    paper = np.pad(inputs.reshape(n, 8, 8), ((0, 0), (1, 1), (1, 1)))
    down, right = rng.integers(3, size=(2, n, 1, 1))
    rows, columns = np.mgrid[:8, :8]
    place = np.arange(n).reshape(n, 1, 1)
    return paper[place, rows + down, columns + right].reshape(n, 64)


def images(
    rng,
    *,
    loss=SoftmaxCrossEntropy,
    optimizer=DESCENT,
    network=Network,
    bend=ReLU,
    norm=None,
    dropout=None,
    scaled=measures.scaled_apart,
    score=measures.each_sample,
    **rest,
):
    """Return the digits of chapter 9 and a network of 64, 32 and 10."""
    (train, y), (test, t), _ = split(*digits(), rng=rng)
    (masks,) = rng.spawn(1)
    layers = [Dense(64, 32, rng=rng), norm and norm(32), bend()]
    layers += [dropout and dropout(rng=masks), Dense(32, 10, rng=rng)]
    made = network(*(layer for layer in layers if isinstance(layer, Layer)))
    train, test = scaled(train, test)
    return Room(
        made, loss(), optimizer(), (train, y), (test, t), score, 10, **rest
    )


def explained(predictions, targets):
    """Return the share of the targets' variance that is explained."""
    return 1 - np.mean((predictions - targets) ** 2) / np.var(targets)


def waves(rng, *, loss=MeanSquaredError, optimizer=ADAM):
    """Return points of a noisy sine and a network of 1, 32 and 1."""
    layers = Dense(1, 32, rng=rng), Tanh(), Dense(32, 1, rng=rng)
    train, test = (sine(200, noise=0.1, rng=rng) for _ in range(2))
    made = Network(*layers)
    return Room(made, loss(), optimizer(), train, test, explained, 150)


def last_letters(scores, letters):
    """Return the share of last letters that have the largest score."""
    return measures.each_sample(scores[:, -1], letters[:, -1])


def letters(rng, *, attention=Attention, block=Residual, heads=4, blocks=2):
    """Return windows of names of chapter 15 and a small GPT, width 16."""
    text = np.array([ord(c) - 96 for c in "`".join(rng.permutation(names()))])
    places = rng.permutation(len(text) - 8)[:5000, None] + np.arange(9)
    windows, made = text[places], [Embedding(27, 16, rng=rng)]
    made.append(Positions(8, 16, rng=rng))
    for _ in range(blocks):
        ask, mix = Dense(16, 48, rng=rng), Dense(16, 16, rng=rng)
        made.append(block(LayerNorm(16), ask, attention(16, heads), mix))
        wide, back = Dense(16, 64, rng=rng), Dense(64, 16, rng=rng)
        made.append(block(LayerNorm(16), wide, ReLU(), back))
    made += [LayerNorm(16), Dense(16, 27, rng=rng)]
    train, test = windows[:4000], windows[4000:]
    return Room(
        Network(*made),
        SoftmaxCrossEntropy(),
        Adam(0.005),
        (train[:, :-1], train[:, 1:]),
        (test[:, :-1], test[:, 1:]),
        last_letters,
        3,
    )
