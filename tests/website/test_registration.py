"""What the extension registers, and what nobody may import by accident."""

import importlib.util
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from nnfs_site import private, registration

ROOT = Path(__file__).parents[2]
MODULES = [
    path
    for folder in ("website", "tools")
    for path in sorted((ROOT / folder).rglob("*.py"))
]


class Recorder:
    """An application that only remembers what it is given."""

    def __init__(self):
        self.transforms = []
        self.post_transforms = []
        self.add_transform = self.transforms.append
        self.add_post_transform = self.post_transforms.append


def test_transforms_are_listed_in_the_order_in_which_they_run():
    app = Recorder()
    registration.add_transforms(app)
    for listed in (app.transforms, app.post_transforms):
        assert len(listed) > 1
        order = sorted(listed, key=lambda one: one.default_priority)
        assert listed == order


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_module_of_ours_has_a_bare_name(path):
    found = importlib.util.find_spec(path.stem)
    assert found is None or found.origin != str(path)


def test_what_a_chapter_is_can_be_asked_without_sphinx():
    code = "import nnfs_site.chapters, sys; sys.exit('sphinx' in sys.modules)"
    path = {"PYTHONPATH": str(ROOT / "website")}
    done = subprocess.run([sys.executable, "-c", code], env=os.environ | path)
    assert done.returncode == 0


@pytest.mark.parametrize("name", private.SEEN)
def test_what_is_not_promised_was_seen_in_what_is_installed(name):
    installed = metadata.version(name)
    assert installed == private.SEEN[name], (
        f"{name} {installed} is new: look in website/nnfs_site/private.py "
        "whether what it uses is still there, and write the version there"
    )
