"""A reader's hands: keyboard, search, terms, copies, paper, other colours."""

import re
from pathlib import Path

import pytest
from conftest import SITE, served
from test_pages import violations

ROOT = Path(__file__).parents[3]
CHAPTER = "book/07-momentum-and-adaptive-methods.html"
WORKED = "a[href], button, summary, input, textarea, [tabindex='0']"
# Radio buttons of a group are one stop; the arrows go from one to the next.
REACHED = f"""[...document.querySelectorAll("{WORKED}")]
  .filter((one) => one.checkVisibility({{ visibilityProperty: true }})
    && !one.matches(":disabled") && one.tabIndex >= 0
    && (one.type !== "radio"
      || one === document.getElementsByName(one.name)[0]))"""
FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  one.dataset.reached = (one.dataset.reached ?? 0) + 1;
  const style = getComputedStyle(one);
  const outlined = style.outlineStyle !== "none"
    && style.outlineWidth !== "0px";
  return { name: one.outerHTML.slice(0, 120),
           seen: outlined && style.opacity === "1",
           again: one.dataset.reached > 1 };
}"""


@pytest.fixture
def desk(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser):
    context = browser.new_context(
        viewport={"width": 375, "height": 800}, has_touch=True, is_mobile=True
    )
    yield context.new_page()
    context.close()


def tab_through(page):
    """Press Tab until the round is over; name what does not show its focus."""
    unseen, stops = [], 0
    for _ in range(2 * page.evaluate(f"{REACHED}.length")):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here is None or here["again"]:
            break
        stops += 1
        if not here["seen"]:
            unseen.append(here["name"])
    return stops, unseen


@pytest.mark.parametrize(
    ("place", "least"),
    [
        ("index.html", 40),
        (CHAPTER, 100),
        ("book/comparison.html", 60),
        ("search.html?q=softmax", 40),
    ],
)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    place, least, site, desk
):
    desk.goto(site + place)
    if "?" in place:
        desk.locator("#search-results li a").first.wait_for()
    desk.wait_for_timeout(300)
    total = desk.evaluate(f"{REACHED}.length")
    assert total > least
    stops, unseen = tab_through(desk)
    missed = desk.evaluate(
        f"""{REACHED}.filter((one) => !one.dataset.reached)
          .map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert not missed
    assert not unseen, "the focus cannot be seen"
    assert stops >= total


def test_the_first_stop_skips_to_the_text(site, desk):
    desk.goto(site + CHAPTER)
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    assert desk.evaluate("!!document.activeElement.closest('main')")


def test_the_theme_is_switched_by_keyboard(site, desk):
    desk.goto(site + CHAPTER)
    switch = desk.get_by_role("button", name="Color mode")
    switch.focus()
    seen = set()
    for _ in range(3):
        desk.keyboard.press("Enter")
        seen.add(desk.evaluate("document.documentElement.dataset.theme"))
    assert seen == {"light", "dark"}


def test_the_contents_open_on_a_phone_and_close_by_escape(site, phone):
    phone.goto(site + CHAPTER)
    toggle = phone.locator(".primary-toggle")
    toggle.focus()
    phone.keyboard.press("Enter")
    contents = phone.get_by_role("navigation", name="Contents of the book")
    assert contents.is_visible()
    assert phone.evaluate("!!document.activeElement.closest('dialog[open]')")
    stops, unseen = tab_through(phone)
    assert stops >= contents.get_by_role("link").count() > 15
    assert not unseen, "the focus cannot be seen"
    phone.keyboard.press("Tab")  # back from the browser's own buttons
    phone.keyboard.press("Escape")
    contents.wait_for(state="hidden")


def test_folded_code_opens_by_keyboard(site, desk):
    desk.goto(site + CHAPTER)
    summary = desk.locator("details.hide > summary").first
    summary.focus()
    desk.keyboard.press("Enter")
    assert desk.locator("details.hide").first.get_attribute("open") is not None
    assert summary.get_attribute("aria-label") is None


