"""What an import did, as sentences in both languages: counts, drafts that were filled in or stay, and events that no row lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prospectus.problems import Message
from prospectus.scheduling.spreadsheet.import_month import FilledDraft, ImportResult

MAX_LISTED = 20
"""The most events that a sentence lists."""
ROWS_IMPORTED = Message(
    "{path}: {added} added, {changed} changed, {unchanged} as they were", "{path}：新增 {added} 条，修改 {changed} 条，未变 {unchanged} 条"
)
DRAFT_FILLED = Message("Row {place}, “{title}”, filled in the draft of {planned}.", "第 {place} 行“{title}”填入了 {planned} 的草稿。")
DRAFT_RENAMED = Message(
    "Row {place}, “{title}”, filled in the draft of {planned}; its id is now {id}.",
    "第 {place} 行“{title}”填入了 {planned} 的草稿；编号随日期改为 {id}。",
)
STILL_DRAFT = Message(
    "Still drafts, which are not published: {events}. Set “Published” in the sheet, or import it with --publish.",
    "仍是草稿、不会发布的：{events}。请把表格中的“发布”一栏改为“发布”，或者导入时加 --publish。",
)
NOT_IN_SHEET = Message("Not in the sheet, and left as they are: {events}.", "表格中没有、保持原样的：{events}。")
AND_MORE = Message("{events}, and {count} more", "{events}，以及另外 {count} 条")


def iter_sentences(result: ImportResult, path: str) -> Iterator[Message]:
    """Yield what an import did to the file of its month. The first sentence has the counts."""
    counts = {"added": len(result.added), "changed": len(result.changed), "unchanged": result.unchanged}
    yield ROWS_IMPORTED.fill(path=path, **counts)
    for filled in result.filled:
        yield _describe_filled(filled)
    if result.drafts:
        yield STILL_DRAFT.fill(events=_list_events(result, result.drafts))
    if result.unlisted:
        yield NOT_IN_SHEET.fill(events=_list_events(result, result.unlisted))


def _describe_filled(filled: FilledDraft) -> Message:
    sentence = DRAFT_FILLED if filled.id == filled.former_id else DRAFT_RENAMED
    return sentence.fill(place=filled.place, title=filled.title, planned=filled.planned, id=filled.id)


def _list_events(result: ImportResult, ids: Sequence[str]) -> Message:
    """Return events by title and id, at most `MAX_LISTED` of them."""
    shown = ids[:MAX_LISTED]
    listed = Message(
        ", ".join(f"“{result.titles.get(key, '')}” ({key})" for key in shown),
        "、".join(f"“{result.titles.get(key, '')}”（{key}）" for key in shown),
    )
    return AND_MORE.fill(events=listed, count=len(ids) - len(shown)) if len(ids) > len(shown) else listed
