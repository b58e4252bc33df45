"""The state of each instance of a series on its last open day and the day after; pages and the list of overdue obligations agree."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from obligation_statuses import statuses_at
from prospectus.pipeline import check
from prospectus.schedule.obligations import ObligationStatus
from prospectus.schedule.timeline import build_timeline
from prospectus.validate.overdue import iter_obligations
from tiny import FULL, REPOSITORY, SiteFactory

LETTER = "title: {{zh: 信, en: A letter}}\ntype: bulletin\nseries: monthly-letter\nformat: document\nlanguage: zh\nstarts: {}\n"


def february_overlay(events: str) -> dict[str, str]:
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
def test_state_of_an_instance_depends_on_date_and_series(now: str, uid: str, standing: str) -> None:
    assert statuses_at(FULL, now)[uid].state == standing


def test_event_of_the_series_fulfils_its_own_instance_only(tiny: SiteFactory) -> None:
    statuses = statuses_at(tiny("full", february_overlay(LETTER.format("2025-02-20"))), "2025-12-01")
    assert statuses["monthly-letter-20250201"] == ObligationStatus(
        "met", (("event", "letter"),), statuses["monthly-letter-20250201"].late_from
    )
    assert (statuses["monthly-letter-20250101"].state, statuses["monthly-letter-20250301"].state) == ("owed", "owed")


def test_cancelled_event_fulfils_nothing(tiny: SiteFactory) -> None:
    statuses = statuses_at(tiny("full", february_overlay(LETTER.format("2025-02-20") + "state: cancelled\n")), "2025-12-01")
    assert (statuses["monthly-letter-20250201"].state, statuses["monthly-letter-20250201"].fulfilled_by) == ("owed", ())


@pytest.mark.parametrize("now", ["2025-01-01", "2025-03-10", "2025-12-31", "2026-12-31"])
@pytest.mark.parametrize("root", [FULL, REPOSITORY], ids=["full", "repository"])
def test_pages_and_list_of_obligations_agree_on_late_instances(root: Path, now: str) -> None:
    result = check(root)
    assert result.site is not None
    timeline = build_timeline([(checked.raw.kind.name, checked.record) for checked in result.records], result.site)
    local = datetime.fromisoformat(now)
    late_in_list = {
        (obligation.key[1], obligation.due)
        for obligation in iter_obligations(timeline, local)
        if obligation.late and obligation.code in ("PR521", "PR522", "PR523")
    }
    late_on_pages = {
        (uid.rsplit("-", 1)[0], status.late_from - timedelta(days=1))
        for uid, status in statuses_at(root, now).items()
        if status.late_from is not None
        and status.late_from <= local.date()
        and status.state != "met"
        and timeline.series[uid.rsplit("-", 1)[0]].recurrence.mode == "period"
    }
    assert late_on_pages == late_in_list
