"""The obligation status of each instance of a series, for tests of the code and of the content."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from prospectus.assemble import assemble
from prospectus.model.kinds.year import Year
from prospectus.pipeline import check
from prospectus.schedule.calendar_index import index_occurrences
from prospectus.schedule.obligations import ObligationIndex, ObligationStatus
from prospectus.schedule.occurrences import build_occurrences


def statuses_at(root: Path, now: str) -> dict[str, ObligationStatus]:
    """Return the obligation status of every instance, by UID, at a local time in Shanghai."""
    result = check(root)
    assert result.site is not None
    library = assemble(result, now=instant(now))
    index = index_occurrences(
        build_occurrences(library),
        [occurrence for occurrence in library.records_of("year") if isinstance(occurrence, Year)],
        "Asia/Shanghai",
        instant(now),
    )
    obligations = ObligationIndex(library, index)
    return {occurrence.uid: status for occurrence in index.occurrences if (status := obligations.status_of(occurrence)) is not None}


def instant(now: str) -> datetime:
    """Return a local time in Shanghai as a UTC time."""
    return (datetime.fromisoformat(now) - timedelta(hours=8)).replace(tzinfo=UTC)
