"""What is installed is what is written down."""

import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")
OURS = {"nnfs-book"}
BEFORE = {"pip", "setuptools"}  # what a new environment may begin with


def pinned():
    """Return the versions that are right for this Python and this system."""
    lines = [line for line in CONSTRAINTS.splitlines() if line[:1] != "#"]
    found = {}
    for requirement in map(Requirement, lines):
        if requirement.marker is None or requirement.marker.evaluate():
            (version,) = requirement.specifier
            assert version.operator == "==", requirement
            assert requirement.name not in found, requirement
            found[requirement.name] = version.version
    return found


@pytest.mark.skipif(
    Path(sys.prefix).resolve() != (ROOT / ".venv").resolve(),
    reason="an end of what nnfs supports, or no environment of ours",
)
def test_every_package_that_is_installed_is_pinned():
    installed = {
        canonicalize_name(package.name): package.version
        for package in metadata.distributions()
    }
    versions = pinned()
    wrong = [
        f"{name} {version}, pinned: {versions.get(name)}"
        for name, version in sorted(installed.items())
        if name not in OURS | BEFORE and versions.get(name) != version
    ]
    assert not wrong, f"`make constraints`, or a fresh .venv: {wrong}"


def test_constraints_hold_for_every_system_and_name_no_address():
    assert "://" not in CONSTRAINTS
    assert "win32" in CONSTRAINTS
    assert "darwin" in CONSTRAINTS
