"""Proposes records for the people and places of an import that no record has yet, and writes them if a scheduler asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from prospectus.model.directory import Directory
from prospectus.model.kinds.event import Event
from prospectus.model.values.names import iter_names, normalise_name
from prospectus.model.values.text import Text
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.spreadsheet.row_changes import RowChange
from prospectus.scheduling.yaml_edit import append_rows
from prospectus.validate.people_and_places import choose_file, suggest_id

if TYPE_CHECKING:
    from prospectus.scheduling.spreadsheet.import_month import ImportResult

PROPOSED_KINDS = ("person", "venue")


@dataclass(frozen=True, slots=True)
class NewName:
    """A name of a person or a place that no record has."""

    kind: str
    id: str
    """The id that its record would have."""
    path: str
    """The file in which its record would be."""
    text: Text
    affiliation: Text | None
    rows: tuple[str, ...]
    """The rows in which it is, as people name them."""
    is_draft: bool
    """Whether a language of the site is missing, so that its record would be a draft."""

    @property
    def name(self) -> str:
        """The name in the language in which it was written first."""
        return next(iter(self.text.as_dict().values()))

    def to_record(self) -> dict[str, Any]:
        """Return the record as it is written."""
        affiliation = {"affiliation": self.affiliation.as_dict()} if self.affiliation is not None else {}
        status = {"status": "draft"} if self.is_draft else {}
        return {"id": self.id, "title": self.text.as_dict(), **affiliation, **status}


@dataclass(slots=True)
class _Mention:
    kind: str
    text: Text
    affiliation: Text | None
    rows: list[str]


def collect_new_names(source: SourceCalendar, directory: Directory, changes: Sequence[RowChange]) -> tuple[NewName, ...]:
    """Return the names in the rows that are added or changed, in their order, for which there is neither a record nor a draft of one."""
    drafts = {
        (checked.raw.kind.name, name)
        for checked in source.checked.records
        if checked.raw.kind.name in PROPOSED_KINDS and checked.record.hidden
        for _, name in iter_names(checked.record.title)
    }
    mentions: dict[tuple[str, str], _Mention] = {}
    for change in changes:
        for kind, text, affiliation in _iter_names_of(change.event) if change.fields and change.event else ():
            if any((kind, name) in drafts for _, name in iter_names(text)) or directory.knows(kind, text):
                continue
            key = (kind, normalise_name(next(iter(text.as_dict().values()))))
            mention = mentions.setdefault(key, _Mention(kind, text, affiliation, []))
            mention.text = _merge(mention.text, text)
            mention.affiliation = _merge(mention.affiliation or affiliation, affiliation) if affiliation else mention.affiliation
            mention.rows.append(change.match.row.place)
    return tuple(_to_new_names(source, mentions.values()))


def _iter_names_of(event: Event) -> Iterator[tuple[str, Text, Text | None]]:
    """Yield kind, name and affiliation of each person and of the place of an event, without placeholders."""
    for participant in event.all_people:
        if participant.name is not None and participant.person is None and any(iter_names(participant.name)):
            yield "person", participant.name, participant.affiliation
    if event.place is not None and event.venue is None and any(iter_names(event.place)):
        yield "venue", event.place, None


def _merge(text: Text, other: Text) -> Text:
    return Text({**other.as_dict(), **text.as_dict()}) if other.languages - text.languages else text


def _to_new_names(source: SourceCalendar, mentions: Iterable[_Mention]) -> Iterator[NewName]:
    checked = source.checked.records
    taken = {record.key for record in checked} | {(record.raw.kind.name, key) for record in checked for key in record.record.formerly}
    paths = {record.raw.kind.name: record.raw.path for record in reversed(checked)}
    for mention in mentions:
        key = _choose_id(suggest_id(mention.text), mention.kind, taken)
        taken.add((mention.kind, key))
        texts = (mention.text, *([mention.affiliation] if mention.affiliation else []))
        is_draft = any(language not in text for text in texts for language in source.languages)
        path = choose_file(mention.kind, paths.get(mention.kind))
        yield NewName(mention.kind, key, path, mention.text, mention.affiliation, tuple(dict.fromkeys(mention.rows)), is_draft)


def _choose_id(proposed: str, kind: str, taken: set[tuple[str, str]]) -> str:
    """Return the proposed id, with a number if another record has it."""
    number, key = 1, proposed
    while (kind, key) in taken:
        number += 1
        key = f"{proposed}-{number}"
    return key


def add_records(source: SourceCalendar, result: ImportResult) -> ImportResult:
    """Return the result of an import that also writes a record for each new name. Raises YamlEditError."""
    texts: dict[str, str] = {}
    for path in dict.fromkeys(item.path for item in result.new_names):
        rows = [item.to_record() for item in result.new_names if item.path == path]
        texts[path] = append_rows(source.text_of(path), rows)
    return replace(result, record_texts=texts)
