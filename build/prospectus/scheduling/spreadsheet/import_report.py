"""What an import did, or with a dry run would do, as lines in both languages: every row by title, drafts, and events that no row lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wcwidth import wcswidth

from prospectus.problems import Message
from prospectus.scheduling.spreadsheet.import_month import ImportResult
from prospectus.scheduling.spreadsheet.new_records import NewName
from prospectus.scheduling.spreadsheet.row_outcomes import FieldChange, Outcome, RowOutcome

MAX_LISTED = 20
"""The most events outside the sheet that a sentence lists."""
MAX_PADDING = 32
"""The width up to which the cells of a table are padded, in columns of a terminal."""
MAX_VALUE = 60
"""The most characters of a value in a line; a dry run shows it whole."""
ROWS_IMPORTED = Message(
    "{path}: {added} added, {changed} changed, {unchanged} as they were", "{path}：新增 {added} 条，修改 {changed} 条，未变 {unchanged} 条"
)
WOULD_IMPORT = Message(
    "{path}: {added} to add, {changed} to change, {unchanged} as they are",
    "{path}：将新增 {added} 条，修改 {changed} 条，未变 {unchanged} 条",
)
ADDED = Message("Added:", "新增：")
CHANGED = Message("Changed:", "修改：")
UNCHANGED = Message("As they were: {rows}.", "没有变化：{rows}。")
OUTDATED = Message("Changed since the sheet was written, and left as they are:", "表格制成以后另有变动、保持现状的：")
ROW_OUTDATED = Message("  row {place} “{title}” ({id}) {note}", "  第 {place} 行“{title}”（{id}）：{note}")
ROW_AND_TITLE = Message("row {place} “{title}”", "第 {place} 行“{title}”")
ROW_ADDED = Message("  row {place}: {when} “{title}” ({id})", "  第 {place} 行：{when}“{title}”（{id}）")
ROW_CHANGED = Message("  row {place} “{title}” ({id})", "  第 {place} 行“{title}”（{id}）")
ROW_FILLED = Message(
    "  row {place} “{title}” ({id}) fills in the draft of {planned}", "  第 {place} 行“{title}”（{id}），填入 {planned} 的草稿"
)
TO_FILE = Message("{row}, to {path}", "{row}，移到 {path}")
FIELD_CHANGED = Message("    {name}: {before} → {after}", "    {name}：{before} → {after}")
EMPTY = Message("(empty)", "（空）")
STILL_DRAFT = Message(
    "Still drafts, which are not published: {events}. Set “Published” in the sheet, or import it with --publish.",
    "仍是草稿、不会发布的：{events}。请把表格中的“发布”一栏改为“发布”，或者导入时加 --publish。",
)
NEW_NAMES = Message(
    "People and places without a record: {names}. Imported with --add-records, each gets one, so that its name is typed only once.",
    "没有记录的人物和场所：{names}。导入时加 `--add-records`，就为其写出记录，名称以后只写一次。",
)
NAME_IN_ROWS = Message("{name} (row {rows})", "{name}（第 {rows} 行）")
RECORDS_ADDED = Message("{path}: records for {names}", "{path}：已写入 {names}")
RECORDS_INCOMPLETE = Message(
    "Drafts until they have a name in every language: {names}. Fill it in, and remove “status: draft”.",
    "缺少某种语言的名称、暂为草稿的：{names}。请补全后删去 `status: draft`。",
)
COMPLETED = Message("Completed: {names}.", "已补全：{names}。")
COULD_BE_COMPLETED = Message(
    "Draft records that the sheet can complete: {names}. Import it with --add-records to complete them.",
    "可用这张表补全的草稿记录：{names}。导入时加 `--add-records` 即补全。",
)
COMPLETED_NAME = Message("{names} ({id})", "{names}（{id}）")
NOT_IN_SHEET = Message("Not in the sheet, and left as they are: {events}.", "表格中没有、保持原样的：{events}。")
AND_MORE = Message("{events}, and {count} more", "{events}，以及另外 {count} 条")
TABLE_HEADINGS = tuple(
    Message(en, zh) for en, zh in (("Row", "行"), ("Event", "活动"), ("Field", "字段"), ("Before", "原来"), ("After", "之后"))
)
ZONE = Message(
    "Times are read in the time zone {zone}; change it under `timezone` in content/site.yml.",
    "时间按 {zone} 时区读取；如需更改，请修改 content/site.yml 中的 `timezone`。",
)
NEW_EVENT = Message("(new)", "（新增）")
TO_APPLY = Message(
    "Nothing was written. If this is right, write it with: prospectus import {file} --apply",
    "尚未写入任何内容。核对无误后，用这条命令写入：prospectus import {file} --apply",
)
NOTHING_WRITTEN = Message(
    "Nothing was written: this was a dry run. Without --dry-run it is imported.", "这是预览，未写入任何内容。去掉 --dry-run 即导入。"
)


def iter_sentences(result: ImportResult, path: str, zone: str = "") -> Iterator[Message]:
    """Yield what an import did, every row by title. The first line has the counts and the files; `path` is named if none has changed.

    `zone` is the time zone of the site, which is told if it is given.
    """
    yield ROWS_IMPORTED.fill(path=_name_files(result, path), **_count(result))
    for heading, outcome, describe in ((ADDED, Outcome.ADDED, _describe_added), (CHANGED, Outcome.CHANGED, _describe_changed)):
        rows = result.list_rows(outcome)
        if rows:
            yield heading
            yield from (line for row in rows for line in describe(row))
    yield from _iter_unchanged(result)
    yield from _iter_events_of_note(result)
    yield from _tell_zone(result, zone)


def _tell_zone(result: ImportResult, zone: str) -> Iterator[Message]:
    if zone and (result.added or result.changed):
        yield ZONE.fill(zone=zone)


def iter_preview(result: ImportResult, path: str, closing: Message = NOTHING_WRITTEN, zone: str = "") -> Iterator[Message]:
    """Yield what an import would do: counts, a table of every change, and drafts; `closing` says that nothing is written."""
    yield WOULD_IMPORT.fill(path=_name_files(result, path), **_count(result))
    rows = [cells for row in result.rows for cells in _iter_table_rows(row)]
    if rows:
        yield from _format_table([TABLE_HEADINGS, *rows])
    for row in result.rows:
        if row.planned or row.new_file:
            yield _name_changed(row)
    yield from _iter_unchanged(result)
    yield from _iter_events_of_note(result)
    yield from _tell_zone(result, zone)
    yield closing


def _iter_unchanged(result: ImportResult) -> Iterator[Message]:
    """Yield the rows that change nothing, and what the rows say that is out of date."""
    if unchanged := [row for row in result.list_rows(Outcome.UNCHANGED) if not row.notes]:
        yield UNCHANGED.fill(rows=_join([ROW_AND_TITLE.fill(place=row.place, title=row.title) for row in unchanged]))
    if outdated := [(row, note) for row in result.rows for note in row.notes]:
        yield OUTDATED
        yield from (ROW_OUTDATED.fill(place=row.place, title=row.title, id=row.id, note=note) for row, note in outdated)


def _name_files(result: ImportResult, path: str) -> Message:
    paths = sorted(result.texts) or [path]
    return Message(", ".join(paths), "、".join(paths))


def _count(result: ImportResult) -> dict[str, int]:
    return {outcome.value: len(result.list_rows(outcome)) for outcome in Outcome}


def _describe_added(row: RowOutcome) -> Iterator[Message]:
    yield ROW_ADDED.fill(place=row.place, when=row.when, title=row.title, id=row.id)


def _describe_changed(row: RowOutcome) -> Iterator[Message]:
    yield _name_changed(row)
    yield from map(_describe_change, row.changes)


def _name_changed(row: RowOutcome) -> Message:
    """Return a row with its event, the draft that it fills in, and the file to which it moves."""
    named = (ROW_FILLED if row.planned else ROW_CHANGED).fill(place=row.place, title=row.title, id=row.id, planned=row.planned)
    return TO_FILE.fill(row=named, path=row.new_file) if row.new_file else named


def _describe_change(change: FieldChange) -> Message:
    before, after = (_shorten(value) for value in (change.before, change.after))
    return FIELD_CHANGED.fill(name=change.name, before=before, after=after)


def _shorten(value: Message) -> Message:
    """Return a value in one line, cut where it is long; a word for none."""
    texts = (" ".join(text.split()) for text in value)
    return Message(*(text if len(text) <= MAX_VALUE else f"{text[:MAX_VALUE]}…" for text in texts)) if value.en else EMPTY


def _iter_table_rows(row: RowOutcome) -> Iterator[tuple[Message, ...]]:
    """Yield the cells of the table for each field that a row changes; the row and its title only once."""
    place, title = Message(row.place, row.place), Message(row.title, row.title)
    for number, change in enumerate(row.changes):
        before = change.before
        if row.outcome is Outcome.ADDED:
            before = NEW_EVENT if number == 0 else Message("", "")
        elif not before.en:
            before = EMPTY
        yield (place, title, change.name, before, change.after if change.after.en else EMPTY)
        place = title = Message("", "")


def _format_table(rows: Sequence[Sequence[Message]]) -> Iterator[Message]:
    """Yield the lines of a table. Its columns are aligned in both languages, in the width of characters on a terminal."""
    cells = [[Message(*(" ".join(text.split()) for text in cell)) for cell in row] for row in rows]
    widths = [
        [min(max(wcswidth(row[column][language]) for row in cells), MAX_PADDING) for column in range(len(TABLE_HEADINGS))]
        for language in range(2)
    ]
    for row in cells:
        lines = (
            "  ".join(_pad(cell[language], width) for cell, width in zip(row, widths[language], strict=True)).rstrip()
            for language in range(2)
        )
        yield Message(*lines)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - wcswidth(text))


def _iter_events_of_note(result: ImportResult) -> Iterator[Message]:
    """Yield the events that stay drafts, all of them, and those that no row lists."""
    if drafts := [(row.id, row.title) for row in result.rows if row.is_draft]:
        yield STILL_DRAFT.fill(events=_list_events(drafts))
    yield from _iter_new_names(result)
    if result.unlisted:
        shown = [(key, result.titles.get(key, "")) for key in result.unlisted[:MAX_LISTED]]
        listed, more = _list_events(shown), len(result.unlisted) - len(shown)
        yield NOT_IN_SHEET.fill(events=AND_MORE.fill(events=listed, count=more) if more else listed)


def _iter_new_names(result: ImportResult) -> Iterator[Message]:
    """Yield the names without a record; if records are written for them, these, and which of them are drafts."""
    new = [item for item in result.new_names if not item.edits]
    completed = _join([COMPLETED_NAME.fill(names=item.names, id=item.id) for item in result.new_names if item.edits])
    if not result.record_texts:
        if completed.en:
            yield COULD_BE_COMPLETED.fill(names=completed)
        if new:
            listed = [NAME_IN_ROWS.fill(name=item.name, rows=_join_rows(item.rows)) for item in new[:MAX_LISTED]]
            more = len(new) - len(listed)
            names = AND_MORE.fill(events=_join(listed), count=more) if more else _join(listed)
            yield NEW_NAMES.fill(names=names)
        return
    for path in result.record_texts:
        if added := [item for item in new if item.path == path]:
            yield RECORDS_ADDED.fill(path=path, names=_name_records(added))
    if completed.en:
        yield COMPLETED.fill(names=completed)
    if drafts := [item for item in result.new_names if item.is_draft]:
        yield RECORDS_INCOMPLETE.fill(names=_name_records(drafts))


def _name_records(items: Iterable[NewName]) -> Message:
    return _join([Message(f"{item.name} ({item.id})", f"{item.name}（{item.id}）") for item in items])


def _join_rows(rows: Sequence[str]) -> Message:
    return Message(", ".join(rows), "、".join(rows))


def _list_events(events: Iterable[tuple[str, str]]) -> Message:
    """Return events by title and id."""
    return _join([Message(f"“{title}” ({key})", f"“{title}”（{key}）") for key, title in events])


def _join(messages: Sequence[Message], english: str = ", ", chinese: str = "、") -> Message:
    return Message(english.join(message.en for message in messages), chinese.join(message.zh for message in messages))
