"""The releases of all months: the latest per month, the content of a new one, and the revision history of each event."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from prospectus.model.changes import compare
from prospectus.model.event import Event
from prospectus.model.history import History, Past, in_order
from prospectus.model.kinds import EVENTS
from prospectus.model.library import Key, Library
from prospectus.model.moment import Moment, Precision
from prospectus.model.release import FrozenEvent, Release, freeze
from prospectus.model.text import Text

NOTHING = Past()
"""The revision history of an event that is in no release."""


class Releases:
    """An index of all releases and events, computed once on first use."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @cached_property
    def all(self) -> tuple[Release, ...]:
        """Every exported release, in order of publication; samples and withdrawn releases are left out."""
        return tuple(in_order(each for each in self._library.of("release") if isinstance(each, Release)))

    @cached_property
    def history(self) -> History:
        """The snapshots of each event in these releases."""
        return History.of(self.all)

    @cached_property
    def latest(self) -> dict[Moment, Release]:
        """The latest release of each month that has one."""
        return {each.month: each for each in sorted(self.all, key=lambda each: each.number)}

    def past(self, kind: str, event: Event, deadline: str = "") -> Past:
        """Return the revision history of an event, or of one of its deadlines."""
        if not self.all or not any(self.history.knows((kind, key)) for key in (event.id, *event.formerly)):
            return NOTHING
        return self.history.past(self.frozen(kind, event), deadline)

    def frozen(self, kind: str, event: Event) -> FrozenEvent:
        """Return an event frozen as a release made now would contain it."""
        return freeze(kind, event, self._title)

    def snapshot(self, month: Moment) -> tuple[FrozenEvent, ...]:
        """Return the events that a new release of a month would contain, sorted by start.

        These are the events that start in the month, and the events of its latest release even if they now start elsewhere.
        """
        last = self.latest.get(month)
        found = {(kind, event.id): (kind, event) for kind, event in self._by_month.get(month, ())}
        for each in last.events if last is not None else ():
            if each.key in self._by_any_id:
                kind, event = self._by_any_id[each.key]
                found.setdefault((kind, event.id), (kind, event))
        return tuple(sorted((self.frozen(*each) for each in found.values()), key=lambda each: (each.starts, each.key)))

    def changed_since(self, month: Moment) -> bool:
        """Return whether a month differs from its latest release; False if it has no release."""
        last = self.latest.get(month)
        return last is not None and bool(compare(last.events, self.snapshot(month)))

    def _title(self, kind: str, key: str) -> Text | None:
        record = self._library.get(kind, key)
        return record.title if record is not None else None

    def _events(self) -> Iterator[tuple[str, Event]]:
        """Yield the kind and event of each announced event: no samples and no withdrawn events."""
        return ((kind, each) for kind in EVENTS for each in self._library.of(kind) if isinstance(each, Event) and each.exported)

    @cached_property
    def _by_month(self) -> dict[Moment, list[tuple[str, Event]]]:
        found: dict[Moment, list[tuple[str, Event]]] = {}
        for kind, event in self._events():
            if event.starts.precision >= Precision.MONTH:
                found.setdefault(Moment.parse(f"{event.starts.start:%Y-%m}"), []).append((kind, event))
        return found

    @cached_property
    def _by_any_id(self) -> dict[Key, tuple[str, Event]]:
        """Events by their current and former ids. A current id takes precedence over a former id of another event."""
        former = {(kind, key): (kind, event) for kind, event in self._events() for key in event.formerly}
        return former | {(kind, event.id): (kind, event) for kind, event in self._events()}
