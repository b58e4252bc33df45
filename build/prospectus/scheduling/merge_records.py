"""Merges three versions of a list of records by their ids, such as the events of a month, for git.

The text of one side is kept, and the changes of the other are made in it block by block, with comments. A record that both sides have
changed is merged by its fields; only if both have changed one field, or one has removed the record, both versions are left between the
markers of a conflict. The result is parsed and compared with the records that were chosen. What cannot be merged in this way is left to
git, which merges lines.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from yaml import SequenceNode

from prospectus.load.conflict_sides import name_record
from prospectus.model.fields import FieldPath
from prospectus.problems import Message
from prospectus.scheduling import yaml_edit, yaml_records
from prospectus.scheduling.plan_messages import is_head_comment

OURS, THEIRS = "ours", "theirs"
_COMMENT = re.compile(r"(?:^|\s)#\s*(.*)$", re.MULTILINE)


class MergeResult(NamedTuple):
    """A merged text, and the records that are in conflict in it."""

    text: str
    conflicts: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class _Version:
    """One version of the list."""

    name: str
    text: str
    blocks: Mapping[str, str]
    """The lines of each record, comments included, by id."""
    records: Mapping[str, Any]
    apart: tuple[str, ...]
    """The comments that belong to no record."""


class _FieldConflict(Exception):
    """Both sides have changed one field."""


def merge_records(base: str, ours: str, theirs: str) -> MergeResult | None:
    """Return the merge of two lists with a common ancestor; None if one of them is no list in block style whose records have ids."""
    versions = [_read(name, text) for name, text in (("", base), (OURS, ours), (THEIRS, theirs))]
    if any(version is None for version in versions) or len({yaml_edit.newline_of(text) for text in (base, ours, theirs) if text}) > 1:
        return None
    ancestor, own, other = (version for version in versions if version is not None)
    try:
        if other.apart in (ancestor.apart, own.apart):
            return _merge(ancestor, own, other)
        return _merge(ancestor, other, own) if own.apart == ancestor.apart else None
    except yaml_edit.YamlEditError:
        return None


def merge_lines(base: str, ours: str, theirs: str) -> tuple[str, bool]:
    """Return the merge of three texts by git, line by line, and whether it has conflicts."""
    with tempfile.TemporaryDirectory(prefix="prospectus-") as folder:
        paths = [Path(folder, name) for name in (OURS, "base", THEIRS)]
        for path, text in zip(paths, (ours, base, theirs), strict=True):
            path.write_bytes(text.encode())
        command = ["git", "merge-file", "-p", "-q", "-L", OURS, "-L", "base", "-L", THEIRS, *map(str, paths)]
        result = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  (arguments, no shell)
        return result.stdout.decode(), result.returncode != 0


def _read(name: str, text: str) -> _Version | None:
    """Return a version; None for what is no list in block style of records with different ids."""
    try:
        root = yaml_edit.compose(text)
        records = yaml_edit.parse(text) or ()
    except yaml_edit.YamlEditError:
        return None
    if text.startswith(yaml_edit.BOM) or not isinstance(records, tuple):
        return None
    ids = [str(record["id"]) for record in records if isinstance(record, Mapping) and "id" in record]
    if len({*ids}) < len(records) or not isinstance(root, SequenceNode | None) or (records and root is not None and root.flow_style):
        return None
    spans = yaml_records.find_spans(text, root, is_head_comment) if records and root is not None else []
    blocks = {key: _end_line(text[span.start : span.end]) for key, span in zip(ids, spans, strict=True)}
    rest = "".join(
        text[end:start] for end, start in zip([0, *(span.end for span in spans)], [*(s.start for s in spans), len(text)], strict=True)
    )
    return _Version(name, text, blocks, dict(zip(ids, records, strict=True)), tuple(_COMMENT.findall(rest)))


def _end_line(block: str) -> str:
    return block if block.endswith("\n") else f"{block}{yaml_edit.newline_of(block)}"


def _merge(base: _Version, kept: _Version, other: _Version) -> MergeResult | None:
    """Return the text of `kept` with the changes of `other`; None if the result is not what was chosen."""
    chosen: dict[str, str] = dict(kept.blocks)
    conflicts: list[str] = []
    for key in {**base.blocks, **kept.blocks, **other.blocks}:
        before, own, new = (version.blocks.get(key) for version in (base, kept, other))
        if new in (own, before):
            continue
        block = new if own == before else _merge_block(before, own, new)
        if block is None and own != before:
            conflicts.append(key)
            block = own or new
        if block is None:
            del chosen[key]
        else:
            chosen[key] = block
    text = _write(kept, chosen)
    if {str(record["id"]): record for record in yaml_edit.parse(text) or ()} != {key: _parse_block(block) for key, block in chosen.items()}:
        return None
    sides = (kept, other) if kept.name == OURS else (other, kept)
    titles = tuple(name_record(next(side.records[key] for side in sides if key in side.records), key) for key in conflicts)
    return MergeResult(_mark_conflicts(text, conflicts, *sides), titles)


def _write(kept: _Version, chosen: Mapping[str, str]) -> str:
    """Return the text of a version with the chosen block of each record: replaced in place, taken out, or inserted by date."""
    text, keys = kept.text, list(kept.blocks)
    for row, key in reversed(list(enumerate(keys))):
        if key not in chosen:
            text, _ = yaml_records.cut_row(text, row, is_head_comment)
        elif chosen[key] != kept.blocks[key]:
            text = _replace_block(text, row, chosen[key])
    for key, block in chosen.items():
        if key not in kept.blocks:
            text = yaml_records.insert_block(text, block, is_head_comment)
    return text


def _replace_block(text: str, row: int, block: str) -> str:
    span = _find_spans(text)[row]
    return text[: span.start] + block + text[span.end :]


def _find_spans(text: str) -> list[yaml_records.Span]:
    root = yaml_edit.compose(text)
    return yaml_records.find_spans(text, root, is_head_comment) if isinstance(root, SequenceNode) and root.value else []


def _mark_conflicts(text: str, conflicts: Iterable[str], ours: _Version, theirs: _Version) -> str:
    """Return a text with both versions of each record in conflict, between markers."""
    keys, spans, newline = [str(record["id"]) for record in yaml_edit.parse(text) or ()], _find_spans(text), yaml_edit.newline_of(text)
    for row in sorted((keys.index(key) for key in conflicts), reverse=True):
        own, other = (side.blocks.get(keys[row], "") for side in (ours, theirs))
        marked = f"<<<<<<< {OURS}{newline}{own}======={newline}{other}>>>>>>> {THEIRS}{newline}"
        text = text[: spans[row].start] + marked + text[spans[row].end :]
    return text


# One record


def _merge_block(base: str | None, ours: str | None, theirs: str | None) -> str | None:
    """Return the lines of a record that both sides have changed; None if that is a conflict."""
    if base is None or ours is None or theirs is None:
        return None
    before, own, other = (_parse_block(block) for block in (base, ours, theirs))
    try:
        expected = _merge_values(before, own, other)
    except _FieldConflict:
        return None
    merged, has_conflict = merge_lines(base, ours, theirs)
    if not has_conflict and _is_record(merged, expected):
        return merged
    edited = yaml_edit.set_fields(ours, {(0, *field_path): value for field_path, value in _list_changes(own, expected)})
    lost = {*_COMMENT.findall(theirs)} - {*_COMMENT.findall(base)} - {*_COMMENT.findall(edited)}
    return None if lost else edited


def _parse_block(block: str) -> Any:
    (record,) = yaml_edit.parse(block)
    return record


def _is_record(text: str, expected: Any) -> bool:
    try:
        return bool(yaml_edit.parse(text) == (expected,))
    except yaml_edit.YamlEditError:
        return False


def _merge_values(base: Any, ours: Any, theirs: Any) -> Any:
    """Return a value that both sides may have changed; mappings by their fields. None is no value. Raises _FieldConflict."""
    if theirs in (base, ours):
        return ours
    if ours == base:
        return theirs
    if not all(isinstance(value, Mapping) for value in (base, ours, theirs)):
        raise _FieldConflict
    merged = {key: _merge_values(*(value.get(key) for value in (base, ours, theirs))) for key in {**base, **ours, **theirs}}
    return {key: value for key, value in merged.items() if value is not None}


def _list_changes(old: Mapping[str, Any], new: Mapping[str, Any], prefix: FieldPath = ()) -> Iterator[tuple[FieldPath, Any]]:
    """Yield the fields in which one record differs from another, with the new value; None removes a field."""
    for key in {**old, **new}:
        before, after = old.get(key), new.get(key)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from _list_changes(before, after, (*prefix, key))
        elif before != after:
            yield (*prefix, key), after
