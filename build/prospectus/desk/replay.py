"""Sets the replay of an event in the file in which the event is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from prospectus.desk import cells, edit
from prospectus.desk.entries import Desk, Entry, read
from prospectus.errors import WrongUse
from prospectus.model.reference import Url

URLS = ("url", "slides", "transcript")


def with_replay(desk: Desk, key: str, found: Mapping[str, Any]) -> dict[str, str]:
    """Return the new text of each file that changes, by path, when the replay of an event is set; empty when nothing changes.

    `values` are fields of `model.kinds.event.Replay`; those that are None are left unchanged. Raises WrongUse when the event is not
    found, a value is invalid, or the event is written in Markdown only; and YamlEditError.
    """
    entry = entry_of(desk, key)
    replay = entry.draft.data.get("replay") or {}
    new = {name: value for name, value in ((name, _read(name, value)) for name, value in found.items()) if value is not None}
    changes = {name: value for name, value in new.items() if edit.plain(replay.get(name)) != edit.plain(value)}
    placed = [(entry.placed("replay", name), value) for name, value in changes.items()]
    if any(place is None for place, _ in placed):
        raise WrongUse(f"{key} is written in Markdown alone; put its replay there by hand.")
    by_file: dict[str, dict[Any, Any]] = {}
    for place, value in placed:
        if place is not None:
            by_file.setdefault(place[0], {})[place[1]] = value
    return {path: edit.with_fields(edit.text_of(desk.root, path), fields) for path, fields in by_file.items()}


def entry_of(desk: Desk, key: str) -> Entry:
    """Return the event with an id. The id may include the kind, as in `talk:ID`. Raises WrongUse when none or several match."""
    kind, _, name = key.rpartition(":")
    found = [each for each in desk.entries if name in each.ids and kind in ("", each.kind)]
    if len(found) > 1:
        raise WrongUse(f"{name} is the id of several events; say which: {', '.join(f'{each.kind}:{name}' for each in found)}.")
    if not found:
        known = sorted(key for each in desk.entries for key in each.ids)
        close = get_close_matches(name, known, 3, 0.5) or known[:6]
        raise WrongUse(
            f"There is no event or talk with the id {name!r}. {'Is it one of these: ' + ', '.join(close) + '?' if close else ''}".rstrip()
        )
    return found[0]


def _read(name: str, value: Any) -> Any:
    """Return a value in the form of the record, or None when there is none. Raises WrongUse when it is invalid."""
    if value is None:
        return None
    if name in URLS:
        return _url(name, str(value))
    if name == "language":
        return _language(name, str(value))
    if name == "captions":
        return [_language(name, each) for each in _listed(value)] or None
    return value


def _listed(value: str | Sequence[str]) -> list[str]:
    return [each.strip() for each in value.replace("，", ",").split(",") if each.strip()] if isinstance(value, str) else list(value)


def _url(name: str, value: str) -> str:
    try:
        TypeAdapter(Url).validate_python(value)
    except ValidationError:
        raise WrongUse(f"The {name} must be a whole address such as https://www.example.org/page; got {value!r}.") from None
    return value


def _language(name: str, value: str) -> str:
    try:
        return cells.language(value)
    except cells.Unfit as unfit:
        raise WrongUse(f"The {name} must be a language such as {unfit.form}; got {value!r}.") from None


def set_replay(root: Path, key: str, url: str, **more: Any) -> list[str]:
    """Set the replay of an event of the site at `root`, and return the files that changed.

    Raises WrongUse, YamlEditError, and ContentRefused when the content has errors.
    """
    texts = with_replay(read(root), key, {"url": url, **more})
    edit.save(root, texts)
    return list(texts)
