"""A process notices that the code on the disk is no longer the code that it has loaded."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from prospectus.resident import loaded_code
from prospectus.resident.loaded_code import LoadedCode

OLD = 1_000_000_000
"""A modification time before this process started, in seconds since 1970."""


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (OLD, OLD))


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package, and a folder in which distributions are installed."""
    write(tmp_path / "package/one.py", "one")
    write(tmp_path / "package/part/words.tsv", "words")
    write(tmp_path / "site-packages/library-1.0.dist-info/RECORD", "")
    os.utime(tmp_path / "site-packages/library-1.0.dist-info", (OLD, OLD))
    monkeypatch.setattr(loaded_code, "_iter_modules", lambda: iter(()))
    monkeypatch.setattr(loaded_code, "PACKAGE", str(tmp_path / "package"))
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site-packages")])
    return tmp_path / "package"


def test_code_that_did_not_change_is_not_reported(package: Path) -> None:
    code = LoadedCode()
    write(package / "__pycache__/one.cpython-311.pyc", "compiled")
    assert [code.find_change(), code.find_change()] == [None, None]


CHANGES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "another size": ("one.py", lambda package: write(package / "one.py", "another text")),
    "another time": ("one.py", lambda package: os.utime(package / "one.py", (OLD + 1, OLD + 1))),
    "another file of the same size and time": (
        "one.py",
        lambda package: (write(package / "new", "two"), (package / "new").rename(package / "one.py")),
    ),
    "a data file": ("part/words.tsv", lambda package: write(package / "part/words.tsv", "other words")),
    "a file that goes": ("part/words.tsv", lambda package: (package / "part/words.tsv").unlink()),
    "a file that is new": ("new.py", lambda package: write(package / "new.py", "new")),
    "a library that is replaced": (
        "../site-packages/library-1.0.dist-info",
        lambda package: (package / "../site-packages/library-1.0.dist-info").rename(package / "../site-packages/library-1.1.dist-info"),
    ),
    "a package that is moved": ("one.py", lambda package: package.rename(package.parent / "moved")),
}


@pytest.mark.parametrize(("name", "change"), CHANGES.values(), ids=CHANGES)
def test_each_change_is_reported_with_its_file(package: Path, name: str, change: Callable[[Path], object]) -> None:
    code = LoadedCode()
    change(package)
    changed = code.find_change()
    assert changed is not None
    assert os.path.normpath(changed) == os.path.normpath(package / name)


def test_library_that_is_installed_later_is_a_change(package: Path) -> None:
    code = LoadedCode()
    (package.parent / "site-packages/other-1.0.dist-info").mkdir()
    assert code.find_change() == str(package.parent / "site-packages/other-1.0.dist-info")


def test_code_that_was_changed_after_this_process_started_is_a_change_from_the_first(package: Path) -> None:
    (package / "one.py").write_text("now")
    assert LoadedCode().find_change() == str(package / "one.py")
