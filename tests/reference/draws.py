"""Networks drawn at random, each with data, loss, optimizer and schedule.

`draw` is the only list of cases: `oracle.py` gives them to PyTorch, the tests
give them to `nnfs`.  A draw depends on its seed alone.  NumPy promises no
eternal streams: should a version change one, every case fails, and the values
have to be stored again.

The first draws choose by place from the lists below, which are therefore
closed: one name more would change most of them.  What comes to `nnfs` later has
draws, a stream of numbers and a file of values of its own.  `newcomers` finds
it; it needs a line in LAYERS, FITS or SETTINGS only where it takes what nothing
before it took.  What takes signals or pictures stands between two dense layers
of its own, a Reshape and a Flatten.

No draw meets a kink.  The scores before an activation and the errors before
MeanAbsoluteError are sums of normal numbers, never exactly 0; a softmax and a
loss over classes have at least two, as with one the exact gradient is 0 and
all that could be compared is rounding.  Where the slopes of MeanAbsoluteError
cancel there is such a 0 still, so no softmax stands before it; and an optimizer
divides the rounding by epsilon, which is therefore at least 1e-6.  Means of
squares that forget soon would make the run itself unstable near a minimum.
"""

import inspect
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import nnfs

FOLDER = Path(__file__).parent
TOLERANCE = 1e-10
SEEDS = range(60)  # the draws whose values are stored
OWN = range(4)  # and those of each newcomer
STEPS = 50  # of training
KEPT = [0, 1, 9, 29, 49]  # the steps after which the parameters are compared


def real(rng, n, k):
    return rng.normal(size=(n, k))


def classes(rng, n, k):
    return rng.integers(k, size=n)


def norm(rng, given):
    """Draw scales and shifts for what a normalization is given."""
    width = given["n_features"]
    return given, [rng.uniform(0.5, 1.5, width), 0.5 * rng.normal(size=width)]


def among(inside, *shape):
    """Draw for what takes signals or pictures, between two dense layers.

    `inside` makes its layers and their parameters, and says how many numbers of
    a sample come out.
    """

    def drawn(rng, width):
        layers, arrays, n = inside(rng, shape)
        n_inside = int(np.prod(shape))
        into, out = (width, n_inside), (n, width)
        return [
            ("Dense", into),
            ("Reshape", shape),
            *layers,
            ("Flatten", ()),
            ("Dense", out),
        ], [*dense(rng, *into), *arrays, *dense(rng, *out)]

    return drawn


def dense(rng, n_inputs, n_outputs):
    """Draw the parameters of a dense layer."""
    weights = rng.normal(size=(n_inputs, n_outputs)) / np.sqrt(n_inputs)
    return [weights, 0.5 * rng.normal(size=n_outputs)]


