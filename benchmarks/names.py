"""Search the settings of the models that chapter 15 sets side by side.

Each is trained on one split of the names, of a seed that the chapter does not
use, and scored on the part to choose by.  Writes `names.json` beside this file;
the chapter trains the best of each kind on splits of its own.  Seconds are of
one processor that others used too.
"""

import os

import stopwatch

os.environ.update(stopwatch.ONE_THREAD)  # before NumPy loads its BLAS

import json
import time
from functools import partial
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnfs import (
    AdamW,
    Dense,
    Dropout,
    Flatten,
    LayerNorm,
    Network,
    ReLU,
    Residual,
    SoftmaxCrossEntropy,
    cosine,
    fit,
    normal,
    warmup,
)
from nnfs.datasets.census import names
from nnfs.sequences import Attention, Embedding, Positions

SEED = 100
# Five letters take 3 GB, and are no better: 1.9871 at their best kappa.
COUNTS = [
    {"letters": letters, "kappa": kappa}
    for letters in (1, 2, 3, 4)
    for kappa in (8, 12, 16, 24, 32)
]
WINDOWS = [
    {"letters": letters, "hidden": hidden, "dropout": dropout, "epochs": epochs}
    for letters, hidden, dropout, epochs in (
        (3, 128, 0, 10),
        (5, 128, 0, 10),
        (5, 128, 0.2, 20),
        (8, 128, 0.2, 20),
        (5, 256, 0.2, 20),
        (3, 256, 0.2, 20),
        (5, 512, 0.4, 20),
        (8, 256, 0.4, 20),
        (8, 512, 0.4, 20),
    )
]
GPTS = [
    {"width": width, "blocks": blocks, "dropout": dropout, "steps": steps}
    | {"rate": rate}
    for width, blocks, dropout, steps, rate in (
        (64, 2, 0, 1500, 0.003),
        (64, 2, 0.2, 3000, 0.003),
        (64, 2, 0.1, 2500, 0.002),
        (64, 2, 0.1, 2500, 0.003),
        (64, 2, 0.1, 2500, 0.005),
        (128, 2, 0.2, 2500, 0.002),
        (64, 1, 0.1, 2500, 0.003),
        (64, 3, 0.1, 2500, 0.003),
        (32, 2, 0, 2500, 0.005),
    )
]
small = partial(normal, scale=0.05)


def numbered(some):
    """Return names as one row of numbers, with dots between and around."""
    text = "." + ".".join(some) + "."
    return np.array([".abcdefghijklmnopqrstuvwxyz".index(s) for s in text])


def by_length(some):
    """Return names as arrays of numbers, one array to a length."""
    groups = {}
    for name in some:
        groups.setdefault(len(name), []).append(numbered([name]))
    return [np.array(rows) for rows in groups.values()]


def windows(rows, size):
    """Return, for each position, the last symbols up to it; dots before."""
    padded = np.pad(rows, ((0, 0), (size - 1, 0)))
    return sliding_window_view(padded, size, axis=1)


def nats(score, some):
    """Return the mean loss in nats per symbol."""
    loss, total, symbols = SoftmaxCrossEntropy(), 0, 0
    for rows in by_length(some):
        seen, truth = rows[:, :-1], rows[:, 1:]
        total += truth.size * loss.forward(score(seen), truth)
        symbols += truth.size
    return total / symbols


def counted(some, letters, kappa):
    """Return the score function of a table that leans on shorter ones."""

    def table(letters):
        if letters < 0:
            return np.full(27, 1 / 27)
        counts = np.zeros((27,) * (letters + 1))
        for rows in by_length(some):
            places = windows(rows, letters + 1)[:, 1:].reshape(-1, letters + 1)
            np.add.at(counts, tuple(places.T), 1)
        seen = counts.sum(axis=-1, keepdims=True)
        return (counts + kappa * table(letters - 1)) / (seen + kappa)

    logs = np.log(table(letters))
    return lambda rows: logs[tuple(np.moveaxis(windows(rows, letters), -1, 0))]


def window(some, letters, hidden, dropout, epochs):
    """Return the score function of a window that has learned the names."""
    rng = np.random.default_rng(SEED)
    places = np.concatenate(
        [
            windows(rows, letters + 1)[:, 1:].reshape(-1, letters + 1)
            for rows in by_length(some)
        ]
    )
    network = Network(
        Embedding(27, 16, initializer=partial(normal, scale=0.3), rng=rng),
        Flatten(),
        Dense(16 * letters, hidden, rng=rng),
        ReLU(),
        Dropout(dropout, rng=rng),
        Dense(hidden, 27, initializer=normal, rng=rng),
        dtype=np.float32,
    )
    steps = epochs * -(-len(places) // 128)
    fit(
        network,
        SoftmaxCrossEntropy(),
        AdamW(cosine(0.002, steps), weight_decay=0.1),
        places[:, :-1],
        places[:, -1],
        epochs=epochs,
        batch_size=128,
        rng=rng,
    )

    def score(rows):
        seen = windows(rows, letters).reshape(-1, letters)
        return network.predict(seen).reshape(*rows.shape, 27)

    return score


def gpt(some, width, blocks, dropout, steps, rate):
    """Return the score function of a GPT that has learned the names."""
    rng = np.random.default_rng(SEED)
    halves = []
    for _ in range(blocks):
        halves += [
            Residual(
                LayerNorm(width),
                Dense(width, 3 * width, rng=rng),
                Attention(width, 4),
                Dense(width, width, initializer=small, rng=rng),
                Dropout(dropout, rng=rng),
            ),
            Residual(
                LayerNorm(width),
                Dense(width, 4 * width, rng=rng),
                ReLU(),
                Dense(4 * width, width, initializer=small, rng=rng),
                Dropout(dropout, rng=rng),
            ),
        ]
    network = Network(
        Embedding(27, width, initializer=small, rng=rng),
        Positions(12, width, initializer=small, rng=rng),
        *halves,
        LayerNorm(width),
        Dense(width, 27, initializer=normal, rng=rng),
        dtype=np.float32,
    )
    loss = SoftmaxCrossEntropy()
    optimizer = AdamW(warmup(cosine(rate, steps), 50), weight_decay=0.1)
    for step in range(steps):
        if step % 50 == 0:
            text = numbered(rng.permutation(some))
            starts = np.flatnonzero(text[:-12] == 0)
        rows = text[rng.choice(starts, size=32)[:, None] + np.arange(13)]
        scores = network.forward(rows[:, :-1], training=True)
        loss.forward(scores, rows[:, 1:])
        network.backward(loss.backward())
        optimizer.step(network.parameters, network.gradients)
    return network.predict


def search():
    """Yield what each setting of each model comes to."""
    mixed = np.random.default_rng(SEED).permutation(names())
    cuts = [int(0.8 * len(mixed)), int(0.9 * len(mixed))]
    learn, choose, _ = np.split(mixed, cuts)
    for model, train, grid in (
        ("counts", counted, COUNTS),
        ("window", window, WINDOWS),
        ("GPT", gpt, GPTS),
    ):
        for settings in grid:
            start = time.process_time()
            value = nats(train(learn, **settings), choose)
            yield {
                "model": model,
                "settings": settings,
                "nats": round(value, 4),
                "seconds": round(time.process_time() - start, 1),
            }
            print(model, settings, f"{value:.4f}", flush=True)


if __name__ == "__main__":
    report = {"seed": SEED, "tried": list(search())}
    path = Path(__file__).with_name("names.json")
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
