"""Plausible wrong answers to chapter 15, unseen by its checks."""

import math

import numpy as np


def question_as_a_factor(q, bases, values):
    powers = q * bases
    shares = powers / powers.sum()
    return shares, shares @ values


def question_forgotten(q, bases, values):
    shares = bases / bases.sum()
    return shares, shares @ values


def scores_as_shares(q, bases, values):
    scores = q * np.log(bases)
    return scores / scores.sum(), scores @ values


def keys_not_logarithms(q, bases, values):
    powers = np.exp(q * bases)
    shares = powers / powers.sum()
    return shares, shares @ values


def output_not_divided(q, bases, values):
    powers = bases**q
    return powers / powers.sum(), powers @ values


def keys_read_as_values(q, bases, values):
    powers = bases**q
    shares = powers / powers.sum()
    return shares, shares @ bases


def _steps(name, first=0, last=0):
    places = [first, *(ord(letter) - 96 for letter in name), last]
    return np.array(places[:-1]), np.array(places[1:])


def _costs(table, name):
    return -np.log(table[_steps(name)])


def end_not_told(table, names):
    costs = [_costs(table, name)[:-1] for name in names]
    return np.concatenate(costs).mean()


def first_letter_free(table, names):
    costs = [_costs(table, name)[1:] for name in names]
    return np.concatenate(costs).mean()


def mean_of_means(table, names):
    return np.mean([_costs(table, name).mean() for name in names])


def for_a_letter(table, names):
    total = sum(_costs(table, name).sum() for name in names)
    return total / sum(map(len, names))


def in_bits(table, names):
    return mean_of_all(table, names) / math.log(2)


def mean_of_all(table, names):
    return np.concatenate([_costs(table, name) for name in names]).mean()


def transposed_table(table, names):
    return mean_of_all(table.T, names)


def letters_from_zero(table, names):
    costs = []
    for name in names:
        before, after = _steps(name, 27, 27)
        costs.append(-np.log(table[before - 1, after - 1]))
    return np.concatenate(costs).mean()


def perplexity(table, names):
    return math.exp(mean_of_all(table, names))


def _pair(layer, time, width, cut, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(1, time, width))
    changed = x.copy()
    changed[:, cut:] = rng.normal(size=(1, time - cut, width))
    return layer(x), layer(changed)


def always_causal(layer, time, width):
    return True


def bit_for_bit(layer, time, width):
    for cut in range(1, time):
        for seed in range(20):
            one, other = _pair(layer, time, width, cut, seed)
            if (one[:, :cut] != other[:, :cut]).any():
                return False
    return True


def only_the_last_input(layer, time, width):
    one, other = _pair(layer, time, width, time - 1)
    return np.allclose(one[:, :-1], other[:, :-1], rtol=0, atol=1e-9)


def only_the_first_output(layer, time, width):
    one, other = _pair(layer, time, width, 1)
    return np.allclose(one[:, :1], other[:, :1], rtol=0, atol=1e-9)


def only_in_the_middle(layer, time, width):
    cut = time // 2
    one, other = _pair(layer, time, width, cut)
    return np.allclose(one[:, :cut], other[:, :cut], rtol=0, atol=1e-9)


def all_features_alike(layer, time, width):
    x = np.random.default_rng(0).normal(size=(1, time, width))
    for cut in range(1, time):
        changed = x.copy()
        changed[:, cut:] += 5
        one, other = layer(x)[:, :cut], layer(changed)[:, :cut]
        if not np.allclose(one, other, rtol=0, atol=1e-9):
            return False
    return True


def not_a_number(layer, time, width):
    for cut in range(1, time):
        x = np.random.default_rng(0).normal(size=(1, time, width))
        x[:, cut:] = np.nan
        if np.isnan(layer(x)[:, :cut]).any():
            return False
    return True


def coarse(layer, time, width):
    for cut in range(1, time):
        one, other = _pair(layer, time, width, cut)
        if not np.allclose(one[:, :cut], other[:, :cut], rtol=0, atol=0.1):
            return False
    return True


def the_cut_itself_too(layer, time, width):
    for cut in range(time):
        one, other = _pair(layer, time, width, cut)
        if not np.allclose(one[:, : cut + 1], other[:, : cut + 1]):
            return False
    return True


def _chosen(best, z, n, rng):
    p = np.exp(z - np.max(z))
    return rng.choice(best, size=n, p=p / p.sum())


def all_of_them(scores, temperature, k, n, rng):
    return _chosen(np.arange(len(scores)), scores / temperature, n, rng)


def temperature_as_a_factor(scores, temperature, k, n, rng):
    best = np.argsort(scores)[-k:]
    return _chosen(best, scores[best] * temperature, n, rng)


def temperature_twice(scores, temperature, k, n, rng):
    best = np.argsort(scores)[-k:]
    return _chosen(best, scores[best] / temperature / temperature, n, rng)


def temperature_forgotten(scores, temperature, k, n, rng):
    best = np.argsort(scores)[-k:]
    return _chosen(best, scores[best], n, rng)