def test_what_opens_is_not_cut_off_and_has_one_bar(site, desk):
    desk.goto(site + CHAPTER)
    desk.evaluate(
        """document.querySelectorAll("article details")
          .forEach((one) => { one.open = true; })"""
    )
    for name in ("details.hide", "details.sd-dropdown", "div.ask > details"):
        cut = desk.evaluate(
            """(name) => [...document.querySelectorAll(name)].filter((one) =>
              getComputedStyle(one).overflow !== "visible").length""",
            name,
        )
        assert cut == 0
    bars = desk.locator(".sd-summary-content").evaluate_all(
        "(all) => all.map((one) => getComputedStyle(one).borderLeftWidth)"
    )
    assert set(bars) <= {"0px"}


def test_two_dashes_of_an_option_are_not_one_long_one():
    text = (SITE / "book" / "teachers.html").read_text(encoding="utf-8")
    assert "--seconds" in text
    assert not re.search("[\\u2013\\u2014][a-z]+", text)


def test_what_scrolls_sideways_can_be_focused(site, phone):
    phone.goto(site + CHAPTER)
    phone.wait_for_timeout(500)
    stuck = phone.evaluate(
        """[...document.querySelectorAll(".equation > .scroll, article pre, "
          + ".pst-scrollable-table-container, article p:has(math)")]
          .filter((box) => box.checkVisibility() && box.tabIndex < 0
            && box.scrollWidth > box.clientWidth).length"""
    )
    assert stuck == 0


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("Adam", "book/07-momentum-and-adaptive-methods.html#adam"),
        (
            "softmax",
            "book/03-activation-functions-in-neural-networks.html#softmax",
        ),
        (
            "chain rule",
            "book/05-backpropagation.html#the-chain-rule-on-a-circuit",
        ),
        (
            "gradient clipping",
            "book/what-goes-wrong.html#gradient-clipping",
        ),
        (
            "vanishing gradients",
            "book/what-goes-wrong.html#vanishing-gradients",
        ),
        (
            "initialization",
            "book/what-goes-wrong.html#the-initial-scale",
        ),
        (
            "saddle point",
            "book/what-goes-wrong.html#the-saddle",
        ),
        (
            "dead ReLU",
            "book/03-activation-functions-in-neural-networks.html#dead-units",
        ),
        (
            "Nesterov momentum",
            "book/07-momentum-and-adaptive-methods.html#nesterov-momentum",
        ),
        (
            "learning rate",
            "book/06-gradient-descent.html#how-far-for-one-weight",
        ),
        (
            "backpropagation",
            "book/05-backpropagation.html#one-network-three-ways",
        ),
        (
            "cross-entropy",
            "book/04-calculating-network-error-with-loss.html"
            "#categorical-cross-entropy",
        ),
        (
            "numerical gradient",
            "book/05-backpropagation.html#gradient-checking",
        ),
        (
            "broadcasting",
            "book/02-multiple-neurons-and-layers.html#broadcasting",
        ),
        (
            "dot product",
            "book/01-neural-network-from-scratch.html#dot-product",
        ),
        (
            "overfitting",
            "book/09-handwritten-digits.html#learning-curves",
        ),
    ],
)
def test_a_search_finds_first_where_a_thing_is_taught(query, place, site, desk):
    desk.goto(site + CHAPTER)
    desk.keyboard.press("Control+k")
    desk.keyboard.type(query)
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/search.html?q=*")
    first = desk.locator("#search-results li a").first
    first.wait_for()
    assert first.get_attribute("href").removeprefix("./") == place


def test_a_term_unfolds_by_pointer_and_by_keyboard(site, desk):
    desk.goto(site + "book/05-backpropagation.html")
    link = desk.locator("a.unfolds").first
    entry = desk.locator(f"#{link.get_attribute('aria-describedby')}")
    assert link.get_attribute("href").startswith("glossary.html#term-")
    assert not entry.is_visible()
    link.hover()
    entry.wait_for()
    box, word = entry.bounding_box(), link.bounding_box()
    assert box["y"] >= word["y"] + word["height"] or box["y"] < word["y"]
    entry.hover()  # it stays while it is pointed at
    desk.wait_for_timeout(400)
    assert entry.is_visible()
    desk.keyboard.press("Escape")
    assert not entry.is_visible()
    desk.mouse.move(0, 0)
    link.focus()
    desk.keyboard.press("Shift+Tab")
    desk.keyboard.press("Tab")
    entry.wait_for()
    desk.keyboard.press("Tab")
    entry.wait_for(state="hidden")


