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


def lists():
    """Return the lists of what is installed, as the book has them."""
    return [
        path.relative_to(ROOT)
        for folder in (
            *("", ".ci", "benchmarks", "binder", "framework", "studies"),
            "tests",
        )
        for path in ROOT.joinpath(folder).glob(
            "**/requirements.txt" if folder == "tests" else "requirements.txt"
        )
    ]


@pytest.mark.parametrize("path", lists(), ids=str)
def test_what_a_list_brings_is_pinned_too(path):
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    (named,) = (line[3:] for line in lines if line.startswith("-c "))
    file = (ROOT / path).parent / named
    assert file.resolve() == ROOT / "constraints.txt"
    wanted = [line.partition(" ")[0] for line in lines if "==" in line]
    assert wanted
    for requirement in map(Requirement, wanted):
        pin = f"{canonicalize_name(requirement.name)}{requirement.specifier}"
        assert pin in CONSTRAINTS.splitlines(), "run `make constraints`"
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = recipe.partition("\nconstraints:")[2].partition("\n\n")[0]
    assert path.as_posix() in recipe.split(), "write it in the Makefile"


def test_workflows_install_what_is_pinned():
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "pip install" in line:
                assert "constraints.txt" in line or "requirements.txt" in line


def test_constraints_hold_for_every_system_and_name_no_address():
    assert "://" not in CONSTRAINTS
    assert "win32" in CONSTRAINTS
    assert "darwin" in CONSTRAINTS
