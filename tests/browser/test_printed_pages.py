"""Printing from the browser: a busy month on one sheet of A4, few sheets, boxes to tick, and what stands at the foot of every sheet."""

from __future__ import annotations

import io
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdf
import pytest
from playwright.sync_api import Browser

from tiny import SiteFactory, build_to

pytestmark = pytest.mark.browser

A4_LANDSCAPE = (842, 595)
DAYS = (1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 21, 22, 23, 24, 25, 28, 29, 30, 31, 8, 15)
ROW = """\
- id: item-{n}
  type: training
  title: {{zh: 第{n}场培训：从基差到套期保值, en: "Training {n}: from basis to hedge"}}
  language: zh
  starts: 2025-07-{day:02} {hour:02}:00
  ends: 2025-07-{day:02} {hour:02}:45
"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_month_of_25_events_prints_on_one_sheet_of_a4(browser: Browser, tiny: SiteFactory, tmp_path: Path, language: str) -> None:
    rows = "".join(ROW.format(n=n, day=day, hour=8 + n % 8) for n, day in enumerate(DAYS, 1))
    folder = build_to(tiny("full", {"calendar/2025/07.yml": rows}), tmp_path / "site").folder
    page = browser.new_page()
    page.goto((folder / ("en" if language == "en" else "") / "calendar/2025/07/index.html").as_uri())
    reader = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    page.close()
    assert [tuple(map(round, sheet.mediabox[2:])) for sheet in reader.pages] == [A4_LANDSCAPE]
    text = "".join(reader.pages[0].extract_text().split())
    missing = [n for n in range(1, 26) if {"zh": f"第{n}场培训", "en": f"Training{n}:"}[language] not in text]
    assert missing == []


def print_sheets(visiting: Any, address: str) -> list[str]:
    """Print a page of the site of this repository; return the text of its sheets without spaces."""
    with visiting() as visit:
        visit.open(address)
        reader = pypdf.PdfReader(io.BytesIO(visit.page.pdf(prefer_css_page_size=True)))
    # the parts of a Chinese character may be read as compatibility characters
    return [unicodedata.normalize("NFKC", "".join(sheet.extract_text().split())) for sheet in reader.pages]


@pytest.mark.parametrize("prefix", ["", "en/"])
@pytest.mark.parametrize(("address", "most"), [("guides/membership/", 3), ("guides/flow-member/", 2)])
def test_way_to_membership_prints_on_few_sheets_with_boxes_to_tick(visiting: Any, prefix: str, address: str, most: int) -> None:
    assert len(print_sheets(visiting, f"{prefix}{address}")) == most
    with visiting() as visit:
        visit.open(f"{prefix}{address}")
        visit.page.emulate_media(media="print")
        boxes = visit.page.eval_on_selector_all(
            ".tasks > li",
            """items => items.map((item) => ["::before", "::after"].filter((part) => {
              const style = getComputedStyle(item, part);
              return style.borderTopStyle === "solid" && parseFloat(style.inlineSize) > 4;
            }).length)""",
        )
    assert len(boxes) >= 24
    assert set(boxes) == {1}


@pytest.mark.parametrize("address", ["lessons/hedging/", "lessons/margin-and-daily-settlement/"])
def test_lesson_prints_on_six_sheets_with_all_its_answers(visiting: Any, address: str) -> None:
    sheets = print_sheets(visiting, address)
    assert len(sheets) <= 6
    answers = "".join(sheets).rpartition("自测答案")[2]
    assert [number for number in range(1, 6) if f"{number}." not in answers] == []


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("guides/membership/", "怎样成为上期能源的参与者"),
        ("en/sources/", "Sources"),
        ("contracts/sc/", "原油期货"),
        ("lessons/margin-and-daily-settlement/", "保证金与当日无负债结算"),
    ],
)
def test_every_sheet_names_the_page_its_address_and_its_number(visiting: Any, address: str, title: str) -> None:
    sheets = print_sheets(visiting, address)
    now = datetime.now(ZoneInfo("Asia/Shanghai"))  # where the browser of these tests is
    today = f"{now:%-d%B%Y}" if address.startswith("en/") else f"{now.year}年{now.month}月{now.day}日"
    for number, sheet in enumerate(sheets, 1):
        assert title in sheet
        assert f"/{address}·{today}" in sheet
        assert f"{number}/{len(sheets)}" in sheet


@pytest.mark.parametrize("address", ["guides/membership/", "sources/", "notices/shfe-2026-01/"])
def test_no_address_is_printed_twice_for_one_page(visiting: Any, address: str) -> None:
    with visiting() as visit:
        visit.open(address)
        visit.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        visit.page.emulate_media(media="print")
        printed = visit.page.eval_on_selector_all(
            '#main a[href^="http"]',
            """links => links.flatMap((link) => [
              ...(link.textContent.includes(link.href) ? [link.href] : []),
              ...(getComputedStyle(link, "::after").content.includes(link.href) ? [link.href] : [])])""",
        )
    assert printed
    assert len(set(printed)) == len(printed)
