"""Checks each event against the calendar of trading and working days, its series, and its own fields."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from prospectus.model.kinds.contract import Contract
from prospectus.model.kinds.series import Series
from prospectus.model.values.names import iter_names
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.problems import Message
from prospectus.schedule import expiries as schedule_expiries
from prospectus.schedule.business_days import BusinessDays, instance_dates, instance_index, last_trading_day_before
from prospectus.schedule.timeline import ScheduledEvent, Timeline, TimelineViolation

OUTREACH_TYPES = ("campaign",)
"""The types of events for the public, which may take place on any day."""
SPEAKERLESS_TYPES = ("campaign", "bulletin")
"""The types of events without speakers, moderator or spoken language."""
UNATTENDED_FORMATS = ("recorded", "document")
"""The formats that nobody attends at the time of the event."""
MAX_SINGLE_SESSION = timedelta(hours=12)
"""The longest duration of an event without a break overnight."""
DAY = timedelta(days=1)
ANOTHER_DAY = Message("another day", "另选一天")
BEFORE_MIDNIGHT = Message("an end at midnight or before", "午夜或更早的结束时间")
SEVERAL_EVENTS = Message("an end within twelve hours, or an event for each session", "十二小时以内的结束时间，或者每场各写一项活动")


class DayRules:
    """Checks events against the days, contracts and series of a timeline."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline, self.business_days = timeline, timeline.business_days
        self.night_session = _get_night_session(timeline)
        settings = timeline.site.scheduling
        self.waking_hours = _parse_time(settings.day_from), _parse_time(settings.day_until)
        self._expiry_cache: dict[str, Mapping[date, str]] = {}

    @cached_property
    def holiday_eves(self) -> frozenset[date | None]:
        """The trading days before holidays, which have no night session."""
        return frozenset(last_trading_day_before(holiday, self.business_days) for year in self.timeline.years for holiday in year.holidays)

    def check_event(self, scheduled: ScheduledEvent) -> Iterator[TimelineViolation]:
        """Yield the violations of an event by itself."""
        if scheduled.event.starts.precision >= Precision.DAY and scheduled.base_type not in OUTREACH_TYPES:
            yield from self.check_day(scheduled)
        yield from _check_language(scheduled)
        yield from _check_moderator(scheduled, self.timeline.series.get(str(scheduled.event.series)))
        yield from _check_deadlines(scheduled)
        yield from _check_announcement(scheduled)
        if scheduled.timed and scheduled.base_type != "bulletin" and scheduled.event.format not in UNATTENDED_FORMATS:
            yield from self._check_hours(scheduled)

    def check_day(self, scheduled: ScheduledEvent) -> Iterator[TimelineViolation]:
        """Yield the violations of the day of an event; none where the calendar of its year is not published."""
        day, event = scheduled.event.starts.first_day, scheduled.event
        working, trading = (
            self.business_days.contains(day, self.business_days.working_days),
            self.business_days.contains(day, self.business_days.trading_days),
        )
        if trading and scheduled.base_type != "bulletin" and event.format not in UNATTENDED_FORMATS:
            yield from self._check_night_session(scheduled, day)
            yield from self._check_expiries(scheduled, day)
        elif working is False and not self._has_fixed_days(scheduled):
            yield self._day_off_violation(scheduled, day, "PR506", self.business_days.working_days)
        elif (
            working
            and not trading
            and scheduled.base_type != "bulletin"
            and event.format != "document"
            and not self._has_fixed_days(scheduled)
        ):
            yield self._day_off_violation(scheduled, day, "PR507", self.business_days.trading_days)

    def _day_off_violation(self, scheduled: ScheduledEvent, day: date, code: str, days: Sequence[date]) -> TimelineViolation:
        return TimelineViolation(
            scheduled.key, ("starts",), code, {"came": scheduled.when, "day": day, "form": self._suggest_days(day, days)}
        )

    def _has_fixed_days(self, scheduled: ScheduledEvent) -> bool:
        """Return whether an event is on one of the fixed days of its series, which do not move for weekends."""
        series, day = self.timeline.series.get(str(scheduled.event.series)), scheduled.event.starts.first_day
        if series is None or series.recurrence.mode == "period":
            return False
        starts = instance_dates(series.recurrence, (day.year - 1, day.year), self.timeline.zone)
        return instance_index(series.recurrence, starts, day) is not None

    def _suggest_days(self, day: date, days: Sequence[date]) -> Message:
        index = bisect_left(days, day)
        suggested = [str(other) for other in (*days[max(index - 1, 0) : index], *days[bisect_right(days, day) :][:1])]
        return Message(" or ".join(suggested), " 或 ".join(suggested))

    def _check_night_session(self, scheduled: ScheduledEvent, day: date) -> Iterator[TimelineViolation]:
        """An event must not overlap with the night session of its day. An end that is only assumed does not count."""
        if self.night_session is None or not scheduled.timed or scheduled.ends - scheduled.starts > MAX_SINGLE_SESSION:
            return
        midnight = datetime.combine(day, time())
        opens, closes = midnight + self.night_session[0], midnight + self.night_session[1]
        begins_in_session = opens <= scheduled.starts < closes
        runs_into_session = scheduled.interval.end_stated and scheduled.starts < opens < scheduled.ends
        if (begins_in_session or runs_into_session) and self._has_night_session(day):
            form = _or_earlier(f"ends: {opens:%Y-%m-%d %H:%M}")
            yield TimelineViolation(scheduled.key, ("starts",), "PR508", {"came": scheduled.when, "from": f"{opens:%H:%M}", "form": form})

    def _has_night_session(self, day: date) -> bool:
        """Return whether a trading day has a night session: not before a holiday, nor where the next trading day is not published."""
        return day not in self.holiday_eves and self.business_days.nth_day_after(day, 1, self.business_days.trading_days) is not None

    def _check_hours(self, scheduled: ScheduledEvent) -> Iterator[TimelineViolation]:
        """An event must start, and end, when people are awake, and must not last longer than a day's work and an evening."""
        opens, closes = self.waking_hours
        start, end = _time_of(scheduled.starts), scheduled.interval.end_time
        if not opens <= start <= closes:
            bounds = {"from": _format_time(opens), "until": _format_time(closes), "form": _suggest_start(scheduled, opens, closes)}
            yield TimelineViolation(scheduled.key, ("starts",), "PR530", {"came": scheduled.when, **bounds})
        if end is None or end - scheduled.starts >= 2 * DAY:
            return
        if end - scheduled.starts > MAX_SINGLE_SESSION and end.date() - scheduled.starts.date() < DAY:
            duration = _format_duration(end - scheduled.starts)
            yield TimelineViolation(
                scheduled.key,
                ("ends",),
                "PR531",
                {"came": scheduled.when, "duration": duration, "form": _or_waiver(SEVERAL_EVENTS, "PR531")},
            )
        if timedelta() < _time_of(end) < opens and end.date() > scheduled.starts.date():
            earlier = end - timedelta(hours=12)
            form = _or_waiver(_format_field("ends", earlier) if earlier > scheduled.starts else BEFORE_MIDNIGHT, "PR532")
            yield TimelineViolation(scheduled.key, ("ends",), "PR532", {"came": scheduled.when, "end": f"{end:%H:%M}", "form": form})

    def _check_expiries(self, scheduled: ScheduledEvent, day: date) -> Iterator[TimelineViolation]:
        """An event on a contract must not be on a last trading day or delivery day of the contract."""
        for index, key in enumerate(scheduled.event.products):
            contract = self.timeline.contracts.get(key)
            code = self._get_expiries(contract).get(day) if contract is not None else None
            if code is not None:
                params = {"came": scheduled.when, "contract": code, "form": self._suggest_clear_day(contract, day)}
                yield TimelineViolation(scheduled.key, ("products", index), "PR509", params)

    def _suggest_clear_day(self, contract: Contract | None, day: date) -> Message:
        expiry_days = self._get_expiries(contract) if contract is not None else {}
        later_days = self.business_days.trading_days[bisect_right(self.business_days.trading_days, day) :]
        clear_day = next((trading_day for trading_day in later_days if trading_day not in expiry_days), None)
        return Message(f"{clear_day} or later", f"{clear_day} 或以后") if clear_day else ANOTHER_DAY

    def _get_expiries(self, contract: Contract) -> Mapping[date, str]:
        if contract.id not in self._expiry_cache:
            self._expiry_cache[contract.id] = dict(iter_expiries(contract, self.business_days))
        return self._expiry_cache[contract.id]


