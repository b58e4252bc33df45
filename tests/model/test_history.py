"""SEQUENCE and LAST-MODIFIED over the releases of an event: they rise with real changes only, and never fall."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from prospectus.model.event import Event
from prospectus.model.history import History, Past, past
from prospectus.model.moment import Moment
from prospectus.model.release import FrozenEvent, Release, freeze
from prospectus.model.text import Text

FIRST = date(2025, 1, 1)
FIELDS = {
    "title": [{"zh": "一", "en": "One"}, {"zh": "一", "en": "Two"}, {"zh": "二", "en": "Two"}],
    "starts": ["2025-06-01", "2025-06-02 10:00", "2025-07-02"],
    "state": ["planned", "confirmed", "moved", "cancelled", "done"],
    "place": [None, {"zh": "甲", "en": "A"}, {"zh": "乙", "en": "B"}],
    "people": [(), ({"name": {"zh": "麦", "en": "Mai"}},)],
    "replay": [None, {"url": "https://lakeside.example/r"}],
    "deadlines": [(), ({"id": "enrol", "title": {"zh": "报名", "en": "Enrol"}, "at": "2025-05-01"},)],
}


def frozen(**fields: object) -> FrozenEvent:
    given_fields = {"id": "talk", "type": "lecture", "title": FIELDS["title"][0], "starts": "2025-06-01", **fields}
    return freeze("event", Event.model_validate(given_fields), lambda *_: None)


def test_event_that_was_never_released_has_no_past() -> None:
    assert past([], frozen()) == Past(0, None, pending=False)


def test_first_release_is_its_first_change_and_counts_nothing() -> None:
    assert past([(FIRST, frozen())], frozen()) == Past(0, FIRST, pending=False)


def test_release_without_a_change_of_the_event_says_nothing_new() -> None:
    later = FIRST + timedelta(days=1)
    assert past([(FIRST, frozen()), (later, frozen())], frozen()) == Past(0, FIRST, pending=False)


def test_new_hour_raises_both_and_a_replay_the_day_alone() -> None:
    second, third = FIRST + timedelta(days=1), FIRST + timedelta(days=2)
    moved = frozen(starts="2025-06-02 10:00")
    seen = frozen(starts="2025-06-02 10:00", replay={"url": "https://lakeside.example/r"})
    assert past([(FIRST, frozen()), (second, moved)], moved) == Past(1, second, pending=False)
    assert past([(FIRST, frozen()), (second, moved), (third, seen)], seen) == Past(1, third, pending=False)


def test_change_that_is_not_yet_released_counts_once_and_is_pending() -> None:
    assert past([(FIRST, frozen())], frozen(state="cancelled")) == Past(1, FIRST, pending=True)


def test_held_event_is_as_confirmed_as_before() -> None:
    assert past([(FIRST, frozen(state="confirmed"))], frozen(state="done")) == Past(0, FIRST, pending=False)


def test_deadline_has_a_past_of_its_own() -> None:
    deadline = {"id": "enrol", "title": {"zh": "报名", "en": "Enrol"}, "at": "2025-05-01"}
    was, now = frozen(deadlines=(deadline,)), frozen(deadlines=({**deadline, "at": "2025-05-02"},))
    assert past([(FIRST, was)], now, "enrol") == Past(1, FIRST, pending=True)
    assert past([(FIRST, was)], now) == Past(0, FIRST, pending=False)
    assert past([(FIRST, was)], frozen(deadlines=(deadline,), replay={"url": "https://lakeside.example/r"}), "enrol").pending is False


def test_renamed_event_keeps_its_past_and_samples_tell_nothing() -> None:
    def release(number: int, status: str, event: FrozenEvent) -> Release:
        title = Text({"zh": "版", "en": "Release"})
        month, day = Moment.parse("2025-06"), Moment.parse(f"2025-01-0{number}")
        return Release(id=f"2025-06-{number}", title=title, status=status, month=month, number=number, published=day, events=(event,))

    history = History.of([release(2, "published", frozen(place={"zh": "甲", "en": "A"})), release(1, "published", frozen())])
    assert history.past(frozen(id="lecture", formerly=("talk",))) == Past(2, date(2025, 1, 2), pending=True)
    assert history.past(frozen(id="lecture")) == Past()
    assert History.of([release(1, "sample", frozen())]).past(frozen(state="cancelled")) == Past()


contents = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in FIELDS.items()}).map(lambda fields: frozen(**fields))


@given(st.lists(st.tuples(st.integers(0, 40), contents), min_size=1, max_size=8), st.sampled_from(["", "enrol"]))
def test_numbers_never_fall_through_any_history(steps: list[tuple[int, FrozenEvent]], deadline: str) -> None:
    """Each step is a number of days after the previous one: first the content changes, then it is released."""
    released: list[tuple[date, FrozenEvent]] = []
    last, day = Past(), FIRST
    for days, content in steps:
        day += timedelta(days=days)
        edited = past(released, content, deadline)
        assert edited.sequence >= last.sequence
        assert edited.changed == last.changed
        released.append((day, content))
        after = past(released, content, deadline)
        assert (after.sequence, after.pending) == (edited.sequence, False)  # a release is not a change
        assert after.changed == (day if edited.pending or last.changed is None else last.changed)
        assert past([*released, (day + timedelta(days=1), content)], content, deadline) == after  # nor is a second release
        last = after


@given(contents, contents)
def test_number_rises_just_when_a_client_has_to_show_something_else(was: FrozenEvent, now: FrozenEvent) -> None:
    def shown(event: FrozenEvent) -> tuple[object, ...]:
        status = {"planned": "TENTATIVE", "cancelled": "CANCELLED"}.get(event.state, "CONFIRMED")
        return (event.title, event.state in ("moved", "cancelled"), status, event.starts, event.ends, event.place)

    found = past([(FIRST, was)], now)
    assert found.sequence == (shown(was) != shown(now))
    assert found.pending or found.sequence == 0
