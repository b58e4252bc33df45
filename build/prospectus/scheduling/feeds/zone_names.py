"""Resolves what follows a time in a feed: an offset, the name of a zone, or a name that several zones share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from prospectus.problems.message import Message

_OFFSET = re.compile(r"(?:utc|gmt|z)?\s?([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE | re.ASCII)
_ORDINAL_ZONE = re.compile(r"([东西東])([一二三四五六七八九十]{1,2}|\d{1,2})[时時]?[区區]")
_IANA_NAME = re.compile(r"[A-Z][A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2}", re.ASCII)
_COMMENT = re.compile(r"^(?P<zone>[^(\[]*)[(\[](?P<comment>[^()\[\]]*)[)\]]$")
MAX_OFFSET_MINUTES = 14 * 60
_CHINESE_DIGITS = "一二三四五六七八九十"

_UTC_NAMES = {
    "z",
    "ut",
    "utc",
    "gmt",
    "zulu",
    "coordinated universal time",
    "greenwich mean time",
    "世界时",
    "协调世界时",
    "格林尼治时间",
    "格林威治时间",
}
_OFFSETS_BY_NAME = {
    "wet": 0,
    "west": 1, "cet": 1, "met": 1, "wat": 1,
    "cest": 2, "mest": 2, "eet": 2, "cat": 2, "sast": 2,
    "eest": 3, "eat": 3, "trt": 3, "idt": 3,
    "pkt": 5, "uzt": 5,
    "npt": 5.75,
    "ict": 7, "wib": 7,
    "hkt": 8, "sgt": 8, "myt": 8, "phst": 8, "wita": 8, "awst": 8, "ulat": 8,
    "jst": 9, "kst": 9, "wit": 9,
    "acst": 9.5,
    "aest": 10, "chst": 10,
    "acdt": 10.5,
    "aedt": 11,
    "nzst": 12,
    "nzdt": 13,
    "nst": -3.5, "ndt": -2.5,
    "brt": -3, "art": -3, "adt": -3,
    "edt": -4, "est": -5, "cdt": -5, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8,
    "akdt": -8, "akst": -9, "hst": -10,
}  # fmt: skip
"""Offsets from UTC in hours of names with one meaning: those of RFC 822, 5.1, except CST, and well-known ones."""
_ZONES_BY_NAME = {
    "Asia/Shanghai": "北京时间 中国标准时间 中国时间 北京時間 bjt beijing-time china-standard-time",
    "Asia/Hong_Kong": "香港时间 香港時間 hong-kong-time",
    "Asia/Taipei": "台北时间 臺北時間 台北時間 taipei-standard-time",
    "Asia/Singapore": "新加坡时间 singapore-time singapore-standard-time",
    "Asia/Tokyo": "日本时间 东京时间 日本標準時 japan-time japan-standard-time tokyo-time",
    "Asia/Seoul": "韩国时间 首尔时间 korea-standard-time korean-standard-time",
    "Europe/London": "伦敦时间 英国时间 london-time uk-time",
    "Europe/Moscow": "msk msd 莫斯科时间 moscow-time",
    "Europe/Berlin": "欧洲中部时间 central-european-time",
    "America/New_York": "et 纽约时间 美东时间 美国东部时间 eastern-time new-york-time",
    "America/Chicago": "ct 芝加哥时间 美中时间 美国中部时间 central-time chicago-time",
    "America/Denver": "mt mountain-time",
    "America/Los_Angeles": "pt 美西时间 洛杉矶时间 美国西部时间 pacific-time",
    "America/Halifax": "at atlantic-time",
}
"""Names of zones with daylight saving time, or in words."""
_SHARED_NAMES: dict[str, tuple[float, ...]] = {
    "cst": (8, -6, -5),  # China, central North America, Cuba
    "ist": (5.5, 1, 2),  # India, Ireland, Israel
    "bst": (1, 6, 11),  # Britain in summer, Bangladesh, Bougainville
    "ast": (-4, 3),  # the Atlantic coast of Canada, Arabia
    "gst": (4, -2, 10),  # the Gulf, South Georgia, Guam
    "sst": (8, -11),  # Singapore, Samoa
    "pht": (8, 5), "wst": (8, 13, 1), "ect": (-5, -4), "amt": (-4, 4),
}  # fmt: skip
"""Offsets in hours of names that several zones share."""


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """The zones that a text may mean: one if it is certain, several if it is not, none if it is unknown."""

    candidates: tuple[tzinfo, ...]
    doubt: Message | None = None


def resolve_zone(text: str, local_time: datetime, stated_zone: ZoneInfo | None) -> ZoneReading:
    """Return the zones that a text after a time may mean at that naive local time.

    `stated_zone` is the zone of the feed if the site states it: it decides what a name means that is its own, or that several zones share.
    """
    comment = _COMMENT.match(text)
    name = (comment["zone"].strip() or comment["comment"].strip()) if comment else text
    if zone := _resolve_certain(name):
        return ZoneReading((zone,))
    candidates = tuple(_from_hours(hours) for hours in _SHARED_NAMES.get(name.lower(), ()))
    if stated_zone is not None:
        offset = stated_zone.utcoffset(local_time)
        is_own = stated_zone.tzname(local_time) == name or any(zone.utcoffset(None) == offset for zone in candidates)
        if is_own:
            return ZoneReading((stated_zone,))
    if candidates:
        return ZoneReading(candidates, _describe_shared(name, candidates))
    return ZoneReading((), Message(f"the time zone {name} is not known", f"不认识时区 {name}"))


def _resolve_certain(name: str) -> tzinfo | None:
    if match := _OFFSET.fullmatch(name):
        minutes = 60 * int(match[2]) + int(match[3] or 0)
        is_valid = minutes <= MAX_OFFSET_MINUTES and int(match[3] or 0) < 60
        return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes)) if is_valid else None
    if match := _ORDINAL_ZONE.fullmatch(name):
        hours = _parse_ordinal(match[2])
        return _from_hours(-hours if match[1] == "西" else hours) if hours is not None else None
    folded = name.lower()
    if folded in _UTC_NAMES:
        return UTC
    if folded in _OFFSETS_BY_NAME:
        return _from_hours(_OFFSETS_BY_NAME[folded])
    key = _KEYS_BY_NAME.get(folded.replace(" ", "-")) or (name if _IANA_NAME.fullmatch(name) else None)
    try:
        return ZoneInfo(key) if key else None
    except (ValueError, OSError, KeyError):
        return None


def _parse_ordinal(text: str) -> int | None:
    """Return the number of a zone in words, such as 八 in 东八区; None if there is no such zone."""
    number = int(text) if text.isdigit() else sum(_CHINESE_DIGITS.index(digit) + 1 for digit in text)
    return number if number <= 12 else None


def _from_hours(hours: float) -> timezone:
    return timezone(timedelta(hours=hours))


def _describe_shared(name: str, candidates: tuple[tzinfo, ...]) -> Message:
    *others, last = map(str, candidates)
    return Message(f"{name} may mean {', '.join(others)} or {last}", f"{name} 可能指 {'、'.join(others)} 或 {last}")


_KEYS_BY_NAME = {name: key for key, names in _ZONES_BY_NAME.items() for name in names.split()}
ZONE_WORDS = re.compile("[(]?(" + "|".join(sorted((name for name in _KEYS_BY_NAME if not name.isascii()), key=len, reverse=True)) + ")[)]?")
"""A Chinese name of a zone, which may stand before the date."""
