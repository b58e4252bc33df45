"""Computes occurrences: of series, milestones, holidays, events, talks, deadlines and last trading days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import Literal
from zoneinfo import ZoneInfo

from prospectus.cache.cache import BuildCache
from prospectus.model.kinds.contract import Contract
from prospectus.model.kinds.event import Event, EventState
from prospectus.model.kinds.milestone import Milestone
from prospectus.model.kinds.series import Series
from prospectus.model.kinds.year import Year
from prospectus.model.library import Library, RecordKey
from prospectus.model.record import Record, Status
from prospectus.model.registry import EVENT_KINDS
from prospectus.model.values.partial_date import Precision
from prospectus.model.values.text import Text
from prospectus.schedule.business_days import BusinessDays, due_date, instance_dates, instance_end, last_trading_day_before
from prospectus.schedule.expiries import iter_expiries
from prospectus.schedule.fulfilment import find_original_days
from prospectus.schedule.interval import Interval, interval_of, interval_of_day, interval_of_days, interval_of_deadline
from prospectus.schedule.replacement import Replacements

RECURRING_KINDS = ("series", "milestone", "contract", "year")
"""The kinds whose occurrences recur or follow from the calendar. All other occurrences come from events."""
TYPE_BY_MODE: dict[str, str] = {"period": "obligation", "day": "day", "span": "span"}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence of a record, in local time of the site."""

    uid: str
    """The same in every build, also after a rename of the record; for events, see `permanent_name`."""
    occurrence_type: str
    """The type of an event, or one of `CALENDAR_MARKS`."""
    title: Text
    interval: Interval
    record_key: RecordKey
    """The key of the record that it comes from."""
    due: date | None = None
    """The due date that we derived, if the calendar of that time is published."""
    short_code: str = ""
    """A short code shown beside the title, such as a contract month."""
    status: Status = "published"
    """The status of that record."""
    event_state: EventState | Literal[""] = ""
    """The state of an event: planned, confirmed, moved, cancelled or done. Empty for other occurrences."""
    replaced: bool = False
    """Whether an event of its series is shown instead; then it only counts for the coverage of the series and its obligations."""
    start: date = field(init=False, compare=False, repr=False)
    """The first day."""
    end: date = field(init=False, compare=False, repr=False)
    """The day after the last day (RFC 5545, 3.6.1)."""
    fingerprint: str = field(init=False, compare=False, repr=False)
    """All fields except the title, which is a query of its own."""
    sort_key: tuple[date, datetime, date, str] = field(init=False, compare=False, repr=False)
    """The sort key: the times, then the UID."""
    months: tuple[tuple[int, int], ...] = field(init=False, compare=False, repr=False)
    """The months that it overlaps, as pairs of year and month."""

    def __post_init__(self) -> None:
        interval = self.interval
        object.__setattr__(self, "start", interval.first_day)
        object.__setattr__(self, "end", interval.day_after)
        identity = f"{self.record_key}|{self.uid}|{self.occurrence_type}|{self.short_code}|{self.status}|{self.event_state}"
        times = f"{interval.start}|{interval.end}|{interval.timed}|{interval.end_basis.value}|{self.due}|{self.replaced}"
        object.__setattr__(self, "fingerprint", f"{identity}|{times}")
        object.__setattr__(self, "sort_key", (self.start, interval.start_time or datetime.min, self.end, self.uid))
        object.__setattr__(self, "months", tuple(_iter_months(self.start, self.last_day)))

    @property
    def sample(self) -> bool:
        """Whether it is left out of calendars, feeds and data files."""
        return self.status != "published"

    @property
    def starts_at(self) -> datetime | None:
        """The start if it is a time, else None."""
        return self.interval.start_time

    @property
    def ends_at(self) -> datetime | None:
        """The end if it is a stated time, else None."""
        return self.interval.end_time

    @property
    def last_day(self) -> date:
        """The last day, inclusive."""
        return self.end - timedelta(days=1)


def permanent_name(occurrence: Occurrence, record: Record | None) -> str:
    """Return the permanent name of an occurrence of `record`: its UID, in which the id of an event is replaced by its first id."""
    kind, key = occurrence.record_key
    if not isinstance(record, Event):
        return occurrence.uid
    return f"{kind}-{record.first_id}{occurrence.uid.removeprefix(f'{kind}-{key}')}"


