"""The decoders of feeds, compared with those of a browser over all pairs of bytes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from prospectus.scheduling.feeds.character_encodings import find_encoding

DECODE_ALL_PAIRS = """label => {
    const texts = [];
    for (let lead = 0x80; lead < 256; lead++)
        for (let trail = 0x40; trail < 256; trail++)
            texts.push([...new TextDecoder(label).decode(new Uint8Array([lead, trail]))].map(c => c.codePointAt(0)));
    return texts;
}"""
DIFFERENT = {"big5": {b"\xa2\x41", b"\xa2\x42", b"\x88\x62", b"\x88\x64", b"\x88\xa3", b"\x88\xa5"}}
"""Two slashes, for which Python's codec has the full-width forms; four pairs of two characters each, which Chromium does not decode."""


@pytest.mark.parametrize("label", ["big5", "shift_jis", "euc-jp", "euc-kr", "gb18030", "gbk", "iso-8859-1", "windows-1255"])
def test_pairs_of_bytes_are_decoded_as_in_a_browser(browser: Browser, label: str) -> None:
    page = browser.new_page()
    texts = page.evaluate(DECODE_ALL_PAIRS, label)
    page.close()
    encoding = find_encoding(label)
    assert encoding is not None
    pairs = [bytes((lead, trail)) for lead in range(0x80, 256) for trail in range(0x40, 256)]
    differences = {
        pair: (text, encoding.decode(pair)[0])
        for pair, points in zip(pairs, texts, strict=True)
        if (text := "".join(map(chr, points))) != encoding.decode(pair)[0]
    }
    assert set(differences) == DIFFERENT.get(label, set()), differences
