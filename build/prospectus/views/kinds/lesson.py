"""The view of a lesson: its fields, drawn plots and simulations, worked examples, and the languages in which it is available."""

from __future__ import annotations

from prospectus.model.kinds.lesson import Lesson
from prospectus.model.record import Record
from prospectus.views.kinds.plot import draw_plot
from prospectus.views.kinds.simulation import build_simulation_view
from prospectus.views.kinds.worked_example import build_example_view
from prospectus.views.resolver import Resolver
from prospectus.views.view import View


def build_lesson_view(view: View, record: Record, resolver: Resolver) -> View:
    """Return the view of a lesson with its figures drawn, its examples formatted, and the languages in which it is available."""
    if not isinstance(record, Lesson):
        return view
    tag = resolver.locale.tag
    written = resolver.queries.prose_languages("lesson", record.id)
    return view.with_values(
        plots=tuple(plot_view.with_values(drawing=draw_plot(plot, tag)) for plot, plot_view in zip(record.plots, view.plots, strict=True)),
        examples=tuple(
            build_example_view(example, example_view, tag) for example, example_view in zip(record.examples, view.examples, strict=True)
        ),
        simulations=tuple(
            build_simulation_view(simulation, simulation_view, tag)
            for simulation, simulation_view in zip(record.simulations, view.simulations, strict=True)
        ),
        languages=tuple(
            locale.language
            for locale in resolver.queries.site.locales
            if locale.language in record.title and (not written or locale.language in written)
        ),
    )
