"""Changes between two releases are classified as a scheduler would describe them."""

from __future__ import annotations

import pytest

from prospectus.model.kinds.event import Event
from prospectus.model.kinds.release import FrozenEvent, freeze_event
from prospectus.model.values.text import Text
from prospectus.schedule.changes import CHANGE_ORDER, Change, compare_events

TITLES = {"hall": {"zh": "讲堂", "en": "Hall"}, "room": {"zh": "房间", "en": "Room"}}
BASE = {"id": "talk", "type": "lecture", "title": {"zh": "讲座", "en": "Lecture"}, "starts": "2025-06-01 10:00", "channel": "hall"}
PEOPLE = ({"name": {"zh": "麦", "en": "Mai"}},)
REPLAY = {"url": "https://lakeside.example/r"}


def make_frozen_event(**fields: object) -> FrozenEvent:
    return freeze_event("event", Event.model_validate({**BASE, **fields}), lambda _, key: Text(TITLES[key]))


def change_types(old: FrozenEvent, new: FrozenEvent, *languages: str) -> list[str]:
    return [change.change_type for change in compare_events((old,), (new,), languages or None)]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"starts": "2025-06-02 10:00"}, ["moved"]),
        ({"ends": "2025-06-01 11:00"}, ["moved"]),
        ({"channel": "room"}, ["moved"]),
        ({"place": {"zh": "甲", "en": "A"}}, ["moved"]),
        ({"state": "moved"}, ["moved"]),
        ({"state": "confirmed"}, ["confirmed"]),
        ({"state": "cancelled", "reason": {"zh": "雨", "en": "Rain"}}, ["cancelled"]),
        ({"state": "cancelled", "starts": "2025-06-02 10:00"}, ["cancelled"]),
        ({"title": {"zh": "新讲座", "en": "New lecture"}}, ["retitled"]),
        ({"people": PEOPLE}, ["rehosted"]),
        ({"segments": ({"title": {"zh": "一", "en": "One"}, "people": PEOPLE},)}, ["rehosted"]),
        ({"replay": REPLAY}, ["replay"]),
        ({"state": "done", "replay": REPLAY}, ["replay", "altered"]),
        ({"language": "en"}, ["altered"]),
        ({"deadlines": ({"id": "enrol", "title": {"zh": "报名", "en": "Enrol"}, "at": "2025-05-01"},)}, ["altered"]),
        ({"starts": "2025-06-02", "title": {"zh": "新", "en": "New"}, "replay": REPLAY}, ["moved", "retitled", "replay"]),
        ({"summary": {"zh": "变", "en": "Changed"}, "reviewed": "2025-05-01", "description": {"zh": "变", "en": "Changed"}}, []),
    ],
)
def test_change_has_its_type(fields: dict[str, object], expected: list[str]) -> None:
    assert change_types(make_frozen_event(), make_frozen_event(**fields)) == expected


def test_cancelled_event_that_takes_place_is_reinstated() -> None:
    assert change_types(make_frozen_event(state="cancelled"), make_frozen_event(state="confirmed")) == ["reinstated"]


def test_replay_that_changes_or_disappears_is_an_alteration() -> None:
    assert compare_events((make_frozen_event(replay=REPLAY),), (make_frozen_event(),)) == (
        Change("altered", make_frozen_event(), make_frozen_event(replay=REPLAY), ("replay",)),
    )


def test_text_changed_in_one_language_is_reported_in_that_language() -> None:
    old, new = make_frozen_event(), make_frozen_event(title={"zh": "讲座", "en": "A lecture"})
    assert (change_types(old, new), change_types(old, new, "en", "zh"), change_types(old, new, "zh", "en")) == (
        ["retitled"],
        ["retitled"],
        [],
    )


@pytest.mark.parametrize(
    "field",
    ["title", "place", "reason", "people", "affiliation", "deadlines"],
)
def test_added_translation_is_reported_as_such_in_its_language(field: str) -> None:
    def make_event(text: dict[str, str]) -> FrozenEvent:
        values: dict[str, object] = {
            "people": ({"name": text},),
            "affiliation": ({"name": {"zh": "麦", "en": "Mai"}, "affiliation": text},),
            "deadlines": ({"id": "enrol", "title": text, "at": "2025-05-01"},),
        }
        return make_frozen_event(**{"people" if field == "affiliation" else field: values.get(field, text)})

    old, new = make_event({"zh": "讲座"}), make_event({"zh": "讲座", "en": "Lecture"})
    for before, after in ((old, new), (new, old)):
        assert change_types(before, after) == ["translated"]
        assert (change_types(before, after, "en", "zh"), change_types(before, after, "zh", "en")) == (["translated"], [])


def test_translation_is_reported_beside_another_change() -> None:
    old = make_frozen_event(title={"zh": "讲座"}, place={"zh": "甲"})
    new = make_frozen_event(title={"zh": "讲座", "en": "Lecture"}, place={"zh": "乙", "en": "B"}, people=PEOPLE)
    assert change_types(old, new) == ["moved", "rehosted", "translated"]
    assert (change_types(old, new, "en", "zh"), change_types(old, new, "zh", "en")) == (
        ["moved", "rehosted", "translated"],
        ["moved", "rehosted"],
    )


def test_text_replaced_by_one_in_another_language_is_no_translation() -> None:
    old, new = make_frozen_event(title={"zh": "讲座"}), make_frozen_event(title={"en": "Lecture"})
    assert [change_types(old, new, *languages) for languages in ((), ("en", "zh"), ("zh", "en"))] == [["retitled"]] * 3
    same_name = make_frozen_event(title={"en": "讲座"})
    assert (change_types(old, same_name), change_types(old, same_name, "zh", "en")) == (["retitled"], [])


def test_renamed_channel_is_no_change_of_an_event() -> None:
    renamed = freeze_event("event", Event.model_validate(BASE), lambda *_: Text({"zh": "新堂", "en": "New hall"}))
    assert compare_events((make_frozen_event(),), (renamed,)) == ()


def test_new_gone_and_renamed_events() -> None:
    lecture, second, renamed = make_frozen_event(), make_frozen_event(id="other"), make_frozen_event(id="renamed", formerly=("talk",))
    assert compare_events((), (lecture,)) == (Change("new", lecture),)
    assert compare_events((lecture,), ()) == (Change("gone", lecture, lecture),)
    assert compare_events((lecture,), (second,)) == (Change("new", second), Change("gone", lecture, lecture))
    assert compare_events((lecture,), (renamed,)) == ()
    assert compare_events((renamed,), (lecture,)) == ()
    assert compare_events((renamed,), (make_frozen_event(id="again", formerly=("talk",)),)) == ()


def test_changes_are_sorted_by_type_then_by_time() -> None:
    early, late = make_frozen_event(id="early"), make_frozen_event(id="late", starts="2025-06-09")
    gone = make_frozen_event(id="gone")
    changes = compare_events(
        (gone, early), (late, make_frozen_event(id="early", starts="2025-06-01 09:00"), make_frozen_event(id="first", starts="2025-05-01"))
    )
    assert [(change.change_type, change.new.id) for change in changes] == [
        ("new", "first"),
        ("new", "late"),
        ("moved", "early"),
        ("gone", "gone"),
    ]
    assert [CHANGE_ORDER.index(change.change_type) for change in changes] == sorted(
        CHANGE_ORDER.index(change.change_type) for change in changes
    )
