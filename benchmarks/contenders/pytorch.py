"""PyTorch as its tutorials write it, one operation at a time."""

import numpy as np
import torch

from contenders import BETA1, BETA2, EPSILON, MOMENTUM


class Contender:
    """A Sequential, CrossEntropyLoss and an optimizer with its defaults."""

    fused = None  # how the optimizer is computed: PyTorch chooses
    extras = {
        "BatchNorm": torch.nn.BatchNorm1d,
        "LayerNorm": torch.nn.LayerNorm,
        "Dropout": lambda features: torch.nn.Dropout(0.5),
    }

    def __init__(self, weights, optimizer, rate, extra=None):
        torch.set_num_threads(1)
        layers = []
        for matrix in weights:
            layers.append(torch.nn.Linear(*matrix.shape))
            with torch.no_grad():
                layers[-1].weight.copy_(torch.from_numpy(matrix.T.copy()))
                layers[-1].bias.zero_()
            if matrix is not weights[-1]:
                if extra:
                    layers.append(self.extras[extra](matrix.shape[1]))
                layers.append(torch.nn.ReLU())
        self.network = torch.nn.Sequential(*layers)
        self.loss = torch.nn.CrossEntropyLoss()
        parameters = self.network.parameters()
        if optimizer == "adam":
            self.optimizer = torch.optim.Adam(
                parameters, rate, (BETA1, BETA2), EPSILON, fused=self.fused
            )
        else:
            self.optimizer = torch.optim.SGD(
                parameters, rate, MOMENTUM, fused=self.fused
            )

    def lay_out(self, batches):
        return [
            (torch.from_numpy(X), torch.from_numpy(y.astype(np.int64)))
            for X, y in batches
        ]

    def run(self, batches):
        losses = []
        for inputs, labels in batches:
            self.optimizer.zero_grad()
            loss = self.loss(self.network(inputs), labels)
            loss.backward()
            self.optimizer.step()
            losses.append(loss.detach())
        return torch.stack(losses).tolist()

    def classify(self, X):
        with torch.no_grad():
            return self.network(torch.from_numpy(X)).argmax(dim=1).numpy()
