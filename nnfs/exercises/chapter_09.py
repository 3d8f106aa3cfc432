"""What must be true of any answer to the exercises of chapter 9."""

import math

import numpy as np

from nnfs.exercises.trial import exercise
from nnfs.initializers import zeros
from nnfs.layers import Dense
from nnfs.losses import SoftmaxCrossEntropy


def without_ties(rng, size, width):
    """Draw images and queries, each with one image that is clearly nearest."""
    while True:
        images = rng.normal(8, 4, size=(size, width)).round(2)
        queries = rng.normal(8, 4, size=(size // 2 + 1, width)).round(2)
        places = np.concatenate([images, queries])
        away = np.linalg.norm(places[:, None] - images, axis=2)
        first, second = np.sort(away, axis=1)[:, :2].T
        if np.all(second - first > 1e-3):
            return images, queries


@exercise("9.1", "first_step(hidden, labels)")
def first_step(trial, rng):
    """The package's layer and loss, for outputs of any size."""
    cases = [(np.ones((1, 2)), np.array([3]))]
    for _ in range(12):
        n, d = rng.integers(1, 12, size=2)
        hidden = np.maximum(rng.normal(0, rng.choice([1, 30]), size=(n, d)), 0)
        cases.append((hidden, rng.integers(0, 10, size=n)))
    for hidden, labels in cases:
        layer = Dense(hidden.shape[1], 10, initializer=zeros)
        loss = SoftmaxCrossEntropy()
        value = loss.forward(layer.forward(hidden), labels)
        layer.backward(loss.backward())
        shape = layer.d_weights.shape
        first, slopes = trial(hidden, labels, shape=[(), shape])
        hint = "all scores are zero, so each digit has the probability 1/10"
        trial.expect(first, value, hint, what="the loss")
        hint = "hidden.T @ (probability - truth), over the number of images"
        trial.expect(slopes, layer.d_weights, hint, what="the gradient")


@exercise("9.2", "images_needed(share, deviation)")
def images_needed(trial, rng):
    """With so many images the deviation is what was asked for."""
    cases = [(0.97, 0.001), (0.5, 0.05), (0.9, 0.01)]
    cases += rng.uniform((0.02, 1e-4), (0.98, 0.2), size=(12, 2)).tolist()
    for share, deviation in cases:
        found = trial(share, deviation, shape=())
        hint = "there is a number of images, and it is more than 0"
        trial.expect(found > 0, True, hint, what="whether it is")
        hint = "with n images the deviation is sqrt(share * (1 - share) / n)"
        back = math.sqrt(share * (1 - share) / found)
        what = "the deviation with so many images"
        trial.expect(back, deviation, hint, what=what)


@exercise("9.3", "nearest_neighbour(images, labels, queries)")
def nearest_neighbour(trial, rng):
    """Pythagoras by hand, then the definition on random cases, and its laws."""
    hand = [
        ([[1], [5]], [7, 3], [[2], [6]], [7, 3], "2 is nearer to 1 than to 5"),
        ([[5], [1]], [3, 7], [[2]], [7], "the images may come in any order"),
        (
            [[3, 4], [0, 6]],
            [8, 2],
            [[0, 0]],
            [8],
            "by Pythagoras (3, 4) is 5 away, and (0, 6) is 6",
        ),
    ]
    for images, labels, queries, expected, hint in hand:
        images, queries = np.array(images, float), np.array(queries, float)
        found = trial(images, np.array(labels), queries, shape=(len(queries),))
        trial.expect(found, expected, hint)
    for size in (2, 3, 4, *rng.integers(2, 40, size=20)):
        width = rng.integers(1, min(size, 30) + 1)
        images, queries = without_ties(rng, size, width)
        labels = rng.integers(0, 10, size=size)
        nearest = [
            labels[min(range(size), key=lambda k, q=q: math.dist(q, images[k]))]
            for q in queries
        ]
        found = trial(images, labels, queries, shape=(len(queries),))
        hint = "a query gets the label of the image at the smallest distance"
        trial.expect(found, nearest, hint)
        hint = "moving all images and queries alike changes no distance"
        moved = trial(images - 20, labels, queries - 20, shape=found.shape)
        trial.expect(moved, nearest, hint)
        hint = "each image is its own nearest neighbour"
        itself = trial(images, labels, images, shape=(size,))
        trial.expect(itself, labels, hint)


@exercise("9.5", "selective(probabilities, labels, threshold)")
def selective(trial, rng):
    """By hand, then image by image; the threshold itself is answered."""
    two = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.5, 0.5]])
    cases = [(two, [0, 1, 0, 0], limit) for limit in (0, 0.6, 0.7, 0.9, 0.95)]
    for _ in range(15):
        n, classes = rng.integers(1, 30), rng.integers(2, 11)
        sizes = rng.uniform(0, 3) * rng.normal(size=(n, classes))
        shares = np.exp(sizes) / np.exp(sizes).sum(axis=1, keepdims=True)
        labels = rng.integers(0, classes, size=n)
        limit = rng.choice([0, 0.3, 0.5, 0.8, 1, shares[0].max()])
        cases.append((shares, labels, float(limit)))
    for shares, labels, limit in cases:
        labels, answers = np.array(labels), []
        for share, label in zip(shares, labels, strict=True):
            if max(share) >= limit:
                answers.append(list(share).index(max(share)) == label)
        right = sum(answers) / len(answers) if answers else np.nan
        kept, found = trial(shares, labels, limit, shape=[(), ()])
        hint = "it answers where the largest probability is not below the "
        what = "the share that it answers"
        part = len(answers) / len(labels)
        trial.expect(kept, part, hint + "threshold", what=what)
        hint = "the right answers over the answers, np.nan where there are none"
        trial.expect(found, right, hint, what="the share read right")


