"""The folder of the releases of a site, beside the site: `.site.releases` for `site`.

A release is a complete site in a folder that has the name of its id, as its manifest states it. Any other folder there is the rest of a
build that was killed. A release that is older than those to keep becomes the spare folder, in which the next one is prepared: most of its
files are the right ones already.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prospectus.errors import UsageError
from prospectus.file_lock import LockedElsewhere, hold_file_lock
from prospectus.problems import Message
from prospectus.publish.files import naming
from prospectus.render.manifest import HEAD_BYTES, read_release_id
from prospectus.render.manifest import PATH as MANIFEST

LOCK, SPARE, STAGE = "lock", "spare", "stage"
"""The names in the folder that are no releases: its lock, a folder to prepare a release in, and the release that is prepared."""
IGNORE_FILE = ".gitignore"
WAIT_SECONDS = 600.0
"""How long a build waits for another one into the same folder."""
WAITING = Message("Waiting for {holder}, which is publishing into {target} …", "正在等待 {holder}：它正在发布到 {target}……")
STILL_LOCKED = Message(
    "Nothing was published: {holder} has been publishing into {target} for {seconds} seconds. Run the command again when it has ended.",
    "未发布：{holder} 正在发布到 {target}，已等待 {seconds} 秒。请待其结束后再运行本命令。",
)


@dataclass(frozen=True, slots=True)
class Release:
    """A release on disk."""

    id: str
    """A hash of its files."""
    folder: Path
    published_at: datetime
    """When it was written; aware, in UTC."""


class ReleaseStore:
    """The releases beside the folder of a site, `target`."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.folder = target.parent / f".{target.name}.releases"
        self.stage = self.folder / STAGE
        self.spare = self.folder / SPARE

    @contextmanager
    def locked(self, command: str, announce: Callable[[Message], None], *, wait_seconds: float | None = None) -> Iterator[None]:
        """Hold the lock of the target, waiting for another command if necessary; where no folder can be made, it is on the target itself.

        Raises UsageError when the other command has not ended after `wait_seconds`, by default WAIT_SECONDS.
        """
        seconds = WAIT_SECONDS if wait_seconds is None else wait_seconds
        path = self.folder / LOCK if self.make_folder() else self.target
        if path.is_file():
            with naming(path):
                path.open("ab").close()

        def tell(holder: Message) -> None:
            announce(WAITING.fill(holder=holder, target=self.target))

        try:
            with hold_file_lock(path, command, tell, seconds):
                yield
        except LockedElsewhere as locked:
            raise UsageError(STILL_LOCKED.fill(holder=locked.holder, target=self.target, seconds=round(seconds))) from None

    def make_folder(self) -> bool:
        """Make the folder of the releases, which git ignores and other users cannot list. Return whether it exists and is writable."""
        if (self.folder / LOCK).is_file():
            return True
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.folder / IGNORE_FILE).write_text("*\n", encoding="utf-8")
            (self.folder / LOCK).touch()
        except OSError:
            if self.target.is_dir():
                return False
            with naming(self.folder):
                raise
        return True

    def read_live(self) -> Release | None:
        """Return the release that is published; None if there is none, or its manifest cannot be read."""
        return _read_release(self.target)

    def list_kept(self) -> list[Release]:
        """Return the releases that are kept and not published, the latest first."""
        live = self.read_live()
        releases = (_read_release(folder) for folder in self._iter_folders())
        kept = [release for release in releases if release is not None and release.id == release.folder.name]
        others = [release for release in kept if live is None or release.id != live.id]
        return sorted(others, key=lambda release: (release.published_at, release.id), reverse=True)

    def remove_leftovers(self) -> None:
        """Remove what a killed build has left. Must be called with the lock held."""
        published = self.target.resolve()
        for folder in self._iter_folders():
            if folder.name != SPARE and folder.resolve() != published and not _is_release(folder):
                shutil.rmtree(folder, ignore_errors=True)
        for link in self.folder.glob("*.link"):
            link.unlink()

    def keep_latest(self, number: int) -> None:
        """Keep the latest releases besides the published one; the next older one becomes the spare folder, and others are removed."""
        published = self.target.resolve()
        live = self.read_live()
        same = [self.folder / live.id] if live is not None else []
        surplus = [*self.list_kept()[number:], *(release for release in map(_read_release, same) if release is not None)]
        for release in surplus:
            if release.folder.resolve() == published:
                continue
            if self.spare.exists():
                shutil.rmtree(release.folder, ignore_errors=True)
            else:
                release.folder.rename(self.spare)

    def _iter_folders(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from (path for path in sorted(self.folder.iterdir()) if path.is_dir() and not path.is_symlink())


def _is_release(folder: Path) -> bool:
    release = _read_release(folder)
    return release is not None and release.id == folder.name


def _read_release(folder: Path) -> Release | None:
    """Return the release in a folder, from the first lines of its manifest."""
    path = folder / MANIFEST
    try:
        with path.open("rb") as file:
            release_id = read_release_id(file.read(HEAD_BYTES))
        return Release(release_id, folder, datetime.fromtimestamp(path.stat().st_mtime, UTC)) if release_id else None
    except OSError:
        return None
