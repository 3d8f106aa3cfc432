"""Compare `nnfs` with PyTorch over the draws of draws.py.

`make oracle` makes an environment of its own, stores the values of newcomers
that have none yet, and compares: the stored draws, and as many fresh ones.  A
value that is stored is never written again.  From those files
tests/package/test_reference.py compares without PyTorch.

All is in float64.  Where the two differ in convention:

- A weight matrix is (n_inputs, n_outputs) here and (n_outputs, n_inputs) there.
- PyTorch has no step function; relu(sign(x)) is one, of derivative 0.
- Epsilon stands outside the root in both, and is drawn.  By default it is 1e-8
  here; there it is 1e-10 for Adagrad and 1e-8 for RMSprop and Adam.
- Nesterov is the same: v <- beta v + g, then a step along g + beta v.
  PyTorch starts v at the first gradient, which is beta 0 + g.
- AdamW pulls by rate * weight_decay * w in both; PyTorch does it before Adam's
  own move, which the move does not see.
- Categorical cross-entropy takes probabilities here: PyTorch's `nll_loss` is
  given their logarithm.
- PyTorch bounds the logarithm in binary cross-entropy at -100, and p (1 - p) in
  its gradient at 1e-12; the drawn probabilities stay clear of both.
- A Gaussian likelihood takes logarithms of variances here, and variances there,
  bounded at 1e-6; the drawn ones stay clear of it.
- PyTorch's exponential decay has no `every`: its factor is the root of ours.
- PyTorch's cosine climbs again after its end; there we stop to ask it.
- PyTorch's inverse time decay is a setting of Adagrad, so its rates are
  measured as the moves of Adagrad where the root is 1.
- A batch normalization's variance divides by the number of rows here, in the
  running mean too; PyTorch's running one divides by one less.  It keeps
  1 - momentum of a running mean.
- Where Dropout is silent is drawn by NumPy for both.
- Signals and pictures have their channels last here, there behind the batch.
  A filter is a column here, in the order row, column, channel.
- PyTorch's linear warm-up starts at a share that it is given, 1 / steps.
"""

import argparse
import sys

import numpy as np
import torch
from draws import (
    KEPT,
    OWN,
    SEEDS,
    STEPS,
    TOLERANCE,
    deviation,
    draw,
    draw_for_sequences,
    draw_for_the_tape,
    file_of,
    newcomers,
    ours,
    ours_by_the_tape,
    ours_of_sequences,
    read,
    the_reader,
)
from torch import nn, optim
from torch.nn import functional as F
from torch.optim import lr_scheduler


class Step(nn.Module):
    """1 above zero, 0 elsewhere; derivative 0."""

    def forward(self, inputs):
        return torch.relu(torch.sign(inputs))


class BatchNorm(nn.BatchNorm1d):
    """PyTorch's, with variances that divide by the number of rows."""

    def __init__(self, n_features, keep, epsilon):
        super().__init__(n_features, epsilon, momentum=1 - keep)
        self.keep = keep

    def forward(self, inputs):
        if self.training:
            return super().forward(inputs)
        n = len(inputs)  # as it was in training
        start = self.keep ** self.num_batches_tracked.item()
        variances = start + (self.running_var - start) * (n - 1) / n
        return F.batch_norm(
            inputs,
            self.running_mean,
            variances,
            self.weight,
            self.bias,
            eps=self.eps,
        )


class Dropout(nn.Module):
    """Masks that NumPy draws: the two would never draw the same."""

    def __init__(self, rate, rng):
        super().__init__()
        self.rate, self.rng = rate, np.random.default_rng(rng)

    def forward(self, inputs):
        if not self.training:
            return inputs
        dropped = torch.tensor(self.rng.random(inputs.shape) < self.rate)
        return torch.masked_fill(inputs, dropped, 0) / (1 - self.rate)


class Residual(nn.Sequential):
    def forward(self, inputs):
        return inputs + super().forward(inputs)


