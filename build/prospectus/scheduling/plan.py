"""Plans a month: drafts an event for each instance of a series that no event fulfils.

What fulfils an instance is the rule of `schedule.fulfilment`, with one difference: drafts count, because somebody has written them down.
New drafts are appended; the existing text is kept byte for byte. Drafts are not published, and neither are titles that are still
placeholders.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import chain, count
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from prospectus.load import yaml
from prospectus.load.drafts import RawRecord
from prospectus.model.kinds.event import Event, EventFormat
from prospectus.model.kinds.series import Series
from prospectus.model.kinds.year import Year
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.model.values.recurrence_days import iter_days
from prospectus.model.values.recurrence_rule import parse_rule
from prospectus.schedule.business_days import BusinessDays, instance_dates, instance_end
from prospectus.schedule.fulfilment import Fulfilment, is_valid
from prospectus.schedule.instances import instance_period, planned_event_id
from prospectus.scheduling import yaml_records
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.month import Month
from prospectus.validate.references import UNFILLED_PREFIXES

MAX_PERIOD_YEARS = 10
"""The longest period of a series, in years: how far back instances that cover the month are searched."""
DATE_COMMENTS = ("day", "span", "usually", "middle", "moved", "back", "unpublished")
"""The messages that say why a draft has its day."""
DEFAULT_DAY = 15
"""The day of the month that is suggested when a series has no usual day."""
_SENTENCE = re.compile(r".+?(?:[。！？]|[.!?](?=\s|$)|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """The events to add to a month."""

    text: str | None
    """The new text of the month's file; None when nothing is missing."""
    added: tuple[str, ...]
    """The ids of the drafted events."""
    existing: int
    """The number of instances that are fulfilled already."""
    notes: tuple[str, ...]
    """Messages about instances that were not drafted."""


@dataclass(frozen=True, slots=True)
class _Instance:
    """One instance of a series."""

    series: Series
    start: date
    end: date
    """The first day after it (an exclusive end)."""

    @property
    def period(self) -> str:
        """Return the period as text, such as `2025-03`, `2025-Q1` or `2025`."""
        return instance_period(self.series.recurrence, self.start)

    @property
    def id(self) -> str:
        """Return the id for its event: the id of the series and the period."""
        return planned_event_id(self.series, self.start)


@dataclass(frozen=True, slots=True)
class _PlannedRow:
    data: dict[str, Any]
    comments: tuple[str, ...]


def plan_month(source: SourceCalendar, month: Month, language: str, note_language: str | None = None) -> MonthPlan:
    """Return the events that are missing in a month, with comments in `language` and notes in `note_language`. Nothing is written."""
    planner = _Planner(source, month, language, note_language or language)
    all_instances = list(planner.iter_instances())
    rows: list[_PlannedRow] = []
    notes: list[str] = []
    missing = [instance for instance in all_instances if not planner.is_fulfilled(instance)]
    for instance in missing:
        row_or_note = planner.draft_row(instance)
        if isinstance(row_or_note, str):
            notes.append(row_or_note)
        else:
            rows.append(row_or_note)
    rows.sort(key=lambda row: (row.data["starts"], row.data["id"]))
    if not rows:
        return MonthPlan(None, (), len(all_instances) - len(missing), tuple(notes))
    text = source.text_of(month.path) or f"# {format_message('head', language, month=month)}\n"
    text = yaml_records.insert_rows(text, [row.data for row in rows], [row.comments for row in rows], is_head_comment)
    return MonthPlan(text, tuple(row.data["id"] for row in rows), len(all_instances) - len(missing), tuple(notes))


