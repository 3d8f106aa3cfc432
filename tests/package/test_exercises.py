"""The checks of the exercises are checked themselves.

Each accepts the printed solution and refuses every wrong answer that
`wrong_answers/` holds; whatever an answer does, a report comes of it.
"""

import ast
import contextlib
import importlib
import inspect
import json
import math
import re
import runpy
import subprocess
import sys
from pathlib import Path

import hypothesis.strategies as st
import nbclient
import nbformat
import numpy as np
import pytest
from hypothesis import given

from nnfs import tape
from nnfs.__main__ import main
from nnfs.exercises import Verdict, WrongAnswer, check, judge
from nnfs.exercises.judging import find
from nnfs.exercises.report import same
from nnfs.exercises.showing import COLUMNS, show
from nnfs.exercises.trial import EXERCISES, Exercise
from tests.book import pages

CHAPTERS = {
    page.name[:2]: "\n".join(map(pages.text, pages.under(page)))
    for page in pages.CHAPTERS
}
EXERCISE = re.compile(
    r"^(`{3,})\{exercise\} (?P<title>[^\n]*)\n"
    r":label: ex-(?P<chapter>\d\d)-(?P<count>\d+)\n(?P<text>.*?)^\1$",
    re.MULTILINE | re.DOTALL,
)
TEXTS = {
    f"{int(found['chapter'])}.{found['count']}": found
    for page in CHAPTERS.values()
    for found in EXERCISE.finditer(page)
}
WRONG = {
    number: answers
    for file in sorted(Path(__file__).with_name("wrong_answers").glob("*.py"))
    for number, answers in importlib.import_module(
        f"wrong_answers.{file.stem}"
    ).WRONG.items()
}
every_exercise = pytest.mark.parametrize("number", sorted(EXERCISES))
every_wrong_answer = pytest.mark.parametrize(
    ("number", "answer"),
    [(number, answer) for number in WRONG for answer in WRONG[number]],
    ids=lambda value: getattr(value, "__name__", value),
)


def solutions(chapter):
    """Return the source of the code cells of a page of solutions."""
    page = pages.BOOK / "solutions" / f"{chapter}.md"
    return [cell.source for cell in pages.cells(page)]


def printed(number):
    """Return the printed solution, from imports and definitions alone."""
    chapter = f"{int(number.split('.')[0]):02d}"
    kinds = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef
    names = {}
    for cell in solutions(chapter):
        for node in ast.parse(cell).body:
            if isinstance(node, kinds):
                code = compile(
                    ast.Module([node], []), f"solutions {chapter}", "exec"
                )
                with contextlib.suppress(NameError):  # a default, for instance
                    exec(code, names)
    return names[EXERCISES[number].name]


def rows(report):
    """Return the names of the rows of a report."""
    return [
        line.split()[0] for line in report.splitlines()[1:] if line[:1] > " "
    ]


@every_exercise
def test_the_printed_solution_is_right(number):
    verdict = judge(number, printed(number))
    assert verdict.right, str(verdict)
    assert verdict.cases >= 5


def places_of_an_epoch(order, rate):
    lines = np.array([[2, 4], [2, -8], [8, -20]])  # slope k is a w + b
    w, places = 0.0, np.zeros(3)
    for step, (a, b) in enumerate(lines[order]):
        places[step] = w = w * (1 - rate * a) - rate * b
    return places


def path_into_an_array(gradient, start, rate, steps):
    path = np.zeros((steps + 1, len(start)))
    path[0] = start
    for k in range(steps):
        path[k + 1] = path[k] - rate * gradient(path[k])
    return path


def batches_by_keys(X, y, size, rng):
    order = np.argsort(rng.random(len(X)))
    cuts = np.arange(size, len(X), size)
    return [[X[part], y[part]] for part in np.split(order, cuts)]


def lists_of_a_choice(X, y, size, rng):
    rows = rng.choice(len(X), len(X), replace=False).tolist()
    parts = [rows[k : k + size] for k in range(0, len(rows), size)]
    return [(X[part].tolist(), y[part].tolist()) for part in parts]


def extremes_of_the_matrix(product, n, rng):
    found = np.linalg.eigvalsh([product(v) for v in np.eye(n)])
    return found[0], found[-1]


def bound_of_the_columns(inputs):
    table = np.column_stack([np.ones(len(inputs)), inputs])
    return len(inputs) / np.linalg.norm(table, 2) ** 2


def counted(slopes, size):
    errors, n = slopes - slopes.mean(), len(slopes)
    one = errors @ errors / n
    other = (errors.sum() ** 2 - errors @ errors) / n / (n - 1)
    return one / size, (one + (size - 1) * other) / size


def accepted_by_the_fall(value, gradient, w, rate):
    g = gradient(w)
    for k in range(1000):
        short = rate / 2**k
        if value(w) - value(w - short * g) >= short / 2 * (g @ g):
            return np.float64(short)
    return 0.0


def layer_as_lists(inputs, weights, biases):
    return [
        [row @ column + b for column, b in zip(weights.T, biases, strict=True)]
        for row in inputs
    ]


def shifted_by_columns(scans, pixels):
    pictures = np.pad(scans.reshape(-1, 8, 8), ((0, 0), (0, 0), (8, 8)))
    return pictures[:, :, 8 - pixels : 16 - pixels].reshape(-1, 64).tolist()


def lie_by_least_squares(x, weights, bias):
    return np.linalg.lstsq(weights[None], [-(x @ weights + bias)])[0]


def unbent_with_the_weights_behind(weights, biases):
    d = len(weights)
    W1, W2 = np.hstack([np.eye(d), -np.eye(d)]), np.vstack([weights, -weights])
    return [W1, np.zeros(2 * d), W2, biases]


def unbent_by_small_twins(weights, biases):
    m, small = len(biases), 0.1
    W1 = small * np.hstack([weights, -weights])
    b1 = small * np.concatenate([biases, -biases])
    return W1, b1, 10 * np.vstack([np.eye(m), -np.eye(m)]), np.zeros(m)


def unbent_in_turned_axes(weights, biases):
    d = len(weights)
    turn = np.linalg.qr(np.random.default_rng(0).normal(size=(d, d)))[0]
    back = turn.T @ weights
    W1, W2 = np.hstack([turn, -turn]), np.vstack([back, -back])
    return W1, np.zeros(2 * d), W2, biases


