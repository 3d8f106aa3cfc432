"""Schedules by hand."""

import pytest

from nnfs import (
    Schedule,
    constant,
    cosine,
    exponential_decay,
    inverse_time_decay,
    step_decay,
    warmup,
)


@pytest.mark.parametrize(
    ("make", "rates"),
    [
        (lambda: constant(0.5), {0: 0.5, 7: 0.5, 10**6: 0.5}),
        # Halved at 3 and at 6.
        (lambda: step_decay(8, 0.5, 3), {0: 8, 2: 8, 3: 4, 5: 4, 6: 2}),
        (lambda: exponential_decay(8, 0.5), {0: 8, 1: 4, 3: 1}),
        # A quarter over 2 steps is a half over one.
        (lambda: exponential_decay(8, 0.25, every=2), {0: 8, 1: 4, 2: 2, 3: 1}),
        # 1/decay = 4 steps halve the rate: 8 / (1 + 4/4); 8 / (1 + 12/4).
        (lambda: inverse_time_decay(8, 0.25), {0: 8, 4: 4, 12: 2}),
        (lambda: inverse_time_decay(8, 0), {0: 8, 99: 8}),
        # cos 0 = 1, cos 60 deg = 1/2, cos 90 deg = 0, cos 180 deg = -1.
        (lambda: cosine(8, 6), {0: 8, 2: 6, 3: 4, 4: 2, 6: 0, 7: 0, 99: 0}),
        (lambda: cosine(8, 6, final=4), {0: 8, 2: 7, 3: 6, 6: 4, 99: 4}),
        (lambda: warmup(constant(8), 4), {0: 2, 1: 4, 2: 6, 3: 8, 4: 8, 99: 8}),
        (lambda: warmup(8, 4), {0: 2, 3: 8, 4: 8}),
        # The schedule below runs on: 4 at step 1, times 2/4.
        (
            lambda: warmup(exponential_decay(8, 0.5), 4),
            {0: 2, 1: 2, 3: 1, 4: 0.5},
        ),
        (lambda: warmup(3, 1), {0: 3, 1: 3}),
    ],
)
def test_by_hand(make, rates):
    schedule = make()
    given = {step: schedule(step) for step in rates}
    assert given == pytest.approx(rates, rel=1e-12, abs=1e-12)


def test_a_schedule_may_grow():
    assert step_decay(1, 2, 1)(3) == 8


def test_a_bare_schedule_does_nothing():
    with pytest.raises(NotImplementedError):
        Schedule()(0)
