"""Names the records on the two sides of each unresolved conflict in a YAML file, and says whether both can be kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from yaml import SequenceNode

from prospectus.load import yaml
from prospectus.model.values.text import Text
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message

MAX_NAMED = 5
"""The most records of a side that are named."""
OURS, BASE, THEIRS = "<", "|", ">"
_MARKERS = {"<<<<<<<": OURS, "|||||||": BASE, "=======": THEIRS, ">>>>>>>": ""}
"""The side that begins after a marker; none after the last."""
_ID = lazy_pattern(r"(?:^|[\s{,-])id:[ ]*([^\s,}]+)")
NOTHING = Message("nothing", "无内容")
AND_MORE = Message("{records} and {count} more", "{records}等另外 {count} 条")


class Side(NamedTuple):
    """What one side of a conflict has."""

    records: tuple[Mapping[str, Any], ...]
    """The records that the conflict touches, as this side has them."""
    is_empty: bool
    """Whether it has no line but comments and blank ones."""

    def describe(self, name: str, key: str) -> Message:
        """Return the name of the side with its records by id and title; `key` is the id of a record without one."""
        if self.is_empty:
            named = NOTHING
        else:
            names = [name_record(record, key) for record in self.records]
            named = Message(", ".join(item.en for item in names[:MAX_NAMED]), "、".join(item.zh for item in names[:MAX_NAMED]))
            if len(names) > MAX_NAMED:
                named = AND_MORE.fill(records=named, count=len(names) - MAX_NAMED)
        return Message(f"{name} ({named.en})", f"{name}（{named.zh}）") if named.en else Message(name, name)


class Sides(NamedTuple):
    """A conflict with its sides."""

    ours: Side
    theirs: Side
    can_keep_both: bool
    """Whether the sides have different records, and a file with the records of both is right."""


class _Resolved(NamedTuple):
    """A text with one side of each conflict, and the lines that are left of each conflict: first, and the one after the last."""

    lines: list[str]
    regions: list[tuple[int, int]]


def read_sides(text: str) -> list[Sides]:
    """Return the sides of each conflict of a YAML file, from top to bottom; none if the markers of a conflict are not complete."""
    if not _has_whole_conflicts(text):
        return []
    ours, theirs = (_resolve(text, lambda _, side=side: (side,)) for side in (OURS, THEIRS))  # type: ignore[misc]
    sides = [_read_all(resolved) for resolved in (ours, theirs)]
    pairs = list(zip(*sides, strict=True))
    return [Sides(own, other, _can_keep_both(text, number, own, other)) for number, (own, other) in enumerate(pairs)]


def key_of(path: str) -> str:
    """Return the id of a record that is alone in its file."""
    return PurePosixPath(path).name.partition(".")[0]


def _marker_of(line: str) -> str | None:
    marker = line[:7]
    return marker if marker in _MARKERS and line[7:8] in ("", " ") else None


def _has_whole_conflicts(text: str) -> bool:
    markers = "".join(_MARKERS[marker] or "." for line in text.splitlines() if (marker := _marker_of(line)))
    return re.fullmatch(r"(?:<\|?>\.)*", markers) is not None


def _resolve(text: str, choose: Callable[[int], Sequence[str]]) -> _Resolved:
    """Return a text without markers; `choose` says of each conflict, by its number, which sides are kept."""
    lines: list[str] = []
    regions: list[tuple[int, int]] = []
    side, first = "", 0
    for line in text.splitlines():
        marker = _marker_of(line)
        if marker is None:
            if not side or side in choose(len(regions)):
                lines.append(line)
            continue
        side = _MARKERS[marker]
        if side == OURS:
            first = len(lines)
        elif not side:
            regions.append((first, len(lines)))
    return _Resolved(lines, regions)


def _read_all(resolved: _Resolved) -> list[Side]:
    """Return what one side has of each conflict."""
    text = "\n".join(resolved.lines) + "\n"
    try:
        data, root = yaml.parse(text), yaml.compose_document(text)
    except yaml.YamlError:
        return [_read_ids(resolved.lines[first:last]) for first, last in resolved.regions]
    starts = [node.start_mark.line for node in root.value] if isinstance(root, SequenceNode) else []
    return [_read_side(resolved.lines, data, starts, *region) for region in resolved.regions]


def _read_side(lines: Sequence[str], data: Any, starts: Sequence[int], first: int, last: int) -> Side:
    content = [number for number in range(first, last) if _is_content(lines[number])]
    if isinstance(data, Mapping):
        return Side((data,), not content)
    touched = {max((row for row, start in enumerate(starts) if start <= number), default=0) for number in content}
    records = (data[row] for row in sorted(touched) if isinstance(data, tuple) and row < len(data))
    return Side(tuple(record for record in records if isinstance(record, Mapping)), not content)


def _is_content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _read_ids(lines: Sequence[str]) -> Side:
    """Return the ids that stand in the lines of a side that is no valid YAML."""
    ids = (match[1].strip("\"'") for line in lines for match in _ID.finditer(line))
    return Side(tuple({"id": found} for found in dict.fromkeys(ids)), not any(map(_is_content, lines)))


def _can_keep_both(text: str, number: int, ours: Side, theirs: Side) -> bool:
    """Return whether the file with both sides of one conflict, and our side of the others, has the records of both unchanged."""
    both = _resolve(text, lambda conflict: (OURS, THEIRS) if conflict == number else (OURS,))
    try:
        data = yaml.parse("\n".join(both.lines) + "\n")
    except yaml.YamlError:
        return False
    ids = [str(record.get("id")) for record in (*ours.records, *theirs.records)]
    if not isinstance(data, tuple) or not ours.records or not theirs.records or len({*ids}) < len(ids):
        return False
    return all(record in data for record in (*ours.records, *theirs.records))


def name_record(record: Mapping[str, Any], key: str) -> Message:
    """Return the id of a record with its title in each language; `key` is the id of a record without one."""
    name, title = str(record.get("id") or key), record.get("title")
    if isinstance(title, str):
        return Message(f"{name} “{title}”", f"{name}“{title}”")
    if not isinstance(title, Mapping) or not title:
        return Message(name, name)
    text = Text({str(language): str(words) for language, words in title.items()})
    return Message(f"{name} “{text.within(('en',)).text}”", f"{name}“{text.within(('zh',)).text}”")
