"""A month as plain text for e-mail."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from prospectus.derive.timetable import Timetable
from prospectus.render.lines import columns
from prospectus.render.plaintext import WIDTH, plain_text
from tiny import HERE


@pytest.mark.parametrize("language", ["zh", "en"])
def test_text_reads_as_it_should(june: Mapping[str, Timetable], language: str) -> None:
    expected = (HERE / f"data/handouts/june.{language}.txt").read_text("utf-8")
    assert plain_text(june[language]).decode() == expected


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_is_wider_than_72_columns_but_an_address(july: Mapping[str, Timetable], language: str) -> None:
    text = plain_text(july[language]).decode()
    assert "\r" not in text
    assert text.endswith("\n")
    lines = text.splitlines()
    assert len(lines) > 40
    for line in lines:
        assert line == line.rstrip()
        assert columns(line) <= WIDTH or line.strip().startswith("https://")


def test_samples_are_marked(july: Mapping[str, Timetable]) -> None:
    assert "Sun 6 July 14:00–15:00 · Training [Sample]\n  [Sample] Rehearsal\n" in plain_text(july["en"]).decode()
    assert "What is marked as a sample is not real." in plain_text(july["en"]).decode()


def test_deadlines_of_other_months_and_what_has_no_day_are_listed(july: Mapping[str, Timetable]) -> None:
    text = plain_text(july["en"]).decode()
    assert "\nClosing this month\n- Enrolment closes: Training in August (Sun 20 July)\n" in text
    assert "\n- Some day (July 2025)\n" in text
