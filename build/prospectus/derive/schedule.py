"""Computes occurrences: of series, milestones, holidays, events, talks, deadlines and last trading days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import Literal

from prospectus.memo import Memo
from prospectus.model.contract import Contract
from prospectus.model.days import Days, due_after, end_of, eve_of, instances
from prospectus.model.event import Event, EventType, State
from prospectus.model.kinds import EVENTS
from prospectus.model.library import Key, Library
from prospectus.model.milestone import Milestone
from prospectus.model.moment import Moment, Precision
from prospectus.model.record import Record
from prospectus.model.series import Series
from prospectus.model.text import Text
from prospectus.model.year import Year

Sort = Literal["obligation", "day", "span", "focus", "milestone", "holiday", "makeup", "no-night", "last-trading", "deadline", EventType]

RECURRING = ("series", "milestone", "contract", "year")
"""The kinds whose occurrences recur or follow from the calendar. All other occurrences come from events."""
SORTS: dict[str, Sort] = {"period": "obligation", "day": "day", "span": "span"}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence of a record, in local time of the site; `end` is exclusive (RFC 5545, 3.6.1)."""

    uid: str
    """Stable: an occurrence has the same UID in every build."""
    sort: Sort
    title: Text
    start: date
    end: date
    of: Key
    """The key of the record that it comes from."""
    due: date | None = None
    """The due date that we derived, if the calendar of that time is published."""
    starts: datetime | None = None
    """The exact start as a naive datetime in local time, if it is known."""
    ends: datetime | None = None
    mark: str = ""
    """A short code shown beside the title, such as a contract month."""
    sample: bool = False
    standing: State | Literal[""] = ""
    """The state of an event: planned, confirmed, moved, cancelled or done. Empty for other occurrences."""
    print: str = field(init=False, compare=False, repr=False)
    """All fields except the title. The title is part of the fingerprint of the record."""
    order: tuple[date, datetime, date, str] = field(init=False, compare=False, repr=False)
    """The sort key: the times, then the UID."""
    months: tuple[tuple[int, int], ...] = field(init=False, compare=False, repr=False)
    """The months that it overlaps, as pairs of year and month."""

    def __post_init__(self) -> None:
        what = f"{self.of}|{self.uid}|{self.sort}|{self.mark}|{self.sample}|{self.standing}"
        object.__setattr__(self, "print", f"{what}|{self.start}|{self.end}|{self.starts}|{self.ends}|{self.due}")
        object.__setattr__(self, "order", (self.start, self.starts or datetime.min, self.end, self.uid))
        object.__setattr__(self, "months", tuple(_months(self.start, self.last)))

    @property
    def last(self) -> date:
        """The last day, inclusive."""
        return self.end - timedelta(days=1)


def schedule(library: Library, memo: Memo | None = None) -> tuple[Occurrence, ...]:
    """Return every occurrence, in chronological order; none if the site has no calendar years.

    Recurring occurrences are computed for the years of the site's calendar. With `cache`, occurrences of unchanged records are reused.
    """
    kept = memo or Memo()
    if not library.of("year"):
        return ()
    ground = [library.revisions[kind, key] for kind in RECURRING for key in library.records.get(kind, ())]
    night = library.site.desk.night_from is not None
    recurring = kept.same("recurring", (ground, night), lambda: tuple(_recurring(library, night=night)))
    held = [each for kind in EVENTS for each in kept.each(f"occurrences {kind}", library.of(kind), partial(_of_event, kind))]
    return tuple(sorted(chain(recurring, *held), key=attrgetter("order")))


def _recurring(library: Library, *, night: bool) -> Iterator[Occurrence]:
    """Yield the occurrences that recur or follow from the calendar. `night` is whether the exchange has night sessions."""
    years = [year for year in library.of("year") if isinstance(year, Year)]
    span = (min(year.year for year in years), max(year.year for year in years))
    days = Days(years)
    for series in (each for each in library.of("series") if isinstance(each, Series)):
        yield from _of_series(series, days, span)
    for milestone in (each for each in library.of("milestone") if isinstance(each, Milestone)):
        yield from _of_milestone(milestone)
    for contract in (each for each in library.of("contract") if isinstance(each, Contract)):
        yield from _of_contract(contract, days, span)
    for year in years:
        yield from _of_year(year, days, night=night)


def _months(start: date, last: date) -> Iterator[tuple[int, int]]:
    numbers = range(start.year * 12 + start.month - 1, last.year * 12 + last.month)
    return ((number // 12, number % 12 + 1) for number in numbers)


def _of_series(series: Series, days: Days, span: tuple[int, int]) -> Iterator[Occurrence]:
    recurrence = series.recurrence
    sort = SORTS[recurrence.mode]
    for start in instances(recurrence, span):
        end = end_of(recurrence, start)
        due = due_after(series.due, end, days) if series.due and recurrence.mode == "period" else None
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


def _of_year(year: Year, days: Days, *, night: bool) -> Iterator[Occurrence]:
    for holiday in year.holidays:
        after = holiday.last + timedelta(days=1)
        yield Occurrence(f"holiday-{holiday.first:%Y%m%d}", "holiday", holiday.title, holiday.first, after, ("year", year.id))
        for day in holiday.makeup:
            yield Occurrence(f"makeup-{day:%Y%m%d}", "makeup", holiday.title, day, day + timedelta(days=1), ("year", year.id))
        eve = eve_of(holiday, days) if night else None
        if eve is not None:
            yield Occurrence(f"no-night-{eve:%Y%m%d}", "no-night", holiday.title, eve, eve + timedelta(days=1), ("year", year.id))


def _of_event(kind: str, event: Record) -> tuple[Occurrence, ...]:
    """Return the occurrences of an event and its deadlines whose days are known. They depend on the event alone."""
    return tuple(_held(kind, event)) if isinstance(event, Event) else ()


def _held(kind: str, event: Event) -> Iterator[Occurrence]:
    key = (kind, event.id)
    if event.starts.precision >= Precision.DAY:
        end = event.ends or event.starts
        starts, ends = _exact(event.starts), _exact(event.ends) if _exact(event.starts) else None
        sample, day_after = not event.exported, max(end.day_after, event.starts.day_after)
        yield Occurrence(
            f"{kind}-{event.id}", event.type, event.title, event.starts.first_day, day_after, key,
            starts=starts, ends=ends, sample=sample, standing=event.state,
        )  # fmt: skip
    for each in event.deadlines:
        if each.at.precision >= Precision.DAY:
            yield Occurrence(
                f"{kind}-{event.id}--{each.id}", "deadline", _joined(each.title, event.title), each.at.first_day, each.at.day_after, key,
                starts=_exact(each.at), ends=_exact(each.at), sample=not event.exported, standing=event.state,
            )  # fmt: skip


def _exact(moment: Moment | None) -> datetime | None:
    return moment.start if moment is not None and moment.precision is Precision.MINUTE else None


def _joined(what: Text, of: Text) -> Text:
    """Return the title of a deadline joined with the title of its event, in each language that has both."""
    return Text({language: f"{what[language]} · {of[language]}" for language in what if language in of} or what.as_dict())
