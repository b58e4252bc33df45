"""Keeps relative paths right in files that get into another folder: links, pictures and files in texts and fields."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from prospectus.problems.text_edit import TextEdit
from prospectus.refactoring.record_edits import RecordEdits
from prospectus.text.relative_links import resolve_path
from prospectus.validate.prose.files import write_path
from prospectus.validate.prose.links import iter_links
from prospectus.validate.prose.source import ProseSource
from prospectus.validate.references import CheckedRecord


def edit_relative_paths(checked: CheckedRecord, moves: Mapping[str, str], edits: RecordEdits) -> None:
    """Collect the edits that let each relative path of a record lead where it does now. `moves` has the new path of each of its files."""
    if all(posixpath.dirname(old) == posixpath.dirname(new) for old, new in moves.items()):
        return
    for language, prose in checked.raw.prose.items():
        source = ProseSource(prose, language)
        for link in iter_links(source):
            new_target = _move_target(link.target, prose.path, moves)
            if new_target != link.target:
                line, column = source.position_of(link.offset)
                edits.links.setdefault(prose.path, []).append(TextEdit(line, column, line, column + len(link.target), new_target))
    _edit_fields(checked, moves, edits)


def _move_target(target: str, path: str, moves: Mapping[str, str]) -> str:
    """Return the target of a link in the file at `path` as it must be written in the new place of the file."""
    if ":" in target or target.startswith(("#", "/")):
        return target
    found = resolve_path(posixpath.dirname(path), target)
    if found is None:
        return target
    fragment = f"#{target.partition('#')[2]}" if "#" in target else ""
    return write_path(posixpath.dirname(moves[path]), moves.get(found, found)) + fragment


def _edit_fields(checked: CheckedRecord, moves: Mapping[str, str], edits: RecordEdits) -> None:
    for field_path, info, value in checked.values:
        if info.value_type == "file":
            for part in checked.raw.parts:
                if field_path[0] in part.data and part.path in moves:
                    edits.set_field(part, field_path, _move_target(value, part.path, moves))