def softplus_by_cases(z):
    far = np.log1p(np.exp(np.minimum(z, 0)))
    return np.where(z > 0, z + np.log1p(np.exp(-np.maximum(z, 0))), far)


def slope_measured(x, w, b, v):
    low, high = (
        np.maximum(w * (x + side) + b, 0) @ v for side in (-1e-6, 1e-6)
    )
    return (high - low) / 2e-6


def slope_unit_by_unit(x, w, b, v):
    on = [k for k in range(len(w)) if w[k] * x + b[k] > 0]
    return sum(v[k] * w[k] for k in on)


def shares_of_the_largest(powers, temperature):
    ratios = (powers / powers.max()) ** (1 / temperature)
    return ratios / ratios.sum()


def swish_by_halves(z):
    gate = (1 + np.tanh(z / 2)) / 2
    gate = np.where(z < -10, np.exp(np.minimum(z, 0)), gate)
    gate = gate / np.where(z < -10, 1 + np.exp(np.minimum(z, 0)), 1)
    return [z * gate, gate * (1 + z - z * gate)]


def two_slopes_by_scaled_units(left, right):
    W1, W2 = [[-3.0, 0.5]], [[-left / 3], [2 * right]]
    return W1, [0, 0], W2, [0]


def two_slopes_in_another_order(left, right):
    return [[1, -1]], [0, 0], [[right], [-left]], [0]


def forward_from_the_end(inputs, layers):
    (weights, biases), *others = layers
    outputs = inputs @ weights + biases
    if not others:
        return outputs
    return forward_from_the_end(outputs * (outputs > 0), others)


def running_log_sum_exp(scores):
    sums = scores[:, 0]
    for column in scores.T[1:]:
        larger = np.maximum(sums, column)
        sums = larger + np.log1p(np.exp(-np.abs(sums - column)))
    return sums.tolist()


def cross_entropy_of_gaps(scores, targets):
    gaps = scores[:, None, :] - scores[:, :, None]  # to each class, from each
    costs = np.logaddexp.reduce(gaps, axis=2)  # -ln of each probability
    slopes = np.exp(-costs) - targets
    return [np.mean(np.sum(targets * costs, axis=1)), slopes / len(scores)]


def steps_of_a_run(z, rate):
    count = 0
    while z >= 0:
        z, count = z - 4 * rate * np.exp(-z) / (1 + np.exp(-z)) ** 3, count + 1
    return count


def neighbour_the_long_way(images, labels, queries):
    apart = np.linalg.norm(queries[:, None] - images, axis=2)
    return labels[apart.argmin(axis=1)].astype(float)


def neighbour_by_the_largest_score(images, labels, queries):
    scores = queries @ images.T - (images**2).sum(axis=1) / 2
    return labels[scores.argmax(axis=1)]


def step_by_differences(hidden, labels):
    def loss(weights):
        scores = hidden @ weights
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return -logs[np.arange(len(labels)), labels].mean()

    slopes = np.zeros((hidden.shape[1], 10), complex)
    for place in np.ndindex(slopes.shape):
        moved = np.zeros(slopes.shape, complex)
        moved[place] = 1e-30j
        slopes[place] = loss(moved).imag / 1e-30
    return loss(np.zeros(slopes.shape)), slopes.real


def selective_image_by_image(probabilities, labels, threshold):
    answers = [
        np.argmax(row) == label
        for row, label in zip(probabilities, labels, strict=True)
        if max(row) >= threshold
    ]
    right = float(np.mean(answers)) if answers else float("nan")
    return [len(answers) / len(labels), right]


def slopes_by_comparison(a, b, c):
    one, two = float(a > b), float(b > a)
    return np.array([one, two, 0]) * (b + c) + np.array([0, 1, 1]) * max(a, b)


def differences_without_a_difference(function, x):
    slopes = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[index] += 1e-30j
        slopes[index] = np.imag(function(moved)) / 1e-30
    return slopes


def differences_of_two_steps(function, x):
    def central(index, h):
        move = np.zeros(x.shape)
        move[index] = h
        return (function(x + move) - function(x - move)) / (2 * h)

    slopes = [
        (4 * central(index, 1e-4) - central(index, 2e-4)) / 3
        for index in np.ndindex(x.shape)
    ]
    return np.reshape(slopes, x.shape)


def gradients_sample_by_sample(inputs, layers, d_outputs):
    total = 0
    for sample, slopes in zip(inputs, d_outputs, strict=True):
        seen = [sample]
        for weights, biases in layers[:-1]:
            seen.append(np.maximum(seen[-1] @ weights + biases, 0))
        parts = []
        for values, (weights, _) in zip(seen[::-1], layers[::-1], strict=True):
            parts = [np.outer(values, slopes).ravel(), slopes, *parts]
            slopes = (weights @ slopes) * (values > 0)
        total = total + np.concatenate(parts)
    return total


def log_softmax_by_jacobians(outputs, d_outputs):
    return [
        d @ (np.eye(len(y)) - np.exp(y))
        for y, d in zip(outputs, d_outputs, strict=True)
    ]


def repaired_by_differences(X, T, W1, b1, W2, b2):
    def loss(*parts):
        V1, c1, V2, c2 = parts
        return np.mean((np.tanh(X @ V1 + c1) @ V2 + c2 - T) ** 2)

    parts, found = [W1, b1, W2, b2], [loss(W1, b1, W2, b2)]
    for place in range(4):
        slopes = np.zeros(parts[place].shape)
        for index in np.ndindex(slopes.shape):
            moved = [part.astype(complex) for part in parts]
            moved[place][index] += 1e-30j
            slopes[index] = loss(*moved).imag / 1e-30
        found.append(slopes)
    return found


def normalised_by_jacobians(inputs, d_outputs):
    rows = []
    for x, d in zip(inputs, d_outputs, strict=True):
        K, s = len(x), x.std()
        y = (x - x.mean()) / s
        J = (np.eye(K) - 1 / K - np.outer(y, y) / K) / s
        rows.append((d @ J).tolist())
    return rows


def fate_by_the_map(rate, curvature, beta):
    a, root = rate * curvature, beta**0.5
    borders = [(1 - root) ** 2, (1 + root) ** 2, 2 * (1 + beta)]
    return np.array(float(np.searchsorted(borders, a)))


