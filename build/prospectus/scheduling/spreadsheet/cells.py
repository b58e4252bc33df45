"""Parsing and formatting of cell values: dates, times, choices, people.

Parsing is lenient. Formatting always uses one form, which parses back to the same value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from prospectus.model.kinds import event
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.model.values.text import Text
from prospectus.scheduling.spreadsheet import columns


class CellMark(Enum):
    """An instruction in a cell instead of a value."""

    REMOVE = "-"
    """Remove the current value of the field."""


CellValue = str | int | float | bool | date | datetime | time | timedelta | CellMark | None
"""The value of a spreadsheet cell."""
LIST_SEPARATORS = {"zh": "；", "en": "; "}
MAX_CELL_LENGTH = 32_767
"""The most characters that a spreadsheet cell can hold."""
DATE_SERIALS = range(36_526, 73_051)
"""The serial numbers that spreadsheets use for the days from 2000 to 2099. Smaller numbers are read as years."""
INVALID_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ud800-\udfff\ufffe\uffff]")
"""Characters that are not allowed in YAML or XML text."""
DATE_FORM = "2025-03-20, 2025/3/20, 2025年3月20日"
TIME_FORM = "15:30, 15:30-16:30"
PEOPLE_FORM = {"zh": "姓名（单位）；主持：姓名（单位）", "en": "Name (affiliation); Moderator: name (affiliation)"}
_DAY = re.compile(r"(?:(?P<year>[12][0-9]{3})(?:[-/.年]))?(?P<month>[0-9]{1,2})(?(year)[-/.月]|[-/月])(?P<day>[0-9]{1,2})[日号]?")
_MONTH = re.compile(r"(?P<year>[12][0-9]{3})(?:[-/.年](?P<month>[0-9]{1,2})月?|年?)")
_QUARTER = re.compile(r"([12][0-9]{3})-?Q([1-4])", re.IGNORECASE)
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?")
_TIME = re.compile(
    r"(?P<half>上午|早上|中午|下午|晚上|晚|AM|PM)?\s*(?P<hour>[0-9]{1,2})"
    r"(?:[:时点](?P<minute>[0-9]{1,2}|半|一刻|三刻)?分?(?:[:][0-9]{2}(?:\.0+)?)?)?\s*(?P<after>AM|PM)?",
    re.IGNORECASE,
)
_RANGE_SEPARATOR = re.compile(r"\s*(?:-|–|—|~|〜|～|至|到)+\s*")
_MINUTE_WORDS = {"半": 30, "一刻": 15, "三刻": 45}
_BRACKETS = {"（": "）", "(": ")"}


class CellError(ValueError):
    """A cell does not hold a valid value for its column. Carries the problem code and the expected form."""

    def __init__(self, code: str, form: str) -> None:
        super().__init__(form)
        self.code = code
        self.form = form


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A participant of an event, named in one language."""

    role: str
    name: str
    affiliation: str = ""


def to_text(value: CellValue) -> str:
    """Return the value of a cell as text: dates and times in the form that we write, whole numbers without a decimal point."""
    if isinstance(value, datetime):
        return str(PartialDate.from_day(value.date())) if value.time() == time() else f"{value.date()} {value:%H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        return f"{(datetime.min + value):%H:%M}" if timedelta() <= value < timedelta(days=1) else str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean("" if value is None else str(value))


def clean(text: str) -> str:
    """Return a text as it is stored in a cell: without control characters and surrounding space, with line feeds as line breaks."""
    return INVALID_CHARACTERS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")).strip()


def to_half_width(value: CellValue) -> str:
    """Return the value of a cell as text, with full-width characters replaced by their ASCII forms (NFKC)."""
    return unicodedata.normalize("NFKC", to_text(value)).strip()


# Dates and times


def parse_date(value: CellValue, year: int, epoch: datetime) -> PartialDate:
    """Parse a date with the precision it is written in, and a start time if one follows it.

    A day without a year is in `year`. Numbers are days since `epoch`. Raises CellError, also when an end time follows.
    """
    start, end = parse_date_and_end(value, year, epoch)
    if end is not None:
        raise CellError("PR606", DATE_FORM)
    return start


