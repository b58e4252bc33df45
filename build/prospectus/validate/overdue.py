"""Finds the open obligations at a given time, each with its due date: instances of series, replays, decisions and reviews."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from prospectus.model import urls
from prospectus.model.fields import FieldPath
from prospectus.model.kinds.series import Series
from prospectus.model.library import RecordKey
from prospectus.model.record import Record
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.problems import Message
from prospectus.schedule.business_days import due_date, instance_dates, instance_end
from prospectus.schedule.fulfilment import Fulfilment, requirements_of
from prospectus.schedule.interval import interval_of_deadline
from prospectus.schedule.timeline import ScheduledEvent, Timeline, TimelineViolation

REPLAYABLE_FORMATS = ("live", "recorded", "hybrid", None)
"""The formats of talks that need a replay. Most talks have one, so it is also expected where the format is not stated."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """An open obligation."""

    code: str
    """The problem code of its rule."""
    key: RecordKey
    """The key of the record that has the obligation."""
    field_path: FieldPath
    """The field path in the record at which it is reported."""
    record: Record
    instance: str = ""
    """The instance of a series or the id of a deadline, such as `2025-03`, `2025-03 org-ine` or `register`; else empty."""
    due: date | None = None
    """The due date: the last day on which it can be fulfilled in time. None where the calendar of working days is not published."""
    late: bool = False
    """Whether it is overdue."""
    own_rule: bool = False
    """Whether the due date follows from a rule of this site and is not stated by the source."""

    @property
    def violation(self) -> TimelineViolation:
        """The obligation as a violation of its rule."""
        params = {
            "came": self.instance if self.key[0] == "series" and self.instance else self.due,
            "due": self.due,
            "form": Message(*(phrase.format(self.instance.split(" ")[0]) for phrase in SUGGESTIONS[self.code])),
        }
        return TimelineViolation(self.key, self.field_path, self.code, params)


_EVENT_OF_SERIES = Message("an event of this series with starts: {}", "本系列的一场活动，写明 starts: {}")
SUGGESTIONS: Mapping[str, Message] = {
    "PR521": _EVENT_OF_SERIES,
    "PR522": _EVENT_OF_SERIES,
    "PR523": Message("a notice with form: monthly and period: {}", "一条公告，写明 form: monthly 和 period: {}"),
    "PR524": Message(*("replay: {{url: https://…}}",) * 2),
    "PR525": Message("state: done, or moved, or cancelled", "state: done、moved 或 cancelled"),
    "PR526": Message("state: confirmed, or cancelled", "state: confirmed 或 cancelled"),
    "PR527": Message("reviewed: the month in which it was checked", "reviewed: 复核的月份"),
}
"""What fulfils the obligation, by problem code; `{}` is the period."""


def iter_obligations(timeline: Timeline, now: datetime) -> Iterator[Obligation]:
    """Yield all open obligations at `now`, a naive datetime in the zone of the site, whether their due dates are past or to come."""
    yield from _iter_missing_instances(timeline, now.date())
    for scheduled in timeline.events:
        yield from _check_replay(scheduled, timeline, now)
        yield from _check_decision(scheduled, now)
    yield from _check_reviews(timeline, now.date())


def iter_overdue(timeline: Timeline, now: datetime) -> Iterator[TimelineViolation]:
    """Yield a violation for each obligation that is overdue at `now`, a naive datetime in the zone of the site."""
    return (obligation.violation for obligation in iter_obligations(timeline, now) if obligation.late)


def _iter_missing_instances(timeline: Timeline, today: date) -> Iterator[Obligation]:
    """A series must occur in every period that has begun: as an event, or as a monthly notice of each of its exchanges."""
    events = ((scheduled.key[0], scheduled.event) for scheduled in timeline.events)
    fulfilment = Fulfilment(chain(events, (("notice", notice) for notice in timeline.notices)))
    for series in timeline.series.values():
        if series.recurrence.mode == "period":
            for index, requirement in enumerate(requirements_of(series)):
                yield from _iter_missing(timeline, series, index, requirement, fulfilment, today)


def _iter_missing(
    timeline: Timeline, series: Series, index: int, requirement: RecordKey, fulfilment: Fulfilment, today: date
) -> Iterator[Obligation]:
    """Yield the instances in which a requirement of a series, the one at `index`, is not fulfilled."""
    exchange = requirement[1] if series.notices_of else ""
    field_path: FieldPath = ("notices_of", index) if series.notices_of else ("recurrence",)
    code = "PR523" if exchange else "PR521" if series.strength == "must" else "PR522"
    for start in instance_dates(series.recurrence, (series.recurrence.dtstart.year, today.year), timeline.zone):
        end = instance_end(series.recurrence, start)
        if start <= today and not fulfilment.find_by_requirement(requirement, start, end):
            due = due_date(series.due, end, timeline.business_days) if series.due is not None else end - timedelta(days=1)
            instance = f"{_format_period(start, series.recurrence.months)} {exchange}".rstrip()
            late = due is not None and due < today
            yield Obligation(code, ("series", series.id), field_path, series, instance, due, late, own_rule=series.due is not None)


def _format_period(start: date, months: int) -> str:
    """Return a period as text, such as `2025-03` or `2025-Q1`."""
    precision = {1: Precision.MONTH, 3: Precision.QUARTER, 12: Precision.YEAR}.get(months, Precision.DAY)
    return str(PartialDate(datetime(start.year, start.month, start.day), precision))


def _check_replay(scheduled: ScheduledEvent, timeline: Timeline, now: datetime) -> Iterator[Obligation]:
    """The replay of a past talk must be linked by the date that the talk states, or else within some working days."""
    event, replay = scheduled.event, scheduled.event.replay
    expected = replay.expected if replay is not None else None
    if scheduled.ends > now or (replay is not None and replay.url is not None) or not (expected or _needs_replay(scheduled)):
        return
    days = timeline.business_days
    due = (
        expected.day_after - timedelta(days=1)
        if expected
        else days.nth_day_after(scheduled.interval.last_day, timeline.site.scheduling.replay_days, days.working_days)
    )
    field_path = ("replay",) if replay is not None else ("starts",)
    yield Obligation("PR524", scheduled.key, field_path, event, "", due, due is not None and due < now.date(), own_rule=expected is None)


def _needs_replay(scheduled: ScheduledEvent) -> bool:
    return scheduled.base_type == "talk" and scheduled.event.format in REPLAYABLE_FORMATS


def _check_decision(scheduled: ScheduledEvent, now: datetime) -> Iterator[Obligation]:
    """An event that has begun, or that has a deadline in the past, must no longer be in state `planned`."""
    event = scheduled.event
    if event.state != "planned":
        return
    has_begun = scheduled.starts <= now if scheduled.timed else event.starts.day_after <= now.date()
    if has_begun:
        day = event.starts.day_after - timedelta(days=1)
        yield Obligation("PR525", scheduled.key, ("starts",), event, "", day, late=True, own_rule=True)
        return
    for index, deadline in enumerate(event.deadlines):
        interval = interval_of_deadline(deadline.at)
        is_past = interval.end < now if interval.timed else interval.end <= now  # a stated minute is still in time
        if is_past:
            field_path = ("deadlines", index, "at")
            yield Obligation("PR526", scheduled.key, field_path, event, deadline.id, interval.last_day, late=True, own_rule=True)


def _check_reviews(timeline: Timeline, today: date) -> Iterator[Obligation]:
    """A record with a page must be reviewed against its sources again some months after its last review."""
    for key, record in timeline.other_records:
        kind = KINDS_BY_NAME[key[0]]
        if record.reviewed is not None and kind.review_expires and urls.record_or_anchor_url(kind, record.id) is not None:
            due = _review_valid_until(record.reviewed, record.review_every or timeline.site.scheduling.review_months)
            yield Obligation("PR527", key, ("reviewed",), record, "", due, due < today, own_rule=True)


def _review_valid_until(reviewed: PartialDate, months: int) -> date:
    """Return the last day on which a review is valid. A review dated to a month or longer counts from the end of that period."""
    if reviewed.precision >= Precision.DAY:
        return _add_months(reviewed.first_day, months)
    return _add_months(reviewed.day_after, months) - timedelta(days=1)


def _add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), after - timedelta(days=1))
