"""Values that depend on the installation, and not on the site: kept beside our code, as Python keeps `.pyc` files.

Where the installation cannot be written, as in a container or with a package of the system, new values go to the cache folder of the user.
Both places are read. Nothing is ever wrong there: a name contains a hash of everything that the value depends on, and what was damaged is
not used.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path

from prospectus.cache.sqlite_store import cache_folder

VERSIONS = 8
"""How many values are kept of a name, such as a template of which several sites have a version of their own."""
_HASH_BYTES = 16


def read(name: str, key: str) -> bytes | None:
    """Return a value; None if there is none, or if it is damaged."""
    for folder in _folders():
        with suppress(OSError):
            content = Path(folder, _file_name(name, key)).read_bytes()
            value = content[_HASH_BYTES:]
            if content[:_HASH_BYTES] == _hash(value):
                return value
    return None


def write(name: str, key: str, value: bytes) -> None:
    """Keep a value, if there is a folder in which that is possible."""
    for folder in _folders():
        is_private = folder == _user_folder()
        if sys.dont_write_bytecode and not is_private:
            continue
        try:
            folder.mkdir(0o700 if is_private else 0o777, parents=True, exist_ok=True)
            _write_file(folder / _file_name(name, key), _hash(value) + value)
        except OSError:
            continue
        _remove_oldest(folder, name)
        return


def _folders() -> tuple[Path, ...]:
    """Return the folder in which Python keeps the byte code of this module, if it keeps any, and a folder of the user."""
    try:
        return Path(cache_from_source(__file__)).parent, _user_folder()
    except NotImplementedError:
        return (_user_folder(),)


def _user_folder() -> Path:
    return cache_folder() / "installation"


def _file_name(name: str, key: str) -> str:
    return f"{name.replace('/', '-')}.{key}"


def _hash(value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=_HASH_BYTES).digest()


def _write_file(path: Path, content: bytes) -> None:
    """Write a file in one step, so that no process reads a part of it."""
    unfinished = path.with_name(f".{os.getpid()}.{path.name}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def _remove_oldest(folder: Path, name: str) -> None:
    """Remove the oldest values of a name beyond `VERSIONS`."""
    with suppress(OSError):
        for path in sorted(_iter_values(folder, name), key=lambda path: path.stat().st_mtime_ns, reverse=True)[VERSIONS:]:
            path.unlink()


def _iter_values(folder: Path, name: str) -> Iterator[Path]:
    stem = _file_name(name, "")
    return (path for path in folder.iterdir() if path.name.startswith(stem) and "." not in path.name[len(stem) :])
