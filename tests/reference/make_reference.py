"""Write reference.npz: values, gradients and trajectories from PyTorch.

The package is compared with an independent framework once, and the numbers are
kept, so that the tests need no framework.  Made with PyTorch 2.13.0 (CPU) and
NumPy 2.4.6 on Python 3.11, all in float64, by

    python -m venv /tmp/torch
    /tmp/torch/bin/pip install torch==2.13.0 numpy==2.4.6
    /tmp/torch/bin/python tests/reference/make_reference.py

Where the two differ in convention:

- A weight matrix is (n_inputs, n_outputs) here and (n_outputs, n_inputs) in
  `torch.nn.Linear`; below, PyTorch multiplies by matrices of our shape.
- Epsilon is 1e-8 in all of ours.  PyTorch's default is 1e-10 for Adagrad and
  1e-8 for RMSprop and Adam; it stands outside the root in both.
- RMSprop keeps rho = 0.9 of the mean; PyTorch's `alpha` is 0.99 by default.
- Nesterov is the same: v <- beta v + g, then a step along g + beta v.
  PyTorch starts v at the first gradient, which is beta 0 + g.
- AdamW pulls by rate * weight_decay * w in both; PyTorch does it before Adam's
  own move, which the move does not see.
- Categorical cross-entropy takes probabilities here: PyTorch's `nll_loss` is
  given their logarithm.
- PyTorch clamps the logarithm in binary cross-entropy at -100; no probability
  here is that small.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

ACTIVATIONS = {
    "linear": lambda x: x,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky": lambda x: F.leaky_relu(x, 0.01),
    "softmax": lambda x: torch.softmax(x, dim=1),
}
# name: (last activation, loss)
LOSSES = {
    "mse": ("linear", F.mse_loss),
    "mae": ("linear", F.l1_loss),
    "bce": ("sigmoid", F.binary_cross_entropy),
    "cce": ("softmax", lambda p, y: F.nll_loss(torch.log(p), y)),
    "fused": ("linear", F.cross_entropy),
}
SGD = torch.optim.SGD
OPTIMIZERS = {
    "sgd": lambda p: SGD(p, 0.05),
    "momentum": lambda p: SGD(p, 0.05, momentum=0.9),
    "nesterov": lambda p: SGD(p, 0.05, momentum=0.9, nesterov=True),
    "adagrad": lambda p: torch.optim.Adagrad(p, 0.05, eps=1e-8),
    "rmsprop": lambda p: torch.optim.RMSprop(p, 0.05, alpha=0.9, eps=1e-8),
    "adam": lambda p: torch.optim.Adam(p, 0.05),
    "adamw": lambda p: torch.optim.AdamW(p, 0.05, weight_decay=0.01),
}
WIDTHS = (4, 6, 5, 3)
BATCH = 8
STEPS = 50
KEPT = (0, 1, 2, 9, 19, 29, 39, 49)  # of the steps, to keep the file small


def forward(arrays, inputs, hidden, last):
    """Run a network of three dense layers; return its outputs."""
    outputs = inputs
    for depth in range(3):
        outputs = outputs @ arrays[2 * depth] + arrays[2 * depth + 1]
        outputs = ACTIVATIONS[hidden if depth < 2 else last](outputs)
    return outputs


def flat(tensors):
    """Return tensors as one vector, each in C order."""
    return np.concatenate([t.detach().numpy().ravel() for t in tensors])


def main():
    torch.set_default_dtype(torch.float64)
    rng = np.random.default_rng(20)
    first = []
    for n_inputs, n_outputs in pairwise(WIDTHS):
        first.append(0.4 * rng.normal(size=(n_inputs, n_outputs)))
        first.append(0.4 * rng.normal(size=n_outputs))
    X = rng.normal(size=(BATCH, WIDTHS[0]))
    targets = {
        "mse": rng.normal(size=(BATCH, WIDTHS[-1])),
        "bce": rng.integers(0, 2, (BATCH, WIDTHS[-1])).astype(float),
        "cce": rng.integers(0, WIDTHS[-1], BATCH),
    }
    targets |= {"mae": targets["mse"], "fused": targets["cce"]}
    stored = {f"targets/{name}": y for name, y in targets.items()}
    stored["inputs"] = X
    stored["parameters"] = np.concatenate([array.ravel() for array in first])

    for hidden in ACTIVATIONS:
        for name, (last, loss) in LOSSES.items():
            arrays = [torch.tensor(a, requires_grad=True) for a in first]
            inputs = torch.tensor(X, requires_grad=True)
            outputs = forward(arrays, inputs, hidden, last)
            outputs.retain_grad()
            value = loss(outputs, torch.tensor(targets[name]))
            value.backward()
            key = f"{hidden}/{name}"
            stored[f"{key}/outputs"] = outputs.detach().numpy()
            stored[f"{key}/loss"] = value.detach().numpy()
            stored[f"{key}/d_outputs"] = outputs.grad.numpy()
            stored[f"{key}/d_inputs"] = inputs.grad.numpy()
            stored[f"{key}/gradients"] = flat(a.grad for a in arrays)

    for name, make in OPTIMIZERS.items():
        arrays = [torch.tensor(a, requires_grad=True) for a in first]
        optimizer = make(arrays)
        rows = []
        for step in range(STEPS):
            optimizer.zero_grad()
            outputs = forward(arrays, torch.tensor(X), "tanh", "linear")
            F.mse_loss(outputs, torch.tensor(targets["mse"])).backward()
            optimizer.step()
            if step in KEPT:
                rows.append(flat(arrays))
        stored[f"{name}/trajectory"] = np.array(rows)

    path = Path(__file__).with_name("reference.npz")
    np.savez_compressed(path, **stored)
    print(f"{path.name}: {len(stored)} arrays, {path.stat().st_size} bytes")
    print(f"PyTorch {torch.__version__}, NumPy {np.__version__}")


if __name__ == "__main__":
    main()
