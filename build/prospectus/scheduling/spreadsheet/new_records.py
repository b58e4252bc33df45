"""Proposes records for the people and places of an import that no record has yet, and writes them if a scheduler asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from prospectus.model.directory import Directory
from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event
from prospectus.model.values.names import iter_names, normalise_name
from prospectus.model.values.text import Text
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.spreadsheet.row_changes import RowChange
from prospectus.scheduling.spreadsheet.row_places import RowPlace
from prospectus.scheduling.yaml_edit import append_rows, set_fields
from prospectus.validate.people_and_places import choose_file, suggest_id
from prospectus.validate.references import CheckedRecord

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
    rows: tuple[RowPlace, ...]
    """The rows in which it is."""
    is_draft: bool
    """Whether a language of the site is missing, so that its record would be a draft."""
    edits: Mapping[FieldPath, Any] = field(default_factory=dict)
    """What the rows add to a draft of its record, by the path of the field in the file; empty if there is no draft."""

    @property
    def name(self) -> str:
        """The name in the language in which it was written first."""
        return next(iter(self.text.as_dict().values()))

    @property
    def names(self) -> str:
        """The name in every language in which it is known."""
        return " = ".join(self.text.as_dict().values())

    def to_record(self) -> dict[str, Any]:
        """Return the record as it is written."""
        affiliation = {"affiliation": self.affiliation.as_dict()} if self.affiliation is not None else {}
        status = {"status": "draft"} if self.is_draft else {}
        return {"id": self.id, "title": self.text.as_dict(), **affiliation, **status}


@dataclass(slots=True)
class _Mention:
    kind: str
    draft: CheckedRecord | None
    text: Text
    affiliation: Text | None
    rows: list[RowPlace]


def collect_new_names(source: SourceCalendar, directory: Directory, changes: Sequence[RowChange]) -> tuple[NewName, ...]:
    """Return the names in the rows that are added or changed, in their order, that no published record has.

    A name that the draft of a record has is left out, unless the rows have it in a language that the draft lacks.
    """
    drafts = _index_drafts(source)
    mentions: dict[tuple[str, str], _Mention] = {}
    for change in changes:
        for kind, text, affiliation in _iter_names_of(change.event) if change.fields and change.event else ():
            if directory.knows(kind, text):
                continue
            matches = [drafts[kind, name] for _, name in iter_names(text) if (kind, name) in drafts]
            if None in matches:
                continue
            draft = next(iter(matches), None)
            key = draft.key if draft is not None else (kind, normalise_name(next(iter(text.as_dict().values()))))
            mention = mentions.setdefault(key, _Mention(kind, draft, text, affiliation, []))
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


def _index_drafts(source: SourceCalendar) -> dict[tuple[str, str], CheckedRecord | None]:
    """Return the drafts of records by kind and normalised name in each language; None for a name that two of them have."""
    drafts: dict[tuple[str, str], list[CheckedRecord]] = {}
    for checked in source.checked.records:
        if checked.raw.kind.name in PROPOSED_KINDS and checked.record.hidden:
            for name in {name for _, name in iter_names(checked.record.title)}:
                drafts.setdefault((checked.raw.kind.name, name), []).append(checked)
    return {key: records[0] if len(records) == 1 else None for key, records in drafts.items()}


def _merge(text: Text, other: Text) -> Text:
    return Text({**other.as_dict(), **text.as_dict()}) if other.languages - text.languages else text


def _to_new_names(source: SourceCalendar, mentions: Iterable[_Mention]) -> Iterator[NewName]:
    checked = source.checked.records
    taken = {record.key for record in checked} | {(record.raw.kind.name, key) for record in checked for key in record.record.formerly}
    paths = {record.raw.kind.name: record.raw.path for record in reversed(checked)}
    for mention in mentions:
        if mention.draft is not None:
            yield from _complete_draft(mention, mention.draft, source.languages)
            continue
        key = _choose_id(suggest_id(mention.text), mention.kind, taken)
        taken.add((mention.kind, key))
        texts = (mention.text, *([mention.affiliation] if mention.affiliation else []))
        is_draft = any(language not in text for text in texts for language in source.languages)
        path = choose_file(mention.kind, paths.get(mention.kind))
        yield NewName(mention.kind, key, path, mention.text, mention.affiliation, tuple(dict.fromkeys(mention.rows)), is_draft)


def _complete_draft(mention: _Mention, draft: CheckedRecord, languages: Sequence[str]) -> Iterator[NewName]:
    """Yield what the rows add to the draft of a record; nothing if they say nothing new. A complete record is a draft no longer."""
    title, affiliation = draft.record.title, getattr(draft.record, "affiliation", None)
    new_title = _merge(title, mention.text)
    new_affiliation = _merge(affiliation, mention.affiliation) if affiliation and mention.affiliation else affiliation
    texts = [new_title, *([new_affiliation] if new_affiliation else [])]
    is_draft = any(language not in text for text in texts for language in languages)
    edits: dict[FieldPath, Any] = {
        (*draft.raw.parts[0].prefix, name, language): new[language]
        for name, old, new in (("title", title, new_title), ("affiliation", affiliation, new_affiliation))
        if old is not None and new is not None
        for language in new
        if language not in old
    }
    if edits and not is_draft:
        edits[*draft.raw.parts[0].prefix, "status"] = None
    if edits:
        rows = tuple(dict.fromkeys(mention.rows))
        yield NewName(mention.kind, draft.record.id, draft.raw.path, new_title, new_affiliation, rows, is_draft, edits)


def _choose_id(proposed: str, kind: str, taken: set[tuple[str, str]]) -> str:
    """Return the proposed id, with a number if another record has it."""
    number, key = 1, proposed
    while (kind, key) in taken:
        number += 1
        key = f"{proposed}-{number}"
    return key


def add_records(source: SourceCalendar, result: ImportResult) -> ImportResult:
    """Return the result of an import that also writes a record for each new name, or completes its draft. Raises YamlEditError."""
    texts: dict[str, str] = {}
    for path in dict.fromkeys(item.path for item in result.new_names):
        items = [item for item in result.new_names if item.path == path]
        edits = {field_path: value for item in items for field_path, value in item.edits.items()}
        rows = [item.to_record() for item in items if not item.edits]
        text = set_fields(source.text_of(path), edits) if edits else source.text_of(path)
        texts[path] = append_rows(text, rows) if rows else text
    return replace(result, record_texts=texts)
