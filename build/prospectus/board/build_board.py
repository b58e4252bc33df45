"""Builds the planning board of a month. Problems, obligations and the preview of the release are those that the commands show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prospectus.board import commands
from prospectus.board.board import Board
from prospectus.board.days import build_days
from prospectus.board.due import build_due
from prospectus.board.events import EventBuilder, name_record
from prospectus.board.release import build_release
from prospectus.model.values.partial_date import Precision
from prospectus.schedule.interval import interval_of
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
from prospectus.scheduling.left_out import find_unfinished
from prospectus.scheduling.month import Month
from prospectus.scheduling.overdue import DueFilter, collect_due_items
from prospectus.validate.calendar_rules import to_site_time


def build_board(source: SourceCalendar, month: Month, now: datetime) -> Board:
    """Return the planning board of a month at `now`, an aware datetime. `source` must be read with this `now`."""
    today = to_site_time(now, source.site).date()
    due_items = None if source.validation.has_errors else collect_due_items(source, now)
    release, blocking = build_release(source, month, now)
    builder = EventBuilder(source, today, due_items, blocking)
    entries = source.entries_in(month)
    drafts = find_unfinished(source, month)
    events = [*map(builder.build, entries), *map(builder.build_unfinished, drafts)]
    shown = {*(name_record(entry.raw) for entry in entries), *map(name_record, drafts)}
    others = [problem for problem in builder.problems if problem.record not in shown]
    here = [problem for problem in others if month.has_file(problem.path)]
    chosen = DueFilter(month)
    return Board(
        month,
        source.site.title,
        build_days(source, month, today, events, [builder.build(entry) for entry in _find_going_on(source, month)]),
        tuple(event for event in events if event.days is None or event.days[0] not in month),
        tuple(map(builder.build_problem, here)),
        sum(problem.severity == "error" and not month.has_file(problem.path) for problem in others),
        release,
        None if due_items is None else build_due([item for item in due_items if chosen.accepts(item)]),
        sum(item.late and not chosen.accepts(item) for item in due_items or ()),
        commands.build_beginnings(month),
        commands.build_month_commands(month),
    )


def _find_going_on(source: SourceCalendar, month: Month) -> Iterator[CalendarEntry]:
    """Yield the events that begin before a month, and end in it or later."""
    for entry in source.entries:
        starts, ends = entry.event.starts, entry.event.ends
        began = starts.precision >= Precision.DAY and starts.first_day < month.first_day and not month.has_file(entry.raw.path)
        if began and ends is not None and interval_of(entry.event).last_day >= month.first_day:
            yield entry
