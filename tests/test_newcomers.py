"""Two sites that newcomers made with the guides alone: they stay without problems, and all their links lead somewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from prospectus.pipeline import check
from prospectus.verify import verify
from tiny import HERE, build_to

NOW = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai on the day after they were made."""


@pytest.mark.parametrize("name", ["newcomer-association", "newcomer-fund"])
def test_site_of_a_newcomer_is_checked_built_and_verified(name: str, tmp_path: Path) -> None:
    root = HERE / "sites" / name
    assert [problem for problem in check(root, now=NOW).problems if problem.severity != "info"] == []
    result = build_to(root, tmp_path / "site", now=NOW)
    assert result.problems == ()
    assert verify(tmp_path / "site") == []
