"""The obligations of this site that its notices fulfil."""

from __future__ import annotations

from obligation_statuses import statuses_at
from tiny import REPOSITORY


def test_notices_of_some_exchanges_fulfil_an_instance_in_part() -> None:
    statuses = statuses_at(REPOSITORY, "2025-12-31")
    states = {uid: status.state for uid, status in statuses.items() if uid.startswith("sa-enforcement-notice-2025")}
    assert len(states) == 12
    assert {states[f"sa-enforcement-notice-2025{month}01"] for month in ("01", "03")} == {"part"}
    assert states["sa-enforcement-notice-20250401"] == "owed"
