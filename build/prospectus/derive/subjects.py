"""The calendars that readers can subscribe to, and the occurrences in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from prospectus.derive.schedule import Occurrence
from prospectus.model.contract import Contract
from prospectus.model.event import Event, EventType
from prospectus.model.library import Key, Library
from prospectus.model.reference import ID
from prospectus.model.series import Series

HELD = frozenset({"obligation", "day", "span", "focus", "milestone", "last-trading", "deadline", *get_args(EventType)})
"""The types of occurrences in calendars. Holidays are on the pages only, since calendar programs have holidays of their own."""
KIND_OF = {"series": "series", "audience": "audience", "product": "contract"}
"""The kind of the record that names a calendar, by group of calendars."""


def held(each: Occurrence) -> bool:
    """Return whether an occurrence is included in calendars."""
    return each.sort in HELD and not each.sample


def subjects(library: Library, each: Occurrence) -> Iterator[Key]:
    """Yield the calendars that contain an occurrence, such as `("audience", ID)`.

    Audiences and languages that an event does not state are taken from its series.
    """
    record = library.get(*each.of)
    event = record if isinstance(record, Event) else None
    series = library.get("series", event.series) if event is not None and event.series else record
    series = series if isinstance(series, Series) else None
    if series is not None:
        yield "series", series.id
    for audience in (event and event.audiences) or (series.audiences if series is not None else ()):
        yield "audience", audience
    for product in event.products if event is not None else [record.id] if isinstance(record, Contract) else ():
        yield "product", product
    spoken = (event.language,) if event is not None and event.language else series.languages if series is not None else ()
    yield from (("language", language) for language in spoken if ID.fullmatch(language))


def all_subjects(library: Library, occurrences: Iterable[Occurrence]) -> frozenset[Key]:
    """Return every calendar except the calendar of everything and those of single events."""
    found = {at for each in occurrences if held(each) for at in subjects(library, each)}
    return frozenset((of, key) for of, key in found if of not in KIND_OF or library.get(KIND_OF[of], key) is not None)
