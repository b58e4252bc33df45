"""Tests of learning paths, landing pages, structured data, and links between list pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from prospectus.derive.view import PageView
from prospectus.model.kinds import BY_NAME, FAMILIES
from prospectus.render.jsonld import jsonld
from tiny import FULL, Tiny, pages_of


@pytest.fixture(scope="module")
def pages() -> dict[str, PageView]:
    """Return the pages of the full test site by address."""
    return pages_of(FULL)


def described(page: PageView, kind: str) -> dict[str, Any]:
    """Return the only node of a type in the JSON-LD of a page."""
    (found,) = [each for each in json.loads(str(jsonld(page)))["@graph"] if each["@type"] == kind]
    return found


def test_path_takes_as_long_as_its_lessons_together(pages: dict[str, PageView], tiny: Tiny) -> None:
    assert pages["paths/first-harvest/"].body.record.minutes == 13
    shorter = pages_of(tiny("full", {"courses/paths/short.yml": "\n".join(SHORT)}))
    assert [path.minutes for path in shorter["paths/"].body.groups[0].records] == [13, 1]


SHORT = ("title: {zh: 短, en: Short}", "audience: overseas", "outcome: {zh: 会, en: Can}", "lessons: [first-words]")


def test_path_cites_the_sources_of_its_lessons(tiny: Tiny) -> None:
    def cited(lesson: str) -> list[str]:
        text = (FULL / "courses/lessons/first-words.yml").read_text(encoding="utf-8")
        pages = pages_of(tiny("full", {"courses/lessons/first-words.yml": text + lesson, "courses/paths/short.yml": "\n".join(SHORT)}))
        return [source.id for source in pages["paths/short/"].sources]

    assert cited("sources: [{source: minutes}]\n") == ["minutes"]


def test_path_is_a_course_with_its_lessons_as_parts(pages: dict[str, PageView]) -> None:
    course = described(pages["en/paths/first-harvest/"], "Course")
    assert (course["name"], course["timeRequired"], course["inLanguage"]) == ("The first harvest", "PT13M", "en")
    assert [(part["name"], part["url"], part["timeRequired"]) for part in course["hasPart"]] == [
        ("A few words first", "https://lakeside.example/learn/en/lessons/first-words/", "PT1M"),
        ("Margin on barley", "https://lakeside.example/learn/en/lessons/barley-margin/", "PT12M"),
    ]


def test_questions_are_described_in_the_language_of_the_page(pages: dict[str, PageView]) -> None:
    asked = {
        language: [(each["name"], each["acceptedAnswer"]["text"]) for each in described(pages[f"{language}faq/"], "FAQPage")["mainEntity"]]
        for language in ("", "en/")
    }
    assert asked == {
        "": [("为什么要付保证金？", "为了守约。"), ("谁来收？", "期货公司。")],
        "en/": [("Why is margin paid?", "So that people keep their word."), ("Who asks for it?", "The firm.")],
    }


def test_question_that_is_not_translated_is_left_out_of_the_description(tiny: Tiny) -> None:
    rows = (
        "- {id: only, title: {zh: 只有中文？}, group: money, answer: {zh: 是。}}\n"
        "- {id: both, title: {zh: 都有？, en: Both}, group: money, answer: {zh: 是。, en: Yes.}}\n"
    )
    pages = pages_of(tiny("full", {"content/faq/all.yml": rows}))
    found = [[each["name"] for each in described(pages[address], "FAQPage")["mainEntity"]] for address in ("faq/", "en/faq/")]
    assert found == [["只有中文？", "都有？"], ["Both"]]


def test_landing_gathers_what_is_for_its_audience_and_shows_nothing_twice(pages: dict[str, PageView]) -> None:
    gathered = {each.kind: [record.id for record in each.records] for each in pages["farmers/"].body.record.concerned}
    assert gathered == {"path": ["first-harvest"], "course": ["first-steps"], "lesson": ["barley-margin"]}  # the programme is shown


def test_landing_that_shows_a_whole_list_gathers_none_of_it(tiny: Tiny) -> None:
    text = (FULL / "content/landings/farmers.yml").read_text(encoding="utf-8")
    pages = pages_of(tiny("full", {"content/landings/farmers.yml": text.replace("list:channel", "list:course")}))
    assert [each.kind for each in pages["farmers/"].body.record.concerned] == ["path", "lesson"]


def test_lists_of_a_family_lead_to_each_other_and_name_the_one_that_is_open(pages: dict[str, PageView]) -> None:
    links = pages["en/lessons/"].body.family
    assert [(link.href, link.current) for link in links][:4] == [
        ("en/paths/", False),
        ("en/lessons/", True),
        ("en/courses/", False),
        ("en/faq/", False),
    ]
    assert pages["en/guides/"].body.family == ()


def test_list_with_nothing_in_it_is_not_led_to(tiny: Tiny) -> None:
    pages = pages_of(tiny("full", {"content/faq/all.yml": None, "courses/paths/first-harvest.yml": None, **ALONE}))
    assert "en/faq/" not in [link.href for link in pages["en/lessons/"].body.family]


ALONE = {
    "content/landings/farmers.yml": None,
    "content/landings/farmers.zh.md": None,
    "content/landings/farmers.en.md": None,
}


def test_families_name_kinds_that_have_lists() -> None:
    assert [name for family in FAMILIES for name in family if BY_NAME[name].listing is None] == []
