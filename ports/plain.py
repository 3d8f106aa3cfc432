"""The network of the book in plain Python: numbers, lists and nothing else.

    python ports/plain.py > answers.json
    python ports/judge.py answers.json

It reads what conformance.json gives and prints its answers. Names are those of
`nnfs`; rows are samples, and a matrix is a list of rows.
"""

import json
import math
from pathlib import Path

WORD, BOTH, LONG = 2**32 - 1, 2**64 - 1, 2**128 - 1  # 32, 64 and 128 ones
MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645
BASE = 3.6541528853610088  # where the tail of the ziggurat begins


# The random stream: NumPy's default_rng.


def seed_words(seed, count):
    """Stir a seed into four words, and these into as many as are asked for."""
    constant = 0x43B0D7E5

    def hashed(value):
        nonlocal constant
        value ^= constant
        constant = constant * 0x931E8875 & WORD
        value = value * constant & WORD
        return value ^ value >> 16

    entropy = [seed & WORD]
    while seed := seed >> 32:
        entropy.append(seed & WORD)
    if len(entropy) > 4:
        raise ValueError("seeds of more than 128 bits are not ported")
    pool = [hashed(word) for word in (entropy + [0] * 4)[:4]]
    for origin in range(4):
        for target in range(4):
            if origin != target:
                mixed = 0xCA01F9DD * pool[target]
                mixed = mixed - 0x4973F715 * hashed(pool[origin]) & WORD
                pool[target] = mixed ^ mixed >> 16
    constant, words = 0x8B51F9DD, []
    for place in range(count):
        value = pool[place % 4] ^ constant
        constant = constant * 0x58F38DED & WORD
        value = value * constant & WORD
        words.append(value ^ value >> 16)
    return words


class Generator:
    """What np.random.default_rng(seed) gives, as far as the book asks."""

    def __init__(self, seed):
        words = seed_words(seed, 8)
        halves = [words[k] | words[k + 1] << 32 for k in range(0, 8, 2)]
        start, stream = (halves[k] << 64 | halves[k + 1] for k in (0, 2))
        self.increment = (stream << 1 | 1) & LONG
        self.state, self.spare = 0, None
        self.advance()
        self.state = self.state + start & LONG
        self.advance()

    def advance(self):
        self.state = self.state * MULTIPLIER + self.increment & LONG

    def next64(self):
        self.advance()
        word, turn = self.state >> 64 ^ self.state & BOTH, self.state >> 122
        return word >> turn | word << (-turn & 63) & BOTH

    def next32(self):
        """Give the low half of 64 bits, and the next time their high half."""
        if self.spare is None:
            word = self.next64()
            self.spare = word >> 32
            return word & WORD
        word, self.spare = self.spare, None
        return word

    def random(self):
        return (self.next64() >> 11) / 2**53

    def permutation(self, n):
        """Shuffle from the end; draw again until a place is small enough."""
        order = list(range(n))
        for last in range(n - 1, 0, -1):
            mask = (1 << last.bit_length()) - 1
            while (other := self.next32() & mask) > last:
                pass
            order[last], order[other] = order[other], order[last]
        return order

    def normal(self):
        """Draw by the ziggurat: a point in one of 256 layers of one area."""
        while True:
            word = self.next64()
            layer, side = word & 0xFF, -1 if word & 0x100 else 1
            share = word >> 9 & 2**52 - 1
            x = side * share * (WIDTHS[layer] / 2**52)
            if share < INSIDE[layer]:
                return x
            if layer == 0:
                return self.tail(-1 if share & 0x100 else 1)
            low = bell(WIDTHS[layer])
            high = bell(WIDTHS[layer - 1]) if layer > 1 else 1.0
            if (high - low) * self.random() + low < bell(x):
                return x

    def tail(self, side):
        while True:
            beyond = -math.log1p(-self.random()) / BASE
            if -2 * math.log1p(-self.random()) > beyond * beyond:
                return side * (BASE + beyond)


def bell(x):
    return math.exp(-0.5 * x * x)


def ziggurat():
    """Return the width of each layer, and below which share all is inside."""
    tail = math.sqrt(math.pi / 2) * math.erfc(BASE / math.sqrt(2))
    area = BASE * bell(BASE) + tail
    widths = [area / bell(BASE)] + [0.0] * 254 + [BASE]
    for layer in range(254, 0, -1):
        above = widths[layer + 1]
        widths[layer] = math.sqrt(-2 * math.log(area / above + bell(above)))
    inside = [int(BASE / widths[0] * 2**52), 0]
    for layer in range(2, 256):
        inside.append(int(widths[layer - 1] / widths[layer] * 2**52))
    return widths, inside


