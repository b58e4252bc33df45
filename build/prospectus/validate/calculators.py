"""Checks calculators against the contracts that supply their figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from prospectus.model.calculator import Calculator
from prospectus.model.contract import Contract
from prospectus.model.entry import read
from prospectus.model.money import written
from prospectus.problems import Problem
from prospectus.validate.site import Checked


def check_calculators(checked: Sequence[Checked]) -> Iterator[Problem]:
    """The contract of a calculator must state the figures of its formula, and the price of an example must be a tradable price."""
    contracts = {each.record.id: each.record for each in checked if isinstance(each.record, Contract)}
    for each in checked:
        contract = contracts.get(str(each.record.contract)) if isinstance(each.record, Calculator) else None
        if contract is not None and isinstance(each.record, Calculator):
            yield from _check_terms(each, each.record, contract)
            yield from _check_prices(each, each.record, contract)


def _check_terms(each: Checked, calculator: Calculator, contract: Contract) -> Iterator[Problem]:
    """The contract must state every figure that the formula needs."""
    wanting = calculator.wanting(contract)
    if wanting:
        yield each.draft.problem(("contract",), "PR223", came=contract.id, form=", ".join(wanting))


def _check_prices(each: Checked, calculator: Calculator, contract: Contract) -> Iterator[Problem]:
    """The price of an example must be a multiple of the tick of the contract."""
    tick = contract.figure("tick")
    for index, example in enumerate(calculator.examples):
        price = read("price", str(example["price"])) if "price" in example else None
        if tick is not None and isinstance(price, Fraction) and price % tick:
            reason = f"its price is not a multiple of {written(tick)}"
            form = written(price // tick * tick)
            yield each.draft.problem(("examples", index, "price"), "PR224", came=example["price"], reason=reason, form=form)
