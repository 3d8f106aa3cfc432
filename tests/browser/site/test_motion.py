"""Figures that play, in a browser: by keyboard, by button, and not at all."""

import re
from pathlib import Path

import pytest

from nnfs import tape

SCRIPT = Path(__file__).parents[3] / "website/nnfs_site/figures/motion.js"
PAGE = """
<div class="cell tag_one-of"><figure><svg class="plot">
  <g data-trace="step/5"><path d="M0 0L1 2L3.5 -4L5 6"/><use x="5" y="6"/></g>
  <g data-trace="step/5"><path d="M9 9L8 8"/></g>
</svg><span class="caption-text">Ravine: a line.</span></figure></div>
<div class="cell tag_one-of" id="second"><figure><svg class="plot">
  <g data-frame="2 joints" visibility="hidden"><path d="M0 0"/></g>
  <g data-frame="3 joints"><path d="M1 1"/></g>
  <g data-frame="3 joints"><path d="M2 2"/></g>
</svg><span class="caption-text">Saddle: frames.</span></figure></div>
<svg class="plot"><path d="M0 0"/></svg>
"""
CORNERS = """figure => {
  const shown = "image:not([visibility=hidden])";
  return [...figure.querySelectorAll(shown)].map((image) => {
    image.scrollIntoView({ block: "center" });
    const box = image.getBoundingClientRect();
    const corner = document.elementFromPoint(box.left + 5, box.top + 5);
    return corner.dataset.frame;
  });
}"""


@pytest.fixture
def moving(browser):
    page = browser.new_page()
    page.set_content(PAGE)
    page.add_script_tag(path=SCRIPT)
    yield page
    page.close()


def test_a_line_grows_by_keyboard(moving):
    said = moving.locator("output").first
    assert said.text_content() == "step 15"
    slider = moving.get_by_role("slider")
    slider.focus()
    moving.keyboard.press("ArrowLeft")
    long, short = (
        path.get_attribute("d")
        for path in moving.locator("[data-trace] > path").all()
    )
    assert said.text_content() == slider.get_attribute("aria-valuetext")
    assert said.text_content() == "step 10"
    assert long == "M0 0L1 2L3.5 -4"
    assert short == "M9 9L8 8"
    marker = moving.locator("use")
    assert marker.get_attribute("x") == "3.5"
    assert marker.get_attribute("y") == "-4"
    moving.keyboard.press("End")
    assert said.text_content() == "step 15"


def test_pictures_follow_each_other_and_one_figure_is_shown(moving):
    first, second = moving.locator(".cell").all()
    assert first.is_visible()
    assert not second.is_visible()
    button = moving.get_by_role("button", name="Saddle")
    button.focus()
    moving.keyboard.press("Enter")
    assert second.is_visible()
    assert not first.is_visible()
    assert button.get_attribute("aria-pressed") == "true"
    moving.get_by_role("slider").focus()
    moving.keyboard.press("Home")
    groups = moving.locator("[data-frame]").all()
    seen = [group.get_attribute("visibility") for group in groups]
    assert seen == ["visible", "hidden", "hidden"]
    moving.keyboard.press("ArrowRight")
    seen = [group.get_attribute("visibility") for group in groups]
    assert seen == ["hidden", "visible", "visible"]


STEPS = """<main class="bd-article"><svg class="plot">
  <g data-frame="10 of 10: the end"><path d="M0 0"/></g>
  <g data-from="0 of 10: the inputs"><text>3</text></g>
  <g data-from="2 of 10: back"><text>12</text></g>
  <g data-frame="1 of 10: forward" visibility="hidden"><path d="M0 0"/></g>
  <g data-from="1 of 10: forward"><text>6</text></g>
</svg></main>"""


@pytest.fixture
def stepped(browser):
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.set_content(STEPS)
    page.add_script_tag(path=SCRIPT)
    yield page
    page.close()


