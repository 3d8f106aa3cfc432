"""Plausible wrong answers to chapter 11, unseen by its checks."""

import numpy as np


def independent_whatever_rho(variance, correlation, k):
    return variance / k


def covariance_counted_k_times(variance, correlation, k):
    return variance * (1 + correlation) / k


def covariance_with_itself(variance, correlation, k):
    return variance * (1 / k + correlation)


def sum_of_the_predictions(variance, correlation, k):
    return variance * (k + k * (k - 1) * correlation)


def each_pair_once(variance, correlation, k):
    return variance * (1 / k + correlation * (k - 1) / (2 * k))


def parts_exchanged(variance, correlation, k):
    return variance * (1 - correlation + correlation / k)


def correlation_squared(variance, correlation, k):
    return variance * (correlation**2 + (1 - correlation**2) / k)


def deviation_of_mean(variance, correlation, k):
    return np.sqrt(variance * (correlation + (1 - correlation) / k))


def best_of_all(losses, patience):
    return int(np.nanargmin(losses))


def argmin_with_nan(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        best = int(np.argmin(losses[: epoch + 1]))
        if epoch - best >= patience:
            break
    return best


def one_epoch_more(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best > patience:
            break
    return best


def where_it_stopped(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch
    return len(losses) - 1


def last_of_equals(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss <= losses[best]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best


def rises_in_a_row(losses, patience):
    best = rises = 0
    for epoch in range(1, len(losses)):
        rises = 0 if losses[epoch] < losses[epoch - 1] else rises + 1
        if losses[epoch] < losses[best]:
            best = epoch
        if rises == patience:
            break
    return best


def patience_never_renewed(losses, patience):
    best, left = 0, patience
    for epoch, loss in enumerate(losses[1:], start=1):
        if loss < losses[best]:
            best = epoch
        else:
            left -= 1
        if left == 0:
            break
    return best


def nan_taken_for_better(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses[1:], start=1):
        if not loss >= losses[best]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best


def nan_costs_no_patience(losses, patience):
    best = waited = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best, waited = epoch, 0
        elif epoch and not np.isnan(loss):
            waited += 1
        if waited == patience:
            break
    return best


def counted_from_one(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return best + 1


def smallest_loss(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return losses[best]


def last_epochs_only(losses, patience):
    return len(losses) - 1 if len(losses) <= patience else 0


def mask_not_scaled(inputs, d_outputs, rate, training, rng):
    if not training:
        return inputs, d_outputs
    mask = rng.random(inputs.shape) >= rate
    return inputs * mask, d_outputs * mask


def scaled_in_prediction(inputs, d_outputs, rate, training, rng):
    if not training:
        return inputs * (1 - rate), d_outputs * (1 - rate)
    mask = rng.random(inputs.shape) >= rate
    return inputs * mask, d_outputs * mask


def another_mask_backward(inputs, d_outputs, rate, training, rng):
    if not training:
        return inputs, d_outputs
    mask = (rng.random(inputs.shape) >= rate) / (1 - rate)
    again = (rng.random(inputs.shape) >= rate) / (1 - rate)
    return inputs * mask, d_outputs * again


def no_mask_backward(inputs, d_outputs, rate, training, rng):
    if not training:
        return inputs, d_outputs
    mask = (rng.random(inputs.shape) >= rate) / (1 - rate)
    return inputs * mask, d_outputs


def backward_not_scaled(inputs, d_outputs, rate, training, rng):
    if not training:
        return inputs, d_outputs
    kept = rng.random(inputs.shape) >= rate
    return inputs * kept / (1 - rate), d_outputs * kept


def rate_taken_for_what_stays(inputs, d_outputs, rate, training, rng):
    if not training:
        return inputs, d_outputs
    mask = (rng.random(inputs.shape) < rate) / max(rate, 1e-9)
    return inputs * mask, d_outputs * mask


def divided_by_the_rate(inputs, d_outputs, rate, training, rng):
    if not training:
        return inputs, d_outputs
    mask = (rng.random(inputs.shape) >= rate) / max(rate, 1e-9)
    return inputs * mask, d_outputs * mask


def on_in_prediction(inputs, d_outputs, rate, training, rng):
    mask = (rng.random(inputs.shape) >= rate) / (1 - rate)
    return inputs * mask, d_outputs * mask


def whole_rows(inputs, d_outputs, rate, training, rng):
    if not training:
        return inputs, d_outputs
    mask = (rng.random((len(inputs), 1)) >= rate) / (1 - rate)
    return inputs * mask, d_outputs * mask


def one_mask_for_all_rows(inputs, d_outputs, rate, training, rng):
    if not training:
        return inputs, d_outputs
    mask = (rng.random(inputs.shape[1]) >= rate) / (1 - rate)
    return inputs * mask, d_outputs * mask


def a_fixed_number_silenced(inputs, d_outputs, rate, training, rng):
    if not training:
        return inputs, d_outputs
    mask = np.full(inputs.size, 1 / (1 - rate))
    mask[rng.permutation(inputs.size)[: round(rate * inputs.size)]] = 0
    mask = mask.reshape(inputs.shape)
    return inputs * mask, d_outputs * mask


def the_same_mask_each_time(inputs, d_outputs, rate, training, rng):
    if not training:
        return inputs, d_outputs
    rng = np.random.default_rng(0)
    mask = (rng.random(inputs.shape) >= rate) / (1 - rate)
    return inputs * mask, d_outputs * mask


def silenced_in_place(inputs, d_outputs, rate, training, rng):
    if not training:
        return inputs, d_outputs
    mask = (rng.random(inputs.shape) >= rate) / (1 - rate)
    inputs *= mask
    return inputs, d_outputs * mask


def normal_noise(inputs, d_outputs, rate, training, rng):
    if not training:
        return inputs, d_outputs
    noise = rng.normal(1, np.sqrt(rate / (1 - rate)), size=inputs.shape)
    return inputs * noise, d_outputs * noise


def longer_by(H, T, root):
    d = H.shape[1]
    longer = np.vstack([H, root * np.eye(d)])
    below = np.vstack([T, np.zeros((d, T.shape[1]))])
    return np.linalg.lstsq(longer, below, rcond=None)[0]


def count_of_rows_forgotten(H, T, strength):
    return longer_by(H, T, np.sqrt(strength))


def root_forgotten(H, T, strength):
    return longer_by(H, T, len(H) * strength)


def divided_by_the_rows(H, T, strength):
    return longer_by(H, T, np.sqrt(strength / len(H)))


def count_of_features_for_rows(H, T, strength):
    return longer_by(H, T, np.sqrt(H.shape[1] * strength))


def twice_the_strength(H, T, strength):
    return longer_by(H, T, np.sqrt(2 * len(H) * strength))


def made_up_targets_of_one(H, T, strength):
    n, d = H.shape
    longer = np.vstack([H, np.sqrt(n * strength) * np.eye(d)])
    below = np.vstack([T, np.ones((d, T.shape[1]))])
    return np.linalg.lstsq(longer, below, rcond=None)[0]


def one_row_for_all_features(H, T, strength):
    n, d = H.shape
    longer = np.vstack([H, np.full((1, d), np.sqrt(n * strength))])
    below = np.vstack([T, np.zeros((1, T.shape[1]))])
    return np.linalg.lstsq(longer, below, rcond=None)[0]


def strength_everywhere(H, T, strength):
    square = H.T @ H / len(H) + strength
    return np.linalg.pinv(square) @ H.T @ T / len(H)


def no_penalty(H, T, strength):
    return np.linalg.lstsq(H, T, rcond=None)[0]


def strength_as_rcond(H, T, strength):
    return np.linalg.lstsq(H, T, rcond=strength)[0]


def shrunk_afterwards(H, T, strength):
    return np.linalg.lstsq(H, T, rcond=None)[0] / (1 + strength)


def system_of_the_rows(H, T, strength):
    square = H @ H.T / len(H) + strength * np.eye(len(H))
    return np.linalg.solve(square, T / len(H))


def slope_itself(w, g, rate, decay):
    return w - rate * (g + decay * w), w - rate * g - rate * decay * w


def pull_beside_both(w, g, rate, decay):
    both = w - rate * np.sign(g) - rate * decay * w
    return both, both


def pull_inside_both(w, g, rate, decay):
    both = w - rate * np.sign(g + decay * w)
    return both, both


def rate_forgotten_in_the_decay(w, g, rate, decay):
    return w - rate * np.sign(g + decay * w), w - rate * np.sign(g) - decay * w


def pull_with_the_sign_turned(w, g, rate, decay):
    inside = w - rate * np.sign(g - decay * w)
    return inside, w - rate * np.sign(g) + rate * decay * w


def decay_of_the_new_weight(w, g, rate, decay):
    moved = w - rate * np.sign(g)
    return w - rate * np.sign(g + decay * w), moved * (1 - rate * decay)


def pull_of_the_sign(w, g, rate, decay):
    inside = w - rate * np.sign(g + decay * np.sign(w))
    return inside, w - rate * np.sign(g) - rate * decay * np.sign(w)


def means_never_corrected(w, g, rate, decay):
    def step(g):
        return rate * 0.1 * g / np.sqrt(0.001 * g**2)

    return w - step(g + decay * w), w - step(g) - rate * decay * w


def the_two_exchanged(w, g, rate, decay):
    inside = w - rate * np.sign(g + decay * w)
    return w - rate * np.sign(g) - rate * decay * w, inside


def label_kept(pictures, labels, rng):
    turns, mirrors = rng.integers(4, size=len(labels)), rng.random(len(labels))
    new = [
        np.rot90(picture[:, ::-1] if mirror < 0.5 else picture, turn)
        for picture, turn, mirror in zip(pictures, turns, mirrors, strict=True)
    ]
    return np.array(new), labels


def clockwise_labels(pictures, labels, rng):
    new, told = pictures.copy(), labels.copy()
    for k in range(len(labels)):
        if rng.random() < 0.5:
            new[k], told[k] = new[k][:, ::-1], 2 - told[k]
        turns = rng.integers(4)
        new[k], told[k] = np.rot90(new[k], turns), told[k] - turns
    return new, told % 4


def mirror_turns_all_round(pictures, labels, rng):
    new, told = pictures.copy(), labels.copy()
    for k in range(len(labels)):
        if rng.random() < 0.5:
            new[k], told[k] = new[k][:, ::-1], told[k] + 2
        turns = rng.integers(4)
        new[k], told[k] = np.rot90(new[k], turns), told[k] + turns
    return new, told % 4


def mirror_changes_no_label(pictures, labels, rng):
    new, told = pictures.copy(), labels.copy()
    for k in range(len(labels)):
        if rng.random() < 0.5:
            new[k] = new[k][:, ::-1]
        turns = rng.integers(4)
        new[k], told[k] = np.rot90(new[k], turns), told[k] + turns
    return new, told % 4


def upside_down_with_the_rule_of_left_and_right(pictures, labels, rng):
    new, told = pictures.copy(), labels.copy()
    for k in range(len(labels)):
        if rng.random() < 0.5:
            new[k], told[k] = new[k][::-1], 2 - told[k]
        turns = rng.integers(4)
        new[k], told[k] = np.rot90(new[k], turns), told[k] + turns
    return new, told % 4


def label_mirrored_last(pictures, labels, rng):
    new, told = pictures.copy(), labels.copy()
    for k in range(len(labels)):
        turns, mirror = rng.integers(4), rng.random() < 0.5
        picture = new[k][:, ::-1] if mirror else new[k]
        new[k], told[k] = np.rot90(picture, turns), told[k] + turns
        if mirror:
            told[k] = 2 - told[k]
    return new, told % 4


def labels_beyond_three(pictures, labels, rng):
    new, told = pictures.copy(), labels.copy()
    for k in range(len(labels)):
        if rng.random() < 0.5:
            new[k], told[k] = new[k][:, ::-1], 2 - told[k]
        turns = rng.integers(4)
        new[k], told[k] = np.rot90(new[k], turns), told[k] + turns
    return new, told


def one_turn_for_all(pictures, labels, rng):
    turns = rng.integers(4)
    return np.rot90(pictures, turns, axes=(1, 2)), (labels + turns) % 4


def turned_among_the_pictures(pictures, labels, rng):
    turns = rng.integers(4)
    return np.rot90(pictures, turns), (labels + turns) % 4


def never_mirrored(pictures, labels, rng):
    turns = rng.integers(4, size=len(labels))
    new = [
        np.rot90(picture, k) for picture, k in zip(pictures, turns, strict=True)
    ]
    return np.array(new), (labels + turns) % 4


def three_turns(pictures, labels, rng):
    new, told = pictures.copy(), labels.copy()
    for k in range(len(labels)):
        if rng.random() < 0.5:
            new[k], told[k] = new[k][:, ::-1], 2 - told[k]
        turns = rng.integers(3)
        new[k], told[k] = np.rot90(new[k], turns), told[k] + turns
    return new, told % 4


def turned_in_place(pictures, labels, rng):
    for k in range(len(labels)):
        turns = rng.integers(4)
        pictures[k] = np.rot90(pictures[k], turns)
        labels[k] = (labels[k] + turns) % 4
    return pictures, labels


def divided_by_one_less(predictions, targets):
    middle, truth = predictions.mean(axis=0), targets.mean(axis=0)
    return (
        ((middle - truth) ** 2).mean(),
        predictions.var(axis=0, ddof=1).mean(),
        targets.var(axis=0, ddof=1).mean(),
    )


def square_of_the_mean_gap(predictions, targets):
    gap = predictions.mean() - targets.mean()
    return gap**2, predictions.var(axis=0).mean(), targets.var(axis=0).mean()


def bias_not_squared(predictions, targets):
    gap = predictions.mean(axis=0) - targets.mean(axis=0)
    return (
        np.abs(gap).mean(),
        predictions.var(axis=0).mean(),
        targets.var(axis=0).mean(),
    )


def variance_along_the_points(predictions, targets):
    gap = predictions.mean(axis=0) - targets.mean(axis=0)
    return (
        (gap**2).mean(),
        predictions.var(axis=1).mean(),
        targets.var(axis=1).mean(),
    )


def variance_of_all_numbers(predictions, targets):
    gap = predictions.mean(axis=0) - targets.mean(axis=0)
    return (gap**2).mean(), predictions.var(), targets.var()


def bias_of_each_run(predictions, targets):
    gap = predictions - targets.mean(axis=0)
    return (
        (gap**2).mean(),
        predictions.var(axis=0).mean(),
        targets.var(axis=0).mean(),
    )


def deviations_for_variances(predictions, targets):
    gap = predictions.mean(axis=0) - targets.mean(axis=0)
    return (
        (gap**2).mean(),
        predictions.std(axis=0).mean(),
        targets.std(axis=0).mean(),
    )


def noise_as_the_rest(predictions, targets):
    gap = predictions.mean(axis=0) - targets.mean(axis=0)
    bias, variance = (gap**2).mean(), predictions.var(axis=0).mean()
    n = min(len(predictions), len(targets))
    error = ((predictions[:n] - targets[:n]) ** 2).mean()
    return bias, variance, error - bias - variance


def summed_over_the_points(predictions, targets):
    gap = predictions.mean(axis=0) - targets.mean(axis=0)
    return (
        (gap**2).sum(),
        predictions.var(axis=0).sum(),
        targets.var(axis=0).sum(),
    )


def one_result_a_point(predictions, targets):
    gap = predictions.mean(axis=0) - targets.mean(axis=0)
    return gap**2, predictions.var(axis=0), targets.var(axis=0)


WRONG = {
    "11.2": [
        independent_whatever_rho,
        covariance_counted_k_times,
        covariance_with_itself,
        sum_of_the_predictions,
        each_pair_once,
        parts_exchanged,
        correlation_squared,
        deviation_of_mean,
    ],
    "11.3": [
        best_of_all,
        argmin_with_nan,
        one_epoch_more,
        where_it_stopped,
        last_of_equals,
        rises_in_a_row,
        patience_never_renewed,
        nan_taken_for_better,
        nan_costs_no_patience,
        counted_from_one,
        smallest_loss,
        last_epochs_only,
    ],
    "11.4": [
        mask_not_scaled,
        scaled_in_prediction,
        another_mask_backward,
        no_mask_backward,
        backward_not_scaled,
        rate_taken_for_what_stays,
        divided_by_the_rate,
        on_in_prediction,
        whole_rows,
        one_mask_for_all_rows,
        a_fixed_number_silenced,
        the_same_mask_each_time,
        silenced_in_place,
        normal_noise,
    ],
    "11.5": [
        count_of_rows_forgotten,
        root_forgotten,
        divided_by_the_rows,
        count_of_features_for_rows,
        twice_the_strength,
        made_up_targets_of_one,
        one_row_for_all_features,
        strength_everywhere,
        no_penalty,
        strength_as_rcond,
        shrunk_afterwards,
        system_of_the_rows,
    ],
    "11.6": [
        slope_itself,
        pull_beside_both,
        pull_inside_both,
        rate_forgotten_in_the_decay,
        pull_with_the_sign_turned,
        decay_of_the_new_weight,
        pull_of_the_sign,
        means_never_corrected,
        the_two_exchanged,
    ],
    "11.7": [
        label_kept,
        clockwise_labels,
        mirror_turns_all_round,
        mirror_changes_no_label,
        upside_down_with_the_rule_of_left_and_right,
        label_mirrored_last,
        labels_beyond_three,
        one_turn_for_all,
        turned_among_the_pictures,
        never_mirrored,
        three_turns,
        turned_in_place,
    ],
    "11.8": [
        divided_by_one_less,
        square_of_the_mean_gap,
        bias_not_squared,
        variance_along_the_points,
        variance_of_all_numbers,
        bias_of_each_run,
        deviations_for_variances,
        noise_as_the_rest,
        summed_over_the_points,
        one_result_a_point,
    ],
}
