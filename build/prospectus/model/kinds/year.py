"""Years with their holidays, working days and trading days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pydantic import Field

from prospectus.model.kinds.series import Day
from prospectus.model.record import FrozenModel, Record, Violation
from prospectus.model.values.text import LineText


class Holiday(FrozenModel):
    """A public holiday and the weekend days worked in exchange."""

    title: LineText
    """Its name."""
    first: Day
    """The first day off."""
    last: Day
    """The last day off."""
    makeup: tuple[Day, ...] = ()
    """Weekend days that are worked for it: working days, but not trading days."""


class Year(Record):
    """The holidays of one calendar year; a year not yet published says so."""

    year: int = Field(ge=2000, le=2100)
    """The year."""
    published: bool
    """Whether its holidays have been published."""
    holidays: tuple[Holiday, ...] = ()
    """The holidays, in order."""
    trading_days: int | None = None
    """How many trading days it has, as a check."""
    working_days: int | None = None
    """How many working days it has, as a check."""

    def iter_violations(self) -> Iterator[Violation]:
        """Yield holidays that end before they start (PR209) or overlap (PR210), and numbers of days that do not match them (PR211)."""
        for index, holiday in enumerate(self.holidays):
            if holiday.last < holiday.first:
                yield Violation(("holidays", index, "last"), "PR209", {"came": holiday.last, "first": holiday.first, "form": holiday.first})
            if index and holiday.first <= self.holidays[index - 1].last:
                previous_end = self.holidays[index - 1].last
                yield Violation(
                    ("holidays", index, "first"),
                    "PR210",
                    {"came": holiday.first, "before": previous_end, "form": previous_end + timedelta(days=1)},
                )
        for field, days in (("trading_days", self.trading), ("working_days", self.working)):
            stated = getattr(self, field)
            if self.published and stated is not None and stated != len(days):
                yield Violation((field,), "PR211", {"came": stated, "form": len(days)})

    @property
    def days_off(self) -> frozenset[date]:
        """The days of all holidays."""
        intervals = ((holiday.first, (holiday.last - holiday.first).days) for holiday in self.holidays)
        return frozenset(first + timedelta(days=n) for first, length in intervals for n in range(length + 1))

    @property
    def makeup(self) -> frozenset[date]:
        """The weekend days that are worked in exchange for holidays."""
        return frozenset(day for holiday in self.holidays for day in holiday.makeup)

    @property
    def trading(self) -> tuple[date, ...]:
        """The trading days: Monday to Friday without holidays. Make-up days are not trading days."""
        days_off = self.days_off
        return tuple(day for day in self._iter_days() if day.weekday() < 5 and day not in days_off)

    @property
    def working(self) -> tuple[date, ...]:
        """The working days: trading days and make-up days."""
        return tuple(sorted({*self.trading, *(day for day in self.makeup if day.year == self.year)}))

    def _iter_days(self) -> Iterator[date]:
        day = date(self.year, 1, 1)
        while day.year == self.year:
            yield day
            day += timedelta(days=1)
