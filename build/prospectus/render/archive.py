"""Reproducible zip archives: equal entries give equal bytes. Entries keep the given order and have a fixed date."""

from __future__ import annotations

from collections.abc import Container, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every entry: the earliest one that the zip format can store."""
UNIX, READABLE = 3, 0o644 << 16
"""The creating system and the file mode (0644) of every entry. Both are fixed, so that they do not depend on the build machine."""


def packed(entries: Mapping[str, bytes], *, stored: Container[str] = ()) -> bytes:
    """Return a zip archive of `entries` (name to content). Entries named in `stored` are not compressed."""
    whole = BytesIO()
    with ZipFile(whole, "w") as archive:
        for name, body in entries.items():
            entry = ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = UNIX, READABLE
            entry.compress_type = ZIP_STORED if name in stored else ZIP_DEFLATED
            archive.writestr(entry, body, compresslevel=9)
    return whole.getvalue()


def unpacked(archive: bytes) -> dict[str, bytes]:
    """Return the entries of a zip archive by name, in the order of the archive."""
    with ZipFile(BytesIO(archive)) as source:
        return {name: source.read(name) for name in source.namelist()}
