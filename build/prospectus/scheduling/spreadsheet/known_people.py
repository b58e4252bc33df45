"""Writes the people and the place of a row as references to their records, where records have their names in any language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from prospectus.model.directory import Directory
from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event, Participant
from prospectus.model.values.names import share_name
from prospectus.model.values.text import Text


def refer_to_people(people: Sequence[Mapping[str, Any]], event: Event | None, directory: Directory) -> list[dict[str, Any]]:
    """Return the people of a row as they are written in the file.

    Whoever takes part already stays as written, also with names in languages that the row does not have. A person with a record is named
    by its id, with the affiliation only if it is another one.
    """
    sample = event is not None and event.status == "sample"
    existing = event.people if event is not None else ()
    written = list(zip(directory.complete_people(existing, sample=sample), map(dump_participant, existing), strict=True))
    return [_refer_to_person(person, written, directory, sample=sample) for person in people]


def _refer_to_person(
    data: Mapping[str, Any], written: Sequence[tuple[Participant, dict[str, Any]]], directory: Directory, *, sample: bool
) -> dict[str, Any]:
    participant = Participant.model_validate(data)
    (completed,) = directory.complete_people((participant,), sample=sample)
    same = next((dump for other, dump in written if _says_the_same(completed, other)), None)
    person = directory.person(completed.person)
    if same is not None or person is None:
        return same if same is not None else dict(data)
    affiliation = participant.affiliation
    is_known = affiliation is None or (person.affiliation is not None and share_name(affiliation, person.affiliation))
    rest = {name: value for name, value in data.items() if name != "name" and not (name == "affiliation" and is_known)}
    return {"person": person.id, **rest}


def _says_the_same(participant: Participant, other: Participant) -> bool:
    """Return whether all that is said of a participant, in some languages, is also said of another one, and nothing else in these."""
    languages = participant.known_name.languages
    return participant.role == other.role and all(
        _select(getattr(participant, name), languages) == _select(getattr(other, name), languages) for name in ("name", "affiliation")
    )


def _select(text: Text | None, languages: Collection[str]) -> dict[str, str]:
    """Return what a text says in some languages."""
    return {language: words for language, words in text.as_dict().items() if language in languages} if text is not None else {}


def dump_participant(participant: Participant) -> dict[str, Any]:
    """Return a participant as it is written."""
    return participant.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


def refer_to_venue(changes: dict[FieldPath, Any], event: Event | None, directory: Directory) -> None:
    """Name the venue in the changes of a row whose new place is one, and drop a venue that is no longer the place."""
    texts = {str(field_path[1]): value for field_path, value in changes.items() if field_path[0] == "place"}
    if not texts:
        return
    before = event.place.as_dict() if event is not None and event.place is not None else {}
    after = {language: text for language, text in {**before, **texts}.items() if text is not None}
    venues = directory.find_venues(Text(after), sample=event is not None and event.status == "sample") if after else ()
    present = event.venue if event is not None else None
    venue = venues[0].id if len(venues) == 1 else None
    if venue is not None:
        for language in texts:
            del changes["place", language]
        changes |= {("place",): None} if before else {}
    if venue != present:
        changes["venue",] = venue
