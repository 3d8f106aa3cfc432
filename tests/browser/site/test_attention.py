"""The bench of attention in a browser: every control, address and claim.

What the page shows is compared with what `nnfs` computes from the lines that
the page itself gives to copy, and from the stored weights.
"""

import json
import sys

import numpy as np
import pytest
from conftest import (
    PIXELS,
    ROOT,
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

PAGE = "book/bench-of-attention.html"
LIMIT = 60 * 1024
SCENES = ["four", "hand", "equal", "sharp"]
STIRRED = ".bench-place .stirred"


def visit(page, site, address=""):
    page.goto("about:blank")
    page.goto(f"{site}{PAGE}#{address}")
    page.locator(".bench-place .shares [aria-selected=true]").wait_for()


def plain(text):
    """A text without the signs of print."""
    return text.replace("\N{MINUS SIGN}", "-").replace("\xd7", "x")


def number(text):
    return float(plain(text).replace("\N{INFINITY}", "inf"))


def numbers(page, selector):
    return [number(text) for text in page.locator(selector).all_inner_texts()]


def outputs(page):
    """The two numbers of each output, and how far it moved."""
    cells = numbers(page, ".attention-room > :nth-child(6) td")
    return np.reshape(cells, (4, 3))


def cell(page, name, row, column):
    return page.locator(
        f".{name} > :nth-child({row + 1}) > :nth-child({column + 1})"
    )


def field(page, label):
    return page.get_by_role("textbox", name=label, exact=True)


def check_with_nnfs(page):
    """Shares, scores and outputs are those of `nnfs`, as far as printed."""
    press(page, "Copy as Python")
    page.locator(".notes", has_text="Copied: the lines of nnfs").wait_for()
    made = run_copied(page)
    shares = np.reshape(numbers(page, ".shares [role=gridcell]"), (4, 4))
    np.testing.assert_allclose(shares, made["shares"], rtol=0, atol=0.0051)
    shown = outputs(page)[:, :2]
    np.testing.assert_allclose(shown, made["outputs"], rtol=0.006, atol=6e-4)
    scores = numbers(page, ".attention-room > :nth-child(4) td")
    layer, (q, k) = (
        made["attention"],
        (made["rows"][:, :2], made["rows"][:, 2:4]),
    )
    exact = q @ k.T * layer.scale
    later = np.triu(np.ones((4, 4), bool), 1) & layer.causal
    exact = np.where(later, -np.inf, exact)
    np.testing.assert_allclose(
        np.reshape(scores, (4, 4)), exact, rtol=0.006, atol=6e-4
    )
    return made


@pytest.mark.parametrize("scene", SCENES)
def test_the_bench_shows_what_nnfs_computes(scene, site, desk):
    visit(desk, site)
    desk.locator("[name=symbols]").select_option(scene)
    for name in ("Mask", "Scale", "Positions", "Mask", "Scale"):
        press(desk, name)
        check_with_nnfs(desk)
    address = fragment(desk)
    assert "positions=on" in address
    visit(desk, site, address)
    check_with_nnfs(desk)
    assert desk.locator("[name=symbols]").input_value() == scene


def test_a_later_symbol_leaves_the_earlier_rows_still(site, desk):
    visit(desk, site)
    before = outputs(desk)
    press(desk, "Turn symbol 4")
    after = outputs(desk)
    assert np.array_equal(after[:3, :2], before[:3, :2])
    assert (after[:3, 2] == 0).all()
    assert after[3, 2] > 0
    said = desk.locator(STIRRED).inner_text()
    assert "Rows 1, 2 and 3 stand still. Row 4 moves." in said
    for _ in range(3):
        press(desk, "Turn symbol 4")
    assert fragment(desk) == ""  # four quarters lead back
    press(desk, "Mask")
    press(desk, "Turn symbol 4")
    assert "Rows 1, 2, 3 and 4 move." in desk.locator(STIRRED).inner_text()
    assert (outputs(desk)[:, 2] > 0).all()


def test_two_change_places(site, desk):
    visit(desk, site)
    press(desk, "Swap 1 and 2")
    said = desk.locator(STIRRED).inner_text()
    assert "Rows 3 and 4 stand still. Rows 1 and 2 move." in said
    visit(desk, site, "positions=on")
    press(desk, "Swap 1 and 2")
    assert "Rows 1, 2, 3 and 4 move." in desk.locator(STIRRED).inner_text()


def test_a_question_is_dragged_and_a_key_typed(site, desk):
    visit(desk, site)
    handle = desk.get_by_role("slider", name="Question 3")
    box = handle.locator("circle").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(x + 60, y - 30, steps=8)
    desk.mouse.up()
    first = number(field(desk, "question 3, first number").input_value())
    assert first > -1
    assert number(field(desk, "question 3, second number").input_value()) > 0.5
    said = desk.locator(STIRRED).inner_text()
    assert said.startswith("Question 3 is (")
    assert "Rows 1, 2 and 4 stand still. Row 3 moves." in said
    assert desk.locator("[name=symbols]").input_value() == "own"
    check_with_nnfs(desk)
    box = field(desk, "key 1, second number")
    for text, kept in (("1/3", "1/3"), ("-0.25", "-0.25"), ("ln 5", "ln5")):
        box.fill(text)
        box.press("Enter")
        assert f",{kept},2,0," in fragment(desk)
        check_with_nnfs(desk)
    for wrong in ("x", "", "1/0", "100"):
        box.fill(wrong)
        box.press("Tab")
        note = desk.locator(".notes").inner_text()
        assert note.startswith("It is a number or a fraction")
        assert box.input_value() == "ln5"


def test_keys_move_a_question_and_step_a_number(site, desk):
    visit(desk, site)
    handle = desk.get_by_role("slider", name="Question 1")
    handle.focus()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("ArrowUp")
    now = handle.get_attribute("aria-valuetext")
    assert plain(now) == "1.15, 0.65"
    assert fragment(desk).startswith("symbols=1.15,0.65,1,0,2,0,")
    box = field(desk, "value 2, second number")
    box.press("ArrowDown")
    assert box.input_value() == "1.5"
    check_with_nnfs(desk)
    cell(desk, "shares", 3, 0).focus()
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("ArrowRight")
    assert fragment(desk).endswith("cell=3-2")
    assert (
        desk.locator(".bench-place [role=gridcell][tabindex='0']").count() == 2
    )


def test_with_positions_a_point_stands_where_its_sum_is(site, desk):
    visit(desk, site, "positions=on")
    assert desk.locator("td.place").first.is_visible()
    handle = desk.get_by_role("slider", name="Question 2")
    assert plain(handle.get_attribute("aria-valuetext")) == "0, 2"
    handle.focus()
    desk.keyboard.press("ArrowUp")
    second = field(desk, "question 2, second number").input_value()
    assert 1 < number(second) < 1.5
    check_with_nnfs(desk)
    press(desk, "Positions")
    assert not desk.locator("td.place").first.is_visible()


def test_a_finger_drags_and_chooses(site, browser):
    context = browser.new_context(
        viewport={"width": 320, "height": 800}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    faults = listen(page)
    visit(page, site)
    cell(page, "shares", 2, 1).tap()
    assert fragment(page) == "cell=3-2"
    press(page, "Block 2, head 3")
    cell(page, "letters", 4, 2).tap()
    assert fragment(page).endswith("head=2-3&look=4-2")
    # a question goes along up and down, and the page stands still meanwhile
    handle = page.get_by_role("slider", name="Question 1")
    handle.scroll_into_view_if_needed()
    box = handle.locator("circle").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    scrolled = page.evaluate("scrollY")
    send = context.new_cdp_session(page).send
    for kind, down in (("Start", 0), *(("Move", 8 * k) for k in range(1, 9))):
        point = {"x": x, "y": y + down}
        send(
            "Input.dispatchTouchEvent",
            {"type": f"touch{kind}", "touchPoints": [point]},
        )
    send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert page.evaluate("scrollY") == scrolled
    second = field(page, "question 1, second number").input_value()
    assert number(second) < -0.5
    assert fragment(page).startswith("symbols=")
    context.close()
    assert not faults


@pytest.fixture(scope="module")
def network():
    """The network of the page, and the script that made it."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import speller
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    report = json.loads((ROOT / "benchmarks/speller.json").read_text())
    return speller, speller.restored(report)


@pytest.mark.parametrize("who", ["marciline", "Zo\u00eb", "al", "elizabethan"])
def test_a_name_goes_through_the_network_head_by_head(who, site, desk, network):
    speller, trained = network
    visit(desk, site)
    box = desk.locator("[name=name]")
    box.fill(who)
    box.press("Enter")
    small = who.lower().replace("\xeb", "e")
    assert box.input_value() == small
    symbols = np.array([speller.spelt(small)])
    trained.forward(symbols[:, :-1])
    cost = desk.locator(".cost").inner_text()
    assert cost.startswith(f"{small} costs ")
    nats = number(cost.split()[2])
    assert nats == pytest.approx(speller.nats(trained, [small]), abs=0.006)
    for block in (1, 2):
        for head in (1, 2, 3, 4):
            press(desk, f"Block {block}, head {head}")
            layer = trained.layers[2 * block].layers[2]
            exact = layer.shares[0, head - 1]
            told = desk.locator(".letters [role=gridcell]").evaluate_all(
                "all => all.map(one => one.ariaLabel)"
            )
            shown = [number(text.split()[-1]) for text in told]
            np.testing.assert_allclose(
                np.reshape(shown, exact.shape), exact, rtol=0, atol=0.0051
            )
    cell(desk, "letters", 2, 1).focus()
    text = desk.locator(".looked").inner_text()
    assert text.startswith(f"Letter 2 ({small[1]}) gives letter 1 ({small[0]})")
    expected = desk.locator(".next td").all_inner_texts()
    scores = trained.predict(symbols[:, :-1])[0, 2]
    shares = np.exp(scores - scores.max())
    best = np.sort(shares / shares.sum())[::-1][:5]
    np.testing.assert_allclose(
        [number(text) for text in expected], best, rtol=0, atol=0.0051
    )


def test_what_is_no_name_is_refused(site, desk):
    visit(desk, site)
    box = desk.locator("[name=name]")
    for wrong in ("", "bartholomews", "o'neil"):
        box.fill(wrong)
        box.press("Enter")
        note = desk.locator(".notes").inner_text()
        assert note == "A name is 1 to 11 letters from a to z."
        assert box.input_value() == "marciline"


@pytest.mark.parametrize(
    ("address", "note"),
    [
        ("symbols=1,2", "symbols is one of four"),
        ("mask=2", "mask is one of on, off"),
        ("cell=9-9", "cell is two numbers"),
        ("colour=red", "colour is nothing to set"),
    ],
)
def test_what_cannot_be_read_falls_back_and_is_said(address, note, site, desk):
    visit(desk, site, "mask=off")
    desk.evaluate(f"location.hash = '{address}'")
    desk.locator(".notes", has_text=note).wait_for()
    assert fragment(desk) == ""


def test_the_link_that_is_copied_leads_back(site, desk):
    address = "symbols=equal&mask=off&cell=2-3&name=ada&head=2-1&look=2-1"
    visit(desk, site, address)
    assert copied_link(desk) == f"{site}{PAGE}#{address}"


def test_a_listener_hears_what_moves(site, desk):
    visit(desk, site)
    voice = desk.locator(".bench-place [role=status].visually-hidden")
    press(desk, "Turn symbol 4")
    assert "Rows 1, 2 and 3 stand still. Row 4 moves." in voice.inner_text()
    cell(desk, "shares", 2, 1).focus()
    assert plain(voice.inner_text()).startswith(
        "Question 3 - key 2".replace("-", "\xb7")
    )
    press(desk, "Block 1, head 2")
    assert voice.inner_text().startswith("Block 1, head 2 gives")
    cell(desk, "letters", 3, 1).focus()
    assert voice.inner_text().startswith("Letter 3 (r) gives letter 1 (m)")
    grids = desk.get_by_role("grid")
    assert grids.count() == 2
    assert "Arrow keys move" in grids.first.get_attribute("aria-label")


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize(
    "address", ["symbols=sharp&positions=on&mask=off&name=elizabethan", ""]
)
def test_no_barrier_in_any_theme(address, width, site, browser):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    visit(page, site, address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    met = barriers(page, ("light", "dark"))
    context.close()
    assert not met


def test_pictures_follow_the_theme(site, desk):
    desk.emulate_media(color_scheme="light")
    visit(desk, site)
    switch = desk.get_by_role("button", name="Color mode")
    colour = "one => getComputedStyle(one).backgroundColor"
    seen = []
    for theme in ("light", "dark"):
        while desk.evaluate("document.documentElement.dataset.theme") != theme:
            switch.click()
        desk.wait_for_timeout(100)
        canvases = desk.locator(".bench-place canvas").all()
        seen.append([one.evaluate(PIXELS) for one in canvases])
        seen[-1].append(cell(desk, "shares", 0, 0).evaluate(colour))
    assert all(a != b for a, b in zip(*seen, strict=True))


def stirred(page, *buttons):
    for name in buttons:
        press(page, name)
    return page.locator(STIRRED).inner_text()


def in_columns(page, letters, after=1):
    """The mean share that such letters get from a row on."""
    told = page.locator(".letters [role=gridcell]").evaluate_all(
        "all => all.map(one => one.ariaLabel)"
    )
    shares = np.array([number(text.split()[-1]) for text in told])
    signs = [text.split()[2] for text in told]
    side = round(len(told) ** 0.5)
    wanted = np.isin(signs, list(letters)) * shares
    return wanted.reshape(side, side)[after:].sum(axis=1).mean()


# What the page says of each state that it links to.
CLAIMS = {
    "symbols=hand&scale=off&cell=3-3": lambda page: (
        outputs(page)[2, :2].tolist() == [11, 7]
    ),
    "cell=2-1": lambda page: (
        "Rows 1, 2 and 3 stand still. Row 4 moves."
        in stirred(page, "Turn symbol 4")
    ),
    "mask=off&cell=2-1": lambda page: (
        "Rows 1, 2, 3 and 4 move." in stirred(page, "Turn symbol 4")
    ),
    "symbols=equal": lambda page: (
        numbers(page, ".shares [role=gridcell]")[8:]
        == [0.33] * 3 + [0, *[0.25] * 4]
    ),
    "cell=4-2": lambda page: (
        "Rows 3 and 4 stand still. Rows 1 and 2 move."
        in stirred(page, "Swap 1 and 2")
    ),
    "positions=on&cell=4-2": lambda page: (
        "Rows 1, 2, 3 and 4 move." in stirred(page, "Swap 1 and 2")
    ),
    "symbols=sharp&cell=4-4": lambda page: (
        0.9 < numbers(page, ".shares [role=gridcell]")[15] < 0.99
    ),
    "symbols=sharp&scale=off&cell=4-4": lambda page: (
        numbers(page, ".shares [role=gridcell]")[15] > 0.985
    ),
    "head=2-1": lambda page: in_columns(page, "mrcln") > 0.6,
    "head=1-4": lambda page: in_columns(page, "iy", after=6) > 0.5,
}


def test_pages_link_to_states_whose_claims_stand_here():
    found = links("attention", PAGE)
    assert {address for _, address in found} == set(CLAIMS)


@pytest.mark.parametrize("address", CLAIMS)
def test_a_linked_state_shows_what_the_page_says(address, site, desk):
    visit(desk, site, address)
    assert desk.locator(".notes").inner_text() == ""
    assert fragment(desk) == address
    check_with_nnfs(desk)
    assert CLAIMS[address](desk)


def test_a_link_leads_to_the_bench_and_back_leads_back(site, desk):
    visit(desk, site)
    link = desk.locator("article a.attention").first
    link.click()
    until(desk, "location.hash.startsWith('#symbols=hand')")
    assert desk.evaluate("document.activeElement.role") == "gridcell"
    top = "document.querySelector('.bench-place').getBoundingClientRect().top"
    assert 0 <= desk.evaluate(top) < 200
    desk.go_back()
    until(desk, "location.hash === ''")
    assert desk.locator("[name=symbols]").input_value() == "four"


def test_without_scripts_and_on_paper_there_is_the_still_picture(
    site, browser, desk
):
    visit(desk, site)
    stills = ["figure#fig-bench-of-attention svg.plot"]
    hold_the_place(browser, desk, site + PAGE, ".bench-place", *stills)


def test_nothing_moves_by_itself(site, desk):
    visit(desk, site)
    moving = "getComputedStyle(one).transitionDuration !== '0s'"
    assert not desk.locator(".bench-place *").evaluate_all(
        f"all => all.filter(one => {moving}).length"
    )


def test_nothing_is_sent(site, desk):
    """A name stays in the page: nothing is asked for after it was typed."""
    visit(desk, site)
    desk.wait_for_load_state("networkidle")
    asked = []
    desk.on("request", lambda sent: asked.append(sent.url))
    box = desk.locator("[name=name]")
    box.fill("ada")
    box.press("Enter")
    press(desk, "Block 2, head 2")
    assert desk.locator(".cost").inner_text().startswith("ada costs")
    # with a new address Chromium asks for the icon again
    assert all(url.endswith("favicon.svg") for url in asked)


def test_script_style_and_weights_are_small_and_loaded_only_here():
    assert loaded_only_by(PAGE, "attention") <= LIMIT
