"""Gives a record another id: its files, everything that refers to it, and its former id, from whose address a redirect leads on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from prospectus.errors import UsageError
from prospectus.model.kind_names import describe_kind
from prospectus.model.values.reference import ID_PATTERN
from prospectus.problems import Message
from prospectus.refactoring.moved_links import edit_relative_paths
from prospectus.refactoring.record_edits import RecordEdits, find_record
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.validate.mentions import Reference, find_references
from prospectus.validate.references import CheckedRecord

NOT_AN_ID = Message(
    "An id must consist of lower-case letters, digits and single hyphens; got {id}.",
    "标识只能由小写字母、数字和单个连字符组成；现在是 {id}。",
)
TAKEN = Message("The id {id} belongs to another {kind}, or did so earlier.", "标识 {id} 已属于另一条{kind}，或者曾经属于它。")
FILE_TAKEN = Message("There is a file {path} already.", "已有文件 {path}。")
FROZEN = Message("A {kind} is kept as it was published and cannot be renamed.", "{kind}须保持发布时的样子，不能改名。")
ONLY_RECORD = Message("The record of the site has no other id.", "站点记录只有这一个标识。")


@dataclass(frozen=True, slots=True)
class Renaming:
    """What a rename writes."""

    texts: Mapping[str, str | None]
    """The new text of each file that changes, by path; None for a file that goes because it gets another name."""
    references: tuple[Reference, ...]
    moves: Mapping[str, str]
    """The new path of each file of the record that gets another name, by its old path."""


def plan_rename(source: SourceCalendar, kind: str, old_id: str, new_id: str) -> Renaming:
    """Return what must be written so that a record has another id.

    Raises UsageError when there is no such record, when the new id is not possible, or when a file cannot be edited in place.
    """
    checked = find_record(source, kind, old_id)
    _check_new_id(source, checked, new_id)
    references = tuple(find_references(source.checked.records, (kind, old_id)))
    edits = RecordEdits()
    _edit_record(checked, new_id, edits)
    for reference in references:
        edits.point_to(reference, f"{kind}:{old_id}", f"{kind}:{new_id}")
    moves = _list_moves(source, checked, new_id)
    edit_relative_paths(checked, moves, edits)
    _edit_waivers(source, moves, edits)
    paths = dict.fromkeys((*edits.paths, *moves))
    texts: dict[str, str | None] = {moves.get(path, path): edits.apply_to(source.text_of(path), path) for path in paths}
    return Renaming({**texts, **dict.fromkeys(moves)}, references, moves)


def _check_new_id(source: SourceCalendar, checked: CheckedRecord, new_id: str) -> None:
    kind = checked.raw.kind
    if kind.frozen:
        raise UsageError(FROZEN.fill(kind=describe_kind(kind.name)))
    if kind.name == "site":
        raise UsageError(ONLY_RECORD)
    if not all(map(ID_PATTERN.fullmatch, new_id.split("/") if kind.nested else [new_id])):
        raise UsageError(NOT_AN_ID.fill(id=new_id))
    others = (other for other in source.checked.records if other.raw.kind is kind and other is not checked)
    if new_id == checked.record.id or any(new_id in (other.record.id, *other.record.formerly) for other in others):
        raise UsageError(TAKEN.fill(kind=describe_kind(kind.name), id=new_id))


def _edit_record(checked: CheckedRecord, new_id: str, edits: RecordEdits) -> None:
    """Write the new id, and the old one as a former id. A record that gets a former id back has it no longer as a former one."""
    former_ids = [former for former in (*checked.record.formerly, checked.record.id) if former != new_id]
    parts = checked.raw.parts
    edits.set_shared_field(checked, "formerly", former_ids)
    for part in parts:
        if "id" in part.data:
            edits.set_field(part, ("id",), new_id)


def _list_moves(source: SourceCalendar, checked: CheckedRecord, new_id: str) -> dict[str, str]:
    """Return the new path of each file that is named after the record."""
    raw = checked.raw
    own_parts = [part for part in raw.parts if raw.key is not None or part.language is not None]  # the others are in a list
    files = dict.fromkeys((*(part.path for part in own_parts), *(prose.path for prose in raw.prose.values())))
    moves = {path: _move(path, checked, new_id) for path in files}
    for path in moves.values():
        if (source.root / path).exists():
            raise UsageError(FILE_TAKEN.fill(path=path))
    return moves


def _move(path: str, checked: CheckedRecord, new_id: str) -> str:
    """Return the new path of a file that is named after a record; that of a nested kind also gets into another folder."""
    file, kind = PurePosixPath(path), checked.raw.kind
    if kind.nested:
        return f"{kind.source_path}/{new_id}{file.name[file.name.index('.') :]}"
    return str(file.with_name(new_id + file.name[len(checked.raw.key or checked.record.id) :]))


def _edit_waivers(source: SourceCalendar, moves: Mapping[str, str], edits: RecordEdits) -> None:
    """Change the paths in the waivers of the site that name one of the files."""
    site = next(checked for checked in source.checked.records if checked.record is source.site)
    for index, waiver in enumerate(source.site.waivers):
        if waiver.path in moves:
            edits.set_field(site.raw.parts[0], ("waivers", index, "path"), moves[waiver.path])
