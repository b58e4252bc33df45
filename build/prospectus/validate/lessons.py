"""Checks the prerequisites of lessons, that paths respect them, and what stands within the text of a lesson."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from prospectus.model.kinds.lesson import Lesson
from prospectus.model.kinds.path import Path
from prospectus.problems import Message, Problem
from prospectus.validate.prose.headings import count_sections
from prospectus.validate.prose.source import ProseSource
from prospectus.validate.references import CheckedRecord

Prerequisites = Mapping[str, tuple[str, ...]]
"""The ids of the prerequisites of each lesson, by its id."""


def check_lessons(records: Sequence[CheckedRecord]) -> Iterator[Problem]:
    """Yield the problems of lessons and paths with each other."""
    lessons = {checked.record.id: checked for checked in records if isinstance(checked.record, Lesson)}
    prerequisites = {key: checked.record.prerequisites for key, checked in lessons.items() if isinstance(checked.record, Lesson)}
    cycles = tuple(iter_cycles(prerequisites))
    yield from _check_cycles(cycles, lessons, prerequisites)
    in_cycle = {key for cycle in cycles for key in cycle}
    for checked in records:
        yield from _check_path(checked, prerequisites, in_cycle)
    for checked in lessons.values():
        yield from _check_places(checked)


def _check_cycles(
    cycles: Sequence[tuple[str, ...]], lessons: Mapping[str, CheckedRecord], prerequisites: Prerequisites
) -> Iterator[Problem]:
    """A lesson must not be its own prerequisite, directly or indirectly."""
    for cycle in cycles:
        first, second = cycle[0], cycle[1 % len(cycle)]
        field_path = ("prerequisites", prerequisites[first].index(second))
        yield lessons[first].raw.problem(
            field_path, "PR220", came=" → ".join((*cycle, first)), form=Message("a lesson that does not lead back here", "不会绕回此课的课")
        )


def _check_path(checked: CheckedRecord, prerequisites: Prerequisites, in_cycle: set[str]) -> Iterator[Problem]:
    """A lesson of a path must come after its prerequisites. Pairs of lessons that are both in a cycle are exempt."""
    if not isinstance(checked.record, Path) or checked.record.hidden:
        return
    earlier: set[str] = set()
    for index, key in enumerate(checked.record.lessons):
        for prerequisite in prerequisites.get(key, ()):
            if prerequisite in prerequisites and prerequisite not in earlier and not {key, prerequisite} <= in_cycle:
                yield checked.raw.problem(
                    ("lessons", index),
                    "PR219",
                    came=key,
                    first=prerequisite,
                    form=Message(f"{prerequisite}, then {key}", f"先 {prerequisite}，后 {key}"),
                )
        earlier.add(key)


def _check_places(checked: CheckedRecord) -> Iterator[Problem]:
    """A question or a simulation within the text must name a section that the text has in each language."""
    if not isinstance(checked.record, Lesson):
        return
    after_by_field = {
        "quiz": [question.after for question in checked.record.quiz],
        "simulations": [simulation.after for simulation in checked.record.simulations],
    }
    places = [((name, index, "after"), after) for name, afters in after_by_field.items() for index, after in enumerate(afters) if after]
    if not places:
        return
    prose = checked.raw.prose.items()
    counts = checked.raw.fact("sections", lambda: [count_sections(ProseSource(file, language)) for language, file in prose])
    last = min(counts, default=0)
    form = (
        Message(f"1 to {last}", f"1 至 {last}")
        if last
        else Message("no after: the text has no sections", "不写 after: …，因为正文没有分节")
    )
    for field_path, after in places:
        if after > last:
            yield checked.raw.problem(field_path, "PR230", came=after, form=form)


def iter_cycles(prerequisites: Prerequisites) -> Iterator[tuple[str, ...]]:
    """Yield each cycle that a depth-first search in order comes upon, as the ids of its lessons.

    Every cycle contains a prerequisite that closes one of those yielded: without these prerequisites, no cycle is left.
    """
    done: set[str] = set()
    for start in prerequisites:
        trail: list[str] = []
        stack = [iter((start,))]
        while stack:
            key = next(stack[-1], None)
            if key is None:
                stack.pop()
                done.update(trail[-1:])
                del trail[-1:]
            elif key in trail:
                yield tuple(trail[trail.index(key) :])
            elif key in prerequisites and key not in done:
                trail.append(key)
                stack.append(iter(prerequisites[key]))
