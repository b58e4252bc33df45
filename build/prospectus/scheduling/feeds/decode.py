"""Turns the bytes of a feed into text, in the encoding that they are in, and says what had to be guessed or replaced.

The order is that of the Encoding Standard and of RFC 7303: a byte order mark, the HTTP header, the XML declaration, UTF-8. A statement that
is plainly wrong is overruled: text that can only be UTF-8 is read as UTF-8. A few bytes that cannot be read are replaced before another
encoding is considered.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from prospectus.scheduling.feeds.character_encodings import ENCODINGS, CharacterEncoding, find_encoding
from prospectus.scheduling.feeds.detect_encoding import detect_encoding

UTF_8 = ENCODINGS["utf-8"]
_SIGNATURES = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"{\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
)
MAX_LOST_SHARE = {"utf-8": 0.3}
"""The share of characters outside ASCII that may be unreadable before a stated encoding is doubted. UTF-8 is hardly ever met by chance."""
DEFAULT_MAX_LOST_SHARE = 0.1
MIN_UTF_8_CHARACTERS = 6
"""With so many characters outside ASCII, bytes that are valid UTF-8 are in no other encoding."""
_MULTI_BYTE_CHARACTER = re.compile("[^\x00-\x7f]")


class Basis(Enum):
    """Why a feed was read in an encoding."""

    STATED = "stated"
    """Stated by a byte order mark, the HTTP header or the XML declaration, or UTF-8 and not stated, as XML and JSON allow."""
    CONTRADICTED = "contradicted"
    """The feed states another encoding, in which it cannot be read."""
    DETECTED = "detected"
    """The feed states no encoding that is known."""
    UNKNOWN = "unknown"
    """The feed states no encoding that is known, and none fits."""


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text of a feed."""

    text: str
    encoding: str
    basis: Basis
    stated: str = ""
    """The label of the encoding that the feed states; empty if it states none."""
    lost: int = 0
    """The number of places where bytes could not be read; there the text has a replacement character."""


def decode_feed(body: bytes, content_type: str) -> DecodedText:
    """Return the text of a feed; `content_type` is the header of the HTTP response, or empty."""
    signature = next((codec for start, codec in _SIGNATURES if body.startswith(start)), None)
    if signature:
        text = body.decode(signature, "replace").lstrip("\ufeff")
        return DecodedText(text, signature, Basis.STATED, lost=text.count("\ufffd") - body.count("\ufffd".encode(signature)))
    labels = list(_iter_labels(body, content_type))
    stated = [encoding for encoding in map(find_encoding, labels) if encoding is not None and not encoding.name.startswith("utf-16")]
    if stated:
        return _decode_stated(body, stated, labels[0])
    text, lost = UTF_8.decode(body)
    label = labels[0] if labels else ""
    basis = Basis.DETECTED if label else Basis.STATED
    if _is_acceptable(UTF_8, text, lost):
        return DecodedText(text, UTF_8.name, basis, label, lost)
    detected = detect_encoding(body)
    if detected is None:
        return DecodedText(text, UTF_8.name, Basis.UNKNOWN, label, lost)
    return DecodedText(detected.decode(body)[0], detected.name, Basis.DETECTED, label)


def _decode_stated(body: bytes, stated: list[CharacterEncoding], label: str) -> DecodedText:
    """Return the text in the first stated encoding, unless another one is certainly right."""
    first, (text, lost) = stated[0], stated[0].decode(body)
    for other in _iter_better(body, stated, lost):
        return DecodedText(other.decode(body)[0], other.name, Basis.CONTRADICTED, label)
    if not _is_acceptable(first, text, lost) and (detected := detect_encoding(body)):
        return DecodedText(detected.decode(body)[0], detected.name, Basis.CONTRADICTED, label)
    return DecodedText(text, first.name, Basis.STATED, label, lost)


def _iter_better(body: bytes, stated: list[CharacterEncoding], lost: int) -> Iterator[CharacterEncoding]:
    """Yield the encodings that are more likely than the first that is stated, the best first. All can read every byte."""
    first, others = stated[0], [encoding for encoding in stated[1:] if encoding is not stated[0]]
    if first is not UTF_8 and _is_certainly_utf_8(body):
        yield UTF_8
    if lost or first.is_single_byte:
        yield from (other for other in others if not other.is_single_byte and other.decode(body)[1] == 0)
    if first.is_single_byte and not body.isascii() and (detected := detect_encoding(body)):
        yield detected


def _is_certainly_utf_8(body: bytes) -> bool:
    if body.isascii():
        return False
    text, lost = UTF_8.decode(body)
    return lost == 0 and len(_MULTI_BYTE_CHARACTER.findall(text)) >= MIN_UTF_8_CHARACTERS


def _is_acceptable(encoding: CharacterEncoding, text: str, lost: int) -> bool:
    if not lost:
        return True
    return lost / len(_MULTI_BYTE_CHARACTER.findall(text)) <= MAX_LOST_SHARE.get(encoding.name, DEFAULT_MAX_LOST_SHARE)


def _iter_labels(body: bytes, content_type: str) -> Iterator[str]:
    """Yield the labels that are stated: that of the HTTP header, then that of the XML declaration."""
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", content_type[:300], re.ASCII | re.IGNORECASE)
    declaration = re.match(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,40})", body[:300])
    if charset:
        yield charset[1]
    if declaration:
        yield declaration[1].decode("ascii", "replace")
