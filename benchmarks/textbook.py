"""From textbook code to nnfs, one change at a time; print the times as JSON.

`Textbook` is a network as it is written to be understood: float64, a new array
for every formula, an Adam for each array of parameters.  Every change is a
switch, and the last stage is nnfs itself, with all its checks.
"""

import json

import numpy as np
import stopwatch
from contenders import BETA1, BETA2, EPSILON, contender
from race import LOSSES, RATE, TOLERANCE, cycled, first_weights, task

from nnfs import Adam

CHANGES = (
    "float32",
    "no gradient for the inputs",
    "the optimizer in place on one vector",
    "the fused loss without label indexing",
    "ReLU's slope as a product with a mask",
    "the bias gradient as a product",
    "what has faded is forgotten",
)


class Textbook:
    """The same training step, with some of the changes made."""

    def __init__(self, weights, changes):
        self.changes = frozenset(changes)
        dtype = np.float32 if "float32" in changes else np.float64
        self.weights = [matrix.astype(dtype) for matrix in weights]
        self.biases = [np.zeros(m.shape[1], dtype) for m in weights]
        self.parameters = [*self.weights, *self.biases]
        if "the optimizer in place on one vector" in changes:
            self.vector = np.concatenate([p.ravel() for p in self.parameters])
            stops = np.cumsum([p.size for p in self.parameters])[:-1]
            self.parameters = [
                part.reshape(p.shape)
                for part, p in zip(
                    np.split(self.vector, stops), self.parameters, strict=True
                )
            ]
            self.weights = self.parameters[: len(weights)]
            self.biases = self.parameters[len(weights) :]
            self.adam = Adam(RATE)
            if "what has faded is forgotten" not in changes:
                self.adam.flush_subnormals = lambda: None
        self.means = [np.zeros_like(p) for p in self.parameters]
        self.squares = [np.zeros_like(p) for p in self.parameters]
        self.steps = 0

    def lay_out(self, batches):
        dtype = self.weights[0].dtype
        return [(X.astype(dtype), y) for X, y in batches]

    def run(self, batches):
        return [self.step(inputs, labels) for inputs, labels in batches]

    def step(self, inputs, labels):
        layers, memory = len(self.weights), []
        for layer in range(layers):
            sums = inputs @ self.weights[layer] + self.biases[layer]
            memory.append((inputs, sums))
            inputs = np.maximum(sums, 0) if layer < layers - 1 else sums
        loss, d = self.loss(inputs, labels)
        d_weights, d_biases = [None] * layers, [None] * layers
        for layer in reversed(range(layers)):
            inputs, sums = memory[layer]
            if layer < layers - 1:
                d = self.relu_backward(d, sums)
            d_weights[layer] = inputs.T @ d
            d_biases[layer] = self.summed(d)
            if layer or "no gradient for the inputs" not in self.changes:
                d = d @ self.weights[layer].T
        self.move([*d_weights, *d_biases])
        return loss

    def relu_backward(self, d, sums):
        if "ReLU's slope as a product with a mask" in self.changes:
            return d * (sums > 0).astype(d.dtype)
        d = d.copy()
        d[sums <= 0] = 0
        return d

    def summed(self, d):
        if "the bias gradient as a product" in self.changes:
            return np.ones(len(d), d.dtype) @ d
        return d.sum(axis=0)

    def loss(self, scores, labels):
        if "the fused loss without label indexing" in self.changes:
            columns = scores.T.copy()
            columns -= columns.max(axis=0)
            exponentials = np.exp(columns)
            totals = exponentials.sum(axis=0)
            truth = np.arange(len(columns))[:, None] == labels
            truth = truth.astype(columns.dtype)
            loss = np.log(totals).sum() - np.vdot(truth, columns)
            d = (exponentials / totals - truth) / len(labels)
            return loss / len(labels), d.T
        rows = np.arange(len(labels))
        exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
        probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = np.mean(-np.log(probabilities[rows, labels]))
        d_probabilities = np.zeros_like(probabilities)
        d_probabilities[rows, labels] = -1 / probabilities[rows, labels]
        d_probabilities /= len(labels)
        products = d_probabilities * probabilities
        total = products.sum(axis=1, keepdims=True)
        return loss, products - probabilities * total

    def move(self, gradients):
        if "the optimizer in place on one vector" in self.changes:
            vector = np.concatenate([g.ravel() for g in gradients])
            self.adam.step(self.vector, vector)
            return
        self.steps += 1
        for place, (p, g) in enumerate(
            zip(self.parameters, gradients, strict=True)
        ):
            self.means[place] = BETA1 * self.means[place] + (1 - BETA1) * g
            self.squares[place] = (
                BETA2 * self.squares[place] + (1 - BETA2) * g**2
            )
            mean = self.means[place] / (1 - BETA1**self.steps)
            squares = self.squares[place] / (1 - BETA2**self.steps)
            p -= RATE * mean / (np.sqrt(squares) + EPSILON)


def stages(weights):
    """Yield the name of every stage and who runs it."""
    yield "textbook code", Textbook(weights, ())
    for made in range(1, len(CHANGES) + 1):
        yield CHANGES[made - 1], Textbook(weights, CHANGES[:made])
    yield "nnfs, with its checks", contender("ours")(weights, "adam", RATE)


def measure(name):
    """Return the median seconds of a step at every stage."""
    widths, batches = task(name)
    runs, losses = {}, []
    for stage, racer in stages(first_weights(widths)):
        few = racer.lay_out(cycled(batches, LOSSES))
        losses.append(racer.run(few))
        steps = stopwatch.steps_in_a_slice(
            lambda r=racer, b=few: r.run(b), LOSSES
        )
        own = racer.lay_out(cycled(batches, steps))
        runs[stage] = (lambda r=racer, b=own: r.run(b)), len(own)
    distance = float(np.max(np.ptp(losses, axis=0) / losses[0]))
    if not distance <= TOLERANCE:
        raise SystemExit(f"{name}: the stages differ by {distance:g}")
    return {"task": name, "seconds": stopwatch.medians(runs)}


if __name__ == "__main__":
    print(json.dumps([measure(name) for name in "ABC"]))
