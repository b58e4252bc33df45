"""Encodings of feeds: as browsers read them, and detected where none is stated."""

from __future__ import annotations

import pytest
from babel import Locale

from prospectus.scheduling.feeds.character_encodings import ENCODINGS, find_encoding
from prospectus.scheduling.feeds.decode import Basis, decode_feed
from prospectus.scheduling.feeds.detect_encoding import detect_encoding


@pytest.mark.parametrize(
    ("label", "body", "text"),
    [
        ("Big5", "恒生指數碁銹裏墻粧嫺".encode("cp950"), "恒生指數碁銹裏墻粧嫺"),
        ("big5-hkscs", "嘅咗喺".encode("big5hkscs"), "嘅咗喺"),
        ("big5", b"\x87\x7a\x87\xdf\xa3\xe1\xa1\x45", "㡵鿋€‧"),
        ("Shift_JIS", "①髙㈱～ｱ".encode("cp932"), "①髙㈱～ｱ"),
        ("euc-kr", "똠방각하".encode("cp949"), "똠방각하"),
        ("EUC-JP", b"\xad\xa1\xfc\xe2\x8f\xb0\xa1\x8e\xb1\xa1\xc1", "①髙丂ｱ～"),
        ("gb2312", "镕€".encode("gb18030") + b"\x80", "镕€€"),
        ("gbk", b"\xa6\xd9\xfe\x59", "︐龴"),
        ("iso-8859-1", b"\x80\x93a\x94\x81", "€“a”\x81"),
        ("us-ascii", b"\xe9", "é"),
        ("latin5", b"\xd0", "Ğ"),
        ("windows-1255", b"\xca", "\u05ba"),
        ("koi8-u", b"\xae", "ў"),
        ("iso-2022-jp", "先物".encode("iso2022_jp"), "先物"),
        (" UTF8 ", "€".encode(), "€"),
    ],
)
def test_bytes_are_decoded_as_browsers_decode_them(label: str, body: bytes, text: str) -> None:
    encoding = find_encoding(label)
    assert encoding is not None
    assert encoding.decode(body) == (text, 0)


@pytest.mark.parametrize(
    ("label", "body", "expected"),
    [
        ("big5", b"\xff<b>", ("\ufffd<b>", 1)),
        ("big5", b"\x81<", ("\ufffd<", 1)),
        ("euc-jp", b"\x80\x80", ("\ufffd\ufffd", 2)),
        ("shift_jis", b"\x81<", ("\ufffd<", 1)),
        ("utf-8", b"\xe6\x98a", ("\ufffda", 1)),
        ("windows-874", b"\xff", ("\ufffd", 1)),
    ],
)
def test_bytes_without_meaning_are_replaced_and_counted(label: str, body: bytes, expected: tuple[str, int]) -> None:
    encoding = find_encoding(label)
    assert encoding is not None
    assert encoding.decode(body) == expected


@pytest.mark.parametrize("label", ["utf-7", "hz-gb-2312", "iso-2022-kr", "x-user-defined", "rot13", "gb-2312-80", ""])
def test_label_that_browsers_do_not_decode_is_none(label: str) -> None:
    assert find_encoding(label) is None


TITLE = "<rss><title>恒生指數期貨講座與規則</title></rss>"


@pytest.mark.parametrize(
    ("body", "content_type", "encoding", "basis"),
    [
        (b"\xef\xbb\xbf" + TITLE.encode(), "text/xml; charset=big5", "utf-8", Basis.STATED),
        (TITLE.encode("cp950"), 'text/xml; charset="Big5"', "big5", Basis.STATED),
        (b'<?xml version="1.0" encoding="gbk"?>' + TITLE.encode("cp950"), "text/xml; charset=big5", "big5", Basis.STATED),
        (b'<?xml version="1.0" encoding="big5"?>' + TITLE.encode("cp950"), "text/xml; charset=iso-8859-1", "big5", Basis.CONTRADICTED),
        (b'<?xml version="1.0" encoding="gb2312"?>' + TITLE.encode(), "", "utf-8", Basis.CONTRADICTED),
        (b'<?xml version="1.0" encoding="utf-8"?>' + TITLE.encode("cp950"), "", "big5", Basis.CONTRADICTED),
        (b'<?xml version="1.0" encoding="iso-8859-1"?><rss>caf\xe9</rss>', "", "windows-1252", Basis.STATED),
        (TITLE.encode(), "", "utf-8", Basis.STATED),
        (TITLE.encode("cp950"), "", "big5", Basis.DETECTED),
        (b"<rss>caf\xe9</rss>", "", "utf-8", Basis.UNKNOWN),
    ],
)
def test_encoding_is_chosen_as_the_standard_says(body: bytes, content_type: str, encoding: str, basis: Basis) -> None:
    decoded = decode_feed(body, content_type)
    assert (decoded.encoding, decoded.basis) == (encoding, basis)
    assert encoding == "utf-8" or "�" not in decoded.text


def test_one_bad_byte_does_not_change_the_encoding() -> None:
    body = b'<?xml version="1.0" encoding="big5"?>' + TITLE.encode("cp950").replace("講".encode("cp950"), b"\xff")
    decoded = decode_feed(body, "")
    assert (decoded.encoding, decoded.lost, decoded.text.count("�")) == ("big5", 1, 1)
    assert "恒生指數期貨�座與規則" in decoded.text


@pytest.mark.parametrize(
    ("locale", "codec", "name"),
    [
        ("zh_Hans", "gb18030", "gb18030"),
        ("zh_Hant", "cp950", "big5"),
        ("ja", "cp932", "shift_jis"),
        ("ja", "euc_jp", "euc-jp"),
        ("ko", "cp949", "euc-kr"),
    ],
)
def test_encoding_of_three_titles_is_detected(locale: str, codec: str, name: str) -> None:
    names = [value for value in Locale.parse(locale).territories.values() if len(value) >= 4]
    wrong = []
    for start in range(0, len(names) - 3, 3):
        text = "".join(f"<title>{value}</title>" for value in names[start : start + 3])
        body = text.encode(codec, "ignore")
        detected = detect_encoding(body)
        if detected is not ENCODINGS[name] or detected.decode(body)[0] != body.decode(codec):
            wrong.append((text, detected and detected.name))
    assert len(wrong) <= len(names) / 3 / 20, wrong


@pytest.mark.parametrize("codec", ["cp1252", "cp1251", "koi8_r"])
def test_encoding_of_european_text_is_not_guessed(codec: str) -> None:
    text = "café résumé naïve año" if codec == "cp1252" else "Новости биржи и фьючерсы на медь"
    assert detect_encoding(f"<rss>{text}</rss>".encode(codec)) is None
