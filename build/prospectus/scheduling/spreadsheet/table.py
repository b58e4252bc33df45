"""A sheet with its row of headings, and the rows below it. Other rows may precede the headings; columns may be in any order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from difflib import get_close_matches

from prospectus.model.written_dates import DateContext, DateTextError, parse_dates
from prospectus.model.written_dates.zones import find_zone
from prospectus.problems import Message, Problem, make_problem
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.spreadsheet import cells, columns
from prospectus.scheduling.spreadsheet.cells import CellMark, CellValue
from prospectus.scheduling.spreadsheet.headings import TRANSLATED_EXTRA_COLUMNS, UNREAD_COLUMNS, Heading, find_nearest, read_heading
from prospectus.scheduling.spreadsheet.row_places import RowPlace
from prospectus.scheduling.spreadsheet.sheet import HEADING_SEARCH_ROWS, Sheet
from prospectus.scheduling.spreadsheet.unread_cells import iter_filled, name_cells, name_rows, row_text
from prospectus.text.characters import Use, clean_text, find_violations
from prospectus.text.language_tags import has_han

NAME_COLUMNS = ("id", "deadline-url", "announcement", "replay", "slides", "transcript")
"""The columns with ids and addresses."""
TYPED_COLUMNS = ("date", "start", "title", "content", "place", "people", "audiences")
"""The columns whose headings say the type of the events: `培训时间`."""
HEADING_ABOVE = Message(
    "a heading above it; in CSV, quotation marks around text with commas",
    "在它上方写栏目名称；CSV 中含有逗号的文字须加引号",
)
BELONGS_IN_ROW = Message("a cell of the row that it belongs to", "写进所属那一行的单元格")
FREE_TEXT = Message("{heading}, if it is for readers", "如果要公布，写进“{heading}”栏")
_LABELLED = re.compile(r"[^\d:：]{1,12}[:：]")
_MONTH = re.compile(r"\d{4}-\d{2}")
_ROW_NUMBER = re.compile(r"第?\s*\(?[0-9一二三四五六七八九十百]{1,5}\)?\s*(?:期|场|讲|次|号)?[.、]?")


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet with the position of its headings: their row, and the column of each key, from 0."""

    file: str
    sheet: Sheet
    heading_row: int
    columns: Mapping[str, int]
    headings: tuple[Heading, ...]
    """What the heading of each column means."""
    display_language: str

    @property
    def zone_name(self) -> str:
        """The time zone that the heading of the date or the time names; empty for none."""
        zones = [self.headings[self.columns[key]].zone for key in ("start", "date") if key in self.columns]
        return next(filter(None, zones), "")

    @property
    def zone(self) -> tzinfo | None:
        """The time zone in the headings, None for that of the site."""
        return find_zone(self.zone_name) if self.zone_name else None

    @property
    def default_type(self) -> str | None:
        """The type of the events that the headings name; None when they name none or several, or there is a column for it."""
        types = {name for heading in self.headings if heading.column in TYPED_COLUMNS for name in heading.types}
        return types.pop() if len(types) == 1 and "type" not in self.columns else None

    def cell_problem(self, code: str, row: int, column: int, **params: object) -> Problem:
        """Return a problem at a cell."""
        line = self.sheet.line_of(row, column)
        return make_problem(
            self.file, line, 1 if self.sheet.lines else column + 1, code, None, cell=self.sheet.address(row, column), **params
        )

    def value_at(self, row: int, column: int) -> CellValue:
        """Return the value of a cell; None beyond the end of its row."""
        values = self.sheet.rows[row]
        return values[column] if column < len(values) else None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """An event in a row of a table. A row with several sessions is several of them."""

    table: SheetTable
    number: int
    """The row in the sheet, from 0."""
    cells: Mapping[str, CellValue]
    """The values of its cells that are not empty, by column key."""
    session: int = 0

    @property
    def place(self) -> RowPlace:
        """The row as people name it: its number from 1, and the name of the sheet."""
        return RowPlace(self.table.sheet.name, self.table.sheet.line_of(self.number))

    @property
    def epoch(self) -> datetime:
        """The epoch of date serial numbers in its sheet."""
        return self.table.sheet.epoch

    def cell_text(self, key: str) -> str:
        """Return the text of the cell in a column; empty when the cell is empty or asks for removal."""
        value = self.cells.get(key)
        return "" if isinstance(value, CellMark) else cells.to_text(value)

    def problem(self, key: str, code: str, **params: object) -> Problem:
        """Return a problem at one of its columns, or at the first known column when the table has no such column."""
        column = self.table.columns.get(key, min(self.table.columns.values()))
        value = self.cells.get(key)
        came = None if value is None or isinstance(value, CellMark) else cells.to_text(value)
        return self.table.cell_problem(code, self.number, column, **{"heading": name_of_key(self.table, key), "came": came, **params})