class _Planner:
    """Drafts the missing events of one month."""

    def __init__(self, source: SourceCalendar, month: Month, language: str, note_language: str) -> None:
        self._source, self._month, self._language, self._note_language = source, month, language, note_language
        self._zone = ZoneInfo(source.site.timezone)
        self._years = {record.year: record for record in source.records.get("year", ()) if isinstance(record, Year)}
        self._days = BusinessDays(self._years.values())
        unfinished = [(_build_partial_event(raw), raw.path) for raw in source.unfinished]
        written = [*((entry.event, entry.raw.path) for entry in source.entries), *unfinished]
        written.sort(key=lambda item: is_valid(item[0], drafts=True))
        self._owners = {event_id: (event, path) for event, path in written for event_id in (event.id, *event.formerly)}
        """Each id that is taken, with the event that has or had it, a valid one if there are two, and the file of that event."""
        self._fulfilment = Fulfilment((("event", event) for event, _ in written), drafts=True)

    def iter_instances(self) -> Iterator[_Instance]:
        """Yield the instances that overlap the month, by position of their series. Series of notices are left out."""
        all_series = [series for series in self._source.records.get("series", ()) if isinstance(series, Series)]
        for series in sorted(all_series, key=lambda series: series.position):
            if series.status != "withdrawn" and not series.notices_of:
                for start in instance_dates(series.recurrence, (self._month.year - MAX_PERIOD_YEARS, self._month.year), self._zone):
                    instance = _Instance(series, start, instance_end(series.recurrence, start))
                    if instance.start < self._month.day_after and instance.end > self._month.first_day:
                        yield instance

    def is_fulfilled(self, instance: _Instance) -> bool:
        """Return whether an event or a draft fulfils an instance."""
        return self._fulfilment.find_records(instance.series, instance.start, instance.end)[1]

    def draft_row(self, instance: _Instance) -> _PlannedRow | str:
        """Return the draft of an instance, or a note that says why there is none in this month."""
        mode, title = instance.series.recurrence.mode, instance.series.title.within((self._language,)).text
        owner, path = self._owners.get(instance.id, (None, ""))
        if owner is not None and is_valid(owner, drafts=True):  # it was planned for this instance, and has been changed by hand
            return self._note("astray", instance, id=instance.id, path=path)
        if mode == "day" and (stand_in := self._find_stand_in(instance)) is not None:
            return self._note("astray", instance, id=stand_in[0].id, path=stand_in[1])
        if mode == "period":
            suggested = self._suggest_dates(instance)
            if suggested is None:
                return self._note("elsewhere", instance)
            starts, ends, why = suggested
        elif instance.start < self._month.first_day:
            return self._note("begun", instance, first=instance.start)
        else:
            starts, ends, why = self._stated_dates(instance)
        stated = _first_sentence(instance.series.stated.within((self._language,)).text)
        comments = [self._message("series", series=title, stated=stated), *why]
        if owner is not None:
            comments.append(self._message("replaces", id=instance.id))
        return _PlannedRow(self._build_data(instance, starts, ends), tuple(comments))

    def _find_stand_in(self, instance: _Instance) -> tuple[Event, str] | None:
        """Return the event of a series on another day to which this instance is the nearest, with its file; None when there is none.

        Such an event has filled in the draft of the instance, and has moved to its own day.
        """
        starts = instance_dates(instance.series.recurrence, (self._month.year - 1, self._month.year + 1))
        for event, path in self._owners.values():
            day = event.starts.first_day
            is_of_series = event.series == instance.series.id and event.starts.precision >= Precision.DAY and is_valid(event, drafts=True)
            if is_of_series and day in self._month and day not in starts:
                nearest = min(starts, key=lambda start, day=day: abs(start - day))  # type: ignore[misc]
                if nearest == instance.start:
                    return event, path
        return None

    def _find_free_id(self, instance: _Instance) -> str:
        """Return the id of an instance, with a number if an event has or had it already."""
        candidates = chain([instance.id], (f"{instance.id}-{number}" for number in count(2)))
        return next(candidate for candidate in candidates if candidate not in self._owners)

    def _build_data(self, instance: _Instance, starts: PartialDate, ends: PartialDate | None) -> dict[str, Any]:
        series, usual = instance.series, instance.series.typical
        event_format = (usual.format if usual else None) or (series.formats[0] if len(series.formats) == 1 else None)
        language = series.default_language or (self._source.languages[0] if series.default_event_type == "talk" else None)
        channel = (usual.channel if usual else None) or (series.channels[0] if len(series.channels) == 1 else None)
        data = {
            "id": self._find_free_id(instance),
            "type": series.default_event_type,
            "series": series.id,
            "status": "draft",
            "title": {language: self._build_title(instance, language) for language in self._source.languages},
            "starts": str(starts),
            "ends": ends and str(ends),
            "state": "planned",
            "language": language,
            "format": event_format if event_format in get_args(EventFormat) else None,
            "channel": channel,
        }
        return {name: value for name, value in data.items() if value is not None}

    def _build_title(self, instance: _Instance, language: str) -> str:
        placeholder = UNFILLED_PREFIXES.get(language, UNFILLED_PREFIXES["en"])
        name = format_message("title", language, series=instance.series.title.within((language,)).text, period=instance.period)
        return f"{placeholder}{name}" if placeholder.endswith("】") else f"{placeholder} {name}"

    # Dates

    def _stated_dates(self, instance: _Instance) -> tuple[PartialDate, PartialDate | None, list[str]]:
        """Return start, end and comments of an instance whose dates are stated by its series."""
        if instance.series.recurrence.mode == "day":
            return *self._add_time(instance.series, instance.start), [self._message("day")]
        last = instance.end - timedelta(days=1)
        return PartialDate.from_day(instance.start), PartialDate.from_day(last), [self._message("span", first=instance.start, last=last)]

    def _suggest_dates(self, instance: _Instance) -> tuple[PartialDate, PartialDate | None, list[str]] | None:
        """Return start, end and comments of an instance without a stated date, within the month.

        Return None when its usual day is in another month of its period. Without published holidays the start is only a month.
        """
        first, end = max(instance.start, self._month.first_day), min(instance.end, self._month.day_after)
        day = self._find_usual_day(instance, first, end)
        if day is None:
            return None
        if self._month.year not in self._days.published_years:
            some_day = PartialDate(datetime.combine(self._month.first_day, time()), Precision.MONTH)
            return some_day, None, [self._message("unpublished", year=self._month.year)]
        shifted_day, shift_comments = self._shift_day(instance.series, day, first, end)
        usual = instance.series.typical
        if usual is not None and usual.rrule is not None:
            rule = usual.text.within((self._language,)).text if usual.text else usual.rrule
            why = self._message("usually", rule=rule, day=shifted_day)
        else:
            why = self._message("middle", day=shifted_day)
        return *self._add_time(instance.series, shifted_day), [why, *shift_comments]

    def _find_usual_day(self, instance: _Instance, first: date, end: date) -> date | None:
        usual = instance.series.typical
        if usual is None or usual.rrule is None:
            return max(first, min(self._month.first_day.replace(day=DEFAULT_DAY), end - timedelta(days=1)))
        return next(iter_days(parse_rule(usual.rrule), instance.start, end - timedelta(days=1), first=first, zone=self._zone), None)

    def _shift_day(self, series: Series, day: date, first: date, end: date) -> tuple[date, list[str]]:
        """Return the day, moved to a trading or working day from `first` to `end` (exclusive), and comments that say so."""
        shift = series.typical.shift if series.typical else "next-trading-day"
        if shift == "none":
            return day, []
        day_type, days = ("trading", self._days.trading_days) if shift == "next-trading-day" else ("working", self._days.working_days)
        index = bisect_left(days, day)
        if index < len(days) and days[index] == day:
            return day, []
        if index < len(days) and days[index] < end:
            return days[index], [
                self._message("moved", **{"from": day}, why=self._explain_non_working_day(day), sort=self._message(day_type))
            ]
        if index and days[index - 1] >= first:
            return days[index - 1], [self._message("back", **{"from": day}, sort=self._message(day_type))]
        return day, []

    def _explain_non_working_day(self, day: date) -> str:
        for holiday in self._years[day.year].holidays:
            title = holiday.title.within((self._language,)).text
            if holiday.first <= day <= holiday.last:
                return title
            if day in holiday.makeup:
                return self._message("makeup", title=title)
        return self._message("weekend")

    def _add_time(self, series: Series, day: date) -> tuple[PartialDate, PartialDate | None]:
        usual = series.typical
        if usual is None or usual.at is None:
            return PartialDate.from_day(day), None
        starts = datetime.combine(day, time.fromisoformat(usual.at))
        ends = PartialDate(starts + timedelta(minutes=usual.minutes), Precision.MINUTE) if usual.minutes else None
        return PartialDate(starts, Precision.MINUTE), ends

    def _note(self, name: str, instance: _Instance, **params: object) -> str:
        series = instance.series.title.within((self._note_language,)).text
        return format_message(name, self._note_language, series=series, period=instance.period, **params)

    def _message(self, name: str, **params: object) -> str:
        return format_message(name, self._language, **params)


