"""Layers of other people: some of them look ahead, and some do not."""

import numpy as np


def attending(A, allowed):
    """Return attention in which a score gets what `allowed` adds to it."""

    def layer(x):
        q, k, v = np.moveaxis((x @ A).reshape(*x.shape[:2], 3, -1), 2, 0)
        scores = q @ k.swapaxes(1, 2) + allowed(x.shape[1])
        shares = np.exp(scores - scores.max(axis=2, keepdims=True))
        return shares / shares.sum(axis=2, keepdims=True) @ v

    return layer


def masked(first, low):
    """Return what takes `low` off all scores from a diagonal on."""
    return lambda time: np.where(np.tri(time, k=first - 1), 0.0, low)


def with_a_leak(A, to, source, seen):
    """Return a layer in which one output sees one later input."""

    def layer(x):
        y = np.tanh(x @ A)
        if x.shape[1] > 1:
            y[:, to, 0] += seen(x[:, source])
        return y

    return layer


def recurrent(A, B):
    """Return a layer that carries a state along."""

    def layer(x):
        states = [np.tanh(x[:, 0] @ A)]
        for k in range(1, x.shape[1]):
            states.append(np.tanh(x[:, k] @ A + states[-1] @ B))
        return np.stack(states, axis=1)

    return layer


def convolved(w):
    """Return a causal filter that is computed by Fourier transforms."""

    def layer(x):
        n = x.shape[1] + len(w)
        pair = np.fft.rfft(x, n, axis=1), np.fft.rfft(w, n)[:, None]
        return np.fft.irfft(pair[0] * pair[1], n, axis=1)[:, : x.shape[1]]

    return layer


def strangers(A, B, w):
    """Return layers: what each does, whether it is causal, and itself."""
    never, minus = -np.inf, lambda x: 0.01 * (x[:, 0] - x[:, 1])
    return [
        ("each position alone", True, lambda x: np.tanh(x @ B)),
        ("attention without a mask", False, attending(A, masked(1, 0.0))),
        ("attention with its mask", True, attending(A, masked(1, never))),
        ("a mask one place late", False, attending(A, masked(2, never))),
        ("a mask that takes 9", False, attending(A, masked(1, -9.0))),
        ("a state carried along", True, recurrent(B, B)),
        (
            "a running mean",
            True,
            lambda x: np.cumsum(x, 1) / np.arange(1, x.shape[1] + 1)[:, None],
        ),
        ("the mean of all", False, lambda x: x - x.mean(axis=1)[:, None]),
        ("the largest so far", True, lambda x: np.maximum.accumulate(x, 1)),
        ("the largest of all", False, lambda x: x + x.max(axis=1)[:, None]),
        (
            "a running mean from the end",
            False,
            lambda x: np.cumsum(x[:, ::-1], axis=1)[:, ::-1],
        ),
        ("a filter of earlier ones", True, convolved(w)),
        ("all in order of size", False, lambda x: np.sort(x, axis=1)),
        ("a step from the last", True, lambda x: np.diff(x, axis=1, prepend=0)),
        ("all moved round by one", False, lambda x: np.roll(x, 1, axis=1)),
        ("only the last input", False, with_a_leak(B, -2, -1, minus)),
        ("only the second input", False, with_a_leak(B, 0, 1, minus)),
        ("the last, in the first", False, with_a_leak(B, 0, -1, minus)),
        (
            "a little of others in large numbers",
            False,
            lambda x: 1e4 + x + 1e-3 * x[:, ::-1],
        ),
        ("the same for all", True, lambda x: 0 * x + 3),
    ]
