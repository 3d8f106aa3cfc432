"""The bench of convolution in a browser: every control, address and claim.

What the page shows is compared with what `nnfs` computes from the lines that
the page itself gives to copy.
"""

import numpy as np
import pytest
from conftest import (
    PIXELS,
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

PAGE = "book/bench-of-convolution.html"
LIMIT = 32 * 1024
SHAPES = [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (3, 0), (3, 2)]
KERNELS = ["left-right", "up-down", "sobel", "blur", "sharpen", "middle"]


def visit(page, site, address=""):
    page.goto("about:blank")
    page.goto(f"{site}{PAGE}#{address}")
    page.locator(".bench-place .outputs [aria-selected=true]").wait_for()


def plain(text):
    """A text without the signs of print."""
    return text.replace("\N{MINUS SIGN}", "-").replace("\xd7", "x")


def number(text):
    return float(plain(text))


def square(page, name):
    """The numbers that a square shows."""
    texts = page.locator(f".{name} [role=gridcell]").all_inner_texts()
    side = round(len(texts) ** 0.5)
    return np.array([number(text) for text in texts]).reshape(side, side)


def cell(page, name, row, column):
    return page.locator(
        f".{name} > :nth-child({row + 1}) > :nth-child({column + 1})"
    )


def copied(page):
    """What `nnfs` makes of the lines that the page gives to copy."""
    press(page, "Copy as Python")
    page.locator(".notes", has_text="Copied: the lines of nnfs").wait_for()
    return run_copied(page)


def check_with_nnfs(page):
    """The page's outputs are those of `nnfs`, as far as they are printed."""
    made, shown = copied(page), square(page, "outputs")
    assert np.array_equal(square(page, "pixels"), made["picture"])
    assert shown.shape == made["outputs"].shape
    np.testing.assert_allclose(shown, made["outputs"], rtol=0.051, atol=1e-9)
    chosen = page.locator(".outputs [role=gridcell]").evaluate_all(
        "all => all.findIndex(one => one.ariaSelected === 'true')"
    )
    row, column = divmod(chosen, len(shown))
    exact = made["outputs"][row, column]
    said = page.locator(".sum b").inner_text().split(" = ")
    assert said[0] == f"outputs[{row}, {column}]"
    assert number(said[1]) == pytest.approx(exact, rel=1e-3)
    parts = page.locator(".products b").all_inner_texts()
    assert len(parts) == 9
    total = sum(number(part.removeprefix("= ")) for part in parts)
    assert total == pytest.approx(exact, rel=1e-2, abs=1e-2)
    return made


@pytest.mark.parametrize("kernel", KERNELS)
def test_outputs_are_those_of_nnfs(kernel, site, desk):
    for stride, padding in SHAPES:
        visit(desk, site, f"picture=7&kernel={kernel}")
        desk.locator("[name=stride]").select_option(str(stride))
        desk.locator("[name=padding]").select_option(str(padding))
        check_with_nnfs(desk)
        side = (8 + 2 * padding - 3) // stride + 1
        formula = plain(desk.locator(".formula").inner_text())
        assert formula.endswith(f"= {side}: so {side} x {side} outputs.")
        assert f"2 x {padding} - 3) / {stride}" in formula


def test_presets_are_chosen_and_kept(site, desk):
    visit(desk, site)
    for name in ("picture", "kernel"):
        box = desk.locator(f"[name={name}]")
        for option in box.locator("option").all():
            value = option.get_attribute("value")
            if value == "own":
                continue
            box.select_option(value)
            address = fragment(desk)
            assert f"{name}={value}" in address or not address
            check_with_nnfs(desk)
            visit(desk, site, address)
            assert box.input_value() == value
            assert fragment(desk) == address
        box.select_option("own")  # is nothing to choose
        assert box.input_value() == value if value != "own" else True
        press(desk, "Defaults")
        assert fragment(desk) == ""


def test_keys_draw_on_the_picture(site, desk):
    visit(desk, site, "picture=blank")
    first = cell(desk, "pixels", 0, 0)
    first.focus()
    keys = desk.keyboard
    keys.press("Space")
    for key in ("ArrowRight", "7", "ArrowDown", "+", "ArrowLeft", "Enter", "-"):
        keys.press(key)
    keys.press("ArrowLeft")  # there is nothing
    expected = np.zeros((8, 8))
    expected[0, :2], expected[1, :2] = (16, 7), (15, 1)
    assert np.array_equal(square(desk, "pixels"), expected)
    assert desk.locator("[name=picture]").input_value() == "own"
    check_with_nnfs(desk)
    address = fragment(desk)
    assert address == f"picture=g7000000f1{'0' * 54}"
    visit(desk, site, address)
    assert np.array_equal(square(desk, "pixels"), expected)
    # one stop of the tab key for each square
    stops = desk.locator(".bench-place [role=gridcell][tabindex='0']")
    assert stops.count() == 2


def test_a_mouse_draws_a_line_and_takes_it_away(site, desk):
    visit(desk, site, "picture=blank")
    mouse = desk.mouse
    expected = np.zeros((8, 8))
    for ink in (16, 0):
        ends = [cell(desk, "pixels", 3, at).bounding_box() for at in (1, 6)]
        start, end = ((b["x"] + b["width"] / 2, b["y"] + 9) for b in ends)
        mouse.move(*start)
        mouse.down()
        mouse.move(*end, steps=20)
        mouse.up()
        mouse.move(*start)
        expected[3, 1:7] = ink
        assert np.array_equal(square(desk, "pixels"), expected)


def test_a_finger_draws_and_chooses(site, browser):
    context = browser.new_context(
        viewport={"width": 375, "height": 800}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    faults = listen(page)
    visit(page, site, "picture=blank")
    cell(page, "pixels", 2, 5).tap()
    assert square(page, "pixels")[2, 5] == 16
    cell(page, "outputs", 4, 1).tap()
    assert fragment(page).endswith("output=4-1")
    assert "outputs[4, 1] = 0" in page.locator(".sum").inner_text()
    page.get_by_role("button", name="Weight 1, 1: more").tap()
    assert "kernel=-1,0,1,-1,1,1,-1,0,1" in fragment(page)
    context.close()
    assert not faults


def test_an_output_shows_its_window_and_its_products(site, desk):
    visit(desk, site, "stride=2&padding=1")
    cell(desk, "outputs", 0, 0).focus()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowRight")
    assert fragment(desk) == "stride=2&padding=1&output=1-1"
    window = desk.locator(".bench-place .window").bounding_box()
    pixels = [cell(desk, "pixels", r, r).bounding_box() for r in (1, 3)]
    assert window["x"] == pytest.approx(pixels[0]["x"], abs=1)
    assert window["y"] == pytest.approx(pixels[0]["y"], abs=1)
    end = pixels[1]["x"] + pixels[1]["width"]
    assert window["x"] + window["width"] == pytest.approx(end, abs=1)
    check_with_nnfs(desk)
    cell(desk, "outputs", 3, 3).click()
    assert fragment(desk) == "stride=2&padding=1&output=3-3"
    check_with_nnfs(desk)
    desk.locator("[name=stride]").select_option("3")  # has fewer outputs
    assert fragment(desk) == "stride=3&padding=1"  # the default
    check_with_nnfs(desk)


def test_a_weight_is_typed_stepped_or_refused(site, desk):
    visit(desk, site)
    box = desk.get_by_role("textbox", name="Weight 0, 2")
    for text, kept in (("1/3", "1/3"), ("-0.25", "-0.25"), ("7", "7")):
        box.fill(text)
        box.press("Enter")
        assert f"kernel=-1,0,{kept},-1" in fragment(desk)
        check_with_nnfs(desk)
    for wrong in ("x", "", "1/0", "100"):
        box.fill(wrong)
        box.press("Tab")
        note = desk.locator(".notes").inner_text()
        assert note.startswith("A weight is a number or a fraction")
        assert box.input_value() == "7"
    box.press("ArrowUp")
    press(desk, "Weight 0, 0: less")
    assert fragment(desk).startswith("kernel=-2,0,8,-1")
    assert desk.locator("[name=kernel]").input_value() == "own"


def test_the_matrix_gives_the_same_outputs(site, desk):
    visit(desk, site, "stride=2&padding=1&kernel=sobel")
    room = desk.get_by_role("region", name="As a matrix")
    assert not room.is_visible()
    press(desk, "As a matrix")
    assert fragment(desk).endswith("matrix=on")
    text = plain(room.inner_text())
    assert "16 x 64 = 1,024 entries" in text
    assert "the largest difference is 0." in text
    canvas = room.locator("canvas")
    before = canvas.evaluate(PIXELS)
    box = canvas.bounding_box()
    canvas.click(position={"x": 9, "y": box["height"] * 14.5 / 16})
    assert "output=3-2" in fragment(desk)
    assert canvas.evaluate(PIXELS) != before  # another row is outlined
    assert "16 x 64" in plain(canvas.get_attribute("aria-label"))


@pytest.mark.parametrize("way", ["left", "right", "up", "down"])
def test_move_and_filter_change_places(way, site, desk):
    visit(desk, site)
    press(desk, way)
    assert fragment(desk) == f"move={way}"
    verdict = desk.locator(".moving p[role=status]")
    assert "Inside, the difference is 0." in verdict.inner_text()
    assert desk.locator(".shots canvas").count() == 3
    desk.locator("[name=stride]").select_option("2")
    assert "which they cannot" in verdict.inner_text()
    assert "difference is up to" in verdict.inner_text()
    desk.locator("[name=by]").select_option("2")
    assert fragment(desk) == f"stride=2&move={way}&by=2"
    assert "the difference is 0." in verdict.inner_text()
    press(desk, way)
    assert fragment(desk) == "stride=2"
    assert not desk.locator(".shots").is_visible()


@pytest.mark.parametrize(
    ("address", "note"),
    [
        ("stride=4", "stride is one of 1, 2, 3"),
        ("kernel=1,2", "kernel is one of left-right"),
        ("kernel=1,2,3,4,5,6,7,8,x", "is a number or a fraction"),
        ("picture=abc&stride=2", "picture is one of 0, 1"),
        ("output=2", "output is a row and a column"),
        ("colour=red", "colour is nothing to set"),
    ],
)
def test_what_cannot_be_read_falls_back_and_is_said(address, note, site, desk):
    visit(desk, site, "picture=0")
    desk.evaluate(f"location.hash = '{address}'")
    desk.locator(".notes", has_text=note).wait_for()
    assert desk.locator("[name=picture]").input_value() == "3"
    assert fragment(desk) == ("stride=2" if "stride=2" in address else "")


def test_the_link_that_is_copied_leads_back(site, desk):
    address = "kernel=1,2,1/3,0,0,0,-1,0,9&stride=2&padding=2&output=4-1"
    visit(desk, site, address)
    assert copied_link(desk) == f"{site}{PAGE}#{address}"


def test_where_copying_is_forbidden_the_text_is_shown(site, browser):
    page = browser.new_page()
    page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(Error('no'))"
    )
    visit(page, site)
    press(page, "Copy as Python")
    text = page.get_by_role("textbox", name="the lines of nnfs")
    assert "Conv2D(1, 1, 3" in text.input_value()
    page.close()


def test_a_listener_hears_the_outputs(site, desk):
    visit(desk, site)
    voice = desk.locator(".bench-place [role=status].visually-hidden")

    def heard():
        return plain(voice.inner_text())

    assert heard() == "outputs[2, 2] is 33."
    cell(desk, "outputs", 2, 3).focus()
    assert heard() == "outputs[2, 3] is -16."
    cell(desk, "pixels", 2, 3).focus()
    desk.keyboard.press("0")
    assert heard() == "Pixel 2, 3 is 0. outputs[2, 3] is -3."
    desk.get_by_role("textbox", name="Weight 2, 2").press("ArrowUp")
    assert heard().startswith("Weight 2, 2 is 2. outputs[2, 3] is ")
    grids = desk.get_by_role("grid")
    assert grids.count() == 2
    assert "Arrow keys move" in grids.first.get_attribute("aria-label")


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("address", ["padding=2&matrix=on&move=up&by=2", ""])
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
    visit(desk, site, "matrix=on&move=left")
    switch = desk.get_by_role("button", name="Color mode")
    colour = "one => getComputedStyle(one).backgroundColor"
    seen = []
    for theme in ("light", "dark"):
        while desk.evaluate("document.documentElement.dataset.theme") != theme:
            switch.click()
        desk.wait_for_timeout(100)
        canvases = desk.locator(".bench-place canvas").all()
        seen.append([one.evaluate(PIXELS) for one in canvases])
        seen[-1].append(cell(desk, "outputs", 0, 0).evaluate(colour))
    assert all(a != b for a, b in zip(*seen, strict=True))


def verdict(page):
    return page.locator(".moving p[role=status]").inner_text()


# What the page says of each state that it links to.
CLAIMS = {
    "picture=full": lambda page: (square(page, "outputs") == 0).all(),
    "picture=full&padding=1": lambda page: (
        square(page, "outputs")[1:-1] == [48, *[0] * 6, -48]
    ).all(),
    "picture=pixel&kernel=1,2,3,4,5,6,7,8,9&padding=1": lambda page: (
        square(page, "outputs")[2:5, 2:5].ravel().tolist()
        == [16 * k for k in range(9, 0, -1)]
    ),
    "matrix=on": lambda page: (
        "36 x 64 = 2,304 entries"
        in (text := plain(page.locator(".matrix").inner_text()))
        and "324 of them" in text
    ),
    "move=right": lambda page: (
        "Inside, the difference is 0." in verdict(page)
        and "it is up to 10." in verdict(page)
    ),
    "stride=2&move=right": lambda page: "up to 31." in verdict(page),
    "stride=2&move=right&by=2": lambda page: (
        "Inside, the difference is 0." in verdict(page)
    ),
    "stride=2": lambda page: square(page, "outputs").shape == (3, 3),
    "stride=2&padding=1": lambda page: square(page, "outputs").shape == (4, 4),
}


def test_pages_link_to_states_whose_claims_stand_here():
    found = links("bench", PAGE)
    assert {address for _, address in found} == set(CLAIMS)


@pytest.mark.parametrize("address", CLAIMS)
def test_a_linked_state_shows_what_the_page_says(address, site, desk):
    visit(desk, site, address)
    assert desk.locator(".notes").inner_text() == ""
    assert fragment(desk) == address
    assert CLAIMS[address](desk)
    check_with_nnfs(desk)


def test_a_link_leads_to_the_bench_and_back_leads_back(site, desk):
    visit(desk, site)
    link = desk.locator("article a.bench").first
    link.click()
    until(desk, "location.hash === '#picture=full'")
    assert desk.evaluate("document.activeElement.role") == "gridcell"
    top = "document.querySelector('.bench-place').getBoundingClientRect().top"
    assert 0 <= desk.evaluate(top) < 200
    desk.go_back()
    until(desk, "location.hash === ''")
    assert desk.locator("[name=picture]").input_value() == "3"


def test_in_the_last_column_of_a_stride_of_two_nothing_is_seen(site, desk):
    visit(desk, site, "stride=2")
    before = square(desk, "outputs")
    for row in range(8):
        cell(desk, "pixels", row, 7).click()
    assert (square(desk, "pixels")[:, 7] == 16).all()
    assert np.array_equal(square(desk, "outputs"), before)
    cell(desk, "pixels", 3, 6).click()
    assert not np.array_equal(square(desk, "outputs"), before)


def test_without_scripts_and_on_paper_there_is_the_still_picture(
    site, browser, desk
):
    visit(desk, site)
    stills = ["figure#fig-bench svg.plot"]
    hold_the_place(browser, desk, site + PAGE, ".bench-place", *stills)


def test_nothing_moves_by_itself(site, desk):
    visit(desk, site, "matrix=on&move=up")
    moving = "getComputedStyle(one).transitionDuration !== '0s'"
    assert not desk.locator(".bench-place *").evaluate_all(
        f"all => all.filter(one => {moving}).length"
    )


def test_script_and_style_are_small_and_loaded_only_here():
    assert loaded_only_by(PAGE, "bench") <= LIMIT
