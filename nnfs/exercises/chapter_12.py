"""What must be true of any answer to the exercises of chapter 12."""

import itertools
import math
from fractions import Fraction

import numpy as np

from nnfs.exercises.trial import exercise


@exercise("12.1", "pinball(answers, targets, q)")
def pinball(trial, rng):
    """One row by hand, then sums of rows that were asked one by one."""
    for q in (0.5, 0.9, 0.1, *rng.uniform(0.01, 0.99, size=4)):
        for answer, target in ((1.0, 4.0), (4.0, 1.0), (2.0, 2.0)):
            hint = (
                "a truth above the answer costs q for each unit, one below it "
                "costs 1 - q for each unit, and no loss is negative"
            )
            off = target - answer
            wanted = q * off if off > 0 else (1 - q) * -off
            found = trial(np.array([answer]), np.array([target]), q, shape=())
            trial.expect(found, wanted, hint)
    for _ in range(12):
        answers, targets = rng.normal(0, 3, size=(2, rng.integers(2, 30)))
        q = rng.uniform(0.01, 0.99)
        single = [
            trial(answers[[k]], targets[[k]], q, shape=())
            for k in range(len(answers))
        ]
        found = trial(answers, targets, q, shape=())
        hint = "the loss of several rows is the mean of their losses"
        trial.expect(found, sum(single) / len(single), hint)


@exercise("12.2", "threshold(costs)")
def threshold(trial, rng):
    """At the threshold both calls cost the same."""
    umbrella = np.array([[0.0, 10.0], [1.0, 1.0]])
    cases = [umbrella, np.array([[0.0, 4.0], [1.0, 0.0]]), umbrella + 3]
    for _ in range(15):
        right = rng.normal(0, 3, size=2)
        more = rng.uniform(0.1, 9, size=2)
        cases.append(
            np.array([[right[0], right[1] + more[1]], [0, right[1]]])
            + np.array([[0, 0], [right[0] + more[0], 0]])
        )
    for index, costs in enumerate(cases):
        p = trial(costs.tolist() if index % 2 else costs, shape=())
        no, yes = ((1 - p) * row[0] + p * row[1] for row in costs)
        hint = (
            "with the probability p of a yes, a call costs (1 - p) times its "
            "cost when a no comes, and p times its cost when a yes comes"
        )
        trial.expect(yes, no, hint, what="what the two calls cost", atol=1e-9)


@exercise("12.3", "interval(errors, answer, share)")
def interval(trial, rng):
    """As many errors as k fit into it, and no narrower one holds them."""
    cases = [
        (np.array([-3.0, 1.0, -2.0, 5.0]), 10.0, 0.6),
        (-np.arange(1.0, 10), 0.0, 0.9),
    ]
    ends = {0.9: (10, 9), 0.95: (20, 19), 0.5: (2,), 0.6: (2,), 0.1: (100,)}
    ends[0.55] = (100,)  # 55.00000000000001
    for share, stops in ends.items():
        cases += [(np.arange(1.0, stop), 5.0, share) for stop in stops]
    for _ in range(25):
        errors = rng.normal(0, 5, size=rng.integers(1, 60))
        share = float(rng.choice([0.5, 0.6, 0.7, 0.8, 0.9, 0.95]))
        cases.append((errors, rng.normal(0, 20), share))
    for errors, answer, share in cases:
        found = trial(errors, answer, share, shape=[(), ()])
        exact = Fraction(share).limit_denominator(1000) * (len(errors) + 1)
        k = math.ceil(exact)
        far = sorted(abs(error) for error in errors)
        width = far[k - 1] if k <= len(far) else np.inf
        hint = (
            f"of the {len(far)} errors without their signs it is the "
            f"{k}-th smallest that counts, and if there are not as many the "
            "interval is infinite"
        )
        wanted = answer - width, answer + width
        names = "the lower end", "the upper end"
        for name, end, right in zip(names, found, wanted, strict=True):
            trial.expect(end, right, hint, what=name)


