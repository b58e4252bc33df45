"""Plots: data that the build draws as a picture, with an equivalent text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from prospectus.model.record import FrozenModel, Violation
from prospectus.model.values.number import Number
from prospectus.model.values.text import InlineText, LineText
from prospectus.problems.message import Message


class Axis(FrozenModel):
    """One axis of a plot."""

    title: LineText
    """What is measured, with its unit."""
    first: Number | None = None
    """Where it begins, when before the smallest figure."""
    last: Number | None = None
    """Where it ends, when after the greatest figure."""


class Curve(FrozenModel):
    """One line of a plot."""

    title: LineText
    """What it shows."""
    points: Annotated[tuple[tuple[Number, Number], ...], Field(min_length=2, max_length=400)]
    """Its points, `[x, y]`, from left to right."""
    steps: bool = False
    """Whether it keeps its height until the next point."""


class Bar(FrozenModel):
    """One bar of a plot."""

    title: LineText
    """What stands beside it."""
    value: Number
    """How long it is; a negative one goes the other way."""


class Mark(FrozenModel):
    """A place on the plot that has a name."""

    title: LineText
    """Its words."""
    axis: Literal["x", "y"] = "x"
    """The axis on which it stands: a line is drawn across there. Bars have only `y`."""
    at: Number
    """Where."""


class Plot(FrozenModel):
    """A picture of figures: curves, or bars."""

    title: LineText
    """Its caption."""
    text: InlineText
    """What it shows, in words, for whoever does not see it."""
    x: Axis | None = None
    """The axis from left to right, of curves."""
    y: Axis
    """The axis of the figures: upwards for curves, along the bars for bars."""
    curves: Annotated[tuple[Curve, ...], Field(max_length=4)] = ()
    """Its lines."""
    bars: Annotated[tuple[Bar, ...], Field(max_length=24)] = ()
    """Its bars."""
    marks: Annotated[tuple[Mark, ...], Field(max_length=6)] = ()
    """Places that have a name."""


def iter_invalid_plots(plots: tuple[Plot, ...]) -> Iterator[Violation]:
    """Yield plots that do not have either `x` and curves or bars (PR217), and curves whose x values decrease (PR218)."""
    for index, plot in enumerate(plots):
        if bool(plot.curves) == bool(plot.bars) or bool(plot.curves) != (plot.x is not None):
            yield Violation(
                ("plots", index),
                "PR217",
                {"came": _filled_fields(plot), "form": Message("x and curves, or bars", "x 和 curves，或者 bars")},
            )
        for number, curve in enumerate(plot.curves):
            x_values = [x for x, _ in curve.points]
            if x_values != sorted(x_values):
                yield Violation(
                    ("plots", index, "curves", number, "points"), "PR218", {"came": str(x_values)[:80], "form": str(sorted(x_values))[:80]}
                )


def _filled_fields(plot: Plot) -> str | Message:
    fields = {"x": plot.x, "curves": plot.curves, "bars": plot.bars}
    return ", ".join(name for name, value in fields.items() if value) or Message("nothing", "都没有写")