def temperature_on_the_shares(scores, temperature, k, n, rng):
    best = np.argsort(scores)[-k:]
    p = np.exp(scores[best] - scores[best].max())
    p = p / p.sum() / temperature
    return rng.choice(best, size=n, p=p / p.sum())


def places_among_the_best(scores, temperature, k, n, rng):
    best = np.argsort(scores)[-k:]
    return _chosen(np.arange(k), scores[best] / temperature, n, rng)


def the_smallest(scores, temperature, k, n, rng):
    best = np.argsort(scores)[:k]
    return _chosen(best, scores[best] / temperature, n, rng)


def one_too_many(scores, temperature, k, n, rng):
    best = np.argsort(scores)[-k - 1 :]
    return _chosen(best, scores[best] / temperature, n, rng)


def not_made_small(scores, temperature, k, n, rng):
    best = np.argsort(scores)[-k:]
    p = np.exp(scores[best] / temperature)
    return rng.choice(best, size=n, p=p / p.sum())


def evenly(scores, temperature, k, n, rng):
    return rng.choice(np.argsort(scores)[-k:], size=n)


def always_the_best(scores, temperature, k, n, rng):
    return np.full(n, np.argmax(scores))


def in_order(scores, temperature, k, n, rng):
    return np.sort(_right_draws(scores, temperature, k, n, rng))


def _right_draws(scores, temperature, k, n, rng):
    best = np.argsort(scores)[-k:]
    return _chosen(best, scores[best] / temperature, n, rng)


def chance_of_its_own(scores, temperature, k, n, rng):
    own = np.random.default_rng()
    return _right_draws(scores, temperature, k, n, own)


def _head(q, k, v, d, masked=True, scale=None):
    scale = 1 / math.sqrt(q.shape[1]) if scale is None else scale
    scores = q @ k.T * scale
    if masked:
        scores = np.where(np.tri(len(q)) > 0, scores, -np.inf)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    d_shares = d @ v.T
    mean = (shares * d_shares).sum(axis=1, keepdims=True)
    return scale, shares, d_shares, shares * (d_shares - mean)


def without_a_mask(q, k, v, d):
    scale, shares, _, d_scores = _head(q, k, v, d, masked=False)
    return d_scores @ k * scale, d_scores.T @ q * scale, shares.T @ d


def without_a_scale(q, k, v, d):
    _, shares, _, d_scores = _head(q, k, v, d, scale=1)
    return d_scores @ k, d_scores.T @ q, shares.T @ d


def scale_on_the_way_forward_only(q, k, v, d):
    _, shares, _, d_scores = _head(q, k, v, d)
    return d_scores @ k, d_scores.T @ q, shares.T @ d


def scale_of_the_values(q, k, v, d):
    scale, shares, _, d_scores = _head(
        q, k, v, d, scale=1 / math.sqrt(v.shape[1])
    )
    return d_scores @ k * scale, d_scores.T @ q * scale, shares.T @ d


def each_share_alone(q, k, v, d):
    scale, shares, d_shares, _ = _head(q, k, v, d)
    d_scores = shares * (1 - shares) * d_shares * scale
    return d_scores @ k, d_scores.T @ q, shares.T @ d


def mean_of_a_column(q, k, v, d):
    scale, shares, d_shares, _ = _head(q, k, v, d)
    mean = (shares * d_shares).sum(axis=0, keepdims=True)
    d_scores = shares * (d_shares - mean) * scale
    return d_scores @ k, d_scores.T @ q, shares.T @ d


def keys_not_transposed(q, k, v, d):
    scale, shares, _, d_scores = _head(q, k, v, d)
    return d_scores @ k * scale, d_scores @ q * scale, shares.T @ d


def values_not_transposed(q, k, v, d):
    scale, shares, _, d_scores = _head(q, k, v, d)
    return d_scores @ k * scale, d_scores.T @ q * scale, shares @ d


def questions_and_keys_exchanged(q, k, v, d):
    d_k, d_q, d_v = (
        _head(q, k, v, d)[3] @ k,
        _head(q, k, v, d)[3].T @ q,
        _head(q, k, v, d)[1].T @ d,
    )
    return d_q, d_k, d_v


def nothing_for_later(biases, weights, later):
    w = len(later)
    return np.concatenate([biases[:w], np.zeros(2 * w)]), later.copy()


def not_through_the_weights(biases, weights, later):
    w = len(later)
    kept = np.concatenate([biases[:w], np.zeros(2 * w)])
    return kept, later + biases[2 * w :]


def through_turned_weights(biases, weights, later):
    w = len(later)
    kept = np.concatenate([biases[:w], np.zeros(2 * w)])
    return kept, later + weights @ biases[2 * w :]


def keys_in_place_of_values(biases, weights, later):
    w = len(later)
    kept = np.concatenate([biases[:w], np.zeros(2 * w)])
    return kept, later + biases[w : 2 * w] @ weights


def questions_too(biases, weights, later):
    w = len(later)
    return np.zeros(3 * w), later + biases[2 * w :] @ weights


