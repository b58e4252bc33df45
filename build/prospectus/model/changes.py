"""Compares the events of two releases, or of a release and the present. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from prospectus.model.library import Key
from prospectus.model.record import Noun
from prospectus.model.release import FrozenEvent, Release
from prospectus.model.text import Text

What = Literal["new", "moved", "cancelled", "reinstated", "confirmed", "retitled", "rehosted", "replay", "altered", "gone"]
"""What can happen to an event between two releases."""
ORDER: tuple[What, ...] = ("new", "moved", "cancelled", "reinstated", "confirmed", "retitled", "rehosted", "replay", "altered", "gone")
"""The order in which changes are listed."""
OTHERS = ("type", "state", "reason", "language", "subtitles", "format", "series", "deadlines", "replay")
"""Fields whose changes are reported as `altered`. Some changes of state and replay have a type of their own instead."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one event."""

    what: What
    now: FrozenEvent
    """The event after the change; for one that is gone, its last version."""
    was: FrozenEvent | None = None
    """The event before the change; None for a new one."""
    fields: tuple[str, ...] = ()
    """The names of the fields that differ, for a change of type `altered`."""


def compare(was: Sequence[FrozenEvent], now: Sequence[FrozenEvent], languages: Sequence[str] | None = None) -> tuple[Change, ...]:
    """Return every change, sorted by `CHANGE_ORDER`, then by the start of the event, then by its key.

    With `languages`, texts are compared as readers see them: in the first of these languages that is available.
    Without, texts are compared in every language.
    """
    before = {each.key: each for each in was}
    pairs = [(_before(each, before), each) for each in now]
    kept = {old.key for old, _ in pairs if old is not None}
    found = [change for old, new in pairs for change in _of(old, new, languages)]
    found += [Change("gone", each, each) for each in was if each.key not in kept]
    return tuple(sorted(found, key=lambda each: (ORDER.index(each.what), each.now.starts, each.now.key)))


def of_release(release: Release, before: Release | None, languages: Sequence[str] | None = None) -> tuple[Change, ...]:
    """Return the changes of a release against the one before it. In the first release of a month, every event is new."""
    return compare(before.events if before is not None else (), release.events, languages)


def _before(event: FrozenEvent, before: dict[Key, FrozenEvent]) -> FrozenEvent | None:
    """Return the previous version of an event, looked up by its id and its former ids; None if there is none."""
    return next((before[event.kind, key] for key in (event.id, *event.formerly) if (event.kind, key) in before), None)


def _of(was: FrozenEvent | None, now: FrozenEvent, languages: Sequence[str] | None) -> Iterator[Change]:
    if was is None:
        yield Change("new", now)
        return
    differing = {name for name in FrozenEvent.model_fields if not same(name, was, now, languages)}
    turned = _turn(was, now)
    if turned is not None:
        yield Change(turned, now, was)
    if turned != "cancelled" and (differing & {"starts", "ends", "place", "channel"} or (now.state == "moved" != was.state)):
        yield Change("moved", now, was)
    if "title" in differing:
        yield Change("retitled", now, was)
    if "people" in differing:
        yield Change("rehosted", now, was)
    if "replay" in differing and was.replay is None:
        yield Change("replay", now, was)
    others = tuple(each for each in OTHERS if each in differing and not _told(each, turned, was, now))
    if others:
        yield Change("altered", now, was, others)


def _turn(was: FrozenEvent, now: FrozenEvent) -> What | None:
    """Return the change of an event's state, if it has a type of its own: cancelled, reinstated or confirmed."""
    if (was.state == "cancelled") != (now.state == "cancelled"):
        return "cancelled" if now.state == "cancelled" else "reinstated"
    return "confirmed" if (was.state, now.state) == ("planned", "confirmed") else None


def _told(field: str, turned: What | None, was: FrozenEvent, now: FrozenEvent) -> bool:
    """Return whether another change already reports the difference in a field."""
    if field == "state":
        return turned is not None or now.state == "moved"
    if field == "reason":
        return now.state in ("cancelled", "moved") and was.state != now.state
    return field == "replay" and was.replay is None


def same(field: str, one: FrozenEvent, other: FrozenEvent, languages: Sequence[str] | None = None) -> bool:
    """Return whether two versions of an event agree in a field. References to channels and series are compared by id."""
    if field in ("kind", "id", "formerly"):
        return True
    left, right = getattr(one, field), getattr(other, field)
    if field in ("channel", "series"):
        return bool((left and left.id) == (right and right.id))
    if languages is None:
        return bool(left == right)
    return bool(_seen(left, languages) == _seen(right, languages))


def _seen(value: Any, languages: Sequence[str]) -> Any:
    """Return a value as a reader sees it: each text in the first of `languages` that is available."""
    if isinstance(value, Text):
        return value.within(languages)
    if isinstance(value, tuple):
        return tuple(_seen(each, languages) for each in value)
    if isinstance(value, Noun):
        return tuple(_seen(getattr(value, name), languages) for name in type(value).model_fields)
    return value
