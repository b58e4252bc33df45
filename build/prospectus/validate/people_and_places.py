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
from prospectus.validate.right_forms import format_value

MISSING = "…"
"""What stands for a text in a language that is not known."""
MAX_ID = 60
"""The most characters of a proposed id."""


@dataclass(slots=True)
class NameUse:
    """A name with something to be put right, where it is used first."""

    checked: CheckedRecord
    field_path: FieldPath
    name: str
    form: str | Message
    records: set[str] = field(default_factory=set)
    """The ids of all records that use it."""


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name that no record has, where it is written."""

    checked: CheckedRecord
    field_path: FieldPath
    kind: str
    """The kind of the record that should have it."""
    text: Text
    affiliation: Text | None
    """The affiliation beside the name of a person."""


def check_people_and_places(records: Sequence[CheckedRecord]) -> Iterator[Problem]:
    """Yield the names that lack a language of the site (PR550), and those that do not tell who is meant (PR552), each once."""
    site = next((checked.record for checked in records if isinstance(checked.record, Site)), None)
    if site is None:
        return
    directory = build_directory(records)
    names = [name for checked in records for name in _iter_unknown_names(checked, directory)]
    yield from _check_languages(names, RecordProposals(records, names, site.written_languages))
    yield from _check_people(records, directory)


def _iter_unknown_names(checked: CheckedRecord, directory: Directory) -> Iterator[UnknownName]:
    """Yield each name in a record that no other record has. The affiliation of an unknown person belongs into the record of the person."""
    names = {field_path: (str(info.kind), text) for field_path, info, text in checked.values if info.value_type == "text" and info.kind}
    unknown = {field_path: (kind, text) for field_path, (kind, text) in names.items() if not directory.knows(kind, text)}
    for field_path, (kind, text) in unknown.items():
        beside = unknown.get((*field_path[:-1], "name"))
        if field_path[-1] == "affiliation" and beside is not None and not beside[1].languages - text.languages:
            continue
        affiliation = names.get((*field_path[:-1], "affiliation"))
        yield UnknownName(checked, field_path, kind, text, affiliation[1] if affiliation and kind == "person" else None)


def _check_languages(names: Sequence[UnknownName], proposals: RecordProposals) -> Iterator[Problem]:
    """A name of a person or a place must have a form in every language of the site, in its text or in its record."""
    uses: dict[tuple[str, str, str], NameUse] = {}
    for name in names:
        for language in proposals.list_missing(name):
            came = name.text.within(proposals.languages).text
            key = (name.kind, language, normalise_name(came))
            use = uses.setdefault(key, NameUse(name.checked, name.field_path, came, ""))
            use.form = use.form or proposals.describe(name)
            use.records.add(":".join(name.checked.key))
    for (_, language, _), use in uses.items():
        params = {"language": language, "came": use.name, "count": len(use.records), "form": use.form}
        yield use.checked.raw.problem(use.field_path, "PR550", language, **params)


class RecordProposals:
    """Says how the records of unknown names are written: with all that is known of the names, and in which file."""

    def __init__(self, records: Sequence[CheckedRecord], names: Sequence[UnknownName], languages: Sequence[str]) -> None:
        self.languages = languages
        self._paths = {checked.raw.kind.name: checked.raw.path for checked in reversed(records)}
        drafts = (checked for checked in records if checked.raw.kind.name in NAMED_KINDS and checked.record.hidden)
        self._drafts = {(checked.raw.kind.name, key): checked for checked in drafts for _, key in iter_names(checked.record.title)}
        self._translations: dict[tuple[str, str], Text] = {}
        for name in names:
            self._add_translation(name.kind, name.text)
            if name.affiliation is not None:
                self._add_translation("institution", name.affiliation)

    def _add_translation(self, kind: str, text: Text) -> None:
        if len(text.languages) > 1:
            for _, key in iter_names(text):
                self._translations.setdefault((kind, key), text)

    def list_missing(self, name: UnknownName) -> list[str]:
        """Return the languages that a name lacks, without those that the draft of a record lacks: they are reported at the draft."""
        draft = self._find_draft(name)
        return [language for language in self.languages if language not in name.text and (draft is None or language in draft.record.title)]

    def _find_draft(self, name: UnknownName) -> CheckedRecord | None:
        return next((self._drafts[name.kind, key] for _, key in iter_names(name.text) if (name.kind, key) in self._drafts), None)

    def describe(self, name: UnknownName) -> str | Message:
        """Return the record to write for a name, with its file; for a draft, that it must be published; for an affiliation, its texts."""
        draft = self._find_draft(name)
        if draft is not None:
            where = f"{draft.raw.path}: {draft.record.id}"
            return Message(f"{where}, without status: draft", f"{where}，删去 status: draft")
        title = self._fill(name.kind, name.text)
        if not any(iter_names(name.text)):
            return format_value(title)
        if name.kind == "institution":
            filled = f"affiliation: {format_value(title)}"
            return Message(f"{filled}, in the record of the person", f"{filled}，写在人物记录中")
        affiliation = {"affiliation": self._fill("institution", name.affiliation)} if name.affiliation is not None else {}
        record = {"id": suggest_id(Text(title)), "title": title, **affiliation}
        return f"{choose_file(name.kind, self._paths.get(name.kind))}: - {format_value(record)}"

    def _fill(self, kind: str, text: Text) -> dict[str, str]:
        """Return a text in every language of the site: as it is written anywhere, else an ellipsis."""
        known = next((self._translations[kind, key] for _, key in iter_names(text) if (kind, key) in self._translations), text)
        texts = {**known.as_dict(), **text.as_dict()}
        return {language: texts.get(language, MISSING) for language in self.languages}


def choose_file(kind: str, path: str | None) -> str:
    """Return the file for a new record of a kind: that of its first record, or else a file of the name of its folder."""
    source_path = KINDS_BY_NAME[kind].source_path
    return path or f"{source_path}/{source_path.rpartition('/')[2]}.yml"


def suggest_id(text: Text) -> str:
    """Return an id for the record of a name: the English name, or else the first one in pinyin."""
    language, words = next((language, text[language]) for language in ("en", *text) if text.as_dict().get(language, MISSING) != MISSING)
    proposed = "-".join(read_syllables(words, language))
    return (proposed if len(proposed) <= MAX_ID else proposed[:MAX_ID].rpartition("-")[0]) or "name"


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
