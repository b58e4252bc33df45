"""Time zones by the names that people write. A name that means several zones gives none."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from prospectus.model.values.numerals import parse_number

UTC_NAMES = (
    "z",
    "utc",
    "gmt",
    "ut",
    "世界时",
    "协调世界时",
    "格林尼治时间",
    "格林威治时间",
    "coordinated universal time",
    "greenwich mean time",
)
ZONE_NAMES = {
    "Asia/Shanghai": (
        "bjt", "beijing time", "china time", "china standard time", "北京时间", "北京時間", "中国时间", "中国标准时间", "上海时间",
    ),
    "Asia/Hong_Kong": ("hkt", "hong kong time", "香港时间", "香港時間"),
    "Asia/Taipei": ("taipei time", "taipei standard time", "台北时间", "台北時間", "臺北時間"),
    "Asia/Singapore": ("sgt", "singapore time", "singapore standard time", "新加坡时间"),
    "Asia/Tokyo": ("jst", "japan time", "japan standard time", "tokyo time", "东京时间", "日本时间", "日本標準時"),
    "Asia/Seoul": ("kst", "seoul time", "korea standard time", "korean standard time", "首尔时间", "韩国时间"),
    "Europe/London": ("london time", "uk time", "伦敦时间", "英国时间"),
    "Europe/Paris": ("paris time", "巴黎时间"),
    "Europe/Berlin": ("frankfurt time", "法兰克福时间", "central european time", "欧洲中部时间"),
    "Europe/Moscow": ("msk", "msd", "moscow time", "莫斯科时间"),
    "America/New_York": ("et", "eastern time", "new york time", "纽约时间", "美东时间", "美国东部时间"),
    "America/Chicago": ("ct", "central time", "chicago time", "芝加哥时间", "美中时间", "美国中部时间"),
    "America/Denver": ("mt", "mountain time"),
    "America/Los_Angeles": ("pt", "pacific time", "美西时间", "洛杉矶时间", "美国西部时间", "美国太平洋时间"),
    "America/Halifax": ("atlantic time",),
}  # fmt: skip
"""Names of zones in which the date decides the offset."""
ZONE_OFFSETS = {"cet": 1, "cest": 2, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}
"""Abbreviations with one offset, in hours: those of RFC 822, 5.1, and of central Europe. CST is left out: it is also China's."""
RARE_OFFSETS = {
    "zulu": 0, "wet": 0,
    "west": 1, "met": 1, "wat": 1,
    "mest": 2, "eet": 2, "cat": 2, "sast": 2,
    "eest": 3, "eat": 3, "trt": 3, "idt": 3,
    "pkt": 5, "uzt": 5,
    "npt": 5.75,
    "ict": 7, "wib": 7,
    "myt": 8, "phst": 8, "wita": 8, "awst": 8, "ulat": 8,
    "wit": 9,
    "acst": 9.5,
    "aest": 10, "chst": 10,
    "acdt": 10.5,
    "aedt": 11,
    "nzst": 12,
    "nzdt": 13,
    "nst": -3.5, "ndt": -2.5,
    "brt": -3, "art": -3, "adt": -3,
    "akdt": -8, "akst": -9, "hst": -10,
}  # fmt: skip
"""Abbreviations that programs write behind a time. In a sheet they may be words: west, eat, art."""
SHARED_NAMES: dict[str, tuple[float, ...]] = {
    "cst": (8, -6, -5),  # China, central North America, Cuba
    "ist": (5.5, 1, 2),  # India, Ireland, Israel
    "bst": (1, 6, 11),  # Britain in summer, Bangladesh, Bougainville
    "ast": (-4, 3),  # the Atlantic coast of Canada, Arabia
    "gst": (4, -2, 10),  # the Gulf, South Georgia, Guam
    "sst": (8, -11),  # Singapore, Samoa
    **dict.fromkeys(("当地时间", "本地时间", "local time"), ()),  # a place that nobody names
}
"""Names that mean several zones, with their offsets in hours."""
RARE_SHARED_NAMES: dict[str, tuple[float, ...]] = {"pht": (8, 5), "wst": (8, 13, 1), "ect": (-5, -4), "amt": (-4, 4)}
"""Such names that only programs write; in a sheet they may be words."""
MAX_OFFSET = timedelta(hours=14)
ORDINAL_ZONE = r"[东西東](?:十[一二三四五六七八九]?|[一二三四五六七八九]|\d{1,2})[时時]?[区區]"
"""A zone by its number, such as 东八区."""
IANA_NAME = r"Etc/GMT[+-]\d{1,2}|[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_]+(?:-[A-Za-z]+)*){1,2}"
_OFFSET = re.compile(r"(?:utc|gmt|z)?\s*([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE | re.ASCII)
_KNOWN = {name: zone for zone, names in ZONE_NAMES.items() for name in names}


def list_zone_names() -> list[str]:
    """Return the names that are zones in any text, certain or not, the longest first; without offsets and names of the IANA database."""
    return sorted((*UTC_NAMES, *_KNOWN, *ZONE_OFFSETS, *SHARED_NAMES), key=len, reverse=True)


def find_zone(name: str, *, rare: bool = False) -> tzinfo | None:
    """Return the zone of an offset, an abbreviation, a name in words or a name of the IANA database; None when it is not certain.

    With `rare`, abbreviations that may be words in a sheet are zones too.
    """
    text = " ".join(name.split())
    folded = text.casefold()
    if folded in UTC_NAMES:
        return UTC
    if folded in _KNOWN:
        return ZoneInfo(_KNOWN[folded])
    hours = ZONE_OFFSETS.get(folded, RARE_OFFSETS.get(folded) if rare else None)
    if hours is not None:
        return timezone(timedelta(hours=hours))
    if match := _OFFSET.fullmatch(text):
        return _build_offset(match[1], int(match[2]), int(match[3] or 0))
    if re.fullmatch(ORDINAL_ZONE, text):
        return _build_offset("-" if text[0] == "西" else "+", parse_number(re.sub("[东西東时時区區]", "", text)), 0, timedelta(hours=12))
    return _load_zone(text) if re.fullmatch(IANA_NAME, text) else None


def list_shared_zones(name: str) -> tuple[tzinfo, ...]:
    """Return the zones that a name that is not certain may mean, those that only programs write among them."""
    folded = name.casefold()
    return tuple(timezone(timedelta(hours=hours)) for hours in SHARED_NAMES.get(folded, RARE_SHARED_NAMES.get(folded, ())))


def _build_offset(sign: str, hours: int, minutes: int, limit: timedelta = MAX_OFFSET) -> timezone | None:
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if sign == "-" else offset) if offset <= limit and minutes < 60 else None


def _load_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None