def channels_last(function, inputs, *given):
    """Call a function that wants the channels behind the batch."""
    return function(inputs.movedim(-1, 1), *given).movedim(1, -1)


class Convolution(nn.Module):
    """PyTorch's, under a matrix of weights in our order."""

    def __init__(self, n_inputs, n_outputs, size, stride, padding):
        super().__init__()
        self.shape = n_outputs, *[size] * self.axes, n_inputs
        numbers = size**self.axes * n_inputs
        self.weight = nn.Parameter(torch.zeros(n_outputs, numbers))
        self.bias = nn.Parameter(torch.zeros(n_outputs))
        self.given = stride, padding

    def forward(self, inputs):
        filters = self.weight.reshape(self.shape).movedim(-1, 1)
        return channels_last(
            self.function, inputs, filters, self.bias, *self.given
        )


class Conv1D(Convolution):
    axes, function = 1, staticmethod(F.conv1d)


class Conv2D(Convolution):
    axes, function = 2, staticmethod(F.conv2d)


class Pool(nn.Module):
    """One of PyTorch's functions over pictures."""

    def __init__(self, function, *given):
        super().__init__()
        self.function, self.given = function, given

    def forward(self, inputs):
        return channels_last(self.function, inputs, *self.given)


LAYERS = {
    "Conv1D": Conv1D,
    "Conv2D": Conv2D,
    "MaxPool": lambda size, stride: Pool(F.max_pool2d, size, stride),
    "GlobalMaxPool": lambda: Pool(F.adaptive_max_pool2d, 1),
    "GlobalAveragePool": lambda: Pool(F.adaptive_avg_pool2d, 1),
    "Flatten": nn.Flatten,
    "Reshape": lambda *shape: nn.Unflatten(1, shape),
    "BatchNorm": BatchNorm,
    "Dropout": Dropout,
    "LayerNorm": lambda n_features, epsilon: nn.LayerNorm(n_features, epsilon),
    "Residual": Residual,
    "Dense": nn.Linear,
    "Step": Step,
    "Linear": nn.Identity,
    "Sigmoid": nn.Sigmoid,
    "Tanh": nn.Tanh,
    "ReLU": nn.ReLU,
    "LeakyReLU": nn.LeakyReLU,
    "Softmax": lambda: nn.Softmax(dim=1),
}


def weighted(scores, labels, loss, class_weights):
    """Take the mean over samples; PyTorch's own is over their weights."""
    assert loss == "SoftmaxCrossEntropy"
    losses = F.cross_entropy(
        scores, labels, torch.tensor(class_weights), reduction="none"
    )
    return losses.mean()


def gaussian(predictions, targets):
    """Hand over variances; PyTorch is not given their logarithms."""
    means, logs = predictions.chunk(2, dim=-1)
    return F.gaussian_nll_loss(means, targets, torch.exp(logs), full=True)


LOSSES = {
    "MeanSquaredError": F.mse_loss,
    "MeanAbsoluteError": F.l1_loss,
    "BinaryCrossEntropy": lambda p, y: F.binary_cross_entropy(p, y.double()),
    "CategoricalCrossEntropy": lambda p, y: F.nll_loss(torch.log(p), y),
    "SoftmaxCrossEntropy": F.cross_entropy,
    "Weighted": weighted,
    "SigmoidCrossEntropy": lambda z, y: F.binary_cross_entropy_with_logits(
        z, y.double()
    ),
    "GaussianLikelihood": gaussian,
}
OPTIMIZERS = {
    "SGD": optim.SGD,
    "Momentum": lambda p, beta, nesterov: optim.SGD(
        p, momentum=beta, nesterov=nesterov
    ),
    "AdaGrad": lambda p, epsilon: optim.Adagrad(p, eps=epsilon),
    "RMSprop": lambda p, rho, epsilon: optim.RMSprop(p, alpha=rho, eps=epsilon),
    "Adam": lambda p, beta1, beta2, epsilon: optim.Adam(
        p, betas=(beta1, beta2), eps=epsilon
    ),
    "AdamW": lambda p, beta1, beta2, epsilon, weight_decay: optim.AdamW(
        p, betas=(beta1, beta2), eps=epsilon, weight_decay=weight_decay
    ),
}


