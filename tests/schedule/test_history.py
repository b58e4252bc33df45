"""SEQUENCE and LAST-MODIFIED over the releases of an event: they rise with real changes only, and never fall."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from prospectus.model.kinds.event import Event
from prospectus.model.kinds.release import FrozenEvent, Release, freeze_event
from prospectus.model.values.partial_date import PartialDate
from prospectus.model.values.text import Text
from prospectus.schedule.history import ReleaseHistory, RevisionHistory, build_revision_history

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


def make_frozen_event(**fields: object) -> FrozenEvent:
    values = {"id": "talk", "type": "lecture", "title": FIELDS["title"][0], "starts": "2025-06-01", **fields}
    return freeze_event("event", Event.model_validate(values), lambda *_: None)


def test_event_that_was_never_released_has_no_revisions() -> None:
    assert build_revision_history([], make_frozen_event()) == RevisionHistory(0, None, pending=False)


def test_first_release_sets_the_date_and_not_the_sequence() -> None:
    assert build_revision_history([(FIRST, make_frozen_event())], make_frozen_event()) == RevisionHistory(0, FIRST, pending=False)


def test_release_without_a_change_of_the_event_changes_nothing() -> None:
    later = FIRST + timedelta(days=1)
    assert build_revision_history([(FIRST, make_frozen_event()), (later, make_frozen_event())], make_frozen_event()) == RevisionHistory(
        0, FIRST, pending=False
    )


def test_new_time_raises_sequence_and_date_and_a_replay_the_date_alone() -> None:
    second, third = FIRST + timedelta(days=1), FIRST + timedelta(days=2)
    moved = make_frozen_event(starts="2025-06-02 10:00")
    replayed = make_frozen_event(starts="2025-06-02 10:00", replay={"url": "https://lakeside.example/r"})
    assert build_revision_history([(FIRST, make_frozen_event()), (second, moved)], moved) == RevisionHistory(1, second, pending=False)
    assert build_revision_history([(FIRST, make_frozen_event()), (second, moved), (third, replayed)], replayed) == RevisionHistory(
        1, third, pending=False
    )


def test_unreleased_change_counts_once_and_is_pending() -> None:
    assert build_revision_history([(FIRST, make_frozen_event())], make_frozen_event(state="cancelled")) == RevisionHistory(
        1, FIRST, pending=True
    )


def test_done_event_stays_confirmed() -> None:
    assert build_revision_history([(FIRST, make_frozen_event(state="confirmed"))], make_frozen_event(state="done")) == RevisionHistory(
        0, FIRST, pending=False
    )


def test_deadline_has_revisions_of_its_own() -> None:
    deadline = {"id": "enrol", "title": {"zh": "报名", "en": "Enrol"}, "at": "2025-05-01"}
    old, new = make_frozen_event(deadlines=(deadline,)), make_frozen_event(deadlines=({**deadline, "at": "2025-05-02"},))
    assert build_revision_history([(FIRST, old)], new, "enrol") == RevisionHistory(1, FIRST, pending=True)
    assert build_revision_history([(FIRST, old)], new) == RevisionHistory(0, FIRST, pending=False)
    assert (
        build_revision_history(
            [(FIRST, old)], make_frozen_event(deadlines=(deadline,), replay={"url": "https://lakeside.example/r"}), "enrol"
        ).pending
        is False
    )


def test_renamed_event_keeps_its_revisions_and_samples_are_ignored() -> None:
    def make_release(number: int, status: str, event: FrozenEvent) -> Release:
        title = Text({"zh": "版", "en": "Release"})
        month, day = PartialDate.parse("2025-06"), PartialDate.parse(f"2025-01-0{number}")
        return Release(id=f"2025-06-{number}", title=title, status=status, month=month, number=number, published=day, events=(event,))

    history = ReleaseHistory.from_releases(
        [make_release(2, "published", make_frozen_event(place={"zh": "甲", "en": "A"})), make_release(1, "published", make_frozen_event())]
    )
    assert history.revision_history_of(make_frozen_event(id="lecture", formerly=("talk",))) == RevisionHistory(
        2, date(2025, 1, 2), pending=True
    )
    assert history.revision_history_of(make_frozen_event(id="lecture")) == RevisionHistory()
    assert (
        ReleaseHistory.from_releases([make_release(1, "sample", make_frozen_event())]).revision_history_of(
            make_frozen_event(state="cancelled")
        )
        == RevisionHistory()
    )


FROZEN_EVENTS = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in FIELDS.items()}).map(
    lambda fields: make_frozen_event(**fields)
)


@given(st.lists(st.tuples(st.integers(0, 40), FROZEN_EVENTS), min_size=1, max_size=8), st.sampled_from(["", "enrol"]))
def test_sequence_and_date_never_fall(steps: list[tuple[int, FrozenEvent]], deadline: str) -> None:
    """Each step is a number of days after the previous one: first the content changes, then it is released."""
    released: list[tuple[date, FrozenEvent]] = []
    last, day = RevisionHistory(), FIRST
    for days, content in steps:
        day += timedelta(days=days)
        edited = build_revision_history(released, content, deadline)
        assert edited.sequence >= last.sequence
        assert edited.last_modified == last.last_modified
        released.append((day, content))
        after = build_revision_history(released, content, deadline)
        assert (after.sequence, after.pending) == (edited.sequence, False)  # a release is not a change
        assert after.last_modified == (day if edited.pending or last.last_modified is None else last.last_modified)
        assert (
            build_revision_history([*released, (day + timedelta(days=1), content)], content, deadline) == after
        )  # nor is a second release
        last = after


@given(FROZEN_EVENTS, FROZEN_EVENTS)
def test_sequence_rises_exactly_when_a_client_shows_a_difference(old: FrozenEvent, new: FrozenEvent) -> None:
    def shown(event: FrozenEvent) -> tuple[object, ...]:
        status = {"planned": "TENTATIVE", "cancelled": "CANCELLED"}.get(event.state, "CONFIRMED")
        return (event.title, event.state in ("moved", "cancelled"), status, event.starts, event.ends, event.place)

    revisions = build_revision_history([(FIRST, old)], new)
    assert revisions.sequence == (shown(old) != shown(new))
    assert revisions.pending or revisions.sequence == 0
