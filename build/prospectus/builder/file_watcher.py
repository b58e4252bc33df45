"""Watches the files that a site is built from: the system reports changes; where it cannot, the files are compared twice a second."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from watchdog import events
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

CHANGES: list[type[FileSystemEvent]] = [
    events.DirCreatedEvent,
    events.DirDeletedEvent,
    events.DirMovedEvent,
    events.FileCreatedEvent,
    events.FileDeletedEvent,
    events.FileModifiedEvent,
    events.FileMovedEvent,
]
"""The events that count. A build opens and reads files itself, which some systems report as well."""
POLLING_INTERVAL = 0.5
"""Seconds between two comparisons of all files."""
UNREPORTED = ("9p", "afs", "cifs", "fakeowner", "fuse", "nfs", "prl_fs", "smb", "vboxsf", "virtiofs")
"""How the names of file systems begin whose files others can change, such as another machine, without a report of the system."""
_MOUNTS = Path("/proc/self/mounts")
"""What is mounted, on Linux: proc(5); the second field of each line is a path, the third a type."""
_OCTAL = re.compile(r"\\([0-7]{3})")
OnChange = Callable[[str], None]
"""Is called with each path that has changed, from another thread."""


class FileWatcher:
    """Watches folders, with all that is in them, and single files. It takes the place of the observer of MkDocs's server."""

    def __init__(self, paths: Iterable[Path], on_change: OnChange) -> None:
        self._paths, self._on_change = [path.resolve() for path in paths], on_change
        self._observer: BaseObserver | None = None

    def start(self) -> None:
        """Start to watch."""
        if not any(map(is_unreported, self._paths)):
            try:
                self._observer = self._watch(Observer())
            except OSError:  # the system limits how many folders can be watched
                self._observer = None
        self._observer = self._observer or self._watch(PollingObserver(timeout=POLLING_INTERVAL))

    def stop(self) -> None:
        """Stop to watch."""
        if self._observer is not None:
            self._observer.stop()

    def join(self) -> None:
        """Wait until nothing is watched any more."""
        if self._observer is not None:
            self._observer.join()

    def _watch(self, observer: BaseObserver) -> BaseObserver:
        """Return a running observer. A file is watched through its folder: many programs save a file by putting another in its place."""
        for path in self._paths:
            is_folder = path.is_dir()
            handler = _Handler(self._on_change, None if is_folder else str(path))
            observer.schedule(handler, str(path if is_folder else path.parent), recursive=is_folder, event_filter=CHANGES)
        observer.start()
        return observer


class _Handler(FileSystemEventHandler):
    def __init__(self, on_change: OnChange, file: str | None) -> None:
        self._on_change, self._file = on_change, file

    def on_any_event(self, event: FileSystemEvent) -> None:
        for path in {str(event.src_path), str(event.dest_path)} - {""}:
            if self._file in (None, path):
                self._on_change(path)


def is_unreported(path: Path) -> bool:
    """Return whether a path is on a file system whose changes the system may not report. It is known of Linux alone."""
    return _find_file_system(path, _read_mounts()).startswith(UNREPORTED)


def _read_mounts() -> Sequence[tuple[str, str]]:
    """Return where file systems are mounted, and of which types they are, as Linux tells."""
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ()
    return [(_OCTAL.sub(lambda match: chr(int(match[1], 8)), fields[1]), fields[2]) for fields in map(str.split, lines) if len(fields) > 2]


def _find_file_system(path: Path, mounts: Iterable[tuple[str, str]]) -> str:
    """Return the type of the file system that holds a path; empty if that is not known."""
    holding = ((len(folder), file_system) for folder, file_system in mounts if path.is_relative_to(folder))
    return max(holding, default=(0, ""))[1]
