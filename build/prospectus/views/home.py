"""The home page: what the site is for, search, ways to begin, answers, the next dates, entries per audience, and the latest notices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from prospectus.model.kinds.site import AudienceEntry, Beginning
from prospectus.model.record import Record
from prospectus.model.registry import KINDS, Kind
from prospectus.text.dates import format_partial_date
from prospectus.views.kinds.checklist import list_checked
from prospectus.views.kinds.contract_figures import list_contract_figures
from prospectus.views.locale_views import LocaleContext
from prospectus.views.page_frame import PageContent
from prospectus.views.resolver import Depth, Resolver
from prospectus.views.sections import link_entry
from prospectus.views.view import View

NOTICE_LIMIT = 3
LATEST_LIMIT = 4
"""The number of records of each other kind whose latest are listed."""
UPCOMING_LIMIT = 8
"""The number of upcoming occurrences on the page. More than `SHOWN_LIMIT`, so that it stays right while it ages."""
SHOWN_LIMIT = 3
"""The number of upcoming occurrences that are shown at a time."""
FIGURES: Mapping[str, Callable[[Record, Resolver], tuple[View, ...]]] = {"contract": list_contract_figures}
"""By kind: the figures that stand in place of an answer."""
POINTS: Mapping[str, Callable[[Record, Resolver], tuple[str, ...]]] = {"checklist": list_checked}
"""By kind: the points, of a few words each, that stand in place of an answer."""


class HomePage:
    """Builds the home page of one locale."""

    def __init__(self, context: LocaleContext) -> None:
        self.context, self.queries, self.resolver = context, context.queries, context.resolver

    def build(self) -> PageContent:
        """Return the content of the home page."""
        site_id = self.queries.site.id
        read = partial(self.resolver.value_of, "site", site_id)
        promise = read("promise")
        body = View(
            promise=self.resolver.localise(promise) if promise is not None else self.context.site.description,
            examples=tuple(self.resolver.localise(example) for example in read("search_examples")),
            beginnings=tuple(self._build_beginning(beginning) for beginning in read("beginnings")),
            answers=tuple(answer for target in read("answers") if (answer := self._build_answer(target)) is not None),
            upcoming=self.context.calendar.build_upcoming(UPCOMING_LIMIT),
            shown=SHOWN_LIMIT,
            calendar=self.resolver.link_to("page:calendar"),
            audiences=tuple(self._build_audience_entry(entry) for entry in read("audiences")),
            notices=tuple(
                self.resolver.view_of("notice", notice, Depth.FULL) for notice in self.queries.latest("notice", "published", NOTICE_LIMIT)
            ),
            has_paths=self.queries.has_list("path"),
            notice_list=self.resolver.link_to("list:notice"),
            latest=tuple(self._build_latest(kind) for kind in KINDS if kind.latest_on_home and self.queries.listed_ids(kind.name)),
        )
        name, description = self.context.site.name, self.context.site.description
        files = self.queries.source_files("site", site_id, self.resolver.languages) if self.context.site.edit_base else ()
        # Search does not find it: it says what other pages say.
        return PageContent("", "pages/home.html", name, description, body, cited=self.context.cite_site(), search_cards=(), edited_in=files)

    def _build_beginning(self, beginning: Beginning) -> View:
        return View(
            title=self.resolver.localise(beginning.title),
            text=self.resolver.localise(beginning.text) if beginning.text else "",
            href=self.resolver.link_to(beginning.to).href,
        )

    def _build_answer(self, target: str) -> View | None:
        """Return the card of a record: its answer, its short meaning, its figures or points, or its summary; None if it is hidden."""
        kind, _, key = target.partition(":")
        record = self.queries.record(kind, key)
        if record is None:
            return None
        text = getattr(record, "answer", None) or getattr(record, "short", None)
        figures = FIGURES[kind](record, self.resolver) if text is None and kind in FIGURES else ()
        points = POINTS[kind](record, self.resolver) if text is None and kind in POINTS else ()
        return View(
            kind=kind,
            title=self.resolver.localise(record.title),
            href=self.resolver.href_of(kind, key),
            text=self.resolver.localise(text) if text is not None else "" if figures or points else self.context.summary_of(kind, record),
            figures=figures,
            points=points,
            as_of=format_partial_date(record.as_of, self.resolver.locale.tag) if record.as_of is not None else None,
        )

    def _build_latest(self, kind: Kind) -> View:
        """Return the latest records of a kind, and the link to all of them."""
        records = self.queries.latest(kind.name, "published", LATEST_LIMIT)
        return View(
            kind=kind.name,
            list=self.resolver.link_to(f"list:{kind.name}"),
            records=tuple(self.resolver.view_of(kind.name, record, Depth.SUMMARY) for record in records),
        )

    def _build_audience_entry(self, entry: AudienceEntry) -> View:
        return View(
            audience=self.resolver.find_view("audience", entry.audience, Depth.SUMMARY),
            text=self.resolver.localise(entry.text),
            links=tuple(link_entry(target, self.resolver) for target in entry.to),
        )
