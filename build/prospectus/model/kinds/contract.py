"""Futures contracts and their specifications."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import chain
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from prospectus.model.kinds.series import validate_rrule
from prospectus.model.record import Citation, FrozenModel, Record, Violation
from prospectus.model.values.partial_date import PartialDate
from prospectus.model.values.reference import Id, Line, Ref
from prospectus.model.values.table import Table, iter_uneven_rows
from prospectus.model.values.text import InlineText, LineText
from prospectus.problems.message import Message

OTHER_FIGURE = Message("another figure, or none", "另一个数字，或不写")
BEFORE = Message("a date before {day}", "早于 {day} 的日期")


class Figure(FrozenModel):
    """The figure of an item, for calculators."""

    name: Literal["size", "tick", "margin", "limit"]
    """What it is: units of the commodity a lot, the smallest step of the price, the least margin in per cent of the contract value, the
    daily price limit in per cent of the previous settlement price."""
    value: Annotated[int | float, Field(gt=0)]
    """How much."""
    unit: LineText | None = None
    """In what it is measured; for the tick, in what the price is."""

    @property
    def exact_value(self) -> Fraction:
        """The value as an exact fraction of its decimal notation: 0.1 is one tenth."""
        return Fraction(str(self.value))


class FormerValue(FrozenModel):
    """A value that an item had earlier."""

    effective: PartialDate
    """From when it held."""
    value: InlineText
    """The value of that time."""
    sources: tuple[Citation, ...] = Field(min_length=1)
    """Where it stands."""


class SpecItem(FrozenModel):
    """One line of a specification."""

    id: Id | None = None
    """Its name, for links and for the fact it shows."""
    title: LineText
    """The item."""
    value: InlineText
    """Its value."""
    note: InlineText | None = None
    """A caution or an explanation."""
    figure: Figure | None = None
    """The figure of its value, when calculators work with it."""
    effective: PartialDate | None = None
    """From when the value holds, when a source states it."""
    former: tuple[FormerValue, ...] = ()
    """The values it had earlier, the latest first; only with their sources."""
    lesson: Annotated[str, Ref("lesson")] | None = None
    """The lesson that explains it."""
    sources: tuple[Citation, ...] = ()
    """Where it stands, when that differs from the contract."""


def _validate_expiry_rule(value: str) -> str:
    return value if value == LAST_OF_MONTH_BEFORE else validate_rrule(value)


LAST_OF_MONTH_BEFORE = "last-trading-day-of-month-before"
ExpiryRule = Annotated[str, AfterValidator(_validate_expiry_rule)]


class Expiry(FrozenModel):
    """How last trading days follow from the calendar of trading days."""

    rule: ExpiryRule
    """A rule of RFC 5545 for a day of the month, such as `FREQ=MONTHLY;BYDAY=3FR`, or `last-trading-day-of-month-before`."""
    months_before: Annotated[int, Field(ge=0, le=12)] | None = None
    """How many months before the delivery month the day is: 0 for the same month, as with a rule of RFC 5545 if this is left out."""
    shift: Literal["previous-trading-day", "next-trading-day"] = "previous-trading-day"
    """Where the day moves when it is not a trading day."""
    trading_days: Annotated[int, Field(ge=-60, le=60)] = 0
    """How many trading days later than that day, or earlier if negative: `-2` is the second trading day before it."""
    delivery_days: Annotated[int, Field(ge=0)] = 0
    """The consecutive trading days of delivery that follow."""
    movable_for: Annotated[int, Field(ge=1)] | None = None
    """How many days a holiday must have for the exchange to move the dates, where the contract names a number."""
    note: InlineText
    """That the dates are derived, and who may move them."""

    @property
    def reference_months(self) -> int:
        """How many months before the delivery month the day is."""
        return self.months_before if self.months_before is not None else int(self.rule == LAST_OF_MONTH_BEFORE)


class Contract(Record):
    """A contract as its exchange lists it."""

    code: Line
    """The product symbol."""
    exchange: Annotated[str, Ref("institution")]
    """The exchange that lists it."""
    listed: PartialDate
    """Its first trading day."""
    items: tuple[SpecItem, ...] = Field(min_length=1)
    """The specification, in the order of the exchange."""
    supplement: tuple[SpecItem, ...] = ()
    """What stands beside the table: fees, disclosure, appendix."""
    caution: InlineText | None = None
    """What the figures must not be taken for."""
    expiry: Expiry | None = None
    """How its last trading days are derived."""
    tables: tuple[Table, ...] = ()
    """Further tables."""

    def iter_violations(self) -> Iterator[Violation]:
        """Yield table rows without one cell per column (PR206), and what is wrong in the items (PR221, PR317, PR318)."""
        return chain(
            iter_uneven_rows(self.tables),
            _iter_missing_figures(self.items),
            _iter_repeated_figures(self.items),
            self._iter_unordered_values(),
        )

    def _iter_unordered_values(self) -> Iterator[Violation]:
        """Yield each former value that does not begin before the value after it (PR318)."""
        for field in ("items", "supplement"):
            for index, item in enumerate(getattr(self, field)):
                later = item.effective
                for number, former in enumerate(item.former):
                    if later is not None and former.effective.first_day >= later.first_day:
                        field_path = (field, index, "former", number, "effective")
                        yield Violation(field_path, "PR318", {"came": former.effective, "later": later, "form": BEFORE.fill(day=later)})
                    later = former.effective

    @property
    def figures(self) -> Mapping[str, SpecItem]:
        """The items that have a figure, by the name of the figure."""
        return {item.figure.name: item for item in self.items if item.figure is not None}

    def figure_value(self, name: str) -> Fraction | None:
        """Return the exact value of a figure; None when the contract does not state it."""
        item = self.figures.get(name)
        return item.figure.exact_value if item is not None and item.figure is not None else None


def _iter_repeated_figures(items: tuple[SpecItem, ...]) -> Iterator[Violation]:
    """Yield each figure whose name another item has already (PR317)."""
    first_items: dict[str, SpecItem] = {}
    for index, item in enumerate(items):
        if item.figure is None:
            continue
        first = first_items.setdefault(item.figure.name, item)
        if first is not item:
            yield Violation(("items", index, "figure", "name"), "PR317", {"came": item.figure.name, "form": OTHER_FIGURE})


def _iter_missing_figures(items: tuple[SpecItem, ...]) -> Iterator[Violation]:
    """Yield a violation per language in which the text of an item does not contain the item's figure."""
    for index, item in enumerate(items):
        for language in item.value if item.figure is not None else ():
            if item.figure is not None and item.figure.exact_value not in _parse_numbers(item.value[language]):
                yield Violation(("items", index, "value", language), "PR221", {"came": item.value[language], "form": item.figure.value})


def _parse_numbers(text: str) -> set[Fraction]:
    return {Fraction(number.replace(",", "")) for number in re.findall(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?", text)}
