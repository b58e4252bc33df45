"""Simulations: figures that readers change with sliders. What the page shows follows from parameters by stated expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Annotated

from pydantic import Field

from prospectus.model.record import FrozenModel, Violation
from prospectus.model.values.expression import Expression, InvalidSum, VariableName, evaluate_postfix, parse_sum
from prospectus.model.values.number import Number, format_plain, to_fraction
from prospectus.model.values.plot import Axis
from prospectus.model.values.text import InlineText, LineText
from prospectus.model.values.worked_example import check_unique_name, suggest_sum
from prospectus.problems.message import Message

SAMPLES = 24
"""The number of equal intervals into which the horizontal axis is divided to draw a curve."""


class Parameter(FrozenModel):
    """A quantity that readers change with a slider."""

    name: VariableName
    """What sums and the address of the page call it."""
    title: LineText
    """What it is."""
    min: Number
    """The least value of the slider."""
    max: Number
    """The greatest value of the slider."""
    step: Annotated[Number, Field(gt=0)] = 1
    """From one value of the slider to the next."""
    value: Number
    """Where the slider stands at first; in books and without script, it stays there."""
    unit: LineText | None = None
    """In what it is measured."""


class Result(FrozenModel):
    """A quantity that follows from the parameters."""

    name: VariableName
    """What later sums call it."""
    title: LineText
    """What is worked out."""
    sum: Expression
    """Names of parameters and of results above it, numbers, `+ - * / **` and brackets."""
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    """To how many decimals it is shown, at most; halves are rounded away from zero."""
    unit: LineText | None = None
    """In what it is measured."""


class Simulation(FrozenModel):
    """A figure with sliders: curves over one of its parameters. Its figures are made up for practice."""

    title: LineText
    """Its caption."""
    text: InlineText
    """What to try, and what it shows, in words."""
    after: Annotated[int, Field(ge=1)] | None = None
    """The section of the text after which it stands, counted by headings with `##`; without it, it stands after the text."""
    parameters: Annotated[tuple[Parameter, ...], Field(min_length=1, max_length=4)]
    """What readers change."""
    results: Annotated[tuple[Result, ...], Field(min_length=1, max_length=8)]
    """What follows, in order."""
    x: VariableName
    """The parameter along the horizontal axis."""
    y: Axis
    """The vertical axis. It stays the same for all positions of the sliders."""
    curves: Annotated[tuple[VariableName, ...], Field(min_length=1, max_length=4)]
    """The results that are drawn as curves, by name."""

    def evaluate(self, values: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """Return the parameters and all results at some `values` of the parameters. Raises InvalidSum if a sum divides by zero."""
        variables = dict(values)
        for result in self.results:
            variables[result.name] = evaluate_postfix(parse_sum(result.sum, variables), variables)
        return variables

    def starting_values(self) -> dict[str, Fraction]:
        """Return the value of each parameter at first."""
        return {parameter.name: to_fraction(parameter.value) for parameter in self.parameters}

    def iter_corners(self) -> Iterator[dict[str, Fraction]]:
        """Yield the values at the ends of all sliders, each with each; along the horizontal axis, all samples."""
        ranges = [
            list_samples(parameter) if parameter.name == self.x else (to_fraction(parameter.min), to_fraction(parameter.max))
            for parameter in self.parameters
        ]
        names = [parameter.name for parameter in self.parameters]
        return (dict(zip(names, values, strict=True)) for values in product(*ranges))


def list_samples(parameter: Parameter) -> tuple[Fraction, ...]:
    """Return the values of a parameter at which curves over it are drawn, from its least to its greatest."""
    first, last = to_fraction(parameter.min), to_fraction(parameter.max)
    return tuple(first + (last - first) * index / SAMPLES for index in range(SAMPLES + 1))


def iter_invalid_simulations(simulations: Sequence[Simulation]) -> Iterator[Violation]:
    """Yield sliders that cannot move (PR228), axes and curves that name nothing (PR229), and sums that cannot be worked out (PR216).

    Names of parameters must differ in the whole field `simulations`, because the address of the page holds them.
    """
    parameters: dict[str, Fraction] = {}
    for index, simulation in enumerate(simulations):
        field_path = ("simulations", index)
        for number, parameter in enumerate(simulation.parameters):
            yield from check_unique_name(parameter.name, parameters, (*field_path, "parameters", number, "name"))
            parameters[parameter.name] = to_fraction(parameter.value)
            yield from _check_slider(parameter, (*field_path, "parameters", number))
        yield from _check_names(simulation, field_path)
        yield from _check_sums(simulation, field_path)


def _check_slider(parameter: Parameter, field_path: tuple[str | int, ...]) -> Iterator[Violation]:
    """The least value must be below the greatest, and the first value must be one that the slider can reach (PR228)."""
    first, last, step, value = map(to_fraction, (parameter.min, parameter.max, parameter.step, parameter.value))
    if first >= last:
        yield Violation(
            (*field_path, "max"), "PR228", {"came": parameter.max, "form": Message(f"above {parameter.min}", f"大于 {parameter.min}")}
        )
    elif not first <= value <= last or (value - first) % step:
        nearest = first + round((min(max(value, first), last) - first) / step) * step
        yield Violation((*field_path, "value"), "PR228", {"came": parameter.value, "form": format_plain(min(nearest, last))})


def _check_names(simulation: Simulation, field_path: tuple[str | int, ...]) -> Iterator[Violation]:
    """The horizontal axis must name a parameter, and each curve a result (PR229)."""
    parameters = [parameter.name for parameter in simulation.parameters]
    results = [result.name for result in simulation.results]
    named = [(("x",), simulation.x, parameters), *((("curves", index), name, results) for index, name in enumerate(simulation.curves))]
    for end, name, choices in named:
        if name not in choices:
            yield Violation((*field_path, *end), "PR229", {"came": name, "form": " | ".join(choices)})


def _check_sums(simulation: Simulation, field_path: tuple[str | int, ...]) -> Iterator[Violation]:
    """The sum of a result must be an expression over the names above it, and must not divide by zero at the ends of the sliders (PR216)."""
    corners = [simulation.starting_values(), *simulation.iter_corners()]
    for number, result in enumerate(simulation.results):
        result_path = (*field_path, "results", number)
        yield from check_unique_name(result.name, corners[0], (*result_path, "name"))
        variables = corners[0]
        try:
            postfix = parse_sum(result.sum, variables)
            for variables in corners:
                variables[result.name] = evaluate_postfix(postfix, variables)
        except InvalidSum as error:
            form = suggest_sum(result.sum, variables)
            yield Violation((*result_path, "sum"), "PR216", {"came": result.sum, "reason": error.reason, "form": form})
            return
