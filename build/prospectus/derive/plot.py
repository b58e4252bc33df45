"""Plots of lessons, as coordinates: per cent from left to right, pixels downwards. The template only draws them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count

from prospectus.derive.dates import number
from prospectus.derive.view import View
from prospectus.model.figure import Figure, exact, plain
from prospectus.model.plot import Axis, Curve, Mark, Plot

TOP, AREA, FOOT = 12, 240, 34
"""Pixels: above the curves, the height of the curves, and below them for the labels of the x axis."""
BADGE = 22
"""The size of the numbered badge of a mark, in pixels."""
NARROW, WIDE = 216, 600
"""The minimum width of a plot on a phone and on a desktop screen, in pixels."""
LETTER, SPACE = 7.5, 14
"""Pixels: the width of a digit in a label, and the space between two labels."""
MOST = 6
"""The maximum number of grid lines."""
PADS = (3, 6, 9, 13)
"""The label lengths, in characters, for which the stylesheet has a padding at the left of the plot."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale from values to coordinates: `first` maps to 0 and `last` to `size`."""

    first: Fraction
    last: Fraction
    size: int = 100

    def at(self, value: Fraction) -> float:
        """Return the coordinate of a value."""
        return round(float((value - self.first) / (self.last - self.first) * self.size), 2)

    def down(self, value: Fraction) -> float:
        """Return the distance of a value from the top of the drawing, in pixels, for a scale that runs upwards; includes the top space."""
        return round(TOP + self.size - self.at(value), 2)


def drawn(plot: Plot, tag: str) -> View:
    """Return the coordinates of a plot, with its figures formatted for the locale `tag`."""
    return _curves(plot, plot.x, tag) if plot.x is not None else _bars(plot, tag)


def _curves(plot: Plot, axis: Axis, tag: str) -> View:
    points = [point for curve in plot.curves for point in curve.points]
    across = span(axis, [x for x, _ in points] + [mark.at for mark in plot.marks if mark.axis == "x"])
    rise = grown(plot.y, span(plot.y, [y for _, y in points] + [mark.at for mark in plot.marks if mark.axis == "y"]), AREA)
    lift = BADGE if any(mark.axis == "x" for mark in plot.marks) else 0
    rows = tuple(View(y=rise.down(each) + lift, text=_said(each, tag)) for each in ticks(rise.first, rise.last, MOST))
    zero = min(max(Fraction(0), rise.first), rise.last)
    return View(
        form="curves",
        height=lift + TOP + AREA + FOOT,
        top=lift + TOP,
        area=AREA,
        base=rise.down(zero) + lift,
        foot=lift + TOP + AREA,
        pad=next((pad for pad in PADS if all(len(row.text) <= pad for row in rows)), PADS[-1]),
        rows=rows,
        columns=_columns(across, tag),
        paths=tuple(_path(curve, across, rise) for curve in plot.curves),
        marks=_marks_of_curves(plot.marks, across, rise, lift, tag),
        table=tuple(_table(plot.curves, tag)),
    )


def span(axis: Axis, figures: Sequence[Figure]) -> Scale:
    """Return the smallest scale that contains all figures and the stated ends of the axis. An empty interval is widened on both sides."""
    ends = [exact(each) for each in (*figures, axis.first, axis.last) if each is not None]
    first, last = min(ends), max(ends)
    if first == last:
        room = abs(first) / 2 or Fraction(1)
        first, last = first - room, last + room
    return Scale(first, last)


