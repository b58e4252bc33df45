"""Events are completed from the records of the people and venues that they name."""

from __future__ import annotations

from typing import Any

import pytest

from prospectus.model.directory import Directory
from prospectus.model.kinds.event import Event, Participant
from prospectus.model.kinds.institution import Institution
from prospectus.model.kinds.person import Person
from prospectus.model.kinds.venue import Venue
from prospectus.model.values.text import Text

LI_MING = Person.model_validate(
    {
        "id": "li-ming",
        "title": {"zh": "李明", "en": "Li Ming"},
        "aliases": {"en": ("Ming Li",)},
        "affiliation": {"zh": "湖畔大学", "en": "Lakeside University"},
    }
)
HALL = Venue.model_validate({"id": "hall", "title": {"zh": "湖畔厅", "en": "Lakeside Hall"}})
EXCHANGE = Institution.model_validate(
    {"id": "lx", "title": {"zh": "湖畔交易所", "en": "Lakeside Exchange"}, "abbreviation": {"zh": "湖交所", "en": "LX"}}
)
DIRECTORY = Directory([LI_MING, HALL, EXCHANGE])


def complete(directory: Directory = DIRECTORY, **fields: Any) -> Event:
    event = {"id": "case", "type": "lecture", "title": {"zh": "讲座"}, "starts": "2025-03-20"}
    return directory.complete(Event.model_validate({**event, **fields}))


def complete_person(directory: Directory = DIRECTORY, status: str = "published", **fields: Any) -> Participant:
    return complete(directory, status=status, people=(fields,)).people[0]


@pytest.mark.parametrize(
    "name",
    [{"zh": "李明"}, {"en": "Li Ming"}, {"en": "ＬＩ  ming"}, {"zh": "Li Ming"}, {"en": "Ming Li"}, {"zh": "李明", "en": "Ming Li"}],
    ids=str,
)
def test_name_in_any_language_is_that_of_the_person(name: dict[str, str]) -> None:
    participant = complete_person(name=name)
    assert participant.person == "li-ming"
    assert participant.name == Text({"zh": "李明", "en": "Li Ming"} | name)
    assert participant.affiliation == LI_MING.affiliation


@pytest.mark.parametrize(
    "fields",
    [
        {"name": {"zh": "李鸣"}},
        {"name": {"zh": "李鸣", "en": "Li Ming"}},
        {"name": {"zh": "李明"}, "affiliation": {"zh": "山上大学"}},
        {"name": {"zh": "待定"}},
    ],
    ids=str,
)
def test_another_name_or_affiliation_is_somebody_else(fields: dict[str, Any]) -> None:
    assert complete_person(**fields).person is None


def test_id_is_enough() -> None:
    participant = complete_person(person="li-ming", role="moderator")
    assert (participant.name, participant.affiliation, participant.role) == (LI_MING.title, LI_MING.affiliation, "moderator")


def test_what_the_event_states_stays() -> None:
    participant = complete_person(person="li-ming", name={"en": "Professor Li"}, affiliation={"en": "Hill College"})
    assert (participant.name, participant.affiliation) == (Text({"en": "Professor Li", "zh": "李明"}), Text({"en": "Hill College"}))


@pytest.mark.parametrize(
    ("written", "known"), [("湖畔大学", LI_MING.affiliation), ("湖畔交易所", EXCHANGE.title), ("湖交所", EXCHANGE.abbreviation)]
)
def test_affiliation_is_known_from_people_and_institutions(written: str, known: Text) -> None:
    assert complete_person(name={"zh": "王芳"}, affiliation={"zh": written}).affiliation == known


def test_namesakes_are_told_apart_by_their_affiliations() -> None:
    other = LI_MING.model_copy(update={"id": "li-ming-hill", "affiliation": Text({"zh": "山上大学"})})
    directory = Directory([LI_MING, other])
    assert complete_person(directory, name={"zh": "李明"}).person is None
    assert complete_person(directory, name={"zh": "李明"}, affiliation={"zh": "山上大学"}).person == "li-ming-hill"


def test_samples_take_part_in_samples_only() -> None:
    sample = LI_MING.model_copy(update={"status": "sample", "title": Text({"zh": "【示例】李明", "en": "[Sample] Li Ming"})})
    directory = Directory([sample])
    assert complete_person(directory, name={"zh": "李明"}).person is None
    assert complete_person(directory, status="sample", name={"zh": "李明"}).name == LI_MING.title


def test_people_of_segments_are_completed() -> None:
    event = complete(segments=({"title": {"zh": "问答"}, "people": ({"name": {"zh": "李明"}},)},))
    assert [person.person for person in event.all_people] == ["li-ming"]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"place": {"zh": "湖畔厅"}}, {"zh": "湖畔厅", "en": "Lakeside Hall"}),
        ({"venue": "hall"}, {"zh": "湖畔厅", "en": "Lakeside Hall"}),
        ({"venue": "hall", "place": {"zh": "湖畔厅二楼"}}, {"zh": "湖畔厅二楼"}),
    ],
    ids=["by name", "by id", "a room in it"],
)
def test_place_is_known_from_the_venue(fields: dict[str, Any], place: dict[str, str]) -> None:
    event = complete(**fields)
    assert (event.venue, event.place) == ("hall", Text(place))


def test_event_that_no_record_knows_stays_the_same() -> None:
    event = Event.model_validate(
        {"id": "case", "type": "lecture", "title": {"zh": "讲座"}, "starts": "2025-03-20", "people": ({"name": {"zh": "王芳"}},)}
    )
    assert DIRECTORY.complete(event) is event
