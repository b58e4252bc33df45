"""A month as plain text for e-mail."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from prospectus.render.month.plain_text import WIDTH, render_plain_text
from prospectus.text.line_breaking import count_columns
from prospectus.views.month_export import MonthExport
from tiny import HERE


@pytest.mark.parametrize("language", ["zh", "en"])
def test_text_matches_the_expected_file(june: Mapping[str, MonthExport], language: str) -> None:
    expected = (HERE / f"data/handouts/june.{language}.txt").read_text("utf-8")
    assert render_plain_text(june[language]).decode() == expected


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_except_a_url_is_wider_than_72_columns(july: Mapping[str, MonthExport], language: str) -> None:
    text = render_plain_text(july[language]).decode()
    assert "\r" not in text
    assert text.endswith("\n")
    lines = text.splitlines()
    assert len(lines) > 40
    for line in lines:
        assert line == line.rstrip()
        assert count_columns(line) <= WIDTH or line.strip().startswith("https://")


def test_samples_are_marked(july: Mapping[str, MonthExport]) -> None:
    assert "Sun 6 July 14:00–15:00 · Training [Sample]\n  [Sample] Rehearsal\n" in render_plain_text(july["en"]).decode()
    assert "Items marked as samples are not real." in render_plain_text(july["en"]).decode()


def test_deadlines_of_events_in_other_months_and_undated_events_are_listed(july: Mapping[str, MonthExport]) -> None:
    text = render_plain_text(july["en"]).decode()
    assert "\nDeadlines this month\n- Enrolment closes: Training in August (Sun 20 July)\n" in text
    assert "\n- Some day (July 2025)\n" in text
