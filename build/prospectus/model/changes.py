"""What changed between two releases: a pure comparison of what was announced with what is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from prospectus.model.library import Key
from prospectus.model.record import Noun
from prospectus.model.release import FrozenEvent, Release
from prospectus.model.text import Text

What = Literal["new", "moved", "cancelled", "reinstated", "confirmed", "retitled", "rehosted", "replay", "altered", "gone"]
"""What can happen to an event."""
ORDER: tuple[What, ...] = ("new", "moved", "cancelled", "reinstated", "confirmed", "retitled", "rehosted", "replay", "altered", "gone")
"""The order in which changes are told."""
OTHERS = ("type", "state", "reason", "language", "subtitles", "format", "series", "deadlines", "replay")
"""Fields whose change has no name of its own, but for state and replay, which sometimes have."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to one event."""

    what: What
    now: FrozenEvent
    """The event as it is; for one that is gone, as it was."""
    was: FrozenEvent | None = None
    """The event before; None for a new one."""
    fields: tuple[str, ...] = ()
    """The fields that differ, of one that is altered."""


def compare(was: Sequence[FrozenEvent], now: Sequence[FrozenEvent], languages: Sequence[str] | None = None) -> tuple[Change, ...]:
    """Return every change, in the order of `ORDER` and within it in order of time.

    With `languages`, texts are compared as a reader of the first of them sees them; without, in every language.
    """
    before = {each.key: each for each in was}
    pairs = [(_before(each, before), each) for each in now]
    kept = {old.key for old, _ in pairs if old is not None}
    found = [change for old, new in pairs for change in _of(old, new, languages)]
    found += [Change("gone", each, each) for each in was if each.key not in kept]
    return tuple(sorted(found, key=lambda each: (ORDER.index(each.what), each.now.starts, each.now.key)))


def of_release(release: Release, before: Release | None, languages: Sequence[str] | None = None) -> tuple[Change, ...]:
    """Return what a release changed; everything is new in the first one of a month."""
    return compare(before.events if before is not None else (), release.events, languages)


def _before(event: FrozenEvent, before: dict[Key, FrozenEvent]) -> FrozenEvent | None:
    """Return what an event was, under its id or one it had before."""
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
    """Return how the standing of an event turned, where that has a name."""
    if (was.state == "cancelled") != (now.state == "cancelled"):
        return "cancelled" if now.state == "cancelled" else "reinstated"
    return "confirmed" if (was.state, now.state) == ("planned", "confirmed") else None


def _told(field: str, turned: What | None, was: FrozenEvent, now: FrozenEvent) -> bool:
    """Return whether another change says already that a field differs."""
    if field == "state":
        return turned is not None or now.state == "moved"
    if field == "reason":
        return now.state in ("cancelled", "moved") and was.state != now.state
    return field == "replay" and was.replay is None


def same(field: str, one: FrozenEvent, other: FrozenEvent, languages: Sequence[str] | None = None) -> bool:
    """Return whether two events agree in a field; records they name are the same when their ids are."""
    if field in ("kind", "id", "formerly"):
        return True
    left, right = getattr(one, field), getattr(other, field)
    if field in ("channel", "series"):
        return bool((left and left.id) == (right and right.id))
    if languages is None:
        return bool(left == right)
    return bool(_seen(left, languages) == _seen(right, languages))


def _seen(value: Any, languages: Sequence[str]) -> Any:
    """Return a value as a reader sees it."""
    if isinstance(value, Text):
        return value.within(languages)
    if isinstance(value, tuple):
        return tuple(_seen(each, languages) for each in value)
    if isinstance(value, Noun):
        return tuple(_seen(getattr(value, name), languages) for name in type(value).model_fields)
    return value
