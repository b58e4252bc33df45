"""Facets for filtering a list: the fields that its kind declares, their values, and the number of records with each value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from prospectus.derive.resolve import NAME, Resolver
from prospectus.derive.view import View
from prospectus.model.kinds import Kind
from prospectus.model.moment import Moment
from prospectus.model.record import Record
from prospectus.model.shape import Shape, shapes

UNSTATED = "-"
"""The value of a record that leaves the field empty. No id and no option of a field has this form."""


def facets(kind: Kind, records: Sequence[Record], resolver: Resolver) -> View:
    """Return the facets of a list that have at least two options, and the facet values of each record, by its id."""
    fields = dict(shapes(kind.model))
    shown: list[View] = []
    marks: dict[str, list[str]] = {record.id: [] for record in records}
    for field in kind.facets:
        values = [_values(record, field) for record in records]
        options = tuple(_options(kind, field, fields[field].item or fields[field], Counter(chain(*values)), resolver))
        if len(options) > 1:
            shown.append(View(name=field, title=resolver.t(f"facet.{field}"), options=options))
            for record, held in zip(records, values, strict=True):
                marks[record.id] += (f"{field}:{value}" for value in held)
    return View(shown=tuple(shown), marks={key: " ".join(held) for key, held in marks.items()})


def _values(record: Record, field: str) -> tuple[str, ...]:
    value = getattr(record, field)
    if isinstance(value, Moment):
        return (str(value.start.year),)
    return (value if isinstance(value, tuple) else (value,)) if value else (UNSTATED,)


def _options(kind: Kind, field: str, shape: Shape, count: Counter[str], resolver: Resolver) -> Iterator[View]:
    """Yield the values of a field with their counts. UNSTATED comes last.

    References are in the order of the records of their kind, and choices in the order in which they are declared. Dates are grouped by
    year, latest first. Any other values are sorted.
    """
    fixed = resolver.reading.ids(str(shape.kind)) if shape.kind else shape.options
    known = fixed or sorted(set(count) - {UNSTATED}, reverse=shape.what == "moment")
    for value in (*known, UNSTATED):
        if count[value]:
            yield View(value=value, title=_title(kind, field, shape, value, resolver), count=count[value])


def _title(kind: Kind, field: str, shape: Shape, value: str, resolver: Resolver) -> str:
    if value == UNSTATED:
        own = f"facet.unstated.{kind.name}"
        return resolver.t(own if resolver.t.has(own) else "facet.unstated")
    if shape.what == "moment":
        return value
    named = resolver.record(shape.kind, value, NAME) if shape.kind else None
    title: str = named.title if named is not None else resolver.t(f"{field.removesuffix('s')}.{value}")
    return title
