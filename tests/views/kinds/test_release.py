"""Tests of release pages: changes in words, the frozen timetable, and the last release as shown on the page of a month."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from prospectus.views.page import PageView
from prospectus.views.view import View
from tiny import FULL, HERE, SiteFactory, build_page_views, without_digest

SHEET = (FULL / "calendar/2025/06.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages() -> Mapping[str, PageView]:
    return build_page_views(FULL)


def titles_by_type(page: PageView) -> dict[str, list[str]]:
    return {group.change_type: [change.title for change in group.changes] for group in page.body.record.groups}


def find_change(page: PageView, change_type: str) -> View:
    (match,) = (change for group in page.body.record.groups if group.change_type == change_type for change in group.changes)
    return match


def test_release_shows_its_changes_in_the_language_of_the_page(pages: Mapping[str, PageView]) -> None:
    english, chinese = pages["en/changes/2025-06-2/"], pages["changes/2025-06-2/"]
    assert titles_by_type(english) == {
        "moved": ["Lecture in the field"],
        "cancelled": ["Growers' meeting"],
        "retitled": ["Summer outlook for barley"],
        "rehosted": ["Summer outlook for barley"],
    }
    assert titles_by_type(chinese) == {"moved": ["田间讲座"], "cancelled": ["种植户座谈"], "rehosted": ["夏季展望"]}


def test_change_shows_old_and_new_values_and_the_reason(pages: Mapping[str, PageView]) -> None:
    page = pages["en/changes/2025-06-2/"]
    moved = find_change(page, "moved")
    assert moved.pairs == (("Wed 11 June 2025 14:00–15:30", "Thu 12 June 2025 14:00–15:30"),)
    assert (moved.why, moved.href) == ("The room was taken that day.", "en/calendar/events/field-lecture/")
    assert find_change(page, "retitled").pairs == (("Summer outlook", "Summer outlook for barley"),)
    assert find_change(page, "rehosted").pairs == (("Grain Rain", "Awn Sower"),)
    assert (find_change(page, "cancelled").pairs, find_change(page, "cancelled").when) == ((), "Wed 18 June 2025 – Thu 19 June 2025")


def test_first_release_of_a_month_is_all_new_and_links_to_the_next(pages: Mapping[str, PageView]) -> None:
    first, second = pages["en/changes/2025-06-1/"].body.record, pages["en/changes/2025-06-2/"].body.record
    assert [group.change_type for group in first.groups] == ["new"]
    assert (first.before, first.after.href, second.before.href, second.after) == (
        None,
        "en/changes/2025-06-2/",
        "en/changes/2025-06-1/",
        None,
    )


def test_frozen_timetable_is_unchanged_when_records_are_removed_or_renamed(pages: Mapping[str, PageView], tiny: SiteFactory) -> None:
    series = (FULL / "calendar/series/barley-talks.yml").read_text(encoding="utf-8").replace("en: Barley talks", "en: Talks")
    channels = (FULL / "content/channels/all.yml").read_text(encoding="utf-8").replace("en: Online hall", "en: Hall")
    overlay = {"calendar/2025/06.yml": "[]\n", "calendar/series/barley-talks.yml": series, "content/channels/all.yml": channels}
    later = build_page_views(tiny("full", overlay))

    def timetable_rows(pages: Mapping[str, PageView]) -> list[tuple[str, ...]]:
        timetable = pages["en/changes/2025-06-1/"].body.record.timetable
        return [(event.title, event.when, event.where, event.people, event.series) for event in timetable]

    assert timetable_rows(later) == timetable_rows(pages)
    assert timetable_rows(pages)[2] == ("Summer outlook", "Wed 25 June 2025 15:30–16:30", "Online hall", "Grain Rain", "Barley talks")
    assert {event.href for event in later["en/changes/2025-06-1/"].body.record.timetable} == {""}


@pytest.mark.parametrize(
    ("overlay", "expected"),
    [
        ({}, (2, False)),
        ({"calendar/2025/06.yml": SHEET.replace("2025-06-12", "2025-06-13")}, (2, True)),
        ({"calendar/releases/2025-06-2.yml": None}, (1, True)),
    ],
    ids=["as released", "edited since", "released once"],
)
def test_month_names_its_last_release_and_whether_it_changed_since(
    tiny: SiteFactory, overlay: dict[str, str | None], expected: tuple[int, bool]
) -> None:
    pages = build_page_views(tiny("full", overlay))
    release = pages["calendar/2025/06/"].body.release
    assert (release.number, release.changed) == expected
    assert release.href in pages
    assert pages["calendar/2025/07/"].body.release is None


def test_translation_is_a_change_for_readers_of_its_language_alone(tiny: SiteFactory) -> None:
    untranslated = SHEET.replace(', en: "Lakeside Hall, Lake Town"', "")
    pages = build_page_views(tiny("full", {"calendar/2025/06.yml": untranslated}))
    assert [pages[f"{path}calendar/2025/06/"].body.release.changed for path in ("", "en/")] == [False, True]


def test_added_translation_is_no_move(tiny: SiteFactory) -> None:
    release = without_digest((FULL / "calendar/releases/2025-06-2.yml").read_text(encoding="utf-8"))
    third = release.replace("number: 2", "number: 3").replace("2025-03-05", "2025-03-06").replace("2025-06-12", "2025-06-13")
    untranslated = release.replace("\n    en: Barley Room, Lake Town", "")
    pages = build_page_views(tiny("full", {"calendar/releases/2025-06-2.yml": untranslated, "calendar/releases/2025-06-3.yml": third}))
    english = pages["en/changes/2025-06-3/"]
    assert titles_by_type(english) == {"moved": ["Lecture in the field"], "translated": ["Lecture in the field"]}
    assert find_change(english, "moved").pairs == (("Thu 12 June 2025 14:00–15:30", "Fri 13 June 2025 14:00–15:30"),)


def test_site_without_releases_has_an_empty_list() -> None:
    pages = build_page_views(HERE / "sites" / "minimal")
    assert (pages["changes/"].body.count, pages["en/changes/"].title) == (0, "Timetable changes")


def test_list_has_the_newest_release_first_with_a_summary(pages: Mapping[str, PageView]) -> None:
    (group,) = pages["en/changes/"].body.groups
    assert [(release.id, release.change_summary.partition(":")[0]) for release in group.records] == [
        ("2025-06-2", "1 moved, 1 cancelled, 1 retitled, 1 with new speakers"),
        ("2025-06-1", "3 new"),
    ]
