"""What must be true of any answer to the exercises of chapter 9."""

import math

import numpy as np

from nnfs.exercises.trial import exercise


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
