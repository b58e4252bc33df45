"""The types of files: by name, by content, and how readers call them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

HEAD_LENGTH = 4096
"""How many bytes of the start of a file say what it is."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file."""

    media_type: str
    label: str
    """What readers call it, in every language: `PDF`, `Word`."""
    suffixes: tuple[str, ...]
    """The endings of its names, in lower case; the first is the usual one."""
    opens: bool = False
    """Whether browsers show it; they save files of other types."""


PICTURES = (
    FileType("image/jpeg", "JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"), opens=True),
    FileType("image/png", "PNG", (".png", ".apng"), opens=True),
    FileType("image/gif", "GIF", (".gif",), opens=True),
    FileType("image/webp", "WebP", (".webp",), opens=True),
    FileType("image/avif", "AVIF", (".avif",), opens=True),
    FileType("image/svg+xml", "SVG", (".svg",), opens=True),
)
"""The pictures that every browser shows."""
PICTURE_SUFFIXES = frozenset(suffix for file_type in PICTURES for suffix in file_type.suffixes)
FILE_TYPES = (
    *PICTURES,
    FileType("application/pdf", "PDF", (".pdf",), opens=True),
    FileType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word", (".docx",)),
    FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel", (".xlsx",)),
    FileType("application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint", (".pptx",)),
    FileType("application/vnd.oasis.opendocument.text", "ODT", (".odt",)),
    FileType("application/vnd.oasis.opendocument.spreadsheet", "ODS", (".ods",)),
    FileType("application/vnd.oasis.opendocument.presentation", "ODP", (".odp",)),
    FileType("application/x-ole-storage", "Office", (".doc", ".xls", ".ppt", ".wps", ".et", ".dps", ".msg")),
    FileType("application/rtf", "RTF", (".rtf",)),
    FileType("application/epub+zip", "EPUB", (".epub",)),
    FileType("application/zip", "ZIP", (".zip",)),
    FileType("application/vnd.rar", "RAR", (".rar",)),
    FileType("application/x-7z-compressed", "7z", (".7z",)),
    FileType("application/gzip", "GZ", (".gz", ".tgz")),
    FileType("image/tiff", "TIFF", (".tif", ".tiff")),
    FileType("image/bmp", "BMP", (".bmp",)),
    FileType("image/heic", "HEIC", (".heic", ".heif")),
    FileType("image/vnd.adobe.photoshop", "PSD", (".psd",)),
    FileType("video/mp4", "MP4", (".mp4", ".m4v", ".m4a", ".mov"), opens=True),
    FileType("audio/mpeg", "MP3", (".mp3",), opens=True),
    FileType("text/html", "HTML", (".html", ".htm")),
)
"""The types that are recognised by their content."""
TYPES_BY_SUFFIX = {suffix: file_type for file_type in FILE_TYPES for suffix in file_type.suffixes}
TYPES_BY_NAME = {file_type.media_type: file_type for file_type in FILE_TYPES}
OFFICE_LABELS = {".doc": "Word", ".xls": "Excel", ".ppt": "PowerPoint", ".wps": "WPS", ".et": "WPS", ".dps": "WPS"}
"""What readers call files of programs that share one container."""
RUNNING_SUFFIXES = frozenset(
    ".html .htm .xhtml .xht .shtml .mhtml .js .mjs .wasm .php .asp .aspx .jsp .cgi .exe .msi .bat .cmd .com .scr .vbs .ps1 .jar .apk .dmg"
    " .sh .app .lnk .reg .hta .docm .xlsm .pptm .svgz .swf".split()
)
"""The endings of files that run as programs, on the site or on the computers of readers."""

_SIGNATURES: tuple[tuple[bytes, int, str], ...] = (
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"ftypavif", 4, "image/avif"),
    (b"ftypavis", 4, "image/avif"),
    (b"ftypheic", 4, "image/heic"),
    (b"ftypheix", 4, "image/heic"),
    (b"ftypmif1", 4, "image/heic"),
    (b"ftyp", 4, "video/mp4"),
    (b"II*\0", 0, "image/tiff"),
    (b"MM\0*", 0, "image/tiff"),
    (b"8BPS", 0, "image/vnd.adobe.photoshop"),
    (b"%PDF-", 0, "application/pdf"),
    (b"{\\rtf", 0, "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "application/x-ole-storage"),
    (b"Rar!\x1a\x07", 0, "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", 0, "application/x-7z-compressed"),
    (b"\x1f\x8b", 0, "application/gzip"),
    (b"ID3", 0, "audio/mpeg"),
)
_ZIP_PARTS = (
    ("word/", TYPES_BY_SUFFIX[".docx"]),
    ("xl/", TYPES_BY_SUFFIX[".xlsx"]),
    ("ppt/", TYPES_BY_SUFFIX[".pptx"]),
)


def suffix_of(path: str) -> str:
    """Return the ending of a file name in lower case, such as `.png`."""
    return PurePosixPath(path).suffix.lower()


def label_of(path: str) -> str:
    """Return what readers call a file by its name: `PDF`, `Word`; for an unknown type its ending in capitals."""
    suffix = suffix_of(path)
    file_type = TYPES_BY_SUFFIX.get(suffix)
    return OFFICE_LABELS.get(suffix) or (file_type.label if file_type else suffix[1:].upper())


def detect_type(body: bytes) -> str:
    """Return the media type of a file by its content; empty if it is unknown, such as plain text."""
    found = next((name for signature, offset, name in _SIGNATURES if body.startswith(signature, offset)), "")
    if found:
        return found
    if body.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _detect_zip(body)
    start = body[:HEAD_LENGTH].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start and start.startswith(b"<"):
        return "image/svg+xml"
    if start.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    return "image/bmp" if body.startswith(b"BM") and b"\0" in body[:32] else ""


def _detect_zip(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = archive.namelist()
            stated = archive.read("mimetype")[:100].decode("ascii", "replace").strip() if "mimetype" in names else ""
    except Exception:  # a damaged archive can raise any exception in zipfile and the decompressors
        return "application/zip"
    if stated in TYPES_BY_NAME:
        return stated
    if "[Content_Types].xml" in names:
        return next((part.media_type for prefix, part in _ZIP_PARTS if any(name.startswith(prefix) for name in names)), "application/zip")
    return "application/zip"