def scheduled(rate, make, until=STEPS):
    """Return the rates of a scheduler that is stepped `until` a step."""
    optimizer = optim.SGD([torch.zeros(1)], rate)
    scheduler, rates = make(optimizer), []
    for step in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step < until:
            scheduler.step()
    return np.array(rates)


def inverse_time_decay(rate, decay):
    """Return the rates of Adagrad, seen as moves along gradients of 1."""
    moved = torch.zeros(STEPS)
    optimizer = optim.Adagrad([moved], rate, lr_decay=decay, eps=1e-300)
    for step in range(STEPS):  # a new parameter at each: the root is 1
        moved.grad = torch.zeros(STEPS)
        moved.grad[step] = 1
        optimizer.step()
    return -moved.numpy()


SCHEDULES = {
    "constant": lambda rate: np.full(STEPS, rate),
    "step_decay": lambda rate, factor, every: scheduled(
        rate, lambda o: lr_scheduler.StepLR(o, every, factor)
    ),
    "exponential_decay": lambda rate, factor, every: scheduled(
        rate, lambda o: lr_scheduler.ExponentialLR(o, factor ** (1 / every))
    ),
    "inverse_time_decay": inverse_time_decay,
    "cosine": lambda rate, steps, final: scheduled(
        rate, lambda o: lr_scheduler.CosineAnnealingLR(o, steps, final), steps
    ),
}


def warmup(steps):
    """Return the share of the rate at each step."""
    return scheduled(
        1.0, lambda o: lr_scheduler.LinearLR(o, 1 / steps, 1, steps - 1)
    )


def flat(model, of):
    """Return a tensor of each parameter as one vector, in our order."""
    return np.concatenate([of(p).numpy().T.ravel() for p in model.parameters()])


def build(name, given):
    """Make the twin of a layer; what it is given may be layers to make."""
    if isinstance(given, dict):
        return LAYERS[name](**given)
    inner = (build(*g) if isinstance(g, tuple) else g for g in given)
    return LAYERS[name](*inner)


def theirs(case):
    """Return, by name, all that PyTorch makes of a case."""
    model = nn.Sequential(*(build(*layer) for layer in case.layers))
    with torch.no_grad():
        for parameter, array in zip(
            model.parameters(), case.arrays, strict=True
        ):
            parameter.copy_(torch.tensor(array.T))
    inputs = torch.tensor(case.inputs, requires_grad=True)
    targets = torch.tensor(case.targets)

    def backward():
        outputs = model(inputs)
        outputs.retain_grad()
        value = LOSSES[case.loss](outputs, targets, **case.weighing)
        value.backward()
        return outputs, value

    def look():
        model.zero_grad()
        inputs.grad = None
        outputs, value = backward()
        return {
            "outputs": outputs.detach().numpy(),
            "loss": value.item(),
            "d_outputs": outputs.grad.numpy(),
            "d_inputs": inputs.grad.numpy().copy(),
            "gradients": flat(model, lambda p: p.grad),
        }

    results = look()
    if "Layer" in case.new:
        model.eval()
        results |= {f"{name} at rest": v for name, v in look().items()}
        model.train()
    rates = SCHEDULES[case.schedule](**case.course)
    if case.warmup:
        rates = rates * warmup(case.warmup)
    optimizer = OPTIMIZERS[case.optimizer](model.parameters(), **case.settings)
    places = []
    for rate in rates:
        optimizer.zero_grad()
        backward()
        optimizer.param_groups[0]["lr"] = float(rate)
        optimizer.step()
        places.append(flat(model, torch.detach))
    results |= {"rates": rates, "trajectory": np.array(places)[KEPT]}
    return results


