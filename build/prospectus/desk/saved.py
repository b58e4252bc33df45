"""The archive of feed responses in the repository: the bytes as received, and a YAML file with their metadata beside them."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from prospectus.desk.fetching import LARGEST, Answer
from prospectus.errors import WrongUse
from prospectus.load import yaml

FOLDER = "calendar/feeds"
HEAD = "# Written by `prospectus feeds pull`. Builds read nothing here. · 由 prospectus feeds pull 写入；构建时不读取。\n"
FIELDS = ("url", "file", "sha256", "fetched_at", "etag", "last_modified", "content_type")


@dataclass(frozen=True, slots=True)
class Saved:
    """An archived response."""

    path: str
    """The path of its bytes, relative to the root."""
    url: str
    body: bytes
    content_type: str
    etag: str | None
    last_modified: str | None


def load_answer(root: Path, feed: str) -> Saved | None:
    """Return the archived response of a feed; None when it is missing, unreadable, too large or does not match its SHA-256."""
    try:
        about = yaml.parse((root / FOLDER / f"{feed}.yml").read_text(encoding="utf-8"))
        given = {name: str(about[name]) for name in FIELDS if about.get(name) is not None}
        path = root / FOLDER / given["file"]
        if given["file"] not in (f"{feed}.xml", f"{feed}.json") or path.stat().st_size > LARGEST:
            return None
        body = path.read_bytes()
    except (OSError, UnicodeDecodeError, yaml.Unreadable, AttributeError, KeyError, TypeError):
        return None
    if sha256(body).hexdigest() != given.get("sha256"):
        return None
    etag, last_modified = given.get("etag"), given.get("last_modified")
    return Saved(f"{FOLDER}/{given['file']}", given.get("url", ""), body, given.get("content_type", ""), etag, last_modified)


def keep_answer(root: Path, feed: str, url: str, answer: Answer, now: datetime) -> Saved:
    """Archive a response and return it; raises WrongUse when the folder leads out of the site.

    The bytes are written first: until the metadata has their hash, `load_response` ignores them.
    """
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    if not folder.resolve().is_relative_to(root.resolve()):
        raise WrongUse(f"{FOLDER} must be a folder inside the site's; it leads to {folder.resolve()}")
    ending, other = (".json", ".xml") if answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else (".xml", ".json")
    values = (
        url,
        f"{feed}{ending}",
        sha256(answer.body).hexdigest(),
        now.isoformat(),
        answer.etag,
        answer.last_modified,
        answer.content_type or None,
    )
    said = "".join(f"{name}: {json.dumps(value)}\n" for name, value in zip(FIELDS, values, strict=True) if value is not None)
    _put(folder, f"{feed}{ending}", answer.body)
    _put(folder, f"{feed}.yml", f"{HEAD}{said}".encode())
    (folder / f"{feed}{other}").unlink(missing_ok=True)
    return Saved(f"{FOLDER}/{feed}{ending}", url, answer.body, answer.content_type, answer.etag, answer.last_modified)


def _put(folder: Path, name: str, body: bytes) -> None:
    """Write a file atomically; a symbolic link in its place is replaced, not followed."""
    number, waiting = tempfile.mkstemp(prefix=".feed-", dir=folder)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        whole = Path(waiting)
        whole.chmod(0o644)
        whole.replace(folder / name)
    except BaseException:
        Path(waiting).unlink(missing_ok=True)
        raise