def parse_date_and_end(value: CellValue, year: int, epoch: datetime) -> tuple[PartialDate, time | None]:
    """Parse a date that may be followed by a start time and an end time. Return the date and the end time. Raises CellError."""
    if isinstance(value, datetime):
        return PartialDate(_round_to_minute(value), Precision.DAY if value.time() == time() else Precision.MINUTE), None
    if isinstance(value, date):
        return PartialDate.from_day(value), None
    if isinstance(value, int | float) and not isinstance(value, bool) and int(value) in DATE_SERIALS:
        return parse_date_and_end(epoch + timedelta(days=value), year, epoch)
    text = _WEEKDAY.sub(" ", to_half_width(value)).strip()
    if text.isdigit() and int(text) in DATE_SERIALS:
        return parse_date_and_end(int(text), year, epoch)
    try:
        return _parse_date_text(text, year)
    except ValueError:
        raise CellError("PR606", DATE_FORM) from None


def _parse_date_text(text: str, year: int) -> tuple[PartialDate, time | None]:
    if match := _QUARTER.fullmatch(text):
        return PartialDate.parse(f"{match[1]}-Q{match[2]}"), None
    if match := _MONTH.fullmatch(text):
        return PartialDate.parse(match["year"] + (f"-{int(match['month']):02}" if match["month"] else "")), None
    match = _DAY.match(text)
    if match is None:
        raise ValueError(text)
    day = date(int(match["year"] or year), int(match["month"]), int(match["day"]))
    rest = text[match.end() :].strip(" T,")
    if not rest:
        return PartialDate.from_day(day), None
    start, end = parse_times(rest)
    return _at_minute(day, start), end


def _at_minute(day: date, clock_time: time) -> PartialDate:
    return PartialDate(datetime.combine(day, clock_time), Precision.MINUTE)


def _round_to_minute(value: datetime) -> datetime:
    """Round to the nearest minute. Spreadsheets store times as fractions of a day, with rounding errors."""
    return (value + timedelta(seconds=30)).replace(second=0, microsecond=0)


def parse_times(value: CellValue) -> tuple[time, time | None]:
    """Parse a start time and an optional end time. Numbers from 0 to 1 are fractions of a day. Raises CellError."""
    if isinstance(value, datetime):
        return _round_to_minute(value).time(), None
    if isinstance(value, time):
        return _round_to_minute(datetime.combine(date.min, value)).time(), None
    if isinstance(value, timedelta):
        value = value / timedelta(days=1)
    if isinstance(value, float | int) and 0 <= value < 1:
        return _round_to_minute(datetime(2000, 1, 1) + timedelta(days=value)).time(), None
    parts = _RANGE_SEPARATOR.split(to_half_width(value))
    if len(parts) > 2:
        raise CellError("PR606", TIME_FORM)
    try:
        return _parse_time(parts[0], ""), _parse_time(parts[1], _find_am_pm(parts[0])) if len(parts) == 2 else None
    except ValueError:
        raise CellError("PR606", TIME_FORM) from None


def _find_am_pm(text: str) -> str:
    match = _TIME.fullmatch(text.strip())
    return str(match["half"] or match["after"] or "") if match else ""


def _parse_time(text: str, default_am_pm: str) -> time:
    match = _TIME.fullmatch(text.strip())
    am_pm = match and (match["half"] or match["after"])
    if match is None or (not am_pm and not re.search(r"[:时点]", text)):
        raise ValueError(text)
    hour, minute = int(match["hour"]), match["minute"] or "0"
    am_pm = str(am_pm or (default_am_pm if hour < 12 else "")).upper()
    if am_pm in ("PM", "下午", "晚上", "晚") and hour < 12:
        hour += 12
    elif am_pm == "AM" and hour == 12:
        hour = 0
    return time(hour, _MINUTE_WORDS.get(minute) or int(minute.translate(str.maketrans("", "", "半一三刻")) or 0))


def format_date(value: PartialDate | None) -> str:
    """Return the date with its own precision, but without the time; empty for None."""
    if value is None:
        return ""
    return str(PartialDate.from_day(value.first_day)) if value.precision is Precision.MINUTE else str(value)


def format_time(value: PartialDate | None) -> str:
    """Return the time as `HH:MM`; empty when there is none."""
    return f"{value.start:%H:%M}" if value is not None and value.precision is Precision.MINUTE else ""


# Choices, names and lists


