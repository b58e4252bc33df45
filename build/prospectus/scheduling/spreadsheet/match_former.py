"""Finds the events that rows describe as they were: at a time from which they have been moved, or with a title that they no longer have.

Without it, a sheet that was written before `move` or `retitle` would add these events once more, or undo the command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher

from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.scheduling.calendar_files import CalendarEntry
from prospectus.scheduling.spreadsheet import cells
from prospectus.scheduling.spreadsheet.former_versions import FormerVersion, FormerVersions
from prospectus.scheduling.spreadsheet.matched_row import MatchedRow, Matches, RowIdentity
from prospectus.scheduling.spreadsheet.table import SheetRow
from prospectus.validate.references import is_unfilled

SAME_TITLE = 0.8
"""The similarity from which a title at the day in the id of an event is that of the event."""
_DIGITS = re.compile(r"\d+")


def was_at(versions: Sequence[FormerVersion], starts: PartialDate | None) -> bool:
    """Return whether one of the versions of an event starts at a time."""
    return starts is not None and any(_is_same_time(version.starts, starts) for version in versions)


def is_outdated(match: MatchedRow, identity: RowIdentity, former: FormerVersions) -> bool:
    """Return whether a row has the time from which its event has been moved, by a command and not by an earlier import."""
    if match.entry is None or identity.starts is None or match.fills_draft:
        return False
    event = match.entry.event
    if _is_same_time(event.starts, identity.starts):
        return False
    versions = former.list_of(match.entry)
    return was_at([version for version in versions if version.by_command or event.state == "moved"], identity.starts)


def match_former(
    rows: Sequence[SheetRow],
    identities: Sequence[RowIdentity],
    stems: Sequence[str],
    matched: Mapping[int, MatchedRow],
    entries: Sequence[CalendarEntry],
    former: FormerVersions,
) -> Matches:
    """Return the rows that are events as they were: by exact start and title, then by day and title.

    `stems` are the ids that the rows would get; `entries` are the events of all months that no row has yet. A row at the time that its
    event still has was only renamed; any other one is outdated.
    """
    free = [index for index in range(len(rows)) if index not in matched and identities[index].starts is not None]
    if not free:
        return {}
    entries_by_day: dict[date, list[tuple[CalendarEntry, FormerVersion]]] = {}
    for entry in entries:
        if not is_unfilled(entry.event.title):
            for version in _list_versions(entry, former):
                entries_by_day.setdefault(version.starts.first_day, []).append((entry, version))
    matches: Matches = {}
    used_ids: set[str] = set()
    for is_exact in (True, False):
        for index in free:
            starts = identities[index].starts
            for entry, version in entries_by_day.get(starts.first_day, ()) if starts is not None and index not in matches else ():
                is_candidate = entry.event.id not in used_ids and (version.starts == starts or not is_exact)
                if is_candidate and _is_same_event(identities[index], stems[index], entry, version):
                    has_moved = starts is not None and not _is_same_time(entry.event.starts, starts)
                    matches[index] = MatchedRow(rows[index], entry.event.id, entry, is_outdated=has_moved)
                    used_ids.add(entry.event.id)
                    break
    return matches


def _list_versions(entry: CalendarEntry, former: FormerVersions) -> Iterator[FormerVersion]:
    """Yield each former time and the present one, with every title that the event has ever had."""
    versions = [version for version in former.list_of(entry) if version.starts.precision >= Precision.DAY]
    titles = frozenset(title for version in versions for title in version.titles)
    current = frozenset(cells.clean(title) for title in entry.event.title.as_dict().values())
    for starts in dict.fromkeys((*(version.starts for version in versions), entry.event.starts)):
        yield FormerVersion(starts, titles | current)


def _is_same_event(identity: RowIdentity, stem: str, entry: CalendarEntry, version: FormerVersion) -> bool:
    if identity.series not in (None, entry.event.series):
        return False
    if identity.titles & version.titles:
        return True
    return stem in entry.ids and any(_is_similar(title, other) for title in identity.titles for other in version.titles)


def _is_similar(title: str, other: str) -> bool:
    """Return whether two titles differ in little, and not in a number, as those of two lectures of one course do."""
    return _DIGITS.findall(title) == _DIGITS.findall(other) and SequenceMatcher(None, title, other).ratio() >= SAME_TITLE


def _is_same_time(time: PartialDate, other: PartialDate) -> bool:
    """Return whether two starts agree, as far as both are known; a month alone is no time."""
    if min(time.precision, other.precision) == Precision.DAY:
        return time.first_day == other.first_day
    return time == other
