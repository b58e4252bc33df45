"""The state of each instance of a series on its last open day and the day after; pages and the list of overdue obligations agree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prospectus.assemble import assemble
from prospectus.derive.almanac import almanac
from prospectus.derive.duties import Duties, Duty
from prospectus.derive.schedule import schedule
from prospectus.model.year import Year
from prospectus.pipeline import check
from prospectus.validate.diary import diary_of
from prospectus.validate.owed import owed
from tiny import FULL, REPOSITORY, Tiny

LETTER = "title: {{zh: 信, en: A letter}}\ntype: bulletin\nseries: monthly-letter\nformat: document\nlanguage: zh\nstarts: {}\n"


def duties(root: Path, now: str) -> dict[str, Duty]:
    """Return the obligation status of every instance, by UID, at a local time in Shanghai."""
    verdict = check(root)
    assert verdict.site is not None
    library = assemble(verdict.checked, verdict.site)
    found = almanac(schedule(library), [each for each in library.of("year") if isinstance(each, Year)], "Asia/Shanghai", instant(now))
    told = Duties(library, found)
    return {each.uid: duty for each in found.occurrences if (duty := told.of(each)) is not None}


def instant(now: str) -> datetime:
    return (datetime.fromisoformat(now) - timedelta(hours=8)).replace(tzinfo=UTC)


def month_of(events: str) -> dict[str, str]:
    return {"calendar/2025/02.yml": f"- id: letter\n{''.join(f'  {line}' for line in events.splitlines(keepends=True))}"}


@pytest.mark.parametrize(
    ("now", "uid", "standing"),
    [
        ("2025-02-10", "monthly-letter-20250101", "open"),  # due on the 10th of the following month
        ("2025-02-10T23:59", "monthly-letter-20250101", "open"),
        ("2025-02-11", "monthly-letter-20250101", "owed"),
        ("2025-01-31", "monthly-letter-20250201", "open"),  # not begun
        ("2025-03-10", "barley-talks-20250101", "met"),  # planned for the 12th
        ("2025-06-30", "barley-talks-20250401", "met"),
        ("2025-09-30", "barley-talks-20250701", "open"),
        ("2025-10-01", "barley-talks-20250701", "none"),  # customary, not obligatory
        ("2025-09-15", "harvest-day-20250915", "open"),  # on the day itself
        ("2025-09-16", "harvest-day-20250915", "owed"),
        ("2026-06-01", "monthly-letter-20260101", "open"),  # no calendar of that year, so no due date
    ],
)
def test_instance_stands_as_its_day_and_its_series_say(now: str, uid: str, standing: str) -> None:
    assert duties(FULL, now)[uid].standing == standing


def test_event_of_the_series_meets_its_instance_and_cancelled_it_does_not(tiny: Tiny) -> None:
    held = duties(tiny("full", month_of(LETTER.format("2025-02-20"))), "2025-12-01")
    assert held["monthly-letter-20250201"] == Duty("met", (("event", "letter"),), held["monthly-letter-20250201"].late_from)
    assert (held["monthly-letter-20250101"].standing, held["monthly-letter-20250301"].standing) == ("owed", "owed")


def test_cancelled_event_meets_nothing(tiny: Tiny) -> None:
    held = duties(tiny("full", month_of(LETTER.format("2025-02-20") + "state: cancelled\n")), "2025-12-01")
    assert (held["monthly-letter-20250201"].standing, held["monthly-letter-20250201"].found) == ("owed", ())


def test_some_of_the_exchanges_are_part_of_it() -> None:
    told = duties(REPOSITORY, "2025-12-31")
    found = {uid: duty.standing for uid, duty in told.items() if uid.startswith("sa-enforcement-notice-2025")}
    assert len(found) == 12
    assert {found[f"sa-enforcement-notice-2025{month}01"] for month in ("01", "03")} == {"part"}
    assert found["sa-enforcement-notice-20250401"] == "owed"


@pytest.mark.parametrize("now", ["2025-01-01", "2025-03-10", "2025-12-31", "2026-12-31"])
@pytest.mark.parametrize("root", [FULL, REPOSITORY], ids=["full", "repository"])
def test_pages_call_late_what_the_scheduler_is_told_is_late(root: Path, now: str) -> None:
    verdict = check(root)
    assert verdict.site is not None
    diary = diary_of([(each.draft.kind.name, each.record) for each in verdict.checked], verdict.site)
    local = datetime.fromisoformat(now)
    late = {(each.of[1], each.due) for each in owed(diary, local) if each.late and each.code in ("PR521", "PR522", "PR523")}
    told = {
        (uid.rsplit("-", 1)[0], duty.late_from - timedelta(days=1))
        for uid, duty in duties(root, now).items()
        if duty.late_from is not None
        and duty.late_from <= local.date()
        and duty.standing != "met"
        and diary.series[uid.rsplit("-", 1)[0]].recurrence.mode == "period"
    }
    assert told == late
