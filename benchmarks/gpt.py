"""Race a small GPT of nnfs against PyTorch's, and its layers against the tape.

Writes `gpt.json` beside this file, with the fastest and the slowest kernel of
NumPy's OpenBLAS. Run on a quiet machine: `make bench`. PyTorch gets the modules
of `framework/same.py`, which has them for chapter 16.
"""

import os

import stopwatch

os.environ.update(stopwatch.ONE_THREAD)  # before NumPy loads its BLAS

import json
import sys
from functools import partial
from pathlib import Path

import numpy as np
import torch
from contenders import BETA1, BETA2, EPSILON
from names import numbered
from race import LOSSES, RATE, TOLERANCE
from speed import races

import nnfs
from nnfs import sequences, tape
from nnfs.datasets.census import names

sys.path.append(str(Path(__file__).parents[1] / "framework"))
from same import to_torch, twin

WIDTH, HEADS, BLOCKS, BATCH, CONTEXTS = 64, 4, 2, 32, (16, 32)
PEERS = "pytorch", "pytorch_fused"
# Ours in parts of theirs at that context, the tape in those of the layers.
BOUNDS = {"pytorch": (16, 0.95), "pytorch_fused": (32, 1.15), "tape": 3.5}


def gpt(context):
    """Return the network of chapter 15, without dropout."""
    rng = np.random.default_rng(0)

    def dense(n_inputs, n_outputs):
        return nnfs.Dense(n_inputs, n_outputs, rng=rng)

    def halves():
        look = dense(WIDTH, 3 * WIDTH), sequences.Attention(WIDTH, HEADS)
        yield nnfs.LayerNorm(WIDTH), *look, dense(WIDTH, WIDTH)
        wide = dense(WIDTH, 4 * WIDTH), nnfs.ReLU()
        yield nnfs.LayerNorm(WIDTH), *wide, dense(4 * WIDTH, WIDTH)

    return nnfs.Network(
        sequences.Embedding(27, WIDTH, rng=rng),
        sequences.Positions(context, WIDTH, rng=rng),
        *(nnfs.Residual(*half) for _ in range(BLOCKS) for half in halves()),
        nnfs.LayerNorm(WIDTH),
        dense(WIDTH, 27),
        dtype=np.float32,
    )


def batches(context):
    """Return as many batches as losses must agree, cut from all the names."""
    rng = np.random.default_rng(1)
    text = numbered(rng.permutation(names()))
    starts = rng.integers(len(text) - context, size=(LOSSES, BATCH, 1))
    rows = text[starts + np.arange(context + 1)]
    return [(some[:, :-1], some[:, 1:]) for some in rows]


def ours(network, laid):
    """Return a function that takes so many steps, and returns the losses."""
    loss, optimizer = nnfs.SoftmaxCrossEntropy(), nnfs.Adam(RATE)

    def run(steps):
        losses = []
        for symbols, following in laid[:steps]:
            scores = network.forward(symbols, training=True)
            losses.append(loss.forward(scores, following))
            network.backward(loss.backward())
            optimizer.step(network.parameters, network.gradients)
        return losses

    return run


def theirs(network, laid, fused):
    """Return the same for PyTorch, from the weights of a network of ours."""
    model, loss = twin(network), torch.nn.CrossEntropyLoss()
    to_torch(network.snapshot(), model)
    optimizer = torch.optim.Adam(
        model.parameters(), RATE, (BETA1, BETA2), EPSILON, fused=fused
    )
    laid = [tuple(map(torch.from_numpy, pair)) for pair in laid]

    def run(steps):
        losses = []
        for symbols, following in laid[:steps]:
            optimizer.zero_grad()
            scores = model(symbols).flatten(0, 1)
            outcome = loss(scores, following.flatten())
            outcome.backward()
            optimizer.step()
            losses.append(outcome.detach())
        return torch.stack(losses).tolist()

    return run


def products(context):
    """Return a function that computes the products of so many steps.

    Each is written into an array that waits for it; nothing is trained.
    """
    rng, jobs = np.random.default_rng(0), []

    def job(*shapes):
        a, b = (rng.normal(size=s).astype(np.float32) for s in shapes)
        jobs.append((a, b, a @ b))

    rows, deep = BATCH * context, WIDTH // HEADS
    dense = [(WIDTH, 3 * WIDTH), (WIDTH, WIDTH)]
    dense += [(WIDTH, 4 * WIDTH), (4 * WIDTH, WIDTH)]
    for n, m in [*dense * BLOCKS, (WIDTH, 27)]:
        job((rows, n), (n, m))
        job((n, rows), (rows, m))
        job((rows, m), (m, n))
    cut = BATCH, HEADS
    for _ in range(2 * BLOCKS):  # scores and slopes of shares
        job((*cut, context, deep), (*cut, deep, context))
    for _ in range(4 * BLOCKS):  # outputs; slopes of q, k and v
        job((*cut, context, context), (*cut, context, deep))

    def run(steps):
        for a, b, out in jobs * steps:
            np.matmul(a, b, out=out)

    return run


