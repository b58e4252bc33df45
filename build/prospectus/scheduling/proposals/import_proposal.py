"""Imports a text as a proposal: what it says becomes rows, and the rows go the way of a spreadsheet's. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from prospectus.errors import UsageError
from prospectus.model.values.partial_date import Precision
from prospectus.model.written_dates import DateContext, DateTextError, parse_dates
from prospectus.problems import Message, make_problem
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.month import Month
from prospectus.scheduling.proposals.ics_source import parse_ics
from prospectus.scheduling.proposals.notice_text import find_month, parse_notice
from prospectus.scheduling.proposals.proposal import Proposal, ProposedEvent
from prospectus.scheduling.proposals.schedule_source import parse_schedule
from prospectus.scheduling.spreadsheet.csv_file import decode_text
from prospectus.scheduling.spreadsheet.files import read_bytes
from prospectus.scheduling.spreadsheet.import_month import ImportResult, build_result, read_changes
from prospectus.scheduling.spreadsheet.reference_names import ReferenceNames
from prospectus.scheduling.spreadsheet.sheet import SheetError, SheetFile

MAX_TEXT = 2_000_000
"""The most characters of a text."""
FORMATS: Mapping[str, Callable[[str, SourceCalendar], Proposal]] = {".ics": parse_ics, ".json": parse_schedule}
"""The formats that state every date in full, by the ending of their files."""
SUFFIXES = (".txt", *FORMATS)
"""The endings of files that become proposals."""
MAX_EVENTS = 500
"""The most events of a proposal, which a person must be able to read."""
NEEDS_MONTH = Message(
    "{file} has no date with a year. Give the month with --month YYYY-MM.", "{file} 中没有带年份的日期。请用 --month YYYY-MM 写明月份。"
)


@dataclass(frozen=True, slots=True)
class ProposedImport:
    """What a text says, and what an import of it would do."""

    proposal: Proposal
    result: ImportResult
    months: tuple[Month, ...] = ()


def is_proposal(file: Path) -> bool:
    """Return whether a file becomes a proposal, by the ending of its name."""
    return file.suffix.casefold() in SUFFIXES


def propose_file(
    source: SourceCalendar, file: Path, month: Month | None = None, *, publish: bool = False, new_file: str = ""
) -> ProposedImport:
    """Return what a text says and would change. `month` gives the year of days without one; by default the first date with a year does.

    `new_file` names the second files to which new events go. Raises UsageError for a wrong name, and when no date has a year.
    """
    suffix = file.suffix.casefold()
    try:
        text = _read_text(file)
        if suffix in FORMATS:
            return import_proposal(
                source, file.name, FORMATS[suffix](text, source), month or Month(2000, 1), publish=publish, new_file=new_file
            )
    except SheetError as error:
        return ProposedImport(Proposal(()), ImportResult(problems=(error.to_problem(file.name),)))
    around = month
    if month is None:
        year_and_month = find_month(text)
        if year_and_month is None:
            raise UsageError(NEEDS_MONTH.fill(file=file.name))
        month = Month(year_and_month[0], year_and_month[1] or 1)
        around = month if year_and_month[1] else None
    context = DateContext(month.year, around=around)
    proposal = parse_notice(text, context, ReferenceNames(source), source.languages)
    return import_proposal(source, file.name, proposal, month, context, publish=publish, new_file=new_file)


def _read_text(file: Path) -> str:
    text = decode_text(read_bytes(file))
    if len(text) > MAX_TEXT:
        limit = Message(f"{MAX_TEXT} characters", f"{MAX_TEXT} 个字符")
        raise SheetError("PR602", limit=limit, came=Message(f"{len(text)} characters", f"{len(text)} 个字符"))
    return text


def import_proposal(
    source: SourceCalendar,
    name: str,
    proposal: Proposal,
    month: Month,
    context: DateContext | None = None,
    *,
    publish: bool = False,
    new_file: str = "",
) -> ProposedImport:
    """Return what the events of a proposal change, each in the file of its month; `month` is that of events without a date.

    `context` gives the year of a day without one; without it, every date has its year.
    """
    if len(proposal.events) > MAX_EVENTS:
        params = {"limit": Message(f"{MAX_EVENTS} events", f"{MAX_EVENTS} 个活动"), "came": str(len(proposal.events))}
        return ProposedImport(Proposal(()), ImportResult(problems=(make_problem(name, 1, 1, "PR602", None, **params),)))
    months_by_id = {
        entry.event.id: Month(entry.event.starts.first_day.year, entry.event.starts.first_day.month) for entry in source.entries
    }
    months: dict[Month, list[ProposedEvent]] = {}
    for event in proposal.events:
        months.setdefault(_month_of(event, months_by_id, month, context), []).append(event)
    changes = [
        read_changes(source, name, SheetFile((replace(proposal, events=tuple(events)).to_sheet(),)), event_month, publish=publish)
        for event_month, events in sorted(months.items())
    ]
    result = build_result(source, changes, new_file)
    return ProposedImport(proposal, replace(result, unlisted=(), titles={}), tuple(sorted(months)))


def _month_of(event: ProposedEvent, months_by_id: Mapping[str, Month], month: Month, context: DateContext | None) -> Month:
    """Return the month of the file of an event, if it has an id, else that in which it starts; `month` when its date is not known."""
    own = event.find("id")
    if own is not None and own.value in months_by_id:
        return months_by_id[own.value]
    date = event.find("date")
    try:
        spans = parse_dates(date.value, replace(context or DateContext(month.year), month=month.month)).spans if date else ()
    except DateTextError:
        spans = ()
    first = spans[0][0] if spans else None
    return Month(first.first_day.year, first.first_day.month) if first is not None and first.precision >= Precision.MONTH else month


def join_paths(months: Iterable[Month]) -> str:
    """Return the files of months, as one text."""
    return ", ".join(month.path for month in months)
