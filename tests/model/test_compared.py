"""Changes between two releases are classified as a scheduler would describe them."""

from __future__ import annotations

import pytest

from prospectus.model.changes import ORDER, Change, compare
from prospectus.model.event import Event
from prospectus.model.release import FrozenEvent, freeze
from prospectus.model.text import Text

TITLES = {"hall": {"zh": "讲堂", "en": "Hall"}, "room": {"zh": "房间", "en": "Room"}}
BASE = {"id": "talk", "type": "lecture", "title": {"zh": "讲座", "en": "Lecture"}, "starts": "2025-06-01 10:00", "channel": "hall"}
PEOPLE = ({"name": {"zh": "麦", "en": "Mai"}},)
REPLAY = {"url": "https://lakeside.example/r"}


def frozen(**fields: object) -> FrozenEvent:
    return freeze("event", Event.model_validate({**BASE, **fields}), lambda _, key: Text(TITLES[key]))


def told(was: FrozenEvent, now: FrozenEvent, *languages: str) -> list[str]:
    return [each.what for each in compare((was,), (now,), languages or None)]


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
def test_each_change_is_told_by_its_name(fields: dict[str, object], expected: list[str]) -> None:
    assert told(frozen(), frozen(**fields)) == expected


def test_cancelled_event_that_is_held_after_all_is_on_again() -> None:
    assert told(frozen(state="cancelled"), frozen(state="confirmed")) == ["reinstated"]


def test_replay_that_changes_or_goes_is_no_new_one() -> None:
    assert compare((frozen(replay=REPLAY),), (frozen(),)) == (Change("altered", frozen(), frozen(replay=REPLAY), ("replay",)),)


def test_text_that_changed_in_one_language_is_told_in_that_one() -> None:
    was, now = frozen(), frozen(title={"zh": "讲座", "en": "A lecture"})
    assert (told(was, now), told(was, now, "en", "zh"), told(was, now, "zh", "en")) == (["retitled"], ["retitled"], [])


def test_translation_that_is_added_is_told_to_those_who_read_it() -> None:
    was, now = frozen(title={"zh": "讲座"}), frozen(title={"zh": "讲座", "en": "Lecture"})
    assert (told(was, now, "en", "zh"), told(was, now, "zh", "en")) == (["retitled"], [])


def test_channel_that_others_rename_is_no_change_of_an_event() -> None:
    renamed = freeze("event", Event.model_validate(BASE), lambda *_: Text({"zh": "新堂", "en": "New hall"}))
    assert compare((frozen(),), (renamed,)) == ()


def test_event_that_comes_or_goes_and_one_that_is_renamed() -> None:
    one, two, renamed = frozen(), frozen(id="other"), frozen(id="renamed", formerly=("talk",))
    assert compare((), (one,)) == (Change("new", one),)
    assert compare((one,), ()) == (Change("gone", one, one),)
    assert compare((one,), (two,)) == (Change("new", two), Change("gone", one, one))
    assert compare((one,), (renamed,)) == ()


def test_changes_stand_in_their_order_and_then_in_that_of_time() -> None:
    early, late = frozen(id="early"), frozen(id="late", starts="2025-06-09")
    gone = frozen(id="gone")
    found = compare((gone, early), (late, frozen(id="early", starts="2025-06-01 09:00"), frozen(id="first", starts="2025-05-01")))
    assert [(each.what, each.now.id) for each in found] == [("new", "first"), ("new", "late"), ("moved", "early"), ("gone", "gone")]
    assert [ORDER.index(each.what) for each in found] == sorted(ORDER.index(each.what) for each in found)
