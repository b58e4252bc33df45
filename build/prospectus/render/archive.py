"""A zip archive that is the same for the same entries: they stand in the order given, under a fixed date."""

from __future__ import annotations

from collections.abc import Container, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every entry: the first that a zip archive can hold."""
UNIX, READABLE = 3, 0o644 << 16
"""On which system an entry was made, and who may read it: the same wherever it really was."""


def packed(entries: Mapping[str, bytes], *, stored: Container[str] = ()) -> bytes:
    """Return an archive of `entries` by name; those named in `stored` are not compressed."""
    whole = BytesIO()
    with ZipFile(whole, "w") as archive:
        for name, body in entries.items():
            entry = ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = UNIX, READABLE
            entry.compress_type = ZIP_STORED if name in stored else ZIP_DEFLATED
            archive.writestr(entry, body, compresslevel=9)
    return whole.getvalue()


def unpacked(archive: bytes) -> dict[str, bytes]:
    """Return the entries of an archive that a library wrote, in its order."""
    with ZipFile(BytesIO(archive)) as source:
        return {name: source.read(name) for name in source.namelist()}
