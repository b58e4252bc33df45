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

from example_records import SITE, TITLE, make_event, make_person, make_series
from prospectus.model.directory import Directory
from prospectus.model.kinds.event import Event, Participant
from prospectus.model.kinds.person import Person
from prospectus.model.kinds.series import Series
from prospectus.model.kinds.site import Site
from prospectus.model.kinds.venue import Venue
from prospectus.model.record import Record
from prospectus.schedule.timeline import ScheduledEvent, Timeline, build_timeline
from prospectus.validate.clashes import is_same_person, iter_clashes, iter_overlaps
from prospectus.validate.spoken_languages import check_spoken_languages

TRAVEL = timedelta(minutes=SITE.scheduling.travel_minutes)
START = datetime(2025, 3, 3, 9)


def make_timeline(events: Sequence[Event], *others: Series) -> Timeline:
    return build_timeline([*(("event", event) for event in events), *(("series", series) for series in others)], SITE)


LAKE = Venue.model_validate({"id": "lake", "title": {"zh": "湖畔厅", "en": "Lake Hall"}, "town": {"zh": "湖城"}})
ROAD = Venue.model_validate({"id": "road", "title": {"zh": "路边厅", "en": "Road Hall"}, "town": {"zh": "湖城"}})
HILL = Venue.model_validate({"id": "hill", "title": {"zh": "山上厅", "en": "Hill Hall"}, "town": {"zh": "山城"}})
JIA = Person.model_validate({"id": "jia", "title": {"zh": "甲一", "en": "Jia Yi"}, "languages": ("zh",)})
YI = Person.model_validate({"id": "yi", "title": {"zh": "乙二", "en": "Yi Er"}})
FAR = SITE.model_copy(update={"scheduling": SITE.scheduling.model_copy(update={"travel_minutes_between_towns": 300})})


def make_completed_timeline(*events: Event, site: Site = SITE) -> Timeline:
    """Return a timeline of events that are completed from the records above."""
    records: list[Record] = [LAKE, ROAD, HILL, JIA, YI]
    directory = Directory(records)
    keyed = [*(("event", directory.complete(event)) for event in events), *((type(record).__name__.lower(), record) for record in records)]
    return build_timeline(keyed, site)


def list_clashes(events: Sequence[Event], *others: Series) -> list[tuple[str, str, str]]:
    """Return each clash as code, earlier event and later event."""
    return sorted(
        (violation.code, str(violation.params["other"]).removeprefix("event:"), violation.key[1])
        for violation in iter_clashes(make_timeline(events, *others))
    )


points = st.integers(0, 40)
interval_lists = st.lists(st.tuples(points, points).map(lambda pair: (min(pair), max(pair) + 1)), max_size=12)


@given(interval_lists)
def test_sweep_finds_the_overlapping_pairs(intervals: list[tuple[int, int]]) -> None:
    swept = [frozenset(pair) for pair in iter_overlaps((start, end, number) for number, (start, end) in enumerate(intervals))]
    brute = {frozenset((i, j)) for (i, a), (j, b) in combinations(enumerate(intervals), 2) if a[0] < b[1] and b[0] < a[1]}
    assert (set(swept), len(swept)) == (brute, len(brute))


@st.composite
def schedules(draw: st.DrawFn) -> list[Event]:
    """Draw a crowded morning or two: few rooms, few people, events with and without a time of day, an end, a place or a channel."""
    events = []
    for number in range(draw(st.integers(0, 9))):
        start = START + timedelta(minutes=30 * draw(st.integers(0, 24)))
        timed = draw(st.integers(0, 4)) > 0
        length = draw(st.none() | st.integers(1, 8))
        fields: dict[str, Any] = {
            "channel": draw(st.sampled_from([None, "hall", "studio"])),
            "place": draw(
                st.sampled_from([None, {"zh": "甲楼", "en": "House A"}, {"zh": "乙楼", "en": "house  a"}, {"zh": "丙楼"}, {"zh": "待定"}])
            ),
            "people": tuple(
                make_person(*arguments)
                for arguments in draw(st.lists(st.sampled_from([("甲",), ("甲", "湖"), ("甲", "山"), ("乙",), ("待定",)]), max_size=2))
            ),
            "type": draw(st.sampled_from(["training", "training", "bulletin", "campaign"])),
            "state": draw(st.sampled_from(["planned", "planned", "cancelled"])),
            "status": draw(st.sampled_from(["published", "published", "published", "sample"])),
        }
        if timed and length:
            fields["ends"] = f"{start + timedelta(minutes=30 * length):%Y-%m-%d %H:%M}"
        events.append(make_event(f"e{number}", f"{start:%Y-%m-%d %H:%M}" if timed else f"{start:%Y-%m-%d}", **fields))
    return events


