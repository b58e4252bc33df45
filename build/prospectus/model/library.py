"""The library: all records of a site by kind and id, with references between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from prospectus.model.kinds.site import Site
from prospectus.model.media import MediaFile
from prospectus.model.record import Record
from prospectus.model.registry import KINDS, Kind

RecordKey = tuple[str, str]
"""A kind and an id."""


class SourceFiles(NamedTuple):
    """The files that a record is written in: paths relative to the root of the site."""

    prose: Mapping[str, str]
    """By language, the file of its text."""
    record: str
    """The file of its fields; empty if they stand before its text."""


@dataclass(frozen=True, slots=True)
class Library:
    """All records that may be shown, sorted as they are shown."""

    site: Site
    records: Mapping[str, Mapping[str, Record]]
    """The records, by kind, then by id."""
    prose: Mapping[RecordKey, Mapping[str, str]]
    """The Markdown of each record, by language."""
    outdated_translations: frozenset[tuple[str, str, str]]
    """Kind, id and language of every outdated translation, whose source has changed since."""
    referrers: Mapping[RecordKey, tuple[RecordKey, ...]]
    """The records that refer to each record, in the order of the kinds."""
    fingerprints: Mapping[RecordKey, str]
    """A hash of everything that is written of each record."""
    field_fingerprints: Mapping[RecordKey, str]
    """A hash of the fields of each record, without its Markdown."""
    term_uses: Mapping[tuple[str, str], tuple[RecordKey, ...]]
    """By id of a term and language, the records whose text in that language uses the term, in the order of the kinds."""
    files: Mapping[RecordKey, SourceFiles] = field(default_factory=dict)
    """The files that each record is written in."""
    converted_languages: Mapping[RecordKey, frozenset[str]] = field(default_factory=dict)
    """The languages into which texts of each record were converted."""
    media: Mapping[str, MediaFile] = field(default_factory=dict)
    """The pictures and downloads that are published, by their path in the repository."""
    awaited_kinds: frozenset[str] = frozenset()
    """The kinds with records that are published at a later time. Links to their lists are written already, so the lists exist."""

    def records_of(self, kind: str) -> tuple[Record, ...]:
        """Return the records of a kind, sorted."""
        return tuple(self.records.get(kind, {}).values())

    def get(self, kind: str, record_id: str) -> Record | None:
        """Return a record; None when it does not exist or is not shown."""
        return self.records.get(kind, {}).get(record_id)

    def records_with_pages(self) -> list[tuple[Kind, Record]]:
        """Return every record that has a page of its own, in the order of the kinds."""
        return [(kind, record) for kind in KINDS if kind.page for record in self.records_of(kind.name)]
