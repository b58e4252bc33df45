"""Groups problems by their cause: one mistake is one problem, and what follows from it is listed under it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from prospectus.load.drafts import RawRecord
from prospectus.model.kind_names import describe_kind
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.problems import Message, Problem

REFERENCE_CODES = ("PR202", "PR203")
"""The codes of references and links that lead to nothing."""
REPEATED = "PR565"
"""The code of an event that is written twice. That both are in one room, with one person or in one slot follows from it."""
CLASH_CODES = ("PR501", "PR502", "PR503", "PR504", "PR505", REPEATED)
_SEVERITIES = ("error", "warning", "info")
GroupKey = tuple[str, ...]
DraftLookup = Callable[[str, str], RawRecord | None]
"""Returns the draft of a kind and an id; None if there is none."""


def group_by_cause(problems: Sequence[Problem], find_draft: DraftLookup) -> tuple[Problem, ...]:
    """Return sorted problems, of which those with one cause are one: the cause itself, or the first, with the others as consequences."""
    grouped: dict[GroupKey, list[Problem]] = {}
    repeated = {_get_pair(problem) for problem in problems if problem.code == REPEATED}
    for number, problem in enumerate(problems):
        grouped.setdefault(_get_key(problem, repeated) or (str(number),), []).append(problem)
    return tuple(sorted(_merge(key, members, find_draft) for key, members in grouped.items()))


def _get_pair(problem: Problem) -> GroupKey:
    """Return the two events of a clash, whichever of them it is reported at."""
    return tuple(sorted((str(problem.record), str(problem.params.get("other")))))


def _get_key(problem: Problem, repeated: Collection[GroupKey]) -> GroupKey:
    """Return what problems of one cause have in common; empty for a problem that is its own cause."""
    if repeated and problem.code in CLASH_CODES and _get_pair(problem) in repeated:
        return ("repeated", *_get_pair(problem))
    if problem.code in REFERENCE_CODES and "target" in problem.params:
        kind, _, key = str(problem.params["target"]).partition("#")[0].partition(":")
        return ("target", kind, key) if kind in KINDS_BY_NAME else ()
    if problem.code == "PR301" and problem.record is not None:
        return ("missing", problem.record, str(problem.language))
    if problem.code == "PR274":
        return ("year", str(problem.params["year"]))
    return ()


def _merge(key: GroupKey, members: list[Problem], find_draft: DraftLookup) -> Problem:
    first, *others = sorted(members, key=lambda member: (member.code != REPEATED, member))
    draft = find_draft(key[1], key[2]) if key[0] == "target" else None
    if draft is None:
        return replace(first, consequences=(*first.consequences, *others)) if others else first
    kind, severity = describe_kind(key[1]), min((member.severity for member in members), key=_SEVERITIES.index)
    form = Message("status: published, or none of the links below", "status: published；或者删去下列链接")
    cause = draft.problem(("status",), "PR270", kind=kind, came=f"{key[1]}:{key[2]}", count=len(members), form=form)
    return replace(cause.at_severity(severity), consequences=(first, *others))
