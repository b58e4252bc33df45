"""The pages of records, and the redirects from their former addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from markupsafe import Markup

from prospectus.derive.desk import Desk
from prospectus.derive.frame import Content
from prospectus.derive.prose import Html
from prospectus.derive.resolve import NAME
from prospectus.derive.tongues import islands
from prospectus.derive.view import Link, View
from prospectus.model import address
from prospectus.model.kinds import BY_NAME, Kind
from prospectus.model.record import Record
from prospectus.model.shape import shapes

MOST_USES = 24
"""The number of records listed as uses on the page of a term."""
Make = Callable[[], Content]
"""Builds the content of a page on demand."""


class RecordPages:
    """Yields the pages of the records of one locale."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def all(self) -> Iterator[tuple[str, Make]]:
        """Yield the address and content factory of the page of every record that has one, followed by its redirects."""
        for kind, record in self.desk.reading.with_pages():
            yield str(address.of_record(kind, record.id)), partial(self._page, kind, record)
            for former in record.formerly:
                yield str(address.of_record(kind, former)), partial(self._moved, kind, record, former)

    def _page(self, kind: Kind, record: Record) -> Content:
        resolver = self.desk.resolver
        title = resolver.words(record.title)
        return Content(
            below=str(address.of_record(kind, record.id)),
            template=f"{kind.name}.html",
            title=title,
            description=self.desk.summary(kind.name, record),
            body=self._body(kind, record),
            crumbs=(self._listing(kind),),
            cited=(record, *self._parts(kind, record)),
            section=address.of_section(kind) or "calendar/",
            languages=self._languages(kind, record),
            bars=self.bars(kind, record),
            exported=record.exported,
            about=record.id if kind.terms == "defined" else "",
        )

    def _body(self, kind: Kind, record: Record) -> View:
        key = (kind.name, record.id)
        before, after = (self._neighbour(kind, each) for each in self.desk.reading.around(key))
        here = address.within(self.desk.locale, str(address.of_record(kind, record.id)))
        prose, tag = self.prose(kind, record, address.up_from(here))
        return View(
            record=self.desk.view(kind.name, record),
            year=self.desk.reading.today.year,
            prose=prose,
            prose_tag=tag,
            shows=tuple(self.show(target) for target in getattr(record, "shows", ())),
            occurrences=self.desk.calendar.of(key),
            referrers=self._referrers(kind, record),
            uses=self._uses(record) if kind.terms == "defined" else None,
            subscribe=self.desk.subscribe.of(kind.name, record.id, here),
            previous=before,
            next=after,
        )

    def _neighbour(self, kind: Kind, key: str | None) -> View | None:
        return self.desk.resolver.record(kind.name, key, NAME) if key is not None else None

    def _parts(self, kind: Kind, record: Record) -> list[Record]:
        """Return the records that a record is composed of."""
        if kind.parts is None:
            return []
        of = dict(shapes(kind.model))[kind.parts].item
        found = (self.desk.reading.record(str(of.kind), key) for key in getattr(record, kind.parts)) if of else ()
        return [each for each in found if each is not None]

    def _listing(self, kind: Kind) -> Link:
        listed = _listed_as(kind)
        target = f"list:{listed.name}" if listed.listing else "page:calendar"
        return self.desk.resolver.link(target)

    def prose(self, kind: Kind, record: Record, base: str) -> tuple[Html | None, str]:
        """Return the prose as HTML, with links prefixed by `base`, and its language tag; the tag is empty if it is the page's language."""
        resolver = self.desk.resolver
        by_language = self.desk.reading.prose((kind.name, record.id))
        language = next((each for each in resolver.languages if each in by_language), None)
        if language is None:
            return None, ""
        html = self.desk.renderer.render(by_language[language], lambda target: f"{base}/{resolver.link(target).href}")
        if resolver.han and language == self.desk.locale.language:
            html = replace(html, text=Markup(islands(html.text, resolver.han)))  # noqa: S704  (sanitised)
        return html, "" if language == self.desk.locale.language else resolver.tag_of(language)

    def show(self, target: str) -> View:
        """Return the view of a target that is embedded in a page: one record, or a list in groups."""
        kind, _, key = target.partition(":")
        if kind == "list":
            return View(kind=key, single=None, groups=self.desk.groups(BY_NAME[key]))
        record = self.desk.reading.record(kind, key)
        return View(kind=kind, single=self.desk.view(kind, record) if record is not None else None, groups=())

    def _referrers(self, kind: Kind, record: Record) -> dict[str, tuple[View, ...]]:
        """Return the views of the records that refer to this one, by kind, for the kinds that its page shows."""
        reading, resolver = self.desk.reading, self.desk.resolver
        return {of: resolver.records(tuple((of, each) for each in reading.referrers((kind.name, record.id), of))) for of in kind.referrers}

    def _uses(self, record: Record) -> View:
        """Return the records that use a term in the language of the page: the first ones, and the number of further ones."""
        keys, count = self.desk.reading.uses(record.id, self.desk.locale.language, MOST_USES)
        return View(records=self.desk.resolver.records(keys, NAME), count=count, more=count - len(keys))

    def _languages(self, kind: Kind, record: Record) -> frozenset[str]:
        """Return the languages into which a record is translated: its title and, if it has prose, its prose too."""
        prose = self.desk.reading.prose((kind.name, record.id))
        return frozenset(language for language in record.title if not prose or language in prose)

    def bars(self, kind: Kind, record: Record) -> tuple[str, ...]:
        """Return the names of the banners above a record, such as `missing` for a missing translation."""
        language = self.desk.locale.language
        marks = {
            "missing": language not in self._languages(kind, record),
            "stale": self.desk.reading.stale((kind.name, record.id), language),
            "sample": record.status == "sample",
            "withdrawn": record.status == "withdrawn",
        }
        return tuple(name for name, holds in marks.items() if holds)

    def _moved(self, kind: Kind, record: Record, former: str) -> Content:
        self.desk.reading.note(("record", kind.name, record.id))
        title = self.desk.resolver.words(record.title)
        to = self.desk.resolver.href(kind.name, record.id)
        body = View(to=Link(title, to))
        return Content(str(address.of_record(kind, former)), "moved.html", title, title, body, leads_to=to)


def _listed_as(kind: Kind) -> Kind:
    """Return the kind whose list page links to the pages of this kind."""
    return BY_NAME[kind.section] if kind.section and not kind.listing else kind
