"""The planning board of a month as frozen values, in every language of the site. The template arranges them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from prospectus.model.kinds.event import EventState
from prospectus.model.values.text import Text
from prospectus.problems import Message
from prospectus.problems.problem import Severity
from prospectus.scheduling.month import Month

DayKind = Literal["trading", "makeup", "off", "unknown"]
"""A trading day, a day worked in exchange for a holiday, a day off, or a day of a year whose holidays are not published."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command to copy, and what it does."""

    label: Message
    text: Message


@dataclass(frozen=True, slots=True)
class BoardProblem:
    """A problem that `check` reports."""

    code: str
    severity: Severity
    sentence: Message
    form: Message | None
    """The right form."""
    place: str
    """Path and line."""
    blocks_release: bool
    waive: Command | None = None
    """The command that accepts it; None for an error."""


@dataclass(frozen=True, slots=True)
class BoardDue:
    """An obligation, or several events of the month that have begun and are still planned."""

    what: Message
    when: Message
    rule: Message | None
    is_late: bool
    is_collected: bool
    """Whether it is work on what the site has, rather than something that it lacks."""
    command: Command | None


@dataclass(frozen=True, slots=True)
class BoardEvent:
    """An event of the month, or a draft in which something is still missing."""

    key: str
    """How commands name it: its id, with the kind if both kinds of events have this id."""
    record: str
    """Its record, as `KIND:ID`."""
    title: Text
    type: Message
    days: tuple[date, date] | None
    """The first and the last day; None if the day is not known."""
    starts: str
    """The start as it is written; empty if it is missing."""
    times: str
    """The time of day, such as `15:30–16:30`; empty if it is not known."""
    state: EventState
    status: str
    """`published`, `draft` or `sample`."""
    place: Text | None
    people: tuple[Text, ...]
    is_movable: bool
    problems: tuple[BoardProblem, ...]
    clashes: tuple[str, ...]
    """The records of the events that it clashes with, as `KIND:ID`, whichever of the two has the problem."""
    missing_languages: tuple[str, ...]
    """The languages of the site in which a text of the event is missing, or a name that it is the first to use."""
    missing_texts: tuple[Message, ...]
    """Sentences that say what is missing in these languages."""
    due: tuple[BoardDue, ...]
    """Its own obligations."""
    lacks_replay: bool
    """Whether a replay is due, or will be soon."""
    source: str
    """The file and the line at which it is written; for a draft, those of its status."""
    commands: tuple[Command, ...]

    @property
    def anchor(self) -> str:
        """Its id in the page."""
        return anchor_of(self.record)

    @property
    def worst_severity(self) -> Severity | None:
        """The severity of its gravest problem; None without any."""
        severities = {problem.severity for problem in self.problems}
        return next((severity for severity in ("error", "warning", "info") if severity in severities), None)


@dataclass(frozen=True, slots=True)
class BoardDay:
    """A day of the month with the events that begin on it."""

    day: date
    events: tuple[BoardEvent, ...]
    continued: tuple[BoardEvent, ...]
    """The events that began before, and go on; those that are cancelled do not."""
    kind: DayKind
    holidays: tuple[Text, ...]
    is_today: bool


@dataclass(frozen=True, slots=True)
class BlockingCode:
    """The problems with one code that block a release."""

    code: str
    rule: Message
    """The violated rule; with its values, if they are the same for all."""
    records: tuple[str, ...]
    """The records that have them, as `KIND:ID`."""
    count: int
    waive: Command | None
    """The command that accepts them; None for errors."""


@dataclass(frozen=True, slots=True)
class BoardRelease:
    """What a release of the month would be now."""

    changes: tuple[Message, ...]
    left_out: tuple[Message, ...]
    """Lines that name what is left out, and say how drafts are published."""
    left_out_count: int
    blocking: tuple[BlockingCode, ...]
    unchecked: tuple[Message, ...]
    """What is said of days off that could not be checked."""
    outcome: Message
    """Whether the month can be released."""
    is_blocked: bool
    commands: tuple[Command, ...] = ()
    """The commands that release it."""


@dataclass(frozen=True, slots=True)
class Board:
    """The planning board of a month."""

    month: Month
    site: Text
    days: tuple[BoardDay, ...]
    undated: tuple[BoardEvent, ...]
    """Events whose day is not known, or not in the month."""
    other_problems: tuple[BoardProblem, ...]
    """Problems of the files of the month that belong to no event."""
    errors_elsewhere: int
    """The number of errors in the rest of the content."""
    release: BoardRelease
    due: tuple[BoardDue, ...] | None
    """What is due in the month or for it; None while the content has errors."""
    due_elsewhere: int
    """The number of other obligations that are overdue."""
    beginnings: tuple[Command, ...]
    """The commands with which a month begins."""
    commands: tuple[Command, ...]

    @property
    def events(self) -> tuple[BoardEvent, ...]:
        """All events of the board, in the order of the page."""
        return (*self.undated, *(event for day in self.days for event in day.events))

    @property
    def to_do(self) -> tuple[BoardDue, ...]:
        """What is due of what the site has."""
        return tuple(due for due in self.due or () if due.is_collected)

    @property
    def not_collected(self) -> tuple[BoardDue, ...]:
        """What the site lacks, and is due."""
        return tuple(due for due in self.due or () if not due.is_collected)

    @property
    def titles(self) -> Mapping[str, Text]:
        """The titles of the events, by record."""
        return {event.record: event.title for event in self.events}

    @property
    def counts(self) -> Mapping[str, int]:
        """The numbers of events with something to do, by the name of the phrase that says so."""
        return {
            "drafts": sum(event.status == "draft" for event in self.events),
            "clashing": sum(bool(event.clashes) for event in self.events),
            "with_problems": sum(bool(event.problems) for event in self.events),
            "without_language": sum(bool(event.missing_languages) for event in self.events),
            "without_replay": sum(event.lacks_replay for event in self.events),
        }


def anchor_of(record: str) -> str:
    """Return the id of an event in the page; `record` is `KIND:ID`."""
    return record.replace(":", "-", 1)
