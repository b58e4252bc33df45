"""The calendars that readers can subscribe to, and the occurrences in each.

A calendar holds only what has a day. What a source states for a month, a quarter or a year is in calendars of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from prospectus.cache.cache import BuildCache
from prospectus.model.kinds.contract import Contract
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.series import Series
from prospectus.model.library import Library, RecordKey
from prospectus.model.values.declared import is_event_type
from prospectus.model.values.reference import ID_PATTERN
from prospectus.schedule.occurrences import Occurrence

ALL_DATES: RecordKey = ("all", "")
"""The calendar of everything that has a day."""
PERIODS: RecordKey = ("periods", "")
"""The calendar of everything that is stated only for a month, a quarter or a year."""
DAY_CALENDARS: Mapping[str, RecordKey] = {"holiday": ("closing", ""), "makeup": ("makeup", "")}
"""The calendars of closing days and of make-up working days, by type of occurrence."""
DATED_TYPES = frozenset({"day", "span", "focus", "milestone", "last-trading", "deadline", *DAY_CALENDARS})
"""The marks that have a day and are in calendars, beside events. Days without a night session are on the pages only."""
KIND_BY_GROUP = {"series": "series", "audience": "audience", "product": "contract", "person": "person", "periods": "series"}
"""The kind of the record that names a calendar, by group of calendars."""


def has_calendars(occurrence: Occurrence) -> bool:
    """Return whether calendars exist for an occurrence, even if it is replaced: their subscribers must not find them gone."""
    has_day = occurrence.occurrence_type in DATED_TYPES or is_event_type(occurrence.occurrence_type)
    return (has_day or is_period(occurrence)) and not occurrence.sample


def is_period(occurrence: Occurrence) -> bool:
    """Return whether an occurrence is stated only for a month, a quarter or a year."""
    return occurrence.occurrence_type == "obligation"


def is_in_calendars(occurrence: Occurrence) -> bool:
    """Return whether an occurrence is included in any calendar."""
    return has_calendars(occurrence) and not occurrence.replaced


def is_dated(occurrence: Occurrence) -> bool:
    """Return whether an occurrence is included in the calendar of everything that has a day."""
    return is_in_calendars(occurrence) and not is_period(occurrence)


def calendars_with(library: Library, occurrence: Occurrence) -> tuple[RecordKey, ...]:
    """Return the calendars that contain an occurrence, such as `("audience", ID)`; not the calendar of everything."""
    if is_period(occurrence):
        return PERIODS, ("periods", occurrence.record_key[1])
    if occurrence.occurrence_type in DAY_CALENDARS:
        return (DAY_CALENDARS[occurrence.occurrence_type],)
    return tuple(subject_calendars(library, occurrence))


def subject_calendars(library: Library, occurrence: Occurrence) -> Iterator[RecordKey]:
    """Yield the calendars of the series, audiences, products, people and languages of an occurrence.

    Audiences and languages that an event does not state are taken from its series. The calendars of a period exist, but do not contain it.
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
    people = (participant.person for participant in (event.all_people if event is not None else ()))
    yield from (("person", key) for key in dict.fromkeys(people) if key is not None)
    languages = (event.language,) if event is not None and event.language else series.languages if series is not None else ()
    yield from (("language", language) for language in languages if ID_PATTERN.fullmatch(language))


def list_people_calendars(library: Library) -> tuple[RecordKey, ...]:
    """Return the calendars of all published people: they stay when somebody else takes over the last event of a person."""
    return tuple(("person", person.id) for person in library.records_of("person") if person.exported)


def all_subscriptions(library: Library, occurrences: Iterable[Occurrence], cache: BuildCache) -> dict[RecordKey, bool]:
    """Return every calendar except the calendar of everything and those of single events, and whether it contains anything.

    `cache` caches the calendars of each occurrence; an occurrence of a changed event is another object.
    """
    others = [library.fingerprints[kind, key] for kind in ("series", "contract") for key in library.records.get(kind, ())]
    found = cache.map_changed("subscriptions", occurrences, partial(_find_calendars, library), others, reuse_equal=True)
    people = list_people_calendars(library)

    def collect() -> dict[RecordKey, bool]:
        calendars = dict.fromkeys(people, False)
        for filled, possible in found:
            calendars.update(dict.fromkeys(filled, True))
            for calendar in possible:
                calendars.setdefault(calendar, False)
        return {key: filled for key, filled in calendars.items() if _exists(library, *key)}

    ids = [tuple(library.records.get(kind, ())) for kind in dict.fromkeys(KIND_BY_GROUP.values())]
    return cache.if_changed("subscriptions", (found, people, ids), collect)


def _find_calendars(library: Library, occurrence: Occurrence) -> tuple[tuple[RecordKey, ...], tuple[RecordKey, ...]]:
    """Return the calendars that contain an occurrence, and all that exist for it."""
    if not has_calendars(occurrence):
        return (), ()
    included = calendars_with(library, occurrence)
    return () if occurrence.replaced else included, (*included, *subject_calendars(library, occurrence))


def _exists(library: Library, group: str, key: str) -> bool:
    return not key or group not in KIND_BY_GROUP or library.get(KIND_BY_GROUP[group], key) is not None
