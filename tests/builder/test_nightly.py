"""A build of another time renders what that time changes and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from builds import make_options
from prospectus.builder.command import run_build
from tiny import SiteFactory, differing_paths, read_files

NIGHTS = ["2025-03-10", "2025-03-11", "2025-03-31", "2025-06-11", "2025-06-30", "2025-12-31", "2026-12-31"]
"""Days with a plain night, a talk on the next day, the end of a month, of a quarter and of a year."""


def parse(day: str) -> datetime:
    """Return nine o'clock of a day in Shanghai."""
    return datetime.fromisoformat(f"{day} 09:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def build_pages(root: Path, site: Path, times: Sequence[datetime]) -> tuple[int, int]:
    """Build a site at each time; return how many pages the last build rendered, and how many of them differ from those before."""
    for now in times[:-1]:
        run_build(make_options(root, site, now))
    before = read_files(site)
    report = run_build(make_options(root, site, times[-1]))
    return report.rendered, sum(path.endswith(".html") for path in differing_paths(before, read_files(site)))


@pytest.mark.parametrize("day", NIGHTS)
def test_build_of_the_next_day_renders_only_pages_that_change(
    tiny: SiteFactory, tmp_path: Path, cache_dir: Path, day: str, build_from_scratch: Callable[..., dict[str, bytes]]
) -> None:
    root, site = tiny("full"), tmp_path / "site"
    today = parse(day)
    rendered, changed = build_pages(root, site, [today, today + timedelta(days=1)])
    assert changed <= rendered <= changed * 1.25
    assert read_files(site) == build_from_scratch(root, today + timedelta(days=1))


def test_build_an_hour_later_renders_nothing(tiny: SiteFactory, tmp_path: Path, cache_dir: Path) -> None:
    now = parse("2025-03-10")
    assert build_pages(tiny("full"), tmp_path / "site", [now, now + timedelta(hours=1)]) == (0, 0)


def test_build_of_the_day_on_which_a_guide_is_published_equals_one_from_scratch(
    tiny: SiteFactory, tmp_path: Path, cache_dir: Path, build_from_scratch: Callable[..., dict[str, bytes]]
) -> None:
    guide = "title: {zh: 新的规定, en: New rules}\ngroup: basics\npublish_from: 2025-03-11\nwithdraw_on: 2025-03-12\n"
    root, site = tiny("full", {"content/guides/new-rules.yml": guide, "content/guides/new-rules.zh.md": "新的。\n"}), tmp_path / "site"
    for day in ("2025-03-10", "2025-03-11", "2025-03-12"):
        run_build(make_options(root, site, parse(day)))
        assert read_files(site) == build_from_scratch(root, parse(day))
    assert (site / "guides/new-rules/index.html").exists()


def test_build_when_a_talk_starts_renders_only_pages_that_show_its_state(tiny: SiteFactory, tmp_path: Path, cache_dir: Path) -> None:
    starts = parse("2025-03-12") + timedelta(hours=6, minutes=30)
    rendered, changed = build_pages(tiny("full"), tmp_path / "site", [starts - timedelta(seconds=1), starts])
    assert rendered == changed > 0
