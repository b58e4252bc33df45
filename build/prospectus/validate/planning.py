"""Checks the calendar as a whole, and turns violations of calendar rules into problems."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from zoneinfo import ZoneInfo

from prospectus.load.drafts import Draft
from prospectus.memo import Memo
from prospectus.model.event import Event
from prospectus.model.kinds import BY_NAME, EVENTS
from prospectus.model.moment import Moment, Precision
from prospectus.model.site import Site
from prospectus.problems import Problem
from prospectus.validate.clashes import clashes
from prospectus.validate.diary import Finding, diary_of, held_of, put_together
from prospectus.validate.owed import overdue
from prospectus.validate.site import Checked
from prospectus.validate.timetable import Almanac, short_of_languages

BESIDE = ("contract", "series", "year")
"""The kinds that events are checked against."""
_MONTH = re.compile(rf"{BY_NAME['event'].place}/(\d{{4}})/(\d{{2}})\.yml")


def check_planning(checked: Sequence[Checked], site: Site, now: datetime | None = None, memo: Memo | None = None) -> Iterator[Problem]:
    """Yield the problems of events with each other and with the calendar; with `now`, also for overdue obligations.

    `now` is an aware datetime. `cache` caches the violations of unchanged events, together and one by one.
    """
    kept = memo or Memo()
    events = [each for each in checked if each.draft.kind.name in EVENTS]
    for each, right in zip(events, kept.each("in its month", events, _in_its_month), strict=True):
        if not right and isinstance(each.record, Event):
            yield _in_the_wrong_month(each.draft, each.record)
    if not events and now is None:
        return
    beside = [each for each in checked if each.draft.kind.name in BESIDE]
    findings = kept.same("planning", (site, events, beside), lambda: _among(events, beside, site, kept))
    late = _late(checked, site, now) if now is not None else ()
    drafts = {each.key: each.draft for each in reversed(checked)} if findings or late else {}
    for found in sorted((*findings, *late), key=lambda each: (drafts[each.of].path, each.of, each.code)):
        yield drafts[found.of].problem(found.place, found.code, None, **found.given)


def _among(events: Sequence[Checked], beside: Sequence[Checked], site: Site, memo: Memo) -> tuple[Finding, ...]:
    """Return the violations of events with each other and with the calendar."""
    held = memo.each("held", events, lambda each: held_of(each.key, each.record) if isinstance(each.record, Event) else None)
    diary = put_together((each for each in held if each is not None), ((each.key, each.record) for each in beside), site)
    almanac = Almanac(diary)
    alone = memo.each("alone", diary.held, lambda each: tuple(almanac.on(each)), (site, beside))
    return (*clashes(diary), *chain.from_iterable(alone), *short_of_languages(diary))


def _late(checked: Sequence[Checked], site: Site, now: datetime) -> tuple[Finding, ...]:
    """Return a violation for each obligation that is overdue at `now`, an aware datetime."""
    return tuple(overdue(diary_of(((each.draft.kind.name, each.record) for each in checked), site), local(now, site)))


def local(now: datetime, site: Site) -> datetime:
    """Return an aware datetime as a naive one in the zone of the site."""
    return now.astimezone(ZoneInfo(site.timezone)).replace(tzinfo=None)


def _in_its_month(each: Checked) -> bool | None:
    """Return True if an event is in the file of the month in which it starts, or in its own file; else None, which is not cached."""
    match = _MONTH.fullmatch(each.draft.path)
    return match is None or not isinstance(each.record, Event) or (int(match[1]), int(match[2])) in _months(each.record.starts) or None


def _in_the_wrong_month(draft: Draft, event: Event) -> Problem:
    """An event must be in the file of the month in which it starts."""
    form = f"{BY_NAME['event'].place}/{event.starts.start:%Y/%m}.yml"
    return draft.problem(("starts",), "PR514", came=event.starts, form=form)


def _months(moment: Moment) -> set[tuple[int, int]]:
    """Return the months that a partial date may fall in, as pairs of year and month."""
    count = {Precision.YEAR: 12, Precision.QUARTER: 3}.get(moment.precision, 1)
    return {(moment.start.year, moment.start.month + more) for more in range(count)}
