"""Values that the pages of a kind show in addition to its fields. They are computed here, so that templates contain layout only."""

from __future__ import annotations

from collections.abc import Callable

from prospectus.model.record import Record
from prospectus.views.kinds.book import build_book_view
from prospectus.views.kinds.calculator import build_calculator_view
from prospectus.views.kinds.contract import build_contract_body
from prospectus.views.kinds.course import build_course_body
from prospectus.views.kinds.event import build_event_view
from prospectus.views.kinds.flow import build_flow_view
from prospectus.views.kinds.form import build_form_view
from prospectus.views.kinds.guide import build_guide_view
from prospectus.views.kinds.hosted_events import build_person_body, build_venue_body
from prospectus.views.kinds.landing import build_landing_view
from prospectus.views.kinds.lesson import build_lesson_view
from prospectus.views.kinds.lesson_parts import build_lesson_body
from prospectus.views.kinds.path import build_path_view
from prospectus.views.kinds.release import build_release_view, summarise_release
from prospectus.views.kinds.series import build_series_view
from prospectus.views.kinds.term import build_term_view, list_term_names, summarise_term
from prospectus.views.resolver import Resolver
from prospectus.views.view import View

VIEW_EXTENSIONS: dict[str, Callable[[View, Record, Resolver], View]] = {
    "calculator": build_calculator_view,
    "guide": build_guide_view,
    "form": build_form_view,
    "book": build_book_view,
    "event": build_event_view,
    "talk": build_event_view,
    "flow": build_flow_view,
    "lesson": build_lesson_view,
    "series": build_series_view,
    "term": build_term_view,
    "path": build_path_view,
    "landing": build_landing_view,
    "release": build_release_view,
}
BODY_EXTENSIONS: dict[str, Callable[[View, Record, Resolver], View]] = {
    "contract": build_contract_body,
    "course": build_course_body,
    "lesson": build_lesson_body,
    "person": build_person_body,
    "venue": build_venue_body,
}
"""What the page of a kind shows in addition to the view of its record, such as parts of its rendered prose."""
SUMMARY_BUILDERS: dict[str, Callable[[Record, Resolver], str]] = {"release": summarise_release, "term": summarise_term}
"""Summaries of records without a `summary`, by kind: generated, or taken from another field."""
NAME_LISTERS: dict[str, Callable[[Record, str], tuple[str, ...]]] = {"term": list_term_names}
"""The names in a language by which search finds a record, besides its title and its aliases, for the kinds that have some."""
