"""Checks each event against the calendar of trading and working days, its series, and its own fields."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property

from prospectus.model.contract import Contract
from prospectus.model.days import Days, end_of, eve_of, instances
from prospectus.model.moment import Moment, Precision
from prospectus.model.series import Series
from prospectus.validate.clashes import names
from prospectus.validate.diary import Diary, Finding, Held

OUTREACH = ("campaign",)
"""The types of events for the public, which may take place on any day."""
PUBLISHED = ("campaign", "bulletin")
"""The types of events without speakers, moderator or spoken language."""
UNATTENDED = ("recorded", "document")
"""The formats that nobody attends at the time of the event."""
SHORT = timedelta(hours=12)
"""The longest duration of an event without a break overnight."""
DAY = timedelta(days=1)


class Almanac:
    """Checks events against the days, contracts and series of a timeline."""

    def __init__(self, diary: Diary) -> None:
        self.diary, self.days = diary, diary.days
        self.night = _night(diary)
        self._expiring: dict[str, Mapping[date, str]] = {}

    @cached_property
    def eves(self) -> frozenset[date | None]:
        """The trading days before holidays, which have no night session."""
        return frozenset(eve_of(holiday, self.days) for year in self.diary.years for holiday in year.holidays)

    def on(self, held: Held) -> Iterator[Finding]:
        """Yield the violations of an event by itself."""
        if held.event.starts.precision >= Precision.DAY and held.event.type not in OUTREACH:
            yield from self.on_its_day(held)
        yield from _in_no_language(held)
        yield from _unmoderated(held, self.diary.series.get(str(held.event.series)))
        yield from _late_deadlines(held)
        yield from _announced_afterwards(held)

    def on_its_day(self, held: Held) -> Iterator[Finding]:
        """Yield the violations of the day of an event; none where the calendar of its year is not published."""
        day, event = held.event.starts.first_day, held.event
        working, trading = self.days.among(day, self.days.working), self.days.among(day, self.days.trading)
        if trading and event.type != "bulletin" and event.format not in UNATTENDED:
            yield from self._in_the_night(held, day)
            yield from self._while_a_contract_expires(held, day)
        elif working is False and not self._fixed(held):
            yield self._off(held, day, "PR506", self.days.working)
        elif working and not trading and event.type != "bulletin" and event.format != "document" and not self._fixed(held):
            yield self._off(held, day, "PR507", self.days.trading)

    def _off(self, held: Held, day: date, code: str, days: Sequence[date]) -> Finding:
        return Finding(held.key, ("starts",), code, {"came": held.when, "day": day, "form": self._nearest(day, days)})

    def _fixed(self, held: Held) -> bool:
        """Return whether the series of an event recurs on fixed days, which do not move for weekends."""
        series = self.diary.series.get(str(held.event.series))
        return series is not None and series.recurrence.mode != "period"

    def _nearest(self, day: date, days: Sequence[date]) -> str:
        at = bisect_left(days, day)
        return " or ".join(str(each) for each in (*days[max(at - 1, 0) : at], *days[bisect_right(days, day) :][:1]))

    def _in_the_night(self, held: Held, day: date) -> Iterator[Finding]:
        """An event must not overlap with the night session of its day."""
        if self.night is None or not held.timed or held.ends - held.starts > SHORT:
            return
        midnight = datetime.combine(day, time())
        opens, closes = midnight + self.night[0], midnight + self.night[1]
        ends = held.ends if held.event.ends is not None else held.starts + timedelta(minutes=1)
        if opens < ends and held.starts < closes and self._has_night(day):
            form = f"ends: {opens:%Y-%m-%d %H:%M}, or earlier"
            yield Finding(held.key, ("starts",), "PR508", {"came": held.when, "from": f"{opens:%H:%M}", "form": form})

    def _has_night(self, day: date) -> bool:
        """Return whether a trading day has a night session: not before a holiday, nor where the next trading day is not published."""
        return day not in self.eves and self.days.following(day, 1, self.days.trading) is not None

    def _while_a_contract_expires(self, held: Held, day: date) -> Iterator[Finding]:
        """An event on a contract must not be on a last trading day or delivery day of the contract."""
        for index, key in enumerate(held.event.products):
            contract = self.diary.contracts.get(key)
            code = self._expiries(contract).get(day) if contract is not None else None
            if code is not None:
                given = {"came": held.when, "contract": code, "form": self._clear_of(contract, day)}
                yield Finding(held.key, ("products", index), "PR509", given)

    def _clear_of(self, contract: Contract | None, day: date) -> str:
        taken = self._expiries(contract) if contract is not None else {}
        after = self.days.trading[bisect_right(self.days.trading, day) :]
        return next((f"{each} or later" for each in after if each not in taken), "another day")

    def _expiries(self, contract: Contract) -> Mapping[date, str]:
        if contract.id not in self._expiring:
            self._expiring[contract.id] = dict(expiries(contract, self.days))
        return self._expiring[contract.id]


def _night(diary: Diary) -> tuple[timedelta, timedelta] | None:
    """Return opening and closing of the night session as offsets from the preceding midnight, or None when the site has none."""
    desk = diary.site.desk
    if desk.night_from is None:
        return None
    opens, closes = _hour(desk.night_from), _hour(desk.night_until)
    return opens, closes if closes > opens else closes + DAY


def _hour(words: str) -> timedelta:
    hours, minutes = words.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def expiries(contract: Contract, days: Days) -> Iterator[tuple[date, str]]:
    """Yield the last trading days and delivery days of a contract in the published years, each with the code of the expiring month."""
    if contract.expiry is None:
        return
    for year in sorted(days.years):
        for month in range(1, 13):
            last = days.last_trading_of(year, month)
            if last is not None and last >= contract.listed.first_day:
                at = bisect_left(days.trading, last)
                code = f"{contract.code}{(year + month // 12) % 100:02}{month % 12 + 1:02}"
                yield from ((day, code) for day in days.trading[at : at + contract.expiry.delivery_days + 1])


def _in_no_language(held: Held) -> Iterator[Finding]:
    """An event that is held must state its language."""
    if held.event.language is None and held.event.type not in PUBLISHED:
        yield Finding(held.key, ("language",), "PR510", {"form": "language: zh"})


def short_of_languages(diary: Diary) -> Iterator[Finding]:
    """A series that is held in several languages must have each of them in every instance."""
    found: dict[str, list[Held]] = {}
    for held in diary.held:
        series = diary.series.get(str(held.event.series))
        if series is not None and len(series.languages) > 1 and series.recurrence.mode != "span" and held.event.type not in PUBLISHED:
            found.setdefault(series.id, []).append(held)
    for key, members in found.items():
        for together in _by_instance(diary.series[key], members):
            spoken = {_primary(each) for held in together for each in (held.event.language or "", *held.event.subtitles)}
            missing = [each for each in diary.series[key].languages if _primary(each) not in spoken]
            if missing and "" not in spoken:
                given = {"came": ", ".join(sorted(spoken)), "missing": ", ".join(missing), "form": f"subtitles: [{', '.join(missing)}]"}
                yield Finding(together[-1].key, ("language",), "PR511", given)


def _by_instance(series: Series, members: Sequence[Held]) -> Iterator[list[Held]]:
    """Yield the events of each instance of a series."""
    starts = instances(series.recurrence, (series.recurrence.dtstart.year, members[-1].starts.year))
    found: dict[int, list[Held]] = {}
    for held in members:
        at = bisect_right(starts, held.event.starts.first_day) - 1
        if at >= 0 and held.event.starts.first_day < end_of(series.recurrence, starts[at]):
            found.setdefault(at, []).append(held)
    return iter(found.values())


def _primary(language: str) -> str:
    """Return the primary subtag of a language tag: `zh` of `zh-CN`."""
    return language.partition("-")[0].lower()


def _unmoderated(held: Held, series: Series | None) -> Iterator[Finding]:
    """An event with several speakers must have a moderator, and so must an event with speakers whose series requires one."""
    event = held.event
    everyone = event.everyone
    if not everyone or event.type in PUBLISHED or any(person.role == "moderator" for person in everyone):
        return
    speakers = {frozenset(names(person.name)) for person in everyone if person.role == "speaker"} - {frozenset()}
    if len(speakers) > 1 or (speakers and series is not None and series.moderated):
        place = ("people",) if event.people else ("segments",)
        yield Finding(held.key, place, "PR512", {"came": len(speakers), "form": "role: moderator"})


def _late_deadlines(held: Held) -> Iterator[Finding]:
    """A deadline must not be after the start of the event; for a campaign, not after its end."""
    event = held.event
    until = event.ends if event.type in OUTREACH and event.ends is not None else event.starts
    for index, deadline in enumerate(event.deadlines):
        if _after(deadline.at, until):
            yield Finding(held.key, ("deadlines", index, "at"), "PR513", {"came": deadline.at, "start": until, "form": f"at: {until}"})


def _announced_afterwards(held: Held) -> Iterator[Finding]:
    """An event must be announced before it starts."""
    announced, starts = held.event.announced, held.event.starts
    if announced is not None and _after(announced, starts):
        yield Finding(held.key, ("announced",), "PR515", {"came": announced, "start": starts, "form": f"announced: {starts}, or earlier"})


def _after(one: Moment, other: Moment) -> bool:
    """Return whether `first` is certainly after `second`, at the precision at which both are known."""
    if one.precision is other.precision is Precision.MINUTE:
        return one > other
    return one.first_day >= other.day_after
