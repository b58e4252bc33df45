"""Dates and numbers in the words of a locale, by CLDR."""

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
    """Return the CLDR locale of a BCP 47 tag; English when CLDR does not know it."""
    try:
        return Cldr.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Cldr("en")


@cache
def in_words(moment: Moment, tag: str) -> Date:
    """Return a moment in words, no more precise than it is."""
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
    """Return a month with its year in words."""
    return format_skeleton("yMMMM", datetime(year, month, 1), locale=cldr(tag))


@cache
def month_short(day: date, tag: str) -> str:
    """Return the month of a day in short words."""
    return format_date(day, "MMM", locale=cldr(tag))


@cache
def weekday_short(day: date, tag: str) -> str:
    """Return the weekday of a day in short words."""
    return format_date(day, "EEE", locale=cldr(tag))


@cache
def weekday_initial(day: date, tag: str) -> str:
    """Return the weekday of a day in one letter or character."""
    return format_date(day, "EEEEE", locale=cldr(tag))


@cache
def day_of_month(day: date, tag: str) -> str:
    """Return the day of the month as it is written where the month is known."""
    return format_skeleton("d", datetime(day.year, day.month, day.day), locale=cldr(tag))


@cache
def day_in_year(day: date, tag: str) -> str:
    """Return a day as it is written where the year is known: `6月12日`, `12 June`."""
    locale = cldr(tag)
    return format_date(day, "d MMMM", locale=locale) if locale.language == "en" else format_skeleton("MMMd", day, locale=locale)


@cache
def day_and_weekday(day: date, tag: str) -> str:
    """Return a day with its weekday where the year is known: `6月12日 周四`, `Thu 12 June`."""
    pair = (day_in_year(day, tag), weekday_short(day, tag))
    return " ".join(reversed(pair) if cldr(tag).language == "en" else pair)


@cache
def number(figure: str, tag: str) -> str:
    """Return a number, given in plain figures, with its thousands grouped and a minus sign of full width."""
    return format_decimal(Decimal(figure), locale=cldr(tag), decimal_quantization=False).replace("-", "−")


@cache
def file_size(size: int, tag: str) -> str:
    """Return how large a file is, in whole kilobytes of 1,000 bytes."""
    return format_unit(max(1, round(size / 1000)), "digital-kilobyte", length="short", locale=cldr(tag))