@exercise("12.4", "poisson(scores, counts)")
def poisson(trial, rng):
    """The gradient is that of the loss, and zero at the logarithm."""
    one = np.zeros((1, 1), dtype=float)
    for count in (0, 1, 5):
        loss, slopes = trial(one, one + count, shape=[(), (1, 1)])
        hint = "a score z costs e**z - t z, at z = 0 that is 1"
        trial.expect(loss, 1.0, hint, what="the loss")
        hint = "the slope of e**z - t z is e**z - t"
        trial.expect(slopes, one + 1 - count, hint, what="the gradient")
    for _ in range(12):
        shape = tuple(rng.integers(1, 6, size=2))
        scores = rng.normal(1, 1.5, size=shape)
        counts = rng.poisson(4, size=shape).astype(float)
        loss, slopes = trial(scores, counts, shape=[(), shape])
        hint = "the mean of e**z - t z over all numbers"
        single = [
            math.exp(z) - t * z
            for z, t in zip(scores.ravel(), counts.ravel(), strict=True)
        ]
        trial.expect(loss, sum(single) / len(single), hint, what="the loss")
        place = tuple(rng.integers(shape))
        step = np.zeros(shape, dtype=float)
        step[place] = 1e-4
        more = trial(scores + step, counts, shape=[(), shape])[0]
        less = trial(scores - step, counts, shape=[(), shape])[0]
        hint = (
            "the gradient of the mean: each number's slope, e**z - t, divided "
            "by how many numbers there are"
        )
        trial.expect(
            slopes[place],
            (more - less) / (2 * step[place]),
            hint,
            what=f"the gradient at {tuple(map(int, place))}, and a difference",
            rtol=1e-5,
            atol=1e-7,
        )
        best = np.log(counts + 1)
        _, slopes = trial(best, counts + 1, shape=[(), shape])
        hint = "where e**z is the count the slope is zero"
        trial.expect(slopes, np.zeros(shape, dtype=float), hint, atol=1e-9)


