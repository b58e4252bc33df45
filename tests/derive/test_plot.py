"""Tests of plots: coordinates are within bounds and in order, grid lines are at round values, and labels do not overlap."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from prospectus.derive.plot import AREA, BADGE, LETTER, NARROW, TOP, drawn, span, spread, ticks
from prospectus.model.figure import exact
from prospectus.model.plot import Axis, Bar, Curve, Mark, Plot
from prospectus.model.text import Text

WORDS = Text({"en": "words"})
figures = some.integers(-(10**15), 10**15) | some.floats(-1e15, 1e15) | some.floats(-5, 5) | some.integers(0, 12)
ends = some.none() | figures
axes = some.builds(lambda first, last: Axis(title=WORDS, first=first, last=last), ends, ends)
curves = some.builds(
    lambda points, steps: Curve(title=WORDS, points=tuple(sorted(points)), steps=steps),
    some.lists(some.tuples(figures, figures), min_size=2, max_size=30),
    some.booleans(),
)
marks = some.builds(lambda axis, at: Mark(title=WORDS, axis=axis, at=at), some.sampled_from("xy"), figures)
of_curves = some.builds(
    lambda x, y, curves, marks: Plot(title=WORDS, text=WORDS, x=x, y=y, curves=tuple(curves), marks=tuple(marks)),
    axes,
    axes,
    some.lists(curves, min_size=1, max_size=4),
    some.lists(marks, max_size=6),
)
of_bars = some.builds(
    lambda y, values, marks: Plot(
        title=WORDS, text=WORDS, y=y, bars=tuple(Bar(title=WORDS, value=each) for each in values), marks=tuple(marks)
    ),
    axes,
    some.lists(figures, min_size=1, max_size=24),
    some.lists(marks, max_size=6),
)


def line(*points: tuple[float, float], **given: Any) -> Plot:
    """Return a plot with one curve."""
    plot = {"title": WORDS, "text": WORDS, "x": Axis(title=WORDS), "y": Axis(title=WORDS), **given}
    return Plot(curves=(Curve(title=WORDS, points=points),), **plot)


def places(path: str) -> list[tuple[float, float]]:
    """Return the points of SVG path data, one per command."""
    found, x = [], 0.0
    for command, rest in re.findall(r"([MLHV])([^MLHV]+)", path):
        numbers = [float(each) for each in rest.split()]
        x = x if command == "V" else numbers[0]
        y = found[-1][1] if command == "H" else numbers[-1]
        found.append((x, y))
    return found


@given(of_curves)
def test_everything_stands_inside_its_box(plot: Plot) -> None:
    view = drawn(plot, "en")
    for x, y in (place for path in view.paths for place in places(path)):
        assert 0 <= x <= 100
        assert 0 <= y <= AREA
    assert all(0 <= each.x <= 100 for each in view.columns)
    assert all(view.top <= y <= view.foot for y in [view.base, *(each.y for each in view.rows)])
    for mark in view.marks:
        low, high = (0, 100) if mark.axis == "x" else (view.top, view.foot)
        assert low <= mark.at <= high
        assert low <= mark.badge <= high
    assert view.foot - view.top == AREA
    assert view.foot < view.height


@given(of_curves)
def test_curves_go_from_left_to_right_and_their_order_is_kept(plot: Plot) -> None:
    view = drawn(plot, "en")
    for curve, path in zip(plot.curves, view.paths, strict=True):
        found = places(path)
        assert [x for x, _ in found] == sorted(x for x, _ in found)
        corners = found[:1] + found[2::2] if curve.steps else found
        assert len(corners) == len(curve.points)
        by_height = sorted(zip((y for _, y in curve.points), (y for _, y in corners), strict=True))
        drawn_at = [y for _, y in by_height]
        assert drawn_at == sorted(drawn_at, reverse=True)


@given(of_curves)
def test_lines_of_the_grid_are_few_round_and_in_order(plot: Plot) -> None:
    view = drawn(plot, "en")
    for rows in ([each.y for each in view.rows], [-each.x for each in view.columns]):
        assert rows == sorted(rows, reverse=True)
    assert 1 <= len(view.rows) <= 6
    assert 1 <= len(view.columns) <= 8
    assert {each.text.replace(",", "").replace("−", "").replace(".", "").strip("0")[-1:] for each in view.rows} <= set("123456789") | {""}


@given(of_curves)
def test_labels_have_room_on_a_phone(plot: Plot) -> None:
    shown = [each for each in drawn(plot, "en").columns if not each.wide]
    assert shown
    for one, other in pairwise(shown):
        assert (other.x - one.x) / 100 * NARROW >= (len(one.text) + len(other.text)) / 2 * LETTER


@given(of_curves)
def test_numbers_of_marks_do_not_cover_one_another(plot: Plot) -> None:
    view = drawn(plot, "en")
    for axis, unit in (("x", NARROW / 100), ("y", 1)):
        badges = sorted(each.badge * unit for each in view.marks if each.axis == axis)
        assert all(after - before >= BADGE - 0.1 for before, after in pairwise(badges))
    assert [each.number for each in view.marks] == list(range(1, len(plot.marks) + 1))


@given(of_curves)
def test_table_holds_every_figure(plot: Plot) -> None:
    rows = drawn(plot, "en").table
    for place, curve in enumerate(plot.curves):
        assert sum(bool(row.cells[place]) for row in rows) == len(curve.points)


@given(of_bars)
def test_bars_stand_inside_their_box_on_the_right_side_of_zero(plot: Plot) -> None:
    view = drawn(plot, "en")
    for bar, shown in zip(plot.bars, view.bars, strict=True):
        assert 0 <= shown.x <= shown.x + shown.width <= 100.01
        assert shown.below == (bar.value < 0)
        assert round(shown.x + (shown.width if bar.value < 0 else 0), 2) == view.zero
    assert all(0 <= mark.at <= 100 for mark in view.marks)


@given(some.lists(figures, min_size=1, max_size=9), ends, ends)
def test_scale_holds_all_figures_in_their_order(held: list[float], first: float | None, last: float | None) -> None:
    scale = span(Axis(title=WORDS, first=first, last=last), held)
    places = [scale.at(exact(each)) for each in sorted(held)]
    assert scale.first < scale.last
    assert 0 <= places[0] <= places[-1] <= 100
    assert places == sorted(places)


@given(some.fractions(-(10**12), 10**12), some.fractions(min_value=Fraction(1, 10**9), max_value=10**12), some.integers(2, 9))
def test_ticks_are_multiples_of_one_two_or_five(first: Fraction, length: Fraction, most: int) -> None:
    found = ticks(first, first + length, most)
    assert len(found) <= most
    assert all(first <= each <= first + length for each in found)
    steps = {after - before for before, after in pairwise(found)}
    assert len(steps) <= 1
    for step in steps:
        digits = str(step.numerator if step >= 1 else step.denominator)
        assert digits.rstrip("0") in ({"1", "2", "5"})


@given(some.lists(some.floats(0, 100), max_size=9), some.floats(0.1, 12))
def test_spread_keeps_order_bounds_and_distance(places: list[float], gap: float) -> None:
    moved = spread(places, gap, 0, 100)
    order = sorted(range(len(places)), key=lambda each: places[each])
    in_order = [moved[each] for each in order]
    assert all(after - before >= gap - 0.02 for before, after in pairwise(in_order))
    assert all(-0.01 <= each <= 100.01 for each in moved)


def test_spread_leaves_alone_what_is_far_enough_apart() -> None:
    assert spread([90, 10, 50], 5, 0, 100) == [90, 10, 50]


def test_curve_is_drawn_where_its_figures_are() -> None:
    view = drawn(line((0, 0), (5, 50), (10, 100)), "en")
    assert view.paths == (f"M0 {AREA}L50 {AREA // 2}L100 0",)
    assert [(row.y, row.text) for row in view.rows] == [(TOP + AREA - share * AREA / 5, str(20 * share)) for share in range(6)]


def test_steps_keep_their_height_until_the_next_point() -> None:
    curve = Curve(title=WORDS, points=((0, 0), (5, 10), (10, 10)), steps=True)
    plot = Plot(title=WORDS, text=WORDS, x=Axis(title=WORDS), y=Axis(title=WORDS), curves=(curve,))
    assert drawn(plot, "en").paths == (f"M0 {AREA}H50V0H100V0",)


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [(None, None, ("15", "40")), (0, None, ("0", "40")), (None, 100, ("0", "100")), (0, 36, ("0", "30"))],
)
def test_axis_ends_on_a_line_of_its_grid_unless_it_states_its_end(first: int | None, last: int | None, shown: tuple[str, str]) -> None:
    rows = drawn(line((0, 17), (1, 36), y=Axis(title=WORDS, first=first, last=last)), "en").rows
    assert (rows[0].text, rows[-1].text) == shown


def test_base_line_is_zero_where_zero_is_in_sight_else_the_nearest_end() -> None:
    bases = [drawn(line((0, low), (1, high)), "en") for low, high in ((-50, 50), (10, 60), (-60, -10))]
    assert [view.base for view in bases] == [TOP + AREA / 2, TOP + AREA, TOP]


def test_figures_are_written_for_the_language() -> None:
    view = drawn(line((0, -12500.5), (1, 12500.5)), "en")
    assert [row.cells for row in view.table] == [("−12,500.5",), ("12,500.5",)]
    assert [row.text for row in view.rows] == ["−20,000", "−10,000", "0", "10,000", "20,000"]


def test_room_before_the_plot_grows_with_its_longest_label() -> None:
    assert [drawn(line((0, 0), (1, high)), "zh-CN").pad for high in (5, 5000, 500_000, 5 * 10**6, 10**15)] == [3, 6, 9, 9, 13]
