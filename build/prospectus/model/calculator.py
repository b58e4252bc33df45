"""Calculators: rules that readers apply to figures of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from prospectus.model.contract import Contract
from prospectus.model.entry import Name, Unreadable, read
from prospectus.model.moment import Moment
from prospectus.model.record import Breach, Citation, Noun, Record
from prospectus.model.reference import Id, Ref, Target
from prospectus.model.text import Text

Example = Mapping[Name, str | int | float]
"""Example input: the text or number that a reader might type, by input name."""
FORMS: Mapping[str, tuple[tuple[Name, ...], ...]] = {
    "full-then-share": (("loss",), ("paid",)),
    "position": (("price", "lots"),),
    "last-trading-day": (("month",),),
    "working-days": (("day",),),
}
"""The sets of inputs that each formula accepts. A formula with two sets works in both directions."""
WORKS_WITH: Mapping[str, str] = {"full-then-share": "tiers", "position": "contract", "last-trading-day": "contract", "working-days": "days"}
"""The field of `Calculator` that holds the parameters of each formula."""


class Payee(Noun):
    """One of those who are paid, and their share of what is above the threshold."""

    id: Id
    """Its name in the form."""
    title: Text
    """Who it is."""
    percent: Annotated[int, Field(ge=1, le=100)]
    """The share, in per cent."""


class Tiers(Noun):
    """Paid in full up to a threshold, a share of what is above it."""

    threshold: Annotated[int, Field(ge=0)]
    """The highest loss that is paid in full, in yuan."""
    payees: Annotated[tuple[Payee, ...], Field(min_length=1)]
    """Those who are paid."""


class Quotation(Noun):
    """What a rule says, in our own words."""

    text: Text
    """What it says."""
    as_of: Moment
    """The date for which it was found to say so."""
    rule: Annotated[str, Ref("rule")] | None = None
    """The rule, when it is listed."""
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]
    """Where it stands."""


class Calculator(Record):
    """A calculator; what there is to explain beyond its steps stands in Markdown files beside it."""

    formula: Literal["full-then-share", "position", "last-trading-day", "working-days"]
    """How it works: full up to a threshold and a share above · value, tick and margin of a position · last trading day and delivery of a
    contract month · a number of working days after a day."""
    tiers: Tiers | None = None
    """For full-then-share: the threshold and the shares."""
    contract: Annotated[str, Ref("contract")] | None = None
    """For position and last-trading-day: the contract, which states the figures."""
    days: Annotated[int, Field(ge=1, le=60)] | None = None
    """For working-days: how many."""
    quotations: Annotated[tuple[Quotation, ...], Field(min_length=1)]
    """The rules it works out."""
    limits: Annotated[tuple[Text, ...], Field(min_length=1)]
    """What its result does not say."""
    examples: Annotated[tuple[dict[Name, str | int | float], ...], Field(min_length=1)]
    """What to work out as examples, as a reader types it: `{price: 545.7, lots: 2}`. The results are worked out at build."""
    related: tuple[Target, ...] = ()
    """Where to read on."""

    def breaches(self) -> Iterator[Breach]:
        """Yield parameter fields that do not match the formula (PR222), and examples that cannot be parsed (PR224)."""
        needed = WORKS_WITH[self.formula]
        for field in dict.fromkeys(WORKS_WITH.values()):
            if (getattr(self, field) is not None) != (field == needed):
                yield Breach((field if field != needed else "formula",), "PR222", {"came": self.formula, "form": needed})
        for index, example in enumerate(self.examples):
            yield from _unreadable(("examples", index), example, FORMS[self.formula])

    def wanting(self, contract: Contract) -> tuple[str, ...]:
        """Return what the formula needs and the contract does not state: names of figures, or `expiry`."""
        if self.formula == "last-trading-day":
            return () if contract.expiry is not None else ("expiry",)
        return tuple(name for name in ("size", "tick", "margin") if name not in contract.figures) if self.formula == "position" else ()


def _unreadable(
    place: tuple[str | int, ...], example: Mapping[Name, str | int | float], forms: tuple[tuple[str, ...], ...]
) -> Iterator[Breach]:
    if not any(set(example) == set(form) for form in forms):
        reason = "it must give " + " or ".join(" and ".join(form) for form in forms)
        yield Breach(place, "PR224", {"came": ", ".join(example), "reason": reason, "form": " or ".join(", ".join(form) for form in forms)})
        return
    for name, typed in example.items():
        try:
            read(name, str(typed))
        except Unreadable as error:
            yield Breach((*place, name), "PR224", {"came": typed, "reason": REASONS[error.reason], "form": FORM_OF[name]})


REASONS = {
    "empty": "it is empty",
    "figure": "it is not a figure",
    "negative": "it is negative",
    "decimals": "it has too many decimals",
    "whole": "it is not a whole number",
    "huge": "it has too many digits",
    "zero": "it is zero",
    "month": "it is not a contract month",
    "day": "it is not a day",
}
"""The explanation for editors of each `InvalidInput.reason`."""
FORM_OF = {"loss": "150000", "paid": "145000", "price": "545.7", "lots": "2", "month": "2026-03", "day": "2026-03-20"}
