"""What must be true of any answer to the exercises of chapter 15."""

import math
from itertools import chain, pairwise

import numpy as np

from nnfs import Dense, Network, tape
from nnfs.exercises.trial import exercise
from nnfs.sequences import Attention


@exercise("15.1", "one_question(q, bases, values)")
def one_question(trial, rng):
    """A layer of width 1, whose keys are the logarithms."""
    by_hand = np.array([1.0, 2, 5]), np.array([8.0, 0, 16])
    cases = [(q, *by_hand) for q in (1, 2, 0, -1)]
    for case in range(16):
        bases, values = rng.integers(1, 10, size=(2, 1 + case % 5))
        cases.append((case % 7 - 3, bases * 1.0, values - 5.0))
    for q, bases, values in cases:
        n, layer = len(bases), Attention(1, causal=False)
        x = np.stack([np.full(n, q), np.log(bases), values], axis=1)
        output = layer.forward(x[None])[0, 0, 0]
        found = trial(q, bases, values, shape=[(n,), ()])
        hint = (
            "a score is q times a key, and e to the power of q ln(b) is b to "
            "the power of q; then all are divided by their sum"
        )
        trial.expect(found[0], layer.shares[0, 0, 0], hint, what="the shares")
        hint = "each value times its share, added up"
        trial.expect(found[1], output, hint, what="the output")


@exercise("15.2", "nats(table, names)")
def nats(trial, rng):
    """The chance of the whole text, and how many symbols it has."""
    uniform, letters = np.full((27, 27), 1 / 27), [*map(chr, range(97, 123))]
    cases = [(uniform, ["ann"]), (uniform, ["bo", "abigail"])]
    for case in range(18):
        drawn = [rng.choice(letters, 1 + k) for k in rng.integers(7, size=4)]
        names = ["".join(name) for name in drawn[case % 4 :]]
        cases.append((rng.dirichlet(27 * [1.0], size=27), names))
    for table, names in cases:
        steps = [*chain(*(pairwise(f"`{name}`") for name in names))]
        chance = math.prod(table[ord(a) - 96, ord(b) - 96] for a, b in steps)
        hint = (
            f"{len(steps)} symbols are to be told, the dot at the end of each "
            f"name too; the table gives them all the probability {chance:.4g}"
        )
        wanted = -math.log(chance) / len(steps)
        trial.expect(trial(table, names, shape=()), wanted, hint)


def attending(A, first, low):
    """Return attention that takes `low` off scores from a diagonal on."""

    def layer(x):
        q, k, v = np.moveaxis((x @ A).reshape(*x.shape[:2], 3, -1), 2, 0)
        scores = q @ k.swapaxes(1, 2)
        scores += np.where(np.tri(x.shape[1], k=first - 1), 0.0, low)
        shares = np.exp(scores - scores.max(axis=2, keepdims=True))
        return shares / shares.sum(axis=2, keepdims=True) @ v

    return layer


def seeing(A, to, source):
    """Return a layer in which one output sees one later input, a little."""

    def layer(x):
        y = np.tanh(x @ A)
        if x.shape[1] > 1:
            y[:, to, 0] += 0.01 * (x[:, source, 0] - x[:, source, 1])
        return y

    return layer


def after(x):
    """Return what is there from each position on, added up."""
    return np.cumsum(x[:, ::-1], axis=1)[:, ::-1]


def strangers(A, B):
    """Return layers by what they do: some causal, some that look ahead."""
    causal = {
        "each position alone": lambda x: np.tanh(x @ B),
        "attention with its mask": attending(A, 1, -np.inf),
        "a state carried along": lambda x: np.logaddexp.accumulate(x, axis=1),
        "the largest so far": lambda x: np.maximum.accumulate(x, axis=1),
        "all but what is later": lambda x: after(x)[:, :1] - after(x) + x,
        "a step from the last": lambda x: np.diff(x, axis=1, prepend=0),
        "the same for all": lambda x: 0 * x + 3,
    }
    ahead = {
        "attention without a mask": attending(A, 1, 0.0),
        "a mask one place late": attending(A, 2, -np.inf),
        "a mask that takes 9": attending(A, 1, -9.0),
        "without the mean of all": lambda x: x - x.mean(axis=1)[:, None],
        "with the largest of all": lambda x: x + x.max(axis=1)[:, None],
        "all from here on": after,
        "all in order of size": lambda x: np.sort(x, axis=1),
        "all moved round by one": lambda x: np.roll(x, 1, axis=1),
        "only the last input": seeing(B, -2, -1),
        "only the second input": seeing(B, 0, 1),
        "the last, in the first": seeing(B, 0, -1),
        "little in large numbers": lambda x: 1e4 + x + 1e-3 * x[:, ::-1],
    }
    return causal, ahead


