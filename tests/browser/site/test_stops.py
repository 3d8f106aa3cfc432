"""Where one stops: what comes next, the way back, and the home screen."""

import io
import json
import os
import re
import shutil
from urllib.parse import urljoin

import pytest
from conftest import SITE, listen, served, until
from PIL import Image
from playwright.sync_api import expect
from test_delivery import KEPT, SHIFT, SHIFTED
from test_keep import FILL, REFUSED, START, STOPPED, at
from test_pages import LOOK, barriers

from nnfs_site.print import pdf

PAGE = "book/05-backpropagation.html"
DESK = "book/where-you-are.html"
TITLE = "5. Backpropagation"
SECTION, NAME = "gradient-checking", "Gradient checking"
PHONE = {"width": 375, "height": 700}
# What stands at the ends of sections, and what comes behind it.
LINES = """() => [...document.querySelectorAll("p.next")].map((line) => ({
  said: line.textContent,
  behind: line.closest("section").nextElementSibling.querySelector("h2")
    .firstChild.textContent,
  leads: line.querySelector("a").hash.slice(1),
  place: line.closest("section").nextElementSibling.id,
  last: line === line.parentElement.lastElementChild,
}))"""
COLOURS = """() => [...document.querySelectorAll("meta[name=theme-color]")]
  .map((bar) => bar.content)"""
PAPER = """() => getComputedStyle(document.documentElement)
  .getPropertyValue("--paper").trim()"""


@pytest.fixture
def phone(browser):
    context = browser.new_context(viewport=PHONE)
    yield context
    context.close()


@pytest.fixture(scope="module")
def below(tmp_path_factory):
    """The site below another address, as a host shows it beside others."""
    root = tmp_path_factory.mktemp("host")
    (root / "a" / "book").mkdir(parents=True)
    (root / "a" / "book" / "site").symlink_to(SITE)
    with served(root) as address:
        yield f"{address}a/book/site/"


def visit(context, address, width=PHONE["width"]):
    page = context.new_page()
    page.set_viewport_size(PHONE | {"width": width})
    faults = listen(page)
    page.goto(address)
    page.wait_for_load_state("load")
    return page, faults


def stop(page, section=SECTION):
    page.evaluate(STOPPED, section)
    until(page, at(PAGE, section))


def test_no_stop_of_a_chapter_is_longer_than_ten_minutes():
    for path in SITE.glob("book/[01]*.html"):
        text = path.read_text(encoding="utf-8")
        found = re.findall(r'class="next.*, (\d+) minutes?', text)
        assert len(found) > 5
        assert max(map(int, found)) <= 10, path.name


def test_each_section_says_what_comes_next(phone, site):
    page, faults = visit(phone, site + PAGE)
    lines = page.evaluate(LINES)
    sections = page.locator("article > section > section").count()
    assert len(lines) == sections - 1, "the last leads on to another page"
    for line in lines:
        assert line["leads"] == line["place"]
        assert line["last"]
        said = re.escape(f"Next: {line['behind']}")
        assert re.fullmatch(rf"{said}(, \d+ minutes?)?", line["said"])
    told = {line["behind"]: line["said"] for line in lines}
    assert told["Exercises"] == "Next: Exercises", "solving is not reading"
    assert told["Summary"].endswith(", 1 minute")
    link = page.locator(f"p.next a[href='#{SECTION}']")
    expect(link).to_be_visible()
    link.press("Enter")
    assert page.url.endswith(f"#{SECTION}")
    assert not faults


def test_what_is_read_a_second_time_has_no_minutes(phone, site):
    page, _ = visit(phone, f"{site}book/12-regression-and-binary-outputs.html")
    line = page.locator("p.next", has_text="Several at once")
    expect(line).to_have_text("Next: Several at once, for a second reading")


def test_a_desk_and_paper_have_no_line(phone, site):
    page, _ = visit(phone, site + PAGE)
    line = page.locator("p.next").first
    expect(line).to_be_visible()
    page.emulate_media(media="print")
    expect(line).to_be_hidden()
    page.emulate_media(media="screen")
    # where the list of sections stands in the margin
    page.set_viewport_size({"width": 1200, "height": 700})
    expect(line).to_be_hidden()
    expect(page.locator("nav.page-toc")).to_be_visible()
    page.set_viewport_size({"width": 1199, "height": 700})
    expect(line).to_be_visible()


