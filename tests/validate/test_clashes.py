"""Clashes: the sweep finds the same pairs as a comparison of all pairs, with few comparisons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import total_ordering
from itertools import combinations
from math import log2
from random import Random
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.model.event import Event, Person
from prospectus.model.series import Series
from prospectus.model.site import Site
from prospectus.validate.clashes import clashes, overlapping, same_person
from prospectus.validate.diary import Diary, Held, diary_of

TITLE = {"zh": "一例", "en": "A case"}
SITE = Site.model_validate(
    {
        "id": "site",
        "title": TITLE,
        "locales": ({"tag": "zh-CN", "language": "zh", "name": "中文"},),
        "tagline": TITLE,
        "description": TITLE,
        "institution": "lakeside",
        "disclaimer": TITLE,
    }
)
TRAVEL = timedelta(minutes=SITE.desk.travel_minutes)
FIRST = datetime(2025, 3, 3, 9)


def event(key: str, starts: str, **fields: Any) -> Event:
    return Event.model_validate({"id": key, "title": TITLE, "type": "training", "starts": starts, "language": "zh", **fields})


def person(zh: str, affiliation: str | None = None, **fields: Any) -> dict[str, Any]:
    of = {"affiliation": {"zh": affiliation}} if affiliation else {}
    return {"name": {"zh": zh}, **of, **fields}


def series(key: str, **recurrence: Any) -> Series:
    every = {"dtstart": "2025-01-01", "rrule": "FREQ=MONTHLY;BYMONTHDAY=1", "mode": "period", **recurrence}
    return Series.model_validate({"id": key, "title": TITLE, "recurrence": every, "stated": TITLE})


def diary(events: Sequence[Event], *others: Series) -> Diary:
    return diary_of([*(("event", each) for each in events), *(("series", each) for each in others)], SITE)


def found(events: Sequence[Event], *others: Series) -> list[tuple[str, str, str]]:
    """Return each clash as code, earlier event and later event."""
    return sorted((each.code, str(each.given["other"]).removeprefix("event:"), each.of[1]) for each in clashes(diary(events, *others)))


instants = st.integers(0, 40)
spans = st.lists(st.tuples(instants, instants).map(lambda pair: (min(pair), max(pair) + 1)), max_size=12)


@given(spans)
def test_sweep_finds_the_pairs_that_share_an_instant(given: list[tuple[int, int]]) -> None:
    swept = [frozenset(pair) for pair in overlapping((start, end, number) for number, (start, end) in enumerate(given))]
    brute = {frozenset((i, j)) for (i, a), (j, b) in combinations(enumerate(given), 2) if a[0] < b[1] and b[0] < a[1]}
    assert (set(swept), len(swept)) == (brute, len(brute))


@st.composite
def schedules(draw: st.DrawFn) -> list[Event]:
    """Draw a crowded morning or two: few rooms, few people, events with and without a time of day, an end, a place or a channel."""
    made = []
    for number in range(draw(st.integers(0, 9))):
        start = FIRST + timedelta(minutes=30 * draw(st.integers(0, 24)))
        timed = draw(st.integers(0, 4)) > 0
        length = draw(st.none() | st.integers(1, 8))
        fields: dict[str, Any] = {
            "channel": draw(st.sampled_from([None, "hall", "studio"])),
            "place": draw(
                st.sampled_from([None, {"zh": "甲楼", "en": "House A"}, {"zh": "乙楼", "en": "house  a"}, {"zh": "丙楼"}, {"zh": "待定"}])
            ),
            "people": tuple(
                person(*each)
                for each in draw(st.lists(st.sampled_from([("甲",), ("甲", "湖"), ("甲", "山"), ("乙",), ("待定",)]), max_size=2))
            ),
            "type": draw(st.sampled_from(["training", "training", "bulletin", "campaign"])),
            "state": draw(st.sampled_from(["planned", "planned", "cancelled"])),
            "status": draw(st.sampled_from(["published", "published", "published", "sample"])),
        }
        if timed and length:
            fields["ends"] = f"{start + timedelta(minutes=30 * length):%Y-%m-%d %H:%M}"
        made.append(event(f"e{number}", f"{start:%Y-%m-%d %H:%M}" if timed else f"{start:%Y-%m-%d}", **fields))
    return made


def known(words: str) -> bool:
    return words != "待定"


def by_all_pairs(events: Sequence[Event]) -> Iterator[tuple[str, str, str]]:
    """Yield the clashes by the same rules, comparing all pairs."""
    held = diary(events).held
    for one, other in combinations(held, 2):
        overlap = one.starts < other.ends and other.starts < one.ends
        if overlap and (in_one_channel(one, other) or in_one_place(one, other)):
            yield "PR501", one.event.id, other.event.id
        both = one.timed and other.timed and "bulletin" not in (one.event.type, other.event.type)
        apart = all(each.event.place and known(each.event.place["zh"]) for each in (one, other)) and not alike(one, other)
        for mine in people(one) if both else ():
            for theirs in people(other):
                if known(mine.name["zh"]) and same_person(mine, theirs):
                    if overlap:
                        yield "PR502", one.event.id, other.event.id
                    elif apart and other.starts - one.ends < TRAVEL:
                        yield "PR503", one.event.id, other.event.id


def people(held: Held) -> list[Person]:
    """Return the people of an event, each name once."""
    return list({each.name["zh"]: each for each in reversed(held.event.people)}.values())


def in_one_channel(one: Held, other: Held) -> bool:
    takes = all(each.timed and each.event.type == "training" for each in (one, other))
    return takes and one.event.channel is not None and one.event.channel == other.event.channel


def in_one_place(one: Held, other: Held) -> bool:
    return "bulletin" not in (one.event.type, other.event.type) and alike(one, other) and known(one.event.place["zh"])  # type: ignore[index]


def alike(one: Held, other: Held) -> bool:
    a, b = one.event.place, other.event.place
    if a is None or b is None:
        return False
    return a["zh"] == b["zh"] or ("en" in a and "en" in b)  # the two houses with an English name have the same one


@given(schedules())
def test_random_schedule_has_the_clashes_that_all_pairs_have(events: list[Event]) -> None:
    assert found(events) == sorted(by_all_pairs(events))


@total_ordering
@dataclass(frozen=True)
class Counted:
    """An instant that counts its comparisons."""

    at: int
    looks: ClassVar[list[int]] = [0]

    def __lt__(self, other: Counted) -> bool:
        self.looks[0] += 1
        return self.at < other.at

    def __eq__(self, other: object) -> bool:
        self.looks[0] += 1
        return isinstance(other, Counted) and self.at == other.at

    def __hash__(self) -> int:
        return hash(self.at)


def looks(count: int) -> int:
    """Return the number of comparisons in a sweep of `count` intervals; the number active at a time does not depend on `count`."""
    draw = Random(5)
    given = [(Counted(at), Counted(at + draw.randint(1, 60)), n) for n, at in enumerate(draw.randint(0, 20 * count) for _ in range(count))]
    Counted.looks[0] = 0
    pairs = sum(1 for _ in overlapping(given))
    assert pairs < 2 * count
    return Counted.looks[0]


def test_comparisons_grow_as_n_log_n() -> None:
    shares = [looks(count) / (count * log2(count)) for count in (1200, 2400, 4800, 9600)]
    assert max(shares) < 6
    assert max(shares) < 1.15 * min(shares)


def test_month_of_events_in_one_room_one_after_the_other_looks_at_neighbours_alone() -> None:
    given = [(Counted(n), Counted(n + 1), n) for n in range(1000)]
    Counted.looks[0] = 0
    assert list(overlapping(given)) == []
    assert Counted.looks[0] < 6000  # sorting a sorted list, and removing one interval per interval


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (person("甲"), person(" 甲 "), True),
        ({"name": {"zh": "甲", "en": "LI Lei"}}, {"name": {"en": "Ｌi  lei"}}, True),
        ({"name": {"zh": "甲"}}, {"name": {"en": "Jia"}}, False),
        (person("甲", "湖"), person("甲"), True),
        (person("甲", "湖"), person("甲", "山"), False),
        (person("甲", "湖"), {"name": {"zh": "甲"}, "affiliation": {"en": "Hill"}}, True),
    ],
)
def test_people_are_one_by_name_in_any_language_and_by_affiliation_where_both_say_it(
    one: dict[str, Any], other: dict[str, Any], *, same: bool
) -> None:
    assert same_person(Person.model_validate(one), Person.model_validate(other)) is same


def test_cancelled_events_and_samples_clash_with_nothing() -> None:
    room = {"place": TITLE, "people": (person("甲"),)}
    there = event("a", "2025-03-03 10:00", **room)
    assert found([there, event("b", "2025-03-03 10:00", **room)]) == [("PR501", "a", "b"), ("PR502", "a", "b")]
    assert found([there, event("b", "2025-03-03 10:00", state="cancelled", **room)]) == []
    assert found([there, event("b", "2025-03-03 10:00", status="sample", **room)]) == []
    assert found([there, event("b", "2025-03-03 10:00", status="withdrawn", **room)]) == []


def test_end_of_one_event_may_be_the_start_of_the_next() -> None:
    at = {"channel": "hall", "people": (person("甲"),)}
    assert found([event("a", "2025-03-03 10:00", ends="2025-03-03 11:00", **at), event("b", "2025-03-03 11:00", **at)]) == []


def test_person_without_a_place_needs_no_time_to_travel() -> None:
    who = {"people": (person("甲"),)}
    first = event("a", "2025-03-03 10:00", place={"zh": "甲地"}, **who)
    assert found([first, event("b", "2025-03-03 11:00", **who)]) == []
    assert found([first, event("b", "2025-03-03 12:59", place={"zh": "乙地"}, **who)]) == [("PR503", "a", "b")]
    assert found([first, event("b", "2025-03-03 13:00", place={"zh": "乙地"}, **who)]) == []


@pytest.mark.parametrize(
    ("mode", "languages", "clash"),
    [("period", (), True), ("day", (), True), ("span", (), False), ("period", ("zh", "en"), False)],
)
def test_series_has_one_event_a_day_in_each_language(mode: str, languages: tuple[str, ...], *, clash: bool) -> None:
    of = series("talks", mode=mode).model_copy(update={"languages": languages, "strength": "usual"})
    events = [event("a", "2025-03-03 10:00", series="talks"), event("b", "2025-03-03 15:00", series="talks", language="en")]
    assert found(events, of) == ([("PR504", "a", "b")] if clash else [])


def test_second_event_in_a_period_is_told_of_series_that_must_come_once() -> None:
    events = [event(key, starts, series="talks") for key, starts in (("a", "2025-03-03"), ("b", "2025-03-31"), ("c", "2025-04-01"))]
    assert found(events, series("talks")) == [("PR505", "a", "b")]
    assert found(events, series("talks").model_copy(update={"strength": "usual"})) == []
