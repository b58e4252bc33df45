"""Printing the page of a busy month from the browser: one sheet of A4."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser

from tiny import SiteFactory, build_to

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

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