def ball_of_two_points(gradient, start, rate, beta, steps):
    path = [start, start - rate * gradient(start)]
    for _ in range(steps - 1):
        w = path[-1]
        path.append(w - rate * gradient(w) + beta * (w - path[-2]))
    return path[: steps + 1]


def adam_in_the_order_of_the_paper(w, g, m, s, t, rate, beta1, beta2, epsilon):
    m, s = m + (1 - beta1) * (g - m), s + (1 - beta2) * (g * g - s)
    full = np.sqrt(1 - beta2**t)
    longer = rate * full / (1 - beta1**t)
    return w - longer * m / (np.sqrt(s) + epsilon * full), m, s


def delays_by_counting(beta):
    velocity, build_up = 0.0, 0
    while velocity < 0.9 / (1 - beta):
        velocity, build_up = beta * velocity + 1, build_up + 1
    velocity, turn = 1 / (1 - beta), -1
    while velocity > 0:
        velocity, turn = beta * velocity - 1, turn + 1
    return np.array([build_up, turn])


def rows_normed_one_by_one(X, scales, shifts):
    rows = []
    for row in X.tolist():
        mean = sum(row) / len(row)
        square = sum((x - mean) ** 2 for x in row) / len(row)
        rows.append(
            [
                g * (x - mean) / (square + 1e-5) ** 0.5 + b
                for x, g, b in zip(row, scales, shifts, strict=True)
            ]
        )
    return rows


def rms_norm_by_jacobians(d_outputs, X, scales):
    rows, d_scales = [], 0
    for d, x in zip(d_outputs, X, strict=True):
        z = x / np.sqrt(x @ x / len(x) + 1e-5)
        J = (np.eye(len(x)) - np.outer(z, z) / len(x)) * (z / x)[0]
        rows.append(J @ (d * scales))
        d_scales = d_scales + d * z
    return [rows, d_scales.tolist()]


def leaky_he_uniform(n_inputs, n_outputs, slope, rng):
    limit = np.sqrt(6 / (1 + slope * slope) / n_inputs)
    return limit * (2 * rng.random((n_inputs, n_outputs)) - 1)


def length_by_complex_numbers(length, slope, rate, steps):
    w = complex(length)
    for _ in range(steps):
        w = w + 1j * rate * slope * w / abs(w) ** 2
    return abs(w)


def folded_by_asking_both(weights, biases, norm):
    def both(x):
        scales, shifts, means, variances = norm
        standard = (x @ weights + biases - means) / np.sqrt(variances + 1e-5)
        return standard * scales + shifts

    at_zero = both(np.zeros(len(weights)))
    return both(np.eye(len(weights))) - at_zero, at_zero


def stopped_by_minima(losses, patience):
    lowest = np.fmin.accumulate(np.array(losses, dtype=float))
    for end in range(len(losses)):
        best = np.flatnonzero(lowest == lowest[end])[0]
        if end >= best + patience:
            break
    return best


def dropout_by_choice(inputs, d_outputs, rate, training, rng):
    if not training:
        return [inputs.tolist(), d_outputs.tolist()]
    mask = rng.choice([0, 1 / (1 - rate)], inputs.shape, p=[rate, 1 - rate])
    return np.stack([inputs * mask, d_outputs * mask])


def ridge_by_its_equation(H, T, strength):
    n, d = H.shape
    return np.linalg.inv(H.T @ H + n * strength * np.eye(d)) @ H.T @ T


def ridge_by_a_row_for_each_sample(H, T, strength):
    rows = H @ H.T / len(H) + strength * np.eye(len(H))
    return (H.T @ np.linalg.solve(rows, T) / len(H)).tolist()


def turned_by_transposing(pictures, labels, rng):
    new, told = [], []
    for picture, label in zip(pictures, labels, strict=True):
        if rng.random() < 0.5:  # the mirror in the falling diagonal
            picture, label = picture.T, (3, 2, 1, 0)[label]
        if rng.random() < 0.5:
            picture, label = picture[::-1], (0, 3, 2, 1)[label]
        if rng.random() < 0.5:
            picture, label = picture[:, ::-1], (2, 1, 0, 3)[label]
        new.append(picture.tolist())
        told.append(float(label))
    return new, told


def order_of_those_reached(sources):
    def below(place):
        return {place}.union(*map(below, sources[place]))

    return sorted(k for k in below(len(sources) - 1) if sources[k])[::-1]


def jacobian_without_a_pass(function, x):
    moved = [function(x + 1e-30j * unit) for unit in np.eye(len(x))]
    return (np.imag(moved) / 1e-30).T


def paths_that_end_at_each_place(sources):
    """Count from the inputs on: a result hangs on all that it is made of."""
    visits = []
    for above in sources:
        visits.append(1 + sum(visits[place] for place in above))
    return visits[-1]


def step_by_going_forward(function, x):
    g = tape.gradient(function)(x)

    def slope(t):
        return tape.change(lambda t: function(x - t * g), t, 1.0)[1]

    first, bend = tape.change(slope, 0.0, 1.0)
    return -first / bend


def frugal_in_unequal_segments(step, x, n):
    """The first segments are the longest."""
    root = math.isqrt(n - 1) + 1

    def chain(count):
        def run(x):
            for _ in range(count):
                x = step(x)
            return x

        return run

    def whole(x):
        counts = [len(part) for part in np.array_split(np.arange(n), root)]
        for count in counts:
            x = tape.checkpoint(chain(count))(x)
        return tape.total(x)

    return tape.gradient(whole)(x)


def one_question_by_a_softmax(q, bases, values):
    scores = q * np.log(bases)
    powers = np.exp(scores - scores.max())
    return powers / powers.sum(), powers @ values / powers.sum()


def nats_letter_by_letter(table, names):
    costs = []
    for name in names:
        before = 0
        for letter in [*name, "`"]:  # what stands before an a
            after = ord(letter) - 96
            costs.append(-math.log(table[before, after]))
            before = after
    return sum(costs) / len(costs)


def causal_by_its_beginnings(layer, time, width):
    """Give the beginning alone, and then all."""
    for seed in range(9):
        x = np.random.default_rng(seed).normal(size=(1, time, width))
        for end in range(1, time):
            apart = layer(x)[:, :end] - layer(x[:, :end])
            if np.max(np.abs(apart)) > 1e-10:
                return 0
    return 1


