"""Tests of learning paths, landing pages, and structured data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from prospectus.render.html.jsonld import build_jsonld
from prospectus.views.page import PageView
from tiny import FULL, SiteFactory, build_page_views


@pytest.fixture(scope="module")
def pages() -> Mapping[str, PageView]:
    """Return the pages of the full test site by address."""
    return build_page_views(FULL)


def find_jsonld_node(page: PageView, node_type: str) -> dict[str, Any]:
    """Return the only node of a type in the JSON-LD of a page."""
    (match,) = [node for node in json.loads(str(build_jsonld(page)))["@graph"] if node["@type"] == node_type]
    return match


def test_path_takes_the_total_time_of_its_lessons(pages: Mapping[str, PageView], tiny: SiteFactory) -> None:
    assert pages["paths/first-harvest/"].body.record.minutes == 13
    shorter = build_page_views(tiny("full", {"courses/paths/short.yml": "\n".join(SHORT_PATH)}))
    assert [path.minutes for path in shorter["paths/"].body.groups[0].records] == [13, 1]


SHORT_PATH = ("title: {zh: 短, en: Short}", "audience: overseas", "outcome: {zh: 会, en: Can}", "lessons: [first-words]")


def test_path_cites_the_sources_of_its_lessons(tiny: SiteFactory) -> None:
    def cited_sources(lesson: str) -> list[str]:
        text = (FULL / "courses/lessons/first-words.yml").read_text(encoding="utf-8")
        pages = build_page_views(
            tiny("full", {"courses/lessons/first-words.yml": text + lesson, "courses/paths/short.yml": "\n".join(SHORT_PATH)})
        )
        return [source.id for source in pages["paths/short/"].sources]

    assert cited_sources("sources: [{source: minutes}]\n") == ["minutes"]


def test_path_is_a_course_with_its_lessons_as_parts(pages: Mapping[str, PageView]) -> None:
    course = find_jsonld_node(pages["en/paths/first-harvest/"], "Course")
    assert (course["name"], course["timeRequired"], course["inLanguage"]) == ("The first harvest", "PT13M", "en")
    assert [(part["name"], part["url"], part["timeRequired"]) for part in course["hasPart"]] == [
        ("A few words first", "https://lakeside.example/learn/en/lessons/first-words/", "PT1M"),
        ("Margin on barley", "https://lakeside.example/learn/en/lessons/barley-margin/", "PT12M"),
    ]


def test_path_is_read_online_in_the_time_of_its_lessons_and_costs_nothing(pages: Mapping[str, PageView]) -> None:
    course = find_jsonld_node(pages["paths/first-harvest/"], "Course")
    assert course["hasCourseInstance"] == {"@type": "CourseInstance", "courseMode": "online", "courseWorkload": "PT13M"}
    assert course["offers"] == {"@type": "Offer", "category": "Free"}


COURSE = "title: {zh: 课, en: Course}\nprogramme: barley-school\n"


@pytest.mark.parametrize(
    ("fields", "instance", "offer"),
    [
        ("", None, None),
        ("formats: [examination]\nminutes: 90\n", None, None),
        ("formats: [online]\n", {"courseMode": "online"}, None),
        ("formats: [in-person, examination]\nminutes: 90\n", {"courseMode": "onsite", "courseWorkload": "PT90M"}, None),
        ("formats: [in-person, online]\nfree: false\n", {"courseMode": "blended"}, None),
        ("free: true\n", None, {"category": "Free"}),
    ],
)
def test_course_states_how_it_is_held_and_what_it_costs_only_where_they_are_known(
    tiny: SiteFactory, fields: str, instance: dict[str, str] | None, offer: dict[str, str] | None
) -> None:
    pages = build_page_views(tiny("full", {"courses/courses/more.yml": COURSE + fields}))
    course = find_jsonld_node(pages["courses/more/"], "Course")
    assert course.get("hasCourseInstance") == (instance and {"@type": "CourseInstance", **instance})
    assert course.get("offers") == (offer and {"@type": "Offer", **offer})


def test_course_is_provided_by_the_institution_of_its_brand_and_a_path_by_the_site(pages: Mapping[str, PageView]) -> None:
    providers = [
        find_jsonld_node(pages[address], "Course")["provider"]["name"] for address in ("en/courses/first-steps/", "en/paths/first-harvest/")
    ]
    assert providers == ["Lakeside Exchange", "Lakeside Exchange Learning"]


def test_list_without_questions_is_no_faq_page(tiny: SiteFactory) -> None:
    pages = build_page_views(tiny("full", {"content/faq/all.yml": "[]\n"}))
    assert '"FAQPage"' not in str(build_jsonld(pages["faq/"]))


def test_questions_in_jsonld_are_in_the_language_of_the_page(pages: Mapping[str, PageView]) -> None:
    questions = {
        language: [
            (question["name"], question["acceptedAnswer"]["text"])
            for question in find_jsonld_node(pages[f"{language}faq/"], "FAQPage")["mainEntity"]
        ]
        for language in ("", "en/")
    }
    assert questions == {
        "": [("为什么要付保证金？", "为了守约。"), ("谁来收？", "期货公司。")],
        "en/": [("Why is margin paid?", "So that people keep their word."), ("Who asks for it?", "The firm.")],
    }


def test_untranslated_question_is_left_out_of_jsonld(tiny: SiteFactory) -> None:
    rows = (
        "- {id: only, title: {zh: 只有中文？}, group: money, answer: {zh: 是。}}\n"
        "- {id: both, title: {zh: 都有？, en: Both}, group: money, answer: {zh: 是。, en: Yes.}}\n"
    )
    pages = build_page_views(tiny("full", {"content/faq/all.yml": rows}))
    names = [
        [question["name"] for question in find_jsonld_node(pages[address], "FAQPage")["mainEntity"]] for address in ("faq/", "en/faq/")
    ]
    assert names == [["只有中文？", "都有？"], ["Both"]]


def test_landing_lists_records_for_its_audience_without_duplicates(pages: Mapping[str, PageView]) -> None:
    listed = {group.kind: [record.id for record in group.records] for group in pages["farmers/"].body.record.record_groups}
    assert listed == {"path": ["first-harvest"], "course": ["first-steps"], "lesson": ["barley-margin"]}  # the programme is shown


def test_landing_that_shows_a_whole_list_repeats_none_of_it(tiny: SiteFactory) -> None:
    text = (FULL / "content/landings/farmers.yml").read_text(encoding="utf-8")
    pages = build_page_views(tiny("full", {"content/landings/farmers.yml": text.replace("list:channel", "list:course")}))
    assert [group.kind for group in pages["farmers/"].body.record.record_groups] == ["path", "lesson"]