def name_column(key: str) -> Message:
    """Return the heading of a column in both languages."""
    return Message(columns.format_heading(key, "en"), columns.format_heading(key, "zh"))


def find_tables(source: SourceCalendar, file: str, sheets: Sequence[Sheet]) -> tuple[tuple[SheetTable, ...], tuple[Problem, ...]]:
    """Return the sheets with a row of headings, and a problem for each other sheet with content. Without any table, that is an error."""
    tables, problems = [], []
    for sheet in sheets:
        heading_row = _find_heading_row(source, sheet)
        if heading_row is not None:
            tables.append(_build_table(source, file, sheet, heading_row))
        elif any(sheet.rows) and sheet.name not in _names_of_own_sheets():
            problems.append(make_problem(file, 1, 1, "PR621", None, came=sheet.name, form=_needed_headings(source)))
    if not tables:
        return (), (make_problem(file, 1, 1, "PR603", None, form=_needed_headings(source)),)
    return tuple(tables), tuple(problems)


def _needed_headings(source: SourceCalendar) -> Message:
    names = [name_column(key) for key in ("date", f"title.{source.languages[0]}")]
    return Message(", ".join(f"{name.zh} / {name.en}" for name in names), "、".join(name.zh for name in names))


def _names_of_own_sheets() -> set[str]:
    """Return the names of the sheets with help and lists that an exported workbook has."""
    return {columns.get_text(name, language) for name in ("help", "lists") for language in ("zh", "en")}


def _find_heading_row(source: SourceCalendar, sheet: Sheet) -> int | None:
    """Return the first of the rows with the most known headings; None when no row has two, one of them a date, a title or an id."""
    columns_by_row = [
        {heading.column for heading in _read_headings(source, sheet, row) if heading.column}
        for row in range(len(sheet.rows[:HEADING_SEARCH_ROWS]))
    ]
    most = max(columns_by_row, key=len, default=set())
    return columns_by_row.index(most) if len(most) > 1 and most & {"id", "date", "start", "title", "content"} else None


def _read_headings(source: SourceCalendar, sheet: Sheet, row: int) -> list[Heading]:
    return [read_heading(cells.to_text(cell), source.languages) if isinstance(cell, str) else Heading() for cell in sheet.rows[row]]


def _build_table(source: SourceCalendar, file: str, sheet: Sheet, heading_row: int) -> SheetTable:
    headings = [
        replace(heading, column="number") if heading.column == "id" and _has_row_numbers(sheet, heading_row, column) else heading
        for column, heading in enumerate(_read_headings(source, sheet, heading_row))
    ]
    _give_time_of_date(headings)
    _give_content_of_title(headings)
    known = columns.index_headings(source.languages)
    columns_by_key: dict[str, int] = {}
    is_exact = [columns.normalise(cells.to_text(cell)) in known for cell in sheet.rows[heading_row]]
    for column in sorted(range(len(headings)), key=lambda column: not is_exact[column]):
        if key := key_of(headings[column]):
            columns_by_key.setdefault(key, column)
    chinese_headings = sum(any("\u3400" <= character <= "\u9fff" for character in cells.to_text(cell)) for cell in sheet.rows[heading_row])
    language = "zh" if 2 * chinese_headings >= len(columns_by_key) else "en"
    return SheetTable(file, sheet, heading_row, columns_by_key, tuple(headings), language)


def key_of(heading: Heading) -> str:
    """Return the key of the column that a heading means, with its language; empty when the heading is unknown."""
    return f"{heading.column}.{heading.language}" if heading.language else heading.column


def _has_row_numbers(sheet: Sheet, heading_row: int, column: int) -> bool:
    """Return whether a column holds numbers such as 1, 2, 3, which are no ids, and nothing else but remarks."""
    rows = (row for row in sheet.rows[heading_row + 1 :] if column < len(row) and sum(map(_is_filled, row)) > 1)  # not remarks alone
    texts = [text for row in rows if (text := cells.to_text(row[column]))]
    others = [text for text in texts if not _ROW_NUMBER.fullmatch(text)]
    return 2 * len(others) < len(texts) and all(has_han(text) for text in others)


