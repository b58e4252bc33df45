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

from prospectus.desk import columns
from prospectus.model import event
from prospectus.model.moment import Moment, Precision
from prospectus.model.text import Text


class Mark(Enum):
    """An instruction in a cell instead of a value."""

    TAKEN_AWAY = "-"
    """Remove the current value of the field."""


Value = str | int | float | bool | date | datetime | time | timedelta | Mark | None
"""The value of a spreadsheet cell."""
SEPARATOR = {"zh": "；", "en": "; "}
LONGEST = 32_767
"""The most characters that a spreadsheet cell can hold."""
SERIALS = range(36_526, 73_051)
"""The serial numbers that spreadsheets use for the days from 2000 to 2099. Smaller numbers are read as years."""
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ud800-\udfff\ufffe\uffff]")
"""Characters that are not allowed in YAML or XML text."""
DAYS_FORM = "2025-03-20, 2025/3/20, 2025年3月20日"
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
_TO = re.compile(r"\s*(?:-|–|—|~|〜|～|至|到)+\s*")
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}
_BRACKETS = {"（": "）", "(": ")"}


class Unfit(ValueError):
    """A cell does not hold a valid value for its column. Carries the problem code and the expected form."""

    def __init__(self, code: str, form: str) -> None:
        super().__init__(form)
        self.code = code
        self.form = form


@dataclass(frozen=True, slots=True)
class Person:
    """A participant of an event, named in one language."""

    role: str
    name: str
    affiliation: str = ""


def text(value: Value) -> str:
    """Return the value of a cell as text: dates and times in the form that we write, whole numbers without a decimal point."""
    if isinstance(value, datetime):
        return str(Moment.on(value.date())) if value.time() == time() else f"{value.date()} {value:%H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        return f"{(datetime.min + value):%H:%M}" if timedelta() <= value < timedelta(days=1) else str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean("" if value is None else str(value))