def build_occurrences(library: Library, cache: BuildCache | None = None) -> tuple[Occurrence, ...]:
    """Return every occurrence, in chronological order; none if the site has no calendar years.

    Recurring occurrences are computed for the years of the site's calendar. With `cache`, occurrences of unchanged records are reused.
    """
    build_cache = cache or BuildCache()
    if not library.records_of("year"):
        return ()
    revisions = [library.fingerprints[kind, key] for kind in RECURRING_KINDS for key in library.records.get(kind, ())]
    night = library.site.scheduling.night_from is not None
    inputs = (revisions, night, library.site.timezone)
    recurring = build_cache.if_changed("recurring", inputs, lambda: tuple(_iter_recurring(library, night=night)))
    replacing = [
        build_cache.map_changed(f"replacing {kind}", library.records_of(kind), _describe_replacing, reuse_equal=True)
        for kind in EVENT_KINDS
    ]
    original_days = find_original_days(library.records_of("release"))
    recurring = build_cache.if_changed(
        "replaced", (revisions, recurring, replacing, original_days), lambda: _mark_replaced(recurring, library, original_days)
    )
    event_occurrences = [
        occurrences
        for kind in EVENT_KINDS
        for occurrences in build_cache.map_changed(f"occurrences {kind}", library.records_of(kind), partial(_build_event_occurrences, kind))
    ]
    return tuple(sorted(chain(recurring, *event_occurrences), key=attrgetter("sort_key")))


def _describe_replacing(event: Record) -> tuple[object, ...]:
    """Return everything of an event that decides what it replaces, as far as no release does; empty if it is of no series."""
    if not isinstance(event, Event) or event.series is None:
        return ()
    return (event.exported, event.state, event.series, interval_of(event), event.starts, event.id, event.formerly, event.first_id)


def _mark_replaced(recurring: tuple[Occurrence, ...], library: Library, original_days: Mapping[RecordKey, date]) -> tuple[Occurrence, ...]:
    """Return the recurring occurrences; those of a series that one of its events replaces are marked."""
    events = [
        (kind, event) for kind in EVENT_KINDS for event in library.records_of(kind) if isinstance(event, Event) and event.series is not None
    ]
    if not events:
        return recurring
    replacements = Replacements(events, original_days)
    days_per_month = Counter(_month_key(occurrence) for occurrence in recurring if occurrence.occurrence_type == "day")

    def is_replaced(occurrence: Occurrence) -> bool:
        series = library.get(*occurrence.record_key) if occurrence.record_key[0] == "series" else None
        if not isinstance(series, Series):
            return False
        if occurrence.occurrence_type == "focus":
            return replacements.replaces_focus_day(series, occurrence.start)
        return replacements.replaces_instance(
            series, occurrence.start, occurrence.end, only_day_of_month=days_per_month[_month_key(occurrence)] == 1
        )

    return tuple(replace(occurrence, replaced=True) if is_replaced(occurrence) else occurrence for occurrence in recurring)


def _month_key(occurrence: Occurrence) -> tuple[RecordKey, int, int]:
    return occurrence.record_key, occurrence.start.year, occurrence.start.month


def _iter_recurring(library: Library, *, night: bool) -> Iterator[Occurrence]:
    """Yield the occurrences that recur or follow from the calendar. `night` is whether the exchange has night sessions."""
    years = [year for year in library.records_of("year") if isinstance(year, Year)]
    year_range = (min(year.year for year in years), max(year.year for year in years))
    days, zone = BusinessDays(years), ZoneInfo(library.site.timezone)
    for series in (record for record in library.records_of("series") if isinstance(record, Series)):
        yield from _iter_series_occurrences(series, days, year_range, zone)
    for milestone in (record for record in library.records_of("milestone") if isinstance(record, Milestone)):
        yield from _iter_milestone_occurrences(milestone)
    for contract in (record for record in library.records_of("contract") if isinstance(record, Contract)):
        yield from _iter_contract_occurrences(contract, days, year_range)
    for year in years:
        yield from _iter_year_occurrences(year, days, night=night)


