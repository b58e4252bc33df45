"""Parsing and formatting of cell values: choices, languages, lists, people. `date_cells` parses dates and times.

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
from prospectus.problems import Message
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
INVALID_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ud800-\udfff\ufffe\uffff]")
"""Characters that are not allowed in YAML or XML text."""
PEOPLE_FORM = Message("Name (affiliation); Moderator: name (affiliation)", "姓名（单位）；主持：姓名（单位）")
_BRACKETS = {"（": "）", "(": ")"}


class CellError(ValueError):
    """A cell does not hold a valid value for its column. Carries the problem code, the expected form and what else the message says."""

    def __init__(self, code: str, form: str | Message, **params: object) -> None:
        super().__init__(form if isinstance(form, str) else form.en)
        self.code, self.form, self.params = code, form, params


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


def format_date(value: PartialDate | None) -> str:
    """Return the date with its own precision, but without the time; empty for None."""
    if value is None:
        return ""
    return str(PartialDate.from_day(value.first_day)) if value.precision is Precision.MINUTE else str(value)


def format_time(value: PartialDate | None) -> str:
    """Return the time as `HH:MM`; empty when there is none."""
    return f"{value.start:%H:%M}" if value is not None and value.precision is Precision.MINUTE else ""


# Choices, names and lists


def parse_choice(column: str, value: CellValue, own_types: columns.OwnTypes = ()) -> str:
    """Return the record's value for a word in a column of choices. Raises CellError when the word is unknown."""
    choice = columns.index_choices(column, own_types).get(columns.normalise(to_text(value)))
    if choice is None:
        raise CellError("PR607", list_labels(column, ", ", own_types))
    return choice


def list_labels(column: str, chinese_separator: str, own_types: columns.OwnTypes = ()) -> Message:
    """Return the labels of the choices of a column, in both languages."""
    separators = {"en": ", ", "zh": chinese_separator}
    return Message(
        *(separator.join(columns.get_choices(column, language, own_types).values()) for language, separator in separators.items())
    )


def parse_language(value: CellValue) -> str:
    """Return the language tag for the name or the tag of a language. Raises CellError."""
    text = to_half_width(value)
    tag = columns.index_choices("language").get(columns.normalise(text).removesuffix("cn") or "")
    if tag is None and not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        raise CellError("PR607", Message("Chinese, English, zh, en", "中文、英文、zh、en"))
    return tag or text


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


def split_people(text: str) -> tuple[str, ...]:
    """Split a list of people at semicolons and line breaks, except inside brackets."""
    return tuple(_split_outside_brackets(text, "；;\n"))


def parse_people(value: CellValue) -> tuple[NamedPerson, ...]:
    """Parse a list of people such as `主持：姓名（单位）；姓名`. Raises CellError."""
    people = tuple(_parse_person(item) for item in split_people(to_text(value)))
    if not people or not all(person.name for person in people):
        raise CellError("PR608", PEOPLE_FORM)
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


def people_in_language(people: Sequence[event.Participant], language: str) -> tuple[NamedPerson, ...]:
    """Return the people of a record with their names in one language; empty unless all of them have a name in it."""
    named_people = tuple(
        NamedPerson(
            person.role, _text_in(person.known_name, language), _text_in(person.affiliation, language) if person.affiliation else ""
        )
        for person in people
    )
    return named_people if all(person.name for person in named_people) else ()


def _text_in(text: Text, language: str) -> str:
    return text.as_dict().get(language, "")
