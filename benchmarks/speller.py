"""Train the small network that spells names on the bench of attention.

Writes `speller.json` beside this file: its weights, what they cost in nats per
character, and what made them. The page reads it, and its script gets the same.
A weight is a character: a whole number from -45 to 45, times a scale of its
array. It takes five minutes: `python benchmarks/speller.py`.

Names are drawn in batches of equal length, so no symbol is filled in. Rate and
epochs are chosen on the second part of the names; the third chooses nothing.
"""

import os

import stopwatch

os.environ.update(stopwatch.ONE_THREAD)  # before NumPy loads its BLAS

import datetime
import hashlib
import json
import platform
from pathlib import Path

import numpy as np

from nnfs import (
    AdamW,
    Dense,
    LayerNorm,
    Network,
    ReLU,
    Residual,
    SoftmaxCrossEntropy,
    cosine,
    warmup,
)
from nnfs.datasets.census import names
from nnfs.sequences import Attention, Embedding, Positions

SYMBOLS = "." + "abcdefghijklmnopqrstuvwxyz"
CONTEXT, WIDTH, HIDDEN, HEADS, BLOCKS = 12, 32, 64, 4, 2
BATCH, DECAY = 32, 0.1
RATES, EPOCHS = (0.003, 0.006, 0.012), (40, 60, 80)
PARTS = 0.8, 0.1, 0.1
MOST, MIDDLE = 45, 80  # the largest whole number, and the character of 0


def small(n_inputs, n_outputs, rng):
    """Draw first weights that hardly move what they are added to."""
    return rng.normal(scale=0.02, size=(n_inputs, n_outputs))


def speller(rng=None, dtype=np.float64):
    """Return the network: from symbols to scores of the symbol that follows."""
    rng = rng or np.random.default_rng(0)
    blocks = []
    for _ in range(BLOCKS):
        blocks += [
            Residual(
                LayerNorm(WIDTH),
                Dense(WIDTH, 3 * WIDTH, rng=rng),
                Attention(WIDTH, HEADS),
                Dense(WIDTH, WIDTH, initializer=small, rng=rng),
                dtype=dtype,
            ),
            Residual(
                LayerNorm(WIDTH),
                Dense(WIDTH, HIDDEN, rng=rng),
                ReLU(),
                Dense(HIDDEN, WIDTH, initializer=small, rng=rng),
                dtype=dtype,
            ),
        ]
    return Network(
        Embedding(len(SYMBOLS), WIDTH, rng=rng),
        Positions(CONTEXT, WIDTH, initializer=small, rng=rng),
        *blocks,
        LayerNorm(WIDTH),
        Dense(WIDTH, len(SYMBOLS), initializer=small, rng=rng),
        dtype=dtype,
    )


def spelt(name):
    """Return a name as numbers, from its dot to its dot."""
    return [SYMBOLS.index(sign) for sign in f".{name}."]


def by_length(some):
    """Return names as arrays of numbers, one array for each length."""
    lengths = sorted({len(name) for name in some})
    return [
        np.array([spelt(name) for name in some if len(name) == length])
        for length in lengths
    ]


def parts(seed=0):
    """Return the names to learn from, to choose by, and to be judged by."""
    everyone = np.random.default_rng(seed).permutation(names())
    ends = np.cumsum(np.multiply(PARTS, len(everyone))).astype(int)
    return [part.tolist() for part in np.split(everyone, ends[:-1])]


def nats(network, some):
    """Return the mean loss of a character of these names, their ends too."""
    loss, total, count = SoftmaxCrossEntropy(), 0.0, 0
    for rows in by_length(some):
        symbols = rows[:, 1:].size
        mean = loss.forward(network.predict(rows[:, :-1]), rows[:, 1:])
        total, count = total + mean * symbols, count + symbols
    return total / count


def drawn(some, rng):
    """Return all names once, in batches of equal length in random order."""
    cut = [
        rows[start : start + BATCH]
        for rows in map(rng.permutation, by_length(some))
        for start in range(0, len(rows), BATCH)
    ]
    return [cut[k] for k in rng.permutation(len(cut))]


def train(rate, epochs, seed=0):
    """Return a network that has seen the first part so many times."""
    learn, _, _ = parts()
    rng = np.random.default_rng(seed)
    network, loss = speller(rng, np.float32), SoftmaxCrossEntropy()
    steps = epochs * len(drawn(learn, rng))
    moves = AdamW(warmup(cosine(rate, steps), 50), weight_decay=DECAY)
    for _ in range(epochs):
        for rows in drawn(learn, rng):
            scores = network.forward(rows[:, :-1], training=True)
            loss.forward(scores, rows[:, 1:])
            network.backward(loss.backward())
            moves.step(network.parameters, network.gradients)
    return network


def rounded(network):
    """Return the weights as text, and a scale for each array of them."""
    arrays = [array for _, array in network.named_parameters()]
    scales = [float(f"{np.abs(a).max() / MOST:.4g}") for a in arrays]
    whole = [np.rint(a / s) for a, s in zip(arrays, scales, strict=True)]
    flat = np.concatenate([np.clip(a, -MOST, MOST).ravel() for a in whole])
    return "".join(chr(MIDDLE + int(number)) for number in flat), scales


def restored(report):
    """Return the network that a stored report holds."""
    network = speller()
    flat = np.array([ord(sign) - MIDDLE for sign in report["weights"]])
    start = 0
    for (_, array), scale in zip(
        network.named_parameters(), report["scales"], strict=True
    ):
        part = flat[start : start + array.size].reshape(array.shape)
        array[...] = part * scale
        start += array.size
    return network


def digest(data):
    return hashlib.sha256(data).hexdigest()


def main():
    """Train with all settings, and store the one that the second part likes."""
    learn, choose, judge = parts()
    tried, best = [], None
    for rate in RATES:
        for epochs in EPOCHS:
            network = train(rate, epochs)
            found = nats(network, choose)
            tried.append({"rate": rate, "epochs": epochs, "nats": found})
            print(tried[-1], flush=True)
            if best is None or found < best[0]:
                best = found, rate, epochs, network
    _, rate, epochs, network = best
    weights, scales = rounded(network)
    report = {
        "what": "a network that spells names, a character for each weight",
        "date": datetime.date.today().isoformat(),
        "machine": f"{stopwatch.processor()}, {platform.system()}, one thread",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "script": digest(Path(__file__).read_bytes()),
        "names": digest("\n".join(names()).encode()),
        "chosen by": " ".join(choose),
        "judged by": " ".join(judge),
        "tried": tried,
        "rate": rate,
        "epochs": epochs,
        "nats": {
            "learned from": nats(network, learn),
            "judged by, before rounding": nats(network, judge),
        },
        "digest": digest(weights.encode()),
        "scales": scales,
        "weights": weights,
    }
    report["nats"]["judged by"] = nats(restored(report), judge)
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(report, indent=1) + "\n")
    print(report["nats"])


if __name__ == "__main__":
    main()
