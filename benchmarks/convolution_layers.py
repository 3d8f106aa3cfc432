"""Race the convolutions of nnfs and PyTorch, alone and in a network.

Writes `convolution_layers.json` beside this file, with the fastest and the
slowest kernel of NumPy's OpenBLAS. Run on a quiet machine: `make bench`.
"""

import os

import stopwatch

os.environ.update(stopwatch.ONE_THREAD)  # before NumPy loads its BLAS

import json
import sys
from pathlib import Path

import numpy as np
import torch
from contenders import BETA1, BETA2, EPSILON
from race import LOSSES, RATE, TOLERANCE, task
from speed import races

import nnfs

BATCH = 32
LAYERS = (  # pixels along a side, channels of inputs and of outputs
    (8, 1, 16),
    (8, 16, 32),
    (14, 16, 32),
)


def first(values):
    """Lay pictures out as PyTorch does: the channels first."""
    return torch.from_numpy(np.moveaxis(values, -1, 1).copy())


def last(values):
    """Lay pictures out as nnfs does: the channels last."""
    return np.moveaxis(values.detach().numpy(), 1, -1)


def twin(layer):
    """Return PyTorch's layer with the weights of one of ours."""
    shape = layer.n_inputs, layer.n_outputs
    made = torch.nn.Conv2d(*shape, layer.size, padding=layer.padding)
    filters = layer.weights.reshape(layer.size, layer.size, *shape)
    with torch.no_grad():
        made.weight.copy_(torch.from_numpy(filters.transpose(3, 2, 0, 1)))
        made.bias.zero_()
    return made


def layer_alone(side, n_inputs, n_outputs):
    """Return the times of forward and backward, to weights and inputs."""
    rng = np.random.default_rng(0)
    ours = nnfs.Conv2D(n_inputs, n_outputs, padding=1, rng=rng)
    nnfs.Network(ours, dtype=np.float32)
    theirs = twin(ours)
    shapes = [(BATCH, side, side, n) for n in (n_inputs, n_outputs)]
    x, slopes = (rng.normal(size=s).astype(np.float32) for s in shapes)
    x_first, slopes_first = first(x).requires_grad_(), first(slopes)

    def run_ours():
        outputs = ours.forward(x, training=True)
        return outputs, ours.backward(slopes)

    def run_theirs():
        theirs.zero_grad()
        x_first.grad = None
        outputs = theirs(x_first)
        outputs.backward(slopes_first)
        return outputs

    outputs, d_inputs = run_ours()
    pairs = [
        (outputs, last(run_theirs())),
        (d_inputs, last(x_first.grad)),
        (ours.d_biases, theirs.bias.grad.numpy()),
        (
            ours.d_weights,
            theirs.weight.grad.numpy()
            .transpose(2, 3, 1, 0)
            .reshape(-1, n_outputs),
        ),
    ]
    distance = max(
        float(np.abs(a - b).max() / np.abs(b).max()) for a, b in pairs
    )
    return raced(distance, ours=run_ours, pytorch=run_theirs)


def network():
    """Return the times of a training step of two convolutions on the digits."""
    _, batches = task("B")
    rng = np.random.default_rng(0)
    one, two = (
        nnfs.Conv2D(*shape, padding=1, rng=rng) for shape in ((1, 16), (16, 32))
    )
    dense = nnfs.Dense(128, 10, rng=rng)
    ours = nnfs.Network(
        *(nnfs.Reshape(8, 8, 1), one, nnfs.ReLU(), nnfs.MaxPool()),
        *(two, nnfs.ReLU(), nnfs.MaxPool(), nnfs.Flatten(), dense),
        dtype=np.float32,
    )
    # Flatten goes through the channels last; PyTorch's, through the places
    classes = torch.nn.Linear(128, 10)
    rows = dense.weights.reshape(4, 32, 10).transpose(2, 1, 0)
    with torch.no_grad():
        classes.weight.copy_(torch.from_numpy(rows.reshape(10, -1).copy()))
        classes.bias.zero_()
    pool, bend = (torch.nn.MaxPool2d(2), torch.nn.ReLU())
    theirs = torch.nn.Sequential(
        *(torch.nn.Unflatten(1, (1, 8, 8)), twin(one), bend, pool),
        *(twin(two), bend, pool, torch.nn.Flatten(), classes),
    )
    loss, optimizer = nnfs.SoftmaxCrossEntropy(), nnfs.Adam(RATE)
    their_loss = torch.nn.CrossEntropyLoss()
    their_optimizer = torch.optim.Adam(
        theirs.parameters(), RATE, (BETA1, BETA2), EPSILON
    )
    laid = [(torch.from_numpy(X), torch.from_numpy(y)) for X, y in batches]

    def run_ours():
        losses = []
        for X, y in batches[:LOSSES]:
            scores = ours.forward(X, training=True)
            losses.append(loss.forward(scores, y))
            ours.backward(loss.backward())
            optimizer.step(ours.parameters, ours.gradients)
        return losses

    def run_theirs():
        losses = []
        for X, y in laid[:LOSSES]:
            their_optimizer.zero_grad()
            outcome = their_loss(theirs(X), y)
            outcome.backward()
            their_optimizer.step()
            losses.append(outcome.detach())
        return torch.stack(losses).tolist()

    a, b = np.array(run_ours()), np.array(run_theirs())
    distance = float(np.max(np.abs(a - b) / b))
    return raced(distance, LOSSES, ours=run_ours, pytorch=run_theirs)


def raced(distance, steps=1, **runs):
    """Return the median seconds, of runs that take so many steps a call."""
    if not distance <= TOLERANCE:
        raise SystemExit(f"the contenders differ by {distance:g}")
    calls = {}
    for name, run in runs.items():
        count = stopwatch.steps_in_a_slice(run, 1)

        def repeated(run=run, count=count):
            for _ in range(count):
                run()

        calls[name] = repeated, count * steps
    return {"apart": distance, "seconds": stopwatch.medians(calls)}


def race():
    """Return the kernel of this process, and all that it measures."""
    stopwatch.stay_on_one_processor()
    torch.set_num_threads(1)
    layers = [
        {"pixels": side, "channels": [n, m], **layer_alone(side, n, m)}
        for side, n, m in LAYERS
    ]
    return {
        "kernel": stopwatch.kernel(),
        "layers": layers,
        "network": network(),
    }


def main():
    """Measure with the fastest and the slowest kernel; write the results."""
    stopwatch.stay_on_one_processor()
    report = {
        "what": "median seconds of processor time for forward and backward, "
        "and for one training step of a network",
        **stopwatch.surroundings("numpy", "torch"),
        "rounds": stopwatch.ROUNDS,
        "batch": BATCH,
        "races": races(__file__),
    }
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(report, indent=1) + "\n")
    for run in report["races"]:
        print(run["kernel"])
        for row in [*run["layers"], run["network"]]:
            ours, theirs = row["seconds"].values()
            name = row.get("pixels", "network"), row.get("channels", "")
            print(*name, f"{1e6 * ours:,.0f} us, {ours / theirs:.2f} of theirs")


if __name__ == "__main__":
    if sys.argv[1:] == ["race"]:
        print(json.dumps(race()))
    else:
        main()
