"""Compares the events of two releases, or of a release and the present. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from prospectus.model.kinds.release import FrozenEvent, Release
from prospectus.model.library import RecordKey
from prospectus.model.record import FrozenModel
from prospectus.model.values.text import Text

ChangeType = Literal["new", "moved", "cancelled", "reinstated", "confirmed", "retitled", "rehosted", "replay", "altered", "gone"]
"""What can happen to an event between two releases."""
CHANGE_ORDER: tuple[ChangeType, ...] = (
    "new",
    "moved",
    "cancelled",
    "reinstated",
    "confirmed",
    "retitled",
    "rehosted",
    "replay",
    "altered",
    "gone",
)
"""The order in which changes are listed."""
OTHER_FIELDS = ("type", "state", "reason", "language", "subtitles", "format", "series", "deadlines", "replay")
"""Fields whose changes are reported as `altered`. Some changes of state and replay have a type of their own instead."""


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
    old_events: Sequence[FrozenEvent], new_events: Sequence[FrozenEvent], languages: Sequence[str] | None = None
) -> tuple[Change, ...]:
    """Return every change, sorted by `CHANGE_ORDER`, then by the start of the event, then by its key.

    With `languages`, texts are compared as readers see them: in the first of these languages that is available.
    Without, texts are compared in every language.
    """
    old_by_key = {event.key: event for event in old_events}
    pairs = [(_find_old_event(event, old_by_key), event) for event in new_events]
    kept_keys = {old.key for old, _ in pairs if old is not None}
    changes = [change for old, new in pairs for change in _iter_changes(old, new, languages)]
    changes += [Change("gone", event, event) for event in old_events if event.key not in kept_keys]
    return tuple(sorted(changes, key=lambda change: (CHANGE_ORDER.index(change.change_type), change.new.starts, change.new.key)))


def release_changes(release: Release, previous: Release | None, languages: Sequence[str] | None = None) -> tuple[Change, ...]:
    """Return the changes of a release against the one before it. In the first release of a month, every event is new."""
    return compare_events(previous.events if previous is not None else (), release.events, languages)


def _find_old_event(event: FrozenEvent, old_by_key: dict[RecordKey, FrozenEvent]) -> FrozenEvent | None:
    """Return the previous version of an event, looked up by its id and its former ids; None if there is none."""
    return next(
        (old_by_key[event.kind, event_id] for event_id in (event.id, *event.formerly) if (event.kind, event_id) in old_by_key), None
    )


def _iter_changes(old: FrozenEvent | None, new: FrozenEvent, languages: Sequence[str] | None) -> Iterator[Change]:
    if old is None:
        yield Change("new", new)
        return
    changed_fields = {name for name in FrozenEvent.model_fields if not is_field_equal(name, old, new, languages)}
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


def is_field_equal(field: str, old: FrozenEvent, new: FrozenEvent, languages: Sequence[str] | None = None) -> bool:
    """Return whether two versions of an event agree in a field. References to channels and series are compared by id."""
    if field in ("kind", "id", "formerly"):
        return True
    old_value, new_value = getattr(old, field), getattr(new, field)
    if field in ("channel", "series"):
        return bool((old_value and old_value.id) == (new_value and new_value.id))
    if languages is None:
        return bool(old_value == new_value)
    return bool(_localise(old_value, languages) == _localise(new_value, languages))


def _localise(value: Any, languages: Sequence[str]) -> Any:
    """Return a value as a reader sees it: each text in the first of `languages` that is available."""
    if isinstance(value, Text):
        return value.within(languages)
    if isinstance(value, tuple):
        return tuple(_localise(item, languages) for item in value)
    if isinstance(value, FrozenModel):
        return tuple(_localise(getattr(value, name), languages) for name in type(value).model_fields)
    return value
