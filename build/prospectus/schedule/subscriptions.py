"""The calendars that readers can subscribe to, and the occurrences in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from prospectus.model.kinds.contract import Contract
from prospectus.model.kinds.event import Event, EventType
from prospectus.model.kinds.series import Series
from prospectus.model.library import Library, RecordKey
from prospectus.model.values.reference import ID_PATTERN
from prospectus.schedule.occurrences import Occurrence

CALENDAR_TYPES = frozenset({"obligation", "day", "span", "focus", "milestone", "last-trading", "deadline", *get_args(EventType)})
"""The types of occurrences in calendars. Holidays are on the pages only, since calendar programs have holidays of their own."""
KIND_BY_GROUP = {"series": "series", "audience": "audience", "product": "contract"}
"""The kind of the record that names a calendar, by group of calendars."""


def has_calendars(occurrence: Occurrence) -> bool:
    """Return whether calendars exist for an occurrence, even if it is replaced: its subscribers must not find them gone."""
    return occurrence.occurrence_type in CALENDAR_TYPES and not occurrence.sample


def is_in_calendars(occurrence: Occurrence) -> bool:
    """Return whether an occurrence is included in calendars."""
    return has_calendars(occurrence) and not occurrence.replaced


def subscriptions_of(library: Library, occurrence: Occurrence) -> Iterator[RecordKey]:
    """Yield the calendars that contain an occurrence, such as `("audience", ID)`.

    Audiences and languages that an event does not state are taken from its series.
    """
    record = library.get(*occurrence.record_key)
    event = record if isinstance(record, Event) else None
    series = library.get("series", event.series) if event is not None and event.series else record
    series = series if isinstance(series, Series) else None
    if series is not None:
        yield "series", series.id
    for audience in (event and event.audiences) or (series.audiences if series is not None else ()):
        yield "audience", audience
    for product in event.products if event is not None else [record.id] if isinstance(record, Contract) else ():
        yield "product", product
    languages = (event.language,) if event is not None and event.language else series.languages if series is not None else ()
    yield from (("language", language) for language in languages if ID_PATTERN.fullmatch(language))


def all_subscriptions(library: Library, occurrences: Iterable[Occurrence]) -> frozenset[RecordKey]:
    """Return every calendar except the calendar of everything and those of single events."""
    calendars = {calendar for occurrence in occurrences if has_calendars(occurrence) for calendar in subscriptions_of(library, occurrence)}
    return frozenset(
        (group, key) for group, key in calendars if group not in KIND_BY_GROUP or library.get(KIND_BY_GROUP[group], key) is not None
    )