WIDTHS, INSIDE = ziggurat()


def spiral(samples, classes, rng, noise):
    """Draw interleaved spiral arms, one to a class."""
    X, y = [], []
    for label in range(classes):
        for sample in range(samples):
            radius = sample / max(1, samples - 1)
            angle = 2.5 * (4 * (label + radius) + noise * rng.normal())
            X.append([radius * math.sin(angle), radius * math.cos(angle)])
            y.append(label)
    return X, y


# The network.


def transposed(rows):
    return [list(column) for column in zip(*rows, strict=True)]


def product(a, b):
    """Multiply two matrices: each row of one with each column of the other."""
    columns = transposed(b)
    return [
        [sum(x * w for x, w in zip(row, c, strict=True)) for c in columns]
        for row in a
    ]


class Dense:
    """A layer of neurons, each connected to every input."""

    def __init__(self, weights, biases):
        self.weights, self.biases = weights, biases

    def forward(self, inputs):
        self.inputs = inputs
        return [
            [total + bias for total, bias in zip(row, self.biases, strict=True)]
            for row in product(inputs, self.weights)
        ]

    def backward(self, d_outputs):
        self.d_weights = product(transposed(self.inputs), d_outputs)
        self.d_biases = [sum(column) for column in transposed(d_outputs)]
        return product(d_outputs, transposed(self.weights))


class ReLU:
    """x where x is above zero, else 0."""

    def forward(self, inputs):
        self.inputs = inputs
        return [[max(x, 0.0) for x in row] for row in inputs]

    def backward(self, d_outputs):
        return [
            [d if x > 0 else 0.0 for d, x in zip(slopes, row, strict=True)]
            for slopes, row in zip(d_outputs, self.inputs, strict=True)
        ]


class Network:
    """A row of layers, and all its parameters as one list."""

    def __init__(self, *layers):
        self.layers = layers
        self.dense = [layer for layer in layers if isinstance(layer, Dense)]

    def forward(self, inputs):
        self.outputs = []
        for layer in self.layers:
            inputs = layer.forward(inputs)
            self.outputs.append(inputs)
        return inputs

    def backward(self, d_outputs):
        for layer in reversed(self.layers):
            d_outputs = layer.backward(d_outputs)
        return d_outputs

    def parameters(self):
        return [
            number
            for layer in self.dense
            for row in (*layer.weights, layer.biases)
            for number in row
        ]

    def gradients(self):
        return [
            slope
            for layer in self.dense
            for row in (*layer.d_weights, layer.d_biases)
            for slope in row
        ]

    def put(self, parameters):
        """Lay a list of all parameters into the layers."""
        coming = iter(parameters)
        for layer in self.dense:
            for row in (*layer.weights, layer.biases):
                row[:] = [next(coming) for _ in row]


class SoftmaxCrossEntropy:
    """The mean of -log(probability of the true class), by log-sum-exp."""

    def forward(self, scores, labels):
        self.labels, self.shares, total = labels, [], 0.0
        for row, label in zip(scores, labels, strict=True):
            largest = max(row)
            powers = [math.exp(score - largest) for score in row]
            whole = sum(powers)
            self.shares.append([power / whole for power in powers])
            total += math.log(whole) - (row[label] - largest)
        return total / len(labels)

    def backward(self):
        n = len(self.labels)
        return [
            [(share - (k == label)) / n for k, share in enumerate(row)]
            for row, label in zip(self.shares, self.labels, strict=True)
        ]


# The optimizers: a function makes each, and what it gives turns parameters and
# gradients into the direction of a step. What is kept stands in lists.


def sgd():
    return lambda parameters, gradients: gradients


def momentum(beta, nesterov):
    velocity = []

    def direction(parameters, gradients):
        before = velocity or [0.0] * len(gradients)
        pairs = list(zip(before, gradients, strict=True))
        velocity[:] = [beta * v + g for v, g in pairs]
        if not nesterov:
            return list(velocity)
        pairs = zip(velocity, gradients, strict=True)
        return [g + beta * v for v, g in pairs]

    return direction


def adagrad(epsilon):
    squares = []

    def direction(parameters, gradients):
        before = squares or [0.0] * len(gradients)
        pairs = list(zip(before, gradients, strict=True))
        squares[:] = [s + g * g for s, g in pairs]
        pairs = zip(squares, gradients, strict=True)
        return [g / (math.sqrt(s) + epsilon) for s, g in pairs]

    return direction


