"""Puts records of lists together with the Markdown files beside the lists: `content/glossary/margin.zh.md` belongs to the term `margin`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from prospectus.cache.cache import BuildCache
from prospectus.load.drafts import RawRecord, RecordPart, find_position
from prospectus.model.fields import FieldInfo, field_infos
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

    Where a text is expected, within other fields too, a plain string in a file of one language is the text in that language.
    """
    infos = dict(field_infos(kind.model))
    data: dict[str, Any] = {}
    conflicts: list[Problem] = []
    for part in parts:
        for name, value in part.data.items():
            info = infos.get(name, _ANY)
            own = _to_texts(value, info, part.language) if part.language is not None else value
            merged = _merge(data[name], own, info) if name in data else own
            if merged is _CONFLICT:
                line, column = find_position(root, part, (name,))
                came, form = _write(value), _write(data[name])
                conflicts.append(make_problem(part.path, line, column, "PR013", part.language, field=name, came=came, form=form))
            else:
                data[name] = merged
    return data, conflicts


_ANY = FieldInfo("plain")
_CONFLICT = object()
"""Stands for values of two parts that do not go together."""


def _to_texts(value: Any, info: FieldInfo, language: str) -> Any:
    """Return a value with each plain string that stands where a text is expected as the text in a language."""
    if info.value_type == "text" and isinstance(value, str):
        return {language: value}
    if info.value_type == "list" and info.item is not None and isinstance(value, tuple):
        return tuple(_to_texts(item, info.item, language) for item in value)
    if info.value_type == "noun" and info.model is not None and isinstance(value, Mapping):
        infos = dict(field_infos(info.model))
        return {name: _to_texts(item, infos.get(name, _ANY), language) for name, item in value.items()}
    return value


def _merge(first: Any, second: Any, info: FieldInfo) -> Any:
    """Return the value of a field that two parts state: their texts put together. `_CONFLICT` if they differ in anything else."""
    if first == second:
        return first
    if info.value_type == "text" and isinstance(first, Mapping) and isinstance(second, Mapping):
        return {**first, **second}
    if info.value_type == "list" and info.item is not None and isinstance(first, tuple) and isinstance(second, tuple):
        items = [_merge(*pair, info.item) for pair in zip(first, second, strict=False)]
        return _CONFLICT if len(first) != len(second) or _CONFLICT in items else tuple(items)
    if info.value_type == "noun" and info.model is not None and isinstance(first, Mapping) and isinstance(second, Mapping):
        infos = dict(field_infos(info.model))
        both = {name: _merge(first[name], second[name], infos.get(name, _ANY)) for name in first if name in second}
        return _CONFLICT if _CONFLICT in both.values() else {**first, **second, **both}
    return _CONFLICT


def _write(value: Any) -> str:
    """Return a value as YAML on one line, for a message."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{name}: {_write(item)}' for name, item in value.items())}}}"
    return f"[{', '.join(map(_write, value))}]" if isinstance(value, tuple) else str(value)
