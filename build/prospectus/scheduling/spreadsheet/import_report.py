"""What an import did, or with a dry run would do, as lines in both languages: every row by title, drafts, and events that no row lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wcwidth import wcswidth

from prospectus.problems import Message
from prospectus.scheduling.spreadsheet.import_month import ImportResult
from prospectus.scheduling.spreadsheet.new_records import NewName
from prospectus.scheduling.spreadsheet.row_outcomes import FieldChange, Outcome, RowOutcome
from prospectus.scheduling.spreadsheet.row_places import RowPlace, name_places

MAX_LISTED = 5
"""The most items that a sentence lists; more are counted, or listed one per line."""
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
WHERE_TO_WATCH = Message("Where to watch online:", "线上在哪里观看：")
ROW_OUTDATED = Message("  {place} “{title}” ({id}) {note}", "  {place}“{title}”（{id}）：{note}")
ROWS_ALIKE = Message("  and {count} more in the same way", "  另有 {count} 项与此相同")
ROW_WATCH = Message("  {place} “{title}” ({id}): {note}", "  {place}“{title}”（{id}）：{note}")
ROW_AND_TITLE = Message("{place} “{title}”", "{place}“{title}”")
ROW_ADDED = Message("  {place}: {when} “{title}” ({id})", "  {place}：{when}“{title}”（{id}）")
ROW_CHANGED = Message("  {place}: {when} “{title}” ({id})", "  {place}：{when}“{title}”（{id}）")
ROW_FILLED = Message(
    "  {place}: {when} “{title}” ({id}) fills in the draft of {planned}",
    "  {place}：{when}“{title}”（{id}），填入 {planned} 的草稿",
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
NAME_IN_ROWS = Message("{name} ({rows})", "{name}（{rows}）")
RECORDS_ADDED = Message("{path}: new records {names}", "{path}：已新建记录：{names}")
RECORDS_TO_ADD = Message("{path}: records to add {names}", "{path}：将新建记录：{names}")
RECORDS_INCOMPLETE = Message(
    "Drafts until they have a name in every language: {names}. Fill it in, and remove “status: draft”.",
    "缺少某种语言的名称、暂为草稿的：{names}。请补全后删去 `status: draft`。",
)
COMPLETED = Message("Completed: {names}.", "已补全：{names}。")
TO_COMPLETE = Message("To complete: {names}.", "将补全：{names}。")
COULD_BE_COMPLETED = Message(
    "Draft records that the sheet can complete: {names}. Import it with --add-records to complete them.",
    "可用这张表补全的草稿记录：{names}。导入时加 `--add-records` 即补全。",
)
COMPLETED_NAME = Message("{names} ({id})", "{names}（{id}）")
NOT_IN_SHEET = Message("Not in the sheet, and left as they are: {events}.", "表格中没有、保持原样的：{events}。")
LISTED_BELOW = Message("{count}, listed below", "{count} 个，逐一列在下面")
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
    yield from _iter_events(result)
    yield from _iter_unchanged(result)
    yield from _iter_events_of_note(result, is_written=True)
    yield from _tell_zone(result, zone)


def iter_preview(
    result: ImportResult, path: str, closing: Message = NOTHING_WRITTEN, zone: str = "", *, details: bool = False
) -> Iterator[Message]:
    """Yield what an import would do, like `iter_sentences`; with `details`, a table of every field. `closing` comes last."""
    yield WOULD_IMPORT.fill(path=_name_files(result, path), **_count(result))
    if details:
        rows = [cells for row in result.rows for cells in _iter_table_rows(row)]
        yield from _format_table([TABLE_HEADINGS, *rows]) if rows else ()
        yield from (_name_changed(row) for row in result.rows if row.planned or row.new_file)
    else:
        yield from _iter_events(result)
    yield from _iter_unchanged(result)
    yield from _iter_events_of_note(result, is_written=False)
    yield from _tell_zone(result, zone)
    yield closing


def _iter_events(result: ImportResult) -> Iterator[Message]:
    """Yield a line for each event that is added or changed, and the fields of those that are more than a draft filled in."""
    for heading, outcome, describe in ((ADDED, Outcome.ADDED, _describe_added), (CHANGED, Outcome.CHANGED, _describe_changed)):
        if rows := result.list_rows(outcome):
            yield heading
            yield from (line for row in rows for line in describe(row))


def _tell_zone(result: ImportResult, zone: str) -> Iterator[Message]:
    if zone and (result.added or result.changed):
        yield ZONE.fill(zone=zone)


def _iter_unchanged(result: ImportResult) -> Iterator[Message]:
    """Yield the rows that change nothing, where online events are watched, and what the rows say that is out of date."""
    if unchanged := [row for row in result.list_rows(Outcome.UNCHANGED) if not row.notes]:
        yield UNCHANGED.fill(rows=_shorten_list([ROW_AND_TITLE.fill(place=row.place.name, title=row.title) for row in unchanged]))
    if online := [(row, row.watch) for row in result.rows if row.watch]:
        yield WHERE_TO_WATCH
        shown = online if len(online) <= MAX_LISTED else _first_of_each(online)
        yield from (ROW_WATCH.fill(place=row.place.name, title=row.title, id=row.id, note=note) for row, note in shown)
        if len(online) > len(shown):
            yield ROWS_ALIKE.fill(count=len(online) - len(shown))
    if outdated := [(row, note) for row in result.rows for note in row.notes]:
        yield OUTDATED
        yield from (ROW_OUTDATED.fill(place=row.place.name, title=row.title, id=row.id, note=note) for row, note in outdated)


def _first_of_each(rows: Sequence[tuple[RowOutcome, Message]]) -> list[tuple[RowOutcome, Message]]:
    """Return the first row of each note."""
    return list({note: (row, note) for row, note in reversed(rows)}.values())[::-1]


def _name_files(result: ImportResult, path: str) -> Message:
    paths = sorted(result.texts) or [path]
    return Message(", ".join(paths), "、".join(paths))


def _count(result: ImportResult) -> dict[str, int]:
    return {outcome.value: len(result.list_rows(outcome)) for outcome in Outcome}


def _describe_added(row: RowOutcome) -> Iterator[Message]:
    yield ROW_ADDED.fill(place=row.place.name, when=row.when, title=row.title, id=row.id)


def _describe_changed(row: RowOutcome) -> Iterator[Message]:
    yield _name_changed(row)
    if not row.is_filled:
        yield from map(_describe_change, row.changes)


def _name_changed(row: RowOutcome) -> Message:
    """Return a row with its event, the draft that it fills in, and the file to which it moves."""
    named = (ROW_FILLED if row.planned else ROW_CHANGED).fill(
        place=row.place.name, when=row.when, title=row.title, id=row.id, planned=row.planned
    )
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
    place, title = row.place.name, Message(row.title, row.title)
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


def _iter_events_of_note(result: ImportResult, *, is_written: bool) -> Iterator[Message]:
    """Yield the events that stay drafts, all of them, and those that no row lists."""
    drafts = [_name_event(row.id, row.title) for row in result.rows if row.is_draft]
    yield from _iter_list(STILL_DRAFT, "events", drafts)
    yield from _iter_new_names(result, is_written=is_written)
    if result.unlisted:
        yield NOT_IN_SHEET.fill(events=_shorten_list([_name_event(key, result.titles.get(key, "")) for key in result.unlisted]))


def _iter_new_names(result: ImportResult, *, is_written: bool) -> Iterator[Message]:
    """Yield the names without a record and the drafts that can be completed; if their records are written, these."""
    new = [item for item in result.new_names if not item.edits]
    completed = [COMPLETED_NAME.fill(names=item.names, id=item.id) for item in result.new_names if item.edits]
    if not result.record_texts:
        yield from _iter_list(COULD_BE_COMPLETED, "names", completed)
        yield from _iter_list(NEW_NAMES, "names", [NAME_IN_ROWS.fill(name=item.name, rows=_name_rows(item.rows)) for item in new])
        return
    for path in result.record_texts:
        added = [_name_record(item) for item in new if item.path == path]
        yield from _iter_list((RECORDS_ADDED if is_written else RECORDS_TO_ADD).fill(path=path, names="{names}"), "names", added)
    yield from _iter_list(COMPLETED if is_written else TO_COMPLETE, "names", completed)
    yield from _iter_list(RECORDS_INCOMPLETE, "names", [_name_record(item) for item in result.new_names if item.is_draft])


def _iter_list(sentence: Message, parameter: str, items: Sequence[Message]) -> Iterator[Message]:
    """Yield a sentence with a few items; with more of them, their number, and each on a line below."""
    if len(items) > MAX_LISTED:
        yield sentence.fill(**{parameter: LISTED_BELOW.fill(count=len(items))})
        yield from (Message(f"  {item.en}", f"  {item.zh}") for item in items)
    elif items:
        yield sentence.fill(**{parameter: _join(items)})


def _shorten_list(items: Sequence[Message]) -> Message:
    """Return the first items, and how many more there are."""
    listed, more = _join(items[:MAX_LISTED]), len(items) - MAX_LISTED
    return AND_MORE.fill(events=listed, count=more) if more > 0 else listed


def _name_record(item: NewName) -> Message:
    return COMPLETED_NAME.fill(names=item.name, id=item.id)


def _name_rows(rows: Sequence[RowPlace]) -> Message:
    named, more = name_places(rows[:MAX_LISTED]), len(rows) - MAX_LISTED
    return AND_MORE.fill(events=named, count=more) if more > 0 else named


def _name_event(key: str, title: str) -> Message:
    """Return an event by title and id."""
    return Message(f"“{title}” ({key})", f"“{title}”（{key}）")


def _join(messages: Sequence[Message], english: str = ", ", chinese: str = "、") -> Message:
    return Message(english.join(message.en for message in messages), chinese.join(message.zh for message in messages))