def clean(said: str) -> str:
    """Return a text as it is stored in a cell: without control characters and surrounding space, with line feeds as line breaks."""
    return NO_TEXT.sub("", said.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")).strip()


def narrow(value: Value) -> str:
    """Return the value of a cell as text, with full-width characters replaced by their ASCII forms (NFKC)."""
    return unicodedata.normalize("NFKC", text(value)).strip()


# Dates and times


def moment(value: Value, year: int, epoch: datetime) -> Moment:
    """Parse a date with the precision it is written in, and a start time if one follows it.

    A day without a year is in `year`. Numbers are days since `epoch`. Raises CellError, also when an end time follows.
    """
    found, end = moment_and_end(value, year, epoch)
    if end is not None:
        raise Unfit("PR606", DAYS_FORM)
    return found


def moment_and_end(value: Value, year: int, epoch: datetime) -> tuple[Moment, time | None]:
    """Parse a date that may be followed by a start time and an end time. Return the date and the end time. Raises CellError."""
    if isinstance(value, datetime):
        return Moment(_minute(value), Precision.DAY if value.time() == time() else Precision.MINUTE), None
    if isinstance(value, date):
        return Moment.on(value), None
    if isinstance(value, int | float) and not isinstance(value, bool) and int(value) in SERIALS:
        return moment_and_end(epoch + timedelta(days=value), year, epoch)
    said = _WEEKDAY.sub(" ", narrow(value)).strip()
    if said.isdigit() and int(said) in SERIALS:
        return moment_and_end(int(said), year, epoch)
    try:
        return _moment(said, year)
    except ValueError:
        raise Unfit("PR606", DAYS_FORM) from None


def _moment(said: str, year: int) -> tuple[Moment, time | None]:
    if match := _QUARTER.fullmatch(said):
        return Moment.parse(f"{match[1]}-Q{match[2]}"), None
    if match := _MONTH.fullmatch(said):
        return Moment.parse(match["year"] + (f"-{int(match['month']):02}" if match["month"] else "")), None
    match = _DAY.match(said)
    if match is None:
        raise ValueError(said)
    day = date(int(match["year"] or year), int(match["month"]), int(match["day"]))
    rest = said[match.end() :].strip(" T,")
    if not rest:
        return Moment.on(day), None
    start, end = times(rest)
    return _at(day, start), end


def _at(day: date, at: time) -> Moment:
    return Moment(datetime.combine(day, at), Precision.MINUTE)


def _minute(value: datetime) -> datetime:
    """Round to the nearest minute. Spreadsheets store times as fractions of a day, with rounding errors."""
    return (value + timedelta(seconds=30)).replace(second=0, microsecond=0)


def times(value: Value) -> tuple[time, time | None]:
    """Parse a start time and an optional end time. Numbers from 0 to 1 are fractions of a day. Raises CellError."""
    if isinstance(value, datetime):
        return _minute(value).time(), None
    if isinstance(value, time):
        return _minute(datetime.combine(date.min, value)).time(), None
    if isinstance(value, timedelta):
        value = value / timedelta(days=1)
    if isinstance(value, float | int) and 0 <= value < 1:
        return _minute(datetime(2000, 1, 1) + timedelta(days=value)).time(), None
    said = _TO.split(narrow(value))
    if len(said) > 2:
        raise Unfit("PR606", TIME_FORM)
    try:
        return _time(said[0], ""), _time(said[1], _half(said[0])) if len(said) == 2 else None
    except ValueError:
        raise Unfit("PR606", TIME_FORM) from None


def _half(said: str) -> str:
    match = _TIME.fullmatch(said.strip())
    return str(match["half"] or match["after"] or "") if match else ""


def _time(said: str, half_before: str) -> time:
    match = _TIME.fullmatch(said.strip())
    half = match and (match["half"] or match["after"])
    if match is None or (not half and not re.search(r"[:时点]", said)):
        raise ValueError(said)
    hour, minute = int(match["hour"]), match["minute"] or "0"
    half = str(half or (half_before if hour < 12 else "")).upper()
    if half in ("PM", "下午", "晚上", "晚") and hour < 12:
        hour += 12
    elif half == "AM" and hour == 12:
        hour = 0
    return time(hour, _QUARTERS.get(minute) or int(minute.translate(str.maketrans("", "", "半一三刻")) or 0))


def date_text(found: Moment | None) -> str:
    """Return the date with its own precision, but without the time; empty for None."""
    if found is None:
        return ""
    return str(Moment.on(found.first_day)) if found.precision is Precision.MINUTE else str(found)


def time_text(found: Moment | None) -> str:
    """Return the time as `HH:MM`; empty when there is none."""
    return f"{found.start:%H:%M}" if found is not None and found.precision is Precision.MINUTE else ""


# Choices, names and lists


def word(column: str, value: Value) -> str:
    """Return the record's value for a word in a column of choices. Raises CellError when the word is unknown."""
    found = columns.meanings(column).get(columns.plain(text(value)))
    if found is None:
        raise Unfit("PR607", ", ".join(columns.words(column, "zh" if is_chinese(text(value)) else "en").values()))
    return found


def language(value: Value) -> str:
    """Return the language tag for the name or the tag of a language. Raises CellError."""
    said = narrow(value)
    found = columns.meanings("language").get(columns.plain(said).removesuffix("cn") or "")
    if found is None and not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", said):
        raise Unfit("PR607", "中文, 英文, zh, en" if is_chinese(said) else "Chinese, English, zh, en")
    return found or said


def is_chinese(said: str) -> bool:
    """Return whether a text contains Chinese characters."""
    return re.search("[\u3400-\u9fff]", said) is not None


def number(value: Value) -> int:
    """Parse a whole number of up to six digits, with or without the unit minutes. Raises CellError."""
    match = re.fullmatch(r"([0-9]{1,6})\s*(?:分钟|分|min(?:ute)?s?\.?)?", narrow(value), re.IGNORECASE)
    if match is None:
        raise Unfit("PR608", "60")
    return int(match[1])


def parts(value: Value) -> tuple[str, ...]:
    """Split a list at semicolons, enumeration commas (、) and line breaks, except inside brackets."""
    return tuple(_split(text(value), "；;、\n"))


def _split(said: str, marks: str) -> Iterator[str]:
    depth, part = 0, ""
    for sign in f"{said}{marks[0]}":
        depth += (sign in _BRACKETS) - (sign in _BRACKETS.values())
        if sign in marks and depth <= 0:
            if part.strip():
                yield part.strip()
            part, depth = "", 0
        else:
            part += sign


def people(value: Value, spoken: str) -> tuple[Person, ...]:
    """Parse a list of people such as `主持：姓名（单位）；姓名`. Raises CellError, with the expected form in the given language."""
    found = tuple(_person(each) for each in _split(text(value), "；;\n"))
    if not found or not all(each.name for each in found):
        raise Unfit("PR608", PEOPLE_FORM.get(spoken, PEOPLE_FORM["en"]))
    return found


def _person(said: str) -> Person:
    before, colon, _ = said.replace("：", ":", 1).partition(":")
    role = columns.meanings("role").get(columns.plain(before)) if colon else None
    name = said[len(before) + 1 :].strip() if role else said
    if not name or name[-1] not in _BRACKETS.values():
        return Person(role or "speaker", name)
    depth = 0
    for at in range(len(name) - 1, -1, -1):
        depth += (name[at] in _BRACKETS.values()) - (name[at] in _BRACKETS)
        if depth == 0:
            return Person(role or "speaker", name[:at].strip(), name[at + 1 : -1].strip())
    return Person(role or "speaker", "")


def people_text(found: Sequence[Person], spoken: str) -> str:
    """Return a list of people as the text of a cell."""
    return SEPARATOR.get(spoken, SEPARATOR["en"]).join(_person_text(each, spoken) for each in found)


def _person_text(person: Person, spoken: str) -> str:
    chinese = spoken == "zh"
    role = "" if person.role == "speaker" else columns.words("role", spoken)[person.role] + ("：" if chinese else ": ")
    affiliation = (f"（{person.affiliation}）" if chinese else f" ({person.affiliation})") if person.affiliation else ""
    return clean(f"{role}{person.name}{affiliation}")


def in_language(people_of: Sequence[event.Person], spoken: str) -> tuple[Person, ...]:
    """Return the people of a record with their names in one language; empty unless all of them have a name in it."""
    found = tuple(
        Person(each.role, _spoken(each.name, spoken), _spoken(each.affiliation, spoken) if each.affiliation else "") for each in people_of
    )
    return found if all(each.name for each in found) else ()


def _spoken(words: Text, spoken: str) -> str:
    return words.as_dict().get(spoken, "")
