"""Detects the encoding of Chinese, Japanese or Korean text that is not UTF-8 and states no encoding.

Each candidate must decode all bytes. What tells them apart is how the text is distributed: Japanese has kana, Korean has syllables in a
part of the code table, GB2312 has no second byte below 0xA1, and Big5 has many.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from prospectus.scheduling.feeds.character_encodings import ENCODINGS, CharacterEncoding

SAMPLE_BYTES = 200_000
MIN_CHARACTERS = 4
"""With fewer characters than that, nothing is certain."""
MIN_KANA_SHARE = 0.2
MIN_HANGUL_SHARE = 0.95
MIN_COMMON_SHARE = 0.8
MIN_LOW_TRAIL_SHARE = 0.1
_EUC_PAIR = re.compile(rb"[\xa1-\xfe][\xa1-\xfe]")
_SHIFT_JIS_CHARACTER = re.compile(rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]|[\xa1-\xdf]")
_BIG5_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]")
_NON_ASCII = re.compile(rb"[\x80-\xff]")


def detect_encoding(body: bytes) -> CharacterEncoding | None:
    """Return the encoding of a text, or None if none of them is likely."""
    if b"\x1b$" in body and not _NON_ASCII.search(body):
        return ENCODINGS["iso-2022-jp"] if _decodes(ENCODINGS["iso-2022-jp"], body) else None
    for name, is_likely in (
        ("euc-jp", _is_likely_euc_jp),
        ("shift_jis", _is_likely_shift_jis),
        ("euc-kr", _is_likely_euc_kr),
        ("big5", _is_likely_big5),
        ("gb18030", _is_likely_gb18030),
    ):
        if is_likely(body[:SAMPLE_BYTES]) and _decodes(ENCODINGS[name], body):
            return ENCODINGS[name]
    return None


def _decodes(encoding: CharacterEncoding, body: bytes) -> bool:
    return encoding.decode(body)[1] == 0


def _is_likely_euc_jp(sample: bytes) -> bool:
    pairs = _find_euc_pairs(sample)
    return len(pairs) >= MIN_CHARACTERS and _share(pairs, lambda pair: pair[0] in (0xA4, 0xA5)) >= MIN_KANA_SHARE


def _is_likely_shift_jis(sample: bytes) -> bool:
    characters = _SHIFT_JIS_CHARACTER.findall(sample)
    kana = _share(characters, lambda character: character[0] in (0x82, 0x83) and len(character) == 2)
    half_width = _share(characters, lambda character: len(character) == 1)
    return len(characters) >= MIN_CHARACTERS and kana >= MIN_KANA_SHARE and half_width < MIN_KANA_SHARE


def _is_likely_euc_kr(sample: bytes) -> bool:
    letters = [pair for pair in _find_euc_pairs(sample) if pair[0] >= 0xB0]
    return len(letters) >= 2 * MIN_CHARACTERS and _share(letters, lambda pair: pair[0] <= 0xC8) >= MIN_HANGUL_SHARE


def _is_likely_big5(sample: bytes) -> bool:
    pairs = _BIG5_PAIR.findall(sample)
    common = _share(pairs, lambda pair: 0xA1 <= pair[0] <= 0xC6)
    low_trail = _share(pairs, lambda pair: pair[1] < 0x7F)
    return len(pairs) >= MIN_CHARACTERS and common >= MIN_COMMON_SHARE and low_trail >= MIN_LOW_TRAIL_SHARE


def _is_likely_gb18030(sample: bytes) -> bool:
    pairs = _find_euc_pairs(sample)
    common = _share(pairs, lambda pair: 0xB0 <= pair[0] <= 0xF7 or pair[0] in (0xA1, 0xA3))
    return len(pairs) >= MIN_CHARACTERS and common >= MIN_COMMON_SHARE


def _find_euc_pairs(sample: bytes) -> list[bytes]:
    """Return the pairs of bytes from 0xA1 on; none if other bytes than ASCII are more than a tenth, since that is another structure."""
    pairs = _EUC_PAIR.findall(sample)
    others = len(_NON_ASCII.findall(sample)) - 2 * len(pairs)
    return pairs if others <= len(pairs) / 10 else []


def _share(characters: list[bytes], is_counted: Callable[[bytes], bool]) -> float:
    return sum(map(is_counted, characters)) / len(characters) if characters else 0.0
