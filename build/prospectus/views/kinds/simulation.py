"""Views of simulations: the curves where the sliders stand at first, and what the script of the page needs to draw them elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from prospectus.model.values.expression import parse_sum
from prospectus.model.values.number import Number, format_plain, round_half_away, to_fraction
from prospectus.model.values.plot import Axis, Curve, Plot
from prospectus.model.values.simulation import SAMPLES, Parameter, Result, Simulation, list_samples
from prospectus.text.dates import format_number
from prospectus.views.kinds.plot import PLOT_HEIGHT, Scale, build_scale, draw_plot, extend_to_grid
from prospectus.views.view import View

MAX_DECIMALS = 6
"""The number of decimals with which the value of a slider is shown, at most."""


def build_simulation_view(simulation: Simulation, view: View, tag: str) -> View:
    """Return the view of a simulation: its values as text, its curves as a plot, and its sums in postfix notation."""
    start = simulation.starting_values()
    values = simulation.evaluate(start)
    scale = _choose_scale(simulation)
    axis = next(parameter for parameter in simulation.parameters if parameter.name == simulation.x)
    axis_view = next(parameter for parameter in view.parameters if parameter.name == simulation.x)
    plot = _build_plot(simulation, axis, scale, start)
    drawing = draw_plot(plot, tag)
    names = [parameter.name for parameter in simulation.parameters]
    return view.with_values(
        parameters=tuple(
            parameter_view.with_values(figure=format_figure(values[parameter.name], MAX_DECIMALS, tag))
            for parameter, parameter_view in zip(simulation.parameters, view.parameters, strict=True)
        ),
        results=tuple(
            result_view.with_values(
                figure=format_figure(values[result.name], result.decimals, tag),
                curve=simulation.curves.index(result.name) + 1 if result.name in simulation.curves else 0,
                postfix=" ".join(_to_postfix(result, simulation, names)),
            )
            for result, result_view in zip(simulation.results, view.results, strict=True)
        ),
        samples=SAMPLES,
        scale=View(first=float(scale.first), last=float(scale.last)),
        at=_offset(start[simulation.x], axis),
        points=tuple(View(y=_clamp(scale.offset_from_top(values[name]), drawing.top, drawing.foot)) for name in simulation.curves),
        plot=View(
            title=view.title,
            text=view.text,
            x=View(title=axis_view.title, unit=axis_view.unit),
            y=view.y,
            curves=tuple(View(title=next(result.title for result in view.results if result.name == name)) for name in simulation.curves),
            marks=(),
            bars=(),
            drawing=drawing,
        ),
    )


def _to_postfix(result: Result, simulation: Simulation, names: Sequence[str]) -> tuple[str, ...]:
    return parse_sum(result.sum, {*names, *(other.name for other in simulation.results)})


def _choose_scale(simulation: Simulation) -> Scale:
    """Return the vertical scale, which holds the curves for all positions of the sliders."""
    corners = [simulation.evaluate(values) for values in simulation.iter_corners()]
    figures = [_to_number(values[name]) for values in corners for name in simulation.curves]
    return extend_to_grid(simulation.y, build_scale(simulation.y, [min(figures), max(figures)]), PLOT_HEIGHT)


def _build_plot(simulation: Simulation, axis: Parameter, scale: Scale, start: Mapping[str, Fraction]) -> Plot:
    """Return the curves over the parameter `axis` as a plot; the other parameters keep their values at the start."""
    samples = list_samples(axis)
    heights = [simulation.evaluate({**start, axis.name: sample}) for sample in samples]
    titles = {result.name: result.title for result in simulation.results}
    return Plot(
        title=simulation.title,
        text=simulation.text,
        x=Axis(title=axis.title, first=axis.min, last=axis.max),
        y=Axis(title=simulation.y.title, first=_to_number(scale.first), last=_to_number(scale.last)),
        curves=tuple(
            Curve(
                title=titles[name],
                points=tuple((_to_number(sample), _to_number(values[name])) for sample, values in zip(samples, heights, strict=True)),
            )
            for name in simulation.curves
        ),
    )


def _to_number(value: Fraction) -> Number:
    """Return a fraction as a number with at most six decimals."""
    rounded = round_half_away(value, 6)
    return int(rounded) if rounded.denominator == 1 else float(rounded)


def _offset(value: Fraction, axis: Parameter) -> float:
    return Scale(to_fraction(axis.min), to_fraction(axis.max)).offset(value)


def _clamp(value: float, first: float, last: float) -> float:
    return min(max(value, first), last)


def format_figure(value: Fraction, decimals: int, tag: str) -> str:
    """Return a value with at most so many decimals, formatted for the locale `tag`."""
    return format_number(format_plain(value, decimals), tag)
