"""PyTorch as its tutorials write it, one operation at a time."""

import numpy as np
import torch

from contenders import BETA1, BETA2, EPSILON, MOMENTUM


class Contender:
    """A Sequential, CrossEntropyLoss and an optimizer with its defaults."""

    fused = None  # how the optimizer is computed: PyTorch chooses

    def __init__(self, weights, optimizer, rate):
        torch.set_num_threads(1)
        layers = []
        for matrix in weights:
            layers += [torch.nn.Linear(*matrix.shape), torch.nn.ReLU()]
            with torch.no_grad():
                layers[-2].weight.copy_(torch.from_numpy(matrix.T.copy()))
                layers[-2].bias.zero_()
        self.network = torch.nn.Sequential(*layers[:-1])
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
