"""The package as a wheel: all of it, and the same bytes each time."""

import os
import shutil
import zipfile
from pathlib import Path

from nnfs_site.notebooks import wheel

ROOT = Path(__file__).parents[2]


def test_a_wheel_holds_the_package_and_nothing_of_the_machine(
    tmp_path, monkeypatch
):
    here = wheel.build(tmp_path / "here")
    away = tmp_path / "away"
    away.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, away / name)
    shutil.copytree(ROOT / "nnfs", away / "nnfs")
    for path in (away / "nnfs").rglob("*"):
        os.utime(path, (2e9, 2e9))
        path.chmod(0o775 if path.is_dir() else 0o664)
    (away / "nnfs" / "layers.py").chmod(0o600)
    monkeypatch.setattr(wheel, "ROOT", away)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    there = wheel.build(tmp_path / "there")
    with zipfile.ZipFile(here) as archive:
        inside = {
            name: archive.read(name)
            for name in archive.namelist()
            if name.startswith("nnfs/")
        }
    package = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in (ROOT / "nnfs").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert inside == package
    assert here.name == there.name
    assert here.read_bytes() == there.read_bytes()