def mean(kept, share, values):
    """Keep a moving mean of values in a list."""
    before = kept or [0.0] * len(values)
    pairs = list(zip(before, values, strict=True))
    kept[:] = [share * k + (1 - share) * v for k, v in pairs]


def rmsprop(rho, epsilon):
    squares = []

    def direction(parameters, gradients):
        mean(squares, rho, [g * g for g in gradients])
        pairs = zip(squares, gradients, strict=True)
        return [g / (math.sqrt(s) + epsilon) for s, g in pairs]

    return direction


def adam(beta1, beta2, epsilon, weight_decay=0.0):
    means, squares, steps = [], [], 0

    def direction(parameters, gradients):
        nonlocal steps
        steps += 1
        mean(means, beta1, gradients)
        mean(squares, beta2, [g * g for g in gradients])
        filled1, filled2 = 1 - beta1**steps, 1 - beta2**steps
        return [
            m / filled1 / (math.sqrt(s / filled2) + epsilon) + weight_decay * w
            for m, s, w in zip(means, squares, parameters, strict=True)
        ]

    return direction


OPTIMIZERS = {
    "SGD": sgd,
    "Momentum": momentum,
    "AdaGrad": adagrad,
    "RMSprop": rmsprop,
    "Adam": adam,
    "AdamW": adam,
}


# The answers.


def built(parameters):
    """Return the network of the file, with lists of its own."""
    weights = {
        name: [list(row) for row in rows]
        for name, rows in parameters.items()
        if name.endswith("weights")
    }
    return Network(
        Dense(weights["0.weights"], list(parameters["0.biases"])),
        ReLU(),
        Dense(weights["2.weights"], list(parameters["2.biases"])),
    )


def random_stream(seed):
    raw, uniform, bell_shaped = (Generator(seed) for _ in range(3))
    return {
        "words": seed_words(seed, 8),
        "state": f"{raw.state:#034x}",  # before the first draw
        "increment": f"{raw.increment:#034x}",
        "integers": [f"{raw.next64():#018x}" for _ in range(5)],
        "doubles": [uniform.random() for _ in range(5)],
        "order": Generator(seed).permutation(10),
        "normals": [bell_shaped.normal() for _ in range(5)],
    }


def points(seed, samples, classes, noise):
    X, y = spiral(samples, classes, Generator(seed), noise)
    return {"X": X, "y": y}


def there_and_back(parameters, X, y):
    network, loss = built(parameters), SoftmaxCrossEntropy()
    value = loss.forward(network.forward(X), y)
    d_outputs = loss.backward()
    d_inputs = network.backward(d_outputs)
    gradients = {}
    for position, layer in enumerate(network.layers):
        if isinstance(layer, Dense):
            gradients[f"{position}.d_weights"] = layer.d_weights
            gradients[f"{position}.d_biases"] = layer.d_biases
    return {
        "outputs": network.outputs,
        "loss": value,
        "d_outputs": d_outputs,
        "gradients": gradients,
        "d_inputs": d_inputs,
    }


def ten_steps(batch, optimizer, learning_rate, **settings):
    network, loss = built(batch["parameters"]), SoftmaxCrossEntropy()
    direction = OPTIMIZERS[optimizer](**settings)
    losses, seen = [], []
    for _ in range(10):
        losses.append(loss.forward(network.forward(batch["X"]), batch["y"]))
        network.backward(loss.backward())
        parameters = network.parameters()
        steps = direction(parameters, network.gradients())
        pairs = zip(parameters, steps, strict=True)
        network.put([w - learning_rate * step for w, step in pairs])
        seen.append(network.parameters())
    return {"losses": losses, "first": seen[0], "last": seen[-1]}


def answers(file):
    """Return what the port gives for all that the file asks."""
    given = {
        section: [case["given"] for case in cases]
        for section, cases in file.items()
    }
    batch = given["network"][0]
    return {
        "random": [random_stream(**one) for one in given["random"]],
        "spiral": [points(**one) for one in given["spiral"]],
        "network": [there_and_back(**one) for one in given["network"]],
        "optimizers": [ten_steps(batch, **one) for one in given["optimizers"]],
    }


if __name__ == "__main__":
    path = Path(__file__).with_name("conformance.json")
    file = json.loads(path.read_text(encoding="utf-8"))
    print(json.dumps(answers(file)))