def draws_by_noise(scores, temperature, k, n, rng):
    """The largest score after Gumbel noise comes as often as it should."""
    bar = np.sort(scores)[-k]
    z = np.where(scores >= bar, scores / temperature, -np.inf)
    noise = rng.gumbel(size=(n, len(scores)))
    return np.argmax(z + noise, axis=1).tolist()


def head_question_by_question(q, k, v, d):
    d_q, d_k, d_v = np.zeros(q.shape), np.zeros(k.shape), np.zeros(v.shape)
    root = q.shape[1] ** 0.5
    for t in range(len(q)):
        scores = k[: t + 1] @ q[t] / root
        p = np.exp(scores - np.logaddexp.reduce(scores))
        slopes = (np.diag(p) - np.outer(p, p)) @ v[: t + 1] @ d[t] / root
        d_q[t] = slopes @ k[: t + 1]
        d_k[: t + 1] += np.outer(slopes, q[t])
        d_v[: t + 1] += np.outer(p, d[t])
    return d_q, d_k, d_v


def continued_in_rows(multiply, weights, back, x, n):
    """All that was made so far, as one growing array."""
    w, rows, made = len(x), [x[None]], np.empty((0, 3 * len(x)))
    for _ in range(n):
        made = np.concatenate([made, multiply(rows[-1], weights)])
        q, keys, values = made[-1:, :w], made[:, w : 2 * w], made[:, 2 * w :]
        scores = multiply(q / w**0.5, keys.T)
        shares = np.exp(scores - np.logaddexp.reduce(scores, axis=1))
        rows.append(rows[-1] + multiply(multiply(shares, values), back))
    return np.concatenate(rows[1:])


def closing_by_a_stack(rows):
    answers = []
    for row in rows:
        waiting = []
        for bracket in row:
            if bracket < 2:
                waiting.append(float(bracket))
            else:
                waiting.pop()
        answers.append(waiting[-1])
    return answers


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        (
            "1.1",
            lambda left, right: (
                [left[0], right[1]] if right[0] == left[1] else [0, 0]
            ),
        ),
        ("1.2", lambda top, left, right: np.mean([left, right]) - 0.1),
        ("1.3", lambda inputs, W, b: np.einsum("ni,ij->nj", inputs, W) + b),
        ("1.3", layer_as_lists),
        ("1.4", lambda x, z: x / np.linalg.norm(x) @ (z / np.linalg.norm(z))),
        ("1.6", shifted_by_columns),
        ("1.7", lie_by_least_squares),
        (
            "1.9",
            lambda inputs: [
                x @ [-0.44, -1.17, 1.74, -0.5] + 0.16 for x in inputs
            ],
        ),
        (
            "2.1",
            lambda batch, widths: (
                np.multiply(widths[1:], widths[:-1]).sum() * batch
            ),
        ),
        ("2.3", lambda targets: np.var(targets) * np.array([2, 1])),
        ("2.6", lambda n, m: m == 1 or n in (1, m)),
        ("2.7", lambda d: int(np.ceil(d / 2)) - 1),
        ("2.4", forward_from_the_end),
        ("2.5", unbent_with_the_weights_behind),
        ("2.5", unbent_by_small_twins),
        ("2.5", unbent_in_turned_axes),
        ("3.1", slope_measured),
        ("3.1", slope_unit_by_unit),
        ("3.2", shares_of_the_largest),
        ("3.3", softplus_by_cases),
        ("3.3", lambda z: np.logaddexp(0, z)),
        ("5.1", slopes_by_comparison),
        ("5.2", lambda t1, t2: tuple(printed("5.2")(t1, t2))),
        ("5.3", differences_without_a_difference),
        ("5.3", differences_of_two_steps),
        ("5.4", gradients_sample_by_sample),
        ("5.5", log_softmax_by_jacobians),
        ("5.6", repaired_by_differences),
        ("5.7", normalised_by_jacobians),
        ("5.8", lambda k: abs(1 - k) / (1 + max(k, -k))),
        ("3.7", swish_by_halves),
        ("3.8", two_slopes_by_scaled_units),
        ("3.8", two_slopes_in_another_order),
        (
            "2.8",
            lambda bits: np.array([divmod(r.sum(), 2)[::-1] for r in bits]),
        ),
        ("4.1", lambda shares: [np.log(shares.size), shares @ -np.log(shares)]),
        ("4.3", lambda scores: np.logaddexp.reduce(scores, axis=1)),
        ("4.3", running_log_sum_exp),
        ("4.4", cross_entropy_of_gaps),
        ("4.5", lambda limit: np.array([[9e5, -1e6], [-3e4, -2e4]])),
        ("4.7", steps_of_a_run),
        (
            "6.1",
            lambda rate, curvature: (
                (rate * curvature > 1)
                + (rate * curvature >= 2)
                + (rate * curvature > 2)
            ),
        ),
        ("6.2", places_of_an_epoch),
        ("6.3", path_into_an_array),
        ("6.4", batches_by_keys),
        ("6.4", lists_of_a_choice),
        ("6.5", extremes_of_the_matrix),
        ("6.6", bound_of_the_columns),
        ("6.7", lambda slopes, size: np.array(counted(slopes, size))),
        ("6.8", accepted_by_the_fall),
        ("7.1", fate_by_the_map),
        ("7.3", ball_of_two_points),
        ("7.4", adam_in_the_order_of_the_paper),
        ("7.5", delays_by_counting),
        (
            "8.1",
            lambda rates: rates * np.cumprod([1, *(1 - rates[:0:-1])])[::-1],
        ),
        (
            "8.3",
            lambda rate, curvature, variance: (
                rate**2 * variance / max(0, 1 - (1 - rate * curvature) ** 2)
                if rate * curvature < 2
                else np.inf
            ),
        ),
        ("9.1", step_by_differences),
        ("9.2", lambda share, deviation: (share - share**2) / deviation**2),
        ("9.7", lambda read, truth, k: np.eye(k)[truth].T @ np.eye(k)[read]),
        ("9.3", neighbour_the_long_way),
        ("9.3", neighbour_by_the_largest_score),
        ("9.5", selective_image_by_image),
        ("9.6", lambda g: [[k == x for x in g] for k in sorted({*g})]),
        ("10.1", rows_normed_one_by_one),
        ("10.2", rms_norm_by_jacobians),
        (
            "10.3",
            lambda factor, slope, layers: np.exp(
                layers * (np.log(factor) + np.log1p(slope**2) / 2)
            ),
        ),
        ("10.4", leaky_he_uniform),
        ("10.5", length_by_complex_numbers),
        ("10.6", lambda images: (-1e7 * (1 + images[0])).tolist()),
        ("10.6", lambda images: np.arange(len(images[0])) * 10**8 + 5),
        ("10.7", folded_by_asking_both),
        ("11.2", lambda v, r, k: v * (1 + (k - 1) * r) / k),
        ("11.3", stopped_by_minima),
        ("11.4", dropout_by_choice),
        ("11.5", ridge_by_its_equation),
        ("11.5", ridge_by_a_row_for_each_sample),
        (
            "11.6",
            lambda w, g, rate, decay: [
                w - rate * (g + decay * w) / np.abs(g + decay * w),
                (1 - rate * decay) * w - rate * g / np.abs(g),
            ],
        ),
        ("11.7", turned_by_transposing),
        (
            "11.8",
            lambda p, t: np.mean(
                [(p.mean(0) - t.mean(0)) ** 2, p.var(0), t.var(0)], axis=1
            ),
        ),
        ("14.1", order_of_those_reached),
        (
            "14.3",
            lambda w, d: ((np.eye(len(w)) - w[None]).T @ d).tolist(),
        ),
        ("14.4", jacobian_without_a_pass),
        ("14.6", frugal_in_unequal_segments),
        ("14.7", paths_that_end_at_each_place),
        ("14.8", step_by_going_forward),
        ("15.1", one_question_by_a_softmax),
        ("15.2", nats_letter_by_letter),
        ("15.3", causal_by_its_beginnings),
        ("15.4", draws_by_noise),
        ("15.5", head_question_by_question),
        ("15.7", continued_in_rows),
        ("15.8", closing_by_a_stack),
    ],
)
def test_another_right_answer_is_right_too(number, answer):
    verdict = judge(number, answer)
    assert verdict.right, str(verdict)


