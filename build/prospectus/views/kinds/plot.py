"""Plots of lessons, as coordinates: per cent from left to right, pixels downwards. The template only draws them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count

from prospectus.model.values.number import Number, format_plain, to_fraction
from prospectus.model.values.plot import Axis, Curve, Mark, Plot
from prospectus.text.dates import format_number
from prospectus.views.view import View

TOP_SPACE, PLOT_HEIGHT, BOTTOM_SPACE = 12, 240, 34
"""Pixels: above the curves, the height of the curves, and below them for the labels of the x axis."""
BADGE_SIZE = 22
"""The size of the numbered badge of a mark, in pixels."""
PHONE_WIDTH, DESKTOP_WIDTH = 216, 600
"""The minimum width of a plot on a phone and on a desktop screen, in pixels."""
DIGIT_WIDTH, LABEL_GAP = 7.5, 14
"""Pixels: the width of a digit in a label, and the space between two labels."""
MAX_GRID_LINES = 6
"""The maximum number of grid lines."""
LABEL_LENGTHS = (3, 6, 9, 13)
"""The label lengths, in characters, for which the stylesheet has a padding at the left of the plot."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale from values to coordinates: `first` maps to 0 and `last` to `size`."""

    first: Fraction
    last: Fraction
    size: int = 100

    def offset(self, value: Fraction) -> float:
        """Return the coordinate of a value."""
        return round(float((value - self.first) / (self.last - self.first) * self.size), 2)

    def offset_from_top(self, value: Fraction) -> float:
        """Return the distance of a value from the top of the drawing, in pixels, for a scale that runs upwards; includes the top space."""
        return round(TOP_SPACE + self.size - self.offset(value), 2)


def draw_plot(plot: Plot, tag: str) -> View:
    """Return the coordinates of a plot, with its figures formatted for the locale `tag`."""
    return _draw_curves(plot, plot.x, tag) if plot.x is not None else _draw_bars(plot, tag)


def _draw_curves(plot: Plot, axis: Axis, tag: str) -> View:
    points = [point for curve in plot.curves for point in curve.points]
    x_scale = build_scale(axis, [x for x, _ in points] + [mark.at for mark in plot.marks if mark.axis == "x"])
    y_scale = extend_to_grid(
        plot.y, build_scale(plot.y, [y for _, y in points] + [mark.at for mark in plot.marks if mark.axis == "y"]), PLOT_HEIGHT
    )
    badge_space = BADGE_SIZE if any(mark.axis == "x" for mark in plot.marks) else 0
    rows = tuple(
        View(y=y_scale.offset_from_top(tick) + badge_space, text=_format_value(tick, tag))
        for tick in list_ticks(y_scale.first, y_scale.last, MAX_GRID_LINES)
    )
    zero = min(max(Fraction(0), y_scale.first), y_scale.last)
    return View(
        form="curves",
        height=badge_space + TOP_SPACE + PLOT_HEIGHT + BOTTOM_SPACE,
        top=badge_space + TOP_SPACE,
        area=PLOT_HEIGHT,
        base=y_scale.offset_from_top(zero) + badge_space,
        foot=badge_space + TOP_SPACE + PLOT_HEIGHT,
        pad=next((pad for pad in LABEL_LENGTHS if all(len(row.text) <= pad for row in rows)), LABEL_LENGTHS[-1]),
        rows=rows,
        columns=_build_columns(x_scale, tag),
        paths=tuple(_to_svg_path(curve, x_scale, y_scale) for curve in plot.curves),
        marks=_place_marks(plot.marks, x_scale, y_scale, badge_space, tag),
        table=tuple(_iter_table_rows(plot.curves, tag)),
    )


def build_scale(axis: Axis, figures: Sequence[Number]) -> Scale:
    """Return the smallest scale that contains all figures and the stated ends of the axis. An empty interval is widened on both sides."""
    values = [to_fraction(figure) for figure in (*figures, axis.first, axis.last) if figure is not None]
    first, last = min(values), max(values)
    if first == last:
        margin = abs(first) / 2 or Fraction(1)
        first, last = first - margin, last + margin
    return Scale(first, last)


