"""When the event of a row is: its date, its times, its last day and its weekday, read together from the cells of the row.

A row can have several sessions, each of which is an event. Cells that say the same thing must agree. What is not taken over, such as a
remark in brackets, is a note.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.model.written_dates import DateContext, DateTextError, Slot, WrittenDates, build_slots, interval_of_slot, parse_dates
from prospectus.model.written_dates.clock import HOUR, LATEST_NIGHT_END, ClockRange, wrap_midnight
from prospectus.problems import Message
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet import cells, date_cells
from prospectus.scheduling.spreadsheet.cells import CellError, CellMark, CellValue
from prospectus.scheduling.spreadsheet.date_cells import DATE_FORM, TIME_FORM, TIME_NEEDS_DAY

Interval = tuple[PartialDate, PartialDate | None]
"""Start and end of an event."""
ONE_SESSION = Message("one session in a row", "一行只写一场")


class CellErrorAt(Exception):
    """A CellError with the column of its cell, for columns that are parsed together."""

    def __init__(self, key: str, code: str, form: str | Message, **params: object) -> None:
        super().__init__(key)
        self.key, self.code, self.form, self.params = key, code, form, params


@dataclass(frozen=True, slots=True)
class CellNote:
    """Something that a cell says and that is not taken over: the column, the problem code and its parameters."""

    key: str
    code: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class IntervalReading:
    """The sessions of a row."""

    sessions: tuple[Interval, ...]
    notes: tuple[CellNote, ...]


class IntervalReader:
    """Reads the intervals of the rows of a month."""

    def __init__(self, month: Month, site_zone: tzinfo) -> None:
        self._month, self._site_zone = month, site_zone
        self._context = DateContext(month.year, month.month, around=month)
        self._context_of_end = DateContext(month.year, around=month)
        self._whole_month = PartialDate(datetime.combine(month.first_day, time()), Precision.MONTH)

    def read(self, values: Mapping[str, CellValue], own: Collection[str], epoch: datetime, zone: tzinfo | None = None) -> IntervalReading:
        """Return the sessions that the values of a row's columns mean. Raises CellErrorAt.

        The columns `own` are those of the sheet; the other values are current ones, which give way to what the sheet says. `zone` is
        the zone in the heading of the times, if it is not that of the site.
        """
        stated = self._parse_date(values, epoch)
        written = stated if stated.spans else replace(stated, slots=(Slot(self._whole_month, None, None),))
        clock = self._parse_start(values, own, written)
        slots = _combine(written, clock)
        slots = self._add_end(slots, values, own, epoch)
        self._check_weekday(values.get("weekday"), slots)
        times_zone = (clock.zone if clock else None) or written.zone or zone or self._site_zone
        sessions = tuple(parse_at("date", lambda slot: interval_of_slot(slot, times_zone, self._site_zone), slot) for slot in slots)
        return IntervalReading(
            tuple(_end_of_whole_day(session, values) for session in sessions), tuple(_iter_notes(stated, clock, values, own, self._month))
        )

    def _parse_date(self, values: Mapping[str, CellValue], epoch: datetime) -> WrittenDates:
        if values["date"] is None or isinstance(values["date"], CellMark):
            raise CellErrorAt("date", "PR610", DATE_FORM)
        written: WrittenDates = parse_at("date", lambda value: date_cells.parse_days(value, self._context, epoch), values["date"])
        if not written.spans and not written.undecided:
            raise CellErrorAt("date", "PR606", DATE_FORM)
        return written

    def _parse_start(self, values: Mapping[str, CellValue], own: Collection[str], written: WrittenDates) -> WrittenDates | None:
        """Return what the cell of the times says; None when there is none, or it is a current value and the date states a time."""
        value = values.get("start")
        if value is None or isinstance(value, CellMark) or ("start" not in own and written.times):
            return None
        clock: WrittenDates = parse_at("start", lambda cell: date_cells.parse_clock(cell, self._context), value)
        day = written.spans[0][0]
        if clock.times and day is not None and day.precision < Precision.DAY:
            raise CellErrorAt("start" if "start" in own else "date", "PR606", TIME_NEEDS_DAY)
        if clock.times and written.times and clock.times != written.times and "start" in own:
            raise CellErrorAt("start", "PR626", cells.to_text(values["date"]))
        if clock.spans and clock.spans[0][0] != day:
            raise CellErrorAt("start", "PR626", cells.to_text(values["date"]))
        for weekday in clock.weekdays:
            _check_weekday_of("start", value, day, weekday)
        return clock

    def _add_end(self, slots: tuple[Slot, ...], values: Mapping[str, CellValue], own: Collection[str], epoch: datetime) -> tuple[Slot, ...]:
        """Return the slots with the last day and the end time of columns of their own."""
        last, end = (None if isinstance(values.get(key), CellMark) else values.get(key) for key in ("last", "end"))
        if len(slots) > 1:
            if any(key in own and value is not None for key, value in (("last", last), ("end", end))):
                raise CellErrorAt("end" if end is not None else "last", "PR626", ONE_SESSION)
            return slots
        slot = slots[0]
        if last is not None and "last" not in own and "end" not in own and _is_overnight(slot, last, end):
            last = None
        if last is not None and ("last" in own or slot.last is None):
            slot = self._add_last_day(slot, last, epoch)
            end = None if slot.last is not None and slot.last.precision is Precision.MINUTE else end
        if end is not None and ("end" in own or slot.times is None or slot.times.end is None):
            slot = self._add_end_time(slot, end, values, own)
        return (slot,)

    def _add_last_day(self, slot: Slot, last: CellValue, epoch: datetime) -> Slot:
        last_day: PartialDate = parse_at(
            "last", lambda cell: date_cells.parse_date(cell, self._context_of_end, epoch, self._site_zone), last
        )
        if slot.last is not None and slot.last != last_day:
            raise CellErrorAt("last", "PR626", str(slot.last))
        return replace(slot, last=last_day)

    def _add_end_time(self, slot: Slot, end: CellValue, values: Mapping[str, CellValue], own: Collection[str]) -> Slot:
        minutes, second = parse_at("end", date_cells.parse_times, end)
        day = slot.last or slot.first
        if second is not None:
            raise CellErrorAt("end", "PR606", "16:30")
        if day is not None and day.precision < Precision.DAY:
            raise CellErrorAt("end" if "end" in own else "date", "PR606", TIME_NEEDS_DAY)
        if slot.times is None:
            return replace(slot, last=_at_minutes(day, minutes))
        if slot.times.end not in (None, minutes) and "end" in own:
            raise CellErrorAt("end", "PR626", _format_minutes(slot.times.end or 0))
        if slot.last is None:
            minutes = _find_end(slot.times.start, minutes, values)
        return replace(slot, times=ClockRange(slot.times.start, minutes))

    def _check_weekday(self, value: CellValue, slots: tuple[Slot, ...]) -> None:
        """Raise CellErrorAt when the weekday in a column of its own is not that of the date."""
        text = cells.to_text(value)
        if not text or isinstance(value, CellMark):
            return
        try:
            weekdays = parse_dates(f"({text})", self._context).weekdays
        except DateTextError:
            return
        for day, weekday in zip((slots[0].first, slots[-1].last or slots[-1].first), weekdays[:1] + weekdays[1:][-1:], strict=False):
            _check_weekday_of("weekday", value, day, weekday)


def parse_at(key: str, parse: Any, value: Any) -> Any:
    """Return the result of a function for a value. Raises CellErrorAt, with the column, when the function raises CellError."""
    try:
        return parse(value)
    except CellError as error:
        raise CellErrorAt(key, error.code, error.form, **error.params) from None
    except DateTextError:
        raise CellErrorAt(key, "PR606", TIME_NEEDS_DAY) from None


def _combine(written: WrittenDates, clock: WrittenDates | None) -> tuple[Slot, ...]:
    """Return the sessions of a date and of times that are written in a cell of their own."""
    if clock is None or not clock.times or written.times:
        return written.slots
    if len(clock.spans) > 1:
        return clock.slots
    return build_slots(written.spans, clock.times, daily=written.daily or clock.daily)


def _check_weekday_of(key: str, value: CellValue, day: PartialDate | None, weekday: int) -> None:
    if day is not None and day.precision >= Precision.DAY and day.first_day.weekday() != weekday:
        form = date_cells.correct_weekday(cells.to_text(value), day.first_day, weekday)
        raise CellErrorAt(key, "PR616", form, day=day.first_day, weekday=date_cells.weekday_name(day.first_day))


def _find_end(start: int, minutes: int, values: Mapping[str, CellValue]) -> int:
    """Return an end time after its start where that is certain: on the next day, or with the half of the day that the start states."""
    wrapped = wrap_midnight(start, minutes)
    texts = [values.get(key) for key in ("start", "end")]
    if wrapped <= start and all(isinstance(text, str) for text in texts):
        try:
            times = parse_dates("-".join(map(str, texts)), DateContext(1, short_days=False)).times
        except DateTextError:
            return wrapped
        if len(times) == 1 and times[0].start == start and times[0].end is not None:
            return times[0].end
    return wrapped


def _is_overnight(slot: Slot, last: CellValue, end: CellValue) -> bool:
    """Return whether a current last day is only the morning after an event of which the sheet states start and end."""
    if slot.first is None or slot.times is None or slot.times.end is None:
        return False
    next_day = PartialDate.from_day(slot.first.day_after)
    return cells.to_text(last) == str(next_day) and cells.to_text(end) <= f"{LATEST_NIGHT_END // HOUR:02}:00"


def _at_minutes(day: PartialDate | None, minutes: int) -> PartialDate | None:
    return day and PartialDate(datetime.combine(day.first_day, time()) + timedelta(minutes=minutes), Precision.MINUTE)


def _format_minutes(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _end_of_whole_day(session: Interval, values: Mapping[str, CellValue]) -> Interval:
    """Return a session without an end that is only its own day again."""
    starts, ends = session
    return (starts, None) if ends == starts and starts.precision is Precision.DAY and values.get("last") is None else session


def _iter_notes(
    written: WrittenDates, clock: WrittenDates | None, values: Mapping[str, CellValue], own: Collection[str], month: Month
) -> Iterator[CellNote]:
    """Yield what the cells say and what is not taken over: remarks, parts of a month, and that a day or time is not decided."""
    for key, part in (("date", written), ("start", clock)):
        if part is None or key not in own:
            continue
        came = cells.to_text(values[key])
        if part.assumed_year not in (None, month.year):
            yield assume_year(key, came, part.spans[0][0], month)
        if part.remarks:
            yield CellNote(key, "PR624", {"came": came, "remark": "; ".join(part.remarks)})
        if part.part_of_month:
            taken = part.spans[0][0]
            yield CellNote(key, "PR623", {"came": came, "part": part.part_of_month, "taken": taken, "form": _day_of(taken)})
        if part.undecided and not (clock and clock.times):
            taken = written.spans[0][0] if written.spans else None
            right = TIME_FORM if key == "start" else f"{taken} 15:30" if taken else _day_of(month)
            yield CellNote(key, "PR622", {"came": came, "taken": taken or month, "form": right})


def assume_year(key: str, came: str, taken: PartialDate | None, month: Month) -> CellNote:
    """Return the note that the year of a date is assumed, and is not that of the month."""
    return CellNote(key, "PR632", {"came": came, "taken": taken, "month": month, "form": str(taken)})


def _day_of(month: object) -> Message:
    return Message(f"{month}-DD when the day is known", f"定下日子后写 {month}-DD")
