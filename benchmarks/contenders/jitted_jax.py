"""JAX: the whole step is one compiled function that writes over its state."""

import jax
import jax.numpy as jnp

from contenders import BETA1, BETA2, EPSILON, MOMENTUM


class Contender:
    """A list of weights and biases, and what the optimizer remembers."""

    def __init__(self, weights, optimizer, rate):
        parameters = [(jnp.array(m), jnp.zeros(m.shape[1])) for m in weights]
        first, second = (
            jax.tree.map(jnp.zeros_like, parameters) for _ in range(2)
        )
        if optimizer == "adam":
            self.state = parameters, (first, second, jnp.int32(0))
        else:
            self.state = parameters, first
        move = {"adam": adam, "momentum": momentum}[optimizer]

        def step(state, inputs, labels):
            parameters, memory = state
            loss, gradients = jax.value_and_grad(cross_entropy)(
                parameters, inputs, labels
            )
            return move(parameters, gradients, memory, rate), loss

        self.step = jax.jit(step, donate_argnums=0)

    def lay_out(self, batches):
        return [(jnp.array(X), jnp.array(y)) for X, y in batches]

    def run(self, batches):
        losses = []
        for inputs, labels in batches:
            self.state, loss = self.step(self.state, inputs, labels)
            losses.append(loss)
        return [float(loss) for loss in losses]

    def classify(self, X):
        return scores_of(self.state[0], X).argmax(axis=1)


def scores_of(parameters, inputs):
    """Run the network."""
    *hidden, (weights, biases) = parameters
    for matrix, vector in hidden:
        inputs = jax.nn.relu(inputs @ matrix + vector)
    return inputs @ weights + biases


def cross_entropy(parameters, inputs, labels):
    """Run the network and its loss."""
    scores = scores_of(parameters, inputs)
    truth = jnp.take_along_axis(scores, labels[:, None], axis=1)[:, 0]
    return jnp.mean(jax.nn.logsumexp(scores, axis=1) - truth)


def momentum(parameters, gradients, velocity, rate):
    """Take one step with momentum."""
    tree = jax.tree.map
    velocity = tree(lambda v, g: MOMENTUM * v + g, velocity, gradients)
    return tree(lambda p, v: p - rate * v, parameters, velocity), velocity


def adam(parameters, gradients, memory, rate):
    """Take one step of Adam."""
    mean, squares, steps = memory
    tree, steps = jax.tree.map, steps + 1
    mean = tree(lambda m, g: BETA1 * m + (1 - BETA1) * g, mean, gradients)
    squares = tree(
        lambda s, g: BETA2 * s + (1 - BETA2) * g * g, squares, gradients
    )
    full1, full2 = 1 - BETA1**steps, 1 - BETA2**steps

    def moved(p, m, s):
        return p - rate * (m / full1) / (jnp.sqrt(s / full2) + EPSILON)

    return tree(moved, parameters, mean, squares), (mean, squares, steps)
