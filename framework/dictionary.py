"""A dictionary of `nnfs` and PyTorch: each entry is measured, not remembered.

An entry computes a thing here, the same thing there, and what comes out there
if one overlooks the difference that the entry is about.
"""

import numpy as np
import torch
from torch import nn, optim
from torch.nn import functional as F

import nnfs
from nnfs import tape

ENTRIES = []
rng = np.random.default_rng(0)
X, SCORES = rng.normal(size=(6, 5)), rng.normal(size=(6, 3))
LABELS = rng.integers(0, 3, 6)
GRADIENTS = rng.normal(size=(8, 4))


def entry(here, there, mind):
    """Add a function that computes (here, there, overlooked)."""

    def add(function):
        ENTRIES.append((here, there, mind, function))
        return function

    return add


def tensor(array):
    return torch.tensor(array, dtype=torch.float64)


def linear(weights, biases=0.0):
    """Return a Linear with these weights of ours."""
    layer = nn.Linear(*weights.shape).double()
    with torch.no_grad():
        layer.weight.copy_(tensor(weights.T))
        layer.bias.fill_(biases)
    return layer


@entry("Dense(5, 5).weights", "Linear(5, 5).weight.T", "the other way round")
def turned():
    dense = nnfs.Dense(5, 5, rng=np.random.default_rng(0))
    here = nnfs.Network(dense).forward(X)
    return (
        here,
        linear(dense.weights)(tensor(X)),
        linear(dense.weights.T)(tensor(X)),
    )


@entry("SoftmaxCrossEntropy()", "F.cross_entropy", "takes scores, no shares")
def scores():
    here = nnfs.SoftmaxCrossEntropy().forward(SCORES, LABELS)
    z, labels = tensor(SCORES), torch.tensor(LABELS)
    shares = F.softmax(z, dim=1)
    return here, F.cross_entropy(z, labels), F.cross_entropy(shares, labels)


@entry("SigmoidCrossEntropy()", "F.b…_with_logits", "takes scores, no shares")
def logits():
    truth = (SCORES > 0.3).astype(int)
    here = nnfs.SigmoidCrossEntropy().forward(SCORES, truth)
    z, y = tensor(SCORES), tensor(truth)
    find = F.binary_cross_entropy_with_logits
    return here, find(z, y), find(torch.sigmoid(z), y)


@entry("MeanSquaredError()", "F.mse_loss", "the mean over all elements")
def squares():
    here = nnfs.MeanSquaredError().forward(SCORES, SCORES[::-1])
    z, y = tensor(SCORES), tensor(SCORES[::-1].copy())
    return here, F.mse_loss(z, y), F.mse_loss(z, y, reduction="sum") / len(y)


@entry("network.backward(...)", "zero_grad, backward", "theirs add up")
def slopes():
    dense = nnfs.Dense(5, 3, rng=np.random.default_rng(0))
    network, loss = nnfs.Network(dense), nnfs.SoftmaxCrossEntropy()
    there, found = linear(dense.weights), []
    for _ in range(2):
        loss.forward(network.forward(X), LABELS)
        network.backward(loss.backward())
        F.cross_entropy(there(tensor(X)), torch.tensor(LABELS)).backward()
        found.append(there.weight.grad.T.clone())
    return dense.d_weights, found[0], found[1]


@entry("predict(X)", "eval(), then model(X)", "a mode, not an argument")
def modes():
    network = nnfs.Network(nnfs.BatchNorm(5))
    model = nn.BatchNorm1d(5).double()
    here = network.predict(X)
    return here, model.eval()(tensor(X)), model.train()(tensor(X))


@entry("BatchNorm(5, keep=0.9)", "momentum=0.1", "what is kept, what is new")
def kept():
    network = nnfs.Network(nnfs.BatchNorm(5, keep=0.9))
    network.forward(X, training=True)
    right, wrong = (nn.BatchNorm1d(5, momentum=m).double() for m in (0.1, 0.9))
    right(tensor(X)), wrong(tensor(X))
    return network.layers[0].means, right.running_mean, wrong.running_mean


@entry("BatchNorm's variances", "running_var", "divided by n, by n - 1")
def variances():
    network = nnfs.Network(nnfs.BatchNorm(5, keep=0.0))
    network.forward(X, training=True)
    there = nn.BatchNorm1d(5, momentum=1.0).double()
    there(tensor(X))
    n = len(X)
    return (
        network.layers[0].variances,
        there.running_var * (n - 1) / n,
        there.running_var,
    )


@entry("LayerNorm(5)", "LayerNorm(5)", "epsilon inside the root")
def normed():
    small = 0.01 * X
    here = nnfs.Network(nnfs.LayerNorm(5)).forward(small)
    x = tensor(small)
    centred = x - x.mean(1, keepdim=True)
    outside = x.std(1, correction=0, keepdim=True) + 1e-5
    return here, nn.LayerNorm(5).double()(x), centred / outside