def grown(axis: Axis, scale: Scale, size: int) -> Scale:
    """Return a scale extended to the next grid lines, except at ends that the axis states."""
    stated = {exact(each) for each in (axis.first, axis.last) if each is not None}
    first, last, step = scale.first, scale.last, Fraction(0)
    while step != (step := _step(first, last, MOST)):
        first = first if first in stated else first // step * step
        last = last if last in stated else -(-last // step) * step
    return Scale(first, last, size)


def ticks(first: Fraction, last: Fraction, most: int) -> tuple[Fraction, ...]:
    """Return the ticks from `first` to `last`, at most `max_count`: multiples of a step that is 1, 2 or 5 times a power of ten."""
    step = _step(first, last, most)
    return tuple(number * step for number in range(-(-first // step), last // step + 1))


def _step(first: Fraction, last: Fraction, most: int) -> Fraction:
    """Return the smallest step, 1, 2 or 5 times a power of ten, with at most `max_count` multiples from `first` to `last`."""
    power = len(str((last - first).__floor__())) - 1 if last - first >= 1 else -len(str((1 / (last - first)).__floor__()))
    steps = (Fraction(10) ** (power - 2 + up) * times for up in count() for times in (1, 2, 5))
    return next(step for step in steps if last // step + (-first // step) + 1 <= most)


def _columns(across: Scale, tag: str) -> tuple[View, ...]:
    """Return the labels of the x axis, from left to right. Those that do not fit on a phone are marked `wide`."""
    for most in range(MOST + 2, 1, -1):
        found = ticks(across.first, across.last, most)
        need = max((len(_said(each, tag)) for each in found), default=0) * LETTER + SPACE
        if (len(found) - 1) * need <= WIDE:
            break
    stride = next(stride for stride in count(1) if stride >= len(found) or need <= _apart(found, across) * stride)
    return tuple(View(x=across.at(each), text=_said(each, tag), wide=place % stride != 0) for place, each in enumerate(found))


def _apart(found: Sequence[Fraction], across: Scale) -> float:
    """Return the distance between two neighbouring labels on a phone, in pixels."""
    return float((found[1] - found[0]) / (across.last - across.first)) * NARROW if len(found) > 1 else NARROW


def _path(curve: Curve, across: Scale, rise: Scale) -> str:
    """Return a curve as SVG path data, in a view box of 100 by `PLOT_HEIGHT`."""
    places = [(across.at(exact(x)), round(rise.down(exact(y)) - TOP, 2)) for x, y in curve.points]
    (x, y), *rest = places
    line = "".join(f"H{x:g}V{y:g}" if curve.steps else f"L{x:g} {y:g}" for x, y in rest)
    return f"M{x:g} {y:g}{line}"


def _marks_of_curves(marks: Sequence[Mark], across: Scale, rise: Scale, lift: int, tag: str) -> tuple[View, ...]:
    """Return the positions of all marks and of their numbered badges. Badges that would overlap are moved apart."""
    upright = [across.at(exact(mark.at)) for mark in marks if mark.axis == "x"]
    level = [rise.down(exact(mark.at)) + lift for mark in marks if mark.axis == "y"]
    badges = {
        "x": iter(spread(upright, 100 * BADGE / NARROW, 0, 100)),
        "y": iter(spread(level, BADGE, lift + TOP, lift + TOP + AREA)),
    }
    places = {"x": iter(upright), "y": iter(level)}
    return tuple(
        View(number=place, axis=mark.axis, at=next(places[mark.axis]), badge=next(badges[mark.axis]), text=_said(exact(mark.at), tag))
        for place, mark in enumerate(marks, 1)
    )


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return positions moved as little as necessary to be at least `gap` apart between `low` and `high`, in the same order."""
    order = sorted(range(len(places)), key=lambda each: places[each])
    moved: dict[int, float] = {}
    least = low
    for each in order:
        moved[each] = max(places[each], least)
        least = moved[each] + gap
    most = high
    for each in reversed(order):
        moved[each] = min(moved[each], most)
        most = moved[each] - gap
    return [round(moved[each], 2) for each in range(len(places))]


def _table(curves: Sequence[Curve], tag: str) -> Iterator[View]:
    """Yield the table rows of all curves: one row per x value, in ascending order.

    If a curve has several points with the same x value, the x value has as many rows.
    """
    found: dict[Figure, list[list[Figure]]] = {}
    for place, curve in enumerate(curves):
        for x, y in curve.points:
            found.setdefault(x, [[] for _ in curves])[place].append(y)
    for x in sorted(found):
        for turn in range(max(map(len, found[x]))):
            cells = (_said(exact(heights[turn]), tag) if turn < len(heights) else "" for heights in found[x])
            yield View(x=_said(exact(x), tag), cells=tuple(cells))


def _bars(plot: Plot, tag: str) -> View:
    along = span(plot.y, [0, *(bar.value for bar in plot.bars), *(mark.at for mark in plot.marks)])
    zero = along.at(Fraction(0))
    places = [along.at(exact(mark.at)) for mark in plot.marks]
    badges = spread(places, 100 * BADGE / NARROW, 0, 100)
    return View(
        form="bars",
        zero=zero,
        bars=tuple(_bar(exact(bar.value), along, zero, tag) for bar in plot.bars),
        marks=tuple(
            View(number=number, at=at, badge=badge, text=_said(exact(mark.at), tag))
            for number, (mark, at, badge) in enumerate(zip(plot.marks, places, badges, strict=True), 1)
        ),
    )


def _bar(value: Fraction, along: Scale, zero: float, tag: str) -> View:
    end = along.at(value)
    return View(x=min(zero, end), width=round(abs(end - zero), 2), below=value < 0, text=_said(value, tag))


def _said(value: Fraction, tag: str) -> str:
    return number(plain(value, 20), tag)
