"""Saving several files: all of them, or none."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from prospectus.scheduling.save_files import write_files


def test_written_files_keep_their_mode(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("old")
    (tmp_path / "a.yml").chmod(0o640)
    write_files(tmp_path, {"a.yml": "new", "deep/b.yml": "too"})
    assert (tmp_path / "a.yml").read_text() == "new"
    assert stat.S_IMODE((tmp_path / "a.yml").stat().st_mode) == 0o640
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == ["a.yml", "deep", "deep/b.yml"]


def test_nothing_is_written_when_one_file_fails(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_files(tmp_path, {"a.yml": "new", "b.yml": "\ud800"})
    assert [path.name for path in tmp_path.iterdir()] == ["a.yml"]
    assert (tmp_path / "a.yml").read_text() == "old"


@pytest.mark.parametrize("obstacle", ["a folder in place of the file", "a file in place of the folder"])
def test_files_moved_into_place_are_restored_when_a_later_one_fails(tmp_path: Path, obstacle: str) -> None:
    (tmp_path / "a.yml").write_text("old")
    (tmp_path / "a.yml").chmod(0o640)
    (tmp_path / "link.yml").symlink_to("a.yml")
    if obstacle == "a folder in place of the file":
        (tmp_path / "z/z.yml/inside").mkdir(parents=True)
    else:
        (tmp_path / "z").write_text("")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(OSError, match="z"):
        write_files(tmp_path, {"link.yml": "new", "new.yml": "new", "z/z.yml": "new"})
    assert sorted(tmp_path.rglob("*")) == before
    assert ((tmp_path / "a.yml").read_text(), stat.S_IMODE((tmp_path / "a.yml").stat().st_mode)) == ("old", 0o640)
