"""Views of calculators: the forms, the figures that the formula uses, and the examples, which are computed at build time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from prospectus.derive.dates import month_short, weekday_short
from prospectus.derive.resolve import Resolver
from prospectus.derive.view import View
from prospectus.derive.workings import Answer, Diary, Pen, compensation, loss_behind, position
from prospectus.model.calculator import FORMS, WORKS_WITH, Calculator, Example
from prospectus.model.contract import Contract
from prospectus.model.entry import DECIMALS, DIGITS, POSITIVE, Name, Value, read
from prospectus.model.money import FEN, amount, written
from prospectus.model.record import Record
from prospectus.model.year import Year

WORDS: Mapping[str, str] = {
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
REFUSALS: Mapping[str, tuple[str, ...]] = {
    "figure": ("empty", "figure", "negative", "decimals", "whole", "huge", "zero", "off-tick"),
    "month": ("empty", "month"),
    "day": ("empty", "day"),
}
"""The reasons for which an input can be rejected, per input type. The message is `calculator.error.REASON`."""
SORTS = {"month": "month", "day": "day"}
"""The type of each input that is not a figure, by the name of the input."""


def calculator_view(view: View, record: Record, resolver: Resolver) -> View:
    """Return the view of a calculator with its forms, figures and examples.

    They are empty if the formula needs a contract and the contract is not shown or lacks a figure. Other records are returned unchanged.
    """
    if not isinstance(record, Calculator):
        return view
    contract = resolver.reading.record("contract", record.contract) if record.contract else None
    contract = contract if isinstance(contract, Contract) and not record.wanting(contract) else None
    if contract is None and WORKS_WITH[record.formula] == "contract":
        return view.having(forms=(), tables=(), years="", worked=None, used=(), closures=(), words=())
    bench = Bench(record, contract, resolver)
    return view.having(
        forms=tuple(bench.form(names) for names in FORMS[record.formula]),
        tables=tuple(table for names in FORMS[record.formula] if (table := bench.table(names)) is not None),
        years=bench.years_in_words(),
        worked=bench.worked(),
        used=bench.used(),
        closures=bench.closures(),
        words=tuple((key, resolver.t(f"calculator.{key}")) for key in bench.worded()),
    )


class Bench:
    """Builds the view of one calculator in one locale."""

    def __init__(self, record: Calculator, contract: Contract | None, resolver: Resolver) -> None:
        self.record, self.contract, self.resolver = record, contract, resolver
        self.t, self.tag = resolver.t, resolver.locale.tag
        self.payees = record.tiers.payees if record.tiers else ()
        self.in_days = record.formula in ("last-trading-day", "working-days")
        self.years = tuple(each for each in resolver.reading.all("year") if isinstance(each, Year)) if self.in_days else ()

    def worded(self) -> tuple[str, ...]:
        """Return the keys of the interface words that the script needs: those of the formula and the error messages of its inputs."""
        sorts = dict.fromkeys(SORTS.get(name, "figure") for names in FORMS[self.record.formula] for name in names)
        return (*WORDS[self.record.formula].split(), *(f"error.{reason}" for sort in sorts for reason in REFUSALS[sort]))

    def form(self, names: Sequence[Name]) -> View:
        """Return the view of a form: its inputs, the payees to choose from, and the data attributes for its script."""
        return View(
            id=names[0],
            entries=tuple(self._entry(name) for name in names),
            payees=tuple(View(id=each.id, title=self.resolver.words(each.title), percent=each.percent) for each in self.payees),
            data=tuple(self._data().items()),
        )

    def _entry(self, name: Name) -> View:
        sort = SORTS.get(name, "figure")
        return View(
            name=name,
            sort=sort,
            unit=self._unit(name),
            decimals=DECIMALS.get(name),
            positive=name in POSITIVE,
            example=self._typed(name),
            years=self._span() if sort == "day" else None,
        )

    def _typed(self, name: Name) -> str:
        """Return the first example value of an input, as the editor wrote it; empty if no example has one."""
        return next((str(each[name]) for each in self.record.examples if name in each), "")

    def _unit(self, name: Name) -> str:
        if name == "price" and self.contract is not None:
            tick = self.contract.figures["tick"].figure
            return self.resolver.words(tick.unit) if tick is not None and tick.unit is not None else ""
        key = f"calculator.unit.{name}"
        return self.t(key) if self.t.has(key) else ""

    def _span(self) -> View | None:
        published = [each.year for each in self.years if each.published]
        return View(first=f"{min(published)}-01-01", last=f"{max(published)}-12-31") if published else None

    def years_in_words(self) -> str:
        """Return the published years, joined with the list separator of the locale."""
        return self.t("list.comma").join(str(each.year) for each in self.years if each.published)

    def _data(self) -> dict[str, str]:
        """Return the figures and names that the script uses, by the name of the data attribute without `data-`."""
        data: dict[str, str] = {"digits": str(DIGITS)}
        if self.record.tiers is not None:
            data["threshold"] = str(self.record.tiers.threshold * FEN)
        if self.contract is not None:
            data["code"] = self.contract.code
        if self.record.formula == "position":
            data |= {name: written(value).replace(",", "") for name, value in self._terms().items()}
        if self.record.formula == "last-trading-day" and self.contract is not None and self.contract.expiry is not None:
            data |= {"delivery": str(self.contract.expiry.delivery_days), "movable": str(self.contract.expiry.movable_for or "")}
        if self.record.days is not None:
            data["days"] = str(self.record.days)
        if self.in_days:
            data["years"] = " ".join(str(each.year) for each in self.years if each.published)
            data["months"] = "|".join(month_short(date(2024, month, 1), self.tag) for month in range(1, 13))
            data["weekdays"] = "|".join(weekday_short(date(2024, 1, day), self.tag) for day in range(1, 8))
            data["comma"] = self.t("list.comma")
        return data

    def _terms(self) -> dict[str, Fraction]:
        names = ("size", "tick", "margin")
        return {name: value for name in names if self.contract is not None and (value := self.contract.figure(name)) is not None}

    def used(self) -> tuple[View, ...]:
        """Return the figures that the formula uses, each with its title. Figures of a contract are shown in the words of the contract."""
        if self.record.tiers is not None:
            threshold = self.t("calculator.money", n=amount(self.record.tiers.threshold * FEN))
            shares = (
                View(title=self.resolver.words(each.title), value=self.t("calculator.of-above", n=each.percent)) for each in self.payees
            )
            return (View(title=self.t("calculator.threshold"), value=threshold), *shares)
        if self.record.days is not None:
            return (View(title=self.t("calculator.working-days"), value=str(self.record.days)),)
        if self.record.formula == "position" and self.contract is not None:
            items = (self.contract.figures[name] for name in self._terms())
            return tuple(View(title=self.resolver.words(each.title), value=self.resolver.words(each.value)) for each in items)
        expiry = self.contract.expiry if self.contract is not None else None
        named = {"delivery-days": expiry.delivery_days, "movable-for": expiry.movable_for} if expiry is not None else {}
        return tuple(View(title=self.t(f"calculator.{name}"), value=str(value)) for name, value in named.items() if value is not None)

    def table(self, names: Sequence[Name]) -> View | None:
        """Return the examples of a form as a table, in ascending order of their inputs; None if there are none."""
        found = [each for each in self.record.examples if set(each) == set(names)]
        examples = sorted(found, key=lambda each: [read(name, str(each[name])) for name in names])
        if not examples:
            return None
        pen = Pen(self.t, self.tag, bare=True)
        answers = [[self.answer(pen, names, each, percent) for percent in self._percents()] for each in examples]
        results = [f"calculator.result.{name}" for name in answers[0][0].results]
        payees = [f"{self.resolver.words(each.title)}{self.t('calculator.colon')}" for each in self.payees] or [""]
        columns = [self.t(f"calculator.entry.{name}") for name in names]
        columns += [f"{payee}{self.t(result)}" for payee in payees for result in results]
        rows = [
            [*(self._given(name, each) for name in names), *(value for answer in row for value in answer.results.values())]
            for each, row in zip(examples, answers, strict=True)
        ]
        return View(
            id=f"examples-{names[0]}",
            title=self.t(f"calculator.form.{names[0]}"),
            columns=tuple(View(title=title, numeric=not self.in_days) for title in columns),
            rows=tuple(tuple(row) for row in rows),
            note=self.t("calculator.in-yuan") if not self.in_days else self.t("derived") if names == ("month",) else None,
        )

    def _percents(self) -> list[int]:
        return [each.percent for each in self.payees] or [100]

    def worked(self) -> View:
        """Return the first example with its inputs, results and steps."""
        example = self.record.examples[0]
        names = next(names for names in FORMS[self.record.formula] if set(names) == set(example))
        answer = self.answer(Pen(self.t, self.tag), names, example, self._percents()[0])
        given = [(self.t(f"calculator.entry.{name}"), self._given(name, example), self._unit(name)) for name in names]
        if self.payees:
            given.append((self.t("calculator.payee"), self.resolver.words(self.payees[0].title), ""))
        results = tuple((self.t(f"calculator.result.{name}"), value) for name, value in answer.results.items())
        return View(given=tuple(given), results=results, steps=answer.steps)

    def _given(self, name: Name, example: Example) -> str:
        value = read(name, str(example[name]))
        if isinstance(value, Fraction):
            return written(value, 2 if DECIMALS[name] == 2 else 0)
        if isinstance(value, date):
            return Pen(self.t, self.tag).day(value)
        return f"{self.contract.code if self.contract else ''}{value[0] % 100:02}{value[1]:02}"

    def answer(self, pen: Pen, names: Sequence[Name], example: Example, percent: int) -> Answer:
        """Return the answer to one example: its results and steps.

        `percent` is the share of the payee. Raises LookupError if the inputs or the record do not fit the formula.
        """
        values: dict[str, Value] = {name: read(name, str(example[name])) for name in names}
        match values:
            case {"loss": Fraction() as loss} if self.record.tiers is not None:
                return compensation(pen, int(loss * FEN), self.record.tiers.threshold * FEN, percent)
            case {"paid": Fraction() as paid} if self.record.tiers is not None:
                return loss_behind(pen, int(paid * FEN), self.record.tiers.threshold * FEN, percent)
            case {"price": Fraction() as price, "lots": Fraction() as lots}:
                return position(pen, price, lots, self._terms())
            case {"month": tuple() as month} if self.contract is not None and self.contract.expiry is not None:
                expiry = self.contract.expiry
                return self._diary(pen).last_trading_day(month, expiry.delivery_days, expiry.movable_for)
            case {"day": date() as day} if self.record.days is not None:
                return self._diary(pen).reply(day, self.record.days)
        raise LookupError(self.record.formula)

    def _diary(self, pen: Pen) -> Diary:
        return Diary(pen, self.years, {each.first: self.resolver.words(each.title) for year in self.years for each in year.holidays})

    def closures(self) -> tuple[View, ...]:
        """Return the holidays of the published years. Readers see them as a table, from which the script also reads its calendar."""
        pen = Pen(self.t, self.tag)
        return tuple(
            View(
                title=self.resolver.words(each.title),
                first=each.first.isoformat(),
                last=each.last.isoformat(),
                span=pen.day(each.first) if each.first == each.last else pen.between(pen.day(each.first), pen.day(each.last)),
                makeup=tuple((day.isoformat(), pen.day(day)) for day in each.makeup),
            )
            for year in self.years
            if year.published
            for each in year.holidays
        )
