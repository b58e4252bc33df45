"""Plans a month: drafts an event for each instance of a series that no event fulfils.

What fulfils an instance is the rule of `schedule.fulfilment`, with one difference: drafts count, because somebody has written them down.
New drafts are appended; the existing text is kept byte for byte. Drafts are not published, and neither are titles that are still
placeholders. `plan_days` suggests when they take place.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from typing import Any, get_args
from zoneinfo import ZoneInfo

from prospectus.load.drafts import RawRecord
from prospectus.model.kinds.event import Event, EventFormat
from prospectus.model.kinds.series import Series, Typical, UsualDeadline
from prospectus.model.kinds.year import Year
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.schedule.business_days import BusinessDays, instance_dates, instance_end
from prospectus.schedule.fulfilment import Fulfilment, find_original_days, is_valid
from prospectus.scheduling import yaml_records
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.month import Month
from prospectus.scheduling.plan_days import DayPlanner, Instance
from prospectus.scheduling.plan_messages import format_message, is_head_comment
from prospectus.text.rich_text import without_markup
from prospectus.validate.references import UNFILLED_PREFIXES

MAX_PERIOD_YEARS = 10
"""The longest period of a series, in years: how far back instances that cover the month are searched."""
COPIED_FIELDS = ("subtitles", "place", "venue", "audiences", "products", "people", "description")
"""The fields that a draft takes over as they are from what is usual."""
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
    planner.choose_days(missing)
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


def plan_months(source: SourceCalendar, months: Iterable[Month], language: str, note_language: str | None = None) -> dict[Month, MonthPlan]:
    """Return the plan of each month, as `plan_month` gives them one after the other. Nothing is written."""
    plans: dict[Month, MonthPlan] = {}
    for month in months:
        plans[month] = plan_month(source, month, language, note_language)
        if (text := plans[month].text) is not None:
            source = source.with_text(month.path, text)
    return plans


class _Planner:
    """Drafts the missing events of one month."""

    def __init__(self, source: SourceCalendar, month: Month, language: str, note_language: str) -> None:
        self._source, self._month, self._language, self._note_language = source, month, language, note_language
        self._zone = ZoneInfo(source.site.timezone)
        years = {record.year: record for record in source.records.get("year", ()) if isinstance(record, Year)}
        self._days = BusinessDays(years.values())
        unfinished = [(_build_partial_event(raw), raw.path) for raw in source.unfinished]
        written = [*((entry.event, entry.raw.path) for entry in source.entries), *unfinished]
        written.sort(key=lambda item: is_valid(item[0], drafts=True))
        self._owners = {event_id: (event, path) for event, path in written for event_id in (event.id, *event.formerly)}
        """Each id that is taken, with the event that has or had it, a valid one if there are two, and the file of that event."""
        original_days = find_original_days(source.records.get("release", ()))
        self._fulfilment = Fulfilment((("event", event) for event, _ in written), original_days, drafts=True)
        taken = (event.starts.first_day for event, _ in written if event.starts.precision >= Precision.DAY)
        self._dates = DayPlanner(month, source.site, years, taken, language)

    def iter_instances(self) -> Iterator[Instance]:
        """Yield the instances that overlap the month, by position of their series. Series of notices are left out."""
        all_series = [series for series in self._source.records.get("series", ()) if isinstance(series, Series)]
        for series in sorted(all_series, key=lambda series: series.position):
            if series.status != "withdrawn" and not series.notices_of:
                for start in instance_dates(series.recurrence, (self._month.year - MAX_PERIOD_YEARS, self._month.year), self._zone):
                    instance = Instance(series, start, instance_end(series.recurrence, start))
                    if instance.start < self._month.day_after and instance.end > self._month.first_day:
                        yield instance

    def is_fulfilled(self, instance: Instance) -> bool:
        """Return whether an event or a draft fulfils an instance."""
        return self._fulfilment.find_records(instance.series, instance.start, instance.end)[1]

    def choose_days(self, instances: Sequence[Instance]) -> None:
        """Spread the instances without a usual day over the month."""
        self._dates.spread(instances)

    def draft_row(self, instance: Instance) -> _PlannedRow | str:
        """Return the draft of an instance, or a note that says why there is none in this month."""
        mode, title = instance.series.recurrence.mode, instance.series.title.within((self._language,)).text
        owner, path = self._owners.get(instance.id, (None, ""))
        if owner is not None and is_valid(owner, drafts=True):  # it was planned for this instance, and has been changed by hand
            return self._note("astray", instance, id=instance.id, path=path)
        if mode == "day" and (stand_in := self._find_stand_in(instance)) is not None:
            return self._note("stand-in", instance, id=stand_in[0].id, path=stand_in[1], day=stand_in[0].starts.first_day)
        if mode != "period" and instance.start < self._month.first_day:
            return self._note("begun", instance, first=instance.start)
        suggestion = self._dates.suggest(instance) if mode == "period" else self._dates.take_stated(instance)
        if suggestion is None:
            return self._note("elsewhere", instance)
        stated = _first_sentence(without_markup(instance.series.stated).within((self._language,)).text)
        comments = [self._message("series", series=title, stated=stated), *suggestion.comments]
        if owner is not None:
            comments.append(self._message("replaces", id=instance.id))
        return _PlannedRow(self._build_data(instance, suggestion.starts, suggestion.ends), tuple(comments))

    def _find_stand_in(self, instance: Instance) -> tuple[Event, str] | None:
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

    def _find_free_id(self, instance: Instance) -> str:
        """Return the id of an instance, with a number if an event has or had it already."""
        candidates = chain([instance.id], (f"{instance.id}-{number}" for number in count(2)))
        return next(candidate for candidate in candidates if candidate not in self._owners)

    def _build_data(self, instance: Instance, starts: PartialDate, ends: PartialDate | None) -> dict[str, Any]:
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
            **self._usual_fields(usual, starts),
        }
        return {name: value for name, value in data.items() if value is not None}

    def _usual_fields(self, usual: Typical | None, starts: PartialDate) -> dict[str, Any]:
        """Return the fields that a draft takes over from what is usual, in the order in which events are written."""
        if usual is None:
            return {}
        written = usual.model_dump(mode="json", exclude_none=True, exclude_defaults=True, include=set(COPIED_FIELDS))
        deadlines = [self._build_deadline(deadline, starts) for deadline in usual.deadlines]
        known = [deadline for deadline in deadlines if deadline is not None]
        return {name: written[name] for name in COPIED_FIELDS if name in written} | ({"deadlines": known} if known else {})

    def _build_deadline(self, usual: UsualDeadline, starts: PartialDate) -> dict[str, Any] | None:
        """Return the deadline of an event that starts then; None while the holidays up to it are not published."""
        days, day = self._days.working_days, starts.first_day
        index = bisect_left(days, day) - usual.working_days_before
        if starts.precision < Precision.DAY or index < 0 or days[index].year not in self._days.published_years:
            return None
        last = days[index] if usual.working_days_before else day
        at = f"{last} {usual.at}" if usual.at else str(last)
        fields = {"id": usual.id, "title": usual.title.as_dict(), "at": at, "url": usual.url}
        return {name: value for name, value in fields.items() if value is not None}

    def _build_title(self, instance: Instance, language: str) -> str:
        placeholder = UNFILLED_PREFIXES.get(language, UNFILLED_PREFIXES["en"])
        name = format_message("title", language, series=instance.series.title.within((language,)).text, period=instance.period)
        return f"{placeholder}{name}" if placeholder.endswith("】") else f"{placeholder} {name}"

    def _note(self, name: str, instance: Instance, **params: object) -> str:
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
