"""Values that the pages of a kind show in addition to its fields. They are computed here, so that templates contain layout only."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prospectus.model.kinds.term import Term
from prospectus.model.record import Record
from prospectus.text.glossary import term_forms
from prospectus.views.kinds.book import build_book_view
from prospectus.views.kinds.calculator import build_calculator_view
from prospectus.views.kinds.event import build_event_view
from prospectus.views.kinds.form import build_form_view
from prospectus.views.kinds.lesson import build_lesson_view
from prospectus.views.kinds.release import build_release_view, summarise_release
from prospectus.views.resolver import Resolver
from prospectus.views.view import View

AUDIENCE_KINDS = ("path", "programme", "course", "lesson")
"""The kinds of records with an audience that the landing page of that audience lists."""


def _extend_flow(view: View, _: Record, __: Resolver) -> View:
    """Add a lane per department, in order of first appearance, and to each stage the number of its last lane."""
    lanes: dict[str, View] = {}
    for stage in view.stages:
        for node in stage.nodes:
            lanes.setdefault(node.department.id, node.department)
    lane_numbers = {key: number for number, key in enumerate(lanes, 1)}
    stages = [
        stage.with_values(nodes=tuple(node.with_values(lane=lane_numbers[node.department.id]) for node in stage.nodes))
        for stage in view.stages
    ]
    return view.with_values(
        lanes=tuple(lanes.values()),
        stages=tuple(stage.with_values(far=max(node.lane for node in stage.nodes)) for stage in stages),
        node_count=sum(len(stage.nodes) for stage in view.stages),
        task_count=sum(len(node.tasks) for stage in view.stages for node in stage.nodes),
    )


def _extend_term(view: View, record: Record, resolver: Resolver) -> View:
    """Add the titles of a term in the other languages, the text for the search filter, and its wordings per language."""
    words = record.title.as_dict()
    others = tuple((resolver.language_tag(language), text) for language, text in words.items() if language != resolver.locale.language)
    wordings = tuple(_iter_wordings(record, resolver)) if isinstance(record, Term) else ()
    return view.with_values(others=others, search=" ".join(words.values()), wordings=wordings)


def _iter_wordings(term: Term, resolver: Resolver) -> Iterator[View]:
    """Yield the title, other forms and forms to avoid of a term in each language, the language of the page first."""
    language_names = {locale.language: locale.name for locale in resolver.queries.site.locales}
    for language in (candidate for candidate in resolver.languages if candidate in term.title):
        title = term.title[language]
        yield View(
            tag=resolver.language_tag(language),
            language=language_names[language],
            words=title,
            also=tuple(form for form in term_forms(term, language) if form not in title),
            avoid=term.avoid.get(language, ()),
        )


def _extend_path(view: View, _: Record, __: Resolver) -> View:
    """Add the total duration of the lessons of a path, in minutes."""
    return view.with_values(minutes=sum(lesson.minutes for lesson in view.lessons))


def _extend_landing(view: View, record: Record, resolver: Resolver) -> View:
    """Add the other records for the audience of a landing page, by kind, without those that it shows already."""
    shown, audience = set(getattr(record, "shows", ())), getattr(record, "audience", None)
    sections = []
    for kind in AUDIENCE_KINDS if audience else ():
        ids = () if f"list:{kind}" in shown else resolver.queries.referrer_ids(("audience", str(audience)), kind)
        records = resolver.find_views(tuple((kind, record_id) for record_id in ids if f"{kind}:{record_id}" not in shown))
        sections += [View(kind=kind, records=records)] if records else []
    return view.with_values(concerned=tuple(sections))


VIEW_EXTENSIONS: dict[str, Callable[[View, Record, Resolver], View]] = {
    "calculator": build_calculator_view,
    "form": build_form_view,
    "book": build_book_view,
    "event": build_event_view,
    "talk": build_event_view,
    "flow": _extend_flow,
    "lesson": build_lesson_view,
    "term": _extend_term,
    "path": _extend_path,
    "landing": _extend_landing,
    "release": build_release_view,
}
SUMMARY_BUILDERS: dict[str, Callable[[Record, Resolver], str]] = {"release": summarise_release}
"""Summaries of the kinds whose summary is not written by editors but generated."""
