"""The page where a GPT learns, in a browser: controls, addresses and claims."""

import re

import numpy as np
import pytest
from conftest import (
    copied_link,
    fragment,
    hold_the_place,
    links,
    listen,
    loaded_only_by,
    press,
    run_copied,
    until,
)
from test_pages import barriers

PAGE = "book/watching-a-gpt-learn.html"
LIMIT = 60 * 1024
VOICE = ".bench-place [role=status].visually-hidden"


def visit(page, site, address=""):
    page.goto("about:blank")
    page.goto(f"{site}{PAGE}#{address}")
    page.locator(".bench-place .written tbody tr").first.wait_for()


def step(page):
    return int(page.locator(".where").inner_text().split()[1])


def reach(page, wanted):
    until(
        page,
        "Number(document.querySelector('.where').textContent.split(' ')[1])"
        f" >= {wanted}",
    )


def arrive(page, wanted):
    """Wait for a step that an address names, and for what is scored then."""
    reach(page, wanted)
    for what, gone in ((".notes", "Computing"), (".stirred", ", at step")):
        found = f"document.querySelector('.bench-place {what}').textContent"
        until(page, f"!{found}.includes('{gone}')")


def told(page):
    """The losses in training and held out, as the page says them."""
    said = page.locator(".bench-place .stirred").inner_text()
    found = re.findall(r"\d+\.\d\d", said)
    return [float(number) for number in found[:2]]


def goals(page):
    cells = page.locator(".goals-of-the-gpt tbody td").all_inner_texts()
    return dict(zip(cells[::2], map(float, cells[1::2]), strict=True))


