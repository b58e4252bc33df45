"""Finds the open obligations at a given time, each with its due date: instances of series, replays, decisions and reviews."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from prospectus.model import address
from prospectus.model.days import Days, due_after, end_of, instances
from prospectus.model.event import Event
from prospectus.model.kinds import BY_NAME
from prospectus.model.library import Key
from prospectus.model.moment import Moment, Precision
from prospectus.model.record import Record
from prospectus.model.series import Series
from prospectus.model.shape import Place
from prospectus.validate.diary import Diary, Finding, Held

SHOWN_AGAIN = ("live", "recorded", "hybrid", None)
"""The formats of talks that need a replay. Most talks have one, so it is also expected where the format is not stated."""
TIMELESS = ("notice",)
"""The kinds whose records describe the past and need no review. Events are never reviewed, and not listed here."""


@dataclass(frozen=True, slots=True)
class Owed:
    """An open obligation."""

    code: str
    """The problem code of its rule."""
    of: Key
    """The key of the record that has the obligation."""
    place: Place
    """The field path in the record at which it is reported."""
    record: Record
    instance: str = ""
    """The instance of a series or the id of a deadline, such as `2025-03`, `2025-03 org-ine` or `register`; else empty."""
    due: date | None = None
    """The due date: the last day on which it can be fulfilled in time. None where the calendar of working days is not published."""
    late: bool = False
    """Whether it is overdue."""
    ours: bool = False
    """Whether the due date follows from a rule of this site and is not stated by the source."""

    @property
    def finding(self) -> Finding:
        """The obligation as a violation of its rule."""
        given = {
            "came": self.instance if self.of[0] == "series" and self.instance else self.due,
            "due": self.due,
            "form": FORMS[self.code].format(self.instance.split(" ")[0]),
        }
        return Finding(self.of, self.place, self.code, given)


FORMS: Mapping[str, str] = {
    "PR521": "an event of this series with starts: {}",
    "PR522": "an event of this series with starts: {}",
    "PR523": "a notice with form: monthly and period: {}",
    "PR524": "replay: {{url: https://…}}",
    "PR525": "state: done, or moved, or cancelled",
    "PR526": "state: confirmed, or cancelled",
    "PR527": "reviewed: the month in which it was checked",
}
"""What fulfils the obligation, by problem code; `{}` is the period."""


def owed(diary: Diary, now: datetime) -> Iterator[Owed]:
    """Yield all open obligations at `now`, a naive datetime in the zone of the site, whether their due dates are past or to come."""
    yield from _instances(diary, now.date())
    for held in diary.held:
        yield from _replay(held, diary, now)
        yield from _decision(held, now)
    yield from _reviews(diary, now.date())


def overdue(diary: Diary, now: datetime) -> Iterator[Finding]:
    """Yield a violation for each obligation that is overdue at `now`, a naive datetime in the zone of the site."""
    return (each.finding for each in owed(diary, now) if each.late)


def _instances(diary: Diary, today: date) -> Iterator[Owed]:
    """A series must occur in every period that has begun: as an event, or as a monthly notice of each of its exchanges."""
    starts: dict[str, list[date]] = {}
    for held in diary.held:
        starts.setdefault(str(held.event.series), []).append(held.event.starts.first_day)
    noticed: dict[str, list[date]] = {}
    for notice in diary.notices:
        for exchange in notice.exchanges if notice.form == "monthly" else ():
            noticed.setdefault(exchange, []).append(notice.period.first_day)
    for series in diary.series.values():
        if series.recurrence.mode == "period":
            for place, exchange in _parts(series):
                there = sorted(noticed.get(exchange, ()) if exchange else starts.get(series.id, ()))
                yield from _missing(series, place, exchange, there, diary.days, today)


def _parts(series: Series) -> Iterator[tuple[Place, str]]:
    """Yield field path and exchange of each notice that a period of a series needs; an empty exchange stands for an event."""
    if not series.notices_of:
        yield ("recurrence",), ""
    yield from ((("notices_of", index), exchange) for index, exchange in enumerate(series.notices_of))


def _missing(series: Series, place: Place, exchange: str, there: list[date], days: Days, today: date) -> Iterator[Owed]:
    code = "PR523" if exchange else "PR521" if series.strength == "must" else "PR522"
    for start in instances(series.recurrence, (series.recurrence.dtstart.year, today.year)):
        end = end_of(series.recurrence, start)
        if start <= today and bisect_left(there, start) == bisect_left(there, end):
            due = due_after(series.due, end, days) if series.due is not None else end - timedelta(days=1)
            instance = f"{_named(start, series.recurrence.months)} {exchange}".rstrip()
            late = due is not None and due < today
            yield Owed(code, ("series", series.id), place, series, instance, due, late, ours=series.due is not None)


def _named(start: date, months: int) -> str:
    """Return a period as text, such as `2025-03` or `2025-Q1`."""
    precision = {1: Precision.MONTH, 3: Precision.QUARTER, 12: Precision.YEAR}.get(months, Precision.DAY)
    return str(Moment(datetime(start.year, start.month, start.day), precision))


def _replay(held: Held, diary: Diary, now: datetime) -> Iterator[Owed]:
    """The replay of a past talk must be linked by the date that the talk states, or else within some working days."""
    event, replay = held.event, held.event.replay
    promised = replay.expected if replay is not None else None
    if held.ends > now or (replay is not None and replay.url is not None) or not (promised or _replayed(event)):
        return
    last = (held.ends - timedelta(microseconds=1)).date()
    days = diary.days
    due = promised.day_after - timedelta(days=1) if promised else days.following(last, diary.site.desk.replay_days, days.working)
    place = ("replay",) if replay is not None else ("starts",)
    yield Owed("PR524", held.key, place, event, "", due, due is not None and due < now.date(), ours=promised is None)


def _replayed(event: Event) -> bool:
    return event.type == "talk" and event.format in SHOWN_AGAIN


def _decision(held: Held, now: datetime) -> Iterator[Owed]:
    """An event that has begun, or that has a deadline in the past, must no longer be in state `planned`."""
    event = held.event
    if event.state != "planned":
        return
    begun = held.starts <= now if held.timed else event.starts.day_after <= now.date()
    if begun:
        day = event.starts.day_after - timedelta(days=1)
        yield Owed("PR525", held.key, ("starts",), event, "", day, late=True, ours=True)
        return
    for index, deadline in enumerate(event.deadlines):
        past = deadline.at.start < now if deadline.at.precision is Precision.MINUTE else deadline.at.day_after <= now.date()
        if past:
            day = deadline.at.day_after - timedelta(days=1)
            yield Owed("PR526", held.key, ("deadlines", index, "at"), event, deadline.id, day, late=True, ours=True)


def _reviews(diary: Diary, today: date) -> Iterator[Owed]:
    """A record with a page must be reviewed against its sources again some months after its last review."""
    for key, record in diary.others:
        kind = BY_NAME[key[0]]
        if record.reviewed is not None and key[0] not in TIMELESS and address.of_place(kind, record.id) is not None:
            due = _held_until(record.reviewed, diary.site.desk.review_months)
            yield Owed("PR527", key, ("reviewed",), record, "", due, due < today, ours=True)


def _held_until(reviewed: Moment, months: int) -> date:
    """Return the last day on which a review is valid. A review dated to a month or longer counts from the end of that period."""
    if reviewed.precision >= Precision.DAY:
        return _months_later(reviewed.first_day, months)
    return _months_later(reviewed.day_after, months) - timedelta(days=1)


def _months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), after - timedelta(days=1))