def _give_time_of_date(headings: list[Heading]) -> None:
    """Make the first column of times one of dates where there is none, as in a timetable with 培训时间 alone."""
    if not any(heading.column == "date" for heading in headings):
        column = next((column for column, heading in enumerate(headings) if heading.column == "start"), None)
        if column is not None:
            headings[column] = replace(headings[column], column="date")


def _give_content_of_title(headings: list[Heading]) -> None:
    """Make columns such as 培训内容 titles where there is none, and descriptions elsewhere."""
    has_title = any(heading.column == "title" for heading in headings)
    for column, heading in enumerate(headings):
        if heading.column == "content":
            headings[column] = replace(heading, column="description" if has_title else "title")


def check_table(source: SourceCalendar, table: SheetTable) -> Iterator[Problem]:
    """Yield the problems of a table as a whole: its headings, rows above them, and cells that no row can give."""
    yield from _check_headings(source, table)
    yield from _check_zone(table)
    yield from _check_rows_above(source, table)
    yield from _check_values(table)
    yield from _check_cells_without_heading(table)
    yield from _check_characters(table)


def _check_headings(source: SourceCalendar, table: SheetTable) -> Iterator[Problem]:
    """Yield a problem for each heading that is unknown or repeated."""
    known = columns.index_headings(source.languages)
    for column, cell in enumerate(table.sheet.rows[table.heading_row]):
        text, key = cells.to_text(cell), key_of(table.headings[column])
        if not columns.normalise(text) or not _has_values(table, column):
            continue
        if key == "number" and not _has_row_numbers(table.sheet, table.heading_row, column):
            key = ""
        if not key:
            keys = {key for key in known.values() if key != "id" or table.headings[column].column != "number"}
            form = _suggest_heading(text, {heading: key for heading, key in known.items() if key in keys}, source.languages)
            yield _report_unread_column(table, column, form)
        elif table.columns[key] != column and key not in UNREAD_COLUMNS and (table.heading_row, column) not in table.sheet.filled_across:
            first = table.sheet.address(table.heading_row, table.columns[key])
            if columns.normalise(text) in known:
                form = Message("one column for each heading", "每个栏目名称只用一栏")
                yield table.cell_problem("PR605", table.heading_row, column, came=text, first=first, form=form)
            else:
                yield _report_unread_column(table, column, _another_heading(first))


def _report_unread_column(table: SheetTable, column: int, form: Message) -> Problem:
    """Return a problem at the heading of a column that is not read, with what its cells say."""
    came = cells.to_text(table.value_at(table.heading_row, column))
    unread = name_cells(table.sheet, iter_filled(table.sheet, column, table.heading_row))
    return table.cell_problem("PR604", table.heading_row, column, came=came, unread=unread, form=form)


def _another_heading(first: str | Message) -> Message:
    return Message("another heading; {first} is read for it", "另一个栏目名称；这一栏已由 {first} 读取").fill(first=first)


def _has_values(table: SheetTable, column: int) -> bool:
    """Return whether a column has anything below its heading."""
    return any(cells.to_text(table.value_at(row, column)) for row in range(table.heading_row + 1, len(table.sheet.rows)))


def _suggest_heading(text: str, known: Mapping[str, str], languages: tuple[str, ...]) -> Message:
    """Return the known headings that are like an unknown one, in letters or else in one of its words; else the column for free text."""
    close = dict.fromkeys(known[match] for match in get_close_matches(columns.normalise(text), known, 3, 0.5))
    keys = [*close] or [key for key in (find_nearest(text, languages),) if key in columns.iter_keys(languages)]
    if keys:
        names = [name_column(key) for key in keys]
        return Message(", ".join(name.en for name in names), "、".join(name.zh for name in names))
    return FREE_TEXT.fill(heading=name_column(f"description.{'zh' if has_han(text) and 'zh' in languages else languages[0]}"))