@every_wrong_answer
def test_a_wrong_answer_is_refused_with_a_report(number, answer):
    verdict = judge(number, answer)
    assert not verdict.right
    report = str(verdict)
    given = list(inspect.signature(answer).parameters)
    needed = {*given, "expected", "got", "hint"}
    assert needed <= set(rows(report)), report
    assert given == find(number).arguments
    assert verdict.expected != verdict.got or verdict.difference
    assert all(len(line) <= COLUMNS for line in report.splitlines()), report


@every_exercise
def test_a_check_meets_three_wrong_answers_or_more(number):
    names = {answer.__name__ for answer in WRONG[number]}
    assert len(names) >= 3
    assert len(WRONG[number]) == len(names)


def test_wrong_answers_are_to_exercises_that_have_a_check():
    assert set(WRONG) == set(EXERCISES)


@every_exercise
def test_a_check_knows_none_of_the_wrong_answers(number):
    module = inspect.getmodule(EXERCISES[number].checker)
    source = inspect.getsource(module)
    assert module.__name__.endswith(f"_{int(number.split('.')[0]):02d}")
    for answer in WRONG[number]:
        assert not re.search(rf"\b{answer.__name__}\b", source)
    assert "wrong_answers" not in source


def test_exercises_that_ask_for_code_have_a_check():
    code = {n for n, found in TEXTS.items() if "(code)" in found["title"]}
    assert len(code) > 4
    assert code <= set(EXERCISES)


@every_exercise
def test_the_text_names_the_function_and_the_check(number):
    asked, text = EXERCISES[number], TEXTS[number]["text"]
    assert f"`{asked.call}`" in text
    assert f'`check("{number}", {asked.name})`' in text
    chapter = TEXTS[number]["chapter"]
    for part in CHAPTERS[chapter].split("\n## Exercises\n")[1:]:
        head = part.split("{exercise}")[0]
        line = r"^from nnfs.exercises import check"
        assert re.search(line, head, re.MULTILINE)
    calls = [line for cell in solutions(chapter) for line in cell.splitlines()]
    assert f'check("{number}", {asked.name})' in calls


def test_every_check_that_a_page_calls_exists():
    for page in [*CHAPTERS.values(), *map("\n".join, map(solutions, CHAPTERS))]:
        for number, name in re.findall(r'check\("([\d.]+)", (\w+)\)', page):
            assert find(number).name == name or name == "layer_of_the_package"


@every_exercise
def test_a_check_is_short_and_says_what_it_tests(number):
    checker = EXERCISES[number].checker
    lines, _ = inspect.getsourcelines(checker)
    assert len(lines) <= 45
    assert len(checker.__doc__.splitlines()) == 1
    assert list(inspect.signature(checker).parameters) == ["trial", "rng"]


@every_exercise
def test_a_check_is_the_same_each_time(number):
    assert judge(number, printed(number)) == judge(number, printed(number))
    for answer in WRONG[number]:
        assert str(judge(number, answer)) == str(judge(number, answer))


def test_a_right_answer_gets_one_line(capsys):
    assert check("1.4", printed("1.4")) is None
    out, err = capsys.readouterr()
    assert re.fullmatch(r"right, in all \d+ cases: 1\.4 cosine\(x, z\)\n", out)
    assert not err


def test_a_wrong_answer_raises_its_report():
    wrong = WRONG["1.4"][0]
    with pytest.raises(WrongAnswer) as caught:
        check("1.4", wrong)
    assert str(caught.value) == str(judge("1.4", wrong))
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    shown = caught.value._render_traceback_()  # what a notebook asks for
    assert shown == str(caught.value).splitlines()


def test_what_cannot_be_checked_is_refused():
    with pytest.raises(TypeError, match=r'such as "3\.3", but got 1\.4'):
        check(1.4, printed("1.4"))
    with pytest.raises(
        ValueError, match=r"'1\.99' has a check.*1\.3, 1\.4, .*, 2\."
    ):
        check("1.99", printed("1.4"))
    with pytest.raises(TypeError, match=r'check\("1\.4", cosine\)'):
        check("1.4", 0.5)


# How an answer may misbehave


