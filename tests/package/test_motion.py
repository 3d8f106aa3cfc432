"""What is marked to be played looks as it did."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnfs import motion


@pytest.fixture(autouse=True)
def _fresh_figure():
    plt.figure()
    yield
    plt.close("all")


def pixels():
    """Return the current figure as an array of pixels."""
    canvas = plt.gcf().canvas
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


def test_a_played_line_is_drawn_as_before():
    (line,) = plt.plot([0, 1, 2], [0, 1, 4])
    before = pixels()
    assert motion.trace(line, "epoch", every=5) is line
    assert line.get_gid() == "trace|epoch/5"
    assert np.array_equal(pixels(), before)


def test_a_line_too_heavy_to_play_is_refused():
    (line,) = plt.plot(np.zeros(101))
    with pytest.raises(ValueError, match="101 points is too heavy"):
        motion.trace(line)


def test_of_played_pictures_only_the_last_is_seen_elsewhere():
    ax = plt.gca()
    ax.set(xlim=(0, 2), ylim=(0, 4))
    last = ax.fill_between([0, 1], [1, 2])
    alone = pixels()
    (first,) = ax.plot([0, 2], [4, 0], marker="o")
    second = ax.fill_between([0, 2], [3, 1])
    whole = ax.imshow([[0.5]], extent=(0, 2, 0, 4), aspect="auto")
    motion.frames({"a": [first], "b": [second, whole], "c": [last]})
    assert np.array_equal(pixels(), alone)
    gids = [artist.get_gid() for artist in (first, second, last)]
    assert gids == ["hidden|a", "hidden|b", "shown|c"]


def test_pictures_to_play_are_needed():
    with pytest.raises(ValueError, match="no pictures"):
        motion.frames({})


def test_of_steps_all_that_stays_is_seen_elsewhere():
    ax = plt.gca()
    ax.set(xlim=(0, 2), ylim=(0, 4))
    texts = [ax.text(x, 1, str(x)) for x in range(3)]
    (ring,) = ax.plot(1, 3, "o")
    alone = pixels()
    (mark,) = ax.plot(0, 3, "s")
    motion.stepwise(
        {"a": (texts[:1], [mark]), "b": ([], [ring]), "c": (texts[1:], ())}
    )
    ring.set_visible(False)
    last = pixels()
    ring.set_visible(True)
    assert np.array_equal(pixels(), last)  # it belongs to a step before
    ring.set_clip_path(None)
    assert np.array_equal(pixels(), alone)
    gids = [artist.get_gid() for artist in (*texts, mark, ring)]
    first, other = "from|0 of 2: a", "from|2 of 2: c"
    marked = ["hidden|0 of 2: a", "hidden|1 of 2: b"]
    assert gids == [first, other, other, *marked]


def test_a_step_shows_something():
    for nothing in ({}, {"a": ([], [])}):
        with pytest.raises(ValueError, match=r"no pictures|the step 'a': give"):
            motion.stepwise(nothing)