def visible(page):
    """Return the words of a step, and which parts of its figure are seen."""
    parts = page.locator("svg.plot > g").all()
    seen = [part.get_attribute("visibility") == "visible" for part in parts]
    return page.get_by_role("status").text_content(), seen


def test_one_goes_through_steps_forward_and_back(stepped):
    """They come in the order of their numbers, and what appeared stays."""
    last = "10 of 10: the end", [True, True, True, False, True]
    first = "0 of 10: the inputs", [False, True, False, False, False]
    second = "1 of 10: forward", [False, True, False, True, True]
    third = "2 of 10: back", [False, True, True, False, True]
    assert visible(stepped) == last
    for button, expected in (
        ("Start", first),
        ("Next", second),
        ("Next", third),
        ("Back", second),
        ("Back", first),
        ("Back", last),
        ("Start", first),
    ):
        stepped.get_by_role("button", name=button).click()
        assert visible(stepped) == expected
    stepped.get_by_role("button", name="Next").focus()
    for _ in range(3):
        stepped.keyboard.press("Enter")
    assert visible(stepped) == last
    slider = stepped.get_by_role("slider", name="Step")
    slider.press("ArrowLeft")
    assert visible(stepped) == third
    assert slider.get_attribute("aria-valuetext") == third[0]
    assert not stepped.get_by_role("button", name="Play").count()


def test_paper_shows_all_that_stays(stepped):
    style = SCRIPT.parents[2] / "static" / "nnfs.css"
    style = style.read_text(encoding="utf-8")
    stepped.add_style_tag(content=style.replace("url(", "url(data:,"))
    stepped.get_by_role("button", name="Start").click()
    assert not stepped.locator("text=12").is_visible()
    stepped.emulate_media(media="print")
    for text in stepped.locator("svg text").all():
        assert text.is_visible()
    assert not stepped.locator("button:visible").count()


def test_words_of_any_length_leave_the_page_where_it_is(stepped):
    style = SCRIPT.parents[2] / "static" / "nnfs.css"
    style = style.read_text(encoding="utf-8")
    stepped.add_style_tag(content=style.replace("url(", "url(data:,"))
    heights = set()
    for words in ("back", "a product gives each factor " * 4):
        stepped.evaluate(
            "words => document.querySelector('output').textContent = words",
            words,
        )
        heights.add(stepped.locator(".player").bounding_box()["height"])
    assert len(heights) == 1


def test_a_link_to_a_hidden_figure_shows_it(moving):
    moving.evaluate("document.querySelector('.cell').id = 'first'")
    moving.evaluate("location.hash = '#second'")
    moving.wait_for_function("!document.getElementById('second').hidden")
    assert not moving.locator("#first").is_visible()


def test_play_runs_to_the_end_and_stops(moving):
    button = moving.get_by_role("button", name="Play")
    button.click()
    assert moving.get_by_role("button", name="Pause").is_visible()
    said = moving.locator("output").first
    moving.wait_for_function(
        "document.querySelector('output').textContent !== 'step 15'"
    )
    button = moving.get_by_role("button", name="Play")
    button.wait_for()
    assert said.text_content() == "step 15"


def test_nothing_plays_for_those_who_ask_for_less_motion(browser):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.set_content(PAGE)
    page.add_script_tag(path=SCRIPT)
    assert page.get_by_role("button", name="Play").count() == 0
    assert page.get_by_role("slider").is_visible()
    context.close()


def test_paper_shows_every_figure_and_no_button(moving):
    style = SCRIPT.parents[2] / "static" / "nnfs.css"
    style = style.read_text(encoding="utf-8")
    moving.evaluate("document.body.className = 'bd-article'")
    moving.add_style_tag(content=style.replace("url(", "url(data:,"))
    moving.emulate_media(media="print")
    assert all(cell.is_visible() for cell in moving.locator(".cell").all())
    assert not moving.locator("button:visible").count()


