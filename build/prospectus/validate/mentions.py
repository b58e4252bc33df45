"""Finds where the content names a record: in fields of other records, and in links of their texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prospectus.load.drafts import RecordPart, find_position
from prospectus.model.fields import FieldPath
from prospectus.model.library import RecordKey
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.validate.prose.field_source import iter_sources
from prospectus.validate.prose.links import iter_links, resolve_target
from prospectus.validate.prose.source import ProseSource
from prospectus.validate.references import CheckedRecord

TARGET_TYPES = ("target", "shown")
"""The types of fields that name a record with its kind: `guide:margin`."""


@dataclass(frozen=True, slots=True)
class FieldReference:
    """A field that names the record."""

    referrer: CheckedRecord
    part: RecordPart
    """The file of the referring record that has the field."""
    field_path: FieldPath
    """The path of the value within the record."""
    has_kind: bool
    """Whether the value is `KIND:ID` and not the id alone."""

    @property
    def path(self) -> str:
        """The file, relative to the root of the site."""
        return self.part.path

    def locate(self) -> tuple[int, int]:
        """Return its line and column, from 1."""
        return find_position(self.referrer.raw.root, self.part, self.field_path)


@dataclass(frozen=True, slots=True)
class LinkReference:
    """A link in a text that leads to the record."""

    referrer: CheckedRecord
    source: ProseSource
    """The text: of a Markdown file, or of a field."""
    offset: int
    """The offset of the target in the text."""
    target: str
    """The target as it is written, without a fragment: `guide:fees` or the path of a Markdown file."""

    @property
    def path(self) -> str:
        """The file, relative to the root of the site."""
        return self.source.file.path

    def locate(self) -> tuple[int, int]:
        """Return its line and column, from 1."""
        return self.source.position_of(self.offset)


Reference = FieldReference | LinkReference


def find_references(records: Iterable[CheckedRecord], key: RecordKey) -> Iterator[Reference]:
    """Yield every place that names the record with a kind and an id. What is frozen, such as releases, stays as it was and is left out."""
    for checked in records:
        if not checked.raw.kind.frozen:
            yield from _find_in_fields(checked, key)
            yield from _find_in_texts(checked, key)


def _find_in_fields(checked: CheckedRecord, key: RecordKey) -> Iterator[FieldReference]:
    kind, record_id = key
    for field_path, info, value in checked.values:
        is_reference = info.value_type == "ref" and info.kind == kind and value == record_id
        is_target = info.value_type in TARGET_TYPES and value == f"{kind}:{record_id}"
        if is_reference or is_target:
            having = [part for part in checked.raw.parts if field_path[0] in part.data]
            yield from (FieldReference(checked, part, field_path, is_target) for part in having)


def _find_in_texts(checked: CheckedRecord, key: RecordKey) -> Iterator[LinkReference]:
    target = ":".join(key)
    name = "" if KINDS_BY_NAME[key[0]].nested else key[1]  # a path may name only a part of a nested id, or none for `index`
    for source in iter_sources(checked):
        if target in source.text or (".md" in source.text and name in source.text):
            for link in iter_links(source):
                if resolve_target(source, link.target) == target:
                    yield LinkReference(checked, source, link.offset, link.target.partition("#")[0])
