"""The media types of the files of a site, as a server must state them (IANA media types; RFC 9110, 8.3)."""

from __future__ import annotations

from pathlib import PurePosixPath

from prospectus.media.file_types import FILE_TYPES, PICTURES

_DOWNLOADS = {
    suffix.removeprefix("."): file_type.media_type
    for file_type in FILE_TYPES
    for suffix in file_type.suffixes
    if file_type.media_type not in ("text/html", "application/x-ole-storage")
}
TYPES = {
    **_DOWNLOADS,
    "atom": "application/atom+xml",
    "css": "text/css",
    "csv": "text/csv",
    "doc": "application/msword",
    "html": "text/html",
    "ico": "image/vnd.microsoft.icon",
    "ics": "text/calendar",
    "js": "text/javascript",
    "json": "application/json",
    "opml": "text/x-opml",
    "ppt": "application/vnd.ms-powerpoint",
    "txt": "text/plain",
    "webmanifest": "application/manifest+json",
    "woff2": "font/woff2",
    "xls": "application/vnd.ms-excel",
    "xml": "application/xml",
}
"""By suffix, without a character set: downloads and pictures, then what the site makes itself, and the types of old office programs."""
OTHER_TYPE = "application/octet-stream"
TEXT_TYPES = tuple(sorted({media_type for media_type in TYPES.values() if media_type.startswith("text/")}))
"""The types that must state their character set, because its default is another. XML and JSON files state or imply theirs."""
SHOWN_BY_BROWSER = tuple(
    sorted(
        suffix.removeprefix(".")
        for file_type in FILE_TYPES
        for suffix in file_type.suffixes
        if file_type.opens and file_type not in PICTURES
    )
)
"""The suffixes of files for which a browser makes a page of its own, which the policy of our pages would block."""


def find_content_type(path: str) -> str:
    """Return the value of `Content-Type` for a path, such as `text/calendar; charset=utf-8`."""
    media_type = TYPES.get(PurePosixPath(path).suffix.removeprefix(".").lower(), OTHER_TYPE)
    return f"{media_type}; charset=utf-8" if media_type in TEXT_TYPES else media_type
