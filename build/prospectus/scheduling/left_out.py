"""The events of a month that a release leaves out: drafts, which somebody may have forgotten to publish, withheld events and samples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prospectus.load.drafts import RawRecord, find_position
from prospectus.model.values.text import Text
from prospectus.problems import Message
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
from prospectus.scheduling.month import Month
from prospectus.validate.calendar_rules import to_site_time

MOST_LISTED = 20
"""The most events that are listed by title."""
STATUS_NAMES = {
    "draft": Message("draft", "草稿"),
    "sample": Message("sample", "示例"),
    "withheld": Message("withheld until a later date", "尚未到公开日期"),
}
FIELDS = {"withheld": "publish_from"}
"""The field because of which an event is left out, if it is not its status."""
LEFT_OUT = Message("Left out, {status}: {title} ({place})", "未收入，{status}：{title}（{place}）")
MORE_LEFT_OUT = Message("Left out too: {count} more.", "另有 {count} 项未收入。")
HOW_TO_PUBLISH = Message(
    "A draft is published by removing its line status: draft; then release {month} again.",
    "要发布草稿，请删去其中的 status: draft 一行，再次定版 {month}。",
)


@dataclass(frozen=True, slots=True)
class LeftOutEvent:
    """An event that a release does not contain."""

    status: str
    """`draft`, `sample` or `withheld`."""
    title: Message
    place: str
    """The file and the line that says so."""

    def describe(self) -> Message:
        """Return the line that says so."""
        return LEFT_OUT.fill(status=STATUS_NAMES[self.status], title=self.title, place=self.place)


def find_left_out(source: SourceCalendar, month: Month) -> tuple[LeftOutEvent, ...]:
    """Return the drafts and samples of a month, those with fields still missing included, in the order of the files."""
    entries = [(entry.raw, status) for entry in source.entries_in(month) if (status := _find_status(entry, source)) in STATUS_NAMES]
    unfinished = [(raw, "draft") for raw in find_unfinished(source, month)]
    return tuple(_describe(raw, status, source.languages[0]) for raw, status in (*entries, *unfinished))


def _find_status(entry: CalendarEntry, source: SourceCalendar) -> str:
    """Return the status of an event, or `withheld` before the day on which it is published."""
    now, event = source.now, entry.event
    is_withheld = now is not None and not event.hidden and event.status_at(to_site_time(now, source.site)) == "draft"
    return "withheld" if is_withheld else event.status


def find_unfinished(source: SourceCalendar, month: Month) -> tuple[RawRecord, ...]:
    """Return the events of a month in which a required field is missing or wrong, in the order of the files."""
    return tuple(raw for raw in source.unfinished if month.has_file(raw.path) or str(raw.data.get("starts", "")).startswith(str(month)))


def iter_lines(left_out: Sequence[LeftOutEvent], month: str) -> Iterator[Message]:
    """Yield the lines that list events left out of a release, and say how to publish drafts."""
    yield from (event.describe() for event in left_out[:MOST_LISTED])
    if len(left_out) > MOST_LISTED:
        yield MORE_LEFT_OUT.fill(count=len(left_out) - MOST_LISTED)
    if any(event.status == "draft" for event in left_out):
        yield HOW_TO_PUBLISH.fill(month=month)


def _describe(raw: RawRecord, status: str, site_language: str) -> LeftOutEvent:
    field = FIELDS.get(status, "status")
    part = next((part for part in raw.parts if field in part.data), raw.parts[0])
    line, _ = find_position(raw.root, part, (field,))
    return LeftOutEvent(status, _title_of(raw, site_language), f"{part.path}:{line}")


def _title_of(raw: RawRecord, site_language: str) -> Message:
    """Return the title in each language, with that in the first language of the site if it differs; or else the id."""
    title = raw.data.get("title")
    if not isinstance(title, dict) or not title:
        name = str(title or raw.data.get("id") or raw.key)
        return Message(name, name)
    text = Text({str(language): str(words) for language, words in title.items()})
    own = text.within((site_language,)).text
    translated = Message(*(text.within((language,)).text for language in ("en", "zh")))
    return Message(
        translated.en if translated.en == own else f"{translated.en} ({own})",
        translated.zh if translated.zh == own else f"{translated.zh}（{own}）",
    )