def _get_night_session(timeline: Timeline) -> tuple[timedelta, timedelta] | None:
    """Return opening and closing of the night session as offsets from the preceding midnight, or None when the site has none."""
    settings = timeline.site.scheduling
    if settings.night_from is None:
        return None
    opens, closes = _parse_time(settings.night_from), _parse_time(settings.night_until)
    return opens, closes if closes > opens else closes + DAY


def _time_of(moment: datetime) -> timedelta:
    """Return the time of day as an offset from midnight."""
    return moment - datetime.combine(moment.date(), time())


def _format_duration(duration: timedelta) -> Message:
    hours, minutes = divmod(int(duration.total_seconds()) // 60, 60)
    return Message(f"{hours} hours" + (f" {minutes} minutes" if minutes else ""), f"{hours} 小时" + (f" {minutes} 分钟" if minutes else ""))


def _format_time(offset: timedelta) -> str:
    return f"{datetime.min + offset:%H:%M}"


def _suggest_start(scheduled: ScheduledEvent, opens: timedelta, closes: timedelta) -> Message:
    """Return start and end twelve hours later when both are within the waking hours: whoever writes 02:00 usually means 14:00."""
    starts, end = scheduled.starts, scheduled.interval.end_time
    later = starts + timedelta(hours=12)
    if time(1) <= starts.time() < time(6) and opens <= _time_of(later) <= closes:
        is_stated = end is not None and scheduled.interval.end_stated
        later_end = end + timedelta(hours=12) if end is not None and is_stated and end - starts <= timedelta(hours=9) else None
        return _or_waiver(_format_field("starts", later) + (f", {_format_field('ends', later_end)}" if later_end else ""), "PR530")
    first, last = _format_time(opens), _format_time(closes)
    return _or_waiver(Message(f"a start from {first} to {last}", f"在 {first} 至 {last} 之间开始"), "PR530")


def _format_field(name: str, moment: datetime) -> str:
    return f"{name}: {moment:%Y-%m-%d %H:%M}"


def _or_waiver(form: str | Message, code: str) -> Message:
    """Return a right form together with the other way: the line that says that it is meant so."""
    line = f"waivers: [{{code: {code}, reason: …}}]"
    return Message("{form}; or, if it is meant so: {line}", "{form}；如确实如此，则写 {line}").fill(form=form, line=line)


def _parse_time(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def iter_expiries(contract: Contract, business_days: BusinessDays) -> Iterator[tuple[date, str]]:
    """Yield the last trading days and delivery days of a contract in the published years, each with the code of the expiring month."""
    if contract.expiry is None or not business_days.published_years:
        return
    years = (min(business_days.published_years), max(business_days.published_years))
    for last_day, (year, month) in schedule_expiries.iter_expiries(contract, business_days, years):
        index = bisect_left(business_days.trading_days, last_day)
        code = f"{contract.code}{year % 100:02}{month:02}"
        yield from ((day, code) for day in business_days.trading_days[index : index + contract.expiry.delivery_days + 1])


def _check_language(scheduled: ScheduledEvent) -> Iterator[TimelineViolation]:
    """An event that is held must state its language."""
    if scheduled.event.language is None and scheduled.base_type not in SPEAKERLESS_TYPES:
        yield TimelineViolation(scheduled.key, ("language",), "PR510", {"form": "language: zh"})


def check_series_languages(timeline: Timeline) -> Iterator[TimelineViolation]:
    """A series that is held in several languages must have each of them in every instance."""
    by_series: dict[str, list[ScheduledEvent]] = {}
    for scheduled in timeline.events:
        series = timeline.series.get(str(scheduled.event.series))
        if (
            series is not None
            and len(series.languages) > 1
            and series.recurrence.mode != "span"
            and scheduled.base_type not in SPEAKERLESS_TYPES
        ):
            by_series.setdefault(series.id, []).append(scheduled)
    for key, members in by_series.items():
        for instance_events in _group_by_instance(timeline.series[key], members, timeline.zone):
            spoken = {
                _primary_subtag(language)
                for scheduled in instance_events
                for language in (scheduled.event.language or "", *scheduled.event.subtitles)
            }
            missing = [language for language in timeline.series[key].languages if _primary_subtag(language) not in spoken]
            if missing and "" not in spoken:
                params = {"came": ", ".join(sorted(spoken)), "missing": ", ".join(missing), "form": f"subtitles: [{', '.join(missing)}]"}
                yield TimelineViolation(instance_events[-1].key, ("language",), "PR511", params)


def _group_by_instance(series: Series, members: Sequence[ScheduledEvent], zone: ZoneInfo) -> Iterator[list[ScheduledEvent]]:
    """Yield the events of each instance of a series."""
    starts = instance_dates(series.recurrence, (series.recurrence.dtstart.year, members[-1].starts.year), zone)
    by_start: dict[int, list[ScheduledEvent]] = {}
    for scheduled in members:
        index = instance_index(series.recurrence, starts, scheduled.event.starts.first_day)
        if index is not None:
            by_start.setdefault(index, []).append(scheduled)
    return iter(by_start.values())


def _primary_subtag(language: str) -> str:
    """Return the primary subtag of a language tag: `zh` of `zh-CN`."""
    return language.partition("-")[0].lower()


def _check_moderator(scheduled: ScheduledEvent, series: Series | None) -> Iterator[TimelineViolation]:
    """An event with several speakers must have a moderator, and so must an event with speakers whose series requires one."""
    event = scheduled.event
    everyone = event.all_people
    if not everyone or scheduled.base_type in SPEAKERLESS_TYPES or any(person.role == "moderator" for person in everyone):
        return
    speakers = {frozenset(iter_names(person.known_name)) for person in everyone if person.role == "speaker"} - {frozenset()}
    if len(speakers) > 1 or (speakers and series is not None and series.moderated):
        field_path = ("people",) if event.people else ("segments",)
        yield TimelineViolation(scheduled.key, field_path, "PR512", {"came": len(speakers), "form": "role: moderator"})


def _check_deadlines(scheduled: ScheduledEvent) -> Iterator[TimelineViolation]:
    """A deadline must not be after the start of the event; for a campaign, not after its end."""
    event = scheduled.event
    until = event.ends if scheduled.base_type in OUTREACH_TYPES and event.ends is not None else event.starts
    for index, deadline in enumerate(event.deadlines):
        if _is_after(deadline.at, until):
            yield TimelineViolation(
                scheduled.key, ("deadlines", index, "at"), "PR513", {"came": deadline.at, "start": until, "form": f"at: {until}"}
            )


def _check_announcement(scheduled: ScheduledEvent) -> Iterator[TimelineViolation]:
    """An event must be announced before it starts."""
    announced, starts = scheduled.event.announced, scheduled.event.starts
    if announced is not None and _is_after(announced, starts):
        yield TimelineViolation(
            scheduled.key, ("announced",), "PR515", {"came": announced, "start": starts, "form": _or_earlier(f"announced: {starts}")}
        )


def _or_earlier(form: str) -> Message:
    return Message(f"{form}, or earlier", f"{form}，或更早")


def _is_after(first: PartialDate, second: PartialDate) -> bool:
    """Return whether `first` is certainly after `second`, at the precision at which both are known."""
    if first.precision is second.precision is Precision.MINUTE:
        return first > second
    return first.first_day >= second.day_after
