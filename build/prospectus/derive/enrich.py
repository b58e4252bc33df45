"""Values that the pages of a kind show in addition to its fields. They are computed here, so that templates contain layout only."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prospectus.derive.calculators import calculator_view
from prospectus.derive.changes import release_view, told
from prospectus.derive.event import event_view
from prospectus.derive.form import form_view
from prospectus.derive.lesson import lesson
from prospectus.derive.resolve import Resolver
from prospectus.derive.shelf import shelved
from prospectus.derive.view import View
from prospectus.model.lexicon import forms_of
from prospectus.model.record import Record
from prospectus.model.term import Term

CONCERNED = ("path", "programme", "course", "lesson")
"""The kinds of records with an audience that the landing page of that audience lists."""


def _flow(view: View, _: Record, __: Resolver) -> View:
    """Add a lane per department, in order of first appearance, and to each stage the number of its last lane."""
    lanes: dict[str, View] = {}
    for stage in view.stages:
        for node in stage.nodes:
            lanes.setdefault(node.department.id, node.department)
    place = {key: number for number, key in enumerate(lanes, 1)}
    stages = [stage.having(nodes=tuple(node.having(lane=place[node.department.id]) for node in stage.nodes)) for stage in view.stages]
    return view.having(
        lanes=tuple(lanes.values()),
        stages=tuple(stage.having(far=max(node.lane for node in stage.nodes)) for stage in stages),
        node_count=sum(len(stage.nodes) for stage in view.stages),
        task_count=sum(len(node.tasks) for stage in view.stages for node in stage.nodes),
    )


def _term(view: View, record: Record, resolver: Resolver) -> View:
    """Add the titles of a term in the other languages, the text for the search filter, and its wordings per language."""
    words = record.title.as_dict()
    others = tuple((resolver.tag_of(language), text) for language, text in words.items() if language != resolver.locale.language)
    wordings = tuple(_wordings(record, resolver)) if isinstance(record, Term) else ()
    return view.having(others=others, search=" ".join(words.values()), wordings=wordings)


def _wordings(term: Term, resolver: Resolver) -> Iterator[View]:
    """Yield the title, other forms and forms to avoid of a term in each language, the language of the page first."""
    names = {each.language: each.name for each in resolver.reading.site.locales}
    for language in (each for each in resolver.languages if each in term.title):
        title = term.title[language]
        yield View(
            tag=resolver.tag_of(language),
            language=names[language],
            words=title,
            also=tuple(each for each in forms_of(term, language) if each not in title),
            avoid=term.avoid.get(language, ()),
        )


def _path(view: View, _: Record, __: Resolver) -> View:
    """Add the total duration of the lessons of a path, in minutes."""
    return view.having(minutes=sum(lesson.minutes for lesson in view.lessons))


def _landing(view: View, record: Record, resolver: Resolver) -> View:
    """Add the other records for the audience of a landing page, by kind, without those that it shows already."""
    shown, audience = set(getattr(record, "shows", ())), getattr(record, "audience", None)
    found = []
    for kind in CONCERNED if audience else ():
        ids = () if f"list:{kind}" in shown else resolver.reading.referrers(("audience", str(audience)), kind)
        records = resolver.records(tuple((kind, each) for each in ids if f"{kind}:{each}" not in shown))
        found += [View(kind=kind, records=records)] if records else []
    return view.having(concerned=tuple(found))


ENRICH: dict[str, Callable[[View, Record, Resolver], View]] = {
    "calculator": calculator_view,
    "form": form_view,
    "book": shelved,
    "event": event_view,
    "talk": event_view,
    "flow": _flow,
    "lesson": lesson,
    "term": _term,
    "path": _path,
    "landing": _landing,
    "release": release_view,
}
SUMMARIES: dict[str, Callable[[Record, Resolver], str]] = {"release": told}
"""Summaries of the kinds whose summary is not written by editors but generated."""
