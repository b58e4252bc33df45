"""Where a reader goes on after a lesson: the next lesson of each learning path that contains it, and the time left on the path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from prospectus.model.kinds.lesson import Lesson
from prospectus.model.record import Record
from prospectus.views.resolver import Resolver
from prospectus.views.view import View


def build_next_steps(paths: Sequence[View], lesson_id: str, resolver: Resolver) -> tuple[View, ...]:
    """Return, for each path that contains a lesson, the place of the lesson, the next lesson and the minutes of all lessons after it."""
    return tuple(_build_next_step(path, lesson_id, resolver) for path in paths)


def _build_next_step(path: View, lesson_id: str, resolver: Resolver) -> View:
    position = [lesson.id for lesson in path.lessons].index(lesson_id) + 1
    later = tuple(_iter_lessons(path.lessons[position:], resolver))
    following = later[0] if later else None
    return View(
        path=path,
        position=position,
        count=len(path.lessons),
        lesson=path.lessons[position] if following else None,
        minutes=following.minutes if following else 0,
        titles=write_titles(following, resolver) if following else "",
        minutes_left=sum(lesson.minutes for lesson in later),
        later_count=len(later),
        rest=" ".join(f"{lesson.id}:{lesson.minutes}" for lesson in later),
    )


def _iter_lessons(views: Sequence[View], resolver: Resolver) -> Iterator[Lesson]:
    records = (resolver.queries.record("lesson", view.id) for view in views)
    return (record for record in records if isinstance(record, Lesson))


def write_titles(record: Record, resolver: Resolver) -> str:
    """Return the titles of a record in the languages of the site, by language tag, as JSON for the script of the page."""
    locales = resolver.queries.site.locales
    titles = {locale.tag: record.title[locale.language] for locale in locales if locale.language in record.title}
    return json.dumps(titles, ensure_ascii=False, separators=(",", ":"))
