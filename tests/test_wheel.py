"""Tests of the wheel: the package, its theme, the starter files, and its two entry points."""

from __future__ import annotations

import sys
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

from processes import run_process
from tiny import REPOSITORY


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(REPOSITORY)]
    run_process(command, check=True, cwd=folder)
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def source_files(folder: Path) -> set[str]:
    """Return the relative paths of the files in a folder, without caches and .DS_Store."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in paths if "__pycache__" not in path.parts and path.name != ".DS_Store"}


def test_wheel_holds_exactly_the_package_and_the_theme(wheel: zipfile.ZipFile) -> None:
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    package = {f"prospectus/{name}" for name in source_files(REPOSITORY / "build/prospectus")}
    theme = {f"prospectus/theme/{name}" for name in source_files(REPOSITORY / "theme")}
    assert packed == package | theme | {"prospectus/starter/requirements.txt"}
    assert {
        "prospectus/pipeline.py",
        "prospectus/theme/main.html",
        "prospectus/theme/words/zh.yml",
        "prospectus/starter/files/exchange/content/site.yml",
    } <= packed


def test_wheel_has_the_entry_points_of_the_command_and_of_mkdocs(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    points = ConfigParser()
    points.read_string(wheel.read(name).decode())
    assert {section: dict(points[section]) for section in points.sections()} == {
        "console_scripts": {"prospectus": "prospectus.__main__:main"},
        "mkdocs.plugins": {"prospectus": "prospectus.mkdocs_host.plugin:ProspectusPlugin"},
    }


def test_wheel_carries_its_licence(wheel: zipfile.ZipFile) -> None:
    assert [name.rsplit("/")[-1] for name in wheel.namelist() if "/licenses/" in name] == ["LICENSE"]
