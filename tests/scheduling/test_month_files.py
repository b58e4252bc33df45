"""Tests of the month export in every format for readers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import icalendar
import pytest

from prospectus.builder.config import read_url_and_theme
from prospectus.errors import ContentError, UsageError
from prospectus.scheduling.export_formats import EXPORT_FORMATS, SiteFormat
from prospectus.scheduling.month import Month
from prospectus.scheduling.month_files import MonthFile
from prospectus.scheduling.month_files import render_month as render_month_of
from tiny import FULL, NOW, SiteFactory

JUNE = Month(2025, 6)
SITE_FORMATS = {name: row for name, row in EXPORT_FORMATS.items() if isinstance(row, SiteFormat)}
FIRST_BYTES = {
    "pdf": b"%PDF-",
    "poster": b"\x89PNG",
    "svg": b"<?xml",
    "ics": b"BEGIN:VCALENDAR\r\n",
    "schedule": b"{",
    "wechat": b"<section",
    "changes": b"<section",
    "reminder": "主题：".encode(),
    "speakers": b"PK",
    "qr": b"PK",
}
NEEDS_EVENTS = {"changes": "not released yet", "reminder": "still to come", "speakers": "names anybody"}
"""What a format says that has nothing to show in a month without events."""


def render_month(root: Path, month: Month, format_name: str, **options: Any) -> MonthFile:
    """Render a month with the URL and the theme of the site, as the command line does."""
    site_url, theme_folders = read_url_and_theme(root / "mkdocs.yml")
    return render_month_of(root, month, SITE_FORMATS[format_name].render, site_url=site_url, theme_folders=theme_folders, **options)


OWN_DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"><path d="M1 2h3"/></svg>'


def test_drawing_on_a_poster_is_that_of_the_theme_of_the_site_or_none(tiny: SiteFactory) -> None:
    root = tiny("full", {"theme/assets/pines.svg": OWN_DRAWING})
    config, site = root / "mkdocs.yml", root / "content/site.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("  font: false", "  font: false\n  custom_dir: theme"), encoding="utf-8")
    assert b'd="M1 2h3"' in render_month(root, JUNE, "svg", now=NOW).body
    site.write_text(site.read_text(encoding="utf-8") + "brand: {drawings: false}\n", encoding="utf-8")
    assert b'd="M1 2h3"' not in render_month(root, JUNE, "svg", now=NOW).body


@pytest.mark.parametrize("format_name", SITE_FORMATS)
def test_format_is_reproducible_and_differs_by_language(format_name: str) -> None:
    chinese = render_month(FULL, JUNE, format_name, now=NOW).body
    assert chinese.startswith(FIRST_BYTES.get(format_name, "2025年6月日程".encode()))
    assert render_month(FULL, JUNE, format_name, now=NOW, language="zh").body == chinese
    assert render_month(FULL, JUNE, format_name, now=NOW, language="en").body != chinese


@pytest.mark.parametrize("format_name", NEEDS_EVENTS)
def test_format_of_events_says_why_an_empty_month_has_none(tiny: SiteFactory, format_name: str) -> None:
    with pytest.raises(UsageError, match=NEEDS_EVENTS[format_name]):
        render_month(tiny("minimal"), JUNE, format_name, now=NOW)


@pytest.mark.parametrize("format_name", [name for name in SITE_FORMATS if name not in NEEDS_EVENTS])
def test_empty_month_has_every_format(tiny: SiteFactory, format_name: str) -> None:
    assert render_month(tiny("minimal"), JUNE, format_name, now=NOW).body.startswith(FIRST_BYTES.get(format_name, "2025年6月日程".encode()))


def test_calendar_of_a_month_has_its_events_and_no_source() -> None:
    calendar = icalendar.Calendar.from_ical(render_month(FULL, JUNE, "ics", now=NOW, language="en").body)
    assert "SOURCE" not in calendar
    assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT") if "STATUS" in event] == [
        "Enrolment closes · Lecture in the field",
        "Moved: Lecture in the field",
        "Cancelled: Growers' meeting",
        "Summer outlook for barley",
    ]


def test_content_with_errors_is_refused(tiny: SiteFactory) -> None:
    root = tiny("full", {"calendar/2025/06.yml": "- id: torn\n  type: nothing\n"})
    with pytest.raises(ContentError) as refused:
        render_month(root, JUNE, "text", now=NOW)
    assert {problem.path for problem in refused.value.problems if problem.severity == "error"} == {"calendar/2025/06.yml"}


def test_unknown_language_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="--lang must be a language of the site: zh, en; got 'ja'"):
        render_month(FULL, JUNE, "text", now=NOW, language="ja")


def test_local_urls_are_detected(tiny: SiteFactory) -> None:
    settings = (FULL / "mkdocs.yml").read_text("utf-8").replace("https://lakeside.example/learn/", "http://127.0.0.1:8000/")
    month_file = render_month(tiny("full", {"mkdocs.yml": settings}), JUNE, "text", now=NOW)
    assert month_file.has_local_urls
    assert b"http://127.0.0.1:8000/calendar/2025/06/" in month_file.body
    assert not render_month(FULL, JUNE, "text", now=NOW).has_local_urls
