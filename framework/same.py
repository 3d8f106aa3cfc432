"""Train one network here and its twin in PyTorch; print where they part.

    python framework/same.py

needs `nnfs` and PyTorch.  Both get the same weights, batches and rate.
"""

import tempfile
from pathlib import Path

import numpy as np
import torch
from model import RATE, STEPS, draws, ours, speller
from torch import nn
from torch.nn import functional as F

import nnfs
from nnfs import sequences

TYPES = {"float64": (np.float64, torch.float64)}
TYPES |= {"float32": (np.float32, torch.float32)}


class Positions(nn.Module):
    """Add a row of weights to each position."""

    def __init__(self, context, width):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(context, width))

    def forward(self, inputs):
        return inputs + self.weight[: inputs.shape[1]]


class Attention(nn.Module):
    """PyTorch's attention, with question, key and value in one array."""

    def __init__(self, heads, causal):
        super().__init__()
        self.heads, self.causal = heads, causal

    def forward(self, inputs):
        batch, time, width = inputs.shape
        cut = inputs.view(batch, time, 3, self.heads, -1)
        q, k, v = cut.permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=self.causal)
        return mixed.transpose(1, 2).reshape(batch, time, width // 3)


class Residual(nn.Sequential):
    """Layers that add their inputs to their outputs."""

    def forward(self, inputs):
        return inputs + super().forward(inputs)


def twin(layer):
    """Return PyTorch's module for a layer of ours, with weights of its own."""
    match layer:
        case nnfs.Residual():
            return Residual(*map(twin, layer.layers))
        case nnfs.Network():
            return nn.Sequential(*map(twin, layer.layers))
        case nnfs.Dense():
            return nn.Linear(layer.n_inputs, layer.n_outputs)
        case nnfs.ReLU():
            return nn.ReLU()
        case nnfs.LayerNorm():
            return nn.LayerNorm(layer.n_inputs, eps=layer.epsilon)
        case sequences.Embedding():
            return nn.Embedding(layer.n_symbols, layer.n_outputs)
        case sequences.Positions():
            return Positions(layer.context, layer.n_outputs)
        case sequences.Attention():
            return Attention(layer.heads, layer.causal)
    raise TypeError(f"{layer!r} has no twin here: add a case to twin")


OURS = {
    nn.Linear: {"weight": "weights", "bias": "biases"},
    nn.LayerNorm: {"weight": "scales", "bias": "shifts"},
    nn.Embedding: {"weight": "weights"},
    Positions: {"weight": "weights"},
}


def pairs(model):
    """Yield the name of each parameter there and here, and how to turn it."""
    for place, module in model.named_modules():
        for theirs, name in OURS.get(type(module), {}).items():
            turned = isinstance(module, nn.Linear) and theirs == "weight"
            turn = np.transpose if turned else np.asarray
            yield f"{place}.{theirs}", f"{place}.{name}", turn


def to_nnfs(model):
    """Return the arrays of a model, as `Network.save` names and lays them."""
    state = model.state_dict()
    return {n: turn(state[there].numpy()) for there, n, turn in pairs(model)}


def to_torch(arrays, model):
    """Put arrays of ours into a model."""
    model.load_state_dict(
        {
            there: torch.tensor(turn(arrays[name]))
            for there, name, turn in pairs(model)
        }
    )


def theirs(model, steps=STEPS, seed=0):
    """Train by Adam; return the loss of each step."""
    optimizer, losses = torch.optim.Adam(model.parameters(), RATE), []
    for symbols, following in draws(steps, seed):
        optimizer.zero_grad()
        scores = model(torch.tensor(symbols))
        loss = F.cross_entropy(
            scores.flatten(0, 1), torch.tensor(following).flatten()
        )
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def both(name):
    """Train both in a type; return the losses, and how far apart they end."""
    dtype, their_type = TYPES[name]
    network = speller(dtype)
    model = twin(network).to(their_type)
    to_torch(network.snapshot(), model)
    here, there = ours(network), theirs(model)
    arrays, trained = network.snapshot(), to_nnfs(model)
    apart = max(abs(arrays[name] - trained[name]).max() for name in arrays)
    return {"ours": here, "theirs": there, "parameters apart": float(apart)}


def travel():
    """Carry weights there and back again; return whether each bit arrived."""
    model = twin(speller(np.float32)).to(torch.float32)
    theirs(model, steps=5)
    there = {name: value.clone() for name, value in model.state_dict().items()}
    network = speller(np.float32, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.npz")
        np.savez(path, **to_nnfs(model))
        network.load(path)  # there to here
        read = network.snapshot()
        came = [np.array_equal(read[n], a) for n, a in to_nnfs(model).items()]
        network.save(path)  # and here to there
        with np.load(path) as arrays:
            other = twin(network)
            to_torch(arrays, other)
    back = [torch.equal(there[n], v) for n, v in other.state_dict().items()]
    symbols, _ = next(draws(1))
    with torch.no_grad():
        scores = other(torch.tensor(symbols)).numpy()
    return {
        "arrays": len(came),
        "came": sum(came),
        "back": sum(back),
        "scores apart": float(abs(network.predict(symbols) - scores).max()),
    }


def measure():
    """Return everything that is stored."""
    return {name: both(name) for name in TYPES} | {"travel": travel()}


def main():
    """Print the losses of both, and their distance."""
    print(
        "step     nnfs  PyTorch     apart in float64    in float32", flush=True
    )
    found = {name: both(name) for name in TYPES}
    for step in (0, 9, 99, 399):
        apart = {
            name: abs(runs["ours"][step] - runs["theirs"][step])
            for name, runs in found.items()
        }
        print(
            f"{step + 1:4}{found['float64']['ours'][step]:9.5f}"
            f"{found['float64']['theirs'][step]:9.5f}"
            f"{apart['float64']:21.1e}{apart['float32']:14.1e}"
        )


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
