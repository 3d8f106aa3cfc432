"""The package of this book, with the loop that every chapter writes."""

import numpy as np

import nnfs


class Contender:
    """A Network, SoftmaxCrossEntropy and an optimizer, all checks on."""

    def __init__(self, weights, optimizer, rate):
        layers = []
        for matrix in weights:
            layers += [nnfs.Dense(*matrix.shape), nnfs.ReLU()]
            layers[-2].weights = matrix
        self.network = nnfs.Network(*layers[:-1], dtype=np.float32)
        self.loss = nnfs.SoftmaxCrossEntropy()
        kinds = {"adam": nnfs.Adam, "momentum": nnfs.Momentum}
        self.optimizer = kinds[optimizer](rate)

    def lay_out(self, batches):
        return batches

    def run(self, batches):
        network, loss, optimizer = self.network, self.loss, self.optimizer
        losses = []
        for inputs, labels in batches:
            outputs = network.forward(inputs, training=True)
            losses.append(loss.forward(outputs, labels))
            network.backward(loss.backward())
            optimizer.step(network.parameters, network.gradients)
        return losses

    def classify(self, X):
        return self.network.predict(X).argmax(axis=1)