def parse_choice(column: str, value: CellValue) -> str:
    """Return the record's value for a word in a column of choices. Raises CellError when the word is unknown."""
    choice = columns.index_choices(column).get(columns.normalise(to_text(value)))
    if choice is None:
        raise CellError("PR607", ", ".join(columns.get_choices(column, "zh" if has_chinese(to_text(value)) else "en").values()))
    return choice


def parse_language(value: CellValue) -> str:
    """Return the language tag for the name or the tag of a language. Raises CellError."""
    text = to_half_width(value)
    tag = columns.index_choices("language").get(columns.normalise(text).removesuffix("cn") or "")
    if tag is None and not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        raise CellError("PR607", "中文, 英文, zh, en" if has_chinese(text) else "Chinese, English, zh, en")
    return tag or text


def has_chinese(text: str) -> bool:
    """Return whether a text contains Chinese characters."""
    return re.search("[\u3400-\u9fff]", text) is not None


def parse_number(value: CellValue) -> int:
    """Parse a whole number of up to six digits, with or without the unit minutes. Raises CellError."""
    match = re.fullmatch(r"([0-9]{1,6})\s*(?:分钟|分|min(?:ute)?s?\.?)?", to_half_width(value), re.IGNORECASE)
    if match is None:
        raise CellError("PR608", "60")
    return int(match[1])


def split_list(value: CellValue) -> tuple[str, ...]:
    """Split a list at semicolons, enumeration commas (、) and line breaks, except inside brackets."""
    return tuple(_split_outside_brackets(to_text(value), "；;、\n"))


def _split_outside_brackets(text: str, separators: str) -> Iterator[str]:
    depth, item = 0, ""
    for character in f"{text}{separators[0]}":
        depth += (character in _BRACKETS) - (character in _BRACKETS.values())
        if character in separators and depth <= 0:
            if item.strip():
                yield item.strip()
            item, depth = "", 0
        else:
            item += character


def parse_people(value: CellValue, language: str) -> tuple[NamedPerson, ...]:
    """Parse a list of people such as `主持：姓名（单位）；姓名`. Raises CellError, with the expected form in the given language."""
    people = tuple(_parse_person(item) for item in _split_outside_brackets(to_text(value), "；;\n"))
    if not people or not all(person.name for person in people):
        raise CellError("PR608", PEOPLE_FORM.get(language, PEOPLE_FORM["en"]))
    return people


def _parse_person(text: str) -> NamedPerson:
    prefix, colon, _ = text.replace("：", ":", 1).partition(":")
    role = columns.index_choices("role").get(columns.normalise(prefix)) if colon else None
    name = text[len(prefix) + 1 :].strip() if role else text
    if not name or name[-1] not in _BRACKETS.values():
        return NamedPerson(role or "speaker", name)
    depth = 0
    for index in range(len(name) - 1, -1, -1):
        depth += (name[index] in _BRACKETS.values()) - (name[index] in _BRACKETS)
        if depth == 0:
            return NamedPerson(role or "speaker", name[:index].strip(), name[index + 1 : -1].strip())
    return NamedPerson(role or "speaker", "")


def format_people(people: Sequence[NamedPerson], language: str) -> str:
    """Return a list of people as the text of a cell."""
    return LIST_SEPARATORS.get(language, LIST_SEPARATORS["en"]).join(_format_person(person, language) for person in people)


def _format_person(person: NamedPerson, language: str) -> str:
    is_chinese = language == "zh"
    role = "" if person.role == "speaker" else columns.get_choices("role", language)[person.role] + ("：" if is_chinese else ": ")
    affiliation = (f"（{person.affiliation}）" if is_chinese else f" ({person.affiliation})") if person.affiliation else ""
    return clean(f"{role}{person.name}{affiliation}")


def people_in_language(people: Sequence[event.Person], language: str) -> tuple[NamedPerson, ...]:
    """Return the people of a record with their names in one language; empty unless all of them have a name in it."""
    named_people = tuple(
        NamedPerson(person.role, _text_in(person.name, language), _text_in(person.affiliation, language) if person.affiliation else "")
        for person in people
    )
    return named_people if all(person.name for person in named_people) else ()


def _text_in(text: Text, language: str) -> str:
    return text.as_dict().get(language, "")
