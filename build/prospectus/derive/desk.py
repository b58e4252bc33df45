"""Everything needed to build the views of one locale."""

from __future__ import annotations

from collections.abc import Sequence

from prospectus.derive.calendar import Calendar
from prospectus.derive.enrich import ENRICH, SUMMARIES
from prospectus.derive.frame import Frame
from prospectus.derive.prose import Renderer
from prospectus.derive.reading import Reading
from prospectus.derive.resolve import BRIEF, Resolver
from prospectus.derive.site import site_view
from prospectus.derive.subscribe import Subscribe
from prospectus.derive.view import View
from prospectus.load.words import Words
from prospectus.memo import Memo
from prospectus.model.kinds import Kind
from prospectus.model.record import Record
from prospectus.model.shape import shapes
from prospectus.model.site import Locale


class Desk:
    """The resolver, calendar, page frame and interface words of one locale, and views of records, single and grouped."""

    def __init__(self, reading: Reading, locale: Locale, words: Words, url: str, renderer: Renderer, memo: Memo) -> None:
        self.reading, self.locale, self.renderer = reading, locale, renderer
        self.resolver = Resolver(reading, locale, words, memo)
        self.calendar = Calendar(reading, self.resolver)
        self.site = site_view(self.resolver, url, memo)
        self.frame = Frame(self.resolver, self.site)
        self.subscribe = Subscribe(reading, self.resolver, self.site, memo)
        self.t = self.resolver.t

    def forget(self) -> None:
        """Drop the views cached for earlier pages."""
        self.resolver.kept.forget()

    def view(self, kind: str, record: Record) -> View:
        """Return the full view of a record, with what its kind adds to its fields."""
        return self.resolver.kept.of((kind, record.id), self._view, kind, record)

    def _view(self, kind: str, record: Record) -> View:
        view = self.resolver.view_of(kind, record)
        return ENRICH[kind](view, record, self.resolver) if kind in ENRICH else view

    def summary(self, kind: str, record: Record) -> str:
        """Return the summary of a record, one or two sentences; its title if it has no summary."""
        if record.summary is not None:
            return self.resolver.words(record.summary)
        return SUMMARIES[kind](record, self.resolver) if kind in SUMMARIES else self.resolver.words(record.title)

    def groups(self, kind: Kind, records: Sequence[Record] | None = None) -> tuple[View, ...]:
        """Return records of a kind grouped by its group field, in the order of the headings. The default is all records of the kind."""
        if records is None:
            records = self.reading.all(kind.name)
        if kind.group is None:
            return (View(heading=None, records=tuple(self.view(kind.name, each) for each in records)),)
        of = str(dict(shapes(kind.model))[kind.group].kind)
        under: dict[str, list[Record]] = {}
        for each in records:
            under.setdefault(str(getattr(each, kind.group)), []).append(each)
        return tuple(
            View(heading=self.resolver.view_of(of, heading, BRIEF), records=tuple(self.view(kind.name, each) for each in under[heading.id]))
            for heading in self.reading.all(of)
            if heading.id in under
        )
