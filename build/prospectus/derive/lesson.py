"""The view of a lesson: its fields, drawn plots, worked examples, and the languages in which it is available."""

from __future__ import annotations

from prospectus.derive.example import told
from prospectus.derive.plot import drawn
from prospectus.derive.resolve import Resolver
from prospectus.derive.view import View
from prospectus.model.lesson import Lesson
from prospectus.model.record import Record


def lesson(view: View, record: Record, resolver: Resolver) -> View:
    """Return the view of a lesson with drawings of its plots, formatted examples, and the languages in which it is available."""
    if not isinstance(record, Lesson):
        return view
    tag = resolver.locale.tag
    prose = resolver.reading.prose(("lesson", record.id))
    return view.having(
        plots=tuple(shown.having(drawing=drawn(plot, tag)) for plot, shown in zip(record.plots, view.plots, strict=True)),
        examples=tuple(told(example, shown, tag) for example, shown in zip(record.examples, view.examples, strict=True)),
        languages=tuple(
            each.language
            for each in resolver.reading.site.locales
            if each.language in record.title and (not prose or each.language in prose)
        ),
    )
