"""Values that the pages of a kind show in addition to its fields. They are computed here, so that templates contain layout only."""

from __future__ import annotations

from collections.abc import Callable

from prospectus.model.record import Record
from prospectus.views.kinds.book import build_book_view
from prospectus.views.kinds.calculator import build_calculator_view
from prospectus.views.kinds.event import build_event_view
from prospectus.views.kinds.flow import build_flow_view
from prospectus.views.kinds.form import build_form_view
from prospectus.views.kinds.landing import build_landing_view
from prospectus.views.kinds.lesson import build_lesson_view
from prospectus.views.kinds.path import build_path_view
from prospectus.views.kinds.release import build_release_view, summarise_release
from prospectus.views.kinds.term import build_term_view
from prospectus.views.resolver import Resolver
from prospectus.views.view import View

VIEW_EXTENSIONS: dict[str, Callable[[View, Record, Resolver], View]] = {
    "calculator": build_calculator_view,
    "form": build_form_view,
    "book": build_book_view,
    "event": build_event_view,
    "talk": build_event_view,
    "flow": build_flow_view,
    "lesson": build_lesson_view,
    "term": build_term_view,
    "path": build_path_view,
    "landing": build_landing_view,
    "release": build_release_view,
}
SUMMARY_BUILDERS: dict[str, Callable[[Record, Resolver], str]] = {"release": summarise_release}
"""Summaries of the kinds whose summary is not written by editors but generated."""
