"""Checks calculators against the contracts that supply their figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from prospectus.model.kinds.calculator import Calculator
from prospectus.model.kinds.contract import Contract
from prospectus.model.values.calculator_input import parse_input
from prospectus.model.values.money import format_grouped
from prospectus.problems import Message, Problem
from prospectus.validate.references import CheckedRecord


def check_calculators(records: Sequence[CheckedRecord]) -> Iterator[Problem]:
    """The contract of a calculator must state the figures of its formula, and the price of an example must be a tradable price."""
    contracts = {checked.record.id: checked.record for checked in records if isinstance(checked.record, Contract)}
    for checked in records:
        contract = contracts.get(str(checked.record.contract)) if isinstance(checked.record, Calculator) else None
        if contract is not None and isinstance(checked.record, Calculator):
            yield from _check_contract_terms(checked, checked.record, contract)
            yield from _check_prices(checked, checked.record, contract)


def _check_contract_terms(checked: CheckedRecord, calculator: Calculator, contract: Contract) -> Iterator[Problem]:
    """The contract must state every figure that the formula needs."""
    missing = calculator.missing_in_contract(contract)
    if missing:
        yield checked.raw.problem(("contract",), "PR223", came=contract.id, form=", ".join(missing))


def _check_prices(checked: CheckedRecord, calculator: Calculator, contract: Contract) -> Iterator[Problem]:
    """The price of an example must be a multiple of the tick of the contract."""
    tick = contract.figure_value("tick")
    for index, example in enumerate(calculator.examples):
        price = parse_input("price", str(example["price"])) if "price" in example else None
        if tick is not None and isinstance(price, Fraction) and price % tick:
            reason = Message(f"its price is not a multiple of {format_grouped(tick)}", f"价格不是 {format_grouped(tick)} 的整数倍")
            form = format_grouped(price // tick * tick)
            yield checked.raw.problem(("examples", index, "price"), "PR224", came=example["price"], reason=reason, form=form)