@exercise("15.3", "is_causal(layer, time, width)")
def is_causal(trial, rng):
    """Layers that see later inputs, and layers that do not."""
    for time in (5, 3, 8):
        A, B = rng.normal(size=(3, 9)) / 2, rng.normal(size=(3, 3)) / 2
        causal, ahead = strangers(A, B)
        for kind, layer in (causal | ahead).items():
            found, sees = trial(layer, time, 3, shape=()), kind in ahead
            which = "a" if sees else "no"
            hint = f"this layer sees {which} later input ({kind})"
            trial.expect(found, not sees, hint)


@exercise("15.4", "draws(scores, temperature, k, n, rng)")
def draws(trial, rng):
    """How often each symbol comes, and that none hangs on the one before."""
    n, wide = 4000, np.array([1000.0, 999, -1000, 998.5])
    cases = [(wide, 1.0, 3), (wide, 0.01, 4), (np.log([1.0, 2, 5]), 2.0, 3)]
    for case in range(9):
        size = 2 + case % 5
        scores = rng.normal(scale=2, size=size).round(2) + np.arange(size) / 1e3
        cases.append(
            (scores, (0.5, 1.0, 3.0)[case % 3], 1 + (case + case // 5) % size)
        )
    for scores, temperature, k in cases:
        best = np.argsort(-scores)[:k]
        gaps = (scores[best] - scores[:, None]) / temperature
        p = np.isin(range(len(scores)), best) / np.exp(gaps).sum(axis=1)
        given = scores, temperature, k, n
        found = trial(*given, rng, shape=(n,), quiet=True)
        shares = np.mean(found[:, None] == np.arange(len(p)), axis=0)
        hint = (
            f"of the scores only the largest {k} may come, and of two of them "
            "one exp(gap / temperature) times as often as the other"
        )
        room = 6 * np.sqrt(p * (1 - p) / n) + 1e-12
        trial.expect(shares, p, hint, what="the shares", rtol=0, atol=room)
        hint = "no draw may hang on the one before, nor the draws be in order"
        again, wanted = np.mean(found[1:] == found[:-1]), np.sum(p * p)
        room = 12 * np.sqrt(wanted * (1 - wanted) / n) + 1e-12
        what = "the share of draws that equal the one before"
        trial.expect(again, wanted, hint, what=what, rtol=0, atol=room)
    twins = [np.random.default_rng(15) for _ in range(2)]
    first, second = (trial(*cases[2], 20, twin, shape=(20,)) for twin in twins)
    hint = "all chance comes from rng: the same generator gives the same draws"
    trial.expect(second, first, hint)


@exercise("15.5", "head_backward(q, k, v, d)")
def head_backward(trial, rng):
    """The tape walks back along the same head."""
    cases = [(1, 2, 3), (2, 1, 1), (3, 1, 2), (2, 4, 1)]
    cases += rng.integers(1, 7, size=(16, 3)).tolist()
    for case, (time, width, given) in enumerate(cases):
        q, k = rng.normal(size=(2, time, width)).round(2)
        v, d = rng.normal(size=(2, time, given)).round(2)
        q *= 1000 if case % 4 == 3 else 1
        root, later = width**0.5, np.where(np.tri(time) > 0, 0.0, -np.inf)

        def head(q, k, v, later=later, root=root):
            scores = tape.matmul(q, tape.transpose(k)) / root + later
            powers = tape.exp(scores - tape.plain(scores).max(1)[:, None])
            shares = powers / tape.total(powers, axis=1, keepdims=True)
            return tape.matmul(shares, v)

        wanted = tape.record(head, q, k, v)[1](d)
        found = trial(q, k, v, d, shape=[q.shape, k.shape, v.shape])
        hints = {
            "d_q": "the slopes of scores, of which a row adds up to 0, times k",
            "d_k": "a key collects from all that ask it: no earlier ones do",
            "d_v": "a value collects from each output, times its share there",
        }
        for what, got, right in zip(hints, found, wanted, strict=True):
            trial.expect(got, right, hints[what], what=what)


@exercise("15.6", "lighter(biases, weights, later)")
def lighter(trial, rng):
    """The layers of the package give the same outputs, without two thirds."""
    for case in range(16):
        w = 1 + case % 6
        first, last = Dense(w, 3 * w, rng=rng), Dense(w, w, rng=rng)
        parts = first, Attention(w, w if case % 2 else 1, case % 3 > 0), last
        first.biases, last.biases = rng.normal(size=3 * w), rng.normal(size=w)
        x = rng.normal(size=(2, 5, w))
        network = Network(*parts)
        wanted = network.predict(x)
        given = first.biases.copy(), last.weights.copy(), last.biases.copy()
        found = trial(*given, shape=[(3 * w,), (w,)])
        hint = "the first w are of questions, then come keys, then values"
        what = "the biases of keys and values"
        trial.expect(found[0][w:], 0 * given[0][w:], hint, what=what)
        first.biases, last.biases = found
        hint = (
            "a question's bias stays; a key's adds the same to a whole row; "
            "a value's comes through whole, and then meets the weights"
        )
        what = "the outputs for random inputs"
        trial.expect(network.predict(x), wanted, hint, what=what)


def counts_products(allowed):
    """Return a product of matrices that counts its multiplications."""
    spent = [0]

    def multiply(A, B):
        product = np.matmul(A, B)
        spent[0] += np.size(product) * np.shape(A)[-1]
        if spent[0] > allowed:
            over = f"more than {allowed} multiplications"
            raise RuntimeError(f"{over}: what was made before?")
        return product

    return multiply


@exercise("15.7", "continued(multiply, weights, back, x, n)")
def continued(trial, rng):
    """All positions anew at each step, by the layers of the package."""
    for w, n in [(1, 1), (2, 3), (4, 7), (3, 20), (1, 5), (5, 2), (2, 30)]:
        first, last = Dense(w, 3 * w, rng=rng), Dense(w, w, rng=rng)
        first.biases[:] = last.biases[:] = 0
        last.weights[:] /= 4  # the rows grow slowly
        first.weights[:, :w] *= 1 if n < 8 else 1000
        network = Network(first, Attention(w), last)
        x = rng.normal(size=w)
        rows = x[None]
        for _ in range(n):
            step = network.predict(rows[None])[0, -1]
            rows = np.vstack([rows, rows[-1] + step])
        multiply = counts_products(4 * w * w * n + w * n * (n + 1))
        given = multiply, first.weights.copy(), last.weights.copy(), x, n
        found = trial(*given, shape=(n, w))
        hint = (
            "to the newest row comes what its question reads, times back; it "
            "reads all steps so far, and scores are divided by sqrt(w)"
        )
        trial.expect(found, rows[1:], hint, rtol=1e-9, atol=1e-9)


def draw_brackets(rng, length):
    """Return the beginning of a row of brackets, and what is open."""
    row, waiting = [], []
    for _ in range(length):
        opens = not waiting or rng.random() < 0.5
        if opens:
            waiting.append(int(rng.integers(2)))
        row.append(waiting[-1] if opens else 2 + waiting.pop())
    return row, waiting


@exercise("15.8", "closing(rows)")
def closing(trial, rng):
    """New rows, whose last bracket closes while another one is open."""
    for length in (3, 5, 8, 10, 12):
        rows, answers = [], []
        while len(rows) < 400:
            row, waiting = draw_brackets(rng, length)
            if row[-1] > 1 and waiting:
                rows.append(row)
                answers.append(waiting[-1])
        found = trial(np.array(rows), shape=(400,))
        right = np.mean(found == np.array(answers))
        if right < 0.95:
            hint = "which one is the last that was opened and not closed?"
            what, got = f"the rows of length {length}", f"{right:.4g} are"
            trial.fail("0.95 of 400 answers are right", got, hint, what=what)
