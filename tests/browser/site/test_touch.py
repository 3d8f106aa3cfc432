"""Figures under the finger: each computes what nnfs computes."""

import json
import re

import numpy as np
import pytest
from conftest import ROOT, SITE, listen

import nnfs

ONE = "book/01-neural-network-from-scratch.html"
THREE = "book/03-activation-functions-in-neural-networks.html"
SIX = "book/06-gradient-descent.html"
SEVEN = "book/07-momentum-and-adaptive-methods.html"
EIGHT = "book/08-schedules-and-what-goes-wrong.html"
TEN = "book/10-initialization-and-normalization.html"
SIXTEEN = "book/16-a-framework-and-many-machines.html"
SET = """(input, value) => {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}"""


@pytest.fixture
def chapter(browser, site):
    """Open a chapter at the width of a phone; errors in its scripts fail."""
    page = browser.new_page(viewport={"width": 320, "height": 640})
    faults = listen(page)

    def opened(name):
        page.goto(f"{site}{name}")
        return page

    yield opened
    page.close()
    assert not faults


def numbers(text):
    text = text.replace("\N{MINUS SIGN}", "-")
    return [float(n) for n in re.findall(r"-?[\d.]+(?:e[+-]?\d+)?", text)]


def spoken(figure):
    """Return the numbers that a figure says below its sliders."""
    return numbers(figure.locator("output").text_content())


def set_to(knob, value):
    knob.evaluate(SET, str(value))


def points(path):
    return np.array(numbers(path)).reshape(-1, 2)


def drawn(name, figure, line):
    """The points of a marked line in the page as it was built."""
    text = (SITE / name).read_text("utf-8")
    text = text[text.index(f'id="{figure}"') :]
    found = re.search(rf'data-touch="{line}"[^>]*><path d="([^"]*)"', text)
    return points(found[1])


def shown(figure, line):
    path = figure.locator(f'[data-touch="{line}"] > path')
    return points(path.get_attribute("d"))


@pytest.fixture
def plane():
    """Two features of the zeros and ones, as chapter 1 makes them."""
    scans, labels = nnfs.digits()
    pictures = scans[labels < 2].reshape(-1, 8, 8) / 16
    flanks = pictures[:, 2:6, [1, 2, 5, 6]].mean(axis=(1, 2))
    middle = pictures[:, 2:6, 3:5].mean(axis=(1, 2))
    return np.column_stack([flanks, middle]), labels[labels < 2]


@pytest.mark.parametrize(
    ("degrees", "bias"), [(135, 0.2), (135, -1.5), (90, -1), (-45, 0.3), (0, 2)]
)
def test_a_neuron_counts_the_scans_it_gets_right(chapter, plane, degrees, bias):
    points, labels = plane
    figure = chapter(ONE).locator("#fig-01-projection")
    set_to(figure.get_by_role("slider", name="Direction"), degrees)
    set_to(figure.get_by_role("slider", name="Bias"), bias)
    angle = np.radians(degrees)
    w = np.sqrt(8) * np.array([np.cos(angle), np.sin(angle)])
    right = (points @ w + bias > 1e-9) == (labels == 1)
    zeros, ones = right[labels == 0], right[labels == 1]
    counts = [zeros.sum(), zeros.size, ones.sum(), ones.size]
    said = numbers(figure.locator("output").text_content())
    assert said == [right.sum(), right.size, *counts]
    if (degrees, bias) == (135, 0.2):
        assert right.sum() == 356


def test_a_finger_turns_the_arrow(chapter):
    figure = chapter(ONE).locator("#fig-01-projection")
    figure.scroll_into_view_if_needed()
    box = figure.locator("[data-touch*=neuron] > path").bounding_box()
    knob = figure.get_by_role("slider", name="Direction")
    along = shown(figure, "along")
    figure.page.mouse.click(
        box["x"] + 0.9 * box["width"],
        box["y"] + box["height"] * 1.15 / 1.75,  # at the height of the origin
    )
    assert float(knob.input_value()) == pytest.approx(0, abs=2)
    turned = shown(figure, "along")
    assert np.ptp(turned[:, 1]) < 0.1 * np.ptp(along[:, 1])


