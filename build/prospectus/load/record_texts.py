"""Puts records of lists together with the Markdown files beside the lists: `content/glossary/margin.zh.md` belongs to the term `margin`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from prospectus.cache.cache import BuildCache
from prospectus.load.drafts import RawRecord, RecordPart, find_position
from prospectus.model.fields import field_infos
from prospectus.model.kind_names import describe_kind
from prospectus.model.registry import Kind
from prospectus.problems import Message, Problem, make_problem

CACHE_NAME = "joined texts"


def join_texts(items: Iterable[RawRecord | Problem], cache: BuildCache) -> Iterator[RawRecord | Problem]:
    """Yield the records of a kind that is stored in lists, each with its text; a text without a record is a problem.

    A text comes as a raw record with a `key`, which is the id of its record. A record that was put together from the same two in an earlier
    run of this process is yielded again, so that checks recognise it.
    """
    items = list(items)
    texts = {raw.key: raw for raw in items if isinstance(raw, RawRecord) and raw.key is not None}
    if not texts:
        yield from items
        return
    joined: set[str | None] = set()
    for item in items:
        key = _id_of(item) if isinstance(item, RawRecord) and item.key is None else None
        if isinstance(item, RawRecord) and key in texts:
            joined.add(key)
            yield from _join(item, texts[key], cache)
        elif isinstance(item, Problem) or item.key is None:
            yield item
    if not any(isinstance(item, Problem) for item in items):
        ids = [_id_of(item) for item in items if isinstance(item, RawRecord) and item.key is None]
        yield from (_report(raw, ids) for key, raw in texts.items() if key not in joined)


def _id_of(raw: RawRecord) -> str:
    return raw.fact("id", lambda: str(raw.data.get("id", "")))


def _join(record: RawRecord, text: RawRecord, cache: BuildCache) -> Iterator[RawRecord | Problem]:
    key = f"{record.kind.name} {text.key}"
    known: tuple[RawRecord, RawRecord, RawRecord] | None = cache.get_local(CACHE_NAME, key)
    if known is not None and known[0] is record and known[1] is text:
        yield known[2]
        return
    parts = (*record.parts, *text.parts)
    data, conflicts = merge_parts(record.root, record.kind, parts)
    yield from conflicts
    whole = RawRecord(record.root, record.kind, None, data, parts, text.prose)
    if not conflicts:
        cache.set_local(CACHE_NAME, key, (record, text, whole))
    yield whole


def _report(text: RawRecord, ids: list[str]) -> Problem:
    close = get_close_matches(str(text.key), ids, 1, 0.6)
    prose = next(iter(text.prose.values()))
    name = f"{close[0]}.{next(iter(text.prose))}.md" if close else ""
    form: str | Message = name or Message("the id of a record in the lists of this folder", "本目录列表中某条记录的标识")
    problem = make_problem(prose.path, 0, 0, "PR142", kind=describe_kind(text.kind.name), came=text.key, form=form)
    return replace(problem, rename=str(Path(prose.path).with_name(name))) if name and len(text.prose) == 1 else problem


def merge_parts(root: Path, kind: Kind, parts: Iterable[RecordPart]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the merged fields of all parts, and a problem for each conflict.

    Where a text is expected, a plain string in a file of one language is the text in that language.
    """
    texts = {name for name, info in field_infos(kind.model) if info.value_type == "text"}
    data: dict[str, Any] = {}
    conflicts: list[Problem] = []
    for part in parts:
        for name, value in part.data.items():
            if part.language is not None and name in texts and isinstance(value, str) and isinstance(data.get(name, {}), dict):
                data[name] = {**data.get(name, {}), part.language: value}
            elif name in data and data[name] != value:
                line, column = find_position(root, part, (name,))
                conflicts.append(make_problem(part.path, line, column, "PR013", part.language, field=name, came=value, form=data[name]))
            else:
                data[name] = value
    return data, conflicts
