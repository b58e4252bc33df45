"""The page of a contract: key figures, the next expiry by the clock of the reader, the value of a tick, files, and the comparison."""

from __future__ import annotations

from typing import Any

import pytest

from prospectus.builder.incremental import BuildResult
from tiny import read_files

pytestmark = pytest.mark.browser

SC = "contracts/sc/"


@pytest.mark.parametrize(("language", "tick"), [("", "0.1 元/桶"), ("en/", "0.1 yuan per barrel")])
def test_tick_is_on_the_first_screen_of_a_phone(visiting: Any, language: str, tick: str) -> None:
    with visiting(390) as visit:
        visit.open(f"{language}{SC}")
        value = visit.page.locator(".key-figure .figure-value").first
        box = value.bounding_box()
        assert value.inner_text() == tick
        assert box is not None
        assert box["y"] + box["height"] < 844


def test_key_figures_have_dates_and_sources(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"en/{SC}")
        figures = visit.page.locator(".key-figure")
        assert figures.locator("strong").all_inner_texts() == ["0.1", "1,000", "5%", "±4%"]
        assert figures.locator(".figure-source a").count() == figures.locator(".figure-source time").count() == 4


@pytest.mark.parametrize(
    ("now", "code", "countdown"),
    [
        ("2025-03-10T09:00:00+08:00", "SC2504", "Expires in 21 days"),
        ("2025-03-30T23:59:59+08:00", "SC2504", "Expires tomorrow"),
        ("2025-03-31T00:00:00+08:00", "SC2504", "Expires today"),
        ("2025-03-31T23:59:59+08:00", "SC2504", "Expires today"),
        ("2025-04-01T00:00:00+08:00", "SC2505", "Expires in 29 days"),
        ("2026-12-31T10:00:00+08:00", "SC2701", "Expires today"),
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_next_expiry_follows_the_clock_of_the_reader_in_the_zone_of_the_site(
    visiting: Any, now: str, code: str, countdown: str, zone: str
) -> None:
    with visiting(timezone_id=zone) as visit:
        visit.page.clock.set_fixed_time(now)
        visit.open(f"en/{SC}")
        row = visit.page.locator(".expiries > li:visible")
        assert [row.count(), row.locator("strong").inner_text(), row.locator("[data-days]").inner_text()] == [1, code, countdown]


def test_after_the_last_known_expiry_the_page_names_the_year_that_is_not_published(visiting: Any) -> None:
    with visiting() as visit:
        visit.page.clock.set_fixed_time("2027-01-01T00:00:00+08:00")
        visit.open(f"en/{SC}")
        rows = visit.page.locator(".expiries > li:visible")
        assert rows.all_inner_texts() == [
            "The closing days of 2027 are not yet published, so later last trading days cannot be worked out."
        ]


@pytest.mark.parametrize("language", ["", "en/"])
def test_without_script_the_countdown_names_the_day_it_was_made(visiting: Any, language: str) -> None:
    with visiting(390, java_script_enabled=False) as visit:
        visit.open(f"{language}{SC}")
        row = visit.page.locator(".expiries > li:visible")
        assert row.count() == 1
        assert row.locator("strong").inner_text() == "SC2504"
        assert "2025" in row.locator("[data-days]").inner_text()
        assert visit.page.locator(".tick-examples dd").first.inner_text().startswith("100.00" if not language else "RMB 100.00")
        assert visit.page.locator("form:visible").count() == 0


def test_every_coming_expiry_has_a_calendar_file(visiting: Any, repository: BuildResult) -> None:
    files = read_files(repository.folder)
    with visiting() as visit:
        visit.open(f"en/{SC}")
        links = visit.page.locator(".expiries a[download]").evaluate_all("links => links.map(link => link.href)")
    assert len(links) > 9
    calendar = files["en/contracts/sc/sc2504.ics"].decode()
    assert calendar.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20250331" in calendar
    assert all(link.partition("//")[2].partition("/")[2] in files for link in links)


@pytest.mark.parametrize(("typed", "value"), [("3", "RMB 300.00"), ("1万", "RMB 1,000,000.00"), ("10 lots", "RMB 1,000.00")])
def test_value_of_a_tick_follows_the_number_of_lots(visiting: Any, typed: str, value: str) -> None:
    with visiting() as visit:
        visit.open(f"en/{SC}")
        page = visit.page
        output = page.locator("form[data-form=lots] output .value")
        assert output.inner_text() == "RMB 100.00"
        page.locator("[name=lots]").focus()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(typed)
        assert output.inner_text() == value
        assert "lots=" in page.url
        page.locator("[name=lots]").fill("1.5")
        page.keyboard.press("Enter")
        assert page.locator("#tick-lots-error").inner_text() == "Enter a whole number."
        assert visit.all_complaints() == []


def test_item_leads_to_its_lesson(visiting: Any) -> None:
    with visiting(390, has_touch=True) as visit:
        visit.open(f"en/{SC}")
        visit.page.locator(".spec .lesson[href*='price-and-position-limits']").tap()
        visit.page.wait_for_url("**/en/lessons/price-and-position-limits/")


def test_former_values_stand_with_their_dates_and_sources(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("learn/en/contracts/by/")
        rows = visit.page.locator("#history ~ .tabled tbody tr")
        assert [row.locator("th, td").all_inner_texts() for row in rows.all()] == [
            ["January 2025", "0.5 yuan", "Minutes that are not public"],
            ["March 2024", "1 yuan", "The Lakeside Handbook (p. 9)"],
        ]
        visit.open(f"en/{SC}")
        assert visit.page.locator("#history").count() == 0


def test_two_contracts_are_compared_and_one_is_not(visiting: Any, repository: BuildResult) -> None:
    assert "contracts/compare/index.html" not in read_files(repository.folder)
    with visiting() as visit:
        visit.open("learn/en/contracts/")
        visit.page.get_by_role("link", name="Compare contracts").click()
        visit.page.wait_for_url("**/learn/en/contracts/compare/")
        assert visit.page.locator("thead th").all_inner_texts() == ["Item", "Barley futures", "Oat futures"]
        rows = {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in visit.page.locator("tbody tr").all()}
        assert rows["Contract size"] == ["10 tonnes per lot", "5 tonnes"]
        assert rows["Minimum margin"] == ["7.25%", "8%"]
        assert "Not an item of this contract" in rows["Tick"][1]