def _iter_months(start: date, last: date) -> Iterator[tuple[int, int]]:
    numbers = range(start.year * 12 + start.month - 1, last.year * 12 + last.month)
    return ((number // 12, number % 12 + 1) for number in numbers)


def _iter_series_occurrences(series: Series, days: BusinessDays, year_range: tuple[int, int], zone: ZoneInfo) -> Iterator[Occurrence]:
    recurrence = series.recurrence
    occurrence_type = TYPE_BY_MODE[recurrence.mode]
    for start in instance_dates(recurrence, year_range, zone):
        end = instance_end(recurrence, start)
        due = due_date(series.due, end, days) if series.due and recurrence.mode == "period" else None
        yield Occurrence(
            f"{series.first_id}-{start:%Y%m%d}",
            occurrence_type,
            series.title,
            interval_of_days(start, end),
            ("series", series.id),
            due,
            status=series.status,
        )
    if series.focus is not None:
        for start in instance_dates(series.focus, year_range, zone):
            title = series.focus_title or series.title
            yield Occurrence(
                f"{series.first_id}-focus-{start:%Y%m%d}",
                "focus",
                title,
                interval_of_day(start),
                ("series", series.id),
                status=series.status,
            )


def _iter_milestone_occurrences(milestone: Milestone) -> Iterator[Occurrence]:
    for day in milestone.dates:
        yield Occurrence(
            f"{milestone.first_id}-{day:%Y%m%d}",
            "milestone",
            milestone.title,
            interval_of_day(day),
            ("milestone", milestone.id),
            status=milestone.status,
        )


def _iter_contract_occurrences(contract: Contract, days: BusinessDays, year_range: tuple[int, int]) -> Iterator[Occurrence]:
    for last_day, (year, month) in iter_expiries(contract, days, year_range):
        code = f"{contract.code}{year % 100:02}{month:02}"
        yield Occurrence(
            f"{contract.first_id}-last-trading-{code.lower()}",
            "last-trading",
            contract.title,
            interval_of_day(last_day),
            ("contract", contract.id),
            short_code=code,
            status=contract.status,
        )


def _iter_year_occurrences(year: Year, business_days: BusinessDays, *, night: bool) -> Iterator[Occurrence]:
    for holiday in year.holidays:
        days = interval_of_days(holiday.first, holiday.last + timedelta(days=1))
        yield Occurrence(f"holiday-{holiday.first:%Y%m%d}", "holiday", holiday.title, days, ("year", year.id))
        for day in holiday.makeup:
            yield Occurrence(f"makeup-{day:%Y%m%d}", "makeup", holiday.title, interval_of_day(day), ("year", year.id))
        eve = last_trading_day_before(holiday, business_days) if night else None
        if eve is not None:
            yield Occurrence(f"no-night-{eve:%Y%m%d}", "no-night", holiday.title, interval_of_day(eve), ("year", year.id))


def _build_event_occurrences(kind: str, event: Record) -> tuple[Occurrence, ...]:
    """Return the occurrences of an event and its deadlines whose days are known. They depend on the event alone."""
    return tuple(_iter_event_occurrences(kind, event)) if isinstance(event, Event) else ()


def _iter_event_occurrences(kind: str, event: Event) -> Iterator[Occurrence]:
    key, status = (kind, event.id), event.status
    if event.starts.precision >= Precision.DAY:
        uid = f"{kind}-{event.id}"
        yield Occurrence(uid, event.type, event.title, interval_of(event), key, status=status, event_state=event.state)
    for deadline in event.deadlines:
        if deadline.at.precision >= Precision.DAY:
            uid, title = f"{kind}-{event.id}--{deadline.id}", join_titles(deadline.title, event.title)
            yield Occurrence(
                uid, "deadline", title, interval_of_deadline(deadline.at), key, status=status, event_state=event.state
            )  # fmt: skip


def join_titles(title: Text, event_title: Text) -> Text:
    """Return the title of a deadline joined with the title of its event, in each language that has both."""
    return Text(
        {language: f"{title[language]} · {event_title[language]}" for language in title if language in event_title} or title.as_dict()
    )
