"""The library: all records of a site, found by kind and id, with who refers to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from prospectus.model.kinds import KINDS, Kind
from prospectus.model.record import Record
from prospectus.model.site import Site

Key = tuple[str, str]
"""A kind and an id."""


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that may be shown, in the order in which it is shown."""

    site: Site
    records: Mapping[str, Mapping[str, Record]]
    """By kind, then by id."""
    prose: Mapping[Key, Mapping[str, str]]
    """Markdown by language."""
    stale: frozenset[tuple[str, str, str]]
    """Kind, id and language of every translation whose source has changed since."""
    referrers: Mapping[Key, tuple[Key, ...]]
    """Who refers to a record, in the order of the kinds."""
    revisions: Mapping[Key, str]
    """A hash of all that is written of a record."""
    uses: Mapping[tuple[str, str], tuple[Key, ...]]
    """By term and language: the records whose text in that language uses it, in the order of the kinds."""

    def of(self, kind: str) -> tuple[Record, ...]:
        """Return the records of a kind, in order."""
        return tuple(self.records.get(kind, {}).values())

    def get(self, kind: str, key: str) -> Record | None:
        """Return a record, or None when it is not shown."""
        return self.records.get(kind, {}).get(key)

    def with_pages(self) -> list[tuple[Kind, Record]]:
        """Return every record that has a page of its own, kind by kind."""
        return [(kind, record) for kind in KINDS if kind.page for record in self.of(kind.name)]
