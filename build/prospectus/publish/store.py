"""The build cache: one SQLite file a site, in the user's cache folder and never in the repository, where others could plant one.

Anything that is wrong with it costs time, never a wrong page: a file that cannot be read is thrown away, a locked one is done without.
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

SCHEMA = "CREATE TABLE IF NOT EXISTS kept (name TEXT, key TEXT, value BLOB, PRIMARY KEY (name, key)) WITHOUT ROWID"
FORMAT = f"1 {prospectus.__version__}"
LARGEST = 512 * 1024 * 1024
"""Bytes; a cache that has grown beyond is started anew."""


def path_for(root: Path, folder: Path | None = None) -> Path:
    """Return the cache file of the site in `root`."""
    place = folder or Path(os.environ.get("PROSPECTUS_CACHE", "") or user_cache_path("prospectus"))
    return place / f"{hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:24]}.sqlite"


class SqliteStore:
    """Keeps pickled values by name and key; safe for several runs at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._process = os.getpid()
        self._abandoned: list[sqlite3.Connection | None] = []
        self._connection = self._opened()

    def read(self, name: str, key: str) -> Any | None:
        """Return a value; None when it is not there or not readable."""
        self._own()
        if self._connection is None:
            return None
        try:
            row = self._connection.execute("SELECT value FROM kept WHERE name = ? AND key = ?", (name, key)).fetchone()
            return pickle.loads(row[0]) if row else None  # noqa: S301  (our own file, in the user's own folder)
        except sqlite3.OperationalError:
            return None
        except Exception:
            self._discard()
            return None

    def write(self, values: dict[tuple[str, str], Any]) -> None:
        """Keep values, all or none of them."""
        rows = [(name, key, pickle.dumps(value, pickle.HIGHEST_PROTOCOL)) for (name, key), value in values.items()]
        try:
            if self._connection is not None:
                with self._connection as connection:
                    connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)
        except sqlite3.OperationalError:
            pass  # locked for long, or no room: the next build makes it again
        except sqlite3.DatabaseError:
            self._discard()

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _own(self) -> None:
        """Open the file anew in a process that was forked; a connection must not be shared."""
        if self._process != os.getpid():
            self._process = os.getpid()
            self._abandoned.append(self._connection)
            self._connection = self._opened()

    def _opened(self) -> sqlite3.Connection | None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self._path.exists() and self._path.stat().st_size > LARGEST:
                self._path.unlink()
            return self._connected()
        except sqlite3.OperationalError:
            return None
        except sqlite3.DatabaseError:
            self._path.unlink(missing_ok=True)
            with contextlib.suppress(sqlite3.Error, OSError):
                return self._connected()
        except OSError:
            return None
        return None

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=5)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(SCHEMA)
        kept = connection.execute("SELECT value FROM kept WHERE name = 'format'").fetchone()
        if kept is None or kept[0] != FORMAT:
            with connection:
                connection.execute("DELETE FROM kept")
                connection.execute("INSERT INTO kept VALUES ('format', '', ?)", (FORMAT,))
        return connection

    def _discard(self) -> None:
        self.close()
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                Path(f"{self._path}{ending}").unlink(missing_ok=True)
