"""What `move`, `cancel`, `reinstate`, `retitle`, `done` and `waive` change in an event."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from prospectus.errors import UsageError
from prospectus.model.fields import FieldPath
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.model.values.text import Text
from prospectus.problems import Message
from prospectus.problems.codes import CODES
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
from prospectus.scheduling.changes.describe import name_event
from prospectus.scheduling.changes.event_change import EventChange, find_released, refuse_change
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet.intervals import CellErrorAt, IntervalReader

EPOCH = datetime(1899, 12, 30)
"""The day from which spreadsheets count; dates on the command line are text."""
YEAR_ASSUMED = "PR632"
"""The note that a year is assumed, which `move` shows in full: the day before and after."""
CANCELLED = Message("it is cancelled; reinstate it first", "已取消；请先恢复")
NOT_CANCELLED = Message("it is not cancelled", "并未取消")
CANCELLED_ALREADY = Message("it is cancelled already", "已经取消")
AT_THAT_TIME = Message("it is at that time already", "本来就在该时间")
SAME_TITLE = Message("it has that title already", "本来就是这个名称")
WAIVED_ALREADY = Message("{code} is waived already", "{code} 已经豁免")
NO_PROBLEM = Message("{event} has no problem {code}; it has: {codes}.", "{event}没有 {code} 的问题；现有：{codes}。")
WAIVE_THE_OTHERS = Message("For the others: {command}", "其余的可用：{command}")
NONE = Message("none", "无")
BAD_TIME = Message(
    "DATE and TIME must be one day and one time, such as 2026-12-03 15:30-16:30; got {came!r}",
    "日期和时间必须是一天和一段时间，例如 2026-12-03 15:30-16:30；现在是 {came!r}",
)
NO_LANGUAGE = Message("--in must be one of {languages}; got {came!r}", "--in 必须是 {languages} 之一；现在是 {came!r}")
NO_CODE = Message("CODE must be a code such as PR506; got {came!r}", "代码必须形如 PR506；现在是 {came!r}")
NO_REASON = Message("--reason must say why", "--reason 必须写明理由")
NO_TITLE = Message("The title must not be empty.", "名称不能为空。")
LEFT_WHY = {
    "draft": Message("a draft", "草稿"),
    "sample": Message("a sample", "示例"),
    "cancelled": Message("cancelled", "已取消"),
    "no-day": Message("its day is not known", "日期未定"),
    "ahead": Message("not over yet", "尚未结束"),
}


class LeftOpen(NamedTuple):
    """An event that `done` leaves as it is, and why."""

    entry: CalendarEntry
    why: Message


def move_event(source: SourceCalendar, entry: CalendarEntry, day: str, clock: str = "", reason: Text | None = None) -> EventChange:
    """Return the change that moves an event to a day, written as in a cell of a spreadsheet, and to a time if one is given.

    Without a time, it keeps the time of day; without an end, its length. A released event gets the state `moved`. Raises UsageError.
    """
    event = entry.event
    if event.state == "cancelled":
        raise refuse_change(entry, CANCELLED)
    starts, ends = _read_interval(source, event.starts, day, clock)
    if starts.precision is Precision.DAY and event.starts.precision is Precision.MINUTE and not clock and ends is None:
        starts = PartialDate(datetime.combine(starts.first_day, event.starts.start.time()), Precision.MINUTE)
    if ends is None and event.ends is not None and starts.precision is event.starts.precision:
        ends = PartialDate(event.ends.start + (starts.start - event.starts.start), event.ends.precision)
    new_reason = _set_reason(entry, reason) if reason is not None else {}
    if (starts, ends) == (event.starts, event.ends):
        return EventChange(entry, new_reason, None if new_reason else AT_THAT_TIME)
    fields: dict[FieldPath, Any] = {("starts",): str(starts)}
    if ends != event.ends:
        fields["ends",] = None if ends is None else str(ends)
    if event.state != "moved" and find_released(source, entry):
        fields["state",] = "moved"
    return EventChange(entry, {**fields, **new_reason})


def _set_reason(entry: CalendarEntry, reason: Text) -> dict[FieldPath, Any]:
    """Return the edits that set a reason in its languages; other languages of the reason stay. None when nothing changes."""
    old = entry.event.reason.as_dict() if entry.event.reason is not None else {}
    new = {language: text for language, text in reason.as_dict().items() if old.get(language) != text}
    return {("reason", language): text for language, text in new.items()} if old else {("reason",): new}


def split_move(source: SourceCalendar, arguments: Sequence[str]) -> tuple[Sequence[str], str, str]:
    """Return the ids, the date and the time that the arguments of `move` are. The time may be left out."""
    try:
        _read_interval(source, PartialDate.from_day(date(2000, 1, 1)), arguments[-1], "")
    except UsageError:
        if len(arguments) > 2:
            return arguments[:-2], arguments[-2], arguments[-1]
    return arguments[:-1], arguments[-1], ""


def _read_interval(source: SourceCalendar, now: PartialDate, day: str, clock: str) -> tuple[PartialDate, PartialDate | None]:
    zone = ZoneInfo(source.site.timezone)
    reader = IntervalReader(Month(now.first_day.year, now.first_day.month), zone)
    values = {"date": day, "start": clock or None}
    came = f"{day} {clock}".strip()
    try:
        reading = reader.read(values, [key for key, value in values.items() if value], EPOCH)
    except CellErrorAt:
        raise UsageError(BAD_TIME.fill(came=came)) from None
    if len(reading.sessions) != 1 or any(note.code != YEAR_ASSUMED for note in reading.notes):
        raise UsageError(BAD_TIME.fill(came=came))
    return reading.sessions[0]


def cancel_event(entry: CalendarEntry, reason: Text) -> EventChange:
    """Return the change that cancels an event, with a reason. A reason of an earlier cancellation keeps its other languages."""
    if entry.event.state != "cancelled":  # a reason that it has is that of a move
        return EventChange(entry, {("state",): "cancelled", ("reason",): reason.as_dict()})
    fields = _set_reason(entry, reason)
    return EventChange(entry, fields, None if fields else CANCELLED_ALREADY)


def reinstate_event(source: SourceCalendar, entry: CalendarEntry) -> EventChange:
    """Return the change that takes a cancellation back: the event has the state of its last release in which it took place."""
    if entry.event.state != "cancelled":
        return EventChange(entry, {}, NOT_CANCELLED)
    states = [event.state for event in find_released(source, entry) if event.state != "cancelled"]
    fields: dict[FieldPath, Any] = {("state",): states[-1] if states else "planned"}
    return EventChange(entry, fields | ({("reason",): None} if entry.event.reason else {}))


def retitle_event(source: SourceCalendar, entry: CalendarEntry, title: str, language: str | None) -> EventChange:
    """Return the change that gives an event a title, in the first language of the site or in another. Raises UsageError."""
    chosen = language or source.languages[0]
    if chosen not in source.languages:
        languages = source.languages
        raise UsageError(NO_LANGUAGE.fill(languages=Message(", ".join(languages), "、".join(languages)), came=chosen))
    if not title.strip():
        raise UsageError(NO_TITLE)
    if entry.event.title.as_dict().get(chosen) == title.strip():
        return EventChange(entry, {}, SAME_TITLE)
    return EventChange(entry, {("title", chosen): title.strip()})


def close_month(source: SourceCalendar, month: Month, now: datetime) -> tuple[list[EventChange], list[LeftOpen]]:
    """Return the changes that mark what is over in a month as done, and the events that are left, each with the reason."""
    local_now = now.astimezone(ZoneInfo(source.site.timezone)).replace(tzinfo=None)
    changes: list[EventChange] = []
    left: list[LeftOpen] = []
    for entry in source.entries_in(month):
        if entry.event.state == "done":
            continue
        why = _why_open(entry, local_now)
        if why is None:
            changes.append(EventChange(entry, {("state",): "done"}))
        else:
            left.append(LeftOpen(entry, LEFT_WHY[why]))
    return changes, left


def _why_open(entry: CalendarEntry, local_now: datetime) -> str | None:
    event = entry.event
    if event.status in ("draft", "sample"):
        return event.status
    if event.state == "cancelled":
        return "cancelled"
    last = event.ends or event.starts
    if event.starts.precision < Precision.DAY:
        return "no-day"
    end = last.start if last.precision is Precision.MINUTE else datetime.combine(last.first_day, time()) + timedelta(days=1)
    return None if end <= local_now else "ahead"


def waive_problem(source: SourceCalendar, entries: Sequence[CalendarEntry], code: str, reason: str) -> list[EventChange]:
    """Return the changes that accept a problem of events, with the reason.

    Raises UsageError when one of them has no such problem; it names each, and the command for those that have it.
    """
    if code not in CODES:
        raise UsageError(NO_CODE.fill(came=code))
    if not reason.strip():
        raise UsageError(NO_REASON)
    without = [entry for entry in entries if not _has_waiver(entry, code) and code not in list_codes(source, entry)]
    if without:
        kept = [entry for entry in entries if entry not in without and not _has_waiver(entry, code)]
        raise UsageError(_explain_refused_waiver(source, without, kept, code, reason))
    return [_waive(entry, code, reason) for entry in entries]


def _waive(entry: CalendarEntry, code: str, reason: str) -> EventChange:
    if _has_waiver(entry, code):
        return EventChange(entry, {}, WAIVED_ALREADY.fill(code=code))
    return EventChange(entry, {("waivers", len(entry.event.waivers)): {"code": code, "reason": reason.strip()}})


def _has_waiver(entry: CalendarEntry, code: str) -> bool:
    return any(waiver.code == code for waiver in entry.event.waivers)


def _explain_refused_waiver(
    source: SourceCalendar, without: Sequence[CalendarEntry], kept: Sequence[CalendarEntry], code: str, reason: str
) -> Message:
    """Return which events have no problem with a code, and the command for the others."""
    lines = []
    for entry in without:
        codes = list_codes(source, entry)
        listed = Message(", ".join(codes), "、".join(codes)) if codes else NONE
        lines.append(NO_PROBLEM.fill(event=name_event(entry), code=code, codes=listed))
    if kept:
        ids = [source.short_key(entry) for entry in kept]
        lines.append(WAIVE_THE_OTHERS.fill(command=shlex.join(["prospectus", "waive", code, *ids, "--reason", reason.strip()])))
    return Message(" ".join(line.en for line in lines), "".join(line.zh for line in lines))


def list_codes(source: SourceCalendar, entry: CalendarEntry) -> list[str]:
    """Return the codes of the problems of an event."""
    record = f"{entry.kind}:{entry.event.id}"
    return sorted({each.code for problem in source.validation.problems for each in problem.with_consequences() if each.record == record})


def find_in_series(source: SourceCalendar, series: Sequence[str], code: str) -> Iterator[CalendarEntry]:
    """Yield the events of some series that have a problem."""
    for entry in source.entries:
        if entry.event.series in series and code in list_codes(source, entry):
            yield entry
