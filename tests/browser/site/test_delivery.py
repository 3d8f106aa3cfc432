"""What a page weighs, what it may ask for, and how much needs a network.

Bytes are counted as a static host sends them: text compressed by gzip, fonts
and photographs as they are, without headers. Requests are counted until the
page has loaded with its fonts, before a reader does anything.
"""

import base64
import gzip
import io
import re
import shutil
import time
import zipfile
from pathlib import PurePath
from urllib.parse import urlsplit

import pytest
from conftest import COMPRESSED, SITE, StaticHost, listen, pages, served
from PIL import Image, ImageStat

# Seconds that a far host takes: text is painted before its fonts are there.
LATE = {".css": 0.1, ".woff2": 0.5, ".js": 0.7}
LIMIT = 350 * 1024
REQUESTS = 25
# with what a page is about
OWN = re.compile(r"/(playground|bench|attention|gpt|desk)\.css")
SHIFT = 0.02
MOVING = "book/07-momentum-and-adaptive-methods.html"
SHIFTED = """async () => {
  await document.fonts.ready;
  let total = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) total += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  await new Promise((done) => setTimeout(done, 100));
  return total;
}"""
# Whether a passage is set in a face, and not in what stands in for it.
SET_IN = """([inside, face, substitute]) => {
  const passage = document.createElement("span");
  passage.textContent = "What a passage is set in shows in its width";
  document.querySelector(inside).append(passage);
  const width = (family) => {
    passage.style.fontFamily = family;
    return passage.getBoundingClientRect().width;
  };
  const wide = [width(`"${face}", ${substitute}`), width(substitute)];
  passage.remove();
  return wide[0] !== wide[1];
}"""
RENEWED = """async () => {
  while (String(await caches.keys()) !== "book-newer")
    await new Promise((done) => setTimeout(done, 50));
}"""
KEPT = """async (name) => {
  for (;;) {
    const found = await caches.match(new URL(name, location.origin));
    if (found) return;
    await new Promise((done) => setTimeout(done, 50));
  }
}"""


class FarHost(StaticHost):
    def do_GET(self):
        time.sleep(LATE.get(PurePath(urlsplit(self.path).path).suffix, 0))
        super().do_GET()


@pytest.fixture(scope="module")
def far_site():
    with served(SITE, FarHost) as address:
        yield address


def film(page):
    """Collect how bright each picture is that a page shows, from 0 to 255."""
    camera = page.context.new_cdp_session(page)
    shown = []

    def develop(frame):
        picture = Image.open(io.BytesIO(base64.b64decode(frame["data"])))
        shown.append(ImageStat.Stat(picture.convert("L")).mean[0])
        camera.send(
            "Page.screencastFrameAck", {"sessionId": frame["sessionId"]}
        )

    camera.on("Page.screencastFrame", develop)
    camera.send("Page.startScreencast", {"format": "png"})
    return shown


def weight(url):
    path = SITE / urlsplit(url).path.lstrip("/")
    data = path.read_bytes()
    return len(data if path.suffix in COMPRESSED else gzip.compress(data, 6))


def use(page):
    """Use what a chapter with a moving figure offers; say what happened."""
    dark = "document.documentElement.dataset.theme === 'dark'"
    for _ in range(2):
        if not page.evaluate(dark):
            page.locator(".theme-switch-button").first.click()
    assert page.evaluate(dark)
    slider = page.get_by_role("slider").first
    slider.focus()
    before = slider.get_attribute("aria-valuetext")
    page.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") != before
    page.locator(".copybtn").first.click(force=True)
    page.keyboard.press("Control+k")
    assert page.locator("#pst-search-dialog input").is_visible()
    page.keyboard.press("Escape")


def search(page, address):
    page.goto(f"{address}search.html?q=softmax")
    page.locator("#search-results li a").first.wait_for()
    assert "search-summary" in page.content()


@pytest.mark.parametrize("width", [375, 1280])
def test_a_page_is_light_and_stands_still(name, width, far_site, browser):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, service_workers="block"
    )
    page, asked = context.new_page(), []
    page.on("request", lambda sent: asked.append(sent.url))
    page.goto(far_site + name)
    shifted = page.evaluate(SHIFTED)
    context.close()
    asked = [url for url in asked if not url.startswith("data:")]
    assert len(asked) <= REQUESTS
    assert sum(map(weight, asked)) <= LIMIT
    assert shifted <= SHIFT


def test_a_page_has_one_stylesheet_and_no_script_that_blocks(name):
    text = (SITE / name).read_text(encoding="utf-8")
    styles = re.findall('<link[^>]*rel="stylesheet"[^>]*>', text)
    own = [tag for tag in styles if OWN.search(tag)]
    mine = re.search('data-(playground|bench|attention|gpt)|"kept-bar"', text)
    assert len(own) == bool(mine)
    assert len(styles) == 1 + len(own)
    scripts = re.findall(r"<script[^>]*src=[^>]*>", text)
    assert scripts
    assert all(" defer" in tag for tag in scripts)


def test_no_script_measures_between_its_writes():
    script = (SITE / "_static" / "book.js").read_text(encoding="utf-8")
    assert "theme-switch-button" in script  # the theme's own is in it
    assert ".nboutput > .output_area" not in script


