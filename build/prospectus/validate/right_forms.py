"""Works out what an editor meant from what is written: the values that a field might take instead, the likeliest first.

The functions only propose; `validate.fields` keeps the first proposal that the model accepts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from types import EllipsisType
from typing import Any

from prospectus.load import yaml
from prospectus.media.file_types import TYPES_BY_SUFFIX, suffix_of
from prospectus.model.values.numerals import CHINESE_DIGITS
from prospectus.model.values.recurrence_proposals import write_until
from prospectus.patterns import lazy_pattern

GAP = ...
"""Stands in a proposed value for words that only an editor can add; written as “…”."""
HAN = lazy_pattern("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_INVISIBLE = lazy_pattern("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_NUMBER = lazy_pattern(r"(?<![\d.])[-+]?\d{1,3}(?:[, _]\d{3})+(?:\.\d+)?(?![\d.])|[-+]?\d+(?:\.\d+)?|[-+]?\.\d+")
_CHINESE_NUMBER = lazy_pattern("[零〇一二两三四五六七八九十百千万]+")
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}
_TRUE = frozenset("true yes y on 1 是 有 对 真 需要 启用 开 √ ✓ ✔".split())
_FALSE = frozenset("false no n off 0 否 无 没有 错 假 不 不需要 停用 关 × ✗ ✘".split())
_LIST_SEPARATOR = lazy_pattern(r"\s*[,，、;；/]\s*")
_MAIL_ADDRESS = lazy_pattern(r"[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+")
_PHONE_NUMBER = lazy_pattern(r"\+?[0-9][0-9 ()-]{5,18}[0-9]")
_HOST = lazy_pattern(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[:/?#].*)?", re.IGNORECASE)
_TIME = lazy_pattern(r"(\d{1,2})[:：∶.时点](\d{1,2})分?")
COPY_WORDS: Mapping[str, str] = {"副本": "copy", "的副本": "copy", "拷贝": "copy", "复件": "copy"}
"""What a desktop adds to the name of a copied file, and the English word for it."""

CHOICE_WORDS: Mapping[str, tuple[str, ...]] = {
    "published": ("已发布", "发布", "公开", "public", "live"),
    "sample": ("示例", "样例", "example"),
    "draft": ("草稿", "未发布", "待发布", "unpublished"),
    "withdrawn": ("已撤回", "撤回", "撤销", "已失效", "removed"),
    "planned": ("计划中", "拟定", "待定", "计划", "tentative"),
    "confirmed": ("已确认", "确认", "已定"),
    "moved": ("改期", "已改期", "延期", "已延期", "postponed", "rescheduled"),
    "cancelled": ("已取消", "取消", "canceled"),
    "done": ("已举行", "已举办", "已完成", "已结束", "完成", "结束", "held", "finished", "completed", "over"),
    "talk": ("讲座", "讲堂", "webinar"),
    "training": ("培训", "workshop"),
    "lecture": ("授课", "讲课", "课堂"),
    "meeting": ("会议", "交流会", "座谈会"),
    "campaign": ("宣传活动", "活动", "宣传"),
    "bulletin": ("公告", "通报", "notice"),
    "live": ("直播", "实时", "streaming", "online"),
    "recorded": ("录播", "录像", "recording"),
    "in-person": ("现场", "线下", "面授", "offline", "onsite", "on-site"),
    "hybrid": ("现场加线上", "线上线下", "混合", "线上线下结合"),
    "document": ("文件", "书面", "file"),
    "online": ("线上", "在线", "网络"),
    "examination": ("考试", "exam"),
    "introductory": ("入门", "初级", "基础", "beginner", "basic", "easy"),
    "intermediate": ("进阶", "中级", "medium"),
    "advanced": ("高阶", "高级", "expert"),
    "speaker": ("主讲", "主讲人", "讲师", "presenter"),
    "moderator": ("主持", "主持人", "host", "chair"),
    "guest": ("嘉宾", "特邀嘉宾"),
    "public": ("公众", "公开", "所有人"),
    "members": ("会员",),
    "intermediaries": ("中介机构",),
    "monthly": ("月度", "每月", "月"),
    "summary": ("汇总", "总结"),
    "official": ("官方",),
    "standard": ("通行", "标准"),
    "ours": ("自译", "本站"),
    "must": ("必须",),
    "usual": ("通常",),
    "error": ("错误",),
    "warning": ("警告",),
    "info": ("提示", "information"),
}
"""Other words for the options of fields, Chinese and English."""


def to_half_width(text: str) -> str:
    """Return a text in Unicode form NFKC, without invisible characters and surrounding spaces."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def iter_numbers(value: object) -> Iterator[int | float]:
    """Yield the number in a text such as `125起`, `１２５`, `1,250`, `3.5%` or `一百二十`; nothing if there is none, or more than one."""
    if not isinstance(value, str):
        return
    text = to_half_width(value)
    numbers = _NUMBER.findall(text)
    if len(numbers) == 1:
        digits = re.sub(r"[, _]", "", numbers[0])
        number = int(digits) if re.fullmatch(r"[-+]?\d+", digits) else float(digits)
        unit = text.partition(numbers[0])[2].strip()[:1]
        factor = {"万": 10_000, "亿": 100_000_000}.get(unit, 1)
        product = number * factor
        yield int(product) if product == int(product) else product
    elif not numbers and len(chinese_numbers := _CHINESE_NUMBER.findall(text)) == 1:
        yield from _parse_chinese_number(chinese_numbers[0])


