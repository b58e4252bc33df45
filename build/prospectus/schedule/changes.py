"""Compares the events of two releases, or of a release and the present. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

from prospectus.model.kinds.release import FrozenEvent, Named, Release
from prospectus.model.library import RecordKey
from prospectus.model.record import FrozenModel
from prospectus.model.values.text import Text

ChangeType = Literal[
    "new", "moved", "cancelled", "reinstated", "confirmed", "retitled", "rehosted", "replay", "translated", "altered", "gone"
]
"""What can happen to an event between two releases. `translated`: a text was added or removed in some language, and nothing else."""
CHANGE_ORDER: tuple[ChangeType, ...] = (
    "new",
    "moved",
    "cancelled",
    "reinstated",
    "confirmed",
    "retitled",
    "rehosted",
    "replay",
    "translated",
    "altered",
    "gone",
)
"""The order in which changes are listed."""
OTHER_FIELDS = ("type", "state", "reason", "language", "subtitles", "format", "series", "deadlines", "replay")
"""Fields whose changes are reported as `altered`. Some changes of state and replay have a type of their own instead."""


class Difference(IntEnum):
    """How far two values differ."""

    NONE = 0
    TRANSLATION = 1
    """A text exists in other languages than before, and reads the same in those of both."""
    CONTENT = 2


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one event."""

    change_type: ChangeType
    new: FrozenEvent
    """The event after the change; for one that is gone, its last version."""
    old: FrozenEvent | None = None
    """The event before the change; None for a new one."""
    fields: tuple[str, ...] = ()
    """The names of the fields that differ, for a change of type `altered`."""


def compare_events(
    old_events: Sequence[FrozenEvent],
    new_events: Sequence[FrozenEvent],
    languages: Sequence[str] | None = None,
    elsewhere: Iterable[FrozenEvent] = (),
) -> tuple[Change, ...]:
    """Return every change, sorted by `CHANGE_ORDER`, then by the start of the event, then by its key.

    With `languages`, differences that readers do not see are left out: they read each text in the first of these languages that is
    available. Without, texts are compared in every language. `elsewhere` are versions in releases of other months: an event that is only
    there has moved, and is not new.
    """
    earlier = (*elsewhere, *old_events)  # the later ones take precedence
    old_by_key = {event.first_key: event for event in earlier} | {event.key: event for event in earlier}
    pairs = [(_find_old_event(event, old_by_key), event) for event in new_events]
    kept_keys = {old.key for old, _ in pairs if old is not None}
    changes = [change for old, new in pairs for change in _iter_changes(old, new, languages)]
    changes += [Change("gone", event, event) for event in old_events if event.key not in kept_keys]
    return tuple(sorted(changes, key=lambda change: (CHANGE_ORDER.index(change.change_type), change.new.starts, change.new.key)))


def release_changes(
    release: Release, previous: Release | None, languages: Sequence[str] | None = None, elsewhere: Iterable[FrozenEvent] = ()
) -> tuple[Change, ...]:
    """Return the changes of a release against the one before it, and against versions in releases of other months.

    In the first release of a month, every other event is new.
    """
    return compare_events(previous.events if previous is not None else (), release.events, languages, elsewhere)


def _find_old_event(event: FrozenEvent, old_by_key: dict[RecordKey, FrozenEvent]) -> FrozenEvent | None:
    """Return the previous version of an event, looked up by its id and its former ids; None if there is none.

    `old_by_key` has the events by their first ids as well, so that a rename that is taken back is found.
    """
    return next(
        (old_by_key[event.kind, event_id] for event_id in (event.id, *event.formerly) if (event.kind, event_id) in old_by_key), None
    )


def _iter_changes(old: FrozenEvent | None, new: FrozenEvent, languages: Sequence[str] | None) -> Iterator[Change]:
    if old is None:
        yield Change("new", new)
        return
    differences = {name: compare_field(name, old, new, languages) for name in FrozenEvent.model_fields}
    changed_fields = {name for name, difference in differences.items() if difference is Difference.CONTENT}
    state_change = _state_change(old, new)
    if state_change is not None:
        yield Change(state_change, new, old)
    if state_change != "cancelled" and (changed_fields & {"starts", "ends", "place", "channel"} or (new.state == "moved" != old.state)):
        yield Change("moved", new, old)
    if "title" in changed_fields:
        yield Change("retitled", new, old)
    if "people" in changed_fields:
        yield Change("rehosted", new, old)
    if "replay" in changed_fields and old.replay is None:
        yield Change("replay", new, old)
    if Difference.TRANSLATION in differences.values():
        yield Change("translated", new, old)
    other_fields = tuple(field for field in OTHER_FIELDS if field in changed_fields and not _is_reported(field, state_change, old, new))
    if other_fields:
        yield Change("altered", new, old, other_fields)


def _state_change(old: FrozenEvent, new: FrozenEvent) -> ChangeType | None:
    """Return the change of an event's state, if it has a type of its own: cancelled, reinstated or confirmed."""
    if (old.state == "cancelled") != (new.state == "cancelled"):
        return "cancelled" if new.state == "cancelled" else "reinstated"
    return "confirmed" if (old.state, new.state) == ("planned", "confirmed") else None


def _is_reported(field: str, state_change: ChangeType | None, old: FrozenEvent, new: FrozenEvent) -> bool:
    """Return whether another change already reports the difference in a field."""
    if field == "state":
        return state_change is not None or new.state == "moved"
    if field == "reason":
        return new.state in ("cancelled", "moved") and old.state != new.state
    return field == "replay" and old.replay is None


def compare_field(field: str, old: FrozenEvent, new: FrozenEvent, languages: Sequence[str] | None = None) -> Difference:
    """Return how far two versions of an event differ in a field, as readers of `languages` see it; without, in every language."""
    if field in ("kind", "id", "formerly"):
        return Difference.NONE
    return _compare(field_value(field, old), field_value(field, new), languages)


def field_value(field: str, event: FrozenEvent) -> Any:
    """Return the value of a field that versions of an event are compared by: the id of a channel or series, else the value itself."""
    value = getattr(event, field)
    return value.id if isinstance(value, Named) else value


def _compare(old: Any, new: Any, languages: Sequence[str] | None) -> Difference:
    if old == new:
        return Difference.NONE
    if isinstance(old, Text) and isinstance(new, Text):
        return _compare_texts(old, new, languages)
    if isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new):
        return max(_compare(*pair, languages) for pair in zip(old, new, strict=True))
    if isinstance(old, FrozenModel) and type(old) is type(new):
        return max(_compare(getattr(old, name), getattr(new, name), languages) for name in type(old).model_fields)
    return Difference.CONTENT


def _compare_texts(old: Text, new: Text, languages: Sequence[str] | None) -> Difference:
    if languages is not None and localise(old, languages) == localise(new, languages):
        return Difference.NONE
    common_languages = old.languages & new.languages
    is_same = bool(common_languages) and all(old[language] == new[language] for language in common_languages)
    return Difference.TRANSLATION if is_same else Difference.CONTENT


def localise(value: Any, languages: Sequence[str]) -> Any:
    """Return a value as a reader sees it: each text as a string, in the first of `languages` that is available."""
    if isinstance(value, Text):
        return value.within(languages).text
    if isinstance(value, tuple):
        return tuple(localise(item, languages) for item in value)
    if isinstance(value, FrozenModel):
        return tuple(localise(getattr(value, name), languages) for name in type(value).model_fields)
    return value
