"""Removes metadata from pictures without touching a pixel: places, cameras, names, comments. Colour profiles and animations stay."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs acTL fcTL fdAT cICP mDCV cLLI".split())
"""The chunks of PNG (third edition, 11) that say how a picture looks."""
_GIF_KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
"""The application extensions of GIF89a that say how often an animation is repeated."""


def strip_metadata(body: bytes, media_type: str) -> bytes:
    """Return a picture without metadata, byte for byte the same picture. A format without a rule, or a broken file, stays as it is."""
    strip = _STRIPPERS.get(media_type)
    try:
        return strip(body) if strip else body
    except (struct.error, IndexError, ValueError):
        return body


def _strip_jpeg(body: bytes) -> bytes:
    """Keep the segments of ISO/IEC 10918-1, JFIF, the colour profile and Adobe's colour transform, and nothing after the end."""
    kept = [body[:2]]
    position = 2
    while position < len(body):
        if body[position] != 0xFF:
            raise ValueError("no marker")
        marker = body[position + 1]
        if marker == 0xFF:  # a fill byte
            position += 1
            continue
        if marker == 0xD9:
            return b"".join([*kept, b"\xff\xd9"])
        end = position + 2 + int.from_bytes(body[position + 2 : position + 4], "big")
        if not _is_jpeg_metadata(marker, body[position + 4 : end]):
            kept.append(body[position:end])
        position = end
        if marker == 0xDA:
            position = _find_marker(body, end)
            kept.append(body[end:position])
    raise ValueError("no end of the picture")


def _is_jpeg_metadata(marker: int, data: bytes) -> bool:
    is_shown = marker in (0xE0, 0xEE) or (marker == 0xE2 and data.startswith(b"ICC_PROFILE\0"))
    return (0xE0 <= marker <= 0xEF or marker == 0xFE) and not is_shown


def _find_marker(body: bytes, position: int) -> int:
    """Return where the next marker begins after entropy-coded data, in which 0xFF is followed by 0 or a restart marker."""
    while (position := body.index(b"\xff", position)) >= 0:
        following = body[position + 1]
        if following and following != 0xFF and not 0xD0 <= following <= 0xD7:
            return position
        position += 2 if following != 0xFF else 1
    raise ValueError("no marker")


def _strip_png(body: bytes) -> bytes:
    kept = [PNG_SIGNATURE]
    for name, data in iter_png_chunks(body):
        if name in _PNG_KEPT:
            kept.append(struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)))
    return b"".join(kept)


def iter_png_chunks(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the data of each chunk up to the end of the picture. Raises ValueError if it is cut off."""
    position = len(PNG_SIGNATURE)
    while position + 12 <= len(body):
        length = int.from_bytes(body[position : position + 4], "big")
        name, data = body[position + 4 : position + 8], body[position + 8 : position + 8 + length]
        if len(data) != length:
            break
        yield name, data
        if name == b"IEND":
            return
        position += 12 + length
    raise ValueError("no end of the picture")


def _strip_gif(body: bytes) -> bytes:
    """Keep the blocks of GIF89a that are drawn, with how long and how often."""
    has_palette, palette_size = body[10] & 0x80, body[10] & 0x07
    position = 13 + (3 << (palette_size + 1) if has_palette else 0)
    kept = [body[:position]]
    while body[position] != 0x3B:
        end = _end_of_gif_block(body, position)
        label = body[position + 1] if body[position] == 0x21 else None
        is_kept = label in (None, 0xF9) or (label == 0xFF and body[position + 3 : position + 14] in _GIF_KEPT)
        if is_kept:
            kept.append(body[position:end])
        position = end
    return b"".join([*kept, b"\x3b"])


def _end_of_gif_block(body: bytes, position: int) -> int:
    if body[position] == 0x2C:
        flags = body[position + 9]
        position += 10 + (3 << ((flags & 0x07) + 1) if flags & 0x80 else 0) + 1
    elif body[position] == 0x21:
        position += 2
    else:
        raise ValueError("no block")
    while body[position]:
        position += 1 + body[position]
    return position + 1


def _strip_webp(body: bytes) -> bytes:
    """Drop the chunks `EXIF` and `XMP `, and their flags in the header of the extended format (RFC 9649, 2.7)."""
    kept: list[bytes] = []
    position = 12
    while position + 8 <= len(body):
        name, length = body[position : position + 4], int.from_bytes(body[position + 4 : position + 8], "little")
        end = position + 8 + length + length % 2
        chunk = body[position:end]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]
        if name not in (b"EXIF", b"XMP "):
            kept.append(chunk)
        position = end
    data = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(data)) + data


_STRIPPERS: dict[str, Callable[[bytes], bytes]] = {
    "image/jpeg": _strip_jpeg,
    "image/png": _strip_png,
    "image/gif": _strip_gif,
    "image/webp": _strip_webp,
}