@pytest.mark.parametrize(
    ("figure", "layer"),
    [
        ("fig-03-step", nnfs.Step),
        ("fig-03-linear", nnfs.Linear),
        ("fig-03-sigmoid", nnfs.Sigmoid),
        ("fig-03-tanh", nnfs.Tanh),
        ("fig-03-relu", nnfs.ReLU),
        ("fig-03-leaky", lambda: nnfs.LeakyReLU(0.1)),
    ],
)
def test_an_activation_and_its_slope(chapter, figure, layer):
    figure, layer = chapter(THREE).locator(f"#{figure}"), layer()
    knob = figure.get_by_role("slider", name="z")
    for z in (-6, -0.7, 0, 2.5, 6):
        set_to(knob, z)
        value = layer.forward(np.array([[float(z)]]))[0, 0]
        slope = layer.backward(np.ones((1, 1)))[0, 0]
        said = numbers(figure.locator("output").text_content())
        np.testing.assert_allclose(said, [value, slope], atol=6e-4)


def test_a_finger_on_the_curve_moves_the_slider(chapter):
    figure = chapter(THREE).locator("#fig-03-sigmoid")
    figure.scroll_into_view_if_needed()
    box = figure.locator("[data-touch] > path").nth(1).bounding_box()
    knob = figure.get_by_role("slider", name="z")
    mouse = figure.page.mouse
    mouse.move(box["x"] + 0.75 * box["width"], box["y"] + box["height"] / 2)
    mouse.down()
    right = float(knob.input_value())
    mouse.move(box["x"] + 0.25 * box["width"], box["y"] + box["height"] / 2)
    left = float(knob.input_value())
    mouse.up()
    assert right == pytest.approx(3.3, abs=0.2)
    assert left == pytest.approx(-3.3, abs=0.2)
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert float(knob.input_value()) == left
    knob.press("ArrowRight")
    assert float(knob.input_value()) == pytest.approx(left + 0.1)


def test_softmax_at_a_temperature(chapter):
    figure = chapter(THREE).locator("#fig-03-temperature")
    for power in (0, -1, 0.5, 2):
        set_to(figure.get_by_role("slider", name="Temperature"), power)
        scores = np.array([[-5.0, 2, 0]]) / 10**power
        p = nnfs.Softmax().predict(scores)[0]
        said = numbers(figure.locator("output").text_content())
        np.testing.assert_allclose(said, p, atol=6e-4)


@pytest.mark.parametrize(
    ("where", "figure", "lines"),
    [
        (ONE, "fig-01-projection", ["along"]),
        (SIX, "fig-06-bowl", ["path"]),
        (SEVEN, "fig-07-heavy", ["path", "distance"]),
        (EIGHT, "fig-08-knobs", ["rate"]),
        (TEN, "fig-10-signal", ["signal", "slope"]),
        (SIXTEEN, "fig-16-workers", ["gain"]),
    ],
)
def test_the_script_draws_what_the_cell_has_drawn(
    chapter, where, figure, lines
):
    page = chapter(where)
    for line in lines:
        old = drawn(where, figure, line)
        new = shown(page.locator(f"#{figure}"), line)
        for point in old:  # of a smooth line, the figure leaves some out
            assert np.abs(new - point).max(axis=1).min() < 0.06


