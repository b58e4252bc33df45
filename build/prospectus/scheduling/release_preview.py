"""The preview of a release in words: what would change, for whom, what is left out, and what blocks it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from prospectus.model.kinds.release import FrozenEvent
from prospectus.problems import Message, Problem
from prospectus.schedule.changes import Change
from prospectus.scheduling.calendar_files import shorten_key
from prospectus.scheduling.left_out import iter_lines
from prospectus.scheduling.release import CHANGE_NAMES, NO_CHANGE, NO_EVENT, ReleasePreview, explain_refusal

CHANGE = Message("{change_type}: {title} ({id}), {what}{readers}", "{change_type}：{title}（{id}），{what}{readers}")
ONLY_FOR = Message(" [seen only in: {languages}]", "【仅见于：{languages}】")
NOT_VISIBLE = Message(" [not seen by readers]", "【读者看不到】")
FROM_TO = Message("{old} → {new}", "{old} → {new}")
WAIVE = Message("To accept {code} ({count}): {command}", "豁免 {code}（{count} 个）：{command}")
WOULD_RELEASE = Message(
    "Nothing was written. Without --dry-run, {month} is released as number {number}.",
    "没有写入任何内容。不加 --dry-run，{month} 将定版发布，为第 {number} 版。",
)


@dataclass(frozen=True, slots=True)
class WaiveCommand:
    """The command that accepts the warnings of events with one code."""

    code: str
    event_count: int
    command: Message


def iter_preview(preview: ReleasePreview) -> Iterator[Message]:
    """Yield the lines of a preview; the last one says whether the month would be released."""
    for change in preview.changes:
        yield describe_for_readers(change, preview)
    yield from iter_lines(preview.left_out, preview.month)
    yield from preview.unchecked
    yield from iter_waive_commands(preview)
    yield _conclude(preview)


def _conclude(preview: ReleasePreview) -> Message:
    """Return the sentence that says whether the month would be released."""
    if preview.blocking:
        return explain_refusal(preview.blocking, preview.month)
    if preview.release is None:
        return NO_EVENT.fill(month=preview.month)
    sentence = WOULD_RELEASE if preview.changes else NO_CHANGE
    return sentence.fill(month=preview.month, number=preview.release.number)


def iter_refusal(preview: ReleasePreview) -> Iterator[Message]:
    """Yield the lines that say that a month was not released: what was not checked, how to accept its warnings, and what to do."""
    yield from preview.unchecked
    yield from iter_waive_commands(preview)
    yield explain_refusal(preview.blocking, preview.month)


def iter_waive_commands(preview: ReleasePreview) -> Iterator[Message]:
    """Yield a line with the command that accepts the warnings of events, for each code."""
    for waive in build_waive_commands(preview.blocking, preview.shared_ids):
        yield WAIVE.fill(code=waive.code, count=waive.event_count, command=waive.command)


def build_waive_commands(problems: Sequence[Problem], shared_ids: Collection[str]) -> tuple[WaiveCommand, ...]:
    """Return the commands that accept the warnings of events, one for each code. `shared_ids` are written with the kind."""
    records: dict[str, dict[str, None]] = {}
    for problem in problems:
        if problem.severity == "warning" and problem.record is not None:
            records.setdefault(problem.code, {})[problem.record] = None
    return tuple(WaiveCommand(code, len(names), build_waive_command(code, names, shared_ids)) for code, names in records.items())


def build_waive_command(code: str, records: Iterable[str], shared_ids: Collection[str]) -> Message:
    """Return the command that accepts problems of records, which are given as `KIND:ID`."""
    ids = " ".join(shorten_key(record, shared_ids) for record in records)
    return Message(f'prospectus waive {code} {ids} --reason "…"', f'prospectus waive {code} {ids} --reason "……"')


def describe_for_readers(change: Change, preview: ReleasePreview) -> Message:
    """Return what a release says of an event, and in which languages readers see it if not in all."""
    readers = [
        language
        for language, changes in preview.changes_by_language.items()
        if any((other.change_type, other.new.key) == (change.change_type, change.new.key) for other in changes)
    ]
    only = NOT_VISIBLE if not readers else ONLY_FOR.fill(languages=Message(", ".join(readers), "、".join(readers)))
    return CHANGE.fill(
        change_type=Message(change.change_type, CHANGE_NAMES[change.change_type]),
        title=Message(*(change.new.title.within((language,)).text for language in ("en", "zh"))),
        id=change.new.id,
        what=_describe_difference(change),
        readers=Message("", "") if len(readers) == len(preview.changes_by_language) or change.change_type == "translated" else only,
    )


def _describe_difference(change: Change) -> Message:
    """Return the time of the event, or what it was and what it is."""
    old, new = change.old, change.new
    if change.change_type == "moved" and old is not None and (old.starts, old.ends) != (new.starts, new.ends):
        return FROM_TO.fill(old=_interval_of(old), new=_interval_of(new))
    if change.change_type == "retitled" and old is not None:
        return Message(*(_describe_titles(old, new, language) for language in ("en", "zh")))
    text = _interval_of(new)
    return Message(text, text)


def _describe_titles(old: FrozenEvent, new: FrozenEvent, language: str) -> str:
    """Return the title before and after: in a language if it differs there, else in the first language in which it does."""
    titles = [event.title.as_dict() for event in (old, new)]
    different = [name for name in titles[1] if titles[0].get(name) not in (None, titles[1][name])] or [language]
    chosen = language if language in different else different[0]
    return f"{old.title.within((chosen,)).text} → {new.title.within((chosen,)).text}"


def _interval_of(event: FrozenEvent) -> str:
    return str(event.starts) if event.ends is None else f"{event.starts}–{event.ends}"
