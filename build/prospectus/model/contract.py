"""A futures contract and its specification."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from prospectus.model.moment import Moment
from prospectus.model.record import Breach, Citation, Noun, Record
from prospectus.model.reference import Id, Line, Ref
from prospectus.model.table import Table, uneven_rows
from prospectus.model.text import Text


class SpecItem(Noun):
    """One line of a specification."""

    id: Id | None = None
    """Its name, for links and for the fact it shows."""
    title: Text
    """The item."""
    value: Text
    """Its value."""
    note: Text | None = None
    """A caution or an explanation."""
    sources: tuple[Citation, ...] = ()
    """Where it stands, when that differs from the contract."""


class Expiry(Noun):
    """How last trading days follow from the calendar of trading days."""

    rule: Literal["last-trading-day-of-month-before"]
    """The last trading day of the month before the delivery month."""
    delivery_days: int
    """The consecutive trading days of delivery that follow."""
    note: Text
    """That the dates are derived, and who may move them."""


class Contract(Record):
    """A contract as its exchange lists it."""

    code: Line
    """The product symbol."""
    exchange: Annotated[str, Ref("institution")]
    """The exchange that lists it."""
    listed: Moment
    """Its first trading day."""
    items: tuple[SpecItem, ...] = Field(min_length=1)
    """The specification, in the order of the exchange."""
    supplement: tuple[SpecItem, ...] = ()
    """What stands beside the table: fees, disclosure, appendix."""
    caution: Text | None = None
    """What the figures must not be taken for."""
    expiry: Expiry | None = None
    """How its last trading days are derived."""
    tables: tuple[Table, ...] = ()
    """Further tables."""

    def breaches(self) -> Iterator[Breach]:
        """Every row of a table must have one cell a column."""
        return uneven_rows(self.tables)