def cooled(scores, labels, temperature):
    """Return the slope of the cross-entropy in one over the temperature."""
    z = scores / temperature
    weights = np.exp(z - z.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    truth = scores[np.arange(len(labels)), labels]
    return np.mean((weights * scores).sum(axis=1) - truth)


@exercise("12.5", "temperature(scores, labels)")
def temperature(trial, rng):
    """The slope is zero there, or points out of the range at its end."""
    pair = np.array([[math.log(3), 0.0]] * 4)
    hint = "three of four are right, and the scores say so at temperature 1"
    found = trial(pair, np.array([0, 0, 0, 1]), shape=())
    trial.expect(found, 1.0, hint, rtol=1e-5)
    found = trial(5 * pair, np.array([0, 0, 0, 1]), shape=())
    hint = "scores that are five times as large want five times the temperature"
    trial.expect(found, 5.0, hint, rtol=1e-5)
    found = trial(pair, np.zeros(4, dtype=int), shape=())
    hint = "if all answers are right, the lowest temperature is best, 0.05"
    trial.expect(found, 0.05, hint, rtol=1e-4)
    found = trial(pair, np.ones(4, dtype=int), shape=())
    hint = "if all answers are wrong, the highest temperature is best, 20"
    trial.expect(found, 20.0, hint, rtol=1e-4)
    for _ in range(10):
        n, classes = rng.integers(30, 90), rng.integers(2, 7)
        scores = rng.normal(0, 1.5, size=(n, classes)) + rng.normal(0, 20)
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        sums = (odds / odds.sum(axis=1, keepdims=True)).cumsum(axis=1)
        labels = (rng.random((n, 1)) > sums[:, :-1]).sum(axis=1)
        scores *= rng.choice([0.4, 1, 3])
        found = trial(scores, labels, shape=())
        low, high = (
            cooled(scores, labels, found * (1 + side)) for side in (1e-5, -1e-5)
        )
        coldest = abs(found / 0.05 - 1) < 1e-4 and low <= 0
        hottest = abs(found / 20 - 1) < 1e-4 and high >= 0
        hint = (
            "a little more and a little less must both be worse; the "
            "temperature divides the scores, and lies between 0.05 and 20"
        )
        what = "whether the loss is smallest there"
        good = low <= 0 <= high or coldest or hottest
        trial.expect(bool(good), True, hint, what=what)


@exercise("12.6", "decode(scores, patterns)")
def decode(trial, rng):
    """Against the product of the probabilities, pattern by pattern."""
    patterns = np.array(list(itertools.product([0, 1], repeat=2)))
    cases = [
        (np.array([[2.0, -1.0], [-3.0, 0.5]]), patterns),
        (np.array([[0.0, 0.0]]), patterns),
        (np.array([[3.0, -1.0, -1.0]]), np.array([[0, 0, 0], [1, 1, 1]])),
        (np.array([[-5.0, 1.0, 1.0]]), np.array([[0, 0, 0], [1, 1, 1]])),
        (1000 * np.array([[1.0, -1.0]]), patterns),
        (np.array([[1000.0, -900.0, 500.0]]), np.eye(3, dtype=int)),
        (np.array([[900.0, 1000.0, 950.0]]), np.eye(3, dtype=int)),
    ]
    for _ in range(20):
        m, count = rng.integers(2, 8), rng.integers(2, 9)
        scores = rng.normal(0, 3, size=(rng.integers(1, 12), m))
        cases.append((scores, rng.integers(0, 2, size=(count, m))))
    for scores, known in cases:
        found = trial(scores, known, shape=(len(scores),), quiet=True)
        for row, place in zip(scores, found, strict=True):
            costs = [
                math.fsum(
                    max(z, 0) - z * int(bit) + math.log1p(math.exp(-abs(z)))
                    for z, bit in zip(row, pattern, strict=True)
                )
                for pattern in known
            ]
            best = min(costs)
            first = int(np.argmax(np.array(costs) - best < 1e-9))
            hint = (
                "the probability of a pattern is a product: sigmoid(z) where "
                "the pattern has a 1, and 1 - sigmoid(z) where it has a 0"
            )
            trial.expect(place, first, hint, what="the number of a pattern")


@exercise("12.7", "repeated(labels, known)")
def repeated(trial, rng):
    """Count how often each row comes."""
    cases = [
        (np.array([0, 0, 0, 0, 1, 1]), np.array([0, 1, 2, 3, 4])),
        (np.array([1, 0, 1, 1]), np.arange(4)),
        (np.array([0, 0, 0, 0, 0, 1, 1]), np.arange(7)),
    ]
    for _ in range(15):
        n = int(rng.integers(20, 80))
        labels = (rng.random(n) < rng.choice([0.1, 0.3, 0.7])).astype(int)
        labels[:2] = 0, 1
        rest = rng.permutation(np.arange(2, n))[: int(rng.integers(5, n - 2))]
        cases.append((labels, np.concatenate([rest, [0, 1]])))
    for labels, known in cases:
        found = trial(labels, known)
        hint = "return one array of row numbers"
        trial.expect(np.ndim(found), 1, hint, what="the number of axes")
        found = np.asarray(found)
        hint = "only rows of the training part may come"
        inside = bool(np.isin(found, known).all())
        trial.expect(inside, True, hint, what="whether all rows are known")
        known_yes = sum(int(labels[row]) for row in known)
        no, k = len(known) - known_yes, 1
        while abs(no - (k + 1) * known_yes) < abs(no - k * known_yes):
            k += 1
        if abs(no - (k + 1) * known_yes) == abs(no - k * known_yes):
            continue  # a half may be rounded either way
        wanted = [k if labels[row] else 1 for row in range(len(labels))]
        wanted = np.where(np.isin(np.arange(len(labels)), known), wanted, 0)
        came = np.bincount(found.astype(int), minlength=len(labels))
        hint = (
            f"{no} known no to {known_yes} known yes: each known yes comes "
            f"{k} times, each known no once"
        )
        trial.expect(came, wanted, hint, what="how often each row comes")