def test_a_term_unfolds_at_the_first_tap_and_leads_on_at_the_second(
    site, phone
):
    phone.goto(site + "book/05-backpropagation.html")
    link = phone.locator("a.unfolds").first
    entry = phone.locator(f"#{link.get_attribute('aria-describedby')}")
    link.tap()
    entry.wait_for()
    assert entry.bounding_box()["x"] >= 0
    assert phone.evaluate("document.documentElement.scrollWidth") <= 375
    link.tap()
    phone.wait_for_url("**/glossary.html#term-*")


def test_code_copies_clean(site, browser):
    context = browser.new_context(
        permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.goto(site + "index.html")
    block = page.locator("div.cell_input pre").first
    page.locator("div.cell_input").first.hover()
    page.locator("div.cell_input button.copybtn").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == block.text_content().strip()
    compile(copied, "copied", "exec")
    page.goto(site + "book/preface.html")
    page.locator("div.highlight-console").first.hover()
    page.locator("div.highlight-console button.copybtn").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()
    assert not re.search(r"^\$", copied, re.MULTILINE)
    context.close()


def test_every_section_has_a_link_to_report_a_mistake(site, desk):
    desk.goto(site + CHAPTER)
    headings = desk.locator("article section section > :is(h2, h3)").count()
    links = desk.locator("article a.report")
    assert links.count() == headings
    href = links.first.get_attribute("href")
    assert "/issues/new?title=7.+Momentum+and+Adaptive+Methods%3A+" in href
    assert "07-momentum-and-adaptive-methods.html%23" in href


def test_a_link_to_report_a_mistake_covers_no_text(site, phone):
    phone.goto(site + CHAPTER)
    covered = phone.evaluate(
        """() => [...document.querySelectorAll("article a.report")]
          .flatMap((link) => {
            link.scrollIntoView({ block: "center" });
            const { left, right, top, bottom } = link.getBoundingClientRect();
            const text = "article :is(p, li, pre, table, figcaption)";
            return [left + 1, right - 1].flatMap((x) =>
              document.elementsFromPoint(x, (top + bottom) / 2))
              .filter((one) => one.matches(text))
              .map((one) => one.textContent.slice(0, 60));
          })"""
    )
    assert not covered
    links = phone.locator("article a.report")
    assert links.count() > 20
    assert links.first.is_visible()
    heading = phone.locator("article h2").first
    assert links.first.bounding_box()["y"] < heading.bounding_box()["y"]


def test_paper_shows_answers_and_code_as_a_light_page_does(site, browser):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(site + CHAPTER)
    folded = "details.sd-dropdown .sd-summary-content, div.ask > details > p"
    answer = page.locator(folded).first
    assert not answer.is_visible()
    colour = "(word) => getComputedStyle(word).color"
    word = page.locator("div.cell_input .k, div.cell_input .kn").first
    dark = word.evaluate(colour)
    page.emulate_media(media="print")
    assert answer.is_visible()
    printed = word.evaluate(colour)
    page.emulate_media(media="screen", color_scheme="light")
    assert printed == word.evaluate(colour) != dark
    context.close()


def test_paper_shows_the_text_and_nothing_around_it(site, desk):
    desk.goto(site + CHAPTER)
    desk.emulate_media(media="print")
    around = (
        ".bd-sidebar-primary, .bd-sidebar-secondary, .bd-header-article, "
        ".prev-next-footer, .bd-footer-content, #jb-print-docs-body, "
        "a.headerlink, a.report, button.copybtn, .unfold, .player"
    )
    for part in desk.locator(around).all():
        assert not part.is_visible()
    assert desk.locator("article h1").is_visible()
    assert desk.locator("article svg.plot").first.is_visible()
    paper = desk.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"


def test_colours_that_a_reader_forces_leave_figures_and_ticks(site, browser):
    context = browser.new_context(forced_colors="active", color_scheme="dark")
    page = context.new_page()
    page.goto(site + CHAPTER)
    curve = page.locator("svg.plot [stroke='#d55e00']").first
    assert (
        curve.evaluate("(one) => getComputedStyle(one).stroke")
        == "rgb(213, 94, 0)"
    )
    tick = page.locator("a.proved").first.evaluate(
        "(one) => getComputedStyle(one, '::after').content"
    )
    assert tick not in ("none", "")
    code = page.locator("div.cell_input pre").first.evaluate(
        "(one) => getComputedStyle(one).outlineStyle"
    )
    assert code == "solid", "without its ground a listing needs an edge"
    context.close()


def test_every_page_describes_itself():
    seen = {}
    for path in sorted(SITE.rglob("book/**/*.html")):
        text = path.read_text(encoding="utf-8")
        if 'http-equiv="Refresh"' in text:
            continue
        found = re.findall(r'<meta name="description" content="([^"]+)"', text)
        assert len(found) == 1, path
        assert 40 < len(found[0]) <= 220, (path, found)
        assert found[0] not in seen, (path, seen[found[0]])
        seen[found[0]] = path
        assert text.count('<link rel="canonical"') == 1


def test_every_tick_of_the_sources_stands_on_the_page_of_claims():
    sources = (ROOT / "book").rglob("*.md")
    ticks = sum(path.read_text("utf-8").count("{proved}`") for path in sources)
    page = (SITE / "book" / "every-claim.html").read_text("utf-8")
    assert page.count('class="proof-of"') == ticks > 0


def test_a_tick_unfolds_its_proof_and_so_does_a_second_reading(site, browser):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{site}book/04-calculating-network-error-with-loss.html")
    tick = page.locator("a.proved").first
    name = tick.get_attribute("href")
    proof = page.locator(f"details:has(> {name})")
    assert proof.get_attribute("open") is None
    tick.press("Enter")
    page.locator(f"details[open]:has(> {name})").wait_for()
    assert "assert" in proof.inner_text()
    page.goto(f"{site}book/05-backpropagation.html")
    folded = page.locator("details.second").first
    assert folded.get_attribute("open") is None
    inside = folded.locator("[id^=fig-], [id^=proof-]").first
    page.goto(f"{page.url}#{inside.get_attribute('id')}")
    page.locator("details.second[open]").wait_for()
    page.close()


def test_the_page_for_a_wrong_address_works_anywhere(tmp_path, desk):
    text = (SITE / "404.html").read_text(encoding="utf-8")
    prefix = re.search(r'data-content_root="/([^"]*)/"', text)[1]
    (tmp_path / prefix).symlink_to(SITE)
    faults = []
    desk.on("response", lambda got: got.ok or faults.append(got.url))
    with served(tmp_path) as host:
        lost = f"{host}{prefix}/no/such/page.html"
        # a static host answers so, with another status
        desk.route(lost, lambda route: route.fulfill(path=SITE / "404.html"))
        desk.goto(lost)
        assert not violations(desk)
        desk.get_by_role("link", name="title page").click()
        assert desk.url.removeprefix(host) == f"{prefix}/index.html"
    assert not faults


def test_the_contents_mark_the_section_that_is_read(desk, site):
    desk.goto(site + CHAPTER)
    marked = desk.locator("nav.page-toc a[aria-current]")
    headings = desk.locator("article section > h3")
    target = headings.nth(1).locator("xpath=..")
    target.evaluate("section => section.scrollIntoView()")
    place = f"#{target.get_attribute('id')}"
    desk.locator(f"nav.page-toc a[href='{place}'][aria-current]").wait_for()
    assert marked.count() == 1
    desk.evaluate("scrollTo(0, 0)")
    desk.locator(
        f"nav.page-toc a[href='{place}']:not([aria-current])"
    ).wait_for(state="attached")
