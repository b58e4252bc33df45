"""What happens when: series, milestones, holidays, talks and last trading days as occurrences."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from dateutil.rrule import rrulestr

from prospectus.memo import Memo
from prospectus.model.contract import Contract
from prospectus.model.library import Key, Library
from prospectus.model.milestone import Milestone
from prospectus.model.moment import Precision
from prospectus.model.series import Due, Recurrence, Series
from prospectus.model.talk import Talk
from prospectus.model.text import Text
from prospectus.model.year import Holiday, Year

Sort = Literal["obligation", "day", "span", "focus", "milestone", "holiday", "makeup", "no-night", "last-trading", "talk"]

SORTS: dict[str, Sort] = {"period": "obligation", "day": "day", "span": "span"}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One instance of something, in local time; `end` is exclusive, as in RFC 5545."""

    uid: str
    """Stable: the same thing has it in every build."""
    sort: Sort
    title: Text
    start: date
    end: date
    of: Key
    """The record it comes from."""
    due: date | None = None
    """By when it is expected, where that is our own reading and the calendar is published."""
    starts: datetime | None = None
    """The exact local time, where it is known."""
    ends: datetime | None = None
    mark: str = ""
    """A short code beside the title, such as a contract month."""
    sample: bool = False
    print: str = field(init=False, compare=False, repr=False)
    """All of it but its title, which belongs to its record."""

    def __post_init__(self) -> None:
        when = f"{self.start}|{self.end}|{self.starts}|{self.ends}|{self.due}"
        object.__setattr__(self, "print", f"{self.uid}|{self.sort}|{self.mark}|{self.sample}|{when}")

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)