def test_a_page_allows_only_the_site(name):
    text = (SITE / name).read_text(encoding="utf-8")
    head = text.partition("</head>")[0]
    (policy,) = re.findall('Content-Security-Policy" content="([^"]*)"', head)
    assert head.index(policy) < head.index("<script")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in policy
    assert not re.search(r"\w\.\w|\*", policy)
    assert not re.search(r"<[^>]*\s(?:style|on\w+)=\"", text)


def test_using_a_page_keeps_the_policy(site, browser):
    page = browser.new_page()
    faults = listen(page)
    page.goto(site + MOVING)
    use(page)
    search(page, site)
    page.wait_for_load_state("networkidle")
    page.close()
    assert not faults


@pytest.mark.parametrize("chosen", [None, "dark"])
def test_dark_readers_never_see_a_light_page(chosen, far_site, browser):
    context = browser.new_context(
        color_scheme="light" if chosen else "dark", service_workers="block"
    )
    page = context.new_page()
    page.goto(far_site)
    if chosen:
        page.evaluate("localStorage.setItem('mode', 'dark')")
    page.reload()
    shown = film(page)
    page.goto(far_site + MOVING)
    page.wait_for_function("document.fonts.status === 'loaded'")
    context.close()
    assert len(shown) > 1  # the page before, and this one
    assert max(shown) < 80


def test_the_title_page_is_the_first_and_keeps_its_old_address(site, browser):
    page = browser.new_page()
    faults = listen(page)
    titles, targets = [], []
    for address in (site, f"{site}book/index.html"):
        page.goto(address)
        assert page.url == address
        titles.append(page.locator("h1").first.text_content())
        links = page.locator("article a:not([href^='#'])").all()
        targets.append([link.evaluate("a => a.pathname") for link in links])
    page.goto(f"{site}book/preface.html")
    page.get_by_role("link", name="Neural Networks from Scratch").first.click()
    assert page.url == f"{site}index.html"
    page.close()
    assert titles[0] == titles[1]
    assert targets[0] == targets[1]
    assert not faults


def test_pages_seen_are_read_without_a_server(browser):
    context = browser.new_context()
    page = context.new_page()
    with served(SITE) as address:
        for name in ("index.html", MOVING):
            page.goto(address + name)
            page.evaluate(KEPT, name)
    faults = listen(page)
    page.goto(address + MOVING)
    use(page)
    page.goto(address)
    assert page.locator("svg.plot").first.is_visible()
    assert page.evaluate("document.fonts.check('1em Source Serif')")
    assert not faults
    search(page, address)
    answer = page.goto(f"{address}book/notation.html")
    assert answer.status == 503
    assert "not kept" in page.locator("body").text_content()
    context.close()


def test_a_button_keeps_the_whole_book(browser):
    context = browser.new_context()
    page = context.new_page()
    with served(SITE) as address:
        page.goto(address)
        button = page.get_by_role("button", name="Keep the whole book")
        button.wait_for()
        size = re.search(r"([\d.]+) MB", button.text_content())
        button.click()
        page.get_by_text("The book is kept on this device").wait_for()
    assert 1 < float(size[1]) < 10
    faults = listen(page)
    for name in pages():
        answer = page.goto(address + name)
        assert answer.status == 200
        assert page.locator("h1").count()
    context.close()
    assert not faults


def test_a_new_version_keeps_what_the_old_one_kept(browser, tmp_path):
    copy = shutil.copytree(SITE, tmp_path / "site")
    context = browser.new_context()
    page = context.new_page()
    with served(copy) as address:
        page.goto(address + "book/preface.html")
        page.evaluate(KEPT, "book/preface.html")
        worker = copy / "worker.js"
        text = worker.read_text(encoding="utf-8")
        old = re.search('"version": "([^"]*)"', text)[1]
        worker.write_text(text.replace(old, "newer"), encoding="utf-8")
        file = copy / "book" / "preface.html"
        changed = file.read_text(encoding="utf-8").replace("<h1>", "<h1>New: ")
        file.write_text(changed, encoding="utf-8")
        page.goto(address)
        page.evaluate(RENEWED)
    page.goto(address + "book/preface.html")
    assert page.locator("article h1").text_content().startswith("New: ")
    context.close()


def test_a_zip_of_the_site_opens_from_disk(browser, tmp_path):
    (archive,) = SITE.glob("*.zip")
    with zipfile.ZipFile(archive) as file:
        file.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    address = folder.as_uri() + "/"
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    faults = listen(page)
    page.goto(address + "index.html")
    assert page.locator("svg.plot").first.is_visible()
    page.goto(address + MOVING)
    use(page)
    page.evaluate("document.fonts.ready.then(() => null)")
    for face in ("Source Serif", "Latin Modern Math"):
        assert page.evaluate(SET_IN, ["article", face, "monospace"]), face
    assert not faults
    search(page, address)
    quoted = page.locator("#search-results p.context").first
    assert "positive numbers that sum to 1" in quoted.text_content()
    page.locator("#search-results li a").first.click()
    assert page.locator("h1").count()
    context.close()