def is_known(name: str) -> bool:
    return name != "待定"


def iter_clashes_by_all_pairs(events: Sequence[Event]) -> Iterator[tuple[str, str, str]]:
    """Yield the clashes by the same rules, comparing all pairs."""
    scheduled_events = make_timeline(events).events
    for first, second in combinations(scheduled_events, 2):
        overlap = first.starts < second.ends and second.starts < first.ends
        if overlap and (share_channel(first, second) or share_known_place(first, second)):
            yield "PR501", first.event.id, second.event.id
        both_timed = first.timed and second.timed and "bulletin" not in (first.event.type, second.event.type)
        different_places = all(
            scheduled.event.place and is_known(scheduled.event.place["zh"]) for scheduled in (first, second)
        ) and not have_same_place(first, second)
        for first_person in list_people(first) if both_timed else ():
            for second_person in list_people(second):
                if is_known(first_person.known_name["zh"]) and is_same_person(first_person, second_person):
                    if overlap:
                        yield "PR502", first.event.id, second.event.id
                    elif different_places and second.starts - first.ends < TRAVEL:
                        yield "PR503", first.event.id, second.event.id


def list_people(scheduled: ScheduledEvent) -> list[Participant]:
    """Return the people of an event, each name once."""
    return list({person.name["zh"]: person for person in reversed(scheduled.event.people)}.values())


def share_channel(first: ScheduledEvent, second: ScheduledEvent) -> bool:
    both_occupy = all(scheduled.timed and scheduled.event.type == "training" for scheduled in (first, second))
    return both_occupy and first.event.channel is not None and first.event.channel == second.event.channel


def share_known_place(first: ScheduledEvent, second: ScheduledEvent) -> bool:
    return "bulletin" not in (first.event.type, second.event.type) and have_same_place(first, second) and is_known(first.event.place["zh"])  # type: ignore[index]


def have_same_place(first: ScheduledEvent, second: ScheduledEvent) -> bool:
    first_place, second_place = first.event.place, second.event.place
    if first_place is None or second_place is None:
        return False
    return first_place["zh"] == second_place["zh"] or (
        "en" in first_place and "en" in second_place
    )  # the two houses with an English name have the same one


@given(schedules())
def test_random_schedule_has_the_clashes_of_all_pairs(events: list[Event]) -> None:
    assert list_clashes(events) == sorted(iter_clashes_by_all_pairs(events))


@total_ordering
@dataclass(frozen=True)
class CountedInstant:
    """An instant that counts its comparisons."""

    position: int
    comparisons: ClassVar[list[int]] = [0]

    def __lt__(self, other: CountedInstant) -> bool:
        self.comparisons[0] += 1
        return self.position < other.position

    def __eq__(self, other: object) -> bool:
        self.comparisons[0] += 1
        return isinstance(other, CountedInstant) and self.position == other.position

    def __hash__(self) -> int:
        return hash(self.position)


def count_comparisons(count: int) -> int:
    """Return the number of comparisons in a sweep of `count` intervals; the number active at a time does not depend on `count`."""
    draw = Random(5)
    intervals = [
        (CountedInstant(start), CountedInstant(start + draw.randint(1, 60)), index)
        for index, start in enumerate(draw.randint(0, 20 * count) for _ in range(count))
    ]
    CountedInstant.comparisons[0] = 0
    pairs = sum(1 for _ in iter_overlaps(intervals))
    assert pairs < 2 * count
    return CountedInstant.comparisons[0]


def test_comparisons_grow_as_n_log_n() -> None:
    ratios = [count_comparisons(count) / (count * log2(count)) for count in (1200, 2400, 4800, 9600)]
    assert max(ratios) < 6
    assert max(ratios) < 1.15 * min(ratios)