def check_with_nnfs(page):
    """Losses and names are those of the lines that the page lets one copy."""
    press(page, "Copy as Python")
    page.locator(".notes", has_text="Copied: the lines of nnfs").wait_for()
    made = run_copied(page)
    steps = len(made["losses"])
    assert step(page) == steps
    shown = told(page)
    last = np.mean(made["losses"][10 * (steps // 10) - 10 :][:10])
    assert shown[0] == pytest.approx(last, abs=0.0051)
    if steps % 50 == 0:
        exact = made["nats"](made["held_out"])
        assert shown[1] == pytest.approx(exact, abs=0.0051)
    row = page.locator(".written tbody tr").last
    if row.locator("th").inner_text() == str(steps):
        names = [name or "\N{EN DASH}" for name in made["written"]]
        assert row.locator("td").inner_text() == ", ".join(names)


@pytest.mark.parametrize("address", ["step=100", "mask=off&step=200&seed=4"])
def test_the_page_shows_what_nnfs_computes(address, site, desk):
    visit(desk, site, address)
    arrive(desk, int(re.search(r"step=(\d+)", address)[1]))
    assert set(fragment(desk).split("&")) == set(address.split("&"))
    check_with_nnfs(desk)


def test_it_trains_pauses_and_goes_on(site, desk):
    visit(desk, site)
    assert step(desk) == 0
    assert desk.locator("svg .seen").count() == 0
    press(desk, "Train")
    reach(desk, 120)
    press(desk, "Pause")
    paused = step(desk)
    assert fragment(desk) == f"step={paused}"
    desk.wait_for_timeout(200)
    assert step(desk) == paused
    rows = desk.locator(".written tbody th").all_inner_texts()
    assert rows[:2] == ["0", "100"]
    press(desk, "One step")
    assert step(desk) == paused + 1
    check_with_nnfs(desk)
    press(desk, "Train")
    reach(desk, paused + 20)
    press(desk, "Back to the start")
    assert step(desk) == 0
    assert fragment(desk) == ""
    assert desk.locator(".written tbody tr").count() == 1


def test_the_lines_are_those_that_the_page_has_computed(site, desk):
    visit(desk, site)
    lines = goals(desk)
    assert list(lines) == ["uniform", "bigram", "window"]
    assert lines["uniform"] == round(np.log(27), 3)
    drawn = desk.locator(".bench-place svg text").all_text_contents()
    for name, nats in lines.items():
        (label,) = [text for text in drawn if text.startswith(name)]
        assert float(label.split()[-1]) == pytest.approx(nats, abs=0.0051)


def test_without_the_mask_the_training_loss_lies(site, desk):
    visit(desk, site, "step=100")
    arrive(desk, 100)
    press(desk, "Take the mask away")
    reach(desk, 400)
    press(desk, "Pause")
    training, honest = told(desk)
    lines = goals(desk)
    assert training < min(lines.values())
    assert honest > max(lines.values())
    said = desk.locator(".bench-place .stirred").inner_text()
    assert "below every line" in said
    assert "more than knowing nothing (3.30)" in said
    # the run with the mask is still there to compare with
    assert desk.locator("svg .seen.ghost").count() == 1
    press(desk, "Put the mask back")
    press(desk, "Pause")
    assert desk.locator("svg .ghost").count() == 0
    assert "mask" not in fragment(desk)


def test_a_temperature_writes_anew_and_a_seed_begins_anew(site, desk):
    visit(desk, site, "step=100")
    arrive(desk, 100)
    names = desk.locator(".written tbody td").last
    before = names.inner_text()
    losses = told(desk)
    desk.get_by_label("Temperature").select_option("0.5")
    assert names.inner_text() != before
    assert told(desk) == losses
    assert fragment(desk) == "temperature=0.5&step=100"
    check_with_nnfs(desk)
    box = desk.get_by_role("textbox", name="Seed")
    box.press("ArrowUp")
    until(desk, "location.hash === '#seed=1&temperature=0.5'")
    assert step(desk) == 0
    box.fill("41")
    box.press("ArrowUp")
    until(desk, "location.hash === '#seed=42&temperature=0.5'")
    box.fill("many")
    box.press("Tab")
    note = desk.locator(".notes").inner_text()
    assert note == "Seed is a whole number from 0 to 999999."
    assert box.input_value() == "42"


def test_what_cannot_be_read_falls_back_and_is_said(site, desk):
    visit(desk, site, "mask=off")
    desk.evaluate("location.hash = 'seed=x'")
    desk.locator(".notes", has_text="seed is a whole number").wait_for()
    assert fragment(desk) == ""


def test_a_link_to_a_section_is_no_state_and_stays(site, desk):
    visit(desk, site, "what-there-is-to-see")
    assert desk.locator(".notes").inner_text() == ""
    assert fragment(desk) == "what-there-is-to-see"
    press(desk, "One step")
    assert fragment(desk) == "step=1"


def test_the_link_that_is_copied_leads_back(site, desk):
    visit(desk, site, "seed=5&mask=off")
    press(desk, "One step")
    assert copied_link(desk) == f"{site}{PAGE}#seed=5&mask=off&step=1"


def test_a_listener_hears_now_and_then(site, desk):
    visit(desk, site)
    heard = desk.evaluate_handle(
        """selector => {
          const heard = [];
          const watch = new MutationObserver(() => heard.push(1));
          const box = document.querySelector(selector);
          watch.observe(box, { childList: true, characterData: true });
          return heard;
        }""",
        VOICE,
    )
    press(desk, "Train")
    reach(desk, 60)
    press(desk, "Pause")
    said = desk.locator(VOICE).inner_text()
    assert said.startswith(f"Step {step(desk)} of 1000. In training")
    # at its start, at its end, and every five seconds between
    assert heard.evaluate("heard => heard.length") < 2 + step(desk) / 10
    chart = desk.locator(".bench-place svg[role=img]")
    assert "bigram: " in chart.get_attribute("aria-label")


def test_for_less_motion_the_picture_follows_once_a_second(site, browser):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    faults = listen(page)
    visit(page, site)
    press(page, "Train")
    seen = set()
    for _ in range(12):
        page.wait_for_timeout(100)
        seen.add(step(page))
    press(page, "Pause")
    assert len(seen) <= 4
    context.close()
    assert not faults


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_barrier_in_any_theme(width, site, browser):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, has_touch=True
    )
    page = context.new_page()
    visit(page, site, "mask=off&step=100")
    arrive(page, 100)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    met = barriers(page, ("light", "dark"))
    page.get_by_role("button", name="One step").tap()
    assert step(page) == 101
    context.close()
    assert not met


# What the page says of each state that it links to.
CLAIMS = {
    "mask=off": lambda page: fragment(page) == "mask=off",
    "seed=1": lambda page: fragment(page) == "seed=1",
}


def test_pages_link_to_states_whose_claims_stand_here():
    assert {address for _, address in links("gpt", PAGE)} == set(CLAIMS)


@pytest.mark.parametrize("address", CLAIMS)
def test_a_linked_state_shows_what_the_page_says(address, site, desk):
    visit(desk, site, address)
    assert desk.locator(".notes").inner_text() == ""
    assert CLAIMS[address](desk)


def test_without_scripts_and_on_paper_there_is_the_still_picture(
    site, browser, desk
):
    visit(desk, site)
    stills = ["figure#fig-watching svg.plot", ".of-paper"]
    hold_the_place(browser, desk, site + PAGE, ".bench-place", *stills)


def test_script_and_style_are_small_and_loaded_only_here():
    assert loaded_only_by(PAGE, "gpt") <= LIMIT
