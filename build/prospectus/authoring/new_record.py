"""Plans a new record: its text, its place, and the files that are written for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from prospectus.authoring.field_schema import RecordSchema
from prospectus.authoring.new_id import check_new_id
from prospectus.authoring.placement import Place, find_place
from prospectus.authoring.record_form import FilledRecord
from prospectus.authoring.record_text import render_prose, render_record
from prospectus.errors import UsageError
from prospectus.load.drafts import ProseFile, RawRecord, RecordPart
from prospectus.model.kind_names import describe_kind
from prospectus.model.registry import Kind
from prospectus.problems import Message, Problem
from prospectus.scheduling import yaml_edit, yaml_records
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.validate.run import check_records, check_site

KEPT = Message(
    "A {kind} is written by `prospectus release` when a month is published, and never by hand.",
    "{kind}由 `prospectus release` 在发布一个月的日程时写入，不能手工新建。",
)
ONLY_ONE = Message(
    "A site has only one record of the kind {kind}, {path}. `prospectus init` makes a new site.",
    "一个站点只有一条{kind}记录，即 {path}。新建站点用 `prospectus init`。",
)


@dataclass(frozen=True, slots=True)
class NewRecord:
    """What is written for a new record."""

    texts: Mapping[str, str | None]
    """The text of each file, by path."""
    block: str
    """The lines of the record alone, which are the whole text of a file of its own."""
    is_draft: bool
    problems: tuple[Problem, ...]
    """The errors that the record would have; with any, it must not be written."""


def check_new_kind(kind: Kind) -> None:
    """Raise UsageError if nobody makes a record of a kind by hand."""
    if kind.frozen:
        raise UsageError(KEPT.fill(kind=describe_kind(kind.name)))
    if kind.storage == "file" and kind.source_path.endswith(".yml"):
        raise UsageError(ONLY_ONE.fill(kind=describe_kind(kind.name), path=kind.source_path))


def usually_has_prose(source: SourceCalendar, kind: Kind) -> bool:
    """Return whether a new record of a kind gets Markdown files: most records of the kind have some, or the kind usually has."""
    records = [raw for raw in source.loaded.raw_records if raw.kind is kind]
    return kind.prose and (2 * sum(bool(raw.prose) for raw in records) > len(records) if records else kind.mainly_prose)


def plan_new_record(
    source: SourceCalendar, schema: RecordSchema, filled: FilledRecord, language: str, *, file: str = "", with_prose: bool = False
) -> NewRecord:
    """Return what must be written for a new record. It is a draft while texts are missing. Raises UsageError when it cannot be placed.

    `language` is that of the comments.
    """
    kind, data = schema.kind, dict(filled.data)
    check_new_kind(kind)
    check_new_id(source, kind, str(data["id"]))
    place = find_place(source, kind, data, file)
    if place.is_list and kind.storage == "file":
        data = {"id": data.pop("id"), "type": kind.name, **data}
    record_id, has_prose = str(data["id"]), with_prose and (not place.is_list or kind.storage != "file")
    missing = [*filled.missing_texts, *(question.name for question in filled.missing)]
    if (missing or has_prose) and "status" not in data:
        data["status"] = "draft"
    data = _drop_empty(data)
    if not place.is_list:
        data.pop("id")
    block = render_record(source, schema, data, missing, language, is_list=place.is_list)
    texts: dict[str, str | None] = {place.path: _put(source, place, block)}
    if has_prose:
        for site_language in source.languages:
            texts[str(PurePosixPath(place.path).with_name(f"{record_id.rpartition('/')[2]}.{site_language}.md"))] = render_prose(
                site_language
            )
    problems = _find_errors(source, kind, place, {**data, "id": record_id}, texts)
    return NewRecord(texts, block, data.get("status") == "draft", problems)


def _drop_empty(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields without those that have no value yet."""
    return {name: value for name, value in data.items() if value not in (None, "", {})}


def _put(source: SourceCalendar, place: Place, block: str) -> str:
    if not place.is_list:
        yaml_edit.parse(block)
        return block
    return yaml_records.insert_block(source.text_of(place.path), block, position=place.position)


def _find_errors(
    source: SourceCalendar, kind: Kind, place: Place, data: Mapping[str, Any], texts: Mapping[str, str | None]
) -> tuple[Problem, ...]:
    """Return the errors of the site with the record that it does not have without it."""
    fields = yaml_edit.to_plain(data)
    prose = {PurePosixPath(path).suffixes[0][1:]: ProseFile(path, text or "", 1) for path, text in texts.items() if path.endswith(".md")}
    key = None if place.is_list else str(data["id"])
    raw = RawRecord(source.root, kind, key, fields, (RecordPart(place.path, fields),), prose)
    loaded = replace(source.loaded, raw_records=[*source.loaded.raw_records, raw])
    before = {_identify(problem) for problem in source.validation.problems}
    after = check_site(loaded, check_records(loaded), now=source.now).problems
    return tuple(problem for problem in after if problem.severity == "error" and _identify(problem) not in before)


def _identify(problem: Problem) -> tuple[str, str, str]:
    return problem.path, problem.code, problem.sentence()
