"""Tests of release pages: changes in words, the frozen timetable, and the last release as shown on the page of a month."""

from __future__ import annotations

import pytest

from prospectus.derive.view import PageView, View
from tiny import FULL, HERE, Tiny, pages_of

SHEET = (FULL / "calendar/2025/06.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages() -> dict[str, PageView]:
    return pages_of(FULL)


def changes(page: PageView) -> dict[str, list[str]]:
    return {group.what: [each.title for each in group.changes] for group in page.body.record.groups}


def change(page: PageView, what: str) -> View:
    (found,) = (each for group in page.body.record.groups if group.what == what for each in group.changes)
    return found


def test_release_tells_its_changes_in_the_language_of_the_page(pages: dict[str, PageView]) -> None:
    english, chinese = pages["en/changes/2025-06-2/"], pages["changes/2025-06-2/"]
    assert changes(english) == {
        "moved": ["Lecture in the field"],
        "cancelled": ["Growers' meeting"],
        "retitled": ["Summer outlook for barley"],
        "rehosted": ["Summer outlook for barley"],
    }
    assert changes(chinese) == {"moved": ["田间讲座"], "cancelled": ["种植户座谈"], "rehosted": ["夏季展望"]}


def test_change_says_what_was_what_is_and_why(pages: dict[str, PageView]) -> None:
    page = pages["en/changes/2025-06-2/"]
    moved = change(page, "moved")
    assert moved.pairs == (("11 June 2025 14:00–15:30", "12 June 2025 14:00–15:30"),)
    assert (moved.why, moved.href) == ("The room was taken that day.", "en/calendar/events/field-lecture/")
    assert change(page, "retitled").pairs == (("Summer outlook", "Summer outlook for barley"),)
    assert change(page, "rehosted").pairs == (("Grain Rain", "Awn Sower"),)
    assert (change(page, "cancelled").pairs, change(page, "cancelled").when) == ((), "18 June 2025 – 19 June 2025")


def test_first_release_of_a_month_is_all_new_and_leads_to_the_next(pages: dict[str, PageView]) -> None:
    first, second = pages["en/changes/2025-06-1/"].body.record, pages["en/changes/2025-06-2/"].body.record
    assert [group.what for group in first.groups] == ["new"]
    assert (first.before, first.after.href, second.before.href, second.after) == (
        None,
        "en/changes/2025-06-2/",
        "en/changes/2025-06-1/",
        None,
    )


def test_frozen_timetable_stays_when_what_it_named_is_gone_or_renamed(pages: dict[str, PageView], tiny: Tiny) -> None:
    series = (FULL / "calendar/series/barley-talks.yml").read_text(encoding="utf-8").replace("en: Barley talks", "en: Talks")
    channels = (FULL / "content/channels/all.yml").read_text(encoding="utf-8").replace("en: Online hall", "en: Hall")
    overlay = {"calendar/2025/06.yml": "[]\n", "calendar/series/barley-talks.yml": series, "content/channels/all.yml": channels}
    later = pages_of(tiny("full", overlay))

    def shown(pages: dict[str, PageView]) -> list[tuple[str, ...]]:
        timetable = pages["en/changes/2025-06-1/"].body.record.timetable
        return [(each.title, each.when, each.where, each.people, each.series) for each in timetable]

    assert shown(later) == shown(pages)
    assert shown(pages)[2] == ("Summer outlook", "25 June 2025 15:30–16:30", "Online hall", "Grain Rain", "Barley talks")
    assert {each.href for each in later["en/changes/2025-06-1/"].body.record.timetable} == {""}


@pytest.mark.parametrize(
    ("overlay", "expected"),
    [
        ({}, (2, False)),
        ({"calendar/2025/06.yml": SHEET.replace("2025-06-12", "2025-06-13")}, (2, True)),
        ({"calendar/releases/2025-06-2.yml": None}, (1, True)),
    ],
    ids=["as released", "edited since", "released once"],
)
def test_month_says_as_of_which_release_it_is(tiny: Tiny, overlay: dict[str, str | None], expected: tuple[int, bool]) -> None:
    pages = pages_of(tiny("full", overlay))
    release = pages["calendar/2025/06/"].body.release
    assert (release.number, release.changed) == expected
    assert release.href in pages
    assert pages["calendar/2025/07/"].body.release is None


def test_site_without_releases_has_the_list_all_the_same() -> None:
    pages = pages_of(HERE / "sites" / "minimal")
    assert (pages["changes/"].body.count, pages["en/changes/"].title) == (0, "What has changed")


def test_list_has_the_newest_release_first_with_what_it_changed(pages: dict[str, PageView]) -> None:
    (group,) = pages["en/changes/"].body.groups
    assert [(each.id, each.told.partition(":")[0]) for each in group.records] == [
        ("2025-06-2", "1 moved, 1 cancelled, 1 retitled, 1 with other people"),
        ("2025-06-1", "3 new"),
    ]