def keys_stay(biases, weights, later):
    w = len(later)
    kept = np.concatenate([biases[: 2 * w], np.zeros(w)])
    return kept, later + biases[2 * w :] @ weights


def as_they_were(biases, weights, later):
    return biases.copy(), later.copy()


def _cached(multiply, weights, back, x, n, scale=None, residual=1, seen=0):
    w, rows, keys, values = len(x), [], [], []
    scale = math.sqrt(w) if scale is None else scale
    for t in range(n):
        q, key, value = np.split(multiply(x, weights), 3)
        keys.append(key)
        values.append(value)
        end = max(1, t + 1 - seen)
        scores = multiply(np.array(keys[:end]), q) / scale
        powers = np.exp(scores - scores.max())
        read = multiply(powers / powers.sum(), np.array(values[:end]))
        x = residual * x + multiply(read, back)
        rows.append(x)
    return np.array(rows)


def all_anew(multiply, weights, back, x, n):
    rows = x[None]
    for _ in range(n):
        q, k, v = np.split(multiply(rows, weights), 3, axis=1)
        scores = multiply(k, q[-1]) / math.sqrt(len(x))
        powers = np.exp(scores - scores.max())
        read = multiply(powers / powers.sum(), v)
        rows = np.vstack([rows, rows[-1] + multiply(read, back)])
    return rows[1:]


def all_questions_again(multiply, weights, back, x, n):
    rows, made = x[None], np.zeros((0, 3 * len(x)))
    for _ in range(n):
        made = np.vstack([made, multiply(rows[-1], weights)])
        q, k, v = np.split(made, 3, axis=1)
        scores = multiply(q, k.T)[-1] / math.sqrt(len(x))
        powers = np.exp(scores - scores.max())
        read = multiply(powers / powers.sum(), v)
        rows = np.vstack([rows, rows[-1] + multiply(read, back)])
    return rows[1:]


def without_the_root(multiply, weights, back, x, n):
    return _cached(multiply, weights, back, x, n, scale=1)


def without_what_was_there(multiply, weights, back, x, n):
    return _cached(multiply, weights, back, x, n, residual=0)


def all_but_itself(multiply, weights, back, x, n):
    return _cached(multiply, weights, back, x, n, seen=1)


def first_row_too(multiply, weights, back, x, n):
    rows = _cached(multiply, weights, back, x, n)
    return np.vstack([x, rows[:-1]])


def newest_value_only(multiply, weights, back, x, n):
    rows = []
    for _ in range(n):
        value = np.split(multiply(x, weights), 3)[2]
        x = x + multiply(value, back)
        rows.append(x)
    return np.array(rows)


def kind_of_the_last(rows):
    return rows[:, -1] % 2


def last_that_opened(rows):
    return np.array([[b for b in row if b < 2][-1] for row in rows])


def first_that_opened(rows):
    return rows[:, 0] % 2


def more_often_open(rows):
    open_ = np.sum(rows == 1, axis=1) - np.sum(rows == 3, axis=1)
    others = np.sum(rows == 0, axis=1) - np.sum(rows == 2, axis=1)
    return (open_ > others).astype(int)


def guessed(rows):
    return np.random.default_rng(0).integers(2, size=len(rows))


WRONG = {
    "15.1": [
        question_as_a_factor,
        question_forgotten,
        scores_as_shares,
        keys_not_logarithms,
        output_not_divided,
        keys_read_as_values,
    ],
    "15.2": [
        end_not_told,
        first_letter_free,
        mean_of_means,
        for_a_letter,
        in_bits,
        transposed_table,
        letters_from_zero,
        perplexity,
    ],
    "15.3": [
        always_causal,
        bit_for_bit,
        only_the_last_input,
        only_the_first_output,
        only_in_the_middle,
        all_features_alike,
        not_a_number,
        coarse,
        the_cut_itself_too,
    ],
    "15.4": [
        all_of_them,
        temperature_as_a_factor,
        temperature_twice,
        temperature_forgotten,
        temperature_on_the_shares,
        places_among_the_best,
        the_smallest,
        one_too_many,
        not_made_small,
        evenly,
        always_the_best,
        in_order,
    ],
    "15.5": [
        without_a_mask,
        without_a_scale,
        scale_on_the_way_forward_only,
        scale_of_the_values,
        each_share_alone,
        mean_of_a_column,
        keys_not_transposed,
        values_not_transposed,
        questions_and_keys_exchanged,
    ],
    "15.6": [
        nothing_for_later,
        not_through_the_weights,
        through_turned_weights,
        keys_in_place_of_values,
        questions_too,
        keys_stay,
        as_they_were,
    ],
    "15.7": [
        all_anew,
        all_questions_again,
        without_the_root,
        without_what_was_there,
        all_but_itself,
        first_row_too,
        newest_value_only,
    ],
    "15.8": [
        kind_of_the_last,
        last_that_opened,
        first_that_opened,
        more_often_open,
        guessed,
    ],
}
