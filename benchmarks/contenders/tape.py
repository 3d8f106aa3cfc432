"""A network as a plain function, its slopes from the tape of this book."""

import numpy as np

import nnfs
from nnfs import tape


class Contender:
    """One vector of parameters, windows on it, and an optimizer of nnfs."""

    def __init__(self, weights, optimizer, rate):
        parts = [
            part
            for matrix in weights
            for part in (matrix, np.zeros(matrix.shape[1], np.float32))
        ]
        self.parameters = np.concatenate([part.ravel() for part in parts])
        stops = np.cumsum([part.size for part in parts])
        self.windows = [
            self.parameters[stop - part.size : stop].reshape(part.shape)
            for part, stop in zip(parts, stops, strict=True)
        ]
        kinds = {"adam": nnfs.Adam, "momentum": nnfs.Momentum}
        self.optimizer = kinds[optimizer](rate)
        self.one_hot = np.eye(weights[-1].shape[1], dtype=np.float32)

    def lay_out(self, batches):
        return batches

    def scores(self, x, *parts):
        x = x @ parts[0] + parts[1]
        for weights, biases in zip(parts[2::2], parts[3::2], strict=True):
            x = x * (tape.plain(x) > 0)
            x = x @ weights + biases
        return x

    def run(self, batches):
        losses = []
        for inputs, labels in batches:
            truth, n = self.one_hot[labels], len(labels)

            def loss(*parts, inputs=inputs, truth=truth, n=n):
                z = self.scores(inputs, *parts)
                z = z - tape.plain(z).max(axis=1, keepdims=True)
                each = tape.log(tape.total(tape.exp(z), axis=1))
                return (tape.total(each) - tape.total(z * truth)) * (1 / n)

            value, backward = tape.record(loss, *self.windows)
            losses.append(float(value))
            slopes = [slope.ravel() for slope in backward(1.0)]
            self.optimizer.step(self.parameters, np.concatenate(slopes))
        return losses

    def classify(self, X):
        return self.scores(X, *self.windows).argmax(axis=1)
