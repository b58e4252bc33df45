"""Builds the planning board of a month. Problems, obligations and the preview of the release are those that the commands show."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from prospectus.board import commands
from prospectus.board.board import BlockingCode, Board, BoardDay, BoardEvent, BoardProblem, BoardRelease, DayKind
from prospectus.board.due import build_due, build_single_due
from prospectus.board.words import name_language
from prospectus.errors import UsageError
from prospectus.load.drafts import RawRecord, find_position
from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.year import Year
from prospectus.model.library import RecordKey
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.model.values.text import Text
from prospectus.problems import Message, Problem
from prospectus.problems.codes import CODES, TIME_PREFIX
from prospectus.schedule.interval import interval_of
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
from prospectus.scheduling.left_out import find_unfinished, iter_lines
from prospectus.scheduling.month import Month
from prospectus.scheduling.overdue import DueFilter, DueItem, collect_due_items
from prospectus.scheduling.release import ReleasePreview, preview_release
from prospectus.scheduling.release_preview import describe_for_readers
from prospectus.validate.calendar_rules import to_site_time
from prospectus.validate.completed_events import build_directory

MISSING_TEXT, MISSING_NAME = "PR301", "PR550"
"""The codes of a text, and of a name of a person or a place, that is missing in a language."""
TEXTS_MISSING = Message("Some of its texts are missing in {language}.", "部分文字还没有{language}。")
CLASHES = ("PR501", "PR502", "PR503", "PR504", "PR505")
"""The codes of clashes of two events: a room, a person, the way between two places, the day or the period of a series."""
LACKS_REPLAY = "PR524"
"""The code of a replay that is due."""
CORRECT_FIRST = Message("It cannot be released before its errors are corrected.", "还不能定版：请先改正错误。")
SETTLE_FIRST = Message(
    "It cannot be released yet. Change these events, or accept each warning with a reason.",
    "还不能定版：请修改下列活动，或写明理由予以豁免。",
)
NOTHING_TO_RELEASE = Message("There is no event to release.", "没有可以定版的活动。")
CAN_BE_RELEASED = Message("It can be released, as number {number}.", "可以定版，为第 {number} 版。")
UNCHANGED = Message("Nothing has changed since release {number}.", "自第 {number} 版以来没有变化。")


def build_board(source: SourceCalendar, month: Month, now: datetime) -> Board:
    """Return the planning board of a month at `now`, an aware datetime. `source` must be read with this `now`."""
    today = to_site_time(now, source.site).date()
    due_items = None if source.validation.has_errors else collect_due_items(source, now)
    release, blocking = _build_release(source, month, now)
    builder = _EventBuilder(source, today, due_items, blocking)
    entries = source.entries_in(month)
    drafts = find_unfinished(source, month)
    events = [*map(builder.build, entries), *map(builder.build_unfinished, drafts)]
    shown = {*(_name_record(entry.raw) for entry in entries), *map(_name_record, drafts)}
    others = [problem for problem in builder.problems if problem.record not in shown]
    here = [problem for problem in others if month.has_file(problem.path)]
    chosen = DueFilter(month)
    return Board(
        month,
        source.site.title,
        _build_days(source, month, today, events, [builder.build(entry) for entry in _find_going_on(source, month)]),
        tuple(event for event in events if event.days is None or event.days[0] not in month),
        tuple(map(builder.build_problem, here)),
        sum(problem.severity == "error" and not month.has_file(problem.path) for problem in others),
        release,
        None if due_items is None else build_due([item for item in due_items if chosen.accepts(item)]),
        sum(item.late and not chosen.accepts(item) for item in due_items or ()),
        commands.build_beginnings(month),
        commands.build_month_commands(month),
    )


class _EventBuilder:
    """Builds the events of a board. What it needs of the whole site it collects once."""

    def __init__(self, source: SourceCalendar, today: date, due_items: Sequence[DueItem] | None, blocking: Sequence[Problem]) -> None:
        """`due_items` are the obligations; without them, what is overdue is shown as `check` reports it."""
        problems = (each for problem in source.validation.problems for each in problem.with_consequences())
        self.problems = [problem for problem in problems if due_items is None or not problem.code.startswith(TIME_PREFIX)]
        self._languages, self._today = source.languages, today
        self._by_record: dict[str | None, list[Problem]] = {}
        self._clashes: dict[str | None, dict[str, None]] = {}
        for problem in self.problems:
            self._by_record.setdefault(problem.record, []).append(problem)
            other = problem.param("other") if problem.code in CLASHES else None
            if other is not None and problem.record is not None:
                self._clashes.setdefault(problem.record, {})[other] = None
                self._clashes.setdefault(other, {})[problem.record] = None
        self._name_counts = Counter(name for entry in source.entries for name in entry.ids)
        self._due_by_key: dict[RecordKey, list[DueItem]] = {}
        for item in due_items or ():
            self._due_by_key.setdefault(item.key, []).append(item)
        self._blocking = frozenset(blocking)
        self._directory = build_directory(source.checked.records)

    def build(self, entry: CalendarEntry) -> BoardEvent:
        """Return an event."""
        event, key = entry.event, (entry.kind, entry.event.id)
        command_key = event.id if self._name_counts[event.id] == 1 else ":".join(key)
        untitled = [language for language in self._languages if language not in event.title]
        due_items = self._due_by_key.get(key, [])
        lacks_replay = any(item.code == LACKS_REPLAY for item in due_items)
        interval, completed = interval_of(event), self._directory.complete(event)
        return BoardEvent(
            key=command_key,
            record=":".join(key),
            title=event.title,
            type=event.type,
            days=(interval.first_day, interval.last_day) if event.starts.precision >= Precision.DAY else None,
            starts=str(event.starts),
            times=_format_times(event),
            state=event.state,
            status=event.status,
            place=completed.place,
            people=tuple(participant.known_name for participant in completed.all_people),
            is_movable=event.state != "cancelled",
            due=tuple(map(build_single_due, due_items)),
            lacks_replay=lacks_replay,
            commands=tuple(commands.iter_event_commands(command_key, event, untitled, self._today, lacks_replay=lacks_replay)),
            **self._build_findings(entry.raw),
        )

    def build_unfinished(self, raw: RawRecord) -> BoardEvent:
        """Return a draft in which a required field is still missing, or has a wrong form."""
        data = raw.data
        starts, title = _parse_date(data.get("starts")), data.get("title")
        name = str(data.get("id") or raw.key or "")
        has_day = starts is not None and starts.precision >= Precision.DAY
        return BoardEvent(
            key=name,
            record=_name_record(raw),
            title=Text({str(language): str(words) for language, words in title.items()})
            if isinstance(title, Mapping) and title
            else Text({self._languages[0]: str(title or name or raw.path)}),
            type=str(data.get("type") or raw.kind.name),
            days=(starts.first_day, starts.first_day) if has_day and starts is not None else None,
            starts="" if starts is None else str(starts),
            times=f"{starts.start:%H:%M}" if starts is not None and starts.precision is Precision.MINUTE else "",
            state="planned",
            status=str(data.get("status") or "published"),
            place=None,
            people=(),
            is_movable=False,
            due=(),
            lacks_replay=False,
            commands=(),
            **self._build_findings(raw),
        )

    def _build_findings(self, raw: RawRecord) -> dict[str, Any]:
        """Return where an event is written, and what is wrong with it."""
        problems = self._by_record.get(_name_record(raw), [])
        missing = [problem for problem in problems if problem.code in (MISSING_TEXT, MISSING_NAME)]
        listed = [problem for problem in problems if problem not in missing or problem.severity == "error"]
        field_path: FieldPath = ("status",) if raw.data.get("status") == "draft" else ()
        part = next((part for part in raw.parts if not field_path or "status" in part.data), raw.parts[0])
        return {
            "problems": tuple(map(self.build_problem, listed)),
            "clashes": tuple(self._clashes.get(_name_record(raw), ())),
            "missing_languages": tuple(language for language in self._languages if language in {problem.language for problem in missing}),
            "missing_texts": tuple(dict.fromkeys(map(_describe_missing, missing))),
            "source": f"{part.path}:{find_position(raw.root, part, field_path)[0]}",
        }

    def build_problem(self, problem: Problem) -> BoardProblem:
        """Return a problem as the board shows it."""
        return BoardProblem(
            problem.code,
            problem.severity,
            Message(problem.sentence("en"), problem.sentence("zh")),
            Message(problem.form_in("en") or "", problem.form_in("zh") or "") if problem.form else None,
            f"{problem.path}:{problem.line}",
            problem in self._blocking,
            commands.build_waive(problem),
        )


def _describe_missing(problem: Problem) -> Message:
    if problem.code == MISSING_NAME:
        return Message(problem.sentence("en"), problem.sentence("zh"))
    return TEXTS_MISSING.fill(language=name_language(str(problem.language)))


def _build_release(source: SourceCalendar, month: Month, now: datetime) -> tuple[BoardRelease, Sequence[Problem]]:
    """Return the preview of a release, and the problems that block it."""
    try:
        preview = preview_release(source, month, now=now)
    except UsageError as refused:
        message = refused.message
        return BoardRelease((), (), 0, (), message if isinstance(message, Message) else Message(message, message), is_blocked=True), ()
    release = BoardRelease(
        changes=tuple(describe_for_readers(change, preview) for change in preview.changes),
        left_out=tuple(iter_lines(preview.left_out, preview.month)),
        left_out_count=len(preview.left_out),
        blocking=tuple(_group_blocking(preview.blocking)),
        outcome=_conclude(preview),
        is_blocked=bool(preview.blocking),
        commands=commands.build_release_commands(month) if preview.changes and not preview.blocking else (),
    )
    return release, preview.blocking


def _group_blocking(problems: Sequence[Problem]) -> Iterator[BlockingCode]:
    waive_commands = commands.build_waive_all(problems)
    by_code: dict[str, list[Problem]] = {}
    for problem in problems:
        by_code.setdefault(problem.code, []).append(problem)
    for code, members in by_code.items():
        records = tuple(dict.fromkeys(problem.record for problem in members if problem.record is not None))
        sentences = {Message(problem.sentence("en"), problem.sentence("zh")) for problem in members}
        rule = sentences.pop() if len(sentences) == 1 else Message(CODES[code].rule("en"), CODES[code].rule("zh"))
        yield BlockingCode(code, rule, records, len(members), waive_commands.get(code))


def _conclude(preview: ReleasePreview) -> Message:
    """Return whether a month can be released, and what to do."""
    if any(problem.severity == "error" for problem in preview.blocking):
        return CORRECT_FIRST
    if preview.blocking:
        return SETTLE_FIRST
    if preview.release is None:
        return NOTHING_TO_RELEASE
    sentence = CAN_BE_RELEASED if preview.changes else UNCHANGED
    return sentence.fill(number=preview.release.number)


def _build_days(
    source: SourceCalendar, month: Month, today: date, events: Sequence[BoardEvent], going_on: Sequence[BoardEvent]
) -> tuple[BoardDay, ...]:
    """Return the days of a month. `going_on` are events that began before it."""
    beginning: dict[date, list[BoardEvent]] = {}
    continued: dict[date, list[BoardEvent]] = {}
    for event in (*going_on, *events):
        if event.days is not None:
            first, last = event.days
            if first in month:
                beginning.setdefault(first, []).append(event)
            for number in range(
                max(first.toordinal() + 1, month.first_day.toordinal()), min(last.toordinal() + 1, month.day_after.toordinal())
            ):
                continued.setdefault(date.fromordinal(number), []).append(event)
    year = next((record for record in source.records.get("year", ()) if isinstance(record, Year) and record.year == month.year), None)
    trading = frozenset(year.trading) if year is not None and year.published else None
    return tuple(
        BoardDay(
            day,
            tuple(sorted(beginning.get(day, ()), key=lambda event: (event.starts, event.key))),
            tuple(continued.get(day, ())),
            _find_kind(day, year, trading),
            tuple(holiday.title for holiday in year.holidays if holiday.first <= day <= holiday.last) if year is not None else (),
            day == today,
        )
        for day in _iter_days(month)
    )


def _find_going_on(source: SourceCalendar, month: Month) -> Iterator[CalendarEntry]:
    """Yield the events that begin before a month, and end in it or later."""
    for entry in source.entries:
        starts, ends = entry.event.starts, entry.event.ends
        began = starts.precision >= Precision.DAY and starts.first_day < month.first_day and not month.has_file(entry.raw.path)
        if began and ends is not None and interval_of(entry.event).last_day >= month.first_day:
            yield entry


def _find_kind(day: date, year: Year | None, trading: frozenset[date] | None) -> DayKind:
    if year is None or trading is None:
        return "off" if day.weekday() >= 5 else "unknown"
    return "trading" if day in trading else "makeup" if day in year.makeup else "off"


def _iter_days(month: Month) -> Iterator[date]:
    return (date(month.year, month.month, number) for number in range(1, calendar.monthrange(*month)[1] + 1))


def _format_times(event: Event) -> str:
    if event.starts.precision is not Precision.MINUTE:
        return ""
    start, end = event.starts.start, interval_of(event).end_time
    return f"{start:%H:%M}–{end:%H:%M}" if end is not None else f"{start:%H:%M}"


def _parse_date(value: object) -> PartialDate | None:
    try:
        return PartialDate.parse(str(value))
    except ValueError:
        return None


def _name_record(raw: RawRecord) -> str:
    """Return a record as problems name it."""
    return f"{raw.kind.name}:{raw.data.get('id', raw.key)}"
