"""The view of a landing page: the other records for its audience."""

from __future__ import annotations

from prospectus.model.record import Record
from prospectus.model.registry import KINDS
from prospectus.views.resolver import Resolver
from prospectus.views.view import View

LISTED_KINDS = tuple(kind.name for kind in sorted(KINDS, key=lambda kind: kind.landing_position or 0) if kind.landing_position is not None)
"""The kinds of the records that landing pages list for their audience."""


def build_landing_view(view: View, record: Record, resolver: Resolver) -> View:
    """Add the other records for the audience of a landing page, by kind, without those that it shows already."""
    shown, audience = set(getattr(record, "shows", ())), getattr(record, "audience", None)
    sections = []
    for kind in LISTED_KINDS if audience else ():
        ids = () if f"list:{kind}" in shown else resolver.queries.referrer_ids(("audience", str(audience)), kind)
        records = resolver.find_views(tuple((kind, record_id) for record_id in ids if f"{kind}:{record_id}" not in shown))
        sections += [View(kind=kind, records=records)] if records else []
    return view.with_values(record_groups=tuple(sections))
