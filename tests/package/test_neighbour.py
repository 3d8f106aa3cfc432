"""Two projects with one import name: ours works, or says what is in the way."""

import json
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import nnfs
from nnfs import neighbour

PACKAGE = Path(nnfs.__file__).parent
THEIRS = {  # the files of PyPI's nnfs 0.5.1, with nothing of what they say
    "__init__.py": "__version__ = '0.5.1'\n",
    "core.py": "",
    "console/__init__.py": "",
    "datasets/__init__.py": "",
    "datasets/sine.py": "",
    "datasets/spiral.py": "",
    "datasets/vertical.py": "",
}
HOME = "https://ada.github.io/book/nnfs_book-0.1.0-py3-none-any.whl"
MENDS = f'pip install --force-reinstall --no-deps "nnfs-book @ {HOME}"'


class Folder:
    """What two installations leave in one folder."""

    def __init__(self, path):
        self.path = path

    def install_ours(self):
        shutil.copytree(PACKAGE, self.path / "nnfs", dirs_exist_ok=True)
        self.note("nnfs_book", {"direct_url.json": json.dumps({"url": HOME})})

    def install_theirs(self):
        for name, text in THEIRS.items():
            path = self.path / "nnfs" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.note("nnfs", {})

    def remove_theirs(self):
        for name in THEIRS:
            (self.path / "nnfs" / name).unlink()
        shutil.rmtree(self.path / "nnfs-0.5.1.dist-info")

    def note(self, name, files):
        folder = self.path / f"{name}-0.5.1.dist-info"
        folder.mkdir()
        said = f"Name: {name.replace('_', '-')}\nVersion: 0.5.1\n"
        for name, text in ({"METADATA": said} | files).items():
            (folder / name).write_text(text)

    def run(self, *arguments, bare=False):
        """Run Python on arguments; `bare` of all that is installed here."""
        code = f"import sys; sys.path.insert(0, {str(self.path)!r})\n"
        if arguments[0] == "-m":
            code += f"import runpy; sys.argv[1:] = {list(arguments[2:])!r}\n"
            code += f"runpy.run_module({arguments[1]!r}, None, '__main__')"
        else:
            code += arguments[1]
        return subprocess.run(
            [sys.executable, *(["-S"] if bare else []), "-c", code],
            cwd=self.path,
            capture_output=True,
            text=True,
        )


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def test_installed_behind_theirs_ours_works(folder):
    folder.install_theirs()
    folder.install_ours()
    code = (
        "import nnfs.core; from nnfs.datasets.spiral import create_data\n"
        "from nnfs import Adam, digits; print(nnfs.__file__)\n"
        "nnfs.core.init(); create_data(samples=5, classes=3); digits()\n"
    )
    done = folder.run("-c", code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(folder.path))
    assert folder.run("-m", "nnfs", "check", "--help").returncode == 0


def test_written_over_by_theirs_it_says_so_and_what_mends_it(folder):
    folder.install_ours()
    folder.install_theirs()
    assert "ImportError" in folder.run("-c", "from nnfs import Adam").stderr
    done = folder.run("-m", "nnfs", "check", "3.3", "answer.py")
    assert done.returncode == 1
    said, mends = done.stderr.splitlines()
    assert said.startswith("The package nnfs 0.5.1 of PyPI, another book's, ")
    assert mends.endswith(MENDS)


def test_robbed_by_the_removal_of_theirs_it_says_so(folder):
    folder.install_ours()
    folder.install_theirs()
    folder.remove_theirs()
    done = folder.run("-c", "from nnfs import Adam", bare=True)
    assert "ImportError" in done.stderr
    done = folder.run("-m", "nnfs", bare=True)
    assert done.returncode == 1
    assert "was removed and took files along of this book's" in done.stderr
    assert done.stderr.rstrip().endswith(MENDS)


def test_whole_it_says_nothing():
    assert neighbour.in_the_way() is None


@pytest.mark.parametrize(
    ("told", "source"),
    [
        ({"nnfs-book": None, "nnfs": "0.5.1"}, '"nnfs-book"'),
        ({"nnfs-book": json.dumps({"url": HOME})}, f'"nnfs-book @ {HOME}"'),
        ({}, '"nnfs-book"'),
    ],
)
def test_what_mends_is_what_was_installed(monkeypatch, told, source):
    class Distribution:
        def __init__(self, name):
            if name not in told:
                raise metadata.PackageNotFoundError(name)
            self.version = told[name]

        def read_text(self, name):
            return self.version

    monkeypatch.setattr(metadata, "distribution", Distribution)
    monkeypatch.setattr(metadata, "version", lambda n: Distribution(n).version)
    monkeypatch.delattr(nnfs, "Network")
    said = neighbour.in_the_way()
    assert said.endswith(source)
    assert ("0.5.1" in said) == ("nnfs" in told)
