"""Time zones by the names that people write. A name that means several zones gives none."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

UTC_NAMES = ("z", "utc", "gmt", "ut", "世界时", "协调世界时", "格林尼治时间", "格林威治时间")
ZONE_NAMES = {
    "Asia/Shanghai": ("bjt", "beijing time", "china time", "china standard time", "北京时间", "中国时间", "中国标准时间", "上海时间"),
    "Asia/Hong_Kong": ("hkt", "hong kong time", "香港时间"),
    "Asia/Taipei": ("taipei time", "台北时间"),
    "Asia/Singapore": ("sgt", "singapore time", "新加坡时间"),
    "Asia/Tokyo": ("jst", "japan time", "tokyo time", "东京时间", "日本时间"),
    "Asia/Seoul": ("kst", "seoul time", "首尔时间", "韩国时间"),
    "Europe/London": ("london time", "uk time", "伦敦时间", "英国时间"),
    "Europe/Paris": ("cet", "cest", "paris time", "巴黎时间"),
    "Europe/Berlin": ("frankfurt time", "法兰克福时间"),
    "Europe/Moscow": ("msk", "moscow time", "莫斯科时间"),
    "America/New_York": ("et", "eastern time", "new york time", "纽约时间", "美东时间", "美国东部时间"),
    "America/Chicago": ("ct", "central time", "chicago time", "芝加哥时间", "美国中部时间"),
    "America/Denver": ("mt", "mountain time"),
    "America/Los_Angeles": ("pt", "pacific time", "美西时间", "美国太平洋时间"),
}
"""Names of zones in which the date decides the offset."""
ZONE_OFFSETS = {"est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}
"""Abbreviations with one offset, in hours (RFC 822, 5.1). CST is left out: it is also China's."""
AMBIGUOUS_ZONES = ("cst", "ist", "bst", "ast", "sst", "gst", "当地时间", "本地时间", "local time")
"""Names that mean several zones, or a place that nobody names."""
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_KNOWN = {name: zone for zone, names in ZONE_NAMES.items() for name in names}


def list_zone_names() -> list[str]:
    """Return every name that `find_zone` knows or calls ambiguous, the longest first; without offsets and names of the IANA database."""
    return sorted((*UTC_NAMES, *_KNOWN, *ZONE_OFFSETS, *AMBIGUOUS_ZONES), key=len, reverse=True)


def find_zone(name: str) -> tzinfo | None:
    """Return the zone of an offset, an abbreviation, a name in words or a name of the IANA database; None when it is not certain."""
    text = " ".join(name.split())
    if text.casefold() in UTC_NAMES:
        return UTC
    if text.casefold() in _KNOWN:
        return ZoneInfo(_KNOWN[text.casefold()])
    if text.casefold() in ZONE_OFFSETS:
        return timezone(timedelta(hours=ZONE_OFFSETS[text.casefold()]))
    if match := _OFFSET.fullmatch(text):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(-offset if match[1] == "-" else offset) if offset <= timedelta(hours=14) and int(match[3] or 0) < 60 else None
    return ZoneInfo(text) if "/" in text and text in available_timezones() else None