@exercise("9.6", "one_out(groups)")
def one_out(trial, rng):
    """Each row is tested once, with all of its group and nobody else."""
    cases = [[0, 0, 1, 1, 1], [7, 3, 7, 3, 5], [4]]
    for _ in range(15):
        names = rng.choice(50, size=int(rng.integers(1, 9)), replace=False)
        cases.append(rng.choice(names, size=int(rng.integers(1, 30))))
    for groups in map(np.array, cases):
        names = sorted(set(groups.tolist()))
        shape = (len(names), len(groups))
        found = trial(groups, shape=shape)
        hint = "each row is in the test of one group, its own"
        trial.expect(found.sum(axis=0), np.ones(shape[1]), hint, what="tests")
        for line, name in zip(found, names, strict=True):
            hint = "a line is True where the row belongs to the group, "
            hint += "and the groups come in increasing order"
            what = f"the line of group {name}"
            trial.expect(
                line, [group == name for group in groups], hint, what=what
            )


@exercise("9.7", "confusion(read, truth, classes)")
def confusion(trial, rng):
    """By hand, then cell by cell on random cases, some classes unseen."""
    cases = [([1, 1, 0], [0, 0, 1], 2), ([2], [0], 3), ([0, 1], [0, 1], 4)]
    for size in (*range(1, 5), *rng.integers(5, 60, size=12)):
        classes = int(rng.integers(2, 11))
        read, truth = rng.integers(0, classes, size=(2, size))
        cases.append((read, truth, classes))
    for read, truth, classes in cases:
        read, truth = np.array(read), np.array(truth)
        counts = np.zeros((classes, classes), dtype=float)
        for row in range(classes):
            for column in range(classes):
                both = (truth == row) & (read == column)
                counts[row, column] = both.sum()
        found = trial(read, truth, classes, shape=(classes, classes))
        hint = "each image adds 1, in the row of its truth"
        if np.array_equal(found, counts.T):
            hint = "the true class is the row, what was read the column"
        trial.expect(found, counts, hint)
