"""The view of a contract: its key figures, its coming expiries, what a tick is worth, and the former values of its items."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from prospectus.model import urls
from prospectus.model.kinds.contract import Contract, Figure
from prospectus.model.record import Record
from prospectus.model.values.calculator_input import MAX_DIGITS
from prospectus.model.values.money import format_grouped
from prospectus.model.values.partial_date import PartialDate
from prospectus.schedule.occurrences import Occurrence
from prospectus.text.dates import format_partial_date
from prospectus.views.kinds.calculator_steps import StepFormatter, compute_tick_value
from prospectus.views.resolver import Resolver
from prospectus.views.view import View

FIGURE_ORDER = ("tick", "size", "margin", "limit")
"""The order of the key figures on the page."""
EXAMPLE_LOTS = (1, 10, 100)
"""The numbers of lots for which the page states the value of a tick without script."""
TICK_WORDS = """
    money result.tick step.tick error.empty error.figure error.negative error.whole error.huge error.zero
"""
"""The interface words that the script of the tick value needs, without the prefix `calculator.`."""


def build_contract_body(body: View, record: Record, resolver: Resolver) -> View:
    """Return the body of the page of a contract with what it shows above the specification."""
    if not isinstance(record, Contract):
        return body
    builder = ContractView(body.record, record, resolver)
    today = builder.find_today()
    instrument = body.record.with_values(
        key_figures=tuple(builder.iter_key_figures()),
        expiries=tuple(builder.iter_expiries(today)) if today is not None else (),
        today=builder.format_day(today) if today is not None else None,
        zone=str(resolver.queries.zone),
        unpublished_year=builder.find_unpublished_year(),
        tick=builder.build_tick_value(),
        histories=tuple(builder.iter_histories()),
    )
    return body.with_values(record=instrument)


class ContractView:
    """Builds the parts of the view of one contract."""

    def __init__(self, view: View, record: Contract, resolver: Resolver) -> None:
        self.view, self.record, self.resolver, self.t = view, record, resolver, resolver.t

    def format_day(self, day: date) -> View:
        """Return a day as a date in words, with its weekday."""
        formatted = format_partial_date(PartialDate.from_day(day), self.resolver.locale.tag)
        return View(text=formatted.text, iso=formatted.iso, with_weekday=formatted.with_weekday)

    def iter_key_figures(self) -> Iterator[View]:
        """Yield the figures of the contract, each with the item that it belongs to, in `FIGURE_ORDER`."""
        items = {item.figure.name: (item, view) for item, view in zip(self.record.items, self.view.items, strict=True) if item.figure}
        for name in (name for name in FIGURE_ORDER if name in items):
            item, item_view = items[name]
            number, unit = self._format_figure(item.figure) if item.figure is not None else ("", "")
            yield View(
                name=name,
                number=number,
                unit=unit,
                item=item_view,
                repeats=_without_spaces(item_view.value) == _without_spaces(f"{number}{unit}"),
                as_of=item_view.effective or self.view.as_of,
                sources=item_view.sources or self.view.sources[:1],
            )

    def _format_figure(self, figure: Figure) -> tuple[str, str]:
        """Return the number of a figure as it is shown, and its unit."""
        number, unit = format_grouped(figure.exact_value), self.resolver.localise(figure.unit) if figure.unit is not None else ""
        if figure.name in ("margin", "limit"):
            return (f"±{number}%" if figure.name == "limit" else f"{number}%"), ""
        return number, self.t("contract.per-lot", unit=unit) if figure.name == "size" else unit

    def find_today(self) -> date | None:
        """Return today's date while expiries are to come, else None. A page that does not count days is not rebuilt every day."""
        days = [occurrence.start for occurrence in self._last_trading_days()]
        return self.resolver.queries.today_within(date.min, max(days)) if days else None

    def iter_expiries(self, today: date) -> Iterator[View]:
        """Yield the expiries from `today` on, in order, with the days to each and the address of its calendar file."""
        for occurrence in self._last_trading_days():
            if occurrence.start >= today:
                yield View(
                    code=occurrence.short_code,
                    day=self.format_day(occurrence.start),
                    end=self.resolver.queries.interval(occurrence)[1].isoformat(timespec="minutes"),
                    countdown=self.format_countdown((occurrence.start - today).days),
                    file=self._calendar_file(occurrence),
                )

    def _last_trading_days(self) -> Iterator[Occurrence]:
        occurrences = self.resolver.queries.occurrences_of(("contract", self.record.id))
        return (occurrence for occurrence in occurrences if occurrence.occurrence_type == "last-trading")

    def _calendar_file(self, occurrence: Occurrence) -> str:
        """Return the address of the calendar file of one expiry; empty for a sample, which has none."""
        url = urls.expiry_calendar_url(self.record.id, occurrence.short_code)
        return "" if occurrence.sample else urls.localised_url(self.resolver.locale, url)

    def format_countdown(self, days: int) -> str:
        """Return a number of days from today in words."""
        return self.t(f"contract.days.{('today', 'tomorrow')[days] if days < 2 else 'later'}", n=days)

    def find_unpublished_year(self) -> int | None:
        """Return the first year after the published ones, whose expiries are not known; None if the contract has no rule for them."""
        last = self.resolver.queries.last_published_year() if self.record.expiry is not None else None
        return last + 1 if last is not None else None

    def build_tick_value(self) -> View | None:
        """Return the form that multiplies the value of a tick, with examples; None without a size and a tick."""
        figures = {name: value for name in ("size", "tick") if (value := self.record.figure_value(name)) is not None}
        if len(figures) < 2:
            return None
        answers = [
            (lots, compute_tick_value(StepFormatter(self.t, self.resolver.locale.tag), Fraction(lots), figures)) for lots in EXAMPLE_LOTS
        ]
        return View(
            data=(("digits", str(MAX_DIGITS)), *((name, format_grouped(value).replace(",", "")) for name, value in figures.items())),
            examples=tuple((lots, answer.results["tick"], answer.steps[0]) for lots, answer in answers),
            words=tuple((key, self.t(f"calculator.{key}")) for key in TICK_WORDS.split()),
        )

    def iter_histories(self) -> Iterator[View]:
        """Yield the items that have former values, each with all its values from the present one back."""
        for items, views in ((self.record.items, self.view.items), (self.record.supplement, self.view.supplement)):
            for item, item_view in zip(items, views, strict=True):
                if item.former:
                    yield View(title=item_view.title, rows=tuple(self._iter_values(item_view)))

    def _iter_values(self, item_view: View) -> Iterator[View]:
        sources = item_view.sources or self.view.sources[:1]
        yield View(value=item_view.value, effective=item_view.effective, sources=sources, present=True)
        for former in item_view.former:
            yield View(value=former.value, effective=former.effective, sources=former.sources, present=False)


def _without_spaces(text: str) -> str:
    """Return a text without spaces and without separators of thousands."""
    return str.__str__(text).replace(" ", "").replace(",", "")