def theirs_by_autograd(case):
    """Return, by name, what PyTorch makes of a block for the tape."""
    inputs, labels, arrays, direction = case
    inputs, labels, direction = map(torch.tensor, (inputs, labels, direction))
    leaves = {
        name: torch.tensor(array, requires_grad=True)
        for name, array in arrays.items()
    }
    width = leaves["table"].shape[1]
    x = leaves["table"][inputs] + leaves["positions"]
    x = F.layer_norm(x, [width], eps=0.01)
    ways = (x @ leaves[name] for name in ("asks", "answers", "values"))
    x = torch.tanh(F.scaled_dot_product_attention(*ways)) + x
    z = (x @ leaves["weights"] + leaves["biases"]).flatten(0, 1)
    value = F.cross_entropy(z, labels.ravel())
    found = torch.autograd.grad(value, [*leaves.values()], create_graph=True)
    rate = (found[0] * direction).sum()
    (curvature,) = torch.autograd.grad(rate, leaves["table"])
    results = dict(zip(leaves, found, strict=True))
    results |= {"value": value, "rate": rate, "curvature": curvature}
    return {name: one.detach().numpy() for name, one in results.items()}


def theirs_of_the_reader():
    """Return loss and gradients of chapter 14's network, by PyTorch."""
    network, inputs, labels = the_reader()
    leaves = [
        torch.tensor(array.copy(), requires_grad=True)
        for _, array in network.named_parameters()
    ]
    x = torch.tensor(inputs)
    for number in (0, 2, 4):
        x = torch.relu(x) if number else x
        x = x @ leaves[number] + leaves[number + 1]
    loss = F.cross_entropy(x, torch.tensor(labels))
    slopes = torch.autograd.grad(loss, leaves)
    gradients = torch.cat([slope.ravel() for slope in slopes])
    return {"loss": loss.item(), "gradients": gradients.numpy()}


def theirs_of_sequences(case):
    """Return, by name, what PyTorch makes of a drawn transformer."""
    network, inputs, labels = case
    inputs, labels = torch.tensor(inputs), torch.tensor(labels)
    attention = network.layers[2].layers[2]
    width, heads = attention.width, attention.heads
    leaves = {
        name: torch.tensor(array.copy(), requires_grad=True)
        for name, array in network.named_parameters()
    }

    def dense(x, place):
        weights = leaves[f"{place}.weights"]
        return F.linear(x, weights.T, leaves[f"{place}.biases"])

    def norm(x, place):
        to_each = leaves[f"{place}.scales"], leaves[f"{place}.shifts"]
        return F.layer_norm(x, [width], *to_each, eps=1e-5)

    x = F.embedding(inputs, leaves["0.weights"])
    x = x + leaves["1.weights"][: inputs.shape[1]]
    ways = dense(norm(x, "2.0"), "2.1").chunk(3, dim=-1)
    q, k, v = (way.unflatten(-1, (heads, -1)).transpose(1, 2) for way in ways)
    mixed = F.scaled_dot_product_attention(q, k, v, is_causal=attention.causal)
    # It gives no shares: they are what it makes of a value of 1 at one place.
    places = torch.eye(inputs.shape[1]).expand(*q.shape[:2], -1, -1)
    shares = F.scaled_dot_product_attention(
        q, k, places, is_causal=attention.causal
    )
    x = x + dense(mixed.transpose(1, 2).flatten(2), "2.3")
    x = x + dense(torch.tanh(dense(norm(x, "3.0"), "3.1")), "3.3")
    outputs = dense(x, "4")
    loss = F.cross_entropy(outputs.flatten(0, 1), labels.ravel())
    slopes = torch.autograd.grad(loss, [*leaves.values()])
    results = {"outputs": outputs, "loss": loss, "shares": shares}
    results["gradients"] = torch.cat([slope.ravel() for slope in slopes])
    return {name: one.detach().numpy() for name, one in results.items()}


