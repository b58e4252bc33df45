"""The page of a course: who offers it."""

from __future__ import annotations

from prospectus.model.kinds.brand import Brand
from prospectus.model.kinds.course import Course
from prospectus.model.kinds.programme import Programme
from prospectus.model.record import Record
from prospectus.views.resolver import Depth, Resolver
from prospectus.views.view import View


def build_course_body(body: View, record: Record, resolver: Resolver) -> View:
    """Add the institution that runs the brand of the course's programme; None where one of them is hidden from readers."""
    programme = resolver.queries.record("programme", record.programme) if isinstance(record, Course) else None
    brand = resolver.queries.record("brand", programme.brand) if isinstance(programme, Programme) else None
    provider = resolver.find_view("institution", brand.institution, Depth.SUMMARY) if isinstance(brand, Brand) else None
    return body.with_values(provider=provider)
