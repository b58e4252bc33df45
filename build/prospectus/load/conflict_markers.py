"""Finds the markers that an unresolved merge leaves in a file (git-merge, “How conflicts are presented”)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from prospectus.load.conflict_sides import key_of, read_sides
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, Problem, make_problem

_MARKER = lazy_pattern(r"^(?:(?P<ours><{7})|(?P<theirs>>{7})|(?P<middle>={7}$|\|{7}(?=[ ]|$)))(?:[ ](?P<name>.*))?$", re.MULTILINE)
_FORM = Message(
    "one of the two versions, without the lines that start with <<<<<<<, ======= and >>>>>>>",
    "保留其中一个版本，并删去以 <<<<<<<、=======、>>>>>>> 开头的行",
)

_BOTH = Message(
    "both sides, which are different records: delete only the lines that start with <<<<<<<, ======= and >>>>>>>",
    "两边是不同的内容，都保留；只删去以 <<<<<<<、=======、>>>>>>> 开头的行",
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """The two sides of a conflict, as their markers name them, and its first line, from 1."""

    line: int
    ours: str
    theirs: str


def find_conflicts(text: str) -> list[Conflict]:
    """Return the conflicts in a text. A line of seven equals signs alone is a heading in Markdown, and no conflict."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return []
    conflicts: list[Conflict] = []
    opened: re.Match[str] | None = None
    for match in _MARKER.finditer(text):
        if match["ours"]:
            conflicts += [_build_conflict(text, opened, None)] if opened else []
            opened = match
        elif match["theirs"]:
            conflicts.append(_build_conflict(text, opened or match, match))
            opened = None
    return conflicts + ([_build_conflict(text, opened, None)] if opened else [])


def _build_conflict(text: str, first: re.Match[str], last: re.Match[str] | None) -> Conflict:
    ours = (first["name"] if first["ours"] else None) or "<<<<<<<"
    theirs = (last["name"] if last is not None else None) or ">>>>>>>"
    return Conflict(text.count("\n", 0, first.start()) + 1, ours.strip(), theirs.strip())


def iter_conflict_problems(path: str, text: str) -> Iterator[Problem]:
    """Yield a problem for each unresolved conflict in a file. In YAML, it names the records on both sides."""
    conflicts = find_conflicts(text)
    sides = read_sides(text) if conflicts and path.endswith(".yml") else []
    for conflict, pair in zip_longest(conflicts, sides):
        ours, theirs, form = Message(conflict.ours, conflict.ours), Message(conflict.theirs, conflict.theirs), _FORM
        if pair is not None:
            key = key_of(path)
            ours, theirs = pair.ours.describe(conflict.ours, key), pair.theirs.describe(conflict.theirs, key)
            form = _BOTH if pair.can_keep_both else _FORM
        yield make_problem(path, conflict.line, 1, "PR020", ours=ours, theirs=theirs, form=form)