def test_a_boundary_forms_on_its_page(site, browser):
    page = browser.new_page()
    page.goto(site + "book/comparison.html#fig-cmp-boundary")
    figure = page.locator("figure#fig-cmp-boundary")
    figure.get_by_role("slider").press("Home")
    said = figure.locator("output")
    seen = []
    for _ in range(20):
        # the label of what stands in the upper left corner of each map
        seen.append([said.text_content(), *figure.evaluate(CORNERS)])
        if said.text_content() == "epoch 150":
            break
        page.keyboard.press("ArrowRight")
    page.close()
    assert len(seen) == 12
    assert all(corners == [label] * 2 for label, *corners in seen)


CIRCUIT = "book/14-automatic-differentiation.html"
NEURON = {  # results in order, and what they are made of
    "wx": ("w", "x", tape.multiply),
    "u": ("wx", "b", tape.add),
    "e": ("u", "t", lambda u, t: u - t),
    "L": ("e", "e", tape.multiply),
}


def neuron_seen():
    """Return what each step of the circuit shows, as the package computes it.

    With the values, and the numbers that each step back says.

    A wire is named by both its ends.  Its value is there when its tail is; its
    slope is what the record of the gate at its head hands back along it.
    """
    values = {"w": 3.0, "x": 2.0, "b": -2.0, "t": 1.0}
    walks, steps = {}, [sorted(values.values())]
    for name, (one, other, gate) in NEURON.items():
        values[name], walks[name] = tape.record(
            gate, values[one], values[other]
        )
        new = [values[name]] * (3 if name == "e" else 1)  # the wire forks
        steps.append(sorted([*steps[-1], *new]))
    slopes, says = dict.fromkeys(values, 0.0) | {"L": 1.0}, []
    steps.append(sorted([*steps[-1], slopes["L"]]))
    for name, (one, other, _) in reversed(NEURON.items()):
        d_one, d_other = walks[name](slopes[name])
        slopes[one] += d_one
        slopes[other] += d_other
        if name == "L":  # a branch, the other, and what e then has
            parts = [[d_one], [d_other], [slopes["e"]]]
        else:
            parts = [[d_one, d_other]]
        for new in parts:
            steps.append(sorted([*steps[-1], *new]))
            says.append([slopes[name], *new])
    says[2] = [slopes["e"]]
    return steps, values, says


def numbers_in(text):
    text = text.replace("\N{MINUS SIGN}", "-")
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text)]


def shown_numbers(figure):
    """Return all numbers that stand in a figure now."""
    texts = figure.locator("svg.plot text").all()
    seen = [text.inner_html() for text in texts if text.is_visible()]
    return sorted(number for text in seen for number in numbers_in(text))


def test_each_step_of_the_circuit_shows_what_nnfs_computes(site, browser):
    steps, values, says = neuron_seen()
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(site + CIRCUIT)
    figure = page.locator("figure#fig-14-circuit")
    assert shown_numbers(figure) == steps[-1]
    figure.get_by_role("button", name="Start").click()
    for k, expected in enumerate(steps):
        said = figure.get_by_role("status").text_content()
        place, _, words = said.partition(": ")
        assert place == f"{k} of {len(steps) - 1}"
        assert shown_numbers(figure) == expected, said
        if 0 < k <= len(NEURON):
            name = [*NEURON][k - 1]
            assert words.startswith(f"forward: {name} = ")
            assert numbers_in(words) == [values[name]]
        elif k > len(NEURON) + 1:
            assert words.startswith("back")
            assert numbers_in(words) == says[k - len(NEURON) - 2]
        box = figure.locator(".player").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
        figure.get_by_role("button", name=re.compile("Next|Start")).click()
    assert shown_numbers(figure) == steps[0]
    page.keyboard.press("Shift+Tab")  # from the button to the slider
    page.keyboard.press("End")
    assert shown_numbers(figure) == steps[-1]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


def test_without_the_script_the_circuit_has_all_numbers(site, browser):
    steps, _, _ = neuron_seen()
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(site + CIRCUIT)
    figure = page.locator("figure#fig-14-circuit")
    assert shown_numbers(figure) == steps[-1]
    assert not figure.get_by_role("button").count()
    page.context.close()
