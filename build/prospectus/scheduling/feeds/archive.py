"""The archive of feed responses in the repository: the bytes as received, and a YAML file with their metadata beside them."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from prospectus.errors import UsageError
from prospectus.load import yaml
from prospectus.problems import Message
from prospectus.scheduling.feeds.http import MAX_BYTES, FeedResponse

ARCHIVE_FOLDER = "calendar/feeds"
FILE_HEADER = "# Written by `prospectus feeds pull`. Builds read nothing here. · 由 prospectus feeds pull 写入；构建时不读取。\n"
METADATA_FIELDS = ("url", "file", "sha256", "fetched_at", "etag", "last_modified", "content_type")


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """An archived response."""

    path: str
    """The path of its bytes, relative to the root."""
    url: str
    body: bytes
    content_type: str
    etag: str | None
    last_modified: str | None


class UnusableArchive(Exception):
    """There is an archived response, but it cannot be used; `reason` says why, as a clause."""

    def __init__(self, path: str, reason: Message) -> None:
        super().__init__(f"{path}: {reason.en}")
        self.path = path
        self.reason = reason


def load_response(root: Path, feed: str) -> ArchivedResponse | None:
    """Return the archived response of a feed; None if there is none.

    Raises UnusableArchive when it is incomplete, unreadable, too large, or not what its SHA-256 says.
    """
    metadata_path = f"{ARCHIVE_FOLDER}/{feed}.yml"
    if not (root / metadata_path).is_file():
        return None
    try:
        metadata = yaml.parse((root / metadata_path).read_text(encoding="utf-8"))
        values = {name: str(metadata[name]) for name in METADATA_FIELDS if metadata.get(name) is not None}
        path = f"{ARCHIVE_FOLDER}/{values['file']}"
        digest = values["sha256"]
    except (OSError, UnicodeDecodeError, yaml.YamlError, AttributeError, KeyError, TypeError):
        reason = Message("it does not say which file was saved, and with which SHA-256", "没有写明保存的文件及其 SHA-256")
        raise UnusableArchive(metadata_path, reason) from None
    if values["file"] not in (f"{feed}.xml", f"{feed}.json"):
        raise UnusableArchive(metadata_path, Message(f"it names the file {values['file']}", f"所指的文件是 {values['file']}"))
    body = _read_body(root, path)
    if sha256(body).hexdigest() != digest:
        raise UnusableArchive(path, Message("it was changed after it was saved", "保存之后被改动过"))
    etag, last_modified = values.get("etag"), values.get("last_modified")
    return ArchivedResponse(path, values.get("url", ""), body, values.get("content_type", ""), etag, last_modified)


def _read_body(root: Path, path: str) -> bytes:
    try:
        if (root / path).stat().st_size > MAX_BYTES:
            raise UnusableArchive(path, Message(f"it is larger than {MAX_BYTES:,} bytes", f"超过 {MAX_BYTES:,} 字节"))
        return (root / path).read_bytes()
    except OSError:
        raise UnusableArchive(path, Message("it cannot be read", "无法读取")) from None


def save_response(root: Path, feed: str, url: str, response: FeedResponse, now: datetime) -> ArchivedResponse:
    """Archive a response and return it; raises UsageError when the folder leads out of the site.

    The bytes are written first: until the metadata has their hash, `load_response` ignores them.
    """
    folder = root / ARCHIVE_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    if not folder.resolve().is_relative_to(root.resolve()):
        raise UsageError(
            Message(
                f"{ARCHIVE_FOLDER} must be a folder inside the site's; it leads to {folder.resolve()}.",
                f"{ARCHIVE_FOLDER} 必须是站点目录内的目录；它指向 {folder.resolve()}。",
            )
        )
    extension, other_extension = (".json", ".xml") if response.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else (".xml", ".json")
    values = (
        url,
        f"{feed}{extension}",
        sha256(response.body).hexdigest(),
        now.isoformat(),
        response.etag,
        response.last_modified,
        response.content_type or None,
    )
    metadata = "".join(f"{name}: {json.dumps(value)}\n" for name, value in zip(METADATA_FIELDS, values, strict=True) if value is not None)
    _write_atomically(folder, f"{feed}{extension}", response.body)
    _write_atomically(folder, f"{feed}.yml", f"{FILE_HEADER}{metadata}".encode())
    (folder / f"{feed}{other_extension}").unlink(missing_ok=True)
    return ArchivedResponse(
        f"{ARCHIVE_FOLDER}/{feed}{extension}", url, response.body, response.content_type, response.etag, response.last_modified
    )


def _write_atomically(folder: Path, name: str, body: bytes) -> None:
    """Write a file atomically; a symbolic link in its place is replaced, not followed."""
    descriptor, temporary_name = tempfile.mkstemp(prefix=".feed-", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        temporary_path = Path(temporary_name)
        temporary_path.chmod(0o644)
        temporary_path.replace(folder / name)
    except BaseException:
        Path(temporary_name).unlink(missing_ok=True)
        raise
