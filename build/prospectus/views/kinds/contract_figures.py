"""The figures of a contract for a card: the items whose values calculators work with."""

from __future__ import annotations

from prospectus.model.kinds.contract import Contract
from prospectus.model.record import Record
from prospectus.views.resolver import Resolver
from prospectus.views.view import View


def list_contract_figures(record: Record, resolver: Resolver) -> tuple[View, ...]:
    """Return the title and the value of each item of a contract that has a figure, in the order of the contract."""
    items = record.figures.values() if isinstance(record, Contract) else ()
    return tuple(View(title=resolver.localise(item.title), value=resolver.localise(item.value)) for item in items)
