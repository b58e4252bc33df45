"""Tests of plots: coordinates are within bounds and in order, grid lines are at round values, and labels do not overlap."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from prospectus.model.values.number import to_fraction
from prospectus.model.values.plot import Axis, Bar, Curve, Mark, Plot
from prospectus.model.values.text import Text
from prospectus.views.kinds.plot import (
    BADGE_SIZE,
    DIGIT_WIDTH,
    PHONE_WIDTH,
    PLOT_HEIGHT,
    TOP_SPACE,
    build_scale,
    draw_plot,
    list_ticks,
    spread_positions,
)

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
curve_plots = some.builds(
    lambda x, y, curves, marks: Plot(title=WORDS, text=WORDS, x=x, y=y, curves=tuple(curves), marks=tuple(marks)),
    axes,
    axes,
    some.lists(curves, min_size=1, max_size=4),
    some.lists(marks, max_size=6),
)
bar_plots = some.builds(
    lambda y, values, marks: Plot(
        title=WORDS, text=WORDS, y=y, bars=tuple(Bar(title=WORDS, value=value) for value in values), marks=tuple(marks)
    ),
    axes,
    some.lists(figures, min_size=1, max_size=24),
    some.lists(marks, max_size=6),
)


def build_curve_plot(*points: tuple[float, float], **fields: Any) -> Plot:
    """Return a plot with one curve."""
    plot = {"title": WORDS, "text": WORDS, "x": Axis(title=WORDS), "y": Axis(title=WORDS), **fields}
    return Plot(curves=(Curve(title=WORDS, points=points),), **plot)


def parse_path(path: str) -> list[tuple[float, float]]:
    """Return the points of SVG path data, one per command."""
    points, x = [], 0.0
    for command, rest in re.findall(r"([MLHV])([^MLHV]+)", path):
        numbers = [float(number) for number in rest.split()]
        x = x if command == "V" else numbers[0]
        y = points[-1][1] if command == "H" else numbers[-1]
        points.append((x, y))
    return points


@given(curve_plots)
def test_all_coordinates_are_within_bounds(plot: Plot) -> None:
    view = draw_plot(plot, "en")
    for x, y in (point for path in view.paths for point in parse_path(path)):
        assert 0 <= x <= 100
        assert 0 <= y <= PLOT_HEIGHT
    assert all(0 <= column.x <= 100 for column in view.columns)
    assert all(view.top <= y <= view.foot for y in [view.base, *(row.y for row in view.rows)])
    for mark in view.marks:
        low, high = (0, 100) if mark.axis == "x" else (view.top, view.foot)
        assert low <= mark.at <= high
        assert low <= mark.badge <= high
    assert view.foot - view.top == PLOT_HEIGHT
    assert view.foot < view.height


@given(curve_plots)
def test_curves_go_from_left_to_right_and_their_order_is_kept(plot: Plot) -> None:
    view = draw_plot(plot, "en")
    for curve, path in zip(plot.curves, view.paths, strict=True):
        points = parse_path(path)
        assert [x for x, _ in points] == sorted(x for x, _ in points)
        corners = points[:1] + points[2::2] if curve.steps else points
        assert len(corners) == len(curve.points)
        by_height = sorted(zip((y for _, y in curve.points), (y for _, y in corners), strict=True))
        drawn_at = [y for _, y in by_height]
        assert drawn_at == sorted(drawn_at, reverse=True)


@given(curve_plots)
def test_lines_of_the_grid_are_few_round_and_in_order(plot: Plot) -> None:
    view = draw_plot(plot, "en")
    for offsets in ([row.y for row in view.rows], [-column.x for column in view.columns]):
        assert offsets == sorted(offsets, reverse=True)
    assert 1 <= len(view.rows) <= 6
    assert 1 <= len(view.columns) <= 8
    assert {row.text.replace(",", "").replace("−", "").replace(".", "").strip("0")[-1:] for row in view.rows} <= set("123456789") | {""}


@given(curve_plots)
def test_labels_do_not_overlap_on_a_phone(plot: Plot) -> None:
    shown = [column for column in draw_plot(plot, "en").columns if not column.wide]
    assert shown
    for left, right in pairwise(shown):
        assert (right.x - left.x) / 100 * PHONE_WIDTH >= (len(left.text) + len(right.text)) / 2 * DIGIT_WIDTH


@given(curve_plots)
def test_badges_of_marks_do_not_overlap(plot: Plot) -> None:
    view = draw_plot(plot, "en")
    for axis, unit in (("x", PHONE_WIDTH / 100), ("y", 1)):
        badges = sorted(mark.badge * unit for mark in view.marks if mark.axis == axis)
        assert all(after - before >= BADGE_SIZE - 0.1 for before, after in pairwise(badges))
    assert [mark.number for mark in view.marks] == list(range(1, len(plot.marks) + 1))


@given(curve_plots)
def test_table_contains_every_figure(plot: Plot) -> None:
    rows = draw_plot(plot, "en").table
    for index, curve in enumerate(plot.curves):
        assert sum(bool(row.cells[index]) for row in rows) == len(curve.points)


@given(bar_plots)
def test_bars_are_within_bounds_and_on_the_right_side_of_zero(plot: Plot) -> None:
    view = draw_plot(plot, "en")
    for bar, shown in zip(plot.bars, view.bars, strict=True):
        assert 0 <= shown.x <= shown.x + shown.width <= 100.01
        assert shown.below == (bar.value < 0)
        assert round(shown.x + (shown.width if bar.value < 0 else 0), 2) == view.zero
    assert all(0 <= mark.at <= 100 for mark in view.marks)


@given(some.lists(figures, min_size=1, max_size=9), ends, ends)
def test_scale_contains_all_figures_in_order(values: list[float], first: float | None, last: float | None) -> None:
    scale = build_scale(Axis(title=WORDS, first=first, last=last), values)
    offsets = [scale.offset(to_fraction(value)) for value in sorted(values)]
    assert scale.first < scale.last
    assert 0 <= offsets[0] <= offsets[-1] <= 100
    assert offsets == sorted(offsets)


@given(some.fractions(-(10**12), 10**12), some.fractions(min_value=Fraction(1, 10**9), max_value=10**12), some.integers(2, 9))
def test_ticks_are_multiples_of_one_two_or_five(first: Fraction, length: Fraction, max_count: int) -> None:
    values = list_ticks(first, first + length, max_count)
    assert len(values) <= max_count
    assert all(first <= value <= first + length for value in values)
    steps = {after - before for before, after in pairwise(values)}
    assert len(steps) <= 1
    for step in steps:
        digits = str(step.numerator if step >= 1 else step.denominator)
        assert digits.rstrip("0") in ({"1", "2", "5"})


@given(some.lists(some.floats(0, 100), max_size=9), some.floats(0.1, 12))
def test_spread_keeps_order_bounds_and_distance(positions: list[float], gap: float) -> None:
    moved = spread_positions(positions, gap, 0, 100)
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    in_order = [moved[index] for index in order]
    assert all(after - before >= gap - 0.02 for before, after in pairwise(in_order))
    assert all(-0.01 <= position <= 100.01 for position in moved)


def test_spread_does_not_move_positions_that_are_far_enough_apart() -> None:
    assert spread_positions([90, 10, 50], 5, 0, 100) == [90, 10, 50]


def test_curve_is_drawn_where_its_figures_are() -> None:
    view = draw_plot(build_curve_plot((0, 0), (5, 50), (10, 100)), "en")
    assert view.paths == (f"M0 {PLOT_HEIGHT}L50 {PLOT_HEIGHT // 2}L100 0",)
    assert [(row.y, row.text) for row in view.rows] == [
        (TOP_SPACE + PLOT_HEIGHT - share * PLOT_HEIGHT / 5, str(20 * share)) for share in range(6)
    ]


def test_step_curve_is_drawn_with_horizontal_and_vertical_lines() -> None:
    curve = Curve(title=WORDS, points=((0, 0), (5, 10), (10, 10)), steps=True)
    plot = Plot(title=WORDS, text=WORDS, x=Axis(title=WORDS), y=Axis(title=WORDS), curves=(curve,))
    assert draw_plot(plot, "en").paths == (f"M0 {PLOT_HEIGHT}H50V0H100V0",)


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [(None, None, ("15", "40")), (0, None, ("0", "40")), (None, 100, ("0", "100")), (0, 36, ("0", "30"))],
)
def test_axis_ends_on_a_line_of_its_grid_unless_it_states_its_end(first: int | None, last: int | None, shown: tuple[str, str]) -> None:
    rows = draw_plot(build_curve_plot((0, 17), (1, 36), y=Axis(title=WORDS, first=first, last=last)), "en").rows
    assert (rows[0].text, rows[-1].text) == shown


def test_baseline_is_at_zero_or_at_the_nearest_end() -> None:
    bases = [draw_plot(build_curve_plot((0, low), (1, high)), "en") for low, high in ((-50, 50), (10, 60), (-60, -10))]
    assert [view.base for view in bases] == [TOP_SPACE + PLOT_HEIGHT / 2, TOP_SPACE + PLOT_HEIGHT, TOP_SPACE]


def test_figures_are_formatted_for_the_locale() -> None:
    view = draw_plot(build_curve_plot((0, -12500.5), (1, 12500.5)), "en")
    assert [row.cells for row in view.table] == [("−12,500.5",), ("12,500.5",)]
    assert [row.text for row in view.rows] == ["−20,000", "−10,000", "0", "10,000", "20,000"]


def test_padding_grows_with_the_longest_label() -> None:
    assert [draw_plot(build_curve_plot((0, 0), (1, high)), "zh-CN").pad for high in (5, 5000, 500_000, 5 * 10**6, 10**15)] == [
        3,
        6,
        9,
        9,
        13,
    ]