@pytest.fixture
def ask(monkeypatch):
    """Return what judges an answer to an exercise made up for the purpose."""

    def ask(answer, checker=None, call="double(x, others)"):
        def standard(trial, rng):
            x = np.arange(6.0).reshape(2, 3)
            got = trial(x, [np.ones(2), {"a": 1}], shape=(2, 3))
            trial.expect(got, 2 * x, "twice")

        made = Exercise("0.1", call, checker or standard)
        monkeypatch.setitem(EXERCISES, "0.1", made)
        verdict = judge("0.1", answer)
        report = str(verdict)
        assert all(len(line) <= COLUMNS for line in report.splitlines()), report
        json.loads(verdict.to_json())
        report.encode("utf-8")
        if not verdict.right:
            assert {"expected", "got", "hint"} <= set(rows(report)), report
        return verdict

    return ask


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")


class Unfriendly:
    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("no array")

    def __repr__(self):
        raise RuntimeError("no text")


class Closed:
    def __getattr__(self, name):
        raise RuntimeError("nothing")


def raises(error):
    raise error


def overwrites(x, others):
    x[0, 0] = 9
    return x


def replaces(x, others):
    others[0] = 3


def stops(x, others):
    sys.exit(1)


def goes_down(x, others):
    return goes_down(x, others)


def yields(x, others):
    yield 2 * x


MISBEHAVIOUR = {
    "an error": (
        lambda x, others: x @ x,
        "got",
        r"ValueError: matmul.*\n.*in the line: .*lambda x, others: x @ x",
    ),
    "an error without a message": (
        lambda x, others: raises(KeyError()),
        "got",
        r"^KeyError\n",
    ),
    "an error with a long message": (
        lambda x, others: raises(ValueError("much\n\n to say " * 99)),
        "got",
        "ValueError: much to say",
    ),
    "an error that cannot be shown": (
        lambda x, others: raises(Unprintable()),
        "got",
        "^Unprintable\n",
    ),
    "an error that cannot be printed": (
        lambda x, others: raises(ValueError("\ud800")),
        "got",
        "^ValueError: \ud800\n",
    ),
    "an exit": (stops, "got", "SystemExit: 1"),
    "a descent without end": (goes_down, "got", "RecursionError"),
    "an argument too few": (
        lambda x: x,
        "hint",
        r"asks for double\(x, others\)",
    ),
    "an argument too many": (lambda x, y, z: x, "hint", "asks for"),
    "an error of the right type": (
        lambda x, others: x + None,
        "hint",
        "call your function with this input",
    ),
    "a builtin": (getattr, "got", "TypeError: attribute name"),
    "a class": (Verdict, "got", "Verdict"),
    "nothing": (lambda x, others: None, "hint", "is a return missing"),
    "text": (lambda x, others: "2x", "got", "'2x'"),
    "a long text": (lambda x, others: "2x" * 999, "got", "^'(2x)+2?$"),
    "a function": (lambda x, others: np.sum, "got", "the function sum"),
    "a generator": (yields, "got", "^a generator object$"),
    "a generator, with what to do": (
        yields,
        "hint",
        r"has a yield, .* a generator: put the values into a list",
    ),
    "an iterator": (
        lambda x, others: zip(x, x, strict=True),
        "hint",
        r"put list\(\.\.\.\) around",
    ),
    "a set": (lambda x, others: {1, 2}, "hint", "a set has no order"),
    "a list of generators": (
        lambda x, others: [yields(x, others)],
        "hint",
        "one of the values is no number: .* yield",
    ),
    "a huge integer": (lambda x, others: 10**9999, "hint", "made of numbers"),
    "an object with an address": (
        lambda x, others: object(),
        "got",
        "^<object object>$",
    ),
    "more than there is": (
        lambda x, others: np.ones((10**9, 10**9)),
        "expected",
        "within the memory there is",
    ),
    "control codes": (
        lambda x, others: raises(ValueError("\x1b[2J\u202eright")),
        "got",
        "right",
    ),
    "ragged rows": (lambda x, others: [[1, 2], [3]], "hint", "ragged"),
    "two results": (lambda x, others: (2 * x, x[0]), "hint", "not 2 values"),
    "a dictionary": (lambda x, others: {"x": 2}, "hint", "made of numbers"),
    "objects": (
        lambda x, others: (2 * x).astype(object),
        "hint",
        "objects of Python",
    ),
    "an object that refuses to be looked at": (
        lambda x, others: Closed(),
        "got",
        "an object of type Closed",
    ),
    "an unfriendly object": (
        lambda x, others: Unfriendly(),
        "got",
        "an object of type Unfriendly",
    ),
    "another shape": (lambda x, others: 2 * x.T, "expected", r"shape \(2, 3\)"),
    "a number": (lambda x, others: 2.0, "got", r"shape \(\)\n2"),
    "complex numbers": (lambda x, others: 2 * x + 0j, "hint", "complex"),
    "not a number": (
        lambda x, others: x * np.nan,
        "difference",
        "nan, expected 0",
    ),
    "infinity": (lambda x, others: 2 * x + np.inf, "got", "inf"),
    "one wrong number": (
        lambda x, others: 2 * x + np.eye(2, 3),
        "difference",
        r"2 of 6 numbers, first at \[0, 0\]: 1, expected 0",
    ),
    "a changed array": (overwrites, "what", "x after the call"),
    "a changed list": (replaces, "what", "others after the call"),
    "a list that lost a part": (
        lambda x, others: others.pop(),
        "hint",
        "your function changes others",
    ),
    "a changed dictionary": (
        lambda x, others: others[1].update(a=2),
        "what",
        "others after the call",
    ),
}


@pytest.mark.parametrize("name", MISBEHAVIOUR)
def test_misbehaviour_gets_a_report(ask, name):
    answer, row, pattern = MISBEHAVIOUR[name]
    verdict = ask(answer)
    assert not verdict.right
    assert re.search(pattern, getattr(verdict, row)), str(verdict)
    assert list(verdict.inputs) == ["x", "others"]


@pytest.mark.parametrize(
    "answer",
    [
        lambda x, others: 2 * x,
        lambda x, others: (2 * x).tolist(),
        lambda x, others: (2 * x).astype(np.int8),
        lambda x, others: np.asmatrix(2 * x),
        lambda x, *others: 2 * x,
        type("Double", (), {"__call__": lambda self, x, others: 2 * x})(),
    ],
)
def test_what_is_right_in_another_form_is_right(ask, answer):
    assert ask(answer).right


