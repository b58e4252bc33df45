"""Charts of notices, as coordinates: per cent from left to right, pixels downwards. The template only draws them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from prospectus.model.kinds.notice import Notice
from prospectus.model.record import Record
from prospectus.model.values.partial_date import Precision
from prospectus.text.dates import format_partial_date
from prospectus.views.resolver import Depth, Resolver
from prospectus.views.view import View

PIXELS_PER_CASE, TOP_SPACE, PANEL_GAP, BOTTOM_SPACE = 0.8, 44, 66, 26
"""Pixels: per case, above the first panel, between two panels, and below the last panel for the years."""
MIN_LINE_GAP, MIN_LABEL_MONTHS, MAX_LABELLED = 34, 6, 2
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


def build_cases_over_time(records: Sequence[Record], resolver: Resolver) -> View | None:
    """Return a bar chart with one bar per monthly notice and one panel per exchange; None if there is no monthly notice.

    A month without a notice stays empty.
    """
    notices = [record for record in records if isinstance(record, Notice) and _is_charted(record)]
    if not notices:
        return None
    months = [_month_number(notice) for notice in notices]
    axes = _Axes(min(months) // 12, max(months) // 12 + 1, PIXELS_PER_CASE * min(1.0, 200 / _max_cases(notices)))
    panels: list[View] = []
    baseline = 0.0
    for exchange in resolver.queries.records("institution"):
        panel_notices = [notice for notice in notices if notice.exchanges[0] == exchange.id]
        if panel_notices:
            top = baseline + (PANEL_GAP if panels else TOP_SPACE)
            baseline = top + _max_cases(panel_notices) * axes.scale
            panels.append(
                _build_panel(panel_notices, baseline, axes, resolver).with_values(
                    title=_abbreviation_of(exchange.id, resolver), top=round(top - 22, 1)
                )
            )
    return View(
        height=round(baseline + BOTTOM_SPACE),
        panels=tuple(panels),
        years=tuple(View(x=axes.x(year * 12), text=str(year)) for year in range(axes.first, axes.last)),
        width=axes.width,
        legend=_build_legend(records, resolver),
        count=len(notices),
        months=max(months) - min(months) + 1,
    )


def _is_charted(notice: Notice) -> bool:
    """Return whether a notice counts the cases of a month at an exchange."""
    return notice.period.precision is Precision.MONTH and notice.cases is not None and bool(notice.exchanges)


def _count_cases(notice: Notice) -> int:
    return notice.cases or 0


def _build_panel(notices: Sequence[Notice], baseline: float, axes: _Axes, resolver: Resolver) -> View:
    step = _choose_step(axes.scale)
    heights = {cases: round(baseline - cases * axes.scale, 1) for cases in range(step, _max_cases(notices) + 1, step)}
    lines = tuple(View(y=y, label=y - 4, text=str(cases)) for cases, y in heights.items())
    labelled = _choose_labelled(notices)
    bars = tuple(_build_bar(notice, baseline, axes, resolver).with_values(labelled=notice in labelled) for notice in notices)
    return View(base=round(baseline, 1), lines=lines, bars=bars)


def _max_cases(notices: Sequence[Notice]) -> int:
    return max(1, *map(_count_cases, notices))


def _choose_step(scale: float) -> int:
    """Return the smallest step of 1, 2, 5, 10, 20, 50 … cases at which grid lines are far enough apart for labels."""
    return int(next(step for power in count() for step in (10**power, 2 * 10**power, 5 * 10**power) if step * scale >= MIN_LINE_GAP))


def _choose_labelled(notices: Sequence[Notice]) -> list[Notice]:
    """Return the notices whose bars are labelled with their number of cases: the highest ones that are not too close together."""
    labelled: list[Notice] = []
    for notice in sorted(notices, key=lambda notice: -_count_cases(notice)):
        if len(labelled) < MAX_LABELLED and all(
            abs(_month_number(notice) - _month_number(other)) >= MIN_LABEL_MONTHS for other in labelled
        ):
            labelled.append(notice)
    return labelled


def _build_bar(notice: Notice, baseline: float, axes: _Axes, resolver: Resolver) -> View:
    height = max(1.0, _count_cases(notice) * axes.scale)
    x, y = axes.x(_month_number(notice)), round(baseline - height, 1)
    title = f"{format_partial_date(notice.period, resolver.locale.tag).text}: {notice.cases}"
    return View(
        x=x, middle=round(x + axes.width / 2, 2), y=y, label=round(y - 6, 1), height=round(height, 1), cases=notice.cases, title=title
    )


def _month_number(notice: Notice) -> int:
    return notice.period.start.year * 12 + notice.period.start.month - 1


def _abbreviation_of(institution_id: str, resolver: Resolver) -> str:
    view = resolver.find_view("institution", institution_id, Depth.SUMMARY)
    return str(view.abbreviation or view.title) if view is not None else institution_id


def _build_legend(records: Sequence[Record], resolver: Resolver) -> tuple[View, ...]:
    used_ids = {case_count.behaviour for notice in records if isinstance(notice, Notice) for case_count in notice.counts}
    return resolver.find_views(
        tuple(("behaviour", behaviour.id) for behaviour in resolver.queries.records("behaviour") if behaviour.id in used_ids)
    )


NOTICE_CHARTS: dict[str, Callable[[Sequence[Record], Resolver], View | None]] = {"cases-over-time": build_cases_over_time}
