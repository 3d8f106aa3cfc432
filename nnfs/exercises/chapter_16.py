"""What must be true of any answer to the exercises of chapter 16."""

import numpy as np

from nnfs.exercises.trial import exercise


@exercise("16.1", "combined(sizes, losses, gradients)")
def combined(trial, rng):
    """The means are those over all samples, which the checker has at hand."""
    cases = [[1, 1], [2, 1], [3, 0, 1], [0, 4], [5]]
    cases += [rng.integers(0, 5, n).tolist() for n in rng.integers(2, 7, 15)]
    for sizes in cases:
        sizes[0] = max(sizes[0], 1 - sum(sizes[1:]))  # somebody has a sample
        rows = rng.integers(-9, 10, (sum(sizes), 4)).astype(float)
        shards = np.split(rows, np.cumsum(sizes)[:-1])
        nothing = np.full(4, np.nan)
        means = [s.mean(axis=0) if len(s) else nothing for s in shards]
        losses = [float(mean[0]) for mean in means]
        gradients = np.array([mean[1:] for mean in means])
        found = trial(sizes, losses, gradients, shape=[(), (3,)])
        hint = (
            f"{len(rows)} samples in all; a mean counts as often as it has "
            "samples, and one of no samples not at all"
        )
        whole = rows.mean(axis=0)
        trial.expect(found[0], whole[0], hint, what="the loss")
        trial.expect(found[1], whole[1:], hint, what="the gradient")


@exercise("16.2", "cuts(samples, workers)")
def cuts(trial, rng):
    """Sizes differ by 1 at most, do not grow, and add up to all samples."""
    cases = [(32, 4), (7, 3), (5, 2), (1, 1), (3, 5), (0, 2)]
    cases += rng.integers(1, [100, 12], size=(14, 2)).tolist()
    for samples, workers in cases:
        places = trial(samples, workers, shape=(workers + 1,))
        least, more = divmod(samples, workers)
        sizes = [least + 1] * more + [least] * (workers - more)
        hint = (
            f"{workers} shards of {least} leave {more} over: one more for each "
            "of the first"
        )
        trial.expect(places, np.cumsum([0, *sizes]), hint)


LARGEST = 65504.0  # what float16 can write; from here on it rounds to infinity:
BEYOND = 65520.0


@exercise("16.3", "largest_scale(gradient)")
def largest_scale(trial, rng):
    """At the scale all slopes are finite, and at twice the scale not all."""
    cases = [[1.0], [-1.0, 0], [0, 0.75, 2], [LARGEST], [BEYOND], [1e-6, -1e-7]]
    cases += [[-LARGEST * 2**-20], [65512 * 2**-9, 0.1], [BEYOND * 2**-9, -0.1]]
    cases += [[3e5, -2], [2.0**-20], [65519.5, 1]]
    for case in range(15):
        size = 10.0 ** rng.integers(-7, 6)
        cases.append(size * rng.normal(size=1 + case % 4))
    for case in cases:
        gradient = np.array(case, np.float32)
        most = float(abs(gradient).max())
        scale = 2.0 ** np.floor(np.log2(BEYOND / most))
        if most * scale >= BEYOND:  # exactly there: it is infinite already
            scale /= 2
        hint = (
            "the slope farthest from 0 decides, whatever its sign; a float16 "
            "is infinite from 65520 on"
        )
        trial.expect(trial(gradient, shape=()), scale, hint)


def played(plan, n):
    """Play a plan; return how often each has whose numbers, or what is wrong.

    Of each worker and each piece, how often every worker's numbers are in it.
    """
    held = np.zeros((n, n, n), dtype=int)
    for worker in range(n):
        held[worker, :, worker] = 1
    for turn, pieces in enumerate(plan):
        letters = [held[worker, pieces[worker]].copy() for worker in range(n)]
        for worker, letter in enumerate(letters):
            place = (worker + 1) % n, pieces[worker]
            held[place] = letter if turn >= n - 1 else held[place] + letter
    return held


@exercise("16.4", "ring_plan(workers)")
def ring_plan(trial, rng):
    """Played with counts, each piece holds each worker's numbers once."""
    for n in [2, 3, 4, 1, 5, 8, *rng.integers(2, 13, 4).tolist()]:
        plan = trial(n, shape=(2 * (n - 1), n))
        if not np.all(np.isin(plan, np.arange(n))):
            hint = f"a piece has a whole number, from 0 to {n - 1}"
            trial.fail(f"numbers of pieces, 0 to {n - 1}", plan, hint)
        plan = plan.astype(int)
        sums = played(plan[: n - 1], n)
        complete = (sums == 1).all(axis=2).sum(axis=1)
        hint = (
            f"after {n - 1} rounds of adding, each worker should hold one "
            "piece in which every worker's numbers are, once"
        )
        what = "complete pieces of each worker, half way"
        trial.expect(complete, np.ones(n, dtype=int), hint, what=what)
        hint = (
            "in the second half a worker hands on the complete piece that he "
            "got last, and it takes the place of the neighbour's"
        )
        complete = (played(plan, n) == 1).all(axis=2).sum(axis=1)
        what = "complete pieces of each worker, at the end"
        trial.expect(complete, np.full(n, n), hint, what=what)


def refuses_more(most):
    """Return a mean loss and its slopes, for few samples at a time."""
    weights = np.array([0.5, -1.0, 2.0])

    def gradient_of(inputs, targets):
        n = len(inputs)
        if not 0 < n <= most:
            raise MemoryError(f"{n} samples at once, from 1 to {most} fit")
        if len(targets) != n:
            raise ValueError(f"{n} inputs, and {len(targets)} targets")
        errors = inputs @ weights - targets
        return float(np.mean(errors**2)), 2 * errors @ inputs / n

    return gradient_of


@exercise("16.5", "accumulated(gradient_of, inputs, targets, most)")
def accumulated(trial, rng):
    """The same as with room for all, whatever the last piece has."""
    cases = [(4, 2), (5, 2), (3, 3), (2, 7), (1, 1), (7, 1), (10, 4)]
    for n, most in [*cases, *rng.integers(1, [40, 9], size=(13, 2)).tolist()]:
        inputs = rng.normal(size=(n, 3)).round(2)
        targets = rng.normal(size=n).round(2)
        loss, slopes = refuses_more(n)(inputs, targets)
        found = trial(
            refuses_more(most), inputs, targets, most, shape=[(), (3,)]
        )
        hint = (
            f"{n} samples, at most {most} at once: a piece counts by its share "
            "of all samples, the last one too"
        )
        trial.expect(found[0], loss, hint, what="the loss")
        trial.expect(found[1], slopes, hint, what="the gradient")