def test_consecutive_events_in_one_room_are_compared_with_neighbours_only() -> None:
    intervals = [(CountedInstant(index), CountedInstant(index + 1), index) for index in range(1000)]
    CountedInstant.comparisons[0] = 0
    assert list(iter_overlaps(intervals)) == []
    assert CountedInstant.comparisons[0] < 6000  # sorting a sorted list, and removing one interval per interval


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (make_person("甲"), make_person(" 甲 "), True),
        ({"name": {"zh": "甲", "en": "LI Lei"}}, {"name": {"en": "Ｌi  lei"}}, True),
        ({"name": {"zh": "甲"}}, {"name": {"en": "Jia"}}, False),
        (make_person("甲", "湖"), make_person("甲"), True),
        (make_person("甲", "湖"), make_person("甲", "山"), False),
        (make_person("甲", "湖"), {"name": {"zh": "甲"}, "affiliation": {"en": "Hill"}}, True),
    ],
)
def test_people_are_the_same_by_name_in_any_language_and_by_affiliation_if_both_have_one(
    one: dict[str, Any], other: dict[str, Any], *, same: bool
) -> None:
    assert is_same_person(Participant.model_validate(one), Participant.model_validate(other)) is same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": {"zh": "甲一"}}, {"name": {"en": "Jia Yi"}}),
        ({"person": "jia"}, {"name": {"zh": "甲一"}}),
        ({"person": "jia", "affiliation": {"zh": "湖"}}, {"person": "jia", "affiliation": {"zh": "山"}}),
    ],
    ids=["in two languages", "by id and by name", "with two affiliations"],
)
def test_person_of_one_record_is_at_one_event_at_a_time(one: dict[str, Any], other: dict[str, Any]) -> None:
    events = [make_event(key, "2025-03-03 10:00", people=(person,)) for key, person in (("a", one), ("b", other))]
    assert [violation.code for violation in iter_clashes(make_completed_timeline(*events))] == ["PR502"]


def test_people_of_two_records_with_one_name_are_not_the_same() -> None:
    one, other = ({"person": key, "name": {"zh": "甲一"}} for key in ("jia", "yi"))
    events = [make_event(key, "2025-03-03 10:00", people=(person,)) for key, person in (("a", one), ("b", other))]
    assert list(iter_clashes(make_completed_timeline(*events))) == []


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ({"place": {"zh": "湖畔厅"}}, {"place": {"en": "Lake Hall"}}, True),
        ({"venue": "lake"}, {"place": {"en": "Lake Hall"}}, True),
        ({"venue": "lake"}, {"venue": "road"}, False),
        ({"venue": "lake", "place": {"zh": "一楼"}}, {"venue": "lake", "place": {"zh": "二楼"}}, False),
    ],
    ids=["in two languages", "by id and by name", "two venues", "two rooms of a venue"],
)
def test_venue_has_one_event_at_a_time(one: dict[str, Any], other: dict[str, Any], *, clash: bool) -> None:
    events = [make_event(key, "2025-03-03 10:00", **place) for key, place in (("a", one), ("b", other))]
    assert [violation.code for violation in iter_clashes(make_completed_timeline(*events))] == (["PR501"] if clash else [])


@pytest.mark.parametrize(
    ("one", "other", "site", "minutes"),
    [
        ({"venue": "lake"}, {"venue": "road"}, FAR, 120),
        ({"venue": "lake"}, {"venue": "hill"}, FAR, 300),
        ({"venue": "lake"}, {"venue": "hill"}, SITE, 120),
        ({"venue": "lake", "place": {"zh": "一楼"}}, {"venue": "lake", "place": {"zh": "二楼"}}, FAR, 0),
        ({"venue": "lake"}, {"place": {"zh": "别处"}}, FAR, 120),
    ],
    ids=["in one town", "between towns", "without a time between towns", "within a venue", "to a place without a record"],
)
def test_travel_depends_on_the_towns_of_the_venues(one: dict[str, Any], other: dict[str, Any], site: Site, minutes: int) -> None:
    def list_codes(gap: int) -> list[str]:
        start = datetime(2025, 3, 3, 11) + timedelta(minutes=gap)
        first = make_event("a", "2025-03-03 10:00", ends="2025-03-03 11:00", people=({"person": "jia"},), **one)
        second = make_event("b", f"{start:%Y-%m-%d %H:%M}", people=({"person": "jia"},), **other)
        return [violation.code for violation in iter_clashes(make_completed_timeline(first, second, site=site))]

    assert list_codes(minutes) == []
    if minutes:
        assert list_codes(minutes - 1) == ["PR503"]


