"""An event of a series is shown instead of the series' own day, span or period: on every page, in every calendar and in every export."""

from __future__ import annotations

import io
from collections.abc import Mapping

import icalendar
import pypdf
import pytest

from prospectus.scheduling.export_formats import EXPORT_FORMATS, SiteFormat
from prospectus.scheduling.month import Month
from prospectus.scheduling.month_files import render_month
from prospectus.views.page import PageView
from tiny import FULL, NOW, REPOSITORY, URL, SiteFactory, build_page_views, collect_data_files, prepare_month_export

MILLERS = "- {id: millers, title: {zh: 磨坊主, en: Millers}}"
EVENT = (
    "- {{id: {id}, type: campaign, series: {series}, title: {{zh: 打谷日, en: Threshing}}, starts: {starts}, language: zh, "
    "format: live{more}}}\n"
)


def event_overlay(series: str, starts: str, more: str = "", event_id: str = "threshing") -> dict[str, str]:
    row = EVENT.format(id=event_id, series=series, starts=starts, more=more and f", {more}")
    return {f"calendar/{starts[:4]}/{starts[5:7]}.yml": row}


def entries_of_month(pages: Mapping[str, PageView], year: int, month: int) -> set[str]:
    """Return the UIDs of the month page: agenda, days of the grid, and bars across them."""
    body = pages[f"en/calendar/{year}/{month:02}/"].body
    in_agenda = {row.uid for day in body.agenda for row in day.events}
    in_grid = {row.uid for week in body.weeks for day in week for row in day.entries}
    return in_agenda | in_grid | {bar.uid for week in body.week_bars for bar in week.bars}


def read_titles(calendar: bytes) -> list[tuple[str, str]]:
    return [
        (str(event["SUMMARY"]), event.decoded("DTSTART").isoformat()[:10])
        for event in icalendar.Calendar.from_ical(calendar).walk("VEVENT")
    ]


CASES = {
    "a day": ("harvest-day", "harvest-day-20250915", "2025-09-15 10:00", "Harvest day", "2025-09-15"),
    "a day of which the event was moved": ("harvest-day", "harvest-day-20250915", "2025-09-17 10:00", "Harvest day", "2025-09-15"),
    "a span": ("sowing-weeks", "sowing-weeks-20250320", "2025-03-21", "Sowing weeks", "2025-03-20"),
    "a period": ("monthly-letter", "monthly-letter-20250901", "2025-09-09", "Monthly letter", "2025-09-01"),
    "a quarter": ("barley-talks", "barley-talks-20250701", "2025-09-09 15:00", "Barley talks", "2025-07-01"),
}


@pytest.mark.parametrize(("series", "instance", "starts", "title", "day"), CASES.values(), ids=CASES)
def test_event_stands_for_its_series_on_pages_and_in_calendars(
    tiny: SiteFactory, series: str, instance: str, starts: str, title: str, day: str
) -> None:
    root = tiny("full", event_overlay(series, starts))
    year, month = map(int, starts[:7].split("-"))
    pages, files = build_page_views(root), collect_data_files(root)
    entries = entries_of_month(pages, year, month)
    assert "event-threshing" in entries
    assert instance not in entries
    assert instance not in {row.uid for row in pages["en/"].body.upcoming}
    for name in ("all", f"series/{series}"):
        titles = read_titles(files[f"en/calendar/{name}.ics"])
        assert ("Threshing", starts[:10]) in titles
        assert (title, day) not in titles
    assert instance in {row.uid for row in pages[f"en/calendar/series/{series}/"].body.occurrences}  # coverage counts every instance


SITE_FORMATS = {name: row for name, row in EXPORT_FORMATS.items() if isinstance(row, SiteFormat)}
SERIES_MENTIONS = {"text": 1, "wechat": 1, "svg": 0, "pdf": 0, "ics": 1, "schedule": 1}
"""How often each format names the series of an event; one more would be the series' own day."""


@pytest.mark.parametrize(("name", "mentions"), SERIES_MENTIONS.items())
def test_event_stands_for_the_day_of_its_series_in_exports(tiny: SiteFactory, name: str, mentions: int) -> None:
    root = tiny("full", event_overlay("harvest-day", "2025-09-15"))
    options = {"site_url": URL, "theme_folders": (REPOSITORY / "theme",), "now": NOW, "language": "en"}
    body = render_month(root, Month(2025, 9), SITE_FORMATS[name].render, **options).body
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages) if name == "pdf" else body.decode()
    assert text.count("Threshing") >= 1
    assert text.count("Harvest day") == mentions


@pytest.mark.parametrize(("state", "title"), [("planned", "Threshing"), ("cancelled", "Cancelled: Threshing")])
def test_day_of_a_cancelled_event_is_not_shown_again(tiny: SiteFactory, state: str, title: str) -> None:
    root = tiny("full", event_overlay("harvest-day", "2025-09-15", f"state: {state}"))
    assert [item.title for item in prepare_month_export(root, "2025-09").items] == [title]
    entries = entries_of_month(build_page_views(root), 2025, 9)
    assert "event-threshing" in entries
    assert "harvest-day-20250915" not in entries


def test_obligation_of_a_cancelled_event_is_open_again(tiny: SiteFactory) -> None:
    pages = build_page_views(tiny("full", event_overlay("monthly-letter", "2025-09-09", "state: cancelled")))
    assert "event-threshing" in entries_of_month(pages, 2025, 9)
    rows = pages["en/calendar/series/monthly-letter/"].body.occurrences
    assert [(row.replaced, row.obligation.state) for row in rows if row.uid == "monthly-letter-20250901"] == [(False, "open")]


def test_sample_leaves_the_day(tiny: SiteFactory) -> None:
    overlay = event_overlay("harvest-day", "2025-09-15", "status: sample")
    titled = {name: text.replace("打谷日", "【示例】打谷日").replace("Threshing", '"[Sample] Threshing"') for name, text in overlay.items()}
    assert "harvest-day-20250915" in entries_of_month(build_page_views(tiny("full", titled)), 2025, 9)


def test_replaced_day_shows_its_event_on_the_page_of_the_series(tiny: SiteFactory) -> None:
    root = tiny("full", event_overlay("harvest-day", "2025-09-15"))
    rows = build_page_views(root)["en/calendar/series/harvest-day/"].body.occurrences
    (row,) = (row for row in rows if row.uid == "harvest-day-20250915")
    assert (row.replaced, row.obligation.state, [link.title for link in row.obligation.fulfilled_by]) == (True, "met", ["Threshing"])


def test_calendar_stays_when_all_its_occurrences_are_replaced(tiny: SiteFactory) -> None:
    """Subscribers of an audience must not find their calendar gone because the events of a series are for other audiences."""
    overlay = event_overlay("harvest-day", "2025-09-15", "audiences: [overseas]")
    overlay |= event_overlay("harvest-day", "2026-09-15", "audiences: [overseas]", "threshing-again")
    for name, line in (("calendar/series/harvest-day.yml", "audiences: [millers]"), ("content/audiences/all.yml", MILLERS)):
        overlay[name] = f"{(FULL / name).read_text('utf-8')}{line}\n"
    files = collect_data_files(tiny("full", overlay))
    assert read_titles(files["en/calendar/audience/millers.ics"]) == []
