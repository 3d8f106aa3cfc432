"""How the file ends: it checks a gradient, trains a network and draws."""

import numpy as np

from nnfs import (
    Adam,
    Dense,
    Network,
    ReLU,
    SoftmaxCrossEntropy,
    accuracy,
    batches,
    check_gradients,
    spiral,
)


def check():
    """Check the gradient of a small network, array by array."""
    rng = np.random.default_rng(0)
    X, y = spiral(5, classes=3, rng=rng)
    network = Network(Dense(2, 8, rng=rng), ReLU(), Dense(8, 3, rng=rng))
    # With biases of 0 the point in the middle would lie on every kink.
    network.parameters = rng.normal(0, 0.5, network.parameters.size)
    loss = SoftmaxCrossEntropy()
    for row in check_gradients(network, loss, X, y, report=True):
        print(f"gradient of {row.name:9}: relative error {row.error:.1e}")


def train(seed):
    """Train on the spiral and say how it goes; return the network."""
    rng = np.random.default_rng(seed)
    X, y = spiral(100, classes=3, rng=rng)
    network = Network(
        Dense(2, 64, rng=rng),
        ReLU(),
        Dense(64, 64, rng=rng),
        ReLU(),
        Dense(64, 3, rng=rng),
    )
    loss, optimizer = SoftmaxCrossEntropy(), Adam(learning_rate=0.02)
    for epoch in range(200):
        for inputs, labels in batches(X, y, size=100, rng=rng):
            loss.forward(network.forward(inputs, training=True), labels)
            network.backward(loss.backward())
            optimizer.step(network.parameters, network.gradients)
        if epoch % 40 == 39:
            scores = network.predict(X)
            value, right = loss.forward(scores, y), accuracy(scores, y)
            print(f"epoch {epoch + 1:3}: loss {value:.3f}, {right:.0%} right")
    return network


def plane(network, columns=61, rows=25):
    """Return the class of each place of the plane as a letter."""
    x = np.tile(np.linspace(-1, 1, columns), rows)
    y = np.repeat(np.linspace(1, -1, rows), columns)
    classes = network.predict(np.column_stack([x, y])).argmax(axis=-1)
    letters = np.array(list(".+#"))[classes].reshape(rows, columns)
    return "\n".join("".join(line) for line in letters)


if __name__ == "__main__":
    check()
    print(plane(train(seed=0)))