def test_without_scripts_the_line_is_there(browser, site):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(site + PAGE)
    expect(page.locator("p.next").first).to_be_visible()
    context.close()


def test_neither_notebook_nor_search_has_the_line(phone, site):
    assert "Next:" not in (SITE / PAGE).with_suffix(".ipynb").read_text("utf-8")
    page, _ = visit(phone, f"{site}search.html?q=minute")
    page.locator("#search-results li a").first.wait_for()
    assert "Next:" not in page.locator("#search-results").text_content()


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_coming_back_offers_to_resume_by_name(width, phone, site):
    page, _ = visit(phone, site + PAGE, width)
    stop(page)
    for name, said in (
        (PAGE, f"Resume: {NAME}"),
        ("index.html", f"Resume: {NAME}, in {TITLE}"),
    ):
        back, faults = visit(phone, site + name, width)
        resume = back.get_by_role("link", name=said, exact=True)
        expect(resume).to_be_in_viewport(ratio=1)
        assert back.evaluate("scrollY") == 0
        assert not back.evaluate(LOOK)["wide"]
        resume.focus()
        back.keyboard.press("Enter")
        back.wait_for_url(f"{site}{PAGE}#{SECTION}")
        expect(resume).to_have_count(0)
        expect(back.locator(f"section#{SECTION} > h2")).to_be_in_viewport()
        assert not faults
    desk, faults = visit(phone, site + DESK)
    resume = desk.get_by_role("link", name=f"resume: {NAME}, in {TITLE}")
    expect(resume).to_have_text(f"resume: {NAME}")
    resume.click()
    desk.wait_for_url(f"{site}{PAGE}#{SECTION}")
    assert not faults


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("other", [PAGE, "index.html"])
def test_the_offer_moves_nothing(other, width, phone, site):
    page, _ = visit(phone, site + PAGE)
    stop(page)
    back = phone.new_page()
    back.set_viewport_size({"width": width, "height": 700})
    back.goto(site + other)
    expect(back.locator("a.resume")).to_be_visible()
    assert back.evaluate(SHIFTED) <= SHIFT


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_it_meets_wcag_and_hides_no_focus(theme, phone, site):
    page, _ = visit(phone, site + PAGE)
    stop(page)
    back, _ = visit(phone, f"{site}index.html")
    expect(back.locator("a.resume")).to_be_visible()
    foot = back.locator("a.resume").bounding_box()["y"]
    links = back.locator("article a:visible")
    assert links.count() > 5
    for link in links.all()[:12]:
        link.focus()
        box = link.bounding_box()
        assert box["y"] < foot
    assert not barriers(back, [theme])


def test_a_place_from_before_titles_is_still_one(phone, site):
    page, _ = visit(phone, site + PAGE)
    stop(page)
    key = f"{START}place/{PAGE[:-5]}"
    page.evaluate(
        "([key, old]) => localStorage.setItem(key, old)",
        [key, json.dumps([1, {"at": SECTION, "of": 20}])],
    )
    back, _ = visit(phone, f"{site}index.html")
    expect(back.locator("a.resume")).to_have_text(f"Resume: {TITLE}")
    desk, _ = visit(phone, site + DESK)
    link = desk.get_by_role("link", name=f"resume: {TITLE}")
    expect(link).to_have_text(f"resume: {TITLE}")


@pytest.mark.parametrize("script", [REFUSED, f"({FILL})()"])
def test_where_nothing_can_be_kept_reading_goes_on(script, phone, site):
    page, faults = visit(phone, site + PAGE)
    page.evaluate(f"() => {{ {script} }}")
    phone.add_init_script(script)
    page.reload()
    page.evaluate(STOPPED, SECTION)
    page.wait_for_timeout(2500)
    expect(page.locator("p.next").first).to_be_visible()
    back, more = visit(phone, f"{site}index.html")
    back.wait_for_timeout(500)
    assert back.locator("a.resume").count() == 0
    assert not faults
    assert not more


