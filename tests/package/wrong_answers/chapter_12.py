"""Plausible wrong answers to chapter 12, unseen by its checks."""

import numpy as np


def sides_exchanged(answers, targets, q):
    off = targets - answers
    return np.mean(np.where(off > 0, (1 - q) * off, -q * off))


def sum_of_rows(answers, targets, q):
    off = targets - answers
    return np.sum(np.maximum(q * off, (q - 1) * off))


def one_side_only(answers, targets, q):
    return np.mean(q * np.maximum(targets - answers, 0))


def sign_kept(answers, targets, q):
    off = targets - answers
    return np.mean(np.where(off > 0, q * off, (1 - q) * off))


def plain_absolute(answers, targets, q):
    return np.mean(np.abs(targets - answers)) / 2


def squared_sides(answers, targets, q):
    off = targets - answers
    return np.mean(np.where(off > 0, q, 1 - q) * off**2)


def odds_for_probability(costs):
    alarm = costs[1][0] - costs[0][0]
    miss = costs[0][1] - costs[1][1]
    return alarm / miss


def right_calls_are_free(costs):
    return costs[1][0] / (costs[1][0] + costs[0][1])


def mistakes_exchanged(costs):
    alarm = costs[1][0] - costs[0][0]
    miss = costs[0][1] - costs[1][1]
    return miss / (alarm + miss)


def transposed_table(costs):
    alarm = costs[0][1] - costs[0][0]
    miss = costs[1][0] - costs[1][1]
    return alarm / (alarm + miss)


def one_half(costs):
    return 0.5


def plain_quantile(errors, answer, share):
    width = np.quantile(np.abs(errors), share)
    return answer - width, answer + width


def plus_one_forgotten(errors, answer, share):
    k = int(np.ceil(share * len(errors) - 1e-9))
    width = np.sort(np.abs(errors))[k - 1]
    return answer - width, answer + width


def largest_when_too_few(errors, answer, share):
    k = int(np.ceil(share * (len(errors) + 1) - 1e-9))
    width = np.sort(np.abs(errors))[min(k, len(errors)) - 1]
    return answer - width, answer + width


def signs_kept(errors, answer, share):
    k = int(np.ceil(share * (len(errors) + 1) - 1e-9))
    width = np.sort(errors)[k - 1] if k <= len(errors) else np.inf
    return answer - width, answer + width


def rounded_down(errors, answer, share):
    k = int(np.floor(share * (len(errors) + 1) + 1e-9))
    width = np.sort(np.abs(errors))[max(k, 1) - 1]
    return answer - width, answer + width


def one_place_too_far(errors, answer, share):
    k = int(np.ceil(share * (len(errors) + 1) - 1e-9))
    far = np.sort(np.abs(errors))
    width = far[k] if k < len(far) else np.inf
    return answer - width, answer + width


def around_zero(errors, answer, share):
    k = int(np.ceil(share * (len(errors) + 1) - 1e-9))
    width = np.sort(np.abs(errors))[k - 1] if k <= len(errors) else np.inf
    return -width, width


def gradient_of_the_sum(scores, counts):
    rates = np.exp(scores)
    return np.mean(rates - counts * scores), rates - counts


def divided_by_rows(scores, counts):
    rates = np.exp(scores)
    return np.mean(rates - counts * scores), (rates - counts) / len(scores)


def scores_are_rates(scores, counts):
    with np.errstate(all="ignore"):
        loss = np.mean(scores - counts * np.log(scores))
        return loss, (1 - counts / scores) / scores.size


def squares_of_rates(scores, counts):
    off = np.exp(scores) - counts
    return np.mean(off**2), 2 * off * np.exp(scores) / scores.size


def target_minus_rate(scores, counts):
    rates = np.exp(scores)
    return np.mean(rates - counts * scores), (counts - rates) / scores.size


def loss_is_a_sum(scores, counts):
    rates = np.exp(scores)
    return np.sum(rates - counts * scores), (rates - counts) / scores.size


def _losses(scores, labels, temperatures):
    for t in temperatures:
        z = scores / t
        z = z - z.max(axis=1, keepdims=True)
        total = np.log(np.exp(z).sum(axis=1))
        yield np.mean(total - z[np.arange(len(z)), labels])


def coarse_grid(scores, labels):
    tried = np.geomspace(0.05, 20, 100)
    return tried[np.argmin(list(_losses(scores, labels, tried)))]


def one_over_it(scores, labels):
    tried = np.geomspace(0.05, 20, 20001)
    return 1 / tried[np.argmin(list(_losses(scores, labels, tried)))]


