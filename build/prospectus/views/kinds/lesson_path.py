"""Where a reader goes on after a lesson: the next lesson of each learning path that contains it, and the time left on the path."""

from __future__ import annotations

import json
from collections.abc import Sequence

from prospectus.model.values.text import Text
from prospectus.views.resolver import Resolver
from prospectus.views.view import View


def build_next_steps(paths: Sequence[View], lesson_id: str, resolver: Resolver) -> tuple[View, ...]:
    """Return, for each path that contains a lesson, the place of the lesson, the next lesson and the minutes of all lessons after it."""
    return tuple(_build_next_step(path, lesson_id, resolver) for path in paths)


def _build_next_step(path: View, lesson_id: str, resolver: Resolver) -> View:
    position = [lesson.id for lesson in path.lessons].index(lesson_id) + 1
    later = path.lessons[position:]
    minutes = [resolver.queries.field("lesson", lesson.id, "minutes") for lesson in later]
    following = later[0] if later else None
    title = resolver.queries.field("lesson", following.id, "title") if following else None
    return View(
        path=path,
        position=position,
        count=len(path.lessons),
        lesson=following,
        minutes=minutes[0] if following else 0,
        titles=write_titles(title, resolver) if title is not None else "",
        minutes_left=sum(minutes),
        later_count=len(later),
        rest=" ".join(f"{lesson.id}:{length}" for lesson, length in zip(later, minutes, strict=True)),
    )


def write_titles(title: Text, resolver: Resolver) -> str:
    """Return a title in the languages of the site, by language tag, as JSON for the script of the page."""
    locales = resolver.queries.site.locales
    titles = {locale.tag: title[locale.language] for locale in locales if locale.language in title}
    return json.dumps(titles, ensure_ascii=False, separators=(",", ":"))
