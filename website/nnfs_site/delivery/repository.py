"""Whose book this is: a fork's pages link to the fork.

The repository is the one that the hosting service names when it builds the
site, or else the one that the clone came from, or else that of `_config.yml`.
The site's address follows from it. What a page calls OWNER/NAME is the
repository, inside of code too.
"""

import os
import re
import subprocess

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

PLACEHOLDER = "OWNER/NAME"
HOST = "https://github.com/"
REMOTE = re.compile(r"github\.com[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?$")


def cloned_from(root):
    """Return owner and name of the repository that a clone came from.

    None where it came from elsewhere, or is no clone.
    """
    command = ["git", "-C", str(root), "remote", "get-url", "origin"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True)
    except OSError:  # no git here: the sources came as an archive
        return None
    match = REMOTE.search(answer.stdout.strip())
    return match and match[1]


def pages_of(repository):
    """Return where the hosting service shows a repository's site.

    >>> pages_of("Ada/book"), pages_of("ada/ada.github.io")
    ('https://ada.github.io/book/', 'https://ada.github.io/')
    """
    owner, name = repository.split("/")
    host = f"{owner.lower()}.github.io"
    return f"https://{host}/" + (f"{name}/" if name.lower() != host else "")


def find(root, configured, address, environment=os.environ):
    """Return owner and name of the repository, and the site's address.

    The configured address holds for the configured repository alone. The
    hosting service says where it will show the site, which may be a domain of
    its owner's.
    """
    configured = configured.removeprefix(HOST)
    repository = (
        environment.get("GITHUB_REPOSITORY") or cloned_from(root) or configured
    )
    if repository != configured:
        address = pages_of(repository)
    told = environment.get("PAGES_ADDRESS")
    return repository, told.rstrip("/") + "/" if told else address


def follow(app, config):
    options = config.html_theme_options
    config.nnfs_repository, config.html_baseurl = find(
        app.srcdir, options["repository_url"], config.html_baseurl
    )
    options["repository_url"] = HOST + config.nnfs_repository


class NameRepository(SphinxPostTransform):
    """Name the repository where a page asks for it."""

    default_priority = 10

    def run(self, **kwargs):
        for text in list(self.document.findall(nodes.Text)):
            if PLACEHOLDER in text:
                named = text.replace(PLACEHOLDER, self.config.nnfs_repository)
                parent = text.parent
                parent.replace(text, nodes.Text(named))
                # A block that differs from its source is not marked as code.
                if isinstance(parent, nodes.literal_block):
                    parent.rawsource = named
        for link in self.document.findall(nodes.reference):
            if PLACEHOLDER in link.get("refuri", ""):
                named = self.config.nnfs_repository
                link["refuri"] = link["refuri"].replace(PLACEHOLDER, named)
