"""The points of a checklist for a card: what each of its steps checks."""

from __future__ import annotations

from prospectus.model.kinds.checklist import Checklist
from prospectus.model.record import Record
from prospectus.views.resolver import Resolver


def list_checked(record: Record, resolver: Resolver) -> tuple[str, ...]:
    """Return the title of each step of a checklist, in order."""
    return tuple(resolver.localise(step.title) for step in record.steps) if isinstance(record, Checklist) else ()
