"""Write conformance.json: what a port of the package is held to.

    .venv/bin/python ports/make.py

The numbers are given in full: read back, they are the same. What they mean, and
in which order to meet them, says book/write-it-in-your-language.md.
"""

import json
from pathlib import Path

import numpy as np

import nnfs

PATH = Path(__file__).with_name("conformance.json")
SEEDS = 0, 42, 2**32 + 5  # one that needs more than 32 bits
STEPS = 10
OPTIMIZERS = (
    ("SGD", {"learning_rate": 0.5}),
    ("Momentum", {"learning_rate": 0.1, "beta": 0.9, "nesterov": False}),
    ("Momentum", {"learning_rate": 0.1, "beta": 0.9, "nesterov": True}),
    ("AdaGrad", {"learning_rate": 0.1, "epsilon": 1e-8}),
    ("RMSprop", {"learning_rate": 0.02, "rho": 0.9, "epsilon": 1e-8}),
    (
        "Adam",
        {"learning_rate": 0.05, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    ),
    (
        "AdamW",
        {
            "learning_rate": 0.05,
            "beta1": 0.9,
            "beta2": 0.999,
            "epsilon": 1e-8,
            "weight_decay": 0.1,
        },
    ),
)


def random_stream(seed):
    """Return what the generator of a seed gives, from its first words on."""
    rng = np.random.default_rng
    state = rng(seed).bit_generator.state["state"]
    words = np.random.SeedSequence(seed).generate_state(8)
    raw = np.random.PCG64(seed).random_raw(5)
    wanted = {
        "words": words.tolist(),
        "state": f"{state['state']:#034x}",
        "increment": f"{state['inc']:#034x}",
        "integers": [f"{number:#018x}" for number in raw.tolist()],
        "doubles": rng(seed).random(5).tolist(),
        "order": rng(seed).permutation(10).tolist(),
        "normals": rng(seed).standard_normal(5).tolist(),
    }
    return {"given": {"seed": seed}, "wanted": wanted}


def points():
    """Return nine points of a spiral."""
    given = {"seed": 0, "samples": 3, "classes": 3, "noise": 0.2}
    X, y = nnfs.spiral(
        given["samples"],
        classes=given["classes"],
        rng=np.random.default_rng(given["seed"]),
        noise=given["noise"],
    )
    return {"given": given, "wanted": {"X": X.tolist(), "y": y.tolist()}}


def built():
    """Return the network of the file, its parameters short and none of them 0.

    A bias of 0 would put the point in the middle of the spiral on the kinks.
    Each neuron of the first layer is on for some points and off for others.
    """
    network = nnfs.Network(nnfs.Dense(2, 4), nnfs.ReLU(), nnfs.Dense(4, 3))
    rng = np.random.default_rng(1)
    network.parameters = rng.normal(0, 0.8, network.parameters.size).round(2)
    return network


def there_and_back(X, y):
    """Return outputs, loss and slopes of the network on a batch."""
    network, loss = built(), nnfs.SoftmaxCrossEntropy()
    outputs, rows = [], X
    for layer in network.layers:
        rows = layer.predict(rows)
        outputs.append(rows.tolist())
    value = loss.forward(network.forward(X), y)
    slopes = loss.backward()
    d_inputs = network.backward(slopes, d_inputs=True)
    d_named = {}
    for position, layer in enumerate(network.layers):
        for name in layer.shapes:
            found = getattr(layer, f"d_{name}")
            d_named[f"{position}.d_{name}"] = found.tolist()
    named = {name: array.tolist() for name, array in network.named_parameters()}
    return {
        "given": {"parameters": named, "X": X.tolist(), "y": y.tolist()},
        "wanted": {
            "outputs": outputs,
            "loss": value,
            "d_outputs": slopes.tolist(),
            "gradients": d_named,
            "d_inputs": d_inputs.tolist(),
        },
    }


def steps_of(name, settings, X, y):
    """Return the losses of ten steps, and the parameters after two of them."""
    network, loss = built(), nnfs.SoftmaxCrossEntropy()
    optimizer = getattr(nnfs, name)(**settings)
    losses, seen = [], []
    for _ in range(STEPS):
        losses.append(loss.forward(network.forward(X, training=True), y))
        network.backward(loss.backward())
        optimizer.step(network.parameters, network.gradients)
        seen.append(network.parameters.tolist())
    return {
        "given": {"optimizer": name, **settings},
        "wanted": {"losses": losses, "first": seen[0], "last": seen[-1]},
    }


def made():
    """Return the content of the file."""
    spiral = points()
    X, y = np.array(spiral["wanted"]["X"]), np.array(spiral["wanted"]["y"])
    return {
        "random": [random_stream(seed) for seed in SEEDS],
        "spiral": [spiral],
        "network": [there_and_back(X, y)],
        "optimizers": [steps_of(*one, X, y) for one in OPTIMIZERS],
    }


def written(content):
    """Return the text of the file: what is wanted, a line to each name."""
    lines = []
    for section, cases in content.items():
        shown = []
        for case in cases:
            parts = []
            for half, named in case.items():
                rows = [
                    f"    {json.dumps(name)}: {json.dumps(value)}"
                    for name, value in named.items()
                ]
                parts.append(f'   "{half}": {{\n' + ",\n".join(rows) + "\n   }")
            shown.append("  {\n" + ",\n".join(parts) + "\n  }")
        lines.append(f' "{section}": [\n' + ",\n".join(shown) + "\n ]")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    PATH.write_text(written(made()), encoding="utf-8")