def filters(name):
    """Make the draw of a convolution: sizes, strides, and a rim or none."""

    def inside(rng, shape):
        *places, channels = shape
        size, stride, padding = map(int, rng.integers(1, 4, 3) - [0, 0, 1])
        n_outputs = int(rng.integers(1, 4))
        left = [(n + 2 * padding - size) // stride + 1 for n in places]
        given = {"n_inputs": channels, "n_outputs": n_outputs, "size": size}
        given |= {"stride": stride, "padding": padding}
        numbers = size ** len(places) * channels
        arrays = dense(rng, numbers, n_outputs)
        return [(name, given)], arrays, int(np.prod(left)) * n_outputs

    return inside


def pool(rng, shape):
    """Draw windows that overlap, touch or leave gaps."""
    *places, channels = shape
    size, stride = map(int, rng.integers(1, 4, 2))
    left = [(n - size) // stride + 1 for n in places]
    layer = "MaxPool", {"size": size, "stride": stride}
    return [layer], [], int(np.prod(left)) * channels


def pool_all(name):
    return lambda rng, shape: ([(name, ())], [], shape[-1])


def nothing(rng, shape):
    return [], [], int(np.prod(shape))


# Closed: a newcomer stands on none of these lists.
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
# Open: the arguments of a newcomer of a width, and its first parameters ...
LAYERS = {
    "BatchNorm": lambda rng, width: norm(
        rng,
        {
            "n_features": width,
            "keep": rng.uniform(0.5, 0.95),
            "epsilon": 10 ** rng.uniform(-3, -1),
        },
    ),
    "LayerNorm": lambda rng, width: norm(
        rng, {"n_features": width, "epsilon": 10 ** rng.uniform(-3, -1)}
    ),
    "Dropout": lambda rng, width: (
        {"rate": rng.uniform(0.1, 0.6), "rng": int(rng.integers(2**32))},
        [],
    ),
    "Residual": lambda rng, width: (
        (("Dense", (width, width)), ("Tanh", ())),
        [
            rng.normal(size=(width, width)) / np.sqrt(width),
            0.5 * rng.normal(size=width),
        ],
    ),
    # ... or all layers that come with it, and their parameters ...
    "Conv1D": among(filters("Conv1D"), 6, 2),
    "Conv2D": among(filters("Conv2D"), 3, 4, 2),
    "MaxPool": among(pool, 4, 3, 2),
    "GlobalMaxPool": among(pool_all("GlobalMaxPool"), 2, 3, 3),
    "GlobalAveragePool": among(pool_all("GlobalAveragePool"), 2, 3, 3),
    "Flatten": among(nothing, 2, 2, 2),
    "Reshape": among(nothing, 4, 3),
}
# ... the arguments of a loss, and the last activations before it.
LOSSES = {
    "Weighted": lambda rng, width: {
        "loss": "SoftmaxCrossEntropy",
        "class_weights": rng.uniform(0.2, 5, size=width),
    }
}
FITS = {
    "Weighted": HIDDEN[1:],
    "SigmoidCrossEntropy": HIDDEN[1:],
    "GaussianLikelihood": HIDDEN[1:-1],
}
OUTPUTS = {"GaussianLikelihood": 2}  # to a target, where there are more
TARGETS = {
    "MeanSquaredError": real,
    "MeanAbsoluteError": real,
    "BinaryCrossEntropy": lambda rng, n, k: rng.integers(2, size=(n, k)),
    "CategoricalCrossEntropy": classes,
    "SoftmaxCrossEntropy": classes,
    "Weighted": classes,
    "SigmoidCrossEntropy": lambda rng, n, k: rng.integers(2, size=(n, k)),
    "GaussianLikelihood": lambda rng, n, k: real(rng, n, k // 2),
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
    arrays: list  # the parameters, in their order
    inputs: np.ndarray
    targets: np.ndarray
    loss: str
    weighing: dict  # the arguments of the loss
    optimizer: str
    settings: dict  # of the optimizer
    schedule: str
    course: dict  # of the schedule
    warmup: int  # steps, 0 for none
    new: dict  # the newcomer, by what it is


def kind(name):
    """Return what a name of `nnfs` is, or None where it is not compared."""
    item = getattr(nnfs, name)
    if isinstance(item, type):
        for base in (nnfs.Layer, nnfs.Loss, nnfs.Optimizer):
            if issubclass(item, base) and item not in (base, nnfs.Network):
                return base.__name__
    is_schedule = getattr(item, "__module__", "") == "nnfs.schedules"
    if is_schedule and "rate" in arguments(name):
        return "Schedule"
    return None


def plain(rng, width):
    """Draw nothing: a layer of no arguments and no parameters."""
    return (), []


def arguments(name):
    return list(inspect.signature(getattr(nnfs, name)).parameters)


def newcomers():
    """Return the names of `nnfs` that no closed list has."""
    closed = {"Dense", *HIDDEN, *LAST, *OPTIMIZERS, *SCHEDULES}
    return [n for n in nnfs.__all__ if n not in closed and kind(n)]


def draw(seed, newcomer=None):
    """Return the case of a seed, or one with a newcomer in it."""
    rng = np.random.default_rng(seed)
    new = {}
    if newcomer:
        rng = np.random.default_rng([seed, *newcomer.encode()])
        new[kind(newcomer)] = newcomer

    def one_of(names):
        return tuple(names)[rng.integers(len(names))]

    def activation(name):
        return name, ((rng.uniform(0, 0.5),) if name == "LeakyReLU" else ())

    def drawn(closed, name):
        names = closed[name] if name in closed else arguments(name)
        found = {n: SETTINGS[n](rng) for n in names if n != "rate"}
        if "Layer" in new and "epsilon" in found:
            found["epsilon"] += 0.01  # a bias before a mean has no slope
        return found

    depth, batch = rng.integers(1, 6), rng.integers(1, 17)
    widths = rng.integers(2, 10, size=depth + 1)
    hidden = HIDDEN
    if new:  # to normalize two numbers, or what a softmax leaves, is a step
        batch, widths, hidden = batch + 8, widths + 3, HIDDEN[1:-1]
    widths[0] -= rng.integers(2)  # one input is enough
    losses = list(LAST)
    if "Layer" in new:
        losses.remove("MeanAbsoluteError")  # its slopes jump
    loss = new.get("Loss") or one_of(losses)
    before = FITS[loss] if loss in FITS else LAST[loss]
    widths[-1] *= OUTPUTS.get(loss, 1)
    layers, arrays = [], []
    for position in range(depth):
        n_inputs, n_outputs = map(int, widths[position : position + 2])
        names = before if position == depth - 1 else hidden
        layers.append(("Dense", (n_inputs, n_outputs)))
        bend = activation(one_of(names))
        spread = rng.uniform(0.5, 1.2) / np.sqrt(n_inputs)
        arrays.append(spread * rng.normal(size=(n_inputs, n_outputs)))
        arrays.append(0.5 * rng.normal(size=n_outputs))
        if "Layer" in new:
            given, its_own = LAYERS.get(newcomer, plain)(rng, n_outputs)
            if isinstance(given, list):  # once is enough of many layers
                given, its_own = ([], []) if position else (given, its_own)
            else:
                given = [(newcomer, given)]
            layers += given
            arrays += its_own
        layers.append(bend)
    targets = TARGETS[loss](rng, batch, widths[-1])
    optimizer = new.get("Optimizer") or one_of(OPTIMIZERS)
    schedule = new.get("Schedule") or one_of(SCHEDULES)
    return Draw(
        layers,
        arrays,
        rng.normal(size=(batch, widths[0])),
        targets,
        loss,
        LOSSES[loss](rng, int(widths[-1])) if loss in LOSSES else {},
        optimizer,
        drawn(OPTIMIZERS, optimizer),
        schedule,
        {"rate": SETTINGS["rate"](rng)} | drawn(SCHEDULES, schedule),
        int(rng.integers(2) * rng.integers(1, 20)),
        new,
    )


def build(name, given):
    """Make a layer; what it is given may be layers to make."""
    if isinstance(given, dict):
        if "rng" in given:
            given = given | {"rng": np.random.default_rng(given["rng"])}
        return getattr(nnfs, name)(**given)
    inner = (build(*g) if isinstance(g, tuple) else g for g in given)
    return getattr(nnfs, name)(*inner)


def ours(case):
    """Return, by name, all that `nnfs` makes of a case.

    What the network makes of the same inputs when it does not train is told of
    newcomers: to the layers on the closed list it is all one.
    """
    network = nnfs.Network(*(build(*layer) for layer in case.layers))
    network.parameters = np.concatenate([a.ravel() for a in case.arrays])
    given = dict(case.weighing)
    if "loss" in given:
        given["loss"] = getattr(nnfs, given["loss"])()
    loss = getattr(nnfs, case.loss)(**given)

    def look(training):
        outputs = network.forward(case.inputs, training=training)
        return {
            "outputs": outputs,
            "loss": loss.forward(outputs, case.targets),
            "d_outputs": loss.backward(),
            "d_inputs": network.backward(loss.backward(), d_inputs=True),
            "gradients": network.gradients.copy(),
        }

    results = look(training=True)
    if "Layer" in case.new:
        still = look(training=False)
        results |= {f"{name} at rest": value for name, value in still.items()}

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
    results["rates"] = np.array(rates)
    results["trajectory"] = np.array(places)[KEPT]
    return results


def draw_for_the_tape(seed):
    """Return labels and arrays of a block that looks at all places of a row.

    It stands here for the operations of a tape: it picks, multiplies stacks of
    matrices, normalizes, bends, spreads and adds up.
    """
    rng = np.random.default_rng([seed, *b"tape"])
    n, places, width, symbols = map(int, rng.integers(3, 6, 4))
    sizes = {
        "table": (symbols, width),
        "positions": (places, width),  # or equal rows would have no slopes
        "asks": (width, width),
        "answers": (width, width),
        "values": (width, width),
        "weights": (width, symbols),
        "biases": (symbols,),
    }
    arrays = {name: rng.normal(size=size) for name, size in sizes.items()}
    inputs, labels = rng.integers(symbols, size=(2, n, places))
    return inputs, labels, arrays, rng.normal(size=(symbols, width))


def ours_by_the_tape(case):
    """Return, by name, what `nnfs.tape` makes of a drawn block."""
    from nnfs import tape  # read when first asked for

    inputs, labels, arrays, direction = case
    n_inputs, width = inputs.size, arrays["table"].shape[1]

    def loss(table, positions, asks, answers, values, weights, biases):
        x = table[inputs] + positions
        x = x - tape.total(x, -1, keepdims=True) / width
        x = x / (tape.total(x * x, -1, keepdims=True) / width + 0.01) ** 0.5
        scores = (x @ asks) @ tape.transpose(x @ answers) * width**-0.5
        shares = tape.exp(scores)
        shares = shares / tape.total(shares, -1, keepdims=True)
        x = tape.tanh(shares @ (x @ values)) + x
        z = tape.reshape(x @ weights + biases, (n_inputs, -1))
        right = z[np.arange(n_inputs), labels.ravel()]
        sums = tape.log(tape.total(tape.exp(z), axis=1))
        return tape.total(sums - right) / n_inputs

    given = list(arrays.values())
    value, backward = tape.record(loss, *given)
    results = dict(zip(arrays, backward(1.0), strict=True))

    def of_the_table(table):
        return loss(table, *given[1:])

    return results | {
        "value": value,
        "rate": tape.change(of_the_table, given[0], direction)[1],
        "curvature": tape.hessian_product(of_the_table, given[0], direction),
    }


def draw_for_sequences(seed):
    """Return a transformer, symbols and labels; not all of its positions.

    One of two sees what is later too.
    """
    from nnfs import sequences  # read when first asked for

    rng = np.random.default_rng([seed, *b"sequences"])
    n, time, heads, size, symbols = map(int, rng.integers(2, 6, 5))
    width = heads * size
    layers = [
        sequences.Embedding(symbols, width),
        sequences.Positions(time + 1, width),
        nnfs.Residual(
            nnfs.LayerNorm(width),
            nnfs.Dense(width, 3 * width),
            sequences.Attention(width, heads, causal=seed % 2 == 0),
            nnfs.Dense(width, width),
        ),
        nnfs.Residual(
            nnfs.LayerNorm(width),
            nnfs.Dense(width, 2 * width),
            nnfs.Tanh(),
            nnfs.Dense(2 * width, width),
        ),
        nnfs.Dense(width, symbols),
    ]
    network = nnfs.Network(*layers)
    network.parameters = rng.normal(size=network.parameters.size)
    return network, *rng.integers(symbols, size=(2, n, time))


def ours_of_sequences(case):
    """Return, by name, what the layers make of a drawn transformer."""
    network, inputs, labels = case
    loss = nnfs.SoftmaxCrossEntropy()
    outputs = network.forward(inputs, training=True)
    value = loss.forward(outputs, labels)
    network.backward(loss.backward())
    attention = network.layers[2].layers[2]
    return {
        "outputs": outputs,
        "loss": value,
        "shares": attention.shares,
        "gradients": network.gradients.copy(),
    }


def the_reader():
    """Return the network of chapter 14, its images and their digits."""
    X, digit = nnfs.digits()
    rng = np.random.default_rng(0)
    network = nnfs.Network(
        nnfs.Dense(64, 64, rng=rng),
        nnfs.ReLU(),
        nnfs.Dense(64, 32, rng=rng),
        nnfs.ReLU(),
        nnfs.Dense(32, 10, rng=rng),
    )
    return network, (X[:32] - 8) / 8, digit[:32]


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


def file_of(newcomer):
    return FOLDER / f"{newcomer or 'reference'}.npz"


def read():
    """Return the stored results: (seed, newcomer) -> name -> array."""
    stored = {}
    for newcomer in (None, *newcomers()):
        if not file_of(newcomer).exists():
            continue
        with np.load(file_of(newcomer), allow_pickle=False) as archive:
            for key, array in archive.items():
                seed, _, name = key.partition("/")
                stored.setdefault((int(seed), newcomer), {})[name] = array
    return stored
