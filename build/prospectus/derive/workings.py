"""The results of calculators and their steps, in the words of one locale. `theme/assets/calculator.js` gives the same answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from prospectus.derive.dates import month_short, weekday_short
from prospectus.derive.view import Interface
from prospectus.model.compensation import losses_for, paid_for
from prospectus.model.days import Days
from prospectus.model.entry import Month
from prospectus.model.money import amount, fen, written
from prospectus.model.year import Holiday, Year


@dataclass(frozen=True, slots=True)
class Answer:
    """The results of a calculation by name, and the steps in words."""

    results: Mapping[str, str]
    steps: tuple[str, ...]


class Pen:
    """Formats amounts, days and steps in one locale. With `omit_unit`, amounts have no unit, as in tables."""

    def __init__(self, t: Interface, tag: str, *, bare: bool = False) -> None:
        self.t, self.tag, self.bare = t, tag, bare

    def money(self, value: int) -> str:
        """Return an amount of fen in yuan, with its unit unless units are omitted."""
        return amount(value) if self.bare else self.t("calculator.money", n=amount(value))

    def day(self, day: date) -> str:
        """Return a day with its weekday."""
        month, weekday = month_short(day, self.tag), weekday_short(day, self.tag)
        return self.t("calculator.day", year=day.year, month=month, day=day.day, weekday=weekday)

    def month(self, year: int, month: int) -> str:
        """Return a month and its year."""
        return self.t("calculator.month", year=year, month=month_short(date(year, month, 1), self.tag))

    def between(self, first: str, last: str) -> str:
        """Return a range from one value to another."""
        return self.t("calculator.between", first=first, last=last)

    def listed(self, words: Iterable[str]) -> str:
        """Return words joined as a list."""
        return self.t("list.comma").join(words)

    def step(self, name: str, **given: object) -> str:
        """Return the sentence of a step, with values filled in."""
        return self.t(f"calculator.step.{name}", **given)


def compensation(pen: Pen, loss: int, threshold: int, percent: int) -> Answer:
    """Return the compensation for a loss. All amounts are in fen, `percent` is the share paid above the threshold."""
    paid = paid_for(loss, threshold, percent)
    results = {"paid": pen.money(paid), "uncovered": pen.money(loss - paid)}
    if loss <= threshold:
        return Answer(results, (pen.step("full", loss=amount(loss), threshold=amount(threshold)),))
    above, share = loss - threshold, paid - threshold
    exact = Fraction(above * percent, 10_000)
    told = {"above": amount(above), "percent": percent, "share": amount(share)}
    steps = (
        pen.step("split", loss=amount(loss), threshold=amount(threshold), above=amount(above)),
        pen.step("share", **told) if exact * 100 == share else pen.step("share-rounded", **told, exact=written(exact, 2)),
        pen.step("sum", threshold=amount(threshold), share=amount(share), paid=amount(paid)),
        pen.step("rest", loss=amount(loss), paid=amount(paid), uncovered=amount(loss - paid)),
    )
    return Answer(results, steps)


def loss_behind(pen: Pen, paid: int, threshold: int, percent: int) -> Answer:
    """Return the loss or the range of losses for which `paid` is the compensation. All amounts are in fen.

    Several losses can have the same compensation because it is rounded to the fen.
    """
    losses = losses_for(paid, threshold, percent)
    first, last = losses[0], losses[-1]
    if paid <= threshold and first == last:
        return Answer({"loss": pen.money(first)}, (pen.step("same", paid=amount(paid), threshold=amount(threshold)),))
    part = paid - threshold
    told = {"part": amount(part), "percent": percent}
    if first != last:
        divided = pen.step("several", **told, first=amount(first - threshold), last=amount(last - threshold))
    elif (first - threshold) * percent == part * 100:
        divided = pen.step("divided", **told, above=amount(first - threshold))
    else:
        divided = pen.step("only", **told, above=amount(first - threshold))
    steps = (
        pen.step("part", paid=amount(paid), threshold=amount(threshold), part=amount(part)),
        divided,
        pen.step("loss", threshold=amount(threshold), above=amount(first - threshold), loss=amount(first))
        if first == last
        else pen.step("losses", threshold=amount(threshold), first=amount(first), last=amount(last), n=len(losses)),
    )
    found = pen.money(first) if first == last else pen.between(pen.money(first), pen.money(last))
    return Answer({"loss": found}, steps)


def position(pen: Pen, price: Fraction, lots: Fraction, terms: Mapping[str, Fraction]) -> Answer:
    """Return the value of a position, the change in value per tick, and the minimum margin.

    `price` is in yuan; `figures` are those of the contract: `size`, `tick` and `margin` (per cent).
    """
    quantity = terms["size"] * lots
    value, tick = price * quantity, terms["tick"] * quantity
    margin = value * terms["margin"] / 100
    factors = {"size": written(terms["size"]), "lots": written(lots)}
    return Answer(
        {"value": pen.money(fen(value)), "tick": pen.money(fen(tick)), "margin": pen.money(fen(margin))},
        (
            pen.step("value", price=written(price), **factors, value=amount(fen(value))),
            pen.step("tick", tick=written(terms["tick"]), **factors, move=amount(fen(tick))),
            pen.step("margin", value=amount(fen(value)), percent=written(terms["margin"]), margin=amount(fen(margin))),
        ),
    )


class Diary:
    """Counts working days and trading days of the published years, and explains each step."""

    def __init__(self, pen: Pen, years: Sequence[Year], titles: Mapping[date, str]) -> None:
        self.pen, self.days, self._titles = pen, Days(years), titles
        """The names of the holidays by their first day."""
        self.published = [year for year in years if year.published]
        self.holidays = [holiday for year in self.published for holiday in year.holidays]
        self.makeup = frozenset(day for year in self.published for day in year.makeup)

    def last_trading_day(self, month: Month, delivery_days: int, movable_for: int | None) -> Answer:
        """Return the last trading day and the delivery period of a contract month, which is (year, month).

        Holidays of at least `movable_for` days that start within that time are mentioned, because the exchange may then move the dates.
        """
        year, number = (month[0] - 1, 12) if month[1] == 1 else (month[0], month[1] - 1)
        before = self.pen.month(year, number)
        steps = [self.pen.step("month-before", month=self.pen.month(*month), before=before)]
        last = self.days.last_trading_of(year, number)
        if last is None:
            return Answer({"last": self._unknown(year), "delivery": self._unknown(year)}, (*steps, self._why(year)))
        steps.append(self.pen.step("last", before=before, day=self.pen.day(last)))
        delivery = [self.days.following(last, n, self.days.trading) for n in range(1, delivery_days + 1)]
        known = [day for day in delivery if day is not None]
        if len(known) < len(delivery):
            results = {"last": self.pen.day(last), "delivery": self._unknown(last.year + 1)}
            return Answer(results, (*steps, self._why(last.year + 1)))
        first, final = self.pen.day(known[0]), self.pen.day(known[-1])
        steps.append(self.pen.step("delivery", n=delivery_days, days=self.pen.listed(self.pen.day(day) for day in known)))
        within = (each for each in self.holidays if last < each.first < known[-1])
        steps += [self._holiday("movable", each) for each in within if movable_for is not None and _length(each) >= movable_for]
        return Answer({"last": self.pen.day(last), "delivery": self.pen.between(first, final)}, tuple(steps))

    def reply(self, received: date, days: int) -> Answer:
        """Return the day by which a reply is normally due: `days` working days after the day of receipt, which is not counted."""
        rests = received.year in self.days.years and received not in self.days.working
        steps = [self.pen.step("received-rest" if rests else "received", day=self.pen.day(received))]
        counted = [self.days.following(received, n, self.days.working) for n in range(1, days + 1)]
        known = [day for day in counted if day is not None]
        if len(known) < len(counted):
            year = received.year if received.year not in self.days.years else received.year + 1
            return Answer({"reply": self._unknown(year)}, (*steps, *self._counted(known), self._why(year)))
        skipped = (each for each in self.holidays if each.first < known[-1] and each.last > received)
        steps += [self._holiday("skipped", each) for each in skipped]
        return Answer({"reply": self.pen.day(known[-1])}, (*steps, *self._counted(known)))

    def _counted(self, known: Sequence[date]) -> Iterator[str]:
        for n, day in enumerate(known, 1):
            yield self.pen.step("counted-makeup" if day in self.makeup else "counted", n=n, day=self.pen.day(day))

    def _holiday(self, step: str, holiday: Holiday) -> str:
        span = self.pen.between(self.pen.day(holiday.first), self.pen.day(holiday.last))
        return self.pen.step(step, holiday=self._titles[holiday.first], span=span)

    def _unknown(self, year: int) -> str:
        return self.pen.t("calculator.not-covered" if self._is_past(year) else "calculator.unpublished")

    def _why(self, year: int) -> str:
        return self.pen.step("not-covered", year=min(self.days.years)) if self._is_past(year) else self.pen.step("unpublished", year=year)

    def _is_past(self, year: int) -> bool:
        """Return whether a year lies before the calendar of the site; otherwise it is not yet published."""
        return bool(self.days.years) and year < min(self.days.years)


def _length(holiday: Holiday) -> int:
    return (holiday.last - holiday.first).days + 1