def _check_zone(table: SheetTable) -> Iterator[Problem]:
    """Yield a problem when the heading of the times names a zone that is not certain."""
    if table.zone_name and table.zone is None:
        column = next(table.columns[key] for key in ("start", "date") if key in table.columns and table.headings[table.columns[key]].zone)
        form = Message("UTC+8, Asia/Shanghai", "北京时间、UTC+8")
        came = cells.to_text(table.value_at(table.heading_row, column))
        yield table.cell_problem("PR618", table.heading_row, column, came=came, zone=table.zone_name, form=form)


def _check_rows_above(source: SourceCalendar, table: SheetTable) -> Iterator[Problem]:
    """Yield a problem for each row above the headings that looks like an event: it has a date and two other cells; one for the others."""
    headings = table.sheet.rows[table.heading_row]
    own_titles = {_MONTH.sub("", title) for title in _list_own_titles(source)}
    others: list[int] = []
    for number, row in enumerate(table.sheet.rows[: table.heading_row]):
        texts = dict.fromkeys(text for cell in row if (text := cells.to_text(cell)))
        if len(texts) > 2 and any(_is_day(text) for text in texts):
            came = " · ".join(texts)
            form = Message("the row below the headings", "把这一行移到栏目名称之下")
            yield table.cell_problem("PR619", number, 0, came=came, form=form)
        elif (
            row_text(table.sheet, number, headings)
            and not {_MONTH.sub("", text) for text in texts} & own_titles
            and not _is_part_of_headings(source, table, row)
        ):
            others.append(number)
    if others:
        form = Message("below the headings, what belongs to an event", "属于某项活动的内容写在栏目名称之下")
        yield table.cell_problem("PR634", others[0], 0, unread=name_rows(table.sheet, others, headings), form=form)


def _list_own_titles(source: SourceCalendar) -> list[str]:
    """Return the titles above the headings of exported workbooks, for any month."""
    return [
        columns.get_text("title", language).format(month="", site=source.site.title.within((language,)).text) for language in ("zh", "en")
    ]


def _is_part_of_headings(source: SourceCalendar, table: SheetTable, row: Sequence[CellValue]) -> bool:
    """Return whether all of a row above the headings is headings too, as 时间 above 开始 and 结束."""
    headings = table.sheet.rows[table.heading_row]
    texts = [cells.to_text(cell) for column, cell in enumerate(row) if cell not in headings[column : column + 1]]
    return all(read_heading(text, source.languages).column for text in texts if text)


def _is_day(text: str) -> bool:
    try:
        return bool(parse_dates(text, DateContext(2000, 1)).spans)
    except DateTextError:
        return False


def _check_values(table: SheetTable) -> Iterator[Problem]:
    """Yield a problem for each cell below the headings with an error value or with a formula without a saved value."""
    keys_by_column = {column: key for key, column in table.columns.items()}
    for number, column in sorted(table.sheet.missing_values):
        if number > table.heading_row and column in keys_by_column and keys_by_column[column] not in UNREAD_COLUMNS:
            form = Message("a value", "具体的值")
            yield table.cell_problem("PR611", number, column, heading=name_of_key(table, keys_by_column[column]), form=form)


def name_of_key(table: SheetTable, key: str) -> Message | str:
    """Return the heading of a column as it is in the sheet, or the name of a column that the sheet does not have."""
    return cells.to_text(table.value_at(table.heading_row, table.columns[key])) if key in table.columns else name_column(key)


def _check_characters(table: SheetTable) -> Iterator[Problem]:
    """Yield a problem for each character that no text may contain. It is a warning when the import leaves the character out."""
    for key, column in table.columns.items():
        for number in range(table.heading_row + 1, len(table.sheet.rows)):
            value = table.value_at(number, column)
            for violation in find_violations(value, use_of(key)) if isinstance(value, str) else ():
                problem = table.cell_problem(violation.code, number, column, **violation.params)
                yield problem.at_severity("warning") if violation.replacements else problem


def use_of(key: str) -> Use:
    """Return what the text of a column is used for, which decides which characters it may contain."""
    column = key.partition(".")[0]
    return Use.NAME if column in NAME_COLUMNS else Use.PROSE if column == "description" else Use.TITLE


def _check_cells_without_heading(table: SheetTable) -> Iterator[Problem]:
    """Yield a problem for the first cell of each column without a heading."""
    headings = table.sheet.rows[table.heading_row]
    seen: set[int] = set()
    for number, row in enumerate(table.sheet.rows[table.heading_row + 1 :], table.heading_row + 1):
        for column, cell in enumerate(row):
            has_heading = column < len(headings) and cells.to_text(headings[column])
            if not has_heading and column not in seen and cells.to_text(cell) and (number, column) not in table.sheet.filled_across:
                seen.add(column)
                unread = name_cells(table.sheet, iter_filled(table.sheet, column, table.heading_row))
                yield table.cell_problem("PR620", number, column, came=cells.to_text(cell), unread=unread, form=HEADING_ABOVE)


