"""A fork's pages link to the fork, and nothing else names an owner."""

import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from docutils import nodes
from docutils.utils import new_document

from nnfs_site.delivery import repository

ROOT = Path(__file__).parents[2]

SETTINGS = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
CONFIG = SETTINGS["sphinx"]["config"]
CONFIGURED = CONFIG["html_theme_options"]["repository_url"]
ADDRESS = CONFIG["html_baseurl"]
OWN = CONFIGURED.removeprefix(repository.HOST)


@pytest.fixture
def clone(tmp_path):
    """Return a function that makes a clone of a remote, or of none."""

    def make(remote=None):
        subprocess.run(["git", "init", "-q", tmp_path], check=True)
        if remote:
            command = ["git", "-C", tmp_path, "remote", "add", "origin", remote]
            subprocess.run(command, check=True)
        return tmp_path

    return make


def find(root, **environment):
    return repository.find(root, CONFIGURED, ADDRESS, environment)


@pytest.mark.parametrize(
    "remote",
    [
        "https://github.com/ada/fork.git",
        "https://github.com/ada/fork",
        "https://ada:word@github.com/ada/fork/",
        "git@github.com:ada/fork.git",
        "ssh://git@github.com/ada/fork.git",
    ],
)
def test_a_clone_of_a_fork_follows_its_remote(clone, remote):
    found = find(clone(remote))
    assert found == ("ada/fork", "https://ada.github.io/fork/")


@pytest.mark.parametrize(
    "remote", [None, "/somewhere/else", "https://example.org/ada/fork.git"]
)
def test_without_a_hosted_remote_the_configured_one_holds(clone, remote):
    assert find(clone(remote)) == (OWN, ADDRESS)


def test_sources_without_git_are_the_configured_ones(tmp_path, monkeypatch):
    assert find(tmp_path) == (OWN, ADDRESS)
    monkeypatch.setenv("PATH", "")
    assert repository.cloned_from(tmp_path) is None


def test_the_hosting_service_knows_better_than_a_remote(clone):
    root = clone("https://github.com/ada/fork.git")
    found = find(root, GITHUB_REPOSITORY="Eve/mirror")
    assert found == ("Eve/mirror", "https://eve.github.io/mirror/")
    assert find(root, GITHUB_REPOSITORY=OWN) == (OWN, ADDRESS)


def test_an_owners_own_site_stands_at_the_root_of_its_host(clone):
    found = find(clone(), GITHUB_REPOSITORY="Ada/ada.github.io")
    assert found[1] == "https://ada.github.io/"


def test_a_domain_of_the_owner_is_the_address(clone):
    found = find(clone(), PAGES_ADDRESS="https://book.example.org")
    assert found == (OWN, "https://book.example.org/")


def test_the_settings_follow(clone, monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "ada/fork")
    monkeypatch.delenv("PAGES_ADDRESS", raising=False)
    config = SimpleNamespace(
        html_theme_options={"repository_url": CONFIGURED}, html_baseurl=ADDRESS
    )
    repository.follow(SimpleNamespace(srcdir=clone()), config)
    assert config.html_baseurl == "https://ada.github.io/fork/"
    assert config.nnfs_repository == "ada/fork"
    options = config.html_theme_options
    assert options == {"repository_url": "https://github.com/ada/fork"}


def test_code_that_names_the_repository_is_still_code():
    document = new_document("page")
    code = "git clone https://github.com/OWNER/NAME"
    document += nodes.literal_block(code, code)
    document.settings.env = SimpleNamespace(
        config=SimpleNamespace(nnfs_repository="ada/fork")
    )
    repository.NameRepository(document).run()
    (block,) = document.children
    assert block.astext() == "git clone https://github.com/ada/fork"
    assert block.rawsource == block.astext()  # or Sphinx takes it for prose


def test_a_link_into_the_repository_leads_to_the_forks_own():
    document = new_document("page")
    place = "https://github.com/OWNER/NAME/blob/main/ports/plain.py"
    document += nodes.reference("", "plain.py", refuri=place)
    document += nodes.reference("", "here", refid="here")
    document.settings.env = SimpleNamespace(
        config=SimpleNamespace(nnfs_repository="ada/fork")
    )
    repository.NameRepository(document).run()
    address = "https://github.com/ada/fork/blob/main/ports/plain.py"
    assert document.children[0]["refuri"] == address


def test_no_other_file_names_an_owner():
    owner = OWN.partition("/")[0]
    listing = subprocess.run(
        ["git", "ls-files"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    named = set()
    for file in listing.stdout.splitlines():
        path = ROOT / file
        if path.is_file():
            text = path.read_bytes()
            for word in (f"{owner}/", f"{owner}.github.io"):
                if word.encode() in text:
                    named.add(file)
    assert named - {"LICENSE", "CITATION.cff"} == {"_config.yml"}


def test_a_listing_that_names_the_repository_keeps_its_colours():
    """Sphinx colours only what still says what it said in the source."""
    page = new_document("page")
    page.settings.env = SimpleNamespace(
        config=SimpleNamespace(nnfs_repository="ada/book")
    )
    text = f"git clone {repository.PLACEHOLDER}"
    page += nodes.literal_block(text, text)
    repository.NameRepository(page).run()
    assert page[0].astext() == "git clone ada/book"
    assert page[0].rawsource == page[0].astext()
