"""Plans a month: drafts each event that a series requires and that does not exist yet.

An instance of a series exists when any event of the series starts within it, in any file and in any state, except samples. Missing
events are appended; the existing text is kept byte for byte. Drafts are not published, and neither are titles that are still
placeholders.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, get_args

from dateutil.rrule import rrulestr

from prospectus.desk import edit
from prospectus.desk.entries import Desk
from prospectus.desk.month import Month
from prospectus.load import yaml
from prospectus.model.days import Days, end_of, instances
from prospectus.model.event import EventFormat
from prospectus.model.moment import Moment, Precision
from prospectus.model.series import Series
from prospectus.model.year import Year
from prospectus.validate.site import UNFILLED_MARKS

LONGEST_PERIOD = 10
"""The longest period of a series, in years: how far back instances that cover the month are searched."""
MIDDLE = 15
"""The day of the month that is suggested when a series has no usual day."""
ID_LENGTH = 60
_ONCE_A_YEAR = re.compile(r"FREQ=YEARLY(?:;BY[A-Z]+=[^,;]+)*")
_SENTENCE = re.compile(r".+?(?:[。！？]|[.!?](?=\s|$)|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Plan:
    """The events to add to a month."""

    text: str | None
    """The new text of the month's file; None when nothing is missing."""
    added: tuple[str, ...]
    """The ids of the drafted events."""
    there: int
    """The number of instances that already exist."""
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
        recurrence = self.series.recurrence
        months = {1: Precision.MONTH, 3: Precision.QUARTER, 12: Precision.YEAR}
        precision = months.get(recurrence.months, Precision.DAY) if recurrence.mode == "period" else Precision.DAY
        if recurrence.mode != "period" and _ONCE_A_YEAR.fullmatch(recurrence.rrule):
            precision = Precision.YEAR
        return str(Moment(datetime.combine(self.start, time()), precision))

    @property
    def id(self) -> str:
        """Return the id for its event: the id of the series and the period."""
        return f"{self.series.id[:ID_LENGTH].rstrip('-')}-{self.period.lower()}"


@dataclass(frozen=True, slots=True)
class _Row:
    data: dict[str, Any]
    remarks: tuple[str, ...]


def plan(desk: Desk, month: Month, spoken: str) -> Plan:
    """Return the events that are missing in a month, with comments and notes in `language`. Nothing is written."""
    planner = _Planner(desk, month, spoken)
    every = list(planner.instances())
    rows: list[_Row] = []
    notes: list[str] = []
    missing = [each for each in every if not planner.is_there(each)]
    for each in missing:
        made = planner.drafted(each)
        if isinstance(made, str):
            notes.append(made)
        else:
            rows.append(made)
    rows.sort(key=lambda row: (row.data["starts"], row.data["id"]))
    if not rows:
        return Plan(None, (), len(every) - len(missing), tuple(notes))
    text = edit.text_of(desk.root, month.path) or f"# {said('head', spoken, month=month)}\n"
    text = edit.with_rows(text, [row.data for row in rows], [row.remarks for row in rows])
    return Plan(text, tuple(row.data["id"] for row in rows), len(every) - len(missing), tuple(notes))


