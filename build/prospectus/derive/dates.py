"""Dates and numbers formatted for a locale, by CLDR."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache

from babel import Locale as Cldr
from babel import UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from babel.units import format_unit

from prospectus.derive.view import Date
from prospectus.model.moment import Moment, Precision

_SKELETONS = {Precision.YEAR: "y", Precision.MONTH: "yMMMM", Precision.QUARTER: "yQQQQ"}


@cache
def cldr(tag: str) -> Cldr:
    """Return the CLDR locale of a BCP 47 tag; English if CLDR does not have it."""
    try:
        return Cldr.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Cldr("en")


@cache
def in_words(moment: Moment, tag: str) -> Date:
    """Return a partial date formatted at its own precision."""
    locale = cldr(tag)
    day = moment.start.date()
    year = str(day.year)
    if moment.precision < Precision.DAY:
        pattern = _SKELETONS[moment.precision]
        return Date(format_skeleton(pattern, day, locale=locale), str(moment), year=year)
    text = _long(day, locale)
    if moment.precision is Precision.MINUTE:
        text += moment.start.strftime(" %H:%M")
    return Date(text, str(moment).replace(" ", "T"), str(day.day), month_short(day, tag), weekday_short(day, tag), year)


def _long(day: date, locale: Cldr) -> str:
    return format_date(day, "d MMMM y" if locale.language == "en" else "long", locale=locale)


@cache
def month_name(year: int, month: int, tag: str) -> str:
    """Return a formatted month with its year."""
    return format_skeleton("yMMMM", datetime(year, month, 1), locale=cldr(tag))


@cache
def month_short(day: date, tag: str) -> str:
    """Return the abbreviated name of the month of a day."""
    return format_date(day, "MMM", locale=cldr(tag))


@cache
def weekday_short(day: date, tag: str) -> str:
    """Return the abbreviated name of the weekday of a day."""
    return format_date(day, "EEE", locale=cldr(tag))


@cache
def weekday_initial(day: date, tag: str) -> str:
    """Return the narrow name of the weekday of a day: one letter or character."""
    return format_date(day, "EEEEE", locale=cldr(tag))


@cache
def day_of_month(day: date, tag: str) -> str:
    """Return the day of the month, formatted for places where the month is shown elsewhere."""
    return format_skeleton("d", datetime(day.year, day.month, day.day), locale=cldr(tag))


@cache
def day_in_year(day: date, tag: str) -> str:
    """Return a day with its month and without its year: `6月12日`, `12 June`."""
    locale = cldr(tag)
    return format_date(day, "d MMMM", locale=locale) if locale.language == "en" else format_skeleton("MMMd", day, locale=locale)


@cache
def day_and_weekday(day: date, tag: str) -> str:
    """Return a day with its month and weekday and without its year: `6月12日 周四`, `Thu 12 June`."""
    pair = (day_in_year(day, tag), weekday_short(day, tag))
    return " ".join(reversed(pair) if cldr(tag).language == "en" else pair)


@cache
def number(figure: str, tag: str) -> str:
    """Return a decimal number, passed as a string of digits, with grouped thousands and a true minus sign (U+2212)."""
    return format_decimal(Decimal(figure), locale=cldr(tag), decimal_quantization=False).replace("-", "−")


@cache
def file_size(size: int, tag: str) -> str:
    """Return a file size, passed in bytes, in whole kilobytes of 1,000 bytes; at least 1."""
    return format_unit(max(1, round(size / 1000)), "digital-kilobyte", length="short", locale=cldr(tag))
