"""MLPClassifier; one call takes all batches of a run, its cheapest way."""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from sklearn.neural_network._stochastic_optimizers import (
    AdamOptimizer,
    SGDOptimizer,
)

from contenders import MOMENTUM, joined

warnings.simplefilter("ignore", ConvergenceWarning)  # it stops when it is told


class Contender:
    """A classifier that fits some epochs, or continues with one."""

    shuffle = False

    def __init__(self, weights, optimizer, rate):
        self.weights, self.optimizer, self.rate = weights, optimizer, rate
        self.model = None

    def lay_out(self, batches):
        X, y, epochs = joined(batches)
        if self.model is None:
            self.start(X, y, len(batches[0][0]))
        return X, y, epochs

    def start(self, X, y, batch_size):
        """Make the model by a first fit, then put the given weights in."""
        self.model = MLPClassifier(
            [matrix.shape[1] for matrix in self.weights[:-1]],
            solver={"adam": "adam", "momentum": "sgd"}[self.optimizer],
            alpha=0,
            batch_size=batch_size,
            learning_rate_init=self.rate,
            momentum=MOMENTUM,
            nesterovs_momentum=False,
            shuffle=self.shuffle,
            warm_start=True,
            tol=0,
            n_iter_no_change=10**9,
        )
        classes = np.arange(self.weights[-1].shape[1])
        self.model.partial_fit(X[:batch_size], y[:batch_size], classes=classes)
        for place, matrix in enumerate(self.weights):
            self.model.coefs_[place][...] = matrix
            self.model.intercepts_[place][...] = 0
        parameters = self.model.coefs_ + self.model.intercepts_
        if self.optimizer == "adam":
            self.model._optimizer = AdamOptimizer(parameters, self.rate)
        else:
            self.model._optimizer = SGDOptimizer(
                parameters, self.rate, momentum=MOMENTUM, nesterov=False
            )

    def run(self, laid):
        X, y, epochs = laid
        if epochs == 1:
            self.model.partial_fit(X, y)
        else:  # from the same weights, with a new optimizer
            self.model.set_params(max_iter=epochs).fit(X, y)
        return [self.model.loss_]  # the mean over all batches

    def classify(self, X):
        return self.model.predict(X)
