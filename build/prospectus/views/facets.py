"""Facets for filtering a list: the fields that its kind declares, their values, and the number of records with each value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from prospectus.model.fields import FieldInfo, field_infos
from prospectus.model.kinds.site import Site
from prospectus.model.record import Record
from prospectus.model.registry import Kind
from prospectus.model.values.partial_date import PartialDate
from prospectus.text.language_tags import capitalise
from prospectus.views.resolver import Depth, Resolver
from prospectus.views.view import View

UNSTATED = "-"
"""The value of a record that leaves the field empty. No id and no option of a field has this form."""


def build_facets(kind: Kind, records: Sequence[Record], resolver: Resolver) -> View:
    """Return the facets of a list that have at least two options, and the facet values of each record, by its id."""
    fields = dict(field_infos(kind.model))
    shown: list[View] = []
    marks: dict[str, list[str]] = {record.id: [] for record in records}
    for field in kind.facets:
        values = [_facet_values(record, field) for record in records]
        options = tuple(_iter_options(kind, field, fields[field].item or fields[field], Counter(chain(*values)), resolver))
        if len(options) > 1:
            shown.append(View(name=field, title=resolver.t(f"facet.{field}"), options=options))
            for record, record_values in zip(records, values, strict=True):
                marks[record.id] += (f"{field}:{value}" for value in record_values)
    return View(shown=tuple(shown), marks={key: " ".join(record_marks) for key, record_marks in marks.items()})


def _facet_values(record: Record, field: str) -> tuple[str, ...]:
    value = getattr(record, field)
    if isinstance(value, PartialDate):
        return (str(value.start.year),)
    return (value if isinstance(value, tuple) else (value,)) if value else (UNSTATED,)


def _iter_options(kind: Kind, field: str, info: FieldInfo, counts: Counter[str], resolver: Resolver) -> Iterator[View]:
    """Yield the values of a field with their counts. UNSTATED comes last.

    References are in the order of the records of their kind, and choices in the order in which they are declared. Dates are grouped by
    year, latest first. Any other values are sorted, the languages of the site first.
    """
    declared = resolver.queries.record_ids(str(info.kind)) if info.kind else _list_choices(info, resolver.queries.site)
    site_languages = [locale.language for locale in resolver.queries.site.locales]
    others = sorted(set(counts) - {UNSTATED, *site_languages}, reverse=info.value_type == "moment")
    ordered = declared or (*site_languages, *others)
    for value in (*ordered, UNSTATED):
        if counts[value]:
            yield View(value=value, title=_option_title(kind, field, info, value, resolver), count=counts[value])


def _list_choices(info: FieldInfo, site: Site) -> tuple[str, ...]:
    """Return the choices of a field, in the order in which they are declared."""
    return site.values_of(info.declared) if info.declared is not None else info.options


def _option_title(kind: Kind, field: str, info: FieldInfo, value: str, resolver: Resolver) -> str:
    """Return what an option says, with a capital: it stands alone there, but within a sentence elsewhere."""
    return capitalise(_option_words(kind, field, info, value, resolver))


def _option_words(kind: Kind, field: str, info: FieldInfo, value: str, resolver: Resolver) -> str:
    if value == UNSTATED:
        specific_key = f"facet.unstated.{kind.name}"
        return resolver.t(specific_key if resolver.t.has(specific_key) else "facet.unstated")
    if info.value_type == "moment":
        return value
    view = resolver.find_view(info.kind, value, Depth.TITLE) if info.kind else None
    if view is not None:
        return str(view.title)
    key = f"{field.removesuffix('s')}.{value}"
    return resolver.t(key) if resolver.t.has(key) or info.options else value
