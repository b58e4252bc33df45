"""The calendar as a whole: what its checks find, as problems at their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from zoneinfo import ZoneInfo

from prospectus.memo import Memo
from prospectus.model.event import Event
from prospectus.model.kinds import BY_NAME
from prospectus.model.moment import Moment, Precision
from prospectus.model.site import Site
from prospectus.problems import Problem
from prospectus.validate.clashes import clashes
from prospectus.validate.diary import diary_of
from prospectus.validate.owed import overdue
from prospectus.validate.site import Checked
from prospectus.validate.timetable import timetable

_MONTH = re.compile(rf"{BY_NAME['event'].place}/(\d{{4}})/(\d{{2}})\.yml")


def check_planning(checked: Sequence[Checked], site: Site, now: datetime | None = None, memo: Memo | None = None) -> Iterator[Problem]:
    """Yield the problems that events have with each other and with the calendar; those that time brings about only where `now` is given."""
    events = [each for each in checked if isinstance(each.record, Event)]
    for each in events:
        yield from _in_the_wrong_month(each, each.record)
    if not events and now is None:
        return
    diary = diary_of(((each.draft.kind.name, each.record) for each in checked), site)
    late = overdue(diary, local(now, site)) if now is not None else ()
    drafts = {(each.draft.kind.name, each.record.id): each.draft for each in reversed(checked)}
    for found in sorted(chain(clashes(diary), timetable(diary), late), key=lambda each: (drafts[each.of].path, each.of, each.code)):
        yield drafts[found.of].problem(found.place, found.code, None, **found.given)


def local(now: datetime, site: Site) -> datetime:
    """Return the time that the clocks of the site show."""
    return now.astimezone(ZoneInfo(site.timezone)).replace(tzinfo=None)


def _in_the_wrong_month(each: Checked, event: object) -> Iterator[Problem]:
    """An event must stand in the file of the month in which it starts."""
    match = _MONTH.fullmatch(each.draft.path)
    if match is None or not isinstance(event, Event):
        return
    if (int(match[1]), int(match[2])) not in _months(event.starts):
        form = f"{BY_NAME['event'].place}/{event.starts.start:%Y/%m}.yml"
        yield each.draft.problem(("starts",), "PR514", came=event.starts, form=form)


def _months(moment: Moment) -> set[tuple[int, int]]:
    """Return the months that a moment may mean."""
    count = {Precision.YEAR: 12, Precision.QUARTER: 3}.get(moment.precision, 1)
    return {(moment.start.year, moment.start.month + more) for more in range(count)}
