"""The results of calculators and their steps, in the words of one locale. `theme/assets/calculator.js` gives the same answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from prospectus.model.kinds.year import Holiday, Year
from prospectus.model.values.calculator_input import YearMonth
from prospectus.model.values.compensation import compensation_for_loss, losses_for_compensation
from prospectus.model.values.money import format_grouped, format_yuan, to_fen
from prospectus.schedule.business_days import BusinessDays
from prospectus.text.dates import format_month_short, format_weekday_short
from prospectus.views.interface_words import InterfaceWords


@dataclass(frozen=True, slots=True)
class CalculatorAnswer:
    """The results of a calculation by name, and the steps in words."""

    results: Mapping[str, str]
    steps: tuple[str, ...]


class StepFormatter:
    """Formats amounts, days and steps in one locale. With `omit_unit`, amounts have no unit, as in tables."""

    def __init__(self, t: InterfaceWords, tag: str, *, omit_unit: bool = False) -> None:
        self.t, self.tag, self.omit_unit = t, tag, omit_unit

    def format_amount(self, value: int) -> str:
        """Return an amount of fen in yuan, with its unit unless units are omitted."""
        return format_yuan(value) if self.omit_unit else self.t("calculator.money", n=format_yuan(value))

    def format_day(self, day: date) -> str:
        """Return a day with its weekday."""
        month, weekday = format_month_short(day, self.tag), format_weekday_short(day, self.tag)
        return self.t("calculator.day", year=day.year, month=month, day=day.day, weekday=weekday)

    def format_month(self, year: int, month: int) -> str:
        """Return a month and its year."""
        return self.t("calculator.month", year=year, month=format_month_short(date(year, month, 1), self.tag))

    def format_range(self, first: str, last: str) -> str:
        """Return a range from one value to another."""
        return self.t("calculator.between", first=first, last=last)

    def format_list(self, words: Iterable[str]) -> str:
        """Return words joined as a list."""
        return self.t("list.comma").join(words)

    def format_step(self, name: str, **values: object) -> str:
        """Return the sentence of a step, with values filled in."""
        return self.t(f"calculator.step.{name}", **values)


def compute_compensation(formatter: StepFormatter, loss: int, threshold: int, percent: int) -> CalculatorAnswer:
    """Return the compensation for a loss. All amounts are in fen, `percent` is the share paid above the threshold."""
    paid = compensation_for_loss(loss, threshold, percent)
    results = {"paid": formatter.format_amount(paid), "uncovered": formatter.format_amount(loss - paid)}
    if loss <= threshold:
        return CalculatorAnswer(results, (formatter.format_step("full", loss=format_yuan(loss), threshold=format_yuan(threshold)),))
    above, share = loss - threshold, paid - threshold
    exact_share = Fraction(above * percent, 10_000)
    values = {"above": format_yuan(above), "percent": percent, "share": format_yuan(share)}
    steps = (
        formatter.format_step("split", loss=format_yuan(loss), threshold=format_yuan(threshold), above=format_yuan(above)),
        formatter.format_step("share", **values)
        if exact_share * 100 == share
        else formatter.format_step("share-rounded", **values, exact=format_grouped(exact_share, 2)),
        formatter.format_step("sum", threshold=format_yuan(threshold), share=format_yuan(share), paid=format_yuan(paid)),
        formatter.format_step("rest", loss=format_yuan(loss), paid=format_yuan(paid), uncovered=format_yuan(loss - paid)),
    )
    return CalculatorAnswer(results, steps)


def compute_loss(formatter: StepFormatter, paid: int, threshold: int, percent: int) -> CalculatorAnswer:
    """Return the loss or the range of losses for which `paid` is the compensation. All amounts are in fen.

    Several losses can have the same compensation because it is rounded to the fen.
    """
    losses = losses_for_compensation(paid, threshold, percent)
    first, last = losses[0], losses[-1]
    if paid <= threshold and first == last:
        return CalculatorAnswer(
            {"loss": formatter.format_amount(first)},
            (formatter.format_step("same", paid=format_yuan(paid), threshold=format_yuan(threshold)),),
        )
    part = paid - threshold
    values = {"part": format_yuan(part), "percent": percent}
    if first != last:
        division_step = formatter.format_step("several", **values, first=format_yuan(first - threshold), last=format_yuan(last - threshold))
    elif (first - threshold) * percent == part * 100:
        division_step = formatter.format_step("divided", **values, above=format_yuan(first - threshold))
    else:
        division_step = formatter.format_step("only", **values, above=format_yuan(first - threshold))
    steps = (
        formatter.format_step("part", paid=format_yuan(paid), threshold=format_yuan(threshold), part=format_yuan(part)),
        division_step,
        formatter.format_step("loss", threshold=format_yuan(threshold), above=format_yuan(first - threshold), loss=format_yuan(first))
        if first == last
        else formatter.format_step(
            "losses", threshold=format_yuan(threshold), first=format_yuan(first), last=format_yuan(last), n=len(losses)
        ),
    )
    loss_text = (
        formatter.format_amount(first)
        if first == last
        else formatter.format_range(formatter.format_amount(first), formatter.format_amount(last))
    )
    return CalculatorAnswer({"loss": loss_text}, steps)


def compute_tick_value(formatter: StepFormatter, lots: Fraction, figures: Mapping[str, Fraction]) -> CalculatorAnswer:
    """Return by how much the value of a number of lots changes per tick. `figures` are the contract's `size` and `tick`."""
    move = to_fen(figures["tick"] * figures["size"] * lots)
    factors = {"tick": format_grouped(figures["tick"]), "size": format_grouped(figures["size"]), "lots": format_grouped(lots)}
    return CalculatorAnswer({"tick": formatter.format_amount(move)}, (formatter.format_step("tick", **factors, move=format_yuan(move)),))