def _parse_chinese_number(text: str) -> Iterator[int]:
    if text in ("万", "百", "千"):
        return
    total = section = digit = 0
    for character in text:
        if character == "万":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        elif character in _CHINESE_UNITS:
            section, digit = section + (digit or 1) * _CHINESE_UNITS[character], 0
        else:
            digit = CHINESE_DIGITS[character]
    yield total + section + digit


def iter_booleans(value: object) -> Iterator[bool]:
    """Yield the meaning of a word such as `yes`, `否` or `1`; nothing for any other."""
    word = to_half_width(str(value)).casefold()
    if word in _TRUE or word in _FALSE:
        yield word in _TRUE


def iter_choices(value: object, options: Sequence[str]) -> Iterator[str]:
    """Yield the options that a word may stand for: the same word otherwise written, a word of the same meaning, a similar word."""
    word = to_half_width(str(value)).casefold()
    hyphenated = re.sub(r"[\s_]+", "-", word)
    yield from (option for option in options if option.casefold() in (word, hyphenated))
    yield from (option for option in options if word in CHOICE_WORDS.get(option, ()) or hyphenated in CHOICE_WORDS.get(option, ()))
    yield from get_close_matches(hyphenated, options, 1, 0.7)


def iter_lists(value: object) -> Iterator[tuple[Any, ...]]:
    """Yield lists for a single value: its parts, where it has separators, else the value alone."""
    if isinstance(value, str) and len(parts := [part for part in _LIST_SEPARATOR.split(value) if part]) > 1:
        yield tuple(parts)
    if value not in (None, ""):
        yield (value,)


def iter_texts(value: object, languages: Sequence[str], written: str | None) -> Iterator[dict[str, Any]]:
    """Yield a text by language; `written` is a single value as it stands in the file, such as `012` for twelve."""
    if isinstance(value, Mapping):
        pairs = {to_half_width(str(key)): _to_words(item) for key, item in value.items()}
        if pairs:
            yield {**{language: pairs.get(language, GAP) for language in languages}, **pairs}
    elif isinstance(value, str | int | float | bool) and (words := written if written is not None else str(value)).strip():
        language = guess_language(words, languages)
        yield {each: words if language in (None, each) else GAP for each in languages}
    elif isinstance(value, tuple) and len(value) == 1:
        yield from iter_texts(value[0], languages, None)


def _to_words(value: object) -> str | EllipsisType:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple) and len(value) == 1:
        return _to_words(value[0])
    return str(value) if isinstance(value, str | int | float) and str(value).strip() else GAP


def guess_language(text: str, languages: Sequence[str]) -> str | None:
    """Return the first of some languages in which a text may be, by its script; None for a text without letters, such as a number."""
    if HAN.search(text):
        return next((language for language in languages if language.startswith(("zh", "ja"))), languages[0])
    if any(character.isalpha() for character in text):
        return next((language for language in languages if not language.startswith(("zh", "ja", "ko"))), languages[0])
    return None


def iter_ids(value: object, title: object = None) -> Iterator[str]:
    """Yield ids made from a name such as `Margin (1)` or `保证金 - 副本`; last one made from an English title."""
    yield from filter(None, map(_to_id, (str(value), _english(title))))


def _to_id(name: str) -> str:
    for chinese, english in COPY_WORDS.items():
        name = name.replace(chinese, f" {english} ")
    if HAN.search(name):
        return ""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", ascii_name).strip("-")[:80].strip("-")


def _english(title: object) -> str:
    return str(title.get("en", "")) if isinstance(title, Mapping) else ""


