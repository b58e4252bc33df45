"""Waivers: accepted problems are listed with the reason, and no other problem is hidden."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from prospectus.pipeline import check
from tiny import HERE, SiteFactory, write_files

SITE = (HERE / "sites/minimal/content/site.yml").read_text(encoding="utf-8")
YEAR = "title: {zh: 年, en: Year}\nyear: 2025\npublished: true\n"
SUNDAY = "- {id: sunday, type: training, title: {zh: 周日, en: Sunday}, starts: 2025-03-02, language: zh%s}\n"
SATURDAY = "- {id: saturday, type: training, title: {zh: 周六, en: Saturday}, starts: 2025-03-01, language: zh}\n"
LATE = datetime(2025, 5, 1, tzinfo=UTC)


@pytest.fixture
def check_month(tiny: SiteFactory):
    """Check a month with one event on a Sunday and one on a Saturday."""
    root = tiny("minimal")

    def run(event_waivers: str = "", site_waivers: str = "", now: datetime | None = None):
        waivers = f", waivers: [{event_waivers}]" if event_waivers else ""
        files = {
            "calendar/years/2025.yml": YEAR,
            "calendar/2025/03.yml": SUNDAY % waivers + SATURDAY,
            "content/site.yml": SITE + (f"waivers: [{site_waivers}]\n" if site_waivers else ""),
        }
        result = check(write_files(root, files), now=now)
        remaining = [(problem.code, problem.record) for problem in result.problems]
        return remaining, [(accepted.problem.code, accepted.problem.record, accepted.reason) for accepted in result.waived]

    return run


def test_waiver_of_an_event_accepts_its_own_problem_and_is_listed(check_month) -> None:
    remaining, waived = check_month("{code: PR506, reason: the guests asked for it}")
    assert remaining == [("PR506", "event:saturday")]
    assert waived == [("PR506", "event:sunday", "the guests asked for it")]


def test_waiver_of_the_site_accepts_all_of_a_file(check_month) -> None:
    remaining, waived = check_month(site_waivers="{code: PR506, path: calendar/2025/*, reason: a year of weekends}")
    assert remaining == []
    assert [accepted[1] for accepted in waived] == ["event:sunday", "event:saturday"]


def test_two_waivers_of_one_problem_are_both_used(check_month) -> None:
    remaining, waived = check_month("{code: PR506, reason: one}", "{code: PR506, path: calendar/*, reason: other}")
    assert (remaining, len(waived)) == ([], 2)


def test_unused_waiver_is_a_hint_at_its_place(check_month) -> None:
    remaining, waived = check_month("{code: PR501, reason: none}", "{code: PR507, path: calendar/*, reason: none}")
    assert sorted(remaining, key=str) == sorted(
        [("PR506", "event:sunday"), ("PR506", "event:saturday"), ("PR516", "event:sunday"), ("PR516", "site:site")], key=str
    )
    assert waived == []


def test_waiver_of_an_overdue_obligation_counts_only_when_those_are_checked(check_month) -> None:
    accepted = "{code: PR506, reason: a}, {code: PR525, reason: nobody came}"
    assert [problem for problem in check_month(accepted)[0] if problem[0] == "PR516"] == []
    remaining, waived = check_month(accepted, now=LATE)
    assert ("PR525", "event:saturday") in remaining
    assert ("PR525", "event:sunday", "nobody came") in waived


@pytest.mark.parametrize(("code", "problem"), [("PR599", "PR212"), ("PR101", "PR213")])
def test_waiver_of_an_event_must_name_a_code_that_exists_and_can_be_accepted(check_month, code: str, problem: str) -> None:
    assert (problem, "event:sunday") in check_month(f"{{code: {code}, reason: none}}")[0]


def test_unreadable_file_makes_no_waiver_look_unused(tiny: SiteFactory) -> None:
    files = {"content/site.yml": SITE + "waivers: [{code: PR506, path: calendar/*, reason: a}]\n", "calendar/2025/03.yml": "- [\n"}
    assert [problem.code for problem in check(tiny("minimal", files)).problems] == ["PR006"]


def test_same_files_have_the_same_problems_whatever_the_time_is(tiny: SiteFactory) -> None:
    root = tiny("full")
    assert check(root).problems == ()
    assert {problem.code for problem in check(root, now=datetime(2030, 1, 1, tzinfo=UTC)).problems} >= {"PR521", "PR525", "PR527"}
