"""Networks drawn at random, each with data, loss, optimizer and schedule.

`draw` is the only list of cases: `oracle.py` gives them to PyTorch, the tests
give them to `nnfs`.  A draw depends on its seed alone.  NumPy promises no
eternal streams: should a version change one, every case fails, and the values
have to be stored again.

No draw meets a kink.  The scores before an activation and the errors before
MeanAbsoluteError are sums of normal numbers, never exactly 0; a softmax and a
loss over classes have at least two, as with one the exact gradient is 0 and
all that could be compared is rounding.  Where the slopes of MeanAbsoluteError
cancel there is such a 0 still, so no softmax stands before it; and an optimizer
divides the rounding by epsilon, which is therefore at least 1e-6.  Means of
squares that forget soon would make the run itself unstable near a minimum.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

import nnfs

STORED = Path(__file__).with_name("reference.npz")
TOLERANCE = 1e-10
SEEDS = range(60)  # the draws whose values are stored
STEPS = 50  # of training
KEPT = [0, 1, 9, 29, 49]  # the steps after which the parameters are compared

HIDDEN = (
    "Step",
    "Linear",
    "Sigmoid",
    "Tanh",
    "ReLU",
    "LeakyReLU",
    "Softmax",
)
# The last activations that a loss can follow.
LAST = {
    "MeanSquaredError": HIDDEN[1:],
    "MeanAbsoluteError": HIDDEN[1:-1],
    "BinaryCrossEntropy": ("Sigmoid", "Softmax"),
    "CategoricalCrossEntropy": ("Softmax",),
    "SoftmaxCrossEntropy": HIDDEN[1:],
}
OPTIMIZERS = {
    "SGD": (),
    "Momentum": ("beta", "nesterov"),
    "AdaGrad": ("epsilon",),
    "RMSprop": ("rho", "epsilon"),
    "Adam": ("beta1", "beta2", "epsilon"),
    "AdamW": ("beta1", "beta2", "epsilon", "weight_decay"),
}
SCHEDULES = {
    "constant": (),
    "step_decay": ("factor", "every"),
    "exponential_decay": ("factor", "every"),
    "inverse_time_decay": ("decay",),
    "cosine": ("steps", "final"),
}
SETTINGS = {
    "rate": lambda rng: 10 ** rng.uniform(-3, -1.5),
    "beta": lambda rng: rng.uniform(0.3, 0.95),
    "nesterov": lambda rng: bool(rng.integers(2)),
    "rho": lambda rng: rng.uniform(0.9, 0.999),
    "beta1": lambda rng: rng.uniform(0, 0.95),
    "beta2": lambda rng: rng.uniform(0.95, 0.999),
    "epsilon": lambda rng: 10 ** rng.uniform(-6, -2),
    "weight_decay": lambda rng: rng.uniform(0, 0.2),
    "factor": lambda rng: rng.uniform(0.3, 0.97),
    "every": lambda rng: int(rng.integers(1, 12)),
    "decay": lambda rng: rng.uniform(0, 0.5),
    "steps": lambda rng: int(rng.integers(3, 50)),
    "final": lambda rng: 10 ** rng.uniform(-4, -2),
}


@dataclass
class Draw:
    """One case; names are those of `nnfs`."""

    layers: list  # (name, arguments) of each
    arrays: list  # weights and biases of each Dense
    inputs: np.ndarray
    targets: np.ndarray
    loss: str
    optimizer: str
    settings: dict  # of the optimizer
    schedule: str
    course: dict  # of the schedule
    warmup: int  # steps, 0 for none


def draw(seed):
    """Return the case of a seed."""
    rng = np.random.default_rng(seed)

    def one_of(names):
        return tuple(names)[rng.integers(len(names))]

    def activation(name):
        return name, ((rng.uniform(0, 0.5),) if name == "LeakyReLU" else ())

    depth, batch = rng.integers(1, 6), rng.integers(1, 17)
    widths = rng.integers(2, 10, size=depth + 1)
    widths[0] -= rng.integers(2)  # one input is enough
    loss = one_of(LAST)
    layers, arrays = [], []
    for position in range(depth):
        n_inputs, n_outputs = map(int, widths[position : position + 2])
        names = LAST[loss] if position == depth - 1 else HIDDEN
        layers.append(("Dense", (n_inputs, n_outputs)))
        layers.append(activation(one_of(names)))
        spread = rng.uniform(0.5, 1.2) / np.sqrt(n_inputs)
        arrays.append(spread * rng.normal(size=(n_inputs, n_outputs)))
        arrays.append(0.5 * rng.normal(size=n_outputs))
    shape = batch, widths[-1]
    if loss.startswith("Mean"):
        targets = rng.normal(size=shape)
    elif loss == "BinaryCrossEntropy":
        targets = rng.integers(2, size=shape)
    else:
        targets = rng.integers(widths[-1], size=batch)
    optimizer, schedule = one_of(OPTIMIZERS), one_of(SCHEDULES)
    return Draw(
        layers,
        arrays,
        rng.normal(size=(batch, widths[0])),
        targets,
        loss,
        optimizer,
        {name: SETTINGS[name](rng) for name in OPTIMIZERS[optimizer]},
        schedule,
        {name: SETTINGS[name](rng) for name in ("rate", *SCHEDULES[schedule])},
        int(rng.integers(2) * rng.integers(1, 20)),
    )


def ours(case):
    """Return, by name, all that `nnfs` makes of a case."""
    network = nnfs.Network(
        *(getattr(nnfs, name)(*arguments) for name, arguments in case.layers)
    )
    network.parameters = np.concatenate([a.ravel() for a in case.arrays])
    loss = getattr(nnfs, case.loss)()
    outputs = network.forward(case.inputs)
    results = {
        "outputs": outputs,
        "loss": loss.forward(outputs, case.targets),
        "d_outputs": loss.backward(),
        "d_inputs": network.backward(loss.backward(), d_inputs=True),
        "gradients": network.gradients.copy(),
    }

    schedule = getattr(nnfs, case.schedule)(**case.course)
    if case.warmup:
        schedule = nnfs.warmup(schedule, case.warmup)
    optimizer = getattr(nnfs, case.optimizer)(schedule, **case.settings)
    rates, places = [], []
    for _ in range(STEPS):
        loss.forward(network.forward(case.inputs, training=True), case.targets)
        network.backward(loss.backward())
        rates.append(optimizer.rate())
        optimizer.step(network.parameters, network.gradients)
        places.append(network.parameters.copy())
    return results | {
        "rates": np.array(rates),
        "trajectory": np.array(places)[KEPT],
    }


def deviation(ours, theirs):
    """Return the worst relative deviation of an element from theirs.

    An element below a thousandth of the largest is measured by that thousandth:
    it may be what is left of larger numbers.  NaN is infinitely far off.
    """
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    if ours.shape != theirs.shape:
        return np.inf
    errors, sizes = np.abs(ours - theirs), np.abs(theirs)
    sizes = sizes + sizes.max() / 1000
    with np.errstate(divide="ignore"):  # anything but 0 in place of zeros
        shares = np.divide(
            errors, sizes, out=np.zeros_like(errors), where=errors != 0
        )
    return np.nan_to_num(shares.max(), nan=np.inf, posinf=np.inf)


def read():
    """Return the stored results: seed -> name -> array."""
    stored = {seed: {} for seed in SEEDS}
    with np.load(STORED, allow_pickle=False) as archive:
        for key, array in archive.items():
            seed, _, name = key.partition("/")
            stored[int(seed)][name] = array
    return stored