def test_the_bowl_at_another_rate_and_momentum(chapter):
    figure = chapter(SEVEN).locator("#fig-07-heavy")
    before = shown(figure, "path")
    set_to(figure.get_by_role("slider", name="Rate"), 0.01)
    set_to(figure.get_by_role("slider", name="Momentum"), 0.5)
    optimizer, point = nnfs.Momentum(0.01, beta=0.5), np.ones(2)
    for _ in range(60):
        optimizer.step(point, np.array([1.0, 100.0]) * point)
    said = numbers(figure.locator("output").text_content())
    assert said == pytest.approx([60, np.abs(point).max()], abs=6e-4)
    assert np.abs(shown(figure, "path") - before).max() > 10
    set_to(figure.get_by_role("slider", name="Rate"), 0.045)
    set_to(figure.get_by_role("slider", name="Momentum"), 0)
    far = numbers(figure.locator("output").text_content())[1]
    assert far == pytest.approx(3.5**60, rel=0.05)  # it diverges, in the frame


@pytest.mark.parametrize(
    ("kind", "schedule", "knobs"),
    [
        ("constant", nnfs.constant(0.5), {"First rate": 0.5}),
        (
            "step decay",
            nnfs.step_decay(0.8, 0.2, 30),
            {"Factor": 0.2, "Every": 30},
        ),
        (
            "exponential decay",
            nnfs.exponential_decay(0.8, 0.7, 10),
            {"Factor": 0.7, "Every": 10},
        ),
        (
            "inverse time decay",
            nnfs.inverse_time_decay(0.8, 0.1),
            {"Decay": 0.1},
        ),
        ("cosine", nnfs.cosine(0.8, 60, 0.2), {"Steps": 60, "Last rate": 0.2}),
    ],
)
@pytest.mark.parametrize("warm", [0, 20])
def test_a_schedule_and_its_knobs(chapter, kind, schedule, knobs, warm):
    figure = chapter(EIGHT).locator("#fig-08-knobs")
    figure.get_by_label("Schedule").select_option(kind)
    knobs = knobs | {"Warm-up": warm}
    for name, value in knobs.items():
        set_to(figure.get_by_role("slider", name=name), value)
    schedule = nnfs.warmup(schedule, warm) if warm else schedule
    rates = [schedule(step) for step in range(101)]
    said = numbers(figure.locator("output").text_content())
    wanted = [rates[0], rates[-1], np.mean(rates)]
    np.testing.assert_allclose(said, wanted, atol=6e-3)
    heights = shown(figure, "rate")[:, 1]
    fit = np.polyfit(rates, heights, 1) if np.ptp(rates) else [0, heights[0]]
    np.testing.assert_allclose(np.polyval(fit, rates), heights, atol=0.02)
    seen = figure.get_by_role("slider").all()
    assert len(seen) == len({"First rate", *knobs})


@pytest.mark.parametrize(
    ("scale", "depth"), [(1, 32), (0.1, 32), (3, 32), (0.5, 4), (2, 16)]
)
def test_a_signal_at_another_scale_and_depth(chapter, scale, depth):
    figure = chapter(TEN).locator("#fig-10-signal")
    set_to(figure.get_by_role("slider", name="Scale"), np.log10(scale))
    set_to(figure.get_by_role("slider", name="Depth"), depth)
    rng = np.random.default_rng(4)
    layers = [nnfs.Dense(64, 64, rng=rng) for _ in range(32)][:depth]
    for dense in layers:
        dense.weights *= scale
    layers = [each for dense in layers for each in (dense, nnfs.ReLU())]
    values = rng.normal(size=(50, 64))
    for layer in layers:
        values = layer.forward(values)
    slopes = np.random.default_rng(0).normal(size=(50, 64))
    slopes /= np.sqrt(np.mean(slopes**2))
    for layer in layers[:1:-1]:
        slopes = layer.backward(slopes)
    sizes = [np.sqrt(np.mean(each**2)) for each in (values, slopes)]
    said = numbers(figure.locator("output").text_content())
    assert said[::2] == [depth, 1]
    np.testing.assert_allclose(said[1::2], sizes, rtol=0.06)
    bars = shown(figure, "signal")
    assert len(bars) == 4 * depth


