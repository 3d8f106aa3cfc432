"""What the drawing functions draw, measured on the axes."""

import itertools
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb

from nnfs import History, plotting
from nnfs.plotting import COLORS, INK, PAPER


@pytest.fixture(autouse=True)
def _fresh_figure():
    with plt.rc_context():
        plt.figure()
        yield
        plt.gcf().canvas.draw()  # a warning while drawing is an error too
        plt.close("all")


X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0], [1.0, 2.0]])
Y = np.array([0, 1, 0, 1])


def right_of_the_middle(points):
    """Score class 1 where x1 is above one half."""
    return np.column_stack([0.5 - points[:, 0], points[:, 0] - 0.5])


def areas(ax):
    """Return the contour sets of the axes."""
    return [c for c in ax.collections if type(c).__name__ == "QuadContourSet"]


def points(ax):
    """Return the points of every scatter of the axes."""
    return [
        np.asarray(c.get_offsets())
        for c in ax.collections
        if type(c).__name__ == "PathCollection"
    ]


def test_the_style_names_ink_and_paper():
    plotting.use_book_style()
    assert to_hex(plt.rcParams["text.color"]) == INK
    assert to_hex(plt.rcParams["figure.facecolor"]) == PAPER
    cycle = plt.rcParams["axes.prop_cycle"].by_key()["color"]
    assert {to_hex(c).upper() for c in cycle} <= set(COLORS.values())


def test_the_style_asks_a_notebook_for_svg(monkeypatch):
    asked = []
    backend = pytest.importorskip("matplotlib_inline.backend_inline")
    monkeypatch.setattr(
        backend,
        "set_matplotlib_formats",
        lambda *kinds, **options: asked.append((kinds, options)),
    )
    plotting.use_book_style()
    assert asked == []
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace())
    plotting.use_book_style()
    assert asked == [(("svg",), {"metadata": {"Date": None}})]