def test_an_interrupt_is_no_answer(ask):
    with pytest.raises(KeyboardInterrupt):
        ask(lambda x, others: raises(KeyboardInterrupt()))


def test_what_an_answer_prints_is_shown_where_it_fails(ask, capsys):
    def loud(x, others):
        print("x is", x.shape)
        return 2 * x

    assert ask(loud).right
    verdict = ask(lambda x, others: loud(x, others) + 1)
    assert verdict.printed == "x is (2, 3)"
    assert "printed   x is (2, 3)" in str(verdict)
    assert capsys.readouterr() == ("", "")


def test_a_warning_is_wrong_only_where_it_must_be_quiet(ask):
    def checker(quiet):
        def check_it(trial, rng):
            got = trial(np.array([1e3, -1.0]), quiet=quiet)
            trial.expect(got, [np.inf, np.exp(-1)], "the exponential")

        return check_it

    assert ask(np.exp, checker(quiet=False), call="f(x)").right
    with np.errstate(all="raise"):  # whatever a notebook has set
        assert ask(np.exp, checker(quiet=False), call="f(x)").right
    with np.errstate(all="ignore"):
        verdict = ask(np.exp, checker(quiet=True), call="f(x)")
    assert verdict.expected == "a result without a warning"
    assert verdict.got.startswith("RuntimeWarning: overflow")


def test_the_checks_own_arithmetic_is_silent(ask):
    def checker(trial, rng):
        trial.expect(np.log(trial(1.0)), 0, "a logarithm")

    assert "nan" in ask(lambda x: -x, checker, call="f(x)").got


def test_a_result_that_the_check_cannot_use_is_wrong(ask):
    def checker(trial, rng):
        trial.expect(trial(np.eye(2)) @ np.ones(2), [1, 1], "a product")

    verdict = ask(lambda x: x[:, :1], checker, call="f(x)")
    assert verdict.expected == "a result that fits f(x)"
    assert "no further with this result: ValueError: matmul" in verdict.hint
    assert verdict.got == "[[1.],\n [0.]]"


def test_a_broken_check_is_not_the_answers_fault(ask):
    with pytest.raises(ZeroDivisionError):
        ask(abs, lambda trial, rng: 1 / 0)


def test_several_results_keep_their_order_and_shapes(ask):
    def checker(trial, rng):
        first, second = trial(np.ones(2), shape=[(2,), None])
        trial.expect(first, [1, 1], "the first", what="first")
        trial.expect(second, 3, "the second", what="second")

    def same(trial, rng):  # two of one shape may come as one array
        first, second = trial(np.ones(2), shape=[(2,), (2,)])
        trial.expect(second, 3 * first, "the second", what="second")

    assert ask(lambda x: (x, 3), checker, call="f(x)").right
    assert ask(lambda x: [x, 3], checker, call="f(x)").right
    assert ask(lambda x: np.array([x, 3 * x]), same, call="f(x)").right
    assert ask(lambda x: (x, 4), checker, call="f(x)").what == "second"
    assert "2 results" in ask(lambda x: x[0], checker, call="f(x)").hint
    assert "return missing" in ask(lambda x: None, checker, call="f(x)").hint
    assert (
        ask(lambda x: (x[0], 3), checker, call="f(x)").expected == "shape (2,)"
    )


def test_a_pair_may_come_where_nothing_is_said(ask):
    def checker(trial, rng):
        trial.expect(trial(1.0), [1, 2], "one and two")

    assert ask(lambda x: (1, 2), checker, call="f(x)").right
    assert not ask(lambda x: (1, None), checker, call="f(x)").right


def test_a_result_is_kept_as_it_came(ask):
    buffer = np.zeros(2)

    def reused(x):
        buffer[...] = 2 * x
        return buffer

    def checker(trial, rng):
        first, second = trial(np.ones(2)), trial(np.zeros(2))
        trial.expect(first - second, [2, 2], "a difference")

    assert ask(reused, checker, call="f(x)").right


def test_a_small_difference_is_shown_with_all_its_digits(ask):
    def checker(trial, rng):
        trial.expect(trial(1.0), 1 / 3, "a third", rtol=1e-14, atol=0)

    verdict = ask(lambda x: 1 / 3 + 1e-12, checker, call="f(x)")
    assert (
        verdict.difference == "0.3333333333343333, expected 0.3333333333333333"
    )
    verdict = ask(lambda x: 0.5, checker, call="f(x)")
    assert not verdict.difference
    assert (verdict.got, verdict.expected) == ("0.5", "0.3333333333")


def test_inputs_without_a_name_are_shown(ask):
    def checker(trial, rng):
        trial.expect(trial(1, abs, 2j), 0, "nothing")

    inputs = ask(lambda *x: 1, checker, call="f(x)").inputs
    assert inputs == {
        "x": "1",
        "input 2": "the function abs",
        "input 3": "0+2j",
    }


def test_a_long_array_is_cut_and_the_wrong_number_shown(ask):
    def checker(trial, rng):
        trial.expect(trial(np.zeros((50, 40))), np.zeros((50, 40)), "zeros")

    def nearly(x):
        x = x.copy()
        x[20, 30] = 0.25
        return x

    verdict = ask(nearly, checker, call="f(x)")
    assert "..." in verdict.got
    assert verdict.difference.endswith("first at [20, 30]: 0.25, expected 0")


def test_exercises_without_arguments_can_be_checked(ask):
    def checker(trial, rng):
        trial.expect(trial(), 3, "three")

    assert ask(lambda: 3, checker, call="f()").right
    assert ask(lambda: 4, checker, call="f()").inputs == {}


