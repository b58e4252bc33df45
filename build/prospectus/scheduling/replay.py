"""Sets the replay of an event in the file in which the event is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import TypeAdapter, ValidationError

from prospectus.errors import UsageError
from prospectus.model.values.reference import Url
from prospectus.problems import Message
from prospectus.scheduling import yaml_edit
from prospectus.scheduling.calendar_files import CalendarEntry, FieldEdit, Requirement, SourceCalendar, read_site
from prospectus.scheduling.edits.session import EditSession
from prospectus.scheduling.spreadsheet import cells

SEVERAL_EVENTS = Message(
    "{name} is the id of several events; say which: {candidates}.", "{name} 是多个活动的标识；请写明是哪一个：{candidates}。"
)
SAME_ID = Message(
    "{name} is the id of several events, in {places}; give each an id of its own first.",
    "{name} 是 {places} 中几个活动共用的标识；请先让它们的标识各不相同。",
)
NO_EVENT = Message("There is no event or talk with the id {name!r}.{suggestion}", "没有标识为 {name!r} 的活动或讲座。{suggestion}")
SUGGESTION = Message(" Is it one of these: {ids}?", "是否为以下之一：{ids}？")
NOT_A_LANGUAGE = Message("The {name} must be a language such as {form}; got {came!r}.", "{name} 必须是语言，例如 {form}；现在是 {came!r}。")
URL_FIELDS = ("url", "slides", "transcript")


def build_replay_edits(source: SourceCalendar, key: str, values: Mapping[str, Any]) -> list[FieldEdit]:
    """Return the edits that set the replay of an event; empty when nothing changes.

    `values` are fields of `model.kinds.event.Replay`; those that are None are left unchanged. Raises UsageError when the event is not
    found or a value is invalid.
    """
    entry = find_entry(source, key)
    replay = entry.raw.data.get("replay") or {}
    new = {name: value for name, value in ((name, _parse_value(name, value)) for name, value in values.items()) if value is not None}
    return [
        FieldEdit(entry, ("replay", name), value)
        for name, value in new.items()
        if yaml_edit.to_plain(replay.get(name)) != yaml_edit.to_plain(value)
    ]


def find_entry(source: SourceCalendar, key: str) -> CalendarEntry:
    """Return the event with an id. The id may include the kind, as in `talk:ID`. Raises UsageError when none or several match."""
    kind, _, name = key.rpartition(":")
    matches = [entry for entry in source.entries if name in entry.ids and kind in ("", entry.kind)]
    if len(matches) > 1:
        candidates = list(dict.fromkeys(f"{entry.kind}:{name}" for entry in matches))
        if len(candidates) < len(matches):
            places = [entry.raw.path for entry in matches]
            raise UsageError(SAME_ID.fill(name=name, places=Message(", ".join(places), "、".join(places))))
        raise UsageError(SEVERAL_EVENTS.fill(name=name, candidates=Message(", ".join(candidates), "、".join(candidates))))
    if not matches:
        known = sorted(key for entry in source.entries for key in entry.ids)
        close = get_close_matches(name, known, 3, 0.5) or known[:6]
        suggestion = SUGGESTION.fill(ids=Message(", ".join(close), "、".join(close))) if close else Message("", "")
        raise UsageError(NO_EVENT.fill(name=name, suggestion=suggestion))
    return matches[0]


def _parse_value(name: str, value: Any) -> Any:
    """Return a value in the form of the record, or None when there is none. Raises UsageError when it is invalid."""
    if value is None:
        return None
    if name in URL_FIELDS:
        return _check_url(name, str(value))
    if name == "language":
        return _parse_language(name, str(value))
    if name == "captions":
        return [_parse_language(name, item) for item in _split_list(value)] or None
    return value


def _split_list(value: str | Sequence[str]) -> list[str]:
    return [item.strip() for item in value.replace("，", ",").split(",") if item.strip()] if isinstance(value, str) else list(value)


def _check_url(name: str, value: str) -> str:
    try:
        TypeAdapter(Url).validate_python(value)
    except ValidationError:
        raise UsageError(
            Message(
                f"The {name} must be a whole address such as https://www.example.org/page; got {value!r}.",
                f"{name} 必须是完整的网址，例如 https://www.example.org/page；现在是 {value!r}。",
            )
        ) from None
    return value


def _parse_language(name: str, value: str) -> str:
    try:
        return cells.parse_language(value)
    except cells.CellError as error:
        raise UsageError(NOT_A_LANGUAGE.fill(name=name, form=error.form, came=value)) from None


def set_replay(edit: EditSession, key: str, url: str, **more: Any) -> tuple[str, ...]:
    """Set the replay of an event of a site, and return the files that changed.

    Raises UsageError, YamlEditError, and ContentError when the content has errors or a file has changed meanwhile.
    """
    source = read_site(edit.root, Requirement.READABLE)
    texts = source.edit_fields(build_replay_edits(source, key, {"url": url, **more}))
    return edit.save(texts, source.loaded.contents)
