"""Decodes bytes as browsers do: the labels and the decoders of the WHATWG Encoding Standard, on top of Python's codecs.

Python's codecs lack characters that the standard has: HKSCS 2008 and ETen characters in Big5, NEC and IBM characters in EUC-JP.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

REPLACEMENT = "\ufffd"
_BIG5_MISSING = (
    "8e69箸8e6f簆8e7e糎8eab緒8eb4縝8ecd者8ed0耨8f57菁8f69蒨8f6e萏8fcb覦8fcc覩8ffe起906d都907a銹90dc靜90f1響91bf鼖9244蔃92af兙92b0兛92b1兝92b2兞92c8鍮92d1瑹"
    "9447浧94ca禛95d9邗9644靝96ed瀞96fc嬨9b76爁9b78矗9b7b纇9bc6駖9bde釔9bec惞9bf6澶9c42輶9c53侻9c62營9c68鄄9c6b鷰9c77菏9cbc尐9cbd秣9cd0婧9d57輋9d5a筑9dc4拐"
    "9ea9恢9eef痹9efd汊9f60鬮9f66鼗9fcb僭9fd8弌a063蠏a077拎a0d5瑨a0df煢a0e4牐c6cf廴c6d3无c6d5癶c6d7隶c6de〃c6df仝fa5f倩fa66偽fabd包fac5卄fad5卿fb48嘅fbb8婷"
    "fbf3幵fbf9廐fc4f彘fc6c悤fcb9撐fce2晴fcf1杞fdb7沜fdb8渝fdbb港fdf1煮fe52猪fe6f瑜feaa瓩fedd砉"
)
_BIG5_877A = (
    "㡵𡵓𣚞𦀡㻬𥣞㫵竼龗𤅡𨤍𣇪𠪊𣉞䌊蒄龖鐯䤰蘓墖靊鈘秐稲晠権袝瑌篅枂稬剏遆"
    "㓦珄𥶹瓆鿇垳䤯呌䄱𣚎堘穲𧭥讏䚮𦺈䆁𥶙箮𢒼鿈𢓁𢓉𢓌鿉蔄𣖻䂴鿊䓡𪷿拁灮鿋"
)
"""The characters that HKSCS 2008 added, from 0x877A on."""


def _list_big5_additions() -> dict[bytes, str]:
    additions = {bytes.fromhex(_BIG5_MISSING[i : i + 4]): _BIG5_MISSING[i + 4] for i in range(0, len(_BIG5_MISSING), 5)}
    trails = [*range(0x7A, 0x7F), *range(0xA1, 0xE0)]
    additions |= {bytes((0x87, trail)): character for trail, character in zip(trails, _BIG5_877A, strict=True)}
    return additions | {bytes((0xA3, 0xC0 + code)): chr(0x2400 + code) for code in range(0x20)} | {b"\xa3\xe0": "\u2421", b"\xa3\xe1": "€"}


_NO_ADDITIONS: Mapping[bytes, str] = {}
_BIG5_ADDITIONS = _list_big5_additions()


def _decode_euc_jp_pair(pair: bytes) -> str | None:
    """Return the character of two bytes of JIS X 0208 with the additions of NEC and IBM, by way of Shift_JIS; None if there is none."""
    if len(pair) < 2 or not (0xA1 <= pair[0] <= 0xFE and 0xA1 <= pair[1] <= 0xFE):
        return None
    row, cell = pair[0] - 0xA1, pair[1] - 0xA1
    lead = row // 2 + (0x81 if row < 62 else 0xC1)
    trail = cell + 0x9F if row % 2 else cell + 0x40 + (cell >= 0x3F)
    try:
        return bytes((lead, trail)).decode("cp932")
    except UnicodeDecodeError:
        return None


@dataclass(frozen=True, slots=True)
class CharacterEncoding:
    """An encoding of the standard: a codec of Python, and where it differs from the standard."""

    name: str
    codec: str
    translation: Mapping[int, str | int] = field(default_factory=dict)
    """Characters of the codec for which the standard has others."""
    decode_missing: Callable[[bytes], str | None] = _NO_ADDITIONS.get
    """Returns the character of one byte or two bytes that the codec does not know, or None."""

    @property
    def is_single_byte(self) -> bool:
        """Whether each byte is a character, so that nearly any bytes can be decoded, rightly or wrongly."""
        return self.name not in _MULTI_BYTE and not self.name.startswith("utf")

    def decode(self, body: bytes) -> tuple[str, int]:
        """Return the text and the number of places where bytes could not be decoded; there the text has a replacement character."""
        lost = 0

        def recover(error: UnicodeError) -> tuple[str, int]:
            nonlocal lost
            assert isinstance(error, UnicodeDecodeError)  # noqa: S101  (nothing else occurs while decoding)
            text, position = self._recover(error)
            lost += text == REPLACEMENT
            return text, position

        handler = f"prospectus-{self.name}"
        codecs.register_error(handler, recover)
        text = body.decode(self.codec, handler).translate(self.translation)
        return text, lost

    def _recover(self, error: UnicodeDecodeError) -> tuple[str, int]:
        """Return what stands for bytes that the codec does not know, and where decoding goes on. An ASCII byte is never swallowed."""
        start, first = error.start, error.object[error.start]
        if self.name.startswith("utf"):
            return REPLACEMENT, error.end
        if self.is_single_byte:
            return self.decode_missing(bytes((first,))) or (chr(first) if first < 0xA0 else REPLACEMENT), start + 1
        if self.name == "gb18030" and first == 0x80:
            return "€", start + 1
        pair = error.object[start : start + 2]
        if character := self.decode_missing(pair):
            return character, start + 2
        is_lead = first not in (0x80, 0xFF) and (self.name != "euc-jp" or first in (0x8E, 0x8F) or first > 0xA0)
        return REPLACEMENT, start + (2 if is_lead and len(pair) == 2 and pair[1] >= 0x80 else 1)


_MULTI_BYTE = {"big5", "euc-jp", "euc-kr", "gb18030", "iso-2022-jp", "shift_jis"}
_BIG5_TRANSLATION = str.maketrans("•､‾∼♁☉¥¢£", "‧﹑¯～⊕⊙￥￠￡")
_GB18030_TRANSLATION = dict(
    zip(
        (0xE5E5, *range(0xE78D, 0xE797), 0xE7C7, 0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864),
        "\u3000︐︒︑︓︔︕︖︗︘︙ḿ龴龵龶龷龸龹龺龻",
        strict=True,
    )
)
"""Characters that GB 18030-2022 no longer has in the private use area."""
_EUC_JP_TRANSLATION = str.maketrans("〜‖−¢£¬", "～∥－￠￡￢")
_SHIFT_JIS_TRANSLATION = dict.fromkeys(range(0xF8F0, 0xF8F4), REPLACEMENT)
_KOI8_U_TRANSLATION = str.maketrans("╝╬", "ўЎ")
ENCODINGS: dict[str, CharacterEncoding] = {
    encoding.name: encoding
    for encoding in (
        CharacterEncoding("utf-8", "utf-8"),
        CharacterEncoding("utf-16be", "utf-16-be"),
        CharacterEncoding("utf-16le", "utf-16-le"),
        CharacterEncoding("big5", "big5hkscs", _BIG5_TRANSLATION, _BIG5_ADDITIONS.get),
        CharacterEncoding("euc-jp", "euc_jp", _EUC_JP_TRANSLATION, _decode_euc_jp_pair),
        CharacterEncoding("euc-kr", "cp949"),
        CharacterEncoding("gb18030", "gb18030", _GB18030_TRANSLATION),
        CharacterEncoding("iso-2022-jp", "iso2022_jp_ext"),
        CharacterEncoding("shift_jis", "cp932", _SHIFT_JIS_TRANSLATION),
        CharacterEncoding("ibm866", "cp866"),
        CharacterEncoding("koi8-r", "koi8_r"),
        CharacterEncoding("koi8-u", "koi8_u", _KOI8_U_TRANSLATION),
        CharacterEncoding("macintosh", "mac_roman"),
        CharacterEncoding("x-mac-cyrillic", "mac_cyrillic"),
        CharacterEncoding("windows-874", "cp874"),
        CharacterEncoding("windows-1255", "cp1255", decode_missing={b"\xca": "\u05ba"}.get),
        *(CharacterEncoding(f"windows-{page}", f"cp{page}") for page in (1250, 1251, 1252, 1253, 1254, 1256, 1257, 1258)),
        *(CharacterEncoding(f"iso-8859-{part}", f"iso8859_{part}") for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    )
}
"""Every encoding that is decoded, by its name in the standard. `gbk` is decoded as `gb18030`, `iso-8859-8-i` as `iso-8859-8`."""
_LABELS = {
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
    "utf-16be": "unicodefffe utf-16be",
    "utf-16le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le",
    "big5": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc-jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
    "euc-kr": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949",
    "gb18030": "gb18030 chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk",
    "iso-2022-jp": "csiso2022jp iso-2022-jp",
    "shift_jis": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
    "ibm866": "866 cp866 csibm866 ibm866",
    "koi8-r": "cskoi8r koi koi8 koi8-r koi8_r",
    "koi8-u": "koi8-ru koi8-u",
    "macintosh": "csmacintosh mac macintosh x-mac-roman",
    "x-mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "windows-874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874",
    "windows-1252": "ansi_x3.4-1968 ascii cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987"
    " l1 latin1 us-ascii",
    "windows-1254": "csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5",
    "iso-8859-2": "csisolatin2 iso-ir-101 iso_8859-2:1987 l2 latin2",
    "iso-8859-3": "csisolatin3 iso-ir-109 iso_8859-3:1988 l3 latin3",
    "iso-8859-4": "csisolatin4 iso-ir-110 iso_8859-4:1988 l4 latin4",
    "iso-8859-5": "csisolatincyrillic cyrillic iso-ir-144 iso_8859-5:1988",
    "iso-8859-6": "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6-e iso-8859-6-i iso-ir-127 iso_8859-6:1987",
    "iso-8859-7": "csisolatingreek ecma-118 elot_928 greek greek8 iso-ir-126 iso_8859-7:1987 sun_eu_greek",
    "iso-8859-8": "csiso88598e csisolatinhebrew hebrew iso-8859-8-e iso-ir-138 iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical",
    "iso-8859-10": "csisolatin6 iso-ir-157 l6 latin6",
    "iso-8859-15": "csisolatin9 l9",
}


def _list_labels() -> dict[str, str]:
    labels = {label: name for name, words in _LABELS.items() for label in words.split()} | {name: name for name in ENCODINGS}
    for page in range(1250, 1259):
        labels |= {f"cp{page}": f"windows-{page}", f"x-cp{page}": f"windows-{page}"}
    for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15):
        labels |= {f"{prefix}{part}": f"iso-8859-{part}" for prefix in ("iso8859-", "iso8859", "iso_8859-")}
    return labels


_NAMES_BY_LABEL = _list_labels()


def find_encoding(label: str) -> CharacterEncoding | None:
    """Return the encoding that a label stands for (Encoding Standard, 4.2), or None if browsers do not know the label."""
    name = _NAMES_BY_LABEL.get(label.strip("\t\n\f\r ").lower())
    return ENCODINGS[name] if name else None