ARRAYS = st.lists(st.floats(width=32), min_size=1, max_size=60).map(np.array)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | ARRAYS,
    lambda values: (
        st.lists(values, max_size=4)
        | st.dictionaries(st.text(max_size=3), values, max_size=3)
        | st.tuples(values, values)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_whatever_comes_a_report_can_be_made_of_it(value):
    verdict = judge("1.4", lambda x, z: value)
    assert not verdict.right
    assert all(len(line) <= COLUMNS for line in str(verdict).splitlines())
    assert isinstance(show(value), str)
    assert json.loads(verdict.to_json())["got"] == verdict.got
    assert same(value, value)


@given(ARRAYS, ARRAYS)
def test_arrays_are_the_same_when_their_numbers_are(a, b):
    equal = a.shape == b.shape and np.array_equal(a, b, equal_nan=True)
    assert same([a, (b,)], [b, (a,)]) == equal


def test_what_cannot_be_compared_counts_as_unchanged():
    assert same(object(), object())
    assert same(np.nan, np.nan)
    assert not same(1, 2)
    assert not same([np.float32(1)], [np.float32(2)])
    assert not same(1, 1.0)
    assert not same({"a": 1}, {"b": 1})


# In a notebook and in a shell


def test_a_notebook_shows_the_report_alone():
    sources = [
        "from nnfs.exercises import check\ndef cosine(x, z):\n    return x @ z",
        'check("1.4", cosine)',
        "def cosine(x, z):\n    return (x @ z) / ((x @ x) * (z @ z)) ** 0.5",
        'check("1.4", cosine)',
    ]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, allow_errors=True).execute()
    (wrong,), (right,) = cells[1].outputs, cells[3].outputs
    report = str(judge("1.4", lambda x, z: x @ z))
    assert wrong.ename == "WrongAnswer"
    assert "\n".join(wrong.traceback) == wrong.evalue == report
    assert right.name == "stdout"
    assert right.text == f"{judge('1.4', printed('1.4'))}\n"


RIGHT = """
import math
print("my answer")
def cosine(x, z):
    print("called")
    return sum(x * z) / math.sqrt(sum(x * x) * sum(z * z))
"""
FAULTS = {
    "unknown exercise": ("9.99", RIGHT, "no exercise '9.99' has a check"),
    "missing file": ("1.4", None, "answer.py: no such file"),
    "missing function": (
        "1.3",
        RIGHT,
        "answer.py defines no function layer_in_loops: exercise 1.3 asks for "
        "layer_in_loops(inputs, weights, biases)",
    ),
    "no function": ("1.4", "cosine = 3", "cosine(x, z); its cosine is a int"),
    "bad syntax": ("1.4", "def cosine(:", "; answer.py: SyntaxError"),
    "a failing import": (
        "1.4",
        "print('my answer')\nimport nnfs.nix",
        "; line 2 of answer.py: ModuleNotFoundError: No",
    ),
    "a failing check": (
        "1.4",
        "from nnfs.exercises import check\ncheck('1.4', max)",
        "WrongAnswer: wrong, in case 1: 1.4 cosine(x, z)",
    ),
}
PRINTED = "printed by answer.py:\nmy answer\n"


@pytest.fixture
def shell(tmp_path, capsys):
    """Return what runs `python -m nnfs check` here, in this process."""

    def shell(number, source, *options):
        file = tmp_path / "answer.py"
        if source is not None:
            file.write_text(source, encoding="utf-8")
        options = ["--seconds", "60", *options]
        status = main(["check", number, str(file), *options])
        return status, *capsys.readouterr()

    return shell


def test_a_shell_says_right(shell):
    status, out, err = shell("1.4", RIGHT)
    assert (status, err) == (0, PRINTED)
    assert out == f"{judge('1.4', printed('1.4'))}\n"


def test_a_shell_reports_what_is_wrong(shell):
    status, out, err = shell("1.4", RIGHT.replace("sqrt", "exp"))
    assert (status, err) == (1, PRINTED)
    assert out.startswith("wrong, in case 1: 1.4 cosine(x, z)\nx ")
    assert "printed   called" in out


@pytest.mark.parametrize("options", [(), ("--json",)])
@pytest.mark.parametrize("name", FAULTS)
def test_a_shell_refuses_in_one_line(shell, name, options):
    number, source, message = FAULTS[name]
    status, out, err = shell(number, source, *options)
    assert (status, out) == (2, "")
    line, *others = err.splitlines()
    assert message in line
    assert others[:1] in ([], ["printed by answer.py:"])
    ran = source is not None and number != "9.99"
    assert ("my answer" in others) == (ran and "my answer" in source)


@pytest.mark.parametrize("wrong", ["1", "float('nan')", "None", "'\\ud800'"])
def test_json_is_one_object(shell, wrong):
    status, out, err = shell(
        "1.4", RIGHT.replace("sum(x * z)", wrong), "--json"
    )
    assert (status, err) == (1, PRINTED)
    verdict = json.loads(out, parse_constant=raises)
    assert set(verdict) == set(vars(Verdict("", "")))
    assert not verdict["right"]
    status, out, err = shell("1.4", RIGHT, "--json")
    assert (status, json.loads(out)["right"]) == (0, True)


def test_an_answer_may_import_its_neighbour(shell, tmp_path):
    (tmp_path / "neighbour_of_the_answer.py").write_text(RIGHT)
    late = """
def cosine(x, z):
    from neighbour_of_the_answer import cosine
    return cosine(x, z)
"""
    status, out, _ = shell("1.4", late)
    assert (status, "right" in out) == (0, True)


def test_the_status_is_what_the_shell_gets(monkeypatch, tmp_path, capsys):
    missing = str(tmp_path / "none.py")
    monkeypatch.setattr(sys, "argv", ["nnfs", "check", "1.4", missing])
    with pytest.raises(SystemExit) as caught:
        runpy.run_path(
            str(pages.ROOT / "nnfs" / "__main__.py"), run_name="__main__"
        )
    assert caught.value.code == 2
    assert capsys.readouterr().err == f"{missing}: no such file\n"


def test_python_runs_the_package(tmp_path):
    file = tmp_path / "answer.py"
    file.write_text(RIGHT)

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "nnfs", *arguments],
            capture_output=True,
            text=True,
        )

    good = run("check", "1.4", file, "--json")
    assert (good.returncode, good.stderr) == (0, PRINTED)
    assert json.loads(good.stdout)["cases"] > 5
    file.write_text(RIGHT.replace("math.sqrt", ""))
    bad = run("check", "1.4", file)
    assert (bad.returncode, bad.stderr) == (1, PRINTED)
    assert "hint" in bad.stdout
    assert run("check", "1.4", tmp_path / "none.py").returncode == 2
    assert run().returncode == 2
    assert "check" in run("--help").stdout
