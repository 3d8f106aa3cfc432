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


def step_not_over_the_batch(hidden, labels):
    return np.log(10), hidden.T @ (0.1 - np.eye(10)[labels])


def step_with_the_sign_turned(hidden, labels):
    return np.log(10), hidden.T @ (np.eye(10)[labels] - 0.1) / len(labels)


def step_of_zeros(hidden, labels):
    return np.log(10), np.zeros((hidden.shape[1], 10))


def step_with_a_loss_of_zero(hidden, labels):
    return 0.0, hidden.T @ (0.1 - np.eye(10)[labels]) / len(labels)


def step_transposed(hidden, labels):
    slopes = hidden.T @ (0.1 - np.eye(10)[labels]) / len(labels)
    return np.log(10), slopes.T


def step_over_the_width(hidden, labels):
    slopes = hidden.T @ (0.1 - np.eye(10)[labels]) / hidden.shape[1]
    return np.log(10), slopes


def step_in_bits(hidden, labels):
    slopes = hidden.T @ (0.1 - np.eye(10)[labels]) / len(labels)
    return np.log2(10), slopes


def images_without_the_square(share, deviation):
    return share * (1 - share) / deviation


def images_by_the_root(share, deviation):
    return np.sqrt(share * (1 - share)) / deviation


def images_by_the_share_alone(share, deviation):
    return share / deviation**2


def images_rounded(share, deviation):
    return round(share * (1 - share) / deviation**2)


def images_in_points(share, deviation):
    return share * (1 - share) / (100 * deviation) ** 2


def confusion_turned(read, truth, classes):
    counts = np.zeros((classes, classes))
    for r, t in zip(read, truth, strict=True):
        counts[r, t] += 1
    return counts


def confusion_counted_once(read, truth, classes):
    counts = np.zeros((classes, classes))
    counts[truth, read] += 1  # a pair that comes twice is counted once
    return counts


def confusion_in_shares(read, truth, classes):
    counts = np.zeros((classes, classes))
    for r, t in zip(read, truth, strict=True):
        counts[t, r] += 1 / len(truth)
    return counts


def confusion_of_the_mistakes(read, truth, classes):
    counts = np.zeros((classes, classes))
    for r, t in zip(read, truth, strict=True):
        counts[t, r] += r != t
    return counts


def confusion_of_the_classes_seen(read, truth, classes):
    classes = max(read.max(), truth.max()) + 1
    counts = np.zeros((classes, classes))
    for r, t in zip(read, truth, strict=True):
        counts[t, r] += 1
    return counts


def strictly_above(probabilities, labels, threshold):
    sure = probabilities.max(axis=1) > threshold
    right = probabilities.argmax(axis=1) == labels
    return sure.mean(), right[sure].mean() if sure.any() else np.nan


def right_of_all(probabilities, labels, threshold):
    sure = probabilities.max(axis=1) >= threshold
    right = probabilities.argmax(axis=1) == labels
    return sure.mean(), (right & sure).mean() if sure.any() else np.nan


def silent_is_zero(probabilities, labels, threshold):
    sure = probabilities.max(axis=1) >= threshold
    right = probabilities.argmax(axis=1) == labels
    return sure.mean(), right[sure].mean() if sure.any() else 0.0


def sure_of_the_truth(probabilities, labels, threshold):
    truth = probabilities[np.arange(len(labels)), labels]
    sure = truth >= threshold
    right = probabilities.argmax(axis=1) == labels
    return sure.mean(), right[sure].mean() if sure.any() else np.nan


def a_count_of_answers(probabilities, labels, threshold):
    sure = probabilities.max(axis=1) >= threshold
    right = probabilities.argmax(axis=1) == labels
    return sure.sum(), right[sure].mean() if sure.any() else np.nan


def claimed_not_achieved(probabilities, labels, threshold):
    largest = probabilities.max(axis=1)
    sure = largest >= threshold
    return sure.mean(), largest[sure].mean() if sure.any() else np.nan


def training_rows(groups):
    return np.unique(groups)[:, None] != groups


def groups_as_they_come(groups):
    names = list(dict.fromkeys(groups.tolist()))
    return [[group == name for group in groups] for name in names]


def groups_counted_from_zero(groups):
    return np.arange(len(np.unique(groups)))[:, None] == groups


def rows_down_the_page(groups):
    return np.unique(groups) == groups[:, None]


def groups_by_length(groups):
    names = np.unique(groups)
    cuts = np.arange(len(groups)) * len(names) // len(groups)
    return np.arange(len(names))[:, None] == cuts


def stretches(groups):
    starts = np.diff(groups, prepend=groups[0] - 1) != 0
    number = np.cumsum(starts) - 1
    return np.arange(number.max() + 1)[:, None] == number


WRONG = {
    "9.1": [
        step_not_over_the_batch,
        step_with_the_sign_turned,
        step_of_zeros,
        step_with_a_loss_of_zero,
        step_transposed,
        step_over_the_width,
        step_in_bits,
    ],
    "9.2": [
        images_without_the_square,
        images_by_the_root,
        images_by_the_share_alone,
        images_rounded,
        images_in_points,
    ],
    "9.7": [
        confusion_turned,
        confusion_counted_once,
        confusion_in_shares,
        confusion_of_the_mistakes,
        confusion_of_the_classes_seen,
    ],
    "9.5": [
        strictly_above,
        right_of_all,
        silent_is_zero,
        sure_of_the_truth,
        a_count_of_answers,
        claimed_not_achieved,
    ],
    "9.6": [
        training_rows,
        groups_as_they_come,
        groups_counted_from_zero,
        rows_down_the_page,
        groups_by_length,
        stretches,
    ],
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
