"""Calculators: rules that readers apply to figures of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from prospectus.model.kinds.contract import LAST_OF_MONTH_BEFORE, Contract
from prospectus.model.record import Citation, FrozenModel, Record, Violation
from prospectus.model.values.calculator_input import InputName, InvalidInput, parse_input
from prospectus.model.values.partial_date import PartialDate
from prospectus.model.values.reference import Id, Ref, Target
from prospectus.model.values.text import InlineText, LineText
from prospectus.problems.message import Message

CalculatorExample = Mapping[InputName, str | int | float]
"""Example input: the text or number that a reader might type, by input name."""
INPUT_SETS: Mapping[str, tuple[tuple[InputName, ...], ...]] = {
    "full-then-share": (("loss",), ("paid",)),
    "position": (("price", "lots"),),
    "last-trading-day": (("month",),),
    "working-days": (("day",),),
}
"""The sets of inputs that each formula accepts. A formula with two sets works in both directions."""
PARAMETER_FIELDS: Mapping[str, str] = {
    "full-then-share": "tiers",
    "position": "contract",
    "last-trading-day": "contract",
    "working-days": "days",
}
"""The field of `Calculator` that holds the parameters of each formula."""


class Payee(FrozenModel):
    """One of those who are paid, and their share of what is above the threshold."""

    id: Id
    """Its name in the form."""
    title: LineText
    """Who it is."""
    percent: Annotated[int, Field(ge=1, le=100)]
    """The share, in per cent."""


class Tiers(FrozenModel):
    """Paid in full up to a threshold, a share of what is above it."""

    threshold: Annotated[int, Field(ge=0)]
    """The highest loss that is paid in full, in yuan."""
    payees: Annotated[tuple[Payee, ...], Field(min_length=1)]
    """Those who are paid."""


class Quotation(FrozenModel):
    """What a rule says, in our own words."""

    text: InlineText
    """What it says."""
    as_of: PartialDate
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
    limits: Annotated[tuple[InlineText, ...], Field(min_length=1)]
    """What its result does not say."""
    examples: Annotated[tuple[dict[InputName, str | int | float], ...], Field(min_length=1)]
    """What to work out as examples, as a reader types it: `{price: 545.7, lots: 2}`. The results are worked out at build."""
    related: tuple[Target, ...] = ()
    """Where to read on."""

    def iter_violations(self) -> Iterator[Violation]:
        """Yield parameter fields that do not match the formula (PR222), and examples that cannot be parsed (PR224)."""
        parameter_field = PARAMETER_FIELDS[self.formula]
        for field in dict.fromkeys(PARAMETER_FIELDS.values()):
            if (getattr(self, field) is not None) != (field == parameter_field):
                yield Violation(
                    (field if field != parameter_field else "formula",), "PR222", {"came": self.formula, "form": parameter_field}
                )
        for index, example in enumerate(self.examples):
            yield from _iter_invalid_inputs(("examples", index), example, INPUT_SETS[self.formula])

    def missing_in_contract(self, contract: Contract) -> tuple[str, ...]:
        """Return what the formula needs and the contract does not state: names of figures, or `expiry`."""
        if self.formula == "last-trading-day":
            return () if contract.expiry is not None and contract.expiry.rule == LAST_OF_MONTH_BEFORE else ("expiry",)
        return tuple(name for name in ("size", "tick", "margin") if name not in contract.figures) if self.formula == "position" else ()


def _iter_invalid_inputs(
    field_path: tuple[str | int, ...], example: Mapping[InputName, str | int | float], input_sets: tuple[tuple[str, ...], ...]
) -> Iterator[Violation]:
    if not any(set(example) == set(input_set) for input_set in input_sets):
        reason = Message(
            "it must give " + " or ".join(" and ".join(input_set) for input_set in input_sets),
            "必须给出 " + " 或 ".join("、".join(input_set) for input_set in input_sets),
        )
        form = Message(*(either.join(", ".join(input_set) for input_set in input_sets) for either in (" or ", " 或 ")))
        yield Violation(
            field_path,
            "PR224",
            {"came": ", ".join(example), "reason": reason, "form": form},
        )
        return
    for name, value in example.items():
        try:
            parse_input(name, str(value))
        except InvalidInput as error:
            yield Violation(
                (*field_path, name), "PR224", {"came": value, "reason": INVALID_INPUT_REASONS[error.reason], "form": INPUT_EXAMPLES[name]}
            )


INVALID_INPUT_REASONS = {
    "empty": Message("it is empty", "没有填写"),
    "figure": Message("it is not a figure", "不是数字"),
    "negative": Message("it is negative", "是负数"),
    "decimals": Message("it has too many decimals", "小数位太多"),
    "whole": Message("it is not a whole number", "不是整数"),
    "huge": Message("it has too many digits", "位数太多"),
    "zero": Message("it is zero", "是零"),
    "month": Message("it is not a contract month", "不是合约月份"),
    "day": Message("it is not a day", "不是日期"),
}
"""The explanation for editors of each `InvalidInput.reason`."""
INPUT_EXAMPLES = {"loss": "150000", "paid": "145000", "price": "545.7", "lots": "2", "month": "2026-03", "day": "2026-03-20"}