class _Planner:
    """Drafts the missing events of one month."""

    def __init__(self, desk: Desk, month: Month, spoken: str) -> None:
        self._desk, self._month, self._spoken = desk, month, spoken
        self._years = {each.year: each for each in desk.records.get("year", ()) if isinstance(each, Year)}
        self._days = Days(self._years.values())
        self._ids = {key for entry in desk.entries for key in entry.ids} | {draft.data.get("id", draft.key) for draft in desk.unfinished}
        self._starts: dict[str | None, list[date]] = {}
        for entry in (each for each in desk.entries if each.event.status != "sample"):
            self._starts.setdefault(entry.event.series, []).append(entry.event.starts.first_day)
        for draft in desk.unfinished:
            with suppress(ValueError):
                self._starts.setdefault(draft.data.get("series"), []).append(Moment.parse(str(draft.data.get("starts"))).first_day)

    def instances(self) -> Iterator[_Instance]:
        """Yield the instances that overlap the month, by position of their series. Series of notices are left out."""
        series = [each for each in self._desk.records.get("series", ()) if isinstance(each, Series)]
        for each in sorted(series, key=lambda each: each.position):
            if each.status != "withdrawn" and not each.notices_of:
                for start in instances(each.recurrence, (self._month.year - LONGEST_PERIOD, self._month.year)):
                    found = _Instance(each, start, end_of(each.recurrence, start))
                    if found.start < self._month.after and found.end > self._month.first:
                        yield found

    def is_there(self, each: _Instance) -> bool:
        """Return whether an event exists for an instance, including one that was planned for it and moved elsewhere."""
        return each.id in self._ids or any(each.start <= day < each.end for day in self._starts.get(each.series.id, ()))

    def drafted(self, each: _Instance) -> _Row | str:
        """Return the draft of an instance, or a note that says why there is none in this month."""
        mode, title = each.series.recurrence.mode, each.series.title.within((self._spoken,)).text
        if mode == "period":
            suggested = self._suggested(each)
            if suggested is None:
                return self._said("elsewhere", series=title, period=each.period)
            starts, ends, why = suggested
        elif each.start < self._month.first:
            return self._said("begun", series=title, first=each.start)
        else:
            starts, ends, why = self._stated(each)
        stated = _first_sentence(each.series.stated.within((self._spoken,)).text)
        return _Row(self._data(each, starts, ends), (self._said("series", series=title, stated=stated), *why))

    def _data(self, each: _Instance, starts: Moment, ends: Moment | None) -> dict[str, Any]:
        series, usual = each.series, each.series.typical
        form = (usual.format if usual else None) or (series.formats[0] if len(series.formats) == 1 else None)
        language = series.usual_language or (self._desk.languages[0] if series.usual_type == "talk" else None)
        channel = (usual.channel if usual else None) or (series.channels[0] if len(series.channels) == 1 else None)
        found = {
            "id": each.id,
            "type": series.usual_type,
            "series": series.id,
            "status": "draft",
            "title": {language: self._title(each, language) for language in self._desk.languages},
            "starts": str(starts),
            "ends": ends and str(ends),
            "state": "planned",
            "language": language,
            "format": form if form in get_args(EventFormat) else None,
            "channel": channel,
        }
        return {name: value for name, value in found.items() if value is not None}

    def _title(self, each: _Instance, language: str) -> str:
        mark = UNFILLED_MARKS.get(language, UNFILLED_MARKS["en"])
        name = said("title", language, series=each.series.title.within((language,)).text, period=each.period)
        return f"{mark}{name}" if mark.endswith("】") else f"{mark} {name}"

    # Dates

    def _stated(self, each: _Instance) -> tuple[Moment, Moment | None, list[str]]:
        """Return start, end and comments of an instance whose dates are stated by its series."""
        if each.series.recurrence.mode == "day":
            return *self._timed(each.series, each.start), [self._said("day")]
        last = each.end - timedelta(days=1)
        return Moment.on(each.start), Moment.on(last), [self._said("span", first=each.start, last=last)]

    def _suggested(self, each: _Instance) -> tuple[Moment, Moment | None, list[str]] | None:
        """Return start, end and comments of an instance without a stated date, within the month.

        Return None when its usual day is in another month of its period. Without published holidays the start is only a month.
        """
        first, after = max(each.start, self._month.first), min(each.end, self._month.after)
        day = self._usual_day(each, first, after)
        if day is None:
            return None
        if self._month.year not in self._days.years:
            some_day = Moment(datetime.combine(self._month.first, time()), Precision.MONTH)
            return some_day, None, [self._said("unpublished", year=self._month.year)]
        found, moved = self._shifted(each.series, day, first, after)
        usual = each.series.typical
        if usual is not None and usual.rrule is not None:
            rule = usual.text.within((self._spoken,)).text if usual.text else usual.rrule
            why = self._said("usually", rule=rule, day=found)
        else:
            why = self._said("middle", day=found)
        return *self._timed(each.series, found), [why, *moved]

    def _usual_day(self, each: _Instance, first: date, after: date) -> date | None:
        usual = each.series.typical
        if usual is None or usual.rrule is None:
            return max(first, min(self._month.first.replace(day=MIDDLE), after - timedelta(days=1)))
        rule = rrulestr(usual.rrule, dtstart=datetime.combine(each.start, time()))
        found = rule.between(datetime.combine(first, time()), datetime.combine(after - timedelta(days=1), time()), inc=True)
        return found[0].date() if found else None

    def _shifted(self, series: Series, day: date, first: date, after: date) -> tuple[date, list[str]]:
        """Return the day, moved to a trading or working day from `first` to `end` (exclusive), and comments that say so."""
        shift = series.typical.shift if series.typical else "next-trading-day"
        if shift == "none":
            return day, []
        sort, days = ("trading", self._days.trading) if shift == "next-trading-day" else ("working", self._days.working)
        at = bisect_left(days, day)
        if at < len(days) and days[at] == day:
            return day, []
        if at < len(days) and days[at] < after:
            return days[at], [self._said("moved", **{"from": day}, why=self._why(day), sort=self._said(sort))]
        if at and days[at - 1] >= first:
            return days[at - 1], [self._said("back", **{"from": day}, sort=self._said(sort))]
        return day, []

    def _why(self, day: date) -> str:
        for holiday in self._years[day.year].holidays:
            title = holiday.title.within((self._spoken,)).text
            if holiday.first <= day <= holiday.last:
                return title
            if day in holiday.makeup:
                return self._said("makeup", title=title)
        return self._said("weekend")

    def _timed(self, series: Series, day: date) -> tuple[Moment, Moment | None]:
        usual = series.typical
        if usual is None or usual.at is None:
            return Moment.on(day), None
        starts = datetime.combine(day, time.fromisoformat(usual.at))
        ends = Moment(starts + timedelta(minutes=usual.minutes), Precision.MINUTE) if usual.minutes else None
        return Moment(starts, Precision.MINUTE), ends

    def _said(self, name: str, **given: object) -> str:
        return said(name, self._spoken, **given)


def _first_sentence(text: str) -> str:
    match = _SENTENCE.match(text.strip())
    return match[0] if match else text


@cache
def _words() -> dict[str, dict[str, str]]:
    return dict(yaml.parse(Path(__file__).with_name("words.yml").read_text(encoding="utf-8")))


def said(name: str, spoken: str, **given: object) -> str:
    """Return a message of `words.yml` on one line, in a language or else in English, with its parameters filled in."""
    forms = _words()[name]
    return " ".join(forms.get(spoken, forms["en"]).format_map({key: str(value) for key, value in given.items()}).split())
