"""The field's names stand where a thing is built, and in the glossary.

A chapter is its page, and the pages that stand under it in the contents.
"""

import re

import pytest
import yaml

from tests.book.pages import BOOK, CONTENTS, ROOT, rooms, text

LIST = yaml.safe_load(
    (ROOT / "tests/book/standard_names.yml").read_text(encoding="utf-8")
)
BOLD = re.compile(r"\*\*([^*\n]+)\*\*|^#+ (?:\d+\. )?(.+)$", re.MULTILINE)
CODE = re.compile(r"(?ms)^```\{code-cell\}.*?^```$")
LINK = re.compile(r"\{(?:[Cc]hapter|ref)\}`(?:[^`<]*<)?(sec-[\w-]+)>?`")


def plain(name):
    """Return a name as names are compared: dashes and capitals are alike."""
    return name.lower().replace("\u2013", "-")


def entries():
    """Return where the last link of each entry leads, by its names."""
    block = text(BOOK / "glossary.md").split("```{glossary}\n")[1]
    found = {}
    for entry in block.split("\n```")[0].split("\n\n"):
        names = re.findall(r"(?m)^\S.*$", entry)
        found |= dict.fromkeys(map(plain, names), LINK.findall(entry)[-1:])
    return found


def bold():
    """Return the chapter of each section, and the bold words of its page.

    A heading counts as bold.
    """
    found = {}
    for page, chapter in rooms(CONTENTS).items():
        markdown = text(ROOT / f"{page}.md")
        prose = CODE.sub("", markdown)
        words = [plain("".join(pair)) for pair in BOLD.findall(prose)]
        labels = re.findall(r"(?m)^\((sec-[\w-]+)\)=$", markdown)
        found |= dict.fromkeys(labels, (chapter, words))
    return found


def lacks(name, chapter, entries, bold):
    """Say what a name lacks, or nothing."""
    if plain(name) not in entries:
        return f"{name}: no entry in the glossary"
    links = entries[plain(name)]
    if not links:
        return f"{name}: its entry does not end with a link to a section"
    (label,) = links
    number, here = bold.get(label, ("", ()))
    if number != chapter:
        return f"{name}: its entry leads to {label}, not into {chapter}"
    said = plain(LIST["written"].get(name, name))
    room = 2 + len(said.split())  # a sentence in bold names nothing
    if not any(said in words and len(words.split()) <= room for words in here):
        return f"{name}: not in bold on the page of {label}"
    return ""


@pytest.fixture(scope="module")
def book():
    return entries(), bold()


@pytest.mark.parametrize("chapter", LIST["there"])
def test_a_name_is_in_bold_where_it_is_built_and_in_the_glossary(chapter, book):
    said = [lacks(name, chapter, *book) for name in LIST["there"][chapter]]
    missing = list(filter(None, said))
    assert not missing, "\n".join(missing)


def test_a_name_that_is_there_waits_no_more(book):
    done = [
        name
        for chapter, names in LIST["waiting"].items()
        for name in names
        if not lacks(name, chapter, *book)
    ]
    assert not done, f"move to `there` in standard_names.yml: {done}"


def test_a_name_stands_in_the_list_once():
    names = [
        plain(name)
        for part in ("there", "waiting")
        for chapter in LIST[part].values()
        for name in chapter
    ]
    assert len(names) == len(set(names))
    assert set(map(plain, LIST["written"])) <= set(names)


ENTRIES = {
    "gate": ["sec-05-circuit"],
    "noise-scale": ["sec-cmp-noise"],
    "hop": [],
    "step": ["sec-05-circuit"],
    "jump": ["sec-gone"],
}


@pytest.mark.parametrize(
    ("name", "chapter", "said"),
    [
        ("gate", "05", ""),
        ("Noise\u2013scale", "06", ""),
        ("gate", "06", "gate: its entry leads to sec-05-circuit, not into 06"),
        ("step", "05", "step: not in bold on the page of sec-05-circuit"),
        ("hop", "05", "hop: its entry does not end with a link to a section"),
        ("leap", "05", "leap: no entry in the glossary"),
        ("jump", "05", "jump: its entry leads to sec-gone, not into 05"),
    ],
)
def test_what_a_name_lacks_is_said(name, chapter, said):
    pages = {
        "sec-05-circuit": (
            "05",
            ["a gate", "a step that leads nowhere at all"],
        ),
        "sec-cmp-noise": ("06", ["the noise-scale"]),
    }
    assert lacks(name, chapter, ENTRIES, pages) == said


def test_a_page_under_a_chapter_belongs_to_it():
    under = [{"file": "book/noise"}]
    chapter = {"file": "book/06-descent", "sections": under}
    pages = [{"file": "book/notation"}, chapter]
    assert rooms({"parts": [{"chapters": pages}]}) == {
        "book/06-descent": "06",
        "book/noise": "06",
    }
