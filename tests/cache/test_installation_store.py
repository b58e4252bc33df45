"""Values of the installation are kept beside the code, else in the cache folder of the user; nothing that is damaged is used."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from prospectus.cache import installation_store
from prospectus.cache.installation_store import VERSIONS, read, write


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the byte code of an installation that can be written, by a Python that writes byte code."""
    monkeypatch.setattr(installation_store, "cache_from_source", lambda _: str(tmp_path / "package/__pycache__/module.pyc"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setenv("PROSPECTUS_CACHE", str(tmp_path / "user"))
    return tmp_path / "package/__pycache__"


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_value_is_kept_beside_the_code(package: Path, tmp_path: Path) -> None:
    write("pages/talk.html", "abc", b"value")
    assert read("pages/talk.html", "abc") == b"value"
    assert read("pages/talk.html", "abd") is None
    assert (files_in(package), files_in(tmp_path / "user")) == (["pages-talk.html.abc"], [])


@pytest.mark.parametrize("reason", ["the folder cannot be written", "Python writes no byte code", "Python has no byte code"])
def test_value_is_kept_in_the_folder_of_the_user(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str) -> None:
    if reason == "the folder cannot be written":
        package.parent.write_text("a file in its place")
    elif reason == "Python writes no byte code":
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
    else:
        monkeypatch.setattr(installation_store, "cache_from_source", _refuse)
    write("a", "abc", b"value")
    assert read("a", "abc") == b"value"
    assert (files_in(package), files_in(tmp_path / "user/installation")) == ([], ["a.abc"])


def _refuse(_: str) -> str:
    raise NotImplementedError


def test_value_of_a_package_that_cannot_be_written_is_read(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a", "abc", b"value")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert read("a", "abc") == b"value"


@pytest.mark.parametrize("harm", [b"", b"x", b"x" * 100])
def test_damaged_value_is_not_used_and_is_replaced(package: Path, harm: bytes) -> None:
    write("a", "abc", b"value")
    (package / "a.abc").write_bytes(harm)
    assert read("a", "abc") is None
    write("a", "abc", b"value")
    assert read("a", "abc") == b"value"


def test_few_versions_of_a_value_are_kept(package: Path) -> None:
    write("a.b", "abc", b"value")
    for number in range(VERSIONS + 5):
        write("a", f"{number:02}", b"value")
    assert len(files_in(package)) == VERSIONS + 1
    assert read("a.b", "abc") == read("a", f"{VERSIONS + 4:02}") == b"value"


def test_nothing_is_kept_where_nothing_can_be_written(package: Path, tmp_path: Path) -> None:
    for folder in (package.parent, tmp_path / "user"):
        folder.write_text("a file in its place")
    write("a", "abc", b"value")
    assert read("a", "abc") is None