def test_the_style_needs_no_notebook(monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", None)
    plotting.use_book_style()
    assert to_hex(plt.rcParams["text.color"]) == INK


def test_a_diagram_has_every_node_and_every_wire():
    centres, wires = plotting.diagram([2, 3, 1])
    ax = plt.gca()
    assert [c.shape for c in centres] == [(2, 2), (3, 2), (1, 2)]
    assert [w.shape for w in wires] == [(2, 3), (3, 1)]
    assert len(ax.patches) == 6
    assert len(ax.lines) == 9
    # Columns 2 apart, nodes 1 apart and centred: 2 nodes at +-1/2.
    np.testing.assert_array_equal(centres[0], [[0, 0.5], [0, -0.5]])
    np.testing.assert_array_equal(centres[1], [[2, 1], [2, 0], [2, -1]])
    np.testing.assert_array_equal(centres[2], [[4, 0]])
    # The wire from input 1 to node 2 runs from (0, -0.5) to (2, -1).
    np.testing.assert_array_equal(
        wires[0][1, 2].get_xydata(), [[0, -0.5], [2, -1]]
    )
    assert {text.get_text() for text in ax.texts} == {""}


def test_a_diagram_has_its_labels():
    fig, axes = plt.subplots(1, 2)
    plotting.diagram(
        [2, 1],
        axes[0],
        node_labels=[["a", "b"], ["c"]],
        wire_labels=[[["u"], ["v"]]],
    )
    texts = [text.get_text() for text in axes[0].texts]
    assert sorted(texts) == ["a", "b", "c", "u", "v"]
    assert not axes[1].texts
    plt.close(fig)


def test_decision_regions_colour_each_class():
    ax = plotting.decision_regions(right_of_the_middle, X, Y)
    assert ax is plt.gca()
    left, right = areas(ax)
    np.testing.assert_allclose(
        left.get_paths()[0].vertices[:, 0].max(), 0.5, atol=0.01
    )
    np.testing.assert_allclose(
        right.get_paths()[0].vertices[:, 0].min(), 0.5, atol=0.01
    )
    assert to_hex(left.get_facecolor()[0]).upper() == COLORS["blue"]
    assert to_hex(right.get_facecolor()[0]).upper() == COLORS["orange"]
    zero, one = points(ax)
    np.testing.assert_array_equal(zero, X[Y == 0])
    np.testing.assert_array_equal(one, X[Y == 1])
    labels = ax.get_legend_handles_labels()[1]
    assert labels == ["class 0", "class 1"]


def test_one_column_of_probabilities_names_two_classes():
    def probability(points):
        return np.clip(points[:, :1], 0, 1)  # above one half on the right

    ax = plotting.decision_regions(probability, X, Y)
    left, right = areas(ax)
    assert left.get_paths()[0].vertices[:, 0].max() == pytest.approx(0.5, 0.02)
    assert right.get_paths()[0].vertices[:, 0].min() == pytest.approx(0.5, 0.02)
    _, ax = plt.subplots()
    plotting.decision_regions(probability, X, np.zeros(4, int), ax)
    assert len(areas(ax)) == 2


def test_a_region_without_points_is_coloured_too():
    ax = plotting.decision_regions(right_of_the_middle, X, np.zeros(4, int))
    assert len(areas(ax)) == 2
    assert areas(ax)[1].get_paths()[0].vertices.size


def test_a_class_without_a_region_is_no_fault():
    def always_zero(points):
        return np.tile([1.0, 0.0], (len(points), 1))

    ax = plotting.decision_regions(always_zero, X, Y, resolution=5)
    assert areas(ax)[0].get_paths()[0].vertices.size
    assert not areas(ax)[1].get_paths()[0].vertices.size


def test_many_points_are_drawn_as_pixels():
    many = np.random.default_rng(0).normal(size=(401, 2))
    ax = plotting.decision_regions(
        right_of_the_middle, many, np.arange(401) % 2
    )
    assert ax.collections[-1].get_rasterized()
    ax = plotting.decision_regions(right_of_the_middle, X, Y)
    assert not ax.collections[-1].get_rasterized()


@pytest.mark.parametrize(
    ("predict", "points", "labels", "error", "match"),
    [
        (right_of_the_middle, X[:, :1], Y, ValueError, r"points \(n, 2\)"),
        (right_of_the_middle, X[0], Y, ValueError, r"points \(n, 2\)"),
        (right_of_the_middle, X, Y[:3], ValueError, r"classes \(n,\)"),
        (right_of_the_middle, X, Y + 1, ValueError, "label 2 is out of range"),
        (right_of_the_middle, X, Y / 2, TypeError, "must be integers"),
        (lambda p: p[:, :1], X, Y, ValueError, r"probabilities in \[0, 1\]"),
        (lambda p: p[:, 0], X, Y, ValueError, "scores have shape"),
        (lambda p: p @ np.ones((2, 9)), X, Y + 6, ValueError, "from 0 to 5"),
    ],
)
def test_decision_regions_refuse(predict, points, labels, error, match):
    with pytest.raises(error, match=match):
        plotting.decision_regions(predict, points, labels)


def test_a_loss_surface_has_its_heights_in_the_right_places():
    seen = {}

    def plane(w):
        seen[tuple(w)] = value = 10 * w[0] + w[1]
        return value

    ax = plotting.loss_surface(
        plane, np.array([0.0, 1.0]), np.array([0.0, 1.0, 2.0]), levels=[6.0]
    )
    assert len(seen) == 6
    # 10 w1 + w2 = 6 from (0.6, 0) to (0.4, 2).
    (contours,) = areas(ax)
    line = contours.get_paths()[0].vertices
    np.testing.assert_allclose(10 * line[:, 0] + line[:, 1], 6)
    assert line[:, 1].min() == 0
    assert line[:, 1].max() == 2


def test_a_path_marks_its_start_and_its_end():
    ax = plotting.path([[0, 0], [1, 1], [2, 0]], label="way", color="C1")
    (line,) = ax.lines
    np.testing.assert_array_equal(line.get_xydata(), [[0, 0], [1, 1], [2, 0]])
    assert line.get_markevery() == [0, 2]
    assert line.get_label() == "way"
    plotting.path([[0, 0]], ax)
    assert ax.lines[1].get_markevery() == [0]
    with pytest.raises(ValueError, match=r"\(3,\), but \(n, 2\) is drawn"):
        plotting.path([1, 2, 3])


def test_a_history_has_its_curves():
    record = History([3, 2, 1], [0.1, 0.2, 0.3], [4, 3, 2], [])
    ax = plotting.history(record)
    training, validation = ax.lines
    np.testing.assert_array_equal(
        training.get_xydata(), [[1, 3], [2, 2], [3, 1]]
    )
    np.testing.assert_array_equal(validation.get_ydata(), [4, 3, 2])
    assert ax.get_ylabel() == "loss"
    other = plotting.history(record, plt.figure().gca(), quantity="accuracy")
    (line,) = other.lines
    np.testing.assert_array_equal(line.get_ydata(), [0.1, 0.2, 0.3])
    with pytest.raises(AttributeError):
        plotting.history(record, quantity="speed")


def test_a_band_holds_the_runs():
    # Eleven runs 0..10: percentiles 10, 50 and 90 are 1, 5 and 9.
    runs = np.arange(11.0).reshape(11, 1) + np.array([0.0, 100.0])
    ax = plotting.band([1, 2], runs, label="runs")
    (line,), (area,) = ax.lines, ax.collections
    np.testing.assert_array_equal(line.get_xydata(), [[1, 5], [2, 105]])
    corners = area.get_paths()[0].vertices
    at = {x: corners[corners[:, 0] == x, 1] for x in (1, 2)}
    assert (at[1].min(), at[1].max()) == (1, 9)
    assert (at[2].min(), at[2].max()) == (101, 109)
    ax = plotting.band([1, 2], runs, plt.figure().gca(), low=0, high=100)
    assert ax.collections[0].get_paths()[0].vertices[:, 1].max() == 110
    for bad in (runs[0], runs.T):
        with pytest.raises(ValueError, match=r"\(seeds, 2\) is drawn"):
            plotting.band([1, 2], bad)


def test_a_grid_goes_row_by_row():
    np.testing.assert_array_equal(
        plotting.grid([1, 2, 3], [10, 20]),
        [[1, 10], [2, 10], [3, 10], [1, 20], [2, 20], [3, 20]],
    )


def test_a_picture_has_a_square_for_each_pixel_that_is_seen():
    ax = plotting.picture([0.5, 0.0, -1.0, 0.01])
    (squares,) = ax.collections
    corners = [path.vertices[0].tolist() for path in squares.get_paths()]
    assert corners == [[0, 0], [0, 1]]  # x grows with columns, y with rows
    colors = [to_hex(color) for color in squares.get_facecolor()]
    assert colors == [INK, COLORS["vermillion"].lower()]
    assert squares.get_facecolor()[:, 3].tolist() == [0.5, 1.0]


def test_a_picture_must_be_square():
    with pytest.raises(ValueError, match="reshape"):
        plotting.picture(np.ones(6))


SITE_STYLE = Path(__file__).parents[2] / "website" / "static" / "nnfs.css"
# What remains of red, green and blue light for eyes that lack one kind of cone
# (Machado, Oliveira and Fernandes, 2009, the table for severity 1).
EYES = {
    "all cones": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def seen(color, eyes):
    """A colour as CIELAB places it, where a distance of 2.3 is just seen."""
    rgb = np.array(to_rgb(color))
    light = np.where(
        rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4
    )
    light = np.clip(eyes @ light, 0, 1)
    to_xyz = [
        [0.4124, 0.3576, 0.1805],
        [0.2126, 0.7152, 0.0722],
        [0.0193, 0.1192, 0.9505],
    ]
    x, y, z = np.cbrt(to_xyz @ light / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eyes", EYES.values(), ids=EYES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_stay_apart_for_every_eye(eyes, theme):
    colors = dict(COLORS)
    if theme == "dark":  # the site's style changes one of them
        swap = r'\[fill="(#\w+)"\] \{ fill: (#\w+); \}'
        old, new = re.search(swap, SITE_STYLE.read_text("utf-8")).groups()
        (name,) = [n for n, c in COLORS.items() if c.lower() == old]
        colors[name] = new
    places = [seen(color, np.array(eyes)) for color in colors.values()]
    for one, other in itertools.combinations(places, 2):
        assert np.linalg.norm(one - other) > 10
