"""The view of a figure with sliders: values, curves and a scale that holds them for all positions of the sliders."""

from __future__ import annotations

from fractions import Fraction

from prospectus.model.values.plot import Axis
from prospectus.model.values.simulation import Parameter, Result, Simulation
from prospectus.model.values.text import Text
from prospectus.views.kinds.simulation import build_simulation_view
from prospectus.views.view import View

WORDS = Text({"en": "x"})
PRICE = Parameter(name="price", title=WORDS, min=3600, max=4400, step=100, value=4000)
LOTS = Parameter(name="lots", title=WORDS, min=1, max=4, value=2)
GAIN = Result(name="gain", title=WORDS, sum="(price - 4000) * 10 * lots")
SHARE = Result(name="share", title=WORDS, sum="-gain / 3", decimals=2)


def build_view(*curves: str, value: float = 4000) -> View:
    """Return the view of a simulation over the price."""
    parameters = (PRICE.model_copy(update={"value": value}), LOTS)
    simulation = Simulation(
        title=WORDS, text=WORDS, parameters=parameters, results=(GAIN, SHARE), x="price", y=Axis(title=WORDS), curves=curves
    )
    view = View(
        title="x",
        text="x",
        y=View(title="y"),
        parameters=tuple(View(name=parameter.name, title=parameter.name, unit=None) for parameter in parameters),
        results=tuple(View(name=result.name, title=result.name) for result in simulation.results),
    )
    return build_simulation_view(simulation, view, "en")


def test_values_are_those_where_the_sliders_stand_at_first() -> None:
    view = build_view("gain", value=4100)
    assert [parameter.figure for parameter in view.parameters] == ["4,100", "2"]
    assert [result.figure for result in view.results] == ["2,000", "−666.67"]
    assert (view.at, view.plot.curves[0].title) == (62.5, "gain")


def test_script_is_given_the_sums_in_postfix_notation() -> None:
    assert [result.postfix for result in build_view("gain").results] == ["price 4000 - 10 * lots *", "gain ~ 3 /"]
    assert [(result.name, result.curve) for result in build_view("share", "gain").results] == [("gain", 2), ("share", 1)]


def test_scale_holds_the_curve_for_all_positions_of_the_sliders() -> None:
    view = build_view("gain")
    assert (view.scale.first, view.scale.last) == (-20000, 20000)
    drawing = view.plot.drawing
    assert drawing.paths[0].startswith("M0 168L4.17 164L")
    assert view.points[0].y == drawing.top + drawing.area / 2


def test_corners_are_all_combinations_of_the_ends_and_the_samples_of_the_axis() -> None:
    simulation = Simulation(
        title=WORDS, text=WORDS, parameters=(PRICE, LOTS), results=(GAIN,), x="price", y=Axis(title=WORDS), curves=("gain",)
    )
    corners = list(simulation.iter_corners())
    assert len(corners) == 25 * 2
    assert corners[0] == {"price": Fraction(3600), "lots": Fraction(1)}
    assert {simulation.evaluate(corner)["gain"] for corner in corners} >= {-16000, 16000}