def _build_partial_event(raw: RawRecord) -> Event:
    """Return an unfinished draft with the fields that decide what it fulfils; without a readable start, it fulfils nothing."""
    try:
        starts, series = PartialDate.parse(str(raw.data.get("starts"))), raw.data.get("series")
    except ValueError:
        starts, series = PartialDate.from_day(date.min), None
    fields = {"id": str(raw.data.get("id") or raw.key or ""), "status": "draft", "state": raw.data.get("state", "planned")}
    return Event.model_construct(None, **fields, starts=starts, series=series)


def _first_sentence(text: str) -> str:
    match = _SENTENCE.match(text.strip())
    return match[0] if match else text


@cache
def _load_messages() -> dict[str, dict[str, str]]:
    return dict(yaml.parse(Path(__file__).with_name("plan_words.yml").read_text(encoding="utf-8")))


@cache
def _find_comments(names: tuple[str, ...]) -> re.Pattern[str]:
    forms = (form for name in names for form in _load_messages()[name].values())
    return re.compile("|".join(re.sub(r"\\{\w+\\}", ".+", re.escape(" ".join(form.split()))) for form in forms))


def is_date_comment(comment: str) -> bool:
    """Return whether a comment is one that `plan` writes to say why it suggests a day."""
    return _find_comments(DATE_COMMENTS).fullmatch(comment) is not None


def is_head_comment(comment: str) -> bool:
    """Return whether a comment is the one that `plan` writes at the top of a file."""
    return _find_comments(("head",)).fullmatch(comment) is not None


def format_message(name: str, language: str, **params: object) -> str:
    """Return a message of `words.yml` on one line, in a language or else in English, with its parameters filled in."""
    translations = _load_messages()[name]
    return " ".join(translations.get(language, translations["en"]).format_map({key: str(value) for key, value in params.items()}).split())