def extend_to_grid(axis: Axis, scale: Scale, size: int) -> Scale:
    """Return a scale extended to the next grid lines, except at ends that the axis states."""
    stated = {to_fraction(end) for end in (axis.first, axis.last) if end is not None}
    first, last, step = scale.first, scale.last, Fraction(0)
    while step != (step := _choose_step(first, last, MAX_GRID_LINES)):
        first = first if first in stated else first // step * step
        last = last if last in stated else -(-last // step) * step
    return Scale(first, last, size)


def list_ticks(first: Fraction, last: Fraction, max_count: int) -> tuple[Fraction, ...]:
    """Return the ticks from `first` to `last`, at most `max_count`: multiples of a step that is 1, 2 or 5 times a power of ten."""
    step = _choose_step(first, last, max_count)
    return tuple(multiple * step for multiple in range(-(-first // step), last // step + 1))


def _choose_step(first: Fraction, last: Fraction, max_count: int) -> Fraction:
    """Return the smallest step, 1, 2 or 5 times a power of ten, with at most `max_count` multiples from `first` to `last`."""
    power = len(str((last - first).__floor__())) - 1 if last - first >= 1 else -len(str((1 / (last - first)).__floor__()))
    steps = (Fraction(10) ** (power - 2 + increment) * factor for increment in count() for factor in (1, 2, 5))
    return next(step for step in steps if last // step + (-first // step) + 1 <= max_count)


def _build_columns(x_scale: Scale, tag: str) -> tuple[View, ...]:
    """Return the labels of the x axis, from left to right. Those that do not fit on a phone are marked `wide`."""
    for max_count in range(MAX_GRID_LINES + 2, 1, -1):
        values = list_ticks(x_scale.first, x_scale.last, max_count)
        label_width = max((len(_format_value(value, tag)) for value in values), default=0) * DIGIT_WIDTH + LABEL_GAP
        if (len(values) - 1) * label_width <= DESKTOP_WIDTH:
            break
    stride = next(stride for stride in count(1) if stride >= len(values) or label_width <= _label_distance(values, x_scale) * stride)
    return tuple(
        View(x=x_scale.offset(value), text=_format_value(value, tag), wide=index % stride != 0) for index, value in enumerate(values)
    )


def _label_distance(values: Sequence[Fraction], x_scale: Scale) -> float:
    """Return the distance between two neighbouring labels on a phone, in pixels."""
    return float((values[1] - values[0]) / (x_scale.last - x_scale.first)) * PHONE_WIDTH if len(values) > 1 else PHONE_WIDTH


def _to_svg_path(curve: Curve, x_scale: Scale, y_scale: Scale) -> str:
    """Return a curve as SVG path data, in a view box of 100 by `PLOT_HEIGHT`."""
    positions = [(x_scale.offset(to_fraction(x)), round(y_scale.offset_from_top(to_fraction(y)) - TOP_SPACE, 2)) for x, y in curve.points]
    (x, y), *others = positions
    line = "".join(f"H{x:g}V{y:g}" if curve.steps else f"L{x:g} {y:g}" for x, y in others)
    return f"M{x:g} {y:g}{line}"


def _place_marks(marks: Sequence[Mark], x_scale: Scale, y_scale: Scale, badge_space: int, tag: str) -> tuple[View, ...]:
    """Return the positions of all marks and of their numbered badges. Badges that would overlap are moved apart."""
    x_positions = [x_scale.offset(to_fraction(mark.at)) for mark in marks if mark.axis == "x"]
    y_positions = [y_scale.offset_from_top(to_fraction(mark.at)) + badge_space for mark in marks if mark.axis == "y"]
    badges = {
        "x": iter(spread_positions(x_positions, 100 * BADGE_SIZE / PHONE_WIDTH, 0, 100)),
        "y": iter(spread_positions(y_positions, BADGE_SIZE, badge_space + TOP_SPACE, badge_space + TOP_SPACE + PLOT_HEIGHT)),
    }
    positions = {"x": iter(x_positions), "y": iter(y_positions)}
    return tuple(
        View(
            number=index,
            axis=mark.axis,
            at=next(positions[mark.axis]),
            badge=next(badges[mark.axis]),
            text=_format_value(to_fraction(mark.at), tag),
        )
        for index, mark in enumerate(marks, 1)
    )


def spread_positions(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return positions moved as little as necessary to be at least `gap` apart between `low` and `high`, in the same order."""
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    moved: dict[int, float] = {}
    lower_bound = low
    for index in order:
        moved[index] = max(positions[index], lower_bound)
        lower_bound = moved[index] + gap
    upper_bound = high
    for index in reversed(order):
        moved[index] = min(moved[index], upper_bound)
        upper_bound = moved[index] - gap
    return [round(moved[index], 2) for index in range(len(positions))]


def _iter_table_rows(curves: Sequence[Curve], tag: str) -> Iterator[View]:
    """Yield the table rows of all curves: one row per x value, in ascending order.

    If a curve has several points with the same x value, the x value has as many rows.
    """
    heights_by_x: dict[Number, list[list[Number]]] = {}
    for index, curve in enumerate(curves):
        for x, y in curve.points:
            heights_by_x.setdefault(x, [[] for _ in curves])[index].append(y)
    for x in sorted(heights_by_x):
        for row_index in range(max(map(len, heights_by_x[x]))):
            cells = (_format_value(to_fraction(heights[row_index]), tag) if row_index < len(heights) else "" for heights in heights_by_x[x])
            yield View(x=_format_value(to_fraction(x), tag), cells=tuple(cells))


def _draw_bars(plot: Plot, tag: str) -> View:
    scale = build_scale(plot.y, [0, *(bar.value for bar in plot.bars), *(mark.at for mark in plot.marks)])
    zero = scale.offset(Fraction(0))
    positions = [scale.offset(to_fraction(mark.at)) for mark in plot.marks]
    badges = spread_positions(positions, 100 * BADGE_SIZE / PHONE_WIDTH, 0, 100)
    return View(
        form="bars",
        zero=zero,
        bars=tuple(_draw_bar(to_fraction(bar.value), scale, zero, tag) for bar in plot.bars),
        marks=tuple(
            View(number=index, at=at, badge=badge, text=_format_value(to_fraction(mark.at), tag))
            for index, (mark, at, badge) in enumerate(zip(plot.marks, positions, badges, strict=True), 1)
        ),
    )


def _draw_bar(value: Fraction, scale: Scale, zero: float, tag: str) -> View:
    end = scale.offset(value)
    return View(x=min(zero, end), width=round(abs(end - zero), 2), below=value < 0, text=_format_value(value, tag))


def _format_value(value: Fraction, tag: str) -> str:
    return format_number(format_plain(value, 20), tag)
