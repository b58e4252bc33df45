"""What others have put into a folder since it was listed is found by looking again at the folders that have changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from prospectus.publish import files
from prospectus.publish.files import iter_added, list_folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in ("index.html", "talks/one/index.html", "talks/two/index.html", "rules/index.html"):
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(name, encoding="utf-8")
    (tmp_path / "site/empty").mkdir()
    return tmp_path / "site"


def test_folders_that_changed_long_before_the_listing_are_looked_at_again_if_they_change(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "CLOCK_STEP", -(10**12))  # as if all folders were old
    listing = list_folder(str(site))
    assert set(iter_added(str(site), listing)) == set()
    before = (site / "talks/one").stat()
    wait_for_the_clock(site.parent)
    (site / "talks/one/late.txt").touch()
    os.utime(site / "talks/one", ns=(before.st_atime_ns, before.st_mtime_ns))  # as programs that copy folders do
    (site / "empty/new/deep").mkdir(parents=True)
    (site / "empty/new/deep/late.txt").touch()
    assert set(iter_added(str(site), listing)) == {"talks/one/index.html", "talks/one/late.txt", "empty/new/deep/late.txt"}


def test_folders_that_have_just_changed_are_always_looked_at_again(site: Path) -> None:
    listing = list_folder(str(site))
    assert set(iter_added(str(site), listing)) == set(listing.inodes)


def test_folder_that_is_there_under_another_name_and_lacks_a_part(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CLOCK_STEP", -(10**12))
    listing = list_folder(str(site))
    other = site.rename(site.with_name("other"))
    (other / "rules/index.html").unlink()
    (other / "rules").rmdir()
    (other / "rules").touch()
    assert set(iter_added(str(other), listing)) == {"index.html", "rules"}


def wait_for_the_clock(folder: Path) -> None:
    """Wait until the file system gives a change another time."""
    before = folder.stat().st_ctime_ns
    while folder.stat().st_ctime_ns == before:
        (folder / "probe").touch()
        (folder / "probe").unlink()