def iter_dates(value: object, *, day_only: bool) -> Iterator[str]:
    """Yield the date in another notation, such as `2026/02/09`; with `day_only`, only a whole day."""
    from prospectus.model.written_dates.single_date import suggest_date  # noqa: PLC0415  (needed only by a wrong date)

    if isinstance(value, str | int) and (date := suggest_date(str(value), day_only=day_only)):
        yield date


_NAMED_PERIODS = {"半年": "6个月", "季度": "3个月", "quarter": "3 months", "annual": "1 year", "一年": "1年"}
_PERIOD = lazy_pattern(r"p?([0-9]+) ?(y|a|m|月|年|个月)?[a-z]*", re.IGNORECASE)


def iter_month_counts(value: object) -> Iterator[str]:
    """Yield a period of months or years in the right notation, for a bare number, `P6M`, `6m`, `quarterly` or `每半年`."""
    text = to_half_width(str(value)).strip().lower()
    text = re.sub(r"^(every|each|每隔|每) ?", "", text)
    if match := _PERIOD.fullmatch(text):
        unit = {"y": "year", "a": "year", "月": "个月", "个月": "个月", "年": "年"}.get(match[2] or "", "month")
        plural = "s" if unit in ("month", "year") and match[1] != "1" else ""
        yield f"{match[1]} {unit}{plural}" if unit in ("month", "year") else f"{match[1]}{unit}"
    yield from (period for name, period in _NAMED_PERIODS.items() if name in text)
    if text in ("年", "year", "yearly"):
        yield "1年" if text == "年" else "1 year"


def iter_addresses(value: object) -> Iterator[str]:
    """Yield the URL of an address without a scheme, in full-width characters, or of a mailbox or a telephone."""
    text = re.sub(r"\s+", "", to_half_width(str(value)).replace("\\", "/"))
    text = re.sub(r"^(https?)[:;]?/*(?=[^:;/])", r"\1://", text, flags=re.IGNORECASE)
    scheme, colon, rest = text.partition(":")
    if colon and scheme.lower() in ("http", "https", "mailto", "tel"):
        yield f"{scheme.lower()}:{rest}"
    elif _MAIL_ADDRESS.fullmatch(text):
        yield f"mailto:{text}"
    elif _PHONE_NUMBER.fullmatch(to_half_width(str(value))):
        yield f"tel:{re.sub('[ ()]', '', text)}"
    elif _HOST.fullmatch(text.lstrip("/")) and suffix_of(text) not in TYPES_BY_SUFFIX:
        yield f"https://{text.lstrip('/')}"


def iter_rules(value: object) -> Iterator[str]:
    """Yield a recurrence rule without its name, spaces and start, in capitals."""
    text = to_half_width(str(value)).upper()
    text = re.sub(r"DTSTART[^\n ]*[\n ]+", "", text).removeprefix("RRULE:")
    rule = re.sub(r"\s+", "", text).replace("；", ";").strip(";")
    yield from (rule, write_until(rule))


def iter_plain_words(value: object) -> Iterator[str]:
    """Yield a short code otherwise written: half-width, in lower or upper case, without slashes; a time of day with two digits."""
    text = to_half_width(str(value))
    if match := _TIME.fullmatch(text):
        yield f"{int(match[1]):02}:{int(match[2]):02}"
    for variant in (text, text.strip("/"), text.replace("_", "-")):
        yield from (variant, variant.lower(), variant.upper())


def format_value(value: object) -> str:
    """Return a value as YAML on one line: `[a, b]`, `{url: https://…}`, `"2025"`; a gap as “…”."""
    if value is GAP:
        return "…"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{format_value(key)}: {format_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(format_value, value)) + "]"
    return _quote_if_needed(value) if isinstance(value, str) else str(value)


def _quote_if_needed(text: str) -> str:
    try:
        plain = yaml.parse(f"[{text}]") == (text,) and "\n" not in text
    except yaml.YamlError:
        plain = False
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return text if plain else f'"{escaped}"'


def has_gap(value: object) -> bool:
    """Return whether a proposed value leaves words to the editor."""
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple | list) else ()
    return value is GAP or any(map(has_gap, items))


def fill_gaps(value: Any) -> Any:
    """Return a proposed value with a word in each gap, for the model to judge."""
    if isinstance(value, Mapping):
        return {key: fill_gaps(item) for key, item in value.items()}
    return tuple(map(fill_gaps, value)) if isinstance(value, tuple | list) else "…" if value is GAP else value
