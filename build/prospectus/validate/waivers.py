"""Applies waivers and the severities of the site to problems, and removes duplicates."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prospectus.load.drafts import Draft
from prospectus.model.event import Event
from prospectus.model.shape import Place
from prospectus.model.site import Site
from prospectus.model.waiver import FileWaiver, Waiver
from prospectus.problems import Problem
from prospectus.problems.codes import BUILT, CLOCK, CODES
from prospectus.validate.site import UNREAD, Checked


@dataclass(frozen=True, slots=True)
class Waived:
    """A problem that a waiver accepts, with the reason."""

    problem: Problem
    reason: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """The remaining problems and the waived ones, both sorted."""

    standing: tuple[Problem, ...]
    waived: tuple[Waived, ...] = ()


@dataclass(frozen=True, slots=True)
class _Written:
    """A waiver with its position in the content."""

    waiver: Waiver
    draft: Draft
    place: Place
    record: str | None = None
    """The record whose problems it accepts, as `KIND:ID`; None when it names files."""

    def accepts(self, problem: Problem) -> bool:
        if self.waiver.code != problem.code or problem.code.startswith(UNREAD):
            return False
        if isinstance(self.waiver, FileWaiver):
            return fnmatch.fnmatchcase(problem.path, self.waiver.path)
        return problem.record == self.record


def judged(problems: Sequence[Problem], checked: Sequence[Checked], site: Site | None, *, timed: bool = False) -> Judgement:
    """Return the remaining and the waived problems; `with_overdue` says whether overdue obligations were checked."""
    if site is None:
        return Judgement(_sorted(problems))
    written = [*_written(checked)]
    by_code: dict[str, list[_Written]] = {}
    for each in written:
        by_code.setdefault(each.waiver.code, []).append(each)
    standing: list[Problem] = []
    waived: list[Waived] = []
    used: set[int] = set()
    for problem in problems:
        accepting = [each for each in by_code.get(problem.code, ()) if each.accepts(problem)]
        used.update(map(id, accepting))
        if accepting:
            waived.append(Waived(problem, accepting[0].waiver.reason))
        else:
            standing.append(problem)
    if not any(each.code.startswith(UNREAD) for each in problems):
        standing.extend(_unused([each for each in written if id(each) not in used], timed=timed))
    levelled = [
        each if each.code.startswith(UNREAD) else each.at_severity(site.severities.get(each.code, each.severity)) for each in standing
    ]
    return Judgement(_sorted(levelled), tuple(sorted(waived, key=lambda each: each.problem)))


def _written(checked: Sequence[Checked]) -> Iterator[_Written]:
    """Yield every waiver: those of the site and those of events."""
    for each in (each for each in checked if each.waivers):
        record = ":".join(each.key) if isinstance(each.record, Event) else None
        yield from (_Written(waiver, each.draft, ("waivers", index), record) for index, waiver in enumerate(each.waivers))


def _unused(written: Sequence[_Written], *, timed: bool) -> Iterator[Problem]:
    """A waiver must accept at least one problem. Waivers of codes that were not checked are not reported."""
    for each in written:
        code = each.waiver.code
        if code in CODES and not code.startswith((*UNREAD, BUILT)) and (timed or not code.startswith(CLOCK)):
            yield each.draft.problem(each.place, "PR516", came=code, form="no waiver, once what it accepted is put right")


def _sorted(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    distinct = {_told(each): each for each in problems}
    return tuple(distinct[told] for told in sorted(distinct))


def _told(each: Problem) -> tuple[Problem, str, tuple[tuple[str, str], ...]]:
    """Return everything by which problems differ: two fields that are missing at the same position are two problems."""
    return each, each.language or "", tuple(sorted(each.given.items()))
