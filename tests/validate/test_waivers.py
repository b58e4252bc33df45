"""Waivers: accepted problems are listed with the reason, and no other problem is hidden."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from prospectus.pipeline import check
from tiny import HERE, Tiny, laid_over

SITE = (HERE / "sites/minimal/content/site.yml").read_text(encoding="utf-8")
YEAR = "title: {zh: 年, en: Year}\nyear: 2025\npublished: true\n"
SUNDAY = "- {id: sunday, type: training, title: {zh: 周日, en: Sunday}, starts: 2025-03-02, language: zh%s}\n"
SATURDAY = "- {id: saturday, type: training, title: {zh: 周六, en: Saturday}, starts: 2025-03-01, language: zh}\n"
LATE = datetime(2025, 5, 1, tzinfo=UTC)


@pytest.fixture
def month(tiny: Tiny):
    """Check a month with one event on a Sunday and one on a Saturday."""
    root = tiny("minimal")

    def month(of_event: str = "", of_site: str = "", now: datetime | None = None):
        waivers = f", waivers: [{of_event}]" if of_event else ""
        files = {
            "calendar/years/2025.yml": YEAR,
            "calendar/2025/03.yml": SUNDAY % waivers + SATURDAY,
            "content/site.yml": SITE + (f"waivers: [{of_site}]\n" if of_site else ""),
        }
        verdict = check(laid_over(root, files), now=now)
        standing = [(each.code, each.record) for each in verdict.problems]
        return standing, [(each.problem.code, each.problem.record, each.reason) for each in verdict.waived]

    return month


def test_waiver_of_an_event_accepts_its_own_problem_and_is_told(month) -> None:
    standing, waived = month("{code: PR506, reason: the guests asked for it}")
    assert standing == [("PR506", "event:saturday")]
    assert waived == [("PR506", "event:sunday", "the guests asked for it")]


def test_waiver_of_the_site_accepts_all_of_a_file(month) -> None:
    standing, waived = month(of_site="{code: PR506, path: calendar/2025/*, reason: a year of weekends}")
    assert standing == []
    assert [each[1] for each in waived] == ["event:sunday", "event:saturday"]


def test_two_waivers_of_one_problem_are_both_used(month) -> None:
    standing, waived = month("{code: PR506, reason: one}", "{code: PR506, path: calendar/*, reason: other}")
    assert (standing, len(waived)) == ([], 2)


def test_waiver_that_accepts_nothing_is_a_hint_at_its_place(month) -> None:
    standing, waived = month("{code: PR501, reason: none}", "{code: PR507, path: calendar/*, reason: none}")
    assert sorted(standing, key=str) == sorted(
        [("PR506", "event:sunday"), ("PR506", "event:saturday"), ("PR516", "event:sunday"), ("PR516", "site:site")], key=str
    )
    assert waived == []


def test_waiver_of_what_time_brings_about_counts_only_when_that_is_looked_for(month) -> None:
    accepted = "{code: PR506, reason: a}, {code: PR525, reason: nobody came}"
    assert [each for each in month(accepted)[0] if each[0] == "PR516"] == []
    standing, waived = month(accepted, now=LATE)
    assert ("PR525", "event:saturday") in standing
    assert ("PR525", "event:sunday", "nobody came") in waived


@pytest.mark.parametrize(("code", "problem"), [("PR599", "PR212"), ("PR101", "PR213")])
def test_waiver_of_an_event_must_name_a_code_that_exists_and_can_be_accepted(month, code: str, problem: str) -> None:
    assert (problem, "event:sunday") in month(f"{{code: {code}, reason: none}}")[0]


def test_broken_file_makes_no_waiver_look_unused(tiny: Tiny) -> None:
    files = {"content/site.yml": SITE + "waivers: [{code: PR506, path: calendar/*, reason: a}]\n", "calendar/2025/03.yml": "- [\n"}
    assert [each.code for each in check(tiny("minimal", files)).problems] == ["PR006"]


def test_same_files_have_the_same_problems_whatever_the_time_is(tiny: Tiny) -> None:
    root = tiny("full")
    assert check(root).problems == ()
    assert {each.code for each in check(root, now=datetime(2030, 1, 1, tzinfo=UTC)).problems} >= {"PR521", "PR525", "PR527"}
