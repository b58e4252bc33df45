"""Checks the prerequisites of lessons, and that paths respect them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from prospectus.model.lesson import Lesson
from prospectus.model.path import Path
from prospectus.problems import Problem
from prospectus.validate.site import Checked

Needs = Mapping[str, tuple[str, ...]]
"""The ids of the prerequisites of each lesson, by its id."""


def check_lessons(checked: Sequence[Checked]) -> Iterator[Problem]:
    """Yield the problems of lessons and paths with each other."""
    lessons = {each.record.id: each for each in checked if isinstance(each.record, Lesson)}
    needs = {key: each.record.prerequisites for key, each in lessons.items() if isinstance(each.record, Lesson)}
    circles = tuple(circular(needs))
    yield from _check_circles(circles, lessons, needs)
    astray = {key for circle in circles for key in circle}
    for each in checked:
        yield from _check_path(each, needs, astray)


def _check_circles(circles: Sequence[tuple[str, ...]], lessons: Mapping[str, Checked], needs: Needs) -> Iterator[Problem]:
    """A lesson must not be its own prerequisite, directly or indirectly."""
    for circle in circles:
        first, second = circle[0], circle[1 % len(circle)]
        place = ("prerequisites", needs[first].index(second))
        yield lessons[first].draft.problem(place, "PR220", came=" → ".join((*circle, first)), form="a lesson that does not lead back here")


def _check_path(each: Checked, needs: Needs, astray: set[str]) -> Iterator[Problem]:
    """A lesson of a path must come after its prerequisites. Pairs of lessons that are both in a cycle are exempt."""
    if not isinstance(each.record, Path) or each.record.kept_back:
        return
    before: set[str] = set()
    for index, key in enumerate(each.record.lessons):
        for first in needs.get(key, ()):
            if first in needs and first not in before and not {key, first} <= astray:
                yield each.draft.problem(("lessons", index), "PR219", came=key, first=first, form=f"{first}, then {key}")
        before.add(key)


def circular(needs: Needs) -> Iterator[tuple[str, ...]]:
    """Yield each cycle that a depth-first search in order comes upon, as the ids of its lessons.

    Every cycle contains a prerequisite that closes one of those yielded: without these prerequisites, no cycle is left.
    """
    done: set[str] = set()
    for start in needs:
        way: list[str] = []
        ahead = [iter((start,))]
        while ahead:
            key = next(ahead[-1], None)
            if key is None:
                ahead.pop()
                done.update(way[-1:])
                del way[-1:]
            elif key in way:
                yield tuple(way[way.index(key) :])
            elif key in needs and key not in done:
                way.append(key)
                ahead.append(iter(needs[key]))
