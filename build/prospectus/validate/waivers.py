"""Applies waivers and the severities of the site to problems, and removes duplicates."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prospectus.load.drafts import RawRecord
from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.site import Site
from prospectus.model.values.waiver import FileWaiver, Waiver
from prospectus.problems import Message, Problem
from prospectus.problems.codes import BUILT_SITE_PREFIX, CODES, COMPARED_CODES, RENDERING_CODE, THEME_CODES, TIME_PREFIX
from prospectus.validate.references import CheckedRecord, is_unreadable


@dataclass(frozen=True, slots=True)
class WaivedProblem:
    """A problem that a waiver accepts, with the reason."""

    problem: Problem
    reason: str


@dataclass(frozen=True, slots=True)
class WaiverResult:
    """The remaining problems and the waived ones, both sorted."""

    remaining: tuple[Problem, ...]
    waived: tuple[WaivedProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class _WrittenWaiver:
    """A waiver with its position in the content."""

    waiver: Waiver
    raw: RawRecord
    field_path: FieldPath
    record: str | None = None
    """The record whose problems it accepts, as `KIND:ID`; None when it names files."""

    def accepts(self, problem: Problem) -> bool:
        if self.waiver.code != problem.code or is_unreadable(problem.code):
            return False
        if isinstance(self.waiver, FileWaiver):
            return fnmatch.fnmatchcase(problem.path, self.waiver.path)
        return problem.record == self.record


def apply_waivers(
    problems: Sequence[Problem],
    records: Sequence[CheckedRecord],
    site: Site | None,
    *,
    with_overdue: bool = False,
    with_theme: bool = False,
) -> WaiverResult:
    """Return the remaining and the waived problems; the flags say whether overdue obligations and the theme were checked."""
    if site is None:
        return WaiverResult(_sort_distinct(problems))
    waivers = [*_iter_waivers(records)]
    by_code: dict[str, list[_WrittenWaiver]] = {}
    for written_waiver in waivers:
        by_code.setdefault(written_waiver.waiver.code, []).append(written_waiver)
    remaining: list[Problem] = []
    waived: list[WaivedProblem] = []
    used_ids: set[int] = set()
    for problem in problems:
        accepting = [written_waiver for written_waiver in by_code.get(problem.code, ()) if written_waiver.accepts(problem)]
        used_ids.update(map(id, accepting))
        if accepting:
            waived.append(WaivedProblem(problem, accepting[0].waiver.reason))
        else:
            remaining.append(problem)
    if not any(is_unreadable(problem.code) for problem in problems):
        unchecked = (
            BUILT_SITE_PREFIX,
            *filter(is_unreadable, CODES),
            RENDERING_CODE,
            *COMPARED_CODES,
            *(() if with_overdue else (TIME_PREFIX,)),
            *(() if with_theme else THEME_CODES),
        )
        unused = [written_waiver for written_waiver in waivers if id(written_waiver) not in used_ids]
        remaining.extend(_report_unused(unused, unchecked))
    adjusted = [
        problem if is_unreadable(problem.code) else problem.at_severity(site.severities.get(problem.code, problem.severity))
        for problem in remaining
    ]
    return WaiverResult(_sort_distinct(adjusted), tuple(sorted(waived, key=lambda accepted: accepted.problem)))


def apply_site_waivers(problems: Sequence[Problem], site: Site) -> tuple[Problem, ...]:
    """Return problems found after the checks, with the severities of the site and without those that a waiver of the site accepts."""
    return tuple(
        problem.at_severity(site.severities.get(problem.code, problem.severity))
        for problem in problems
        if not any(waiver.code == problem.code and fnmatch.fnmatchcase(problem.path, waiver.path) for waiver in site.waivers)
    )


def _iter_waivers(records: Sequence[CheckedRecord]) -> Iterator[_WrittenWaiver]:
    """Yield every waiver: those of the site and those of events."""
    for checked in (checked for checked in records if checked.waivers):
        record = ":".join(checked.key) if isinstance(checked.record, Event) else None
        yield from (_WrittenWaiver(waiver, checked.raw, ("waivers", index), record) for index, waiver in enumerate(checked.waivers))


NO_WAIVER = Message("no waiver, once what it accepted is put right", "所豁免的问题改正后，删去这条豁免")


def _report_unused(waivers: Sequence[_WrittenWaiver], unchecked: tuple[str, ...]) -> Iterator[Problem]:
    """A waiver must accept at least one problem. Waivers of codes that were not checked, by prefix, are not reported."""
    for written_waiver in waivers:
        code = written_waiver.waiver.code
        if code in CODES and not code.startswith(unchecked):
            yield written_waiver.raw.problem(written_waiver.field_path, "PR516", came=code, form=NO_WAIVER)


def _sort_distinct(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    distinct = {_get_identity(problem): problem for problem in problems}
    return tuple(distinct[identity] for identity in sorted(distinct))


def _get_identity(problem: Problem) -> tuple[Problem, str, tuple[tuple[str, str], ...]]:
    """Return everything by which problems differ: two fields that are missing at the same position are two problems."""
    return problem, problem.language or "", tuple(sorted((name, str(value)) for name, value in problem.params.items()))
