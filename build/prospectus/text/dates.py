"""Dates and numbers formatted for a locale, by CLDR."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from babel import Locale as Cldr
from babel import UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from babel.units import format_unit

from prospectus.model.values.partial_date import PartialDate, Precision

_SKELETONS = {Precision.YEAR: "y", Precision.MONTH: "yMMMM", Precision.QUARTER: "yQQQQ"}


@dataclass(frozen=True, slots=True)
class Date:
    """A formatted date, as precise as its source."""

    text: str
    iso: str
    """The date in the format of the HTML `datetime` attribute."""
    day: str = ""
    """The day of the month, if the date is that precise."""
    month: str = ""
    """The abbreviated month, if the date has a day."""
    weekday: str = ""
    """The abbreviated weekday, if the date has a day."""
    year: str = ""
    """The year in digits."""
    with_weekday: str = ""
    """The date with its weekday, in the order of the language; `text` if it has no day."""


@cache
def cldr_locale(tag: str) -> Cldr:
    """Return the CLDR locale of a BCP 47 tag; English if CLDR does not have it."""
    try:
        return Cldr.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Cldr("en")


@cache
def format_partial_date(partial_date: PartialDate, tag: str) -> Date:
    """Return a partial date formatted at its own precision."""
    locale = cldr_locale(tag)
    day = partial_date.start.date()
    year = str(day.year)
    if partial_date.precision < Precision.DAY:
        pattern = _SKELETONS[partial_date.precision]
        text = format_skeleton(pattern, day, locale=locale)
        return Date(text, str(partial_date), year=year, with_weekday=text)
    text = _format_long(day, locale)
    if partial_date.precision is Precision.MINUTE:
        text += partial_date.start.strftime(" %H:%M")
    return Date(
        text,
        str(partial_date).replace(" ", "T"),
        str(day.day),
        format_month_short(day, tag),
        format_weekday_short(day, tag),
        year,
        format_with_weekday(partial_date, tag),
    )


@cache
def format_with_weekday(partial_date: PartialDate, tag: str) -> str:
    """Return a partial date in words, with its weekday if it has a day: `2026年12月3日 周四 15:30`, `Thu 3 December 2026 15:30`."""
    if partial_date.precision < Precision.DAY:
        return format_partial_date(partial_date, tag).text
    locale, day = cldr_locale(tag), partial_date.start.date()
    parts = (_format_long(day, locale), format_weekday_short(day, tag))
    words = " ".join(reversed(parts) if locale.language == "en" else parts)
    return words + (partial_date.start.strftime(" %H:%M") if partial_date.precision is Precision.MINUTE else "")


def _format_long(day: date, locale: Cldr) -> str:
    return format_date(day, "d MMMM y" if locale.language == "en" else "long", locale=locale)


@cache
def format_month(year: int, month: int, tag: str) -> str:
    """Return a formatted month with its year."""
    return format_skeleton("yMMMM", datetime(year, month, 1), locale=cldr_locale(tag))


@cache
def format_month_short(day: date, tag: str) -> str:
    """Return the abbreviated name of the month of a day."""
    return format_date(day, "MMM", locale=cldr_locale(tag))


@cache
def format_quarter(day: date, tag: str) -> str:
    """Return the quarter of a day, formatted for places where the year is shown elsewhere: `第1季度`, `Q1`."""
    locale = cldr_locale(tag)
    return format_date(day, "QQQ" if locale.language == "en" else "QQQQ", locale=locale)


@cache
def format_weekday_short(day: date, tag: str) -> str:
    """Return the abbreviated name of the weekday of a day."""
    return format_date(day, "EEE", locale=cldr_locale(tag))


@cache
def format_weekday_narrow(day: date, tag: str) -> str:
    """Return the narrow name of the weekday of a day: one letter or character."""
    return format_date(day, "EEEEE", locale=cldr_locale(tag))


@cache
def format_day_of_month(day: date, tag: str) -> str:
    """Return the day of the month, formatted for places where the month is shown elsewhere."""
    return format_skeleton("d", datetime(day.year, day.month, day.day), locale=cldr_locale(tag))


@cache
def format_day_and_month(day: date, tag: str) -> str:
    """Return a day with its month and without its year: `6月12日`, `12 June`."""
    locale = cldr_locale(tag)
    return format_date(day, "d MMMM", locale=locale) if locale.language == "en" else format_skeleton("MMMd", day, locale=locale)


@cache
def format_day_and_weekday(day: date, tag: str) -> str:
    """Return a day with its month and weekday and without its year: `6月12日 周四`, `Thu 12 June`."""
    parts = (format_day_and_month(day, tag), format_weekday_short(day, tag))
    return " ".join(reversed(parts) if cldr_locale(tag).language == "en" else parts)


@cache
def format_number(digits: str, tag: str) -> str:
    """Return a decimal number, passed as a string of digits, with grouped thousands and a true minus sign (U+2212)."""
    return format_decimal(Decimal(digits), locale=cldr_locale(tag), decimal_quantization=False).replace("-", "−")


@cache
def format_file_size(size: int, tag: str) -> str:
    """Return a file size, passed in bytes, in whole kilobytes of 1,000 bytes; at least 1."""
    return format_unit(max(1, round(size / 1000)), "digital-kilobyte", length="short", locale=cldr_locale(tag))
