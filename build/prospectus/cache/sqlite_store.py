"""The build cache on disk: one SQLite file per site, in the user's cache folder.

It is never in the repository, where others could plant one: its values are unpickled. A defect costs time and never gives a wrong page: an
unreadable file is deleted, and a locked one is not used.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sqlite3
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

import prospectus
from prospectus.cache.library_versions import library_versions

SCHEMA = "CREATE TABLE IF NOT EXISTS {table} (name TEXT, key TEXT, value BLOB, PRIMARY KEY (name, key)) WITHOUT ROWID"
SELECT = "SELECT value FROM {table} WHERE name = ? AND key = ?"
INSERT = "INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)"
FORMAT = 4
"""The version of the layout of the file."""
MAX_BYTES = 512 * 1024 * 1024
"""Maximum size in bytes; a larger cache file is deleted and started anew."""


def cache_folder() -> Path:
    """Return the folder of all caches: PROSPECTUS_CACHE, else that of the user."""
    return Path(os.environ.get("PROSPECTUS_CACHE", "") or user_cache_path("prospectus"))


def cache_path(root: Path) -> Path:
    """Return the path of the cache file of the site in `root`."""
    return cache_folder() / f"{hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:24]}.sqlite"


class SqliteStore:
    """Stores pickled values by name and key; safe for concurrent runs and forked processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._process_id = os.getpid()
        self._abandoned: list[sqlite3.Connection | None] = []
        self._table = f"kept_{hashlib.sha256(repr((FORMAT, prospectus.__version__, library_versions())).encode()).hexdigest()[:16]}"
        """The table of this layout, version of Prospectus and versions of libraries. There is one at a time: opening drops all others.

        A process that is still running with other versions then finds nothing, and writes nothing that this one would read.
        """
        self._connection = self._open()
        self._data_version = self._read_data_version()

    @property
    def files_folder(self) -> Path:
        """The folder for files that are too large for a value, beside the file; it need not exist."""
        return self._path.with_suffix(".files")

    def read(self, name: str, key: str) -> Any | None:
        """Return a value; None when it does not exist or cannot be read."""
        self._reopen_after_fork()
        if self._connection is None:
            return None
        try:
            row = self._connection.execute(SELECT.format(table=self._table), (name, key)).fetchone()
            return pickle.loads(row[0]) if row else None  # noqa: S301  (our own file, in the user's own folder)
        except sqlite3.OperationalError:
            return None
        except Exception:
            self._discard()
            return None

    def write(self, values: dict[tuple[str, str], Any]) -> None:
        """Store values, all or none of them; SQLite errors are not raised. Only one of them is in memory twice at a time."""
        rows = ((name, key, pickle.dumps(value, pickle.HIGHEST_PROTOCOL)) for (name, key), value in values.items())
        try:
            if self._connection is not None:
                with self._connection as connection:
                    connection.executemany(INSERT.format(table=self._table), rows)
        except sqlite3.OperationalError:
            pass  # locked for too long, or disk full: the next build computes the values again
        except sqlite3.DatabaseError:
            self._discard()

    def has_other_writes(self) -> bool:
        """Return whether another process has written since the last call, or since the file was opened."""
        previous, self._data_version = self._data_version, self._read_data_version()
        return previous != self._data_version

    def _read_data_version(self) -> int | None:
        """Return a number that changes with each write of another connection (SQLite, PRAGMA data_version)."""
        try:
            row = self._connection.execute("PRAGMA data_version").fetchone() if self._connection is not None else None
        except sqlite3.Error:
            return None
        return row[0] if row is not None else None

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _reopen_after_fork(self) -> None:
        """Reopen the file in a forked process, because SQLite connections must not be shared between processes."""
        if self._process_id != os.getpid():
            self._process_id = os.getpid()
            self._abandoned.append(self._connection)
            self._connection = self._open()

    def _open(self) -> sqlite3.Connection | None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self._path.exists() and self._path.stat().st_size > MAX_BYTES:
                self._path.unlink()
            return self._connect()
        except sqlite3.OperationalError:
            return None
        except sqlite3.DatabaseError:
            self._path.unlink(missing_ok=True)
            with contextlib.suppress(sqlite3.Error, OSError):
                return self._connect()
        except OSError:
            return None
        return None

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=5, check_same_thread=False)  # threads that share a store hold a lock
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(SCHEMA.format(table=self._table))
        others = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name != ?", (self._table,)).fetchall()
        if others:
            with connection:
                for (name,) in others:
                    connection.execute(f'DROP TABLE "{name}"')
        return connection

    def _discard(self) -> None:
        self.close()
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                Path(f"{self._path}{suffix}").unlink(missing_ok=True)