# Draws of their own: how to draw, what is ours, what is theirs.
APART = {
    "tape": (draw_for_the_tape, ours_by_the_tape, theirs_by_autograd),
    "sequences": (draw_for_sequences, ours_of_sequences, theirs_of_sequences),
}


def compare_apart(name, first, fresh):
    """Store its values where there are none; return the worst deviation."""
    draw_one, ours_of, theirs_of = APART[name]
    path = file_of(name)
    if not path.exists():
        arrays = {
            f"{seed}/{result}": value
            for seed in OWN
            for result, value in theirs_of(draw_one(seed)).items()
        }
        np.savez_compressed(path, **arrays)
        print(f"Stored {path.name}.\n")
    worst = 0
    for seed in (*OWN, *range(first, first + fresh)):
        case = draw_one(seed)
        mine, other = ours_of(case), theirs_of(case)
        assert mine.keys() == other.keys()
        worst = max(worst, *(deviation(mine[n], other[n]) for n in mine))
    return worst


def kind(case, name):
    """Return what a result is an example of."""
    new = "".join(f"{newcomer}: " for newcomer in case.new.values())
    if name == "trajectory" and not new:
        return f"trajectory: {case.optimizer}"
    if name == "rates" and not new:
        return f"rates: {case.schedule}{', warm-up' if case.warmup else ''}"
    return new + name


def worst(keys, left, right):
    """Return, for each kind, the worst deviation and its seed."""
    found = {}
    for key in keys:
        case = draw(*key)
        mine, other = left(key), right(key)
        assert mine.keys() == other.keys()
        for name, result in mine.items():
            size = deviation(result, other[name])
            row = kind(case, name)
            if row not in found or size > found[row][0]:
                found[row] = size, key[0]
    return found


def live(key):
    return theirs(draw(*key))


def here(key):
    return ours(draw(*key))


def store_missing():
    """Write the values of newcomers that have none yet."""
    for name in newcomers():
        if not file_of(name).exists():
            arrays = {
                f"{seed}/{result}": value
                for seed in OWN
                for result, value in live((seed, name)).items()
            }
            np.savez_compressed(file_of(name), **arrays)
            print(f"Stored {file_of(name).name}.\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--fresh", type=int, default=len(SEEDS), help="draws")
    parser.add_argument("--seed", type=int, help="the first of the fresh")
    options = parser.parse_args()
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)

    store_missing()
    stored = read()
    first = options.seed
    if first is None:
        first = int(np.random.default_rng().integers(10**3, 10**6))
    fresh = [(first + n, None) for n in range(options.fresh)]
    fresh += [(first + n, name) for name in newcomers() for n in OWN]

    columns = [
        worst(stored, stored.__getitem__, live),
        worst(stored, here, live),
        worst(fresh, here, live),
    ]
    print(f"Worst deviation from PyTorch {torch.__version__}, and its seed;")
    print(
        f"{len(stored)} stored draws, {len(fresh)} fresh from seed {first}.\n"
    )
    print(
        f"{'':36}{'stored values':>16}{'nnfs, stored':>16}{'nnfs, fresh':>16}"
    )
    for key in sorted(set().union(*columns)):
        cells = [
            "{:.0e} {:>6}".format(*column[key]) if key in column else ""
            for column in columns
        ]
        print(f"{key:36}" + "".join(f"{cell:>16}" for cell in cells))
    if not file_of("reader").exists():
        np.savez_compressed(file_of("reader"), **theirs_of_the_reader())
    apart = {name: compare_apart(name, first, options.fresh) for name in APART}
    print(f"\nThe tape, with second derivatives: {apart['tape']:.0e}.")
    print(f"A transformer: {apart['sequences']:.0e}.")
    if max(apart.values()) > TOLERANCE or not all(
        size <= TOLERANCE for column in columns for size, _ in column.values()
    ):
        sys.exit(f"\nA deviation is above {TOLERANCE:g}.")


if __name__ == "__main__":
    main()