def by_the_confidence(scores, labels):
    right = np.mean(scores.argmax(axis=1) == labels)
    tried = np.geomspace(0.05, 20, 4001)

    def sure(t):
        z = scores / t
        p = np.exp(z - z.max(axis=1, keepdims=True))
        return np.mean(p.max(axis=1) / p.sum(axis=1))

    return min(tried, key=lambda t: abs(sure(t) - right))


def never_below_one(scores, labels):
    tried = np.geomspace(1, 20, 20001)
    return tried[np.argmin(list(_losses(scores, labels, tried)))]


def by_accuracy(scores, labels):
    return 1.0


def nearest_after_rounding(scores, patterns):
    shown = (scores > 0).astype(int)
    apart = np.abs(shown[:, None] - patterns).sum(axis=2)
    return apart.argmin(axis=1)


def nearest_probabilities(scores, patterns):
    p = 1 / (1 + np.exp(-np.clip(scores, -500, 500)))
    apart = ((p[:, None] - patterns) ** 2).sum(axis=2)
    return apart.argmin(axis=1)


def dark_ones_forgotten_by_logs(scores, patterns):
    logs = -np.logaddexp(0, -scores)
    return (logs @ np.transpose(patterns)).argmax(axis=1)


def overflowing_product(scores, patterns):
    p = 1 / (1 + np.exp(-scores))
    each = np.where(patterns == 1, p[:, None], 1 - p[:, None])
    return each.prod(axis=2).argmax(axis=1)


def last_of_equals(scores, patterns):
    sums = scores @ np.transpose(patterns)
    return sums.shape[1] - 1 - sums[:, ::-1].argmax(axis=1)


def signs_of_patterns_lost(scores, patterns):
    return np.abs(scores[:, None] - patterns).sum(axis=2).argmin(axis=1)


def of_all_rows(labels, known):
    rows = np.arange(len(labels))
    yes = rows[labels == 1]
    times = max(1, round((len(rows) - len(yes)) / len(yes)))
    return np.concatenate([rows[labels == 0], np.repeat(yes, times)])


def ratio_of_all_rows(labels, known):
    yes = known[labels[known] == 1]
    times = max(1, round(np.sum(labels == 0) / np.sum(labels == 1)))
    return np.concatenate([known[labels[known] == 0], np.repeat(yes, times)])


def copies_added_to_the_row(labels, known):
    yes = known[labels[known] == 1]
    times = max(1, round(np.sum(labels[known] == 0) / len(yes)))
    return np.concatenate([known, np.repeat(yes, times)])


def rounded_down_ratio(labels, known):
    yes = known[labels[known] == 1]
    times = max(1, np.sum(labels[known] == 0) // len(yes))
    return np.concatenate([known[labels[known] == 0], np.repeat(yes, times)])


def share_and_not_ratio(labels, known):
    yes = known[labels[known] == 1]
    times = max(1, round(len(known) / len(yes)))
    return np.concatenate([known[labels[known] == 0], np.repeat(yes, times)])


def places_in_known(labels, known):
    places = np.arange(len(known))
    yes = places[labels[known] == 1]
    times = max(1, round(np.sum(labels[known] == 0) / len(yes)))
    return np.concatenate([places[labels[known] == 0], np.repeat(yes, times)])


def dropped_when_common(labels, known):
    yes = known[labels[known] == 1]
    times = round(np.sum(labels[known] == 0) / len(yes))
    return np.concatenate([known[labels[known] == 0], np.repeat(yes, times)])


WRONG = {
    "12.1": [
        sides_exchanged,
        sum_of_rows,
        one_side_only,
        sign_kept,
        plain_absolute,
        squared_sides,
    ],
    "12.2": [
        odds_for_probability,
        right_calls_are_free,
        mistakes_exchanged,
        transposed_table,
        one_half,
    ],
    "12.3": [
        plain_quantile,
        plus_one_forgotten,
        largest_when_too_few,
        signs_kept,
        rounded_down,
        one_place_too_far,
        around_zero,
    ],
    "12.4": [
        gradient_of_the_sum,
        divided_by_rows,
        scores_are_rates,
        squares_of_rates,
        target_minus_rate,
        loss_is_a_sum,
    ],
    "12.5": [
        coarse_grid,
        one_over_it,
        by_the_confidence,
        never_below_one,
        by_accuracy,
    ],
    "12.6": [
        nearest_after_rounding,
        nearest_probabilities,
        dark_ones_forgotten_by_logs,
        overflowing_product,
        last_of_equals,
        signs_of_patterns_lost,
    ],
    "12.7": [
        of_all_rows,
        ratio_of_all_rows,
        copies_added_to_the_row,
        rounded_down_ratio,
        share_and_not_ratio,
        places_in_known,
        dropped_when_common,
    ],
}