def by_the_tape(symbols, following):
    """Return the loss as a plain function of all arrays of the network."""
    (n, time), size = symbols.shape, symbols.size
    later = np.triu(np.full((time, time), -np.inf, np.float32), 1)
    truth = np.eye(27, dtype=np.float32)[following.ravel()]

    def norm(x, scales, shifts):
        x = x - tape.total(x, 1, keepdims=True) * (1 / WIDTH)
        variance = tape.total(x * x, 1, keepdims=True) * (1 / WIDTH)
        return x * (variance + 1e-5) ** -0.5 * scales + shifts

    def softmax(z):
        powers = tape.exp(z - tape.plain(z).max(axis=-1, keepdims=True))
        return powers / tape.total(powers, -1, keepdims=True)

    def look(x):
        cut = tape.reshape(x, (n, time, 3, HEADS, WIDTH // HEADS))
        q, k, v = tape.reorder(cut, (2, 0, 3, 1, 4))
        scores = q @ tape.transpose(k) * (HEADS / WIDTH) ** 0.5
        mixed = softmax(scores + later) @ v
        return tape.reshape(tape.reorder(mixed, (0, 2, 1, 3)), (size, WIDTH))

    def bend(x):
        return x * (tape.plain(x) > 0)

    def function(table, places, *arrays):
        x = tape.reshape(table[symbols] + places, (size, WIDTH))
        for half in range(2 * BLOCKS):
            scales, shifts, one, a, two, b = arrays[6 * half : 6 * half + 6]
            inside = bend if half % 2 else look
            x = x + inside(norm(x, scales, shifts) @ one + a) @ two + b
        scales, shifts, last, biases = arrays[-4:]
        z = norm(x, scales, shifts) @ last + biases
        z = z - tape.plain(z).max(axis=1, keepdims=True)
        each = tape.log(tape.total(tape.exp(z), 1))
        return (tape.total(each) - tape.total(z * truth)) * (1 / size)

    return function


def gradients(context):
    """Return the times of one gradient, by the layers and by the tape."""
    network, loss = gpt(context), nnfs.SoftmaxCrossEntropy()
    ((symbols, following), *_) = batches(context)
    views = [view for _, view in network.named_parameters()]

    def by_layers(times):
        for _ in range(times):
            loss.forward(network.forward(symbols, training=True), following)
            network.backward(loss.backward())
        return network.gradients

    def by_tape(times):
        for _ in range(times):
            slopes = tape.gradient(by_the_tape(symbols, following))(*views)
            found = np.concatenate([slope.ravel() for slope in slopes])
        return found

    a, b = by_layers(1), by_tape(1)
    distance = float(np.abs(a - b).max() / np.abs(a).max())
    return raced(distance, layers=by_layers, tape=by_tape)


def steps(context):
    """Return the times of a training step, and of its products alone."""
    network, laid = gpt(context), batches(context)
    runs = {
        "pytorch": theirs(network, laid, fused=None),
        "pytorch_fused": theirs(network, laid, fused=True),
        "ours": ours(network, laid),  # last: it moves the network's weights
    }
    losses = np.array([run(LOSSES) for run in runs.values()])
    distance = float(np.max(np.ptp(losses, axis=0) / losses[0]))
    return raced(distance, **runs, limit=products(context))


def raced(distance, **runs):
    """Return the median seconds of a step, of functions that take some."""
    if not distance <= TOLERANCE:
        raise SystemExit(f"the contenders differ by {distance:g}")
    calls = {}
    for name, run in runs.items():
        steps = stopwatch.steps_in_a_slice(partial(run, 1), 1)
        calls[name] = partial(run, steps), steps
    return {"apart": distance, "seconds": stopwatch.medians(calls)}


def race():
    """Return the kernel of this process, and all that it measures."""
    stopwatch.stay_on_one_processor()
    torch.set_num_threads(1)
    return {
        "kernel": stopwatch.kernel(),
        "contexts": [
            {
                "context": context,
                "step": steps(context),
                "gradient": gradients(context),
            }
            for context in CONTEXTS
        ],
    }


def main():
    """Measure with the fastest and the slowest kernel; write the results."""
    stopwatch.stay_on_one_processor()
    report = {
        "what": "median seconds of processor time for a training step, and "
        "for one gradient by the layers and by the tape",
        **stopwatch.surroundings("numpy", "torch"),
        "rounds": stopwatch.ROUNDS,
        "batch": BATCH,
        "bounds": BOUNDS,
        "races": races(__file__),
    }
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(report, indent=1) + "\n")
    for run in report["races"]:
        for row in run["contexts"]:
            step, slopes = row["step"]["seconds"], row["gradient"]["seconds"]
            shares = {name: step["ours"] / step[name] for name in PEERS}
            shares["tape"] = slopes["tape"] / slopes["layers"]
            print(
                f"{run['kernel']}, context {row['context']}: "
                f"{1e3 * step['ours']:.2f} ms, products "
                f"{step['limit'] / step['ours']:.0%},",
                ", ".join(f"{n} {share:.2f}" for n, share in shares.items()),
            )


if __name__ == "__main__":
    if sys.argv[1:] == ["race"]:
        print(json.dumps(race()))
    else:
        main()
