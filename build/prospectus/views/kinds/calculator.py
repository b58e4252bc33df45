"""Views of calculators: the forms, the figures that the formula uses, and the examples, which are computed at build time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from prospectus.model.kinds.calculator import INPUT_SETS, PARAMETER_FIELDS, Calculator, CalculatorExample
from prospectus.model.kinds.contract import Contract
from prospectus.model.kinds.year import Year
from prospectus.model.record import Record
from prospectus.model.values.calculator_input import MAX_DECIMALS, MAX_DIGITS, POSITIVE_INPUTS, InputName, InputValue, parse_input
from prospectus.model.values.money import FEN_PER_YUAN, format_grouped, format_yuan
from prospectus.text.dates import format_month_short, format_weekday_short
from prospectus.views.kinds.calculator_steps import (
    CalculatorAnswer,
    StepFormatter,
    WorkingDayCounter,
    compute_compensation,
    compute_loss,
    compute_position,
)
from prospectus.views.resolver import Resolver
from prospectus.views.view import View

SCRIPT_WORDS: Mapping[str, str] = {
    "full-then-share": """
        money between result.paid result.uncovered result.loss
        step.full step.split step.share step.share-rounded step.sum step.rest
        step.same step.part step.divided step.only step.several step.loss step.losses
    """,
    "position": "money result.value result.tick result.margin step.value step.tick step.margin",
    "last-trading-day": """
        day month between unpublished not-covered result.last result.delivery
        step.month-before step.last step.delivery step.movable step.unpublished step.not-covered
    """,
    "working-days": """
        day between unpublished not-covered result.reply
        step.received step.received-rest step.counted step.counted-makeup step.skipped step.unpublished step.not-covered
    """,
}
"""The keys of the interface words that `calculator.js` uses, per formula, without the prefix `calculator.`."""
REJECTION_REASONS: Mapping[str, tuple[str, ...]] = {
    "figure": ("empty", "figure", "negative", "decimals", "whole", "huge", "zero", "off-tick"),
    "month": ("empty", "month"),
    "day": ("empty", "day"),
}
"""The reasons for which an input can be rejected, per input type. The message is `calculator.error.REASON`."""
INPUT_TYPES = {"month": "month", "day": "day"}
"""The type of each input that is not a figure, by the name of the input."""


def build_calculator_view(view: View, record: Record, resolver: Resolver) -> View:
    """Return the view of a calculator with its forms, figures and examples.

    They are empty if the formula needs a contract and the contract is not shown or lacks a figure. Other records are returned unchanged.
    """
    if not isinstance(record, Calculator):
        return view
    contract = resolver.queries.record("contract", record.contract) if record.contract else None
    contract = contract if isinstance(contract, Contract) and not record.missing_in_contract(contract) else None
    if contract is None and PARAMETER_FIELDS[record.formula] == "contract":
        return view.with_values(forms=(), tables=(), years="", worked_example=None, parameters=(), closures=(), words=())
    builder = CalculatorView(record, contract, resolver)
    return view.with_values(
        forms=tuple(builder.build_form(names) for names in INPUT_SETS[record.formula]),
        tables=tuple(table for names in INPUT_SETS[record.formula] if (table := builder.build_example_table(names)) is not None),
        years=builder.format_years(),
        worked_example=builder.build_worked_example(),
        parameters=builder.build_parameters(),
        closures=builder.build_closures(),
        words=tuple((key, resolver.t(f"calculator.{key}")) for key in builder.list_word_keys()),
    )


class CalculatorView:
    """Builds the view of one calculator in one locale."""

    def __init__(self, record: Calculator, contract: Contract | None, resolver: Resolver) -> None:
        self.record, self.contract, self.resolver = record, contract, resolver
        self.t, self.tag = resolver.t, resolver.locale.tag
        self.payees = record.tiers.payees if record.tiers else ()
        self.uses_calendar = record.formula in ("last-trading-day", "working-days")
        self.years = tuple(year for year in resolver.queries.records("year") if isinstance(year, Year)) if self.uses_calendar else ()

    def list_word_keys(self) -> tuple[str, ...]:
        """Return the keys of the interface words that the script needs: those of the formula and the error messages of its inputs."""
        input_types = dict.fromkeys(INPUT_TYPES.get(name, "figure") for names in INPUT_SETS[self.record.formula] for name in names)
        return (
            *SCRIPT_WORDS[self.record.formula].split(),
            *(f"error.{reason}" for input_type in input_types for reason in REJECTION_REASONS[input_type]),
        )

    def build_form(self, names: Sequence[InputName]) -> View:
        """Return the view of a form: its inputs, the payees to choose from, and the data attributes for its script."""
        return View(
            id=names[0],
            inputs=tuple(self._build_input(name) for name in names),
            payees=tuple(View(id=payee.id, title=self.resolver.localise(payee.title), percent=payee.percent) for payee in self.payees),
            data=tuple(self._build_script_data().items()),
        )

    def _build_input(self, name: InputName) -> View:
        input_type = INPUT_TYPES.get(name, "figure")
        return View(
            name=name,
            type=input_type,
            unit=self._unit_of(name),
            decimals=MAX_DECIMALS.get(name),
            positive=name in POSITIVE_INPUTS,
            example=self._find_example_value(name),
            years=self._published_range() if input_type == "day" else None,
        )

    def _find_example_value(self, name: InputName) -> str:
        """Return the first example value of an input, as the editor wrote it; empty if no example has one."""
        return next((str(example[name]) for example in self.record.examples if name in example), "")

    def _unit_of(self, name: InputName) -> str:
        if name == "price" and self.contract is not None:
            tick = self.contract.figures["tick"].figure
            return self.resolver.localise(tick.unit) if tick is not None and tick.unit is not None else ""
        key = f"calculator.unit.{name}"
        return self.t(key) if self.t.has(key) else ""

    def _published_range(self) -> View | None:
        published_years = [year.year for year in self.years if year.published]
        return View(first=f"{min(published_years)}-01-01", last=f"{max(published_years)}-12-31") if published_years else None

    def format_years(self) -> str:
        """Return the published years, joined with the list separator of the locale."""
        return self.t("list.comma").join(str(year.year) for year in self.years if year.published)

    def _build_script_data(self) -> dict[str, str]:
        """Return the figures and names that the script uses, by the name of the data attribute without `data-`."""
        data: dict[str, str] = {"digits": str(MAX_DIGITS)}
        if self.record.tiers is not None:
            data["threshold"] = str(self.record.tiers.threshold * FEN_PER_YUAN)
        if self.contract is not None:
            data["code"] = self.contract.code
        if self.record.formula == "position":
            data |= {name: format_grouped(value).replace(",", "") for name, value in self._contract_figures().items()}
        if self.record.formula == "last-trading-day" and self.contract is not None and self.contract.expiry is not None:
            data |= {"delivery": str(self.contract.expiry.delivery_days), "movable": str(self.contract.expiry.movable_for or "")}
        if self.record.days is not None:
            data["days"] = str(self.record.days)
        if self.uses_calendar:
            data["years"] = " ".join(str(year.year) for year in self.years if year.published)
            data["months"] = "|".join(format_month_short(date(2024, month, 1), self.tag) for month in range(1, 13))
            data["weekdays"] = "|".join(format_weekday_short(date(2024, 1, day), self.tag) for day in range(1, 8))
            data["comma"] = self.t("list.comma")
        return data

    def _contract_figures(self) -> dict[str, Fraction]:
        names = ("size", "tick", "margin")
        return {name: value for name in names if self.contract is not None and (value := self.contract.figure_value(name)) is not None}

    def build_parameters(self) -> tuple[View, ...]:
        """Return the parameters of the formula, each with its title. Figures of a contract are shown in the words of the contract."""
        if self.record.tiers is not None:
            threshold = self.t("calculator.money", n=format_yuan(self.record.tiers.threshold * FEN_PER_YUAN))
            shares = (
                View(title=self.resolver.localise(payee.title), value=self.t("calculator.of-above", n=payee.percent))
                for payee in self.payees
            )
            return (View(title=self.t("calculator.threshold"), value=threshold), *shares)
        if self.record.days is not None:
            return (View(title=self.t("calculator.working-days"), value=str(self.record.days)),)
        if self.record.formula == "position" and self.contract is not None:
            figures = (self.contract.figures[name] for name in self._contract_figures())
            return tuple(View(title=self.resolver.localise(figure.title), value=self.resolver.localise(figure.value)) for figure in figures)
        expiry = self.contract.expiry if self.contract is not None else None
        expiry_terms = {"delivery-days": expiry.delivery_days, "movable-for": expiry.movable_for} if expiry is not None else {}
        return tuple(
            View(title=self.t(f"calculator.{name}"), value=str(value)) for name, value in expiry_terms.items() if value is not None
        )

    def build_example_table(self, names: Sequence[InputName]) -> View | None:
        """Return the examples of a form as a table, in ascending order of their inputs; None if there are none."""
        matches = [example for example in self.record.examples if set(example) == set(names)]
        examples = sorted(matches, key=lambda example: [parse_input(name, str(example[name])) for name in names])
        if not examples:
            return None
        formatter = StepFormatter(self.t, self.tag, omit_unit=True)
        answers = [[self.compute_answer(formatter, names, example, percent) for percent in self._payout_percents()] for example in examples]
        results = [f"calculator.result.{name}" for name in answers[0][0].results]
        payee_labels = [f"{self.resolver.localise(payee.title)}{self.t('calculator.colon')}" for payee in self.payees] or [""]
        columns = [self.t(f"calculator.entry.{name}") for name in names]
        columns += [f"{label}{self.t(result)}" if label else self.t(result) for label in payee_labels for result in results]
        rows = [
            [*(self._format_input(name, example) for name in names), *(value for answer in row for value in answer.results.values())]
            for example, row in zip(examples, answers, strict=True)
        ]
        return View(
            id=f"examples-{names[0]}",
            title=self.t(f"calculator.form.{names[0]}"),
            columns=tuple(View(title=title, numeric=not self.uses_calendar) for title in columns),
            rows=tuple(tuple(row) for row in rows),
            note=self.t("calculator.in-yuan") if not self.uses_calendar else self.t("derived") if names == ("month",) else None,
        )

    def _payout_percents(self) -> list[int]:
        return [payee.percent for payee in self.payees] or [100]

    def build_worked_example(self) -> View:
        """Return the first example with its inputs, results and steps."""
        example = self.record.examples[0]
        names = next(names for names in INPUT_SETS[self.record.formula] if set(names) == set(example))
        answer = self.compute_answer(StepFormatter(self.t, self.tag), names, example, self._payout_percents()[0])
        inputs = [(self.t(f"calculator.entry.{name}"), self._format_input(name, example), self._unit_of(name)) for name in names]
        if self.payees:
            inputs.append((self.t("calculator.payee"), self.resolver.localise(self.payees[0].title), ""))
        results = tuple((self.t(f"calculator.result.{name}"), value) for name, value in answer.results.items())
        return View(given=tuple(inputs), results=results, steps=answer.steps)

    def _format_input(self, name: InputName, example: CalculatorExample) -> str:
        value = parse_input(name, str(example[name]))
        if isinstance(value, Fraction):
            return format_grouped(value, 2 if MAX_DECIMALS[name] == 2 else 0)
        if isinstance(value, date):
            return StepFormatter(self.t, self.tag).format_day(value)
        return f"{self.contract.code if self.contract else ''}{value[0] % 100:02}{value[1]:02}"

    def compute_answer(
        self, formatter: StepFormatter, names: Sequence[InputName], example: CalculatorExample, percent: int
    ) -> CalculatorAnswer:
        """Return the answer to one example: its results and steps.

        `percent` is the share of the payee. Raises LookupError if the inputs or the record do not fit the formula.
        """
        values: dict[str, InputValue] = {name: parse_input(name, str(example[name])) for name in names}
        match values:
            case {"loss": Fraction() as loss} if self.record.tiers is not None:
                return compute_compensation(formatter, int(loss * FEN_PER_YUAN), self.record.tiers.threshold * FEN_PER_YUAN, percent)
            case {"paid": Fraction() as paid} if self.record.tiers is not None:
                return compute_loss(formatter, int(paid * FEN_PER_YUAN), self.record.tiers.threshold * FEN_PER_YUAN, percent)
            case {"price": Fraction() as price, "lots": Fraction() as lots}:
                return compute_position(formatter, price, lots, self._contract_figures())
            case {"month": tuple() as month} if self.contract is not None and self.contract.expiry is not None:
                expiry = self.contract.expiry
                return self._build_counter(formatter).compute_last_trading_day(month, expiry.delivery_days, expiry.movable_for)
            case {"day": date() as day} if self.record.days is not None:
                return self._build_counter(formatter).compute_reply_day(day, self.record.days)
        raise LookupError(self.record.formula)

    def _build_counter(self, formatter: StepFormatter) -> WorkingDayCounter:
        return WorkingDayCounter(
            formatter,
            self.years,
            {holiday.first: self.resolver.localise(holiday.title) for year in self.years for holiday in year.holidays},
        )

    def build_closures(self) -> tuple[View, ...]:
        """Return the holidays of the published years. Readers see them as a table, from which the script also reads its calendar."""
        formatter = StepFormatter(self.t, self.tag)
        return tuple(
            View(
                title=self.resolver.localise(holiday.title),
                first=holiday.first.isoformat(),
                last=holiday.last.isoformat(),
                span=formatter.format_day(holiday.first)
                if holiday.first == holiday.last
                else formatter.format_range(formatter.format_day(holiday.first), formatter.format_day(holiday.last)),
                makeup=tuple((day.isoformat(), formatter.format_day(day)) for day in holiday.makeup),
            )
            for year in self.years
            if year.published
            for holiday in year.holidays
        )
