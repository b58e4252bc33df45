"""A proposal: what was understood of a text, line by line, what was not, and the rows of a sheet that it becomes.

Every source becomes rows, so that matching, checks and reports are those of spreadsheets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prospectus.problems import Message
from prospectus.scheduling.spreadsheet import columns
from prospectus.scheduling.spreadsheet.sheet import Sheet

MODERATORS = "moderators"
HEADINGS_OF_EXTRAS = {f"{MODERATORS}.zh": "主持人", f"{MODERATORS}.en": "Moderator"}
"""The headings of columns that a sheet reads and never writes."""
UNDERSTOOD = Message("Understood:", "读懂的内容：")
EVENT_NUMBER = Message("  Event {number}", "  活动 {number}")
FIELD_READ = Message("    line {line}, {name}: {value}", "    第 {line} 行，{name}：{value}")
FIELD_ASSUMED = Message("    {name}: {value} ({reason})", "    {name}：{value}（{reason}）")
UNREAD = Message("Not understood, and left out:", "没有读懂、不会写入的内容：")
LINE_UNREAD = Message("  line {line}: {text}", "  第 {line} 行：{text}")
OWN_EVENTS = Message(
    "Of events of this site, the title, the day, the time, the place and a cancellation are compared. Other changes, such as of people, "
    "the language or the description, are not taken over: make them in the content.",
    "对本站已有的活动，只核对名称、日期、时间、地点和是否取消；人员、语言、介绍等其他改动不会采用，请在内容中修改。",
)
NO_EVENT = Message("No event was found: an event needs a line with its date.", "没有找到活动：活动必须有一行写明日期。")


@dataclass(frozen=True, slots=True)
class ProposedField:
    """A value of an event, in the words of its source."""

    key: str
    """The key of its column."""
    value: str
    line: int
    """Its line in the source, from 1."""
    reason: Message | None = None
    """Why it was taken although no label says so; None when a label does."""
    shown: Message | None = None
    """The value for a reader, where it is not a text of the source."""


@dataclass(frozen=True, slots=True)
class ProposedEvent:
    """An event as its source describes it."""

    fields: tuple[ProposedField, ...]

    def find(self, key: str) -> ProposedField | None:
        """Return the field with a key, or None."""
        return next((field for field in self.fields if field.key == key), None)

    @property
    def line(self) -> int:
        """The first line that describes it."""
        return min((field.line for field in self.fields), default=1)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The events that a source describes, and the lines that were not understood."""

    events: tuple[ProposedEvent, ...]
    unread: tuple[tuple[int, str], ...] = ()
    """Line and text of what is left out."""
    has_own_events: bool = False
    """Whether some of the events are this site's own, of which only some fields are compared."""

    def to_sheet(self) -> Sheet:
        """Return the rows of a sheet, with a row of headings above them. Each cell knows its line in the source."""
        keys = list(dict.fromkeys(field.key for event in self.events for field in event.fields))
        headings = tuple(HEADINGS_OF_EXTRAS.get(key) or columns.format_heading(key, "zh") for key in keys)
        rows = tuple(tuple((field.value if (field := event.find(key)) else None) for key in keys) for event in self.events)
        lines = {(number, keys.index(field.key)): field.line for number, event in enumerate(self.events, 1) for field in event.fields}
        return Sheet("", (headings, *rows), lines=lines)


def iter_lines(proposal: Proposal) -> Iterator[Message]:
    """Yield what was understood, line by line, and then what was not."""
    if not proposal.events:
        yield NO_EVENT
    else:
        yield UNDERSTOOD
    for number, event in enumerate(proposal.events, 1):
        if len(proposal.events) > 1:
            yield EVENT_NUMBER.fill(number=number)
        for field in event.fields:
            sentence = FIELD_READ if field.reason is None else FIELD_ASSUMED
            yield sentence.fill(line=field.line, name=_name_of(field.key), value=field.shown or field.value, reason=field.reason or "")
    if proposal.unread:
        yield UNREAD
        yield from (LINE_UNREAD.fill(line=line, text=text) for line, text in proposal.unread)
    if proposal.has_own_events:
        yield OWN_EVENTS


def _name_of(key: str) -> Message:
    if key.partition(".")[0] == MODERATORS:
        return Message("Moderator", "主持人")
    return Message(columns.format_heading(key, "en"), columns.format_heading(key, "zh"))
