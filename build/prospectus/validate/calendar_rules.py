"""Checks the calendar as a whole, and turns violations of calendar rules into problems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from prospectus.cache.cache import BuildCache, digest
from prospectus.load.drafts import RawRecord
from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.site import Site
from prospectus.model.month_paths import MonthPath, parse_month_path
from prospectus.model.registry import EVENT_KINDS, NAMED_KINDS
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.model.values.text import Text
from prospectus.problems import Problem
from prospectus.validate.clean_checks import run_unless_clean
from prospectus.validate.references import CheckedRecord
from prospectus.validate.repeated_events import check_repeats

if TYPE_CHECKING:
    from prospectus.schedule.timeline import TimelineViolation

RELATED_KINDS = ("contract", "series", "year", *NAMED_KINDS)
"""The kinds that events are checked against."""


def check_calendar(
    records: Sequence[CheckedRecord], site: Site, now: datetime | None = None, cache: BuildCache | None = None
) -> Iterator[Problem]:
    """Yield the problems of events with each other and with the calendar; with `now`, also for overdue obligations.

    `now` is an aware datetime. `cache` caches the violations of unchanged events, together and one by one.
    """
    cache = cache or BuildCache()
    events = [checked for checked in records if checked.raw.kind.name in EVENT_KINDS]
    related = [checked for checked in records if checked.raw.kind.name in RELATED_KINDS]
    yield from check_repeats(events)
    if now is None and cache.keeps_records:
        inputs = (repr(site), [*map(_state_event, events)], [checked.raw.saved_key for checked in related])
        yield from run_unless_clean("calendar", inputs, partial(_check_events, records, events, related, site, None, cache), cache)
    else:
        yield from _check_events(records, events, related, site, now, cache)


def _check_events(
    records: Sequence[CheckedRecord],
    events: Sequence[CheckedRecord],
    related: Sequence[CheckedRecord],
    site: Site,
    now: datetime | None,
    cache: BuildCache,
) -> Iterator[Problem]:
    for checked, in_month in zip(events, cache.map_changed("in its month", events, _is_in_its_month), strict=True):
        if not in_month and isinstance(checked.record, Event):
            yield _wrong_month_problem(checked.raw, checked.record)
    if not events and now is None:
        return
    violations = cache.if_changed("planning", (site, events, related), lambda: _find_violations(events, related, site, cache))
    overdue_violations = _find_overdue(records, site, now) if now is not None else ()
    raw_records = {checked.key: checked.raw for checked in reversed(records)} if violations or overdue_violations else {}
    for violation in sorted(
        (*violations, *overdue_violations), key=lambda violation: (raw_records[violation.key].path, violation.key, violation.code)
    ):
        raw = raw_records[violation.key]
        yield raw.problem(_written_path(raw, violation.field_path), violation.code, None, **violation.params)


def _written_path(raw: RawRecord, field_path: FieldPath) -> FieldPath:
    """Return the path of a field as it is written: an event may name a venue where the completed event has a place, too."""
    return ("venue",) if field_path == ("place",) and "place" not in raw.data and "venue" in raw.data else field_path


HIDDEN = {
    "title": Text({"zh": "…", "en": "…"}),
    "summary": None,
    "description": None,
    "sources": (),
    "as_of": None,
    "reviewed": None,
    "position": 0,
}
"""What the checks of the calendar are shown of an event instead of its texts. After a new title, events need not be checked again."""


def _hide_unread(event: Event) -> Event:
    """Return an event without the fields that the checks of the calendar are not shown."""
    return event.model_copy(update=HIDDEN)


def _state_event(checked: CheckedRecord) -> str:
    """Return a hash of what the checks of the calendar are shown of an event, and of where it is written."""
    raw = checked.raw

    def find() -> str:
        return digest(raw.path, raw.key, raw.kind.name, [(name, value) for name, value in raw.data.items() if name not in HIDDEN])

    return raw.fact("calendar", find)


def _find_violations(
    events: Sequence[CheckedRecord], related: Sequence[CheckedRecord], site: Site, cache: BuildCache
) -> tuple[TimelineViolation, ...]:
    """Return the violations of events with each other and with the calendar."""
    # Imported here, because these modules need many models, and most edits change no event.
    from prospectus.schedule.timeline import build_timeline_from_events, to_scheduled_event  # noqa: PLC0415
    from prospectus.validate.calendar_years import check_years  # noqa: PLC0415
    from prospectus.validate.clashes import iter_clashes  # noqa: PLC0415
    from prospectus.validate.completed_events import complete_events, list_named  # noqa: PLC0415
    from prospectus.validate.event_rules import DayRules, check_series_languages  # noqa: PLC0415
    from prospectus.validate.spoken_languages import check_spoken_languages  # noqa: PLC0415

    scheduled_events = cache.map_changed(
        "held",
        complete_events(events, list_named(related), cache),
        lambda checked: to_scheduled_event(checked.key, _hide_unread(checked.record), site) if isinstance(checked.record, Event) else None,
        site.event_types,
        reuse_equal=True,
    )

    def check_timeline() -> tuple[TimelineViolation, ...]:
        timeline = build_timeline_from_events(
            (scheduled for scheduled in scheduled_events if scheduled is not None),
            ((checked.key, checked.record) for checked in related),
            site,
        )
        day_rules = DayRules(timeline)
        single = cache.map_changed("alone", timeline.events, lambda scheduled: tuple(day_rules.check_event(scheduled)), (site, related))
        return (
            *iter_clashes(timeline),
            *chain.from_iterable(single),
            *check_series_languages(timeline),
            *check_spoken_languages(timeline),
            *check_years(timeline),
        )

    return cache.if_changed("timeline", (site, related, scheduled_events), check_timeline)


def _find_overdue(records: Sequence[CheckedRecord], site: Site, now: datetime) -> tuple[TimelineViolation, ...]:
    """Return a violation for each obligation that is overdue at `now`, an aware datetime."""
    from prospectus.schedule.timeline import build_timeline  # noqa: PLC0415  (needs many models)
    from prospectus.validate.overdue import iter_overdue  # noqa: PLC0415  (needed only with `--now`)

    return tuple(
        iter_overdue(build_timeline(((checked.raw.kind.name, checked.record) for checked in records), site), to_site_time(now, site))
    )


def to_site_time(now: datetime, site: Site) -> datetime:
    """Return an aware datetime as a naive one in the zone of the site."""
    return now.astimezone(ZoneInfo(site.timezone)).replace(tzinfo=None)


def _is_in_its_month(checked: CheckedRecord) -> bool | None:
    """Return True if an event is in the file of the month in which it starts, or in its own file; else None, which is not cached."""
    file = parse_month_path(checked.raw.path)
    return (
        file is None
        or not isinstance(checked.record, Event)
        or (file.year, file.month) in _list_possible_months(checked.record.starts)
        or None
    )


def _wrong_month_problem(raw: RawRecord, event: Event) -> Problem:
    """An event must be in the file of the month in which it starts."""
    form = MonthPath(event.starts.start.year, event.starts.start.month)
    return raw.problem(("starts",), "PR514", came=event.starts, form=str(form))


def _list_possible_months(partial_date: PartialDate) -> set[tuple[int, int]]:
    """Return the months that a partial date may fall in, as pairs of year and month."""
    count = {Precision.YEAR: 12, Precision.QUARTER: 3}.get(partial_date.precision, 1)
    return {(partial_date.start.year, partial_date.start.month + offset) for offset in range(count)}
