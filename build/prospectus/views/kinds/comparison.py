"""Comparisons: the records of a kind side by side, an item per row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from prospectus.model.kinds.contract import Contract, SpecItem
from prospectus.model.record import Record
from prospectus.views.resolver import Depth, Resolver
from prospectus.views.view import View


def build_contract_comparison(records: Sequence[Record], resolver: Resolver) -> View:
    """Return the contracts as columns and their items as rows, in the order of the first contract that has each.

    Items of two contracts are the same if they have the figure of the same name, or else the same title.
    """
    contracts = [record for record in records if isinstance(record, Contract)]
    titles: dict[str, str] = {}
    values: list[dict[str, str]] = []
    for contract in contracts:
        by_key = {_item_key(item, resolver): item for item in contract.items}
        for key, item in by_key.items():
            titles.setdefault(key, resolver.localise(item.title))
        values.append({key: resolver.localise(item.value) for key, item in by_key.items()})
    return View(
        columns=tuple(resolver.view_of("contract", contract, Depth.SUMMARY) for contract in contracts),
        rows=tuple(View(title=title, cells=tuple(column.get(key, "") for column in values)) for key, title in titles.items()),
    )


def _item_key(item: SpecItem, resolver: Resolver) -> str:
    return item.figure.name if item.figure is not None else f"title {str.__str__(resolver.localise(item.title)).casefold()}"


COMPARISONS: Mapping[str, Callable[[Sequence[Record], Resolver], View]] = {"contract": build_contract_comparison}
"""The function that compares the records of a kind, for the kinds that have a comparison."""
