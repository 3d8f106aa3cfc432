"""The package of this book, with the loop that every chapter writes."""

import numpy as np

import nnfs


class Contender:
    """A Network, SoftmaxCrossEntropy and an optimizer, all checks on."""

    extras = {
        "BatchNorm": nnfs.BatchNorm,
        "LayerNorm": nnfs.LayerNorm,
        "Dropout": lambda features: nnfs.Dropout(0.5),
    }

    def __init__(self, weights, optimizer, rate, extra=None):
        layers = []
        for matrix in weights:
            layers.append(nnfs.Dense(*matrix.shape))
            layers[-1].weights = matrix
            if matrix is not weights[-1]:
                if extra:
                    layers.append(self.extras[extra](matrix.shape[1]))
                layers.append(nnfs.ReLU())
        self.network = nnfs.Network(*layers, dtype=np.float32)
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