def test_the_keys_move_the_scale(chapter):
    figure = chapter(TEN).locator("#fig-10-signal")
    before = shown(figure, "slope")
    figure.get_by_role("slider", name="Scale").press("ArrowLeft")
    after = shown(figure, "slope")
    assert np.abs(after - before).max() > 1


@pytest.fixture(scope="module")
def measured():
    """What the stored run says of two workers."""
    path = ROOT / "framework" / "results.json"
    return json.loads(path.read_text("utf-8"))["two"]


@pytest.mark.parametrize(
    ("power", "count", "rate", "sample"),
    [
        (1, None, None, None),
        (3, None, None, None),
        (6, 1e6, 1e10, 100),
        (4, 1e9, 1e9, 1),
    ],
)
def test_a_step_of_many_workers(chapter, measured, power, count, rate, sample):
    """The script's formula is held to a ring that goes round by round."""
    two = measured["workers"]["2"]
    one, half = (two["milliseconds"][who] for who in ("one", "0"))
    rows = [measured["batch"] / 2, measured["batch"]]
    each, fixed = np.polyfit(rows, [half["compute"], one["compute"]], 1)
    latency = 1e3 * two["spells"]["1"] / 2
    many = 1e3 * two["spells"]["10000000"] - 2 * latency
    figure = chapter(SIXTEEN).locator("#fig-16-workers")
    knobs = [
        ("Parameters", count, measured["numbers"]),
        ("Bandwidth", rate, 4e10 / many),
        ("Computing a sample", sample, each),
    ]
    set_to(figure.get_by_role("slider", name="Workers"), power)
    values = []
    for name, wanted, stored in knobs:
        knob = figure.get_by_role("slider", name=name)
        if wanted:
            set_to(knob, np.log10(wanted))
        assert 10 ** float(knob.input_value()) == pytest.approx(
            wanted or stored, rel=1e-3
        )
        values.append(wanted or stored)
    count, rate, sample = values

    def spent(workers):
        exchange = 0
        for _ in range(2 * workers - 2):
            exchange += latency + 1e3 * 4 * count / workers / rate
        rows = measured["batch"] / workers
        return fixed + one["step"] + sample * rows + exchange, exchange

    step, exchange = spent(2**power)
    gains = [spent(1)[0] / spent(n)[0] for n in range(1, 65)]
    said = spoken(figure)
    wanted = [step, exchange, gains[2**power - 1], max(gains)]
    np.testing.assert_allclose(
        [*said[:3], said[4]], wanted, rtol=2e-3, atol=6e-3
    )
    assert said[3] == np.argmax(gains) + 1


def test_a_finger_and_the_keys_choose_the_workers(chapter):
    figure = chapter(SIXTEEN).locator("#fig-16-workers")
    figure.scroll_into_view_if_needed()
    knob = figure.get_by_role("slider", name="Workers")
    box = figure.locator("[data-touch*=workers] > path").bounding_box()
    middle = box["y"] + box["height"] / 2
    figure.page.mouse.click(box["x"] + 0.67 * box["width"], middle)
    assert knob.get_attribute("aria-valuetext") == "16"
    knob.press("ArrowRight")
    assert knob.get_attribute("aria-valuetext") == "32"


@pytest.mark.parametrize("where", [ONE, THREE, SIX, SEVEN, EIGHT, TEN, SIXTEEN])
def test_a_phone_shows_all_knobs_and_nothing_sideways(chapter, where):
    page = chapter(where)
    for knob in page.locator(".knobs :is(input, select)").all():
        if knob.is_visible():
            box = knob.bounding_box()
            assert box["height"] >= 24
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 320
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_the_script_the_figure_stands(browser, site):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}{EIGHT}")
    assert page.locator("#fig-08-knobs svg").is_visible()
    assert page.locator(".knobs").count() == 0
    page.context.close()