class Days:
    """The working and trading days of all published years."""

    def __init__(self, years: Iterable[Year]) -> None:
        published = [year for year in years if year.published]
        self.years = frozenset(year.year for year in published)
        self.trading = sorted(day for year in published for day in year.trading)
        self.working = sorted(day for year in published for day in year.working)

    def on_or_after(self, day: date, days: list[date]) -> date | None:
        """Return the first of `days` that is not before `day`; None where the calendar is not published."""
        at = bisect_right(days, day - timedelta(days=1))
        return days[at] if at < len(days) and self._known(day, days[at]) else None

    def last_trading_of(self, year: int, month: int) -> date | None:
        """Return the last trading day of a month; None where the calendar is not published."""
        after = date(year + month // 12, month % 12 + 1, 1)
        at = bisect_right(self.trading, after - timedelta(days=1))
        found = self.trading[at - 1] if at else None
        return found if year in self.years and found and found.month == month and found.year == year else None

    def following(self, day: date, count: int, days: list[date]) -> date | None:
        """Return the `count`-th of `days` after `day`, which is not counted; None where the calendar is not published."""
        at = bisect_right(days, day) + count - 1
        return days[at] if at < len(days) and self._known(day, days[at]) else None

    def _known(self, first: date, last: date) -> bool:
        return all(year in self.years for year in range(first.year, last.year + 1))


def schedule(library: Library, memo: Memo | None = None) -> tuple[Occurrence, ...]:
    """Return every occurrence within the years of the site's calendar, in order of time. `memo` keeps those of talks."""
    kept = memo or Memo()
    years = [year for year in library.of("year") if isinstance(year, Year)]
    if not years:
        return ()
    span = (min(year.year for year in years), max(year.year for year in years))
    days = Days(years)
    found = [
        *(each for series in library.of("series") if isinstance(series, Series) for each in _of_series(series, days, span)),
        *(each for milestone in library.of("milestone") if isinstance(milestone, Milestone) for each in _of_milestone(milestone)),
        *(each for contract in library.of("contract") if isinstance(contract, Contract) for each in _of_contract(contract, days, span)),
        *(each for year in years for each in _of_year(year, days)),
        *(each for talk in library.of("talk") if isinstance(talk, Talk) for each in _held(talk, library.revisions["talk", talk.id], kept)),
    ]
    return tuple(sorted(found, key=lambda each: (each.start, each.starts or datetime.min, each.end, each.uid)))


def instances(recurrence: Recurrence, span: tuple[int, int]) -> list[date]:
    """Return the first days of a recurrence within the years of `span`, both included."""
    start = datetime.combine(recurrence.dtstart, datetime.min.time())
    rule = rrulestr(recurrence.rrule, dtstart=start)
    return [each.date() for each in rule.between(datetime(span[0], 1, 1), datetime(span[1], 12, 31), inc=True)]


def _of_series(series: Series, days: Days, span: tuple[int, int]) -> Iterator[Occurrence]:
    recurrence = series.recurrence
    sort = SORTS[recurrence.mode]
    for start in instances(recurrence, span):
        end = _end(recurrence, start)
        due = _due(series.due, end, days) if series.due and recurrence.mode == "period" else None
        yield Occurrence(
            f"{series.id}-{start:%Y%m%d}", sort, series.title, start, end, ("series", series.id), due, sample=not series.exported
        )
    if series.focus is not None:
        for start in instances(series.focus, span):
            title = series.focus_title or series.title
            yield Occurrence(
                f"{series.id}-focus-{start:%Y%m%d}",
                "focus",
                title,
                start,
                start + timedelta(days=1),
                ("series", series.id),
                sample=not series.exported,
            )


def _end(recurrence: Recurrence, start: date) -> date:
    if recurrence.mode == "period":
        return _months_after(start, recurrence.months)
    return start + timedelta(days=recurrence.days if recurrence.mode == "span" else 1)


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def _due(due: Due, period_end: date, days: Days) -> date | None:
    found = next(iter(rrulestr(due.rrule, dtstart=datetime.combine(period_end, datetime.min.time()))), None)
    if found is None or due.shift == "none":
        return found and found.date()
    first = found.date()
    return days.on_or_after(first, days.trading if due.shift == "next-trading-day" else days.working)


def _of_milestone(milestone: Milestone) -> Iterator[Occurrence]:
    for day in milestone.dates:
        yield Occurrence(
            f"{milestone.id}-{day:%Y%m%d}",
            "milestone",
            milestone.title,
            day,
            day + timedelta(days=1),
            ("milestone", milestone.id),
            sample=not milestone.exported,
        )


def _of_contract(contract: Contract, days: Days, span: tuple[int, int]) -> Iterator[Occurrence]:
    if contract.expiry is None:
        return
    for year in range(span[0], span[1] + 1):
        for month in range(1, 13):
            last = days.last_trading_of(year, month)
            if last is not None and last >= contract.listed.first_day:
                delivery = (year + month // 12, month % 12 + 1)
                code = f"{contract.code}{delivery[0] % 100:02}{delivery[1]:02}"
                uid = f"{contract.id}-last-trading-{code.lower()}"
                yield Occurrence(
                    uid,
                    "last-trading",
                    contract.title,
                    last,
                    last + timedelta(days=1),
                    ("contract", contract.id),
                    mark=code,
                    sample=not contract.exported,
                )


def _of_year(year: Year, days: Days) -> Iterator[Occurrence]:
    for holiday in year.holidays:
        after = holiday.last + timedelta(days=1)
        yield Occurrence(f"holiday-{holiday.first:%Y%m%d}", "holiday", holiday.title, holiday.first, after, ("year", year.id))
        for day in holiday.makeup:
            yield Occurrence(f"makeup-{day:%Y%m%d}", "makeup", holiday.title, day, day + timedelta(days=1), ("year", year.id))
        eve = _eve(holiday, days)
        if eve is not None:
            yield Occurrence(f"no-night-{eve:%Y%m%d}", "no-night", holiday.title, eve, eve + timedelta(days=1), ("year", year.id))


def _eve(holiday: Holiday, days: Days) -> date | None:
    """The last trading day before a holiday; its night session is not held."""
    at = bisect_right(days.trading, holiday.first - timedelta(days=1))
    return days.trading[at - 1] if at and days.trading[at - 1].year >= holiday.first.year - 1 else None


def _held(talk: Talk, revision: str, memo: Memo) -> tuple[Occurrence, ...]:
    """Return when a talk is held, if its day is known: it depends on the talk alone."""
    found: tuple[Occurrence, ...] | None = memo.known("held", revision)
    if found is None:
        found = (_of_talk(talk),) if talk.starts.precision >= Precision.DAY else ()
        memo.keep("held", revision, found)
    return found


def _of_talk(talk: Talk) -> Occurrence:
    exact = talk.starts.precision is Precision.MINUTE
    end = talk.ends or talk.starts
    return Occurrence(
        f"talk-{talk.id}",
        "talk",
        talk.title,
        talk.starts.first_day,
        end.day_after,
        ("talk", talk.id),
        starts=talk.starts.start if exact else None,
        ends=talk.ends.start if exact and talk.ends else None,
        sample=not talk.exported,
    )
