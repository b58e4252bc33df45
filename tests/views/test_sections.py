"""Tests of the sections of a site: their pages, and the section, bar and breadcrumbs of every other page."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from prospectus.views.page import PageView
from tiny import FULL, SiteFactory, build_page_views


@pytest.fixture(scope="module")
def pages() -> Mapping[str, PageView]:
    """Return the pages of the full test site by address."""
    return build_page_views(FULL)


def crumbs_of(page: PageView) -> list[str]:
    return [crumb.href for crumb in page.crumbs]


def current_entry(page: PageView) -> list[str]:
    return [link.href for link in page.section_links if link.current]


@pytest.mark.parametrize(
    ("address", "section", "entry"),
    [
        ("en/learn/", "en/learn/", []),
        ("en/lessons/", "en/learn/", ["en/lessons/"]),
        ("en/lessons/first-words/", "en/learn/", ["en/lessons/"]),
        ("lessons/first-words/", "learn/", ["lessons/"]),
        ("en/guides/margin/", "en/market/", ["en/guides/margin/"]),
        ("en/guides/old-rule/", "en/market/", ["en/guides/"]),
        ("en/calendar/2025/06/", "en/events/", ["en/calendar/"]),
        ("en/calendar/series/barley-talks/", "en/events/", ["en/calendar/"]),
        ("en/farmers/", "en/market/", ["en/farmers/"]),
        ("en/", "", []),
        ("404.html", "", []),
    ],
)
def test_page_belongs_to_a_section_and_marks_its_entry(pages: Mapping[str, PageView], address: str, section: str, entry: list[str]) -> None:
    assert (pages[address].section, current_entry(pages[address])) == (section, entry)


def test_breadcrumbs_lead_through_the_section(pages: Mapping[str, PageView]) -> None:
    assert crumbs_of(pages["en/lessons/first-words/"]) == ["en/", "en/learn/", "en/lessons/", "en/lessons/first-words/"]
    assert crumbs_of(pages["en/learn/"]) == ["en/", "en/learn/"]
    assert crumbs_of(pages["calendar/2025/06/"]) == ["", "events/", "calendar/", "calendar/2025/", "calendar/2025/06/"]


def test_page_above_a_page_is_left_out_where_another_section_has_it(tiny: SiteFactory) -> None:
    site = (FULL / "content/site.yml").read_text(encoding="utf-8").replace("list:publication]", "list:publication, flow:joining]")
    pages = build_page_views(tiny("full", {"content/site.yml": site}))
    assert crumbs_of(pages["en/guides/joining/"]) == ["en/", "en/events/", "en/guides/joining/"]


def test_cards_of_a_section_say_what_is_behind_them(pages: Mapping[str, PageView]) -> None:
    learn = {card.href: card for card in pages["en/learn/"].body.cards}
    assert [link.href for link in learn["en/lessons/"].links] == ["en/lessons/first-words/", "en/lessons/barley-margin/"]
    assert learn["en/lessons/"].count == 2
    events = {card.href: card for card in pages["en/events/"].body.cards}
    assert events["en/calendar/"].upcoming is not None
    assert events["en/changes/"].newest.href == "en/changes/2025-06-2/"


def test_section_without_summary_is_described_by_its_entries(pages: Mapping[str, PageView]) -> None:
    assert pages["en/market/"].description.startswith("In this section: ")


def test_site_with_a_menu_has_no_sections(tiny: SiteFactory) -> None:
    menu = "menu: [{title: {zh: 来源, en: Sources}, to: list:source}, {title: {zh: 日历, en: Calendar}, to: page:calendar}]\n"
    root = tiny("minimal")
    site = root / "content/site.yml"
    site.write_text(site.read_text(encoding="utf-8") + menu, encoding="utf-8")
    pages = build_page_views(root)
    page = pages["en/sources/"]
    assert ([link.href for link in page.site.menu], page.site.sections) == (["en/sources/", "en/calendar/"], ())
    assert (page.section, page.section_links, crumbs_of(page)) == ("en/sources/", (), ["en/", "en/sources/"])
    assert pages["en/calendar/"].section == "en/calendar/"
