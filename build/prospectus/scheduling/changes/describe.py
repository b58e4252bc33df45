"""Changes of events in words: what a field was, and what it is now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from prospectus.model.fields import FieldPath
from prospectus.problems import Message, Problem
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
from prospectus.scheduling.changes.event_change import EventChange
from prospectus.scheduling.spreadsheet.columns import get_choices

FIELD_NAMES = {
    "starts": Message("start", "开始"),
    "ends": Message("end", "结束"),
    "state": Message("state", "状态"),
    "reason": Message("reason", "原因"),
    "title": Message("title", "名称"),
    "waivers": Message("waiver", "豁免"),
}
LANGUAGE_NAMES = {"zh": Message("Chinese", "中文"), "en": Message("English", "英文")}
IN_LANGUAGE = Message("{field} ({language})", "{field}（{language}）")
CHANGED = Message("{event}: {field} {old} → {new}", "{event}：{field} {old} → {new}")
UNCHANGED = Message("{event}: unchanged, {why}", "{event}：未改动，{why}")
EVENT = Message("{title} ({id})", "{title}（{id}）")
NOTHING = Message("none", "无")


def name_event(entry: CalendarEntry) -> Message:
    """Return the title of an event in each language, with its id."""
    return EVENT.fill(title=Message(*(entry.event.title.within((language,)).text for language in ("en", "zh"))), id=entry.event.id)


def name_events(source: SourceCalendar, problems: Iterable[Problem]) -> dict[str, Message]:
    """Return the titles and ids of the events that problems concern, by record as `KIND:ID`."""
    every = [each for problem in problems for each in problem.with_consequences()]
    records = {record for problem in every for record in (problem.record, problem.params.get("other"))}
    return {record: name_event(entry) for entry in source.entries if (record := f"{entry.kind}:{entry.event.id}") in records}


def describe_change(change: EventChange) -> Iterator[Message]:
    """Yield a line for each field that changes: before → after; or the line that says why nothing changes."""
    event = name_event(change.entry)
    if not change.fields:
        yield UNCHANGED.fill(event=event, why=change.why or NOTHING)
    for field_path, value in change.fields.items():
        name = str(field_path[0])
        field = FIELD_NAMES.get(name, Message(name, name))
        if len(field_path) > 1 and name in ("title", "reason"):
            language = str(field_path[1])
            field = IN_LANGUAGE.fill(field=field, language=LANGUAGE_NAMES.get(language, Message(language, language)))
        yield CHANGED.fill(event=event, field=field, old=_format(name, _find_old(change.entry, field_path)), new=_format(name, value))


def _find_old(entry: CalendarEntry, field_path: FieldPath) -> Any:
    """Return the value of a field as it is written; the state of an event that states none is that of its model."""
    value: Any = {"state": entry.event.state, **entry.raw.data}
    for step in field_path:
        if isinstance(value, Mapping):
            value = value.get(step)
        else:
            value = value[step] if value is not None and isinstance(step, int) and step < len(value) else None
    return value


def _format(name: str, value: Any) -> Message:
    if value is None:
        return NOTHING
    if name == "state":
        return Message(*(get_choices("state", language).get(str(value), str(value)) for language in ("en", "zh")))
    if isinstance(value, Mapping):
        words = [str(item) for item in value.values()]
        return Message(" / ".join(words), " / ".join(words))
    return Message(str(value), str(value))
