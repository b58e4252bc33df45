"""SEQUENCE and LAST-MODIFIED over the releases of an event: they rise with real changes only, and never fall."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.model.kinds.event import Event
from prospectus.model.kinds.release import FrozenEvent, Release, freeze_event
from prospectus.model.values.partial_date import PartialDate
from prospectus.model.values.text import Text
from prospectus.schedule.history import ReleaseHistory, RevisionHistory, build_revision_history

FIRST = date(2025, 1, 1)
FIELDS = {
    "title": [{"zh": "一", "en": "One"}, {"zh": "一", "en": "Two"}, {"zh": "二", "en": "Two"}, {"zh": "一"}, {"en": "One"}],
    "starts": ["2025-06-01", "2025-06-02 10:00", "2025-07-02"],
    "state": ["planned", "confirmed", "moved", "cancelled", "done"],
    "place": [None, {"zh": "甲"}, {"zh": "甲", "en": "A"}, {"zh": "乙", "en": "B"}],
    "people": [(), ({"name": {"zh": "麦", "en": "Mai"}},)],
    "replay": [None, {"url": "https://lakeside.example/r"}],
    "deadlines": [(), ({"id": "enrol", "title": {"zh": "报名", "en": "Enrol"}, "at": "2025-05-01"},)],
}


def make_frozen_event(**fields: object) -> FrozenEvent:
    values = {"id": "talk", "type": "lecture", "title": FIELDS["title"][0], "starts": "2025-06-01", **fields}
    return freeze_event("event", Event.model_validate(values), lambda *_: None)


ZH, EN = ("zh", "en"), ("en", "zh")


def revisions(*snapshots: tuple[date, FrozenEvent], languages: tuple[str, ...] = ZH, deadline: str = "") -> tuple[int, date | None]:
    """Return SEQUENCE and LAST-MODIFIED after some releases."""
    history = build_revision_history(snapshots, languages, deadline)
    return history.sequence, history.last_modified


def test_event_that_was_never_released_has_no_revisions() -> None:
    assert build_revision_history([], ZH) == RevisionHistory(0, None)


def test_first_release_sets_the_date_and_not_the_sequence() -> None:
    assert revisions((FIRST, make_frozen_event())) == (0, FIRST)


def test_release_without_a_change_of_the_event_changes_nothing() -> None:
    assert revisions((FIRST, make_frozen_event()), (FIRST + timedelta(days=1), make_frozen_event())) == (0, FIRST)


def test_new_time_raises_sequence_and_date_and_a_replay_the_date_alone() -> None:
    second, third = FIRST + timedelta(days=1), FIRST + timedelta(days=2)
    moved = make_frozen_event(starts="2025-06-02 10:00")
    replayed = make_frozen_event(starts="2025-06-02 10:00", replay={"url": "https://lakeside.example/r"})
    assert revisions((FIRST, make_frozen_event()), (second, moved)) == (1, second)
    assert revisions((FIRST, make_frozen_event()), (second, moved), (third, replayed)) == (1, third)


def test_done_event_stays_confirmed() -> None:
    second = FIRST + timedelta(days=1)
    assert revisions((FIRST, make_frozen_event(state="confirmed")), (second, make_frozen_event(state="done"))) == (0, FIRST)


@pytest.mark.parametrize(
    ("field", "sequence"), [("title", 1), ("place", 1), ("reason", 0), ("people", 0)], ids=["title", "place", "reason", "people"]
)
def test_text_added_in_one_language_is_a_revision_for_readers_of_that_language_alone(field: str, sequence: int) -> None:
    second = FIRST + timedelta(days=1)
    chinese, both = {"zh": "麦"}, {"zh": "麦", "en": "Mai"}
    old, new = (make_frozen_event(**{field: ({"name": text},) if field == "people" else text}, state="moved") for text in (chinese, both))
    assert revisions((FIRST, old), (second, new), languages=ZH) == (0, FIRST)
    assert revisions((FIRST, old), (second, new), languages=EN) == (sequence, second)
    # Readers of a third language have read the Chinese text so far.
    assert revisions((FIRST, old), (second, new), languages=("de", "zh", "en")) == (0, FIRST)
    assert revisions((FIRST, old), (second, new), languages=("de", "en", "zh")) == (sequence, second)


def test_deadline_has_revisions_of_its_own() -> None:
    second = FIRST + timedelta(days=1)
    deadline = {"id": "enrol", "title": {"zh": "报名"}, "at": "2025-05-01"}
    old, new = make_frozen_event(deadlines=(deadline,)), make_frozen_event(deadlines=({**deadline, "at": "2025-05-02"},))
    assert revisions((FIRST, old), (second, new), deadline="enrol") == (1, second)
    assert revisions((FIRST, old), (second, new)) == (0, FIRST)
    replayed = make_frozen_event(deadlines=(deadline,), replay={"url": "https://lakeside.example/r"})
    assert revisions((FIRST, old), (second, replayed), deadline="enrol") == (0, FIRST)
    translated = make_frozen_event(deadlines=({**deadline, "title": {"zh": "报名", "en": "Enrol"}},))
    assert revisions((FIRST, old), (second, translated), deadline="enrol") == (0, FIRST)
    assert revisions((FIRST, old), (second, translated), deadline="enrol", languages=EN) == (1, second)


def make_release(number: int, status: str, event: FrozenEvent) -> Release:
    title = Text({"zh": "版", "en": "Release"})
    month, day = PartialDate.parse("2025-06"), PartialDate.parse(f"2025-01-0{number}")
    return Release(id=f"2025-06-{number}", title=title, status=status, month=month, number=number, published=day, events=(event,))


def test_renamed_event_keeps_its_revisions() -> None:
    place = make_frozen_event(place={"zh": "甲", "en": "A"}, id="lecture", formerly=("talk",))
    history = ReleaseHistory.from_releases([make_release(2, "published", place), make_release(1, "published", make_frozen_event())])
    assert build_revision_history(history.snapshots_of(("event", "talk")), ZH) == RevisionHistory(1, date(2025, 1, 2))
    assert history.snapshots_of(("event", "lecture")) == ()


@pytest.mark.parametrize(("status", "sequence"), [("sample", 0), ("withdrawn", 1)])
def test_release_counts_once_readers_have_seen_it(status: str, sequence: int) -> None:
    moved = make_frozen_event(starts="2025-06-02 10:00")
    history = ReleaseHistory.from_releases([make_release(1, "published", make_frozen_event()), make_release(2, status, moved)])
    assert build_revision_history(history.snapshots_of(("event", "talk")), ZH).sequence == sequence


FROZEN_EVENTS = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in FIELDS.items()}).map(
    lambda fields: make_frozen_event(**fields)
)


@given(
    st.lists(st.tuples(st.integers(0, 40), FROZEN_EVENTS), min_size=1, max_size=8),
    st.sampled_from(["", "enrol"]),
    st.sampled_from([ZH, EN]),
)
def test_sequence_and_date_never_fall(steps: list[tuple[int, FrozenEvent]], deadline: str, languages: tuple[str, ...]) -> None:
    """Each step is a release, a number of days after the one before."""
    released: list[tuple[date, FrozenEvent]] = []
    last, day = RevisionHistory(), FIRST
    for days, content in steps:
        day += timedelta(days=days)
        released.append((day, content))
        after = build_revision_history(released, languages, deadline)
        assert last.sequence <= after.sequence <= last.sequence + 1
        assert after.last_modified in (day, last.last_modified)
        assert build_revision_history([*released, (day + timedelta(days=1), content)], languages, deadline) == after
        last = after


@given(FROZEN_EVENTS, FROZEN_EVENTS, st.sampled_from([ZH, EN]))
def test_sequence_rises_exactly_when_a_client_shows_a_difference(old: FrozenEvent, new: FrozenEvent, languages: tuple[str, ...]) -> None:
    def shown(event: FrozenEvent) -> tuple[object, ...]:
        status = {"planned": "TENTATIVE", "cancelled": "CANCELLED"}.get(event.state, "CONFIRMED")
        place = event.place.within(languages).text if event.place is not None else None
        title = event.title.within(languages).text
        return (title, event.state in ("moved", "cancelled"), status, event.starts, event.ends, place)

    assert build_revision_history([(FIRST, old), (FIRST, new)], languages).sequence == (shown(old) != shown(new))
