"""What a release says of days off that cannot be checked, because the holidays of the year are not published."""

from __future__ import annotations

from collections.abc import Iterator

from prospectus.model.kinds.event import Event
from prospectus.model.kinds.series import Series
from prospectus.model.kinds.year import Year
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.model.values.partial_date import Precision
from prospectus.problems import Message
from prospectus.schedule.fulfilment import is_valid
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
from prospectus.scheduling.changes.describe import name_event
from prospectus.scheduling.month import Month
from prospectus.validate.event_rules import OUTREACH_TYPES

DAY_OFF_CODE = "PR506"
"""The code for an event on a day off, which is not reported in a year without holidays."""
NOT_CHECKED = Message(
    "The holidays of {year} are not published in {path}, so days off and make-up days of {month} were not checked.",
    "{year} 年的放假安排尚未填写（{path}），因此没有检查 {month} 的休息日和调休。",
)
ON_A_WEEKEND = Message(
    "On a Saturday or a Sunday, unless it becomes a working day: {event}, {day} {weekday}",
    "在周六或周日，是否调休上班尚不知道：{event}，{day} {weekday}",
)
WEEKDAYS = {5: Message("Saturday", "周六"), 6: Message("Sunday", "周日")}


def iter_unchecked_days(source: SourceCalendar, month: Month) -> Iterator[Message]:
    """Yield a line if the holidays of the year of a month with events are not published, and one for each event at a weekend.

    Weekends are only mentioned and block nothing, since some of them may become working days.
    """
    entries = [entry for entry in source.entries_in(month) if _depends_on_holidays(source, entry)]
    years = (record for record in source.records.get("year", ()) if isinstance(record, Year))
    if not entries or any(year.year == month.year and year.published for year in years):
        return
    yield NOT_CHECKED.fill(year=month.year, path=f"{KINDS_BY_NAME['year'].source_path}/{month.year}.yml", month=month)
    for entry in entries:
        day = entry.event.starts.first_day
        if day.weekday() in WEEKDAYS and all(waiver.code != DAY_OFF_CODE for waiver in entry.event.waivers):
            yield ON_A_WEEKEND.fill(event=name_event(entry), day=day, weekday=WEEKDAYS[day.weekday()])


def _depends_on_holidays(source: SourceCalendar, entry: CalendarEntry) -> bool:
    """Return whether an event must be on a working day: it has a day, is not for the public, and its series has no fixed days."""
    event = entry.event
    if not is_valid(event) or event.starts.precision < Precision.DAY or source.site.base_type(event.type) in OUTREACH_TYPES:
        return False
    return not _has_fixed_days(source, event)


def _has_fixed_days(source: SourceCalendar, event: Event) -> bool:
    series = (record for record in source.records.get("series", ()) if isinstance(record, Series) and record.id == event.series)
    return any(record.recurrence.mode != "period" for record in series)
