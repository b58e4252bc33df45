"""The page of a course: who offers it."""

from __future__ import annotations

from prospectus.model.kinds.course import Course
from prospectus.model.record import Record
from prospectus.views.resolver import Depth, Resolver
from prospectus.views.view import View


def build_course_body(body: View, record: Record, resolver: Resolver) -> View:
    """Add the institution that runs the brand of the course's programme; None where one of them is hidden from readers."""
    queries = resolver.queries
    brand = queries.field("programme", record.programme, "brand") if isinstance(record, Course) else None
    institution = queries.field("brand", brand, "institution") if brand is not None else None
    provider = resolver.find_view("institution", institution, Depth.SUMMARY) if institution is not None else None
    return body.with_values(provider=provider)
