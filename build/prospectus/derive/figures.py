"""Figures: plots worked out to coordinates; the template only draws them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

from prospectus.derive.dates import in_words
from prospectus.derive.resolve import BRIEF, Resolver
from prospectus.derive.view import View
from prospectus.model.moment import Precision
from prospectus.model.notice import Notice
from prospectus.model.record import Record

PER_CASE, HEAD, GAP, FOOT = 0.8, 44, 66, 26
"""Pixels: a case, the space above a panel, between two panels, and below the last for the years."""


def cases_over_time(records: Sequence[Record], resolver: Resolver) -> View | None:
    """Return bars, one a monthly notice, at its month, a panel an exchange; a month without a notice stays empty."""
    notices = [each for each in records if isinstance(each, Notice) and each.period.precision is Precision.MONTH]
    if not notices:
        return None
    months = [_month(each) for each in notices]
    first, last = min(months) // 12, max(months) // 12 + 1
    panels, base = [], 0.0
    for exchange in dict.fromkeys(each.exchanges[0] for each in reversed(notices)):
        own = [each for each in notices if each.exchanges[0] == exchange]
        scale = PER_CASE * min(1.0, 200 / max(each.cases for each in notices))
        top = base + (GAP if panels else HEAD)
        base = top + _ceiling(max(each.cases for each in own)) * scale
        panels.append(_panel(own, exchange, (top, base), scale, (first, last), resolver))
    years = tuple(View(x=round((year - first) / (last - first) * 100, 2), text=str(year)) for year in range(first, last))
    width = round(0.82 / ((last - first) * 12) * 100, 3)
    span = max(months) - min(months) + 1
    return View(
        height=round(base + FOOT),
        panels=tuple(panels),
        years=years,
        width=width,
        legend=_legend(records, resolver),
        count=len(notices),
        months=span,
    )


def _panel(
    own: Sequence[Notice], exchange: str, edges: tuple[float, float], scale: float, years: tuple[int, int], resolver: Resolver
) -> View:
    top, base = edges
    ceiling = _ceiling(max(each.cases for each in own))
    steps = range(ceiling // 4, ceiling + 1, ceiling // 4)
    lines = [View(y=round(base - step * scale, 1), label=round(base - step * scale - 4, 1), text=str(step)) for step in steps]
    bars = [_bar(each, base, scale, years, resolver) for each in own]
    return View(title=_short(exchange, resolver), top=round(top - 22, 1), base=round(base, 1), lines=tuple(lines), bars=tuple(bars))


def _bar(notice: Notice, base: float, scale: float, years: tuple[int, int], resolver: Resolver) -> View:
    height = max(1.0, notice.cases * scale)
    x = (_month(notice) - years[0] * 12) / ((years[1] - years[0]) * 12) * 100
    period = in_words(notice.period, resolver.locale.tag).text
    return View(x=round(x, 2), y=round(base - height, 1), height=round(height, 1), title=f"{period}: {notice.cases}")


def _month(notice: Notice) -> int:
    return notice.period.start.year * 12 + notice.period.start.month - 1


def _short(institution: str, resolver: Resolver) -> str:
    view = resolver.record("institution", institution, BRIEF)
    return str(view.abbreviation or view.title) if view is not None else institution


def _legend(records: Sequence[Record], resolver: Resolver) -> tuple[View, ...]:
    named = {each.behaviour for notice in records if isinstance(notice, Notice) for each in notice.counts}
    return resolver.records(tuple(("behaviour", each.id) for each in resolver.library.of("behaviour") if each.id in named))


def _ceiling(most: int) -> int:
    """Return the first of 4, 8, 20, 40, 80, 200 … that is not below `most`: four steps divide it."""
    return next(step * 10**power for power in count() for step in (4, 8, 20) if step * 10**power >= most)


FIGURES: dict[str, Callable[[Sequence[Record], Resolver], View | None]] = {"cases-over-time": cases_over_time}
