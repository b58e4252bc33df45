"""Collects edits of fields and links, file by file, and makes them in the text of a file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from prospectus.errors import UsageError
from prospectus.load.drafts import RecordPart
from prospectus.model.fields import FieldPath
from prospectus.model.kind_names import describe_kind
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.problems import Message
from prospectus.problems.text_edit import TextEdit, apply_edits
from prospectus.scheduling import yaml_edit
from prospectus.scheduling.calendar_files import SourceCalendar, set_fields
from prospectus.validate.mentions import FieldReference, LinkReference, Reference
from prospectus.validate.references import CheckedRecord

NO_RECORD = Message("There is no {kind} with the id {id}{similar}.", "没有标识为 {id} 的{kind}{similar}。")
SIMILAR = Message("; similar ids: {ids}", "；相近的标识：{ids}")
MIXED_LINE_ENDS = Message("{path} has line ends of two kinds; it must be edited by hand.", "{path} 的换行符不统一，请手工修改。")


def find_record(source: SourceCalendar, kind: str, record_id: str) -> CheckedRecord:
    """Return a record, drafts included. Raises UsageError, with similar ids, when there is none."""
    same_kind = {checked.record.id: checked for checked in source.checked.records if checked.raw.kind.name == kind}
    if record_id not in same_kind:
        close = get_close_matches(record_id, same_kind, 3)
        similar = SIMILAR.fill(ids=Message(", ".join(close), "、".join(close))) if close else Message("", "")
        raise UsageError(NO_RECORD.fill(kind=describe_kind(kind), id=record_id, similar=similar))
    return same_kind[record_id]


@dataclass(slots=True)
class RecordEdits:
    """The edits of the files, collected by path."""

    fields: dict[str, dict[FieldPath, Any]] = field(default_factory=dict)
    links: dict[str, list[TextEdit]] = field(default_factory=dict)

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that change."""
        return tuple(dict.fromkeys((*self.fields, *self.links)))

    def set_field(self, part: RecordPart, field_path: FieldPath, value: object) -> None:
        """Set a field of a record in one of its files."""
        self.fields.setdefault(part.path, {})[(*part.prefix, *field_path)] = value

    def set_shared_field(self, checked: CheckedRecord, name: str, value: object) -> None:
        """Set a field that is the same in every language: in each file that has it, or else in the main one."""
        for part in [part for part in checked.raw.parts if name in part.data] or [checked.raw.main_part]:
            self.set_field(part, (name,), value)

    def point_to(self, reference: Reference, old: str, new: str) -> None:
        """Make a reference to the record `old`, a kind and an id, one to the record `new` of the same kind."""
        match reference:
            case FieldReference():
                value = new if reference.has_kind else new.partition(":")[2]
                self.set_field(reference.part, reference.field_path, value)
            case LinkReference():
                line, column = reference.locate()
                target = new if reference.target == old else _rename_file(reference.target, old, new)
                self.links.setdefault(reference.path, []).append(TextEdit(line, column, line, column + len(reference.target), target))

    def apply_to(self, text: str, path: str) -> str:
        """Return the new text of a file. Raises UsageError when it cannot be edited in place."""
        if path in self.links:
            text = _edit_links(text, path, self.links[path])
        return set_fields(path, text, self.fields[path]) if path in self.fields else text


def _rename_file(path: str, old: str, new: str) -> str:
    """Return the path of a text as a link writes it, with another id: `../guides/fees.zh.md`, from `guide:fees` to `guide:costs`.

    A text of a nested kind gets into another folder; the link names it by its id then.
    """
    if KINDS_BY_NAME[old.partition(":")[0]].nested:
        return new
    folder, name = posixpath.split(path)
    return posixpath.join(folder, new.partition(":")[2] + name[len(old.partition(":")[2]) :])


def _edit_links(text: str, path: str, links: Iterable[TextEdit]) -> str:
    bom, body = yaml_edit.split_bom(text)
    newline = yaml_edit.newline_of(body)
    lines = body.replace("\r\n", "\n")
    if lines.replace("\n", newline) != body:
        raise UsageError(MIXED_LINE_ENDS.fill(path=path))
    return bom + apply_edits(lines, tuple(links)).replace("\n", newline)