def iter_rows(table: SheetTable) -> Iterator[SheetRow | Problem]:
    """Yield the rows below the headings that are not empty; for each row that is only a remark, a problem that says that it is not read."""
    heading_texts = [columns.normalise(cells.to_text(cell)) for cell in table.sheet.rows[table.heading_row]]
    for number, values in enumerate(table.sheet.rows[table.heading_row + 1 :], table.heading_row + 1):
        own = [column for column, value in enumerate(values) if _is_filled(value) and (number, column) not in table.sheet.filled_down]
        if not own or [columns.normalise(cells.to_text(value)) for value in values] == heading_texts[: len(values)]:
            continue
        if not any(_is_read(table, column) for column in own) and all(_is_prefilled(table, column, values[column]) for column in own):
            continue
        row = SheetRow(table, number, _collect_cells(table, number, values))
        is_read = row.cells and any(_is_read(table, column) for column in own)
        if is_read and not _is_remark(row, [values[column] for column in own]):
            yield row
        else:
            yield table.cell_problem("PR619", number, own[0], came=row_text(table.sheet, number), form=BELONGS_IN_ROW)


def _is_read(table: SheetTable, column: int) -> bool:
    return column < len(table.headings) and table.headings[column].column not in UNREAD_COLUMNS


def _is_prefilled(table: SheetTable, column: int, value: CellValue) -> bool:
    """Return whether a cell is only a number or a weekday, as in a row left for another event, or its column is reported as a whole."""
    text = cells.to_text(value)
    if column >= len(table.headings) or not table.headings[column].column:
        return True
    return bool(_ROW_NUMBER.fullmatch(text)) or table.headings[column].column == "weekday"


def _is_filled(value: CellValue) -> bool:
    return isinstance(value, CellMark) or bool(cells.to_text(value))


def _is_remark(row: SheetRow, values: Iterable[CellValue]) -> bool:
    """Return whether a row has a single text, which is no date, or only labelled ones, and none in the column of the id or a title."""
    texts = {value if isinstance(value, CellMark) else cells.to_text(value) for value in values}
    own_columns = {key.partition(".")[0] for key in row.cells}
    if len(texts) > 1:
        return not own_columns & {"id", "title"} and all(isinstance(text, str) and _LABELLED.match(text) for text in texts)
    if not all(isinstance(text, str) for text in texts):
        return False
    is_merged_across = len(own_columns) > 1 or not own_columns
    return not _is_day(str(next(iter(texts)))) and (is_merged_across or not own_columns & {"id", "title"})


def _collect_cells(table: SheetTable, number: int, values: Sequence[CellValue]) -> dict[str, CellValue]:
    """Return the values of a row by column key. A column of moderators is added to the people."""
    row_cells = {
        key: _clean(values[column], key)
        for key, column in table.columns.items()
        if column < len(values) and _is_filled(values[column]) and (number, column) not in table.sheet.filled_across
    }
    for key in [key for key in row_cells if key.partition(".")[0] in TRANSLATED_EXTRA_COLUMNS]:
        moderators = row_cells.pop(key)
        people_key = f"people.{key.partition('.')[2]}"
        if not isinstance(moderators, CellMark) and not isinstance(row_cells.get(people_key), CellMark):
            row_cells[people_key] = _add_moderators(row_cells.get(people_key), cells.to_text(moderators))
    return {key: value for key, value in row_cells.items() if key != "number"}


def _clean(value: CellValue, key: str) -> CellValue:
    """Return a value without the characters that no text may contain."""
    return clean_text(value, use_of(key)) if isinstance(value, str) else value


def _add_moderators(people: CellValue, moderators: str) -> str:
    language = "zh" if has_han(moderators) else "en"
    role = columns.get_choices("role", language)["moderator"] + ("：" if language == "zh" else ": ")
    named = [name if name.startswith(role) else f"{role}{name}" for name in cells.split_people(moderators)]
    return cells.LIST_SEPARATORS[language].join([*filter(None, [cells.to_text(people)]), *named])
