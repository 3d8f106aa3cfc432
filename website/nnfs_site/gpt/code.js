// The lines of nnfs that make in Python what a lesson is here after so many steps.
import { BATCH, BLOCKS, CONTEXT, DECAY, HEADS, RATE, SHUFFLE, STEPS, WARM, WIDTH, WRITTEN } from "./lesson.js";

const HEAD = [
  "# nnfs is this book's package, nnfs-book; PyPI's nnfs is another book's.",
  "from functools import partial", "",
  "import numpy as np",
  "from nnfs import (",
  "    AdamW, Dense, LayerNorm, Network, ReLU, Residual, Softmax,",
  "    SoftmaxCrossEntropy, cosine, normal, warmup,",
  ")",
  "from nnfs.datasets.census import names",
  "from nnfs.sequences import Attention, Embedding, Positions", "", "",
].join("\n");

export const code = ({ seed, mask, temperature }, steps) => `${HEAD}SYMBOLS = ".abcdefghijklmnopqrstuvwxyz"
WIDTH, HEADS, CONTEXT = ${WIDTH}, ${HEADS}, ${CONTEXT}
mixed = np.random.default_rng(0).permutation(names())
learn, held_out, _ = np.split(
    mixed, [int(0.8 * len(mixed)), int(0.9 * len(mixed))])
rng = np.random.default_rng(${seed})
little = partial(normal, scale=0.05)


def numbered(some):
    text = "." + ".".join(some) + "."
    return np.array([SYMBOLS.index(symbol) for symbol in text])


def dense(n_inputs, n_outputs, **options):
    return Dense(n_inputs, n_outputs, rng=rng, **options)


halves = []
for _ in range(${BLOCKS}):
    halves += [
        Residual(LayerNorm(WIDTH), dense(WIDTH, 3 * WIDTH),
                 Attention(WIDTH, HEADS, causal=${mask === "on" ? "True" : "False"}),
                 dense(WIDTH, WIDTH, initializer=little)),
        Residual(LayerNorm(WIDTH), dense(WIDTH, 4 * WIDTH), ReLU(),
                 dense(4 * WIDTH, WIDTH, initializer=little)),
    ]
network = Network(
    Embedding(27, WIDTH, initializer=little, rng=rng),
    Positions(CONTEXT, WIDTH, initializer=little, rng=rng), *halves,
    LayerNorm(WIDTH), dense(WIDTH, 27, initializer=normal))
loss, losses = SoftmaxCrossEntropy(), []
optimizer = AdamW(warmup(cosine(${RATE}, ${STEPS}), ${WARM}), weight_decay=${DECAY})

for step in range(${steps}):
    if step % ${SHUFFLE} == 0:  # the names in another order
        text = numbered(rng.permutation(learn))
        starts = np.flatnonzero(text[:-CONTEXT] == 0)
    here = rng.choice(starts, size=${BATCH})
    rows = text[here[:, None] + np.arange(CONTEXT + 1)]
    scores = network.forward(rows[:, :-1], training=True)
    losses.append(loss.forward(scores, rows[:, 1:]))
    network.backward(loss.backward())
    optimizer.step(network.parameters, network.gradients)


def nats(some):
    """Return the loss of names, each symbol by what stands before it."""
    prices = []
    for name in some:
        row = numbered([name])
        for t in range(1, len(row)):
            scores = network.predict(row[None, :t])[:, -1]
            prices.append(loss.forward(scores, row[t:t + 1]))
    return np.mean(prices)


def write(n, rng, temperature):
    """Return n names, drawn symbol by symbol."""
    rows = np.zeros((n, 1), dtype=int)
    for _ in range(CONTEXT):
        scores = network.predict(rows)[:, -1] / temperature
        heights = np.cumsum(Softmax().predict(scores), axis=1)
        drawn = rng.random((n, 1)) * heights[:, -1:] > heights
        rows = np.hstack([rows, drawn.sum(axis=1, keepdims=True)])
    texts = ("".join(SYMBOLS[k] for k in row[1:]) for row in rows)
    return [text.partition(".")[0] for text in texts]


written = write(${WRITTEN}, np.random.default_rng(${steps}), ${temperature})
print(losses[-1:], nats(held_out), *written)
`;
