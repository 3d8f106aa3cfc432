"""What the rooms have in common: an address names a state, or a section."""

import pytest
from conftest import fragment, listen, until

SECTION = "what-there-is-to-see"
ROOMS = {
    "playground": "play",
    "bench-of-convolution": "bench",
    "bench-of-attention": "attention",
    "watching-a-gpt-learn": "gpt",
}


@pytest.mark.parametrize("room", ROOMS)
def test_a_link_to_a_section_is_no_state_and_stays(room, site, context):
    page = context.new_page()
    faults = listen(page)
    page.goto(f"{site}book/{room}.html#{SECTION}")
    notes = page.locator(".notes").first
    notes.wait_for(state="attached")
    page.set_viewport_size({"width": 700, "height": 900})  # draws it again
    page.wait_for_function("scrollY > 100")
    assert notes.inner_text() == ""
    assert fragment(page) == SECTION
    linked = page.locator(f"a.{ROOMS[room]}[href*='=']").first
    state = linked.get_attribute("href").partition("#")[2]
    linked.click()
    until(page, f"location.hash === '#{state}'")
    page.evaluate(f"location.hash = '{SECTION}'")
    page.wait_for_timeout(300)
    assert fragment(page) == SECTION
    assert notes.inner_text() == ""
    assert not faults