def test_every_page_names_the_manifest(name):
    head = (SITE / name).read_text("utf-8").partition("</head>")[0]
    for relation in ("manifest", "apple-touch-icon"):
        (tag,) = re.findall(f'<link rel="{relation}"[^>]*>', head)
        target = re.search('href="([^":]*)"', tag)[1]
        assert (SITE / name).parent.joinpath(target).is_file()
    (policy,) = re.findall('Content-Security-Policy" content="([^"]*)"', head)
    assert "manifest-src 'self'" in policy


def test_the_manifest_is_valid_and_its_icons_are_served(phone, below):
    page, faults = visit(phone, below + PAGE)
    session = phone.new_cdp_session(page)
    found = session.send("Page.getAppManifest")
    assert found["url"] == f"{below}manifest.webmanifest"
    assert found["errors"] == []
    told = json.loads(found["data"])
    assert told["name"] == "Neural Networks from Scratch"
    assert len(told["short_name"]) <= 12
    assert urljoin(found["url"], told["start_url"]) == f"{below}index.html"
    assert urljoin(found["url"], told["scope"]) == below
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    touch = page.locator("link[rel=apple-touch-icon]").get_attribute("href")
    icons = [(urljoin(below, icon["src"]), icon) for icon in told["icons"]]
    icons.append((urljoin(page.url, touch), {"sizes": "180x180"}))
    for address, icon in icons:
        answer = page.request.get(address)
        assert answer.ok
        drawn = Image.open(io.BytesIO(answer.body())).convert("RGBA")
        assert f"{drawn.width}x{drawn.height}" == icon["sizes"]
        corner = drawn.getpixel((0, 0))[3]
        assert corner == (0 if icon.get("purpose") == "any" else 255)
        middle = drawn.getpixel((drawn.width // 2, drawn.height // 2))
        assert middle == (230, 159, 0, 255), "the neuron in the middle"
    assert not faults


def test_a_browser_would_install_it(browser, below, tmp_path):
    # the headless shell finds nothing amiss with any page
    program = next(filter(None, map(shutil.which, pdf.BROWSERS)))
    context = browser.browser_type.launch_persistent_context(
        tmp_path,  # what is private cannot be installed
        executable_path=program,
        args=["--no-sandbox"] if os.geteuid() == 0 else [],
    )
    page, faults = visit(context, below + PAGE)
    page.evaluate(KEPT, f"{below}{PAGE}")
    blank = context.new_page()
    amiss, found = (
        context.new_cdp_session(one).send("Page.getInstallabilityErrors")
        for one in (blank, page)
    )
    context.close()
    assert amiss["installabilityErrors"]
    assert found["installabilityErrors"] == []
    assert not faults


def test_it_opens_without_a_network_where_one_stopped(browser, tmp_path):
    (tmp_path / "a").symlink_to(SITE)
    context = browser.new_context(viewport=PHONE)
    with served(tmp_path) as root:
        page, _ = visit(context, f"{root}a/{PAGE}")
        page.evaluate(KEPT, f"/a/{PAGE}")
        stop(page)
        page.close()
        told = json.loads((SITE / "manifest.webmanifest").read_text("utf-8"))
    start = urljoin(f"{root}a/manifest.webmanifest", told["start_url"])
    page, faults = visit(context, start)
    page.get_by_role("link", name=f"Resume: {NAME}").click()
    expect(page.locator(f"section#{SECTION} > h2")).to_be_in_viewport()
    context.close()
    assert not faults


def test_the_bar_above_has_the_colour_of_the_page(browser, site):
    context = browser.new_context(color_scheme="dark", viewport=PHONE)
    page, _ = visit(context, f"{site}index.html")
    seen = set()
    for _ in range(4):
        paper = page.evaluate(PAPER)
        until(page, f"({COLOURS})().every((one) => one === '{paper}')")
        seen.add(paper)
        page.locator(".theme-switch-button").first.click()
    assert len(seen) == 2
    text = (SITE / "index.html").read_text("utf-8")
    written = re.findall('"theme-color" media="[^"]*" content="([^"]*)"', text)
    assert set(written) == seen
    context.close()
