"""Charts of notices, as coordinates: per cent from left to right, pixels downwards. The template only draws them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from prospectus.derive.dates import in_words
from prospectus.derive.resolve import BRIEF, Resolver
from prospectus.derive.view import View
from prospectus.model.moment import Precision
from prospectus.model.notice import Notice
from prospectus.model.record import Record

PER_CASE, HEAD, GAP, FOOT = 0.8, 44, 66, 26
"""Pixels: per case, above the first panel, between two panels, and below the last panel for the years."""
APART, ROOM, NAMED = 34, 6, 2
"""Minimum distances: pixels between two grid lines, and months between two labelled bars; then the maximum of labelled bars per panel."""


@dataclass(frozen=True, slots=True)
class _Axes:
    """The axes that all panels share: years from left to right, cases upwards with `scale` pixels per case."""

    first: int
    """The first year."""
    last: int
    """The year after the last one (exclusive)."""
    scale: float

    @property
    def width(self) -> float:
        """The width of a bar in per cent, slightly less than the width of a month."""
        return round(82 / ((self.last - self.first) * 12), 3)

    def x(self, month: int) -> float:
        """Return the position of the start of a month in per cent. Months are counted as `year * 12 + month - 1`."""
        return round((month - self.first * 12) / ((self.last - self.first) * 12) * 100, 2)


def cases_over_time(records: Sequence[Record], resolver: Resolver) -> View | None:
    """Return a bar chart with one bar per monthly notice and one panel per exchange; None if there is no monthly notice.

    A month without a notice stays empty.
    """
    notices = [each for each in records if isinstance(each, Notice) and each.period.precision is Precision.MONTH]
    if not notices:
        return None
    months = [_month(each) for each in notices]
    axes = _Axes(min(months) // 12, max(months) // 12 + 1, PER_CASE * min(1.0, 200 / _most(notices)))
    panels: list[View] = []
    base = 0.0
    for exchange in resolver.reading.all("institution"):
        own = [each for each in notices if each.exchanges[0] == exchange.id]
        if own:
            top = base + (GAP if panels else HEAD)
            base = top + _most(own) * axes.scale
            panels.append(_panel(own, base, axes, resolver).having(title=_short(exchange.id, resolver), top=round(top - 22, 1)))
    return View(
        height=round(base + FOOT),
        panels=tuple(panels),
        years=tuple(View(x=axes.x(year * 12), text=str(year)) for year in range(axes.first, axes.last)),
        width=axes.width,
        legend=_legend(records, resolver),
        count=len(notices),
        months=max(months) - min(months) + 1,
    )


def _panel(own: Sequence[Notice], base: float, axes: _Axes, resolver: Resolver) -> View:
    step = _step(axes.scale)
    heights = {cases: round(base - cases * axes.scale, 1) for cases in range(step, _most(own) + 1, step)}
    lines = tuple(View(y=y, label=y - 4, text=str(cases)) for cases, y in heights.items())
    named = _named(own)
    bars = tuple(_bar(each, base, axes, resolver).having(named=each in named) for each in own)
    return View(base=round(base, 1), lines=lines, bars=bars)


def _most(notices: Sequence[Notice]) -> int:
    return max(each.cases for each in notices)


def _step(scale: float) -> int:
    """Return the smallest step of 1, 2, 5, 10, 20, 50 … cases at which grid lines are far enough apart for labels."""
    return int(next(step for power in count() for step in (10**power, 2 * 10**power, 5 * 10**power) if step * scale >= APART))


def _named(own: Sequence[Notice]) -> list[Notice]:
    """Return the notices whose bars are labelled with their number of cases: the highest ones that are not too close together."""
    named: list[Notice] = []
    for each in sorted(own, key=lambda notice: -notice.cases):
        if len(named) < NAMED and all(abs(_month(each) - _month(other)) >= ROOM for other in named):
            named.append(each)
    return named


def _bar(notice: Notice, base: float, axes: _Axes, resolver: Resolver) -> View:
    height = max(1.0, notice.cases * axes.scale)
    x, y = axes.x(_month(notice)), round(base - height, 1)
    title = f"{in_words(notice.period, resolver.locale.tag).text}: {notice.cases}"
    return View(
        x=x, middle=round(x + axes.width / 2, 2), y=y, label=round(y - 6, 1), height=round(height, 1), cases=notice.cases, title=title
    )


def _month(notice: Notice) -> int:
    return notice.period.start.year * 12 + notice.period.start.month - 1


def _short(institution: str, resolver: Resolver) -> str:
    view = resolver.record("institution", institution, BRIEF)
    return str(view.abbreviation or view.title) if view is not None else institution


def _legend(records: Sequence[Record], resolver: Resolver) -> tuple[View, ...]:
    named = {each.behaviour for notice in records if isinstance(notice, Notice) for each in notice.counts}
    return resolver.records(tuple(("behaviour", each.id) for each in resolver.reading.all("behaviour") if each.id in named))


FIGURES: dict[str, Callable[[Sequence[Record], Resolver], View | None]] = {"cases-over-time": cases_over_time}
