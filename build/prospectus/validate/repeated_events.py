"""Finds events that are written twice, as happens when two people fill in the same month in two files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from prospectus.load.drafts import RawRecord, find_position
from prospectus.model.kinds.event import Event
from prospectus.model.values.names import iter_names, share_name
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.model.values.text import Text
from prospectus.problems import Message, Problem
from prospectus.schedule.fulfilment import is_valid
from prospectus.validate.references import CheckedRecord

ONE_EVENT = Message(
    "one of the two, with what the other says in addition; or another title or start, if they are two events",
    "保留其中一个，并补上另一个多写的内容；如果确是两个活动，请改其中一个的名称或开始时间",
)
Slot = tuple[str, str]
"""The start and the series of an event; only events with the same slot are compared."""


def check_repeats(events: Sequence[CheckedRecord]) -> Iterator[Problem]:
    """Yield a problem for each event that repeats an earlier one: the same start, series and title, and nothing that tells them apart.

    Records are compared only where their slots are the same, so that others need not be loaded.
    """
    members: dict[Slot, list[CheckedRecord]] = {}
    for checked in events:
        if (slot := _slot_of(checked.raw)) is not None:
            members.setdefault(slot, []).append(checked)
    for repeated in members.values():
        if len(repeated) > 1:
            yield from _compare(repeated)


def _slot_of(raw: RawRecord) -> Slot | None:
    """Return the slot of an event; None when its day is not known."""

    def find() -> Slot | None:
        with suppress(ValueError):
            starts = PartialDate.parse(str(raw.data.get("starts")))
            return (str(starts), str(raw.data.get("series") or "")) if starts.precision >= Precision.DAY else None
        return None

    return raw.fact("slot", find)


def _compare(members: Sequence[CheckedRecord]) -> Iterator[Problem]:
    by_title: dict[tuple[str, str], list[tuple[CheckedRecord, Event]]] = {}
    for checked in members:
        event = checked.record
        if not isinstance(event, Event) or not is_valid(event):
            continue
        names = list(iter_names(event.title))
        earlier = (other for name in names for other in by_title.get(name, ()))
        same = next((other for other, other_event in earlier if _is_same(event, other_event) and other.key != checked.key), None)
        if same is not None:
            yield _to_problem(checked, event, same)
        for name in names:
            by_title.setdefault(name, []).append((checked, event))


def _is_same(event: Event, other: Event) -> bool:
    """Return whether two events of one slot and title are the same; a language, a channel, a place or people can tell them apart."""
    pairs = ((event.language, other.language), (event.channel, other.channel))
    if any(first is not None and second is not None and first != second for first, second in pairs):
        return False
    return not _differ(event.place, other.place) and not _have_other_people(event, other)


def _differ(first: Text | None, second: Text | None) -> bool:
    return first is not None and second is not None and not share_name(first, second)


def _have_other_people(event: Event, other: Event) -> bool:
    """Return whether both name people, and none of one is also of the other."""
    names = [{name for person in each.people for name in iter_names(person.known_name)} for each in (event, other)]
    return bool(names[0] and names[1]) and not names[0] & names[1]


def _to_problem(checked: CheckedRecord, event: Event, other: CheckedRecord) -> Problem:
    part = other.raw.parts[0]
    line, _ = find_position(other.raw.root, part, ("title",))
    return checked.raw.problem(
        ("title",),
        "PR565",
        came=" / ".join(event.title.as_dict().values()),
        own=":".join(checked.key),
        other=":".join(other.key),
        first=f"{part.path}:{line}",
        form=ONE_EVENT,
    )
