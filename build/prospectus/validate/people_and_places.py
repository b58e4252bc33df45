"""Checks the names of people and places in events against the records of people, venues and institutions.

A name that lacks a language is one problem, however many events use it: its remedy is one record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from prospectus.model.directory import Directory
from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event, Participant
from prospectus.model.kinds.site import Site
from prospectus.model.record import Record
from prospectus.model.registry import KINDS_BY_NAME, NAMED_KINDS
from prospectus.model.values.names import iter_names, normalise_name
from prospectus.model.values.text import Text
from prospectus.problems import Message, Problem
from prospectus.text.pinyin import read_syllables
from prospectus.validate.completed_events import build_directory
from prospectus.validate.known_names import list_choices
from prospectus.validate.references import CheckedRecord


@dataclass(slots=True)
class NameUse:
    """A name with something to be put right, where it is used first."""

    checked: CheckedRecord
    field_path: FieldPath
    name: str
    form: str | Message
    records: set[str] = field(default_factory=set)
    """The ids of all records that use it."""


def check_people_and_places(records: Sequence[CheckedRecord]) -> Iterator[Problem]:
    """Yield the names that lack a language of the site (PR550), and those that do not tell who is meant (PR552), each once."""
    site = next((checked.record for checked in records if isinstance(checked.record, Site)), None)
    if site is None:
        return
    directory, drafts = build_directory(records), _index_drafts(records)
    yield from _check_languages(records, [locale.language for locale in site.locales], directory, drafts)
    yield from _check_people(records, directory)


def _index_drafts(records: Sequence[CheckedRecord]) -> dict[str, CheckedRecord]:
    """Return the drafts of people and venues by normalised name."""
    drafts = (checked for checked in records if checked.raw.kind.name in NAMED_KINDS and checked.record.hidden)
    return {name: checked for checked in drafts for _, name in iter_names(checked.record.title)}


def _check_languages(
    records: Sequence[CheckedRecord], languages: Sequence[str], directory: Directory, drafts: dict[str, CheckedRecord]
) -> Iterator[Problem]:
    """A name of a person or a place must have a form in every language of the site, in its text or in its record."""
    paths = {checked.raw.kind.name: checked.raw.path for checked in reversed(records)}
    uses: dict[tuple[str, str, str], NameUse] = {}
    for checked in records:
        for kind, field_path, text, affiliation in _iter_unknown_names(checked, directory):
            for language in languages:
                if language not in text:
                    came = text.within(languages).text
                    draft = drafts.get(normalise_name(came))
                    form = _describe_draft(draft) if draft else _suggest_record(kind, text, affiliation, languages, paths.get(kind))
                    use = uses.setdefault((kind, language, normalise_name(came)), NameUse(checked, field_path, came, form))
                    use.records.add(":".join(checked.key))
    for (_, language, _), use in uses.items():
        params = {"language": language, "came": use.name, "count": len(use.records), "form": use.form}
        yield use.checked.raw.problem(use.field_path, "PR550", language, **params)


def _iter_unknown_names(checked: CheckedRecord, directory: Directory) -> Iterator[tuple[str, FieldPath, Text, Text | None]]:
    """Yield kind, field path and text of each name that no record has; for that of a person, also the affiliation beside it.

    The affiliation of an unknown person is left out: it belongs into the record of the person.
    """
    names = {field_path: (str(info.kind), text) for field_path, info, text in checked.values if info.value_type == "text" and info.kind}
    unknown = {field_path: (kind, text) for field_path, (kind, text) in names.items() if not directory.knows(kind, text)}
    for field_path, (kind, text) in unknown.items():
        beside = unknown.get((*field_path[:-1], "name"))
        if field_path[-1] == "affiliation" and beside is not None and not text.languages - beside[1].languages:
            continue
        affiliation = names.get((*field_path[:-1], "affiliation"))
        yield kind, field_path, text, affiliation[1] if affiliation and kind == "person" else None


def _describe_draft(draft: CheckedRecord) -> Message:
    where = f"{draft.raw.path}: {draft.record.id}"
    return Message(f"{where}, complete and without status: draft", f"{where}，补全后删去 status: draft")


def _suggest_record(kind: str, text: Text, affiliation: Text | None, languages: Sequence[str], path: str | None) -> str | Message:
    """Return the record to write for a name, with its file; for an affiliation, where to write it."""
    filled = _fill(text, languages)
    if not any(iter_names(text)):
        return filled
    if kind == "institution":
        return Message(f"affiliation: {filled}, in the record of the person", f"affiliation: {filled}，写在人物记录中")
    more = f", affiliation: {_fill(affiliation, languages)}" if affiliation is not None else ""
    return f"{choose_file(kind, path)}: - {{id: {suggest_id(text)}, title: {filled}{more}}}"


def choose_file(kind: str, path: str | None) -> str:
    """Return the file for a new record of a kind: that of its first record, or else a file of the name of its folder."""
    source_path = KINDS_BY_NAME[kind].source_path
    return path or f"{source_path}/{source_path.rpartition('/')[2]}.yml"


def suggest_id(text: Text) -> str:
    """Return an id for the record of a name: the English name, or else the first one in pinyin."""
    language, words = next(((language, text[language]) for language in ("en", *text) if language in text), ("", ""))
    return "-".join(read_syllables(words, language)) or "name"


def _fill(text: Text, languages: Sequence[str]) -> str:
    """Return a text in the flow style of YAML, with an ellipsis for each missing language."""
    return "{" + ", ".join(f"{language}: {text.as_dict().get(language, '…')}" for language in languages) + "}"


def _check_people(records: Sequence[CheckedRecord], directory: Directory) -> Iterator[Problem]:
    """A name that people's records have must tell whose it is."""
    uses: dict[tuple[str, str], NameUse] = {}
    for checked in records:
        event = checked.record
        if not isinstance(event, Event) or event.hidden:
            continue
        for field_path, participant in iter_participants(event):
            people = _list_possible(participant, directory, event)
            if people:
                name = _describe(participant)
                form = list_choices([f"person: {person.id}" for person in people])
                use = uses.setdefault((name, str(form)), NameUse(checked, field_path, name, form))
                use.records.add(":".join(checked.key))
    for use in uses.values():
        yield use.checked.raw.problem(use.field_path, "PR552", came=use.name, count=len(use.records), form=use.form)


def iter_participants(event: Event) -> Iterator[tuple[FieldPath, Participant]]:
    """Yield each participant of an event and of its segments, with the field path."""
    yield from ((("people", index), person) for index, person in enumerate(event.people))
    for number, segment in enumerate(event.segments):
        yield from ((("segments", number, "people", index), person) for index, person in enumerate(segment.people))


def _list_possible(participant: Participant, directory: Directory, event: Record) -> tuple[Record, ...]:
    """Return the people whom a name may mean, if it does not tell which; else nobody."""
    if participant.person is not None or participant.name is None:
        return ()
    sample = event.status == "sample"
    matches = directory.find_people(participant, sample=sample)
    return () if len(matches) == 1 else matches or directory.list_namesakes(participant, sample=sample)


def _describe(participant: Participant) -> str:
    texts = (participant.known_name, participant.affiliation)
    return " · ".join(" / ".join(text.as_dict().values()) for text in texts if text is not None)
