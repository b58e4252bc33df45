"""Changes of files reach the server, whether the system reports them or the files are compared; reading is no change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

import pytest

from prospectus.builder import file_watcher
from prospectus.builder.file_watcher import FileWatcher, is_unreported
from tiny import write_files

MOUNTS = r"""proc /proc proc rw 0 0
/dev/root / ext4 rw,relatime 0 0
server:/content /srv/content nfs4 rw 0 0
C:\134 /mnt/my\040disk 9p rw 0 0
tmpfs /srv/content/local tmpfs rw 0 0
damaged
"""


@contextmanager
def watching(*paths: Path) -> Iterator[Queue[str]]:
    """Yield a queue of the paths that have changed."""
    changes: Queue[str] = Queue()
    watcher = FileWatcher(paths, changes.put)
    watcher.start()
    try:
        yield changes
    finally:
        watcher.stop()
        watcher.join()


def wait_for(changes: Queue[str], path: Path) -> set[str]:
    """Return the paths that change until `path` is among them."""
    seen: set[str] = set()
    while str(path) not in seen:
        seen.add(changes.get(timeout=60))
    return seen


@pytest.mark.parametrize("is_polling", [False, True], ids=["reported", "compared"])
def test_changes_of_folders_and_of_single_files_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_polling: bool) -> None:
    monkeypatch.setattr(file_watcher, "is_unreported", lambda _: is_polling)
    monkeypatch.setattr(file_watcher, "POLLING_INTERVAL", 0.05)
    root = write_files(tmp_path, {"content/guides/a.yml": "a", "mkdocs.yml": "a", "README.md": "a"})
    with watching(root / "content", root / "mkdocs.yml") as changes:
        (root / "content/guides/a.yml").read_text()
        (root / "content/guides/a.yml").write_text("changed")
        wait_for(changes, root / "content/guides/a.yml")
        (root / "content/news").mkdir()
        (root / "README.md").write_text("not watched")
        (root / "mkdocs.yml.new").write_text("put in the place of the other")
        (root / "mkdocs.yml.new").replace(root / "mkdocs.yml")
        assert {path for path in wait_for(changes, root / "mkdocs.yml") if path.endswith((".md", ".new"))} == set()
        (root / "content/guides/a.yml").unlink()
        wait_for(changes, root / "content/guides/a.yml")


def test_files_are_compared_where_the_system_cannot_watch_more_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Exhausted(file_watcher.PollingObserver):
        def start(self) -> None:
            raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(file_watcher, "Observer", Exhausted)
    monkeypatch.setattr(file_watcher, "POLLING_INTERVAL", 0.05)
    with watching(tmp_path) as changes:
        (tmp_path / "a.yml").write_text("new")
        wait_for(changes, tmp_path / "a.yml")


def test_reading_a_file_is_no_change(tmp_path: Path) -> None:
    root = write_files(tmp_path, {"content/a.yml": "a", "content/b.yml": "b"})
    with watching(root / "content") as changes:
        (root / "content/a.yml").read_text()
        (root / "content/b.yml").write_text("changed")
        assert wait_for(changes, root / "content/b.yml") == {str(root / "content/b.yml")}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/home/site/content", False),
        ("/srv/content", True),
        ("/srv/content/guides", True),
        ("/srv/content/local/site", False),
        ("/srv/contents", False),
        ("/mnt/my disk/site", True),
    ],
)
def test_file_systems_of_other_machines_are_known_by_their_mounts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, expected: bool
) -> None:
    monkeypatch.setattr(file_watcher, "_MOUNTS", tmp_path / "mounts")
    assert is_unreported(Path(path)) is False
    (tmp_path / "mounts").write_text(MOUNTS)
    assert is_unreported(Path(path)) is expected