def walked(make):
    """Return where an optimizer of theirs goes from 0 along the gradients."""
    weights = torch.zeros(4, dtype=torch.float64)
    optimizer = make([weights])
    for gradient in GRADIENTS:
        weights.grad = tensor(gradient)
        optimizer.step()
    return weights


def walk(optimizer):
    """Return where an optimizer of ours goes from 0 along the gradients."""
    weights = np.zeros(4, dtype=float)
    for gradient in GRADIENTS:
        optimizer.step(weights, gradient.copy())
    return weights


@entry("Momentum(0.1)", "SGD(…, momentum=0.9)", "no factor of 1 - beta")
def momentum():
    def make(dampening):
        return walked(
            lambda p: optim.SGD(p, 0.1, momentum=0.9, dampening=dampening)
        )

    return walk(nnfs.Momentum(0.1)), make(0), make(0.1)


@entry("RMSprop(0.1)", "RMSprop(…, alpha=0.9)", "their memory is 0.99")
def rms():
    right = walked(lambda p: optim.RMSprop(p, 0.1, alpha=0.9))
    return (
        walk(nnfs.RMSprop(0.1)),
        right,
        walked(lambda p: optim.RMSprop(p, 0.1)),
    )


@entry("Adam(0.1)", "Adam(…, 0.1)", "epsilon outside the root")
def adam():
    def inside(gradients):
        mean, square, place = 0.0, 0.0, np.zeros(4, dtype=float)
        for step, g in enumerate(gradients, 1):
            mean, square = 0.9 * mean + 0.1 * g, 0.999 * square + 0.001 * g * g
            first, second = mean / (1 - 0.9**step), square / (1 - 0.999**step)
            place = place - 0.1 * first / np.sqrt(second + 1e-8)
        return tensor(place)

    right = walked(lambda p: optim.Adam(p, 0.1))
    return walk(nnfs.Adam(0.1)), right, inside(GRADIENTS)


@entry("AdamW(0.1)", "AdamW(…, 0.1)", "Adam's weight_decay is another")
def decayed():
    start = walk(nnfs.AdamW(0.1, weight_decay=0.5))
    right = walked(lambda p: optim.AdamW(p, 0.1, weight_decay=0.5))
    wrong = walked(lambda p: optim.Adam(p, 0.1, weight_decay=0.5))
    return start, right, wrong


@entry(
    "Conv2D: (n, rows, columns, c)", "(n, c, rows, columns)", "channels last"
)
def channels():
    pictures = np.random.default_rng(1).normal(size=(2, 4, 4, 4))
    layer = nnfs.Conv2D(4, 2, rng=np.random.default_rng(0))
    here = nnfs.Network(layer).forward(pictures)
    filters = tensor(layer.weights.T.reshape(2, 3, 3, 4)).movedim(-1, 1)
    x = tensor(pictures)
    right = F.conv2d(x.movedim(-1, 1), filters).movedim(1, -1)
    return here, right, F.conv2d(x, filters).movedim(1, -1)


@entry("Network(...)", "model.double()", "theirs is float32 at first")
def doubled():
    dense = nnfs.Dense(5, 3, rng=np.random.default_rng(0))
    here = nnfs.Network(dense).forward(X)
    single = linear(dense.weights).float()(tensor(X).float())
    return here, linear(dense.weights)(tensor(X)), single


@entry("tape.gradient(f)(x)", "autograd.grad(f(x), x)", ".item() leaves it")
def taped():
    x = 1 + abs(X[0])
    here = tape.gradient(lambda x: tape.total(x * x / tape.total(x)))(x)
    followed = tensor(x).requires_grad_()
    right = (followed * followed / followed.sum()).sum()
    wrong = (followed * followed / followed.sum().item()).sum()
    slopes = [torch.autograd.grad(f, followed)[0] for f in (right, wrong)]
    return here, *slopes


@entry("tape.gradient of a slope", "create_graph=True", "or it is a constant")
def twice():
    def slope(x):
        first = tape.gradient(lambda x: tape.total(x**3))(x)
        return tape.total(first * x)

    def theirs(**options):
        x = tensor(X[0]).requires_grad_()
        (first,) = torch.autograd.grad((x**3).sum(), x, **options)
        return torch.autograd.grad((first * x).sum(), x)[0]

    here = tape.gradient(slope)(X[0])
    return here, theirs(create_graph=True), theirs(retain_graph=True)


def measure():
    """Return each entry, how far the two are apart, and when overlooked."""
    rows = []
    for here, there, mind, function in ENTRIES:
        ours, right, wrong = function()
        right, wrong = (value.detach().numpy() for value in (right, wrong))
        rows.append(
            {
                "here": here,
                "there": there,
                "mind": mind,
                "apart": float(abs(right - ours).max()),
                "overlooked": float(abs(wrong - ours).max()),
            }
        )
    return rows


def main():
    for row in measure():
        print("{here:30}{there:24}{apart:9.1e}{overlooked:9.1e}".format(**row))


if __name__ == "__main__":
    main()
