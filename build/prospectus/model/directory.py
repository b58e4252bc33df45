"""Finds the records of the people and venues that events name, and completes events from them.

A name that a record has in one language is known in all languages of the record, so nobody types it twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from prospectus.model.kinds.event import Event, Participant, Segment
from prospectus.model.kinds.institution import Institution
from prospectus.model.kinds.person import Person
from prospectus.model.kinds.venue import Venue
from prospectus.model.record import SAMPLE_PREFIXES, Record
from prospectus.model.values.names import iter_names, may_be_same, normalise_name, share_name
from prospectus.model.values.text import Text

Named = TypeVar("Named", Person, Venue, Institution)
Names = Mapping[str, list[Named]]
"""The records that have a name, by normalised name."""


class Directory:
    """The people, the venues and the institutions of a site, by their names in every language."""

    def __init__(self, records: Iterable[Record]) -> None:
        known = list(records)
        self._people = {record.id: record for record in known if isinstance(record, Person)}
        self._venues = {record.id: record for record in known if isinstance(record, Venue)}
        self._people_by_name = _index_names(self._people.values())
        self._venues_by_name = _index_names(self._venues.values())
        self._affiliations = _index_affiliations(known)

    def person(self, key: str | None) -> Person | None:
        """Return the person with an id; None if there is none."""
        return self._people.get(key or "")

    def venue(self, key: str | None) -> Venue | None:
        """Return the venue with an id; None if there is none."""
        return self._venues.get(key or "")

    def find_people(self, participant: Participant, *, sample: bool = False) -> tuple[Person, ...]:
        """Return the people with the name of a participant: those whose record contradicts neither the name nor the affiliation.

        More than one are namesakes, so the name does not tell who is meant. Samples take part only in samples.
        """
        if participant.name is None:
            return ()
        namesakes = self.list_namesakes(participant, sample=sample)
        return tuple(
            person
            for person in namesakes
            if _has_names(person, participant.name) and may_be_same(participant.affiliation, person.affiliation)
        )

    def list_namesakes(self, participant: Participant, *, sample: bool = False) -> tuple[Person, ...]:
        """Return all people who have the name of a participant in some language."""
        return _find_named(self._people_by_name, participant.name, sample=sample) if participant.name is not None else ()

    def find_venues(self, place: Text, *, sample: bool = False) -> tuple[Venue, ...]:
        """Return the venues with the name of a place."""
        return tuple(venue for venue in _find_named(self._venues_by_name, place, sample=sample) if _has_names(venue, place))

    def knows(self, kind: str, text: Text) -> bool:
        """Return whether a record of a kind has a name in some language; for institutions, also an affiliation of a person."""
        indexes: dict[str, Mapping[str, object]] = {
            "person": self._people_by_name,
            "venue": self._venues_by_name,
            "institution": self._affiliations,
        }
        return any(name in indexes[kind] for _, name in iter_names(text))

    def is_named_after(self, event: Event) -> bool:
        """Return whether the place of a completed event is its venue as a whole, and not a room in it."""
        venue = self.venue(event.venue)
        return venue is not None and event.place is not None and _has_names(venue, event.place)

    def complete(self, event: Event) -> Event:
        """Return an event with the ids, names and affiliations that the records of its people and its venue have.

        What the event states itself stays as it is. The result is the event itself if there is nothing to add.
        """
        sample = event.status == "sample"
        changes: dict[str, object] = {}
        people = self.complete_people(event.people, sample=sample)
        segments = tuple(self._complete_segment(segment, sample=sample) for segment in event.segments)
        if people != event.people:
            changes["people"] = people
        if segments != event.segments:
            changes["segments"] = segments
        changes |= self._complete_place(event, sample=sample)
        return event.model_copy(update=changes) if changes else event

    def complete_people(self, people: tuple[Participant, ...], *, sample: bool = False) -> tuple[Participant, ...]:
        """Return participants with what their records say of them."""
        return tuple(self._complete_participant(participant, sample=sample) for participant in people)

    def _complete_segment(self, segment: Segment, *, sample: bool) -> Segment:
        people = self.complete_people(segment.people, sample=sample)
        return segment.model_copy(update={"people": people}) if people != segment.people else segment

    def _complete_participant(self, participant: Participant, *, sample: bool) -> Participant:
        person = self.person(participant.person)
        if participant.person is None:
            matches = self.find_people(participant, sample=sample)
            person = matches[0] if len(matches) == 1 else None
        affiliation = self._complete_affiliation(participant.affiliation, person)
        if person is None:
            return participant if affiliation == participant.affiliation else participant.model_copy(update={"affiliation": affiliation})
        name = _merge(participant.name, name_of(person))
        changes = {"person": person.id, "name": name, "affiliation": affiliation}
        return participant.model_copy(update=changes)

    def _complete_affiliation(self, affiliation: Text | None, person: Person | None) -> Text | None:
        """Return an affiliation in all languages in which it is known; that of the person if none is stated."""
        known = person.affiliation if person is not None else None
        if affiliation is None:
            return known
        if known is not None and share_name(affiliation, known):
            return _merge(affiliation, known)
        names = {name: self._affiliations[name] for _, name in iter_names(affiliation) if name in self._affiliations}
        return _merge(affiliation, next(iter(names.values()))) if len(names) == 1 else affiliation

    def _complete_place(self, event: Event, *, sample: bool) -> dict[str, object]:
        venue = self.venue(event.venue)
        if event.venue is None and event.place is not None:
            matches = self.find_venues(event.place, sample=sample)
            venue = matches[0] if len(matches) == 1 else None
        if venue is None:
            return {}
        is_whole = event.place is None or _has_names(venue, event.place)
        changes = {"venue": venue.id, "place": _merge(event.place, name_of(venue)) if is_whole else event.place}
        return {name: value for name, value in changes.items() if value != getattr(event, name)}


def name_of(record: Record) -> Text:
    """Return the name of a person or a venue: its title, without the prefix of samples."""
    if record.status != "sample":
        return record.title
    return Text({language: _strip_prefix(title) for language, title in record.title.as_dict().items()})


def _strip_prefix(title: str) -> str:
    prefix = next((prefix for prefix in SAMPLE_PREFIXES.values() if title.startswith(prefix)), "")
    return title.removeprefix(prefix).strip() or title


def _list_names(record: Record) -> frozenset[str]:
    """Return the normalised names of a record in every language, with its aliases."""
    aliases = (alias for names in record.aliases.values() for alias in names)
    return frozenset((*(name for _, name in iter_names(name_of(record))), *map(normalise_name, aliases)))


def _has_names(record: Record, text: Text) -> bool:
    """Return whether a record has the name that a text has in each of its languages."""
    return {name for _, name in iter_names(text)} <= _list_names(record)


def _index_names(records: Iterable[Named]) -> Names[Named]:
    index: dict[str, list[Named]] = {}
    for record in records:
        for name in _list_names(record):
            index.setdefault(name, []).append(record)
    return index


def _find_named(index: Names[Named], text: Text, *, sample: bool) -> tuple[Named, ...]:
    """Return the records that have a name of a text in some language, in order, each once; samples only with `sample`."""
    found = {record.id: record for _, name in iter_names(text) for record in index.get(name, ())}
    return tuple(record for record in found.values() if sample or record.status != "sample")


def _index_affiliations(records: Iterable[Record]) -> dict[str, Text]:
    """Return institutions and affiliations of people by normalised name; names that stand for different texts are left out."""
    texts: dict[str, list[Text]] = {}
    for record in records:
        stated: tuple[Text | None, ...] = ()
        if isinstance(record, Institution):
            stated = (record.title, record.abbreviation)
        elif isinstance(record, Person):
            stated = (record.affiliation,)
        for text in filter(None, stated):
            for _, name in iter_names(text):
                texts.setdefault(name, []).append(text)
    return {name: _merge_all(found) for name, found in texts.items() if all(may_be_same(text, found[0]) for text in found)}


def _merge(text: Text | None, other: Text) -> Text:
    """Return a text with the languages that only `other` has."""
    return Text({**(text.as_dict() if text is not None else {}), **_rest(text, other)})


def _rest(text: Text | None, other: Text) -> dict[str, str]:
    return {language: words for language, words in other.as_dict().items() if text is None or language not in text}


def _merge_all(texts: list[Text]) -> Text:
    merged = texts[0]
    for text in texts[1:]:
        merged = _merge(merged, text)
    return merged
