"""Why a text gives no date or time."""

from __future__ import annotations

from enum import Enum, auto

from prospectus.problems import Message


class Fault(Enum):
    """The kinds of faults of a text that should be a date or a time."""

    UNREADABLE = auto()
    """It is no date or time that we know, or one that does not exist."""
    AMBIGUOUS = auto()
    """It can be read in several ways."""
    WRONG_WEEKDAY = auto()
    """The weekday is not that of the date."""


class DateTextError(ValueError):
    """A text gives no date or time. Carries the fault, the right form where it can be worked out, and the reason, as a clause, if known."""

    def __init__(self, fault: Fault, form: str | Message | None = None, *, reason: Message | None = None, **params: object) -> None:
        super().__init__(fault.name)
        self.fault, self.form, self.reason, self.params = fault, form, reason, params