def compute_position(formatter: StepFormatter, price: Fraction, lots: Fraction, figures: Mapping[str, Fraction]) -> CalculatorAnswer:
    """Return the value of a position, the change in value per tick, and the minimum margin.

    `price` is in yuan; `figures` are those of the contract: `size`, `tick` and `margin` (per cent).
    """
    quantity = figures["size"] * lots
    value, tick = price * quantity, compute_tick_value(formatter, lots, figures)
    margin = value * figures["margin"] / 100
    factors = {"size": format_grouped(figures["size"]), "lots": format_grouped(lots)}
    return CalculatorAnswer(
        {
            "value": formatter.format_amount(to_fen(value)),
            **tick.results,
            "margin": formatter.format_amount(to_fen(margin)),
        },
        (
            formatter.format_step("value", price=format_grouped(price), **factors, value=format_yuan(to_fen(value))),
            *tick.steps,
            formatter.format_step(
                "margin", value=format_yuan(to_fen(value)), percent=format_grouped(figures["margin"]), margin=format_yuan(to_fen(margin))
            ),
        ),
    )


class WorkingDayCounter:
    """Counts working days and trading days of the published years, and explains each step."""

    def __init__(self, formatter: StepFormatter, years: Sequence[Year], titles: Mapping[date, str]) -> None:
        self.formatter, self.business_days, self._holiday_titles = formatter, BusinessDays(years), titles
        """The names of the holidays by their first day."""
        self.published = [year for year in years if year.published]
        self.holidays = [holiday for year in self.published for holiday in year.holidays]
        self.makeup = frozenset(day for year in self.published for day in year.makeup)

    def compute_last_trading_day(self, month: YearMonth, delivery_days: int, movable_for: int | None) -> CalculatorAnswer:
        """Return the last trading day and the delivery period of a contract month, which is (year, month).

        Holidays of at least `movable_for` days that start within that time are mentioned, because the exchange may then move the dates.
        """
        year, month_number = (month[0] - 1, 12) if month[1] == 1 else (month[0], month[1] - 1)
        before = self.formatter.format_month(year, month_number)
        steps = [self.formatter.format_step("month-before", month=self.formatter.format_month(*month), before=before)]
        last = self.business_days.last_trading_day(year, month_number)
        if last is None:
            return CalculatorAnswer(
                {"last": self._format_unknown(year), "delivery": self._format_unknown(year)}, (*steps, self._format_missing_year(year))
            )
        steps.append(self.formatter.format_step("last", before=before, day=self.formatter.format_day(last)))
        delivery = [self.business_days.nth_day_after(last, n, self.business_days.trading_days) for n in range(1, delivery_days + 1)]
        known = [day for day in delivery if day is not None]
        if len(known) < len(delivery):
            results = {"last": self.formatter.format_day(last), "delivery": self._format_unknown(last.year + 1)}
            return CalculatorAnswer(results, (*steps, self._format_missing_year(last.year + 1)))
        first, final = self.formatter.format_day(known[0]), self.formatter.format_day(known[-1])
        steps.append(
            self.formatter.format_step(
                "delivery", n=delivery_days, days=self.formatter.format_list(self.formatter.format_day(day) for day in known)
            )
        )
        holidays = (holiday for holiday in self.holidays if last < holiday.first < known[-1])
        steps += [
            self._format_holiday_step("movable", holiday)
            for holiday in holidays
            if movable_for is not None and _length_in_days(holiday) >= movable_for
        ]
        return CalculatorAnswer(
            {"last": self.formatter.format_day(last), "delivery": self.formatter.format_range(first, final)}, tuple(steps)
        )

    def compute_reply_day(self, received: date, days: int) -> CalculatorAnswer:
        """Return the day by which a reply is normally due: `days` working days after the day of receipt, which is not counted."""
        is_rest_day = received.year in self.business_days.published_years and received not in self.business_days.working_days
        steps = [self.formatter.format_step("received-rest" if is_rest_day else "received", day=self.formatter.format_day(received))]
        counted = [self.business_days.nth_day_after(received, n, self.business_days.working_days) for n in range(1, days + 1)]
        known = [day for day in counted if day is not None]
        if len(known) < len(counted):
            year = received.year if received.year not in self.business_days.published_years else received.year + 1
            return CalculatorAnswer(
                {"reply": self._format_unknown(year)}, (*steps, *self._iter_counted_steps(known), self._format_missing_year(year))
            )
        skipped = (holiday for holiday in self.holidays if holiday.first < known[-1] and holiday.last > received)
        steps += [self._format_holiday_step("skipped", holiday) for holiday in skipped]
        return CalculatorAnswer({"reply": self.formatter.format_day(known[-1])}, (*steps, *self._iter_counted_steps(known)))

    def _iter_counted_steps(self, known: Sequence[date]) -> Iterator[str]:
        for n, day in enumerate(known, 1):
            yield self.formatter.format_step("counted-makeup" if day in self.makeup else "counted", n=n, day=self.formatter.format_day(day))

    def _format_holiday_step(self, step_name: str, holiday: Holiday) -> str:
        span = self.formatter.format_range(self.formatter.format_day(holiday.first), self.formatter.format_day(holiday.last))
        return self.formatter.format_step(step_name, holiday=self._holiday_titles[holiday.first], span=span)

    def _format_unknown(self, year: int) -> str:
        return self.formatter.t("calculator.not-covered" if self._is_past(year) else "calculator.unpublished")

    def _format_missing_year(self, year: int) -> str:
        return (
            self.formatter.format_step("not-covered", year=min(self.business_days.published_years))
            if self._is_past(year)
            else self.formatter.format_step("unpublished", year=year)
        )

    def _is_past(self, year: int) -> bool:
        """Return whether a year lies before the calendar of the site; otherwise it is not yet published."""
        return bool(self.business_days.published_years) and year < min(self.business_days.published_years)


def _length_in_days(holiday: Holiday) -> int:
    return (holiday.last - holiday.first).days + 1
