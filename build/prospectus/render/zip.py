"""Reproducible zip archives: equal entries give equal bytes. Entries keep the given order and have a fixed date."""

from __future__ import annotations

from collections.abc import Container, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every entry: the earliest one that the zip format can store."""
UNIX, MODE_0644 = 3, 0o644 << 16
"""The creating system and the file mode (0644) of every entry. Both are fixed, so that they do not depend on the build machine."""


def pack_zip(entries: Mapping[str, bytes], *, stored: Container[str] = ()) -> bytes:
    """Return a zip archive of `entries` (name to content). Entries named in `stored` are not compressed."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            entry = ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = UNIX, MODE_0644
            entry.compress_type = ZIP_STORED if name in stored else ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=9)
    return buffer.getvalue()


def unpack_zip(archive: bytes) -> dict[str, bytes]:
    """Return the entries of a zip archive by name, in the order of the archive."""
    with ZipFile(BytesIO(archive)) as zip_file:
        return {name: zip_file.read(name) for name in zip_file.namelist()}
