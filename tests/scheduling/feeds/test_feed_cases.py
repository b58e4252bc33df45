"""Feeds as they occur, compared with the whole report. Each folder `cases/feeds/NAME/` is one test case.

`feed.xml` or `feed.json` is the archived answer; see `archived_feeds.py`. `expected.txt` is what `feeds pull --saved` prints, first the
report and then the problems, and `expected.zh.txt` the same in Chinese.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from archived_feeds import archive_feed
from tiny import HERE, RunCommand, SiteFactory

CASES = sorted(path for path in (HERE / "cases" / "feeds").iterdir() if path.is_dir())
NOW = "2025-04-01T09:00+08:00"
ITEM = "<item><title>{0}</title><link>https://hall.example/{0}</link><pubDate>Mon, 10 Mar 2025 09:00:00 +0800</pubDate></item>"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_report_of_a_feed(tiny: SiteFactory, run: RunCommand, case: Path) -> None:
    archive_feed(root := tiny("minimal"), case)
    for language, name in (("en", "expected.txt"), ("zh", "expected.zh.txt")):
        result = run("feeds", "pull", "--saved", "--now", NOW, "--lang", language, folder=root)
        assert result.out + result.err == (case / name).read_text(encoding="utf-8")


def test_entries_beyond_the_limit_are_counted(tiny: SiteFactory, run: RunCommand, tmp_path: Path) -> None:
    items = "".join(map(ITEM.format, range(503)))
    (tmp_path / "feed.xml").write_text(f'<rss version="2.0"><channel><title>Hall</title>{items}</channel></rss>', encoding="utf-8")
    archive_feed(root := tiny("minimal"), tmp_path)
    result = run("feeds", "pull", "--saved", "--now", NOW, folder=root)
    assert (result.code, result.out.splitlines()[0]) == (0, "hall: as saved; entries: 500")
    assert result.err.splitlines()[0] == (
        "content/feeds.yml:3:3: warning PR651 A feed must have at most 500 entries to be read whole; entries not read: 3."
    )
