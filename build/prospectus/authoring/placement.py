"""Where a new record is written: a file of its own, a list, or the list of a month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from prospectus.errors import UsageError
from prospectus.model.kind_names import describe_kind
from prospectus.model.month_paths import MONTHS_FOLDER, MonthPath, parse_month_path
from prospectus.model.registry import EVENT_KINDS, Kind
from prospectus.model.values.partial_date import PartialDate
from prospectus.problems import Message
from prospectus.scheduling.calendar_files import SourceCalendar

WRONG_FILE = Message("A {kind} belongs in {form}; got {path}.", "{kind}应写在 {form} 中；现在是 {path}。")
OTHER_MONTH = Message(
    "An event that starts on {starts} belongs in {form}; got {path}.", "{starts} 开始的活动应写在 {form} 中；现在是 {path}。"
)
FILE_TAKEN = Message("There is a file {path} already.", "已有文件 {path}。")
SEVERAL_FILES = Message("Say with --file in which of these files it belongs: {paths}.", "请用 --file 写明写入哪个文件：{paths}。")


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a new record."""

    path: str
    """Its file, relative to the root."""
    is_list: bool
    position: int | None = None
    """Its place in the list; None for its place by start, in the list of a month, or the only one."""


def list_candidates(source: SourceCalendar, kind: Kind) -> tuple[str, ...]:
    """Return the files with lists of a kind, to choose from; empty where the record has a file of its own or that of its month."""
    if kind.storage != "list":
        return ()
    paths = dict.fromkeys(raw.path for raw in source.loaded.raw_records if raw.kind is kind and raw.key is None)
    return tuple(sorted(paths)) or (_default_list(kind),)


def find_place(source: SourceCalendar, kind: Kind, data: Mapping[str, Any], path: str = "") -> Place:
    """Return the place of a record with these fields, in the file `path` or in the one where it belongs. Raises UsageError.

    In a list it stands after the last record of its group, or after those that come before it in the order of the kind.
    """
    if path:
        path = str(PurePosixPath(path))
    month = parse_month_path(path)
    if kind.storage == "months" or (kind.name in EVENT_KINDS and month is not None):
        return Place(_check_month(data, path), is_list=True)
    if kind.storage == "file":
        return _place_file(source, kind, str(data["id"]), path)
    return _place_in_list(source, kind, data, path)


def _check_month(data: Mapping[str, Any], path: str) -> str:
    starts = PartialDate.parse(str(data["starts"]))
    own = MonthPath(starts.start.year, starts.start.month)
    month = parse_month_path(path) if path else own
    if month is None or (month.year, month.month) != (own.year, own.month):
        form = Message(
            f"{own} or {MONTHS_FOLDER}/{own.year:04}/{own.month:02}-NAME.yml",
            f"{own} 或 {MONTHS_FOLDER}/{own.year:04}/{own.month:02}-NAME.yml",
        )
        raise UsageError(OTHER_MONTH.fill(starts=starts, form=form, path=path))
    return str(month)


def _place_file(source: SourceCalendar, kind: Kind, record_id: str, path: str) -> Place:
    """Return the place of a file of its own: `path` may name a folder below that of the kind, or the file itself."""
    own = PurePosixPath(kind.source_path)
    file = own / f"{record_id}.yml"
    if path:
        file = PurePosixPath(path) if path.endswith(".yml") else PurePosixPath(path) / file.name
        if not file.is_relative_to(own) or file.name != f"{record_id}.yml" or ".." in file.parts:
            raise UsageError(WRONG_FILE.fill(kind=describe_kind(kind.name), form=own / f"{record_id}.yml", path=path))
    if (source.root / file).exists():
        raise UsageError(FILE_TAKEN.fill(path=file))
    return Place(str(file), is_list=False)


def _place_in_list(source: SourceCalendar, kind: Kind, data: Mapping[str, Any], path: str) -> Place:
    candidates = list_candidates(source, kind)
    if path:
        file = PurePosixPath(path)
        is_inside = file.is_relative_to(kind.source_path) and ".." not in file.parts
        if not is_inside or file.suffix != ".yml":
            raise UsageError(WRONG_FILE.fill(kind=describe_kind(kind.name), form=_default_list(kind), path=path))
    elif len(candidates) == 1:
        path = candidates[0]
    else:
        path = _find_group_file(source, kind, data) or ""
    if not path:
        raise UsageError(SEVERAL_FILES.fill(paths=Message(", ".join(candidates), "、".join(candidates))))
    return Place(path, is_list=True, position=_find_position(source, kind, data, path))


def find_usual_file(source: SourceCalendar, kind: Kind, data: Mapping[str, Any]) -> str:
    """Return the list that has all other records of the group; empty when there is none or no group."""
    return _find_group_file(source, kind, data) or ""


def _find_group_file(source: SourceCalendar, kind: Kind, data: Mapping[str, Any]) -> str | None:
    group = data.get(kind.group_by) if kind.group_by else None
    if group is None:
        return None
    own = {raw.path for raw in source.loaded.raw_records if raw.kind is kind and raw.data.get(str(kind.group_by)) == group}
    return own.pop() if len(own) == 1 else None


def _find_position(source: SourceCalendar, kind: Kind, data: Mapping[str, Any], path: str) -> int | None:
    rows = [raw.data for raw in source.loaded.raw_records if raw.path == path]
    if not rows:
        return None
    field = kind.order_by[0]
    if field != "position" and field in data:
        return sum(1 for row in rows if str(row.get(field, "")).zfill(9) <= str(data[field]).zfill(9))
    of_group = [index for index, row in enumerate(rows) if kind.group_by and row.get(kind.group_by) == data.get(kind.group_by)]
    return of_group[-1] + 1 if of_group else len(rows)


def _default_list(kind: Kind) -> str:
    """Return the file of a kind that has no records yet: `content/people/people.yml`."""
    return kind.source_path if kind.source_path.endswith(".yml") else f"{kind.source_path}/{PurePosixPath(kind.source_path).name}.yml"
