"""Plausible wrong answers to chapter 9, unseen by its checks."""

import numpy as np


def length_forgotten(images, labels, queries):
    return labels[(-2 * queries @ images.T).argmin(axis=1)]


def mixed_term_once(images, labels, queries):
    distances = (images**2).sum(axis=1) - queries @ images.T
    return labels[distances.argmin(axis=1)]


def sign_of_the_mixed_term(images, labels, queries):
    distances = (images**2).sum(axis=1) + 2 * queries @ images.T
    return labels[distances.argmin(axis=1)]


def farthest(images, labels, queries):
    distances = (images**2).sum(axis=1) - 2 * queries @ images.T
    return labels[distances.argmax(axis=1)]


def place_instead_of_label(images, labels, queries):
    distances = (images**2).sum(axis=1) - 2 * queries @ images.T
    return distances.argmin(axis=1)


def nearest_query_to_each_image(images, labels, queries):
    distances = (images**2).sum(axis=1) - 2 * queries @ images.T
    return labels[distances.argmin(axis=0)]


def streets_of_a_city(images, labels, queries):
    distances = np.abs(queries[:, None] - images).sum(axis=2)
    return labels[distances.argmin(axis=1)]


def largest_cosine(images, labels, queries):
    lengths = np.sqrt((images**2).sum(axis=1))
    return labels[(queries @ images.T / lengths).argmax(axis=1)]


def a_column_of_answers(images, labels, queries):
    distances = (images**2).sum(axis=1) - 2 * queries @ images.T
    return labels[distances.argmin(axis=1)].reshape(-1, 1)


def difference_not_squared(images, labels, queries):
    distances = (queries[:, None] - images).sum(axis=2)
    return labels[distances.argmin(axis=1)]


def centred_in_place(images, labels, queries):
    origin = images.mean(axis=0)
    images -= origin
    distances = (images**2).sum(axis=1) - 2 * (queries - origin) @ images.T
    return labels[distances.argmin(axis=1)]


def first_query_only(images, labels, queries):
    return labels[((images - queries[0]) ** 2).sum(axis=1).argmin()]


def queries_not_centred(images, labels, queries):
    images = images - images.mean(axis=0)
    distances = (images**2).sum(axis=1) - 2 * queries @ images.T
    return labels[distances.argmin(axis=1)]


WRONG = {
    "9.3": [
        length_forgotten,
        mixed_term_once,
        sign_of_the_mixed_term,
        farthest,
        place_instead_of_label,
        nearest_query_to_each_image,
        streets_of_a_city,
        largest_cosine,
        a_column_of_answers,
        difference_not_squared,
        centred_in_place,
        first_query_only,
        queries_not_centred,
    ],
}