@pytest.mark.parametrize(
    ("fields", "role", "reported"),
    [
        ({"language": "en"}, "speaker", True),
        ({"language": "en"}, "moderator", True),
        ({"language": "en"}, "guest", False),
        ({"language": "zh-hant"}, "speaker", False),
        ({"language": "en", "subtitles": ("zh",)}, "speaker", False),
        ({"language": None}, "speaker", False),
    ],
    ids=str,
)
def test_speaker_speaks_a_language_of_the_event(fields: dict[str, Any], role: str, *, reported: bool) -> None:
    event = make_event("a", "2025-03-03 10:00", people=({"person": "jia", "role": role}, {"person": "yi"}), **fields)
    violations = list(check_spoken_languages(make_completed_timeline(event)))
    assert [(violation.code, violation.field_path) for violation in violations] == ([("PR553", ("people", 0))] if reported else [])


def test_cancelled_events_and_samples_clash_with_nothing() -> None:
    room = {"place": TITLE, "people": (make_person("甲"),)}
    existing = make_event("a", "2025-03-03 10:00", **room)
    assert list_clashes([existing, make_event("b", "2025-03-03 10:00", **room)]) == [("PR501", "a", "b"), ("PR502", "a", "b")]
    assert list_clashes([existing, make_event("b", "2025-03-03 10:00", state="cancelled", **room)]) == []
    assert list_clashes([existing, make_event("b", "2025-03-03 10:00", status="sample", **room)]) == []
    assert list_clashes([existing, make_event("b", "2025-03-03 10:00", status="withdrawn", **room)]) == []


def test_end_of_one_event_may_be_the_start_of_the_next() -> None:
    fields = {"channel": "hall", "people": (make_person("甲"),)}
    assert (
        list_clashes(
            [make_event("a", "2025-03-03 10:00", ends="2025-03-03 11:00", **fields), make_event("b", "2025-03-03 11:00", **fields)]
        )
        == []
    )


def test_events_without_a_place_need_no_travel_time() -> None:
    fields = {"people": (make_person("甲"),)}
    first = make_event("a", "2025-03-03 10:00", place={"zh": "甲地"}, **fields)
    assert list_clashes([first, make_event("b", "2025-03-03 11:00", **fields)]) == []
    assert list_clashes([first, make_event("b", "2025-03-03 12:59", place={"zh": "乙地"}, **fields)]) == [("PR503", "a", "b")]
    assert list_clashes([first, make_event("b", "2025-03-03 13:00", place={"zh": "乙地"}, **fields)]) == []


@pytest.mark.parametrize(
    ("mode", "languages", "clash"),
    [("period", (), True), ("day", (), True), ("span", (), False), ("period", ("zh", "en"), False)],
)
def test_series_has_one_event_per_day_in_each_language(mode: str, languages: tuple[str, ...], *, clash: bool) -> None:
    talks = make_series("talks", mode=mode).model_copy(update={"languages": languages, "strength": "usual"})
    events = [make_event("a", "2025-03-03 10:00", series="talks"), make_event("b", "2025-03-03 15:00", series="talks", language="en")]
    assert list_clashes(events, talks) == ([("PR504", "a", "b")] if clash else [])


def test_second_event_in_a_period_is_reported_for_series_that_must_occur_once() -> None:
    events = [make_event(key, starts, series="talks") for key, starts in (("a", "2025-03-03"), ("b", "2025-03-31"), ("c", "2025-04-01"))]
    assert list_clashes(events, make_series("talks")) == [("PR505", "a", "b")]
    assert list_clashes(events, make_series("talks").model_copy(update={"strength": "usual"})) == []
