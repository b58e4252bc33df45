"""The view of a learning path: its duration."""

from __future__ import annotations

from prospectus.model.record import Record
from prospectus.views.resolver import Resolver
from prospectus.views.view import View


def build_path_view(view: View, _: Record, __: Resolver) -> View:
    """Add the total duration of the lessons of a path, in minutes."""
    return view.with_values(minutes=sum(lesson.minutes for lesson in view.lessons))
