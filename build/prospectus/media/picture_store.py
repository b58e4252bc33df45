"""Keeps the files that are made of pictures, a folder per picture, so that each is made once.

The folder of a picture is named by a hash of its content and of what makes it. It is written under another name and then renamed: it is
complete or not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
import weakref
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prospectus.media.renditions import EncodedPicture, PictureSet

INDEX = "index.json"
UNUSED_DAYS = 30
"""After how many days a picture goes that no build has used."""
_SUFFIXES = {"image/jpeg": "jpg", "image/svg+xml": "svg"}


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture in one size and format, as a file of the store."""

    path: Path
    media_type: str
    width: int
    height: int
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """The name of the file: its width and its format."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class StoredSet:
    """All files that are made of one picture."""

    main: StoredPicture
    portable: StoredPicture
    alternatives: tuple[StoredPicture, ...]
    transparent: bool


class PictureStore:
    """A folder of pictures; without one that can be written, a temporary folder that lives as long as the store."""

    def __init__(self, folder: Path | None) -> None:
        if folder is not None and _make_folder(folder):
            self._folder = folder
        else:
            self._folder = Path(tempfile.mkdtemp(prefix="prospectus-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)

    def find(self, key: str) -> StoredSet | None:
        """Return the files of a picture; None if they are not in the store."""
        folder = self._folder / key
        try:
            index: dict[str, Any] = json.loads((folder / INDEX).read_bytes())
            pictures = [StoredPicture(folder / row["name"], *row["facts"]) for row in index["pictures"]]
            if any(picture.path.stat().st_size != picture.size for picture in pictures):
                return None
            return StoredSet(
                pictures[0], pictures[index["portable"]], tuple(pictures[i] for i in index["alternatives"]), index["transparent"]
            )
        except (OSError, ValueError, RecursionError, KeyError, TypeError, IndexError):
            return None

    def add(self, key: str, pictures: PictureSet) -> None:
        """Write the files of a picture."""
        distinct = list(dict.fromkeys((pictures.main, pictures.portable, *pictures.alternatives)))
        rows = [{"name": _name(picture, number), "facts": _facts(picture)} for number, picture in enumerate(distinct)]
        index = {
            "pictures": rows,
            "portable": distinct.index(pictures.portable),
            "alternatives": [distinct.index(picture) for picture in pictures.alternatives],
            "transparent": pictures.transparent,
        }
        stage = Path(tempfile.mkdtemp(dir=self._folder))
        for row, picture in zip(rows, distinct, strict=True):
            (stage / str(row["name"])).write_bytes(picture.body)
        (stage / INDEX).write_text(json.dumps(index), encoding="utf-8")
        shutil.rmtree(self._folder / key, ignore_errors=True)
        try:
            os.rename(stage, self._folder / key)  # noqa: PTH104  (another process may have made the same picture)
        except OSError:
            shutil.rmtree(stage, ignore_errors=True)

    def prune(self, used: Collection[str]) -> None:
        """Remove the pictures that are not used and have not been for long."""
        oldest = time.time() - UNUSED_DAYS * 24 * 60 * 60
        with suppress(OSError):
            for folder in self._folder.iterdir():
                if folder.name in used:
                    os.utime(folder)
                elif folder.stat().st_mtime < oldest:
                    shutil.rmtree(folder, ignore_errors=True)


def _make_folder(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def _name(picture: EncodedPicture, number: int) -> str:
    format_name = picture.media_type.removeprefix("image/")
    suffix = _SUFFIXES.get(picture.media_type, format_name)
    return f"{picture.width}.{suffix}" if number else f"main.{suffix}"


def _facts(picture: EncodedPicture) -> tuple[str, int, int, int, str]:
    return picture.media_type, picture.width, picture.height, len(picture.body), hashlib.sha256(picture.body).hexdigest()
